"""The whole screening from Parquet, each time in a process of its own so that its memory can be told.

`python -m bench.whole CITY [explain] [eight]` screens once and prints seconds, the peak of memory and how long each
step took, as JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .timing import ROUNDS


@dataclass(frozen=True)
class Whole:
    """`units` is how many units were judged, a measure at a time; `steps` the seconds of each statement, longest first."""

    persons: int
    employments: int
    scope: str
    explain: bool
    measures: int
    conditions: int
    judged: int
    seconds: float
    planning: float
    gigabytes: float
    steps: tuple[tuple[str, float], ...]

    @property
    def per_million(self) -> float:
        """Seconds per million persons."""
        return self.seconds / self.persons * 1e6

    @property
    def nanoseconds(self) -> float:
        """Per subject and measure."""
        return self.seconds / self.judged * 1e9


def measure_whole(
    folder: Path, persons: int, employments: int, scope: str, explain: bool, rounds: int = ROUNDS
) -> Whole:
    words = [*(["explain"] if explain else []), *(["eight"] if scope == "eight" else [])]
    command = [sys.executable, "-m", "bench.whole", str(folder), *words]
    found: list[dict[str, Any]] = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(rounds)
    ]
    middle = {
        key: statistics.median(item[key] for item in found) for key in ("seconds", "planning", "gigabytes")
    }
    first = found[0]
    steps = {name: statistics.median(item["steps"][name] for item in found) for name in first["steps"]}
    longest = tuple(sorted(steps.items(), key=lambda item: -item[1]))
    counts = (first["measures"], first["conditions"], first["judged"])
    return Whole(persons, employments, scope, explain, *counts, **middle, steps=longest)


def once(folder: Path, explain: bool, scope: str) -> dict[str, Any]:
    from anye.screening.engine import screen

    from .world import connect, eight, law

    rules = eight() if scope == "eight" else law()
    watch = _Watch()
    begin = time.perf_counter()
    with connect(folder) as connection:
        screening = screen(connection, rules, explain=explain, progress=watch.step)
        seconds = time.perf_counter() - begin
    names = [*(statement.name for statement in screening.plan.statements), *screening.plan.queries]
    names.append("exclusions and sums")
    steps = {name: watch.at[number + 1] - watch.at[number] for number, name in enumerate(names)}
    return {
        "seconds": seconds,
        "planning": watch.at[0] - begin,
        "gigabytes": peak() / 2**30,
        "measures": len(screening.summaries),
        "conditions": sum(len(rule.conditions) for rule in rules.rules.values()),
        "judged": sum(
            item.entitled + item.refused + item.unknown + item.gives_way for item in screening.summaries
        ),
        "steps": steps,
    }


class _Watch:
    """When each step of a screening began; the last entry is its end."""

    def __init__(self) -> None:
        self.at: list[float] = []

    def step(self, what: str, done: int, of: int) -> None:
        self.at.append(time.perf_counter())


def peak() -> int:
    """The most memory this process has held. What `getrusage` tells on Linux counts the parent's memory too, where
    that is larger: a process begins as its parent's copy."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(
        json.dumps(
            once(Path(sys.argv[1]), "explain" in sys.argv[2:], "eight" if "eight" in sys.argv[2:] else "all")
        )
    )
