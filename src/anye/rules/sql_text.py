"""Small pieces of SQL as sqlglot trees: literals, and the named exact functions for DuckDB.

Each function here is the twin of one in `exact`; the differential tests hold them equal. DuckDB's own traps are
dealt with here once: LEAST ignores NULL, `/` gives DOUBLE, date_diff('month') counts boundaries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

E = exp.Expr
NULL = exp.null()


def literal(value: object) -> E:
    """A constant of the rule language."""
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, int):
        return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.Literal.string(str(value))


def whole(node: E) -> E:
    """A bare number as 64 bits: a choice among small literals would be of 32, and overflow when it is multiplied."""
    size = node.this if isinstance(node, exp.Neg) else node
    number = isinstance(size, exp.Literal) and not size.is_string
    return exp.cast(node.copy(), "BIGINT") if number else node


def word(column: E, words: Iterable[str]) -> E:
    """A word of an enumeration, kept as its number: comparing, joining and storing it costs a quarter of a text.
    A word that isn't in the enumeration is unknown."""
    listed = ", ".join(exp.Literal.string(item).sql("duckdb") for item in words)
    return exp.TryCast(this=column.copy(), to=exp.DataType.build(f"ENUM({listed})", dialect="duckdb"))


def call(name: str, *args: E) -> E:
    return exp.Anonymous(this=name, expressions=[arg.copy() for arg in args])


def paren(node: E) -> E:
    return (
        node.copy()
        if isinstance(node, exp.Column | exp.Literal | exp.Paren | exp.Anonymous)
        else exp.Paren(this=node.copy())
    )


def binary(kind: type[exp.Binary], left: E, right: E) -> E:
    return kind(this=paren(left), expression=paren(right))


def is_null(node: E) -> E:
    return exp.Is(this=paren(node), expression=exp.null())


def negate(node: E) -> E:
    return exp.Not(this=paren(node))


def case(pairs: Sequence[tuple[E, E]], default: E | None = None) -> E:
    """CASE WHEN … THEN … [ELSE …] END; without a default NULL."""
    return exp.Case(
        ifs=[exp.If(this=test.copy(), true=value.copy()) for test, value in pairs],
        default=default.copy() if default is not None else None,
    )


def switch(key: E, pairs: Sequence[tuple[E, E]], default: E | None = None) -> E:
    """CASE key WHEN … THEN … END; of no pairs the default."""
    if not pairs:
        return default.copy() if default is not None else exp.null()
    return exp.Case(
        this=key.copy(),
        ifs=[exp.If(this=test.copy(), true=value.copy()) for test, value in pairs],
        default=default.copy() if default is not None else None,
    )


def any_of(tests: Sequence[E]) -> E:
    return exp.or_(*(test.copy() for test in tests)) if len(tests) > 1 else tests[0].copy()


def all_of(tests: Sequence[E]) -> E:
    return exp.and_(*(test.copy() for test in tests)) if len(tests) > 1 else tests[0].copy()


def strict(function: str, args: Sequence[E], null: Sequence[bool]) -> E:
    """LEAST or GREATEST that is NULL when an argument is, as SQL's operators are and DuckDB's LEAST is not."""
    tests = [is_null(arg) for arg, maybe in zip(args, null, strict=True) if maybe]
    result = call(function, *args)
    return case([(any_of(tests), NULL)], result) if tests else result


def guarded(tests: Sequence[E], result: E) -> E:
    """`result`, or NULL where one of the tests holds."""
    return case([(any_of(list(tests)), NULL)], result) if tests else result


# --- the named functions -------------------------------------------------------------------------
OPEN = literal(dt.date(9999, 1, 1))


def months_later(day: E, months: E) -> E:
    return exp.cast(binary(exp.Add, day, call("to_months", exp.cast(months.copy(), "INT"))), "DATE")


def days_later(day: E, days: E) -> E:
    return binary(exp.Add, day, exp.cast(days.copy(), "INT"))


def later_by(day: E, days: int) -> E:
    return binary(exp.Add if days > 0 else exp.Sub, day, literal(abs(days))) if days else day


def add_months_clamped(day: E, months: E) -> E:
    return _unless_open(day, months, months_later(day, months))


def add_days(day: E, days: E) -> E:
    return _unless_open(day, days, days_later(day, days))


def _unless_open(day: E, by: E, moved: E) -> E:
    """`moved`, or the day itself where it is still open and what it would be moved by is known."""
    return case([(binary(exp.LT, day, OPEN), moved), (negate(is_null(by)), day)])


def days_between(start: E, end: E) -> E:
    return call("date_diff", literal("day"), start, end)


def full_months_between(start: E, end: E) -> E:
    short = all_of(
        [
            binary(exp.LT, call("day", end), call("day", start)),
            binary(exp.NEQ, end, call("last_day", end)),
        ]
    )
    whole = call("date_diff", literal("month"), start, end)
    return binary(exp.Sub, whole, case([(short, literal(1))], literal(0)))


def calendar_months_overlap(a: E, b: E, c: E, d: E) -> E:
    first, last = call("greatest", a, c), call("least", b, d)
    months = binary(exp.Add, call("date_diff", literal("month"), first, last), literal(1))
    return case([(binary(exp.LT, last, first), literal(0))], months)


def month_ends_overlap(a: E, b: E, c: E, d: E) -> E:
    first, last = call("greatest", a, c), call("least", b, d)
    closing = case([(binary(exp.EQ, last, call("last_day", last)), literal(1))], literal(0))
    months = binary(exp.Add, call("date_diff", literal("month"), first, last), closing)
    return case([(binary(exp.LT, last, first), literal(0))], months)


def year(day: E) -> E:
    return call("year", day)


def date(year: E, month: E, day: E) -> E:
    """That day; NULL where the calendar lacks it or, as in Python, ends before it."""
    made = call("make_date", year, month, day)
    made = call("try", made) if int(day.name) > 28 else made
    inside = all_of([binary(exp.GTE, year, literal(1)), binary(exp.LTE, year, literal(9999))])
    return case([(inside, made)])


FUNCTIONS: dict[str, Callable[..., E]] = {
    "add_months_clamped": add_months_clamped,
    "add_days": add_days,
    "days_between": days_between,
    "full_months_between": full_months_between,
    "calendar_months_overlap": calendar_months_overlap,
    "month_ends_overlap": month_ends_overlap,
    "year": year,
    "date": date,
}
NEVER_OPEN: dict[str, Callable[..., E]] = {"add_months_clamped": months_later, "add_days": days_later}
NULL_SAFE = {
    "calendar_months_overlap",
    "month_ends_overlap",
}  # LEAST and GREATEST inside: arguments must be guarded


def divide(value: E, by: int | E, how: str, negative: bool) -> E:
    """value / by to a whole number, rounded half away from zero, toward zero or away from it."""
    divisor = literal(by) if isinstance(by, int) else by

    def whole(size: E) -> E:
        if how in ("round_half_up", "mul_div_round"):
            double = literal(2 * by) if isinstance(by, int) else binary(exp.Mul, literal(2), divisor)
            return binary(exp.IntDiv, binary(exp.Add, binary(exp.Mul, literal(2), size), divisor), double)
        if how in ("round_down", "mul_div_down"):
            return binary(exp.IntDiv, size, divisor)
        return binary(exp.IntDiv, binary(exp.Sub, binary(exp.Add, size, divisor), literal(1)), divisor)

    if not negative:
        return whole(value)
    below = exp.Neg(this=exp.Paren(this=whole(exp.Neg(this=paren(value)))))
    return case([(binary(exp.LT, value, literal(0)), below)], whole(value))
