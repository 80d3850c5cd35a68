"""One or two measures' rules as formulas about one subject, and questions put to Z3 about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import z3

from anye.rules import ir
from anye.rules.resolve import Law, Rule

from . import days
from .algebra import Truth, both, either, no
from .days import Day
from .moments import Span
from .records import Free, Record, Sym, two_sides
from .translate import Env, Translator
from .world import World

LONGEST = 60_000  # milliseconds for one answer, should Z3 not count its steps


@dataclass(frozen=True)
class Answer:
    """`model` where there is one; `certain` false where Z3 gave up."""

    model: z3.ModelRef | None
    certain: bool = True

    @property
    def impossible(self) -> bool:
        return self.certain and self.model is None


@dataclass
class Scene:
    """A subject (seen from two sides where `path` says what is moved) on one of the days of `spans`.

    Everything a question needs is translated first; then `ask` as often as wanted. `effort` is how many of its own steps
    Z3 may take for one answer: the same on every machine, so that what is found is too.
    """

    law: Law
    unit: str
    spans: tuple[Span, ...]
    world: World
    path: tuple[str, ...] = ()
    effort: int = 5_000_000
    asserted: int = 0
    settled: bool = False
    solver: z3.Solver = field(init=False)

    def __post_init__(self) -> None:
        first, last = self.spans[0][0], self.spans[-1][1]
        self.on = _day_within(self.world, first, last)
        self.world.require(
            either(*(both(_code(a) <= self.on.code, self.on.code <= _code(b)) for a, b in self.spans))
        )
        self.translator = Translator(self.law.lowering, self.world, self.on)
        root = Free(self.world, self.law.policy.dictionary, self.unit, self.unit)
        self.sides: Sequence[Record] = two_sides(root, self.path) if self.path else (root,)
        self.solver = z3.Solver()
        self.solver.set("rlimit", self.effort)
        self.solver.set("timeout", LONGEST)

    def reads(self, nodes: Sequence[ir.Expr]) -> None:
        self.translator.reads(nodes)

    def of(self, node: ir.Expr, side: int = 0) -> Sym:
        """A lowered expression said of the subject."""
        return self.translator.of(node, Env(self.sides[side]))

    def holds(self, rule: Rule, side: int = 0) -> Sym:
        """Whether all conditions of a rule hold."""
        return self.of(ir.both([condition.when for condition in rule.conditions]), side)

    def ask(self, *truths: Truth) -> Answer:
        """Whether there is a subject and a day of which all of these hold."""
        if not self.settled:
            self.translator.lists.settle()
            self.settled = not self.world.closed
        self.solver.add(*self.world.required[self.asserted :])
        self.asserted = len(self.world.required)
        wanted = both(*truths)
        if wanted is False:
            return Answer(None)
        self.solver.push()
        try:
            if wanted is not True:
                self.solver.add(wanted)
            found = self.solver.check()
            return Answer(self.solver.model() if found == z3.sat else None, found != z3.unknown)
        finally:
            self.solver.pop()


def surely(sym: Sym) -> Truth:
    return both(sym.known, sym.value)


def surely_not(sym: Sym) -> Truth:
    return both(sym.known, no(sym.value))


def _code(day: dt.date) -> int:
    return int(days.fixed(day).code)


def _day_within(world: World, first: dt.date, last: dt.date) -> Day:
    """Any day between two, worked out where they are one."""
    return days.fixed(first) if first == last else world.day("on", first.year, last.year)
