"""Rules of one unit compiled together: one function from a record's facts to a flat trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from . import ir
from .analysis import Analysis
from .citation import Citation
from .exact import Undefined
from .logic import Logic, Part, logic_of, parts_of
from .measure import Measure
from .resolve import Law, Rule
from .shape import Shape
from .terms import name_of, terms
from .to_python import FUNCTIONS, Generator
from .types import Num, Type, unscaled

UNDEFINED = (ZeroDivisionError, KeyError, TypeError, Undefined)
Flat = tuple[Any, ...]
"""Results by slot: True, False or None; integers scaled by their type's places; days; words of enumerations."""


@dataclass(frozen=True)
class Term:
    """A quantity a condition read; `low` and `high` are slots, equal where it is a value or unknown; where they
    are -1 it is the same for everybody: `fixed`."""

    name: str
    node: ir.Expr
    type: Type
    low: int
    high: int
    fixed: ir.Value | None = None


@dataclass(frozen=True)
class PartPlan:
    """A part of a condition that is true or not by itself, where its truth stands, and the quantities it rests on."""

    part: Part
    slot: int
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class ConditionPlan:
    """`logic` and `parts` are there where the program was compiled in detail: how its parts make it true."""

    id: str
    kind: str
    slot: int
    when: ir.Expr
    cite: Citation
    terms: tuple[Term, ...]
    logic: Logic | None = None
    parts: tuple[PartPlan, ...] = ()


@dataclass(frozen=True)
class RulePlan:
    """Where a measure's results stand in the flat trace. In a detailed program `months` are the bounds of what is
    counted of each month of the claim's period, and `rooms` those of what each shared limit leaves, by its id."""

    measure: Measure
    rule: Rule
    outcome: int
    conditions: tuple[ConditionPlan, ...]
    low: int
    high: int
    amount_terms: tuple[Term, ...]
    steps: tuple[Term, ...]
    window: tuple[Term, Term] | None = None
    months: tuple[tuple[int, int], ...] = ()
    rooms: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Program:
    """`bind(on)` gives the function from a record's tuple (laid out by `shape`) to a flat trace.

    `bind_certain(on)` gives one for records of which nothing read is unknown: faster, and it raises one of
    `UNDEFINED` where something is undefined after all, for which `bind` has the answer.
    """

    unit: str
    law: Law
    analysis: Analysis
    shape: Shape
    plans: tuple[RulePlan, ...]
    source: str
    bind: Callable[[dt.date], Callable[[Any], Flat]]
    bind_certain: Callable[[dt.date], Callable[[Any], Flat]]
    show: Callable[[Flat], list[dict[str, Any]]]


@dataclass
class _Slots:
    """What the flat trace holds, in order: values and bounds of lowered expressions, each once."""

    index: dict[tuple[str, ir.Expr], int] = field(default_factory=dict)

    def of(self, side: str, node: ir.Expr) -> int:
        return self.index.setdefault((side, node), len(self.index))

    def names(self, generator: Generator) -> list[str]:
        """The variables a generator keeps them in."""
        pick: dict[str, Callable[[ir.Expr], str]] = {
            "value": lambda node: generator.point(node).name,
            "low": lambda node: generator.wide(node).low,
            "high": lambda node: generator.wide(node).high,
        }
        return [pick[side](node) for side, node in self.index]


def compile_rules(law: Law, unit: str, measures: Iterable[str] = (), *, detailed: bool = False) -> Program:
    """The program of all measures of a unit (or of those named), in the order of their ids.

    `detailed` keeps what an explanation needs besides: the parts of each condition, the days of each window.
    """
    wanted = set(measures)
    rules = [
        rule
        for id_, rule in sorted(law.rules.items())
        if rule.measure.unit == unit and (not wanted or id_ in wanted)
    ]
    analysis, shape = Analysis(law.lowering), Shape(unit, "r_")
    slots = _Slots()
    plans = tuple(_plan(rule, analysis, slots, detailed) for rule in rules)
    general, certain = Generator(analysis, shape), Generator(analysis, shape, certain=True)
    names = slots.names(general)
    source = general.render(names)
    bind = bind_certain = _compiled(source, general, unit)["bind"]
    if not any(_has_unknown(node, analysis) for _, node in slots.index):
        certain_names = slots.names(certain)
        bind_certain = _compiled(certain.render(certain_names), certain, unit)["bind"]
    show = _show_values(plans)
    text = _show_source(plans, len(slots.index))
    exec(compile(text, f"<traces of {unit}>", "exec"), show)  # noqa: S102 - ids and names of the pack only
    binds = lru_cache(64)(bind), lru_cache(64)(bind_certain)
    return Program(unit, law, analysis, shape, plans, source, *binds, show["show"])


def _has_unknown(node: ir.Expr, analysis: Analysis) -> bool:
    """Whether a figure of the policy is unknown that the expression rests on: then nothing is certain of it."""
    return any(
        isinstance(part, ir.Unknown)
        or (isinstance(part, ir.Table) and bool(part.gaps))
        or (isinstance(part, ir.Derived) and _has_unknown(analysis.definition(part), analysis))
        for part in ir.walk(node)
    )


def _compiled(source: str, generator: Generator, unit: str) -> dict[str, Any]:
    space: dict[str, Any] = {**FUNCTIONS, **generator.values}
    exec(compile(source, f"<rules of {unit}>", "exec"), space)  # noqa: S102 - text made by Generator alone
    return space


