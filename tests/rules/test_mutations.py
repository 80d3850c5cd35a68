"""Mutants: every kind of change is made, each one thing apart from the rule, and cases that are good tell it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import at_random, packs

from anye.rules import ir
from anye.rules.cases import Case, read_cases, run_cases
from anye.rules.counted import counted
from anye.rules.equivalents import check_names, check_verdicts, read_equivalents
from anye.rules.errors import FactsError, Problems
from anye.rules.facts import Reader
from anye.rules.mutant import Mutant
from anye.rules.mutant_days import stands
from anye.rules.mutant_parts import with_step
from anye.rules.mutant_words import change_in_words, hint
from anye.rules.mutants import mutants
from anye.rules.mutation_run import Run, Score, Verdict, run, score
from anye.rules.mutations import MOST_ADDED, changes
from anye.rules.policy import Policy, load_policy
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve
from anye.rules.trial import Trial
from anye.rules.types import DATE, INT, SetOf
from anye.rules.words import wording

CASES = "town/plan/measures/hiring-bonus.cases.yaml"
LIST = "town/plan/measures/hiring-bonus.mutants.yaml"
MILL = """  - id: mill
    says: 工厂除外
    quote: {clause: 1.1.2, words: 工厂除外}
    on: 2022-07-10
    facts: {firm: {trade: mill}}
    expect: {outcome: no, failed: [trade]}
