//! Rules whose next run is bound to fail, known before it runs: what they keep does not fit the lock of the vault that it goes into
//! (AWS takes such a plan and fails its jobs: aws-backup-api.md section 6.1), or the vault is not there.

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Member, Severity, Sources};
use crate::domain::arn::{self, Arn};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::plan::{Plan, Rule};
use crate::domain::subject::{Subject, Thing};
use crate::domain::vault::{Lock, LockMode, Vault};
use crate::domain::whole::Listed;
use crate::text::{Text, time};

/// A run further ahead than this is nobody's business today.
const AHEAD: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Why a run is bound to fail.
#[derive(Debug)]
struct Unfit {
    signal: &'static str,
    /// The next run that it befalls, where that is known.
    run: Option<Timestamp>,
    /// "keeps 7 d, the lock of prod-daily asks for at least 30 d".
    what: String,
    /// "run" or "copies of the run".
    fails: &'static str,
}

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    sources.plans.iter().flat_map(|plan| of_plan(sources, plan)).collect()
}

fn of_plan(sources: &Sources<'_>, plan: &Plan) -> Vec<Finding> {
    let Some(document) = plan.document.as_deref().filter(|read| read.missing.is_none()) else {
        return Vec::new();
    };
    // A plan that selects nothing starts nothing that could fail.
    if plan.deleted.is_some() || document.selections.is_empty() {
        return Vec::new();
    }
    let unfit = document.rules.iter().flat_map(|rule| of_rule(sources, plan, rule));
    let mut unfit: Vec<(&Rule, Unfit)> = unfit.collect();
    unfit.sort_by_key(|(_, one)| one.run.unwrap_or(Timestamp::MAX));
    let signals = ["lock-refuses-rule", "rule-without-vault"];
    let single = document.rules.len() == 1;
    signals
        .iter()
        .filter_map(|signal| {
            let of: Vec<_> = unfit.iter().filter(|(_, one)| one.signal == *signal).collect();
            let (rule, first) = of.first()?;
            Some(finding(sources, plan, rule, first, of.len(), single))
        })
        .collect()
}

fn finding(
    sources: &Sources<'_>,
    plan: &Plan,
    rule: &Rule,
    first: &Unfit,
    all: usize,
    single: bool,
) -> Finding {
    let name = if single { plan.name.to_string() } else { format!("{} rule {}", plan.name, rule.name) };
    let what = &first.what;
    let run = match first.run {
        Some(run) => {
            format!("the {} of {} will fail", first.fails, time::clock(run, sources.now, &sources.zone))
        }
        None => format!("the {} to come will fail", first.fails),
    };
    let more = if all > 1 { format!(" ({} more of the plan)", all - 1) } else { String::new() };
    let said = format!("plan {name} {what}: {run}{more}");
    Finding {
        signal: first.signal,
        group: plan.id.raw().to_owned(),
        severity: Severity::Warning,
        alone: said.clone(),
        together: said,
        reason: None,
        kind: None,
        member: Member {
            subject: Subject::new(plan.scope, Thing::Plan(plan.id.clone())),
            label: plan.name.to_string(),
            resource: None,
            // Nobody tells since when it is so.
            at: None,
            detail: format!("{what}: {run}"),
        },
    }
}

