"""Breaks each member of each input, one constraint at a time, and looks at how that is refused."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from botocore import xform_name
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError
from botocore.model import OperationModel, ServiceModel, Shape

from .answers import COMMON_ERRORS
from .estate import Estate
from .inputs import Builder
from .report import Report
from .service import declared_errors, wire_name

ABSENT = object()
STRANGE = ("no way, José!", "   ")
"""One of these is not of the pattern, whatever it is."""
Path = tuple[str | int, ...]

WRONG_TYPE: dict[str, Any] = {
    "string": {"not": "a string"},
    "integer": "many",
    "long": "many",
    "boolean": "perhaps",
    "timestamp": "yesterday",
    "list": "not a list",
    "map": "not a map",
    "structure": "not a structure",
}


@dataclass(frozen=True)
class Breakage:
    """One way to break an input."""

    path: Path
    what: str
    value: Any
    location: str
    """Where the top-level member travels: `uri`, `querystring` or the body (empty)."""
    member: str
    """The member's name; of an item in a list or map, that of the list or map."""
    wire: str
    """Its name on the wire."""


def check(service: ServiceModel, estate: Estate, report: Report) -> None:
    """Every breakage of every operation is refused with a declared or common code that names the member."""
    estate.standing = True
    client = estate.simulator.client(lenient=True)
    wire = Wire()
    client.meta.events.register("before-sign.backup", wire.rewrite)
    for name in service.operation_names:
        operation = service.operation_model(name)
        if operation.input_shape is None:
            continue
        whole = Builder(estate, operation, True).build()
        for breakage in breakages(operation, whole):
            report.count("bad inputs")
            wire.breakage = breakage
            key = f"{name}.{'.'.join(map(str, breakage.path))}: {breakage.what}"
            parameters = broken(whole, breakage) if breakage.location == "uri" else whole
            try:
                getattr(client, xform_name(name))(**copy.deepcopy(parameters))
            except ClientError as error:
                judge(operation, breakage, error, key, report)
            else:
                report.check(False, key, f"accepted {breakage.value!r:.80}")
    estate.standing = False


def judge(operation: OperationModel, breakage: Breakage, error: ClientError, key: str, report: Report) -> None:
    """Whether the refusal is of a known code and says which member it is about."""
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    known = code in declared_errors(operation) | set(COMMON_ERRORS)
    report.check(known, key, f"refused with {code}: {message}")
    if code != "SerializationException":
        named = any(name.lower() in message.lower() for name in (breakage.member, breakage.wire))
        report.check(named, key, f"the message does not name {breakage.member}: {code}: {message}")


def breakages(operation: OperationModel, whole: dict[str, Any]) -> Iterator[Breakage]:
    """All the ways to break this input, top down."""
    shape = operation.input_shape
    for name, member in shape.members.items():
        location = member.serialization.get("location", "")
        if name in whole:
            wire = wire_name(name, member)
            if name in shape.required_members and location != "uri":
                yield Breakage((name,), "absent", ABSENT, location, name, wire)
            yield from _of(member, whole[name], Breakage((name,), "", None, location, name, wire))


def _of(shape: Shape, value: Any, at: Breakage) -> Iterator[Breakage]:
    kind = shape.type_name
    if not (kind == "string" and at.location):
        # Whatever stands in a path or a query is a string already.
        yield replace(at, what="wrong type", value=WRONG_TYPE[kind])
    for what, bad in _constraints(shape):
        yield replace(at, what=what, value=bad)
    if kind == "structure":
        for name, member in shape.members.items():
            if name in value:
                inner = replace(at, path=(*at.path, name), member=name, wire=wire_name(name, member))
                if name in shape.required_members:
                    yield replace(inner, what="absent", value=ABSENT)
                yield from _of(member, value[name], inner)
    elif kind == "list" and value:
        yield from _of(shape.member, value[0], replace(at, path=(*at.path, 0)))
    elif kind == "map" and value:
        first = next(iter(value))
        yield from _of(shape.value, value[first], replace(at, path=(*at.path, first)))


def _constraints(shape: Shape) -> Iterator[tuple[str, Any]]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.type_name in ("integer", "long"):
        if low is not None:
            yield "below the least", low - 1
        if high is not None:
            yield "above the most", high + 1
    elif shape.type_name == "string":
        # An empty label makes another path, and an empty query member is an absent one.
        in_path = shape.serialization.get("location") in ("uri", "querystring")
        if shape.enum:
            yield "not in the enum", "NO_SUCH_VALUE"
        if low and not (in_path and low == 1):
            yield "too short", "a" * (low - 1)
        if high:
            yield "too long", "a" * (high + 1)
        pattern = shape.metadata.get("pattern")
        if pattern:
            strange = (text for text in STRANGE if not re.search(f"^(?:{pattern})$", text))
            yield "not of the pattern", next(strange)
    elif shape.type_name == "list":
        if low:
            yield "too few", []
        if high:
            yield "too many", ["a"] * (high + 1)


def broken(whole: Any, breakage: Breakage) -> Any:
    """A copy of an input with the breakage in it."""
    made = copy.deepcopy(whole)
    at = made
    *way, last = breakage.path
    for step in way:
        at = at[step]
    if breakage.value is ABSENT:
        del at[last]
    else:
        at[last] = breakage.value
    return made


class Wire:
    """Breaks body and query of a request just before it is signed: botocore would not serialize a wrong type."""

    def __init__(self) -> None:
        self.breakage: Breakage | None = None

    def rewrite(self, request: AWSRequest, **_: Any) -> None:
        """Puts the breakage into the request."""
        breakage = self.breakage
        if breakage is None or breakage.location == "uri":
            return
        if breakage.location == "querystring":
            self._query(request, breakage)
        else:
            body = json.loads(request.data or b"{}")
            request.data = json.dumps(broken(body, breakage)).encode()
            # The length of the sound body must not stay behind.
            del request.headers["Content-Length"]

    @staticmethod
    def _query(request: AWSRequest, breakage: Breakage) -> None:
        name = breakage.wire
        parts = urlsplit(request.url)
        query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != name]
        query += [(key, value) for key, value in (request.params or {}).items() if key != name]
        if breakage.value is not ABSENT:
            query.append((name, str(breakage.value)))
        request.params = {}
        request.url = urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))
