"""Checks each raw answer member by member against the model, before botocore's lenient parser has its way with it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel, ServiceModel, Shape

from .report import Report
from .service import declared_errors, wire_name

COMMON_ERRORS = {
    "AccessDeniedException": 403,
    "ExpiredTokenException": 403,
    "SerializationException": 400,
    "ThrottlingException": 400,
    "ValidationException": 400,
}
"""What any operation may answer without declaring it, with its status."""

STATUS_OF_FAULT = {"ServiceUnavailableException": 500, "DependencyFailureException": 500}
"""Every other declared error is the client's fault: 400."""

FREE_PATTERNS = {"ResourceType", "BackupVaultName", "BackupVaultNameOrWildcard"}
"""AWS itself answers values that these patterns forbid: `SAP HANA on Amazon EC2`, `aws/efs/automatic-backup-vault`."""

NULL_VALUES = {"GetRecoveryPointRestoreMetadata.RestoreMetadata"}
"""Maps in which AWS sends nulls: an EBS snapshot's `availabilityZone`."""

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
    "timestamp": (int, float),
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}


class Checker:
    """Listens to a client and checks every answer that it gets."""

    def __init__(self, service: ServiceModel, report: Report) -> None:
        self.service = service
        self.report = report

    def listen(self, client: Any) -> Any:
        """Checks all answers of this client from now on."""
        client.meta.events.register("response-received.backup", self._received)
        return client

    def _received(self, response_dict: Mapping[str, Any] | None, exception: Any = None, **_: Any) -> None:
        if response_dict is None:
            self.report.wrong("transport", f"a call had no answer: {exception}")
            return
        operation = self.service.operation_model(response_dict["context"]["operation_name"])
        headers = {name.lower(): value for name, value in response_dict["headers"].items()}
        self.answer(operation, response_dict["status_code"], headers, response_dict["body"])

    def answer(self, operation: OperationModel, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Checks one answer."""
        report, name = self.report, operation.name
        report.called[name] += 1
        report.count("answers")
        report.check(bool(headers.get("x-amzn-requestid")), f"{name}: request id", "no x-amzn-requestid")
        try:
            parsed = json.loads(body) if body.strip() else None
        except ValueError as error:
            report.wrong(f"{name}: JSON", f"{error}: {body[:200]!r}")
            return
        if status >= 300:
            self._error(operation, status, headers, parsed)
            return
        report.succeeded.add(name)
        expected = operation.http.get("responseCode", 200)
        report.check(status == expected, f"{name}: status", f"{status}, the model says {expected}")
        shape = operation.output_shape
        if shape is None or not shape.members:
            report.check(not parsed, f"{name}: body", f"the model has none: {body[:200]!r}")
        elif report.check(isinstance(parsed, dict), f"{name}: body", f"not an object: {body[:200]!r}"):
            report.check("json" in headers.get("content-type", ""), f"{name}: content type", str(headers))
            self._value(shape, parsed, name)

    def _error(
        self, operation: OperationModel, status: int, headers: Mapping[str, str], parsed: Any
    ) -> None:
        report, name = self.report, operation.name
        code = headers.get("x-amzn-errortype", "").split(":")[0]
        report.errors_seen.add((name, code))
        declared = declared_errors(operation)
        key = f"{name}: error {code or '?'}"
        report.check(bool(code), key, "no x-amzn-errortype header")
        known = code in declared or code in COMMON_ERRORS
        report.check(known, key, f"not declared, nor common: {parsed}")
        expected = COMMON_ERRORS.get(code) or STATUS_OF_FAULT.get(code, 400)
        report.check(status == expected, f"{key} status", f"{status}, expected {expected}")
        if not report.check(isinstance(parsed, dict), f"{key} body", f"not an object: {parsed!r}"):
            return
        report.check(parsed.get("Code") == code, f"{key} body", f"its Code is {parsed.get('Code')!r}")
        message = parsed.get("Message")
        report.check(isinstance(message, str) and message != "", f"{key} body", f"no Message: {parsed}")
        allowed = {"Code", "Message", "Type", "Context"}
        for shape in operation.error_shapes:
            if shape.name == code:
                allowed |= set(shape.members)
        unknown = set(parsed) - allowed
        report.check(not unknown, f"{key} body", f"unknown members {sorted(unknown)}")

    def _value(self, shape: Shape, value: Any, path: str) -> None:
        report = self.report
        kind = shape.type_name
        fits = isinstance(value, JSON_TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
        if not report.check(fits, f"{path}: type", f"{value!r} is not a {kind}"):
            return
        if kind == "structure":
            self._structure(shape, value, path)
        elif kind == "list":
            for item in value:
                self._value(shape.member, item, path)
        elif kind == "map":
            for key, item in value.items():
                self._value(shape.key, key, f"{path} key")
                if item is not None or path not in NULL_VALUES:
                    self._value(shape.value, item, path)
        elif kind == "string":
            self._text(shape, value, path)
        elif kind == "timestamp":
            # Later than 2100 or earlier than 2000 means that it is in milliseconds, or made of nothing.
            report.check(math.isfinite(value) and 946684800 < value < 4102444800, f"{path}: time", repr(value))
        if kind in ("list", "map", "integer", "long"):
            size = value if isinstance(value, int) else len(value)
            self._bounds(shape, size, path)

    def _structure(self, shape: Shape, value: dict[str, Any], path: str) -> None:
        report = self.report
        members = {wire_name(name, member): (name, member) for name, member in shape.members.items()}
        for name in shape.required_members:
            wire = wire_name(name, shape.members[name])
            report.check(wire in value, f"{path}.{name}: required", f"absent from {sorted(value)}")
        for wire, item in value.items():
            if wire not in members:
                report.wrong(f"{path}.{wire}: unknown", f"the model has no such member: {item!r}")
                continue
            name, member = members[wire]
            report.count("members checked")
            report.members_seen.add(f"{path}.{name}")
            self._value(member, item, f"{path}.{name}")

    def _text(self, shape: Shape, value: str, path: str) -> None:
        if shape.enum:
            self.report.check(value in shape.enum, f"{path}: enum", f"{value!r} is none of {shape.enum}")
        self._bounds(shape, len(value), path)
        pattern = shape.metadata.get("pattern")
        if pattern and shape.name not in FREE_PATTERNS:
            fits = re.search(f"^(?:{pattern})$", value, re.DOTALL) is not None
            self.report.check(fits, f"{path}: pattern", f"{value!r} is not like {pattern}")

    def _bounds(self, shape: Shape, size: int, path: str) -> None:
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        fits = (low is None or size >= low) and (high is None or size <= high)
        self.report.check(fits, f"{path}: bounds", f"{size} is not from {low} to {high}")
