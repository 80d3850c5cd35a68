"""Cases laid out one by one: records written as the register has them, after all that is made by chance.

A link names its record by the order in which it was put on stage; `write` turns that into the id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from . import names
from .days import OPEN, Days
from .identity import REGIONS, IdentityNumbers, credit_codes, regions
from .insurance import INSURANCES
from .scale import Scale
from .schema import ENUMS, LINKS, TABLES, Column, code
from .stage_defaults import DEFAULTS, SHARES
from .write import Known, Tables, Values

Value = int | float | str | bool | None
Outcome = Literal["yes", "no", "unknown"]
Fate = Literal["granted", "gives-way", "open"]
PLACES: Final = {"yuan": 2, "rate4": 4, "rate6": 6}


class Stage:
    """Records put together by hand; what a case does not say is usual and known."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Value]]] = {name: [] for name in TABLES}
        self.plans: list[tuple[str, str, int, Outcome]] = []  # measure, table, number, how it shall turn out
        self.fates: list[tuple[str, str, int, Fate]] = []  # the same, beside what can't be had with it
        self._born: list[int] = []
        self._registered: list[int] = []

    def add(self, table: str, **values: Value) -> int:
        """Puts a record on stage and gives its number, by which links name it. None: not known, or no link."""
        usual = DEFAULTS[table]
        columns = [column.name for column in TABLES[table][1:]]
        assert values.keys() <= set(columns), (table, values.keys() - set(columns))
        self.rows[table].append({**dict.fromkeys(columns), **usual, **values})
        return len(self.rows[table]) - 1

    def plan(self, outcome: Outcome, measure: str, table: str, number: int) -> None:
        """Notes how a case shall turn out on the day of the copy; tests look whether it does."""
        self.plans.append((measure, table, number, outcome))

    def settle(self, fate: Fate, measure: str, table: str, number: int) -> None:
        """Notes what shall become of it where it can't be had together with another."""
        self.fates.append((measure, table, number, fate))

    def person(self, born: str = "1988-03-05", /, **values: Value) -> int:
        """A person; `born` holds even where the register lacks the birth date."""
        self._born.append(_day(born))
        return self.add("persons", **{"birth_date": born, **values})

    def firm(self, since: str = "2015-04-01", /, **values: Value) -> int:
        """An employer; `since` holds even where the register lacks the day of registration."""
        self._registered.append(_day(since))
        return self.add("employers", **{"registered_on": since, **values})

    def job(
        self, person: int, employer: int, start: str = "2021-01-04", end: str = "open",
        paid: tuple[str, str] | bool = True, /, **values: Value,
    ) -> int:  # fmt: skip
        """An employment with contributions at its wage: over the whole of it, from one day to another, or none."""
        given: dict[str, Value] = {
            "contract_start": start,
            "contract_end": "2024-12-31" if end == "open" else end,
        }
        given |= {"end_reason": "none" if end == "open" else "employer-terminated", "monthly_wage": 4600}
        number = self.add(
            "employments",
            **{**given, "person_id": person, "employer_id": employer, "start": start, "end": end, **values},
        )
        if paid:
            since, until = (start, end) if isinstance(paid, bool) else paid
            self.contribution(number, since, until, self.rows["employments"][number]["monthly_wage"])
        return number

    def jobless(self, person: int, since: str) -> None:
        """Registers a person as unemployed from that day on."""
        self.rows["persons"][person]["unemployment_registered"] = True
        self.add("unemployment_registrations", person_id=person, registered_on=since)

    def contribution(
        self,
        employment: int,
        start: str,
        end: str,
        base: Value = 4600,
        cover: str = "pmuwb",
        /,
        **values: Value,
    ) -> int:
        """A spell of contributions; `cover` has a letter for each insurance, as in pension medical unemployment."""
        has = {name: letter in cover for name, letter in zip(INSURANCES, "pmuwb", strict=True)}
        share = sum(SHARES[name] for name in INSURANCES if has[name])
        cost = None if base is None else round(float(base) * share, 2)
        given: dict[str, Value] = {"start": start, "end": end, "base": base, "employer_monthly": cost, **has}
        return self.add("contributions", employment_id=employment, **{**given, **values})

    def award(self, measure: str, granted: str, start: str = "", end: str = "", /, **values: Value) -> int:
        """An award; without a period it stands for the day on which it was granted."""
        return self.add(
            "awards", measure=measure, granted_on=granted, period_start=start or granted, period_end=end or granted, **values
        )  # fmt: skip

    def leave_room(self, wanted: Scale) -> Scale:
        """The scale of the rest of a city of which these records are part."""
        return replace(
            wanted, persons=wanted.persons - len(self.rows["persons"]), employers=wanted.employers - len(self.rows["employers"]),
            employments=wanted.employments - len(self.rows["employments"]),
        )  # fmt: skip

    def write(self, scale: Scale, numbers: IdentityNumbers, tables: Tables) -> None:
        """Appends all records to their tables."""
        first = {name: tables[name].rows + 1 for name in TABLES}
        extra = {"persons": self._people(scale, numbers), "employers": self._firms(scale, first["employers"])}
        for table, rows in self.rows.items():
            if rows:
                given = extra.get(table, {})
                tables[table].add(
                    {
                        column.name: given[column.name]
                        if column.name in given
                        else _column(column, [row[column.name] for row in rows], first)
                        for column in TABLES[table][1:]
                    }
                )

    def _people(self, scale: Scale, numbers: IdentityNumbers) -> Mapping[str, Values]:
        rng, rows = scale.rng("stage"), self.rows["persons"]
        born = np.array(self._born, dtype=np.int32)
        female = np.array([row["sex"] == "female" for row in rows])
        here = np.array([row["kaiping_household"] is not False for row in rows])
        permits = {"hong-kong": -3, "macau": -2, "taiwan": -1}
        permit = np.array(
            [len(REGIONS) + permits[str(o)] if (o := row["origin"]) in permits else -1 for row in rows],
            dtype=np.int8,
        )
        number = numbers.give(regions(rng, born, here, permit), born, female)
        return {"identity_number": number, "name": names.people(rng, female)}

    def _firms(self, scale: Scale, first: int) -> Mapping[str, Values]:
        rng, rows = scale.rng("stage", 1), self.rows["employers"]
        kind, trade, place = (
            np.array([code(enum, str(row[name] or word)) for row in rows], dtype=np.int8)
            for name, enum, word in (
                ("kind", "employer_kind", "enterprise"), ("trade", "trade", "other"), ("place", "place", "changsha"),
            )
        )  # fmt: skip
        since: Days = np.array(self._registered, dtype=np.int32)
        return {
            "credit_code": credit_codes(scale.seed, first, kind, since),
            "name": names.firms(rng, kind, trade, place),
        }


def _column(column: Column, values: list[Value], first: Mapping[str, int]) -> Values:
    """One column of given values, links turned into ids."""
    if column.kind == "text":
        return pa.array(values)
    missing = np.array([value is None for value in values])
    return Known(np.array([_number(column, value, first) for value in values]), missing)


def _number(column: Column, value: Value, first: Mapping[str, int]) -> int | bool:
    if value is None:
        return False if column.kind == "bool" else 0
    if column.kind == "id":
        return first[LINKS[column.name]] + int(value)
    if column.kind == "date":
        return _day(str(value))
    if column.kind in ENUMS:
        return code(column.kind, str(value))
    if column.kind == "bool":
        return bool(value)
    return int(Decimal(str(value)).scaleb(PLACES.get(column.kind, 0)).to_integral_value())


def _day(text: str) -> int:
    return OPEN if text == "open" else (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days
