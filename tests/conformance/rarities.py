"""Brings about what few accounts have: temporary points, composites copied and restored, an index and a report that fail.

The walk afterwards sees what stays; what is gone soon is looked at here.
"""

from __future__ import annotations

from typing import Any

from .cli import OTHER_TABLE
from .estate import ACCOUNT, AIR_GAPPED, COPY_VAULT_ARN, REGION, ROLE, VAULT, Estate
from .report import Report
from .waits import OVER

CLUSTER = f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/shop"
VOLUME = f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-0123456789abcdef0"
AIR_GAPPED_ARN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:{AIR_GAPPED}"
POWERLESS_ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/ReadOnlyBackup"
"""The account says of this role that it may not make indexes."""
STEPS = 600
"""Something is waited for so many virtual minutes."""


def check(estate: Estate, report: Report) -> None:
    """All of it."""
    temporary_point(estate, report)
    composite(estate, report)
    indexes(estate, report)
    undeleted(estate, report)
    failed_report(estate, report)


def temporary_point(estate: Estate, report: Report) -> None:
    """A volume goes to an air-gapped vault by way of a point that is gone once it has been copied."""
    job = estate.call(
        "StartBackupJob",
        BackupVaultName=VAULT,
        LogicallyAirGappedBackupVaultArn=AIR_GAPPED_ARN,
        ResourceArn=VOLUME,
        IamRoleArn=ROLE,
        Lifecycle={"DeleteAfterDays": 35},
    )
    seen = False
    for _ in range(STEPS):
        points = estate.call("ListRecoveryPointsByBackupVault", BackupVaultName=VAULT, ByResourceArn=VOLUME)
        temporary = [point for point in points.get("RecoveryPoints", []) if "DeleteAfterEvent" in point.get("Lifecycle", {})]
        if temporary and not seen:
            estate.call("DescribeRecoveryPoint", BackupVaultName=VAULT, RecoveryPointArn=temporary[0]["RecoveryPointArn"])
        if seen and not temporary:
            return
        seen = seen or bool(temporary)
        estate.pass_time(60)
    told = "is never copied and deleted" if seen else "never exists"
    report.wrong("temporary point", f"that of job {job.get('BackupJobId')} {told}")


def composite(estate: Estate, report: Report) -> None:
    """A cluster is backed up, its composite copied to another Region and restored: each a job with children."""
    backup = finished(estate, report, "Backup", BackupVaultName=VAULT, ResourceArn=CLUSTER, IamRoleArn=ROLE)
    point = backup.get("RecoveryPointArn", estate.point)
    finished(
        estate,
        report,
        "Copy",
        RecoveryPointArn=point,
        SourceBackupVaultName=VAULT,
        DestinationBackupVaultArn=COPY_VAULT_ARN,
        IamRoleArn=ROLE,
    )
    metadata = {"clusterName": "shop", "newCluster": "false"}
    finished(estate, report, "Restore", RecoveryPointArn=point, IamRoleArn=ROLE, Metadata=metadata)


def finished(estate: Estate, report: Report, kind: str, **parameters: Any) -> dict[str, Any]:
    """Starts a job and lets time pass until it has completed."""
    id_name = f"{kind}JobId"
    job_id = estate.call(f"Start{kind}Job", **parameters).get(id_name, "none")
    for _ in range(STEPS):
        job = estate.call(f"Describe{kind}Job", **{id_name: job_id})
        job = job.get("CopyJob", job)
        state = job.get("State") or job.get("Status")
        if state in OVER:
            report.check(state == "COMPLETED", f"{kind} of a composite", f"{state}: {job.get('StatusMessage')}")
            return job
        estate.pass_time(60)
    report.wrong(f"{kind} of a composite", f"{job_id} does not end")
    return {}


def indexes(estate: Estate, report: Report) -> None:
    """One index is being deleted; another cannot be made."""
    indexed = {"BackupVaultName": VAULT, "RecoveryPointArn": estate.fresh_point()}
    estate.call("UpdateRecoveryPointIndexSettings", **indexed, IamRoleArn=ROLE, Index="ENABLED")
    failing = {"BackupVaultName": VAULT, "RecoveryPointArn": estate.fresh_point()}
    estate.call("UpdateRecoveryPointIndexSettings", **failing, IamRoleArn=POWERLESS_ROLE, Index="ENABLED")
    estate.pass_time(3600)
    estate.call("UpdateRecoveryPointIndexSettings", **indexed, Index="DISABLED")
    for at, status in ((indexed, "DELETING"), (failing, "FAILED")):
        found = estate.call("GetRecoveryPointIndexDetails", **at).get("IndexStatus")
        report.check(found == status, "index", f"it is {found}, not {status}")
    resource = estate.call("DescribeRecoveryPoint", **failing).get("ResourceArn", estate.resource)
    points = estate.call("ListRecoveryPointsByResource", ResourceArn=resource).get("RecoveryPoints", [])
    told = [point for point in points if point.get("IndexStatusMessage")]
    report.check(len(told) == 1, "index", f"{len(told)} points of {resource} say why they have no index")


def undeleted(estate: Estate, report: Report) -> None:
    """What a restore test made could not be deleted, and the table's restore jobs say why."""
    jobs = estate.call("ListRestoreJobsByProtectedResource", ResourceArn=OTHER_TABLE).get("RestoreJobs", [])
    told = [job for job in jobs if job.get("DeletionStatusMessage")]
    report.check(bool(told), "restore test", f"none of {len(jobs)} jobs of {OTHER_TABLE} says why it is not deleted")


def failed_report(estate: Estate, report: Report) -> None:
    """A report about a framework that is gone fails."""
    framework = estate.fresh_framework()
    arn = estate.call("DescribeFramework", FrameworkName=framework).get("FrameworkArn", "none")
    name = estate.name("report")
    estate.call(
        "CreateReportPlan",
        ReportPlanName=name,
        ReportDeliveryChannel={"S3BucketName": "reports-bucket"},
        ReportSetting={"ReportTemplate": "CONTROL_COMPLIANCE_REPORT", "FrameworkArns": [arn]},
    )
    estate.pass_time(1800)
    estate.call("DeleteFramework", FrameworkName=framework)
    estate.pass_time(1800)
    job = estate.call("StartReportJob", ReportPlanName=name).get("ReportJobId", "none")
    estate.pass_time(1800)
    status = estate.call("DescribeReportJob", ReportJobId=job).get("ReportJob", {}).get("Status")
    report.check(status == "FAILED", "report without a framework", f"its job is {status}")
