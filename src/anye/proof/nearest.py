"""What would change it: of a refusal, the nearest change of facts declared changeable that makes the case entitled.

Nearest is the fewest things changed; among those the smallest distance. A change is found by Z3 and shown only after
the kernel has evaluated the changed facts and said yes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import z3

from anye.rules import ir
from anye.rules.fact_words import FactWords
from anye.rules.facts import LATEST, Reader
from anye.rules.policy import Policy
from anye.rules.program import Program
from anye.rules.resolve import Law, resolve
from anye.rules.shape import Shape
from anye.rules.types import Num, Type, Words, unscaled

from . import days
from .algebra import Truth, Whole, both, pick
from .days import Day
from .given import Changes, Given, Moved
from .moments import meaning, spans
from .records import Sym
from .scene import surely
from .translate import Env, Translator
from .witness import Builder, Facts, Kernel
from .world import World

MOST_CHANGES = 3
MOST_RECORDS = 300
"""Of a case's lists taken together; beyond that no change is looked for."""
LONGEST_WAIT = 1_100  # days
YEARS_NEAR = 10
"""Before and after the day: the days of records that a list may grow by, so that they could be somebody's."""
TIMEOUT = 3_000  # milliseconds a question


@dataclass(frozen=True)
class Change:
    """One thing to be otherwise. A fact: from `old` to `new`, as facts are written. A list: `number` records more, such
    as `example`. The day (`path` is empty): to apply on `new` instead of `old`."""

    path: tuple[str, ...]
    old: Any
    new: Any
    number: int = 0
    example: tuple[Facts, ...] = ()


@dataclass(frozen=True)
class Nearest:
    """The nearest change, with the facts and the day after it; the kernel has said yes to them. `certain`: nothing
    nearer is possible; otherwise the search for it was cut short."""

    measure: str
    on: dt.date
    changes: tuple[Change, ...]
    facts: Facts
    certain: bool


def nearest(law: Law, measure: str, data: Facts, kernel: Kernel | None = None) -> Nearest | None:
    """The nearest change that makes a refused case entitled to a measure; None where there is none within reach.

    `data` are the case's facts as `facts.Reader` takes them. Raises FactsError when they can't be read.
    """
    kernel = kernel or Kernel()
    rule = law.rules[measure]
    program = kernel.program(law, [measure])
    record = Reader(law.policy.dictionary, program.shape).read(data)
    if not rule.in_force or _records(data) > MOST_RECORDS:
        return None
    return _Search(law, measure, program, kernel).found(data, record)


@dataclass
class _Search:
    law: Law
    measure: str
    program: Program
    kernel: Kernel

    def found(self, data: Facts, record: tuple[Any, ...]) -> Nearest | None:
        near = (self.law.on.year - YEARS_NEAR, self.law.on.year + YEARS_NEAR)
        world, changes = World(closed=True, years=near), Changes()
        on = self._day(world, changes)
        root = Given(world, self.law.policy.dictionary, self.program.shape, record, (), changes)
        translator = Translator(self.law.lowering, world, on)
        conditions = [item.when for item in self.law.rules[self.measure].conditions]
        translator.reads(conditions)
        entitled = surely(translator.of(ir.both(conditions), Env(root)))
        solver = z3.Solver()
        solver.set("timeout", TIMEOUT)
        solver.add(*world.required, entitled)
        moved = list(changes.found.values())
        number: Whole = sum((pick(item.changed, 1, 0) for item in moved), 0)
        distance: Whole = sum((item.distance for item in moved), 0)
        for most in range(1, MOST_CHANGES + 1):
            model = _asked(solver, number <= most)
            if model is not None:
                solver.add(number <= most)
                model, certain = _closest(solver, distance, model)
                return self._confirmed(data, on, moved, model, certain)
        return None

    def _day(self, world: World, changes: Changes) -> Day:
        """The day one applies on: a later one, while the rule stands as it does, is a change like any other."""
        start = self.law.on
        last = self._stands_until()
        if last == start:
            return days.fixed(start)
        on = world.day("on", start.year, last.year)
        world.require(days.fixed(start).code <= on.code, on.code <= days.fixed(last).code)
        wait = days.ordinal(on) - start.toordinal()
        changes.note(Moved((), None, start, Sym(on), wait >= 1, wait))
        return on

    def _stands_until(self) -> dt.date:
        """The last day on which the rule still says what it says on the law's day."""
        policy, rule = self.law.policy, self.law.rules[self.measure]
        said, last = meaning(self.law, rule), self.law.on
        furthest = min(LATEST, self.law.on + dt.timedelta(days=LONGEST_WAIT))
        for start, end in spans(policy, self.law.on, furthest):
            then = self._law_on(start)
            if not then.rules[self.measure].in_force or meaning(then, then.rules[self.measure]) != said:
                break
            last = end
        return last

    def _law_on(self, day: dt.date) -> Law:
        known = self.law.known if self.law.known > self.law.on else day
        return resolve(self.law.policy, self.law.place, day, max(known, day))

    def _confirmed(
        self, data: Facts, on: Day, moved: list[Moved], model: z3.ModelRef, certain: bool
    ) -> Nearest | None:
        builder = Builder(self.law.policy.dictionary, model)
        changes = tuple(
            _change(builder, item, self.program.shape) for item in moved if builder.truth(item.changed)
        )
        facts, day = _applied(data, changes), builder.day(on)
        outcomes = self.kernel.evaluated(self._law_on(day), [self.measure], facts)
        if outcomes is None or outcomes[0].outcome != "yes":
            return None
        return Nearest(self.measure, day, changes, facts, certain)


