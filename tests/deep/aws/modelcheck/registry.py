"""The table from Pulumi's resource types to AWS calls, filled by the modules in `mappings`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .resource import Resource

Translate = Callable[["Resource"], None]


@dataclass(frozen=True)
class TypeMapping:
    """How a type is translated, and its inputs that only the provider reads, each with a reason."""

    translate: Translate
    provider_only: Mapping[str, str]


MAPPINGS: dict[str, TypeMapping] = {}


def maps(
    *types: str, provider_only: Mapping[str, str] | None = None
) -> Callable[[Translate], Translate]:
    """Registers a function as the translation of Pulumi types, like `aws:ec2/vpc:Vpc`."""

    def register(translate: Translate) -> Translate:
        for name in types:
            assert name not in MAPPINGS, name
            MAPPINGS[name] = TypeMapping(translate, provider_only or {})
        return translate

    return register
