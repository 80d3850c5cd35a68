"""The latest day of a list, a figure of another day, a figure nobody can tell, and measures without an amount."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.rules import at_random, packs
from tests.rules.test_evaluation import WORKER, bounds, truth

from anye.rules.assumed import assumed
from anye.rules.evaluate import determine, outcomes
from anye.rules.facts import Reader
from anye.rules.program import compile_rules
from anye.rules.words import wording


# --- the latest and the earliest day -----------------------------------------------------------------
def firm(*starts: tuple[str, bool | None, str | None], complete: bool | None = True) -> dict[str, Any]:
    """A firm's workers: (first day, member, born)."""
    workers = [WORKER | {"start": start, "member": member, "born": born} for start, member, born in starts]
    return {"workers_complete": complete, "workers": workers}


EARLY, LATE = ("2021-05-01", True, "1990-01-01"), ("2022-02-01", True, "1980-01-01")
LATEST = "latest(w.start for w in workers if w.member) == date(year(on), 2, 1)"
NO_MEMBER = ("2022-06-01", False, None)
MAYBE_EARLIER, MAYBE_LATER = ("2021-01-01", None, None), ("2022-06-01", None, None)


@pytest.mark.parametrize(
    ("workers", "complete", "wanted"),
    [
        ((EARLY, LATE), True, "yes"),
        ((EARLY,), True, "no"),
        ((EARLY, LATE, NO_MEMBER), True, "yes"),
        ((EARLY, LATE, MAYBE_EARLIER), True, "yes"),  # whoever that is, it is not the latest
        ((EARLY, LATE, MAYBE_LATER), True, "unknown"),
        ((EARLY, LATE), False, "unknown"),
        ((EARLY, LATE), None, "unknown"),
    ],
)
def test_the_latest_day_is_known_once_nothing_open_can_be_later(
    workers: tuple[tuple[str, bool | None, str | None], ...], complete: bool | None, wanted: str
) -> None:
    assert truth(LATEST, firm(*workers, complete=complete)) == wanted


def test_of_none_the_latest_day_has_never_been_and_the_earliest_never_comes() -> None:
    nobody = firm()
    assert truth("latest(w.start for w in workers) < founded", nobody | {"founded": "1990-01-01"}) == "yes"
    assert truth("earliest(w.start for w in workers) > on", nobody) == "yes"


def test_a_day_that_is_missing_leaves_the_extreme_open_unless_it_is_left_out() -> None:
    unborn = ("2022-06-01", True, None)
    text = "earliest(w.born for w in workers if w.member) <= first_day"
    assert truth(text, firm(EARLY, LATE)) == "yes"
    assert truth(text, firm(EARLY, unborn)) == "unknown"
    assert truth(text, firm(EARLY, NO_MEMBER)) == "yes"


def test_a_list_that_was_not_given_has_no_known_latest_day() -> None:
    assert truth("latest(w.start for w in workers) < on", {"workers_complete": True}) == "unknown"


# --- a figure of another day -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("founded", "wanted"),
    [
        ("2021-05-31", ("0.00", "")),  # the day before its first value
        ("2021-06-01", ("1500.00", "1500.00")),
        ("2022-02-28", ("1500.00", "1500.00")),
        ("2022-03-01", ("1600.00", "1600.00")),
        ("2022-07-31", ("1600.00", "1600.00")),
        ("2022-08-01", ("0.00", "")),  # between two orders there is none
        ("2022-09-30", ("0.00", "")),
        ("2022-10-01", ("1700.00", "1700.00")),
        ("2035-01-01", ("1700.00", "1700.00")),
        (None, ("0.00", "")),
    ],
)
def test_a_figure_of_another_day_is_the_one_that_held_then(
    founded: str | None, wanted: tuple[str, str]
) -> None:
    assert bounds("as_of(wage_floor, founded)", {"founded": founded}) == wanted


def test_an_unknown_day_leaves_the_figure_open() -> None:
    assert truth("as_of(rent_cap, founded) <= sales", {"sales": "99999.00"}) == "unknown"
    assert truth("as_of(rent_cap, founded) <= sales", {"sales": "99999.00", "founded": "2022-05-01"}) == "yes"