"""


@lru_cache
def made() -> dict[str, Mutant]:
    found = mutants(packs.good())
    assert len({mutant.name for mutant in found}) == len(found), "a name stands twice"
    return {mutant.name: mutant for mutant in found}


# --- what is changed -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        "hiring-bonus/conditions.kept/:dropped",
        "hiring-bonus/conditions.kept/:or",
        "hiring-bonus/conditions.kept/:drop:1",
        "hiring-bonus/conditions.kept/0:below",
        "hiring-bonus/conditions.kept/1.1.1:+1",
        "hiring-bonus/conditions.trade/:not",
        "hiring-bonus/conditions.once/:reach",
        "hiring-bonus/conditions.once/0.0.1:without:hiring-bonus",
        "hiring-bonus/conditions.once/0.0.1:with:rent-help",
        "hiring-bonus/window.opens/:+1",
        "hiring-bonus/window.closes/:-1",
        "hiring-bonus/window.closes/:dropped",
        "hiring-bonus/amount/:round_down",
        "hiring-bonus/amount/0.1:-1",
        "rent-help/amount/:max",
        "rent-help/amount/:drop:0",
        "rent-help/amount/1.0:plus",
        "rent-help/conditions.staff/:below",
        "rent-help/conditions.cap/0.0.1.1:period_start",
        "rent-help/period/:month",
        "parameters/bonus@2022-03-01/junior:+1",
        "parameters/bonus@2022-03-01/junior:swap:middle",
        "parameters/bonus_months@2022-03-01/:-1",
        "parameters/excluded_trades@2022-03-01/:with:farm",
        "parameters/excluded_trades@2022-03-01/:without:mill",
        "parameters/size_bounds@2022-03-01/shop.big.staff:+1",
        "parameters/rent_min_staff@2023-01-01/:+1",
        "derived/worker.active/0:below",
        "derived/worker.active/:or",
        "derived/firm.active_staff/:all",
        "enactments/town.plan/from:+1",
    ],
)
def test_every_kind_of_change_is_made(name: str) -> None:
    assert name in made(), sorted(made())


def test_a_figure_is_changed_for_each_of_its_times_but_equal_ones_are_not_moved() -> None:
    assert {"parameters/rent_min_staff@2022-03-01/:+1", "parameters/rent_min_staff@2023-01-01/:+1"} <= set(
        made()
    )
    assert not [name for name in made() if name.startswith("parameters/rent_min_staff@2023-01-01/from")]


def test_what_two_measures_rest_on_is_changed_once_and_both_are_asked() -> None:
    enactment = made()["enactments/town.plan/from:+1"]
    assert enactment.measures == ("hiring-bonus", "rent-help")
    assert made()["parameters/bonus_months@2022-03-01/:+1"].measures == ("hiring-bonus",)


def test_mutants_of_one_measure_are_those_that_can_change_its_answers() -> None:
    some = {mutant.name for mutant in mutants(packs.good(), ["rent-help"])}
    assert some == {name for name, mutant in made().items() if "rent-help" in mutant.measures}
    assert some < set(made())


def test_a_mutant_leaves_the_pack_it_was_made_from_as_it_is() -> None:
    before = packs.good()
    for mutant in made().values():
        after = mutant.apply(before)
        assert after is not before
        assert (after.measures, after.parameters, after.amendments, after.derived, after.enactments) != (
            before.measures, before.parameters, before.amendments, before.derived, before.enactments,
        ), mutant.name  # fmt: skip
    assert load_policy(packs.GOOD).measures == before.measures


def test_a_step_is_changed_wherever_it_is_used() -> None:
    before = packs.real().measures["stabilisation-refund"]
    ceiling = next(step for step in before.steps if step.name == "layoff_ceiling")
    after = with_step(before, "layoff_ceiling", ir.Const(0, ceiling.type))
    bodies = {
        node.body
        for expr in after.expressions()
        for node in ir.walk(expr)
        if steps_named(node, "layoff_ceiling")
    }
    assert bodies == {ir.Const(0, ceiling.type)}
    assert any(
        steps_named(node, "layoff_ceiling") for item in after.conditions for node in ir.walk(item.when)
    )


def steps_named(node: ir.Expr, name: str) -> bool:
    return isinstance(node, ir.Step) and node.name == name


@given(st.integers(0, 2**32 - 1), st.sampled_from(["firm", "worker"]))
def test_a_change_is_one_change_of_the_same_type_and_has_a_name_of_its_own(seed: int, record: str) -> None:
    random = Random(seed)
    whole = at_random.write(random, record, truths=1, amounts=1, deep=2)
    enums = packs.good().dictionary.enums
    for node in whole.law(packs.ON).rules.values():
        for expr in (*(item.when for item in node.measure.conditions), node.measure.amount.expr):
            found = list(changes(expr, enums))
            assert len({change.name for change in found}) == len(found)
            for change in found:
                assert change.whole.type == expr.type
                assert at(expr, change.path) == change.before
                assert differs_only_at(expr, change.whole, change.path)


def at(node: ir.Expr, path: tuple[int, ...]) -> ir.Expr:
    for index in path:
        node = list(ir.children(node))[index]
    return node


def differs_only_at(before: ir.Expr, after: ir.Expr, path: tuple[int, ...]) -> bool:
    if not path:
        return before != after
    pairs = list(zip(ir.children(before), ir.children(after), strict=True))
    return all(
        differs_only_at(one, other, path[1:]) if index == path[0] else one == other
        for index, (one, other) in enumerate(pairs)
    )


def test_there_is_no_month_thirteen_and_no_day_thirty_two() -> None:
    call = ir.Call("date", (ir.Const(2022, INT), ir.Const(12, INT), ir.Const(31, INT)), DATE)
    assert [change.name for change in changes(call, {})] == ["0:+1", "0:-1", "1:-1", "2:-1"]


def test_to_a_set_of_a_long_enumeration_only_the_following_word_is_added() -> None:
    words = {f"w{number:02}": None for number in range(MOST_ADDED + 1)}
    held = ir.Const(frozenset({"w03", "w04"}), SetOf("long"))
    assert [change.kind for change in changes(held, {"long": words})] == [
        "without:w03",
        "without:w04",
        "with:w05",
    ]
    short = {"a": None, "b": None, "c": None}
    held = ir.Const(frozenset({"a"}), SetOf("short"))
    assert [change.kind for change in changes(held, {"short": short})] == ["without:a", "with:b", "with:c"]


def test_days_that_the_pack_would_be_refused_for_are_no_mutants() -> None:
    pack = packs.good()
    gap = made()["parameters/bonus@2022-03-01/from:+1"]  # then nothing would hold on the plan's first day
    assert not stands(gap.apply(pack))
    assert stands(made()["parameters/bonus@2022-08-01@province.order/from:+1"].apply(pack))
    assert gap.name not in {verdict.mutant for verdict in run(pack, [])}


# --- what cases tell -------------------------------------------------------------------------------
def tried(root: Path) -> dict[str, Verdict]:
    policy = load_policy(root)
    problems = Problems()
    cases = read_cases(policy, problems)
    assert problems.found == []
    return {verdict.mutant: verdict for verdict in run(policy, cases)}


def added(text: str) -> list[dict[str, str]]:
    return [{"file": CASES, "find": "cases:\n", "put": f"cases:\n{text}"}]


def test_a_planted_survivor_is_reported_until_a_case_tells_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    name = "hiring-bonus/conditions.trade/:dropped"
    assert tried(packs.copy(tmp_path / "a", []))[name] == Verdict(name, "survived")
    told = tried(packs.copy(tmp_path / "b", added(MILL)))[name]
    assert told == Verdict(name, "killed", "hiring-bonus/mill", quoting=True)


def test_the_amount_of_the_only_case_tells_its_own_figure_and_no_other() -> None:
    found = tried(packs.GOOD)
    assert found["parameters/bonus@2022-03-01/junior:+1"].state == "killed"
    assert found["parameters/bonus@2022-03-01/senior:+1"].state == "survived"
    assert found["rent-help/conditions.staff/:dropped"].state == "survived", "no case of it at all"


def test_a_change_in_a_branch_that_is_switched_off_is_the_same_rule() -> None:
    """A reading the policy has switched off changes no day's law: nobody has to list it."""
    whole = Run(packs.real(), [], ["stabilisation-refund"])
    wanted = {
        "stabilisation-refund/conditions.layoffs/1:then": "same",  # the rate is rounded: that branch is the rule
        "stabilisation-refund/conditions.layoffs/1:other": "survived",
    }
    numbers = [number for number, mutant in enumerate(whole.mutants) if mutant.name in wanted]
    assert {verdict.mutant: verdict.state for verdict in whole.verdicts(numbers)} == wanted


