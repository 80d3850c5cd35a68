"""The limits in a measure's rules: comparisons of numbers and days, and the facts that come to lie at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from . import ir
from .analysis import Analysis
from .cases import Tree
from .citation import Citation
from .closed import is_closed
from .dictionary import FactSpec
from .facts import EARLIEST, LATEST, limits
from .resolve import Rule
from .types import DATE, Date, Num, unscaled

Path = tuple[str, ...]
Side = str
"""Where a comparison's left side lies: `below` its right one, `at` it or `above`."""
ON: Path = ("on",)
"""The day of evaluation, where it is what comes to lie at a limit."""


@dataclass(frozen=True)
class Limit:
    """A comparison of numbers or days, lowered, with where it comes from: a condition's id or `amount`."""

    node: ir.Compare
    source: str
    cite: Citation


def limits_of(rule: Rule, analysis: Analysis) -> list[Limit]:
    """Each comparison that one record's facts or the day decide, through derived facts; not those within lists."""
    found: dict[ir.Compare, Limit] = {}
    parts = [(item.id, item.when, item.cite) for item in rule.conditions if item.kind != "in-force"]
    parts.append(("amount", rule.amount, rule.measure.amount.cite))
    for source, node, cite in parts:
        for compare in _compares(node, analysis):
            found.setdefault(compare, Limit(compare, source, cite))
    return list(found.values())


def _compares(node: ir.Expr, analysis: Analysis) -> Iterator[ir.Compare]:
    if isinstance(node, ir.Derived):
        if analysis.level(node) <= 0:
            yield from _compares(analysis.definition(node), analysis)
        return
    if isinstance(node, ir.Compare) and isinstance(node.left.type, Num | Date) and not is_closed(node):
        yield node
    if isinstance(node, ir.Agg):
        return
    for part in ir.children(node):
        yield from _compares(part, analysis)


def apart(left: int | dt.date | None, right: int | dt.date | None) -> int | None:
    """How far the left side lies above the right one: in units of the last place, or days; None where unknown."""
    if left is None or right is None:
        return None
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return left.toordinal() - right.toordinal()
    assert isinstance(left, int) and isinstance(right, int)
    return left - right


# --- looking for it --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Scale:
    """The values of a fact as whole numbers, least to greatest, and back as data."""

    low: int
    high: int
    data: Callable[[int], Any]


def scale_of(spec: FactSpec) -> Scale | None:
    """How a number or a day counts; None for anything else."""
    if spec.type == DATE:
        return Scale(EARLIEST.toordinal(), LATEST.toordinal(), lambda value: str(dt.date.fromordinal(value)))
    if isinstance(spec.type, Num):
        low, high = limits(spec)
        places = spec.type.places
        return Scale(low, high if spec.high is None else spec.high, lambda value: _number(value, places))
    return None


def _number(value: int, places: int) -> Any:
    return value if places == 0 else str(unscaled(value, places))


def values_near(distance: Callable[[int], int | None], low: int, high: int) -> dict[Side, tuple[int, int]]:
    """By side, the value that lies nearest to the limit there and how far it is from it.

    `distance` must rise or fall all the way; empty where it doesn't cross the limit, or isn't known.
    """
    ends = distance(low), distance(high)
    if None in ends or (ends[0] < 0) == (ends[1] < 0):  # type: ignore[operator]
        return {}
    first, last = low, high
    begins_below = ends[0] < 0  # type: ignore[operator]
    while last - first > 1:
        middle = (first + last) // 2
        found = distance(middle)
        if found is None:
            return {}
        if (found < 0) == begins_below:
            first = middle
        else:
            last = middle
    sides: dict[Side, tuple[int, int]] = {}
    for value in range(max(low, first - 2), min(high, last + 2) + 1):
        far = distance(value)
        if far is None:
            continue
        side = "at" if far == 0 else "below" if far < 0 else "above"
        if side not in sides or abs(far) < abs(sides[side][1]):
            sides[side] = value, far
    return sides


def put(data: Tree, path: Path, value: Any) -> Tree:
    """The facts with another value at a path of links to one record each."""
    name, *rest = path
    return {**data, name: put(data.get(name) or {}, tuple(rest), value) if rest else value}
