"""Who is entitled, and who would be if something were known: the rows of a screening, a measure at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from anye.rules.dictionary import Dictionary, RecordType
from anye.rules.screen_sql import MeasureColumns
from anye.rules.types import Bool, Date, Num, Type, unscaled
from anye.rules.words import Wording, wording

from .engine import Screening


@dataclass(frozen=True)
class Party:
    """Somebody or something with a name or a number that a unit concerns: the record itself, or one it is linked to."""

    record: RecordType
    link: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Which of name and number it has."""
        return tuple(name for name in (self.record.name_column, self.record.identity) if name)


@dataclass(frozen=True)
class Found:
    """One unit. `parties` are (name, number) pairs in the order of `Rows.parties`; numbers of persons are masked
    unless asked for. `low`, `high` bound the amount; `open` names the conditions still to be settled, by index;
    `quantities` are values (or spans) in the order of the measure's terms."""

    key: int
    parties: tuple[tuple[str, str], ...]
    entitled: bool
    low: Any
    high: Any
    open: tuple[int, ...]
    quantities: tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """The rows of one measure's screening, entitled ones first, then by amount."""

    connection: duckdb.DuckDBPyConnection
    screening: Screening
    unit: str
    columns: MeasureColumns
    full_identity: bool = False

    @property
    def dictionary(self) -> Dictionary:
        return self.screening.law.policy.dictionary

    def parties(self) -> list[Party]:
        record = self.dictionary.records[self.unit]
        linked = [
            Party(self.dictionary.records[link.to], link.name)
            for link in record.links.values()
            if not link.many
        ]
        return [party for party in (Party(record, ""), *linked) if party.columns]

    def _query(self, limit: int) -> str:
        record, spec = self.dictionary.records[self.unit], self.columns
        items, joins = ["r.id"], [f"JOIN {record.table} b ON b.{record.key} = r.id"]
        for number, party in enumerate(self.parties()):
            alias = f"p{number}" if party.link else "b"
            if party.link:
                joins.append(
                    f"LEFT JOIN {party.record.table} {alias} ON {alias}.{party.record.key} = b.{party.link}_id"
                )
            name = party.record.name_column
            items += [f"{alias}.{name}" if name else "NULL", self._identity(party, alias)]
        items += [f"r.{name}" for name in (spec.unknown, spec.low, spec.high)]
        items += [f"r.{spec.details}"] if spec.terms else []
        order = f"r.{spec.unknown} <> 0, r.{spec.low} DESC NULLS LAST, r.id"
        tail = f" LIMIT {limit}" if limit else ""
        source = f"{self.screening.tables[self.unit]} r {' '.join(joins)}"
        return f"SELECT {', '.join(items)} FROM {source} WHERE r.{spec.failed} = 0 ORDER BY {order}{tail}"

    def _identity(self, party: Party, alias: str) -> str:
        if not party.record.identity:
            return "NULL"
        column = f"{alias}.{party.record.identity}"
        if not party.record.personal or self.full_identity:
            return column
        return f"left({column}, 6) || '********' || right({column}, 4)"

    def rows(self, limit: int = 0) -> Iterator[Found]:
        """Up to `limit` rows (0: all)."""
        fetched = self.connection.execute(self._query(limit)).fetchall()
        parties, spec = len(self.parties()), self.columns
        places = spec.rule.measure.amount.type.places
        for row in fetched:
            key, rest = row[0], row[1:]
            names = tuple((rest[2 * n] or "", rest[2 * n + 1] or "") for n in range(parties))
            unknown, low, high, *details = rest[2 * parties :]
            yield Found(
                key=key,
                parties=names,
                entitled=unknown == 0,
                low=None if low is None else unscaled(low, places),
                high=None if high is None else unscaled(high, places),
                open=tuple(bit for bit in range(len(spec.rule.conditions)) if unknown >> bit & 1),
                quantities=tuple(self._quantities(details[0])) if details else (),
            )

    def _quantities(self, values: list[str | None]) -> Iterator[Any]:
        for term in self.columns.terms:
            low, high = (_read(values[place], term.type) for place in (term.low, term.high))
            yield low if low == high else (low, high)

    def words(self, lang: str) -> Wording:
        return wording(self.screening.law, self.columns.rule.measure.id, lang)

    def why(self, found: Found, words: Wording) -> str:
        """One unit's reason: the quantities its amount comes from, or what is still to be settled."""
        join, colon = ("; ", ": ") if words.lang == "en" else ("；", "：")
        if found.entitled:
            pairs = zip(self.columns.terms, found.quantities, strict=True)
            # of what is granted or not, only what is: nobody reads twelve times "no"
            return join.join(
                f"{words.name_or(term.node)}{colon}{words.value(value, term.type)}"
                for term, value in pairs
                if value is not False
            )
        labels = [self.columns.rule.conditions[bit].label.in_(words.lang) for bit in found.open]
        return words.phrase("to-settle", a=words.phrase("comma").join(labels))


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
    """The rows of every screened measure, in the order of the notice."""
    found = [
        Rows(connection, screening, unit, columns, full_identity)
        for unit, items in screening.plan.measures.items()
        for columns in items
    ]
    return sorted(found, key=lambda rows: rows.columns.rule.measure.place)


def write_parquet(rows: Rows, path: Path) -> None:
    """A measure's rows as Parquet: key, names, numbers, outcome, amount between bounds, ids of open conditions."""
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
    width = first + 3 + bool(spec.terms)
    inner = rows._query(0)
    aliases = ", ".join(f"c{number}" for number in range(width))
    query = f"""
        SELECT c0 AS id, {"".join(f"{name}, " for name in names)}
            CASE WHEN c{first} = 0 THEN 'yes' ELSE 'unknown' END AS outcome,
            {_unscaled(f"c{first + 1}", amount)} AS low, {_unscaled(f"c{first + 2}", amount)} AS high,
            list_filter([{ids}], lambda x: x IS NOT NULL) AS open
        FROM ({inner}) AS t({aliases})"""
    quoted = str(path).replace("'", "''")
    rows.connection.execute(f"COPY ({query}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")


def _unscaled(column: str, type_: Num) -> str:
    """A scaled integer as an exact decimal: multiplied by a decimal, since DuckDB's division gives a double."""
    if not type_.places:
        return column
    unit = "0." + "0" * (type_.places - 1) + "1"
    return f"({column}::DECIMAL(18,0) * {unit}::DECIMAL({type_.places},{type_.places}))::DECIMAL(18,{type_.places})"
