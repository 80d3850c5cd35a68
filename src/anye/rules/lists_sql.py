"""Lists in SQL: counts, totals, "is there one" and extreme days as aggregates of the list's relation, by its owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from . import ir, sql_text
from .cells import Cell, Pair, filtered
from .moves import inside
from .relation import E, Relation
from .resolve import Law
from .sql_text import all_of, any_of, binary, case, is_null, literal, negate, paren
from .types import FOREVER, NEVER


@dataclass(frozen=True)
class Lists:
    """`point` and `wide` translate values said of a record; `relation` holds a record's columns."""

    law: Law
    relation: Callable[[str], Relation]
    point: Callable[[str, ir.Expr], Cell]
    wide: Callable[[str, ir.Expr], Pair]

    def _inside(self, node: ir.Agg, part: ir.Expr) -> ir.Expr:
        return inside(node, part, self.law.policy.dictionary.back_link(node.owner.record, node.link))

    def _aggregate(self, record: str, node: ir.Agg, expr: E) -> E:
        """The owner's column for an aggregate over the columns of the list's relation."""
        back = self.law.policy.dictionary.back_link(record, node.link)
        self.relation(node.record).foreign_keys.add(f"{back}_id")
        return self.relation(record).add("agg", expr, node.link)

    def _complete(self, record: str, node: ir.Agg) -> E | None:
        """The column that says the list is complete; None where lists of its kind always are."""
        complete = self.law.policy.dictionary.records[record].links[node.link].complete
        if not complete:
            return None
        type_ = self.law.policy.dictionary.fact(record, complete).type
        return self.point(record, ir.Fact(ir.Self(record), complete, type_)).sql

    def any(self, record: str, node: ir.Agg) -> Cell:
        where = self.point(node.record, self._inside(node, node.where))
        holds = self._aggregate(record, node, sql_text.call("bool_or", where.sql))
        open_ = [negate(complete)] if (complete := self._complete(record, node)) is not None else []
        if complete is not None:
            open_.append(is_null(complete))
        if where.null:
            open_.append(self._aggregate(record, node, sql_text.call("bool_or", is_null(where.sql))))
        if not open_:
            return Cell(exp.Coalesce(this=holds.copy(), expressions=[exp.false()]), False)
        return Cell(case([(holds, exp.true()), (any_of(open_), exp.null())], exp.false()), True)

    def extreme_day(self, record: str, node: ir.Agg) -> Cell:
        """The latest (earliest) day of those taken in; NULL while what is open could be later (earlier)."""
        assert node.value is not None
        where = self.point(node.record, self._inside(node, node.where))
        day = self.point(node.record, self._inside(node, node.value))
        function, none, later = (
            (exp.Max, NEVER, exp.GT) if node.kind == "latest" else (exp.Min, FOREVER, exp.LT)
        )
        taken = self._aggregate(record, node, filtered(function(this=day.sql.copy()), where.sql))
        found = exp.Coalesce(this=taken.copy(), expressions=[literal(none)])
        open_: list[E] = []
        complete = self._complete(record, node)
        if complete is not None:
            open_ += [negate(complete), is_null(complete)]
        if day.null:
            doubt = sql_text.call("bool_or", all_of([paren(_possible(where)), is_null(day.sql)]))
            open_.append(self._aggregate(record, node, doubt))
        if where.null:
            maybe = filtered(function(this=day.sql.copy()), is_null(where.sql))
            open_.append(binary(later, self._aggregate(record, node, maybe), found))
        if not open_:
            return Cell(found, False)
        return Cell(case([(any_of(open_), exp.null())], found), True)

    def count(self, record: str, node: ir.Agg) -> Pair:
        where = self.point(node.record, self._inside(node, node.where))
        low = self._total(record, node, filtered(exp.Count(this=exp.Star()), where.sql))
        high = low
        if where.null:
            more = self._total(record, node, filtered(exp.Count(this=exp.Star()), is_null(where.sql)))
            high = binary(exp.Add, low, more)
        return self._open_above(record, node, low, high)

    def sum(self, record: str, node: ir.Agg) -> Pair:
        assert node.value is not None
        where = self.point(node.record, self._inside(node, node.where))
        part = self.wide(node.record, self._inside(node, node.value))
        low = self._total(record, node, filtered(exp.Sum(this=part.low.sql.copy()), where.sql))
        if not where.null and part.low == part.high and not part.low.null:
            return self._open_above(record, node, low, low)
        possible = _possible(where)
        high = self._total(record, node, filtered(exp.Sum(this=part.high.sql.copy()), possible))
        if part.high.null:
            unbounded = sql_text.call("bool_or", all_of([paren(possible), is_null(part.high.sql)]))
            high = case([(self._aggregate(record, node, unbounded), exp.null())], high)
        return self._open_above(record, node, low, high, part.high.null)

    def _total(self, record: str, node: ir.Agg, expr: E) -> E:
        """An aggregate number, 0 for an owner without such elements."""
        column = self._aggregate(record, node, exp.cast(expr, "BIGINT"))
        return exp.Coalesce(this=column.copy(), expressions=[literal(0)])

    def _open_above(self, record: str, node: ir.Agg, low: E, high: E, null: bool = False) -> Pair:
        complete = self._complete(record, node)
        first = Cell(low, False)
        if complete is None:
            return Pair(first, first if high is low else Cell(high, null))
        return Pair(first, Cell(case([(complete, high)]), True))


def _possible(where: Cell) -> E:
    """Whether an element may take part: what does for certain and what is open."""
    return negate(exp.Is(this=paren(where.sql), expression=exp.false())) if where.null else where.sql
