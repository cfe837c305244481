//! The commands that do not draw, by the real binary: what they print, and how they end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use vaultdeck::config::{self, Config, LogLevel};

/// The binary, with an empty folder as its home and nothing else in its environment.
fn vaultdeck(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vaultdeck"));
    command.env_clear().env("HOME", home).args(args);
    command
}

fn output(home: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = vaultdeck(home, args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn home_with(config: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let (_, path, _) = output(home.path(), &["config", "path"]);
    let path = Path::new(path.trim_end());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, config).unwrap();
    home
}

#[test]
fn a_wrong_key_ends_in_one_line_with_file_line_and_the_right_name() {
    let home = home_with("\nraed_only = true\n");
    for args in [&["config", "check"][..], &["config", "print"], &["--demo"]] {
        let (code, out, said) = output(home.path(), args);
        assert_eq!((code, out.as_str(), said.lines().count()), (Some(1), "", 1), "{said}");
        assert!(said.contains("config.toml:2: unknown key `raed_only`: did you mean `read_only`?"), "{said}");
    }
}

#[test]
fn keys_are_refused_with_their_line_and_both_actions_of_a_conflict() {
    for (keys, said) in [
        ("\n[keys]\nzoom = 'z'\nquti = 'x'", ":4: keys: no action is named `quti`: did you mean `quit`?"),
        ("[keys]\nquit = ['q', 'hyper-q']", ":2: keys.quit: `hyper-q` is no key"),
        ("[keys]\n\nback-up = 'q'", ":3: keys: `q` is both `back-up` and `quit`"),
    ] {
        let home = home_with(keys);
        let (code, _, error) = output(home.path(), &["config", "check"]);
        assert!(code == Some(1) && error.contains(said), "{error}");
    }
}

#[test]
fn the_keys_that_the_example_shows_are_keys() {
    let home = home_with(&include_str!("../config.example.toml").replace("# quit = ", "quit = "));
    assert_eq!(output(home.path(), &["config", "check"]).0, Some(0));
}

#[test]
fn a_command_for_alerts_that_is_not_on_this_machine_is_a_warning() {
    let home = home_with("alerts.on_alert = ['/no/such/pager', 'x']");
    let (code, out, said) = output(home.path(), &["config", "check"]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "the file may be right elsewhere");
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].ends_with("config.toml: fine"), "{out}");
    assert_eq!(lines[1..], ["warning: on_alert: `/no/such/pager` is not there: no alert reaches it"]);
    let home = home_with("alerts.on_alert = ['/bin/sh', '-c', 'cat']");
    assert_eq!(output(home.path(), &["config", "check"]).1.lines().count(), 1);
}

#[test]
fn wrong_usage_ends_with_2_and_a_file_that_was_named_must_be_there() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(output(home.path(), &["--frobnicate"]).0, Some(2));
    assert_eq!(output(home.path(), &["config", "check"]).0, Some(0));
    assert_eq!(output(home.path(), &["config", "check", "--config", "nowhere.toml"]).0, Some(1));
}

#[test]
fn flags_beat_environment_beats_file() {
    let home = home_with("log_level = 'error'\nread_only = true\nascii = true\n");
    let mut command = vaultdeck(home.path(), &["--log-level", "debug", "config", "print"]);
    command.env("VAULTDECK_LOG_LEVEL", "warn").env("VAULTDECK_READ_ONLY", "false");
    let printed = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let config = config::parse(&printed, Path::new("printed")).unwrap();
    assert_eq!(config, Config { log_level: LogLevel::Debug, ascii: true, ..Config::default() });
}

#[test]
fn the_example_that_is_printed_is_the_file_at_the_root() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = output(home.path(), &["config", "example"]);
    assert_eq!((code, out.as_str()), (Some(0), include_str!("../config.example.toml")));
}

#[test]
fn the_simulator_is_as_strict_as_its_flags_say() {
    let home = tempfile::tempdir().unwrap();
    let flags = ["--scenario", "empty", "--verify-signatures", "--rate-limits", "--short-pages", "--paused"];
    let mut command = vaultdeck(home.path(), &[&["simulate"], &flags[..]].concat());
    let mut simulator = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(simulator.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let address = first.strip_prefix("listening on http://").unwrap();
    let get = |path: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: simulator\r\nconnection: close\r\n\r\n").unwrap();
        std::io::read_to_string(stream).unwrap()
    };
    assert!(get("/_simulator/clock").contains("\"paused\":true"));
    let faults = get("/_simulator/faults");
    assert!(["rate-limits", "short-pages"].iter().all(|fault| faults.contains(fault)), "{faults}");
    assert!(get("/backup-vaults").contains("x-amzn-errortype: MissingAuthenticationTokenException"));
    kill_process(Pid::from_raw(i32::try_from(simulator.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    assert_eq!(simulator.wait().unwrap().code(), Some(0));
}

#[test]
fn what_the_simulator_cannot_take_is_refused_with_what_it_can() {
    let home = tempfile::tempdir().unwrap();
    for (flag, value, words) in [
        ("--scenario", "Demo", "did you mean `demo`?"),
        ("--listen", "here:4848", "127.0.0.1:4747"),
        ("--speed", "-3", "must be from 0 to 1000000"),
        ("--latency", "-1", "must be a whole number of milliseconds, 0 or more"),
    ] {
        let (code, out, said) = output(home.path(), &["simulate", flag, value]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{said}");
        assert!(said.contains(words) && !said.contains("os error"), "{said}");
    }
}

#[test]
fn the_simulator_says_where_it_listens_and_ends_on_ctrl_c() {
    let home = tempfile::tempdir().unwrap();
    let mut command = vaultdeck(home.path(), &["simulate", "--scenario", "empty"]);
    let mut simulator = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(simulator.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let url = first.strip_prefix("listening on ").unwrap();
    assert_eq!(lines.next().unwrap(), format!("export AWS_ENDPOINT_URL={url}"));
    drop(TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap());
    kill_process(Pid::from_raw(i32::try_from(simulator.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    assert_eq!(simulator.wait().unwrap().code(), Some(0));
    assert_eq!(lines.count(), 4);
}

#[test]
fn a_journal_that_is_not_there_is_empty_and_is_not_made() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, _) = output(home.path(), &["journal"]);
    assert_eq!((code, out.as_str()), (Some(0), "nothing has been changed from here\n"));
    let (_, json, _) = output(home.path(), &["journal", "--format", "json"]);
    assert!(json.contains("\"version\": 1"), "{json}");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}