fn of_rule<'a>(sources: &Sources<'_>, plan: &Plan, rule: &'a Rule) -> Vec<(&'a Rule, Unfit)> {
    let run = match next_run(sources, plan, rule) {
        Next::Never => return Vec::new(),
        Next::Unknown => None,
        Next::At(at) => Some(at),
    };
    let mut unfit = Vec::new();
    match (&rule.air_gapped_vault, in_scope(sources, plan, &rule.vault)) {
        // The points go on into that vault: which of the two locks counts depends on the type.
        (Some(_), Some(_)) => {}
        (_, Some(vault)) => {
            unfit.extend(locked(vault, rule.lifecycle, "keeps", vault.name.as_str(), run, "run"));
        }
        (_, None) if vaults_are_known(sources, plan, None) => unfit.push(Unfit {
            signal: "rule-without-vault",
            run,
            what: format!("backs up into vault {}, which does not exist", rule.vault),
            fails: "run",
        }),
        _ => {}
    }
    for (to, lifecycle) in &rule.copies {
        let place = place(plan, to);
        match sources.vaults.iter().find(|vault| vault.arn == *to) {
            Some(vault) => {
                unfit.extend(locked(vault, *lifecycle, "keeps copies", &place, run, "copies of the run"));
            }
            None if vaults_are_known(sources, plan, Some(to)) => unfit.push(Unfit {
                signal: "rule-without-vault",
                run,
                what: format!("copies to vault {place}, which does not exist"),
                fails: "copies of the run",
            }),
            None => {}
        }
    }
    unfit.into_iter().map(|one| (rule, one)).collect()
}

/// What a vault's lock has against a lifecycle.
fn locked(
    vault: &Vault,
    lifecycle: Option<Lifecycle>,
    keeps: &str,
    place: &str,
    run: Option<Timestamp>,
    fails: &'static str,
) -> Option<Unfit> {
    let lifecycle = lifecycle.unwrap_or_default();
    let days = lifecycle.retention_days();
    let lock = &vault.lock;
    if lock.mode == LockMode::None || lifecycle.delete_after_copy || lock.admits(days) {
        return None;
    }
    let kept = days.map_or("for ever".to_owned(), |days| format!("for {days} d"));
    let asks = asks(lock, days)?;
    Some(Unfit {
        signal: "lock-refuses-rule",
        run,
        what: format!("{keeps} {kept}, the lock of vault {place} asks for {asks}"),
        fails,
    })
}

fn asks(lock: &Lock, days: Option<i64>) -> Option<String> {
    match (days, lock.min_days, lock.max_days) {
        (Some(days), Some(min), _) if days < min => Some(format!("at least {min} d")),
        (_, _, Some(max)) => Some(format!("at most {max} d")),
        _ => None,
    }
}

/// When a rule runs next.
enum Next {
    /// None of its runs is to come.
    Never,
    /// Nobody tells.
    Unknown,
    At(Timestamp),
}

fn next_run(sources: &Sources<'_>, plan: &Plan, rule: &Rule) -> Next {
    if let Some(schedule) = sources.schedules.and_then(|schedules| schedules.of(rule)) {
        let until = sources.now.checked_add(AHEAD).unwrap_or(sources.now);
        return schedule.runs(sources.now, until).next().map_or(Next::Never, Next::At);
    }
    let runs = plan.document.as_deref().map(|document| document.next_runs.as_slice()).unwrap_or_default();
    let told = runs.iter().find(|run| run.at >= sources.now && run.rule_id == rule.id);
    told.map_or(Next::Unknown, |run| Next::At(run.at))
}

fn in_scope<'a>(sources: &Sources<'a>, plan: &Plan, name: &Text) -> Option<&'a Vault> {
    sources.vaults.iter().find(|vault| vault.scope == plan.scope && vault.name == *name).copied()
}

/// Whether the vaults of the plan's own scope, or of the one that a vault's ARN names, were listed whole after the plan was: a
/// vault may be as new as the rule that names it.
fn vaults_are_known(sources: &Sources<'_>, plan: &Plan, arn: Option<&Text>) -> bool {
    let Some(whole) = sources.whole else { return false };
    let scope = match arn {
        None => Some(plan.scope),
        Some(arn) => Arn::parse(arn.raw()).and_then(|there| {
            let of_account = |vault: &&&Vault| {
                Arn::parse(vault.arn.raw())
                    .is_some_and(|own| (own.account, own.region) == (there.account, there.region))
            };
            sources.vaults.iter().find(of_account).map(|vault| vault.scope)
        }),
    };
    let listed = scope.and_then(|scope| whole.list(scope, Listed::Vaults));
    let planned = whole.list(plan.scope, Listed::Plans);
    listed.zip(planned).is_some_and(|(vaults, plans)| vaults >= plans)
}

