"""Even a small city has somebody to whom each measure is due, refused, and neither yet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from anye.city import CityReport, build
from anye.city.planted_cases import planted
from anye.city.scale import LEAST_EMPLOYERS, LEAST_PERSONS, PLANTED_JOBS
from anye.rules.policy import load_policy
from anye.rules.resolve import Law, resolve
from anye.screening.engine import Screening, screen
from anye.screening.tables import open_city
from anye.screening.values import check_values

POLICY = Path(__file__).parents[2] / "policy"
ON = dt.date(2022, 5, 20)
# A city has few funds: one entitled is enough.
FEW = {"medical-insurance-rate-adjustment"}
# Planted elsewhere: by `planted`, without a plan for each.
UNPLANNED = {"contest-award-top-up", "domestic-firm-headcount-subsidy"}


@pytest.fixture(scope="module")
def law() -> Law:
    return resolve(load_policy(POLICY), "440783", ON, ON)


@pytest.fixture(scope="module")
def looked(law: Law, folder: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Screening]]:
    """The small city, checked against the dictionary and screened for everything."""
    with open_city(folder, law.policy.dictionary) as connection:
        check_values(connection, law.policy.dictionary, folder)
        yield connection, screen(connection, law)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_measure_hits_refuses_and_leaves_open_at_two_thousand_people(
    seed: int, law: Law, tmp_path: Path
) -> None:
    build(2_000, seed, tmp_path / "city")
    with open_city(tmp_path / "city", law.policy.dictionary) as connection:
        found = screen(connection, law).summaries
    assert len(found) == len({summary.measure for summary in found}) >= 8
    for summary in found:
        assert summary.entitled or summary.to_choose, summary
        assert summary.refused, summary
        assert summary.unknown, summary


def test_planted_cases_turn_out_as_planned(
    report: CityReport, looked: tuple[duckdb.DuckDBPyConnection, Screening]
) -> None:
    connection, found = looked
    columns = {
        item.rule.measure.id: (unit, item) for unit, items in found.plan.measures.items() for item in items
    }
    stage, wrong = planted(), []
    for measure, table, number, outcome in stage.plans:
        unit, item = columns[measure]
        key = report.tables[table] - len(stage.rows[table]) + 1 + number
        row = connection.execute(
            f"SELECT {item.failed} <> 0, {item.unknown} <> 0 FROM {found.tables[unit]} WHERE id = ?", [key]
        ).fetchone()
        assert row is not None, (measure, table, key)
        is_now = "no" if row[0] else "unknown" if row[1] else "yes"
        if is_now != outcome:
            wrong.append((measure, table, number, outcome, is_now))
    assert not wrong


def test_what_cannot_be_had_together_is_settled_as_planned(
    report: CityReport, looked: tuple[duckdb.DuckDBPyConnection, Screening]
) -> None:
    connection, found = looked
    stage, wrong = planted(), []
    assert {fate for *_, fate in stage.fates} == {"granted", "gives-way"}
    for measure, table, number, fate in stage.fates:
        key = report.tables[table] - len(stage.rows[table]) + 1 + number
        row = connection.execute(
            f"SELECT status FROM {found.settled.of(measure)} WHERE id = ?", [key]
        ).fetchone()
        if row is None or row[0] != fate:
            wrong.append((measure, table, number, fate, row))
    assert not wrong


def test_every_measure_has_planned_cases_of_each_outcome_and_a_few_an_earlier_award(law: Law) -> None:
    stage = planted()
    planned = Counter((measure, outcome) for measure, _, _, outcome in stage.plans)
    measures = {measure for measure, _, _, _ in stage.plans}
    assert measures | UNPLANNED == set(law.rules)
    for measure in measures:
        assert planned[measure, "yes"] >= (1 if measure in FEW else 2), measure
        assert planned[measure, "no"] >= 2, measure
        assert planned[measure, "unknown"] >= 1, measure
    granted = {row["measure"] for row in stage.rows["awards"]}
    assert len(granted) > 35


def test_the_smallest_city_has_room_for_the_planted_cases() -> None:
    stage = planted()
    assert len(stage.rows["persons"]) < LEAST_PERSONS * 0.6
    assert len(stage.rows["employers"]) < LEAST_EMPLOYERS * 0.7
    assert len(stage.rows["employments"]) <= PLANTED_JOBS


def test_domestic_firms_stand_on_both_sides_of_twenty(small: duckdb.DuckDBPyConnection) -> None:
    heads = small.execute(
        """SELECT count(*) FROM employments e JOIN employers f ON f.id = e.employer_id
           WHERE f.employee_system_domestic AND e.post_kind = 'domestic-service'
             AND e."start" <= '2021-01-31' AND e."end" >= '2021-12-31' GROUP BY f.id"""
    ).fetchall()
    assert {19, 20, 24} <= {count for (count,) in heads}


def test_contest_winners_registered_before_within_and_after_a_year_and_never(
    small: duckdb.DuckDBPyConnection,
) -> None:
    row = small.execute(
        """SELECT count(*) FILTER (registered_on < awarded_on),
                  count(*) FILTER (registered_on BETWEEN awarded_on AND awarded_on + INTERVAL 1 YEAR),
                  count(*) FILTER (registered_on = awarded_on + INTERVAL 1 YEAR),
                  count(*) FILTER (registered_on > awarded_on + INTERVAL 1 YEAR), count(*) FILTER (employer_id IS NULL)
           FROM contest_awards c LEFT JOIN employers f ON f.id = c.employer_id"""
    ).fetchone()
    assert row is not None
    assert all(row), row


def test_deferrals_are_asked_for_below_at_and_above_a_year_in_and_outside_the_trades(
    small: duckdb.DuckDBPyConnection,
) -> None:
    asked = small.execute(
        "SELECT DISTINCT deferral_months FROM employers WHERE deferral_requested AND deferral_months IS NOT NULL"
    ).fetchall()
    assert {6, 12, 18} <= {months for (months,) in asked}
    row = small.execute(
        """SELECT count(*) FILTER (trade IN ('catering', 'retail', 'tourism')),
                  count(*) FILTER (trade NOT IN ('catering', 'retail', 'tourism')) FROM employers WHERE deferral_requested"""
    ).fetchone()
    assert row is not None
    assert all(row)


def test_earlier_awards_are_of_many_kinds_and_some_stand_in_the_way(small: duckdb.DuckDBPyConnection) -> None:
    row = small.execute(
        """SELECT count(DISTINCT measure), count(*) FILTER (measure = 'stabilisation-refund' AND year(period_start) = 2022),
                  count(*) FILTER (measure = 'bay-area-youth-allowance' AND period_end > '2022-05-20'),
                  count(*) FILTER (measure = 'contest-award-top-up'), count(*) FILTER (measure = 'veteran-hiring-subsidy'),
                  count(*) FILTER (measure = 'domestic-firm-headcount-subsidy')
           FROM awards"""
    ).fetchone()
    assert row is not None
    assert row[0] >= 35
    assert all(row)


def test_every_kind_of_employer_and_every_origin_is_there(larger: duckdb.DuckDBPyConnection) -> None:
    for column, table, wanted in (("kind", "employers", 7), ("origin", "persons", 6), ("place", "employers", 16),
                                  ("trade", "employers", 19), ("education", "persons", 5)):  # fmt: skip
        row = larger.execute(f"SELECT count(DISTINCT {column}) FROM {table}").fetchone()
        assert row == (wanted,), (table, column)


def test_the_bases_that_the_notice_names_are_there(small: duckdb.DuckDBPyConnection) -> None:
    text = next((POLICY / "kaiping").glob("*/text.md")).read_text("utf-8")
    named = small.execute("SELECT name FROM bases WHERE named_in_notice").fetchall()
    assert len(named) == 4
    assert all(name in text for (name,) in named)
