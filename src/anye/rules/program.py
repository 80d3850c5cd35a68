"""Rules of one unit compiled together: one function from a record's facts to a flat trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from . import ir
from .analysis import Analysis
from .citation import Citation
from .measure import Measure
from .resolve import Law, Rule
from .shape import Shape
from .terms import name_of, terms
from .to_python import FUNCTIONS, Generator
from .types import Num, Type

Flat = tuple[Any, ...]
"""Results by slot: True, False or None; integers scaled by their type's places; days; words of enumerations."""


@dataclass(frozen=True)
class Term:
    """A quantity a condition read; `low` and `high` are slots, equal where it is a value or unknown."""

    name: str
    node: ir.Expr
    type: Type
    low: int
    high: int


@dataclass(frozen=True)
class ConditionPlan:
    id: str
    kind: str
    slot: int
    when: ir.Expr
    cite: Citation
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class RulePlan:
    """Where a measure's results stand in the flat trace."""

    measure: Measure
    rule: Rule
    outcome: int
    conditions: tuple[ConditionPlan, ...]
    low: int
    high: int
    amount_terms: tuple[Term, ...]
    steps: tuple[Term, ...]


@dataclass(frozen=True)
class Program:
    """`bind(on)` gives the function from a record's tuple (laid out by `shape`) to a flat trace."""

    unit: str
    law: Law
    analysis: Analysis
    shape: Shape
    plans: tuple[RulePlan, ...]
    source: str
    bind: Callable[[dt.date], Callable[[Any], Flat]]
    show: Callable[[Flat], list[dict[str, Any]]]


@dataclass
class _Slots:
    """Names of results in order; a name used twice has one slot."""

    index: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        return self.index.setdefault(name, len(self.index))


def compile_rules(law: Law, unit: str, measures: Iterable[str] = ()) -> Program:
    """The program of all measures of a unit (or of those named), in the order of their ids."""
    wanted = set(measures)
    rules = [
        rule
        for id_, rule in sorted(law.rules.items())
        if rule.measure.unit == unit and (not wanted or id_ in wanted)
    ]
    generator = Generator(Analysis(law.lowering), Shape(unit, "r_"))
    slots = _Slots()
    plans = tuple(_plan(rule, generator, slots) for rule in rules)
    source = generator.render(list(slots.index))
    show_source = _show_source(plans, len(slots.index))
    space: dict[str, Any] = {**FUNCTIONS, **generator.values, "dec": _decimal, **_show_values(plans)}
    exec(compile(source + "\n" + show_source, f"<rules of {unit}>", "exec"), space)  # noqa: S102 - text made by Generator alone
    return Program(
        unit,
        law,
        generator.analysis,
        generator.root,
        plans,
        source,
        lru_cache(64)(space["bind"]),
        space["show"],
    )


def _plan(rule: Rule, generator: Generator, slots: _Slots) -> RulePlan:
    conditions = tuple(_condition(rule, index, generator, slots) for index in range(len(rule.conditions)))
    outcome = generator.point(ir.both([condition.when for condition in rule.conditions]))
    amount = generator.wide(rule.amount)
    measure = rule.measure
    in_force = rule.in_force
    return RulePlan(
        measure=measure,
        rule=rule,
        outcome=slots.of(outcome.name),
        conditions=conditions,
        low=slots.of(amount.low),
        high=slots.of(amount.high),
        amount_terms=_terms(measure.amount.expr, generator, slots) if in_force else (),
        steps=tuple(_term(step, generator, slots) for step in measure.steps) if in_force else (),
    )


def _condition(rule: Rule, index: int, generator: Generator, slots: _Slots) -> ConditionPlan:
    condition = rule.conditions[index]
    written = rule.measure.conditions[index].when
    slot = slots.of(generator.point(condition.when).name)
    read = _terms(written, generator, slots) if rule.in_force else ()
    return ConditionPlan(condition.id, condition.kind, slot, written, condition.cite, read)


def _terms(node: ir.Expr, generator: Generator, slots: _Slots) -> tuple[Term, ...]:
    return tuple(_term(part, generator, slots) for part in terms(node))


def _term(node: ir.Expr, generator: Generator, slots: _Slots) -> Term:
    lowered = generator.analysis.lowering.of(node)
    if generator.analysis.wide(lowered):
        wide = generator.wide(lowered)
        return Term(name_of(node), node, node.type, slots.of(wide.low), slots.of(wide.high))
    slot = slots.of(generator.point(lowered).name)
    return Term(name_of(node), node, node.type, slot, slot)


# --- the trace as dictionaries -------------------------------------------------------------------
RESULT = {True: "met", False: "failed", None: "open"}
OUTCOME = {True: "yes", False: "no", None: "unknown"}


def _decimal(value: int | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-places)


def _show_source(plans: tuple[RulePlan, ...], width: int) -> str:
    """Text of show(flat): every measure's trace as dictionaries, with values as numbers, days and words."""
    names = [f"x{slot}" for slot in range(width)]
    lines = ["def show(flat):", f"    {', '.join(names)}, = flat" if names else "    pass", "    return ["]
    for number, plan in enumerate(plans):
        places = plan.measure.amount.type.places
        lines.append(f"      {{'measure': m{number}, 'outcome': OUTCOME[x{plan.outcome}],")
        lines.append(
            f"       'low': dec(x{plan.low}, {places}), 'high': dec(x{plan.high}, {places}), 'conditions': ["
        )
        for index, condition in enumerate(plan.conditions):
            facts = ", ".join(f"{term.name!r}: {_shown(term)}" for term in condition.terms)
            lines.append(
                f"        {{'id': {condition.id!r}, 'result': RESULT[x{condition.slot}], "
                f"'cite': c{number}_{index}, 'facts': {{{facts}}}}},"
            )
        lines.append("      ]},")
    return "\n".join([*lines, "    ]"])


def _shown(term: Term) -> str:
    places = term.type.places if isinstance(term.type, Num) else 0
    low, high = (f"dec(x{slot}, {places})" if places else f"x{slot}" for slot in (term.low, term.high))
    return low if term.low == term.high else f"{low} if x{term.low} == x{term.high} else ({low}, {high})"


def _show_values(plans: tuple[RulePlan, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {"RESULT": RESULT, "OUTCOME": OUTCOME}
    for number, plan in enumerate(plans):
        values[f"m{number}"] = plan.measure.id
        for index, condition in enumerate(plan.conditions):
            values[f"c{number}_{index}"] = condition.cite.as_dict()
    return values
