use jiff::Timestamp;
use serde_json::json;

use super::*;

fn start() -> Timestamp {
    "2026-11-21T02:14:00Z".parse().unwrap()
}

fn faults() -> Faults {
    Faults::new(Clock::manual(start()), 1)
}

fn scope() -> Scope {
    Scope::new("123456789012", "us-east-1")
}

fn throttled(faults: &Faults, operation: &str) -> bool {
    faults.take(operation, &scope()).refusal == Some(Fault::Throttle)
}

#[test]
fn a_counted_fault_wears_off() {
    let faults = faults();
    faults.set_for("ListBackupJobs", Fault::Throttle, 2);
    assert!(!throttled(&faults, "ListCopyJobs"));
    let hits: Vec<_> = (0..3).map(|_| throttled(&faults, "ListBackupJobs")).collect();
    assert_eq!(hits, [true, true, false]);
    assert!(faults.view().is_empty());
}

#[test]
fn a_fault_for_any_operation_or_a_group_hits_all_of_it_until_cleared() {
    let faults = faults();
    faults.set("List*Jobs", Fault::Throttle);
    assert!(throttled(&faults, "ListCopyJobs") && !throttled(&faults, "ListBackupVaults"));
    faults.set(ANY, Fault::ExpiredToken);
    assert_eq!(faults.take("GetCallerIdentity", &scope()).refusal, Some(Fault::ExpiredToken));
    faults.clear();
    assert_eq!(faults.take("GetCallerIdentity", &scope()), Hit::default());
}

#[test]
fn a_pattern_matches_whole_names() {
    for (pattern, name, fits) in [
        ("List*", "ListTags", true),
        ("*Jobs", "ListBackupJobs", true),
        ("*Backup*Jobs", "ListBackupJobs", true),
        ("*", "", true),
        ("ListTags", "ListTagsOfMine", false),
        ("*Job", "ListBackupJobs", false),
        ("a*a", "a", false),
    ] {
        assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
    }
}

#[test]
fn a_fault_keeps_to_its_account_region_and_time() {
    let faults = faults();
    let rule = FaultRule::new(ANY, Fault::Throttle).account("123456789012").region("eu-west-1");
    faults.add(
        rule.from(start() + jiff::SignedDuration::from_mins(5))
            .until("2026-11-21T02:30:00Z".parse().unwrap()),
    );
    let here = Scope::new("123456789012", "eu-west-1");
    let hit = |scope: &Scope| faults.take("ListTags", scope).refusal.is_some();
    assert!(!hit(&here), "too early");
    faults.0.clock.advance(jiff::SignedDuration::from_mins(5));
    assert!(hit(&here) && !hit(&scope()) && !hit(&Scope::new("210987654321", "eu-west-1")));
    faults.0.clock.advance(jiff::SignedDuration::from_mins(11));
    assert!(!hit(&here), "too late");
}

#[test]
fn a_chance_is_the_same_for_the_same_seed_and_a_first_calls_are_spared() {
    let hits = |seed| {
        let faults = Faults::new(Clock::manual(start()), seed);
        faults.add(FaultRule::new(ANY, Fault::Throttle).probability(0.3).after(10));
        (0..1010).map(|_| throttled(&faults, "ListTags")).collect::<Vec<_>>()
    };
    let found = hits(1);
    assert_eq!(found, hits(1));
    assert_ne!(found, hits(2));
    assert!(!found[..10].contains(&true));
    let count = found.iter().filter(|hit| **hit).count();
    assert!((250..350).contains(&count), "{count}");
}

#[test]
fn a_spread_delay_stays_between_its_ends() {
    let faults = faults();
    let (min, max) = (Duration::from_millis(5), Duration::from_millis(9));
    faults.set(ANY, Fault::DelayBetween(min, max));
    let delays: Vec<_> = (0..200).map(|_| faults.take("ListTags", &scope()).delay).collect();
    assert!(delays.iter().all(|delay| (min..=max).contains(delay)));
    assert!(delays.iter().any(|delay| *delay != delays[0]));
}

