"""Tables grown from the facts of cases: near what satisfies a measure, then pushed over its limits one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from tests.rules import at_random
from tests.sql_equivalence.both import Tables, stored

from anye.rules.cases import Case
from anye.rules.dictionary import Dictionary, FactSpec
from anye.rules.exact import add_days, add_months_clamped
from anye.rules.policy import Policy
from anye.rules.types import FOREVER, Date, Num


def numbers(content: Any) -> list[int]:
    """All whole numbers in a parameter's value, in tables and classes too."""
    if isinstance(content, dict):
        return [number for item in content.values() for number in numbers(item)]
    if isinstance(content, tuple):
        return [bound for _, pairs in content for _, bound in pairs]
    return [content] if isinstance(content, int) and not isinstance(content, bool) else []


@dataclass
class Grower:
    """Lays the facts of cases out as rows, changing some on the way: `change` is the share of facts that differ."""

    policy: Policy
    random: Random
    on: dt.date
    change: float = 0.0
    tables: Tables = field(init=False)

    def __post_init__(self) -> None:
        self.tables = {record.table: [] for record in self.dictionary.records.values()}

    @property
    def dictionary(self) -> Dictionary:
        return self.policy.dictionary

    @cached_property
    def figures(self) -> dict[tuple[Any, int], list[int]]:
        """The policy's own figures by unit and decimals: what a fact must be set beside to be at its limit."""
        found: dict[tuple[Any, int], list[int]] = {}
        for parameter in self.policy.parameters.values():
            types = [(parameter.type, None)] if isinstance(parameter.type, Num) else []
            types += [(type_, name) for name, type_ in parameter.measures]
            for type_, _ in types:
                assert isinstance(type_, Num)
                values = [number for dated in parameter.values for number in numbers(dated.value)]
                found.setdefault((type_.unit, type_.places), []).extend(values)
        return found

    @cached_property
    def limits(self) -> list[dt.date]:
        """Days at which the policy changes its mind."""
        days = [measure.start for measure in self.policy.measures.values()]
        for parameter in self.policy.parameters.values():
            for dated in parameter.values:
                days += [dated.start, dated.value] if isinstance(dated.value, dt.date) else [dated.start]
        return [
            *dict.fromkeys(days),
            self.on,
            self.on.replace(month=1, day=1),
            self.on.replace(month=12, day=31),
        ]

    @cached_property
    def spans(self) -> list[int]:
        """Months that the policy counts, there and back."""
        months = {abs(number) for number in self.figures.get(((("month", 1),), 0), [])}
        return sorted({sign * number for number in months for sign in (1, -1)} | {0})

    # --- rows ------------------------------------------------------------------------------------
    def add(self, case: Case) -> None:
        """The case's subject with all that belongs to it; half of the time moved to this grower's day."""
        shift = (self.on - case.on).days if self.random.random() < 0.5 else 0
        self._record(self.policy.measures[case.measure].unit, case.facts, {}, shift)

    def _record(self, name: str, facts: dict[str, Any], owner: dict[str, int], shift: int) -> int:
        record = self.dictionary.records[name]
        rows = self.tables[record.table]
        key = len(rows) + 1
        row: dict[str, Any] = {record.key: key}
        rows.append(row)
        days: list[dt.date] = []
        for spec in record.facts.values():
            row[spec.name] = self._fact(spec, facts.get(spec.name), days, shift)
        for link in record.links.values():
            if not link.many:
                row[f"{link.name}_id"] = owner.get(link.name)
        for link in record.links.values():
            given = facts.get(link.name)
            if given is None:
                continue
            if link.many:
                kept = [item for item in given if self.random.random() >= self.change / 4]
                for item in kept:
                    self._record(link.to, item, {link.by: key}, shift)
            elif self.random.random() >= self.change / 4:
                row[f"{link.name}_id"] = self._record(link.to, given, {}, shift)
        return key

    def _fact(self, spec: FactSpec, given: Any, days: list[dt.date], shift: int) -> Any:
        chance = self.random.random()
        if given is None and not spec.required:
            value = None
        elif given is None:
            value = stored(spec.type, at_random.value(self.random, self.dictionary, spec))
        else:
            value = stored(spec.type, given)
            if isinstance(spec.type, Date):
                value = add_days(value, shift)
        if chance < self.change / 3 and not spec.required:
            value = None
        elif chance < self.change:
            value = self._other(spec, days)
        if isinstance(spec.type, Date) and value not in (None, FOREVER):
            days.append(value)
        return value

    def _other(self, spec: FactSpec, days: Sequence[dt.date]) -> Any:
        """Another value: a day beside a limit or an anniversary, a number beside a figure, or anything."""
        if isinstance(spec.type, Date) and self.random.random() < 0.8:
            base = self.random.choice([*days, *self.limits])
            moved = add_months_clamped(base, self.random.choice(self.spans)) or base
            day = add_days(moved, self.random.choice([-1, 0, 0, 1])) or base
            return min(max(day, dt.date(1900, 1, 1)), dt.date(2199, 12, 31))
        if isinstance(spec.type, Num) and self.random.random() < 0.6:
            known = self.figures.get((spec.type.unit, spec.type.places), []) or [0]
            number = self.random.choice(known) + self.random.choice([-1, 0, 0, 1])
            low = spec.low if spec.low is not None else 0
            number = min(max(number, low), spec.limit)
            return Decimal(number).scaleb(-spec.type.places) if spec.type.places else number
        return stored(spec.type, at_random.value(self.random, self.dictionary, spec, days=self.limits))
