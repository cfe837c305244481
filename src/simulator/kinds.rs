//! What is particular about each type of resource: its ARN, its recovery points' ARNs, what it can do.
//!
//! ARN forms are those of the AWS documentation; `{r}` is the region, `{a}` the account, `{id}` the id.

mod table;

use jiff::Timestamp;

use super::ids::Random;
use super::request::Scope;
use super::wire::Text;
pub(super) use table::KINDS;
use table::{BASE, VARIANTS};

/// One resource type.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a type")]
pub(super) struct Kind {
    /// `ResourceType` as AWS spells it.
    pub(super) name: &'static str,
    /// The resource's ARN.
    arn: &'static str,
    /// How the id starts when one is made up; empty: the id is the name.
    id_prefix: &'static str,
    /// The recovery point's ARN; `{job}` is the job's id, `{uuid}`, `{hex17}` and `{hex8}` are made up.
    point: &'static str,
    /// The ARN of a continuous recovery point, where the type has them.
    continuous: Option<&'static str>,
    /// Whether `StopBackupJob` works.
    pub(super) stoppable: bool,
    /// Whether `StartBackupJob` names the recovery point at once.
    pub(super) point_known_at_start: bool,
    /// Whether recovery points are encrypted by the vault's key.
    pub(super) fully_managed: bool,
    /// Whether a backup has children.
    pub(super) composite: bool,
    /// What tells it from other kinds of the same type, such as `ontap`; empty for the usual kind.
    pub(super) variant: &'static str,
    /// Whether recovery points can be copied to another Region.
    pub(super) cross_region: bool,
    /// Whether recovery points can be copied to another account.
    pub(super) cross_account: bool,
    /// Whether a logically air-gapped vault takes its recovery points.
    pub(super) air_gapped: bool,
    /// Whether there is cold storage for it.
    pub(super) cold: bool,
    /// Whether recovery points can be indexed.
    pub(super) indexed: bool,
    /// Backup options that it knows.
    pub(super) options: &'static [&'static str],
    /// The message that a backup fails with while the resource is not in a usable state.
    pub(super) unusable: u16,
}

/// What a recovery point is made by.
#[derive(Debug)]
pub(super) struct Making<'a> {
    /// Where the vault is.
    pub(super) scope: &'a Scope,
    pub(super) resource_arn: &'a str,
    /// Whether the vault is logically air-gapped.
    pub(super) air_gapped: bool,
    /// The backup or copy job.
    pub(super) job_id: &'a str,
    /// Whether that is a copy job.
    pub(super) is_copy: bool,
    /// The backup's time.
    pub(super) at: Timestamp,
}

impl Kind {
    /// The type of a `ResourceType`.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// A particular kind of a type, such as `FSx` and `ontap`.
    pub(super) fn variant(name: &str, variant: &str) -> Option<&'static Self> {
        VARIANTS.iter().find(|kind| kind.name == name && kind.variant == variant)
    }

    /// The kind of a recovery point that is no composite, by its type, the forms of its ARN and its resource's, and
    /// for `FSx` its resource's name.
    pub(super) fn of_point(
        name: &str,
        point_arn: &str,
        resource_arn: &str,
        resource_name: &str,
    ) -> Option<&'static Self> {
        if name == "FSx" {
            return Self::fsx(resource_name, resource_arn);
        }
        let fits = |kind: &&Self| {
            kind.name == name && has_form(kind.arn, resource_arn) && has_form(kind.point, point_arn)
        };
        VARIANTS.iter().find(fits).or_else(|| Self::named(name))
    }

    /// Which of the four file systems of `FSx` it is: name or ARN tell. A volume that tells nothing is one of ONTAP,
    /// any other file system is Windows.
    fn fsx(name: &str, arn: &str) -> Option<&'static Self> {
        let about = format!("{name} {arn}").to_ascii_lowercase();
        let mut variants = VARIANTS.iter().filter(|kind| kind.name == "FSx");
        let told = variants.find(|kind| about.contains(kind.variant));
        let volume = || Self::variant("FSx", "ontap").filter(|kind| has_form(kind.arn, arn));
        told.or_else(volume).or_else(|| Self::named("FSx"))
    }

    /// The variants of a type, by name.
    pub(super) fn variants(name: &str) -> impl Iterator<Item = &'static str> {
        VARIANTS.iter().filter(move |kind| kind.name == name).map(|kind| kind.variant)
    }

    /// The kind of backups while full management is switched off for the type.
    pub(super) fn unmanaged(&'static self) -> &'static Self {
        Self::variant(self.name, "plain").unwrap_or(self)
    }

    /// Whether it is the part of a composite that the service itself knows.
    pub(super) fn is_piece(&self) -> bool {
        matches!(self.variant, "template" | "state")
    }

    /// Whether its recovery points can be copied anywhere.
    pub(super) fn copies(&self) -> bool {
        self.cross_region || self.cross_account
    }

    /// The type an ARN looks like; clusters of `rds` are taken for Aurora.
    pub(super) fn of_arn(arn: &str) -> Option<&'static Self> {
        let found = KINDS.iter().chain(VARIANTS).find(|kind| has_form(kind.arn, arn))?;
        if found.name == "FSx" { Self::fsx("", arn) } else { Some(found) }
    }

    /// The ARN of a resource. Without an id of its own one is made up, or the name is it.
    pub(super) fn resource_arn(
        &self,
        scope: &Scope,
        name: &str,
        id: Option<&str>,
        random: &mut Random,
    ) -> Text {
        // A stack's id is its name and a UUID: given whole, nothing is made up.
        if let Some(whole) = id.filter(|id| id.contains('/')) {
            return fill(&self.arn.replace("/{uuid}", ""), scope, whole, random);
        }
        let id = match id {
            Some(id) => id.to_owned(),
            None if self.id_prefix.is_empty() => name.to_owned(),
            None => format!("{}{}", self.id_prefix, random.hex(17)),
        };
        fill(self.arn, scope, &id, random)
    }

    /// A new recovery point's ARN in `vault`'s scope; in an air-gapped vault all types have `backup` ARNs.
    pub(super) fn point_arn(&self, made: &Making<'_>, random: &mut Random) -> Text {
        let pattern = if made.air_gapped { BASE.point } else { self.point };
        let stamp = made.at.strftime("%Y%m%d%H%M%S").to_string();
        let filled = pattern.replace("{stamp}", &stamp).replace("{job}", made.job_id);
        let filled =
            if made.is_copy { filled.replace("awsbackup:job-", "awsbackup:copyjob-") } else { filled };
        fill(&filled, made.scope, last_part(made.resource_arn), random)
    }

    /// Whether the type has continuous recovery points.
    pub(super) fn has_continuous(&self) -> bool {
        self.continuous.is_some()
    }

    /// The ARN of a continuous recovery point, where the type has them.
    pub(super) fn continuous_arn(
        &self,
        scope: &Scope,
        resource_arn: &str,
        random: &mut Random,
    ) -> Option<Text> {
        self.continuous.map(|pattern| fill(pattern, scope, last_part(resource_arn), random))
    }
}

