//! Lists of many pages, on a large account.

use std::collections::BTreeSet;

use aws_sdk_backup::Client;
use vaultdeck::simulator::{ANY, Fault, Large, Scenario};

use crate::support::{client, simulator};

/// All rows of a list, page by page, with how long each page was.
macro_rules! walk {
    ($call:expr, $rows:ident, $id:ident) => {{
        let (mut ids, mut lengths, mut token): (Vec<String>, Vec<usize>, Option<String>) = Default::default();
        loop {
            let page = $call.max_results(40).set_next_token(token).send().await.unwrap();
            ids.extend(page.$rows().iter().map(|row| row.$id().unwrap().to_owned()));
            lengths.push(page.$rows().len());
            token = page.next_token().map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        (ids, lengths)
    }};
}

async fn lists(client: &Client) -> [(Vec<String>, Vec<usize>); 4] {
    let vaults = client.list_backup_vaults().send().await.unwrap();
    let vault =
        vaults.backup_vault_list().iter().max_by_key(|vault| vault.number_of_recovery_points()).unwrap();
    let name = vault.backup_vault_name().unwrap();
    let points = walk!(
        client.list_recovery_points_by_backup_vault().backup_vault_name(name),
        recovery_points,
        recovery_point_arn
    );
    assert_eq!(points.0.len(), usize::try_from(vault.number_of_recovery_points()).unwrap());
    [
        points,
        walk!(client.list_backup_jobs(), backup_jobs, backup_job_id),
        walk!(client.list_protected_resources(), results, resource_arn),
        walk!(
            client.list_protected_resources_by_backup_vault().backup_vault_name(name),
            results,
            resource_arn
        ),
    ]
}

#[tokio::test]
async fn short_and_empty_pages_hold_the_same_rows_as_whole_ones() {
    let size = Large { points: 4000, jobs: 1000, resources: 90, vaults: 20 };
    let simulator = simulator(Scenario::Large(size)).await;
    let client = client(&simulator);
    let whole = lists(&client).await;
    simulator.faults().set(ANY, Fault::ShortPages);
    let short = lists(&client).await;
    for ((rows, lengths), (others, _)) in whole.iter().zip(&short) {
        assert_eq!(rows, others);
        assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), rows.len());
        assert!(lengths[..lengths.len() - 1].iter().all(|length| *length == 40), "{lengths:?}");
    }
    let lengths: Vec<usize> =
        short.iter().flat_map(|(_, lengths)| lengths[..lengths.len() - 1].to_vec()).collect();
    assert!(lengths.contains(&0) && lengths.iter().any(|length| (1..40).contains(length)), "{lengths:?}");
}
