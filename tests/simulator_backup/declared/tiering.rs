//! Tiering configurations.

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::refusal;
use crate::tiering::{change, input, selection};

pub const GROUP: Group = Group {
    refusals: refusals! {
        "CreateTieringConfiguration" "AlreadyExistsException" => name_taken;
        "CreateTieringConfiguration" "ConflictException" => vault_taken;
        "CreateTieringConfiguration" "LimitExceededException" => too_many;
        "DeleteTieringConfiguration" "ResourceNotFoundException" => delete_unknown;
        "GetTieringConfiguration" "ResourceNotFoundException" => get_unknown;
        "UpdateTieringConfiguration" "ConflictException" => update_to_taken;
        "UpdateTieringConfiguration" "LimitExceededException" => update_too_many;
        "UpdateTieringConfiguration" "ResourceNotFoundException" => update_unknown;
    },
    never: &[(
        "UpdateTieringConfiguration",
        "AlreadyExistsException",
        "the name stays; a vault that is taken is a conflict",
    )],
    not_yet: &[],
    calls: calls! {
        "CreateTieringConfiguration" => create;
        "DeleteTieringConfiguration" => delete;
        "GetTieringConfiguration" => get;
        "ListTieringConfigurations" => list;
        "UpdateTieringConfiguration" => update;
    },
    not_called_yet: &[],
};

async fn make(at: &Fresh, name: &str, vault: &str) {
    let input = input(name, vault, vec![selection("*")]);
    at.client.create_tiering_configuration().tiering_configuration(input).send().await.unwrap();
}

async fn create(at: Fresh) {
    make(&at, "cheap", "*").await;
}

async fn name_taken(at: Fresh) -> Refused {
    create(at.clone()).await;
    let input = input("cheap", "prod-daily", vec![selection("*")]);
    refusal(at.client.create_tiering_configuration().tiering_configuration(input).send().await)
}

async fn vault_taken(at: Fresh) -> Refused {
    create(at.clone()).await;
    let input = input("other", "*", vec![selection("*")]);
    refusal(at.client.create_tiering_configuration().tiering_configuration(input).send().await)
}

async fn too_many(at: Fresh) -> Refused {
    let input = input("cheap", "*", vec![selection("*"); 6]);
    refusal(at.client.create_tiering_configuration().tiering_configuration(input).send().await)
}

async fn delete_unknown(at: Fresh) -> Refused {
    refusal(at.client.delete_tiering_configuration().tiering_configuration_name("none").send().await)
}

async fn get_unknown(at: Fresh) -> Refused {
    refusal(at.client.get_tiering_configuration().tiering_configuration_name("none").send().await)
}

async fn update_to_taken(at: Fresh) -> Refused {
    make(&at, "cheap", "*").await;
    make(&at, "daily", "prod-daily").await;
    let update = at.client.update_tiering_configuration().tiering_configuration_name("cheap");
    refusal(update.tiering_configuration(change("prod-daily")).send().await)
}

async fn update_too_many(at: Fresh) -> Refused {
    create(at.clone()).await;
    let mut many = change("*");
    many.resource_selection = vec![selection("*"); 6];
    let update = at.client.update_tiering_configuration().tiering_configuration_name("cheap");
    refusal(update.tiering_configuration(many).send().await)
}

async fn update_unknown(at: Fresh) -> Refused {
    let update = at.client.update_tiering_configuration().tiering_configuration_name("none");
    refusal(update.tiering_configuration(change("*")).send().await)
}

async fn delete(at: Fresh) {
    create(at.clone()).await;
    at.client.delete_tiering_configuration().tiering_configuration_name("cheap").send().await.unwrap();
}

async fn get(at: Fresh) {
    create(at.clone()).await;
    at.client.get_tiering_configuration().tiering_configuration_name("cheap").send().await.unwrap();
}

async fn list(at: Fresh) {
    at.client.list_tiering_configurations().send().await.unwrap();
}

async fn update(at: Fresh) {
    create(at.clone()).await;
    let update = at.client.update_tiering_configuration().tiering_configuration_name("cheap");
    update.tiering_configuration(change("*")).send().await.unwrap();
}
