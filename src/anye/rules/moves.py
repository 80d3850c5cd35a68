"""Saying an expression of another record: of a linked one, or of a list's element."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import ir


def first_link(ref: ir.Ref) -> ir.Via | None:
    """The link next to the record itself: employment.employer of employment.employer.founder."""
    while isinstance(ref, ir.Via):
        if isinstance(ref.ref, ir.Self):
            return ref
        ref = ref.ref
    return None


def shared_link(node: ir.Expr) -> ir.Via | None:
    """The link through which all that an expression reads is reached; None where it reads anything nearer.

    A lone fact or list counts too: whatever concerns a linked record alone is said of that record.
    """
    refs = [ref for part in ir.walk(node) if (ref := ir.ref_of(part)) is not None and ir.ref_level(ref) < 0]
    links = {first_link(ref) for ref in refs}
    return links.pop() if len(links) == 1 else None


def beyond(node: ir.Expr, via: ir.Via) -> ir.Expr:
    """The node said of the linked record, which becomes the record itself."""

    def move(ref: ir.Ref) -> ir.Ref:
        if ref == via:
            return ir.Self(via.record)
        return replace(ref, ref=move(ref.ref)) if isinstance(ref, ir.Via) else ref

    return _moved(node, move, 0)


def inside(agg: ir.Agg, part: ir.Expr, back: str) -> ir.Expr:
    """A part of an aggregate's body said of the element; the list's owner becomes what it links `back` to."""
    element = ir.Self(agg.record)

    def move(ref: ir.Ref) -> ir.Ref:
        if isinstance(ref, ir.Var):
            return element if ref.level == agg.level else ir.Var(ref.level - agg.level - 1, ref.record)
        if isinstance(ref, ir.Self):
            return ir.Via(element, back, ref.record, owner=True)
        return replace(ref, ref=move(ref.ref))

    return _moved(part, move, agg.level + 1)


def _moved(node: ir.Expr, move: Callable[[ir.Ref], ir.Ref], levels: int) -> ir.Expr:
    def change(part: ir.Expr) -> ir.Expr:
        part = ir.rebuild(part, change)
        if isinstance(part, ir.Fact | ir.Derived):
            return replace(part, ref=move(part.ref))
        if isinstance(part, ir.Agg):
            return replace(part, owner=move(part.owner), level=part.level - levels)
        return part

    return change(node)