def test_an_order_changes_the_figure_from_its_own_first_day() -> None:
    """The figure of another day is resolved as the law of that day would be, with what is known today."""
    law = packs.law()
    found = law.lowering.timeline("rent_min_staff")
    assert [(str(start), value) for start, value in found] == [("2022-03-01", 3)]


# --- a figure nobody can tell --------------------------------------------------------------------------
def test_an_unknown_figure_is_neither_nothing_nor_anything() -> None:
    assert truth("sales <= gift_cap", {"sales": "0.01"}) == "unknown"
    assert truth("sales <= gift_cap", {"sales": "0.00"}) == "yes"  # no figure is below nought
    assert truth("sales <= gift_cap or exporting", {"sales": "9.00", "exporting": True}) == "yes"
    assert truth("sales <= gift_cap and exporting", {"sales": "9.00", "exporting": False}) == "no"
    assert bounds("gift_cap", {}) == ("0.00", "")
    assert bounds("min(gift_cap, sales)", {"sales": "50.00"}) == ("0.00", "50.00")


@pytest.mark.parametrize(
    ("grade", "wanted"),
    [
        ("junior", ("10.00", "10.00")),
        ("middle", ("0.00", "")),
        ("senior", ("30.00", "30.00")),
        (None, ("0.00", "")),
    ],
)
def test_a_table_may_have_one_unknown_figure(grade: str | None, wanted: tuple[str, str]) -> None:
    assert bounds("badge_fee[grade]", WORKER | {"grade": grade}, "worker") == wanted


def test_the_unknown_figure_is_asked_for_by_its_name() -> None:
    made = at_random.measures(packs.good(), "firm", ["sales <= gift_cap"], [])
    program = compile_rules(made.law(packs.ON), "firm")
    found = outcomes(program, Reader(made.policy.dictionary, program.shape).read({"sales": "5.00"}))[0]
    assert found.outcome == "unknown"
    assert [(item.path, item.label.hans) for item in found.missing] == [("gift_cap", "礼金上限")]
    assert "待核实" in found.missing[0].question.hans


# --- measures without an amount, and what else is granted --------------------------------------------
RIGHT = [
    {
        "file": "town/plan/measures/rent-help.yaml",
        "find": """amount:
  unit: yuan
  is: round_half_up(sales * rent_share[size], 2)
  cite: {clause: 1.2.1, quote: 分别按销售额的1%、2%、3%补助租金}
""",
        "put": "",
    },
    {"file": "town/plan/measures/rent-help.yaml", "find": "counting: amount", "put": "counting: times"},
    {
        "file": "town/plan/measures/rent-help.yaml",
        "find": "at_most: rent_cap",
        "put": "at_most: bonuses_each",
    },
]


def test_a_measure_without_an_amount_answers_yes_and_nothing_else(tmp_path: Path) -> None:
    from anye.rules.policy import load_policy
    from anye.rules.resolve import resolve

    policy = load_policy(packs.copy(tmp_path, RIGHT))
    law = resolve(policy, packs.TOWN, packs.ON, packs.ON)
    assert policy.measures["rent-help"].amount.kind == "none"
    workers = [WORKER | {"grade": "junior"}] * 3
    facts = {"trade": "shop", "staff": 3, "sales": "1000.00", "closed": "9999-12-31", "audited": True}
    found = determine(law, "rent-help", facts | {"workers_complete": True, "workers": workers, "grants": []})
    assert (found.outcome, found.amount, found.bounds) == ("yes", None, None)


def test_words_say_what_is_meant_by_other_days_and_lists() -> None:
    made = at_random.measures(packs.good(), "firm", ["as_of(wage_floor, founded) <= sales", LATEST], [])
    law = made.law(packs.ON)
    measure = next(iter(made.policy.measures.values()))
    words = wording(law, measure.id, "zh-Hans")
    shown = [words.of(condition.when) for condition in measure.conditions[1:]]
    assert shown[0].startswith("成立日期当日的最低工资")
    assert "最晚一日" in shown[1]


def test_an_unknown_figure_is_listed_as_assumed() -> None:
    made = at_random.measures(packs.good(), "firm", ["sales <= gift_cap"], [])
    law = made.law(packs.ON)
    items = {item.id: item.note for item in assumed(law, next(iter(made.policy.measures)))}
    assert items["gift_cap"] == "待省厅公布上限。"
