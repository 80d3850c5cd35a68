"""A city of five thousand: every measure for every subject by DuckDB as by Python, to the fen, and somebody for each answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("numpy")

from tests.rules import packs
from tests.sql_equivalence import both

from anye import city as city_room
from anye.rules.resolve import Law, resolve
from anye.screening.tables import open_city

ON = dt.date(2022, 5, 20)
ANSWERS = ("yes", "no", "unknown")


@pytest.fixture(scope="module")
def law() -> Law:
    return resolve(packs.real(), "440783", ON, ON)


@pytest.fixture(scope="module")
def compared(
    law: Law, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[both.Difference], Counter[tuple[str, str]]]:
    folder: Path = tmp_path_factory.mktemp("five-thousand") / "city"
    city_room.build(5_000, 7, folder)
    with open_city(folder, law.policy.dictionary, threads=2) as connection:
        tables: both.Tables = {}
        for record in law.policy.dictionary.records.values():
            cursor = connection.execute(f"SELECT * FROM {record.table} ORDER BY {record.key}")
            names = [item[0] for item in cursor.description or ()]
            tables[record.table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return both.against_python(both.by_sql(connection, law), law, tables)


def test_every_subject_comes_out_alike_to_the_fen(
    compared: tuple[list[both.Difference], Counter[tuple[str, str]]],
) -> None:
    differences, _ = compared
    assert not differences, f"{len(differences)} differences, the first: {differences[0]}"


def test_every_measure_hits_somebody_refuses_somebody_and_is_unknown_for_somebody(
    law: Law, compared: tuple[list[both.Difference], Counter[tuple[str, str]]]
) -> None:
    _, outcomes = compared
    lacking = [
        (measure, answer) for measure in law.rules for answer in ANSWERS if not outcomes[measure, answer]
    ]
    assert not lacking
