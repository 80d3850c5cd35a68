"""Records whose facts are variables: one subject with all that is linked to it, as a tree like the facts of a case.

A list shows some of its records; in a closed world it has no others. A record may be seen twice, with one thing moved
between the two: for what must grow when that grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from anye.rules.dictionary import Dictionary, FactSpec
from anye.rules.facts import EARLIEST, LATEST, limits
from anye.rules.types import Bool, Date, Enum

from .algebra import Truth
from .days import Day, not_later
from .world import World

EARLY, LATE = 1950, 2060
"""Years of facts in closed worlds: those of cases that could be somebody's. Every fourth is a leap year."""


class Sym(NamedTuple):
    """A value as a formula: a truth, a whole number (a word of an enumeration by its place), a day or a set of words;
    and whether it is known, which is true of all that rests on facts alone."""

    value: Any
    known: Truth = True


class Record(Protocol):
    """One record, with its facts, the records it is linked to and its lists."""

    @property
    def record(self) -> str: ...

    def fact(self, name: str) -> Sym: ...

    def made(self, name: str) -> Sym | None:
        """The fact if anything has asked for it; nothing depends on one that nobody asked for."""

    def one(self, link: str) -> Record: ...

    def many(self, link: str) -> Group: ...


@dataclass(frozen=True, eq=False)
class Slot:
    """A record that a list shows, if it is there, and how often it stands in the list."""

    record: Record
    there: Truth
    times: int = 1


class Group(Protocol):
    """A list. `base` is the list itself where this is a way of seeing it; `whole`: nothing is missing in it."""

    @property
    def base(self) -> Shown: ...

    @property
    def whole(self) -> bool: ...

    def slots(self) -> Sequence[Slot]: ...


def variable(
    world: World, dictionary: Dictionary, spec: FactSpec, path: str, years: tuple[int, int] | None = None
) -> Sym:
    """Any value of a fact that a reader takes; a day of some years only where they are given."""
    match spec.type:
        case Bool():
            return Sym(world.truth(path))
        case Date():
            first, last = years or ((EARLY, LATE) if world.closed else (EARLIEST.year, LATEST.year))
            return Sym(world.day(path, first, last, spec.open))
        case Enum():
            return Sym(world.whole(path, 0, len(dictionary.enums[spec.type.name]) - 1))
    low, high = limits(spec)
    return Sym(world.whole(path, low, high))


@dataclass(eq=False)
class Free:
    """A record of which everything is a variable, made as it is asked for. A list's element links back to its owner.

    `years` bound the days of the record and of its lists, where they are given.
    """

    world: World
    dictionary: Dictionary
    record: str
    path: str
    owner: Record | None = None
    back: str = ""
    depth: int = 0
    years: tuple[int, int] | None = None
    facts: dict[str, Sym] = field(default_factory=dict)
    ones: dict[str, Free] = field(default_factory=dict)
    lists: dict[str, Shown] = field(default_factory=dict)

    def fact(self, name: str) -> Sym:
        if name not in self.facts:
            spec = self.dictionary.records[self.record]
            flags = {link.complete for link in spec.links.values()}
            whole = Sym(True)  # whoever knows everything has listed everything
            self.facts[name] = (
                whole
                if name in flags
                else variable(
                    self.world, self.dictionary, spec.facts[name], f"{self.path}.{name}", self.years
                )
            )
        return self.facts[name]

    def made(self, name: str) -> Sym | None:
        return self.facts.get(name)

    def one(self, link: str) -> Record:
        if self.owner is not None and link == self.back:
            return self.owner
        if link not in self.ones:
            to = self.dictionary.records[self.record].links[link].to
            self.ones[link] = Free(self.world, self.dictionary, to, f"{self.path}.{link}", depth=self.depth)
        return self.ones[link]

    def many(self, link: str) -> Shown:
        if link not in self.lists:
            self.lists[link] = Shown(self, link)
        return self.lists[link]


