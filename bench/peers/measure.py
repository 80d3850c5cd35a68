"""Everything that is measured of the peers, a process each; a side that fails is told of, not a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.whole import measure_whole
from bench.world import city

from .errors import Failed
from .processes import side

ZEN_PERSONS = 10_000
"""Persons of the city that ZEN goes through one by one: some 20,000 units."""
POPULATION = ("facts", "ours", "ours_lean", "openfisca")
FROM_FILES = 2
"""How often either side goes from the city's files to results, by turns."""

Found = dict[str, Any]


@dataclass
class Sized:
    """A city's size, and what each side measured there."""

    persons: int
    employments: int
    found: Found = field(default_factory=dict)


@dataclass
class Peers:
    """`failures` by side and size; what failed is missing elsewhere."""

    sizes: list[Sized]
    openfisca_fen: Found | None = None
    fen_employments: int = 0
    zen_persons: int = ZEN_PERSONS
    zen_case: Found | None = None
    zen_population: Found | None = None
    zen_fen: Found | None = None
    failures: list[str] = field(default_factory=list)


def measure_peers(
    folder: Path,
    sizes: list[tuple[int, Path, int]],
    loops: int,
    say: Callable[[str], None],
    from_files: int = FROM_FILES,
    zen_persons: int = ZEN_PERSONS,
) -> Peers:
    """`sizes` as (persons, the city's folder, employments), the largest last; from files to results as often as
    `from_files` says; ZEN goes through a city of `zen_persons` unit by unit.

    Where OpenFisca doesn't finish at the largest it is measured at half of it too. Raises Unexplained where a peer's
    result differs from ours for a reason that isn't known.
    """
    peers = Peers([], zen_persons=zen_persons)
    for persons, at, jobs in sizes:
        _one_size(peers, at, persons, jobs, say, from_files)
    persons, at, jobs = sizes[-1]
    if "openfisca" not in peers.sizes[-1].found:
        persons, jobs = persons // 2, jobs // 2
        at = city(folder, persons, jobs // 10, jobs)
        _one_size(peers, at, persons, jobs, say, from_files)
        peers.sizes.sort(key=lambda item: item.employments)
    say(f"OpenFisca to the fen, {jobs:,} employments")
    peers.openfisca_fen, peers.fen_employments = _try(peers, "openfisca_fen", at), jobs
    small = city(folder, zen_persons)
    _try(peers, "facts", small)
    for name, rest in (("zen_case", [str(loops)]), ("zen_population", []), ("zen_fen", [])):
        say(name.replace("_", ", ").replace("zen", "ZEN"))
        setattr(peers, name, _try(peers, name, small, *rest))
    return peers


def _one_size(
    peers: Peers, at: Path, persons: int, jobs: int, say: Callable[[str], None], from_files: int
) -> None:
    sized = Sized(persons, jobs)
    peers.sizes.append(sized)
    for name in POPULATION:
        say(f"peers: {name.replace('_', ', ')}, {jobs:,} employments")
        found = _try(peers, name, at)
        if found is not None:
            sized.found[name] = found
    whole: list[Found] = []
    for number in range(from_files):
        say(f"peers: from files, {jobs:,} employments, {number + 1} of {from_files}")
        ours = measure_whole(at, persons, jobs, "eight", False, rounds=1)
        theirs = _try(peers, "openfisca_whole", at)
        if theirs is None:
            return
        whole.append({"ours": ours.seconds, "ours_gigabytes": ours.gigabytes, **theirs})
    sized.found["files"] = {
        "ours": median(item["ours"] for item in whole),
        "openfisca": median(item["seconds"]["all"] for item in whole),
        "facts": median(item["seconds"]["facts"] for item in whole),
        "ours_gigabytes": max(item["ours_gigabytes"] for item in whole),
        "openfisca_gigabytes": max(item["gigabytes"] for item in whole),
    }


def _try(peers: Peers, name: str, at: Path, *rest: str) -> Found | None:
    try:
        return side(name, at, *rest)
    except Failed as error:
        peers.failures.append(f"{error} ({at.name})")
        return None
