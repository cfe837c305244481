"""Uses the AWS CLI as a person would: makes a vault and a plan, backs up, waits, copies, restores, deletes."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore

from .estate import ROLE
from .report import Report
from .simulator import ACCOUNT, REGION, Simulator

AWS = Path(sys.executable).with_name("aws")
OTHER_REGION = "us-west-2"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/desk"
"""No plan of the account backs it up, so that no other job gets in between."""
OTHER_TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/invoices"
STEPS = 60
"""A job is asked for so many times, a virtual minute apart."""


class Failed(Exception):
    """A command did not do what it should."""


class Cli:
    """The AWS CLI pointed at a simulator by its environment, as the banner of `vaultdeck simulate` says."""

    def __init__(self, simulator: Simulator, report: Report) -> None:
        self.simulator = simulator
        self.report = report
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
            "AWS_ENDPOINT_URL": simulator.url,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs `aws` with these arguments."""
        self.report.count("CLI commands")
        return subprocess.run(
            [sys.executable, str(AWS), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def backup(self, command: str, *arguments: str) -> Any:
        """The JSON that `aws backup COMMAND` prints; it has to succeed."""
        done = self.run("backup", *shlex.split(command), *arguments)
        if done.returncode != 0:
            raise Failed(f"aws backup {command} {shlex.join(arguments)}: exit {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def refused(self, code: str, command: str, *arguments: str) -> None:
        """The command has to fail with this error; the CLI says 255 for an error of the service, version 2 of it 254."""
        done = self.run("backup", *shlex.split(command), *arguments)
        told = f"aws backup {command}: exit {done.returncode}: {done.stdout}{done.stderr.strip()}"
        self.expect(done.returncode in (254, 255) and f"({code})" in done.stderr, told)

    def expect(self, holds: bool, told: str) -> None:
        """One check of an output."""
        self.report.count("checks")
        if not holds:
            raise Failed(told)

    def wait(self, command: str, member: str, end: str) -> Any:
        """Asks for a job until it is over, and expects it to end so."""
        for _ in range(STEPS):
            job = self.backup(command)
            job = job.get("CopyJob", job)
            if job[member] == end:
                return job
            if job[member] in ("FAILED", "ABORTED", "EXPIRED", "PARTIAL", "COMPLETED"):
                break
            self.simulator.pass_time(60)
        raise Failed(f"aws backup {command}: ended as {job[member]}, not {end}: {job.get('StatusMessage')}")


def check(simulator: Simulator, report: Report) -> None:
    """The whole story; it stops at the first step that fails, since the others build on it."""
    # Whatever was started before is over by then.
    simulator.pass_time(6 * 3600)
    try:
        story(Cli(simulator, report))
    except Failed as failed:
        report.wrong("CLI", str(failed))


def story(aws: Cli) -> None:
    """From an empty vault to an empty account again."""
    made = aws.backup("create-backup-vault --backup-vault-name desk --backup-vault-tags team=desk,tier=gold")
    vault_arn = made["BackupVaultArn"]
    aws.expect(vault_arn.endswith(":backup-vault:desk"), f"the vault is {vault_arn}")
    aws.refused("AlreadyExistsException", "create-backup-vault --backup-vault-name desk --creator-request-id again")
    aws.refused("AccessDeniedException", "describe-backup-vault --backup-vault-name no-such-vault")
    tags = aws.backup(f"list-tags --resource-arn {vault_arn}")["Tags"]
    aws.expect(tags == {"team": "desk", "tier": "gold"}, f"the vault's tags are {tags}")
    aws.backup(f"create-backup-vault --region {OTHER_REGION} --backup-vault-name desk-dr")

    rule = {"RuleName": "nightly", "TargetBackupVaultName": "desk", "ScheduleExpression": "cron(30 2 * * ? *)"}
    plan = {"BackupPlanName": "desk", "Rules": [rule | {"Lifecycle": {"DeleteAfterDays": 35}}]}
    plan_id = aws.backup("create-backup-plan --backup-plan", json.dumps(plan))["BackupPlanId"]
    seen = aws.backup(f"get-backup-plan --backup-plan-id {plan_id}")["BackupPlan"]["Rules"][0]
    aws.expect(seen["ScheduleExpression"] == rule["ScheduleExpression"], f"the plan's rule is {seen}")
    selection = {"SelectionName": "tables", "IamRoleArn": ROLE, "Resources": [OTHER_TABLE]}
    chosen = aws.backup(f"create-backup-selection --backup-plan-id {plan_id} --backup-selection", json.dumps(selection))
    aws.refused("InvalidRequestException", f"delete-backup-plan --backup-plan-id {plan_id}")

    started = aws.backup(
        f"start-backup-job --backup-vault-name desk --resource-arn {TABLE} --iam-role-arn {ROLE} "
        "--lifecycle DeleteAfterDays=35 --idempotency-token desk-1"
    )
    again = aws.backup(
        f"start-backup-job --backup-vault-name desk --resource-arn {TABLE} --iam-role-arn {ROLE} "
        "--lifecycle DeleteAfterDays=35 --idempotency-token desk-1"
    )
    aws.expect(started["BackupJobId"] == again["BackupJobId"], f"one token, two jobs: {started}, {again}")
    job = aws.wait(f"describe-backup-job --backup-job-id {started['BackupJobId']}", "State", "COMPLETED")
    point = job["RecoveryPointArn"]
    aws.refused("InvalidRequestException", f"stop-backup-job --backup-job-id {started['BackupJobId']}")
    listed = aws.backup("list-recovery-points-by-backup-vault --backup-vault-name desk")["RecoveryPoints"]
    aws.expect([entry["RecoveryPointArn"] for entry in listed] == [point], f"the vault has {listed}")
    aws.refused("InvalidRequestException", "delete-backup-vault --backup-vault-name desk")

    copied = aws.backup(
        f"start-copy-job --recovery-point-arn {point} --source-backup-vault-name desk --iam-role-arn {ROLE} "
        f"--destination-backup-vault-arn arn:aws:backup:{OTHER_REGION}:{ACCOUNT}:backup-vault:desk-dr"
    )
    copy = aws.wait(f"describe-copy-job --copy-job-id {copied['CopyJobId']}", "State", "COMPLETED")
    there = aws.backup(f"list-recovery-points-by-backup-vault --region {OTHER_REGION} --backup-vault-name desk-dr")
    arns = [entry["RecoveryPointArn"] for entry in there["RecoveryPoints"]]
    aws.expect(arns == [copy["DestinationRecoveryPointArn"]], f"the copy is {copy}, there is {arns}")

    at = f"--backup-vault-name desk --recovery-point-arn {point}"
    aws.expect(bool(aws.backup(f"get-recovery-point-restore-metadata {at}")["RestoreMetadata"]), "no restore metadata")
    restore = f"start-restore-job --recovery-point-arn {point} --iam-role-arn {ROLE} --metadata"
    aws.refused("InvalidParameterValueException", restore, json.dumps({"encryptionType": "Default"}))
    restored = aws.backup(restore, json.dumps({"targetTableName": "desk-restored", "encryptionType": "Default"}))
    done = aws.wait(f"describe-restore-job --restore-job-id {restored['RestoreJobId']}", "Status", "COMPLETED")
    aws.expect(done["CreatedResourceArn"].endswith(":table/desk-restored"), f"the restore made {done}")

    aws.backup(f"delete-recovery-point {at}")
    aws.backup(f"delete-recovery-point --region {OTHER_REGION} --backup-vault-name desk-dr --recovery-point-arn {arns[0]}")
    aws.simulator.pass_time(1800)
    aws.backup(f"delete-backup-selection --backup-plan-id {plan_id} --selection-id {chosen['SelectionId']}")
    aws.backup(f"delete-backup-plan --backup-plan-id {plan_id}")
    aws.backup("delete-backup-vault --backup-vault-name desk")
    aws.backup(f"delete-backup-vault --region {OTHER_REGION} --backup-vault-name desk-dr")
    names = [vault["BackupVaultName"] for vault in aws.backup("list-backup-vaults")["BackupVaultList"]]
    aws.expect("desk" not in names, f"the vault is still there: {names}")


def documented(simulator: Simulator, report: Report) -> None:
    """Every `aws` command that the documentation shows does what it says: it succeeds and prints JSON."""
    aws = Cli(simulator, report)
    for page in ("README.md", "docs/simulator.md"):
        text = Path(page).read_text() if Path(page).exists() else ""
        for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                command = line.removeprefix("$ ").split(" #")[0].strip()
                if not command.startswith("aws ") or "$" in command or "|" in command:
                    continue
                done = aws.run(*shlex.split(command)[1:])
                report.check(done.returncode == 0, f"{page}: {command}", done.stderr.strip())


def newest(simulator: Simulator, report: Report) -> None:
    """The CLI taught the model of the pinned botocore reaches the operations that its own model lacks."""
    aws = Cli(simulator, report)
    aws.environment["AWS_DATA_PATH"] = str(Path(botocore.__file__).parent / "data")
    for command in ("list-backup-access-points", "list-scan-jobs", "list-tiering-configurations"):
        done = aws.run("backup", command)
        report.check(done.returncode == 0, f"CLI: {command}", done.stderr.strip())
