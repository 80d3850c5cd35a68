"""Explanations: the same answer as the evaluation, the arithmetic with its values, what failed, until when, whom to ask."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import pytest
from tests.rules import packs

from anye.rules.cases import Case, read_cases
from anye.rules.errors import Problems
from anye.rules.evaluate import outcomes
from anye.rules.explain import Explanation, Teller
from anye.rules.facts import Reader
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve

REFUND = "stabilisation-refund"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@lru_cache
def teller(measure: str, on: dt.date, lang: str, known: dt.date | None = None) -> Teller:
    law = resolve(packs.real(), "440783", on, known or on)
    return Teller(compile_rules(law, law.rules[measure].measure.unit, [measure], detailed=True), lang)


@lru_cache(1)
def cases() -> list[Case]:
    problems = Problems()
    found = list(read_cases(packs.real(), problems))
    problems.raise_if_any()
    return found


def case(measure: str, id_: str) -> Case:
    return next(item for item in cases() if item.measure == measure and item.id == id_)


def told(
    measure: str, facts: Any, on: dt.date, lang: str = "en", known: dt.date | None = None
) -> Explanation:
    by = teller(measure, on, lang, known)
    reader = Reader(packs.real().dictionary, by.program.shape)
    record = reader.read(facts)
    return by.tell(record, reader.certain)[0]


def refund(lang: str = "en", **changes: Any) -> Explanation:
    base = case(REFUND, "day-of-issue")
    return told(REFUND, {**base.facts, **changes}, base.on, lang)


@pytest.mark.parametrize("measure", sorted(packs.real().measures))
def test_an_explanation_says_what_the_evaluation_says(measure: str) -> None:
    """For every hand-written case: outcome, the result of each condition, which facts are missing."""
    mine = [item for item in cases() if item.measure == measure]
    assert len(mine) > 20
    for item in mine:
        by = teller(measure, item.on, "en", item.known)
        reader = Reader(packs.real().dictionary, by.program.shape)
        record = reader.read(item.facts)
        told, outcome = by.tell(record, reader.certain)[0], outcomes(by.program, record, reader.certain)[0]
        assert told.outcome == outcome.outcome == item.expect["outcome"]
        assert [(r.id, r.result) for r in told.reasons] == [(f.id, f.result) for f in outcome.conditions]
        assert [lack.path for lack in told.missing] == [lack.path for lack in outcome.missing]
        assert bool(told.least) is (told.outcome == "no")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("measure", sorted(packs.real().measures))
def test_nothing_is_left_without_words(measure: str, lang: str) -> None:
    """No text is empty, a question mark for want of words, or an identifier of the program."""
    for item in [case for case in cases() if case.measure == measure][::7]:
        found = told(measure, item.facts, item.on, lang, item.known)
        texts = [found.title, found.answer, found.lead]
        texts += [text for reason in found.reasons for text in (reason.label, reason.says, reason.source)]
        texts += [need.says for reason in found.reasons for way in reason.ways for need in way]
        texts += [text for lack in found.missing for text in (lack.question,)]
        if found.arithmetic is not None:
            texts += [text for q in found.arithmetic.quantities for text in (q.name, q.value)]
        for text in texts:
            assert text.strip(" ?？"), (measure, item.id, found)
            assert "_" not in text, text
            assert "?" not in text.replace("? ", "").removesuffix("?"), text


def test_the_arithmetic_is_shown_with_the_values_put_in() -> None:
    found = refund().arithmetic
    assert found is not None
    assert found.worked == "10,000.00 yuan × 90%, rounded half up to 2 decimals"
    assert ("unemployment premiums paid last year", "10,000.00 yuan") in [
        (q.name, q.value) for q in found.quantities
    ]
    assert "90%返还" in found.source


def test_a_refusal_names_each_failed_condition_and_the_least_that_would_have_to_be_otherwise() -> None:
    found = refund(abnormal_listed=True, kind="government-body")
    assert found.outcome == "no"
    assert [reason.id for reason in found.reasons if reason.result == "failed"] == ["kind", "not-abnormal"]
    assert [need.says for need in found.least] == ["a market entity", "not on the abnormal-operation list"]
    assert found.arithmetic is None


def test_a_condition_with_alternatives_tells_each_way() -> None:
    """A graduate or one who studied abroad: either would do, and neither holds."""
    base = next(
        c for c in cases() if c.measure == "grassroots-employment-subsidy" and c.expect["outcome"] == "yes"
    )
    person = {**base.facts["person"], "education": "school", "overseas_graduate": False}
    found = told(base.measure, {**base.facts, "person": person}, base.on)
    graduate = next(reason for reason in found.reasons if reason.id == "graduate")
    assert graduate.result == "failed"
    assert [[need.says for need in way] for way in graduate.ways] == [
        ["education of the worker is university or college"],
        ["the worker: studied abroad: yes"],
    ]


def test_what_is_not_known_is_asked_for_with_the_register_that_knows() -> None:
    found = refund(abnormal_listed=None)
    assert found.outcome == "unknown"
    assert [(lack.path, lack.where) for lack in found.missing] == [("abnormal_listed", "market registration")]
    assert found.missing[0].question == "Is the employer on the list of abnormal operations at present?"
    listed = next(reason for reason in found.reasons if reason.id == "not-abnormal")
    assert (listed.result, listed.read[0].value) == ("open", "unknown")


def test_a_whole_list_that_is_missing_is_asked_of_the_register_of_its_records() -> None:
    found = refund(premiums=None)
    assert ("premiums", "tax system") in [(lack.path, lack.where) for lack in found.missing]


def test_the_window_tells_its_last_day() -> None:
    window = refund().window
    assert window is not None
    assert (window.opens, window.closes) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert window.words == "apply from 2022-01-01; the last day is 2022-12-31"
    assert refund("zh-Hans").window.words == "2022-01-01起申请，最后一日为2022-12-31"  # type: ignore[union-attr]


def test_a_window_whose_end_rests_on_a_missing_fact_says_so() -> None:
    base = next(
        c for c in cases() if c.measure == "grassroots-employment-subsidy" and c.expect["outcome"] == "yes"
    )
    employer = {**base.facts["employer"], "kind": None}
    known = told(base.measure, {**base.facts, "employer": employer}, base.on).window
    assert known is not None
    assert known.closes is not None
    hiring = next(
        c for c in cases() if c.measure == "startup-hiring-subsidy" and c.expect["outcome"] == "yes"
    )
    unknown = told(hiring.measure, {**hiring.facts, "registered_on": None}, hiring.on).window
    assert unknown is not None
    assert unknown.closes is None


def test_what_is_assumed_is_marked_and_readings_come_with_their_alternative() -> None:
    found = refund()
    marks = {reason.id: reason.assumed for reason in found.reasons}
    assert marks["not-zombie"]
    assert not marks["layoffs"]
    assert "not a zombie firm" in found.unconfirmed
    assert any("不四舍五入" in reading.other for reading in found.readings)


def test_who_is_granted_it_is_told_where_it_is_not_the_record_itself() -> None:
    hire = next(c for c in cases() if c.measure == "veteran-hiring-subsidy" and c.expect["outcome"] == "yes")
    assert told(hire.measure, hire.facts, hire.on).payee == "employer"
    assert refund().payee == ""


def test_chinese_alone_is_shown_in_the_characters_asked_for() -> None:
    base = case(REFUND, "day-of-issue")
    law = resolve(packs.real(), "440783", base.on, base.on)
    program = compile_rules(law, "employer", [REFUND], detailed=True)
    by = Teller(program, "zh-Hant", lambda text: text.replace("稳岗返还", "穩崗返還"))
    found = by.tell(Reader(law.policy.dictionary, program.shape).read(base.facts))[0]
    zombie = next(reason for reason in found.reasons if reason.id == "not-zombie")
    assert zombie.source.endswith("穩崗返還。")
    assert zombie.label == "不是殭屍企業"
