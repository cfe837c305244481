//! Look, move, open, back up, quit.

use std::time::{Duration, Instant};

use crate::pty::{Pty, Seen};
use crate::{Person, Simulator};

#[test]
fn the_demo_is_looked_at_moved_in_and_quit_and_nothing_is_left() {
    let person = Person::new();
    let mut pty = person.demo();
    pty.wait_until_live();
    // A newcomer sees who and where, what has failed, what runs, what is safe and what comes next.
    for text in
        ["shop-prod 123456789012", "1 Alerts: ", "critical", "2 Jobs: 6 active", "3 Vaults: 6", "4 Plans: 5"]
    {
        pty.wait_for(text);
    }
    pty.press("3");
    pty.press("/prod-weekly\r");
    pty.wait_for("1 of 6");
    pty.press("\r");
    pty.wait_without("1 Alerts");
    pty.wait_for("governance");
    pty.press("\x1b");
    pty.wait_for("1 Alerts");
    // The last row of many takes the first ones out of sight.
    pty.press("2");
    pty.press("G");
    pty.wait_without("waiting     backup");
    pty.press("g");
    pty.wait_for("waiting     backup");
    pty.press("q");
    pty.wait_for_return(0);
    assert!(person.has_nothing());
}

/// The promise: at three in the morning, ten seconds and three keys.
#[test]
fn the_cause_and_the_last_good_point_of_the_worst_failure_are_three_keys_away() {
    let person = Person::new();
    let begun = Instant::now();
    let mut pty = person.demo();
    pty.wait_until_live();
    pty.wait_for("1 Alerts: ");
    // First stands what can still be rescued, then an alarm; the failure below them is what there is to mend.
    let mut keys = 0;
    for key in ["j", "j", "w"] {
        pty.press(key);
        keys += 1;
    }
    pty.wait_for("Why: backup of ");
    pty.wait_for("What to do");
    pty.wait_for("last usable recovery point: ");
    pty.wait_for("AWS said");
    println!("{keys} keys, {:?} from the start", begun.elapsed());
    assert!(keys <= 3 && begun.elapsed() < Duration::from_secs(10));
}

/// Whether the bell has rung, and the terminal was asked for a notification that begins so. New alerts ring, too.
fn calls(seen: &Seen, words: &str) -> bool {
    let asked = format!("\x1b]9;{words}").into_bytes();
    seen.bytes.contains(&b'\x07') && seen.bytes.windows(asked.len()).any(|bytes| bytes == asked)
}

/// Opens the form by an ARN in the palette, goes through its fields and presses its button.
fn back_up(pty: &mut Pty, table: &str) {
    pty.press(":");
    pty.wait_for("Commands and things");
    pty.paste(&format!("arn:aws:dynamodb:us-east-1:123456789012:table/{table}"));
    pty.wait_for(&format!("back up {table}"));
    pty.press("\r");
    pty.wait_for("[ Start ]");
    pty.press("\r\r\r\r\r\r");
    pty.wait_for(&format!("WAIT  {table}"));
}

#[test]
fn a_backup_started_by_keys_is_waited_for_and_then_one_may_go_on() {
    let person = Person::new();
    let simulator = Simulator::start(&person, &["--speed", "60"]);
    let mut pty = simulator.console(&person);
    pty.wait_until_live();
    back_up(&mut pty, "feature-flags");
    pty.wait_for(" GO  feature-flags: recovery point usable since");
    pty.wait("the operator is called", |seen| calls(seen, "GO  feature-flags: recovery point usable since"));
    pty.press("q");
    pty.wait_for_return(0);
}

#[test]
fn a_backup_that_fails_is_a_clear_no_go() {
    let person = Person::new();
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/scenarios/small.toml");
    let simulator = Simulator::start(&person, &["--speed", "60", "--scenario", scenario]);
    let mut pty = simulator.console(&person);
    pty.wait_until_live();
    back_up(&mut pty, "invoices");
    pty.wait_for("NO-GO  invoices: failed: ");
    pty.wait("the operator is called", |seen| calls(seen, "NO-GO  invoices: failed: "));
    pty.press("q");
    pty.wait_for_return(0);
}

#[test]
fn failed_backups_are_tried_again_together_and_what_cant_be_stopped_says_why() {
    let person = Person::new();
    let simulator = Simulator::start(&person, &["--speed", "60"]);
    let mut pty = simulator.console(&person);
    pty.wait_until_live();
    pty.press("2z/");
    pty.paste("state:failed type:DynamoDB");
    pty.press("\r*");
    pty.wait_for("4 marked");
    pty.press("t");
    pty.wait_for("Back up 4 resources again");
    pty.press("\r\r\r\r\r\r");
    pty.wait_for("WAIT  4 backups");
    pty.press("/\x15");
    pty.paste("kind:copy");
    pty.press("\rx");
    pty.wait_for("can't be stopped: AWS stops no copy jobs");
}

#[test]
fn a_restore_that_aws_refuses_is_mended_in_its_form_and_followed() {
    const PAGE_DOWN: &str = "\x1b[6~";
    const PAGE_UP: &str = "\x1b[5~";
    let person = Person::new();
    let simulator = Simulator::start(&person, &["--speed", "600"]);
    let mut pty = simulator.console(&person);
    pty.wait_until_live();
    pty.press("5");
    pty.press("/feature-flags\r");
    pty.wait_for("1 of 60");
    pty.press("r");
    pty.wait_for("targetTableName");
    pty.press(PAGE_UP);
    pty.press("\t\x15");
    pty.paste("in");
    pty.press(PAGE_DOWN);
    pty.press("\x1b[D\r");
    pty.wait_for("AWS refused StartRestoreJob");
    pty.press("\x15");
    pty.paste("flags-2");
    pty.press(PAGE_DOWN);
    pty.press("\x1b[D\r");
    pty.wait_for("GO  restore of feature-flags: restored as flags-2");
    pty.press("q");
    pty.wait_for_return(0);
}

#[test]
fn a_recovery_point_is_copied_by_keys_and_followed_to_its_end() {
    let person = Person::new();
    let simulator = Simulator::start(&person, &["--speed", "60"]);
    let mut pty = simulator.console(&person);
    pty.wait_until_live();
    pty.press("5/");
    pty.paste("build-cache");
    pty.press("\r");
    pty.wait_for("1 of 60");
    pty.press("c");
    pty.wait_for("Copy a recovery point of build-cache");
    pty.press("\x15");
    pty.paste("arn:aws:backup:us-east-1:123456789012:backup-vault:prod-weekly");
    pty.press("\r\r\r\r");
    pty.wait_for("WAIT  build-cache > prod-weekly");
    pty.wait_for("GO  build-cache > prod-weekly: copied since");
}