def test_only_cases_that_quote_what_the_measure_rests_on_count(tmp_path: Path) -> None:
    foreign = MILL.replace(
        "{clause: 1.1.2, words: 工厂除外}", "{document: 试省〔1999〕1号, fact: 工厂除外。}"
    )
    other = MILL.replace("id: mill", "id: rent").replace(
        "{clause: 1.1.2, words: 工厂除外}", "{clause: 1.2.1, words: 在职3人以上}"
    )
    higher = MILL.replace("id: mill", "id: order").replace(
        "{clause: 1.1.2, words: 工厂除外}", "{document: 试省〔2022〕9号, fact: 提高标准。}"
    )
    root = packs.copy(tmp_path, added(foreign + other + higher))
    policy = load_policy(root)
    cases = read_cases(policy, Problems())
    assert [case.id for case in cases] == ["mill", "rent", "order", "entitled"]
    assert [case.id for case in counted(policy, cases)] == ["order", "entitled"]
    told = tried(root)["hiring-bonus/conditions.trade/:dropped"]
    assert (told.case, told.quoting) == ("hiring-bonus/order", False)


@pytest.mark.parametrize(
    "measure", ["veteran-hiring-subsidy", "medical-insurance-rate-adjustment", "contest-award-top-up"]
)
def test_a_case_tells_a_mutant_just_where_its_run_would_be_wrong(measure: str) -> None:
    """The fast comparison of the trial against the runner that `anye check` uses, case by case."""
    policy = packs.real()
    cases = counted(policy, [case for case in read_cases(policy, Problems()) if case.measure == measure])
    trial = Trial(policy, measure, cases)
    for mutant in Random(7).sample(mutants(policy, [measure]), 40):
        wrong = {result.case.id for result in run_cases(mutant.apply(trial.policy), cases) if result.wrong}
        told = {case.id for case in trial.telling(trial.attempt(mutant))}
        assert told == wrong, mutant.name


# --- equivalents -----------------------------------------------------------------------------------
def listing(tmp_path: Path, names: str, why: str = "理由") -> Policy:
    text = f"equivalent:\n  - mutants: [{names}]\n    why: {why}\n"
    return load_policy(packs.copy(tmp_path, [{"file": LIST, "put": text}]))


def codes(policy: Policy) -> list[str]:
    problems = Problems()
    listed = read_equivalents(policy, problems)
    check_names(listed, set(made()), problems)
    check_verdicts(listed, run(policy, read_cases(policy, Problems())), problems)
    for problem in problems.found:
        assert problem.at.file == LIST and problem.at.line > 0 and problem.zh and problem.en
    return [problem.code for problem in problems.found]


def test_a_listed_survivor_does_not_count_against_the_cases(tmp_path: Path) -> None:
    name = "hiring-bonus/conditions.trade/:dropped"
    policy = listing(tmp_path, name)
    assert codes(policy) == []
    verdicts = run(policy, read_cases(policy, Problems()))
    with_, without = score(verdicts, read_equivalents(policy, Problems())), score(verdicts, {})
    assert (with_.listed, with_.alive) == (1, without.alive - 1)
    assert with_.permille > without.permille


@pytest.mark.parametrize(
    ("names", "why", "code"),
    [
        ("hiring-bonus/conditions.trade/0:dropped", "理由", "unknown-mutant"),
        ("parameters/bonus@2022-03-01/junior:+1", "理由", "stale-mutant"),
        (
            "hiring-bonus/conditions.trade/:dropped, hiring-bonus/conditions.trade/:dropped",
            "理由",
            "duplicate-id",
        ),
        ("hiring-bonus/conditions.trade/:dropped", '""', "no-reason"),
    ],
)
def test_a_list_that_is_not_true_any_more_is_refused(names: str, why: str, code: str, tmp_path: Path) -> None:
    assert codes(listing(tmp_path, names, why)) == [code]


def test_a_list_makes_no_other_policy(tmp_path: Path) -> None:
    policy = listing(tmp_path, "hiring-bonus/conditions.trade/:dropped")
    assert policy.digest == packs.good().digest
    assert set(policy.measures) == set(packs.good().measures)


