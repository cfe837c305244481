//! Vaults, resources and plans of a large account, as a scenario's text.
//!
//! Each team has up to four vaults and one plan, which takes the team's resources by tag. Every tenth vault is in the
//! second Region, where the weekly rules copy to.

use std::fmt::Write as _;

use super::Large;
use crate::simulator::ids::Random;
use crate::simulator::request::Scope;
use crate::simulator::wire::Text;

/// The account.
const ACCOUNT: &str = "123456789012";
/// Where it works.
const HOME: &str = "us-east-1";
/// Where it copies to.
const AWAY: &str = "us-west-2";

/// Vaults of a team, in the order in which it gets them.
const TIERS: [&str; 4] = ["daily", "weekly", "monthly", "sealed"];

/// Places in [`TIERS`].
pub const DAILY: usize = 0;
pub const WEEKLY: usize = 1;
pub const MONTHLY: usize = 2;
pub const SEALED: usize = 3;

const TEAMS: [&str; 24] = [
    "payments",
    "ledger",
    "search",
    "media",
    "identity",
    "billing",
    "orders",
    "catalog",
    "shipping",
    "returns",
    "pricing",
    "risk",
    "fraud",
    "reports",
    "lakehouse",
    "events",
    "chat",
    "mobile",
    "web",
    "partners",
    "hr",
    "legal",
    "build",
    "platform",
];

const PARTS: [&str; 10] =
    ["api", "core", "worker", "cache", "store", "index", "archive", "replica", "staging", "audit"];

/// Resource types with their share in per cent and their usual size in GiB.
const TYPES: [(&str, u64, u64); 14] = [
    ("EBS", 30, 200),
    ("EC2", 20, 120),
    ("RDS", 12, 400),
    ("DynamoDB", 10, 60),
    ("S3", 8, 900),
    ("EFS", 6, 300),
    ("Aurora", 4, 800),
    ("VirtualMachine", 3, 250),
    ("FSx", 2, 500),
    ("Redshift", 1, 1500),
    ("DocumentDB", 1, 200),
    ("Neptune", 1, 150),
    ("Timestream", 1, 90),
    ("SAP HANA on Amazon EC2", 1, 1200),
];

/// Who has what in a large account.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    pub size: Large,
    /// Vaults of the second Region.
    away: u32,
}

impl Account {
    pub fn new(size: Large) -> Self {
        Self { size, away: size.vaults / 10 }
    }

    pub fn home() -> Scope {
        Scope::new(ACCOUNT, HOME)
    }

    pub fn away() -> Scope {
        Scope::new(ACCOUNT, AWAY)
    }

    pub fn teams(&self) -> u32 {
        (self.size.vaults - self.away).div_ceil(4)
    }

    pub fn team_of(&self, resource: u32) -> u32 {
        resource % self.teams()
    }

    /// A team's vault of a tier, or its first where it has none of that tier.
    pub fn vault(&self, team: u32, tier: usize) -> String {
        let has = self.has(team, tier);
        format!("{}-{}", Self::team_name(team), TIERS[if has { tier } else { 0 }])
    }

    /// Whether a team has a vault of a tier.
    pub fn has(&self, team: u32, tier: usize) -> bool {
        u64::from(team) * 4 + (tier as u64) < u64::from(self.size.vaults - self.away)
    }

    /// The vault of the second Region that a team copies to.
    pub fn copy_vault(&self, team: u32) -> Option<String> {
        (self.away > 0).then(|| format!("dr-{:02}", team % self.away + 1))
    }

    pub fn resource_name(&self, number: u32) -> String {
        let part = PARTS[number as usize / self.teams() as usize % PARTS.len()];
        format!("{}-{part}-{number:05}", Self::team_name(self.team_of(number)))
    }

    /// Hour and minute (UTC) at which a team's rules are due, spread over the night.
    pub fn due(team: u32) -> (u32, u32) {
        let minutes = 60 + team * 7 % 300;
        (minutes / 60, minutes % 60)
    }

    /// The scenario.
    pub fn text(&self, seed: u64) -> String {
        let mut text =
            format!("account = \"{ACCOUNT}\"\nregion = \"{HOME}\"\nopted_out = [\"Timestream\"]\n");
        // Writing to a String cannot fail.
        let _ = self
            .vaults(&mut text)
            .and_then(|()| self.resources(&mut text, seed))
            .and_then(|()| self.plans(&mut text));
        text
    }

