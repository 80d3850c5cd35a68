"""A whole column of numbers at once: check digits of identity numbers (GB 11643) and credit codes (GB 32100), masks."""

from __future__ import annotations

from pathlib import Path

import duckdb

from anye.rules.dictionary import Dictionary, RecordType
from anye.rules.errors import Place, Problems

from .tables import CityProblem

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
SHOWN = 5  # wrong numbers named in the message; the count says how many there are
MESSAGES = {
    True: ("身份证号码", "identity number"),
    False: ("统一社会信用代码", "credit code"),
}


def check_numbers(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, folder: Path) -> None:
    """Raises CityProblem naming rows whose identity number or credit code is ill-formed or has a wrong check digit.

    A number that is absent is left alone: it is unknown, not wrong.
    """
    problems = Problems()
    for record in dictionary.records.values():
        if record.identity:
            _check(connection, record, folder, problems)
    problems.raise_if_any(CityProblem)


def _check(
    connection: duckdb.DuckDBPyConnection, record: RecordType, folder: Path, problems: Problems
) -> None:
    valid = identity_valid(record.identity) if record.personal else credit_code_valid(record.identity)
    wrong = f"FROM {record.table} WHERE {record.identity} IS NOT NULL AND NOT ({valid})"
    found = connection.execute(f"SELECT count(*) {wrong}").fetchone()
    if found is None or not found[0]:
        return
    rows = connection.execute(f"SELECT {record.key} {wrong} ORDER BY {record.key} LIMIT {SHOWN}").fetchall()
    keys = "、".join(str(row[0]) for row in rows)
    zh, en = MESSAGES[record.personal]
    problems.add(
        Place(str(folder / f"{record.table}.parquet")),
        "check-digit",
        f"{found[0]} 行的{zh}格式或校验位不对，如 {record.key} 为 {keys} 的行。",
        f"{found[0]} rows have a wrong {en}, such as those with {record.key} {keys}.",
        ("更正号码；确实没有的留空。", "correct the numbers; leave out what is not known."),
    )


def identity_valid(column: str) -> str:
    """SQL: the 18 characters of an identity number with the right last one (weights 2^(17-i) mod 11)."""
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    total = " + ".join(
        f"{weight} * substr({column}, {place}, 1)::INT" for place, weight in enumerate(weights, start=1)
    )
    form = f"regexp_full_match({column}, '[0-9]{{17}}[0-9X]')"
    return f"CASE WHEN {form} THEN substr('10X98765432', ({total}) % 11 + 1, 1) = substr({column}, 18, 1) ELSE false END"


def credit_code_valid(column: str) -> str:
    """SQL: the 18 characters of a credit code with the right last one (weights 3^i mod 31)."""
    weights = [pow(3, place, 31) for place in range(17)]
    parts = [
        f"{weight} * (strpos('{ALPHABET}', substr({column}, {place}, 1)) - 1)"
        for place, weight in enumerate(weights, 1)
    ]
    form = f"regexp_full_match({column}, '[0-9A-HJ-NPQRTUWXY]{{18}}')"
    check = f"substr('{ALPHABET}', (31 - ({' + '.join(parts)}) % 31) % 31 + 1, 1)"
    return f"CASE WHEN {form} THEN {check} = substr({column}, 18, 1) ELSE false END"


def masked(column: str) -> str:
    """SQL: a person's number with its middle hidden; NULL stays NULL.

    18 characters keep the region and the last four (the day of birth is hidden), the 15 digits of old cards the
    region and the last three; what is neither (a Hong Kong or Macau permit, a passport) its first and its last two,
    and what is too short for that nothing.
    """
    return f"""CASE
        WHEN length({column}) = 18 THEN left({column}, 6) || '********' || right({column}, 4)
        WHEN length({column}) = 15 THEN left({column}, 6) || '******' || right({column}, 3)
        WHEN length({column}) > 5 THEN left({column}, 1) || repeat('*', length({column}) - 3) || right({column}, 2)
        ELSE repeat('*', length({column})) END"""
