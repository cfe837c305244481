//! What is to be sent, before it is: its checks, and the command that does the same.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::domain::preflight::{Check, Verdict};
use crate::domain::write::Write;
use crate::runtime::desk::Desk;
use crate::text::Text;

/// One write that is to be sent.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    /// What its target is called.
    pub(super) label: String,
    pub(super) write: Write,
    pub(super) checks: Vec<Check>,
    /// Where vault, role and retention come from.
    pub(super) source: Option<String>,
    /// How long this resource's backups usually take.
    pub(super) usual: Option<SignedDuration>,
    /// What has to be confirmed by a word, as the console wants it typed.
    pub(super) word: Option<String>,
}

/// What stands for the ARN of a recovery point that is not there yet.
const POINT: &str = "RECOVERY_POINT_ARN";

impl Planned {
    /// The checks that failed, in words.
    pub(super) fn failed(&self) -> impl Iterator<Item = &str> {
        self.checks.iter().filter(|check| check.verdict == Verdict::Failed).map(|check| check.says.as_str())
    }

    /// The checks that warn, or that could not tell.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = String> {
        self.checks.iter().filter_map(|check| match check.verdict {
            Verdict::Warning => Some(check.says.clone()),
            Verdict::Unknown => Some(format!("could not tell: {}", check.says)),
            Verdict::Passed | Verdict::Failed => None,
        })
    }

    /// The equivalent `aws` commands: of a backup that is copied afterwards, both.
    pub(super) fn commands(&self, desk: &Desk) -> Vec<String> {
        let (region, profile) = (desk.scope.region.as_str(), desk.scope.profile.as_deref());
        let mut commands = vec![self.write.command(region, profile)];
        if let Write::StartBackup(request) = &self.write {
            let copy = request.copy_of(POINT).map(Write::StartCopy);
            commands.extend(copy.map(|copy| copy.command(region, profile)));
        }
        commands
    }

    /// The lines of `--dry-run`.
    pub(super) fn lines(&self, desk: &Desk) -> Vec<String> {
        let source = self.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        let mut lines = vec![format!("{} {}{source}", self.write.words(), self.label)];
        lines.extend(self.checks.iter().map(|check| format!("  {:7}  {}", word(check.verdict), check.says)));
        lines.extend(self.commands(desk).into_iter().map(|command| format!("  {command}")));
        lines.iter().map(|line| Text::new(line).as_str().to_owned()).collect()
    }

    /// The plan in the document.
    pub(super) fn record(&self, desk: &Desk) -> Value {
        let check = |check: &Check| json!({ "verdict": word(check.verdict), "says": check.says });
        json!({
            "operation": self.write.operation(),
            "source": self.source,
            "checks": self.checks.iter().map(check).collect::<Vec<_>>(),
            "commands": self.commands(desk),
        })
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Warning => "warning",
        Verdict::Unknown => "unknown",
    }
}
