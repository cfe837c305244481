use jiff::Timestamp;

use super::*;
use crate::domain::failure::FailureKind;
use crate::domain::policy::Policy;
use crate::domain::preflight::role::Seen;
use crate::domain::preflight::{Fact, VaultChoice};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::settings::GlobalSettings;
use crate::domain::vault::{Lock, LockMode, Vault, VaultKind};
use crate::wizards::form::{Form, Outcome};

const HERE: &str = "123456789012";
const THERE: &str = "210987654321";
const ROLE_ARN: &str = "arn:aws:iam::123456789012:role/backup";

fn now() -> Timestamp {
    "2026-11-21T02:14:00Z".parse().unwrap()
}

fn vault_arn(account: &str, region: &str, name: &str) -> String {
    format!("arn:aws:backup:{region}:{account}:backup-vault:{name}")
}

fn west() -> String {
    vault_arn(HERE, "us-west-2", "dr-vault")
}

fn source(id: &str) -> Source {
    let listed = RecoveryPoint {
        arn: format!("arn:aws:ec2:us-east-1::snapshot/{id}").into(),
        vault: Some("prod-daily".into()),
        resource: Some("arn:aws:ec2:us-east-1:123456789012:volume/vol-1".into()),
        resource_type: Some("EBS".into()),
        status: PointStatus::Completed,
        storage_class: Some("WARM".into()),
        created: Some("2026-11-11T02:00:00Z".parse().unwrap()),
        lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
        encrypted: Some(false),
        ..RecoveryPoint::default()
    };
    Source {
        scope: ScopeId(0),
        region: "us-east-1".into(),
        account: HERE.into(),
        vault: "prod-daily".into(),
        listed,
        label: "vol-1".into(),
        to: west(),
        role: ROLE_ARN.into(),
        because: "as its last copy did".into(),
        copying: None,
    }
}

/// Vaults that the console sees: two here, one in the west, one of another account.
fn known() -> Known {
    let vault = |scope: u16, account: &str, region: &str, name: &str| VaultChoice {
        scope: ScopeId(scope),
        name: name.into(),
        arn: vault_arn(account, region, name),
        kind: VaultKind::Standard,
        lock: Lock::default(),
        unusable: false,
    };
    Known {
        region: "us-east-1".into(),
        account: HERE.into(),
        vaults: vec![
            vault(0, HERE, "us-east-1", "prod-daily"),
            vault(0, HERE, "us-east-1", "weekly"),
            vault(1, HERE, "us-west-2", "dr-vault"),
            vault(2, THERE, "us-east-1", "bunker"),
        ],
        vaults_read: true,
        roles: [(ROLE_ARN.to_owned(), Seen::Worked)].into(),
        ..Known::default()
    }
}

fn form_of(sources: Vec<Source>) -> Form {
    Form::new(1, Box::new(Copy::new(sources, now()).unwrap()), known(), false, "token-1".into())
}

fn form() -> Form {
    form_of(vec![source("snap-1")])
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

/// Answers all that the form needs.
fn answer(form: &mut Form, lock: &Lock, policy: Option<&str>) {
    for (scope, need) in form.take_needs() {
        let fact = match &need {
            Need::Point { arn, .. } => {
                Fact::Point(Box::new(RecoveryPoint { arn: arn.clone(), ..source("x").listed }))
            }
            Need::Vault(name) => Fact::Vault(Box::new(Vault {
                scope,
                name: name.clone(),
                state: Some("AVAILABLE".into()),
                lock: lock.clone(),
                key_type: Some("CUSTOMER_MANAGED_KMS_KEY".into()),
                ..Vault::default()
            })),
            Need::VaultPolicy(_) => Fact::VaultPolicy(policy.map(|text| Policy::parse(text).unwrap())),
            Need::GlobalSettings => Fact::GlobalSettings(GlobalSettings {
                values: vec![("isCrossAccountBackupEnabled".into(), "true".into())],
            }),
            other => panic!("{other:?} is not needed for a copy"),
        };
        form.learn(scope, need, fact);
    }
}

fn requests(form: &Form) -> Vec<CopyRequest> {
    let request = |planned: Planned| match planned.write {
        Write::StartCopy(request) => request,
        other => panic!("{other:?}"),
    };
    form.plan().unwrap().into_iter().map(request).collect()
}

fn says(form: &Form, verdict: Verdict) -> Vec<String> {
    let found = form.checks().into_iter().filter(|check| check.verdict == verdict);
    found.map(|check| check.says).collect()
}

#[test]
fn a_copy_goes_where_the_last_one_went_and_is_kept_as_its_source() {
    let mut form = form();
    answer(&mut form, &Lock::default(), None);
    let checks = form.checks();
    assert!(checks.iter().all(|check| check.verdict == Verdict::Passed), "{checks:?}");
    let requests = requests(&form);
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(request.destination, west());
    assert_eq!((request.point.vault.as_str(), request.role.as_str()), ("prod-daily", ROLE_ARN));
    assert_eq!(request.lifecycle, Lifecycle::default(), "nothing asked for inherits");
    assert_eq!(press(&mut form, "enter enter enter enter"), Outcome::Send);
}

#[test]
fn facts_of_the_destination_are_asked_for_once_and_anew_for_another_one() {
    let mut form = form();
    let mut needs: Vec<_> = form.take_needs();
    needs.sort();
    let point = source("snap-1").need();
    assert_eq!(
        needs,
        [
            (ScopeId(0), point),
            (ScopeId(1), Need::Vault("dr-vault".into())),
            (ScopeId(1), Need::VaultPolicy("dr-vault".into())),
        ]
    );
    assert!(form.take_needs().is_empty());
    press(&mut form, "right");
    let needs = form.take_needs();
    assert!(needs.contains(&(ScopeId(2), Need::Vault("bunker".into()))), "{needs:?}");
    assert!(needs.contains(&(ScopeId(0), Need::GlobalSettings)), "another account: {needs:?}");
}

#[test]
fn a_typed_retention_is_held_against_the_destinations_lock() {
    let lock = Lock { mode: LockMode::Governance, min_days: Some(30), max_days: Some(60), date: None };
    for (keys, failed) in [("", false), ("7", true), ("4 5", false), ("9 0", true), ("x", true)] {
        let mut form = form();
        answer(&mut form, &lock, None);
        press(&mut form, "tab");
        if !keys.is_empty() {
            press(&mut form, keys);
        }
        let found = says(&form, Verdict::Failed);
        assert_eq!(!found.is_empty(), failed, "{keys}: {found:?}");
    }
}

#[test]
fn retention_counts_from_the_points_creation() {
    let mut form = form();
    answer(&mut form, &Lock::default(), None);
    press(&mut form, "tab 9");
    assert_eq!(
        says(&form, Verdict::Failed),
        ["9 d from its creation are over: the copy would be deleted at once"]
    );
    press(&mut form, "0");
    assert!(says(&form, Verdict::Failed).is_empty());
    let field = form.fields()[1].clone();
    assert_eq!(form.note(&field), "days from its creation, until 2027-02-09 02:00 UTC");
    assert_eq!(requests(&form)[0].lifecycle.delete_after_days, Some(90));
}

#[test]
fn another_account_needs_a_policy_that_lets_it_in() {
    let open = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "backup:CopyIntoBackupVault", "Resource": "*"}}"#;
    for (policy, failed) in [(None, true), (Some(open), false)] {
        let bunker = Source { to: vault_arn(THERE, "us-east-1", "bunker"), ..source("snap-1") };
        let mut form = form_of(vec![bunker]);
        answer(&mut form, &Lock::default(), policy);
        let found = says(&form, Verdict::Failed);
        assert_eq!(!found.is_empty(), failed, "{found:?}");
        let sent = press(&mut form, "tab tab tab enter");
        assert_eq!(sent, if failed { Outcome::Stay } else { Outcome::Send });
    }
}

