//! What is particular about each type of resource: its ARN, its recovery points' ARNs, what it can do.
//!
//! ARN forms are those of the AWS documentation; `{r}` is the region, `{a}` the account, `{id}` the id.

use jiff::Timestamp;

use super::ids::Random;
use super::request::Scope;
use super::wire::Text;

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
}

const BASE: Kind = Kind {
    name: "",
    arn: "",
    id_prefix: "",
    point: "arn:aws:backup:{r}:{a}:recovery-point:{uuid}",
    continuous: None,
    stoppable: true,
    point_known_at_start: false,
    fully_managed: false,
    composite: false,
};

const CLUSTER_SNAPSHOT: &str = "arn:aws:rds:{r}:{a}:cluster-snapshot:awsbackup:job-{job}";
const CONTINUOUS: &str = "arn:aws:backup:{r}:{a}:recovery-point:continuous:{id}-{hex8}";

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

/// All simulated types.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "Aurora",
        arn: "arn:aws:rds:{r}:{a}:cluster:{id}",
        point: CLUSTER_SNAPSHOT,
        continuous: Some("arn:aws:backup:{r}:{a}:recovery-point:continuous:cluster-{hex8}"),
        stoppable: false,
        ..BASE
    },
    Kind {
        name: "CloudFormation",
        arn: "arn:aws:cloudformation:{r}:{a}:stack/{id}",
        fully_managed: true,
        composite: true,
        ..BASE
    },
    Kind {
        name: "DocumentDB",
        arn: "arn:aws:rds:{r}:{a}:cluster:{id}",
        point: CLUSTER_SNAPSHOT,
        stoppable: false,
        ..BASE
    },
    Kind { name: "DSQL", arn: "arn:aws:dsql:{r}:{a}:cluster/{id}", fully_managed: true, ..BASE },
    Kind {
        name: "DynamoDB",
        arn: "arn:aws:dynamodb:{r}:{a}:table/{id}",
        point_known_at_start: true,
        fully_managed: true,
        ..BASE
    },
    Kind {
        name: "EBS",
        arn: "arn:aws:ec2:{r}:{a}:volume/{id}",
        id_prefix: "vol-",
        point: "arn:aws:ec2:{r}::snapshot/snap-{hex17}",
        ..BASE
    },
    Kind {
        name: "EC2",
        arn: "arn:aws:ec2:{r}:{a}:instance/{id}",
        id_prefix: "i-",
        point: "arn:aws:ec2:{r}::image/ami-{hex17}",
        ..BASE
    },
    Kind {
        name: "EFS",
        arn: "arn:aws:elasticfilesystem:{r}:{a}:file-system/{id}",
        id_prefix: "fs-",
        point_known_at_start: true,
        fully_managed: true,
        ..BASE
    },
    Kind {
        name: "EKS",
        arn: "arn:aws:eks:{r}:{a}:cluster/{id}",
        point: "arn:aws:backup:{r}:{a}:recovery-point:composite:eks/{id}-{stamp}",
        fully_managed: true,
        composite: true,
        ..BASE
    },
    Kind {
        name: "FSx",
        arn: "arn:aws:fsx:{r}:{a}:file-system/{id}",
        id_prefix: "fs-",
        point: "arn:aws:fsx:{r}:{a}:backup/backup-{hex17}",
        stoppable: false,
        ..BASE
    },
    Kind {
        name: "Neptune",
        arn: "arn:aws:rds:{r}:{a}:cluster:{id}",
        point: CLUSTER_SNAPSHOT,
        stoppable: false,
        ..BASE
    },
    Kind {
        name: "RDS",
        arn: "arn:aws:rds:{r}:{a}:db:{id}",
        point: "arn:aws:rds:{r}:{a}:snapshot:awsbackup:job-{job}",
        continuous: Some("arn:aws:backup:{r}:{a}:recovery-point:continuous:db-{hex8}"),
        stoppable: false,
        ..BASE
    },
    Kind {
        name: "Redshift",
        arn: "arn:aws:redshift:{r}:{a}:cluster:{id}",
        point: "arn:aws:redshift:{r}:{a}:snapshot:{id}/awsbackup:job-{job}",
        ..BASE
    },
    Kind {
        name: "Redshift Serverless",
        arn: "arn:aws:redshift-serverless:{r}:{a}:namespace/{id}",
        point: "arn:aws:redshift-serverless:{r}:{a}:snapshot/{uuid}",
        ..BASE
    },
    Kind {
        name: "S3",
        arn: "arn:aws:s3:::{id}",
        point: "arn:aws:backup:{r}:{a}:recovery-point:{id}-{stamp}-{hex8}",
        continuous: Some(CONTINUOUS),
        fully_managed: true,
        ..BASE
    },
    Kind {
        name: "SAP HANA on Amazon EC2",
        arn: "arn:aws:ssm-sap:{r}:{a}:HANA/{id}",
        continuous: Some(CONTINUOUS),
        stoppable: false,
        fully_managed: true,
        ..BASE
    },
    Kind {
        name: "Storage Gateway",
        arn: "arn:aws:storagegateway:{r}:{a}:gateway/{id}",
        point: "arn:aws:ec2:{r}::snapshot/snap-{hex17}",
        ..BASE
    },
    Kind {
        name: "Timestream",
        arn: "arn:aws:timestream:{r}:{a}:database/{id}",
        point: "arn:aws:backup:{r}:{a}:recovery-point:{uuid}_beta",
        fully_managed: true,
        ..BASE
    },
    Kind {
        name: "VirtualMachine",
        arn: "arn:aws:backup-gateway:{r}:{a}:vm/{id}",
        id_prefix: "vm-",
        fully_managed: true,
        ..BASE
    },
];

impl Kind {
    /// The type of a `ResourceType`.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The type an ARN looks like; clusters of `rds` are taken for Aurora.
    pub(super) fn of_arn(arn: &str) -> Option<&'static Self> {
        let shape = |kind: &&Self| {
            let mut given = arn.splitn(6, ':');
            let mut wanted = kind.arn.splitn(6, ':');
            let service = given.nth(2);
            let (resource, pattern) = (given.nth(2), wanted.nth(5));
            let prefix = pattern.and_then(|pattern| pattern.split("{id}").next()).unwrap_or_default();
            service == kind.arn.split(':').nth(2)
                && resource.is_some_and(|resource| {
                    // FSx volumes are backed up like the file systems that they are on.
                    resource.starts_with(prefix) || kind.name == "FSx" && resource.starts_with("volume/")
                })
        };
        KINDS.iter().find(shape)
    }

    /// The ARN of a resource. Without an id of its own one is made up, or the name is it.
    pub(super) fn resource_arn(
        &self,
        scope: &Scope,
        name: &str,
        id: Option<&str>,
        random: &mut Random,
    ) -> Text {
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

fn last_part(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
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
