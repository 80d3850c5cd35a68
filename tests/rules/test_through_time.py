"""Every measure on the first and last day of each quarter from 2021 to 2026: an answer, or a cited no."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import pytest
from tests.rules import packs
from tests.rules.test_completions import shaped

from anye.rules.evaluate import Outcome, outcomes
from anye.rules.facts import Reader
from anye.rules.program import Program, compile_rules
from anye.rules.resolve import Law, resolve

FIRST = [dt.date(year, month, 1) for year in range(2021, 2027) for month in (1, 4, 7, 10)]
DAYS = sorted([*FIRST, *(day - dt.timedelta(1) for day in FIRST[1:]), dt.date(2026, 12, 31)])


@lru_cache(None)
def law_of(on: dt.date) -> Law:
    return resolve(packs.real(), "440783", on, on)


@lru_cache(None)
def program_of(measure: str, on: dt.date) -> Program:
    return compile_rules(law_of(on), packs.real().measures[measure].unit, [measure])


def of_nothing(measure: str, on: dt.date) -> Outcome:
    """The measure for a unit of which only what is always given is known."""
    program = program_of(measure, on)
    record = Reader(packs.real().dictionary, program.shape).read(shaped(program, {}))
    return outcomes(program, record)[0]


@pytest.mark.parametrize("measure", sorted(packs.real().measures))
def test_no_gap_no_conflict_and_outside_its_force_a_cited_no(measure: str) -> None:
    found = packs.real().measures[measure]
    for on in DAYS:
        outcome = of_nothing(measure, on)
        first = outcome.conditions[0]
        assert first.id == "in-force"
        if found.start <= on <= found.end:
            assert first.result == "met", on
            assert len(outcome.conditions) == len(found.conditions), on
        else:
            assert (outcome.outcome, first.result) == ("no", "failed"), on
            assert len(outcome.conditions) == 1, on
            assert first.cite.get("quote") or first.cite.get("fact"), on


@pytest.mark.parametrize("measure", sorted(packs.real().measures))
def test_it_is_in_force_on_some_of_these_days_and_not_before_the_notice(measure: str) -> None:
    answers = {on: of_nothing(measure, on).conditions[0].result for on in DAYS}
    assert "met" in answers.values()
    assert all(result == "failed" for on, result in answers.items() if on < dt.date(2022, 5, 6))
