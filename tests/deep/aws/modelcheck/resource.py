"""One planned resource while it is translated into calls."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from .cloud import Answer
from .shaping import Names, Unmapped, shaped

if TYPE_CHECKING:
    from .replay import Replay

# Least length of an identifier that is replaced wherever it occurs: `1` or `dev` are too common.
_LEAST_IDENTIFIER = 7


class Resource:
    """
    A planned resource. A translation takes the inputs that need care with `take`, and leaves the
    rest to `create`, which fits them into the API's request. What nobody took is an error.
    """

    def __init__(self, planned: dict[str, Any], replay: Replay) -> None:
        self.type: str = planned["type"]
        self.name: str = planned["name"]
        self._urn: str = planned["urn"]
        self._inputs: dict[str, Any] = dict(planned["inputs"])
        self._outputs: dict[str, Any] = planned["outputs"]
        self._default_tags: dict[str, str] = planned["defaultTags"]
        self._replay = replay
        # How many calls of the plan's own it has led to.
        self.calls = 0
        self.region: str = self._inputs.pop("region", None) or planned["region"]

    def take(self, key: str, default: Any = None) -> Any:
        """An input, which `create` then leaves alone."""
        value = self._inputs.pop(key, None)
        return default if value is None else value

    def peek(self, key: str) -> Any:
        """An input that stays for `create`."""
        return self._inputs.get(key)

    def take_all(self) -> dict[str, Any]:
        """All inputs that were not taken yet."""
        inputs, self._inputs = self._inputs, {}
        return inputs

    def named(self, key: str = "name", suffix: str = "") -> str:
        """The name given, or the one the plan made up; otherwise one as Pulumi makes it up."""
        prefix = self.take(f"{key}Prefix", "")
        given = self.take(key) or self._outputs.get(key)
        digest = hashlib.sha256(self._urn.encode()).hexdigest()
        return given or (
            f"{prefix}{digest[:26]}" if prefix else f"{self.name}-{digest[:7]}{suffix}"
        )

    def output(self, key: str) -> Any:
        """What the offline plan made up in the cloud's place: `id`, `arn`, …"""
        return self._outputs.get(key)

    def tags(self) -> dict[str, str]:
        """The resource's own tags over the provider's default ones, as the provider sends them."""
        return {**self._default_tags, **self.take("tags", {})}

    def tag_list(self) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in sorted(self.tags().items())]

    def tag_specifications(self, kind: str) -> list[dict[str, Any]] | None:
        """Tags in the form of EC2's create calls."""
        tags = self.tag_list()
        return [{"ResourceType": kind, "Tags": tags}] if tags else None

    def shape(self, service: str, operation: str, member: str, value: Any, names: Names) -> Any:
        """A value in the form of one member of a request."""
        whole = self._replay.cloud.input_shape(service, operation)
        try:
            return shaped(whole.members[member], value, names)
        except Unmapped as error:
            self._replay.problem(self, f"{service}:{operation} {member}", str(error))
            return None

    def create(
        self, service: str, operation: str, names: Names | None = None, **members: Any
    ) -> Answer:
        """A call with `members` and, fitted into the request, every input not taken so far."""
        whole = self._replay.cloud.input_shape(service, operation)
        tag_member = next((name for name in ("Tags", "tags") if name in whole.members), None)
        own = self._inputs.get("tags")
        if tag_member and tag_member not in members and not isinstance(own, list):
            self._inputs["tags"] = self.tags() or None
        rest: dict[str, Any] = {}
        for key, value in self.take_all().items():
            try:
                rest |= shaped(whole, {key: value}, names)
            except Unmapped as error:
                self._replay.problem(self, f"{service}:{operation}", str(error))
        return self.call(service, operation, **rest, **members)

    def call(self, service: str, operation: str, **members: Any) -> Answer:
        """One call; members that are None are left out."""
        params = {key: value for key, value in members.items() if value is not None}
        return self._replay.send(self, service, operation, params)

    def prepare(self, service: str, operation: str, **members: Any) -> Answer:
        """A call that is not the plan's: it looks something up, or makes what AWS has already."""
        return self._replay.prepare(self, service, operation, members)

    def becomes(self, **real: Any) -> None:
        """Says what moto made of the plan's made-up outputs; later calls get moto's instead."""
        for key, value in real.items():
            self.becomes_value(self._outputs.get(key), value)

    def becomes_value(self, made_up: Any, real: Any) -> None:
        """The same for one value that is no output of its own."""
        if isinstance(made_up, str) and isinstance(real, str) and len(made_up) >= _LEAST_IDENTIFIER:
            self._replay.replace(made_up, real)

    def is_known(self, made_up: str) -> bool:
        """True for a value that moto has given a real one for."""
        return self._replay.is_known(made_up)

    def refuse(self, why: str) -> None:
        """Records a problem of the resource that is not one of a call."""
        self._replay.problem(self, "inputs", why)
