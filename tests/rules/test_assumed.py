"""What is still to be confirmed shows wherever an answer rests on it, however far down."""

from __future__ import annotations

import pytest
from tests.rules import packs

from anye.rules.assumed import assumed
from anye.rules.resolve import Law, resolve


@pytest.fixture(scope="module")
def law() -> Law:
    return resolve(packs.real(), "440783", packs.ON, packs.ON)


def names(law: Law, measure: str, kind: str) -> set[str]:
    return {item.id for item in assumed(law, measure) if item.kind == kind}


def test_an_assumed_figure_marks_the_measure_that_pays_by_it(law: Law) -> None:
    assert "contest_prize_team" in names(law, "contest-award-top-up", "parameter")
    assert "minimum_wage" in names(law, "unemployment-benefit-extension", "parameter")


def test_an_assumed_derived_fact_marks_it_through_another(law: Law) -> None:
    found = names(law, "stabilisation-refund", "derived")
    assert {"employer.layoff_rate", "employment.unemployment_months_last_year"} <= found


def test_a_reading_is_told_with_the_other_one(law: Law) -> None:
    readings = [item for item in assumed(law, "stabilisation-refund") if item.kind == "reading"]
    assert readings
    assert all(item.label.hans and item.note for item in readings)


def test_a_condition_in_the_notices_own_words_is_not_marked(law: Law) -> None:
    assert "veteran" not in names(law, "veteran-hiring-subsidy", "condition")
    assert "contract" in names(law, "veteran-hiring-subsidy", "condition")
