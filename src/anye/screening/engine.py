"""Screens a whole population: every measure for every unit it could concern, in fused queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb
from sqlglot import exp

from anye.rules.collisions import with_partners
from anye.rules.errors import Place, Problem
from anye.rules.resolve import Law
from anye.rules.screen_sql import MeasureColumns, ScreeningPlan, plan_screening
from anye.rules.stages import Statement
from anye.rules.types import unscaled

from .exclusions import After, Settled, settle
from .tables import CityProblem

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class MeasureSummary:
    """Counts of units, and between what the amounts add up: `low` to those who are entitled for certain, `high`
    to all who may be, the unknown included; None where a unit's amount has no upper bound. Rates and rights are
    not added up: both are None.

    `open_amounts` counts entitled units whose amount isn't certain. After exclusions between measures and limits they
    share: `gives_way` are units that would be entitled, or might, were it not for what prevails; `to_choose` are those
    of the unknown ones that are entitled by themselves, with the choice between measures still open.
    """

    measure: str
    unit: str
    fund: str
    entitled: int
    refused: int
    unknown: int
    low: Decimal | None
    high: Decimal | None
    open_amounts: int
    gives_way: int = 0
    to_choose: int = 0


@dataclass(frozen=True)
class Screening:
    """Results in the connection's tables, one a unit, before exclusions; `plan` explains their columns. `settled` says
    what becomes of the few that exclusions touch. Measures without a summary were screened for their sake alone."""

    law: Law
    plan: ScreeningPlan
    tables: dict[str, str]
    summaries: tuple[MeasureSummary, ...]
    settled: Settled


def screen(
    connection: duckdb.DuckDBPyConnection,
    law: Law,
    measures: Iterable[str] = (),
    *,
    explain: bool = True,
    progress: Progress = lambda what, done, of: None,
) -> Screening:
    """Screens all measures (or those named, with what may exclude them). `explain` keeps the quantities that amounts
    are reckoned from."""
    named = set(measures)
    plan = plan_screening(law, with_partners(law, named), explain=explain)
    steps = len(plan.statements) + len(plan.queries) + 1
    tables = {unit: f"result_{unit}" for unit in plan.queries}
    results = [Statement(tables[unit], query) for unit, query in plan.queries.items()]
    every = [*plan.statements, *results]
    passing = {statement.name for statement in plan.statements}
    for done, (statement, over) in enumerate(zip(every, last_uses(every), strict=True)):
        progress("screening", done, steps)
        _run(connection, statement.sql())
        for name in over & passing:
            connection.execute(f"DROP TABLE {name}")
    progress("exclusions", steps - 1, steps)
    settled = _settled(connection, law, plan, tables)
    summaries = [
        _summary(connection, tables[unit], settled, unit, columns)
        for unit, items in plan.measures.items()
        for columns in items
        if not named or columns.rule.measure.id in named
    ]
    progress("screening", steps, steps)
    in_order = sorted(summaries, key=lambda item: law.rules[item.measure].measure.place)
    return Screening(law, plan, tables, tuple(in_order), settled)


def _settled(
    connection: duckdb.DuckDBPyConnection, law: Law, plan: ScreeningPlan, tables: dict[str, str]
) -> Settled:
    try:
        return settle(connection, law, plan, tables)
    except duckdb.Error as error:
        raise _gave_up(error) from error


def last_uses(statements: list[Statement]) -> list[set[str]]:
    """For each statement the tables that none after it reads: they can go, and make room."""
    last: dict[str, int] = {}
    for number, statement in enumerate(statements):
        read = {table.name for table in statement.query.find_all(exp.Table)}
        last |= dict.fromkeys([statement.name, *read], number)
    return [{name for name, at in last.items() if at == number} for number in range(len(statements))]


def _run(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Runs a query; what the database refuses (memory, a number beyond 64 bits) becomes a CityProblem."""
    try:
        connection.execute(query)
    except duckdb.Error as error:
        raise _gave_up(error) from error


def _gave_up(error: duckdb.Error) -> CityProblem:
    why = str(error).splitlines()[0]
    problem = Problem(
        Place("screening"), "database", f"数据库无法完成测算（{why}）。", f"the database gave up ({why})."
    )
    return CityProblem([problem])


def _summary(
    connection: duckdb.DuckDBPyConnection, table: str, settled: Settled, unit: str, columns: MeasureColumns
) -> MeasureSummary:
    after = After(columns)
    row = connection.execute(
        f"""SELECT count(*) FILTER (WHERE {after.entitled}), count(*) FILTER (WHERE r.{columns.failed} <> 0),
            count(*) FILTER (WHERE {after.unknown}),
            coalesce(sum({after.low}) FILTER (WHERE {after.entitled}), 0)::HUGEINT,
            coalesce(sum({after.high}) FILTER (WHERE {after.alive}), 0)::HUGEINT,
            count(*) FILTER (WHERE {after.alive} AND {after.high} IS NULL),
            count(*) FILTER (WHERE {after.entitled} AND {after.low} IS DISTINCT FROM {after.high}),
            count(*) FILTER (WHERE {after.gives_way}), count(*) FILTER (WHERE {after.to_choose})
            FROM {table} r LEFT JOIN {settled.of(columns.rule.measure.id)} s ON s.id = r.id"""
    ).fetchone()
    assert row is not None
    measure = columns.rule.measure
    places, adds_up = measure.amount.type.places, measure.amount.kind not in ("rate", "none")
    return MeasureSummary(
        measure=measure.id,
        unit=unit,
        fund=measure.fund,
        entitled=row[0],
        refused=row[1],
        unknown=row[2],
        low=unscaled(row[3], places) if adds_up else None,
        high=unscaled(row[4], places) if adds_up and not row[5] else None,
        open_amounts=row[6],
        gives_way=row[7],
        to_choose=row[8],
    )
