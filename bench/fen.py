"""To the fen: every unit of a small city, in Python one by one and in DuckDB all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from anye.rules.evaluate import evaluate
from anye.rules.facts import Reader
from anye.rules.program import Program, RulePlan, compile_rules
from anye.rules.screen_sql import MeasureColumns, ScreeningPlan, plan_screening
from anye.screening.gather import Rows, gather

from .world import connect, law


@dataclass(frozen=True)
class Fen:
    """How many results were compared (outcome, every condition, both bounds of the amount) and differ."""

    units: int
    results: int
    different: int


def compare_fen(folder: Path) -> Fen:
    units = results = different = 0
    with connect(folder) as connection:
        source = Rows(law().policy.dictionary, tables_of(connection))
        plan = plan_screening(law())
        for statement in plan.statements:
            connection.execute(statement.sql())
        for unit in plan.queries:
            program = compile_rules(law(), unit)
            for key, row in _by_id(connection, plan, unit).items():
                flat = _flat(program, source, key)
                units += 1
                for spec, rule in zip(plan.measures[unit], program.plans, strict=True):
                    results += 1
                    different += _of_sql(spec, row) != _of_python(rule, flat)
    return Fen(units, results, different)


def tables_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """All rows of a city, by table."""
    found = {}
    for record in law().policy.dictionary.records.values():
        cursor = connection.execute(f"SELECT * FROM {record.table}")
        names = [item[0] for item in cursor.description or ()]
        found[record.table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def _by_id(
    connection: duckdb.DuckDBPyConnection, plan: ScreeningPlan, unit: str
) -> dict[int, dict[str, Any]]:
    cursor = connection.execute(plan.queries[unit].sql("duckdb"))
    names = [item[0] for item in cursor.description or ()]
    return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _flat(program: Program, source: Rows, key: int) -> tuple[Any, ...]:
    dictionary = program.law.policy.dictionary
    reader = Reader(dictionary, program.shape)
    record = reader.read(gather(source, dictionary, program.shape, key))
    run: Callable[..., tuple[Any, ...]] = evaluate
    return run(program, record, reader.certain)


def _of_sql(spec: MeasureColumns, row: dict[str, Any]) -> tuple[Any, ...]:
    return row[spec.failed], row[spec.unknown], row[spec.low], row[spec.high]


def _of_python(rule: RulePlan, flat: tuple[Any, ...]) -> tuple[Any, ...]:
    failed = sum(1 << bit for bit, item in enumerate(rule.conditions) if flat[item.slot] is False)
    unknown = sum(1 << bit for bit, item in enumerate(rule.conditions) if flat[item.slot] is None)
    assert flat[rule.outcome] is (False if failed else None if unknown else True)
    low, high = (None, None) if failed else (flat[rule.low], flat[rule.high])
    return failed, unknown, low, high
