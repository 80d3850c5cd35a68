"""One change at a time in an expression or a figure: what good cases can tell from the rule as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from . import ir
from .types import DATE, FOREVER, NEVER, Bool, Date, Enum, Num, SetOf, Type

Enums = Mapping[str, Mapping[str, object]]
"""The words of each enumeration, in their order."""

MOST_ADDED = (
    12  # of a longer enumeration only the word that follows is added to a set: the others are like it
)
PAIRS = {"min": "max", "max": "min", "month_ends_overlap": "calendar_months_overlap",
         "calendar_months_overlap": "month_ends_overlap", "latest": "earliest", "earliest": "latest",
         "period_start": "period_end", "period_end": "period_start"}  # fmt: skip
ROUNDINGS = (
    ("round_half_up", "round_down", "round_up"),
    ("mul_div_round", "mul_div_down", "mul_div_up"),
)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """`path` leads down to the changed part, child by child; `kind` says what was done to it.

    `before` and `after` are the part (`after` is None where it was left out), `whole` the expression changed.
    """

    path: tuple[int, ...]
    kind: str
    before: ir.Expr
    after: ir.Expr | None
    whole: ir.Expr

    @property
    def name(self) -> str:
        """Path and kind, as `0.1:+1`; stable as long as the expression is."""
        return f"{'.'.join(map(str, self.path))}:{self.kind}"


def changes(node: ir.Expr, enums: Enums) -> Iterator[Change]:
    """Every expression that is one change away, its own root's changes first; a step's body is not entered."""
    for kind, after in _here(node, enums):
        yield Change((), kind, node, after, after)
    if isinstance(node, ir.Step):
        return
    for index, child in enumerate(ir.children(node)):
        for change in changes(child, enums):
            if _stands(node, index, change):
                whole = with_child(node, index, change.whole)
                yield replace(change, path=(index, *change.path), whole=whole)


def changed(node: ir.Expr, path: tuple[int, ...], kind: str, enums: Enums) -> ir.Expr | None:
    """The expression with the change of that path and kind made; None where it has none."""
    if not path:
        return dict(_here(node, enums)).get(kind)
    index, *rest = path
    parts = list(ir.children(node))
    inner = changed(parts[index], tuple(rest), kind, enums) if index < len(parts) else None
    return None if inner is None else with_child(node, index, inner)


def with_child(node: ir.Expr, index: int, child: ir.Expr) -> ir.Expr:
    """The node with another child in one place, counted as `ir.children` does."""
    place = count()
    return ir.rebuild(node, lambda part: child if next(place) == index else part)


def _stands(node: ir.Expr, index: int, change: Change) -> bool:
    """Whether there is such an expression: the calendar has no month 13 and no day 32."""
    if isinstance(node, ir.Call) and node.function == "date" and index > 0 and not change.path:
        value = change.whole.value if isinstance(change.whole, ir.Const) else 1
        return isinstance(value, int) and 1 <= value <= (12 if index == 1 else 31)
    return True


# --- figures -------------------------------------------------------------------------------------
def near_values(value: ir.Value, type_: Type, enums: Enums) -> Iterator[tuple[str, ir.Value]]:
    """The values one step away, each with the kind of step: a unit of the last place, a day, a word more or less."""
    match type_:
        case Bool():
            yield "flip", not value
        case Num():
            assert isinstance(value, int)
            yield "+1", value + 1
            yield "-1", value - 1
        case Date():
            assert isinstance(value, dt.date)
            if value not in (FOREVER, NEVER):
                yield "+1", value + ONE_DAY
                yield "-1", value - ONE_DAY
        case Enum():
            words = list(enums[type_.name])
            following = words[(words.index(str(value)) + 1) % len(words)]
            if following != value:
                yield f"word:{following}", following
        case SetOf():
            assert isinstance(value, frozenset)
            yield from _near_sets(value, list(enums[type_.enum]))


def _near_sets(value: frozenset[str], words: list[str]) -> Iterator[tuple[str, ir.Value]]:
    for word in (word for word in words if word in value):
        yield f"without:{word}", value - {word}
    outside = [word for word in words if word not in value]
    if len(words) > MOST_ADDED and outside:
        last = max((words.index(word) for word in value), default=0)
        outside = [next((word for word in words[last:] if word not in value), outside[0])]
    for word in outside:
        yield f"with:{word}", value | {word}


# --- nodes ---------------------------------------------------------------------------------------
def _here(node: ir.Expr, enums: Enums) -> Iterator[tuple[str, ir.Expr]]:
    """The changes of a node itself, its children left as they are: kind, and what becomes of the node."""
    match node:
        case ir.Const():
            for kind, value in near_values(node.value, node.type, enums):
                yield kind, ir.Const(value, node.type)
        case ir.And():
            yield "or", ir.Or(node.args)
            yield from _dropped(node)
        case ir.Or():
            yield "and", ir.And(node.args)
            yield from _dropped(node)
        case ir.Not():
            yield "not", node.arg
        case ir.In():
            yield "not", ir.Not(node)
        case ir.Compare(op="=="):
            yield "not", ir.Not(node)
        case ir.Compare():
            strict = node.op == "<"
            yield "reach" if strict else "below", replace(node, op="<=" if strict else "<")
        case ir.Choose():
            yield "then", node.then
            yield "other", node.other
        case ir.Arith(op="+" | "-"):
            plus = node.op == "+"
            yield "minus" if plus else "plus", replace(node, op="-" if plus else "+")
        case ir.Call():
            yield from _calls(node)
        case _:
            yield from _others(node)


def _others(node: ir.Expr) -> Iterator[tuple[str, ir.Expr]]:
    match node:
        case ir.Agg():
            if node.kind in PAIRS:
                yield PAIRS[node.kind], replace(node, kind=PAIRS[node.kind])  # type: ignore[arg-type]
            if not isinstance(node.where, ir.And | ir.Const):
                yield "all", replace(node, where=ir.TRUE)
        case ir.AsOf() if not isinstance(node.day, ir.Day):
            yield "today", replace(node, day=ir.Day("on", ""))
        case ir.Day() if node.name in PAIRS:
            yield PAIRS[node.name], replace(node, name=PAIRS[node.name])  # type: ignore[arg-type]


def _dropped(node: ir.And | ir.Or | ir.Call) -> Iterator[tuple[str, ir.Expr]]:
    """Each arm left out; of two, the other stands alone."""
    for index in range(len(node.args)):
        rest = (*node.args[:index], *node.args[index + 1 :])
        yield f"drop:{index}", rest[0] if len(rest) == 1 else replace(node, args=rest)


def _calls(node: ir.Call) -> Iterator[tuple[str, ir.Expr]]:
    if node.function in PAIRS:
        yield PAIRS[node.function], replace(node, function=PAIRS[node.function])
    if node.function in ("min", "max"):
        yield from _dropped(node)
    for family in ROUNDINGS:
        if node.function in family:
            yield from ((other, replace(node, function=other)) for other in family if other != node.function)


def later(day: ir.Expr, days: int) -> ir.Expr:
    """The day, that many days on."""
    if isinstance(day, ir.Const) and isinstance(day.value, dt.date):
        return ir.Const(day.value + days * ONE_DAY, DATE)
    return ir.Call("add_days", (day, ir.Const(days, Num((("day", 1),)))), DATE)
