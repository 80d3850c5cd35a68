"""Values and bounds as SQL expressions, and what is built from them without looking at any relation."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from . import sql_text
from .relation import E
from .sql_text import all_of, any_of, binary, case, is_null, literal, negate, paren, strict, switch, whole


@dataclass(frozen=True)
class Cell:
    """An SQL expression over a relation's columns; `null` says whether it can be NULL."""

    sql: E
    null: bool


@dataclass(frozen=True)
class Pair:
    """The bounds of a number."""

    low: Cell
    high: Cell


ARITH: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
COMPARE: dict[str, type[exp.Binary]] = {"==": exp.EQ, "<": exp.LT, "<=": exp.LTE}


def compare_values(op: str, a: Cell, b: Cell) -> Cell:
    return Cell(binary(COMPARE[op], a.sql, b.sql), a.null or b.null)


def compare_bounds(op: str, left: Pair, right: Pair) -> Cell:
    """Certain where it holds, or fails, for whatever lies between the bounds."""
    if left.low == left.high and right.low == right.high:
        return compare_values(op, left.low, right.low)
    if op == "==":
        meet = [binary(exp.EQ, left.low.sql, left.high.sql), binary(exp.EQ, left.high.sql, right.low.sql),
                binary(exp.EQ, right.low.sql, right.high.sql)]  # fmt: skip
        apart = [
            binary(exp.LT, left.high.sql, right.low.sql),
            binary(exp.GT, left.low.sql, right.high.sql),
        ]
        return Cell(case([(all_of(meet), exp.true()), (any_of(apart), exp.false())]), True)
    against = exp.LT if op == "<=" else exp.LTE
    true = binary(COMPARE[op], left.high.sql, right.low.sql)
    false = binary(against, right.high.sql, left.low.sql)
    return Cell(case([(true, exp.true()), (false, exp.false())]), True)


def choose_value(test: Cell, then: Cell, other: Cell) -> Cell:
    """A choice; known without its test where both ways are the same."""
    then, other = Cell(whole(then.sql), then.null), Cell(whole(other.sql), other.null)
    if not test.null:
        return Cell(case([(test.sql, then.sql)], other.sql), then.null or other.null)
    same = (binary(exp.EQ, then.sql, other.sql), then.sql)
    return Cell(case([(test.sql, then.sql), (negate(test.sql), other.sql), same]), True)


def choose_bounds(test: Cell, a: Pair, b: Pair) -> Pair:
    ends = []
    for function, x, y in (("least", a.low, b.low), ("greatest", a.high, b.high)):
        pairs, default = [(test.sql, whole(x.sql))], whole(y.sql)
        if test.null:
            pairs.append((negate(test.sql), whole(y.sql)))
            default = strict(function, [x.sql, y.sql], [x.null, y.null])
        ends.append(Cell(case(pairs, default), x.null or y.null))
    return Pair(ends[0], ends[1])


def lookup_bounds(key: Cell, rows: list[tuple[E, E]], low: int | None, high: int | None) -> Pair:
    """A table's value; `low` and `high` are around all of them, for an unknown key, and None where it has gaps."""
    if low is None or high is None or not key.null:
        cell = Cell(switch(key.sql, rows), low is None or high is None)
        return Pair(cell, cell)
    least, most = (Cell(switch(key.sql, rows, literal(end)), False) for end in (low, high))
    return Pair(least, most)


def extreme(function: str, parts: list[Pair]) -> Pair:
    """min: the least of the lower bounds, all needed; the least of those upper bounds that there are."""
    name = "least" if function == "min" else "greatest"
    ends = []
    for is_low in (True, False):
        cells = [part.low if is_low else part.high for part in parts]
        sqls, nulls = [cell.sql for cell in cells], [cell.null for cell in cells]
        if (function == "min") == is_low:
            ends.append(Cell(strict(name, sqls, nulls), any(nulls)))
        else:
            ends.append(Cell(sql_text.call(name, *sqls), all(nulls)))
    return Pair(ends[0], ends[1])


def ends(kind: type[exp.Binary], low: tuple[Cell, Cell], high: tuple[Cell, Cell]) -> Pair:
    first = Cell(binary(kind, low[0].sql, low[1].sql), low[0].null or low[1].null)
    if low == high:
        return Pair(first, first)
    return Pair(first, Cell(binary(kind, high[0].sql, high[1].sql), high[0].null or high[1].null))


def filtered(aggregate: E, where: E) -> E:
    if isinstance(where, exp.Boolean) and where.this:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=where.copy()))


# --- results -------------------------------------------------------------------------------------
def outcome(cells: list[Cell]) -> E:
    """All conditions at once: false where one fails, NULL where none fails and one is unknown.

    The test asks whether any has failed, so that the database may stop at the first, and ask first what refuses
    most; few units are left of whom all must be known.
    """
    tests = [cell for cell in cells if cell.sql != exp.true()]
    if any(cell.sql == exp.false() for cell in tests):
        return exp.false()
    if not tests:
        return exp.true()
    alive = all_of([not_failed(cell) for cell in tests])
    return case([(alive, all_of([paren(cell.sql) for cell in tests]))], exp.false())


def not_failed(cell: Cell) -> E:
    if not cell.null:
        return paren(cell.sql)
    if isinstance(cell.sql, exp.Not):
        return exp.NullSafeNEQ(this=paren(cell.sql.this), expression=exp.true())
    return exp.NullSafeNEQ(this=paren(cell.sql), expression=exp.false())


def mask(cells: list[Cell], failed: bool) -> E:
    """The bits of failed, or of unknown, conditions."""
    bits = [_bit(cell, 1 << index, failed) for index, cell in enumerate(cells)]
    found = [bit for bit in bits if bit is not None]
    total: E = found[0] if found else literal(0)
    for bit in found[1:]:
        total = exp.BitwiseOr(this=total, expression=bit)
    return exp.cast(total, _width(1 << len(cells)))


def _bit(cell: Cell, bit: int, failed: bool) -> E | None:
    """A bit's number where the condition has failed (is unknown), else 0: cheaper than a CASE, row by row."""
    if isinstance(cell.sql, exp.Boolean):
        return literal(bit) if failed and not cell.sql.this else None
    if not failed:
        return _number(is_null(cell.sql), bit) if cell.null else None
    return _number(exp.Not(this=paren(not_failed(cell))) if not cell.null else _fails(cell), bit)


def _fails(cell: Cell) -> E:
    if isinstance(cell.sql, exp.Not):
        return exp.NullSafeEQ(this=paren(cell.sql.this), expression=exp.true())
    return exp.NullSafeEQ(this=paren(cell.sql), expression=exp.false())


def _number(test: E, bit: int) -> E:
    return exp.Paren(this=binary(exp.Mul, exp.cast(test, _width(bit)), literal(bit)))


def _width(number: int) -> str:
    return "INT" if number < 2**31 else "BIGINT"
