"""A population: derived facts and measures, the compiled plan against SQL written by hand, held equal row for row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from anye.rules.facts_table import FactsPlan, over_facts, plan_facts
from anye.rules.screen_sql import MeasureColumns, ScreeningPlan

from .timing import number, rows, runner, statements, take_turns
from .world import connect, eight, law


class Different(AssertionError):
    """The two sides give different results: then their times mean nothing."""


@dataclass(frozen=True)
class Population:
    """Rows by table, and seconds: facts and measures, each compiled and by hand; results compared."""

    rows: dict[str, int]
    facts: dict[str, float]
    measures: dict[str, float]
    compared: int


def measure_population(folder: Path) -> Population:
    with connect(folder) as connection:
        counts = _count(connection)
        facts = plan_facts(eight())
        tables = [table.statement for table in facts.tables.values()]
        compiled = [statement.sql() for statement in (*facts.statements, *tables)]
        times = take_turns(
            {"compiled": runner(connection, compiled), "hand": runner(connection, statements("facts.sql"))}
        )
        compared = sum(_compare(connection, *pair) for pair in _facts_pairs(facts))
        _drop(connection, "hand_")
        _drop(connection, "facts_stage_")
        plain, masked = (over_facts(eight(), facts, masks=masks) for masks in (False, True))
        measures = take_turns(
            {
                "hand": runner(connection, statements("measures.sql")),
                "chain": runner(connection, statements("measures_plain.sql")),
                "outcomes": runner(connection, _written("plain", plain)),
                "masks": runner(connection, _written("masked", masked)),
            }
        )
        hand = [pair for by in ("hand", "chain") for pair in _outcome_pairs(connection, plain, by)]
        for pair in (*hand, *_mask_pairs(plain)):
            compared += _compare(connection, *pair)
    return Population(counts, times, measures, compared)


def _count(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = [record.table for record in law().policy.dictionary.records.values()]
    return {table: number(connection, f"SELECT count(*) FROM {table}") for table in tables}


def _drop(connection: duckdb.DuckDBPyConnection, prefix: str) -> None:
    for (name,) in rows(connection, "SELECT table_name FROM duckdb_tables()"):
        if str(name).startswith(prefix):
            connection.execute(f"DROP TABLE {name}")


def _written(prefix: str, plan: ScreeningPlan) -> list[str]:
    return [
        f"CREATE OR REPLACE TEMP TABLE {prefix}_{unit} AS {query.sql('duckdb')}"
        for unit, query in plan.queries.items()
    ]


Pair = tuple[str, str, list[tuple[str, str]]]
"""Two tables and the columns, or expressions, that must be equal in rows of one id."""


def _facts_pairs(facts: FactsPlan) -> Iterator[Pair]:
    for unit, table in facts.tables.items():
        of = law().policy.dictionary.records[unit].table
        names = [f'"{name}"' for name in table.columns.values()]
        yield table.statement.name, f"hand_{of}", [(name, name) for name in names]


def _outcome_pairs(connection: duckdb.DuckDBPyConnection, plan: ScreeningPlan, by: str) -> Iterator[Pair]:
    for unit, columns in plan.measures.items():
        hand = f"{by}_result_{unit}"
        have = {str(row[0]) for row in rows(connection, f"DESCRIBE {hand}")}
        pairs = []
        for spec in columns:
            name = spec.rule.measure.id.replace("-", "_")
            high = f"{name}_high" if f"{name}_high" in have else f"{name}_low"
            pairs += [(spec.outcome, f"{name}_outcome"), (spec.low, f"{name}_low"), (spec.high, high)]
        yield f"plain_{unit}", hand, pairs


def _mask_pairs(plan: ScreeningPlan) -> Iterator[Pair]:
    for unit, columns in plan.measures.items():
        pairs = [pair for spec in columns for pair in _same_with_masks(spec)]
        yield f"plain_{unit}", f"masked_{unit}", pairs


def _same_with_masks(spec: MeasureColumns) -> list[tuple[str, str]]:
    outcome = f"CASE WHEN h.{spec.failed} <> 0 THEN false WHEN h.{spec.unknown} = 0 THEN true END"
    return [(spec.outcome, outcome), (spec.low, f"h.{spec.low}"), (spec.high, f"h.{spec.high}")]


def _compare(
    connection: duckdb.DuckDBPyConnection, ours: str, theirs: str, pairs: list[tuple[str, str]]
) -> int:
    """Values compared; raises Different where some are not equal."""
    tests = [
        f"count(*) FILTER (o.{a} IS DISTINCT FROM {b if ' ' in b or '.' in b else f'h.{b}'})"
        for a, b in pairs
    ]
    missing = "count(*) FILTER (o.id IS NULL OR h.id IS NULL)"
    found = connection.execute(
        f"SELECT count(*), {missing}, {', '.join(tests)} FROM {ours} o FULL JOIN {theirs} h USING (id)"
    ).fetchone()
    assert found is not None
    wrong = [pair[0] for pair, bad in zip([("id", ""), *pairs], found[1:], strict=True) if bad]
    if wrong:
        raise Different(f"{ours} / {theirs}: {', '.join(wrong)}")
    return int(found[0]) * len(pairs)
