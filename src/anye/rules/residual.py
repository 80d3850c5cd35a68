"""What is left of an expression once some facts are known: the rest, and the facts it still rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from . import ir
from .closed import value as closed_value
from .lower import Lowering
from .types import BOOL


@dataclass(frozen=True)
class Residual:
    """An expression over the facts not known yet; `names` are those facts, in order of first mention."""

    node: ir.Expr

    @cached_property
    def names(self) -> tuple[str, ...]:
        return facts_of(self.node)

    @property
    def settled(self) -> bool | None:
        """True or false where it is settled as a truth; None else."""
        found = self.node.value if isinstance(self.node, ir.Const) else None
        return found if isinstance(found, bool) else None


def facts_of(node: ir.Expr) -> tuple[str, ...]:
    """The names of the facts an expression reads, in order, each once."""
    return tuple(dict.fromkeys(_facts(node)))


def _facts(node: ir.Expr) -> Iterator[str]:
    if isinstance(node, ir.Fact):
        yield node.name
    for part in ir.children(node):
        yield from _facts(part)


@dataclass
class Residuals:
    """Works residuals out over one record without lists, on one day; the same question is answered once."""

    lowering: Lowering
    on: dt.date
    kept: dict[tuple[int, tuple[tuple[str, ir.Value], ...]], Residual] = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    nodes: dict[int, ir.Expr] = field(default_factory=dict)

    def of(self, node: ir.Expr, known: Mapping[str, ir.Value]) -> Residual:
        """What is left of a lowered expression; `known` has values as the rules keep them (numbers scaled)."""
        place = id(node)
        if place not in self.names:
            self.names[place], self.nodes[place] = facts_of(node), node  # kept, so that its id stays its own
        given = tuple((name, known[name]) for name in self.names[place] if name in known)
        if (place, given) not in self.kept:
            self.kept[place, given] = Residual(self.fold(node, dict(given)))
        return self.kept[place, given]

    def fold(self, node: ir.Expr, known: Mapping[str, ir.Value]) -> ir.Expr:
        match node:
            case ir.Fact():
                return ir.Const(known[node.name], node.type) if node.name in known else node
            case ir.Day():
                day = closed_value(node, self.on)
                assert day is not None
                return ir.Const(day, node.type)
            case ir.Const() | ir.Unknown():
                return node
        new = ir.rebuild(node, lambda part: self.fold(part, known))
        match new:
            case ir.Not(arg=ir.Const(value=truth)):
                return ir.Const(not truth, BOOL)
            case ir.Table():
                return self.lowering.looked_up(new)
            case ir.In():
                return self.lowering.member(new.arg, new.set)
            case ir.And() | ir.Or() | ir.Choose():
                return self.lowering.folded(new)
        if all(isinstance(part, ir.Const) for part in ir.children(new)):
            found = closed_value(new, self.on)
            return new if found is None else ir.Const(found, new.type)
        return self.lowering.simpler(new)
