"""Truths and whole numbers as formulas; what is plain on both sides is worked out at once.

A truth is a bool or a Z3 truth, a whole number an int or a Z3 integer. Sums and comparisons are Python's own
operators, which take both kinds; what needs folding stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import z3

Truth: TypeAlias = Any
Whole: TypeAlias = Any

MOST_LEAVES = 64
"""Of a choice among constants that a product is spread over."""


def both(*parts: Truth) -> Truth:
    """All of them; of none: true."""
    return _joined(parts, settles=False)


def either(*parts: Truth) -> Truth:
    """One of them; of none: false."""
    return _joined(parts, settles=True)


def _joined(parts: Iterable[Truth], settles: bool) -> Truth:
    rest: dict[int, Truth] = {}
    for part in parts:
        if part is settles:
            return settles
        if not isinstance(part, bool):
            rest[part.get_id()] = part
    if len(rest) < 2:
        return next(iter(rest.values())) if rest else not settles
    return z3.Or(*rest.values()) if settles else z3.And(*rest.values())


def no(part: Truth) -> Truth:
    return not part if isinstance(part, bool) else z3.Not(part)


def implies(given: Truth, then: Truth) -> Truth:
    return either(no(given), then)


def alike(left: Any, right: Any) -> bool:
    """Whether two formulas are the same text, so that nothing need be compared."""
    if plain(left) or plain(right):
        return plain(left) and plain(right) and left == right
    return bool(left.eq(right))


def plain(value: Any) -> bool:
    return isinstance(value, bool | int)


def same(left: Any, right: Any) -> Truth:
    """Equality of two truths or of two whole numbers."""
    if isinstance(left, bool):
        left, right = right, left
    if isinstance(right, bool):
        return left == right if isinstance(left, bool) else (left if right else no(left))
    return True if alike(left, right) else left == right


def pick(test: Truth, then: Any, other: Any) -> Any:
    """`then` where the test holds, else `other`: two truths or two whole numbers."""
    if isinstance(test, bool):
        return then if test else other
    if alike(then, other):
        return then
    if isinstance(then, bool) or isinstance(other, bool):
        return both(either(no(test), then), either(test, other))
    return z3.If(test, then, other)


def least(left: Whole, right: Whole) -> Whole:
    return pick(left <= right, left, right)


def greatest(left: Whole, right: Whole) -> Whole:
    return pick(left <= right, right, left)


def between(low: Whole, value: Whole, high: Whole) -> Truth:
    return both(low <= value, value <= high)


def quotient(value: Whole, by: int) -> Whole:
    """value ÷ by, by > 0, rounded towards less."""
    return value if by == 1 else value // by if isinstance(value, int) else value / z3.IntVal(by)


def remainder(value: Whole, by: int) -> Whole:
    """What is left of value ÷ by, from 0 to by - 1."""
    return value % by if isinstance(value, int) else value % z3.IntVal(by)


def spread(value: Whole) -> list[tuple[Truth, int]] | None:
    """The constants a choice picks from, each with the test that picks it; None where it is anything else."""
    if isinstance(value, int):
        return [(True, value)]
    found: list[tuple[Truth, int]] = []
    return found if _leaves(value, True, found) else None


def _leaves(value: Any, test: Truth, found: list[tuple[Truth, int]]) -> bool:
    if z3.is_int_value(value):
        found.append((test, value.as_long()))
        return len(found) <= MOST_LEAVES
    if not z3.is_app_of(value, z3.Z3_OP_ITE):
        return False
    condition, then, other = value.children()
    return _leaves(then, both(test, condition), found) and _leaves(
        other, both(test, z3.Not(condition)), found
    )


def times(left: Whole, right: Whole) -> Whole | None:
    """A product, linear where one side is a constant or picks among constants; None where neither is."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, int):
            return 0 if one == 0 else other if one == 1 else one * other
        if spread(one) is not None:
            return _over(one, other)
    return None


def _over(choice: Any, other: Whole) -> Whole:
    """The product with each constant of a choice, so that no two unknowns are multiplied."""
    if z3.is_int_value(choice):
        return times(choice.as_long(), other)
    test, then, rest = choice.children()
    return pick(test, _over(then, other), _over(rest, other))
