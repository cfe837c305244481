//! However it ends, the terminal is as it was, and the demo's temporary folder has gone.
//!
//! The console cannot be made to panic from outside; tests/terminal.rs proves the hook that it installs.

use rustix::process::{Signal, kill_process};

use crate::pty::{Pty, WAIT, wait};
use crate::{Person, SIZE};

#[test]
fn signals_and_ctrl_c_end_it_in_good_order() {
    // In raw mode Ctrl-C is a key.
    for signal in [Some(Signal::TERM), Some(Signal::HUP), Some(Signal::INT), None] {
        let person = Person::new();
        let mut pty = person.demo();
        pty.wait_until_live();
        match signal {
            Some(signal) => kill_process(pty.program(), signal).unwrap(),
            None => pty.press("\x03"),
        }
        pty.wait_for_return(0);
        assert!(person.has_nothing());
    }
}

#[test]
fn it_ends_at_once_also_before_the_first_answer() {
    let person = Person::new();
    let mut pty = Pty::run(SIZE, person.shell(&crate::session(), &["--demo", "--latency", "3000"]));
    pty.wait("the first frame", |seen| seen.screen().alternate_screen());
    kill_process(pty.program(), Signal::TERM).unwrap();
    pty.wait_for_return(0);
    assert!(person.has_nothing());
}

#[test]
fn a_terminal_that_is_closed_ends_it() {
    let person = Person::new();
    let pty = Pty::run(SIZE, person.shell("exec \"$0\" \"$@\"", &["--demo"]));
    pty.wait_until_live();
    let mut program = pty.hang_up("?");
    wait(|| program.try_wait().unwrap().is_some(), "the program ends");
    assert!(person.has_nothing());
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_gives_it_back() {
    let person = Person::new();
    let script =
        format!("set -m; \"$0\" \"$@\"; echo \"in the shell\"; {WAIT}; fg; echo \"ended with $?\"; {WAIT}");
    let mut pty = Pty::run(SIZE, person.shell(&script, &["--demo"]));
    pty.wait_until_live();
    let program = pty.program();
    pty.press("\x1a");
    pty.wait_for_shell("in the shell");
    assert_ne!(pty.program(), program);
    pty.go_on();
    pty.wait_until_live();
    // It was drawn anew and hears keys.
    pty.wait_for("1 Alerts");
    pty.press("?");
    pty.wait_for("Keys that work here");
    kill_process(program, Signal::TERM).unwrap();
    pty.wait_for_return(0);
    assert!(person.has_nothing());
}

#[test]
fn without_a_shell_to_return_to_ctrl_z_says_why_it_does_not_stop() {
    let person = Person::new();
    let mut pty = Pty::run(SIZE, person.shell("exec \"$0\" \"$@\"", &["--demo"]));
    pty.wait_until_live();
    pty.press("\x1a");
    pty.wait_for("cannot stop: no shell to return to");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn a_program_that_was_stopped_without_being_asked_draws_anew() {
    let person = Person::new();
    let script =
        format!("set -m; \"$0\" \"$@\"; echo \"in the shell\"; {WAIT}; fg; echo \"ended with $?\"; {WAIT}");
    let mut pty = Pty::run(SIZE, person.shell(&script, &["--demo"]));
    pty.wait_until_live();
    kill_process(pty.program(), Signal::STOP).unwrap();
    pty.wait_for("in the shell");
    pty.go_on();
    pty.wait_without("in the shell");
    pty.wait_until_live();
    pty.press("q");
    pty.wait_for_return(0);
}
