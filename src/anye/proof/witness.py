"""From an answer of Z3 to the facts of a case, which the kernel reads and evaluates like anybody's.

Nothing counts as refuted, or as possible, that the kernel has not confirmed for such facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import z3

from anye.rules.dictionary import Dictionary, FactSpec
from anye.rules.errors import FactsError
from anye.rules.evaluate import Outcome, outcomes
from anye.rules.facts import Reader
from anye.rules.program import Program, compile_rules
from anye.rules.resolve import Law
from anye.rules.shape import Shape
from anye.rules.types import FOREVER, Bool, Date, Enum, Num, unscaled

from .days import Day
from .records import Record, Sym

UNASKED_DAY = dt.date(2000, 1, 1)
"""A day of which nothing depends."""

Facts = dict[str, Any]


@dataclass(frozen=True)
class Witness:
    """The facts of a case and what the kernel says of them, on a day, as known on a day. Two of each where what holds
    of one case is held against another."""

    on: dt.date
    known: dt.date
    facts: tuple[Facts, ...]
    outcomes: tuple[Outcome, ...]


@dataclass
class Kernel:
    """Programs of laws, kept by what the laws say."""

    programs: dict[tuple[object, tuple[str, ...]], Program] = field(default_factory=dict)

    def program(self, law: Law, measures: Sequence[str]) -> Program:
        """The program of some measures of one unit, for the law's day."""
        key = (law.key, tuple(measures))
        if key not in self.programs:
            unit = law.rules[measures[0]].measure.unit
            self.programs[key] = compile_rules(law, unit, measures)
        return replace(self.programs[key], law=law)

    def evaluated(self, law: Law, measures: Sequence[str], facts: Facts) -> list[Outcome] | None:
        """The outcomes of the measures in the order of their ids; None where the facts can't be read."""
        program = self.program(law, measures)
        reader = Reader(law.policy.dictionary, program.shape)
        try:
            record = reader.read(facts)
        except FactsError:
            return None
        return outcomes(program, record, reader.certain)


@dataclass
class Builder:
    """Reads the values of a model."""

    dictionary: Dictionary
    model: z3.ModelRef

    def day(self, day: Day) -> dt.date:
        year, month, number = (self.whole(part) for part in (day.year, day.month, day.day))
        return dt.date(year, month + 1, number)

    def whole(self, value: Any) -> int:
        return (
            value if isinstance(value, int) else int(self.model.eval(value, model_completion=True).as_long())
        )

    def truth(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        return bool(z3.is_true(self.model.eval(value, model_completion=True)))

    def facts(self, record: Record | None, shape: Shape) -> Facts:
        """The facts that a shape wants of a record, as JSON data; a list holds the records that are there."""
        spec = self.dictionary.records[shape.record]
        flags = {link.complete for link in spec.links.values()}
        data: Facts = {
            name: True if name in flags else self.fact(record, spec.facts[name]) for name in shape.facts
        }
        data |= {flag: True for flag in flags if flag}
        for link, one in shape.ones.items():
            data[link] = self.facts(None if record is None else record.one(link), one)
        for link, many in shape.lists.items():
            data[link] = [] if record is None else self.elements(record, link, many)
        return data

    def elements(self, record: Record, link: str, shape: Shape) -> list[Facts]:
        found: list[Facts] = []
        for slot in record.many(link).slots():
            if self.truth(slot.there):
                found += [self.facts(slot.record, shape)] * slot.times
        return found

    def fact(self, record: Record | None, spec: FactSpec) -> Any:
        made = None if record is None else record.made(spec.name)
        return self.unasked(spec) if made is None else self.value(spec, made)

    def value(self, spec: FactSpec, made: Sym) -> Any:
        match spec.type:
            case Bool():
                return self.truth(made.value)
            case Date():
                assert isinstance(made.value, Day)
                return self.day(made.value).isoformat()
            case Enum():
                return list(self.dictionary.enums[spec.type.name])[self.whole(made.value)]
        assert isinstance(spec.type, Num)
        return str(unscaled(self.whole(made.value), spec.type.places))

    def unasked(self, spec: FactSpec) -> Any:
        """A value for a fact that nothing depends on."""
        match spec.type:
            case Bool():
                return False
            case Date():
                return (FOREVER if spec.open else UNASKED_DAY).isoformat()
            case Enum():
                return next(iter(self.dictionary.enums[spec.type.name]))
        assert isinstance(spec.type, Num)
        return str(unscaled(max(spec.low or 0, 0), spec.type.places))
