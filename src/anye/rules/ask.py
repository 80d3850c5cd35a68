"""An interview that asks only what can still change an answer: what next, why, and what is settled.

It stops when no fact that could still be told can change any answer: each measure is refused for certain, or granted
with a certain amount, or waits for something the applicant does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from . import ir
from .evaluate import evaluate
from .interview import RECORD, Form, Question
from .program import Flat, RulePlan
from .residual import Residual, Residuals, facts_of
from .types import FOREVER, Bool, Date, Enum, Num

Odds = Mapping[str, Mapping[ir.Value, float]]
"""How people tend to answer, by question: values with their weights. A question that isn't there has none."""
RARE = 8  # where nothing is known: what may be said of somebody is that many times more often not so
SAMPLE = 12  # figures or days tried of a question, where nothing is known of how people answer
EVEN = (
    0.02  # what an answer is worth that refuses nothing: it brings each of its measures one question nearer
)
Known = Mapping[str, ir.Value]
"""Answers by question, as the rules keep them: numbers scaled."""


@dataclass(frozen=True)
class Open:
    """A measure that is not settled, with what its conditions (by id) and its amount still rest on."""

    plan: RulePlan
    conditions: tuple[tuple[str, Residual], ...]
    amount: Residual | None
    refuses: dict[str, float] = field(default_factory=dict, compare=False)
    """The chance that a question's answer refuses the measure, as far as worked out."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The questions it still rests on."""
        parts = (*(part for _, part in self.conditions), *((self.amount,) if self.amount else ()))
        return tuple(dict.fromkeys(name for part in parts for name in part.names))


