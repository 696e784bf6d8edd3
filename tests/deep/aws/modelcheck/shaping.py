"""Gives Pulumi inputs the form of an AWS request.

Terraform's names, and so Pulumi's, come from the API's: `cidrBlock` is `CidrBlock`. Only the
names that differ need to be told. Nothing is dropped silently: an input without a counterpart
is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

# Paths of Pulumi inputs, without indices, to the name of the API's member.
Names = Mapping[str, str]


class Unmapped(Exception):
    """Inputs that the API's shape has no member for."""

    def __init__(self, paths: list[str], shape: str) -> None:
        super().__init__(f"no counterpart in {shape}: {', '.join(paths)}")


def shaped(shape: Shape, value: Any, names: Names | None = None, path: str = "") -> Any:
    """The value in the form of the shape. Raises Unmapped for an input without a counterpart."""
    names = names or {}
    if isinstance(shape, StructureShape):
        return _structure(shape, value, names, path)
    if isinstance(shape, ListShape):
        return _list(shape, value, names, path)
    if isinstance(shape, MapShape):
        return _map(shape, value, names, path)
    return _scalar(shape, value)


def _structure(shape: StructureShape, value: Any, names: Names, path: str) -> Any:
    if isinstance(value, list) and len(value) == 1:
        # Terraform's form of a block that is there once at most.
        value = value[0]
    if getattr(shape, "is_document_type", False) or not isinstance(value, dict):
        return value
    members = {name.lower(): name for name in shape.members}
    result: dict[str, Any] = {}
    unmapped: list[str] = []
    for key, item in value.items():
        at = f"{path}.{key}" if path else key
        name = names.get(at) or members.get(key.lower())
        if name is None:
            unmapped.append(at)
        elif item is not None:
            result[name] = shaped(shape.members[name], item, names, at)
    if unmapped:
        raise Unmapped(unmapped, shape.name)
    return result


def _list(shape: ListShape, value: Any, names: Names, path: str) -> Any:
    if isinstance(value, dict):
        pairs = _pair_members(shape.member)
        if pairs is not None:
            return [{pairs[0]: key, pairs[1]: item} for key, item in sorted(value.items())]
        # One block, where the API would take several.
        value = [value]
    if not isinstance(value, list):
        return value
    return [shaped(shape.member, item, names, path) for item in value]


def _pair_members(shape: Shape) -> tuple[str, str] | None:
    """The two members of a tag, and of whatever else the API writes as a list of pairs."""
    if not isinstance(shape, StructureShape):
        return None
    by_lower = {name.lower(): name for name in shape.members}
    for key in ("key", "name"):
        if set(by_lower) == {key, "value"}:
            return by_lower[key], by_lower["value"]
    return None


def _map(shape: MapShape, value: Any, names: Names, path: str) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: shaped(shape.value, item, names, path) for key, item in value.items()}


def _scalar(shape: Shape, value: Any) -> Any:
    """Terraform writes some booleans and numbers as text, where an empty one means "not set"."""
    if not isinstance(value, str):
        return value
    if shape.type_name == "boolean" and value in ("true", "false"):
        return value == "true"
    if shape.type_name in ("integer", "long") and value.lstrip("-").isdigit():
        return int(value)
    if shape.type_name in ("float", "double"):
        try:
            return float(value)
        except ValueError:
            return value
    return value
