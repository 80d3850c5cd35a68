"""The derived facts of one case's subject, by our own plan, as a peer is handed them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import duckdb

from anye.rules.dictionary import Dictionary, RecordType
from anye.rules.types import Bool, Date, Enum, Type
from bench.world import law

from .handed import Given, facts_plan, table_of

Tables = dict[str, list[dict[str, Any]]]


def derived(unit: str, subject: dict[str, Any], given: tuple[Given, ...]) -> dict[str, Any]:
    """Facts as JSON: days as text, numbers in their unit, null where one isn't known."""
    dictionary = law().policy.dictionary
    tables: Tables = {record.table: [] for record in dictionary.records.values()}
    key = _flatten(dictionary, tables, unit, subject)
    with duckdb.connect(config={"threads": 1}) as connection:
        _store(connection, dictionary, tables)
        for statement in facts_plan().statements:
            connection.execute(statement.sql())
        connection.execute(facts_plan().tables[unit].statement.sql())
        return next(row for row in rows(connection, unit, given) if row["id"] == key)


def rows(
    connection: duckdb.DuckDBPyConnection, unit: str, given: tuple[Given, ...], defaults: bool = False
) -> list[dict[str, Any]]:
    """The facts of the unit's table, a dictionary a row: what is unknown, or known between bounds only, is null; or,
    with `defaults`, what stands in for it."""
    items = ", ".join(f'{_written(fact, defaults)} AS "{fact.name}"' for fact in given)
    cursor = connection.execute(f"SELECT id, {items} FROM {table_of(unit)}")
    names = [item[0] for item in cursor.description or ()]
    return [dict(zip(names, map(_json, row), strict=True)) for row in cursor.fetchall()]


def _written(fact: Given, defaults: bool) -> str:
    """SQL for a fact; null where its two bounds differ."""
    high = next((column for column in fact.columns if not column.endswith("_low")), fact.columns[0])
    low = next((column for column in fact.columns if column.endswith("_low")), high)
    value = f'CASE WHEN "{high}" = "{low}" THEN "{low}" END' if low != high else f'"{high}"'
    value = fact.value if defaults else value
    return f"({value})::DECIMAL(18, 4) / {10**fact.places}" if fact.places else value


def _json(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _flatten(dictionary: Dictionary, tables: Tables, record: str, data: dict[str, Any]) -> int:
    """Puts a record and all below it into the tables; its key."""
    spec = dictionary.records[record]
    key = sum(map(len, tables.values())) + 1
    row: dict[str, Any] = {spec.key: key}
    tables[spec.table].append(row)
    row |= {name: data[name] for name in spec.facts if data.get(name) is not None}
    for name, link in spec.links.items():
        value = data.get(name)
        if link.many:
            for item in value or ():
                below = _flatten(dictionary, tables, link.to, item)
                found = next(
                    x for x in tables[dictionary.records[link.to].table]
                    if x[dictionary.records[link.to].key] == below
                )  # fmt: skip
                found[f"{link.by}_id"] = key
        elif value is not None:
            row[f"{name}_id"] = _flatten(dictionary, tables, link.to, value)
    return key


def _store(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, tables: Tables) -> None:
    for record in dictionary.records.values():
        kinds = _columns(record)
        fields = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
        connection.execute(f'CREATE TABLE "{record.table}" ({fields})')
        for row in tables[record.table]:
            marks = ", ".join(f"?::{kind}" for kind in kinds.values())
            values = [row.get(name) for name in kinds]
            connection.execute(f'INSERT INTO "{record.table}" VALUES ({marks})', values)


def _columns(record: RecordType) -> dict[str, str]:
    linked = {f"{link.name}_id": "BIGINT" for link in record.links.values() if not link.many}
    return {
        record.key: "BIGINT",
        **{spec.name: _column(spec.type) for spec in record.facts.values()},
        **linked,
    }


def _column(kind: Type) -> str:
    match kind:
        case Bool():
            return "BOOLEAN"
        case Date():
            return "DATE"
        case Enum():
            return "VARCHAR"
    places = kind.places  # type: ignore[union-attr]
    return f"DECIMAL(18, {places})" if places else "BIGINT"
