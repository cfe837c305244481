//! The release binary in a pseudo-terminal, with a stopwatch on what it draws.

use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{fs, thread};

use color_eyre::eyre::{OptionExt as _, Result, bail, eyre};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use tempfile::TempDir;

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_vaultdeck");
/// Columns and rows of the terminal.
pub const SIZE: (u16, u16) = (120, 40);
/// Any frame takes far less.
const PATIENCE: Duration = Duration::from_secs(30);
/// What ends a frame: the end of a synchronized update.
const FRAME_END: &[u8] = b"\x1b[?2026l";
/// Linux tells processes' CPU time in hundredths of a second, whatever the kernel's own clock (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// A program in a terminal of its own, with nothing of the user's environment. Killed when dropped.
pub struct Terminal {
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<(Instant, Vec<u8>)>,
    seen: vt100::Parser,
    started: Instant,
    bytes: usize,
    _home: TempDir,
}

impl Terminal {
    /// Runs the binary.
    pub fn run(args: &[&str]) -> Result<Self> {
        let home = TempDir::with_prefix("vaultdeck-bench-")?;
        let mut command = CommandBuilder::new(BINARY);
        command.env_clear();
        command.args(args);
        command.env("HOME", home.path());
        let constant = [
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("AWS_ACCESS_KEY_ID", "123456789012"),
            ("AWS_SECRET_ACCESS_KEY", "made-up"),
            ("AWS_REGION", "us-east-1"),
        ];
        for (name, value) in constant {
            command.env(name, value);
        }
        let (cols, rows) = SIZE;
        let pair =
            portable_result(native_pty_system().openpty(PtySize { rows, cols, ..PtySize::default() }))?;
        let mut reader = portable_result(pair.master.try_clone_reader())?;
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if sender.send((Instant::now(), bytes[..n].to_vec())).is_err() {
                    break;
                }
            }
        });
        let started = Instant::now();
        let child = portable_result(pair.slave.spawn_command(command))?;
        Ok(Self {
            keys: portable_result(pair.master.take_writer())?,
            child,
            output,
            seen: vt100::Parser::new(rows.try_into()?, cols.try_into()?, 0),
            started,
            bytes: 0,
            _home: home,
        })
    }

    /// Waits until the screen shows what `holds` asks for. The time from the start of the program to it.
    pub fn until(&mut self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) -> Result<Duration> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok((at, bytes)) = self.output.recv_timeout(left) else {
                bail!("{what} did not come; on the screen:\n{}", self.seen.screen().contents());
            };
            self.take(&bytes);
            if holds(self.seen.screen()) {
                return Ok(at - self.started);
            }
        }
    }

    /// Waits for the end of the next frame. The time from the start of the program to it.
    pub fn until_frame(&mut self) -> Result<Duration> {
        loop {
            let (at, bytes) = self.output.recv_timeout(PATIENCE)?;
            self.take(&bytes);
            if bytes.windows(FRAME_END.len()).any(|window| window == FRAME_END) {
                return Ok(at - self.started);
            }
        }
    }

    /// Presses a key, whatever comes of it.
    pub fn send(&mut self, key: &str) -> Result<()> {
        self.keys.write_all(key.as_bytes())?;
        Ok(self.keys.flush()?)
    }

    /// Presses a key that is known to change the screen. The time until the frame that shows it was there.
    pub fn press(&mut self, key: &str) -> Result<Duration> {
        while let Ok((_, bytes)) = self.output.try_recv() {
            self.take(&bytes);
        }
        let pressed = self.started.elapsed();
        self.send(key)?;
        let drawn = self.until_frame().map_err(|error| eyre!("no frame after {key:?}: {error}"))?;
        Ok(drawn.saturating_sub(pressed))
    }

    /// Lets time pass. The bytes that were written meanwhile.
    pub fn pass(&mut self, time: Duration) -> Result<usize> {
        let (before, end) = (self.bytes, Instant::now() + time);
        loop {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok((_, bytes)) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => return Ok(self.bytes - before),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Waits until the program ends by itself. The time that it ran.
    pub fn until_end(mut self) -> Result<Duration> {
        self.child.wait()?;
        Ok(self.started.elapsed())
    }

    /// CPU time that the process has used, all threads together.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(self.proc("stat")?)?;
        // The name in parentheses may hold blanks; utime and stime are the 14th and 15th field (proc_pid_stat(5)).
        let (_, fields) = stat.rsplit_once(')').ok_or_eyre("no name in stat")?;
        let ticks: u32 =
            fields.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u32>().ok()).sum();
        Ok(TICK * ticks)
    }

    /// Resident memory in bytes.
    pub fn resident(&self) -> Result<u64> {
        let status = fs::read_to_string(self.proc("status")?)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or_eyre("no VmRSS")?;
        let kib: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib * 1024)
    }

    fn proc(&self, file: &str) -> Result<std::path::PathBuf> {
        let pid = self.child.process_id().ok_or_eyre("the program has ended")?;
        Ok(Path::new("/proc").join(pid.to_string()).join(file))
    }

    fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.seen.process(bytes);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Portable-pty brings its errors in a type of its own.
fn portable_result<T>(result: Result<T, impl std::fmt::Display>) -> Result<T> {
    result.map_err(|error| eyre!("{error:#}"))
}
