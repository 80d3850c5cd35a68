"""The cases beside the measures hold, quote the sentence they stand on, and leave no condition untried."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from tests.rules import packs

from anye.rules.cases import Case, CaseResult, read_cases, run_cases
from anye.rules.errors import Problems
from anye.rules.policy import load_policy

REAL = packs.real()
PROBLEMS = Problems()
CASES = read_cases(REAL, PROBLEMS)

# What no case can show, with the reason. A line that is no longer true fails a test.
NEVER_OPEN = {
    (
        "contribution-deferral",
        "within-limit",
    ): "a longer request is granted up to the limit (deferral_capped)",
    ("contribution-deferral", "window"): "both its days are figures of the policy",
    ("stabilisation-refund", "window"): "both its days are figures of the policy",
    ("domestic-firm-headcount-subsidy", "year"): "it rests on the day alone",
    ("grassroots-employment-subsidy", "stable"): "an employment's first and last day are always given",
    ("grassroots-employment-subsidy", "window"): "an employment's first day is always given",
    ("veteran-hiring-subsidy", "stable"): "an employment's first and last day are always given",
    ("veteran-hiring-subsidy", "window"): "an employment's first day is always given",
} | {(measure, "in-force"): "it rests on the day alone" for measure in REAL.measures}
NEVER_FAILED = {
    (
        "contribution-deferral",
        "within-limit",
    ): "a longer request is granted up to the limit (deferral_capped)",
    ("domestic-firm-headcount-subsidy", "year"): "the year before any day of force is 2021 or later",
}


@lru_cache
def results() -> dict[tuple[str, str], CaseResult]:
    return {(result.case.measure, result.case.id): result for result in run_cases(REAL, CASES)}


def shown(result: str) -> set[tuple[str, str]]:
    """The conditions that some case shows to be met, failed or open."""
    return {
        (found.case.measure, finding.id)
        for found in results().values()
        for finding in (found.outcome.conditions if found.outcome else ())
        if finding.result == result
    }


CONDITIONS = {
    (measure.id, condition.id) for measure in REAL.measures.values() for condition in measure.conditions
}


def named(cases: list[Case]) -> list[Any]:
    return [pytest.param(case, id=f"{case.measure}/{case.id}") for case in cases]


def test_every_file_of_cases_can_be_read() -> None:
    assert [problem.show("en") for problem in PROBLEMS.found] == []


@pytest.mark.parametrize("case", named(CASES))
def test_a_case_comes_out_as_it_says(case: Case) -> None:
    assert results()[case.measure, case.id].wrong == (), case.says


@pytest.mark.parametrize("case", named(CASES))
def test_a_case_says_more_than_its_outcome(case: Case) -> None:
    wanted = {"yes": {"amount", "bounds"}, "no": {"failed"}, "unknown": {"open", "bounds"}}[
        case.expect["outcome"]
    ]
    assert wanted & set(case.expect), case.says


def test_each_case_quotes_words_of_the_sentence_it_names() -> None:
    for path in sorted(REAL.root.rglob("*.cases.yaml")):
        top = packs.read(path)
        text = REAL.enactments[REAL.measures[top["measure"]].enactment].text
        for case in top["cases"]:
            quote = case["quote"]
            if "clause" in quote:
                assert quote["words"] in text[quote["clause"]], (path.name, case["id"])
            else:
                assert quote["document"] and quote["fact"], (path.name, case["id"])


@pytest.mark.parametrize("measure", sorted(REAL.measures))
def test_every_measure_has_cases_and_is_granted_in_one_with_its_amount(measure: str) -> None:
    granted = [
        found
        for found in results().values()
        if found.case.measure == measure and found.outcome and found.outcome.amount is not None
    ]
    assert granted


@pytest.mark.parametrize("measure", sorted(REAL.measures))
def test_every_measure_is_tried_on_the_day_before_it_holds_and_on_its_first(measure: str) -> None:
    start = REAL.measures[measure].start
    days = {case.on for case in CASES if case.measure == measure}
    assert {start - dt.timedelta(1), start} <= days


def test_every_condition_is_met_in_some_case() -> None:
    assert shown("met") >= CONDITIONS


def test_every_condition_fails_in_some_case_but_those_that_cannot() -> None:
    assert CONDITIONS - shown("failed") == set(NEVER_FAILED)


def test_every_condition_is_open_in_some_case_but_those_that_cannot() -> None:
    assert CONDITIONS - shown("open") == set(NEVER_OPEN)


def test_a_case_that_does_not_hold_is_told_with_what_came_out(tmp_path: Path) -> None:
    change = {
        "file": "town/plan/measures/hiring-bonus.cases.yaml",
        "find": "amount: 500.00",
        "put": "amount: 501.00",
    }
    policy = load_policy(packs.copy(tmp_path, [change]))
    (found,) = run_cases(policy, read_cases(policy, Problems()))
    assert found.wrong == ("amount：应为 501.00，算出 500.00",)


@pytest.mark.parametrize(
    ("find", "put", "code"),
    [
        ("words: 初级、中级、高级每人分别补助500元", "words: 每人补助900元", "quote"),
        ("outcome: yes", "outcome: perhaps", "unknown-word"),
        ("grade: junior", "grades: junior", "unknown-fact"),
        ("on: 2022-07-10", "on: 2022-02-30", "date"),
        ("    on: 2022-07-10", "    unknown: [firm.rooms]\n    on: 2022-07-10", "unknown-fact"),
        ("outcome: yes,", "outcome: yes, failed: [keep],", "unknown-word"),
        ("    says: 初级补助500元\n", "", "missing-key"),
        ("measure: hiring-bonus", "measure: rent-help", "name"),
    ],
)
def test_a_case_written_wrongly_is_refused(find: str, put: str, code: str, tmp_path: Path) -> None:
    change = {"file": "town/plan/measures/hiring-bonus.cases.yaml", "find": find, "put": put}
    problems = Problems()
    assert read_cases(load_policy(packs.copy(tmp_path, [change])), problems) == []
    (problem,) = problems.found
    assert (problem.code, problem.at.file) == (code, change["file"])
    assert problem.at.line > 0
