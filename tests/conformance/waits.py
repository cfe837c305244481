"""Follows jobs of each kind to their end while the clock runs, as a script that polls would."""

from __future__ import annotations

import time
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from .cli import TABLE
from .estate import COPY_VAULT_ARN, ROLE, VAULT, Estate
from .report import Report

SPEED = 600
PATIENCE = 60
"""Real seconds that a job may take: ten virtual hours."""
ORDER = ("CREATED", "PENDING", "RUNNING", "ABORTING")
OVER = {"COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL"}


def check(estate: Estate, report: Report) -> None:
    """A backup, a copy of it, a restore of it, and a backup that is stopped."""
    estate.simulator.run(SPEED)
    try:
        backup = follow(estate, report, "Backup", BackupVaultName=VAULT, ResourceArn=TABLE, IamRoleArn=ROLE)
        point = backup.get("RecoveryPointArn", estate.points["DynamoDB"][0])
        follow(
            estate,
            report,
            "Copy",
            RecoveryPointArn=point,
            SourceBackupVaultName=VAULT,
            DestinationBackupVaultArn=COPY_VAULT_ARN,
            IamRoleArn=ROLE,
        )
        metadata = {"targetTableName": "desk-again", "encryptionType": "Default"}
        follow(estate, report, "Restore", RecoveryPointArn=point, IamRoleArn=ROLE, Metadata=metadata)
        stopped = estate.fresh_backup()
        estate.call("StopBackupJob", BackupJobId=stopped)
        wait(estate, report, "Backup", stopped, "ABORTED")
    finally:
        estate.simulator.hold()


def follow(estate: Estate, report: Report, kind: str, **parameters: Any) -> dict[str, Any]:
    """Starts a job and waits until it has completed."""
    try:
        started = getattr(estate.client, xform_name(f"Start{kind}Job"))(**parameters)
    except ClientError as error:
        report.wrong(f"{kind} job: wait", f"{error}")
        return {}
    return wait(estate, report, kind, started[f"{kind}JobId"], "COMPLETED")


def wait(estate: Estate, report: Report, kind: str, job_id: str, end: str) -> dict[str, Any]:
    """Polls a job until it is over: its states only go on, and the last is this one."""
    report.count("jobs followed")
    key, deadline, reached = f"{kind} job: wait", time.monotonic() + PATIENCE, 0
    while time.monotonic() < deadline:
        job = estate.call(f"Describe{kind}Job", **{f"{kind}JobId": job_id})
        job = job.get("CopyJob", job)
        state = job.get("State") or job.get("Status") or "?"
        if state in OVER or state not in ORDER:
            report.check(state == end, key, f"{job_id} ended as {state}: {job.get('StatusMessage')}")
            return job
        report.check(ORDER.index(state) >= reached, key, f"{job_id} went back to {state}")
        reached = ORDER.index(state)
        time.sleep(0.02)
    report.wrong(key, f"{job_id} is {state} after {PATIENCE * SPEED} virtual seconds")
    return {}
