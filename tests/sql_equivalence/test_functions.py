"""Each named exact function, and each way to round, is the same number or day in DuckDB as in Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

pytest.importorskip("duckdb")

import duckdb
from tests.rules import at_random, packs
from tests.sql_equivalence import both

from anye.rules import exact
from anye.rules.sql_text import FUNCTIONS, NULL_SAFE, divide, strict
from anye.rules.types import FOREVER, Num, unscaled

# month ends, leap days and their neighbours come up far more often than by chance
EDGES = [
    dt.date(year, month, day)
    for year in (1900, 1999, 2000, 2020, 2021, 2022, 2024, 2199)
    for month, day in ((1, 1), (1, 31), (2, 28), (3, 1), (3, 31), (4, 30), (5, 6), (5, 31), (12, 31))
] + [dt.date(year, 2, 29) for year in (2000, 2020, 2024)]
DAYS = st.sampled_from(EDGES) | st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)) | st.just(FOREVER)
MONTHS = st.sampled_from([0, 1, -1, 6, 12, 18, 24, 600, 660, 720, 756]) | st.integers(-800, 800)
NUMBERS = st.integers(-(10**15), 10**15) | st.sampled_from(
    [0, 1, -1, 49, 50, 51, -49, -50, -51, 149, 150, 250, -250]
)

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "add_months_clamped": (DAYS, MONTHS),
    "add_days": (DAYS, st.integers(-10_000, 100_000)),
    "days_between": (DAYS, DAYS),
    "full_months_between": (DAYS, DAYS),
    "calendar_months_overlap": (DAYS, DAYS, DAYS, DAYS),
    "month_ends_overlap": (DAYS, DAYS, DAYS, DAYS),
    "year": (DAYS,),
}


def column(index: int) -> exp.Column:
    return exp.column(f"x{index}")


@lru_cache
def connection() -> Any:
    return duckdb.connect(config={"threads": 1})


def computed(expression: exp.Expression, types: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The expression over columns x0, x1, … of the rows, in their order."""
    fields = ", ".join(f"unnest(?::{type_}[]) AS x{index}" for index, type_ in enumerate(types))
    query = f"SELECT {expression.sql('duckdb')} FROM (SELECT {fields})"
    columns = [[row[index] for row in rows] for index in range(len(types))]
    return [row[0] for row in connection().execute(query, columns).fetchall()]


def types_of(name: str) -> list[str]:
    second = {"add_months_clamped": "BIGINT", "add_days": "BIGINT"}
    return ["DATE", second.get(name, "DATE"), "DATE", "DATE"][: len(ARGUMENTS[name])]


def test_every_function_has_its_test() -> None:
    assert set(FUNCTIONS) == {*ARGUMENTS, "date"}


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
@settings(max_examples=12)
@given(st.data())
def test_a_function_of_days_is_the_same(name: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.tuples(*ARGUMENTS[name]), min_size=20, max_size=60))
    python = [getattr(exact, name)(*row) for row in rows]
    sql = computed(FUNCTIONS[name](*map(column, range(len(ARGUMENTS[name])))), types_of(name), rows)
    assert sql == python, [row for row, a, b in zip(rows, sql, python, strict=True) if a != b][:3]


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_a_function_of_an_unknown_day_is_unknown(name: str) -> None:
    known = [
        dt.date(2022, 5, 20),
        1 if "add" in name else dt.date(2022, 6, 20),
        dt.date(2022, 1, 1),
        dt.date(2022, 12, 31),
    ]
    width = len(ARGUMENTS[name])
    rows = [tuple(None if index == hole else known[index] for index in range(width)) for hole in range(width)]
    if width == 2:  # an open end moved by an unknown span
        rows.append((FOREVER, None))
    expression = FUNCTIONS[name](*map(column, range(width)))
    if name in NULL_SAFE:  # LEAST and GREATEST inside: what calls it must see to the unknown
        holes = [exp.Is(this=column(index), expression=exp.null()) for index in range(width)]
        expression = exp.Case(ifs=[exp.If(this=exp.or_(*holes), true=exp.null())], default=expression)
    assert computed(expression, types_of(name), rows) == [None] * len(rows)


@pytest.mark.parametrize("month_day", [(1, 1), (2, 28), (2, 29), (2, 30), (4, 31), (12, 31)])
@settings(max_examples=10)
@given(
    st.lists(
        st.integers(1, 9998) | st.sampled_from([0, -1, 9999, 10_000, 99_999, 1900, 2000, 2024]), min_size=20
    )
)
def test_a_day_made_of_its_parts_is_the_same(month_day: tuple[int, int], years: list[int]) -> None:
    month, day = month_day
    expression = FUNCTIONS["date"](column(0), exp.Literal.number(month), exp.Literal.number(day))
    assert computed(expression, ["BIGINT"], [(year,) for year in years]) == [
        exact.date(year, month, day) for year in years
    ]


@pytest.mark.parametrize("how", ["round_half_up", "round_down", "round_up"])
@settings(max_examples=15)
@given(st.lists(NUMBERS, min_size=20, max_size=60), st.integers(0, 6))
def test_each_way_to_round_is_the_same(how: str, numbers: list[int], drop: int) -> None:
    expression = divide(column(0), 10**drop, how, negative=True)
    assert computed(expression, ["BIGINT"], [(number,) for number in numbers]) == [
        exact.divide(number, 10**drop, how) for number in numbers
    ]
    positive = [abs(number) for number in numbers]
    expression = divide(column(0), 10**drop, how, negative=False)
    assert computed(expression, ["BIGINT"], [(number,) for number in positive]) == [
        exact.divide(number, 10**drop, how) for number in positive
    ]


