"""The cases beside the measures hold, quote the sentence they stand on, and leave no condition untried."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from tests.rules import packs

from anye.rules.cases import Case, CaseResult, read_cases, run_cases
from anye.rules.errors import Problems
from anye.rules.missing import leaves
from anye.rules.policy import load_policy
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve

REAL = packs.real()
PROBLEMS = Problems()
CASES = read_cases(REAL, PROBLEMS)

# What no case can show, with the reason. A line that is no longer true fails a test.
SWITCHED = "a reading that is switched off by a figure of the policy: the condition holds for everybody"
DAY_ALONE = "it rests on the day alone"
ALWAYS_GIVEN = "an employment's first and last day are always given"
CAPPED = "a larger request is granted up to the limit"
OFF = {
    ("cantonese-chef-certificate-subsidy", "since-when"): SWITCHED,
    ("contribution-deferral", "within-limit"): CAPPED,
    ("domestic-firm-headcount-subsidy", "year"): "the year before any day of force is 2021 or later",
    ("domestic-firm-loan", "within-ceiling"): CAPPED,
    ("flexible-worker-insurance", "household"): SWITCHED,
    ("poverty-alleviated-insurance-subsidy", "employer-kind"): SWITCHED,
    ("poverty-alleviated-insurance-subsidy", "region"): SWITCHED,
    ("poverty-alleviated-post-subsidy", "employer-kind"): SWITCHED,
    ("poverty-alleviated-post-subsidy", "region"): SWITCHED,
    ("rural-ecommerce-station-grant", "since-when"): SWITCHED,
    ("service-project-recruitment-preference", "in-time"): SWITCHED,
    ("startup-loan-enterprise", "within-ceiling"): CAPPED,
    ("startup-loan-personal", "within-ceiling"): CAPPED,
    ("startup-rent-subsidy", "year"): "the year before any day of force is 2021 or later",
    ("student-assessment-subsidy", "since-when"): SWITCHED,
}
NEVER_OPEN = {
    **OFF,
    ("contribution-deferral", "window"): "both its days are figures of the policy",
    ("direct-recruitment", "three-supports"): "a spell's programme is always given",
    ("grassroots-employment-subsidy", "stable"): ALWAYS_GIVEN,
    ("grassroots-employment-subsidy", "window"): ALWAYS_GIVEN,
    ("poverty-alleviated-hiring-subsidy", "window"): ALWAYS_GIVEN,
    ("special-work-injury-cover", "working-there"): ALWAYS_GIVEN,
    ("stabilisation-refund", "window"): "both its days are figures of the policy",
    ("veteran-hiring-subsidy", "stable"): ALWAYS_GIVEN,
    ("veteran-hiring-subsidy", "window"): ALWAYS_GIVEN,
    **{(measure, "in-force"): DAY_ALONE for measure in REAL.measures},
}
NEVER_FAILED = {
    **OFF,
    ("skill-upgrading-subsidy", "kind"): "all four kinds of certificate count",
    ("unemployment-insurance-rate", "cut-in-force"): "after its last known end it is unknown, not over",
    ("work-injury-insurance-rate", "cut-in-force"): "after its last known end it is unknown, not over",
}
# Measures whose amount rests on a figure nobody can tell: entitled for certain, the amount still open.
NO_FIGURE = {
    "cantonese-chef-certificate-subsidy",
    "matching-event-subsidy",
    "medical-insurance-rate-adjustment",
    "skill-upgrading-subsidy",
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
    if REAL.measures[case.measure].amount.kind == "none":
        assert not {"amount", "bounds"} & set(case.expect), "a right has no amount"
        wanted = {"yes": {"outcome"}, "no": {"failed"}, "unknown": {"open"}}[case.expect["outcome"]]
    assert wanted & set(case.expect), case.says


def test_each_case_quotes_words_of_the_sentence_it_names() -> None:
    for path in sorted(REAL.root.rglob("measures/*.cases.yaml")):
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
    of_it = [found for found in results().values() if found.case.measure == measure and found.outcome]
    granted = [found.outcome for found in of_it if found.outcome and found.outcome.outcome == "yes"]
    assert granted
    if REAL.measures[measure].amount.kind != "none" and measure not in NO_FIGURE:
        assert any(outcome.amount is not None for outcome in granted)


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
    assert found.wrong == (("amount：应为 501.00，算出 500.00", "amount: expected 501.00, came out 500.00"),)


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


# --- each fact unknown, each exclusion tried -------------------------------------------------------
LAW = resolve(REAL, "440783", dt.date(2022, 5, 20), dt.date(2022, 5, 20))
# Loans exclude each other through the loan that is outstanding: that condition has its own cases.
BY_LOANS = {
    ("startup-loan-enterprise", "domestic-firm-loan"),
    ("domestic-firm-loan", "startup-loan-enterprise"),
}
# Whoever had a founder's support is refused these when claims are settled, not by a condition of their own; of an
# internship no case is written.
FOUNDERS = {"startup-grant", "startup-rent-subsidy"}
AFTERWARDS = {
    "startup-grant": {"internship"},
    "startup-rent-subsidy": {"internship"},
    "grassroots-employment-subsidy": FOUNDERS,
    "small-firm-graduate-insurance-subsidy": FOUNDERS,
    "domestic-firm-insurance-subsidy": FOUNDERS,
    "poverty-alleviated-insurance-subsidy": FOUNDERS,
    "poverty-alleviated-post-subsidy": FOUNDERS,
}


def of(measure: str) -> list[Case]:
    return [case for case in CASES if case.measure == measure]


def read_by(measure: str) -> set[tuple[str, ...]]:
    """Where the facts stand that a measure reads and that may be unknown; `link[]` goes through a list."""
    rule = LAW.rules[measure]
    analysis = compile_rules(LAW, rule.measure.unit, [measure]).analysis
    nodes = [*(condition.when for condition in rule.conditions), rule.amount]
    found = set()
    for leaf in (leaf for node in nodes for leaf in leaves(analysis, node) if leaf.record):
        spec = REAL.dictionary.records[leaf.record].facts.get(leaf.name)
        if spec is None or not spec.required:
            found.add((*leaf.path, leaf.name) if leaf.name else leaf.path)
    return found


def lacks(data: Any, path: tuple[str, ...]) -> bool:
    """Whether the fact at a path is not given: of a list's records in one at least, the list itself being given."""
    if not path or data is None:
        return data is None
    name, rest = path[0].removesuffix("[]"), path[1:]
    value = data.get(name)
    if path[0].endswith("[]") and rest:
        return value is not None and any(lacks(item, rest) for item in value)
    return value is None or lacks(value, rest)


