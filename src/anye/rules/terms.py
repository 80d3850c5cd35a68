"""The named quantities an expression speaks of, as a reader would point at them: for traces and for words."""

from __future__ import annotations

from collections.abc import Iterator

from . import ir


def terms(node: ir.Expr) -> Iterator[ir.Expr]:
    """Facts, derived facts, steps, parameters, table lookups and lists in an expression, each once, in order."""
    seen: set[ir.Expr] = set()
    for part in _terms(node):
        if part not in seen:
            seen.add(part)
            yield part


def _terms(node: ir.Expr) -> Iterator[ir.Expr]:
    if isinstance(node, ir.Fact | ir.Derived | ir.Step | ir.Param | ir.Agg | ir.Day):
        yield node
        return
    if isinstance(node, ir.Lookup):
        yield node
    for part in ir.children(node):
        yield from _terms(part)


def path_of(ref: ir.Ref) -> str:
    """How a file would write the record: "" for the measure's own, "employer." for a linked one."""
    if isinstance(ref, ir.Via):
        return f"{path_of(ref.ref)}{ref.link}."
    return f"{'efghij'[ref.level]}." if isinstance(ref, ir.Var) else ""


def name_of(node: ir.Expr) -> str:
    """A term's name in traces: `kind`, `employer.kind`, `layoff_limit`, `count(awards)`."""
    match node:
        case ir.Fact() | ir.Derived():
            return path_of(node.ref) + node.name
        case ir.Step() | ir.Param() | ir.Day():
            return node.name
        case ir.Lookup():
            return f"{node.table}[{name_of(node.key)}]"
        case ir.Agg():
            value = f"{node.link}.{node.value.name}" if isinstance(node.value, ir.Fact) else node.link
            return f"{node.kind}({path_of(node.owner)}{value})"
    return "value"
