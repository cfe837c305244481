"""Looks at everything that an account has, as a console would: every list, and the details of what is in it."""

from __future__ import annotations

from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from .report import Report
from .simulator import Simulator

EACH_KIND = 2
"""Of things that are alike (same type, state and so on), so many are looked at closely."""


class Walker:
    """One account in one Region."""

    def __init__(self, simulator: Simulator, region: str, report: Report) -> None:
        self.client = simulator.client(region=region)
        self.report = report
        self.looked: dict[tuple[str, ...], int] = {}

    def all(self, operation: str, member: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every item of a list."""
        items: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            page = self.one(operation, **parameters, **token)
            items += page.get(member, [])
            if not page.get("NextToken"):
                return items
            token = {"NextToken": page["NextToken"]}

    def one(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """One answer; a refusal is a finding."""
        self.report.count("things looked at")
        try:
            return getattr(self.client, xform_name(operation))(**parameters)
        except ClientError as error:
            self.report.wrong(f"{operation}: walk", f"{error}: {parameters}")
            return {}

    def some(self, items: list[dict[str, Any]], *members: str) -> list[dict[str, Any]]:
        """A few of each kind; the kind is what these members say, and which others are there."""
        chosen = []
        for item in items:
            kind = (*members, *(str(item.get(member)) for member in members), *has(item))
            self.looked[kind] = self.looked.get(kind, 0) + 1
            if self.looked[kind] <= EACH_KIND:
                chosen.append(item)
        return chosen

    def walk(self) -> None:
        """Looks at everything."""
        self.settings()
        self.vaults()
        self.plans()
        self.jobs()
        self.resources()
        self.audit()

    def settings(self) -> None:
        """What holds for the account and the Region."""
        for operation in ("DescribeGlobalSettings", "DescribeRegionSettings", "GetSupportedResourceTypes"):
            self.one(operation)

    def vaults(self) -> None:
        """Vaults, what is in them, and the restore metadata of that."""
        for vault in self.all("ListBackupVaults", "BackupVaultList"):
            name = {"BackupVaultName": vault["BackupVaultName"]}
            described = self.one("DescribeBackupVault", **name)
            self.one("ListTags", ResourceArn=vault["BackupVaultArn"])
            points = self.all("ListRecoveryPointsByBackupVault", "RecoveryPoints", **name)
            count = described.get("NumberOfRecoveryPoints")
            self.report.check(count == len(points), "NumberOfRecoveryPoints", f"{vault['BackupVaultName']}: {count}, and {len(points)} are listed")
            self.all("ListProtectedResourcesByBackupVault", "Results", **name)
            for point in self.some(points, "ResourceType", "Status", "StorageClass", "IsParent", "VaultType", "IndexStatus", "StatusMessage"):
                at = name | {"RecoveryPointArn": point["RecoveryPointArn"]}
                self.one("DescribeRecoveryPoint", **at)
                if point["Status"] in ("COMPLETED", "AVAILABLE", "PARTIAL", "STOPPED"):
                    self.one("GetRecoveryPointRestoreMetadata", **at)
                if point.get("IndexStatus"):
                    self.one("GetRecoveryPointIndexDetails", **at)
        self.all("ListIndexedRecoveryPoints", "IndexedRecoveryPoints")
        self.all("ListBackupVaults", "BackupVaultList", ByShared=True)

    def plans(self) -> None:
        """Plans with their versions and selections."""
        for plan in self.all("ListBackupPlans", "BackupPlansList", IncludeDeleted=True):
            plan_id = {"BackupPlanId": plan["BackupPlanId"]}
            if plan.get("DeletionDate"):
                # What is left of a deleted plan are its versions.
                self.one("GetBackupPlan", **plan_id, VersionId=plan["VersionId"])
                self.all("ListBackupPlanVersions", "BackupPlanVersionsList", **plan_id)
                continue
            self.one("GetBackupPlan", **plan_id, MaxScheduledRunsPreview=10)
            self.one("ExportBackupPlanTemplate", **plan_id)
            self.all("ListBackupPlanVersions", "BackupPlanVersionsList", **plan_id)
            for selection in self.all("ListBackupSelections", "BackupSelectionsList", **plan_id):
                self.one("GetBackupSelection", **plan_id, SelectionId=selection["SelectionId"])
        for template in self.all("ListBackupPlanTemplates", "BackupPlanTemplatesList"):
            self.one("GetBackupPlanFromTemplate", BackupPlanTemplateId=template["BackupPlanTemplateId"])
        for plan in self.all("ListRestoreTestingPlans", "RestoreTestingPlans"):
            name = {"RestoreTestingPlanName": plan["RestoreTestingPlanName"]}
            self.one("GetRestoreTestingPlan", **name)
            for tests in self.all("ListRestoreTestingSelections", "RestoreTestingSelections", **name):
                self.one("GetRestoreTestingSelection", **name, RestoreTestingSelectionName=tests["RestoreTestingSelectionName"])

    def jobs(self) -> None:
        """Jobs of all kinds, and their summaries."""
        backups = self.all("ListBackupJobs", "BackupJobs")
        for job in self.some(backups, "State", "ResourceType", "MessageCategory", "IsParent", "VaultType"):
            self.one("DescribeBackupJob", BackupJobId=job["BackupJobId"])
        copies = self.all("ListCopyJobs", "CopyJobs")
        for job in self.some(copies, "State", "ResourceType", "MessageCategory", "IsParent"):
            self.one("DescribeCopyJob", CopyJobId=job["CopyJobId"])
        restores = self.all("ListRestoreJobs", "RestoreJobs")
        for job in self.some(restores, "Status", "ResourceType", "ValidationStatus", "DeletionStatus", "IsParent"):
            self.one("DescribeRestoreJob", RestoreJobId=job["RestoreJobId"])
            self.one("GetRestoreJobMetadata", RestoreJobId=job["RestoreJobId"])
        for kind in ("Backup", "Copy", "Restore"):
            self.all(f"List{kind}JobSummaries", f"{kind}JobSummaries", AggregationPeriod="FOURTEEN_DAYS")

    def resources(self) -> None:
        """Protected resources."""
        for resource in self.some(self.all("ListProtectedResources", "Results"), "ResourceType"):
            arn = {"ResourceArn": resource["ResourceArn"]}
            self.one("DescribeProtectedResource", **arn)
            self.all("ListRecoveryPointsByResource", "RecoveryPoints", **arn)
            self.all("ListRestoreJobsByProtectedResource", "RestoreJobs", **arn)

    def audit(self) -> None:
        """Legal holds, frameworks, reports and tiering."""
        for hold in self.all("ListLegalHolds", "LegalHolds"):
            self.one("GetLegalHold", LegalHoldId=hold["LegalHoldId"])
            self.all("ListRecoveryPointsByLegalHold", "RecoveryPoints", LegalHoldId=hold["LegalHoldId"])
        for framework in self.all("ListFrameworks", "Frameworks"):
            self.one("DescribeFramework", FrameworkName=framework["FrameworkName"])
        for plan in self.all("ListReportPlans", "ReportPlans"):
            self.one("DescribeReportPlan", ReportPlanName=plan["ReportPlanName"])
        for job in self.some(self.all("ListReportJobs", "ReportJobs"), "Status", "ReportTemplate"):
            self.one("DescribeReportJob", ReportJobId=job["ReportJobId"])
        for configuration in self.all("ListTieringConfigurations", "TieringConfigurations"):
            self.one("GetTieringConfiguration", TieringConfigurationName=configuration["TieringConfigurationName"])


def has(item: dict[str, Any]) -> list[str]:
    """The names of all members, with those of structures."""
    inner = [name for value in item.values() if isinstance(value, dict) for name in value]
    return sorted([*item, *inner])


def check(simulator: Simulator, report: Report) -> None:
    """Looks at everything in the Regions of the scenarios."""
    for region in ("us-east-1", "us-west-2"):
        Walker(simulator, region, report).walk()
