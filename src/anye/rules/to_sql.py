"""From lowered expressions to columns of relations: the same meaning as `to_python`, for a whole population.

A value is one column, NULL where unknown; a wide number is two, its bounds, NULL where unbounded. What concerns
a linked record becomes a column of that record's relation, joined; what concerns a list becomes an aggregate of
the list's relation, grouped by its owner. So each fact of each record is computed once, whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from . import ir, sql_text
from .analysis import Analysis
from .anniversaries import by_fixed_day
from .blank import blank
from .cells import (
    ARITH,
    Cell,
    Pair,
    choose_bounds,
    choose_value,
    compare_bounds,
    compare_values,
    ends,
    extreme,
    lookup_bounds,
)
from .closed import is_closed, mul_div_factors, places, settled_ways, value
from .days_sql import Days
from .lists_sql import Lists
from .moves import beyond, shared_link
from .ranges import UNKNOWN
from .relation import E, Relation
from .resolve import Law
from .sql_text import (
    all_of,
    any_of,
    binary,
    case,
    guarded,
    is_null,
    literal,
    negate,
    paren,
    strict,
    switch,
    whole,
)
from .types import Date, Enum, Num

HUGE = 2**63 - 1
UNBOUNDED = 10**15  # what a number without a declared bound is taken to stay below, for the choice of width


@dataclass
class Translator:
    """Translates expressions said of records into columns of `relations`, on the law's day.

    `names` are what derived facts are called where they get a column; `label` is what a list is read for.
    `by_facts`: what concerns a linked record is worked out here from that record's facts, not worked out there,
    so that whatever is joined is a fact.
    """

    law: Law
    analysis: Analysis
    names: Mapping[tuple[str, ir.Expr], str] = field(default_factory=dict)
    by_facts: bool = False
    label: str = ""
    days: Days = field(init=False)
    lists: Lists = field(init=False)
    relations: dict[str, Relation] = field(default_factory=dict)
    points: dict[tuple[str, ir.Expr], Cell] = field(default_factory=dict)
    wides: dict[tuple[str, ir.Expr], Pair] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.days = Days(self.law, self.point)
        self.lists = Lists(self.law, self.relation, self.point, self.wide)

    def relation(self, record: str) -> Relation:
        if record not in self.relations:
            spec = self.law.policy.dictionary.records[record]
            self.relations[record] = Relation(record, spec.table, spec.key)
        return self.relations[record]

    # --- entry -----------------------------------------------------------------------------------
    def point(self, record: str, node: ir.Expr) -> Cell:
        """The column of a value said of `ir.Self(record)`; a wide number's is its value where its bounds meet."""
        key = (record, node)
        if key not in self.points:
            if isinstance(node, ir.Unknown):
                self.points[key] = Cell(exp.null(), True)
            elif is_closed(node):
                self.points[key] = self._closed(node)
            elif self.analysis.wide(node):
                self.points[key] = self._settled(record, node)
            else:
                self.points[key] = self._named(record, self._point(record, node), self._called(record, node))
        return self.points[key]

    def wide(self, record: str, node: ir.Expr) -> Pair:
        """The columns of a number's bounds."""
        key = (record, node)
        if key not in self.wides:
            if is_closed(node) and not self._closed(node).null:
                cell = self._closed(node)
                self.wides[key] = Pair(cell, cell)
            else:
                pair = self._wide(record, node) if self.analysis.wide(node) else self._widened(record, node)
                self.wides[key] = self._named_ends(record, pair, self._called(record, node))
        return self.wides[key]

    def _named(self, record: str, cell: Cell, name: str = "") -> Cell:
        if isinstance(cell.sql, exp.Column | exp.Literal | exp.Null | exp.Boolean):
            return cell
        return Cell(self.relation(record).add("calc", cell.sql, hint=name), cell.null)

    def _named_ends(self, record: str, pair: Pair, name: str) -> Pair:
        if pair.low == pair.high:
            low = self._named(record, pair.low, name)
            return Pair(low, low)
        low = self._named(record, pair.low, name and f"{name}_low")
        return Pair(low, self._named(record, pair.high, name and f"{name}_high"))

    @contextmanager
    def labelled(self, label: str) -> Iterator[None]:
        """Names aggregates translated inside after what they are for."""
        before, self.label = self.label, label
        yield
        self.label = before

    def _closed(self, node: ir.Expr) -> Cell:
        settled = value(node, self.law.on)
        if settled is None:
            return Cell(exp.null(), True)
        return Cell(literal(settled), False)

    def _settled(self, record: str, node: ir.Expr) -> Cell:
        pair = self.wide(record, node)
        if pair.low == pair.high:
            return pair.low
        return self._named(
            record, Cell(case([(binary(exp.EQ, pair.low.sql, pair.high.sql), pair.low.sql)]), True)
        )

    # --- records ---------------------------------------------------------------------------------
    def _foreign(self, record: str, via: ir.Via, cell: Cell, unlinked: Any, hint: str = "") -> Cell:
        """A linked record's column, joined; `unlinked` is its value where the link leads nowhere.

        A list's element read for its owner does have that owner: elsewhere its value goes into nobody's aggregate.
        """
        relation = self.relation(record)
        relation.foreign_keys.add(f"{via.link}_id")
        if isinstance(cell.sql, exp.Column):
            joined: E = relation.add("foreign", cell.sql, via.link, hint)
            if unlinked is None or via.owner:
                return Cell(joined, cell.null or not via.owner)
        else:
            joined = cell.sql
        if via.owner:
            return cell
        known = relation.add("foreign", exp.column("id"), via.link)
        nowhere = exp.null() if unlinked is None else literal(unlinked)
        return Cell(case([(is_null(known), nowhere)], joined), cell.null or unlinked is None)

    def _there(self, record: str, node: ir.Expr) -> Cell | None:
        """The value computed on the linked record, when the expression concerns no other."""
        via = shared_link(node)
        if via is None:
            return None
        there = beyond(node, via)
        if self.by_facts and not self.is_fact(via.record, there):
            return None
        unlinked, _ = blank(self.analysis, via.record, there, self.law.on)
        name = self._called(record, node)
        return self._foreign(record, via, self.point(via.record, there), unlinked, name)

    def is_fact(self, record: str, node: ir.Expr) -> bool:
        """Whether a value is known of a record as such, whatever is asked of it."""
        return isinstance(node, ir.Fact | ir.Derived | ir.Agg) or (record, node) in self.names

    def _called(self, record: str, node: ir.Expr) -> str:
        """A name for a fact's column; "" for another value's."""
        if not self.is_fact(record, node) and not self.by_facts:
            return ""
        via = shared_link(node)
        if via is not None:
            name = self._called(via.record, beyond(node, via))
            return name and f"{via.link}_{name}"
        if isinstance(node, ir.Fact | ir.Derived):
            return node.name
        return self.names.get((record, node), self.label if isinstance(node, ir.Agg) else "")

    # --- points ----------------------------------------------------------------------------------
    def _point(self, record: str, node: ir.Expr) -> Cell:
        there = self._there(record, node)
        if there is not None:
            return there
        match node:
            case ir.Fact():
                return self._fact(record, node)
            case ir.Derived():
                with self.labelled(""):
                    return self.point(record, self.analysis.definition(node))
            case ir.Not():
                arg = self.point(record, node.arg)
                return Cell(negate(arg.sql), arg.null)
            case ir.And() | ir.Or():
                parts = [self.point(record, arg) for arg in node.args]
                join = any_of if isinstance(node, ir.Or) else all_of
                return Cell(join([paren(part.sql) for part in parts]), any(part.null for part in parts))
            case ir.Compare():
                return self._compare(record, node)
            case ir.In():
                arg = self.point(record, node.arg)
                assert isinstance(node.set, ir.Const) and isinstance(node.set.value, frozenset)
                members = [literal(member) for member in sorted(node.set.value)]
                if len(members) == 1:
                    return Cell(binary(exp.EQ, arg.sql, members[0]), arg.null)
                return Cell(
                    exp.In(this=paren(arg.sql), expressions=members) if members else exp.false(), arg.null
                )
            case ir.Choose():
                return self._choose(record, node)
            case ir.Table():
                key = self.point(record, node.key)
                rows = [(literal(name), whole(literal(item))) for name, item in node.rows]
                return Cell(switch(key.sql, rows), True)
            case ir.Arith():
                a, b = self.point(record, node.left), self.point(record, node.right)
                return Cell(binary(ARITH[node.op], a.sql, b.sql), a.null or b.null)
            case ir.Scale():
                arg = self.point(record, node.arg)
                factor = literal(10 ** (places(node) - places(node.arg)))
                return Cell(binary(exp.Mul, arg.sql, factor), arg.null)
            case ir.Agg():
                return (
                    self.lists.any(record, node)
                    if node.kind == "any"
                    else self.lists.extreme_day(record, node)
                )
            case ir.Call():
                return self._call(record, node)
        raise AssertionError(node)

    def _fact(self, record: str, node: ir.Fact) -> Cell:
        spec = self.law.policy.dictionary.fact(record, node.name)
        stored: E = exp.column(node.name)
        if isinstance(spec.type, Num):
            scaled = binary(exp.Mul, stored, literal(10**spec.type.places)) if spec.type.places else stored
            stored = exp.cast(scaled, "BIGINT")
        elif isinstance(spec.type, Enum):
            stored = sql_text.word(stored, self.law.policy.dictionary.enums[spec.type.name])
        elif isinstance(spec.type, Date):
            stored = exp.cast(stored, "DATE")
        return Cell(self.relation(record).add("base", stored, hint=node.name), not spec.required)

    def _compare(self, record: str, node: ir.Compare) -> Cell:
        simpler = by_fixed_day(node, self.law.on)
        if simpler is not None:
            return self.point(record, simpler)
        if node.op != "==" and isinstance(node.left.type, Date):
            return self.days.compare(record, node)
        if not (self.analysis.wide(node.left) or self.analysis.wide(node.right)):
            return compare_values(node.op, self.point(record, node.left), self.point(record, node.right))
        return compare_bounds(node.op, self.wide(record, node.left), self.wide(record, node.right))

    def _choose(self, record: str, node: ir.Choose) -> Cell:
        if ir.is_bool(node):
            logic = settled_ways(node)
            if logic is not None:
                return self.point(record, logic)
        return choose_value(*(self.point(record, part) for part in (node.test, node.then, node.other)))

    def _call(self, record: str, node: ir.Call) -> Cell:
        parts = [self.point(record, arg) for arg in node.args]
        args, nulls = [part.sql for part in parts], [part.null for part in parts]
        if node.function in ("min", "max"):
            return Cell(strict("least" if node.function == "min" else "greatest", args, nulls), any(nulls))
        if node.function.startswith("round"):
            return Cell(self._rounded(node, args[0]), nulls[0])
        if node.function.startswith("mul_div"):
            return Cell(self._mul_div(node, args[0], args[1], args[2]), True)
        build = sql_text.NEVER_OPEN if self.days.never_open(node.args[0]) else sql_text.FUNCTIONS
        result = build.get(node.function, sql_text.FUNCTIONS[node.function])(*args)
        if node.function in sql_text.NULL_SAFE:
            result = guarded([is_null(arg) for arg, null in zip(args, nulls, strict=True) if null], result)
        undefined = node.function in ("add_months_clamped", "add_days", "date")
        return Cell(result, any(nulls) or undefined)

    def _rounded(self, node: ir.Call, arg: E) -> E:
        have, keep = places(node.args[0]), places(node)
        if keep >= have:
            return binary(exp.Mul, arg, literal(10 ** (keep - have)))
        negative = not self.analysis.ranges.never_negative(node.args[0])
        return sql_text.divide(arg, 10 ** (have - keep), node.function, negative)

    def _mul_div(self, node: ir.Call, a: E, b: E, c: E) -> E:
        """a × b × up ÷ (c × down); in 128 bits only where 64 might not hold it; NULL by zero."""
        up, down = mul_div_factors(node)
        tops = [UNBOUNDED if high is None else high for _, high in map(self.analysis.storage.of, node.args)]
        wide = max(2 * tops[0] * tops[1] * up, 2 * tops[2] * down) > HUGE
        product = binary(exp.Mul, exp.cast(a.copy(), "HUGEINT") if wide else whole(a), b)
        product = binary(exp.Mul, product, literal(up)) if up > 1 else product
        divisor = binary(exp.Mul, whole(c), literal(down)) if down > 1 else c
        if not isinstance(c, exp.Literal) or c.name == "0":
            divisor = exp.Nullif(this=divisor.copy(), expression=literal(0))
        result = sql_text.divide(product, divisor, node.function, negative=False)
        return exp.cast(result, "BIGINT") if wide else result

    # --- bounds ----------------------------------------------------------------------------------
    def _widened(self, record: str, node: ir.Expr) -> Pair:
        cell = self.point(record, node)
        if not cell.null:
            return Pair(cell, cell)
        ends = [
            cell
            if end is None
            else Cell(exp.Coalesce(this=cell.sql.copy(), expressions=[literal(end)]), False)
            for end in self.analysis.bounds(node)
        ]
        return Pair(ends[0], ends[1])

    def _wide(self, record: str, node: ir.Expr) -> Pair:
        via = shared_link(node)
        if via is not None and not (self.by_facts and not self.is_fact(via.record, beyond(node, via))):
            return self._wide_there(record, node, via)
        match node:
            case ir.Unknown():
                return Pair(Cell(literal(UNKNOWN[0]), False), Cell(exp.null(), True))
            case ir.Derived():
                with self.labelled(""):
                    return self.wide(record, self.analysis.definition(node))
            case ir.Agg():
                return (
                    self.lists.count(record, node) if node.kind == "count" else self.lists.sum(record, node)
                )
            case ir.Choose():
                return self._wide_choose(record, node)
            case ir.Table():
                return self._wide_table(record, node)
            case ir.Arith():
                a, b = self.wide(record, node.left), self.wide(record, node.right)
                b = Pair(b.high, b.low) if node.op == "-" else b
                return ends(ARITH[node.op], (a.low, b.low), (a.high, b.high))
            case ir.Scale():
                arg = self.wide(record, node.arg)
                factor = Cell(literal(10 ** (places(node) - places(node.arg))), False)
                return ends(exp.Mul, (arg.low, factor), (arg.high, factor))
            case ir.Call():
                return self._wide_call(record, node)
        raise AssertionError(node)

    def _wide_there(self, record: str, node: ir.Expr, via: ir.Via) -> Pair:
        """A number's bounds computed on the linked record it concerns."""
        there = beyond(node, via)
        pair = self.wide(via.record, there)
        least, most = blank(self.analysis, via.record, there, self.law.on)
        name = self._called(record, node)
        one = pair.high == pair.low
        called = name if one else name and least is None and f"{name}_low"
        low = self._foreign(record, via, pair.low, least, called or "")
        same = one and (least == most or via.owner)
        high = low if same else self._foreign(record, via, pair.high, most, name and f"{name}_high")
        return Pair(low, high)

    def _wide_choose(self, record: str, node: ir.Choose) -> Pair:
        test, then = self.point(record, node.test), self.wide(record, node.then)
        return choose_bounds(test, then, self.wide(record, node.other))

    def _wide_table(self, record: str, node: ir.Table) -> Pair:
        key = self.point(record, node.key)
        rows = [(literal(name), whole(literal(item))) for name, item in node.rows]
        if node.gaps:
            low, high = switch(key.sql, rows, literal(UNKNOWN[0])), switch(key.sql, rows)
            return Pair(Cell(low, False), Cell(high, True))
        return lookup_bounds(key, rows, *self.analysis.table_bounds(node))

    def _wide_call(self, record: str, node: ir.Call) -> Pair:
        parts = [self.wide(record, arg) for arg in node.args]
        if node.function in ("min", "max"):
            return extreme(node.function, parts)
        if node.function.startswith("mul_div"):
            return self._wide_mul_div(node, parts)
        low, high = (Cell(self._rounded(node, end.sql), end.null) for end in (parts[0].low, parts[0].high))
        return Pair(low, high)

    def _wide_mul_div(self, node: ir.Call, parts: list[Pair]) -> Pair:
        a, b, c = parts
        low = self._mul_div(node, a.low.sql, b.low.sql, c.high.sql)
        if c.high.null:
            known = guarded([is_null(cell.sql) for cell in (a.low, b.low) if cell.null], literal(0))
            low = case([(is_null(c.high.sql), known)], low)
        high = self._mul_div(node, a.high.sql, b.high.sql, c.low.sql)
        return Pair(Cell(low, True), Cell(high, True))
