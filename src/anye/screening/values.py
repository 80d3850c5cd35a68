"""A city's values against the dictionary: what the rules take for granted holds for every row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from anye.rules.dictionary import Dictionary, FactSpec, RecordType
from anye.rules.errors import Place, Problems
from anye.rules.facts import EARLIEST, LATEST, limits
from anye.rules.types import FOREVER, Date, Enum, Num

from .tables import CityProblem


def check_values(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, folder: Path) -> None:
    """Raises CityProblem naming each column with values the dictionary rules out, and how many rows have them.

    Keys are there and unique, required facts are there, words belong to their enumeration, days lie in 1900 to
    2199 (or are open), numbers lie between their bounds. One pass over each table.
    """
    problems = Problems()
    for record in dictionary.records.values():
        tests = list(_tests(dictionary, record))
        items = ", ".join(f"count(*) FILTER (WHERE {test})" for _, _, _, test in tests)
        key = f"count(*) - count(DISTINCT {record.key})"
        found = connection.execute(f"SELECT {key}, {items} FROM {record.table}").fetchone()
        assert found is not None
        at = Place(str(folder / f"{record.table}.parquet"))
        repeated, *counts = found
        if repeated:
            problems.add(
                at,
                "key",
                f"{repeated} 行的 {record.key} 重复或为空。",
                f"{repeated} rows repeat or lack {record.key}.",
            )
        for (column, zh, en, _), count in zip(tests, counts, strict=True):
            if count:
                problems.add(
                    at,
                    "value",
                    f"列 {column} 有 {count} 行{zh}。",
                    f"the column {column} has {count} rows {en}.",
                )
    problems.raise_if_any(CityProblem)


def _tests(dictionary: Dictionary, record: RecordType) -> Iterator[tuple[str, str, str, str]]:
    """(column, what is wrong in Chinese, in English, SQL that is true of a wrong row)."""
    for fact in record.facts.values():
        column = f'"{fact.name}"'
        if fact.required:
            yield fact.name, "为空，而此项不能缺", "empty, and it is required", f"{column} IS NULL"
        wrong = _wrong(dictionary, fact, column)
        if wrong is not None:
            yield fact.name, *wrong


def _wrong(dictionary: Dictionary, fact: FactSpec, column: str) -> tuple[str, str, str] | None:
    match fact.type:
        case Enum():
            words = ", ".join(f"'{word}'" for word in dictionary.enums[fact.type.name])
            return (
                f"不是 {fact.type.name} 的值",
                f"that are no {fact.type.name}",
                f"{column} NOT IN ({words})",
            )
        case Date():
            usual = f"{column} BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'"
            either = f"{usual} OR {column} = DATE '{FOREVER}'" if fact.open else usual
            return "不在 1900 至 2199 年之间", "outside 1900 to 2199", f"NOT ({either})"
        case Num():
            low, high = (end / 10**fact.type.places for end in limits(fact))
            return (
                f"不在 {low:g} 至 {high:g} 之间",
                f"outside {low:g} to {high:g}",
                f"NOT ({column} BETWEEN {low!r} AND {high!r})",
            )
    return None
