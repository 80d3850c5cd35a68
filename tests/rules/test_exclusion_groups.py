"""The pack's exclusions: read alike from both sides, shown by cases, and told in words with what they rest on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.rules import packs

from anye.reference.traditional import traditional
from anye.rules.assumptions import assumptions
from anye.rules.errors import Problems
from anye.rules.exclusion import Settlement
from anye.rules.exclusion_cases import FILE, read_exclusion_cases, run_exclusion_cases
from anye.rules.exclusion_groups import CHOICES
from anye.rules.exclusion_words import TEXTS, said
from anye.rules.policy import load_policy
from anye.rules.resolve import resolve

REAL = packs.real()
GROUPS = REAL.exclusions.groups
LAW = resolve(REAL, "440783", dt.date(2022, 5, 20), dt.date(2022, 5, 20))
VETERAN, POVERTY = ("veteran-hiring-subsidy", 1), ("poverty-alleviated-hiring-subsidy", 1)


def cases_of(root: Path) -> tuple[Problems, list[tuple[str, list[str]]]]:
    policy, problems = load_policy(root), Problems()
    found = read_exclusion_cases(policy, problems)
    return problems, [
        (result.case.id, [line.en for line in result.wrong]) for result in run_exclusion_cases(policy, found)
    ]


def test_every_case_comes_out_as_it_says() -> None:
    problems = Problems()
    results = list(run_exclusion_cases(REAL, read_exclusion_cases(REAL, problems)))
    assert not problems.found
    assert len(results) > 25
    assert [(result.case.id, result.wrong) for result in results if result.wrong] == []


def test_an_exclusion_holds_from_both_sides() -> None:
    pairs = {(measure, pair.other) for measure in REAL.measures for pair in REAL.exclusions.of(measure)}
    assert pairs
    assert {(b, a) for a, b in pairs if b in REAL.measures} == {
        (a, b) for a, b in pairs if b in REAL.measures
    }


@pytest.mark.parametrize("group", [g for g in GROUPS if g.choice != "remainder"], ids=lambda g: g.id)
def test_each_group_is_shown_by_claims_that_collide_and_by_claims_that_do_not(group: object) -> None:
    measures = set(group.measures)  # type: ignore[attr-defined]
    fates: set[str] = set()
    for case in read_exclusion_cases(REAL, Problems()):
        mine = [then for claim, then in case.claims if claim.measure in measures]
        if len(mine) > 1:
            fates.add("apart" if set(mine) == {"granted"} else "collide")
    # post subsidies are for a quarter that is over and for this month: claims of one day never collide
    assert fates == ({"apart"} if group.id == "post-subsidies" else {"apart", "collide"})  # type: ignore[attr-defined]


def test_a_case_that_expects_otherwise_is_told(tmp_path: Path) -> None:
    root = real_with(
        tmp_path, "amount: 10000.00, then: granted}\n      - {measure: poverty", "then: granted", "then: open"
    )
    problems, results = cases_of(root)
    assert not problems.found
    assert dict(results)["hiring-the-larger"] == ["veteran-hiring-subsidy: expected open, came out granted"]


@pytest.mark.parametrize(
    ("find", "put", "code"),
    [
        ("then: granted", "then: grantd", "unknown-word"),
        ("measure: veteran-hiring-subsidy", "measure: veteran-hiring", "unknown-word"),
        ("of: {employment: 1, person: 1, employer: 1}", "of: {person: 1, employer: 1}", "unit"),
        (
            "of: {employment: 1, person: 1, employer: 1}",
            "of: {employment: one, person: 1, employer: 1}",
            "record",
        ),
        ("amount: 10000.00", "amount: lots", "number"),
        ("id: hiring-again-by-the-same-employer", "id: hiring-the-larger", "duplicate-id"),
        ("on: 2022-05-20", "on: 2022-02-30", "date"),
    ],
)
def test_a_case_written_wrongly_is_refused_with_its_line(
    find: str, put: str, code: str, tmp_path: Path
) -> None:
    problems = Problems()
    read_exclusion_cases(load_policy(real_with(tmp_path, find, find, put)), problems)
    assert [problem.code for problem in problems.found] == [code]
    assert problems.found[0].at.file.endswith(FILE)
    assert problems.found[0].at.line > 0


def real_with(to: Path, at: str, find: str, put: str) -> Path:
    """The real pack with the first `find` at or after `at` in the cases replaced."""
    import shutil

    root = Path(shutil.copytree(packs.REAL, to / "pack"))
    path = root / "kaiping" / "2022-5" / FILE
    text = path.read_text("utf-8")
    start = text.index(at)
    path.write_text(text[:start] + text[start:].replace(find, put, 1), "utf-8")
    return root


def test_a_measure_file_no_longer_says_what_excludes_it(tmp_path: Path) -> None:
    change = {
        "file": "town/plan/measures/rent-help.yaml",
        "find": "limits:\n",
        "put": "excludes: [{measure: hiring-bonus, cite: {clause: 1.1.2, quote: 每人只补一次}}]\nlimits:\n",
    }
    [problem] = packs.problems(packs.copy(tmp_path, [change]))
    assert problem.code == "unknown-key"


def test_what_is_assumed_of_exclusions_and_choices_is_on_the_clerks_list() -> None:
    listed = {item.id for item in assumptions(REAL) if item.kind == "exclusion"}
    for group in GROUPS:
        assert (f"{group.id}.choice" in listed) == (group.choice_cite.status == "assumed")
        assert (group.id in listed) == (group.cite.status == "assumed")


# --- in words ------------------------------------------------------------------------------------
def test_every_text_stands_in_three_languages() -> None:
    for words in [*TEXTS.values(), *CHOICES.values()]:
        assert words.hant == traditional(words.hans)
        assert words.en.isascii() or "“" in words.en


def test_who_gives_way_is_told_to_what_and_by_which_rule() -> None:
    settled = {
        VETERAN: Settlement("granted", 1000000, 1000000),
        POVERTY: Settlement("gives-way", 500000, 500000, (VETERAN,)),
    }
    lost = said(LAW, "zh-Hans", POVERTY, settled)
    assert lost is not None
    assert lost.lines == ("符合条件，但与吸纳退役军人就业补贴不可同时享受：按“取高”择吸纳退役军人就业补贴",)
    assert [cite.document for cite in lost.cites] == ["粤人社规〔2021〕12号"] * 2
    won = said(LAW, "en", VETERAN, settled)
    assert won is not None
    assert won.lines[0].endswith("by the rule “the largest” this one prevails")


def test_who_is_not_entitled_for_certain_is_not_told_that_they_are() -> None:
    settled = {POVERTY: Settlement("gives-way", 500000, 500000, (VETERAN,))}
    told = said(LAW, "zh-Hans", POVERTY, settled, entitled=False)
    assert told is not None
    assert told.lines[0].startswith("尚不能确定；即使符合条件")


def test_an_earlier_award_is_named() -> None:
    settled = {VETERAN: Settlement("gives-way", 1000000, 1000000, award=7)}
    told = said(LAW, "zh-Hans", VETERAN, settled, award=POVERTY[0])
    assert told is not None
    assert told.lines == ("此前已享受吸纳脱贫人口就业补贴，不可再享受这一项",)
    assert told.cites


def test_what_is_left_is_told_with_its_amount() -> None:
    start = ("startup-hiring-subsidy", 3)
    settled = {start: Settlement("granted", 400000, 400000, (POVERTY,), again=True)}
    told = said(LAW, "zh-Hans", start, settled)
    assert told is not None
    assert told.lines == ("已除去吸纳脱贫人口就业补贴，按其余计算：4,000.00 元",)
    assert told.amount == "4,000.00 元"


def test_nothing_is_told_of_a_claim_that_nothing_touches() -> None:
    assert said(LAW, "en", VETERAN, {}) is None
