"""A rule as formulas says of a case what the kernel says of it; and what is so of a case can be so in an open world."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.rules import at_random, packs

from anye.rules import ir
from anye.rules.cases import Case, read_cases
from anye.rules.errors import Problems
from anye.rules.evaluate import evaluate
from anye.rules.facts import Reader
from anye.rules.program import Flat, Program, compile_rules
from anye.rules.resolve import Law, resolve
from anye.rules.shape import Shape
from anye.rules.types import Num

z3 = pytest.importorskip("z3")

from anye.proof import days  # noqa: E402 - it needs Z3
from anye.proof.days import Day  # noqa: E402
from anye.proof.given import Given  # noqa: E402
from anye.proof.records import Free, Record, Sym  # noqa: E402
from anye.proof.translate import Env, Translator  # noqa: E402
from anye.proof.world import World  # noqa: E402

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(
    max_examples=max(settings().max_examples // 10, 5), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # each stands for dozens of expressions and facts


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


def said(law: Law, node: ir.Expr, root: Record, world: World) -> Sym:
    translator = Translator(law.lowering, world, days.fixed(law.on))
    return translator.of(node, Env(root))


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
    law, wrong = program.law, []
    for name, node, low, high in rules(program):
        world = World(closed=True)
        root = Given(world, law.policy.dictionary, program.shape, record)
        found = said(law, node, root, world)
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
    for name, node, low, high in rules(program):
        world = World(closed=True)
        found = said(program.law, node, Given(world, made.policy.dictionary, program.shape, values), world)
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
        found = said(program.law, node, root, world)
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
@lru_cache
def real_cases() -> list[Case]:
    return read_cases(packs.real(), Problems())


@lru_cache(64)
def real_program(measure: str, place: str, on: dt.date, known: dt.date) -> Program:
    law = resolve(packs.real(), place, on, known)
    return compile_rules(law, law.rules[measure].measure.unit, [measure])


def test_every_case_of_the_real_book() -> None:
    """What the formulas know of a case, facts missing included, is what the kernel knows of it."""
    policy, wrong, settled = packs.real(), [], 0
    for case in real_cases():
        place = policy.enactments[policy.measures[case.measure].enactment].place
        program = real_program(case.measure, place, case.on, case.known)
        flat, record = flat_of(program, case.facts)
        found = differences(program, flat, record)
        settled += not found
        wrong += [f"{case.at} {line}" for line in found]
    assert not wrong, wrong[:5]
    assert settled > 500


# --- open worlds hold whatever is so ----------------------------------------------------------------
def consistent(data: dict[str, Any], dictionary: Any, record: str) -> dict[str, Any]:
    """The facts with every element of a list linked back to the record whose list it is, as in a register."""
    spec = dictionary.records[record]
    for name, content in data.items():
        link = spec.links.get(name)
        if link is None or content is None:
            continue
        if not link.many:
            consistent(content, dictionary, link.to)
            continue
        shared: dict[str, Any] = {}
        for element in content:
            consistent(element, dictionary, link.to)
            back = element.get(link.by)
            for fact in back or ():
                shared.setdefault(fact, data.get(fact, back[fact]))
                back[fact] = shared[fact]
    return data


def pinned(record: Record, shape: Shape, values: tuple[Any, ...], dictionary: Any) -> list[Any]:
    """That a free record's own facts, and those of the records it is linked to, are those of a case."""
    found: list[Any] = []
    world = World()
    case = Given(world, dictionary, shape, values)
    for name in shape.facts:
        free, is_ = record.fact(name).value, case.fact(name).value
        if isinstance(free, Day):
            found += [getattr(free, part) == getattr(is_, part) for part in ("year", "month", "day")]
        elif not isinstance(free, bool):
            found.append(free == is_)
    for link, one in shape.ones.items():
        found += pinned(record.one(link), one, values[shape.index(link)], dictionary)
    return found


@FEW
@given(SEEDS, st.sampled_from(["firm", "worker"]))
def test_a_case_is_possible_where_lists_are_open(seed: int, record: str) -> None:
    """Of what is proven in an open world nothing may be false of any case: so no case may be ruled out."""
    random = Random(seed)
    made = at_random.write(random, record, 6, 4, total=True)
    law, dictionary = made.law(packs.ON), made.policy.dictionary
    program = compile_rules(law, record)
    data = consistent(known_facts(random, program), dictionary, record)
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
    solver.set("timeout", 5_000)
    solver.add(*world.required, *pinned(root, program.shape, values, dictionary), *wanted)
    assert solver.check() != z3.unsat, (made.texts, data)
