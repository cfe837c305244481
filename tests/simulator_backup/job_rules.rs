//! Backups that fail, or are less than they were meant to be, for what is true of their resource.

use std::fmt::Write;

use aws_sdk_backup::Client;
use aws_sdk_backup::operation::describe_backup_job::DescribeBackupJobOutput;

use crate::support::{ROLE, backup, client, pass, refusal, scenario, vault};

const HEAD: &str = "account = \"123456789012\"\nregion = \"us-east-1\"\n";

async fn job(client: &Client, id: &str) -> DescribeBackupJobOutput {
    client.describe_backup_job().backup_job_id(id).send().await.unwrap()
}

/// The ARN of the resource of this name.
async fn arn_of(client: &Client, kind: &str, name: &str) -> String {
    let listed = client.list_backup_jobs().by_resource_type(kind).send().await.unwrap();
    let found = listed.backup_jobs().iter().find(|job| job.resource_name() == Some(name));
    found.unwrap().resource_arn().unwrap().to_owned()
}

#[tokio::test]
async fn a_point_has_fifty_tags_at_most() {
    let tags: Vec<_> = (0..41).map(|number| format!("t{number} = \"x\"")).collect();
    let tags = tags.join(", ");
    let text = format!(
        "{HEAD}[[resources]]\ntype = \"DynamoDB\"\nname = \"tagged\"\nsize = \"1 GiB\"\ntags = {{ {tags} }}\n"
    );
    let simulator = scenario(&text).await;
    let client = client(&simulator);
    vault(&client, "nightly").await;
    for (first, state) in [(41, "FAILED"), (40, "COMPLETED")] {
        let mut call = client.start_backup_job().backup_vault_name("nightly").iam_role_arn(ROLE);
        call = call.resource_arn("arn:aws:dynamodb:us-east-1:123456789012:table/tagged");
        for number in first..first + 10 {
            call = call.recovery_point_tags(format!("t{number}"), "y");
        }
        let id = call.send().await.unwrap().backup_job_id.unwrap();
        pass(&simulator, 1200);
        let job = job(&client, &id).await;
        assert_eq!(job.state().unwrap().as_str(), state, "{first}");
        let words = "The resultant tag set must not have more than 50 user tags.";
        assert_eq!(job.status_message(), (state == "FAILED").then_some(words));
        assert_eq!(
            job.message_category(),
            Some(if state == "FAILED" { "LIMIT_EXCEEDED" } else { "SUCCESS" })
        );
    }
}

/// A plan of one continuous rule for one resource.
fn plan(name: &str, hours: u8) -> String {
    format!(
        "[[plans]]\nname = \"{name}\"\n[[plans.rules]]\nname = \"pitr\"\nvault = \"nightly\"\n\
         schedule = \"daily -{hours}h\"\nkeep_days = 14\ncontinuous = true\n\
         [[plans.selections]]\nname = \"media\"\nresources = [\"media\"]\n"
    )
}

#[tokio::test]
async fn a_second_plan_gets_a_snapshot_where_the_first_keeps_a_continuous_point() {
    let text = format!(
        "{HEAD}[history]\ndays = 2\n[[vaults]]\nname = \"nightly\"\n\
         [[resources]]\ntype = \"S3\"\nname = \"media\"\nsize = \"10 GiB\"\n{}{}",
        plan("first", 6),
        plan("second", 3)
    );
    let simulator = scenario(&text).await;
    let client = client(&simulator);
    let plans = client.list_backup_plans().send().await.unwrap();
    let plan_arn = |name: &str| {
        let plan = plans.backup_plans_list().iter().find(|plan| plan.backup_plan_name() == Some(name));
        plan.unwrap().backup_plan_arn().unwrap().to_owned()
    };
    let listed = client.list_backup_jobs().send().await.unwrap();
    let (mut firsts, mut seconds) = (0, 0);
    for job in listed.backup_jobs() {
        assert_eq!(job.state().unwrap().as_str(), "COMPLETED");
        let point = client.describe_recovery_point().backup_vault_name("nightly");
        let point = point.recovery_point_arn(job.recovery_point_arn().unwrap()).send().await.unwrap();
        if job.created_by().unwrap().backup_plan_arn() == Some(&plan_arn("first")) {
            firsts += 1;
            assert_eq!((job.status_message(), job.backup_type()), (None, Some("CONTINUOUS")));
            assert_eq!(point.status().unwrap().as_str(), "AVAILABLE");
        } else {
            seconds += 1;
            let words = format!(
                "Enabling continuous backup failed, because of the following error: PITR already configured in \
                 backup plan: {}",
                plan_arn("first")
            );
            assert_eq!((job.status_message(), job.backup_type()), (Some(words.as_str()), Some("SNAPSHOT")));
            assert_ne!(job.message_category(), Some("SUCCESS"));
            assert_eq!(point.status().unwrap().as_str(), "COMPLETED");
        }
    }
    assert_eq!((firsts, seconds), (2, 2));
}

