//! The console in a pseudo-terminal, driven by keys.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use crate::pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_vaultdeck");

/// The environment of a person whose home this is.
fn environment(home: &Path) -> [(&'static str, String); 7] {
    let folder = |name: &str| home.join(name).to_str().unwrap().to_owned();
    [
        ("HOME", folder("")),
        ("XDG_STATE_HOME", folder("state")),
        ("XDG_CONFIG_HOME", folder("config")),
        ("AWS_ACCESS_KEY_ID", "123456789012".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "simulated".to_owned()),
        ("TERM", "xterm-256color".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
    ]
}

/// A running command of a script.
pub struct Script(Child);

impl Script {
    /// Starts `vaultdeck` with these arguments.
    pub fn start(home: &Path, url: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).args(["--endpoint-url", url, "--region", "us-east-1"]);
        command.env_clear().envs(environment(home)).stdin(Stdio::null());
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Kills it, if it still runs.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A running console.
pub struct Console {
    pty: Pty,
}

impl Console {
    /// Starts it for a person whose home this is, on a simulator.
    pub fn start(home: &Path, url: &str) -> Self {
        let mut command = CommandBuilder::new(PROGRAM);
        command.env_clear();
        for (name, value) in environment(home) {
            command.env(name, value);
        }
        command.args(["--endpoint-url", url, "--region", "us-east-1"]);
        Self { pty: Pty::run((120, 40), command) }
    }

    pub fn wait_for(&self, text: &str) {
        self.pty.wait(&format!("it says \"{text}\""), |seen| seen.text().contains(text));
    }

    /// Everything has been read once.
    pub fn wait_until_live(&self) {
        self.wait_for("live");
    }

    pub fn press(&mut self, keys: &str) {
        self.pty.press(keys);
    }

    pub fn paste(&mut self, text: &str) {
        self.press(&format!("\x1b[200~{text}\x1b[201~"));
    }

    pub fn screen(&self) -> String {
        self.pty.seen().text()
    }

    /// Opens the form of a backup by an ARN in the palette.
    pub fn open_backup(&mut self, resource: &str, name: &str) {
        self.press(":");
        self.wait_for("Commands and things");
        self.paste(resource);
        self.wait_for(&format!("back up {name}"));
        self.press("\r");
        self.wait_for("[ Start ]");
    }

    /// Opens the form that stops a job, which is among those that the console has read.
    pub fn open_stop(&mut self, job: &str) {
        self.press("2z/");
        self.paste(&format!("id:{job}"));
        self.press("\r");
        self.wait_for("Jobs: ");
        self.wait_for("x stop");
        self.press("x");
        self.wait_for("[ Stop it ]");
    }

    /// Opens the form that restores the newest point of a table, with all that it has to know.
    pub fn open_restore(&mut self, name: &str) {
        self.press("5/");
        self.paste(name);
        self.press("\r");
        self.wait_for("r restore");
        self.press("r");
        self.wait_for("targetTableName");
        self.wait_for("[ Restore ]");
    }

    /// Goes to a point of a table.
    fn go_to(&mut self, name: &str, point: &str) {
        self.press("5/");
        self.paste(name);
        self.press("\r");
        self.wait_for("p recovery points");
        self.press("p");
        self.wait_for("Recovery points of");
        self.press("/");
        self.paste(point);
        self.press("\r");
        self.wait_for("e keep");
    }

    /// Opens the form that copies a point into a vault, with all its checks made.
    pub fn open_copy(&mut self, name: &str, point: &str, vault: &str) {
        self.go_to(name, point);
        self.press("c");
        self.wait_for("[ Copy ]");
        self.press("\x15");
        self.paste(vault);
        self.wait_for("vault Default is available");
    }

    /// Opens the form that deletes a point of a table, with all its checks made.
    pub fn open_deletion(&mut self, name: &str, point: &str) {
        self.go_to(name, point);
        self.press("D");
        self.wait_for("[ Delete ]");
        self.wait_for("no legal hold keeps it");
    }

    /// Kills it as nothing can be heard of, and waits until it is gone.
    pub fn kill(mut self) {
        let pid = Pid::from_raw(self.pty.shell.process_id().unwrap().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
        self.pty.shell.wait().unwrap();
    }
}
