"""Rounding, products and quotients of two unknowns as formulas.

Closed worlds, in which witnesses are built, take one of the two for one of a few numbers and stay exact and linear.
Open worlds, in which proofs are made, keep the result as a number of its own of which only what must hold is said: its
sign, that it grows with its factors and falls with its divisor, and on which side of a figure of the law it lies.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from anye.rules.exact import divide

from .algebra import Truth, Whole, both, either, implies, no, pick, plain, quotient, same, spread, times
from .world import LARGEST_FACTOR, World

DIVISORS = (*range(1, 13), 15, 20, 24, 36, 48, 60, 120, 240, 360, 1200)
"""What an unknown divisor is taken to be where witnesses are looked for; nought besides."""


def rounded(value: Whole, have: int, keep: int, how: str, negative: bool) -> Whole:
    """`value` with `have` decimals rounded to `keep`, as `exact.rescale`; `negative`: it can be below nought."""
    if keep >= have:
        return value * 10 ** (keep - have)
    return divided(value, 10 ** (have - keep), how, negative)


def divided(value: Whole, by: int, how: str, negative: bool = False) -> Whole:
    """value ÷ by, a constant above nought, to a whole number, as `exact.divide`."""
    if isinstance(value, int):
        return divide(value, by, how)
    size = pick(value >= 0, value, -value) if negative else value
    if how in ("round_half_up", "mul_div_round"):
        found = quotient(2 * size + by, 2 * by)
    elif how in ("round_down", "mul_div_down"):
        found = quotient(size, by)
    else:
        found = quotient(size + (by - 1), by)
    return pick(value >= 0, found, -found) if negative else found


def reaches(size: Whole, by: Whole, how: str, bound: int) -> Truth:
    """Whether size ÷ by, rounded, is at least `bound` (above nought); linear in both."""
    if how == "mul_div_round":
        return 2 * size >= (2 * bound - 1) * by
    return size >= bound * by if how == "mul_div_down" else size > (bound - 1) * by


@dataclass(frozen=True)
class _Product:
    left: Whole
    right: Whole
    result: Whole


@dataclass(frozen=True)
class _Quotient:
    how: str
    up: int
    down: int
    size: Whole
    by: Whole
    result: Whole


@dataclass
class Figures:
    """Products and quotients of one world; what open ones have in common is said as they come."""

    world: World
    figures: frozenset[int] = frozenset()
    """Numbers that results are compared with, scaled."""
    products: list[_Product] = field(default_factory=list)
    quotients: list[_Quotient] = field(default_factory=list)

    def product(self, left: Whole, right: Whole, small: int) -> Whole:
        """left × right, neither negative unless one is a constant; `small` says which of the two (0, 1) is less."""
        found = times(left, right)
        if found is not None:
            return found
        if self.world.closed:
            factor, other = (left, right) if small == 0 else (right, left)
            self.world.require(factor <= LARGEST_FACTOR)
            result: Whole = 0
            for number in range(LARGEST_FACTOR, 0, -1):
                result = pick(same(factor, number), number * other, result)
            return result
        return self._open_product(left, right)

    def _open_product(self, left: Whole, right: Whole) -> Whole:
        for before in self.products:
            if before.left.eq(left) and before.right.eq(right):
                return before.result
        result = self.world.whole("product", 0)
        self.world.require(
            implies(either(same(left, 0), same(right, 0)), same(result, 0)),
            implies(left >= 1, result >= right),
            implies(right >= 1, result >= left),
        )
        made = _Product(left, right, result)
        for before in self.products:
            self._compare_products(before, made)
        self.products.append(made)
        return result

    def _compare_products(self, one: _Product, other: _Product) -> None:
        for a, b in ((one, other), (other, one)):
            grows = both(a.left <= b.left, a.right <= b.right)
            self.world.require(implies(grows, a.result <= b.result))

    def mul_div(self, size: Whole, by: Whole, up: int, down: int, how: str) -> tuple[Whole, Truth]:
        """size × up ÷ (by × down) rounded, none negative, and whether it has a value: `by` is not nought."""
        known = no(same(by, 0))
        if plain(by):
            return (divided(size * up, by * down, how), True) if by else (0, False)
        leaves = spread(by)
        if leaves is None and self.world.closed:
            self.world.require(either(*(same(by, number) for number in (0, *DIVISORS))))
            leaves = [(same(by, number), number) for number in DIVISORS]
        if leaves is None:
            return self._open_quotient(size, by, up, down, how), known
        result: Whole = 0
        for test, number in leaves:
            if number:
                result = pick(test, divided(size * up, number * down, how), result)
        return result, known

    def _open_quotient(self, size: Whole, by: Whole, up: int, down: int, how: str) -> Whole:
        result = self.world.whole("quotient", 0)
        made = _Quotient(how, up, down, size * up, by * down, result)
        whole = made.by > 0
        self.world.require(implies(both(whole, same(made.size, 0)), same(result, 0)))
        for bound in sorted({1} | {near for figure in self.figures for near in (figure, figure + 1)}):
            if bound > 0:
                self.world.require(
                    implies(whole, same(result >= bound, reaches(made.size, made.by, how, bound)))
                )
        for before in self.quotients:
            if before.how == how:
                self._compare_quotients(before, made)
        self.quotients.append(made)
        return result

    def _compare_quotients(self, one: _Quotient, other: _Quotient) -> None:
        for a, b in ((one, other), (other, one)):
            grows = both(b.by > 0, a.size <= b.size, a.by >= b.by)
            self.world.require(implies(grows, a.result <= b.result))
