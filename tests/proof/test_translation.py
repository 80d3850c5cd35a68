"""A rule as formulas says of a case what the kernel says of it; and what is so of a case can be so in an open world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.rules import at_random, packs

from anye.rules import ir
from anye.rules.cases import read_cases
from anye.rules.errors import Problems
from anye.rules.evaluate import evaluate
from anye.rules.facts import Reader
from anye.rules.program import Flat, Program, compile_rules
from anye.rules.resolve import Law, resolve
from anye.rules.types import Num

z3 = pytest.importorskip("z3")

from anye.proof import days  # noqa: E402 - it needs Z3
from anye.proof.days import Day  # noqa: E402
from anye.proof.given import Given  # noqa: E402
from anye.proof.records import Free, Record, Shown, Sym  # noqa: E402
from anye.proof.translate import Env, Translator  # noqa: E402
from anye.proof.witness import Kernel  # noqa: E402
from anye.proof.world import World  # noqa: E402

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(
    max_examples=max(settings().max_examples // 10, 5), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # each stands for dozens of expressions and facts

OFTEN = settings(
    max_examples=max(settings().max_examples // 4, 10), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def known_facts(random: Random, program: Program) -> dict[str, Any]:
    """A case of which everything is known, every list complete."""
    dictionary = program.law.policy.dictionary
    data = at_random.facts(random, dictionary, program.shape, 0.0)
    return at_random.completed(random, dictionary, program.shape, data)


def flat_of(program: Program, data: dict[str, Any]) -> tuple[Flat, tuple[Any, ...]]:
    record = Reader(program.law.policy.dictionary, program.shape).read(data)
    return evaluate(program, record), record


@dataclass(eq=False)
class Lifted(Given):
    """A case whose days, truths and words are variables that can only be what they are: Z3 has to work it out."""

    pins: list[Any] = field(default_factory=list)

    def _fact(self, spec: Any) -> Sym:
        found = super()._fact(spec)
        if isinstance(spec.type, Num) or found.known is not True:
            return found
        if isinstance(found.value, Day):
            day = self.world.day(spec.name, 1900, 2199, spec.open)
            parts = ("year", "month", "day")
            self.pins += [getattr(day, part) == getattr(found.value, part) for part in parts]
            return Sym(day)
        free = self.world.truth(spec.name) if isinstance(found.value, bool) else self.world.whole(spec.name)
        self.pins.append(free == found.value)
        return Sym(free)

    def one(self, link: str) -> Record:
        if link not in self.ones:
            inner = super().one(link)
            assert isinstance(inner, Given)
            self.ones[link] = Lifted(
                inner.world, inner.dictionary, inner.shape, inner.values, inner.path, pins=self.pins
            )
        return self.ones[link]


def said(law: Law, root: Record, world: World) -> Callable[[ir.Expr], Sym]:
    """What the formulas say of a record, expression by expression."""
    translator = Translator(law.lowering, world, days.fixed(law.on))
    return lambda node: translator.of(node, Env(root))


def rules(program: Program) -> list[tuple[str, ir.Expr, int, int]]:
    """What a program works out: each condition and amount, lowered, with the slots of its bounds."""
    found = []
    for plan in program.plans:
        for item, condition in zip(plan.conditions, plan.rule.conditions, strict=True):
            found.append((f"{plan.measure.id}/{item.id}", condition.when, item.slot, item.slot))
        found.append((plan.measure.id, plan.rule.amount, plan.low, plan.high))
    return found


def differences(program: Program, flat: Flat, record: tuple[Any, ...]) -> list[str]:
    """Where the formulas, plain ones, say otherwise than the kernel."""
    law, wrong, world = program.law, [], World(closed=True)
    says = said(law, Given(world, law.policy.dictionary, program.shape, record), world)
    for name, node, low, high in rules(program):
        found = says(node)
        wanted = flat[low] if flat[low] == flat[high] else None
        if found.known is True:
            if found.value != wanted:
                wrong.append(f"{name}: {found.value} for {wanted}")
        elif found.known is False:
            continue  # what the formulas call unknown the kernel may still know: by bounds
        else:
            wrong.append(f"{name}: not worked out")
    return wrong


@FEW
@given(SEEDS, st.sampled_from(["firm", "worker", "grant"]), st.booleans())
def test_random_expressions_of_random_facts(seed: int, record: str, total: bool) -> None:
    random = Random(seed)
    made = at_random.write(random, record, 10, 8, total=total)
    program = compile_rules(made.law(packs.ON), record)
    for _ in range(8):
        data = known_facts(random, program)
        wrong = differences(program, *flat_of(program, data))
        assert not wrong, (wrong, [made.texts.get(line.split(":")[0].split("/")[-1]) for line in wrong], data)


@FEW
@given(SEEDS, st.sampled_from(["firm", "worker", "grant"]))
def test_what_a_total_expression_says_of_known_facts_is_known(seed: int, record: str) -> None:
    random = Random(seed)
    made = at_random.write(random, record, 6, 6, total=True)
    program = compile_rules(made.law(packs.ON), record)
    data = known_facts(random, program)
    flat, values = flat_of(program, data)
    world = World(closed=True)
    says = said(program.law, Given(world, made.policy.dictionary, program.shape, values), world)
    for name, node, low, high in rules(program):
        found = says(node)
        if flat[low] is not None and flat[low] == flat[high] and not _untold(program.law, node):
            assert found.known is True, (name, made.texts.get(name))


def _untold(law: Law, node: ir.Expr) -> bool:
    from anye.proof.translate import unknown_figures

    return bool(unknown_figures(law.lowering, [node]))


@FEW
@given(SEEDS, st.sampled_from(["firm", "worker", "grant"]))
def test_z3_works_out_the_same_of_facts_it_has_to_find(seed: int, record: str) -> None:
    random = Random(seed)
    made = at_random.write(random, record, 6, 4, total=True)
    program = compile_rules(made.law(packs.ON), record)
    flat, values = flat_of(program, known_facts(random, program))
    for name, node, low, high in rules(program):
        world = World(closed=True)
        root = Lifted(world, made.policy.dictionary, program.shape, values)
        found = said(program.law, root, world)(node)
        solver = z3.Solver()
        solver.add(*world.required, *root.pins)
        if found.known is False or solver.check() != z3.sat:
            continue  # a product past what closed worlds multiply, or a figure nobody can tell
        known = found.known is True or z3.is_true(solver.model().eval(found.known, model_completion=True))
        if known:
            wanted = flat[low] if flat[low] == flat[high] else None
            assert _plain(solver.model(), found.value) == wanted, (name, made.texts.get(name))


def _plain(model: Any, value: Any) -> Any:
    if isinstance(value, int):
        return value
    found = model.eval(value, model_completion=True)
    return z3.is_true(found) if z3.is_bool(found) else found.as_long()


# --- the real book -------------------------------------------------------------------------------
@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.big)])
def test_every_case_of_the_real_book(every: int) -> None:
    """What the formulas know of a case, facts missing included, is what the kernel knows of it. Every day one in eight."""
    policy, wrong, settled, kernel = packs.real(), list[str](), 0, Kernel()
    for case in read_cases(policy, Problems())[::every]:
        place = policy.enactments[policy.measures[case.measure].enactment].place
        program = kernel.program(resolve(policy, place, case.on, case.known), [case.measure])
        flat, record = flat_of(program, case.facts)
        found = differences(program, flat, record)
        settled += not found
        wrong += [f"{case.at} {line}" for line in found]
    assert not wrong, wrong[:5]
    assert settled > 300


# --- open worlds hold whatever is so ----------------------------------------------------------------
class Unlike(Exception):
    """An element links back to more of its owner than facts, which a register would have to keep in step."""


def consistent(data: dict[str, Any], dictionary: Any, record: str) -> dict[str, Any]:
    """The facts with every element of a list linked back to the record whose list it is, as in a register."""
    spec = dictionary.records[record]
    for name, content in data.items():
        link = spec.links.get(name)
        if link is None:
            continue
        for element in content if link.many else [content]:
            consistent(element, dictionary, link.to)
            back = element.get(link.by) if link.many else None
            for fact in back or ():
                if fact in dictionary.records[record].links:
                    raise Unlike
                back[fact] = shared_with(data, content, link.by, fact)
    return data


def shared_with(data: dict[str, Any], elements: list[dict[str, Any]], back: str, fact: str) -> Any:
    """What the owner has, else what the first of its elements says it has."""
    return data[fact] if fact in data else elements[0][back][fact]


def longer(data: dict[str, Any], times: int) -> dict[str, Any]:
    """The facts with every list so many times as long: more records than an open world shows."""
    return {
        name: [longer(item, times) for item in content] * times
        if isinstance(content, list)
        else longer(content, times)
        if isinstance(content, dict)
        else content
        for name, content in data.items()
    }


def is_of(free: Free, case: Given) -> list[Any]:
    """That a free record is one of a case: its facts, and what its lists show are records of the case's lists."""
    found: list[Any] = []
    for name, sym in free.facts.items():
        variable, value = sym.value, case.fact(name).value
        if isinstance(variable, Day):
            found += [getattr(variable, part) == getattr(value, part) for part in ("year", "month", "day")]
        elif not isinstance(variable, bool):
            found.append(variable == value)
    for link, inner in free.ones.items():
        found += is_of(inner, case.one(link))
    for link, group in free.lists.items():
        found += members(group, [slot.record for slot in case.many(link).slots()])
    return found


