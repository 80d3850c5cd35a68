"""The account of the notice's sentences: whole over the real files, and exact about each damage."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from anye.rules.coverage import CoverageReport, coverage, departments, listed_departments, read_text, sha256
from anye.rules.errors import Problem

NOTICE = Path(__file__).parents[2] / "policy" / "kaiping" / "2022-5"
TEXT = (NOTICE / "text.md").read_text("utf-8")
LEAD = "市人力资源和社会保障局"


def load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


CLAUSES = load(NOTICE / "clauses.yaml")
WRITTEN = {path.stem for path in (NOTICE / "measures").glob("*.yaml") if "." not in path.stem}


@pytest.fixture
def clauses() -> Any:
    """The real clauses.yaml, to be damaged."""
    return copy.deepcopy(CLAUSES)


def entry(clauses: Any, clause: str) -> Any:
    return next(item for item in clauses["clauses"] if item["id"] == clause)


def row(report: CoverageReport, clause: str) -> Any:
    return next(item for item in report.rows if item.clause == clause)


def only(report: CoverageReport) -> Problem:
    """The one problem of a report, which says in both languages what is wrong and how to mend it."""
    assert len(report.problems) == 1, [problem.show("en") for problem in report.problems]
    problem = report.problems[0]
    assert all((problem.zh, problem.en, problem.mend_zh, problem.mend_en))
    return problem


# the real files


def test_the_notice_has_85_sentences_and_nine_lists() -> None:
    ids = list(read_text(TEXT))
    assert len([clause for clause in ids if not clause.endswith(".R")]) == 85
    assert [clause for clause in ids if clause.endswith(".R")] == [f"{section}.R" for section in range(1, 10)]


def test_every_sentence_is_accounted_for_without_a_problem() -> None:
    report = coverage(TEXT, CLAUSES, WRITTEN)
    assert [problem.show("en") for problem in report.problems] == []
    assert [item.clause for item in report.rows] == list(read_text(TEXT))
    assert report.count("unaccounted") == 0
    assert (len(report.sentences), report.count("list")) == (85, 9)
    assert report.count("statement") == 6


def test_the_programme_is_44_measures_24_services_and_21_tasks() -> None:
    assert [len(CLAUSES[kind]) for kind in ("measures", "services", "tasks")] == [44, 24, 21]


def test_a_written_measure_is_carried_and_the_others_are_planned_for_the_rules() -> None:
    report = coverage(TEXT, CLAUSES, {"stabilisation-refund"})
    refund, deferral = row(report, "1.1.5"), row(report, "1.1.6")
    assert (refund.state, refund.rooms) == ("carried", ())
    assert (deferral.state, deferral.rooms) == ("planned", ("rules",))
    assert report.problems == ()


def test_a_sentence_is_carried_only_when_all_that_carries_it_is_there() -> None:
    written = {item["id"] for item in CLAUSES["measures"]}
    shared = row(coverage(TEXT, CLAUSES, written), "8.2.3")
    assert [(carrier.kind, carrier.done) for carrier in shared.carriers] == [
        ("measure", True),
        ("service", False),
    ]
    assert (shared.kind, shared.state, shared.rooms) == ("measure", "planned", ("services",))


def test_a_task_is_led_by_the_first_of_its_list_with_all_the_others() -> None:
    (task,) = row(coverage(TEXT, CLAUSES, set()), "2.1.3").carriers
    names = listed_departments(read_text(TEXT)["2.R"])
    assert (task.lead, *task.co_responsible) == names
    assert (task.room, task.done, len(names)) == ("tasks", False, 15)


def test_the_departments_are_those_that_the_lists_name() -> None:
    known = departments(CLAUSES)
    assert {LEAD, "人民银行开平市支行", "各镇（街）", "各中职院校", "翠山湖管委会"} <= known
    assert not [name for name in known if "责任单位" in name or "负责" in name]


def test_the_reason_of_a_statement_is_shown_with_it() -> None:
    statement = row(coverage(TEXT, CLAUSES, set()), "10.1.1")
    assert (statement.kind, statement.state) == ("statement", "statement")
    assert all(statement.why)


def test_a_written_measure_rests_on_the_sentences_that_name_it() -> None:
    for name in sorted(WRITTEN):
        named = {item["id"] for item in CLAUSES["clauses"] if {"measure": name} in item.get("carried_by", [])}
        assert named == set(load(NOTICE / "measures" / f"{name}.yaml")["clauses"]), name


def test_a_written_measure_has_one_title() -> None:
    titles = {item["id"]: item["title"] for item in CLAUSES["measures"]}
    assert {name: titles.get(name) for name in WRITTEN} == {
        name: load(NOTICE / "measures" / f"{name}.yaml")["title"] for name in WRITTEN
    }


# damaged ones


def test_a_changed_sentence_breaks_its_lock_and_that_of_the_text(clauses: Any) -> None:
    report = coverage(TEXT.replace("30%返还", "50%返还"), clauses, WRITTEN)
    assert sorted(problem.code for problem in report.problems) == ["sentence-lock", "text-lock"]
    assert "1.1.5" in next(problem.en for problem in report.problems if problem.code == "sentence-lock")


def test_what_was_never_locked_is_told_how_to_lock_it(clauses: Any) -> None:
    del clauses["text_sha256"], entry(clauses, "1.1.7")["sha256"]
    found = {problem.code: problem for problem in coverage(TEXT, clauses, WRITTEN).problems}
    assert set(found) == {"no-text-lock", "no-sentence-lock"}
    assert sha256(TEXT) in found["no-text-lock"].mend_zh
    assert "1.1.7" in found["no-sentence-lock"].zh


def test_a_changed_heading_breaks_the_lock_of_the_text_alone(clauses: Any) -> None:
    changed = TEXT.replace("## 10 附则", "## 10 其他")
    problem = only(coverage(changed, clauses, WRITTEN))
    assert problem.code == "text-lock"
    assert sha256(changed) in problem.mend_zh


def test_a_sentence_left_out_is_found_and_stays_in_the_account(clauses: Any) -> None:
    clauses["clauses"].remove(entry(clauses, "1.1.7"))
    report = coverage(TEXT, clauses, WRITTEN)
    assert only(report).code == "missing-clause"
    assert row(report, "1.1.7").state == "unaccounted"
    assert len(report.rows) == 94


def test_a_sentence_that_the_text_lacks_is_found(clauses: Any) -> None:
    clauses["clauses"].append({"id": "11.1.1", "why": ["甲", "甲", "a"], "sha256": ""})
    assert "11.1.1" in only(coverage(TEXT, clauses, WRITTEN)).en


def test_a_sentence_with_two_entries_is_found(clauses: Any) -> None:
    clauses["clauses"].append(entry(clauses, "1.1.7"))
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "duplicate"


def test_a_number_that_the_text_uses_twice_is_found(clauses: Any) -> None:
    twice = TEXT.replace("- **10.1.2**", "- **10.1.1** 重复。\n- **10.1.2**")
    clauses["text_sha256"] = sha256(twice)
    problem = only(coverage(twice, clauses, WRITTEN))
    assert (problem.code, problem.at.file, problem.at.line > 0) == ("number-twice", "text.md", True)


def test_a_torn_line_of_the_text_is_found(clauses: Any) -> None:
    torn = TEXT.replace("- **10.1.2**", "- 10.1.2")
    clauses["text_sha256"] = sha256(torn)
    codes = {problem.code for problem in coverage(torn, clauses, WRITTEN).problems}
    assert {"torn-line", "unknown-clause"} <= codes


def test_entries_out_of_the_texts_order_are_found(clauses: Any) -> None:
    entries = clauses["clauses"]
    entries[3], entries[4] = entries[4], entries[3]
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "order"


def test_a_measure_that_no_sentence_names_is_found(clauses: Any) -> None:
    problem = only(coverage(TEXT, clauses, WRITTEN | {"moon-subsidy"}))
    assert (problem.code, "moon-subsidy" in problem.zh) == ("named-nowhere", True)


@pytest.mark.parametrize("kind", ["measure", "service", "task"])
def test_a_carrier_nobody_declared_is_found(clauses: Any, kind: str) -> None:
    entry(clauses, "1.1.7")["carried_by"].append({kind: "no-such"})
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "unknown-carrier"


@pytest.mark.parametrize("kind", ["measures", "services", "tasks"])
def test_a_declared_carrier_that_no_sentence_names_is_found(clauses: Any, kind: str) -> None:
    title = ["甲", "甲", "a"]
    clauses[kind].append({"id": "extra", "title": title, "room": "tasks", "lead": LEAD})
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "named-nowhere"


@pytest.mark.parametrize("why", [None, [], ["甲"], ["甲", "", "a"], "甲"])
def test_a_statement_without_its_reason_is_unaccounted(clauses: Any, why: object) -> None:
    entry(clauses, "2.2.1")["why"] = why
    report = coverage(TEXT, clauses, WRITTEN)
    assert only(report).code == "no-reason"
    assert row(report, "2.2.1").state == "unaccounted"


def test_a_sentence_carried_and_excused_at_once_is_found(clauses: Any) -> None:
    entry(clauses, "1.1.7")["why"] = ["甲", "甲", "a"]
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "two-kinds"


def test_a_sentence_carried_by_nothing_is_found(clauses: Any) -> None:
    entry(clauses, "1.1.7")["carried_by"] = []
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "no-carrier"


@pytest.mark.parametrize(
    "change", [lambda names: names[:-1], lambda names: names[::-1], lambda names: [*names, "甲"]]
)
def test_a_list_that_differs_from_the_text_is_found(clauses: Any, change: Any) -> None:
    listed = entry(clauses, "7.R")
    listed["departments"] = change(listed["departments"])
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "departments"


def test_a_lead_that_is_not_the_first_of_its_list_is_found(clauses: Any) -> None:
    entry(clauses, "7.R")["lead"] = "市教育局"
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "lead"


def test_a_task_led_by_another_than_the_first_of_its_list_is_found(clauses: Any) -> None:
    next(task for task in clauses["tasks"] if task["id"] == "chikan-old-town")["lead"] = "市教育局"
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "lead"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("room", "utils", "unknown-room"), ("lead", "省政府", "unknown-lead"), ("title", ["甲"], "three-texts")],
)
def test_a_service_must_have_room_lead_and_title(clauses: Any, key: str, value: object, code: str) -> None:
    clauses["services"][0][key] = value
    assert only(coverage(TEXT, clauses, WRITTEN)).code == code


def test_an_unknown_key_is_found(clauses: Any) -> None:
    entry(clauses, "1.1.7")["carriedby"] = "x"
    assert only(coverage(TEXT, clauses, WRITTEN)).code == "unknown-key"


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        [],
        {},
        {"clauses": None},
        {"clauses": ["x", {}, {"id": []}]},
        {"clauses": [{"id": "1.1.4", "carried_by": "x"}]},
        {
            "clauses": [{"id": "1.1.4", "carried_by": [{"measure": []}, {"moon": "x"}, 1]}],
            "services": "x",
            "tasks": [1],
        },
    ],
)
def test_nothing_ill_formed_raises_and_no_sentence_gets_lost(data: object) -> None:
    report = coverage(TEXT, data, set())
    assert report.problems
    assert len(report.rows) == 94
    assert departments(data) == frozenset()


def test_a_text_without_sentences_is_found() -> None:
    codes = {problem.code for problem in coverage("# 空\n", {"clauses": []}, set()).problems}
    assert "no-text" in codes


def test_problems_name_the_file_in_its_folder(clauses: Any) -> None:
    clauses["text_sha256"] = ""
    problem = only(coverage(TEXT, clauses, WRITTEN, folder="kaiping/2022-5"))
    assert problem.at.file == "kaiping/2022-5/clauses.yaml"
