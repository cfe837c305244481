"""Builds inputs from the model: required members only, or every member with two items a list."""

from __future__ import annotations

from typing import Any

from botocore.model import OperationModel, Shape

from .estate import Estate
from .values import LEFT_OUT, NEEDED, by_member, by_path, by_shape


class Builder:
    """Makes one input of an operation."""

    def __init__(self, estate: Estate, operation: OperationModel, full: bool) -> None:
        self.estate = estate
        self.operation = operation
        self.full = full

    def build(self) -> dict[str, Any]:
        """The whole input."""
        shape = self.operation.input_shape
        return {} if shape is None else self._structure(shape, self.operation.name)

    def _structure(self, shape: Shape, path: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, member in shape.members.items():
            if self.full or name in shape.required_members or f"{path}.{name}" in NEEDED:
                value = self._value(member, f"{path}.{name}", made)
                if value is not LEFT_OUT:
                    made[name] = value
        return made

    def _value(self, shape: Shape, path: str, made: dict[str, Any], index: int = 0) -> Any:
        known = by_path(path, self.full)
        if known is None:
            known = by_member(path.rsplit(".", 1)[1]) or by_shape(shape.name)
        if known is not None:
            return known(self.estate, made)
        kind = shape.type_name
        if kind == "structure":
            return self._structure(shape, path)
        if kind == "list":
            if shape.member.enum:
                return shape.member.enum[:2]
            return [self._value(shape.member, path, made, number) for number in range(2 if self.full else 1)]
        if kind == "map":
            return {f"key-{number}": self._value(shape.value, path, made, number) for number in range(2)}
        if kind == "string":
            return shape.enum[0] if shape.enum else f"text-{index}"
        if kind in ("integer", "long"):
            return max(shape.metadata.get("min", 0), 1)
        if kind == "boolean":
            return True
        if kind == "timestamp":
            return self.estate.now()
        raise TypeError(f"{path}: no value for {kind}")
