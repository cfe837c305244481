//! Amazon Resource Names: taking them apart for display and links.

/// The parts of an ARN, borrowed from its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// The service, as `rds`.
    pub service: &'a str,
    /// The Region; empty for global things and S3 buckets.
    pub region: &'a str,
    /// The account; empty for EBS snapshots and AMIs.
    pub account: &'a str,
    /// All that follows.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Takes an ARN apart; `None` when the text is not one.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" {
            return None;
        }
        let partition = parts.next()?;
        let arn = Self {
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        };
        let whole = !partition.is_empty() && !arn.service.is_empty() && !arn.resource.is_empty();
        whole.then_some(arn)
    }

    /// The last part of the resource: what a person would call it (`orders-db`, `vol-0f3a`).
    pub fn short(&self) -> &'a str {
        let tail = self.resource.rsplit(['/', ':']).next().unwrap_or(self.resource);
        if tail.is_empty() { self.resource } else { tail }
    }

    /// AWS Backup's name of the resource type, where the service tells it without doubt
    /// (aws-backup-api.md section 5.3).
    pub fn resource_type(&self) -> Option<&'static str> {
        let head = self.resource.split(['/', ':']).next().unwrap_or_default();
        Some(match (self.service, head) {
            ("ec2", "volume" | "snapshot") => "EBS",
            ("ec2", "instance" | "image") => "EC2",
            ("rds", "db" | "snapshot") => "RDS",
            ("rds", "cluster" | "cluster-snapshot") => "Aurora",
            ("dynamodb", _) => "DynamoDB",
            ("elasticfilesystem", _) => "EFS",
            ("fsx", _) => "FSx",
            ("s3", _) => "S3",
            ("storagegateway", _) => "Storage Gateway",
            ("redshift", _) => "Redshift",
            ("redshift-serverless", _) => "Redshift Serverless",
            ("timestream", _) => "Timestream",
            ("backup-gateway", _) => "VirtualMachine",
            ("ssm-sap", _) => "SAP HANA on Amazon EC2",
            ("cloudformation", _) => "CloudFormation",
            ("eks", _) => "EKS",
            ("dsql", _) => "DSQL",
            _ => return None,
        })
    }
}

/// The short name of an ARN, or the text itself when it is none.
pub fn short(text: &str) -> &str {
    // CloudFormation ARNs end in a UUID: the stack's name stands before it.
    match Arn::parse(text) {
        Some(arn) if arn.service == "cloudformation" => {
            arn.resource.split('/').nth(1).unwrap_or(arn.resource)
        }
        Some(arn) if arn.service == "ssm-sap" || arn.service == "timestream" => {
            arn.resource.split_once('/').map_or(arn.resource, |(_, tail)| tail)
        }
        Some(arn) => arn.short(),
        None => text,
    }
}

/// The Region of an ARN; `None` when it has none.
pub fn region(text: &str) -> Option<&str> {
    Arn::parse(text).map(|arn| arn.region).filter(|region| !region.is_empty())
}

/// The vault's name in a vault ARN: all after `backup-vault:`, slashes kept (`aws/efs/automatic-backup-vault`).
pub fn vault_name(text: &str) -> &str {
    Arn::parse(text).and_then(|arn| arn.resource.strip_prefix("backup-vault:")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_comes_apart_and_junk_does_not() {
        let arn = Arn::parse("arn:aws:rds:us-east-1:123456789012:db:orders-db").unwrap();
        assert_eq!(
            (arn.service, arn.region, arn.account, arn.short()),
            ("rds", "us-east-1", "123456789012", "orders-db")
        );
        for junk in ["", "arn", "arn:aws", "arn:aws:s3:::", "orders-db", "urn:aws:rds:r:a:db:x"] {
            assert_eq!(Arn::parse(junk), None, "{junk}");
        }
    }

    #[test]
    fn short_names_are_what_a_person_calls_the_thing() {
        for (arn, name) in [
            ("arn:aws:ec2:us-east-1:123456789012:volume/vol-0f3a", "vol-0f3a"),
            ("arn:aws:s3:::media-assets", "media-assets"),
            ("arn:aws:dynamodb:us-east-1:123456789012:table/invoices", "invoices"),
            ("arn:aws:cloudformation:us-east-1:123456789012:stack/web/0d9f-11", "web"),
            ("arn:aws:fsx:us-east-1:123456789012:volume/fs-1/fsvol-2", "fsvol-2"),
            ("not an arn", "not an arn"),
        ] {
            assert_eq!(short(arn), name);
        }
    }

    #[test]
    fn vault_names_keep_their_slashes() {
        assert_eq!(
            vault_name("arn:aws:backup:us-east-1:123456789012:backup-vault:aws/efs/automatic-backup-vault"),
            "aws/efs/automatic-backup-vault"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in ".{0,200}") {
            let _ = (Arn::parse(&text), short(&text), vault_name(&text), region(&text));
        }
    }
}
