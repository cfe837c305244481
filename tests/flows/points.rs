//! Recovery points kept, deleted and given back; tags; notifications: from key to what AWS has then.

use super::support::{Seat, Setup};
use jiff::SignedDuration;
use vaultdeck::app::model::Modal;
use vaultdeck::simulator::{Fault, Scenario};

/// At the recovery points of a vault.
async fn points_of(vault: &str) -> Seat {
    let scenario = Scenario::File("tests/data/points.toml".into());
    let mut seat = Seat::settled(Setup { scenario, ..Setup::default() }).await;
    seat.press("3 z /");
    seat.paste(vault);
    seat.press("enter p");
    seat.settle().await;
    seat
}

/// At a vault of that account.
async fn vault(name: &str) -> Seat {
    let mut seat = points_of(name).await;
    seat.press("esc");
    seat
}

/// Puts a text in the place of what stands in the field.
fn fill(seat: &mut Seat, text: &str) {
    seat.press("end ctrl-u");
    seat.paste(text);
}

async fn press(seat: &mut Seat, keys: &str) {
    for key in keys.split(' ') {
        seat.press(key);
        seat.settle().await;
    }
}

fn has(seat: &mut Seat, text: &str) {
    let screen = seat.screen();
    assert!(screen.contains(text), "no {text:?} in\n{screen}");
}

fn closed(seat: &mut Seat) {
    assert!(!matches!(seat.model.modal, Some(Modal::Form(_))), "{}", seat.screen());
}

#[tokio::test]
async fn marked_points_are_deleted_after_their_number_was_typed_and_a_refusal_is_tried_again() {
    let mut seat = points_of("nightly").await;
    press(&mut seat, "space space D").await;
    has(&mut seat, "Type delete 2 points to confirm");
    press(&mut seat, "left enter").await;
    assert_eq!(seat.simulator.calls().count("DeleteRecoveryPoint"), 0, "no word, no deletion");
    seat.simulator.faults().set_for("DeleteRecoveryPoint", Fault::Deny, 1);
    seat.paste("delete 2 points");
    press(&mut seat, "enter enter").await;
    has(&mut seat, "1 of 2 taken by AWS, 1 refused");
    has(&mut seat, "backup:DeleteRecoveryPoint");
    press(&mut seat, "left enter").await;
    closed(&mut seat);
    assert_eq!(seat.simulator.calls().count("DeleteRecoveryPoint"), 3);
    has(&mut seat, "deleting");
    seat.pass(SignedDuration::from_mins(5));
    press(&mut seat, "R").await;
    let left = seat.model.list().unwrap().state().len();
    assert!(!seat.screen().contains("deleting"), "{left} left:\n{}", seat.screen());
}

#[tokio::test]
async fn points_of_a_locked_vault_are_refused_before_anything_is_sent() {
    let mut seat = points_of("sealed").await;
    for (key, word) in [("D", "ledger-data"), ("e", "")] {
        press(&mut seat, key).await;
        has(&mut seat, "the vault is locked");
        if word.is_empty() {
            fill(&mut seat, "90");
        } else {
            seat.press("up up");
            seat.paste(word);
        }
        press(&mut seat, "enter enter enter").await;
        has(&mut seat, "the vault is locked");
        press(&mut seat, "esc").await;
    }
    press(&mut seat, "X").await;
    has(&mut seat, "only continuous points are disassociated");
    for operation in ["DeleteRecoveryPoint", "UpdateRecoveryPointLifecycle", "DisassociateRecoveryPoint"] {
        assert_eq!(seat.simulator.calls().count(operation), 0, "{operation}");
    }
}

#[tokio::test]
async fn a_point_is_kept_for_longer_and_a_refusal_comes_back_into_the_form() {
    let mut seat = points_of("nightly").await;
    press(&mut seat, "e").await;
    has(&mut seat, "It is kept 35 days so far");
    seat.simulator.faults().set_for("UpdateRecoveryPointLifecycle", Fault::Deny, 1);
    fill(&mut seat, "400");
    seat.press("enter");
    fill(&mut seat, "30");
    has(&mut seat, "aws backup update-recovery-point-lifecycle");
    press(&mut seat, "enter enter").await;
    has(&mut seat, "lacks backup:UpdateRecoveryPointLifecycle");
    press(&mut seat, "enter").await;
    closed(&mut seat);
    press(&mut seat, "enter").await;
    has(&mut seat, "400 days, cold after 30");
}