@pytest.mark.parametrize(
    ("killed", "alive", "enough", "permille"),
    [(95, 5, True, 950), (94, 6, False, 940), (0, 0, True, 1000), (949, 51, False, 949), (1, 0, True, 1000)],
)
def test_ninety_five_of_a_hundred_are_enough_and_nothing_is_rounded_up(
    killed: int, alive: int, enough: bool, permille: int
) -> None:
    one = Score(mutants=killed + alive + 7, killed=killed, quoting=0, same=4, listed=3)
    assert (one.alive, one.enough, one.permille) == (alive, enough, permille)


# --- words -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_every_mutant_can_be_told_in_words_with_the_case_that_is_wanted(lang: str) -> None:
    law = packs.law()
    for mutant in made().values():
        words = wording(law, mutant.measures[0], lang)
        text = change_in_words(mutant, words)
        before, arrow, after = text.partition(" → ")
        assert text and before != after, (mutant.name, text)
        assert arrow or mutant.after is None
        assert hint(mutant).in_(lang)


# --- the pack --------------------------------------------------------------------------------------
def enough(verdicts: list[Verdict]) -> None:
    problems = Problems()
    listed = read_equivalents(packs.real(), problems)
    check_verdicts(listed, verdicts, problems)
    assert [problem.show("en") for problem in problems.found] == []
    total = score(verdicts, listed)
    assert total.enough, f"{total.permille / 10}%"


def test_the_lists_of_the_pack_name_mutants_of_the_pack() -> None:
    problems = Problems()
    listed = read_equivalents(packs.real(), problems)
    check_names(listed, {mutant.name for mutant in mutants(packs.real())}, problems)
    assert [problem.show("en") for problem in problems.found] == []


def test_a_sample_of_the_packs_mutants_is_told_by_its_cases() -> None:
    measures = {"veteran-hiring-subsidy", "contest-award-top-up", "unemployment-benefit-extension"}
    whole = Run(packs.real(), read_cases(packs.real(), Problems()), measures)
    own = [number for number, mutant in enumerate(whole.mutants) if mutant.of in measures]
    enough(list(whole.verdicts(own[::2])))


@pytest.mark.big
def test_the_cases_tell_ninety_five_of_a_hundred_mutants_of_the_pack() -> None:
    enough(run(packs.real(), read_cases(packs.real(), Problems())))


# --- the listed ones are equivalents ---------------------------------------------------------------
def all_of_it(case: Case, facts: Any, grants: Iterable[str]) -> Case:
    """The case with these facts, everything that comes out of it being looked at."""
    keys = dict.fromkeys(("outcome", "amount", "bounds", "failed", "open"))
    return replace(case, facts=facts, expect={**keys, "grants": dict.fromkeys(grants)})


def less(facts: Any, random: Random) -> Any:
    """The facts without one of them, at any depth, in one record of a list."""
    if isinstance(facts, list):
        at = random.randrange(len(facts)) if facts else -1
        return [less(item, random) if number == at else item for number, item in enumerate(facts)]
    name = random.choice(sorted(facts)) if facts else ""
    if isinstance(facts.get(name), dict | list) and random.random() < 0.7:
        return {**facts, name: less(facts[name], random)}
    return {key: value for key, value in facts.items() if key != name}


def told_after_all(measures: Iterable[str], seed: int) -> set[str]:
    """The listed mutants that some case of a measure tells, as written or with a fact left unknown."""
    policy, random = packs.real(), Random(seed)
    cases = read_cases(policy, Problems())
    listed = [item for item in mutants(policy, measures) if item.name in read_equivalents(policy, Problems())]
    found = set()
    for measure in measures:
        grants = policy.versions[measure].grants
        of_it = [case for case in cases if case.measure == measure]
        tried_on = [
            all_of_it(case, facts, grants)
            for case in of_it
            for facts in (case.facts, without_one(case, random))
        ]
        trial = Trial(policy, measure, tried_on)
        mine = (item for item in listed if measure in item.measures)
        found |= {item.name for item in mine if trial.telling(trial.attempt(item))}
    return found


def without_one(case: Case, random: Random) -> Any:
    """A case's facts with one unknown that need not be given."""
    dictionary = packs.real().dictionary
    law = resolve(packs.real(), "440783", case.on, case.known)
    shape = compile_rules(law, packs.real().measures[case.measure].unit, [case.measure]).shape
    while True:
        facts = less(case.facts, random)
        with suppress(FactsError):
            Reader(dictionary, shape).read(facts)
            return facts


def test_no_case_tells_a_listed_equivalent_nor_with_a_fact_unknown() -> None:
    assert told_after_all(["contest-award-top-up", "medical-insurance-rate-adjustment"], 1) == set()


@pytest.mark.big
def test_no_case_of_any_measure_tells_a_listed_equivalent_nor_with_a_fact_unknown() -> None:
    assert told_after_all(sorted(packs.real().measures), 2) == set()
