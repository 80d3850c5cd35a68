"""Rounding, products and quotients as formulas: exact where they are worked out, and never wrong where they are not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anye.rules.exact import divide, mul_div, rescale

z3 = pytest.importorskip("z3")

from anye.proof.figures import Figures, divided, rounded  # noqa: E402 - it needs Z3
from anye.proof.world import World  # noqa: E402

ROUNDINGS = st.sampled_from(["round_half_up", "round_down", "round_up"])
QUOTIENTS = st.sampled_from(["mul_div_round", "mul_div_down", "mul_div_up"])
SMALL, LARGE = st.integers(0, 36), st.integers(0, 10**7)
FIGURES = frozenset({1, 30, 550, 2000})


def value(formula: Any, pins: list[Any]) -> int:
    """What Z3 works a formula out to be, with some variables pinned."""
    solver = z3.Solver()
    solver.add(*pins)
    assert solver.check() == z3.sat
    return (
        formula
        if isinstance(formula, int)
        else int(solver.model().eval(formula, model_completion=True).as_long())
    )


def can_be(world: World, pins: list[Any]) -> bool:
    solver = z3.Solver()
    solver.add(*world.required, *pins)
    return bool(solver.check() == z3.sat)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.integers(0, 6), ROUNDINGS)
def test_rounding_is_exact(number: int, have: int, keep: int, how: str) -> None:
    wanted = rescale(number, have, keep, how)
    x = z3.Int("x")
    assert rounded(number, have, keep, how, negative=True) == wanted
    assert value(rounded(x, have, keep, how, negative=True), [x == number]) == wanted
    if number >= 0:
        assert value(rounded(x, have, keep, how, negative=False), [x == number]) == wanted


@given(LARGE, st.integers(1, 400), ROUNDINGS | QUOTIENTS)
def test_a_division_by_a_constant_is_exact(number: int, by: int, how: str) -> None:
    x = z3.Int("x")
    assert value(divided(x, by, how), [x == number]) == divide(number, by, how)


@given(SMALL, LARGE)
def test_a_product_is_exact_in_a_closed_world(factor: int, other: int) -> None:
    world = World(closed=True)
    x, y = z3.Ints("x y")
    product = Figures(world).product(x, y, small=0)
    assert value(product, [*world.required, x == factor, y == other]) == factor * other


@given(
    LARGE,
    st.sampled_from([0, 1, 5, 12, 36, 120]),
    st.sampled_from([1, 100]),
    st.sampled_from([1, 100]),
    QUOTIENTS,
)
def test_a_quotient_is_exact_in_a_closed_world(size: int, by: int, up: int, down: int, how: str) -> None:
    world = World(closed=True)
    x, y = z3.Ints("x y")
    found, known = Figures(world).mul_div(x, y, up, down, how)
    pins = [*world.required, x == size, y == by]
    wanted = mul_div(size, 1, by, up, down, how)
    solver = z3.Solver()
    solver.add(*pins)
    assert solver.check() == z3.sat
    assert z3.is_true(solver.model().eval(known)) == (wanted is not None)
    if wanted is not None:
        assert value(found, pins) == wanted


@given(st.lists(st.tuples(LARGE, SMALL), min_size=1, max_size=3))
def test_what_is_said_of_products_in_an_open_world_is_so(pairs: list[tuple[int, int]]) -> None:
    world, pins = World(), []
    figures = Figures(world)
    for number, (a, b) in enumerate(pairs):
        x, y = z3.Ints(f"x{number} y{number}")
        pins += [x == a, y == b, figures.product(x, y, small=1) == a * b]
    assert can_be(world, pins)


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 400)), min_size=1, max_size=3), QUOTIENTS)
@example([(1099, 200)], "mul_div_round")  # 549.5: half away from nought makes it the figure 550
@example([(11, 2)], "mul_div_down")
@example([(5501, 1000)], "mul_div_up")
def test_what_is_said_of_quotients_in_an_open_world_is_so(pairs: list[tuple[int, int]], how: str) -> None:
    world, pins = World(), []
    figures = Figures(world, FIGURES)
    for number, (a, c) in enumerate(pairs):
        x, y = z3.Ints(f"x{number} y{number}")
        found, _ = figures.mul_div(x, y, 100, 1, how)
        wanted = mul_div(a, 1, c, 100, 1, how)
        pins += [x == a, y == c, *([] if wanted is None else [found == wanted])]
    assert can_be(world, pins)


@given(st.integers(1, 3_000), st.integers(1, 400), st.sampled_from(sorted(FIGURES)), QUOTIENTS)
def test_on_which_side_of_a_figure_a_quotient_lies_is_known(
    size: int, by: int, figure: int, how: str
) -> None:
    world = World()
    x, y = z3.Ints("x y")
    found, _ = Figures(world, FIGURES).mul_div(x, y, 100, 1, how)
    wanted = mul_div(size, 1, by, 100, 1, how)
    assert wanted is not None
    pins = [x == size, y == by]
    assert not can_be(world, [*pins, (found <= figure) if wanted > figure else (found > figure)])
