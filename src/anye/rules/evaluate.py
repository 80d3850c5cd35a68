"""One case: outcome, amount or its bounds, and a trace of every condition with what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import ir
from .errors import NotInForce, Place, Problem
from .facts import Reader
from .missing import Missing, missing
from .program import OUTCOME, RESULT, UNDEFINED, Flat, Program, RulePlan, Term, compile_rules, fixed_value
from .resolve import Law
from .strict_yaml import nearest
from .types import Num, show_unit, unscaled


@dataclass(frozen=True)
class Finding:
    """A condition's result: met, failed or open; the facts it read as numbers, days and words."""

    id: str
    kind: str
    result: str
    plan: ir.Expr
    facts: tuple[tuple[str, Any], ...]
    cite: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """`outcome` is yes, no or unknown. `amount` is there when the outcome is yes and the amount is certain;
    `bounds` (low, high; None: not bounded) when the outcome is yes or unknown; neither for a status or a right."""

    measure: str
    outcome: str
    amount: Decimal | None
    bounds: tuple[Decimal | None, Decimal | None] | None
    unit: str
    conditions: tuple[Finding, ...]
    steps: tuple[tuple[str, Any], ...]
    missing: tuple[Missing, ...]
    policy: str
    on: dt.date
    known: dt.date


def evaluate(program: Program, record: tuple[Any, ...], certain: bool = False) -> Flat:
    """The flat trace of all measures of a program for one record's tuple, on the law's day.

    `certain` promises that nothing the program reads is unknown (`Reader.certain` says so after reading).
    """
    on = program.law.on
    if certain:
        try:
            return program.bind_certain(on)(record)
        except UNDEFINED:
            pass
    return program.bind(on)(record)


def outcomes(program: Program, record: tuple[Any, ...], certain: bool = False) -> list[Outcome]:
    """The outcome of each measure of a program, with findings and the facts that are missing."""
    flat = evaluate(program, record, certain)
    return [_outcome(program, plan, flat, record) for plan in program.plans]


def determine(law: Law, measure: str, data: Any, shown_as: str = "facts") -> Outcome:
    """The outcome of one measure for facts given as data (see `facts.Reader`).

    Raises NotInForce when the pack has no such measure, FactsError when the facts can't be read.
    """
    program = compile_rules(law, unit_of(law, measure), [measure])
    reader = Reader(law.policy.dictionary, program.shape, shown_as)
    record = reader.read(data)
    return outcomes(program, record, reader.certain)[0]


def unit_of(law: Law, measure: str) -> str:
    """The unit of a measure; raises NotInForce naming the nearest id when there is none of that name."""
    check_measure(law.rules, measure)
    return law.rules[measure].measure.unit


def check_measure(known: Iterable[str], measure: str) -> None:
    """Raises NotInForce naming the nearest id when the measure is not among those known."""
    ids = sorted(known)
    if measure in ids:
        return
    near = nearest(measure, ids)
    known_zh, known_en = "、".join(ids) or "一项也没有", ", ".join(ids) or "none"
    raise NotInForce(
        [
            Problem(
                Place(measure),
                "unknown-measure",
                f"没有政策措施“{measure}”。",
                f"there is no measure {measure!r}.",
                f"是不是“{near}”？" if near else f"可用：{known_zh}。",
                f"did you mean {near!r}?" if near else f"known: {known_en}.",
            )
        ]
    )


def value_of(term: Term, flat: Flat) -> Any:
    """A term's value for people: a number, day or word; (low, high) where only bounds are known; None: unknown."""
    if term.low < 0:
        return fixed_value(term)
    low, high = flat[term.low], flat[term.high]
    if isinstance(term.type, Num):
        low, high = (None if end is None else unscaled(end, term.type.places) for end in (low, high))
    return low if low == high else (low, high)


def _outcome(program: Program, plan: RulePlan, flat: Flat, record: tuple[Any, ...]) -> Outcome:
    result = flat[plan.outcome]
    findings = tuple(
        Finding(
            item.id,
            item.kind,
            RESULT[flat[item.slot]],
            item.when,
            tuple((term.name, value_of(term, flat)) for term in item.terms),
            item.cite.as_dict(),
        )
        for item in plan.conditions
    )
    places = plan.measure.amount.type.places
    bounds = None
    if result is not False:
        low, high = (
            None if flat[slot] is None else unscaled(flat[slot], places) for slot in (plan.low, plan.high)
        )
        bounds = (low, high)
    certain = result is True and bounds is not None and bounds[0] is not None and bounds[0] == bounds[1]
    right = plan.measure.amount.kind == "none"
    return Outcome(
        measure=plan.measure.id,
        outcome=OUTCOME[result],
        amount=bounds[0] if certain and bounds and not right else None,
        bounds=None if right else bounds,
        unit=show_unit(plan.measure.amount.type.unit),
        conditions=findings,
        steps=tuple((term.name, value_of(term, flat)) for term in (*plan.steps, *plan.amount_terms)),
        missing=() if result is False else missing_of(program, plan, flat, record),
        policy=program.law.policy.digest,
        on=program.law.on,
        known=program.law.known,
    )


def missing_of(program: Program, plan: RulePlan, flat: Flat, record: tuple[Any, ...]) -> tuple[Missing, ...]:
    """The unknown facts that keep a measure's conditions or its amount open, for a record that isn't refused."""
    if flat[plan.outcome] is True and flat[plan.low] is not None and flat[plan.low] == flat[plan.high]:
        return ()
    open_ = [
        condition.when
        for condition, item in zip(plan.rule.conditions, plan.conditions, strict=True)
        if flat[item.slot] is None
    ]
    if flat[plan.low] is None or flat[plan.low] != flat[plan.high]:
        open_.append(plan.rule.amount)
    dictionary = program.law.policy.dictionary
    found = {
        item.path: item
        for node in open_
        for item in missing(dictionary, program.analysis, program.shape, record, node)
    }
    return tuple(found.values())
