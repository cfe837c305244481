//! A clock that jumps gives the same account as one that ticks.

use aws_sdk_backup::Client;

use crate::support::{VOLUME, backup, pass, small};

/// Three days.
const SPAN: i64 = 3 * 86_400;
const TICKS: i64 = 1000;

/// All jobs, and the points of each vault, as the API shows them.
async fn seen(client: &Client) -> Vec<String> {
    let mut seen = Vec::new();
    seen.extend(client.list_backup_jobs().send().await.unwrap().backup_jobs().iter().map(debug));
    seen.extend(client.list_copy_jobs().send().await.unwrap().copy_jobs().iter().map(debug));
    seen.extend(client.list_restore_jobs().send().await.unwrap().restore_jobs().iter().map(debug));
    for vault in ["prod-daily", "sealed", "Default"] {
        let points = client.list_recovery_points_by_backup_vault().backup_vault_name(vault);
        seen.extend(points.send().await.unwrap().recovery_points().iter().map(debug));
    }
    seen
}

fn debug(record: &impl std::fmt::Debug) -> String {
    format!("{record:?}")
}

#[tokio::test]
async fn a_jump_of_three_days_is_the_same_as_a_thousand_ticks() {
    let after = async |ticks: i64| {
        let (simulator, client) = small().await;
        // Two of one resource meet, and a stop comes while one runs.
        backup(&client, "Default", VOLUME).await;
        let stopped = backup(&client, "Default", &format!("{VOLUME}1")).await;
        backup(&client, "Default", VOLUME).await;
        pass(&simulator, 12);
        client.stop_backup_job().backup_job_id(stopped).send().await.unwrap();
        for tick in 1..=ticks {
            simulator.clock().advance(jiff::SignedDuration::from_millis(SPAN * 1000 / ticks));
            if tick < ticks {
                client.get_supported_resource_types().send().await.unwrap();
            }
        }
        seen(&client).await
    };
    let (jumped, ticked) = (after(1).await, after(TICKS).await);
    assert!(jumped.len() > 60, "{}", jumped.len());
    assert_eq!(jumped.len(), ticked.len());
    for (one, other) in jumped.iter().zip(&ticked) {
        assert_eq!(one, other);
    }
}
