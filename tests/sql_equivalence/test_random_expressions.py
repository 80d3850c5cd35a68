"""Expressions drawn at random mean the same in SQL as in Python, for facts and links known or not."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

pytest.importorskip("duckdb")

from tests.rules import at_random, packs
from tests.sql_equivalence import both

SIZES = {"firm": 12, "worker": 30, "grant": 30}
RECORDS = sorted(SIZES)
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # a lesser seed is no lesser example


def tables(random: Random, unknown: float = 0.12) -> both.Tables:
    return both.random_tables(random, packs.good().dictionary, SIZES, at_random.value, unknown)


def differences(made: at_random.Made, rows: both.Tables, on: dt.date = packs.ON) -> list[str]:
    """Where SQL and Python differ, with the text of what they differ in."""
    found, _ = both.compare(made.law(on), rows)
    lines = []
    for one in found:
        texts = [made.texts[id_] for bit, id_ in enumerate(one.conditions) if one.bits >> bit & 1]
        lines.append(f"{texts or made.texts[one.measure]} {one}")
    return lines


def agree(seed: int, record: str, deep: int = 3) -> None:
    random = Random(seed)
    made = at_random.write(random, record, truths=12, amounts=8, deep=deep)
    found = differences(made, tables(random, random.choice([0.0, 0.12, 0.4])))
    assert not found, f"{len(found)} differences, the first: {found[0]}"


@settings(max_examples=max(settings().max_examples // 12, 5), phases=PHASES)
@given(st.integers(0, 2**32 - 1), st.sampled_from(RECORDS))
def test_random_expressions_mean_the_same(seed: int, record: str) -> None:
    agree(seed, record)


@pytest.mark.big
@settings(max_examples=settings().max_examples * 2, phases=PHASES)
@given(st.integers(0, 2**32 - 1), st.sampled_from(RECORDS), st.integers(2, 4))
def test_many_random_expressions_mean_the_same(seed: int, record: str, deep: int) -> None:
    agree(seed, record, deep)


# each once meant one thing in SQL and another in Python, or stopped one of the two
@pytest.mark.parametrize(
    ("record", "text"),
    [
        # a list read inside another's loop without resting on its element
        ("worker", "any(max(firm.payroll - e.wage, 0) > 0 for e in firm.workers)"),
        ("firm", "sum(round_down(max(payroll - payroll, 0) * e.firm.rooms, 2) for e in workers) >= 0"),
        ("firm", "all(count(f for f in workers if f.member) > persons(1) for e in grants)"),
        # a fact that is always given, of a record that is not
        ("grant", "year(worker.end) > year(on)"),
        ("grant", "worker.active"),
        ("firm", "all(e.worker.start != on for e in grants if all(False for f in e.firm.workers))"),
        ("worker", "all(e.worker.active for e in firm.grants)"),
        # a year beyond the calendar
        ("worker", "add_days(born, days(0)) <= date(year(end) + 1, 1, 5)"),
        # an open end moved by an unknown span
        ("grant", "worker.born < add_months_clamped(worker.end, months)"),
        # a quotient that has no value on any day
        ("firm", "(count(e for e in workers) if exporting else persons(0)) >= mul_div_round(persons(1), 1, 0, 0)"),
        # small literals multiplied past 32 bits
        ("worker", "mul_div_round(year(period_start), year(first_day), rent_share[firm.size], 0) > 0"),
        ("worker", "bonus[grade] * persons(1) * rent_share[firm.size] * rent_share[firm.size] * rent_share[firm.size] > 0"),
        ("firm", "(1 if exporting else 12) * rent_share[size] * (1 if exporting else 12) * rent_share[size] * rent_share[size] > 0"),
    ],
)  # fmt: skip
def test_an_expression_that_once_differed_means_the_same(record: str, text: str) -> None:
    random = Random(5)
    made = at_random.measures(packs.good(), record, [text], [])
    for unknown in (0.0, 0.15, 0.5):
        assert differences(made, tables(random, unknown)) == []


@given(
    st.sampled_from([dt.date(2022, 3, 1), dt.date(2022, 12, 31), dt.date(2024, 2, 29), dt.date(2024, 12, 31)])
)
@settings(max_examples=4)
@example(dt.date(2022, 8, 15))
def test_the_small_packs_own_measures_mean_the_same(on: dt.date) -> None:
    law = packs.law(on)
    found, outcomes = both.compare(law, tables(Random(str(on))))
    assert not found, str(found[0])
    assert {measure for measure, _ in outcomes} == set(law.rules)
