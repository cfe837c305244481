"""Realistic values for input members: by path where one operation wants its own, else by member name, else by shape.

Each is a function of the estate and of the members of the same structure that are already made.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

from . import estate as at
from .estate import Estate

Value = Callable[[Estate, dict[str, Any]], Any]
NEEDED = {
    "PutBackupVaultAccessPolicy.Policy",
    "StartRestoreJob.IamRoleArn",
    "UpdateRecoveryPointIndexSettings.IamRoleArn",
}
"""Members that the model calls optional and the service does not; minimal inputs have them too."""
LEFT_OUT = object()
"""Returned for a member that a full input must not have, because it excludes another or is tested elsewhere."""

DAY = datetime.timedelta(days=1)


def by_path(path: str, full: bool) -> Value | None:
    """The value of exactly this member; a path that starts with `full ` holds for full inputs only."""
    return (full and FULL_PATHS.get(path)) or PATHS.get(path)


def by_member(name: str) -> Value | None:
    """The value of every member of this name."""
    return MEMBERS.get(name)


def by_shape(name: str) -> Value | None:
    """The value of every member of this shape."""
    return SHAPES.get(name)


def fixed(value: Any) -> Value:
    """Always this."""
    return lambda _e, _made: value


def left_out(_reason: str) -> Value:
    """A member that no input has."""
    return lambda _e, _made: LEFT_OUT


SHAPES: dict[str, Value] = {
    "ARN": lambda e, _: e.resource,
    "IAMRoleArn": fixed(at.ROLE),
    "Tags": fixed({"team": "platform", "cost centre": "4711"}),
    "stringMap": fixed({"team": "platform", "cost centre": "4711"}),
    "SensitiveStringMap": fixed({"team": "platform", "cost centre": "4711"}),
    "TagMap": fixed({"team": "platform", "cost centre": "4711"}),
    "Lifecycle": fixed({"DeleteAfterDays": 35}),
    "AccessPointArn": fixed(f"arn:aws:backup:{at.REGION}:{at.ACCOUNT}:accesspoint/no-such-point"),
}

MEMBERS: dict[str, Value] = {
    "NextToken": left_out("tokens are tested by walking pages"),
    "CreatorRequestId": lambda e, _: e.name("request"),
    "IdempotencyToken": lambda e, _: e.name("token"),
    "MaxResults": fixed(5),
    "BackupVaultName": fixed(at.VAULT),
    "ByBackupVaultName": fixed(at.VAULT),
    "BackupVaultAccountId": fixed(at.ACCOUNT),
    "AccountId": fixed(at.ACCOUNT),
    "ByAccountId": fixed(at.ACCOUNT),
    "RecoveryPointArn": lambda e, _: e.point,
    "ByRecoveryPointArn": lambda e, _: e.point,
    "BySourceRecoveryPointArn": lambda e, _: e.point,
    "ByResourceArn": lambda e, _: e.resource,
    "ResourceArn": lambda e, _: e.resource,
    "ByResourceType": fixed("EBS"),
    "ResourceType": fixed("EBS"),
    "MessageCategory": fixed("SUCCESS"),
    "ByMessageCategory": fixed("SUCCESS"),
    "State": fixed("COMPLETED"),
    "ByState": fixed("COMPLETED"),
    "ByStatus": fixed("COMPLETED"),
    "ByCreatedAfter": lambda e, _: e.now() - 20 * DAY,
    "ByCreatedBefore": lambda e, _: e.now() + DAY,
    "ByCompleteAfter": lambda e, _: e.now() - 20 * DAY,
    "ByCompleteBefore": lambda e, _: e.now() + DAY,
    "ByCreationAfter": lambda e, _: e.now() - 20 * DAY,
    "ByCreationBefore": lambda e, _: e.now() + DAY,
    "ByRecoveryPointCreationDateAfter": lambda e, _: e.now() - 20 * DAY,
    "ByRecoveryPointCreationDateBefore": lambda e, _: e.now() + DAY,
    "ByBackupPlanId": lambda e, _: e.plan,
    "ByDestinationVaultArn": fixed(at.COPY_VAULT_ARN),
    "BackupPlanId": lambda e, _: e.plan,
    "SelectionId": lambda e, _: e.selection,
    "BackupPlanTemplateId": lambda e, _: e.template,
    "BackupJobId": lambda e, _: e.backup_job,
    "CopyJobId": lambda e, _: e.copy_job,
    "RestoreJobId": lambda e, _: e.restore_job,
    "ReportJobId": lambda e, _: e.report_job,
    "LegalHoldId": lambda e, _: e.hold,
    "FrameworkName": lambda e, _: e.framework,
    "ReportPlanName": lambda e, _: e.report_plan,
    "ByReportPlanName": lambda e, _: e.report_plan,
    "RestoreTestingPlanName": lambda e, _: e.testing_plan,
    "RestoreTestingSelectionName": lambda e, _: e.testing_selection,
    "TieringConfigurationName": lambda e, _: e.tiering,
    "SNSTopicArn": fixed(at.TOPIC),
    "EncryptionKeyArn": fixed(at.KEY),
    "IamRoleArn": fixed(at.ROLE),
    "ScannerRoleArn": fixed(at.ROLE),
    "MalwareScanner": fixed("GUARDDUTY"),
    "RequesterComment": fixed("for the drill of today"),
    "ScheduleExpression": fixed("cron(0 5 ? * * *)"),
    "ScheduleExpressionTimezone": fixed("Europe/Berlin"),
    "StartWindowMinutes": fixed(120),
    "CompletionWindowMinutes": fixed(600),
    "CompleteWindowMinutes": fixed(600),
    "MinRetentionDays": fixed(7),
    "MaxRetentionDays": fixed(90),
    "Policy": lambda _e, _: at.policy(),
    "MpaApprovalTeamArn": fixed(f"arn:aws:mpa:{at.REGION}:{at.ACCOUNT}:approval-team/backup"),
}


COLD = {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 365, "OptInToArchiveForSupportedResources": True}
"""A lifecycle with the three members that go together."""


def controls() -> list[dict[str, Any]]:
    """Controls of a framework that together have everything that a control can have."""
    return [
        {
            "ControlName": "BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK",
            "ControlInputParameters": [{"ParameterName": "requiredRetentionDays", "ParameterValue": "35"}],
        },
        {
            "ControlName": "BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN",
            "ControlScope": {"ComplianceResourceTypes": ["EBS", "RDS"], "Tags": {"team": "platform"}},
        },
        {
            "ControlName": "BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED",
            "ControlScope": {"ComplianceResourceIds": ["daily"]},
        },
    ]


def rule(name: str, full: bool) -> dict[str, Any]:
    """A rule of a plan."""
    made: dict[str, Any] = {"RuleName": name, "TargetBackupVaultName": at.VAULT}
    if full:
        made |= {
            "TargetLogicallyAirGappedBackupVaultArn": f"arn:aws:backup:{at.REGION}:{at.ACCOUNT}:backup-vault:{at.AIR_GAPPED}",
            "ScheduleExpression": "cron(0 5 ? * * *)",
            "StartWindowMinutes": 60,
            "CompletionWindowMinutes": 600,
            "Lifecycle": {"DeleteAfterDays": 35},
            "RecoveryPointTags": {"origin": "plan", "tier": "gold"},
            "CopyActions": [{"Lifecycle": COLD, "DestinationBackupVaultArn": at.COPY_VAULT_ARN}],
            "EnableContinuousBackup": False,
            "ScheduleExpressionTimezone": "Europe/Berlin",
            "IndexActions": [{"ResourceTypes": ["EBS"]}],
            "ScanActions": [{"MalwareScanner": "GUARDDUTY", "ScanMode": "INCREMENTAL_SCAN"}],
        }
    return made


def plan(name: str, full: bool) -> dict[str, Any]:
    """A backup plan; the full one has the two rules that together name every member."""
    made: dict[str, Any] = {"BackupPlanName": name, "Rules": [rule("daily", full)]}
    if full:
        made["Rules"].append(rule("monthly", False) | {"Lifecycle": COLD, "ScheduleExpression": "cron(0 4 1 * ? *)"})
        made["AdvancedBackupSettings"] = [{"ResourceType": "EC2", "BackupOptions": {"WindowsVSS": "enabled"}}]
        made["ScanSettings"] = [{"MalwareScanner": "GUARDDUTY", "ResourceTypes": ["EBS"], "ScannerRoleArn": at.ROLE}]
    return made


def testing_selection() -> dict[str, Any]:
    """Which points restore tests take."""
    return {
        "Algorithm": "RANDOM_WITHIN_WINDOW",
        "IncludeVaults": [at.VAULT_ARN],
        "ExcludeVaults": [f"arn:aws:backup:{at.REGION}:{at.ACCOUNT}:backup-vault:{at.AIR_GAPPED}"],
        "RecoveryPointTypes": ["SNAPSHOT", "CONTINUOUS"],
        "SelectionWindowDays": 30,
    }


def tests(name: str | None, full: bool) -> dict[str, Any]:
    """A selection of a restore testing plan, for create (with a name) or update."""
    made: dict[str, Any] = {"IamRoleArn": at.ROLE, "ProtectedResourceArns": ["*"]}
    if name:
        made |= {"RestoreTestingSelectionName": name, "ProtectedResourceType": "EBS"}
    if full:
        conditions = [{"Key": "aws:ResourceTag/backup", "Value": "hourly"}, {"Key": "aws:ResourceTag/tier", "Value": "gold"}]
        made |= {
            "ProtectedResourceConditions": {"StringEquals": conditions[:1], "StringNotEquals": conditions[1:]},
            "RestoreMetadataOverrides": {"availabilityZone": "us-east-1a"},
            "ValidationWindowHours": 4,
        }
    return made


def tiering(vault: str, name: str | None) -> dict[str, Any]:
    """A tiering configuration, for create (with a name) or update."""
    selection = {"Resources": ["*"], "TieringDownSettingsInDays": 90, "ResourceType": "S3"}
    made: dict[str, Any] = {"BackupVaultName": vault, "ResourceSelection": [selection]}
    return made | {"TieringConfigurationName": name} if name else made


def selection(name: str, full: bool) -> dict[str, Any]:
    """A selection of a backup plan."""
    made: dict[str, Any] = {"SelectionName": name, "IamRoleArn": at.ROLE}
    if not full:
        return made | {"Resources": [at.TABLE]}
    condition = {"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "hourly"}
    second = condition | {"ConditionValue": "daily"}

    def parameter(value: str) -> list[dict[str, str]]:
        return [{"ConditionKey": "aws:ResourceTag/team", "ConditionValue": value}]

    return made | {
        "Resources": [at.TABLE, "arn:aws:s3:::media-*"],
        "NotResources": ["arn:aws:s3:::media-old", "arn:aws:s3:::media-older"],
        "ListOfTags": [condition, second],
        "Conditions": {
            "StringEquals": parameter("platform"),
            "StringNotEquals": parameter("sales"),
            "StringLike": parameter("plat*"),
            "StringNotLike": parameter("sal*"),
        },
    }


def plan_json() -> str:
    """A plan as a JSON template."""
    return json.dumps(plan("from-json", True))


REPORT = {"ReportTemplate": "BACKUP_JOB_REPORT"}
COMPLIANCE = {"ReportTemplate": "RESOURCE_COMPLIANCE_REPORT"}
CHANNEL = {"S3BucketName": "reports-bucket", "S3KeyPrefix": "backup", "Formats": ["CSV", "JSON"]}


def compliance(e: Estate) -> dict[str, Any]:
    """A report setting with every member."""
    return COMPLIANCE | {
        "FrameworkArns": [e.framework_arn],
        "NumberOfFrameworks": 1,
        "Accounts": [at.ACCOUNT],
        "OrganizationUnits": ["ou-abcd-12345678"],
        "Regions": ["us-east-1", "us-west-2"],
    }


PATHS: dict[str, Value] = {
    # Things that are used up, or that must not exist yet.
    "CreateBackupVault.BackupVaultName": lambda e, _: e.name("vault"),
    "CreateLogicallyAirGappedBackupVault.BackupVaultName": lambda e, _: e.name("sealed"),
    "DeleteBackupVault.BackupVaultName": lambda e, _: e.fresh_vault(),
    "PutBackupVaultLockConfiguration.BackupVaultName": lambda e, _: e.fresh_vault(),
    "PutBackupVaultLockConfiguration.ChangeableForDays": fixed(3),
    "DeleteBackupVaultLockConfiguration.BackupVaultName": lambda e, _: locked(e),
    "DeleteBackupVaultAccessPolicy.BackupVaultName": lambda e, _: with_policy(e),
    "DeleteBackupVaultNotifications.BackupVaultName": lambda e, _: with_notifications(e),
    "PutBackupVaultAccessPolicy.BackupVaultName": lambda e, _: e.fresh_vault(),
    "PutBackupVaultNotifications.BackupVaultName": lambda e, _: e.fresh_vault(),
    "DeleteRecoveryPoint.RecoveryPointArn": lambda e, _: e.fresh_point(),
    "DisassociateRecoveryPoint.RecoveryPointArn": lambda e, _: e.fresh_point("continuous"),
    "DisassociateRecoveryPointFromParent.RecoveryPointArn": lambda e, _: e.fresh_point("child"),
    "UpdateRecoveryPointLifecycle.RecoveryPointArn": lambda e, _: e.fresh_point("DynamoDB"),
    "UpdateRecoveryPointLifecycle.Lifecycle": fixed({"DeleteAfterDays": 60}),
    "DeleteBackupPlan.BackupPlanId": lambda e, _: e.fresh_plan(),
    "UpdateBackupPlan.BackupPlanId": lambda e, _: e.fresh_plan(),
    "DeleteBackupSelection.SelectionId": lambda e, made: e.fresh_selection(made["BackupPlanId"]),
    "StopBackupJob.BackupJobId": lambda e, _: e.fresh_backup(),
    "CancelLegalHold.LegalHoldId": lambda e, _: e.fresh_hold(),
    "DeleteFramework.FrameworkName": lambda e, _: e.fresh_framework(),
    "UpdateFramework.FrameworkName": lambda e, _: e.fresh_framework(),
    "CreateFramework.FrameworkName": lambda e, _: e.name("framework"),
    "DeleteReportPlan.ReportPlanName": lambda e, _: e.fresh_report_plan(),
    "UpdateReportPlan.ReportPlanName": lambda e, _: e.fresh_report_plan(),
    "CreateReportPlan.ReportPlanName": lambda e, _: e.name("report"),
    "DeleteRestoreTestingPlan.RestoreTestingPlanName": lambda e, _: e.fresh_testing_plan(),
    "UpdateRestoreTestingPlan.RestoreTestingPlanName": lambda e, _: e.fresh_testing_plan(),
    "DeleteRestoreTestingSelection.RestoreTestingSelectionName": lambda e, made: e.fresh_testing_selection(e.testing_plan),
    "DeleteTieringConfiguration.TieringConfigurationName": lambda e, _: e.fresh_tiering(),
    "PutRestoreValidationResult.RestoreJobId": lambda e, _: e.fresh_validation(),
    "PutRestoreValidationResult.ValidationStatus": fixed("SUCCESSFUL"),
    # Whole structures that only certain combinations of members make sense in.
    "CreateBackupPlan.BackupPlan": lambda e, _: plan(e.name("plan"), False),
    "UpdateBackupPlan.BackupPlan": lambda e, _: plan(e.name("plan"), False),
    "CreateBackupSelection.BackupSelection": lambda e, _: selection(e.name("selection"), False),
    "GetBackupPlanFromJSON.BackupPlanTemplateJson": lambda _e, _: plan_json(),
    "CreateFramework.FrameworkControls": lambda _e, _: controls(),
    "UpdateFramework.FrameworkControls": lambda _e, _: controls(),
    "CreateReportPlan.ReportDeliveryChannel": fixed({"S3BucketName": "reports-bucket"}),
    "CreateReportPlan.ReportSetting": fixed(REPORT),
    "CreateRestoreTestingPlan.RestoreTestingPlan": lambda e, _: {
        "RestoreTestingPlanName": e.name("testing"),
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "RecoveryPointSelection": testing_selection(),
    },
    "UpdateRestoreTestingPlan.RestoreTestingPlan": fixed({"StartWindowHours": 12}),
    "CreateRestoreTestingSelection.RestoreTestingSelection": lambda e, _: tests(e.name("tests"), False),
    "UpdateRestoreTestingSelection.RestoreTestingSelection": lambda _e, _: tests(None, False),
    "CreateTieringConfiguration.TieringConfiguration": lambda e, _: tiering(e.fresh_vault(), e.name("tiering")),
    "UpdateTieringConfiguration.TieringConfiguration": lambda e, _: tiering(e.fresh_vault(), None),
    "StartBackupJob.ResourceArn": lambda e, _: at.TABLE,
    "StartCopyJob.RecoveryPointArn": lambda e, _: e.fresh_point("DynamoDB"),
    "StartCopyJob.SourceBackupVaultName": fixed(at.VAULT),
    "StartCopyJob.DestinationBackupVaultArn": fixed(at.COPY_VAULT_ARN),
    "StartRestoreJob.RecoveryPointArn": lambda e, _: e.points["EBS"][0],
    "StartRestoreJob.Metadata": fixed({"availabilityZone": "us-east-1a"}),
    "TagResource.ResourceArn": fixed(at.VAULT_ARN),
    "UntagResource.ResourceArn": fixed(at.VAULT_ARN),
    "ListTags.ResourceArn": fixed(at.VAULT_ARN),
    "UntagResource.TagKeyList": fixed(["cost centre", "no such tag"]),
    "GetRecoveryPointIndexDetails.RecoveryPointArn": lambda e, _: e.indexed,
    "UpdateRecoveryPointIndexSettings.RecoveryPointArn": lambda e, _: e.fresh_point(),
    "UpdateRecoveryPointIndexSettings.Index": fixed("ENABLED"),
    "GetPITRMalwareScanResults.ScanEndTime": lambda e, _: e.now(),
    "CreateRestoreAccessBackupVault.SourceBackupVaultArn": fixed(
        f"arn:aws:backup:{at.REGION}:{at.ACCOUNT}:backup-vault:{at.AIR_GAPPED}"
    ),
    "CreateRestoreAccessBackupVault.BackupVaultName": lambda e, _: e.name("access"),
    "ListRestoreAccessBackupVaults.BackupVaultName": fixed(at.AIR_GAPPED),
    "RevokeRestoreAccessBackupVault.BackupVaultName": fixed(at.AIR_GAPPED),
    "AssociateBackupVaultMpaApprovalTeam.BackupVaultName": fixed(at.AIR_GAPPED),
    "DisassociateBackupVaultMpaApprovalTeam.BackupVaultName": fixed(at.AIR_GAPPED),
    "CreateBackupAccessPoint.Name": fixed("point-one"),
    "DescribeReportJob.ReportJobId": lambda e, _: e.report_job,
}

FULL_PATHS: dict[str, Value] = {
    "CreateBackupPlan.BackupPlan": lambda e, _: plan(e.name("plan"), True),
    "UpdateBackupPlan.BackupPlan": lambda e, _: plan(e.name("plan"), True),
    "CreateBackupSelection.BackupSelection": lambda e, _: selection(e.name("selection"), True),
    "CreateReportPlan.ReportDeliveryChannel": fixed(CHANNEL),
    "CreateReportPlan.ReportSetting": lambda e, _: compliance(e),
    "UpdateReportPlan.ReportDeliveryChannel": fixed(CHANNEL),
    "UpdateReportPlan.ReportSetting": lambda e, _: compliance(e),
    "CreateRestoreTestingPlan.RestoreTestingPlan": lambda e, _: {
        "RestoreTestingPlanName": e.name("testing"),
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "StartWindowHours": 12,
        "RecoveryPointSelection": testing_selection(),
    },
    "UpdateRestoreTestingPlan.RestoreTestingPlan": lambda _e, _: {
        "ScheduleExpression": "cron(0 6 ? * * *)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "StartWindowHours": 12,
        "RecoveryPointSelection": testing_selection(),
    },
    "CreateRestoreTestingSelection.RestoreTestingSelection": lambda e, _: tests(e.name("tests"), True),
    "UpdateRestoreTestingSelection.RestoreTestingSelection": lambda _e, _: tests(None, True),
    "CreateLegalHold.RecoveryPointSelection": lambda e, _: e.held(),
    "GetBackupPlan.VersionId": lambda e, _: e.plan_version,
    "GetBackupPlan.MaxScheduledRunsPreview": fixed(10),
    "ListBackupVaults.ByVaultType": fixed("BACKUP_VAULT"),
    "ListBackupVaults.ByShared": fixed(False),
    "ListProtectedResourcesByBackupVault.BackupVaultAccountId": fixed(at.ACCOUNT),
    "ListRecoveryPointsByBackupVault.ByParentRecoveryPointArn": lambda e, _: e.point,
    "StartBackupJob.ResourceArn": lambda e, _: "arn:aws:s3:::uploads",
    "StartBackupJob.RecoveryPointTags": fixed({"drill": "yes", "week": "47"}),
    "StartBackupJob.BackupOptions": fixed({"BackupACLs": "enabled", "BackupObjectTags": "disabled"}),
    "StartBackupJob.LogicallyAirGappedBackupVaultArn": fixed(
        f"arn:aws:backup:{at.REGION}:{at.ACCOUNT}:backup-vault:{at.AIR_GAPPED}"
    ),
    "StartCopyJob.Lifecycle": fixed(COLD),
    "UpdateRecoveryPointLifecycle.RecoveryPointArn": lambda e, _: e.fresh_point("EBS"),
    "UpdateRecoveryPointLifecycle.Lifecycle": fixed(COLD),
    "UpdateGlobalSettings.GlobalSettings": fixed({"isCrossAccountBackupEnabled": "true"}),
    "UpdateRegionSettings.ResourceTypeOptInPreference": fixed({"EBS": True, "RDS": True}),
    "UpdateRegionSettings.ResourceTypeManagementPreference": fixed({"DynamoDB": True, "EFS": True}),
    "CancelLegalHold.RetainRecordInDays": fixed(30),
    "ListScanJobs.ByState": fixed("COMPLETED"),
    "ListScanJobs.ByScanResultStatus": fixed("NO_THREATS_FOUND"),
    "ListRestoreJobs.ByRestoreTestingPlanArn": fixed(
        f"arn:aws:backup:{at.REGION}:{at.ACCOUNT}:restore-testing-plan:weekly"
    ),
}


def locked(e: Estate) -> str:
    """A vault locked in governance mode."""
    name = e.fresh_vault()
    e.call("PutBackupVaultLockConfiguration", BackupVaultName=name, MinRetentionDays=7)
    return name


def with_policy(e: Estate) -> str:
    """A vault with an access policy."""
    name = e.fresh_vault()
    e.call("PutBackupVaultAccessPolicy", BackupVaultName=name, Policy=at.policy())
    return name


def with_notifications(e: Estate) -> str:
    """A vault with notifications."""
    name = e.fresh_vault()
    e.call("PutBackupVaultNotifications", BackupVaultName=name, SNSTopicArn=at.TOPIC, BackupVaultEvents=["BACKUP_JOB_COMPLETED"])
    return name