/// A vault's name, and its Region where that is another.
fn place(plan: &Plan, vault: &Text) -> String {
    let name = arn::vault_name(vault.as_str());
    match arn::region(vault.as_str()) {
        Some(region) if arn::region(plan.arn.as_str()) != Some(region) => format!("{name} {region}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{PlanDocument, Selection};
    use crate::domain::schedule::Schedules;
    use crate::domain::scope::ScopeId;
    use crate::domain::whole::Whole;

    const HERE: ScopeId = ScopeId(0);
    const THERE: ScopeId = ScopeId(1);
    const COPIES: &str = "arn:aws:backup:us-west-2:1:backup-vault:dr";

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "a rule may have none")]
    fn days(days: i64) -> Option<Lifecycle> {
        Some(Lifecycle { delete_after_days: Some(days), ..Lifecycle::default() })
    }

    fn rule(keep: Option<Lifecycle>) -> Rule {
        Rule {
            id: Some("r".into()),
            name: "nightly".into(),
            vault: "daily".into(),
            schedule: Some("cron(0 3 ? * * *)".into()),
            lifecycle: keep,
            ..Rule::default()
        }
    }

    fn plan(rules: Vec<Rule>) -> Plan {
        let document =
            PlanDocument { rules, selections: vec![Selection::default()], ..PlanDocument::default() };
        Plan {
            id: "p".into(),
            name: "prod".into(),
            arn: "arn:aws:backup:us-east-1:1:backup-plan:p".into(),
            document: Some(Box::new(document)),
            ..Plan::default()
        }
    }

    fn vault(scope: ScopeId, arn: &str, lock: Lock) -> Vault {
        Vault { scope, name: arn::vault_name(arn).into(), arn: arn.into(), lock, ..Vault::default() }
    }

    fn lock(min: Option<i64>, max: Option<i64>) -> Lock {
        Lock { mode: LockMode::Governance, min_days: min, max_days: max, date: None }
    }

    fn here(lock: Lock) -> Vault {
        vault(HERE, "arn:aws:backup:us-east-1:1:backup-vault:daily", lock)
    }

    /// What is said, when plans were listed a minute ago and vaults so many minutes ago.
    fn said_as_of(plan: &Plan, vaults: &[Vault], minutes: i64) -> Vec<String> {
        let mut schedules = Schedules::default();
        plan.document.iter().flat_map(|read| &read.rules).for_each(|rule| schedules.learn(rule));
        let (mut whole, ago) = (Whole::default(), |minutes| now() - SignedDuration::from_mins(minutes));
        whole.read(HERE, Listed::Plans, ago(1));
        for scope in [HERE, THERE] {
            whole.read(scope, Listed::Vaults, ago(minutes));
        }
        let sources = Sources {
            plans: vec![plan],
            vaults: vaults.iter().collect(),
            whole: Some(&whole),
            schedules: Some(&schedules),
            now: now(),
            ..Sources::default()
        };
        findings(&sources).into_iter().map(|one| one.alone).collect()
    }

    fn said(plan: &Plan, vaults: &[Vault]) -> Vec<String> {
        said_as_of(plan, vaults, 0)
    }

    #[test]
    fn a_rule_that_its_vaults_lock_refuses_is_told_before_it_runs() {
        let of = |keep, lock| said(&plan(vec![rule(keep)]), &[here(lock)]).pop();
        let fails = "the run of Nov 22 03:00 will fail";
        for (keep, lock, told) in [
            (
                days(7),
                lock(Some(30), None),
                Some("keeps for 7 d, the lock of vault daily asks for at least 30 d"),
            ),
            (
                days(99),
                lock(Some(30), Some(90)),
                Some("keeps for 99 d, the lock of vault daily asks for at most 90 d"),
            ),
            (
                None,
                lock(None, Some(90)),
                Some("keeps for ever, the lock of vault daily asks for at most 90 d"),
            ),
            (days(30), lock(Some(30), Some(90)), None),
            (None, lock(Some(30), None), None),
            (days(7), Lock::default(), None),
            (days(7), Lock { mode: LockMode::None, ..lock(Some(30), None) }, None),
        ] {
            let told = told.map(|told| format!("plan prod {told}: {fails}"));
            assert_eq!(of(keep, lock.clone()), told, "{keep:?} {lock:?}");
        }
    }

    #[test]
    fn the_vault_of_a_copy_is_judged_where_it_is_seen() {
        let copying = plan(vec![Rule { copies: vec![(COPIES.into(), days(7))], ..rule(days(35)) }]);
        let there = |lock| vault(THERE, COPIES, lock);
        assert_eq!(
            said(&copying, &[here(Lock::default()), there(lock(Some(30), None))]),
            [
                "plan prod keeps copies for 7 d, the lock of vault dr us-west-2 asks for at least 30 d: the copies of the run of Nov 22 03:00 will fail"
            ]
        );
        assert_eq!(said(&copying, &[here(Lock::default()), there(Lock::default())]), [""; 0]);
        assert_eq!(said(&copying, &[here(Lock::default())]), [""; 0], "nobody looks at that Region");
        let other = vault(THERE, "arn:aws:backup:us-west-2:1:backup-vault:other", Lock::default());
        assert_eq!(
            said(&copying, &[here(Lock::default()), other.clone()]),
            [
                "plan prod copies to vault dr us-west-2, which does not exist: the copies of the run of Nov 22 03:00 will fail"
            ]
        );
        assert_eq!(said_as_of(&copying, &[here(Lock::default()), other], 2), [""; 0], "it may be new");
    }

    #[test]
    fn a_vault_that_is_not_there_is_told_once_all_vaults_are_known() {
        let plan = plan(vec![rule(days(35))]);
        let words =
            "plan prod backs up into vault daily, which does not exist: the run of Nov 22 03:00 will fail";
        assert_eq!(said(&plan, &[]), [words]);
        assert_eq!(said_as_of(&plan, &[], 2), [""; 0], "vaults were listed before the plan");
        let elsewhere = vault(THERE, "arn:aws:backup:us-west-2:1:backup-vault:daily", Lock::default());
        assert_eq!(said(&plan, &[elsewhere]), [words], "another Region's is another vault");
    }

    #[test]
    fn what_will_not_run_does_not_fail() {
        type Change<T> = fn(&mut T);
        let rules = |plan: &mut Plan, change: Change<Rule>| {
            plan.document.iter_mut().flat_map(|read| &mut read.rules).for_each(change);
        };
        let cases: [(&str, Change<Plan>, Change<Rule>); 5] = [
            ("it was deleted", |plan| plan.deleted = Some(now()), |_| {}),
            ("it was not read", |plan| plan.document = None, |_| {}),
            ("it selects nothing", |plan| plan.document.as_mut().unwrap().selections.clear(), |_| {}),
            ("its only run is over", |_| {}, |rule| rule.schedule = Some("cron(0 3 1 1 ? 2020)".into())),
            (
                "an air-gapped vault takes the points",
                |_| {},
                |rule| {
                    rule.air_gapped_vault = Some("arn:aws:backup:us-east-1:1:backup-vault:gapped".into());
                },
            ),
        ];
        for (why, change, of_rules) in cases {
            let mut plan = plan(vec![rule(days(7))]);
            change(&mut plan);
            rules(&mut plan, of_rules);
            assert_eq!(said(&plan, &[here(lock(Some(30), None))]), [""; 0], "{why}");
        }
    }

    #[test]
    fn of_several_rules_the_next_one_to_fail_leads() {
        let weekly =
            Rule { name: "weekly".into(), schedule: Some("cron(0 2 ? * SUN *)".into()), ..rule(days(7)) };
        let fine = Rule { name: "monthly".into(), ..rule(days(60)) };
        assert_eq!(
            said(&plan(vec![rule(days(7)), weekly, fine]), &[here(lock(Some(30), None))]),
            [
                "plan prod rule weekly keeps for 7 d, the lock of vault daily asks for at least 30 d: the run of Nov 22 02:00 will fail (1 more of the plan)"
            ]
        );
    }
}
