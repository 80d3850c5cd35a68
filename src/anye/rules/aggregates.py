"""Aggregates over a list: `count(e for e in employments if …)` and its kin, from syntax to typed nodes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from . import ir
from .scope import Items, Rec
from .types import BOOL, DATE, Num, Type

if TYPE_CHECKING:
    from .expressions import Parser

AGGREGATES = ("count", "sum", "any", "all", "latest", "earliest")


def aggregate(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    """A count, a total, a question or an extreme day over a list, as a typed node."""
    generator = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not isinstance(generator, ast.GeneratorExp) or len(generator.generators) != 1:
        parser.fail("aggregate", f"应写成 {name}(… for e in 列表)。", f"write {name}(… for e in a list).")
    loop = generator.generators[0]
    items = parser.operand(loop.iter)
    if not isinstance(items, Items) or not isinstance(loop.target, ast.Name):
        parser.fail(
            "aggregate",
            f"“{ast.unparse(loop.iter)}”不是列表。",
            f"{ast.unparse(loop.iter)!r} is not a list.",
        )
    outer = parser.scope
    parser.scope, variable = outer.inside(loop.target.id, items)
    try:
        where = ir.both([parser.boolean(test) for test in loop.ifs])
        result = _aggregate(parser, name, generator.elt, items, variable, where)
    finally:
        parser.scope = outer
    _check_body(parser, result)
    return ir.Not(result) if name == "all" else result


def _aggregate(
    parser: Parser, name: str, body: ast.expr, items: Items, variable: ir.Var, where: ir.Expr
) -> ir.Agg:
    def agg(kind: str, test: ir.Expr, value: ir.Expr | None, type_: Type) -> ir.Agg:
        return ir.Agg(kind, items.owner, items.link, items.record, variable.level, test, value, type_)  # type: ignore[arg-type]

    if name == "count":
        if parser.operand(body) != Rec(variable):
            parser.fail("aggregate", "count 应写成 count(e for e in …)。", "write count(e for e in …).")
        return agg("count", where, None, Num(parser.scope.dictionary.records[items.record].counted_in))
    if name == "sum":
        value = parser.value(body)
        if not isinstance(value.type, Num) or not parser.ranges.never_negative(value):
            parser.fail("aggregate", "sum 只能加不会为负的数。", "sum adds numbers that can't be negative.",
                      ("在 facts.yaml 写 min: 0。", "declare min: 0 in facts.yaml."))  # fmt: skip
        return agg("sum", where, value, value.type)
    if name in ("latest", "earliest"):
        day = parser.value(body)
        if day.type != DATE:
            parser.fail("aggregate", f"{name} 只用于日期。", f"{name} is for days.")
        return agg(name, where, day, DATE)
    test = parser.boolean(body)
    return agg("any", ir.both([where, ir.negate(test) if name == "all" else test]), None, BOOL)


def _check_body(parser: Parser, agg: ir.Agg) -> None:
    """The body reads the element, the owner, and what these are linked to: so it can be one grouped query."""
    for part in (agg.where, agg.value):
        for node in ir.walk(part) if part is not None else ():
            ref = ir.ref_of(node)
            while isinstance(ref, ir.Via) and ref != agg.owner:
                ref = ref.ref
            inner = isinstance(ref, ir.Var) and ref.level >= agg.level
            if ref is not None and not inner and ref != agg.owner:
                parser.fail("aggregate", "列表内只能用该条记录、列表所属的记录及其关联的事实。",
                          "inside a list only the element, the list's owner and what they are linked to may be read.",
                          ("先用 derived.yaml 定义。", "define it in derived.yaml first."))  # fmt: skip