def members(group: Shown, records: list[Any]) -> list[Any]:
    """That what a list shows are so many different ones of these records."""
    places = [z3.Int(f"place{id(slot)}") for slot in group.found]
    found: list[Any] = []
    for slot, place in zip(group.found, places, strict=True):
        assert isinstance(slot.record, Free)
        one_of = [
            z3.And(place == number, *is_of(slot.record, record)) for number, record in enumerate(records)
        ]
        found.append(z3.Implies(slot.there, z3.Or(*one_of)))
    for number, (slot, place) in enumerate(zip(group.found, places, strict=True)):
        for other, elsewhere in zip(group.found[:number], places[:number], strict=True):
            found.append(z3.Implies(z3.And(slot.there, other.there), place != elsewhere))
    return found


def possible(made: at_random.Made, law: Law, program: Program, data: dict[str, Any]) -> bool | None:
    """Whether an open world has room for a case, as the kernel evaluates it; None: Z3 gave up."""
    record, dictionary = program.unit, made.policy.dictionary
    flat, values = flat_of(program, data)
    world = World()
    translator = Translator(law.lowering, world, days.fixed(law.on))
    root = Free(world, dictionary, record, record)
    nodes = rules(program)
    translator.reads([node for _, node, _, _ in nodes])
    wanted = []
    for _, node, low, high in nodes:
        found = translator.of(node, Env(root))
        if flat[low] is not None and flat[low] == flat[high]:
            wanted.append(found.value == flat[low])
    translator.lists.settle()
    solver = z3.Solver()
    solver.set("rlimit", 20_000_000)
    solver.add(*world.required, *is_of(root, Given(World(), dictionary, program.shape, values)), *wanted)
    answer = solver.check()
    return None if answer == z3.unknown else answer == z3.sat


