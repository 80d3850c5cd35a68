"""The whole screening from Parquet, each time in a process of its own so that its memory can be told.

`python -m bench.whole CITY [explain]` screens once and prints seconds and the peak of memory as JSON.
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

from .timing import ROUNDS


@dataclass(frozen=True)
class Whole:
    persons: int
    employments: int
    explain: bool
    seconds: float
    gigabytes: float

    @property
    def per_million(self) -> float:
        """Seconds per million persons."""
        return self.seconds / self.persons * 1e6


def measure_whole(folder: Path, persons: int, employments: int, explain: bool, rounds: int = ROUNDS) -> Whole:
    command = [sys.executable, "-m", "bench.whole", str(folder), *(["explain"] if explain else [])]
    found = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(rounds)
    ]
    seconds = statistics.median(item["seconds"] for item in found)
    return Whole(
        persons, employments, explain, seconds, statistics.median(item["gigabytes"] for item in found)
    )


def once(folder: Path, explain: bool) -> dict[str, float]:
    from anye.screening.engine import screen

    from .world import connect, law

    law()
    begin = time.perf_counter()
    with connect(folder) as connection:
        screen(connection, law(), explain=explain)
        seconds = time.perf_counter() - begin
    return {"seconds": seconds, "gigabytes": _peak() / 2**30}


def _peak() -> int:
    """The most memory this process has held. What `getrusage` tells on Linux counts the parent's memory too, where
    that is larger: a process begins as its parent's copy."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(once(Path(sys.argv[1]), "explain" in sys.argv[2:])))
