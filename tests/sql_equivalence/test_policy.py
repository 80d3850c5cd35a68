"""A whole population by SQL comes out as each of its units does by Python: masks and amounts, known facts or not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import lru_cache
from random import Random

import pytest

pytest.importorskip("duckdb")

from tests.rules import packs
from tests.sql_equivalence import both
from tests.sql_equivalence.from_cases import Grower

from anye.rules.cases import Case, read_cases
from anye.rules.errors import Problems
from anye.rules.resolve import Law, resolve

ON = [
    "2022-05-05",
    "2022-05-06",
    "2022-05-20",
    "2022-05-31",
    "2022-06-01",
    "2022-12-31",
    "2023-01-01",
    "2025-03-01",
]
REAL = packs.real()
# These can be open only where a list is not given. In tables, a list without a completeness fact is always whole.
IN_A_TABLE_WHOLE = {
    ("bay-area-youth-allowance", "once-a-month"),
    ("cantonese-chef-certificate-subsidy", "not-stacked"),
    ("cantonese-chef-certificate-subsidy", "once"),
    ("contest-award-top-up", "once"),
    ("domestic-firm-headcount-subsidy", "once-a-year"),
    ("domestic-firm-insurance-subsidy", "insured"),
    ("domestic-firm-insurance-subsidy", "once-a-quarter"),
    ("domestic-leading-firm-award", "once"),
    ("flexible-employment-insurance-subsidy", "once-a-quarter"),
    ("flexible-employment-insurance-subsidy", "registered"),
    ("flexible-worker-insurance", "flexible-worker"),
    ("grassroots-employment-subsidy", "insured"),
    ("labour-cooperation-subsidy", "once"),
    ("matching-event-subsidy", "once"),
    ("poverty-alleviated-hiring-subsidy", "insured"),
    ("poverty-alleviated-hiring-subsidy", "not-stacked"),
    ("poverty-alleviated-insurance-subsidy", "once-a-quarter"),
    ("poverty-alleviated-post-subsidy", "once-a-quarter"),
    ("rural-ecommerce-station-grant", "once"),
    ("service-project-recruitment-preference", "service-project"),
    ("service-purchase-funding", "once"),
    ("skill-upgrading-subsidy", "not-stacked"),
    ("skill-upgrading-subsidy", "once"),
    ("small-firm-graduate-insurance-subsidy", "insured"),
    ("small-firm-graduate-insurance-subsidy", "once-a-quarter"),
    ("special-work-injury-cover", "no-labour-relation"),
    ("stabilisation-refund", "once-a-year"),
    ("startup-grant", "once"),
    ("startup-loan-interest-subsidy", "once-a-quarter"),
    ("unemployment-assistance", "once-a-month"),
    ("unemployment-benefit", "once-a-month"),
    ("unemployment-benefit-extension", "once-a-month"),
    ("veteran-hiring-subsidy", "insured"),
    ("veteran-hiring-subsidy", "not-stacked"),
}


@lru_cache
def cases() -> tuple[Case, ...]:
    return tuple(read_cases(REAL, Problems()))


def law(on: dt.date) -> Law:
    (place,) = {REAL.enactments[measure.enactment].place for measure in REAL.measures.values()}
    return resolve(REAL, place, on, on)


def agree(on: dt.date, tables: both.Tables) -> Counter[tuple[str, str]]:
    differences, outcomes = both.compare(law(on), tables)
    assert not differences, f"{len(differences)} differences, the first: {differences[0]}"
    return outcomes


def grown(on: dt.date, seed: int, chosen: list[Case], change: float) -> both.Tables:
    """The cases' subjects: one in three as the case has it, the others with a share of their facts changed."""
    random = Random(f"{on} {seed}")
    grower = Grower(REAL, random, on)
    for case in chosen:
        grower.change = random.choice([0.0, change, change])
        grower.add(case)
    return grower.tables


@pytest.mark.parametrize("on", ON)
def test_subjects_at_the_limits_of_each_measure_come_out_alike(on: str) -> None:
    day = dt.date.fromisoformat(on)
    agree(day, grown(day, 1, Random(on).sample(cases(), 40), 0.15))


def test_every_measure_comes_out_yes_no_and_unknown() -> None:
    day, random = dt.date(2022, 5, 20), Random(3)
    each = [[case for case in cases() if case.measure == measure] for measure in REAL.measures]
    outcomes = agree(day, grown(day, 3, [case for some in each for case in random.sample(some, 20)], 0.02))
    assert set(outcomes) == {
        (measure, word) for measure in REAL.measures for word in ("yes", "no", "unknown")
    }


def test_a_city_of_strangers_comes_out_alike() -> None:
    """Facts drawn without any regard to the measures: mostly no, with every oddity of linkage."""
    from tests.rules.at_random import value

    sizes = dict.fromkeys(REAL.dictionary.records, 40) | {"contribution": 120, "employment": 80}
    agree(dt.date(2022, 5, 20), both.random_tables(Random(11), REAL.dictionary, sizes, value))


def test_an_empty_city_has_no_results() -> None:
    day = dt.date(2022, 5, 20)
    assert agree(day, {record.table: [] for record in REAL.dictionary.records.values()}) == Counter()


@pytest.mark.big
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("on", ON)
def test_subjects_of_very_many_cases_come_out_alike(on: str, seed: int) -> None:
    """A third of all cases on each day with each share of facts changed: every case is there on several days."""
    day = dt.date.fromisoformat(on)
    chosen = Random(f"{on} {seed}").sample(cases(), len(cases()) // 3)
    agree(day, grown(day, 100 + seed, chosen, [0.0, 0.03, 0.1, 0.2, 0.3, 0.5][seed]))


@pytest.mark.big
def test_in_sql_every_condition_fails_and_is_open_for_somebody() -> None:
    """So that no part of the comparison above compares nothing; the exceptions are those of the cases."""
    import duckdb
    from tests.rules.test_cases import NEVER_FAILED, NEVER_OPEN

    failed: set[tuple[str, str]] = set()
    open_: set[tuple[str, str]] = set()
    for on in ON:
        day = dt.date.fromisoformat(on)
        tables = grown(day, 200, list(cases()), 0.1)
        with duckdb.connect() as connection:
            both.store(connection, REAL.dictionary, tables)
            said = both.by_sql(connection, law(day))
        rules = law(day).rules
        for (measure, _), masks in said.items():
            for bit, condition in enumerate(rules[measure].conditions):
                failed |= {(measure, condition.id)} if masks[0] >> bit & 1 else set()
                open_ |= {(measure, condition.id)} if masks[1] >> bit & 1 else set()
    conditions = {
        (name, condition.id) for name, measure in REAL.measures.items() for condition in measure.conditions
    }
    assert conditions - failed == set(NEVER_FAILED)
    assert conditions - open_ == set(NEVER_OPEN) | IN_A_TABLE_WHOLE
