"""Identity numbers (GB 11643) and unified social credit codes (GB 32100), valid and unique, a column at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import assumptions as a
from .days import Codes, Days, Flags, Rows, year_of
from .scale import CityError

Bytes = npt.NDArray[np.uint8]

# Kaiping before and after it became a city; then counties people come from; then residence permits of
# Hong Kong, Macau and Taiwan residents. 开平县、开平市；来源县；港澳台居民居住证。
REGIONS = (
    440724, 440783,
    522323, 522324, 522622, 522623, 522624, 522625, 522626, 522627,  # 贵州
    532300, 532322, 532323, 532324, 532325, 532500,  # 云南
    430121, 430321, 433122, 433123, 433124, 433127,  # 湖南
    422822, 422823, 422825, 422826, 510121, 510321, 360121,  # 湖北、四川、江西
    450100, 450200, 450300, 450400,  # 广西
    810000, 820000, 830000,
)  # fmt: skip
MIGRANT = (2, len(REGIONS) - 3)
PERMIT = {"hong-kong": len(REGIONS) - 3, "macau": len(REGIONS) - 2, "taiwan": len(REGIONS) - 1}

FIRST_BIRTH = -25_567  # 1900-01-01
LAST_BIRTH = 20_000
ORDERS = 500  # order codes of one sex for one day in one county
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECK_DIGITS = np.frombuffer(b"10X98765432", dtype=np.uint8)

ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
LETTERS = np.frombuffer(ALPHABET, dtype=np.uint8)
USCC_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)], dtype=np.int64)
ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
ORGANISATION_CHECK = np.frombuffer(b"0123456789X", dtype=np.uint8)
CREDIT_PREFIX = (91, 93, 92, 52, 31, 11, 12)  # in the order of the enumeration employer_kind
NUMERIC_UNTIL_DAY = 16_709  # 2015-10-01: organisation codes were all digits before


def to_text(characters: Bytes) -> pa.Array:
    """One string for each row of a matrix of ASCII characters."""
    count, width = characters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(
        pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters))]
    )


def digits(numbers: Rows, width: int) -> Bytes:
    """Each number's decimal digits as characters, with leading zeros."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers % 10 + 48).astype(np.uint8)


def regions(rng: np.random.Generator, birth: Days, kaiping: Flags, permit: Codes) -> Codes:
    """Each person's county, as a position in REGIONS; `permit` is that of a residence permit, or -1."""
    local = (year_of(birth) >= a.COUNTY_CODE_CHANGED).astype(np.int8)
    migrant = rng.integers(*MIGRANT, len(birth), dtype=np.int8)
    return np.where(permit >= 0, permit, np.where(kaiping, local, migrant)).astype(np.int8)


class IdentityNumbers:
    """Hands out each number once, over all calls."""

    def __init__(self, seed: int):
        self._used = np.zeros((len(REGIONS), LAST_BIRTH - FIRST_BIRTH, 2), dtype=np.int16)
        self._shift = np.int64(seed % ORDERS)

    def give(self, region: Codes, birth: Days, female: Flags) -> pa.Array:
        """A number for each person, of that county, day of birth and sex."""
        order = self._order(region, birth, female)
        dates = birth.astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        ymd = year_of(birth) * 10_000 + (months.astype(np.int64) % 12 + 1) * 100
        ymd += (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
        number = np.empty((len(birth), 18), dtype=np.uint8)
        number[:, :6] = digits(np.array(REGIONS, dtype=np.int64)[region], 6)
        number[:, 6:14] = digits(ymd, 8)
        number[:, 14:17] = digits(order, 3)
        number[:, 17] = CHECK_DIGITS[(number[:, :17].astype(np.int64) - 48) @ WEIGHTS % 11]
        return to_text(number)

    def _order(self, region: Codes, birth: Days, female: Flags) -> Rows:
        """The order code: the next free one of the county, day and sex, spread over the range; odd for men."""
        flat = self._used.reshape(-1)
        key = (region.astype(np.int64) * self._used.shape[1] + (birth - FIRST_BIRTH)) * 2 + female
        by_key = np.argsort(key, kind="stable")
        sorted_key = key[by_key]
        new = np.flatnonzero(np.diff(sorted_key, prepend=-1))
        sizes = np.diff(new, append=len(key))
        rank = np.arange(len(key)) - np.repeat(new, sizes)
        turn = np.empty(len(key), dtype=np.int64)
        turn[by_key] = rank + flat[sorted_key]
        if turn.size and turn.max() >= ORDERS:
            raise CityError(
                "--persons", "numbers-used-up",
                "同县同日出生的同性别人数超过身份证顺序码的个数。",
                "more people of one sex were born in one county on one day than there are order codes.",
            )  # fmt: skip
        flat[sorted_key[new]] += sizes.astype(np.int16)
        # 167 and 500 have no common factor, so different turns stay different.
        spread = (turn * 167 + key * 31 + self._shift) % ORDERS
        return spread * 2 + np.where(female, 0, 1)


def credit_codes(seed: int, first: int, kind: Codes, registered: Days) -> pa.Array:
    """A code for each of the employers numbered from `first`; different numbers give different codes."""
    count = len(kind)
    number = np.arange(first, first + count, dtype=np.int64) + seed % 1_000_003
    code = np.empty((count, 18), dtype=np.uint8)
    code[:, :2] = digits(np.array(CREDIT_PREFIX, dtype=np.int64)[kind], 2)
    code[:, 2:8] = digits(np.full(count, 440_783, dtype=np.int64), 6)
    # Multipliers without a common factor with the range: a mixed-up order in which no code comes twice.
    old = digits(number * 38_196_601 % 100_000_000, 8)
    mixed = number * 264_575_131 % 31**6
    new = np.empty((count, 8), dtype=np.uint8)
    new[:, :2] = np.frombuffer(b"MA", dtype=np.uint8)
    new[:, 2:] = LETTERS[mixed[:, None] // 31 ** np.arange(5, -1, -1, dtype=np.int64) % 31]
    body = np.where((registered < NUMERIC_UNTIL_DAY)[:, None], old, new)
    code[:, 8:16] = body
    values = np.where(
        body >= 65, body.astype(np.int64) - 55, body.astype(np.int64) - 48
    )  # A is 10 in GB 11714
    code[:, 16] = ORGANISATION_CHECK[(11 - values @ ORGANISATION_WEIGHTS % 11) % 11]
    places = np.searchsorted(LETTERS, code[:, :17]).astype(np.int64)
    code[:, 17] = LETTERS[(31 - places @ USCC_WEIGHTS % 31) % 31]
    return to_text(code)
