"""A case's own facts as records: what is known stands as it is, what is declared changeable may move.

The facts of the subject itself and of what it is linked to may change as the dictionary says; lists may grow by records
that are free. Facts of records in lists stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from anye.rules.dictionary import Dictionary, FactSpec
from anye.rules.shape import Shape
from anye.rules.types import Bool, Date, Enum

from .algebra import Truth, Whole, no, pick, same
from .days import Day, fixed, ordinal
from .records import Free, Record, Shown, Slot, Sym, variable
from .world import World

COPIES = (1, 1, 2, 4, 8, 16)
"""How often each of the records stands that a list may grow by: together any number up to all of them."""


@dataclass(frozen=True)
class Moved:
    """One thing that may change: a fact from `old` (JSON data) to `new`, or, without a `spec`, a list that grows.

    `distance` counts in steps of the fact, or in records."""

    path: tuple[str, ...]
    spec: FactSpec | None
    old: Any
    new: Sym
    changed: Truth
    distance: Whole
    slots: tuple[Slot, ...] = ()


@dataclass
class Changes:
    """Everything that may change in one case."""

    found: dict[tuple[str, ...], Moved] = field(default_factory=dict)

    def note(self, moved: Moved) -> Moved:
        return self.found.setdefault(moved.path, moved)


@dataclass(eq=False)
class Given:
    """A record of a case: `values` as a reader lays them out by `shape`; None where the record itself is unknown."""

    world: World
    dictionary: Dictionary
    shape: Shape
    values: tuple[Any, ...] | None
    path: tuple[str, ...] = ()
    changes: Changes | None = None  # None where nothing of the record may change
    facts: dict[str, Sym] = field(default_factory=dict)
    ones: dict[str, Given] = field(default_factory=dict)
    lists: dict[str, GivenList] = field(default_factory=dict)

    @property
    def record(self) -> str:
        return self.shape.record

    def _value(self, name: str) -> Any:
        there = self.values is not None and name in (*self.shape.facts, *self.shape.ones, *self.shape.lists)
        return self.values[self.shape.index(name)] if there and self.values is not None else None

    def fact(self, name: str) -> Sym:
        if name not in self.facts:
            self.facts[name] = self._fact(self.dictionary.fact(self.record, name))
        return self.facts[name]

    def made(self, name: str) -> Sym | None:
        return self.facts.get(name)

    def _fact(self, spec: FactSpec) -> Sym:
        value = self._value(spec.name)
        if value is None:
            return variable(self.world, self.dictionary, spec, ".".join((*self.path, spec.name)))._replace(
                known=False
            )
        old = Sym(_constant(self.dictionary, spec, value))
        if not spec.changeable or self.changes is None:
            return old
        return self.changes.note(
            _movable(self.world, self.dictionary, spec, (*self.path, spec.name), old, value)
        ).new

    def one(self, link: str) -> Record:
        if link not in self.ones:
            to = self.dictionary.target(self.record, link).name
            shape = self.shape.ones.get(link) or Shape(to, "x_")
            self.ones[link] = Given(
                self.world, self.dictionary, shape, self._value(link), (*self.path, link), self.changes
            )
        return self.ones[link]

    def many(self, link: str) -> GivenList:
        if link not in self.lists:
            self.lists[link] = GivenList(self, link)
        return self.lists[link]


@dataclass(eq=False)
class GivenList:
    """A list of a case, with the records it may grow by."""

    owner: Given
    link: str
    found: list[Slot] = field(default_factory=list)
    filled: bool = False

    @property
    def base(self) -> Shown:
        raise AssertionError("a case's list is closed")

    @property
    def whole(self) -> bool:
        """Whether the list is known, and known to be complete where a fact says so."""
        spec = self.owner.dictionary.records[self.owner.record].links[self.link]
        known = self.owner._value(self.link) is not None
        return known and (not spec.complete or self.owner.fact(spec.complete).value is True)

    def slots(self) -> Sequence[Slot]:
        if not self.filled:
            self.filled = True
            self._fill()
        return self.found

    def _fill(self) -> None:
        owner = self.owner
        spec = owner.dictionary.records[owner.record].links[self.link]
        shape = owner.shape.lists.get(self.link) or Shape(spec.to, "x_")
        path = (*owner.path, self.link)
        for element in owner._value(self.link) or ():
            self.found.append(Slot(Given(owner.world, owner.dictionary, shape, element, path), True))
        if spec.growing and owner.changes is not None and self.whole:
            owner.changes.note(self._growth(spec.to, spec.by, path))

    def _growth(self, record: str, back: str, path: tuple[str, ...]) -> Moved:
        world, new = self.owner.world, []
        for place, times in enumerate(COPIES):
            name = f"{'.'.join(path)}+{place}"
            element = Free(world, self.owner.dictionary, record, name, self.owner, back, 1, world.years)
            new.append(Slot(element, world.truth(f"{name}.there"), times))
        self.found += new
        number: Whole = sum((pick(slot.there, slot.times, 0) for slot in new), 0)
        return Moved(path, None, None, Sym(number), number >= 1, number, tuple(new))


def _constant(dictionary: Dictionary, spec: FactSpec, value: Any) -> Truth | Whole | Day:
    match spec.type:
        case Date():
            return fixed(value)
        case Enum():
            return list(dictionary.enums[spec.type.name]).index(value)
    return value


def _movable(
    world: World, dictionary: Dictionary, spec: FactSpec, path: tuple[str, ...], old: Sym, value: Any
) -> Moved:
    """The fact as it may be: where it is declared to go, counted in its steps."""
    new = variable(world, dictionary, replace(spec, open=False), ".".join(path))
    if isinstance(old.value, Day):  # 9999-12-31 stays where it is, every other day may move
        if old.value.open:
            return Moved(path, spec, value, old, False, 0)
        return _towards(world, spec, path, value, new, ordinal(old.value), ordinal(new.value))
    if spec.type == Bool():
        toggles = {"up": not value, "down": value, "either": True}[spec.changeable]
        if not toggles:
            return Moved(path, spec, value, old, False, 0)
        changed = no(same(new.value, old.value))
        return Moved(path, spec, value, new, changed, pick(changed, 1, 0))
    return _towards(world, spec, path, value, new, old.value, new.value)


def _towards(
    world: World, spec: FactSpec, path: tuple[str, ...], value: Any, new: Sym, before: int, after: Whole
) -> Moved:
    """A number or a day that moves up, down or either way, by whole steps."""
    way = pick(after >= before, after - before, before - after)
    if spec.changeable == "up":
        world.require(after >= before)
    if spec.changeable == "down":
        world.require(after <= before)
    steps = world.whole("steps", 0)
    world.require(same(way, steps * spec.step))
    return Moved(path, spec, value, new, steps >= 1, steps)
