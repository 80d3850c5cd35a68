"""Who is entitled, and who would be if something were known: the rows of a screening, a measure at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from anye.rules.dictionary import Dictionary, RecordType
from anye.rules.screen_sql import MeasureColumns
from anye.rules.types import Bool, Date, Num, Type, Words, unscaled

from .engine import Screening
from .exclusions import After
from .numbers import masked
from .questions import Questions, ask_of_unit

AFTER = 5  # columns at the end of a row that say what exclusions make of it
FETCHED = 5_000  # rows at a time: memory stays bounded however long a list is


@dataclass(frozen=True)
class Party:
    """Somebody or something with a name or a number that a unit concerns: the record itself, or one it is linked to."""

    record: RecordType
    link: str
    label: Words

    @property
    def columns(self) -> tuple[str, ...]:
        """Which of name and number it has."""
        return tuple(name for name in (self.record.name_column, self.record.identity) if name)


@dataclass(frozen=True)
class Found:
    """One unit. `parties` are (name, number) pairs in the order of `Rows.parties`; numbers of persons are masked
    unless asked for. `low`, `high` bound the amount; `open` names the conditions still to be settled, by index;
    `quantities` are values (or spans) in the order of the measure's terms; `asked` names the questions that would
    settle what is open, by index.

    After exclusions: `entitled` and the bounds are what is left. `gives_way`: it would be entitled, or might, were it
    not for `others` (measures), or for the earlier award that `award` names; `to_choose`: entitled by itself, the
    choice between it and `others` being open; `again`: its amount was reckoned of what `others` leave."""

    key: int
    parties: tuple[tuple[str, str], ...]
    entitled: bool
    low: Any
    high: Any
    open: tuple[int, ...]
    quantities: tuple[Any, ...]
    asked: tuple[int, ...] = ()
    gives_way: bool = False
    to_choose: bool = False
    others: tuple[str, ...] = ()
    award: str = ""
    again: bool = False


@dataclass(frozen=True)
class Tally:
    """What rows add up to. `low` counts those entitled, `high` those who may be too, None where one has no upper bound;
    `ready` are those entitled whose amount is certain, and `payable` theirs; who gives way adds nothing."""

    entitled: int
    unknown: int
    ready: int
    low: Decimal
    high: Decimal | None
    payable: Decimal
    gives_way: int = 0

    @property
    def listed(self) -> int:
        return self.entitled + self.unknown + self.gives_way


@dataclass(frozen=True)
class Rows:
    """The rows of one measure's screening, after exclusions: entitled ones first, then open ones, then those that give
    way; by amount."""

    connection: duckdb.DuckDBPyConnection
    screening: Screening
    unit: str
    questions: Questions
    full_identity: bool = False

    @property
    def columns(self) -> MeasureColumns:
        return self.questions.columns

    @property
    def dictionary(self) -> Dictionary:
        return self.screening.law.policy.dictionary

    @property
    def has_amount(self) -> bool:
        """Whether there is an amount at all: a status or a right has none."""
        return self.columns.rule.measure.amount.kind != "none"

    def parties(self) -> list[Party]:
        record = self.dictionary.records[self.unit]
        linked = [
            Party(self.dictionary.records[link.to], link.name, link.label)
            for link in record.links.values()
            if not link.many
        ]
        return [party for party in (Party(record, "", record.label), *linked) if party.columns]

    def ready(self, found: Found) -> bool:
        """Entitled for certain, and to how much as well."""
        return found.entitled and (not self.has_amount or (found.low is not None and found.low == found.high))

    def query(self, limit: int = 0, asked: bool = False) -> str:
        """SQL of up to `limit` rows (0: all): id, names and numbers, open conditions, bounds, details, `asked`, and
        last what exclusions make of it."""
        record, spec, after = self.dictionary.records[self.unit], self.columns, self.after
        items, joins = ["r.id"], [f"JOIN {record.table} b ON b.{record.key} = r.id"]
        for number, party in enumerate(self.parties()):
            alias = f"p{number}" if party.link else "b"
            if party.link:
                joins.append(
                    f"LEFT JOIN {party.record.table} {alias} ON {alias}.{party.record.key} = b.{party.link}_id"
                )
            name = party.record.name_column
            items += [f"{alias}.{name}" if name else "NULL", self._identity(party, alias)]
        items += [f"r.{spec.unknown}", after.low, after.high]
        items += [f"r.{spec.details}"] if spec.terms else []
        if asked:
            items.append(self.questions.asked("r", "u"))
            joins.append(f"LEFT JOIN {self.questions.table} u ON u.id = r.id")
        items += [
            after.gives_way,
            after.to_choose,
            "coalesce(s.others, [])",
            self._award,
            "coalesce(s.again, false)",
        ]
        source = f"{self._source} {' '.join(joins)}"
        return f"SELECT {', '.join(items)} FROM {source} {self._which(limit)}"

    @property
    def after(self) -> After:
        return After(self.columns)

    @property
    def _source(self) -> str:
        """The results r with what is settled s."""
        settled = self.screening.settled.of(self.columns.rule.measure.id)
        return f"{self.screening.tables[self.unit]} r LEFT JOIN {settled} s ON s.id = r.id"

    @property
    def _award(self) -> str:
        """SQL: for which measure the earlier award is that stands in the way."""
        awards = self.screening.law.policy.exclusions.awards
        if not awards:
            return "NULL"
        record = self.dictionary.records[awards]
        return f"(SELECT w.measure::VARCHAR FROM {record.table} w WHERE w.{record.key} = s.award)"

    def _which(self, limit: int) -> str:
        spec, after = self.columns, self.after
        order = f"{after.gives_way}, NOT {after.entitled}, r.{spec.unknown} <> 0, {after.low} DESC NULLS LAST, r.id"
        return f"WHERE r.{spec.failed} = 0 ORDER BY {order}" + (f" LIMIT {limit}" if limit else "")

    def _identity(self, party: Party, alias: str) -> str:
        if not party.record.identity:
            return "NULL"
        column = f"{alias}.{party.record.identity}"
        return column if not party.record.personal or self.full_identity else masked(column)

    def rows(self, limit: int = 0) -> Iterator[Found]:
        """Up to `limit` rows (0: all), fetched bit by bit; other queries may run meanwhile."""
        parties, spec = len(self.parties()), self.columns
        places, conditions = spec.rule.measure.amount.type.places, range(len(spec.rule.conditions))
        for row in _fetched(self.connection, self.query(limit, asked=True), f"listed_{spec.prefix}"):
            key, rest = row[0], row[1:]
            names = tuple((rest[2 * n] or "", rest[2 * n + 1] or "") for n in range(parties))
            unknown, low, high, *details, asked, gives_way, to_choose, others, award, again = rest[
                2 * parties :
            ]
            yield Found(
                key=key,
                parties=names,
                entitled=unknown == 0 and not gives_way and not to_choose,
                low=None if low is None else unscaled(low, places),
                high=None if high is None else unscaled(high, places),
                open=tuple(bit for bit in conditions if unknown >> bit & 1) if unknown else (),
                quantities=tuple(self._quantities(details[0])) if details else (),
                asked=() if gives_way else tuple(asked),
                gives_way=gives_way,
                to_choose=to_choose,
                others=tuple(others),
                award=award or "",
                again=again,
            )

    def _quantities(self, values: list[str | None]) -> Iterator[Any]:
        for term in self.columns.terms:
            low, high = (_read(values[place], term.type) for place in (term.low, term.high))
            yield low if low == high else (low, high)

    def tally(self, limit: int = 0) -> Tally:
        """What up to `limit` rows (0: all) add up to."""
        spec, after = self.columns, self.after
        ready = f"entitled AND {'low = high' if self.has_amount else 'true'}"
        inner = (
            f"SELECT {after.entitled} AS entitled, {after.gives_way} AS gone, {after.low} AS low, {after.high} AS high "
            f"FROM {self._source} {self._which(limit)}"
        )
        row = self.connection.execute(
            f"""SELECT count(*) FILTER (WHERE entitled), count(*) FILTER (WHERE NOT entitled AND NOT gone),
                count(*) FILTER (WHERE {ready}), coalesce(sum(low) FILTER (WHERE entitled), 0)::HUGEINT,
                coalesce(sum(high) FILTER (WHERE NOT gone), 0)::HUGEINT,
                count(*) FILTER (WHERE NOT gone AND high IS NULL),
                coalesce(sum(low) FILTER (WHERE {ready}), 0)::HUGEINT, count(*) FILTER (WHERE gone) FROM ({inner})"""
        ).fetchone()
        assert row is not None
        places = spec.rule.measure.amount.type.places
        low, high, payable = (unscaled(row[place], places) for place in (3, 4, 6))
        return Tally(row[0], row[1], row[2], low, None if row[5] else high, payable, row[7])

    def filled(self, limit: int = 0) -> list[tuple[bool, bool]]:
        """Of each party: whether any of the rows has its name, and its number."""
        parties = self.parties()
        names = ["c0"] + [f"c{number}" for number in range(1, 2 * len(parties) + 1)]
        rest = [f"x{number}" for number in range(3 + bool(self.columns.terms) + AFTER)]
        counts = ", ".join(f"count({name}) > 0" for name in names)
        inner = f"({self.query(limit)}) AS t({', '.join([*names, *rest])})"
        _, *found = self.connection.execute(f"SELECT {counts} FROM {inner}").fetchall()[0]
        return list(zip(found[::2], found[1::2], strict=True))

    def waiting(self) -> dict[tuple[int, ...], int]:
        """How many rows wait for each set of questions, by their numbers."""
        asked = self.questions.asked("r", "u")
        found = self.connection.execute(
            f"""SELECT asked, count(*) FROM (SELECT {asked} AS asked FROM {self._source}
                JOIN {self.questions.table} u ON u.id = r.id WHERE {self.after.alive})
                WHERE len(asked) > 0 GROUP BY asked ORDER BY asked"""
        ).fetchall()
        return {tuple(numbers): count for numbers, count in found}


def _fetched(connection: duckdb.DuckDBPyConnection, query: str, table: str) -> Iterator[tuple[Any, ...]]:
    """A query's rows, kept in a table meanwhile so that the connection may be asked other things."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
    start = 0
    while rows := connection.execute(
        f"SELECT * FROM {table} WHERE rowid >= {start} AND rowid < {start + FETCHED} ORDER BY rowid"
    ).fetchall():
        yield from rows
        start += FETCHED
    connection.execute(f"DROP TABLE IF EXISTS {table}")