@pytest.mark.parametrize("measure", sorted(REAL.measures))
def test_each_fact_a_measure_reads_is_unknown_in_some_case(measure: str) -> None:
    assert [
        path for path in sorted(read_by(measure)) if not any(lacks(c.facts, path) for c in of(measure))
    ] == []


def without(data: Any, measure: str) -> Any:
    """A case's facts without any award of that measure."""
    if isinstance(data, dict):
        return {key: without(value, measure) for key, value in data.items()}
    if isinstance(data, list):
        return [without(item, measure) for item in data if not is_award(item, measure)]
    return data


def is_award(item: Any, measure: str) -> bool:
    return isinstance(item, dict) and item.get("measure") == measure and "granted_on" in item


@pytest.mark.parametrize("measure", sorted(REAL.measures))
def test_each_exclusion_refuses_or_costs_in_some_case(measure: str) -> None:
    """Some case would come out otherwise had the excluded measure not been granted."""
    others = {pair.other for pair in REAL.exclusions.of(measure)}
    for other in sorted(others - AFTERWARDS.get(measure, set())):
        freed = [replace(case, facts=without(case.facts, other)) for case in of(measure)]
        pairs = zip(of(measure), run_cases(REAL, freed), strict=True)
        assert (measure, other) in BY_LOANS or any(
            told(results()[case.measure, case.id]) != told(now) for case, now in pairs
        ), other


def told(result: CaseResult) -> tuple[Any, ...]:
    outcome = result.outcome
    return (outcome.outcome, outcome.amount, outcome.bounds) if outcome else ()


def test_each_limit_refuses_somebody() -> None:
    limits = {(measure.id, limit.id) for measure in REAL.measures.values() for limit in measure.limits}
    assert limits <= shown("failed")
