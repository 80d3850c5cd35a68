"""The intermediate representation: what a rule means, once, before Python, SQL, proof or words.

Every node is immutable, hashable and typed; equal meaning is an equal node, so that shared parts are
found by looking them up. Numbers are integers scaled by their type's `places`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from .types import BOOL, DATE, Bool, Type

Value = bool | int | str | dt.date | frozenset[str]


# --- records -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Self:
    """The record a rule speaks of."""

    record: str


@dataclass(frozen=True)
class Var:
    """The element of a list inside `count(… for e in …)`; `level` counts nested lists from 0."""

    level: int
    record: str


@dataclass(frozen=True)
class Via:
    """The record that `ref` is linked to: an employment's employer. `owner`: the one in whose list `ref` stands."""

    ref: Ref
    link: str
    record: str
    owner: bool = False


Ref = Self | Var | Via


# --- expressions ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Const:
    value: Value
    type: Type


@dataclass(frozen=True)
class Param:
    """A parameter by name; a table's type is that of its values."""

    name: str
    type: Type


@dataclass(frozen=True)
class AsOf:
    """A parameter's value in force on another day than the day of evaluation."""

    name: str
    day: Expr
    type: Type


@dataclass(frozen=True)
class Unknown:
    """The value of the parameter `name`, which nobody can tell (yet, or for those days)."""

    name: str
    type: Type


@dataclass(frozen=True)
class Day:
    """`on`, `period_start` or `period_end`."""

    name: Literal["on", "period_start", "period_end"]
    period: str  # the claim period's kind, so that equal days of one kind are one node
    type: Type = DATE


@dataclass(frozen=True)
class Fact:
    ref: Ref
    name: str
    type: Type


@dataclass(frozen=True)
class Derived:
    """A fact defined in derived.yaml, of the record `ref`."""

    ref: Ref
    name: str
    type: Type


@dataclass(frozen=True)
class Step:
    """A measure's own named step; means exactly `body`."""

    name: str
    body: Expr
    type: Type


@dataclass(frozen=True)
class Not:
    arg: Expr
    type: Type = BOOL


@dataclass(frozen=True)
class And:
    args: tuple[Expr, ...]
    type: Type = BOOL


@dataclass(frozen=True)
class Or:
    args: tuple[Expr, ...]
    type: Type = BOOL


@dataclass(frozen=True)
class Compare:
    """`op` is one of == < <=; the others are written with these and Not, or with sides swapped."""

    op: Literal["==", "<", "<="]
    left: Expr
    right: Expr
    type: Type = BOOL


@dataclass(frozen=True)
class In:
    arg: Expr
    set: Expr
    type: Type = BOOL


@dataclass(frozen=True)
class Arith:
    op: Literal["+", "-", "*"]
    left: Expr
    right: Expr
    type: Type


@dataclass(frozen=True)
class Scale:
    """The same number with more decimals."""

    arg: Expr
    type: Type


@dataclass(frozen=True)
class Choose:
    """`then if test else other`."""

    test: Expr
    then: Expr
    other: Expr
    type: Type


@dataclass(frozen=True)
class Lookup:
    """A table parameter's value for a key."""

    table: str
    key: Expr
    type: Type


@dataclass(frozen=True)
class Classify:
    """The first class all of whose lower bounds the measures reach, in the row of the key."""

    table: str
    key: Expr
    measures: tuple[tuple[str, Expr], ...]
    type: Type


@dataclass(frozen=True)
class Table:
    """A lookup with its values at hand, as `lower` leaves it: (key, constant) pairs.

    `gaps` names the parameter where some of its values are unknown: their keys are then not among the rows.
    """

    key: Expr
    rows: tuple[tuple[str, Value], ...]
    type: Type
    gaps: str = ""


@dataclass(frozen=True)
class Call:
    """One of the named exact functions of `exact`."""

    function: str
    args: tuple[Expr, ...]
    type: Type


@dataclass(frozen=True)
class Agg:
    """count, sum, any, latest or earliest over a list of `owner`; `level` is the element's variable level.

    all(x) is written as not any(not x). `where` decides which elements take part; `value` is what sum adds, or of
    which days the latest or earliest is meant.
    """

    kind: Literal["count", "sum", "any", "latest", "earliest"]
    owner: Ref
    link: str
    record: str
    level: int
    where: Expr
    value: Expr | None
    type: Type


Expr = (
    Const | Param | AsOf | Unknown | Day | Fact | Derived | Step | Not | And | Or | Compare | In | Arith | Scale | Choose | Lookup
    | Classify | Table | Call | Agg
)  # fmt: skip


