"""One law's measures by SQL and by Python over the same tables, and where the two differ."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import duckdb

from anye.rules.dictionary import Dictionary, RecordType
from anye.rules.evaluate import evaluate
from anye.rules.facts import Reader
from anye.rules.program import compile_rules
from anye.rules.resolve import Law
from anye.rules.screen_sql import plan_screening
from anye.rules.types import Bool, Date, Enum, Num, Type
from anye.screening.gather import Rows, gather

Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Difference:
    """One measure of one unit of which SQL and Python say different things: (failed, unknown, low, high)."""

    measure: str
    key: int
    sql: tuple[Any, ...]
    python: tuple[Any, ...]
    conditions: tuple[str, ...]
    facts: dict[str, Any] = field(compare=False)

    @property
    def bits(self) -> int:
        """The conditions of which the two masks differ."""
        return int((self.sql[0] ^ self.python[0]) | (self.sql[1] ^ self.python[1]))

    def __str__(self) -> str:
        return f"{self.measure} of {self.key}: SQL {self.sql}, Python {self.python}, {self.conditions}\n{self.facts}"


def column(type_: Type) -> str:
    """The SQL type a fact is stored in."""
    match type_:
        case Bool():
            return "BOOLEAN"
        case Date():
            return "DATE"
        case Enum():
            return "VARCHAR"
        case Num():
            return f"DECIMAL(18, {type_.places})" if type_.places else "BIGINT"
    raise AssertionError(type_)


def columns(record: RecordType) -> dict[str, str]:
    """A record's columns with their types: its key, its facts, and a key for each record it is linked to."""
    linked = {f"{link.name}_id": "BIGINT" for link in record.links.values() if not link.many}
    return {
        record.key: "BIGINT",
        **{spec.name: column(spec.type) for spec in record.facts.values()},
        **linked,
    }


def store(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, tables: Tables) -> None:
    for record in dictionary.records.values():
        types = columns(record)
        fields = ", ".join(f'"{name}" {type_}' for name, type_ in types.items())
        connection.execute(f'CREATE OR REPLACE TABLE "{record.table}" ({fields})')
        if tables[record.table]:
            columns_ = [[row[name] for row in tables[record.table]] for name in types]
            given = ", ".join(f"unnest(?::{type_}[])" for type_ in types.values())
            connection.execute(f'INSERT INTO "{record.table}" SELECT {given}', columns_)


def by_sql(connection: duckdb.DuckDBPyConnection, law: Law) -> dict[tuple[str, int], tuple[Any, ...]]:
    """(measure, key) to (failed, unknown, low, high)."""
    plan = plan_screening(law)
    for statement in plan.statements:
        connection.execute(statement.sql())
    found: dict[tuple[str, int], tuple[Any, ...]] = {}
    for unit, query in plan.queries.items():
        cursor = connection.execute(query.sql("duckdb"))
        names = [item[0] for item in cursor.description or ()]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            for spec in plan.measures[unit]:
                said = (row[spec.failed], row[spec.unknown], row[spec.low], row[spec.high])
                assert (spec.rule.measure.id, row["id"]) not in found, "a unit stands twice in the result"
                found[spec.rule.measure.id, row["id"]] = said
    return found


def by_python(
    law: Law, tables: Tables
) -> Iterator[tuple[str, int, tuple[Any, ...], tuple[str, ...], dict[str, Any]]]:
    """For each measure and unit what SQL ought to say, with the conditions' ids and the facts."""
    dictionary = law.policy.dictionary
    source = Rows(dictionary, tables)
    for unit in sorted({rule.measure.unit for rule in law.rules.values()}):
        program = compile_rules(law, unit)
        record = dictionary.records[unit]
        for row in tables[record.table]:
            data = gather(source, dictionary, program.shape, row[record.key])
            assert data is not None
            flat = evaluate(program, Reader(dictionary, program.shape).read(data))
            for plan in program.plans:
                results = [flat[item.slot] for item in plan.conditions]
                failed = sum(1 << bit for bit, result in enumerate(results) if result is False)
                unknown = sum(1 << bit for bit, result in enumerate(results) if result is None)
                low, high = (None, None) if failed else (flat[plan.low], flat[plan.high])
                ids = tuple(item.id for item in plan.conditions)
                yield plan.measure.id, row[record.key], (failed, unknown, low, high), ids, data


def compare(law: Law, tables: Tables) -> tuple[list[Difference], Counter[tuple[str, str]]]:
    """All differences, and how often each measure came out yes, no and unknown."""
    with duckdb.connect(config={"threads": 1}) as connection:
        store(connection, law.policy.dictionary, tables)
        return against_python(by_sql(connection, law), law, tables)


def against_python(
    sql: dict[tuple[str, int], tuple[Any, ...]], law: Law, tables: Tables
) -> tuple[list[Difference], Counter[tuple[str, str]]]:
    """What SQL said held against Python, unit by unit."""
    differences, outcomes = [], Counter[tuple[str, str]]()
    for measure, key, wanted, ids, data in by_python(law, tables):
        failed, unknown = wanted[:2]
        outcomes[measure, "no" if failed else "unknown" if unknown else "yes"] += 1
        said = sql.pop((measure, key))
        if said != wanted:
            differences.append(Difference(measure, key, said, wanted, ids, data))
    assert not sql, "SQL speaks of units that the tables lack"
    return differences, outcomes


def random_tables(
    random: Random,
    dictionary: Dictionary,
    sizes: dict[str, int],
    value: Callable[..., Any],
    unknown: float = 0.12,
) -> Tables:
    """Rows of every record with some facts, some links and some completeness unknown."""
    tables: Tables = {}
    for record in dictionary.records.values():
        rows = []
        for key in range(1, sizes[record.name] + 1):
            row: dict[str, Any] = {record.key: key}
            for spec in record.facts.values():
                known = spec.required or random.random() >= unknown
                row[spec.name] = stored(spec.type, value(random, dictionary, spec)) if known else None
            for link in record.links.values():
                if not link.many:
                    known = random.random() >= unknown
                    row[f"{link.name}_id"] = (
                        random.randint(1, sizes[link.to]) if known and sizes[link.to] else None
                    )
            rows.append(row)
        tables[record.table] = rows
    return tables


def stored(type_: Type, value: Any) -> Any:
    """JSON data as a column holds it."""
    match type_:
        case Date():
            return dt.date.fromisoformat(value)
        case Num():
            return Decimal(value) if type_.places else int(value)
    return value
