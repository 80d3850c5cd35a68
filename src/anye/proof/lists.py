"""What lists come to: counts, totals, whether there is one, extreme days.

In a closed world they are worked out of the records shown. In an open one each is a number of its own. For each, one
record is shown that bears it out (one that counts, one that adds, the one with the latest day), so that what cannot be
so with these records shown cannot be so with any; what further records add is a rest, which is nought where nothing is
shown that counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from anye.rules import ir
from anye.rules.types import FOREVER, NEVER

from .algebra import Truth, Whole, alike, both, either, implies, no, pick, same
from .days import Day, choose, earlier, fixed, not_later
from .records import Group, Record, Shown, Slot, Sym
from .world import World

Body = Callable[[Record], tuple[Sym, Sym | None]]
"""Whether an element takes part, and the value it has."""


class Lists(Protocol):
    def take(self, agg: ir.Agg, group: Group, body: Body) -> Sym: ...

    def settle(self) -> None:
        """Says of every list that was asked of what holds of its records; call it before the question is put."""


@dataclass
class ClosedLists:
    """Lists of which every record is shown."""

    world: World

    def take(self, agg: ir.Agg, group: Group, body: Body) -> Sym:
        total: Sym = Sym(_nothing(agg))
        for slot in group.slots():
            if slot.there is not False:
                where, value = body(slot.record)
                total = _joined(agg, total, slot, where, value)
        return Sym(total.value, both(total.known, group.whole))

    def settle(self) -> None:
        return


def _nothing(agg: ir.Agg) -> Truth | Whole | Day:
    match agg.kind:
        case "any":
            return False
        case "latest":
            return fixed(NEVER)
        case "earliest":
            return fixed(FOREVER)
    return 0


def _joined(agg: ir.Agg, total: Sym, slot: Slot, where: Sym, value: Sym | None) -> Sym:
    """What a list comes to with one more record."""
    counts = both(slot.there, where.value)
    known = implies(slot.there, both(where.known, True if value is None else implies(counts, value.known)))
    if agg.kind == "any":
        sure = both(counts, where.known)
        return Sym(
            either(total.value, counts),
            either(both(total.known, known), sure, both(total.known, total.value)),
        )
    known = both(total.known, known)
    if agg.kind == "count":
        return Sym(total.value + pick(counts, slot.times, 0), known)
    assert value is not None
    if agg.kind == "sum":
        return Sym(total.value + pick(counts, slot.times * value.value, 0), known)
    found, day = total.value, value.value
    better = earlier(found, day) if agg.kind == "latest" else earlier(day, found)
    return Sym(choose(both(counts, better), day, found), known)


@dataclass(eq=False)
class Asked:
    """One question to one list, as a side sees it; `rest` is what records not shown add."""

    agg: ir.Agg
    group: Group
    body: Body
    result: Sym
    rest: Whole = 0
    done: int = 0
    parts: list[tuple[Truth, Sym, Sym | None]] = field(default_factory=list)


@dataclass
class OpenLists:
    """Lists that may hold any number of records besides those shown."""

    world: World
    asked: dict[Shown, list[Asked]] = field(default_factory=dict)
    asking: int = 0

    def take(self, agg: ir.Agg, group: Group, body: Body) -> Sym:
        others = self.asked.setdefault(group.base, [])
        group.slots()  # the one in which the sides differ stands first
        own = len(group.base.found)
        group.base.add()
        where, value = body(group.slots()[own].record)
        sure = where.known is True and (value is None or value.known is True)
        if not sure:
            group.base.add()  # one more, for a record by which the answer is unknown
        question = Asked(agg, group, body, self._result(agg, value, sure))
        if agg.kind in ("count", "sum"):
            question.rest = self.world.whole("rest", 0)
        others.append(question)
        return question.result

    def _result(self, agg: ir.Agg, value: Sym | None, sure: bool) -> Sym:
        known = True if sure else self.world.truth("known")
        if agg.kind == "any":
            return Sym(self.world.truth("any"), known)
        if agg.kind in ("count", "sum"):
            return Sym(self.world.whole(agg.kind, 0), known)
        assert value is not None
        day = value.value
        parts = [self.world.whole(f"{agg.kind}.{part}") for part in ("year", "month", "day")]
        first = min(day.low, NEVER.year) if agg.kind == "latest" else day.low
        return Sym(
            Day(parts[0], parts[1], parts[2], first, day.high, day.open or agg.kind == "earliest"), known
        )

    def settle(self) -> None:
        while self._shown_to_all():
            pass
        for questions in self.asked.values():
            for question in questions:
                self._say(question)
            self._compare(questions)

    def _shown_to_all(self) -> bool:
        """Puts each question to every record its list shows; whether there was one it had not been put to."""
        news = False
        for questions in list(self.asked.values()):
            for question in list(questions):
                slots = question.group.slots()
                for slot in slots[question.done :]:
                    where, value = question.body(slot.record)
                    question.parts.append((both(slot.there, where.value), where, value))
                    news = True
                question.done = len(slots)
        return news

    def _say(self, question: Asked) -> None:
        world, agg, result = self.world, question.agg, question.result.value
        hits = [hit for hit, _, _ in question.parts]
        self._say_known(question)
        match agg.kind:
            case "any":
                world.require(same(result, either(*hits)))
            case "count":
                shown: Whole = sum((pick(hit, 1, 0) for hit in hits), 0)
                world.require(same(result, shown + question.rest), implies(question.rest > 0, either(*hits)))
            case "sum":
                values = [(hit, value.value) for hit, _, value in question.parts if value is not None]
                total: Whole = sum((pick(hit, value, 0) for hit, value in values), 0)
                adds = either(*(both(hit, value > 0) for hit, value in values))
                world.require(same(result, total + question.rest), implies(question.rest > 0, adds))
            case _:
                self._say_extreme(question)

    def _say_known(self, question: Asked) -> None:
        if question.result.known is True:
            return
        parts = [
            implies(hit, both(where.known, True if value is None else value.known))
            for hit, where, value in question.parts
        ]
        unsure = [where.known for _, where, _ in question.parts]
        self.world.require(same(question.result.known, both(*parts, *unsure)))

    def _say_extreme(self, question: Asked) -> None:
        result, latest = question.result.value, question.agg.kind == "latest"
        none = fixed(NEVER if latest else FOREVER)
        days = [(hit, value.value) for hit, _, value in question.parts if value is not None]
        self.world.require(
            either(
                both(*(no(hit) for hit, _ in days), _same_day(result, none)),
                *(both(hit, _same_day(result, day)) for hit, day in days),
            )
        )
        for hit, day in days:
            within = not_later(day, result) if latest else not_later(result, day)
            self.world.require(implies(hit, within))

    def _compare(self, questions: list[Asked]) -> None:
        """What further records add to one answer against what they add to another."""
        counted = [question for question in questions if question.agg.kind in ("count", "sum")]
        for place, one in enumerate(counted):
            for other in counted[:place]:
                if one.agg.kind != other.agg.kind:
                    continue
                if _same_question(one, other):
                    self.world.require(same(one.rest, other.rest))
                elif one.group is other.group and one.agg.value == other.agg.value:
                    for part, whole in ((one, other), (other, one)):
                        if _parts(whole.agg.where) <= _parts(part.agg.where):
                            self.world.require(part.rest <= whole.rest)


def _parts(where: ir.Expr) -> set[ir.Expr]:
    """What must hold of an element, part by part."""
    return set(where.args) if isinstance(where, ir.And) else set() if where == ir.TRUE else {where}


def _same_day(one: Day, other: Day) -> Truth:
    return both(same(one.year, other.year), same(one.month, other.month), same(one.day, other.day))


def _same_question(one: Asked, other: Asked) -> bool:
    """Whether both take in the same records for the same values, whatever the records: their formulas are the same
    text for every record that is not the one in which the sides differ."""
    base = one.group.base
    shown = [place for place, slot in enumerate(base.found) if slot is not base.moved]
    for place in shown:
        (hit, _, value), (hit2, _, value2) = one.parts[place], other.parts[place]
        if not alike(hit, hit2):
            return False
        if value is not None and value2 is not None and not alike(value.value, value2.value):
            return False
    return bool(shown)