#[test]
fn what_no_login_reads_is_not_told_and_does_not_block() {
    let far = vault_arn("333333333333", "eu-west-1", "dr");
    let mut form = form_of(vec![Source { to: far.clone(), ..source("snap-1") }]);
    answer(&mut form, &Lock::default(), None);
    let unknown = says(&form, Verdict::Unknown);
    assert!(
        unknown.iter().any(|says| says.ends_with("no login here reads 333333333333 in eu-west-1")),
        "{unknown:?}"
    );
    assert!(says(&form, Verdict::Failed).is_empty());
    assert_eq!(requests(&form)[0].destination, far);
    let missing = vault_arn(HERE, "us-west-2", "nowhere");
    let form = form_of(vec![Source { to: missing, ..source("snap-1") }]);
    assert_eq!(says(&form, Verdict::Failed), ["there is no vault nowhere in us-west-2"]);
}

#[test]
fn a_denied_fact_names_its_action_and_does_not_block() {
    let mut form = form();
    for (scope, need) in form.take_needs() {
        let mut failure = Failure::new(FailureKind::AccessDenied, need.operation(), "no");
        failure.action = Some(format!("backup:{}", need.operation()).into());
        form.miss(scope, need, &failure);
    }
    let unknown = says(&form, Verdict::Unknown).join("\n");
    for action in ["backup:DescribeBackupVault", "backup:GetBackupVaultAccessPolicy"] {
        assert!(unknown.contains(&format!("lacks {action}")), "{unknown}");
    }
    assert_eq!(press(&mut form, "tab tab tab enter"), Outcome::Send);
}

#[test]
fn of_many_those_that_cannot_be_copied_are_left_out() {
    let mut cold = source("snap-2");
    cold.listed.storage_class = Some("COLD".into());
    let sources = vec![source("snap-1"), cold.clone(), source("snap-3")];
    let form = form_of(sources);
    assert_eq!(
        says(&form, Verdict::Warning),
        ["left out: vol-1: it is in cold storage: AWS does not copy it from there"]
    );
    let requests = requests(&form);
    let points: Vec<_> =
        requests.iter().map(|request| request.point.point.rsplit('/').next().unwrap()).collect();
    assert_eq!(points, ["snap-1", "snap-3"]);
    let tokens: Vec<_> = requests.iter().map(|request| request.token.as_str()).collect();
    assert_eq!(tokens, ["token-1", "token-1-1"]);
    let form = form_of(vec![cold]);
    assert_eq!(says(&form, Verdict::Failed), ["it is in cold storage: AWS does not copy it from there"]);
}

#[test]
fn a_refusal_marks_the_field_that_it_is_about() {
    for (message, field) in [
        (
            "1 validation error: Value 'x' at 'destinationBackupVaultArn' failed to satisfy constraint: y",
            Some(TO),
        ),
        ("The role cannot be assumed by AWS Backup", Some(ROLE)),
        ("Invalid lifecycle", Some(KEEP)),
        ("something else", None),
    ] {
        let failure = Failure::new(FailureKind::Invalid, "StartCopyJob", message);
        let found =
            Copy::new(vec![source("snap-1")], now()).unwrap().field_of(&failure, Lines(&[]), &known());
        assert_eq!(found.as_deref(), field, "{message}");
    }
}
