"""Everything that is measured of the peers, a process each; a side that fails is told of, not a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.world import city

from .errors import Failed
from .processes import side

ZEN_PERSONS = 10_000
"""Persons of the city that ZEN goes through one by one: some 20,000 units."""
POPULATION = ("facts", "ours", "ours_lean", "openfisca", "openfisca_whole")

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
    zen_case: Found | None = None
    zen_population: Found | None = None
    zen_fen: Found | None = None
    failures: list[str] = field(default_factory=list)


def measure_peers(
    folder: Path, sizes: list[tuple[int, Path, int]], loops: int, say: Callable[[str], None]
) -> Peers:
    """`sizes` as (persons, the city's folder, employments), the largest last.

    Where OpenFisca doesn't finish at the largest it is measured at half of it too. Raises Unexplained where a peer's
    result differs from ours for a reason that isn't known.
    """
    peers = Peers([])
    for persons, at, jobs in sizes:
        _one_size(peers, at, persons, jobs, say)
    persons, at, jobs = sizes[-1]
    if "openfisca" not in peers.sizes[-1].found:
        persons, jobs = persons // 2, jobs // 2
        at = city(folder, persons, jobs // 10, jobs)
        _one_size(peers, at, persons, jobs, say)
        peers.sizes.sort(key=lambda item: item.employments)
    say(f"OpenFisca to the fen, {jobs:,} employments")
    peers.openfisca_fen, peers.fen_employments = _try(peers, "openfisca_fen", at), jobs
    small = city(folder, ZEN_PERSONS)
    _try(peers, "facts", small)
    for name, rest in (("zen_case", [str(loops)]), ("zen_population", []), ("zen_fen", [])):
        say(name.replace("_", ", ").replace("zen", "ZEN"))
        setattr(peers, name, _try(peers, name, small, *rest))
    return peers


def _one_size(peers: Peers, at: Path, persons: int, jobs: int, say: Callable[[str], None]) -> None:
    sized = Sized(persons, jobs)
    peers.sizes.append(sized)
    for name in POPULATION:
        say(f"peers: {name.replace('_', ', ')}, {jobs:,} employments")
        found = _try(peers, name, at)
        if found is not None:
            sized.found[name] = found


def _try(peers: Peers, name: str, at: Path, *rest: str) -> Found | None:
    try:
        return side(name, at, *rest)
    except Failed as error:
        peers.failures.append(f"{error} ({at.name})")
        return None
