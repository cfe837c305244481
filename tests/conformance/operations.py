"""Calls every operation of the model with its minimal and its full input."""

from __future__ import annotations

from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError
from botocore.model import ServiceModel

from .estate import Estate
from .inputs import Builder
from .report import Report

NEVER_USED = {
    "AssociateBackupVaultMpaApprovalTeam",
    "CreateBackupAccessPoint",
    "CreateRestoreAccessBackupVault",
    "DeleteBackupAccessPoint",
    "DescribeBackupAccessPoint",
    "DescribeScanJob",
    "DisassociateBackupVaultMpaApprovalTeam",
    "GetPITRMalwareScanResults",
    "RevokeRestoreAccessBackupVault",
    "StartScanJob",
}
"""Features that the simulator answers like an account that never used them: these are refused, as declared."""


def check(service: ServiceModel, estate: Estate, report: Report) -> None:
    """Each operation succeeds with both inputs, or is refused as one of a feature that is not in use."""
    for name in service.operation_names:
        operation = service.operation_model(name)
        for full in (False, True):
            if full and not optional(operation.input_shape):
                continue
            which = "full" if full else "minimal"
            parameters = Builder(estate, operation, full).build()
            report.count(f"{which} inputs")
            report.count("input members sent", members(parameters))
            key = f"{name}: {which} input"
            try:
                getattr(estate.client, xform_name(name))(**parameters)
            except ParamValidationError as error:
                raise SystemExit(f"{key}: {error}") from error
            except ClientError as error:
                if name not in NEVER_USED:
                    report.wrong(key, f"{error}")
            else:
                report.check(name not in NEVER_USED, key, "accepted, and listed as never used")


def optional(shape: Any) -> bool:
    """Whether a full input differs from the minimal one."""
    return shape is not None and (
        set(shape.members) - set(shape.required_members) != set()
        or any(member.type_name in ("structure", "list") for member in shape.members.values())
    )


def members(value: Any) -> int:
    """How many members an input has at all levels."""
    if isinstance(value, dict):
        return len(value) + sum(map(members, value.values()))
    if isinstance(value, list):
        return sum(map(members, value))
    return 0
