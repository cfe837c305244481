//! One console after the other on one simulator and one state folder: each settles what the one before left, does one
//! thing, and is killed.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use vaultdeck::domain::job::JobFacts;
use vaultdeck::domain::journal::{Entry, EntryState};
use vaultdeck::simulator::{Call, Clock, Fault, Options, Scenario, Simulator};
use vaultdeck::store::Store;

use crate::audit::{self, Found};
use crate::chance::Chance;
use crate::console::{Console, Script};
use crate::pty::wait;
use crate::table::{Reached, Table};

const ACCOUNT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash/account.toml");
/// What costs something waits with the focus on Cancel: one to the left, and on the button.
const FROM_CANCEL: &str = "\x1b[D\r";
/// So few that the same one is backed up again soon.
const TABLES: u64 = 4;
/// More entries than a run makes.
const ALL: u32 = 100_000;
/// How long the simulator thinks about each answer, so that there is a while between request and answer.
const LATENCY: Duration = Duration::from_millis(4);

/// What is waited for before the console is killed; a random while more goes by after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Keys,
    Journal,
    Request,
    Answer,
}

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// Back a table up.
    Backup,
    /// Stop a job that somebody else has started.
    Stop,
    /// Back a table up from a script.
    Script,
    /// Restore a table.
    Restore,
    /// Delete a recovery point.
    Delete,
    /// Copy a recovery point.
    Copy,
}

const DEEDS: [Deed; 6] = [Deed::Backup, Deed::Script, Deed::Stop, Deed::Restore, Deed::Delete, Deed::Copy];
/// Into which vault copies go.
const DESTINATION: &str = "arn:aws:backup:us-east-1:123456789012:backup-vault:Default";

/// Who does it.
enum Actor {
    Console(Console),
    Script(Script),
}

impl Actor {
    fn has_ended(&mut self) -> bool {
        match self {
            Self::Console(_) => false,
            Self::Script(script) => script.has_ended(),
        }
    }

    fn kill(self) {
        match self {
            Self::Console(console) => console.kill(),
            Self::Script(script) => script.kill(),
        }
    }
}

/// A deed and what it is done to.
struct Plan {
    kind: &'static str,
    operation: &'static str,
    target: Target,
    /// The keys that do it, once its form is open.
    confirm: String,
}

enum Target {
    Table(String),
    Point(String),
    /// A table and a point of it.
    Deletion(String, String),
    Copy(String, String),
    Job(String),
    /// What the script is given.
    Arguments(Vec<String>),
}

pub struct Lab {
    runtime: Runtime,
    simulator: Simulator,
    home: TempDir,
    store: Store,
    /// What is done, the same in every run of a seed.
    deeds: Chance,
    /// What depends on how far things have come.
    chance: Chance,
    table: Table,
    /// Jobs that others have started, to be stopped.
    others: Vec<String>,
    /// Points to be restored and copied, one of each table for that.
    points: Vec<String>,
    /// Writes that have arrived.
    writes: Vec<Call>,
    /// The last call that was looked at.
    last_call: u64,
}

