//! Wrong names in a scenario: the program says which right one is nearest.

use vaultdeck::simulator::{Clock, Options, Scenario, Simulator};

use crate::support::start;

async fn refused(text: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let head = "account = \"123456789012\"\nregion = \"us-east-1\"\n";
    std::io::Write::write_all(&mut file, format!("{head}{text}").as_bytes()).unwrap();
    let scenario = Scenario::File(file.path().into());
    let clock = Clock::manual(start());
    Simulator::start(Options { scenario, clock, ..Options::default() }).await.unwrap_err().to_string()
}

fn resource(kind: &str, more: &str) -> String {
    format!("[[resources]]\ntype = \"{kind}\"\nname = \"thing\"\nsize = \"1 GiB\"\n{more}\n")
}

#[tokio::test]
async fn a_wrong_variant_type_or_message_suggests_the_nearest_name() {
    let fate = |message: &str| format!("fate = {{ state = \"failed\", message = \"{message}\" }}");
    for (text, words) in [
        (
            resource("FSx", "variant = \"open-zfs\""),
            "variant of the type named open-zfs; did you mean openzfs?",
        ),
        (
            resource("RDS", "variant = \"multi-az\""),
            "variant of the type named multi-az; did you mean multi-az-cluster?",
        ),
        (resource("Fsx", ""), "resource type named Fsx; did you mean FSx?"),
        (
            resource("EBS", &fate("kms-key-disable")),
            "message named kms-key-disable; did you mean kms-key-disabled?",
        ),
        // The nearest of this kind of job, not of any.
        (
            resource("EBS", &fate("too-many-copies")).replace("fate", "restore_fate"),
            "resource thing: there is no message named too-many-copies; did you mean",
        ),
    ] {
        let said = refused(&text).await;
        assert!(said.contains(words), "{said}");
    }
    let said = refused(&resource("EBS", "variant = \"ontap\"")).await;
    assert!(said.ends_with("there is no variant of the type named ontap"), "EBS has none to suggest: {said}");
    let said = refused(&resource("EBS", &fate("too-many-copies"))).await;
    assert!(!said.ends_with("did you mean too-many-copies?"), "a copy's message is none of a backup: {said}");
}
