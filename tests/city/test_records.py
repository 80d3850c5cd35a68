"""The records fit each other: keys, spans, what follows from what; and those that contradict are counted."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from anye.city import CityReport
from anye.city import assumptions as a
from anye.city.schema import LINKS, TABLES


def one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_rows_numbered_from_one_without_a_gap(
    table: str, larger: duckdb.DuckDBPyConnection
) -> None:
    count, distinct, low, high = larger.execute(
        f"SELECT count(*), count(DISTINCT id), min(id), max(id) FROM {table}"
    ).fetchall()[0]
    assert 0 < count == distinct == high
    assert low == 1


def test_every_link_leads_to_a_record(larger: duckdb.DuckDBPyConnection) -> None:
    for table, columns in TABLES.items():
        for column in columns:
            if column.name in LINKS:
                lost = one(
                    larger,
                    f"SELECT count(*) FROM {table} t ANTI JOIN {LINKS[column.name]} o ON o.id = t.{column.name} "
                    f"WHERE t.{column.name} IS NOT NULL",
                )
                assert lost == 0, (table, column.name)


def test_only_what_may_stand_alone_has_no_link(larger: duckdb.DuckDBPyConnection) -> None:
    optional = {"awards", "contest_awards", "loans"}
    some = {
        ("employments", "host_id"),
        ("programme_spells", "recruiter_id"),
        ("labour_transfers", "employment_id"),
    }
    for table, columns in TABLES.items():
        for column in columns:
            if column.name in LINKS and table not in optional and (table, column.name) not in some:
                assert one(larger, f"SELECT count(*) FROM {table} WHERE {column.name} IS NULL") == 0


def test_spans_run_forwards_and_contributions_stay_within_their_employment(
    larger: duckdb.DuckDBPyConnection,
) -> None:
    for table in ("employments", "contributions", "programme_spells"):
        assert one(larger, f'SELECT count(*) FROM {table} WHERE "start" > "end"') == 0
    outside = """SELECT count(*) FROM contributions c JOIN employments e ON e.id = c.employment_id
                 WHERE c."start" < e."start" OR c."end" > e."end" """
    assert one(larger, outside) == 0
    overlap = """SELECT count(*) FROM (SELECT "start", lag("end") OVER (PARTITION BY employment_id ORDER BY id) AS p
                 FROM contributions) WHERE "start" <= p"""
    assert one(larger, overlap) == 0
    assert one(larger, "SELECT count(*) FROM employments WHERE contract_end < contract_start") == 0
    assert one(larger, "SELECT count(*) FROM awards WHERE period_end < period_start") == 0
    assert one(larger, "SELECT count(*) FROM benefit_claims WHERE paid_until < started_on") == 0


def test_nobody_works_for_an_employer_that_is_not_there_yet(larger: duckdb.DuckDBPyConnection) -> None:
    early = """SELECT count(*) FROM employments e JOIN employers f ON f.id = e.employer_id
               WHERE e."start" < f.registered_on"""
    assert one(larger, early) == 0


def test_benefit_follows_the_end_of_the_employment_it_names(larger: duckdb.DuckDBPyConnection) -> None:
    orphan = """SELECT count(*) FROM benefit_claims b WHERE NOT EXISTS (
                  FROM employments e WHERE e.person_id = b.person_id AND e.employer_id = b.employer_id
                  AND e."end" <= b.started_on)"""
    assert one(larger, orphan) == 0
    assert one(larger, "SELECT count(*) FROM benefit_claims WHERE months_paid > months_granted") == 0


def test_what_the_themes_record_fits_together(larger: duckdb.DuckDBPyConnection) -> None:
    at_odds = {
        "registered without an open registration": """SELECT count(*) FROM persons p WHERE unemployment_registered
            AND NOT EXISTS (FROM unemployment_registrations r WHERE r.person_id = p.id AND ended_on = '9999-12-31')""",
        "in difficulty, never recognised": """SELECT count(*) FROM persons
            WHERE employment_difficulty AND difficulty_recognised_on = '9999-12-31'""",
        "recognised in the end after the end": """SELECT count(*) FROM persons
            WHERE difficulty_ended_on < difficulty_recognised_on""",
        "a loan of both or of nobody": "SELECT count(*) FROM loans WHERE (person_id IS NULL) = (employer_id IS NULL)",
        "another employer's deferred premium": """SELECT count(*) FROM deferred_premiums d
            JOIN employments e ON e.id = d.employment_id WHERE e.employer_id <> d.employer_id""",
        "another person's transfer": """SELECT count(*) FROM labour_transfers t
            JOIN employments e ON e.id = t.employment_id WHERE e.person_id <> t.person_id""",
        "counted without a start-up's award": """SELECT count(*) FROM employments e WHERE startup_counted_on < '9999-12-31'
            AND NOT EXISTS (FROM awards a WHERE a.employer_id = e.employer_id AND a.measure = 'startup-hiring-subsidy'
                            AND a.granted_on = e.startup_counted_on)""",
        "a reason for what has not ended": """SELECT count(*) FROM employments
            WHERE ("end" = '9999-12-31') <> (end_reason = 'none')""",
        "a host without a dispatch agency": """SELECT count(*) FROM employments e JOIN employers f ON f.id = e.employer_id
            WHERE e.host_id IS NOT NULL AND NOT f.dispatch_agency""",
        "another line's person": """SELECT count(*) FROM certificates c JOIN skill_lines l ON l.id = c.skill_line_id
            WHERE c.person_id <> l.person_id""",
        "drawn before it was signed": "SELECT count(*) FROM loans WHERE drawn_on < signed_on OR due_on < drawn_on",
        "the employer pays for nothing": """SELECT count(*) FROM contributions
            WHERE (employer_monthly > 0) <> (pension OR medical OR unemployment OR work_injury OR maternity)""",
    }  # fmt: skip
    assert {what for what, query in at_odds.items() if one(larger, query)} == set()


def test_premiums_are_about_a_hundredth_of_the_bases(larger: duckdb.DuckDBPyConnection) -> None:
    """Employer at most 0.8 %, worker 0.2 % of the bases: a full year of one person at the lowest base or more."""
    low, high = larger.execute(
        """SELECT quantile_cont(employer_paid / worker_paid, 0.02)::DOUBLE, quantile_cont(employer_paid / worker_paid, 0.98)::DOUBLE
           FROM premiums WHERE year = 2021 AND worker_paid > 0"""
    ).fetchall()[0]
    assert 1.59 < low < high < 4.01
    paid, due = larger.execute(
        """WITH due AS (SELECT sum(c.base * (date_diff('day', greatest(c."start", DATE '2021-01-01'),
                                     least(c."end", DATE '2021-12-31')) + 1) / 30.4) AS bases
                        FROM contributions c WHERE c.unemployment AND c."start" <= '2021-12-31' AND c."end" >= '2021-01-01')
           SELECT (SELECT sum(worker_paid) FROM premiums WHERE year = 2021)::DOUBLE, bases::DOUBLE FROM due"""
    ).fetchall()[0]
    assert 0.0018 < paid / due < 0.0021


def test_contradictory_records_are_there_at_their_rates(
    larger: duckdb.DuckDBPyConnection, report: CityReport
) -> None:
    working_dead = """SELECT count(*) FROM persons p JOIN employments e ON e.person_id = p.id
                      WHERE p.died_on < '9999-12-31' AND e."end" = '9999-12-31'"""
    assert one(larger, working_dead) > 0
    after_closing = """SELECT count(*) FROM employments e JOIN employers f ON f.id = e.employer_id
                       WHERE e."end" > f.deregistered_on"""
    assert one(larger, after_closing) > 0
    two_jobs = """SELECT count(*) FROM (SELECT "start", lag("end") OVER (PARTITION BY person_id ORDER BY id) AS p
                  FROM employments) WHERE "start" < p"""
    assert 0 < one(larger, two_jobs) < 2 * a.TWO_JOBS * one(larger, "SELECT count(*) FROM employments")
    registered = """SELECT count(*) FROM persons p WHERE unemployment_registered AND EXISTS (
                    FROM employments e WHERE e.person_id = p.id AND e."end" = '9999-12-31')"""
    share = one(larger, registered) / one(larger, "SELECT count(*) FROM persons")
    assert 0 < share < a.WORKS_AND_REGISTERED
    assert all(count >= 0 for count in report.contradictions.values())
    assert sum(report.contradictions.values()) > 0


def test_about_half_the_people_work_and_spells_are_as_many_as_stated(
    larger: duckdb.DuckDBPyConnection,
) -> None:
    working = "SELECT count(DISTINCT person_id) FROM employments WHERE \"end\" = '9999-12-31'"
    assert 0.4 < one(larger, working) / 60_000 < 0.55
    spells = one(larger, "SELECT count(*) FROM contributions") / one(
        larger, "SELECT count(*) FROM employments"
    )
    assert abs(spells - a.SPELLS_PER_EMPLOYMENT) < 0.1
    uninsured = "SELECT count(*) FROM employments e ANTI JOIN contributions c ON c.employment_id = e.id"
    assert 0.1 < one(larger, uninsured) / 160_000 < 0.35


def test_most_employers_are_tiny_and_one_is_large(larger: duckdb.DuckDBPyConnection) -> None:
    assert one(larger, "SELECT quantile_cont(staff, 0.8) FROM employers") < 10
    assert one(larger, "SELECT max(staff) FROM employers") > 300
    assert (
        one(larger, "SELECT count(*) FROM employers WHERE revenue >= 2000000000 AND assets >= 100000000") >= 1
    )


def test_layoff_rates_spread_around_both_limits(larger: duckdb.DuckDBPyConnection) -> None:
    rates = """WITH staff AS (SELECT employer_id, sum(greatest(0, date_diff('day', greatest("start", DATE '2021-01-01'),
                              least("end", DATE '2021-12-31')) + 1)) / 365 AS s FROM employments GROUP BY 1),
               gone AS (SELECT employer_id, count(*) AS n FROM benefit_claims WHERE year(started_on) = 2021 GROUP BY 1)
               SELECT {} FROM staff JOIN gone USING (employer_id) WHERE {}"""
    for size, limit in (("s > 30", 0.055), ("s BETWEEN 5 AND 30", 0.2)):
        for side in (f"n / s > {limit}", f"n / s <= {limit}"):
            assert one(larger, rates.format("count(*)", f"{size} AND {side}")) > 0, (size, side)


def test_firms_hire_after_the_spring_festival(larger: duckdb.DuckDBPyConnection) -> None:
    hired = "SELECT count(*) FROM employments WHERE \"start\" BETWEEN '{}' AND '{}'"
    after = one(larger, hired.format("2021-02-18", "2021-03-28"))
    before = one(larger, hired.format("2021-01-01", "2021-02-08"))
    assert after > 1.5 * before
