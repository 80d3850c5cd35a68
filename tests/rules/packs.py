"""The small pack of these tests: read once, copied to be damaged, its law of a day and outcomes at hand."""

from __future__ import annotations

import datetime as dt
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from anye.rules.errors import PolicyError, Problem
from anye.rules.evaluate import Outcome, determine
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import Law, resolve

HERE = Path(__file__).parent
GOOD = HERE / "good"
REAL = HERE.parents[1] / "policy"
TOWN = "990101"
ON = dt.date(2022, 7, 20)


@lru_cache
def good() -> Policy:
    return load_policy(GOOD)


@lru_cache
def real() -> Policy:
    return load_policy(REAL)


@lru_cache(256)
def law(on: dt.date = ON, known: dt.date | None = None) -> Law:
    """The small pack's law on a day, as known on that day unless another is given."""
    return resolve(good(), TOWN, on, known or on)


def outcome(measure: str, facts: dict[str, Any], on: dt.date = ON, known: dt.date | None = None) -> Outcome:
    return determine(law(on, known), measure, facts)


def copy(to: Path, changes: list[dict[str, str]]) -> Path:
    """The small pack with some files changed: `put` for `find`, which stands once, or for the whole file."""
    root = shutil.copytree(GOOD, to / "pack")
    for change in changes:
        path = root / change["file"]
        if "find" in change:
            text = path.read_text("utf-8")
            assert text.count(change["find"]) == 1, f"{change['find']!r} must stand once in {change['file']}"
            path.write_text(text.replace(change["find"], change["put"]), "utf-8")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(change["put"], change.get("encoding", "utf-8"))
    return root


def problems(root: Path) -> tuple[Problem, ...]:
    """What a pack is refused for; nothing when it is taken."""
    try:
        load_policy(root)
    except PolicyError as error:
        return error.problems
    return ()


def read(path: Path) -> Any:
    """A test's own YAML, every scalar a text."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