def _asked(solver: z3.Solver, *truths: Truth) -> z3.ModelRef | None:
    solver.push()
    try:
        solver.add(both(*truths))
        return solver.model() if solver.check() == z3.sat else None
    finally:
        solver.pop()


def _closest(solver: z3.Solver, distance: Whole, model: z3.ModelRef) -> tuple[z3.ModelRef, bool]:
    """The model of least distance, by halving; and whether nothing nearer is possible."""
    least, most = 0, _of(model, distance)
    while least < most:
        middle = (least + most) // 2
        solver.push()
        solver.add(distance <= middle)
        answer = solver.check()
        found = solver.model() if answer == z3.sat else None
        solver.pop()
        if found is not None:
            model, most = found, _of(found, distance)
        elif answer == z3.unsat:
            least = middle + 1
        else:
            return model, False
    return model, True


def _of(model: z3.ModelRef, value: Whole) -> int:
    return value if isinstance(value, int) else int(model.eval(value, model_completion=True).as_long())


def _change(builder: Builder, item: Moved, shape: Shape) -> Change:
    if not item.path:
        return Change((), item.old, builder.day(item.new.value))
    if item.spec is not None:
        return Change(item.path, item.old, builder.value(item.spec, item.new))
    for link in item.path[:-1]:
        shape = shape.ones[link]
    inner = shape.lists[item.path[-1]]
    added = [slot for slot in item.slots if builder.truth(slot.there)]
    records = [builder.facts(slot.record, inner) for slot in added for _ in range(slot.times)]
    return Change(item.path, None, None, len(records), tuple(records))


def _applied(data: Facts, changes: tuple[Change, ...]) -> Facts:
    """The facts after the changes; those given stay as they are."""
    found: Facts = json.loads(json.dumps(data, default=str))
    for change in changes:
        if not change.path:
            continue
        place = found
        for link in change.path[:-1]:
            place = place[link]
        name = change.path[-1]
        place[name] = [*place[name], *change.example] if change.number else change.new
    return found


def _records(data: Any) -> int:
    """How many records the lists of facts hold."""
    if isinstance(data, dict):
        return sum(_records(value) for value in data.values())
    return sum(1 + _records(item) for item in data) if isinstance(data, list | tuple) else 0


# --- in words ---------------------------------------------------------------------------------------
WAIT = Words(
    "等到 {new} 再申请（测算日 {old}）",
    "等到 {new} 再申請（測算日 {old}）",
    "apply on {new} instead of {old}",
)
MORE = Words("{a}增加 {n} 条", "{a}增加 {n} 條", "{a}: {n} more")
LIKE = Words("，例如 {x}", "，例如 {x}", ", for example {x}")
FROM_TO = Words("{a}由 {old} 变为 {new}", "{a}由 {old} 變為 {new}", "{a}: {new} instead of {old}")


def in_words(policy: Policy, unit: str, found: Nearest, lang: str) -> Iterator[str]:
    """Each change as a sentence in one language."""
    words = FactWords(policy, lang)
    for change in found.changes:
        if not change.path:
            yield WAIT.in_(lang).format(old=change.old, new=change.new)
            continue
        label = words.path(unit, ".".join(change.path))
        record = unit
        for link in change.path[:-1]:
            record = policy.dictionary.target(record, link).name
        if change.number:
            to = policy.dictionary.target(record, change.path[-1]).name
            shown = words.values.phrase("semicolon").join(
                " ".join(line) for line in words.lines(to, change.example[0])
            )
            yield MORE.in_(lang).format(a=label, n=change.number) + LIKE.in_(lang).format(x=shown)
            continue
        type_ = policy.dictionary.fact(record, change.path[-1]).type
        old, new = (words.value(_plain(value, type_), type_) for value in (change.old, change.new))
        yield FROM_TO.in_(lang).format(a=label, old=old, new=new)


def _plain(value: Any, type_: Type) -> Any:
    return unscaled(value, type_.places) if isinstance(type_, Num) and isinstance(value, int) else value