#[tokio::test]
async fn an_unusable_resource_fails_in_the_words_of_its_type() {
    let types = [
        ("EC2", "Instance is not in state available."),
        ("EBS", "Cannot snapshot volume in state error."),
        (
            "VirtualMachine",
            "This operation is not valid for the specified hypervisor because it is not online",
        ),
        ("SAP HANA on Amazon EC2", "Database cannot be backed up while it is stopped"),
    ];
    let mut text = format!("{HEAD}[history]\ndays = 1\n[[vaults]]\nname = \"nightly\"\n");
    for (kind, _) in types {
        write!(text, "[[resources]]\ntype = \"{kind}\"\nname = \"{kind}\"\nsize = \"1 GiB\"\ncondition = \"unusable\"\n\
             tags = {{ backup = \"yes\" }}\n"
        ).unwrap();
    }
    text += "[[plans]]\nname = \"daily\"\n[[plans.rules]]\nname = \"daily\"\nvault = \"nightly\"\n\
             schedule = \"daily -3h\"\n[[plans.selections]]\nname = \"all\"\ntags = { backup = \"yes\" }\n";
    let simulator = scenario(&text).await;
    let client = client(&simulator);
    for (kind, words) in types {
        let arn = arn_of(&client, kind, kind).await;
        backup(&client, "nightly", &arn).await;
        pass(&simulator, 1200);
        let listed = client.list_backup_jobs().by_resource_arn(&arn).send().await.unwrap();
        assert_eq!(listed.backup_jobs().len(), 2, "the plan's and the one on demand");
        for job in listed.backup_jobs() {
            assert_eq!((job.state().unwrap().as_str(), job.status_message()), ("FAILED", Some(words)));
        }
    }
    let points = client.list_recovery_points_by_backup_vault().backup_vault_name("nightly").send().await;
    assert!(points.unwrap().recovery_points().is_empty());
}

#[tokio::test]
async fn a_deleted_resource_is_refused_on_demand_and_fails_where_a_plan_or_a_stack_names_it() {
    let text = format!(
        "{HEAD}[history]\ndays = 1\n[[vaults]]\nname = \"nightly\"\n\
         [[resources]]\ntype = \"DynamoDB\"\nname = \"gone\"\nsize = \"1 GiB\"\ncondition = \"deleted\"\n\
         tags = {{ backup = \"yes\" }}\n\
         [[resources]]\ntype = \"CloudFormation\"\nname = \"stack\"\nid = \"stack/00000000-0000-4000-8000-000000000001\"\nsize = \"1 MiB\"\nmembers = [\"gone\"]\n\
         [[plans]]\nname = \"named\"\n[[plans.rules]]\nname = \"daily\"\nvault = \"nightly\"\n\
         schedule = \"daily -3h\"\n[[plans.selections]]\nname = \"one\"\nresources = [\"gone\"]\n\
         [[plans]]\nname = \"tagged\"\n[[plans.rules]]\nname = \"daily\"\nvault = \"nightly\"\n\
         schedule = \"daily -5h\"\n[[plans.selections]]\nname = \"one\"\ntags = {{ backup = \"yes\" }}\n"
    );
    let simulator = scenario(&text).await;
    let client = client(&simulator);
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/gone";
    let call = client.start_backup_job().backup_vault_name("nightly").resource_arn(arn).iam_role_arn(ROLE);
    assert_eq!(refusal(call.send().await).0, "ResourceNotFoundException");
    let listed = client.list_backup_jobs().send().await.unwrap();
    let [failed] = listed.backup_jobs() else { panic!("the tag finds nothing, the name does: {listed:?}") };
    let id = backup(
        &client,
        "nightly",
        "arn:aws:cloudformation:us-east-1:123456789012:stack/stack/00000000-0000-4000-8000-000000000001",
    )
    .await;
    pass(&simulator, 1200);
    let stack = job(&client, &id).await;
    assert_eq!(stack.state().unwrap().as_str(), "PARTIAL", "its template is there");
    let children = client.list_backup_jobs().by_parent_job_id(id).by_resource_type("DynamoDB");
    let children = children.send().await.unwrap();
    for job in [failed, &children.backup_jobs()[0]] {
        assert_eq!(
            (job.state().unwrap().as_str(), job.status_message()),
            ("FAILED", Some("Table not found."))
        );
        assert_eq!(job.message_category(), Some("RESOURCE_NOT_FOUND"));
    }
}
