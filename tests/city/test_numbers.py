"""Identity numbers and credit codes are valid and unique, and say what the register says."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from anye.city.identity import REGIONS, IdentityNumbers, credit_codes
from anye.city.people import make_people
from anye.city.scale import CityError, scale

KIND = {
    "enterprise": "91", "cooperative": "93", "individual-business": "92", "social-organisation": "52",
    "professional-firm": "31", "government-body": "11", "public-institution": "12",
}  # fmt: skip


def test_identity_numbers_are_unique_over_chunks(larger: duckdb.DuckDBPyConnection) -> None:
    row = larger.execute("SELECT count(*), count(DISTINCT identity_number) FROM persons").fetchone()
    assert row == (60_000, 60_000)


def test_identity_numbers_have_their_check_digit_and_a_real_day_and_county(
    small: duckdb.DuckDBPyConnection,
) -> None:
    """stdnum's `validate` refuses a county code younger than its bearer, or Taiwan's 83; all else must pass it."""
    for (number,) in small.execute("SELECT identity_number FROM persons").fetchall():
        assert ric.calc_check_digit(number) == number[-1]
        assert ric.get_birth_date(number)
        assert number.startswith("83") or any(props for _, props in numdb.get("cn/loc").info(number[:6]))
        try:
            ric.validate(number)
        except InvalidComponent:
            year = int(number[6:10])
            assert number[:2] in ("81", "82", "83") or (number.startswith("440724") and year < 1983)


def test_identity_numbers_agree_with_the_register_where_it_knows(larger: duckdb.DuckDBPyConnection) -> None:
    wrong = """SELECT count(*) FROM persons WHERE strftime(birth_date, '%Y%m%d') <> substr(identity_number, 7, 8)
               OR (substr(identity_number, 17, 1)::INT % 2 = 1) <> (sex = 'male')
               OR (origin = 'hong-kong') <> starts_with(identity_number, '81')
               OR (origin = 'macau') <> starts_with(identity_number, '82')
               OR (origin = 'taiwan') <> starts_with(identity_number, '83')"""
    assert larger.execute(wrong).fetchone() == (0,)


def test_most_numbers_are_of_kaiping_before_or_after_it_became_a_city(
    larger: duckdb.DuckDBPyConnection,
) -> None:
    row = larger.execute(
        """SELECT avg((substr(identity_number, 1, 6) IN ('440724', '440783'))::INT),
                  count(*) FILTER (starts_with(identity_number, '440783') AND substr(identity_number, 7, 4)::INT < 1993)
           FROM persons"""
    ).fetchone()
    assert row is not None
    assert row[0] > 0.75
    assert row[1] == 0


def test_credit_codes_are_valid_unique_and_begin_as_the_kind_says(larger: duckdb.DuckDBPyConnection) -> None:
    rows = larger.execute("SELECT kind, credit_code FROM employers").fetchall()
    assert len({code for _, code in rows}) == len(rows)
    assert all(uscc.is_valid(code) for _, code in rows)
    assert all(kind is None or code.startswith(KIND[kind] + "440783") for kind, code in rows)


def test_credit_codes_carry_the_organisation_s_own_check_digit(small: duckdb.DuckDBPyConnection) -> None:
    for (code,) in small.execute("SELECT credit_code FROM employers").fetchall():
        total = sum(int(c, 36) * w for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
        assert "0123456789X"[-total % 11] == code[16]


def test_a_million_credit_codes_are_all_different() -> None:
    count = 1_000_000
    codes = credit_codes(99, 1, np.zeros(count, np.int8), np.full(count, 18_000, np.int32))
    assert len(codes.unique()) == count


def test_more_births_than_order_codes_are_refused_instead_of_repeated() -> None:
    numbers = IdentityNumbers(1)
    born = np.full(500, 10_000, np.int32)
    county, women = np.zeros(500, np.int8), np.ones(500, np.bool_)
    assert len(numbers.give(county, born, women).unique()) == 500
    with pytest.raises(CityError):
        numbers.give(county[:1], born[:1], women[:1])


def test_the_largest_city_has_order_codes_to_spare() -> None:
    """A chunk's busiest day times the chunks of eight million people stays well below the 500 of each sex."""
    wanted = scale(8_000_000, 3, None, None)
    people = make_people(wanted, 0)
    days = np.bincount((people.birth[people.kaiping] + 40_000) // 30)
    a_day = days.max() / 30 * wanted.chunks / 2
    assert a_day < 400
    assert len(REGIONS) < 127  # they are numbered in one byte
