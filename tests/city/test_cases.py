"""Even a small city has somebody to whom each measure is due, refused, and neither yet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from anye.city import build
from anye.rules.policy import load_policy
from anye.rules.resolve import resolve
from anye.screening.engine import screen
from anye.screening.tables import open_city

POLICY = Path(__file__).parents[2] / "policy"
ON = dt.date(2022, 5, 20)
MEASURES = [
    "stabilisation-refund", "contribution-deferral", "veteran-hiring-subsidy", "domestic-firm-headcount-subsidy",
    "unemployment-benefit-extension", "bay-area-youth-allowance", "contest-award-top-up",
    "grassroots-employment-subsidy",
]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_measure_hits_refuses_and_leaves_open_at_two_thousand_people(seed: int, tmp_path: Path) -> None:
    build(2_000, seed, tmp_path / "city")
    law = resolve(load_policy(POLICY), "440783", ON, ON)
    with open_city(tmp_path / "city", law.policy.dictionary) as connection:
        found = screen(connection, law, MEASURES).summaries
    assert [summary.measure for summary in found] == sorted(MEASURES)
    for summary in found:
        assert summary.entitled, summary
        assert summary.refused, summary
        assert summary.unknown, summary


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
    assert row[0] >= 12
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
