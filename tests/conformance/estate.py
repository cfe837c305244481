"""What the generated inputs refer to: things that exist in the account, and fresh ones to use up."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from .report import Report
from .simulator import ACCOUNT, REGION, Simulator

ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/9c1f7a52-5d0e-4b0a-8f5e-2d1c7f3b6a90"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:backup-events"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/carts"
VAULT = "daily"
VAULT_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:{VAULT}"
AIR_GAPPED = "sealed"
COPY_VAULT_ARN = f"arn:aws:backup:us-west-2:{ACCOUNT}:backup-vault:dr"


class Estate:
    """The set-up: made once by calls like any user's, then read by the generators."""

    def __init__(self, simulator: Simulator, report: Report) -> None:
        self.simulator = simulator
        self.report = report
        self.client = simulator.client()
        self.numbers = itertools.count(1)
        self.points: dict[str, list[str]] = {}
        """Usable recovery points in the vault, by type, newest first; used up from the end."""
        self.resources: dict[str, str] = {}
        self.standing = False
        """While set, nothing is called and nothing used up: inputs are only built to be broken."""
        self._read()
        self._make()

    def name(self, what: str) -> str:
        """A name that nothing has yet."""
        return f"{what}_{next(self.numbers)}"

    def now(self) -> datetime.datetime:
        """About the present, in real time; the virtual clock is some hours ahead at most."""
        return datetime.datetime.now(datetime.timezone.utc)

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Calls an operation that has to succeed; when it does not, that is a finding and the answer is empty."""
        if self.standing:
            return {}
        try:
            return getattr(self.client, xform_name(operation))(**parameters)
        except ClientError as error:
            self.report.wrong(f"{operation}: set-up", f"{error}")
            return {}

    def pass_time(self, seconds: int) -> None:
        """Lets virtual time pass."""
        if not self.standing:
            self.simulator.pass_time(seconds)

    def _read(self) -> None:
        pages = self.client.get_paginator("list_recovery_points_by_backup_vault")
        for page in pages.paginate(BackupVaultName=VAULT):
            for point in page["RecoveryPoints"]:
                self.resources.setdefault(point["ResourceType"], point["ResourceArn"])
                composite = point.get("IsParent") or point.get("ParentRecoveryPointArn")
                if point["Status"] == "COMPLETED" and not composite:
                    self.points.setdefault(point["ResourceType"], []).append(point["RecoveryPointArn"])
                elif point.get("ParentRecoveryPointArn"):
                    self.points.setdefault("child", []).append(point["RecoveryPointArn"])
                elif point["Status"] == "AVAILABLE":
                    self.points.setdefault("continuous", []).append(point["RecoveryPointArn"])

    def _make(self) -> None:
        self.call("CreateLogicallyAirGappedBackupVault", BackupVaultName=AIR_GAPPED, MinRetentionDays=7, MaxRetentionDays=90)
        plans = self.call("ListBackupPlans")["BackupPlansList"]
        steady = next(plan for plan in plans if plan["BackupPlanName"] == "steady")
        self.plan = steady["BackupPlanId"]
        self.plan_arn = steady["BackupPlanArn"]
        self.plan_version = steady["VersionId"]
        self.selection = self.call("ListBackupSelections", BackupPlanId=self.plan)["BackupSelectionsList"][0]["SelectionId"]
        self.point = self.points["EBS"][0]
        self.resource = self.resources["EBS"]
        self.backup_job = self._first("ListBackupJobs", "BackupJobs", "BackupJobId")
        self.copy_job = self._first("ListCopyJobs", "CopyJobs", "CopyJobId")
        self.restore_job = self._first("ListRestoreJobs", "RestoreJobs", "RestoreJobId")
        validating = self.call("ListRestoreJobs").get("RestoreJobs", [])
        self.validating = [job["RestoreJobId"] for job in validating if job.get("ValidationStatus") == "VALIDATING"]
        self.call("PutBackupVaultAccessPolicy", BackupVaultName=VAULT, Policy=policy())
        self.call("PutBackupVaultNotifications", BackupVaultName=VAULT, SNSTopicArn=TOPIC, BackupVaultEvents=["BACKUP_JOB_COMPLETED"])
        self.indexed = self.points["EBS"][1]
        at = {"BackupVaultName": VAULT, "RecoveryPointArn": self.indexed}
        self.call("UpdateRecoveryPointIndexSettings", **at, IamRoleArn=ROLE, Index="ENABLED")
        self.hold = self.fresh_hold()
        self.framework = self.fresh_framework()
        self.framework_arn = f"arn:aws:backup:{REGION}:{ACCOUNT}:framework:{self.framework}-01234567"
        found = self.call("DescribeFramework", FrameworkName=self.framework)
        self.framework_arn = found.get("FrameworkArn", self.framework_arn)
        self.report_plan = self.fresh_report_plan()
        self.report_job = self.call("StartReportJob", ReportPlanName=self.report_plan).get("ReportJobId", "none")
        self.testing_plan = self.fresh_testing_plan()
        self.testing_selection = self.fresh_testing_selection(self.testing_plan)
        self.tiering = self.fresh_tiering()
        self.template = self._first("ListBackupPlanTemplates", "BackupPlanTemplatesList", "BackupPlanTemplateId")
        system = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/fs-0123456789abcdef0"
        cold = {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 365, "OptInToArchiveForSupportedResources": True}
        self.call("StartBackupJob", BackupVaultName=VAULT, ResourceArn=system, IamRoleArn=ROLE, Lifecycle=cold)
        # Frameworks are deployed and reports written after a while.
        self.pass_time(1800)

    def _first(self, operation: str, list_name: str, member: str) -> str:
        items = self.call(operation).get(list_name) or [{}]
        return items[0].get(member, "00000000-0000-4000-8000-000000000000")

    def fresh_point(self, kind: str = "EBS") -> str:
        """A recovery point to use up."""
        left = self.points.get(kind) or self.points["EBS"]
        return left[-1] if self.standing else left.pop()

    def fresh_validation(self) -> str:
        """A restore job that waits for the result of its validation."""
        if not self.validating:
            return self.restore_job
        return self.validating[-1] if self.standing else self.validating.pop()

    def fresh_vault(self) -> str:
        """An empty vault."""
        name = self.name("vault")
        self.call("CreateBackupVault", BackupVaultName=name)
        return name

    def fresh_air_gapped(self) -> str:
        """An empty air-gapped vault."""
        name = self.name("sealed")
        self.call("CreateLogicallyAirGappedBackupVault", BackupVaultName=name, MinRetentionDays=7, MaxRetentionDays=90)
        self.pass_time(600)
        return name

    def fresh_plan(self) -> str:
        """A plan without selections."""
        plan = {"BackupPlanName": self.name("plan"), "Rules": [{"RuleName": "daily", "TargetBackupVaultName": VAULT}]}
        return self.call("CreateBackupPlan", BackupPlan=plan).get("BackupPlanId", "none")

    def fresh_selection(self, plan: str) -> str:
        """A selection of a plan."""
        selection = {"SelectionName": self.name("selection"), "IamRoleArn": ROLE, "Resources": [TABLE]}
        return self.call("CreateBackupSelection", BackupPlanId=plan, BackupSelection=selection).get("SelectionId", "none")

    def fresh_backup(self) -> str:
        """A backup job that runs for long."""
        volume = f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-0123456789abcdef0"
        started = self.call("StartBackupJob", BackupVaultName=VAULT, ResourceArn=volume, IamRoleArn=ROLE)
        return started.get("BackupJobId", "none")

    def fresh_hold(self) -> str:
        """An active legal hold."""
        made = self.call(
            "CreateLegalHold",
            Title=self.name("hold"),
            Description="litigation 4711",
            RecoveryPointSelection=self.held(),
        )
        self.pass_time(600)
        return made.get("LegalHoldId", "none")

    def held(self) -> dict[str, Any]:
        """What legal holds hold: nothing of what is used up elsewhere."""
        database = self.resources["RDS"]
        return {"VaultNames": [VAULT], "ResourceIdentifiers": [database], "DateRange": date_range(self.now())}

    def fresh_framework(self) -> str:
        """A deployed framework."""
        name = self.name("framework")
        controls = [{"ControlName": "BACKUP_RECOVERY_POINT_ENCRYPTED"}]
        self.call("CreateFramework", FrameworkName=name, FrameworkControls=controls)
        self.pass_time(1800)
        return name

    def fresh_report_plan(self) -> str:
        """A report plan."""
        name = self.name("report")
        self.call(
            "CreateReportPlan",
            ReportPlanName=name,
            ReportDeliveryChannel={"S3BucketName": "reports-bucket"},
            ReportSetting={"ReportTemplate": "BACKUP_JOB_REPORT"},
        )
        self.pass_time(600)
        return name

    def fresh_testing_plan(self) -> str:
        """A restore testing plan without selections."""
        name = self.name("testing")
        plan = {
            "RestoreTestingPlanName": name,
            "ScheduleExpression": "cron(0 5 ? * * *)",
            "RecoveryPointSelection": {
                "Algorithm": "LATEST_WITHIN_WINDOW",
                "IncludeVaults": ["*"],
                "RecoveryPointTypes": ["SNAPSHOT"],
            },
        }
        self.call("CreateRestoreTestingPlan", RestoreTestingPlan=plan)
        return name

    def fresh_testing_selection(self, plan: str) -> str:
        """A selection of a restore testing plan."""
        name = self.name("tests")
        selection = {
            "RestoreTestingSelectionName": name,
            "IamRoleArn": ROLE,
            "ProtectedResourceType": "EBS",
            "ProtectedResourceArns": ["*"],
        }
        self.call("CreateRestoreTestingSelection", RestoreTestingPlanName=plan, RestoreTestingSelection=selection)
        return name

    def fresh_tiering(self) -> str:
        """A tiering configuration of a vault of its own."""
        name = self.name("tiering")
        configuration = {
            "TieringConfigurationName": name,
            "BackupVaultName": self.fresh_vault(),
            "ResourceSelection": [{"Resources": ["*"], "TieringDownSettingsInDays": 60, "ResourceType": "S3"}],
        }
        self.call("CreateTieringConfiguration", TieringConfiguration=configuration)
        return name


def policy() -> str:
    """A vault access policy that allows what is allowed anyway."""
    return (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":'
        f'"arn:aws:iam::{ACCOUNT}:root"}},"Action":"backup:CopyIntoBackupVault","Resource":"*"}}]}}'
    )


def date_range(now: datetime.datetime) -> dict[str, datetime.datetime]:
    """The two days before yesterday."""
    day = datetime.timedelta(days=1)
    return {"FromDate": now - 3 * day, "ToDate": now - 2 * day}


def pairs(what: str) -> Iterator[tuple[str, str]]:
    """Two tags."""
    return ((f"{what}-{number}", f"value {number}") for number in (1, 2))
