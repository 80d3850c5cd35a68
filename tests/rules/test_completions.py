"""An answer given with facts missing holds for every way the facts may turn out to be."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, partial
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.rules import at_random, packs

from anye.rules.cases import read_cases
from anye.rules.errors import Problems
from anye.rules.evaluate import evaluate
from anye.rules.facts import Reader
from anye.rules.program import Flat, Program, compile_rules
from anye.rules.resolve import resolve

SEEDS = st.integers(0, 2**32 - 1)
# a tenth of the profile's examples: each stands for dozens of expressions, facts and completions
TENTH = settings(
    max_examples=max(settings().max_examples // 10, 5), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # no shrinking: a lesser seed is no lesser example


QUARTER = settings(
    max_examples=max(settings().max_examples // 4, 10), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def run(program: Program, data: dict[str, Any]) -> Flat:
    return evaluate(program, Reader(program.law.policy.dictionary, program.shape).read(data))


def contradictions(program: Program, told: Flat, whole: Flat, undefined: bool) -> list[str]:
    """Where an answer with facts missing and that with all facts known differ.

    `undefined`: where a function may have no value (a division by zero), certainty may turn out to be undefined.
    """
    wrong = []
    for plan in program.plans:
        for item in plan.conditions:
            before, after = told[item.slot], whole[item.slot]
            if before is not None and after is not before and not (undefined and after is None):
                wrong.append(f"{item.id}: {before} became {after}")
        if told[plan.outcome] is False or whole[plan.outcome] is False:
            continue  # who is not entitled has no amount
        low, high = told[plan.low], told[plan.high]
        least, most = whole[plan.low], whole[plan.high]
        if undefined and (least is None or most is None):
            continue
        if low is not None and (least is None or least < low):
            wrong.append(f"{plan.measure.id}: at least {low} became at least {least}")
        if high is not None and (most is None or most > high):
            wrong.append(f"{plan.measure.id}: at most {high} became at most {most}")
    return wrong


@TENTH
@given(SEEDS, st.booleans(), st.sampled_from(["firm", "worker", "grant"]))
def test_a_random_expression_keeps_its_answer(seed: int, total: bool, record: str) -> None:
    random = Random(seed)
    made = at_random.write(random, record, 10, 8, total=total)
    program = compile_rules(made.law(packs.ON), record)
    dictionary = made.policy.dictionary
    for _ in range(12):
        data = at_random.facts(random, dictionary, program.shape, random.choice([0.1, 0.3, 0.6]))
        told = run(program, data)
        for _ in range(4):
            whole = at_random.completed(random, dictionary, program.shape, data)
            wrong = contradictions(program, told, run(program, whole), undefined=not total)
            assert not wrong, (wrong, [made.texts.get(line.split(":")[0]) for line in wrong], data, whole)


@TENTH
@given(SEEDS, st.sampled_from(["firm", "worker", "grant"]))
def test_with_all_facts_known_a_total_expression_is_certain(seed: int, record: str) -> None:
    random = Random(seed)
    made = at_random.write(random, record, 10, 8, total=True)
    program = compile_rules(made.law(packs.ON), record)
    for _ in range(8):
        data = at_random.completed(random, made.policy.dictionary, program.shape, None)
        flat = run(program, data)
        for plan in program.plans:
            for item in plan.conditions:
                assert flat[item.slot] is not None, (made.texts[item.id], data)
            assert flat[plan.low] is not None, (made.texts[plan.measure.id], data)
            assert flat[plan.low] == flat[plan.high], (made.texts[plan.measure.id], data)


@TENTH
@given(SEEDS, st.sampled_from(["firm", "worker", "grant"]))
def test_the_straight_path_for_known_facts_says_what_the_general_one_says(seed: int, record: str) -> None:
    random = Random(seed)
    made = at_random.write(random, record, 10, 8)
    program = compile_rules(made.law(packs.ON), record)
    general = program.bind(packs.ON)
    reader = Reader(made.policy.dictionary, program.shape)
    for unknown in (0.0, 0.0, 0.0, 0.1, 0.5):
        data = at_random.facts(random, made.policy.dictionary, program.shape, unknown)
        if not unknown:
            data = at_random.completed(random, made.policy.dictionary, program.shape, data)
        known = reader.read(data)
        assert evaluate(program, known) == general(known), data


# --- the city's own measures -----------------------------------------------------------------------
DAYS = [dt.date(2022, 5, 6), dt.date(2022, 5, 20), dt.date(2022, 12, 31), dt.date(2025, 3, 1)]


@lru_cache
def program_of(measure: str, on: dt.date) -> Program:
    policy = packs.real()
    found = policy.measures[measure]
    law = resolve(policy, policy.enactments[found.enactment].place, on, on)
    return compile_rules(law, found.unit, [measure])


@lru_cache
def cases() -> dict[str, list[Any]]:
    problems = Problems()
    found: dict[str, list[Any]] = {}
    for case in read_cases(packs.real(), problems):
        found.setdefault(case.measure, []).append(case)
    problems.raise_if_any()
    return found


def forget(random: Random, data: Any, share: float) -> Any:
    """The facts with some of them, at any depth, taken away; a required one stays for the reader to ask for."""
    if isinstance(data, list):
        return [forget(random, item, share) for item in data[:5]]
    if isinstance(data, dict):
        return {
            key: forget(random, item, share) if random.random() >= share else None
            for key, item in data.items()
        }
    return data


def shaped(program: Program, data: Any) -> dict[str, Any]:
    """The facts laid out whole, with what is required put back."""
    dictionary = program.law.policy.dictionary

    def fill(shape: Any, given: Any) -> dict[str, Any]:
        facts = dictionary.records[shape.record].facts
        whole: dict[str, Any] = {}
        for name in shape.facts:
            value = (given or {}).get(name)
            required = facts[name].required and value is None
            whole[name] = at_random.value(Random(0), dictionary, facts[name]) if required else value
        for link, one in shape.ones.items():
            whole[link] = None if (given or {}).get(link) is None else fill(one, given[link])
        for link, many in shape.lists.items():
            items = (given or {}).get(link)
            whole[link] = None if items is None else [fill(many, item) for item in items]
        return whole

    return fill(program.shape, data)


REAL_DAYS = [
    *at_random.DAYS,
    dt.date(1962, 5, 20),
    dt.date(1972, 5, 20),
    dt.date(2022, 5, 6),
    dt.date(2021, 5, 20),
]


@pytest.mark.parametrize("measure", sorted(packs.real().measures))
@QUARTER
@given(seed=SEEDS)
def test_a_measure_keeps_its_answer(measure: str, seed: int) -> None:
    """A case with facts taken away, or nothing at all: whatever the rest turns out to be, what was said holds."""
    random = Random(seed)
    dictionary = packs.real().dictionary
    value = partial(at_random.value, days=REAL_DAYS, largest=1000)
    case = random.choice([None, *cases().get(measure, [])])
    program = program_of(measure, case.on if case and random.random() < 0.5 else random.choice(DAYS))
    data = forget(random, case.facts if case else None, random.choice([0.0, 0.1, 0.3]))
    told_facts = shaped(program, data)
    told = run(program, told_facts)
    for _ in range(3):
        whole = at_random.completed(random, dictionary, program.shape, told_facts, value)
        wrong = contradictions(program, told, run(program, whole), undefined=False)
        assert not wrong, (wrong, told_facts, whole)
