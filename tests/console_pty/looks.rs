//! Sizes, pasted text, and terminals that can do less.

use std::fs;
use std::process::Command;

use portable_pty::CommandBuilder;

use crate::pty::{Pty, WAIT};
use crate::{PROGRAM, Person, SIZE, session};

/// The demo with other variables, looked at, opened and quit: every byte that was written.
fn bytes_with(vars: &[(&str, &str)], args: &[&str]) -> Vec<u8> {
    let person = Person::new();
    let mut command = person.shell(&session(), &[&["--demo"], args].concat());
    for (name, value) in vars {
        command.env(name, value);
    }
    let mut pty = Pty::run(SIZE, command);
    pty.wait_until_live();
    pty.press("?");
    pty.wait_for("Keys that work here");
    pty.press("\x1b");
    pty.wait_without("Keys that work here");
    pty.press("2\r");
    pty.wait_without("1 Alerts");
    pty.press("q");
    pty.wait_for_return(0);
    std::mem::take(&mut pty.seen().bytes)
}

/// The parameters of every SGR sequence (ECMA-48, 8.3.117), `5` and `2` of an extended colour joined to their 38 or 48.
fn sgr(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    let mut all = Vec::new();
    for sequence in sequences {
        let mut parameters = sequence.split(';');
        while let Some(parameter) = parameters.next() {
            if !matches!(parameter, "38" | "48" | "58") {
                all.push(parameter.to_owned());
                continue;
            }
            let kind = parameters.next().unwrap();
            all.push(format!("{parameter};{kind}"));
            parameters.nth(if kind == "2" { 2 } else { 0 }).unwrap();
        }
    }
    assert!(!all.is_empty());
    all
}

/// Whether an SGR parameter asks for a colour; 39, 49 and 59 take one away.
fn is_color(parameter: &str) -> bool {
    let number: u8 = parameter.split(';').next().unwrap().parse().unwrap_or(0);
    matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107)
}

#[test]
fn no_color_means_none() {
    for (vars, args) in
        [(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")][..], &[][..]), (&[], &["--no-color"])]
    {
        let colors: Vec<_> = sgr(&bytes_with(vars, args)).into_iter().filter(|p| is_color(p)).collect();
        assert!(colors.is_empty(), "{colors:?}");
    }
}

#[test]
fn colors_are_as_many_as_the_terminal_has() {
    for (vars, sixteen, extended) in [
        (&[("TERM", "xterm")][..], true, None),
        (&[("TERM", "xterm-256color")], false, Some("38;5")),
        (&[("COLORTERM", "truecolor")], false, Some("38;2")),
    ] {
        let asked = sgr(&bytes_with(vars, &[]));
        for form in ["38;5", "38;2"] {
            assert_eq!(asked.iter().any(|p| p == form), extended == Some(form), "{vars:?} {form}");
        }
        let plain = asked.iter().any(|p| is_color(p) && !p.contains(';'));
        assert_eq!(plain, sixteen, "{vars:?}");
    }
}

#[test]
fn a_locale_without_utf_8_and_a_dumb_terminal_get_ascii_only() {
    for vars in [[("LANG", "C"), ("TERM", "xterm")], [("LANG", "C"), ("TERM", "dumb")]] {
        let bytes = bytes_with(&vars, &[]);
        let stray: Vec<_> = bytes.iter().filter(|byte| !byte.is_ascii()).collect();
        assert!(stray.is_empty(), "{vars:?}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn every_size_down_to_one_cell_shows_what_it_can() {
    let person = Person::new();
    let mut pty = person.demo();
    pty.wait_until_live();
    pty.wait_for("4 Plans");
    pty.resize((80, 24));
    // Tabs, and one pane.
    pty.wait("one pane", |seen| seen.text().contains(" 4 Plans") && !seen.text().contains("4 Plans:"));
    pty.wait_for("operate");
    pty.resize((40, 10));
    pty.wait_for("window 40x10 is too small");
    pty.wait_for("critical");
    pty.resize((1, 1));
    pty.wait("a digit is left", |seen| seen.text().trim().len() == 1);
    // Keys mean what they do, though nothing shows it.
    pty.press("?");
    pty.resize(SIZE);
    pty.wait_for("Keys that work here");
    pty.press("\x1b");
    pty.wait_without("Keys that work here");
    pty.wait("four panes", |seen| seen.text().contains("1 Alerts:") && seen.text().contains("4 Plans:"));
    pty.press("q");
    pty.wait_for_return(0);
}

#[test]
fn hostile_pasted_text_is_marked_and_runs_nothing() {
    let person = Person::new();
    let mut pty = person.demo();
    pty.wait_until_live();
    for open in [":", "/"] {
        pty.press(open);
        // Would quit if its lines were keys, and clear the screen or turn the line round if its marks were not shown.
        pty.paste("be\x1b[2Jfore\r\nq\nq\x07\u{202e}after\u{200b}!\x03\x1a");
        pty.wait_for("after");
        let text = pty.seen().text();
        for shown in ["be [2Jfore  q q", "<U+202E>after<U+200B>!", "1 Alerts"] {
            assert!(text.contains(shown), "{text}");
        }
        pty.press("\x1b");
        pty.wait_without("after");
    }
    assert!(!pty.seen().bytes.contains(&0x07));
    pty.press("q");
    pty.wait_for_return(0);
}

#[test]
fn in_tmux_the_pane_is_as_before() {
    if Command::new("tmux").arg("-V").output().is_err() {
        eprintln!("skipped: there is no tmux on this machine");
        return;
    }
    let person = Person::new();
    // A server of its own, which ends with this test however that ends.
    let config = person.home().join("tmux.conf");
    fs::write(&config, "set -g destroy-unattached on").unwrap();
    let mut command = CommandBuilder::new("tmux");
    command.env_clear();
    for (name, value) in person.env() {
        command.env(name, value);
    }
    let inner = format!("echo before; stty -g; {PROGRAM} --demo; stty -g; echo after; {WAIT}");
    command.args([
        "-f".as_ref(),
        config.as_os_str(),
        "-S".as_ref(),
        person.home().join("socket").as_os_str(),
    ]);
    command.args(["new-session", "sh", "-c", &inner]);
    let mut pty = Pty::run(SIZE, command);
    pty.wait_for("before");
    pty.wait_for("1 Alerts");
    pty.wait_for("live");
    pty.press("q");
    pty.wait_for("after");
    pty.wait_without("1 Alerts");
    let text = pty.seen().text();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    assert_eq!((lines[0], lines[3]), ("before", "after"), "{text}");
    assert_eq!(lines[1], lines[2], "the modes of the pane");
    pty.go_on();
    pty.wait_for_end();
}
