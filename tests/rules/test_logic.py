"""The smallest sets of parts that would make a failed condition hold: enough, none superfluous, none left out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from anye.rules import ir
from anye.rules.logic import MOST_WAYS, All, Logic, Part, Some, logic_of, parts_of, ways
from anye.rules.types import BOOL

ME = ir.Self("firm")
FACTS = [ir.Fact(ME, name, BOOL) for name in "abcdef"]
PARTS = [Part(fact, holds) for fact in FACTS for holds in (True, False)]
LOGIC = st.recursive(
    st.sampled_from(PARTS),
    lambda inner: st.builds(
        lambda kind, of: kind(tuple(of)),
        st.sampled_from([All, Some]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
TRUTHS = st.fixed_dictionaries({part: st.sampled_from([True, False, None]) for part in PARTS})
CONDITIONS = st.recursive(
    st.sampled_from(FACTS),
    lambda inner: st.one_of(
        inner.map(ir.Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda of: ir.And(tuple(of))),
        st.lists(inner, min_size=2, max_size=3).map(lambda of: ir.Or(tuple(of))),
        st.tuples(inner, inner, inner).map(lambda three: ir.Choose(*three, BOOL)),
    ),
    max_leaves=8,
)


def holds(logic: Logic, true: frozenset[Part]) -> bool:
    match logic:
        case Part():
            return logic in true
        case All():
            return all(holds(part, true) for part in logic.of)
        case Some():
            return any(holds(part, true) for part in logic.of)


def value(node: ir.Expr, facts: Mapping[ir.Expr, bool]) -> bool:
    match node:
        case ir.Not():
            return not value(node.arg, facts)
        case ir.And():
            return all(value(part, facts) for part in node.args)
        case ir.Or():
            return any(value(part, facts) for part in node.args)
        case ir.Choose():
            return value(node.then if value(node.test, facts) else node.other, facts)
    return facts[node]


@given(LOGIC, TRUTHS)
def test_each_way_is_enough_and_nothing_in_it_is_superfluous(
    logic: Logic, truth: dict[Part, bool | None]
) -> None:
    true = frozenset(part for part, known in truth.items() if known)
    for way in ways(logic, truth.get):
        assert not true & set(way)
        assert holds(logic, true | set(way))
        for part in way:
            assert not holds(logic, true | (set(way) - {part}))


@given(LOGIC, TRUTHS)
def test_no_smallest_set_is_left_out(logic: Logic, truth: dict[Part, bool | None]) -> None:
    true = frozenset(part for part, known in truth.items() if known)
    rest = sorted(set(parts_of(logic)) - true, key=repr)
    enough = [
        frozenset(some)
        for size in range(len(rest) + 1)
        for some in combinations(rest, size)
        if holds(logic, true | set(some))
    ]
    smallest = {some for some in enough if not any(other < some for other in enough)}
    found = {frozenset(way) for way in ways(logic, truth.get)}
    assert found <= smallest
    assert found == smallest or len(found) == MOST_WAYS


@given(CONDITIONS, st.fixed_dictionaries({fact: st.booleans() for fact in FACTS}))
def test_a_condition_and_its_parts_say_the_same(node: ir.Expr, facts: dict[ir.Expr, bool]) -> None:
    logic = logic_of(node, lambda record, name: ir.TRUE, {})
    true = frozenset(part for part in parts_of(logic) if facts[part.node] is part.holds)
    assert holds(logic, true) is value(node, facts)


def test_a_choice_by_a_parameter_is_the_branch_it_chooses() -> None:
    a, b = FACTS[:2]
    node = ir.Choose(ir.Param("switch", BOOL), a, b, BOOL)
    assert logic_of(node, lambda record, name: ir.TRUE, {"switch": True}) == Part(a)
    assert logic_of(node, lambda record, name: ir.TRUE, {"switch": False}) == Part(b)


def test_the_shortest_way_comes_first() -> None:
    a, b, c = (Part(fact) for fact in FACTS[:3])
    found = ways(Some((All((a, b)), c)), lambda part: False)
    assert found == ((c,), (a, b))
