"""An interview asks only what can still change an answer, and stops when nothing can."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.rules import at_random, packs

from anye.rules import ir
from anye.rules.ask import Interview, Planner
from anye.rules.interview import RECORD, Form, form_of
from anye.rules.program import Flat
from anye.rules.resolve import resolve
from anye.rules.types import FOREVER, Bool, Date, Enum, Num

ON = dt.date(2022, 5, 20)
SUBJECTS = ["person", "employer"]
SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(
    max_examples=max(settings().max_examples // 4, 10), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
DAYS = [
    *at_random.DAYS,
    dt.date(1962, 5, 20),
    dt.date(1972, 5, 20),
    dt.date(2021, 5, 20),
    dt.date(2020, 9, 1),
    ON,
]


@lru_cache
def form(subject: str) -> Form:
    return form_of(resolve(packs.real(), "440783", ON, ON), subject)


@lru_cache
def planner(subject: str) -> Planner:
    return Planner(form(subject))


def some(random: Random, of: Form, name: str) -> ir.Value:
    """Any value the question allows, as the rules keep it."""
    spec = of.law.policy.dictionary.records[RECORD].facts[name]
    match spec.type:
        case Bool():
            return random.random() < 0.5
        case Enum():
            return random.choice(list(of.law.policy.dictionary.enums[spec.type.name]))
        case Date():
            return random.choice([FOREVER, *DAYS] if spec.open else DAYS)
        case Num():
            low = spec.low or 0
            return random.randint(low, min(low + random.choice([1, 12, 100, 10_000_000]), spec.limit))
    raise AssertionError(spec)


def held(random: Random, of: Form, share: float) -> dict[str, ir.Value]:
    """What somebody knows of themselves; the rest they don't know."""
    return {name: some(random, of, name) for name in of.questions if random.random() >= share}


def converse(interview: Interview, knows: dict[str, ir.Value]) -> list[str]:
    asked = []
    while (question := interview.question) is not None:
        assert question.name not in asked
        asked.append(question.name)
        interview.answer(question.name, knows.get(question.name))
    return asked


def answers(of: Form, flat: Flat) -> list[tuple[Any, ...]]:
    """Each measure's outcome; of those not refused, the bounds of the amount."""
    return [
        (flat[plan.outcome], *((flat[plan.low], flat[plan.high]) if flat[plan.outcome] is not False else ()))
        for plan in of.program.plans
    ]


@pytest.mark.parametrize("subject", SUBJECTS)
@FEW
@given(seed=SEEDS)
def test_when_it_stops_nothing_that_was_not_asked_can_change_any_answer(subject: str, seed: int) -> None:
    """Whatever the questions never put would have been answered: every outcome and every amount stays."""
    random, plan = Random(seed), planner(subject)
    knows = held(random, plan.form, random.choice([0.0, 0.0, 0.1, 0.4]))
    interview = Interview(plan)
    asked = converse(interview, knows)
    told = answers(plan.form, plan.flat(interview.known))
    for _ in range(6):
        rest = {n: some(random, plan.form, n) for n in plan.form.questions if n not in asked}
        assert answers(plan.form, plan.flat(rest | interview.known)) == told


@pytest.mark.parametrize("subject", SUBJECTS)
@FEW
@given(seed=SEEDS)
def test_who_knows_everything_gets_the_answers_of_having_told_everything(subject: str, seed: int) -> None:
    plan = planner(subject)
    knows = held(Random(seed), plan.form, 0.0) | plan.presumed
    interview = Interview(plan)
    asked = converse(interview, knows)
    assert answers(plan.form, plan.flat(interview.known)) == answers(plan.form, plan.flat(knows))
    assert len(asked) < len(plan.form.questions)


@pytest.mark.parametrize("subject", SUBJECTS)
@FEW
@given(seed=SEEDS)
def test_each_question_bears_on_a_measure_that_is_not_settled(subject: str, seed: int) -> None:
    """And on a condition of it that is open, or on its amount: that is the reason given."""
    random, plan = Random(seed), planner(subject)
    knows = held(random, plan.form, 0.2)
    interview = Interview(plan)
    while (question := interview.question) is not None:
        reasons = plan.why(question.name, interview.known)
        assert reasons
        flat = plan.flat(interview.known)
        plans = {item.measure.id: item for item in plan.form.program.plans}
        for measure, conditions in reasons:
            slots = {condition.id: condition.slot for condition in plans[measure].conditions}
            assert flat[plans[measure].outcome] is not False
            assert all(flat[slots[id_]] is None for id_ in conditions)
        interview.answer(question.name, knows.get(question.name))


def test_a_record_that_is_not_there_settles_its_measures_at_once() -> None:
    plan = planner("person")
    before = {item.plan.measure.id for item in plan.open(plan.presumed)}
    after = {item.plan.measure.id for item in plan.open(plan.presumed | {"has.certificate": False})}
    assert before - after == {"cantonese-chef-certificate-subsidy", "skill-upgrading-subsidy"}


def test_what_a_measure_of_a_job_asks_of_the_person_is_asked_once() -> None:
    names = list(form("person").questions)
    assert "person.birth_date" in names
    assert not [name for name in names if name.startswith("employment.person")]
    births = [
        q
        for q in form("person").questions.values()
        if isinstance(q.node, ir.Fact) and q.node.name == "birth_date"
    ]
    assert len(births) == 1


def test_nobody_is_asked_whether_they_have_died() -> None:
    assert planner("person").presumed == {"person.died_on": FOREVER}
    interview = Interview(planner("person"))
    assert "person.died_on" not in converse(interview, held(Random(1), form("person"), 0.0))


def test_an_answer_taken_back_leaves_no_trace() -> None:
    interview = Interview(planner("person"))
    first = interview.question
    assert first is not None
    interview.answer(first.name, False)
    assert interview.question != first
    taken = interview.back()
    assert taken is not None
    assert taken.name == first.name
    assert interview.question == first
    assert interview.back() is None


def test_dont_know_is_taken_for_an_answer_and_leaves_the_measure_open() -> None:
    law = resolve(packs.real(), "440783", ON, ON)
    plan = Planner(form_of(law, "employer", ["domestic-leading-firm-award"]))
    interview = Interview(plan)
    asked = converse(interview, {})
    assert len(asked) == len(plan.form.questions)
    assert plan.flat(interview.known)[plan.form.program.plans[0].outcome] is None


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_question_is_put_in_three_languages(subject: str) -> None:
    for question in form(subject).questions.values():
        for text in (*question.text, *question.label):
            assert text.strip()
            assert "_" not in text
        assert question.text.hans[-1] in "？。）" or question.text.hans.endswith("1。")
