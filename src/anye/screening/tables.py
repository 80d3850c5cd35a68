"""A city's tables in DuckDB: Parquet files checked against the fact dictionary before anything is computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from anye.rules.dictionary import Dictionary, RecordType
from anye.rules.errors import AnyeError, Place, Problems
from anye.rules.types import Bool, Date, Enum, Num

from .gather import Row


class CityProblem(AnyeError):
    """A city's folder can't be read as the dictionary defines it."""


def open_city(
    folder: Path, dictionary: Dictionary, memory: str = "", threads: int = 0
) -> duckdb.DuckDBPyConnection:
    """A connection with one view a record type over the city's Parquet files.

    Raises CityProblem naming each file that is missing or torn and each column that is missing or of a wrong type.
    """
    problems = Problems()
    if not folder.is_dir():
        problems.add(Place(str(folder)), "no-city", "没有这个目录。", "there is no such folder.",
                     ("先运行 anye city 生成。", "make one with anye city."))  # fmt: skip
    problems.raise_if_any(CityProblem)
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    if threads:
        connection.execute(f"SET threads = {int(threads)}")
    if memory:
        connection.execute("SET memory_limit = ?", [memory])
    for record in dictionary.records.values():
        path = folder / f"{record.table}.parquet"
        at = Place(str(path))
        if not path.is_file():
            problems.add(
                at,
                "missing-file",
                "缺少这个文件。",
                "the file is missing.",
                ("重新生成或补上。", "make the city anew, or add it."),
            )
            continue
        try:
            found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        except duckdb.Error as error:
            why = str(error).splitlines()[0]
            problems.add(at, "torn-file", f"文件不完整或不是 Parquet（{why}）。", f"is torn or not Parquet ({why}).",
                         ("重新生成或重新导出。", "make or export it anew."))  # fmt: skip
            continue
        _check_columns(record, {row[0]: row[1] for row in found}, at, problems)
        quoted = str(path).replace("'", "''")
        connection.execute(f"CREATE VIEW {record.table} AS SELECT * FROM read_parquet('{quoted}')")
    problems.raise_if_any(CityProblem)
    return connection


WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
TEXT = ("VARCHAR", "ENUM")


def _check_columns(record: RecordType, found: dict[str, str], at: Place, problems: Problems) -> None:
    wanted = {fact.name: _kinds(fact.type) for fact in record.facts.values()}
    wanted |= {f"{link.name}_id": WHOLE for link in record.links.values() if not link.many}
    wanted |= {name: TEXT for name in (record.identity, record.name_column) if name}
    wanted[record.key] = WHOLE
    for name, kinds in wanted.items():
        have = found.get(name, "")
        if not have:
            problems.add(at, "missing-column", f"缺少列 {name}。", f"the column {name} is missing.")
        elif have.endswith("]") or have.split("(")[0] not in kinds:
            problems.add(at, "column-type", f"列 {name} 的类型是 {have}，应为 {' / '.join(kinds)}。",
                         f"the column {name} is {have}, expected {' / '.join(kinds)}.")  # fmt: skip


def _kinds(type_: Any) -> tuple[str, ...]:
    match type_:
        case Bool():
            return ("BOOLEAN",)
        case Date():
            return ("DATE",)
        case Enum():
            return TEXT
        case Num():
            return ("DECIMAL", *WHOLE) if type_.places else WHOLE
    raise AssertionError(type_)


class Stored:
    """A source of single records (see `gather`) over a city's connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, dictionary: Dictionary):
        self.connection, self.dictionary = connection, dictionary

    def _fetch(self, record: str, column: str, key: int) -> list[Row]:
        spec = self.dictionary.records[record]
        query = f'SELECT * FROM {spec.table} WHERE "{column}" = ? ORDER BY {spec.key}'
        cursor = self.connection.execute(query, [key])
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, record: str, key: int) -> Row | None:
        found = self._fetch(record, self.dictionary.records[record].key, key)
        return found[0] if found else None

    def rows(self, record: str, column: str, key: int) -> list[Row]:
        return self._fetch(record, column, key)


class Remembered(Stored):
    """A source that asks for each list of records once: for one subject with many records."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, dictionary: Dictionary):
        super().__init__(connection, dictionary)
        self._found: dict[tuple[str, str, int], list[Row]] = {}

    def _fetch(self, record: str, column: str, key: int) -> list[Row]:
        asked = (record, column, key)
        if asked not in self._found:
            self._found[asked] = super()._fetch(record, column, key)
        return self._found[asked]