impl Lab {
    pub fn new(seed: u64) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let options = Options {
            scenario: Scenario::File(PathBuf::from(ACCOUNT)),
            seed,
            clock: Clock::system(1.0),
            latency: LATENCY,
            ..Options::default()
        };
        let simulator = runtime.block_on(Simulator::start(options)).unwrap();
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("state/vaultdeck"));
        let (deeds, chance) = (Chance::new(seed), Chance::new(!seed));
        let (table, others, points, writes) = (Table::default(), Vec::new(), Vec::new(), Vec::new());
        Self { runtime, simulator, home, store, deeds, chance, table, others, points, writes, last_call: 0 }
    }

    /// Does so many things, and holds the journal against what came of them.
    pub fn run(mut self, actions: u64) -> Table {
        // Not those that a console backs up: a job of somebody else's that is just like its own it could not tell apart.
        for number in TABLES + 1..=2 * TABLES {
            let point = self.back_up(&format!("table-{number:02}"));
            self.points.push(point);
        }
        for _ in 0..actions {
            let plan = self.plan();
            let console = self.settled();
            self.act(console, &plan);
        }
        self.simulator.faults().clear();
        self.settled().kill();
        self.note_writes();
        let found = Found {
            entries: self.entries(),
            jobs: self.runtime.block_on(audit::jobs(&self.simulator.url())),
            points: self.runtime.block_on(audit::points(&self.simulator.url())),
            others: std::mem::take(&mut self.others),
            writes: std::mem::take(&mut self.writes),
        };
        audit::hold(&found, &mut self.table);
        self.table
    }

    /// A console that has settled what the one before left; some are killed over it, and another has to.
    fn settled(&mut self) -> Console {
        loop {
            let console = Console::start(self.home.path(), &self.simulator.url());
            let open = self.is_open();
            if open && self.chance.once_in(4) {
                // Starting takes about so long in a build for tests.
                let while_ = self.chance.up_to(Duration::from_millis(700));
                let begun = Instant::now();
                wait(|| begun.elapsed() >= while_, "the console is killed");
                console.kill();
                self.table.kills += 1;
                self.table.while_settling += 1;
                continue;
            }
            console.wait_until_live();
            let end = Instant::now() + Duration::from_mins(1);
            while self.is_open() {
                assert!(
                    Instant::now() < end,
                    "not settled: {:#?}\n{}",
                    self.entries().first(),
                    console.screen()
                );
            }
            self.simulator.faults().clear();
            return console;
        }
    }

    /// Whether an entry is still to be settled.
    fn is_open(&self) -> bool {
        self.entries().iter().any(|entry| entry.state == EntryState::Sent)
    }

    /// Somebody else backs a table up; the point.
    fn back_up(&mut self, name: &str) -> String {
        let number = self.others.len();
        let job = self.runtime.block_on(audit::back_up(&self.simulator.url(), &table(name), number));
        self.others.push(job.id.raw().to_owned());
        match job.facts {
            JobFacts::Backup(facts) => facts.recovery_point.unwrap().raw().to_owned(),
            facts => unreachable!("{facts:?}"),
        }
    }

    /// What is to be done next, and to what.
    fn plan(&mut self) -> Plan {
        match self.deeds.one_of(&DEEDS) {
            Deed::Backup => Plan {
                kind: "backup",
                operation: "StartBackupJob",
                target: Target::Table(format!("table-{:02}", self.deeds.below(TABLES) + 1)),
                // Through the fields, and on the button.
                confirm: "\r".repeat(6),
            },
            Deed::Script => {
                let name = format!("table-{:02}", self.deeds.below(TABLES) + 1);
                let role = "AWSBackupDefaultServiceRole";
                let arguments =
                    ["backup", &table(&name), "--vault", "other", "--role", role].map(str::to_owned);
                Plan {
                    kind: "backup",
                    operation: "StartBackupJob",
                    target: Target::Arguments(arguments.to_vec()),
                    confirm: String::new(),
                }
            }
            Deed::Restore => Plan {
                kind: "restore",
                operation: "StartRestoreJob",
                target: Target::Point(format!("table-{:02}", TABLES + self.deeds.below(TABLES) + 1)),
                confirm: FROM_CANCEL.to_owned(),
            },
            Deed::Delete => {
                let name = format!("table-{:02}", 2 * TABLES + self.deeds.below(TABLES) + 1);
                let point = self.back_up(&name);
                Plan {
                    kind: "delete",
                    operation: "DeleteRecoveryPoint",
                    confirm: format!("\x1b[A\x1b[A{name}\r\r"),
                    target: Target::Deletion(name, point),
                }
            }
            Deed::Copy => {
                let number = self.deeds.below(TABLES);
                Plan {
                    kind: "copy",
                    operation: "StartCopyJob",
                    target: Target::Copy(
                        format!("table-{:02}", TABLES + number + 1),
                        self.points[usize::try_from(number).unwrap()].clone(),
                    ),
                    // Through the other fields, and on the button.
                    confirm: "\r".repeat(4),
                }
            }
            Deed::Stop => {
                let volume = format!("vol-0123456789abcde{:02}", self.deeds.below(4) + 1);
                let arn = format!("arn:aws:ec2:us-east-1:123456789012:volume/{volume}");
                let job = self.runtime.block_on(audit::start(&self.simulator.url(), &arn, self.others.len()));
                self.others.push(job.clone());
                Plan {
                    kind: "stop",
                    operation: "StopBackupJob",
                    target: Target::Job(job),
                    confirm: FROM_CANCEL.to_owned(),
                }
            }
        }
    }

    fn act(&mut self, mut console: Console, plan: &Plan) {
        let Plan { kind, operation, target, confirm } = plan;
        match target {
            Target::Table(name) => console.open_backup(&table(name), name),
            Target::Point(name) => console.open_restore(name),
            Target::Deletion(name, point) => console.open_deletion(name, point),
            Target::Copy(name, point) => console.open_copy(name, point, DESTINATION),
            Target::Job(job) => console.open_stop(job),
            Target::Arguments(_) => {}
        }
        let cut = self.deeds.once_in(3).then(|| self.cut(operation));
        // With every try of a request cut off, no answer comes.
        let answered = cut.is_none_or(|times| times < 3);
        let after = loop {
            let after =
                self.deeds.one_of(&[After::Keys, After::Keys, After::Journal, After::Request, After::Answer]);
            if answered || after != After::Answer {
                break after;
            }
        };
        self.note_writes();
        let (entries, calls) = (self.entries().len(), self.simulator.calls().count(operation));
        let (mut actor, keys) = if let Target::Arguments(arguments) = target {
            console.kill();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let script = Script::start(self.home.path(), &self.simulator.url(), &arguments);
            (Actor::Script(script), Duration::from_millis(400))
        } else {
            console.press(confirm);
            (Actor::Console(console), Duration::from_millis(60))
        };
        let most = match after {
            After::Keys => keys,
            After::Journal => Duration::from_millis(3),
            After::Request => Duration::from_millis(8),
            After::Answer => Duration::from_millis(100),
        };
        let reached = |lab: &Self| {
            let now = lab.entries();
            if now.len() == entries {
                Reached::Nothing
            } else if !matches!(now[0].state, EntryState::Planned | EntryState::Sent) {
                Reached::Answer
            } else if lab.simulator.calls().count(operation) > calls {
                Reached::Request
            } else {
                Reached::Journal
            }
        };
        let wanted = match after {
            After::Keys => Reached::Nothing,
            After::Journal => Reached::Journal,
            After::Request => Reached::Request,
            After::Answer => Reached::Answer,
        };
        wait(|| reached(self) >= wanted || actor.has_ended(), &format!("{kind}: {wanted:?}"));
        let (pause, begun) = (self.chance.up_to(most), Instant::now());
        wait(|| begun.elapsed() >= pause, "the console is killed");
        actor.kill();
        self.table.kills += 1;
        let reached = reached(self);
        self.note_writes();
        if !self.chance.once_in(4) {
            self.simulator.faults().clear();
        }
        if reached != Reached::Answer && self.chance.once_in(5) {
            self.age();
        }
        let row = self.table.row(kind);
        row.actions += 1;
        row.cut += u64::from(cut.is_some());
        row.killed(reached);
    }

    /// Cuts the connection after the next requests were received; how many of them.
    fn cut(&mut self, operation: &str) -> u32 {
        let times = u32::try_from(self.deeds.below(4) + 1).unwrap();
        let fault = if self.deeds.once_in(2) { Fault::DropAfter } else { Fault::DropInBody };
        self.simulator.faults().set_for(operation, fault, times);
        times
    }

    /// Lets what is open have been sent so long ago that it is not repeated but looked up.
    fn age(&self) {
        let journal =
            rusqlite::Connection::open(self.home.path().join("state/vaultdeck/vaultdeck.db")).unwrap();
        journal.busy_timeout(Duration::from_secs(10)).unwrap();
        journal.execute("UPDATE action SET decided = decided - 660000 WHERE state = 'sent'", []).unwrap();
    }

    /// The journal, newest first.
    fn entries(&self) -> Vec<Entry> {
        self.runtime.block_on(self.store.newest(ALL)).unwrap()
    }

    /// Takes down the writes that have arrived since: the simulator forgets old calls.
    fn note_writes(&mut self) {
        let log = self.simulator.calls().log();
        let fresh = log.into_iter().filter(|call| call.number > self.last_call);
        let fresh: Vec<Call> = fresh.collect();
        self.last_call = fresh.last().map_or(self.last_call, |call| call.number);
        let reads = ["List", "Describe", "Get"];
        let is_write = |call: &Call| !reads.iter().any(|read| call.operation.starts_with(read));
        self.writes.extend(fresh.into_iter().filter(is_write));
    }
}

fn table(name: &str) -> String {
    format!("arn:aws:dynamodb:us-east-1:123456789012:table/{name}")
}