#[test]
fn what_is_written_is_read_and_written_again() {
    for written in [
        json!({ "fault": "throttle", "operation": "List*", "times": 3, "probability": 0.5, "after": 2 }),
        json!({ "fault": "delay", "operation": "*", "min": "5ms", "max": "2s", "region": "us-east-1" }),
        json!({ "fault": "delay", "operation": "*", "delay": "250ms", "account": "123456789012" }),
        json!({ "fault": "error", "operation": "*", "code": "X", "status": 418, "message": "a teapot" }),
        json!({ "fault": "clock-skew", "operation": "*", "by": "-10m" }),
        json!({ "fault": "overlap", "operation": "*", "rows": 2 }),
        json!({ "fault": "html", "operation": "*", "status": 502 }),
        json!({ "fault": "hang", "operation": "*", "from": "2026-11-21T02:14:00Z", "until": "2026-11-22T00:00:00Z" }),
    ] {
        let rule: FaultRule = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(Value::Object(rule.view()), written);
    }
}

#[test]
fn every_kind_is_read_by_its_name_and_keeps_it() {
    for kind in kind::KINDS {
        let mut written = json!({ "fault": kind.name });
        for member in kind.takes.iter().filter(|member| ["by", "code", "delay"].contains(member)) {
            written[*member] = json!(if *member == "code" { "X" } else { "1s" });
        }
        let rule: FaultRule = serde_json::from_value(written).unwrap();
        assert_eq!(rule.fault.name(), kind.name);
    }
}

#[test]
fn a_time_may_be_relative_to_when_the_fault_is_set() {
    let faults = faults();
    faults.add(serde_json::from_value(json!({ "fault": "hang", "from": "+5m" })).unwrap());
    assert_eq!(faults.view()[0]["from"], json!("2026-11-21T02:19:00Z"));
}

#[test]
fn what_is_wrong_is_said_with_its_member() {
    for (written, said) in [
        (json!({ "fault": "trottle" }), "fault: `trottle` is none: did you mean `throttle`?"),
        (json!({ "operation": "List*" }), "fault: missing"),
        (json!({ "fault": "throttle", "tims": 3 }), "tims: unknown: did you mean `times`?"),
        (json!({ "fault": "throttle", "times": "3" }), "times: must be a whole number"),
        (json!({ "fault": "throttle", "times": 0 }), "times: must be at least 1"),
        (json!({ "fault": "throttle", "probability": 2 }), "probability: must be from 0 to 1"),
        (json!({ "fault": "throttle", "delay": "1s" }), "delay: means nothing to throttle"),
        (json!({ "fault": "delay" }), "delay: missing"),
        (json!({ "fault": "delay", "min": "1s" }), "max: missing"),
        (json!({ "fault": "delay", "min": "2s", "max": "1s" }), "max: must not be less than min"),
        (json!({ "fault": "delay", "delay": "soon" }), "delay: must be a length such as 250ms or 2s"),
        (json!({ "fault": "delay", "delay": "-1s" }), "delay: must not be negative"),
        (json!({ "fault": "error" }), "code: missing"),
        (json!({ "fault": "error", "code": "a\r\nb" }), "code: must be an error's name"),
        (json!({ "fault": "html", "status": 99 }), "status: must be from 200 to 599"),
        (
            json!({ "fault": "hang", "from": "late" }),
            "from: must be a time such as 2026-12-01T06:00:00Z or +5m",
        ),
        (json!({ "fault": "hang", "account": "me" }), "account: must be 12 digits"),
        (json!({ "fault": "hang", "operation": "" }), "operation: must not be empty"),
        (
            json!({ "fault": "hang", "operation": "ListBackupJob" }),
            "operation: no operation fits `ListBackupJob`: did you mean `ListBackupJobs`?",
        ),
        (json!({ "fault": "hang", "operation": "Frob*" }), "operation: no operation fits `Frob*`"),
        (json!({ "fault": "clock-skew" }), "by: missing"),
    ] {
        let error = serde_json::from_value::<FaultRule>(written).unwrap_err().to_string();
        assert!(error.starts_with(said), "{error}");
    }
}