#[tokio::test]
async fn a_retention_that_is_over_wants_the_word() {
    let mut seat = points_of("nightly").await;
    press(&mut seat, "G e").await;
    fill(&mut seat, "1");
    has(&mut seat, "AWS deletes it within 8 hours");
    press(&mut seat, "enter enter enter enter").await;
    assert_eq!(seat.simulator.calls().count("UpdateRecoveryPointLifecycle"), 0);
}

#[tokio::test]
async fn a_databases_continuous_point_leaves_the_vault_and_its_retention_is_not_changed() {
    let mut seat = points_of("pitr").await;
    press(&mut seat, "e").await;
    fill(&mut seat, "30");
    has(&mut seat, "AWS changes no continuous points");
    press(&mut seat, "esc X").await;
    has(&mut seat, "the point leaves the vault");
    seat.press("up up");
    seat.paste("orders-db");
    press(&mut seat, "enter enter").await;
    closed(&mut seat);
    assert_eq!(seat.simulator.calls().count("DisassociateRecoveryPoint"), 1);
    has(&mut seat, "no recovery points");
}

#[tokio::test]
async fn a_vaults_tags_are_seen_changed_added_and_removed() {
    let mut seat = vault("nightly").await;
    press(&mut seat, "T").await;
    has(&mut seat, "platform");
    fill(&mut seat, "ops");
    has(&mut seat, "was platform");
    seat.press("enter");
    seat.paste("tier=1");
    press(&mut seat, "enter enter T").await;
    has(&mut seat, "ops");
    has(&mut seat, "tier");
    seat.simulator.faults().set_for("UntagResource", Fault::Deny, 1);
    fill(&mut seat, "");
    has(&mut seat, "is removed");
    has(&mut seat, "aws backup untag-resource");
    press(&mut seat, "down down down enter").await;
    has(&mut seat, "lacks backup:UntagResource");
    press(&mut seat, "enter").await;
    closed(&mut seat);
    press(&mut seat, "T").await;
    assert!(!seat.screen().contains("ops"), "{}", seat.screen());
    has(&mut seat, "tier");
}

#[tokio::test]
async fn marked_points_get_a_tag_each_and_snapshots_of_other_services_say_whose_their_tags_are() {
    let mut seat = points_of("nightly").await;
    press(&mut seat, "* T").await;
    has(&mut seat, "Tags now: plan=nightly");
    seat.paste("case=7");
    press(&mut seat, "enter enter enter").await;
    closed(&mut seat);
    let count = seat.simulator.calls().count("TagResource");
    assert!(count >= 4, "{count}");
    press(&mut seat, "enter G").await;
    has(&mut seat, "case");
    let mut seat = points_of("sealed").await;
    press(&mut seat, "T").await;
    has(&mut seat, "its tags belong to its own service");
}

#[tokio::test]
async fn a_vaults_notifications_are_set_seen_and_removed() {
    let mut seat = vault("nightly").await;
    press(&mut seat, "N").await;
    has(&mut seat, "It notifies nobody");
    seat.paste("arn:aws:sns:us-east-1:999999999999:ops");
    press(&mut seat, "down right").await;
    has(&mut seat, "the topic is of account 999999999999");
    seat.simulator.faults().set_for("PutBackupVaultNotifications", Fault::Deny, 1);
    seat.press("up");
    fill(&mut seat, "arn:aws:sns:us-east-1:123456789012:ops");
    has(&mut seat, "aws backup put-backup-vault-notifications");
    seat.press("down");
    for _ in 0..29 {
        seat.press("down");
    }
    press(&mut seat, "enter enter").await;
    has(&mut seat, "lacks backup:PutBackupVaultNotifications");
    press(&mut seat, "enter").await;
    closed(&mut seat);
    press(&mut seat, "N").await;
    has(&mut seat, "It tells arn:aws:sns:us-east-1:123456789012:ops of 1 event");
    fill(&mut seat, "");
    has(&mut seat, "nobody is told any more");
    for _ in 0..31 {
        seat.press("down");
    }
    press(&mut seat, "enter").await;
    assert_eq!(seat.simulator.calls().count("DeleteBackupVaultNotifications"), 1);
    press(&mut seat, "N").await;
    has(&mut seat, "It notifies nobody");
}
