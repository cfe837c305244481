//! Files that are written from what the code knows. `VAULTDECK_BLESS=1 cargo test --test generated` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vaultdeck::app::action::{ACTIONS, Danger, Group, Spec};
use vaultdeck::config;
use vaultdeck::domain::alert::Alert;
use vaultdeck::domain::iam::{Access, PERMISSIONS, Permission};
use vaultdeck::domain::job::Job;
use vaultdeck::domain::plan::Plan;
use vaultdeck::domain::recovery_point::RecoveryPoint;
use vaultdeck::domain::resource::Resource;
use vaultdeck::domain::vault::Vault;
use vaultdeck::list::Row;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// A word that begins so names a file of the repository.
const FOLDERS: [&str; 5] = ["src/", "tests/", "assets/", "docs/", "benches/"];
const NOTE: &str = "<!-- Written by tests/generated.rs. Change the code, then: VAULTDECK_BLESS=1 cargo test --test generated -->";

/// Fails when a file of the repository is not what it should be; when blessed, writes it instead.
fn hold(file: &str, expected: &str) {
    let path = Path::new(ROOT).join(file);
    if std::env::var_os("VAULTDECK_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let differs = found.lines().zip(expected.lines()).position(|(found, expected)| found != expected);
    let line = differs.unwrap_or_else(|| found.lines().count().min(expected.lines().count())) + 1;
    assert!(
        found == expected,
        "{file} is out of date from line {line}: VAULTDECK_BLESS=1 cargo test --test generated"
    );
}

#[test]
fn the_example_configuration_is_current() {
    hold("config.example.toml", &config::example().unwrap());
}

#[test]
fn the_table_of_faults_is_current() {
    const BEGIN: &str = "<!-- faults: written by tests/generated.rs -->\n";
    const END: &str = "<!-- end -->";
    let page = fs::read_to_string(Path::new(ROOT).join("docs/simulator.md")).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    hold("docs/simulator.md", &format!("{before}{BEGIN}{}{END}{after}", vaultdeck::simulator::fault_table()));
}

#[test]
fn the_page_of_keys_is_current() {
    let mut page = format!(
        "{NOTE}

# Keys

The same letter does the same thing everywhere. `?` shows the keys that work where you are, `:` finds any of these by
name. The second column is the name for `[keys]` in the configuration:

```toml
[keys]
quit = [\"q\", \"ctrl-q\"]
```

A key that is given to two actions is refused, and both are named.
"
    );
    for group in Group::ALL {
        write!(page, "\n## {}\n\n| Keys | Name | What it does |\n|---|---|---|\n", group.title()).unwrap();
        for spec in ACTIONS.iter().filter(|spec| spec.group == group) {
            writeln!(page, "| {} | `{}` | {} |", keys(spec), spec.name, sentence(spec)).unwrap();
        }
    }
    page.push_str(
        "
## The filter line

`/` opens it, `enter` keeps it, `esc` puts back what was there. Case does not matter, and all terms must hold.

| Term | Keeps rows that |
|---|---|
| `orders` | have it in any column that can be searched |
| `vault:daily` | have it in the column of that name |
| `!copy` | do not have it |
| `!type:s3` | do not have it in that column |
| `\"key is disabled\"` | have these words, blanks and all; also after `!` and `field:` |

A word before `:` that names no column of the list is looked for as it stands, so an ARN can be pasted. The columns:

| List | Columns that can be searched |
|---|---|
",
    );
    let lists = [
        ("Alerts", fields::<Alert>()),
        ("Jobs", fields::<Job>()),
        ("Vaults", fields::<Vault>()),
        ("Plans", fields::<Plan>()),
        ("Recovery points", fields::<RecoveryPoint>()),
        ("Protected resources", fields::<Resource>()),
    ];
    for (list, fields) in lists {
        writeln!(page, "| {list} | {fields} |").unwrap();
    }
    hold("docs/keys.md", &page);
}

fn fields<R: Row>() -> String {
    let searched = R::columns().iter().filter(|column| column.search.is_some());
    let names: Vec<String> = searched.map(|column| format!("`{}`", column.name)).collect();
    names.join(" ")
}

fn keys(spec: &Spec) -> String {
    let keys: Vec<String> = spec.keys.iter().map(|key| format!("`{key}`")).collect();
    keys.join(" ")
}

fn sentence(spec: &Spec) -> String {
    match spec.danger {
        Danger::None => spec.sentence.to_owned(),
        Danger::Safe => format!("{}. Asks first; refused with `--read-only`", spec.sentence),
        Danger::Costly => format!("{}. Asks first, on Cancel; refused with `--read-only`", spec.sentence),
        Danger::Destructive => format!("{}. Wants a word typed; refused with `--read-only`", spec.sentence),
    }
}

/// Each operation that changes something: its action in the registry, how the purposes of its checks begin, and whether it
/// has an idempotency token (AWS Backup API, request members).
const WRITES: [(&str, &str, &str, bool); 11] = [
    ("StartBackupJob", "back-up", "the check before a backup", true),
    ("StartCopyJob", "copy", "the check before a copy", true),
    ("StartRestoreJob", "restore", "the check before a restore", true),
    ("StopBackupJob", "stop", "the check before a stop", false),
    ("UpdateRecoveryPointLifecycle", "keep", "the check before a change of retention", false),
    ("DeleteRecoveryPoint", "delete", "the check before a deletion", false),
    ("DisassociateRecoveryPoint", "disassociate", "the check before a disassociation", false),
    ("TagResource", "tags", "the check before tags", false),
    ("UntagResource", "tags", "the check before tags", false),
    ("PutBackupVaultNotifications", "notifications", "the check before notifications", false),
    ("DeleteBackupVaultNotifications", "notifications", "the check before notifications", false),
];

#[test]
fn the_facts_on_the_page_of_actions_are_current() {
    let mut page = fs::read_to_string(Path::new(ROOT).join("docs/actions.md")).unwrap();
    for (operation, action, checks, token) in WRITES {
        let begin = format!("<!-- facts: {operation} -->\n");
        let (before, rest) = page.split_once(&begin).unwrap_or_else(|| panic!("{operation} has no section"));
        let (_, after) = rest.split_once("<!-- end -->").unwrap();
        page = format!("{before}{begin}{}<!-- end -->{after}", facts(operation, action, checks, token));
    }
    hold("docs/actions.md", &page);
}

fn facts(operation: &str, action: &str, checks: &str, token: bool) -> String {
    let actions = |fits: &dyn Fn(&Permission) -> bool| {
        let fitting = PERMISSIONS.iter().filter(|permission| fits(permission));
        let actions: Vec<String> = fitting.map(|permission| format!("`{}`", permission.action)).collect();
        actions.join(" ")
    };
    let mut table = "| | |\n|---|---|\n".to_owned();
    let spec = ACTIONS.iter().find(|spec| spec.name == action);
    if spec.is_none() {
        table.push_str("| Key | none: the console does not do it yet |\n");
    }
    if let Some(spec) = spec {
        let confirmed = match spec.danger {
            Danger::None => "not at all",
            Danger::Safe => "by its button",
            Danger::Costly => "by its button, with the focus on Cancel",
            Danger::Destructive => "by a word to be typed, and its button",
        };
        writeln!(table, "| Key | {}, `{}` |\n| Confirmed | {confirmed} |", keys(spec), spec.name).unwrap();
    }
    let again = if token { "with an idempotency token" } else { "without a token" };
    writeln!(table, "| Calls | `{operation}`, {again} |").unwrap();
    let needed = actions(&|permission| permission.operation == operation);
    let read = actions(&|permission| permission.purpose.starts_with(checks));
    for (what, actions) in [("Needs", needed), ("Its checks read with", read)] {
        if !actions.is_empty() {
            writeln!(table, "| {what} | {actions} |").unwrap();
        }
    }
    table
}

#[test]
fn every_write_that_the_console_may_send_has_its_facts() {
    let writes = ["Start", "Stop", "Update", "Delete", "Disassociate", "Tag", "Untag", "Put"];
    let is_write = |operation: &&str| writes.iter().any(|verb| operation.starts_with(verb));
    for operation in PERMISSIONS.iter().map(|permission| permission.operation).filter(is_write) {
        assert!(WRITES.iter().any(|(known, ..)| *known == operation), "{operation} is on no page");
    }
}

#[test]
fn the_page_of_iam_policies_is_current() {
    let reading = policy(&[json!({
        "Effect": "Allow", "Action": actions(Access::Read), "Resource": "*",
    })]);
    let (passing, rest): (Vec<_>, Vec<_>) =
        actions(Access::Operate).into_iter().partition(|action| *action == "iam:PassRole");
    let operating = policy(&[
        json!({ "Effect": "Allow", "Action": rest, "Resource": "*" }),
        json!({
            "Effect": "Allow", "Action": passing, "Resource": "*",
            "Condition": { "StringEquals": { "iam:PassedToService": "backup.amazonaws.com" } },
        }),
    ]);
    let mut page = format!(
        "{NOTE}

# IAM

What vaultdeck asks of the identity it runs as. A missing permission does not stop it: the pane that needs it names the
action, the others go on.

## To look

```json
{reading}
```

With it, run `vaultdeck --read-only`: writes are then refused before anything is sent.

## To start backups

Attach this as well.

```json
{operating}
```

Narrow it where you can: `backup:StartBackupJob` to the ARNs of the vaults, `iam:PassRole` to the ARN of the role, by default
`arn:aws:iam::ACCOUNT:role/service-role/AWSBackupDefaultServiceRole`. The role needs AWS Backup's own policies
(`AWSBackupServiceRolePolicyForBackup`, for S3 also `AWSBackupServiceRolePolicyForS3Backup`). A vault's access policy can refuse
what these allow.

## Which call needs what

| Operation | Action | For |
|---|---|---|
"
    );
    for Permission { operation, action, purpose, .. } in PERMISSIONS {
        writeln!(page, "| {operation} | `{action}` | {purpose} |").unwrap();
    }
    hold("docs/iam.md", &page);
}

/// Each once, in the order of the table: the same role is passed for several writes.
fn actions(access: Access) -> Vec<&'static str> {
    let mut actions = Vec::new();
    for permission in PERMISSIONS.iter().filter(|permission| permission.access == access) {
        if !actions.contains(&permission.action) {
            actions.push(permission.action);
        }
    }
    actions
}