def _read(text: str | None, type_: Type) -> Any:
    """A value as the database writes it: a number of its scaled integer, a day, yes or no, a word."""
    if text is None:
        return None
    match type_:
        case Num():
            return unscaled(int(text), type_.places)
        case Date():
            return dt.date.fromisoformat(text)
        case Bool():
            return text == "true"
    return text


def rows_of(
    connection: duckdb.DuckDBPyConnection, screening: Screening, full_identity: bool = False
) -> list[Rows]:
    """The rows of every measure with a summary, in the order of the notice."""
    wanted = {item.measure for item in screening.summaries}
    found = [
        Rows(connection, screening, unit, questions, full_identity)
        for unit, items in screening.plan.measures.items()
        for questions in ask_of_unit(connection, screening, unit, items)
        if questions.columns.rule.measure.id in wanted
    ]
    return sorted(found, key=lambda rows: rows.columns.rule.measure.place)


def write_parquet(rows: Rows, path: Path) -> None:
    """A measure's rows as Parquet: key, names, numbers, outcome, amount between bounds, ids of open conditions.

    After exclusions: the outcome is yes, to-choose, unknown or gives-way; `others` are the measures it gives way to, or
    may have to, or was reckoned anew after, and `award` what an earlier award in its way was for. Who gives way has no
    amount.
    """
    spec = rows.columns
    amount = spec.rule.measure.amount.type
    names = []
    for number, party in enumerate(rows.parties()):
        word = party.link or party.record.name
        names += [f"c{2 * number + 1} AS {word}_name"] * bool(party.record.name_column)
        names += [f"c{2 * number + 2} AS {word}_number"] * bool(party.record.identity)
    first = 2 * len(rows.parties()) + 1
    ids = ", ".join(
        f"CASE WHEN c{first} & {1 << bit} <> 0 THEN '{condition.id}' END"
        for bit, condition in enumerate(spec.rule.conditions)
    )
    last = first + 3 + bool(spec.terms)
    inner = rows.query()
    aliases = ", ".join(f"c{number}" for number in range(last + AFTER))
    gone = f"CASE WHEN NOT c{last} THEN"
    query = f"""
        SELECT c0 AS id, {"".join(f"{name}, " for name in names)}
            CASE WHEN c{last} THEN 'gives-way' WHEN c{last + 1} THEN 'to-choose' WHEN c{first} = 0 THEN 'yes'
                ELSE 'unknown' END AS outcome,
            {gone} {_unscaled(f"c{first + 1}", amount)} END AS low, {gone} {_unscaled(f"c{first + 2}", amount)} END AS high,
            list_filter([{ids}], lambda x: x IS NOT NULL) AS open, c{last + 2} AS others, c{last + 3} AS award
        FROM ({inner}) AS t({aliases})"""
    quoted = str(path).replace("'", "''")
    rows.connection.execute(f"COPY ({query}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")


def _unscaled(column: str, type_: Num) -> str:
    """A scaled integer as an exact decimal: multiplied by a decimal, since DuckDB's division gives a double."""
    if not type_.places:
        return column
    unit = "0." + "0" * (type_.places - 1) + "1"
    return f"({column}::DECIMAL(18,0) * {unit}::DECIMAL({type_.places},{type_.places}))::DECIMAL(18,{type_.places})"
