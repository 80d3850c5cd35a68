"""Proposed cases lie at the limits that no case has yet, and wait for a person to say what must come out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import packs

from anye.rules.boundary import Proposal, proposals, written
from anye.rules.cases import UNSIGNED, read_cases
from anye.rules.errors import Problems
from anye.rules.limits import values_near
from anye.rules.policy import Policy, load_policy

CASES = "town/plan/measures/hiring-bonus.cases.yaml"


def proposed(policy: Policy, measure: str) -> list[Proposal]:
    cases = [case for case in read_cases(policy, Problems()) if case.measure == measure]
    return proposals(policy, measure, cases)[0]


def by_id(items: list[Proposal]) -> dict[str, Proposal]:
    return {item.id: item for item in items}


def test_the_day_before_the_day_and_the_day_after_of_force_and_of_each_new_figure_are_proposed() -> None:
    days = {item.on for item in proposed(packs.good(), "hiring-bonus")}
    for mark in (dt.date(2022, 3, 1), dt.date(2022, 8, 1), dt.date(2024, 12, 31)):
        assert {mark - dt.timedelta(1), mark, mark + dt.timedelta(1)} <= days


def test_below_at_and_above_a_limit_are_proposed_with_the_fact_that_brings_them_about() -> None:
    """Hired on 10 January, six months are complete on 10 July, when the only case is set."""
    found = by_id(proposed(packs.good(), "hiring-bonus"))
    starts = {
        name: item.facts["start"]
        for name, item in found.items()
        if name.startswith("kept-") and "start" in item.facts
    }
    assert "2022-01-11" in starts.values(), "a day too late"
    assert "2022-01-10" not in starts.values(), "the only case lies exactly there"
    assert all(item.cite.clause == "1.1.2" for name, item in found.items() if name.startswith("kept-"))


def test_the_first_and_last_day_to_apply_are_proposed_as_days() -> None:
    days = {item.on for item in proposed(packs.good(), "hiring-bonus") if item.id.startswith("window-")}
    assert {dt.date(2023, 7, 10), dt.date(2023, 7, 11)} <= days
    assert dt.date(2022, 7, 10) not in days, "the only case is set on the first day"


def test_each_word_and_each_fact_unknown_is_proposed_but_what_a_case_has() -> None:
    found = by_id(proposed(packs.good(), "hiring-bonus"))
    assert found["trade-mill"].facts == {"firm": {"trade": "mill"}}
    assert "trade-shop" not in found
    assert found["trade-unknown"].unknown == ("firm.trade",)
    assert found["grants-unknown"].unknown == ("grants",)
    assert not [name for name in found if name.startswith("start-unknown")], "a first day is always given"


def test_a_proposed_case_is_refused_until_a_person_fills_it_in_and_then_proposed_no_more(
    tmp_path: Path,
) -> None:
    root = packs.copy(tmp_path, [])
    items, beyond = proposals(load_policy(root), "hiring-bonus", read_cases(load_policy(root), Problems()))
    path = root / CASES
    path.write_text(path.read_text("utf-8") + written("hiring-bonus", items, beyond), "utf-8")
    problems = Problems()
    cases = read_cases(load_policy(root), problems)
    assert [case.id for case in cases] == ["entitled"]
    assert len(problems.found) == len(items)
    assert {problem.code for problem in problems.found} == {"unsigned"}
    assert all(problem.at.line > 0 and UNSIGNED in problem.zh for problem in problems.found)
    signed = path.read_text("utf-8").replace(f"expect: {UNSIGNED}", "expect: {outcome: no}")
    path.write_text(signed, "utf-8")
    problems = Problems()
    cases = read_cases(load_policy(root), problems)
    assert problems.found == []
    assert len(cases) == len(items) + 1
    assert proposals(load_policy(root), "hiring-bonus", cases)[0] == []


@pytest.mark.parametrize(
    "measure", ["veteran-hiring-subsidy", "stabilisation-refund", "unemployment-benefit"]
)
def test_proposals_for_the_real_pack_can_be_read_but_for_what_is_to_be_filled_in(
    measure: str, tmp_path: Path
) -> None:
    policy = packs.real()
    cases = [case for case in read_cases(policy, Problems()) if case.measure == measure]
    items, beyond = proposals(policy, measure, cases)
    data: Any = yaml.load(written(measure, items, beyond) or "[]", Loader=yaml.BaseLoader) or []
    assert [entry["id"] for entry in data] == [item.id for item in items]
    assert len({item.id for item in items} | {case.id for case in cases}) == len(items) + len(cases)
    assert all(entry["expect"] == UNSIGNED and entry["quote"] for entry in data)


@given(st.integers(-50, 50), st.integers(-60, 60), st.integers(1, 5), st.booleans())
def test_the_values_next_to_a_limit_are_found(limit: int, low: int, step: int, falls: bool) -> None:
    high = low + 200

    def distance(value: int) -> int:
        return (limit - value) * step if falls else (value - limit) * step

    sides = values_near(distance, low, high)
    if distance(low) < 0 > distance(high) or distance(low) >= 0 <= distance(high):
        assert sides == {}
        return
    for side, value in {"below": limit - 1, "at": limit, "above": limit + 1}.items():
        value = 2 * limit - value if falls else value
        if low <= value <= high:
            assert sides[side] == (value, distance(value))