    fn vaults(&self, text: &mut String) -> std::fmt::Result {
        for number in 0..self.size.vaults - self.away {
            let (team, tier) = (number / 4, number as usize % 4);
            write!(
                text,
                "[[vaults]]\nname = \"{}\"\ntags = {{ team = \"{}\" }}\n",
                self.vault(team, tier),
                Self::team_name(team)
            )?;
            match (TIERS[tier], team % 3) {
                ("sealed", _) => text.push_str(
                    "air_gapped = true\nlock = { mode = \"compliance\", min_days = 7, max_days = 3650 }\n",
                ),
                ("monthly", 0) => text.push_str("lock = { mode = \"compliance\", min_days = 30 }\n"),
                ("weekly", 1) => {
                    text.push_str("lock = { mode = \"governance\", min_days = 7, max_days = 400 }\n");
                }
                ("daily", 2) => writeln!(text, "key = \"{}\"", Random::named(u64::from(team), "key").uuid())?,
                _ => {}
            }
        }
        for number in 1..=self.away {
            writeln!(text, "[[vaults]]\nname = \"dr-{number:02}\"\nregion = \"{AWAY}\"")?;
        }
        Ok(())
    }

    fn resources(&self, text: &mut String, seed: u64) -> std::fmt::Result {
        let mut random = Random::named(seed, "resources of a large account");
        for number in 0..self.size.resources {
            let (kind, usual) = kind(random.below(100));
            let size = usual / 4 + random.below(usual * 2) + 1;
            let (name, team) = (self.resource_name(number), Self::team_name(self.team_of(number)));
            write!(
                text,
                "[[resources]]\ntype = \"{kind}\"\nname = \"{name}\"\nsize = \"{size} GiB\"\ntags = {{ team = \"{team}\" }}\n"
            )?;
        }
        Ok(())
    }

    fn plans(&self, text: &mut String) -> std::fmt::Result {
        for team in 0..self.teams() {
            let name = Self::team_name(team);
            let (hour, minute) = Self::due(team);
            writeln!(text, "[[plans]]\nname = \"{name}\"")?;
            for (tier, days, keep) in [
                (DAILY, self.days(), "keep_days = 35"),
                (WEEKLY, "SUN", "keep_days = 365"),
                (MONTHLY, "SAT#1", "keep_days = 2555\ncold_after_days = 90"),
            ] {
                let vault = self.vault(team, tier);
                writeln!(text, "[[plans.rules]]\nname = \"{}\"\nvault = \"{vault}\"\n{keep}", TIERS[tier])?;
                writeln!(text, "schedule = \"cron({minute} {hour} ? * {days} *)\"")?;
                match self.copy_vault(team) {
                    Some(copy) if tier == WEEKLY => {
                        writeln!(
                            text,
                            "copies = [{{ vault = \"{copy}\", region = \"{AWAY}\", keep_days = 2555 }}]"
                        )?;
                    }
                    _ if tier == MONTHLY && self.has(team, SEALED) => {
                        let sealed = self.vault(team, SEALED);
                        writeln!(text, "copies = [{{ vault = \"{sealed}\", keep_days = 2555 }}]")?;
                    }
                    _ => {}
                }
            }
            writeln!(text, "[[plans.selections]]\nname = \"by-team\"\ntags = {{ team = \"{name}\" }}")?;
        }
        Ok(())
    }

    /// The days of the daily rules, so that they go on as they have gone so far.
    fn days(&self) -> &'static str {
        match self.backups().div_ceil(self.size.resources) {
            25.. => "*",
            12.. => "MON,WED,FRI",
            6.. => "TUE,FRI",
            _ => "WED",
        }
    }

    /// Whether the points have copies.
    pub fn copies(&self) -> bool {
        self.away > 0
    }

    /// Backup jobs of the last 30 days: a little less than what leaves room for the copies that some of them have.
    pub fn backups(&self) -> u32 {
        let jobs = u64::from(self.size.jobs - self.restores());
        let backups = if self.copies() { jobs * 6 / 7 } else { jobs };
        u32::try_from(backups * 98 / 100).unwrap_or(u32::MAX)
    }

    /// Restore jobs of the last 30 days.
    pub fn restores(&self) -> u32 {
        self.size.jobs / 50
    }

    /// The role of all jobs.
    pub fn role() -> Text {
        format!("arn:aws:iam::{ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole").into()
    }

    /// A team's name.
    pub fn team_name(team: u32) -> String {
        let name = TEAMS[team as usize % TEAMS.len()];
        match team as usize / TEAMS.len() {
            0 => name.to_owned(),
            more => format!("{name}-{}", more + 1),
        }
    }
}

/// The type at a point from 0 to 99, with its usual size.
fn kind(mut at: u64) -> (&'static str, u64) {
    for (kind, share, size) in TYPES {
        if at < share {
            return (kind, size);
        }
        at -= share;
    }
    ("EBS", 200)
}
