//! Runs the operator's own command for new alerts: no shell, the alert as JSON on its standard input, killed when it takes too
//! long. It has its own process group, so that a key that stops the console does not stop it, and what it started is killed
//! with it.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// How often it is asked whether it has ended.
const PACE: Duration = Duration::from_millis(20);

/// Runs it once, and waits for its end. Only for threads that may wait.
///
/// # Errors
/// With what a person should read: it could not be started, it failed, or it took too long.
pub fn run(command: &[String], alert: &str, most: Duration) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn();
    let mut child = started.map_err(|error| format!("on_alert: {program} cannot be run: {error}"))?;
    // Written from a thread of its own: a command that does not read would hold up the wait for its end.
    if let Some(mut input) = child.stdin.take() {
        let alert = format!("{alert}\n");
        thread::spawn(move || {
            // A command that does not want to know closes its input: that is no failure.
            let _ = input.write_all(alert.as_bytes());
        });
    }
    match wait(&mut child, most).map_err(|error| format!("on_alert: {program}: {error}"))? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("on_alert: {program} failed: {status}")),
        None => Err(format!("on_alert: {program} was killed after {} s", most.as_secs())),
    }
}

/// Its end; `None` when it had to be killed.
fn wait(child: &mut Child, most: Duration) -> std::io::Result<Option<ExitStatus>> {
    let until = Instant::now() + most;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            // It may have ended this very moment.
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(PACE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, argument: &str) -> Vec<String> {
        ["sh", "-c", script, "on-alert", argument].map(str::to_owned).to_vec()
    }

    #[test]
    fn it_gets_the_alert_and_its_arguments_as_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a $(file); name");
        let command = shell("cat > \"$1\"", file.to_str().unwrap());
        run(&command, "{\"what\":\"a\"}", Duration::from_secs(20)).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "{\"what\":\"a\"}\n");
    }

    #[test]
    fn what_went_wrong_with_it_is_told() {
        let failed = run(&shell("exit 3", ""), "{}", Duration::from_secs(20)).unwrap_err();
        assert!(failed.contains("sh failed: exit status: 3"), "{failed}");
        let missing = run(&["/no/such/program".to_owned()], "{}", Duration::from_secs(1)).unwrap_err();
        assert!(missing.starts_with("on_alert: /no/such/program cannot be run"), "{missing}");
    }

    #[test]
    fn one_that_does_not_end_is_killed_with_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let command = shell("sleep 600 & echo $! > \"$1\"; wait", file.to_str().unwrap());
        // Long enough for the shell to have written the number, however busy the machine is.
        let killed = run(&command, &"x".repeat(1 << 20), Duration::from_secs(2)).unwrap_err();
        assert_eq!(killed, "on_alert: sh was killed after 2 s");
        let child: i32 = std::fs::read_to_string(&file).unwrap().trim().parse().unwrap();
        let ends = Instant::now() + Duration::from_secs(20);
        let lives = || rustix::process::test_kill_process(Pid::from_raw(child).unwrap()).is_ok();
        while lives() && !is_zombie(child) {
            assert!(Instant::now() < ends, "what it started still runs");
            thread::yield_now();
        }
    }

    /// Killed, and not yet fetched by the process that has inherited it.
    fn is_zombie(process: i32) -> bool {
        std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| stat.contains(") Z "))
    }
}
