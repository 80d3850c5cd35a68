"""The law through time: the finitely many ways in which a measure's rule stands, each with its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

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
        """Everything that is claimed of the lowered rule, ceilings included."""
        caps = (self.law.lowering.of(cap.at_most) for cap in self.rule.measure.caps)
        return [*(condition.when for condition in self.rule.conditions), self.rule.amount, *caps]

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
    for versions in policy.versions.values():
        for version in versions.all:
            holds(version.measure.start, version.measure.end)
        for amendment in versions.amendments:
            holds(amendment.start, amendment.end)
    return sorted(found)


def spans(policy: Policy, first: dt.date, last: dt.date) -> Iterator[Span]:
    """first..last cut where the law turns."""
    cuts = [first, *(day for day in turns(policy) if first < day <= last)]
    for place, day in enumerate(cuts):
        yield day, cuts[place + 1] - ONE_DAY if place + 1 < len(cuts) else last


@dataclass
class Calendar:
    """The laws of a place between two days (by default all on which a measure is in force), one after the other."""

    policy: Policy
    place: str
    first: dt.date | None = None
    last: dt.date | None = None

    @cached_property
    def laws(self) -> list[tuple[Span, bool, Law]]:
        """Of each span of days the law as known on the day itself, and (true) as known today."""
        policy = self.policy
        first = self.first or min((measure.start for measure in policy.measures.values()), default=LATEST)
        last = min(self.last or LATEST, LATEST)
        latest = max((enactment.issued for enactment in policy.enactments.values()), default=last)
        found = []
        for start, end in spans(policy, first, last):
            then = resolve(policy, self.place, start, start)
            now = resolve(policy, self.place, start, max(latest, start))
            found += [((start, end), False, then)]
            if now.key != then.key:
                found += [((start, end), True, now)]
        return found

    def standings(self, *measures: str, amounts: bool = True) -> list[Standing]:
        """The ways in which a measure stands while it, and every other one named, is in force.

        `amounts` false: ways that differ by the amount alone are one.
        """
        ways: dict[object, Standing] = {}
        for span, hindsight, law in self.laws:
            rules = [law.rules.get(id_) for id_ in measures]
            if not all(rule is not None and rule.in_force for rule in rules):
                continue
            key = (*(meaning(law, rule, amounts) for rule in rules if rule is not None), hindsight)
            known = ways.get(key)
            if known is None:
                ways[key] = Standing(law.rules[measures[0]], law, (span,), hindsight)
            else:
                ways[key] = replace(known, spans=joined(known.spans, span))
        return list(ways.values())


def joined(spans_: tuple[Span, ...], span: Span) -> tuple[Span, ...]:
    """Spans in order with one more, which may carry on the last."""
    if not spans_ or spans_[-1][1] + ONE_DAY != span[0]:
        return (*spans_, span)
    return (*spans_[:-1], (spans_[-1][0], span[1]))


def meaning(law: Law, rule: Rule, amounts: bool = True) -> object:
    """What a rule says: equal for two laws that say the same of it."""
    parts = [condition.when for condition in rule.conditions]
    if amounts:
        parts += [rule.amount, *(law.lowering.of(cap.at_most) for cap in rule.measure.caps)]
    names = sorted(derived_of(parts, law.lowering.definition))
    return tuple(parts), tuple((name, law.lowering.definition(*name)) for name in names)
