//! What is true of a recovery point, to fill the texts of a form with.
//!
//! The simulator does not know networks, keys or instance classes; it makes them up from the seed, so that a resource
//! has the same ones every time.

use jiff::{SignedDuration, Timestamp};

use super::{Metadata, value};
use crate::simulator::engine::kind_of;
use crate::simulator::ids::Random;
use crate::simulator::request::Scope;
use crate::simulator::state::{Point, StorageClass};

/// How far back a continuous point reaches.
const REACH: SignedDuration = SignedDuration::from_hours(35 * 24);
const GIB: u64 = 1 << 30;

/// A recovery point where and when it is looked at.
#[derive(Debug)]
pub struct Facts<'a> {
    pub point: &'a Point,
    pub scope: &'a Scope,
    pub seed: u64,
    pub now: Timestamp,
    /// Names that must be new are made of this.
    pub fresh: &'a str,
}

impl Facts<'_> {
    /// Whether the point can be restored to any second of a range.
    pub fn is_continuous(&self) -> bool {
        self.point.continuous
    }

    /// Whether it is in cold storage.
    pub fn is_cold(&self) -> bool {
        self.point.storage_class == StorageClass::Cold
    }

    /// The first and the last moment a continuous point can be restored to.
    pub fn range(&self) -> (Timestamp, Timestamp) {
        let trail = if self.point.resource_type == "S3" { 15 } else { 5 };
        let stopped = self.point.rare.as_ref().and_then(|rare| rare.stopped);
        let end = stopped.map_or(self.now, |stopped| stopped.min(self.now));
        let back = |by| end.saturating_sub(by).unwrap_or(Timestamp::MIN);
        let latest = back(SignedDuration::from_mins(trail));
        (self.point.creation_date.0.max(back(REACH)).min(latest), latest)
    }

    /// Which kind of `FSx` file system it is of, as the forms name it.
    pub fn variant(&self) -> &'static str {
        match kind_of(self.point).map(|kind| kind.variant) {
            Some("lustre") => "LUSTRE",
            Some("ontap") => "ONTAP",
            Some("openzfs") => "OPENZFS",
            _ => "WINDOWS",
        }
    }

    /// How much the point holds, in a unit.
    pub fn size_in(&self, unit: &str) -> u64 {
        let bytes = self.point.backup_size_in_bytes.unwrap_or(0);
        match unit {
            "bytes" => bytes,
            "MiB" => bytes.div_ceil(1 << 20).max(1),
            _ => bytes.div_ceil(GIB).max(1),
        }
    }

    /// A text with everything in braces filled in; `{{` and `}}` are braces.
    pub fn fill(&self, template: &str, metadata: &Metadata) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(&rest[..at]);
            let tail = &rest[at..];
            if tail.starts_with("{{") || tail.starts_with("}}") {
                out.push_str(&tail[..1]);
                rest = &tail[2..];
            } else if let Some(end) = tail.find('}').filter(|_| tail.starts_with('{')) {
                let names = &tail[1..end];
                let found = names.split('|').find_map(|name| self.named(name, metadata));
                out.push_str(&found.unwrap_or_default());
                rest = &tail[end + 1..];
            } else {
                out.push_str(&tail[..1]);
                rest = &tail[1..];
            }
        }
        out.push_str(rest);
        out
    }

    fn named(&self, name: &str, metadata: &Metadata) -> Option<String> {
        self.about_point(name)
            .or_else(|| self.made_up(name))
            .or_else(|| value(metadata, name).map(str::to_owned))
    }

    fn about_point(&self, name: &str) -> Option<String> {
        let (earliest, latest) = self.range();
        let point = self.point;
        Some(match name {
            "r" => self.scope.region.to_string(),
            "a" => self.scope.account.to_string(),
            "arn" => point.resource_arn.to_string(),
            "id" => last_part(&point.resource_arn).to_owned(),
            "name" => point.resource_name.to_string(),
            "snapshot" => snapshot(&point.recovery_point_arn).to_owned(),
            "encrypted" => point.is_encrypted.to_string(),
            "gib" => self.size_in("GiB").to_string(),
            "mib" => self.size_in("MiB").to_string(),
            "bytes" => self.size_in("bytes").to_string(),
            "fresh" => self.fresh.to_owned(),
            "earliest" => seconds(earliest),
            "latest" => seconds(latest),
            "earliest_millis" => earliest.as_millisecond().to_string(),
            "latest_millis" => latest.as_millisecond().to_string(),
            "created_millis" => point.creation_date.0.as_millisecond().to_string(),
            _ => return None,
        })
    }

    fn made_up(&self, name: &str) -> Option<String> {
        let of = |thing: &str| Random::named(self.seed, thing);
        let home = format!("{} {}", self.scope.account, self.scope.region);
        let resource = &self.point.resource_arn;
        let mut new = of(&format!("{name} {}", self.fresh));
        Some(match name {
            "zone" => format!("{}{}", self.scope.region, letter(&mut of(resource))),
            "zone2" => format!("{}d", self.scope.region),
            "vpc" | "group" | "subnet" | "subnet2" => {
                let prefix = name.replace("group", "sg").replace('2', "");
                format!("{prefix}-{}", of(&format!("{name} {home}")).hex(17))
            }
            "interface" => format!("eni-{}", of(&format!("eni {resource}")).hex(17)),
            "directory" => format!("d-{}", of(&format!("directory {home}")).hex(10)),
            "address" => {
                let mut octet = of(&format!("address {resource}"));
                format!("10.0.{}.{}", octet.below(16), 4 + octet.below(250))
            }
            "key" => {
                let own = self.point.encryption_key_arn.as_ref().map(ToString::to_string);
                own.unwrap_or_else(|| {
                    let Scope { account, region } = self.scope;
                    format!("arn:aws:kms:{region}:{account}:key/{}", of(&format!("key {home}")).uuid())
                })
            }
            "instance_class" => {
                pick(&["t3.medium", "m6i.large", "r6i.xlarge", "t2.micro"], &mut of(resource))
            }
            "database_class" => pick(&["db.t4g.medium", "db.m6g.large", "db.r6g.xlarge"], &mut of(resource)),
            "request" => of(&format!("request {} {}", self.point.recovery_point_arn, self.fresh)).uuid(),
            "uuid" => new.uuid(),
            "hex17" => new.hex(17),
            "hex26" => new.hex(26),
            _ => return None,
        })
    }
}

fn letter(random: &mut Random) -> char {
    char::from(b'a' + u8::try_from(random.below(3)).unwrap_or(0))
}

fn pick(names: &[&str], random: &mut Random) -> String {
    let at = usize::try_from(random.below(names.len() as u64)).unwrap_or(0);
    names.get(at).copied().unwrap_or_default().to_owned()
}

fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn last_part(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// The name that the source service has for a point.
fn snapshot(arn: &str) -> &str {
    arn.find("awsbackup:").map_or_else(|| last_part(arn), |at| &arn[at..])
}
