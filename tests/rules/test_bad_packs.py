"""Every way to write a pack wrongly is refused with its file and line, what is wrong and how to mend it.

Each entry of bad/*.yaml damages the good pack in one place and pins all that is said of it: these words are
what a policy clerk sees, so a change of them is a change of the product.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.rules import packs

ENTRIES = [
    pytest.param(entry, id=entry["id"])
    for path in sorted((packs.HERE / "bad").glob("*.yaml"))
    for entry in packs.read(path)
]


def changes(entry: dict[str, Any]) -> list[dict[str, str]]:
    """What an entry does to the good pack."""
    if "worker_when" in entry:
        return [condition("hiring-bonus", "not (firm.trade in excluded_trades)", entry["worker_when"])]
    if "when" in entry:
        return [condition("rent-help", "active_staff >= rent_min_staff", entry["when"])]
    if "long" in entry:
        return [condition("rent-help", "active_staff >= rent_min_staff", " or ".join(["exporting"] * int(entry["long"])))]
    if "deep" in entry and "file" not in entry and "change" not in entry:
        deep = "+".join(["rooms"] * int(entry["deep"]))
        return [condition("rent-help", "active_staff >= rent_min_staff", f"{deep} > 0")]
    if "deep" in entry:
        return [{"file": "derived.yaml", "put": "firm: " + "[" * int(entry["deep"])}]
    return entry.get("change", [entry])


def condition(measure: str, find: str, put: str) -> dict[str, str]:
    """The change of one condition's expression; folded, so that any sign may stand in it."""
    return {
        "file": f"town/plan/measures/{measure}.yaml",
        "find": f"when: {find}\n",
        "put": f"when: >-\n      {put}\n",
    }