def _keep_hash(kind: type) -> None:
    """Lets a node work its hash out once: else each look-up of a node goes through all below it.

    The kept one is not part of the node: neither compared nor pickled, since the hash of a text differs by process.
    """
    worked_out: Callable[[object], int] = kind.__hash__  # type: ignore[assignment]

    def kept(self: object) -> int:
        found: int | None = self.__dict__.get("_hash")
        if found is None:
            found = worked_out(self)
            object.__setattr__(self, "_hash", found)
        return found

    def state(self: object) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_hash"}

    kind.__hash__ = kept  # type: ignore[method-assign, assignment]
    kind.__getstate__ = state  # type: ignore[method-assign, assignment]


for _kind in (*get_args(Expr), *get_args(Ref)):
    _keep_hash(_kind)

TRUE, FALSE = Const(True, BOOL), Const(False, BOOL)


def children(node: Expr) -> Iterator[Expr]:
    """The expressions a node is made of, in order; records are not among them."""
    for name in _parts(node):
        value = getattr(node, name)
        if name == "measures":
            yield from (part for _, part in value)
        elif name == "args":
            yield from value
        elif value is not None:
            yield value


_EXPR_FIELDS = frozenset("arg left right set test then other key where value body day args measures".split())


_PARTS: dict[type, tuple[str, ...]] = {Const: ()}  # a constant's value is no expression


def _parts(node: Expr) -> tuple[str, ...]:
    """The fields of a node that hold expressions, worked out once a kind."""
    kind = type(node)
    if kind not in _PARTS:
        _PARTS[kind] = tuple(spec.name for spec in fields(node) if spec.name in _EXPR_FIELDS)
    return _PARTS[kind]


def rebuild(node: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The node with `change` applied to each child; the same object when nothing changed."""
    new: dict[str, object] = {}
    for name in _parts(node):
        value = getattr(node, name)
        if name == "measures":
            changed: object = tuple((word, change(part)) for word, part in value)
        elif name == "args":
            changed = tuple(change(part) for part in value)
        elif value is not None:
            changed = change(value)
        else:
            continue
        if changed is not value and changed != value:
            new[name] = changed
    return replace(node, **new) if new else node  # type: ignore[arg-type]


def walk(node: Expr) -> Iterator[Expr]:
    """The node and all below it, definitions of derived facts not entered."""
    stack = [node]
    while stack:
        item = stack.pop()
        yield item
        stack.extend(children(item))


def ref_of(node: Expr) -> Ref | None:
    if isinstance(node, Fact | Derived):
        return node.ref
    return node.owner if isinstance(node, Agg) else None


def ref_level(ref: Ref) -> int:
    """-1 for the record itself, else the deepest list variable it rests on."""
    if isinstance(ref, Via):
        return ref_level(ref.ref)
    return ref.level if isinstance(ref, Var) else -1


def move_ref(ref: Ref, to: Ref, shift: int) -> Ref:
    """`ref` as seen from `to`: the record itself becomes `to`, list variables move up by `shift`."""
    if isinstance(ref, Via):
        return Via(move_ref(ref.ref, to, shift), ref.link, ref.record)
    return Var(ref.level + shift, ref.record) if isinstance(ref, Var) else to


def instantiate(node: Expr, to: Ref) -> Expr:
    """A derived fact's definition, written for the record itself, said of the record `to`."""
    shift = ref_level(to) + 1
    if shift == 0 and isinstance(to, Self):
        return node

    def change(part: Expr) -> Expr:
        part = rebuild(part, change)
        if isinstance(part, Fact | Derived):
            return replace(part, ref=move_ref(part.ref, to, shift))
        if isinstance(part, Agg):
            return replace(part, owner=move_ref(part.owner, to, shift), level=part.level + shift)
        return part

    return change(node)


def is_bool(node: Expr) -> bool:
    return isinstance(node.type, Bool)


def both(args: list[Expr]) -> Expr:
    """All of them; an empty list is true."""
    flat = [part for arg in args for part in (arg.args if isinstance(arg, And) else (arg,)) if part != TRUE]
    return TRUE if not flat else flat[0] if len(flat) == 1 else And(tuple(flat))


def as_logic(node: Choose) -> Expr:
    """A choice between two truths as logic: true for certain also where both ways are."""
    ways = (And((node.test, node.then)), And((negate(node.test), node.other)), And((node.then, node.other)))
    return Or(ways)


def negate(node: Expr) -> Expr:
    return node.arg if isinstance(node, Not) else Not(node)
