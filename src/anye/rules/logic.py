"""A condition as its parts joined by and, or: which of them failed, and the fewest that would have to hold instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from . import ir

MOST_WAYS = 12  # beyond that nobody reads them; the shortest are kept


@dataclass(frozen=True)
class Part:
    """A statement that is true or not by itself, as written; `holds` false: it is its contrary that is wanted."""

    node: ir.Expr
    holds: bool = True
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.node, self.holds)))

    def __hash__(self) -> int:  # kept: an expression's own is worked out from all below it, each time
        return self._hash


@dataclass(frozen=True)
class All:
    """True when all of them are."""

    of: tuple[Logic, ...]


@dataclass(frozen=True)
class Some:
    """True when one of them is."""

    of: tuple[Logic, ...]


Logic = Part | All | Some
Definition = Callable[[str, str], ir.Expr]
Way = tuple[Part, ...]


def logic_of(
    node: ir.Expr, definition: Definition, values: Mapping[str, object], holds: bool = True
) -> Logic:
    """A condition, as written, as parts without "not": a choice by a fact becomes "the case and what follows, or …".

    Named steps and derived facts that are themselves an "and" or "or" are opened; one that chooses between cases
    keeps its name, which says more than its cases do. A choice by a parameter is the branch it chooses.
    """

    def deeper(part: ir.Expr, wanted: bool) -> Logic:
        return logic_of(part, definition, values, wanted)

    match node:
        case ir.Not():
            return deeper(node.arg, not holds)
        case ir.And() | ir.Or():
            parts = tuple(deeper(part, holds) for part in node.args)
            return _joined(All if isinstance(node, ir.And) == holds else Some, parts)
        case ir.Choose():
            chosen = values.get(node.test.name) if isinstance(node.test, ir.Param) else None
            if isinstance(chosen, bool):
                return deeper(node.then if chosen else node.other, holds)
            then = _joined(All, (deeper(node.test, True), deeper(node.then, holds)))
            other = _joined(All, (deeper(node.test, False), deeper(node.other, holds)))
            return _joined(Some, (then, other))
        case ir.Step() if _opens(node.body):
            return deeper(node.body, holds)
        case ir.Derived():
            inner = definition(node.ref.record, node.name)
            if _opens(inner) and not any(isinstance(part, ir.Choose) for part in ir.walk(inner)):
                return deeper(ir.instantiate(inner, node.ref), holds)
    return Part(node, holds)


def _opens(node: ir.Expr) -> bool:
    return isinstance(node, ir.And | ir.Or)


def _joined(kind: type[All] | type[Some], parts: tuple[Logic, ...]) -> Logic:
    flat = tuple(inner for part in parts for inner in (part.of if isinstance(part, kind) else (part,)))
    return flat[0] if len(flat) == 1 else kind(flat)


def parts_of(logic: Logic) -> Iterator[Part]:
    if isinstance(logic, Part):
        yield logic
        return
    for inner in logic.of:
        yield from parts_of(inner)


def ways(logic: Logic, truth: Callable[[Part], bool | None]) -> tuple[Way, ...]:
    """The smallest sets of parts that do not hold (or are not known to) and that would make the condition true.

    `truth` says of each part whether it holds as wanted. No set contains another; the shortest come first, at most
    MOST_WAYS of them. Of a condition that holds there is one: the empty set.
    """
    order = {part: place for place, part in enumerate(parts_of(logic))}
    found = _ways(logic, truth)[:MOST_WAYS]
    return tuple(tuple(sorted(way, key=order.__getitem__)) for way in found)


def _ways(logic: Logic, truth: Callable[[Part], bool | None]) -> list[frozenset[Part]]:
    match logic:
        case Part():
            return [frozenset() if truth(logic) else frozenset((logic,))]
        case All():
            found = [frozenset[Part]()]
            for part in logic.of:
                both = product(found, _ways(part, truth))
                found = _least([one | other for one, other in both])
            return found
        case Some():
            return _least([way for part in logic.of for way in _ways(part, truth)])


def _least(sets: list[frozenset[Part]]) -> list[frozenset[Part]]:
    """Those that contain no other, shortest first."""
    kept: list[frozenset[Part]] = []
    for each in sorted(dict.fromkeys(sets), key=len):
        if not any(less <= each for less in kept):
            kept.append(each)
    return kept[: MOST_WAYS * 4]