def _plan(rule: Rule, analysis: Analysis, slots: _Slots, detailed: bool) -> RulePlan:
    outcome = slots.of("value", ir.both([condition.when for condition in rule.conditions]))
    measure, in_force = rule.measure, rule.in_force
    conditions = tuple(
        _condition(rule, index, analysis, slots, detailed) for index in range(len(rule.conditions))
    )
    window = None
    if detailed and in_force and measure.window is not None:
        opens, closes = measure.window.opens, measure.window.closes
        window = (_term(opens, analysis, slots), _term(closes, analysis, slots))
    months: tuple[tuple[int, int], ...] = ()
    rooms: tuple[tuple[str, int, int], ...] = ()
    if detailed and in_force:
        months = tuple((slots.of("low", node), slots.of("high", node)) for node in rule.months)
        rooms = tuple((id_, slots.of("low", node), slots.of("high", node)) for id_, node in rule.rooms)
    return RulePlan(
        measure=measure,
        rule=rule,
        outcome=outcome,
        conditions=conditions,
        low=slots.of("low", rule.amount),
        high=slots.of("high", rule.amount),
        amount_terms=_terms(measure.amount.expr, analysis, slots) if in_force else (),
        steps=tuple(_term(step, analysis, slots) for step in measure.steps) if in_force else (),
        window=window,
        months=months,
        rooms=rooms,
    )


def _condition(rule: Rule, index: int, analysis: Analysis, slots: _Slots, detailed: bool) -> ConditionPlan:
    condition = rule.conditions[index]
    written = rule.measure.conditions[index].when
    slot = slots.of("value", condition.when)
    read = _terms(written, analysis, slots) if rule.in_force else ()
    plan = ConditionPlan(condition.id, condition.kind, slot, written, condition.cite, read)
    if not (detailed and rule.in_force):
        return plan
    logic = logic_of(written, analysis.lowering.raw, analysis.lowering.values)
    parts = tuple(_part(part, analysis, slots) for part in dict.fromkeys(parts_of(logic)))
    return replace(plan, logic=logic, parts=parts)


def _part(part: Part, analysis: Analysis, slots: _Slots) -> PartPlan:
    rests_on = list(terms(part.node))
    if isinstance(
        part.node, ir.Derived
    ):  # its name says that it holds or not: what it was worked out from says why
        definition = ir.instantiate(
            analysis.lowering.raw(part.node.ref.record, part.node.name), part.node.ref
        )
        rests_on += [term for term in terms(definition) if not isinstance(term, ir.Param | ir.Day)]
    slot = slots.of("value", analysis.lowering.of(part.node))
    return PartPlan(part, slot, tuple(_term(term, analysis, slots) for term in rests_on))


def _terms(node: ir.Expr, analysis: Analysis, slots: _Slots) -> tuple[Term, ...]:
    return tuple(_term(part, analysis, slots) for part in terms(node))


def _term(node: ir.Expr, analysis: Analysis, slots: _Slots) -> Term:
    lowered = analysis.lowering.of(node)
    if isinstance(lowered, ir.Const):
        return Term(name_of(node), node, node.type, -1, -1, lowered.value)
    if analysis.wide(lowered):
        return Term(name_of(node), node, node.type, slots.of("low", lowered), slots.of("high", lowered))
    slot = slots.of("value", lowered)
    return Term(name_of(node), node, node.type, slot, slot)


# --- the trace as dictionaries -------------------------------------------------------------------
RESULT = {True: "met", False: "failed", None: "open"}
OUTCOME = {True: "yes", False: "no", None: "unknown"}


def _show_source(plans: tuple[RulePlan, ...], width: int) -> str:
    """Text of show(flat): every measure's trace as dictionaries, with values as numbers, days and words."""
    names = [f"x{slot}" for slot in range(width)]
    lines = ["def show(flat):", f"    {', '.join(names)}, = flat" if names else "    pass", "    return ["]
    for number, plan in enumerate(plans):
        places = plan.measure.amount.type.places
        lines.append(f"      {{'measure': m{number}, 'outcome': OUTCOME[x{plan.outcome}],")
        lines.append(
            f"       'low': {_exact(plan.low, places)}, 'high': {_exact(plan.high, places)}, 'conditions': ["
        )
        for index, condition in enumerate(plan.conditions):
            facts = ", ".join(
                f"{term.name!r}: {_shown(term) if term.low >= 0 else f't{number}_{index}_{place}'}"
                for place, term in enumerate(condition.terms)
            )
            lines.append(
                f"        {{'id': {condition.id!r}, 'result': RESULT[x{condition.slot}], "
                f"'cite': c{number}_{index}, 'facts': {{{facts}}}}},"
            )
        lines.append("      ]},")
    return "\n".join([*lines, "    ]"])


def _exact(slot: int, places: int) -> str:
    """A slot's number: times ten to the minus places, which keeps the decimals it has."""
    return f"(None if x{slot} is None else x{slot} * dec{places})" if places else f"x{slot}"


def fixed_value(term: Term) -> Any:
    """The value of a term that is the same for everybody."""
    if isinstance(term.type, Num) and isinstance(term.fixed, int):
        return unscaled(term.fixed, term.type.places)
    return term.fixed


def _shown(term: Term) -> str:
    places = term.type.places if isinstance(term.type, Num) else 0
    low, high = (_exact(slot, places) for slot in (term.low, term.high))
    return low if term.low == term.high else f"{low} if x{term.low} == x{term.high} else ({low}, {high})"


def _show_values(plans: tuple[RulePlan, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {"RESULT": RESULT, "OUTCOME": OUTCOME}
    values |= {f"dec{places}": Decimal(1).scaleb(-places) for places in range(1, 32)}
    for number, plan in enumerate(plans):
        values[f"m{number}"] = plan.measure.id
        for index, condition in enumerate(plan.conditions):
            values[f"c{number}_{index}"] = condition.cite.as_dict()
            fixed = ((place, term) for place, term in enumerate(condition.terms) if term.low < 0)
            values |= {f"t{number}_{index}_{place}": fixed_value(term) for place, term in fixed}
    return values
