"""The law through time: the finitely many ways in which a measure's rule stands, each with its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from anye.rules import ir
from anye.rules.facts import LATEST
from anye.rules.policy import Policy
from anye.rules.resolve import Law, Rule, resolve
from anye.rules.temporal import derived_of
from anye.rules.types import FOREVER

Span = tuple[dt.date, dt.date]
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """A measure's rule as it stands on some days, first and last of each span; `law` is that of the first of them.

    `hindsight`: as known today, not as known on the day itself.
    """

    rule: Rule
    law: Law
    spans: tuple[Span, ...]
    hindsight: bool

    def expressions(self) -> list[ir.Expr]:
        """Everything of the lowered rule."""
        return [*(condition.when for condition in self.rule.conditions), *self.steps(), self.rule.amount]

    def steps(self) -> list[ir.Expr]:
        return [step.body for step in self.rule.steps]

    def law_on(self, day: dt.date) -> Law:
        """The law on one of its days, as this standing knows it."""
        known = self.law.known if self.hindsight else day
        return resolve(self.law.policy, self.law.place, day, known)


def turns(policy: Policy) -> list[dt.date]:
    """Every day on which the law can be another than on the day before, or more of it known."""
    found: set[dt.date] = set()

    def holds(start: dt.date, end: dt.date) -> None:
        found.add(start)
        if end != FOREVER:
            found.add(end + ONE_DAY)

    for enactment in policy.enactments.values():
        holds(enactment.start, enactment.end)
        found.add(enactment.issued)
    dated = [*(item.values for item in policy.parameters.values()), *policy.amendments.values()]
    for values in dated:
        for value in values:
            holds(value.start, value.end)
    for measure in policy.measures.values():
        holds(measure.start, measure.end)
    return sorted(found)


def spans(policy: Policy, first: dt.date, last: dt.date) -> Iterator[Span]:
    """first..last cut where the law turns."""
    cuts = [first, *(day for day in turns(policy) if first < day <= last)]
    for place, day in enumerate(cuts):
        yield day, cuts[place + 1] - ONE_DAY if place + 1 < len(cuts) else last


def standings(
    policy: Policy, place: str, measures: Iterable[str] = (), first: dt.date | None = None, last: dt.date | None = None
) -> dict[str, list[Standing]]:
    """The ways in which each measure stands while it is in force, between two days (by default on all days).

    On each day the law is taken as known on that day, and as known today; where both agree, once.
    """
    first = first or min((measure.start for measure in policy.measures.values()), default=LATEST)
    last = min(last or LATEST, LATEST)
    latest = max((enactment.issued for enactment in policy.enactments.values()), default=last)
    wanted = list(measures) or list(policy.measures)
    found: dict[str, dict[object, Standing]] = {id_: {} for id_ in wanted}
    for start, end in spans(policy, first, last):
        for hindsight in (False, True):
            law = resolve(policy, place, start, max(latest, start) if hindsight else start)
            for id_ in wanted:
                if id_ in law.rules and law.rules[id_].in_force:
                    _add(found[id_], law, law.rules[id_], (start, end), hindsight)
    return {id_: _once(list(ways.values())) for id_, ways in found.items()}


def _add(ways: dict[object, Standing], law: Law, rule: Rule, span: Span, hindsight: bool) -> None:
    key = (meaning(law, rule), hindsight)
    known = ways.get(key)
    if known is None:
        ways[key] = Standing(rule, law, (span,), hindsight)
    else:
        ways[key] = replace(known, spans=(*known.spans, span))


def meaning(law: Law, rule: Rule) -> object:
    """What a rule says: equal for two laws that say the same of it."""
    parts = (*(condition.when for condition in rule.conditions), *(step.body for step in rule.steps), rule.amount)
    names = sorted(derived_of(list(parts), law.lowering.definition))
    return parts, tuple((name, law.lowering.definition(*name)) for name in names)


def _once(ways: list[Standing]) -> list[Standing]:
    """Without what hindsight sees just as the day itself did."""
    then = {(meaning(way.law, way.rule), way.spans) for way in ways if not way.hindsight}
    return [
        way for way in ways if not way.hindsight or (meaning(way.law, way.rule), way.spans) not in then
    ]