/// Whether service and resource of an ARN begin as the pattern's do.
fn has_form(pattern: &str, arn: &str) -> bool {
    let service = |arn: &str| arn.split(':').nth(2).map(str::to_owned);
    let resource = |arn: &str| arn.splitn(6, ':').nth(5).map(str::to_owned);
    let prefix = resource(pattern).unwrap_or_default();
    let prefix = prefix.split('{').next().unwrap_or_default();
    service(arn) == service(pattern) && resource(arn).is_some_and(|resource| resource.starts_with(prefix))
}

/// The id at the end of an ARN.
pub(super) fn last_part(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// The name that an ARN gives a resource: its last part, but for stacks, whose last part tells namesakes apart.
pub(super) fn name_in(arn: &str) -> &str {
    let stack = arn.split_once(":stack/").and_then(|(_, rest)| rest.split('/').next());
    stack.unwrap_or_else(|| last_part(arn))
}

fn fill(pattern: &str, scope: &Scope, id: &str, random: &mut Random) -> Text {
    let mut text = pattern.replace("{r}", &scope.region).replace("{a}", &scope.account).replace("{id}", id);
    if text.contains("{uuid}") {
        text = text.replace("{uuid}", &random.uuid());
    }
    for (mark, digits) in [("{hex17}", 17), ("{hex8}", 8)] {
        if text.contains(mark) {
            text = text.replace(mark, &random.hex(digits));
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_arn_tells_its_type() {
        let scope = Scope::new("123456789012", "us-east-1");
        for kind in KINDS.iter().filter(|kind| !matches!(kind.name, "DocumentDB" | "Neptune")) {
            let arn = kind.resource_arn(&scope, "thing", None, &mut Random::new(1));
            assert_eq!(Kind::of_arn(&arn).map(|found| found.name), Some(kind.name), "{arn}");
        }
        assert!(Kind::of_arn("arn:aws:iam::123456789012:role/x").is_none());
        assert!(Kind::of_arn("nonsense").is_none());
    }

    #[test]
    fn points_have_the_arn_form_of_their_type() {
        let scope = Scope::new("123456789012", "us-east-1");
        let point = |kind: &str, resource: &str, air_gapped| {
            let kind = Kind::named(kind).unwrap();
            let at = "2026-11-21T02:00:00Z".parse().unwrap();
            let made = Making {
                scope: &scope,
                resource_arn: resource,
                air_gapped,
                job_id: "j1",
                is_copy: false,
                at,
            };
            kind.point_arn(&made, &mut Random::new(1)).to_string()
        };
        assert!(
            point("EBS", "arn:aws:ec2:us-east-1:123456789012:volume/vol-1", false)
                .starts_with("arn:aws:ec2:us-east-1::snapshot/snap-")
        );
        assert!(
            point("RDS", "arn:aws:rds:us-east-1:123456789012:db:orders", false)
                .starts_with("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-j1")
        );
        assert!(
            point("S3", "arn:aws:s3:::media", false)
                .starts_with("arn:aws:backup:us-east-1:123456789012:recovery-point:media-20261121020000-")
        );
        assert!(
            point("EBS", "arn:aws:ec2:us-east-1:123456789012:volume/vol-1", true)
                .starts_with("arn:aws:backup:us-east-1:123456789012:recovery-point:")
        );
    }
}