@dataclass(eq=False)
class Shown:
    """A list of a free record: closed, with as many records as the world repeats; open, one for each that asks."""

    owner: Free
    link: str
    found: list[Slot] = field(default_factory=list)
    moved: Slot | None = None
    filled: bool = False
    whole: bool = True

    @property
    def base(self) -> Shown:
        return self

    def slots(self) -> Sequence[Slot]:
        world = self.owner.world
        if world.closed and not self.filled:
            self.filled = True
            repeats = world.repeats[min(self.owner.depth, len(world.repeats) - 1)]
            for times in repeats:
                self.add(times)
        return self.found

    def add(self, times: int = 1) -> Slot:
        """One more record that may be there."""
        owner = self.owner
        path = f"{owner.path}.{self.link}[{len(self.found)}]"
        link = owner.dictionary.records[owner.record].links[self.link]
        element = Free(
            owner.world, owner.dictionary, link.to, path, owner, link.by, owner.depth + 1, owner.years
        )
        slot = Slot(element, owner.world.truth(f"{path}.there"), times)
        self.found.append(slot)
        return slot

    def special(self) -> Slot:
        """The one record of the list in which, or by which, two ways of seeing it differ."""
        if self.moved is None:
            self.slots()
            self.moved = self.add()
        return self.moved


# --- two ways of seeing -----------------------------------------------------------------------------
@dataclass(eq=False)
class Seen:
    """A free record on one of two sides, which differ by what `path` leads to: a fact that is not less on the second, a
    truth that turns true, a list that has one record more."""

    inner: Free
    path: tuple[str, ...]
    side: int
    greater: dict[int, Sym]
    owner: Record | None = None
    ones: dict[str, Record] = field(default_factory=dict)
    lists: dict[str, SeenGroup] = field(default_factory=dict)

    @property
    def record(self) -> str:
        return self.inner.record

    def fact(self, name: str) -> Sym:
        if self.path != (name,):
            return self.inner.fact(name)
        spec = self.inner.dictionary.fact(self.record, name)
        if spec.type == Bool():
            return Sym(bool(self.side))
        lesser = self.inner.fact(name)
        if self.side == 0:
            return lesser
        return _greater(self.inner, spec, lesser, self.greater)

    def made(self, name: str) -> Sym | None:
        return self.fact(name) if self.path == (name,) else self.inner.made(name)

    def one(self, link: str) -> Record:
        if self.owner is not None and link == self.inner.back:
            return self.owner
        if link not in self.ones:
            found = self.inner.one(link)
            leads = self.path[:1] == (link,) and isinstance(found, Free)
            self.ones[link] = (
                Seen(found, self.path[1:], self.side, self.greater) if leads else found  # type: ignore[arg-type]
            )
        return self.ones[link]

    def many(self, link: str) -> SeenGroup:
        if link not in self.lists:
            path = self.path[1:] if self.path[:1] == (link,) else None
            self.lists[link] = SeenGroup(self.inner.many(link), self, path, self.side)
        return self.lists[link]


def _greater(inner: Free, spec: FactSpec, lesser: Sym, made: dict[int, Sym]) -> Sym:
    """A value of a fact not less than `lesser`; the same one whenever asked again."""
    key = id(lesser.value)
    if key not in made:
        found = variable(inner.world, inner.dictionary, spec, f"{inner.path}.{spec.name}+")
        low, high = lesser.value, found.value
        inner.world.require(not_later(low, high) if isinstance(low, Day) else low <= high)
        made[key] = found
    return made[key]


@dataclass(eq=False)
class SeenGroup:
    """A list of a record seen on one side. `path`: what leads on from the record in which the sides differ; empty
    where they differ by that record itself; None where the list is the same on both."""

    inner: Shown
    owner: Seen
    path: tuple[str, ...] | None
    side: int
    records: dict[int, Slot] = field(default_factory=dict)
    whole: bool = True

    @property
    def base(self) -> Shown:
        return self.inner

    def slots(self) -> Sequence[Slot]:
        special = None if self.path is None else self.inner.special()
        return [self._seen(slot, slot is special) for slot in self.inner.slots()]

    def _seen(self, slot: Slot, special: bool) -> Slot:
        assert isinstance(slot.record, Free)
        inner = self.inner.owner
        if not special and (slot.record.record, slot.record.back) not in inner.world.read_back:
            return slot  # nobody looks back from it at its owner: both sides see the same
        if id(slot) not in self.records:
            path = (self.path or ()) if special else ()
            record = Seen(slot.record, path, self.side, self.owner.greater, self.owner)
            there: Truth = slot.there
            if special:
                there = True if self.path else bool(self.side)
            self.records[id(slot)] = Slot(record, there, slot.times)
        return self.records[id(slot)]


def two_sides(root: Free, path: tuple[str, ...]) -> tuple[Seen, Seen]:
    """The record twice: on the second side what the path leads to is more."""
    greater: dict[int, Sym] = {}
    return Seen(root, path, 0, greater), Seen(root, path, 1, greater)
