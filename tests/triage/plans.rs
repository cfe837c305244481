//! Plans that are gone, leave something out, or are bound to fail.

use crate::signals::{case, hold};

/// A plan of today that keeps for so many days, in a vault whose lock asks for 7 to 400, and whose first run is to come.
fn young(days: u32) -> String {
    format!(
        "[[plans]]\nname = 'young'\ncreated = '-1h'\nrules = [{{ name = 'nightly', vault = 'prod-daily', schedule = 'daily -3h', start_window = '1h', complete_window = '4h', keep_days = {days} }}]\nselections = [{{ name = 'shares', resources = ['win-shares'] }}]\n"
    )
}

#[tokio::test]
async fn a_rule_that_its_vaults_lock_will_refuse() {
    hold(vec![
        case(
            0,
            young(5),
            &["warning: plan young keeps for 5 d, the lock of vault prod-daily asks for at least 7 d: the run of "],
        ),
        case(0, young(7), &[]),
    ])
    .await;
}
