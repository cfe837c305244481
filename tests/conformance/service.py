"""The AWS Backup model as botocore has it: operations, shapes, and every member that an answer may have."""

from __future__ import annotations

from collections.abc import Iterator

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape

OPERATIONS = 115
"""How many operations the simulator promises; another number means that the pinned botocore is another one."""


def load() -> ServiceModel:
    """The model of the pinned botocore."""
    service = botocore.session.get_session().get_service_model("backup")
    found = len(service.operation_names)
    if found != OPERATIONS:
        raise SystemExit(f"botocore's AWS Backup model has {found} operations, not {OPERATIONS}")
    return service


def declared_errors(operation: OperationModel) -> set[str]:
    """The codes of the errors that the model declares for the operation."""
    return {shape.name for shape in operation.error_shapes}


def output_members(operation: OperationModel) -> Iterator[str]:
    """Every member that an answer may have, as `Operation.path.to.Member`; lists and maps add no step."""
    if operation.output_shape is not None:
        yield from _members(operation.output_shape, operation.name)


def _members(shape: Shape, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield f"{path}.{name}"
            yield from _members(member, f"{path}.{name}")
    elif shape.type_name == "list":
        yield from _members(shape.member, path)
    elif shape.type_name == "map":
        yield from _members(shape.value, path)


def wire_name(name: str, shape: Shape) -> str:
    """The member's name on the wire."""
    return shape.serialization.get("name", name)
