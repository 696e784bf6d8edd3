"""Replays a plan: every resource in order of its dependencies, every call checked."""

from __future__ import annotations

import graphlib
import re
from collections import Counter
from typing import Any

from .cloud import Answer, Cloud, Refused
from .not_covered import NOT_COVERED
from .registry import MAPPINGS
from .resource import Resource

# Identifiers that say nothing but which resource they mean: `subnet-0123456789abcdef0`.
_EC2_ID = re.compile(r"[a-z]+-[0-9a-f]{17}")


class Replay:
    """One plan on its way into an empty cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.problems: list[dict[str, str]] = []
        self.accepted: Counter[str] = Counter()
        self.model_only: Counter[str] = Counter()
        self.not_covered: Counter[str] = Counter()
        self.translated: Counter[str] = Counter()
        self._replacements: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._made_up: set[str] = set()

    def run(self, planned: list[dict[str, Any]]) -> None:
        self.cloud.reset()
        ids = (resource["outputs"]["id"] for resource in planned)
        self._made_up = {made_up for made_up in ids if _EC2_ID.fullmatch(made_up)}
        for resource in in_order(planned):
            self._translate(resource)

    def _translate(self, planned: dict[str, Any]) -> None:
        kind = planned["type"]
        mapping = MAPPINGS.get(kind)
        resource = Resource(planned, self)
        if kind in NOT_COVERED:
            self.not_covered[kind] += 1
            return
        if mapping is None:
            self.problem(
                resource, "type", "has no mapping and is not on the list of not_covered.py"
            )
            return
        self.translated[kind] += 1
        for key in mapping.provider_only:
            resource.take(key)
        mapping.translate(resource)
        if resource.calls == 0:
            self.problem(resource, "inputs", "led to no call")
        left = resource.take_all()
        left = {key: value for key, value in left.items() if value is not None}
        if left:
            self.problem(resource, "inputs", f"not mapped to any call: {', '.join(sorted(left))}")

    def send(
        self, resource: Resource, service: str, operation: str, params: dict[str, Any]
    ) -> Answer:
        call = f"{service}:{operation}"
        resource.calls += 1
        params = self._with_real_ids(params)
        forbidden = self.cloud.check(service, operation, params)
        forbidden += [
            f"{made_up} is not created before this call" for made_up in self._left(params)
        ]
        for line in forbidden:
            self.problem(resource, call, line)
        try:
            answer = self.cloud.call(resource.region, service, operation, params)
        except Refused as refused:
            # Moto refuses for the same reason, or for one that follows from it.
            if not forbidden:
                self.problem(resource, call, str(refused))
            return Answer(False, {})
        counter = self.accepted if answer.by_moto else self.model_only
        if not forbidden:
            counter[call] += 1
        return answer

    def prepare(
        self, resource: Resource, service: str, operation: str, params: dict[str, Any]
    ) -> Answer:
        """Sends a call that is not the plan's own: it counts for nothing."""
        try:
            params = self._with_real_ids(params)
            return self.cloud.call(resource.region, service, operation, params)
        except Refused as refused:
            self.problem(resource, f"{service}:{operation} (preparation)", str(refused))
            return Answer(False, {})

    def problem(self, resource: Resource, call: str, why: str) -> None:
        self.problems.append(
            {"resource": resource.name, "type": resource.type, "call": call, "why": why}
        )

    def replace(self, made_up: str, real: str) -> None:
        self._replacements[made_up] = real
        # The longest first: one identifier can be the start of another.
        longest_first = sorted(self._replacements, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def is_known(self, made_up: str) -> bool:
        return made_up in self._replacements

    def _left(self, value: Any) -> list[str]:
        """Made-up identifiers of planned resources that moto has given no real one for yet."""
        if isinstance(value, str):
            return [found for found in _EC2_ID.findall(value) if found in self._made_up]
        if isinstance(value, (list, dict)):
            items = value.values() if isinstance(value, dict) else value
            return [found for item in items for found in self._left(item)]
        return []

    def _with_real_ids(self, value: Any) -> Any:
        if isinstance(value, str) and self._pattern is not None:
            return self._pattern.sub(lambda found: self._replacements[found[0]], value)
        if isinstance(value, list):
            return [self._with_real_ids(item) for item in value]
        if isinstance(value, dict):
            return {key: self._with_real_ids(item) for key, item in value.items()}
        return value


def in_order(planned: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The resources, each after all that it depends on."""
    by_urn = {resource["urn"]: resource for resource in planned}
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for urn in sorted(by_urn):
        sorter.add(urn, *(other for other in by_urn[urn]["dependsOn"] if other in by_urn))
    return [by_urn[urn] for urn in sorter.static_order()]
