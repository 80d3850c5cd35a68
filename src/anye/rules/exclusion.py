"""Which of a subject's claims are granted where some exclude each other: exact, and sound while something is unknown.

Claims that collide, directly or through others, are settled together. What is chosen is a set of claims none of which
excludes another, and of which no more share a limit than it leaves. While outcomes or amounts are open, every
completion is thought of at once: a claim is granted where every completion grants it, gives way where none does, and
is open otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

MOST = 8  # claims settled together: beyond that nothing is chosen, all are open
PLACES = 2  # the decimals that amounts are compared with
Name = tuple[str, int]
"""A claim: the measure's id and the unit's key."""


@dataclass(frozen=True)
class Claim:
    """One measure's answer for one unit that isn't refused. `certain`: entitled; else not known yet.

    `low` and `high` bound the amount, in one scale for all; `high` None: not bounded. `owners` are the keys of the
    records it leads to, by record type. `counts` and `may_count` are the first days of the months it is for: those
    that count for certain, and those that may. `rooms` bound what each of its limits still leaves, by the limit's id.
    """

    measure: str
    key: int
    certain: bool
    low: int
    high: int | None
    owners: tuple[tuple[str, int | None], ...] = ()
    counts: frozenset[dt.date] = frozenset()
    may_count: frozenset[dt.date] = frozenset()
    rooms: tuple[tuple[str, int, int | None], ...] = ()

    @property
    def measure_key(self) -> Name:
        return self.measure, self.key

    def doubted(self) -> Claim:
        """The same, not certain any more."""
        return replace(self, certain=False)

    def owner(self, record: str) -> int | None:
        return next((key for name, key in self.owners if name == record), None)

    def room(self, limit: str) -> tuple[int, int | None]:
        return next(((low, high) for name, low, high in self.rooms if name == limit), (0, None))


@dataclass(frozen=True)
class Capacity:
    """At most so many of some claims, by their places: between `low` and `high`, None where nothing bounds it."""

    members: frozenset[int]
    low: int
    high: int | None


@dataclass(frozen=True)
class Verdict:
    """`status` is granted, gives-way or open; `to` are the claims it gives way to, or may have to, by their places."""

    status: str
    to: tuple[int, ...] = ()


@dataclass(frozen=True)
class Settlement:
    """What becomes of a claim: `status` is granted, gives-way or open, `low` and `high` bound its amount, with PLACES
    decimals. `others` are what it gives way to, or may have to, or was reckoned anew after (`again`); `award` is the key
    of an earlier award that stands in the way."""

    status: str
    low: int
    high: int | None
    others: tuple[Name, ...] = ()
    award: int | None = None
    again: bool = False


@dataclass(frozen=True)
class Contest:
    """Claims settled together, in their order: where all else is equal the earlier one is preferred.

    `edges` are pairs of places that exclude each other for certain, `maybe` pairs that may; the smaller place first.
    `choice` is largest, first or applicant; `picks` are what the applicant chose, most wanted first.
    """

    claims: tuple[Claim, ...]
    edges: frozenset[tuple[int, int]]
    maybe: frozenset[tuple[int, int]] = frozenset()
    capacities: tuple[Capacity, ...] = ()
    choice: str = "first"
    picks: tuple[int, ...] = ()

    def verdicts(self) -> list[Verdict]:
        """What becomes of each claim, over all completions of what is unknown."""
        places = range(len(self.claims))
        if len(self.claims) > MOST:
            return [Verdict("open", tuple(sorted(self._rivals(place)))) for place in places]
        return [self._verdict(place, self.possible) for place in places]

    # --- the sets that may be chosen -------------------------------------------------------------
    @cached_property
    def possible(self) -> tuple[frozenset[int], ...]:
        """The sets that some completion chooses.

        If any completion chooses a set, the one that favours it most does: its claims are there and as large as they
        may be, the others small or not there, and what may collide does, but for what the set itself holds together.
        """
        sets = self._sets()
        return tuple(
            one
            for one in sets
            if not any(self._allowed(other, one) and self._beats(other, one) for other in sets)
        )

    def _sets(self) -> list[frozenset[int]]:
        """All sets without claims that exclude each other for certain, no larger than limits may allow."""
        found: list[frozenset[int]] = [frozenset()]
        for place in range(len(self.claims)):
            against = {b if a == place else a for a, b in self.edges if place in (a, b)}
            found += [one | {place} for one in found if not one & against]
        return [
            one
            for one in found
            if all(item.high is None or len(one & item.members) <= item.high for item in self.capacities)
        ]

    def _allowed(self, other: frozenset[int], one: frozenset[int]) -> bool:
        """Whether the other set can be chosen too in the completion that favours the one most."""
        if other == one or any(not self.claims[place].certain for place in other - one):
            return False
        if any({a, b} <= other and not {a, b} <= one for a, b in self.maybe):
            return False
        return all(
            len(other & item.members) <= max(item.low, len(one & item.members)) for item in self.capacities
        )

    def _beats(self, other: frozenset[int], one: frozenset[int]) -> bool:
        """Whether the other set is preferred in that completion."""
        if self.choice == "applicant" and not self.picks:
            return one < other
        if self.choice == "largest":
            highs = [self.claims[place].high for place in one - other]
            if None in highs:
                return False
            gain = sum(self.claims[place].low for place in other - one)
            loss = sum(high for high in highs if high is not None)
            if gain != loss:
                return gain > loss
        return min(one ^ other, key=self._preference) in other

    def _preference(self, place: int) -> tuple[int, int]:
        return (self.picks.index(place) if place in self.picks else len(self.picks), place)

    # --- what follows ----------------------------------------------------------------------------
    def _rivals(self, place: int) -> frozenset[int]:
        near = {b if a == place else a for a, b in self.edges | self.maybe if place in (a, b)}
        for item in self.capacities:
            near |= item.members if place in item.members else frozenset()
        return frozenset(near - {place})

    def _verdict(self, place: int, possible: Sequence[frozenset[int]]) -> Verdict:
        within = [place in one for one in possible]
        if all(within):
            return Verdict("granted")
        there = frozenset[int]().union(*(one for one in possible if place not in one))
        to = tuple(sorted(self._rivals(place) & there))
        return Verdict("open" if any(within) else "gives-way", to)


def contests(
    claims: Sequence[Claim],
    collide: Callable[[Claim, Claim], bool | None],
    limits: Iterable[Capacity],
    choice: Callable[[Claim], str],
    picks: Sequence[str] = (),
) -> list[tuple[tuple[int, ...], Contest]]:
    """The contests among claims given in order of preference, each with its claims' places; who has no rival is in none.

    `collide` says of two claims whether they exclude each other, None where that is not known; `limits` are shared by
    the places they name; `choice` is the rule of a claim's groups, empty where it is in none. `picks` are measures.
    """
    pairs: dict[tuple[int, int], bool | None] = {}
    for b, second in enumerate(claims):
        for a, first in enumerate(claims[:b]):
            found = collide(first, second)
            if found is not False:
                pairs[a, b] = found
    shared = [item for item in limits if len(item.members) > item.low]
    chained = [pair for item in shared for pair in pairwise(sorted(item.members))]
    return [
        (places, _contest(claims, places, pairs, shared, choice, picks))
        for places in _components(len(claims), [*pairs, *chained])
    ]


def _components(count: int, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Places connected by pairs, those connected to nothing left out; in order of their first."""
    root = list(range(count))

    def find(place: int) -> int:
        while root[place] != place:
            place = root[place]
        return place

    for a, b in pairs:
        first, second = sorted((find(a), find(b)))
        root[second] = first
    groups: dict[int, list[int]] = {}
    for place in range(count):
        groups.setdefault(find(place), []).append(place)
    return [tuple(places) for _, places in sorted(groups.items()) if len(places) > 1]


def _contest(
    claims: Sequence[Claim],
    places: tuple[int, ...],
    pairs: dict[tuple[int, int], bool | None],
    shared: Iterable[Capacity],
    choice: Callable[[Claim], str],
    picks: Sequence[str],
) -> Contest:
    here = {place: number for number, place in enumerate(places)}
    local = {(here[a], here[b]): found for (a, b), found in pairs.items() if a in here}
    inside = tuple(claims[place] for place in places)
    rule = min({choice(claim) for claim in inside} - {""}, default="first")
    wanted = picks if rule == "applicant" else ()
    return Contest(
        claims=inside,
        edges=frozenset(pair for pair, found in local.items() if found),
        maybe=frozenset(pair for pair, found in local.items() if found is None),
        capacities=tuple(
            Capacity(frozenset(here[place] for place in item.members), item.low, item.high)
            for item in shared
            if item.members <= here.keys()
        ),
        choice=rule,
        picks=tuple(n for pick in wanted for n, claim in enumerate(inside) if claim.measure == pick),
    )
