"""Answers requests, one JSON document a line, until standard input ends.

`{"plan": [resource, …]}` replays a plan. `{"service": …, "operation": …, "params": …}` checks
one call against AWS's model only.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from . import mappings
from .cloud import Cloud
from .not_covered import NOT_COVERED
from .registry import MAPPINGS
from .replay import Replay


def answer(cloud: Cloud, request: dict[str, Any]) -> dict[str, Any]:
    if "plan" not in request:
        return {
            "problems": cloud.check(request["service"], request["operation"], request["params"])
        }
    replay = Replay(cloud)
    replay.run(request["plan"])
    return {
        "problems": replay.problems,
        "accepted": dict(sorted(replay.accepted.items())),
        "modelOnly": dict(sorted(replay.model_only.items())),
        "translated": dict(sorted(replay.translated.items())),
        "notCovered": dict(sorted(replay.not_covered.items())),
    }


def main() -> None:
    mappings.load()
    cloud = Cloud()
    known = {"mapped": sorted(MAPPINGS), "notCovered": NOT_COVERED}
    print(json.dumps(known), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(cloud, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
