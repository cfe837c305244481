"""Prints assets/simulator/api.json: what botocore knows of AWS Backup, without its prose, one operation or shape a line.

Run it by hand when the pinned botocore changes:

    pip install botocore==1.43.106
    python tests/conformance/model.py > assets/simulator/api.json
"""

import gzip
import json
import re
import sys
from pathlib import Path

import botocore

PINNED = "1.43.106"
SOURCE = "data/backup/2018-11-15/service-2.json.gz"

# Botocore's word for a property, and the word of api.json.
PROPERTIES = {
    "type": "type",
    "required": "required",
    "min": "min",
    "max": "max",
    "enum": "enum",
    "sensitive": "sensitive",
    "box": "boxed",
    "exception": "exception",
    "fault": "fault",
}
MEMBER_PROPERTIES = {"location": "in", "locationName": "name", "idempotencyToken": "token", "sensitive": "sensitive"}


def folder() -> Path:
    """Where botocore lies."""
    return Path(next(iter(botocore.__path__)))


def operation(described: dict) -> dict:
    """Method, path, success code, shapes and errors of one operation."""
    http = described["http"]
    line = {"method": http["method"], "path": http["requestUri"], "code": http.get("responseCode", 200)}
    for side in ("input", "output"):
        if side in described:
            line[side] = described[side]["shape"]
    line["errors"] = sorted(error["shape"] for error in described.get("errors", []))
    return line


def member(described: dict) -> dict:
    """One member of a structure: its shape, and where it travels if not in the body."""
    line = {"shape": described["shape"]}
    line.update({ours: described[theirs] for theirs, ours in MEMBER_PROPERTIES.items() if theirs in described})
    return line


def shape(described: dict) -> dict:
    """One shape. Lookbehinds at the end of a pattern become `not_suffix`: few regular expression engines know them."""
    line = {ours: described[theirs] for theirs, ours in PROPERTIES.items() if theirs in described}
    if "pattern" in described:
        pattern = described["pattern"]
        line["pattern"] = re.sub(r"\(\?<!([^()]*)\)", "", pattern)
        if suffixes := re.findall(r"\(\?<!([^()]*)\)", pattern):
            line["not_suffix"] = suffixes
    if "members" in described:
        line["members"] = {name: member(of) for name, of in described["members"].items()}
    for part in ("member", "key", "value"):
        if part in described:
            line[part] = described[part]["shape"]
    return line


def used(model: dict) -> set[str]:
    """The shapes that operations reach."""
    found: set[str] = set()
    waiting = [
        of["shape"]
        for described in model["operations"].values()
        for of in [described.get("input"), described.get("output"), *described.get("errors", [])]
        if of
    ]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        described = model["shapes"][name]
        parts = [described[part] for part in ("member", "key", "value") if part in described]
        waiting.extend(of["shape"] for of in [*parts, *described.get("members", {}).values()])
    return found


def lines(items: dict) -> str:
    """A JSON object with one member a line."""
    rows = (f"{json.dumps(name)}: {json.dumps(items[name], ensure_ascii=True)}" for name in sorted(items))
    return "{\n" + ",\n".join(rows) + "\n}"


def main() -> None:
    """Reads the model and prints it."""
    version = botocore.__version__
    if version != PINNED:
        sys.exit(f"botocore {PINNED} is pinned, but {version} is installed")
    with gzip.open(folder() / SOURCE) as file:
        model = json.load(file)
    header = {
        "source": f"botocore {PINNED}, {SOURCE}",
        "licence": "Apache-2.0",
        "api_version": model["metadata"]["apiVersion"],
        "made_by": "tests/conformance/model.py",
    }
    operations = {name: operation(described) for name, described in model["operations"].items()}
    reached = used(model)
    shapes = {name: shape(described) for name, described in model["shapes"].items() if name in reached}
    print(f'{{\n"header": {json.dumps(header)},\n"operations": {lines(operations)},\n"shapes": {lines(shapes)}\n}}')


if __name__ == "__main__":
    main()
