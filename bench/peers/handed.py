"""What the peers are handed: the tables of derived facts as Parquet, and a value where a fact is unknown.

Neither peer knows an unknown fact or a number between bounds. Of two bounds they get what is on record; where there
is nothing to hand over they get a default. `screen_as_handed` is our own screening over exactly these values: where
it differs from a peer, missing facts can't be why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from anye.rules.facts_table import FactsPlan, over_facts, plan_facts
from anye.rules.screen_sql import ScreeningPlan
from bench.world import connect, eight

UNKNOWN = "unknown"
"""The word an enumeration gets for what is missing."""
LONG_AGO, NEVER = "1970-01-01", "9999-12-31"
"""Where no day is given: OpenFisca's own default, and what an author takes for a day that has mostly not come yet."""
OPEN_ENDED = ("died_on", "deregistered_on", "end")
PLACES = {"domestic_average_last_year": 2, "insured_average": 2, "layoff_rate": 4, "premiums_last_year": 2}
"""Facts that are scaled in our tables, by how many decimals."""
WHOLE_RATE = 10_000
"""A layoff rate of one, in ten-thousandths: what derived.yaml takes where nobody was insured."""


@dataclass(frozen=True)
class Given:
    """A fact as handed over: `columns` of the facts table it stands for, `kind` bool, int, date or enum, and SQL for
    the value with its default."""

    name: str
    kind: str
    words: tuple[str, ...]
    columns: tuple[str, ...]
    value: str

    @property
    def places(self) -> int:
        return PLACES.get(self.name, 0)


@lru_cache(1)
def facts_plan() -> FactsPlan:
    return plan_facts(eight())


def table_of(unit: str) -> str:
    """The name of the unit's facts table."""
    return facts_plan().tables[unit].statement.name


def path_of(folder: Path, unit: str) -> Path:
    return folder / "facts" / f"{table_of(unit)}.parquet"


def write_facts(folder: Path) -> None:
    """Derived facts of the city as Parquet, once: the compiled plan's, held equal elsewhere to those by hand."""
    note = folder / "facts" / "columns.json"
    if note.is_file():
        return
    note.parent.mkdir(exist_ok=True)
    kinds = {}
    with connect(folder) as connection:
        for statement in facts_plan().statements:
            connection.execute(statement.sql())
        for unit, table in facts_plan().tables.items():
            query = table.statement.query.sql("duckdb")
            kinds[unit] = [row[:2] for row in connection.execute(f"DESCRIBE {query}").fetchall()]
            connection.execute(f"COPY ({query}) TO '{path_of(folder, unit)}' (FORMAT parquet)")
    note.write_text(json.dumps(kinds), "utf-8")


def given(folder: Path) -> dict[str, tuple[Given, ...]]:
    """The facts handed over, by unit, without the id."""
    kinds = json.loads((folder / "facts" / "columns.json").read_text("utf-8"))
    return {unit: tuple(_given(columns)) for unit, columns in kinds.items()}


def _given(columns: list[tuple[str, str]]) -> Iterable[Given]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for column, kind in columns:
        if column != "id":
            groups.setdefault(re.sub("_(low|high)$", "", column), []).append((column, kind))
    for name, group in groups.items():
        names = tuple(column for column, _ in group)
        kind = group[0][1].split("(")[0]
        words = tuple(re.findall("'([^']*)'", group[0][1])) if kind == "ENUM" else ()
        said = {"BOOLEAN": "bool", "BIGINT": "int", "INTEGER": "int", "DATE": "date", "ENUM": "enum"}[kind]
        yield Given(name, said, words, names, _value(name, said, names))


def _value(name: str, kind: str, columns: tuple[str, ...]) -> str:
    if (
        name == "layoff_rate"
    ):  # of what is on record: with fewer person-months than there were it is the higher one
        return f"coalesce({name}_high, {WHOLE_RATE})"
    if kind == "date":
        return f"""coalesce("{name}", DATE '{NEVER if name.endswith(OPEN_ENDED) else LONG_AGO}')"""
    if kind == "enum":
        return f"""coalesce("{name}"::VARCHAR, '{UNKNOWN}')"""
    column = next((item for item in columns if item.endswith("_low")), columns[0])
    return f'coalesce("{column}", {"false" if kind == "bool" else 0})'


def open_facts(folder: Path, threads: int) -> duckdb.DuckDBPyConnection:
    """A connection with the facts tables as views over Parquet, under the names our plan reads."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET threads = {threads}")
    for unit in facts_plan().tables:
        source = path_of(folder, unit)
        connection.execute(f"CREATE VIEW {table_of(unit)} AS SELECT * FROM read_parquet('{source}')")
    return connection


def load_facts(folder: Path, threads: int) -> duckdb.DuckDBPyConnection:
    """A connection with the facts tables in memory, words as enumerations: as a screening itself makes them."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET threads = {threads}")
    for unit, facts in given(folder).items():
        words = {column: item.words for item in facts if item.kind == "enum" for column in item.columns}
        casts = ", ".join(f'"{column}"::ENUM({_quoted(of)}) AS "{column}"' for column, of in words.items())
        replaced = f"* REPLACE ({casts})" if casts else "*"
        source = path_of(folder, unit)
        connection.execute(
            f"CREATE TABLE {table_of(unit)} AS SELECT {replaced} FROM read_parquet('{source}')"
        )
    return connection


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def screen(connection: duckdb.DuckDBPyConnection, plan: ScreeningPlan, prefix: str) -> None:
    """Our measures over the facts tables, to a table a unit."""
    for unit, query in plan.queries.items():
        connection.execute(f"CREATE OR REPLACE TABLE {prefix}_{unit} AS {query.sql('duckdb')}")


def plan_measures(masks: bool = False) -> ScreeningPlan:
    return over_facts(eight(), facts_plan(), masks=masks)


def screen_as_handed(
    connection: duckdb.DuckDBPyConnection, folder: Path, plan: ScreeningPlan, prefix: str
) -> None:
    """Our measures over the values the peers were handed; `connection` has the facts tables."""
    for unit, facts in given(folder).items():
        items = ", ".join(f'{item.value} AS "{column}"' for item in facts for column in item.columns)
        inner = f"(SELECT id, {items} FROM {table_of(unit)})"
        text = plan.queries[unit].sql("duckdb")
        assert text.count(f"FROM {table_of(unit)}") == 1
        text = text.replace(f"FROM {table_of(unit)}", f"FROM {inner}")
        connection.execute(f"CREATE OR REPLACE TABLE {prefix}_{unit} AS {text}")
