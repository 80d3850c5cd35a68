"""Awards decided anew: only what can have changed, beside everything anew.

`python -m bench.redetermine [PERSONS]` prints the section by itself.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from anye.screening.redetermine import Asked, redetermine

from .section import Line, Section, table
from .world import PLACE, city, connect, law

PERSONS = 500_000
BEFORE, AFTER = dt.date(2022, 5, 30), dt.date(2022, 5, 31)


@dataclass(frozen=True)
class Redetermined:
    """Seconds of the short and of the full way over the same awards; both found the same differences."""

    persons: int
    awards: int
    concerned: int
    differing: int
    short: float
    full: float


def measure_redetermination(folder: Path, persons: int) -> Redetermined:
    asked = Asked(PLACE, BEFORE, AFTER)
    seconds, found = [], []
    with connect(folder) as connection:
        for everything in (False, True):
            begin = time.perf_counter()
            found.append(redetermine(connection, law().policy, asked, everything=everything))
            seconds.append(time.perf_counter() - begin)
    short, full = found
    assert [(item.award, item.pay) for item in short.items] == [(item.award, item.pay) for item in full.items]
    concerned = sum(short.concerned.values())
    return Redetermined(persons, full.awards, concerned, len(short.items), *seconds)


def redetermine_section(found: Redetermined) -> Section:
    head = [
        "persons",
        "awards",
        "of measures whose rule differs",
        "that differ",
        "short way, s",
        "everything, s",
        "short ÷ everything",
    ]
    row = [
        f"{found.persons:,}", f"{found.awards:,}", f"{found.concerned:,}", f"{found.differing:,}",
        f"{found.short:.2f}", f"{found.full:.2f}", f"{found.short / found.full:.3f} ×",
    ]  # fmt: skip
    text = f"""## Awards decided anew

The awards on record of a made-up city, with the law as known on {BEFORE} and on {AFTER} (large firms' refund 30 % → 50 %): \
only those of measures whose rule differs, and all of them. Both find the same differences. One thread, once each.

{table(head, [row], words=())}"""
    what = f"awards decided anew, {found.awards:,} on record: what can have changed ÷ everything"
    return Section(text, (Line(what, f"{found.short / found.full:.3f} ×"),))


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
    with tempfile.TemporaryDirectory() as temporary:
        print(redetermine_section(measure_redetermination(city(Path(temporary), number), number)).text)