@dataclass
class Planner:
    """Plans interviews over one form. `odds` may tell how people tend to answer: then what refuses most is asked
    first; without, yes counts as rarer than no, and other answers as equally likely. Worth keeping: it remembers what it worked out."""

    form: Form
    odds: Odds = field(default_factory=dict)
    chances: dict[tuple[int, str], float] = field(default_factory=dict)
    seen: dict[tuple[Any, ...], Open | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        law = self.form.law
        self.residuals = Residuals(law.lowering, law.on)
        self.place = {name: number for number, name in enumerate(self.form.questions)}
        self.facts = list(self.form.program.shape.facts)
        specs = law.policy.dictionary.records[RECORD].facts.values()
        self.presumed = {spec.name: spec.presumed for spec in specs if spec.presumed is not None}
        self.open_ended = {spec.name for spec in specs if spec.open}
        self.reads = [self._reads(plan) for plan in self.form.program.plans]

    @staticmethod
    def _reads(plan: RulePlan) -> tuple[str, ...]:
        nodes = [*(condition.when for condition in plan.rule.conditions), plan.rule.amount]
        return tuple(dict.fromkeys(name for node in nodes for name in facts_of(node)))

    # --- what is settled -------------------------------------------------------------------------
    def flat(self, known: Known) -> Flat:
        """The trace of all measures for what is known."""
        return evaluate(self.form.program, tuple(known.get(name) for name in self.facts))

    def open(self, known: Known) -> list[Open]:
        """The measures that are not settled by what is known."""
        found, flat = [], None
        for number, plan in enumerate(self.form.program.plans):
            key = (number, *((name, known[name]) for name in self.reads[number] if name in known))
            if key not in self.seen:
                flat = flat or self.flat(known)
                self.seen[key] = self._open(plan, known, flat)
            item = self.seen[key]
            if item is not None:
                found.append(item)
        return found

    def _open(self, plan: RulePlan, known: Known, flat: Flat) -> Open | None:
        certain = flat[plan.low] is not None and flat[plan.low] == flat[plan.high]
        if flat[plan.outcome] is False or (flat[plan.outcome] is True and certain):
            return None
        conditions = tuple(
            (condition.id, self.residuals.of(condition.when, known))
            for condition, item in zip(plan.rule.conditions, plan.conditions, strict=True)
            if flat[item.slot] is None
        )
        return Open(plan, conditions, None if certain else self.residuals.of(plan.rule.amount, known))

    # --- what to ask -----------------------------------------------------------------------------
    def candidates(self, opened: Iterable[Open], asked: Collection[str]) -> list[str]:
        """The questions not asked yet whose answer can still change an answer, in file order."""
        names = {name for item in opened for name in item.names if name not in asked}
        return sorted(names, key=self.place.__getitem__)

    def next(self, known: Known, asked: Iterable[str] = ()) -> str | None:
        """The question to ask next; None: nothing that could be told can change any answer.

        `asked` are questions that were put, those included to which the answer was "don't know".
        """
        opened = self.open(known)
        left = self.candidates(opened, {*asked, *known})
        if not left:
            return None
        gains = self._gains(opened, set(left))
        return max(left, key=lambda name: (gains[name], -self.place[name]))

    def _gains(self, opened: list[Open], left: set[str]) -> dict[str, float]:
        """For each question how many others its answer may be expected to save.

        It refuses a measure with some chance; then what only that measure asks need not be asked any more.
        """
        shared = Counter(name for item in opened for name in item.names if name in left)
        gains = dict.fromkeys(left, 0.0)
        for item in opened:
            names = [name for name in item.names if name in left]
            weight = sum(1 / shared[name] for name in names)
            for name in names:
                saved = weight - 1 / shared[name]
                gains[name] += self._refuses(item, name) * saved + EVEN / len(names)
        return gains

    def _refuses(self, item: Open, name: str) -> float:
        """The chance that an answer refuses the measure by itself."""
        if name not in item.refuses:
            chance = 1.0
            for _, part in item.conditions:
                if name in part.names:
                    chance *= 1 - self._fails(part, name)
            item.refuses[name] = 1 - chance
        return item.refuses[name]

    def _fails(self, part: Residual, name: str) -> float:
        key = (id(part), name)  # residuals are kept, so that their ids stay their own
        if key not in self.chances:
            odds = self.odds.get(name) or dict(self._values(part.node, name))
            failed = sum(
                weight
                for value, weight in odds.items()
                if self.residuals.fold(part.node, {name: value}) == ir.FALSE
            )
            self.chances[key] = failed / sum(odds.values()) if odds else 0.0
        return self.chances[key]

    def _values(self, node: ir.Expr, name: str) -> Iterator[tuple[ir.Value, float]]:
        """Values worth trying, with weights: all of an enumeration, else those on each side of what the expression
        holds against."""
        type_ = self.form.questions[name].type
        match type_:
            case Bool():
                yield from ((True, 1), (False, RARE))
            case Enum():
                yield from ((word, 1) for word in self.form.law.policy.dictionary.enums[type_.name])
            case Num():
                yield 0, 1
                for bound in _constants(node, Num):
                    yield from ((bound + step, 1) for step in (-1, 0, 1))
            case Date():
                if name in self.open_ended:
                    yield FOREVER, RARE
                for day in _constants(node, Date):
                    if day.year not in (1, 9999):
                        yield from ((day + timedelta(days=step), 1) for step in (-1, 0, 1))

    def why(self, name: str, known: Known) -> list[tuple[str, list[str]]]:
        """The measures a question can still change, by id, each with the ids of the conditions it bears on."""
        return [
            (item.plan.measure.id, [id_ for id_, part in item.conditions if name in part.names])
            for item in self.open(known)
            if name in item.names
        ]


def _constants(node: ir.Expr, kind: type[Num] | type[Date]) -> list[Any]:
    """The figures or days an expression holds its facts against."""
    found: set[Any] = {
        part.value for part in ir.walk(node) if isinstance(part, ir.Const) and isinstance(part.type, kind)
    }
    return sorted(found)[:SAMPLE]


# --- an interview --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    """`value` as the rules keep it; None: the applicant does not know."""

    name: str
    value: ir.Value | None


@dataclass
class Interview:
    """One conversation: answers in order, of which the last can be taken back."""

    planner: Planner
    answers: list[Answer] = field(default_factory=list)

    @property
    def known(self) -> dict[str, ir.Value]:
        """What was told and is known, and what is taken for granted."""
        return self.planner.presumed | {
            item.name: item.value for item in self.answers if item.value is not None
        }

    @property
    def question(self) -> Question | None:
        """What to ask now; None at the end."""
        name = self.planner.next(self.known, [item.name for item in self.answers])
        return None if name is None else self.planner.form.questions[name]

    def answer(self, name: str, value: ir.Value | None) -> None:
        self.answers.append(Answer(name, value))

    def back(self) -> Answer | None:
        """Takes the last answer back; None where there is none."""
        return self.answers.pop() if self.answers else None
