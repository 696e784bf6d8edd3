"""Checks a value against a shape of AWS's service model.

botocore's own validator checks types, required members and least lengths only. This one checks
all that the model says: enums, patterns, both bounds of lengths and ranges, unions, unknown
members.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator
from typing import Any

import regex
from botocore.model import ListShape, MapShape, Shape, StructureShape

# Java writes the characters beyond U+FFFF as a range of surrogate pairs.
_JAVA_ASTRAL = r"\uD800\uDC00-\uDBFF\uDFFF"
_PYTHON_ASTRAL = r"\U00010000-\U0010FFFF"

_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "bigdecimal": (str,),
    "string": (str,),
    "character": (str,),
    "blob": (bytes, str),
    "timestamp": (str, int, float, datetime.datetime),
}


def problems(shape: Shape, value: Any, path: str = "") -> Iterator[str]:
    """Yields one line for each thing that the model forbids: the member, the value and the rule."""
    if isinstance(shape, StructureShape):
        yield from _structure(shape, value, path)
    elif isinstance(shape, ListShape):
        yield from _list(shape, value, path)
    elif isinstance(shape, MapShape):
        yield from _map(shape, value, path)
    else:
        yield from _scalar(shape, value, path)


def _structure(shape: StructureShape, value: Any, path: str) -> Iterator[str]:
    if getattr(shape, "is_document_type", False):
        return
    if not isinstance(value, dict):
        yield _line(path, value, "must be an object")
        return
    for name in shape.required_members:
        # The SDK fills in an idempotency token by itself.
        filled = "idempotencyToken" in shape.members[name].metadata
        if name not in value and not filled:
            yield _line(_join(path, name), None, "is required")
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        yield _line(path, sorted(value), f"must have one member of {_names(shape.members)}")
    for name, member in value.items():
        if name in shape.members:
            yield from problems(shape.members[name], member, _join(path, name))
        else:
            yield _line(_join(path, name), member, f"is no member of {shape.name}")


def _list(shape: ListShape, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, (list, tuple)):
        yield _line(path, value, "must be a list")
        return
    yield from _bounds(shape, len(value), "items", path, value)
    for index, item in enumerate(value):
        yield from problems(shape.member, item, f"{path}[{index}]")


def _map(shape: MapShape, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _line(path, value, "must be an object")
        return
    yield from _bounds(shape, len(value), "entries", path, value)
    for key, item in value.items():
        yield from problems(shape.key, key, f"{path} key")
        yield from problems(shape.value, item, _join(path, str(key)))


def _scalar(shape: Shape, value: Any, path: str) -> Iterator[str]:
    kind = shape.type_name
    if not _is_of(kind, value):
        yield _line(path, value, f"must be of type {kind}")
        return
    if kind in ("string", "blob"):
        yield from _bounds(shape, len(value), "characters", path, value)
    elif kind not in ("boolean", "timestamp"):
        yield from _bounds(shape, value, "", path, value)
    if kind != "string":
        return
    if shape.enum and value not in shape.enum:
        yield _line(path, value, f"must be one of {_names(shape.enum)}")
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not _compiled(pattern).fullmatch(value):
        yield _line(path, value, f"must match {pattern}")


def _is_of(kind: str, value: Any) -> bool:
    # In Python a bool is an int; on the wire it is not.
    return isinstance(value, _TYPES[kind]) and isinstance(value, bool) == (kind == "boolean")


def _bounds(shape: Shape, size: float, unit: str, path: str, value: Any) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    unit = f" {unit}" if unit else ""
    if least is not None and size < least:
        yield _line(path, value, f"must be at least {least}{unit}, is {size}")
    if most is not None and size > most:
        yield _line(path, value, f"must be at most {most}{unit}, is {size}")


@functools.cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    """Patterns without anchors are meant for the whole value, as AWS's older models show."""
    return regex.compile(pattern.replace(_JAVA_ASTRAL, _PYTHON_ASTRAL))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _names(names: Any) -> str:
    listed = list(names)
    return ", ".join(listed[:20]) + (", …" if len(listed) > 20 else "")


def _line(path: str, value: Any, rule: str) -> str:
    if rule == "is required":
        return f"{path} {rule}"
    text = repr(value)
    return f"{path}: {text if len(text) <= 120 else text[:117] + '...'} {rule}"
