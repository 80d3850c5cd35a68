"""The example authority is whole: it loads, every sentence is accounted for, its cases hold and leave nothing untried."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from anye.reference.traditional import traditional
from anye.rules.cases import Case, CaseResult, read_cases, run_cases
from anye.rules.coverage import CoverageReport, coverage
from anye.rules.errors import Problems
from anye.rules.evaluate import Outcome, determine
from anye.rules.missing import leaves
from anye.rules.policy import Policy, load_policy
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve

TOP = Path(__file__).parents[2]
ROOT = TOP / "examples/anli"
NOTICE = ROOT / "anli/2026-1"
PLACE, ON = "990101", dt.date(2026, 3, 1)
MEASURES = ["hiring-subsidy", "training-grant"]
TRAINED: dict[str, Any] = {
    "resident": True,
    "household": "hardship",
    "training_hours": 40,
    "completed_on": "2026-02-20",
    "awards": [],
}
FIRM: dict[str, Any] = {
    "dispatch_agency": False,
    "hires_complete": True,
    "hires": [{"start": "2025-05-06", "end": "9999-12-31", "was_unemployed": True}] * 2,
    "awards": [],
}


@lru_cache
def policy() -> Policy:
    return load_policy(ROOT)


@lru_cache
def results() -> tuple[CaseResult, ...]:
    problems = Problems()
    cases = read_cases(policy(), problems)
    assert problems.found == []
    return tuple(run_cases(policy(), cases))


def of(measure: str) -> list[CaseResult]:
    return [found for found in results() if found.case.measure == measure]


def outcome(measure: str, facts: dict[str, Any]) -> Outcome:
    return determine(resolve(policy(), PLACE, ON, ON), measure, facts)


def account() -> CoverageReport:
    clauses = yaml.load((NOTICE / "clauses.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return coverage((NOTICE / "text.md").read_text("utf-8"), clauses, set(policy().measures))


def test_it_has_one_measure_for_a_person_and_one_for_a_firm() -> None:
    assert {name: measure.unit for name, measure in policy().measures.items()} == {
        "hiring-subsidy": "employer",
        "training-grant": "person",
    }


def test_it_says_that_it_is_fiction() -> None:
    (notice,) = policy().enactments.values()
    assert "虚构" in notice.authority.hans and "fictitious" in notice.authority.en
    assert notice.place == PLACE  # 99: no province of China has it
    assert notice.number.startswith("示例")
    for name in ("facts.yaml", "departments.yaml", "anli/2026-1/enactment.yaml", "anli/2026-1/text.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "虚构" in text and ("fiction" in text or "does not exist" in text), name


def test_every_sentence_is_accounted_for_and_locked() -> None:
    report = account()
    assert report.problems == ()
    assert report.count("unaccounted") == 0
    assert 6 <= len(report.sentences) <= 10


def test_only_the_tutorials_measure_and_a_service_are_to_come() -> None:
    """docs/tutorial-add-a-measure writes the one measure that the notice promises and no file carries out."""
    planned = [row for row in account().sentences if row.state == "planned"]
    assert [(row.clause, row.carriers[0].id) for row in planned] == [
        ("2.2.1", "job-travel-allowance"),
        ("2.3.1", "course-list"),
    ]


def test_every_case_holds() -> None:
    assert [(found.case.id, found.wrong) for found in results() if found.wrong] == []
    assert min(len(of(measure)) for measure in MEASURES) > 20


@pytest.mark.parametrize("measure", MEASURES)
def test_every_condition_is_met_and_fails_and_is_open_in_some_case(measure: str) -> None:
    shown = {
        (result, finding.id)
        for found in of(measure)
        for finding in (found.outcome.conditions if found.outcome else ())
        for result in [finding.result]
    }
    for condition in policy().measures[measure].conditions:
        wanted = {"met", "failed"} if condition.id == "in-force" else {"met", "failed", "open"}
        assert {result for result, id_ in shown if id_ == condition.id} == wanted, condition.id


@pytest.mark.parametrize("measure", MEASURES)
def test_the_days_around_each_end_of_force_are_tried(measure: str) -> None:
    days = {found.case.on for found in of(measure)}
    first, last = policy().measures[measure].start, policy().measures[measure].end
    day = dt.timedelta(1)
    assert {first - day, first, first + day, last, last + day} <= days


def lacks(data: Any, path: tuple[str, ...]) -> bool:
    name, rest = path[0].removesuffix("[]"), path[1:]
    value = data.get(name)
    if not rest or value is None:
        return value is None
    return any(lacks(item, rest) for item in value) if isinstance(value, list) else lacks(value, rest)


@pytest.mark.parametrize("measure", MEASURES)
def test_each_fact_that_is_read_is_unknown_in_some_case(measure: str) -> None:
    law = resolve(policy(), PLACE, ON, ON)
    rule = law.rules[measure]
    analysis = compile_rules(law, rule.measure.unit, [measure]).analysis
    nodes = [*(condition.when for condition in rule.conditions), rule.amount]
    cases: list[Case] = [found.case for found in of(measure)]
    for leaf in (leaf for node in nodes for leaf in leaves(analysis, node) if leaf.record):
        spec = policy().dictionary.records[leaf.record].facts.get(leaf.name)
        path = (*leaf.path, leaf.name) if leaf.name else leaf.path
        assert (spec is not None and spec.required) or any(lacks(case.facts, path) for case in cases), path


def test_both_measures_settle() -> None:
    grant, subsidy = outcome("training-grant", TRAINED), outcome("hiring-subsidy", FIRM)
    assert (grant.outcome, grant.amount, grant.missing) == ("yes", Decimal("1200.00"), ())
    assert (subsidy.outcome, subsidy.amount, subsidy.missing) == ("yes", Decimal("2000.00"), ())


def test_what_is_missing_is_asked_for() -> None:
    found = outcome("training-grant", {key: value for key, value in TRAINED.items() if key != "resident"})
    assert found.outcome == "unknown"
    assert [item.path for item in found.missing] == ["resident"]


def three_texts(node: Any) -> list[list[str]]:
    """Every list of three texts of which the second is not plainly the first in English: a label."""
    if isinstance(node, dict):
        return [item for value in node.values() for item in three_texts(value)]
    if isinstance(node, list) and len(node) == 3 and all(isinstance(item, str) for item in node):
        return [node]
    return [item for value in node for item in three_texts(value)] if isinstance(node, list) else []


def test_every_label_has_three_languages_and_the_traditional_one_is_the_converted() -> None:
    found = []
    for path in ROOT.rglob("*.yaml"):
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        found += [label for label in three_texts(data) if "市财政局" not in label[1:]]
    assert len(found) > 50
    assert [label for label in found if not all(text.strip() for text in label)] == []
    assert [(label, traditional(label[0])) for label in found if label[1] != traditional(label[0])] == []


# --- as a user calls it ------------------------------------------------------------------------------
def anye(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "anye", "--policy", str(ROOT), *words], capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(TOP / "src")}, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("words", [("check",), ("coverage",), ("coverage", "--all"), ("assumptions",)])
def test_the_commands_take_it(words: tuple[str, ...]) -> None:
    result = anye(*words)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout


@pytest.mark.parametrize("place", [("--place", PLACE), ()], ids=["named", "the only one"])
@pytest.mark.parametrize(("measure", "facts"), [("training-grant", TRAINED), ("hiring-subsidy", FIRM)])
def test_it_answers_for_its_place_named_or_not(
    measure: str, facts: dict[str, Any], place: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), "utf-8")
    result = anye(*place, "determine", measure, "--facts", str(file), "--on", str(ON), "--json")
    assert json.loads(result.stdout)["outcome"] == "yes", result.stderr
    assert json.loads(anye(*place, "schema", measure).stdout)["type"] == "object"
