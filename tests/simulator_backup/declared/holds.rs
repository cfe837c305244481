//! Legal holds.

use aws_sdk_backup::primitives::DateTime;
use aws_sdk_backup::types::{DateRange, RecoveryPointSelection};

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{pass, refusal, start};

pub const GROUP: Group = Group {
    refusals: refusals! {
        "CancelLegalHold" "InvalidResourceStateException" => not_active;
        "CancelLegalHold" "ResourceNotFoundException" => unknown_to_cancel;
        "CreateLegalHold" "InvalidParameterValueException" => ahead;
        "CreateLegalHold" "LimitExceededException" => too_many;
        "GetLegalHold" "InvalidParameterValueException" => no_id;
        "GetLegalHold" "ResourceNotFoundException" => unknown;
    },
    never: &[],
    not_yet: &[],
    calls: calls! {
        "CancelLegalHold" => cancel;
        "CreateLegalHold" => create;
        "GetLegalHold" => get;
        "ListLegalHolds" => list;
        "ListRecoveryPointsByLegalHold" => list_points;
    },
    not_called_yet: &[],
};

const UNKNOWN: &str = "8f14e45f-ceea-467f-a83b-0d7c1f2b3a4c";

async fn made(at: &Fresh) -> String {
    let selection = RecoveryPointSelection::builder().vault_names("prod-daily").build();
    let create = at.client.create_legal_hold().title("Case 7").description("Litigation");
    let created = create.recovery_point_selection(selection).send().await.unwrap();
    created.legal_hold_id().unwrap().to_owned()
}

async fn not_active(at: Fresh) -> Refused {
    let id = made(&at).await;
    refusal(at.client.cancel_legal_hold().legal_hold_id(id).cancel_description("over").send().await)
}

async fn unknown_to_cancel(at: Fresh) -> Refused {
    refusal(at.client.cancel_legal_hold().legal_hold_id(UNKNOWN).cancel_description("over").send().await)
}

async fn too_many(at: Fresh) -> Refused {
    loop {
        let created = at.client.create_legal_hold().title("t").description("d").send().await;
        if created.is_err() {
            return refusal(created);
        }
    }
}

async fn ahead(at: Fresh) -> Refused {
    let later = DateTime::from_secs(start().as_second() + 60);
    let range = DateRange::builder().from_date(later).to_date(later).build().unwrap();
    let selection = RecoveryPointSelection::builder().date_range(range).build();
    let create = at.client.create_legal_hold().title("t").description("d");
    refusal(create.recovery_point_selection(selection).send().await)
}

async fn no_id(at: Fresh) -> Refused {
    refusal(at.client.get_legal_hold().legal_hold_id("seven").send().await)
}

async fn unknown(at: Fresh) -> Refused {
    refusal(at.client.get_legal_hold().legal_hold_id(UNKNOWN).send().await)
}

async fn create(at: Fresh) {
    made(&at).await;
}

async fn get(at: Fresh) {
    let id = made(&at).await;
    at.client.get_legal_hold().legal_hold_id(id).send().await.unwrap();
}

async fn list(at: Fresh) {
    at.client.list_legal_holds().send().await.unwrap();
}

async fn list_points(at: Fresh) {
    let id = made(&at).await;
    at.client.list_recovery_points_by_legal_hold().legal_hold_id(id).send().await.unwrap();
}

async fn cancel(at: Fresh) {
    let id = made(&at).await;
    pass(&at.simulator, 60);
    at.client.cancel_legal_hold().legal_hold_id(id).cancel_description("over").send().await.unwrap();
}