@OFTEN
@given(SEEDS, st.sampled_from(["firm", "worker"]))
def test_a_case_is_possible_where_lists_are_open(seed: int, record: str) -> None:
    """Of what is proven in an open world nothing may be false of any case: so no case may be ruled out."""
    random = Random(seed)
    made = at_random.write(random, record, 3, 2, deep=2, total=True)
    law, dictionary = made.law(packs.ON), made.policy.dictionary
    program = compile_rules(law, record)
    try:
        data = consistent(longer(known_facts(random, program), 3), dictionary, record)
    except Unlike:
        return
    assert possible(made, law, program, data) is not False, (made.texts, data)


LISTED = [  # what lists come to, of each kind
    ("count(w for w in workers) <= persons(12)", "sum(w.wage for w in workers if w.member)"),
    ("any(w.hours > 12 for w in workers)", "sum(w.wage for w in workers)"),
    ("latest(w.start for w in workers if w.member) < on", "sum(w.wage for w in workers if w.active)"),
    ("earliest(w.end for w in workers) < latest(w.start for w in workers)", "payroll"),
    ("count(w for w in workers if any(g.months > months(12) for g in w.grants)) > persons(1)", "yuan(0)"),
    ("sum(g.amount for g in grants) > yuan(1)", "sum(g.amount for g in grants if g.granted_on <= on)"),
]


@OFTEN
@given(SEEDS, st.sampled_from(LISTED))
def test_so_it_is_of_each_kind_of_list(seed: int, texts: tuple[str, str]) -> None:
    made = at_random.measures(packs.good(), "firm", [texts[0]], [texts[1]])
    law, random = made.law(packs.ON), Random(seed)
    program = compile_rules(law, "firm")
    data = consistent(longer(known_facts(random, program), 3), made.policy.dictionary, "firm")
    assert possible(made, law, program, data), (texts, data)
