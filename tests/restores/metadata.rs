//! What AWS tells of how a point can be restored.

use vaultdeck::domain::failure::FailureKind;
use vaultdeck::simulator::Fault;
use vaultdeck::text::Text;

use super::Lab;

#[tokio::test]
async fn null_values_are_told_and_spoil_nothing() {
    let lab = Lab::new().await;
    let point = lab.point("ledger-data", false).await;
    let metadata = lab.metadata(&point).await.unwrap();
    assert_eq!(metadata.resource_type, Some(Text::new("EBS")));
    let value =
        |key: &str| metadata.given.iter().find(|(name, _)| name.as_str() == key).map(|(_, value)| value);
    assert_eq!(value("availabilityZone"), Some(&None), "{metadata:?}");
    assert_eq!(value("volumeId"), Some(&Some(Text::new("vol-0123456789abcdef0"))));
    assert!(
        metadata.gaps.is_empty()
            && metadata.inferred.iter().any(|(key, _)| key.as_str() == "availabilityZone")
    );

    let point = lab.point("build-1", false).await;
    let metadata = lab.metadata(&point).await.unwrap();
    let nulls = metadata.given.iter().filter(|(_, value)| value.is_none()).count();
    assert!(nulls >= 5 && metadata.given.len() > nulls + 5, "{metadata:?}");
}

#[tokio::test]
async fn a_point_without_nulls_comes_as_it_is() {
    let lab = Lab::new().await;
    let point = lab.point("orders-db", false).await;
    let metadata = lab.metadata(&point).await.unwrap();
    assert!(metadata.given.iter().all(|(_, value)| value.is_some()), "{metadata:?}");
    assert!(metadata.given.iter().any(|(key, _)| key.as_str().starts_with("InformationalOnly:")));
}

#[tokio::test]
async fn a_type_that_cannot_be_tested_has_nothing_inferred_and_no_gap() {
    let lab = Lab::new().await;
    let point = lab.point("erp", false).await;
    let metadata = lab.metadata(&point).await.unwrap();
    assert!(
        metadata.inferred.is_empty() && metadata.gaps.is_empty() && !metadata.given.is_empty(),
        "{metadata:?}"
    );
}

#[tokio::test]
async fn one_read_that_is_not_allowed_leaves_the_other_and_names_the_action() {
    let lab = Lab::new().await;
    let point = lab.point("ledger-data", false).await;
    lab.simulator.faults().set("GetRecoveryPointRestoreMetadata", Fault::Deny);
    let metadata = lab.metadata(&point).await.unwrap();
    assert!(metadata.given.is_empty() && !metadata.inferred.is_empty());
    assert_eq!(metadata.gaps[0].action, Some(Text::new("backup:GetRecoveryPointRestoreMetadata")));

    lab.simulator.faults().set("GetRestoreTestingInferredMetadata", Fault::Deny);
    assert_eq!(lab.metadata(&point).await.unwrap_err().kind, FailureKind::AccessDenied);
    lab.simulator.faults().clear();
    lab.simulator.faults().set("GetRestoreTestingInferredMetadata", Fault::Deny);
    let metadata = lab.metadata(&point).await.unwrap();
    assert!(!metadata.given.is_empty() && metadata.gaps.len() == 1);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_stays_a_failure() {
    let lab = Lab::new().await;
    let point = lab.point("ledger-data", false).await;
    lab.simulator.faults().set("GetRecoveryPointRestoreMetadata", Fault::DropAfter);
    assert_eq!(lab.metadata(&point).await.unwrap_err().kind, FailureKind::Unreachable);
}
