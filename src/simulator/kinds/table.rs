//! The simulated types and what each of them can do (what AWS documents per type, where it could be settled).

use super::Kind;

pub(super) const BASE: Kind = Kind {
    name: "",
    arn: "",
    id_prefix: "",
    point: "arn:aws:backup:{r}:{a}:recovery-point:{uuid}",
    continuous: None,
    stoppable: true,
    point_known_at_start: false,
    fully_managed: false,
    composite: false,
    variant: "",
    cross_region: true,
    cross_account: true,
    air_gapped: true,
    cold: false,
    indexed: false,
    options: &[],
    unusable: 19,
};

const CLUSTER_SNAPSHOT: &str = "arn:aws:rds:{r}:{a}:cluster-snapshot:awsbackup:job-{job}";
const CONTINUOUS: &str = "arn:aws:backup:{r}:{a}:recovery-point:continuous:{id}-{hex8}";

/// All simulated types.
pub(in crate::simulator) const KINDS: &[Kind] = &[
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
        arn: "arn:aws:cloudformation:{r}:{a}:stack/{id}/{uuid}",
        point: "arn:aws:backup:{r}:{a}:recovery-point:composite:{uuid}",
        fully_managed: true,
        composite: true,
        cold: true,
        ..BASE
    },
    Kind {
        name: "DocumentDB",
        arn: "arn:aws:rds:{r}:{a}:cluster:{id}",
        point: CLUSTER_SNAPSHOT,
        stoppable: false,
        ..BASE
    },
    Kind {
        name: "DSQL",
        arn: "arn:aws:dsql:{r}:{a}:cluster/{id}",
        fully_managed: true,
        air_gapped: false,
        ..BASE
    },
    Kind {
        name: "DynamoDB",
        arn: "arn:aws:dynamodb:{r}:{a}:table/{id}",
        point_known_at_start: true,
        fully_managed: true,
        cold: true,
        ..BASE
    },
    Kind {
        name: "EBS",
        arn: "arn:aws:ec2:{r}:{a}:volume/{id}",
        id_prefix: "vol-",
        point: "arn:aws:ec2:{r}::snapshot/snap-{hex17}",
        cold: true,
        indexed: true,
        unusable: 20,
        ..BASE
    },
    Kind {
        name: "EC2",
        arn: "arn:aws:ec2:{r}:{a}:instance/{id}",
        id_prefix: "i-",
        point: "arn:aws:ec2:{r}::image/ami-{hex17}",
        options: &["WindowsVSS"],
        ..BASE
    },
    Kind {
        name: "EFS",
        arn: "arn:aws:elasticfilesystem:{r}:{a}:file-system/{id}",
        id_prefix: "fs-",
        point_known_at_start: true,
        fully_managed: true,
        cold: true,
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
        air_gapped: false,
        ..BASE
    },
    Kind {
        name: "Redshift",
        arn: "arn:aws:redshift:{r}:{a}:cluster:{id}",
        point: "arn:aws:redshift:{r}:{a}:snapshot:{id}/awsbackup:job-{job}",
        cross_region: false,
        cross_account: false,
        air_gapped: false,
        ..BASE
    },
    Kind {
        name: "Redshift Serverless",
        arn: "arn:aws:redshift-serverless:{r}:{a}:namespace/{id}",
        point: "arn:aws:redshift-serverless:{r}:{a}:snapshot/{uuid}",
        cross_region: false,
        cross_account: false,
        air_gapped: false,
        ..BASE
    },
    Kind {
        name: "S3",
        arn: "arn:aws:s3:::{id}",
        point: "arn:aws:backup:{r}:{a}:recovery-point:{id}-{stamp}-{hex8}",
        continuous: Some(CONTINUOUS),
        fully_managed: true,
        indexed: true,
        options: &["BackupACLs", "BackupObjectTags"],
        ..BASE
    },
    Kind {
        name: "SAP HANA on Amazon EC2",
        arn: "arn:aws:ssm-sap:{r}:{a}:HANA/{id}",
        continuous: Some(CONTINUOUS),
        stoppable: false,
        fully_managed: true,
        air_gapped: false,
        cold: true,
        unusable: 46,
        ..BASE
    },
    Kind {
        name: "Storage Gateway",
        arn: "arn:aws:storagegateway:{r}:{a}:gateway/{id}",
        point: "arn:aws:ec2:{r}::snapshot/snap-{hex17}",
        unusable: 20,
        ..BASE
    },
    Kind {
        name: "Timestream",
        arn: "arn:aws:timestream:{r}:{a}:database/{id}",
        point: "arn:aws:backup:{r}:{a}:recovery-point:{uuid}_beta",
        fully_managed: true,
        cold: true,
        ..BASE
    },
    Kind {
        name: "VirtualMachine",
        arn: "arn:aws:backup-gateway:{r}:{a}:vm/{id}",
        id_prefix: "vm-",
        fully_managed: true,
        cold: true,
        unusable: 38,
        ..BASE
    },
];

/// Kinds that differ from the usual one of their type.
pub(super) const VARIANTS: &[Kind] = &[
    // The root of a composite, which holds what the service itself knows: the stack's template, the cluster's state.
    Kind {
        name: "CloudFormation",
        variant: "template",
        arn: "arn:aws:cloudformation:{r}:{a}:stack/{id}/{uuid}",
        fully_managed: true,
        cold: true,
        ..BASE
    },
    Kind {
        name: "EKS",
        variant: "state",
        arn: "arn:aws:eks:{r}:{a}:cluster/{id}",
        point: "arn:aws:backup:{r}:{a}:recovery-point:eks/{id}-{stamp}",
        fully_managed: true,
        ..BASE
    },
    // Full management switched off.
    Kind {
        name: "DynamoDB",
        variant: "plain",
        arn: "arn:aws:dynamodb:{r}:{a}:table/{id}",
        point: "arn:aws:dynamodb:{r}:{a}:table/{id}/backup/{stamp}-{hex8}",
        cross_region: false,
        cross_account: false,
        air_gapped: false,
        ..BASE
    },
    // The ARNs that a scenario's file systems get tell what they are.
    Kind {
        name: "FSx",
        variant: "lustre",
        arn: "arn:aws:fsx:{r}:{a}:file-system/{id}",
        id_prefix: "fs-lustre-",
        point: "arn:aws:fsx:{r}:{a}:backup/backup-{hex17}",
        stoppable: false,
        ..BASE
    },
    Kind {
        name: "FSx",
        variant: "openzfs",
        arn: "arn:aws:fsx:{r}:{a}:volume/fs-openzfs/{id}",
        id_prefix: "fsvol-",
        point: "arn:aws:fsx:{r}:{a}:backup/backup-{hex17}",
        stoppable: false,
        ..BASE
    },
    Kind {
        name: "FSx",
        variant: "ontap",
        arn: "arn:aws:fsx:{r}:{a}:volume/{id}",
        point: "arn:aws:fsx:{r}:{a}:backup/backup-{hex17}",
        stoppable: false,
        cross_region: false,
        cross_account: false,
        air_gapped: false,
        ..BASE
    },
    Kind {
        name: "RDS",
        variant: "multi-az-cluster",
        arn: "arn:aws:rds:{r}:{a}:cluster:{id}",
        point: CLUSTER_SNAPSHOT,
        stoppable: false,
        cross_region: false,
        cross_account: false,
        air_gapped: false,
        ..BASE
    },
];
