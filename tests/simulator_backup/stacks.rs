//! Stacks within stacks.

use std::fmt::Write;

use crate::support::{backup, client, pass, scenario, vault};

/// `layers` stacks, each one in the one before, with a table in each; the outermost is `stack-0`.
fn nested(layers: usize) -> String {
    let mut text = "account = \"123456789012\"\nregion = \"us-east-1\"\n".to_owned();
    for layer in (0..layers).rev() {
        let inner = if layer + 1 < layers { format!(", \"stack-{}\"", layer + 1) } else { String::new() };
        write!(
            text,
            "[[resources]]\ntype = \"DynamoDB\"\nname = \"table-{layer}\"\nsize = \"1 GiB\"\n\
             [[resources]]\ntype = \"CloudFormation\"\nname = \"stack-{layer}\"\nid = \"stack-{layer}/00000000-0000-4000-8000-00000000000{layer:x}\"\nsize = \"1 MiB\"\n\
             members = [\"table-{layer}\"{inner}]\n"
        )
        .unwrap();
    }
    text
}

#[tokio::test]
async fn ten_layers_of_nested_stacks_are_backed_up_and_the_eleventh_is_not() {
    let simulator = scenario(&nested(13)).await;
    let client = client(&simulator);
    vault(&client, "nightly").await;
    let mut id = backup(
        &client,
        "nightly",
        "arn:aws:cloudformation:us-east-1:123456789012:stack/stack-0/00000000-0000-4000-8000-000000000000",
    )
    .await;
    pass(&simulator, 8 * 3600);
    for layer in 0..=10 {
        let job = client.describe_backup_job().backup_job_id(&id).send().await.unwrap();
        assert_eq!(job.state().unwrap().as_str(), "COMPLETED", "{job:?}");
        assert_eq!(job.resource_name(), Some(format!("stack-{layer}").as_str()));
        let children = client.list_backup_jobs().by_parent_job_id(&id).send().await.unwrap();
        let mut names: Vec<_> =
            children.backup_jobs().iter().map(|job| job.resource_name().unwrap()).collect();
        names.sort_unstable();
        let (own, table, inner) =
            (format!("stack-{layer}"), format!("table-{layer}"), format!("stack-{}", layer + 1));
        let mut expected = vec![own.as_str(), &table];
        expected.extend((layer < 10).then_some(inner.as_str()));
        expected.sort_unstable();
        assert_eq!(names, expected, "the template, the table and the stack within");
        if layer < 10 {
            let inner =
                children.backup_jobs().iter().find(|job| job.resource_name() == Some(&inner)).unwrap();
            id = inner.backup_job_id().unwrap().to_owned();
        }
    }
    let all = client.list_backup_jobs().send().await.unwrap();
    assert_eq!(all.backup_jobs().len(), 1 + 11 * 2 + 10);
}