@settings(max_examples=10)
@given(st.lists(st.tuples(*[st.none() | st.integers(-5, 5)] * 3), min_size=20))
def test_the_least_and_the_greatest_are_unknown_with_one_unknown(rows: list[tuple[Any, ...]]) -> None:
    for name, function in (("least", min), ("greatest", max)):
        expression = strict(name, [column(0), column(1), column(2)], [True, True, True])
        assert computed(expression, ["BIGINT"] * 3, rows) == [
            None if None in row else function(row) for row in rows
        ]


# --- through the whole path, from text -----------------------------------------------------------------
AMOUNTS = [
    *[f"{how}(balance, {places})" for how in at_random.ROUNDING for places in (0, 1, 2, 4)],
    *[f"{how}(sales * rent_share[size], {places})" for how in at_random.ROUNDING for places in (0, 2, 6)],
    *[f"{how}(sales, rooms, 12, {places})" for how in at_random.MUL_DIV for places in (0, 2, 4)],
    *[
        f"{how}(sales, 1, rooms, {places})" for how in at_random.MUL_DIV for places in (0, 2)
    ],  # by zero at times
    *[f"{how}(sales, sales, rent_cap, 2)" for how in at_random.MUL_DIV],  # past 64 bits on the way
    *[f"{how}(sales, 1, sales, 4)" for how in at_random.MUL_DIV],
    "max(balance, 0)",
    "min(sales, balance, rent_cap)",
    "max(min(balance, sales), yuan(1), 0)",
]
YUAN = st.sampled_from([0, 1, 49, 50, 51, 99, 100, 10**11]) | st.integers(0, 10**11)
FIRMS = st.tuples(
    st.none() | YUAN,
    st.none() | st.integers(-(10**8), 10**8) | st.sampled_from([-150, -50, -49, 50, 150]),
    st.none() | st.integers(0, 9),
    st.sampled_from(["farm", "shop", None]),
)


@settings(max_examples=5)
@given(st.lists(FIRMS, min_size=20, max_size=60))
def test_each_way_to_round_and_divide_is_the_same_from_text_to_answer(firms: list[tuple[Any, ...]]) -> None:
    dictionary = packs.good().dictionary
    tables: both.Tables = {record.table: [] for record in dictionary.records.values()}
    for key, (sales, balance, rooms, trade) in enumerate(firms, start=1):
        row = dict.fromkeys(both.columns(dictionary.records["firm"])) | {
            "id": key,
            "rooms": rooms,
            "trade": trade,
            "staff": 7,
        }
        for name, value in (("sales", sales), ("balance", balance)):
            type_ = dictionary.fact("firm", name).type
            assert isinstance(type_, Num)
            row[name] = None if value is None else unscaled(value, type_.places)
        tables["firms"].append(row)
    made = at_random.measures(packs.good(), "firm", [], AMOUNTS)
    differences, _ = both.compare(made.law(packs.ON), tables)
    assert not differences, f"{made.texts[differences[0].measure]}: {differences[0]}"


# --- anniversaries ---------------------------------------------------------------------------------------
SPANS = ["months(0)", "months(1)", "bonus_months", "months(12)", "bonus_months + months(12)"]
COMPARED = [
    text.format(moved=f"add_months_clamped(founded, {span})", sign=sign)
    for span in SPANS
    for sign in ("<", "<=", ">", ">=", "==", "!=")
    for text in (
        "{moved} {sign} on",
        "on {sign} {moved}",
        "{moved} {sign} closed",
        "add_days(closed, days(1)) {sign} {moved}",
    )
]


@pytest.mark.parametrize(
    "on", ["2022-03-01", "2022-03-30", "2022-03-31", "2022-04-30", "2023-02-28", "2023-03-01", "2024-02-28", "2024-02-29", "2024-03-01", "2024-08-31"]
)  # fmt: skip
def test_an_anniversary_is_compared_alike_on_every_day_around_it(on: str) -> None:
    """Where a comparison is turned round, so that the fact stands alone, months of unequal length must not tell."""
    day, dictionary = dt.date.fromisoformat(on), packs.good().dictionary
    tables: both.Tables = {record.table: [] for record in dictionary.records.values()}
    days: list[dt.date | None] = [None, FOREVER]
    for months in (0, 1, 6, 12, 18):
        middle = exact.add_months_clamped(day, -months)
        assert middle is not None
        days += [middle + dt.timedelta(days=shift) for shift in range(-5, 6)]
    for key, founded in enumerate(days, start=1):
        closed = days[key % len(days)] if key % 3 else day
        row = dict.fromkeys(both.columns(dictionary.records["firm"])) | {
            "id": key,
            "founded": founded,
            "closed": closed,
        }
        if founded != FOREVER:  # which only an end can be
            tables["firms"].append(row)
    for first in range(0, len(COMPARED), 40):  # a mask has 63 bits
        made = at_random.measures(packs.good(), "firm", COMPARED[first : first + 40], [])
        wrong, _ = both.compare(made.law(day), tables)
        assert not wrong, [
            made.texts[id_] for bit, id_ in enumerate(wrong[0].conditions) if wrong[0].bits >> bit & 1
        ]