fn policy(statements: &[Value]) -> String {
    serde_json::to_string_pretty(&json!({ "Version": "2012-10-17", "Statement": statements })).unwrap()
}

#[test]
fn every_call_to_aws_has_its_permission_and_every_permission_a_call() {
    let mut called = BTreeSet::new();
    for file in rust_files(&Path::new(ROOT).join("src/aws/calls")) {
        let text = fs::read_to_string(file).unwrap();
        called.extend(text.split('"').filter(|word| is_operation(word)).map(str::to_owned));
    }
    let permitted: BTreeSet<String> =
        PERMISSIONS.iter().map(|permission| permission.operation.to_owned()).collect();
    assert_eq!(called, permitted);
}

/// An API operation's name in quotes, by which every call names itself for the log.
fn is_operation(word: &str) -> bool {
    const VERBS: [&str; 12] = [
        "List",
        "Get",
        "Describe",
        "Decode",
        "Start",
        "Stop",
        "Update",
        "Delete",
        "Disassociate",
        "Tag",
        "Untag",
        "Put",
    ];
    let verb = VERBS.iter().any(|verb| word.starts_with(verb));
    verb && word.chars().all(char::is_alphanumeric)
}

#[test]
fn every_file_that_the_pages_name_is_there() {
    let mut named = BTreeSet::new();
    for page in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"] {
        let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
        let in_path = |c: char| c.is_alphanumeric() || "/._-*".contains(c);
        let words = text.split(|c| !in_path(c)).map(|word| word.trim_end_matches('.'));
        let paths = words.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)));
        named.extend(paths.filter(|path| !path.contains('*')).map(str::to_owned));
    }
    assert!(!named.is_empty());
    let missing = named.into_iter().filter(|path| !Path::new(ROOT).join(path).exists());
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0]);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}
