"""A measure's timeline says what overrode what, from when, and when it could be known."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.rules import packs

from anye.rules.history import Event, History, history
from anye.rules.resolve import resolve

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def told(measure: str, on: str, known: str = "", lang: str = "zh-Hans") -> History:
    day = dt.date.fromisoformat
    return history(resolve(packs.real(), "440783", day(on), day(known or on)), measure, lang)


def of(found: History, id_: str, number: str) -> Event:
    (event,) = (item for item in found.events if item.id == id_ and item.number == number)
    return event


def test_a_rate_that_was_raised_for_days_gone_by_is_told_as_such() -> None:
    found = told("stabilisation-refund", "2022-07-01")
    raised = of(found, "refund_rate", "人社部发〔2022〕31号")
    assert (str(raised.start), str(raised.known), raised.back, raised.acts) == (
        "2022-05-06",
        "2022-05-31",
        True,
        True,
    )
    (change,) = raised.changes
    assert "大型 50%" in change.now
    assert ("大型 30%" in change.before, change.before_number) == (True, "开府〔2022〕5号")
    first = of(found, "refund_rate", "开府〔2022〕5号")
    assert (first.acts, first.changes[0].before) == (False, "")


def test_what_a_higher_one_says_already_gives_way_to_it() -> None:
    event = of(told("stabilisation-refund", "2022-07-01"), "refund_rate", "粤人社规〔2022〕15号")
    assert (event.acts, event.yields_to, event.changes[0].before) == (False, "人社部发〔2022〕31号", "")


@pytest.mark.parametrize(
    ("known", "count"), [("2022-05-30", 0), ("2022-05-31", 1), ("2022-06-29", 1), ("2022-06-30", 2)]
)
def test_nothing_is_told_before_it_could_be_known(known: str, count: int) -> None:
    found = told("stabilisation-refund", "2022-05-20", known)
    later = [item for item in found.events if item.kind == "figure" and item.number != "开府〔2022〕5号"]
    assert len(later) == count


def test_a_changed_condition_is_told_with_what_it_took_the_place_of() -> None:
    event = of(
        told("contribution-deferral", "2022-07-01"), "more-trades-and-hard-hit-firms", "人社部发〔2022〕31号"
    )
    (change,) = event.changes
    assert event.kind == "amendment" and event.acts
    assert "属于扩大缓缴范围的行业" in change.now
    assert change.before == "行业属于：零售、餐饮、旅游"


def test_an_amendment_acts_on_its_days_only() -> None:
    for on, acts in (
        ("2022-05-30", False),
        ("2022-05-31", True),
        ("2023-03-31", True),
        ("2023-04-01", False),
    ):
        found = told("contribution-deferral", on, "2023-12-31")
        assert of(found, "more-trades-and-hard-hit-firms", "人社部发〔2022〕31号").acts == acts


def test_a_decided_conflict_is_told_with_its_reason() -> None:
    (decided,) = told("work-injury-insurance-rate", "2022-07-01").resolutions
    assert decided.prevails == decided.other == "guangdong/work-injury-rates-2021"
    assert "本方案自印发之日起实施" in decided.reason


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("measure", sorted(packs.real().measures))
def test_every_measure_has_a_timeline_that_begins_with_or_holds_its_issue(measure: str, lang: str) -> None:
    found = told(measure, "2022-05-20", "2026-11-25", lang)
    assert [event.kind for event in found.events].count("issued") == 1
    assert all(change.now for event in found.events for change in event.changes)
    starts = [event.start for event in found.events]
    assert starts == sorted(starts)
