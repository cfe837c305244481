//! The house rules that a compiler does not hold: who may import whom, and what the pure rooms must not touch.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use source::{Source, files};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Each room of `src` with the rooms that it may import, itself apart. Arrows run downwards only.
const ARROWS: [(&str, &[&str]); 16] = [
    ("main", &["cli"]),
    ("cli", &["app", "config", "domain", "runtime", "simulator", "store", "text", "ui", "wizards"]),
    ("runtime", &["app", "aws", "config", "domain", "screen", "simulator", "store", "text", "ui"]),
    ("aws", &["app", "domain", "text"]),
    ("store", &["domain", "text"]),
    ("screen", &["app", "config", "domain", "list", "text", "ui", "views", "wizards"]),
    ("app", &["config", "domain", "list", "text", "ui", "views", "wizards"]),
    ("wizards", &["config", "domain", "list", "text", "ui"]),
    ("views", &["config", "domain", "list", "text", "ui"]),
    ("ui", &["config", "domain", "list", "text"]),
    ("list", &["config", "domain", "text"]),
    ("config", &["text"]),
    ("domain", &["text"]),
    ("text", &[]),
    // One mistake must not hide on both sides of the wire.
    ("simulator", &[]),
    ("lib", &[]),
];

/// What must not be named in the rooms: `(rooms, paths)`.
const REFUSED: [(&[&str], &[&str]); 2] = [
    (
        &["app", "domain", "list", "screen", "text", "ui", "views", "wizards"],
        &[
            "crossterm",
            "futures",
            "tokio",
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "std::time::Instant",
            "std::time::SystemTime",
            "Instant::now",
            "SystemTime::now",
            "Timestamp::now",
            "Zoned::now",
        ],
    ),
    (
        &[
            "app",
            "cli",
            "config",
            "domain",
            "lib",
            "list",
            "main",
            "runtime",
            "screen",
            "simulator",
            "store",
            "text",
            "ui",
            "views",
            "wizards",
        ],
        &["aws_*"],
    ),
];

/// No file is longer: split it before.
const WALL: usize = 800;

fn sources() -> Vec<Source> {
    let sources = Source::of(Path::new(ROOT), "src");
    assert!(!sources.is_empty(), "there is nothing to look at");
    sources
}

/// Fails with all that is wrong, a line each.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn rooms_import_only_what_is_below_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let room = source.room();
        let Some((_, below)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{}: no arrows are drawn for the room `{room}`", source.file));
            continue;
        };
        for path in source.paths() {
            // The binary names the library from outside.
            let to = match path.segments.first().map(String::as_str) {
                Some("vaultdeck") => path.segments.get(1).map(String::as_str),
                _ => path.room(),
            };
            let is_room = |to: &&str| ARROWS.iter().any(|(name, _)| name == to);
            if let Some(to) = to.filter(is_room).filter(|to| *to != room && !below.contains(to)) {
                wrong.push(format!("{}:{}: `{room}` must not import `{to}`", source.file, path.line));
            }
        }
    }
    none(&wrong);
}

#[test]
fn arrows_make_no_circle() {
    let mut settled = BTreeSet::new();
    while settled.len() < ARROWS.len() {
        let next = ARROWS
            .iter()
            .filter(|(room, below)| !settled.contains(room) && below.iter().all(|to| settled.contains(to)));
        let next: Vec<&str> = next.map(|(room, _)| *room).collect();
        assert!(!next.is_empty(), "these stand in a circle: {:?}", {
            ARROWS.iter().map(|(room, _)| *room).filter(|room| !settled.contains(room)).collect::<Vec<_>>()
        });
        settled.extend(next);
    }
}

#[test]
fn pure_rooms_touch_neither_the_world_nor_the_clock_and_only_aws_names_the_sdk() {
    let mut wrong = Vec::new();
    for source in sources() {
        let refused = REFUSED.iter().filter(|(rooms, _)| rooms.contains(&source.room()));
        let refused: BTreeSet<&str> = refused.flat_map(|(_, paths)| paths.iter().copied()).collect();
        for path in source.paths() {
            if let Some(pattern) = refused.iter().find(|pattern| path.holds(pattern)) {
                let (file, line, room) = (&source.file, path.line, source.room());
                wrong.push(format!("{file}:{line}: `{room}` must not name `{pattern}`"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn lints_are_expected_with_a_reason_and_never_just_allowed() {
    let mut wrong = Vec::new();
    let folders = ["src", "tests", "benches"];
    let all = folders.iter().flat_map(|folder| Source::of(Path::new(ROOT), folder));
    // Each test file uses its own part of what they share; `expect` cannot say that.
    for source in all.filter(|source| !source.file.contains("/support/")) {
        for (line, text) in (1..).zip(source.code.lines()) {
            let attribute = text.trim_start().starts_with("#[") || text.trim_start().starts_with("#![");
            if attribute && text.contains("allow(") {
                wrong.push(format!("{}:{line}: use #[expect(lint, reason = \"…\")]", source.file));
            }
        }
    }
    none(&wrong);
}

#[test]
fn no_file_is_longer_than_the_wall() {
    let long = sources().into_iter().filter(|source| source.lines > WALL);
    none(&long.map(|source| format!("{}: {} lines", source.file, source.lines)).collect::<Vec<_>>());
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Put together here, so that this file does not hold them itself.
    let machine = ["work", "root", "Users"].map(|folder| format!("/{folder}/"));
    let folders = ["src", "tests", "benches", "assets", "docs", ".ci"];
    let mut all: Vec<String> = folders.iter().flat_map(|folder| files(Path::new(ROOT), folder)).collect();
    all.extend(
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Cargo.toml", "config.example.toml"]
            .map(String::from),
    );
    let mut wrong = Vec::new();
    for file in all {
        // Pictures and the like are not text and say nothing.
        let Ok(text) = fs::read_to_string(Path::new(ROOT).join(&file)) else { continue };
        let lines = (1..).zip(text.lines());
        let known = lines.filter(|(_, line)| machine.iter().any(|folder| line.contains(folder)));
        wrong.extend(known.map(|(number, line)| format!("{file}:{number}: {}", line.trim())));
    }
    none(&wrong);
}
