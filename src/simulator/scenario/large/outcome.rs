//! How the jobs of a large account have ended: in the mix that an estate of this size shows.

use crate::simulator::ids::Random;
use crate::simulator::scenario::Catalogue;
use crate::simulator::state::{Ending, JobState};

/// Of a thousand jobs so many fail, expire, are stopped, or complete with issues.
const FAILED: u64 = 32;
const EXPIRED: u64 = 6;
const ABORTED: u64 = 4;
const WITH_ISSUES: u64 = 12;

/// Messages of backups of any type.
const ANY: &[u16] = &[6, 7, 8, 16, 21, 48, 49];
/// Messages of one type, by `ResourceType`: of those that failed, and of those that completed with issues.
const OF_TYPE: &[(&str, &[u16], &[u16])] = &[
    ("EBS", &[11, 20, 23], &[]),
    ("EC2", &[12, 14], &[32, 33, 34, 35]),
    ("RDS", &[15, 17, 18, 19, 46], &[]),
    ("Aurora", &[15, 46], &[]),
    ("S3", &[24, 25], &[]),
    ("VirtualMachine", &[38, 39, 42, 43], &[44]),
    ("SAP HANA on Amazon EC2", &[], &[47]),
];
const COPY: &[u16] = &[65, 66];
const RESTORE: &[u16] = &[67, 72, 80];

/// How a backup of a type has ended.
pub fn backup(kind: &str, messages: &Catalogue, random: &mut Random) -> Ending {
    let own = OF_TYPE.iter().find(|(name, ..)| *name == kind);
    let (failed, issues) = own.map_or((&[][..], &[][..]), |(_, failed, issues)| (failed, issues));
    let mut at = random.below(1000);
    for (share, numbers) in [
        (FAILED / 2, ANY),
        (FAILED / 2, if failed.is_empty() { ANY } else { failed }),
        (EXPIRED, &[2]),
        (ABORTED, &[3]),
    ] {
        if at < share {
            return one_of(numbers, messages, random);
        }
        at -= share;
    }
    if at < WITH_ISSUES {
        return one_of(if issues.is_empty() { &[30, 31] } else { issues }, messages, random);
    }
    Ending::completed()
}

/// How a copy has failed.
pub fn failed_copy(messages: &Catalogue, random: &mut Random) -> Ending {
    one_of(COPY, messages, random)
}

/// How a restore has ended.
pub fn restore(messages: &Catalogue, random: &mut Random) -> Ending {
    if random.below(1000) < FAILED { one_of(RESTORE, messages, random) } else { Ending::completed() }
}

fn one_of(numbers: &[u16], messages: &Catalogue, random: &mut Random) -> Ending {
    let at = usize::try_from(random.below(numbers.len() as u64)).unwrap_or(0);
    let number = numbers.get(at).copied();
    number.map_or_else(
        || Ending { state: JobState::Failed, ..Ending::completed() },
        |number| messages.ending(number),
    )
}
