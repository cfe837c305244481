//! A far end that goes away and comes back, and credentials that are not there.

use std::fs;

use crate::pty::Pty;
use crate::{Person, SIZE, Simulator, session};

#[test]
fn a_far_end_that_goes_away_is_told_and_found_again() {
    let person = Person::new();
    let simulator = Simulator::start(&person, &[]);
    let mut pty = simulator.console(&person);
    pty.wait_until_live();
    pty.wait_for("3 Vaults: 6");
    let address = simulator.url.strip_prefix("http://").unwrap().to_owned();
    simulator.kill();
    pty.press("R");
    // What was read stays, with its age.
    pty.wait_for("no answer (as of ");
    pty.wait_for("3 Vaults: 6");
    let _again = Simulator::start(&person, &["--listen", &address]);
    pty.press("R");
    pty.wait_until_live();
    pty.wait_without("no answer");
    pty.press("q");
    pty.wait_for_return(0);
}

const SSO: &str = "
[profile ops]
region = us-east-1
sso_session = shop
sso_account_id = 123456789012
sso_role_name = ops

[sso-session shop]
sso_region = us-east-1
sso_start_url = https://example.invalid/start
";

#[test]
fn a_session_that_has_expired_names_the_command_that_renews_it() {
    let person = Person::new();
    let config = person.home().join("aws-config");
    fs::write(&config, SSO).unwrap();
    let mut command = person.shell(&session(), &["--profile", "ops"]);
    command.env("AWS_CONFIG_FILE", &config);
    let mut pty = Pty::run(SIZE, command);
    pty.wait_for("aws sso login --profile ops");
    pty.press("q");
    pty.wait_for_return(0);
}
