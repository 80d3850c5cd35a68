"""The tables are those of the fact dictionary, column by column, value by value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from anye.city.schema import ENUMS, TABLES

POLICY = Path(__file__).parents[2] / "policy"


def dictionary() -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The records and enumerations of facts.yaml and of the themes' files, put together."""
    records: dict[str, Any] = {}
    enums: dict[str, list[str]] = {}
    for file in (POLICY / "facts.yaml", *sorted((POLICY / "facts").glob("*.yaml"))):
        read = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
        for name, values in (read.get("enums") or {}).items():
            enums.setdefault(name, []).extend(values)
        for name, spec in (read.get("records") or {}).items():
            known = records.setdefault(name, {"facts": {}, "links": {}})
            known |= {key: value for key, value in spec.items() if key not in ("facts", "links")}
            known["facts"] |= spec.get("facts") or {}
            known["links"] |= spec.get("links") or {}
    return records, enums


RECORDS, VALUES = dictionary()
TABLE_OF = {name: record["table"] for name, record in RECORDS.items()}
ENOUGH = 2_000  # rows of a table to be sure that every kind of value is among them
EVERY_FACT = [(r["table"], f, spec) for r in RECORDS.values() for f, spec in r["facts"].items()]


def one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("record", RECORDS)
def test_the_columns_are_the_dictionary_s_facts_and_links(
    record: str, small: duckdb.DuckDBPyConnection
) -> None:
    spec = RECORDS[record]
    wanted = {spec["key"], *spec["facts"]}
    wanted |= {f"{name}_id" for name, link in spec.get("links", {}).items() if "one" in link}
    wanted |= {spec[column] for column in ("identity", "name") if column in spec}
    found = [row[0] for row in small.execute(f"DESCRIBE {spec['table']}").fetchall()]
    assert set(found) == wanted
    assert found[0] == spec["key"]


def test_the_types_are_those_the_dictionary_names(small: duckdb.DuckDBPyConnection) -> None:
    plain = {"bool": "BOOLEAN", "judgement": "BOOLEAN", "enum": "VARCHAR", "date": "DATE", "int": "INTEGER"}
    for table, fact, spec in EVERY_FACT:
        found = {row[0]: row[1] for row in small.execute(f"DESCRIBE {table}").fetchall()}[fact]
        wanted = f"DECIMAL(18,{spec['places']})" if spec["type"] == "decimal" else plain[spec["type"]]
        assert found == wanted, (table, fact)


def test_money_is_stored_as_whole_fen_and_enumerations_with_a_dictionary(folder: Path) -> None:
    for name, columns in TABLES.items():
        metadata = pq.ParquetFile(folder / f"{name}.parquet").metadata
        group = metadata.row_group(0)
        for position, column in enumerate(columns):
            stored = group.column(position)
            if column.kind == "yuan":
                assert stored.physical_type == "INT64", (name, column.name)
            if column.kind in ENUMS:
                assert stored.has_dictionary_page, (name, column.name)


def test_the_generator_s_enumerations_are_the_dictionary_s() -> None:
    stored = {spec["enum"] for _, _, spec in EVERY_FACT if spec["type"] == "enum"}
    assert {name: tuple(VALUES[name]) for name in stored} == ENUMS


def test_no_value_lies_outside_what_the_dictionary_allows(larger: duckdb.DuckDBPyConnection) -> None:
    for table, fact, spec in EVERY_FACT:
        if spec["type"] == "enum":
            found = {row[0] for row in larger.execute(f'SELECT DISTINCT "{fact}" FROM {table}').fetchall()}
            assert found - {None} <= set(VALUES[spec["enum"]]), (table, fact)
        low = spec.get("min")
        high = spec.get("max", spec.get("limit"))
        if low is not None:
            assert not one(
                larger, f'SELECT count(*) FROM {table} WHERE "{fact}" < {low} OR "{fact}" > {high}'
            )


def test_required_facts_are_never_unknown_and_others_sometimes_are(larger: duckdb.DuckDBPyConnection) -> None:
    for table, fact, spec in EVERY_FACT:
        unknown = one(larger, f'SELECT count(*) FROM {table} WHERE "{fact}" IS NULL')
        if spec.get("required") == "true":
            assert unknown == 0, (table, fact)
        elif one(larger, f"SELECT count(*) FROM {table}") > ENOUGH:
            assert unknown > 0, (table, fact)


def test_what_is_still_open_has_the_far_date_and_nothing_else_is_later_than_it_can_be(
    larger: duckdb.DuckDBPyConnection,
) -> None:
    """After the day of the copy lie only ends that are planned: of contracts, benefits, award periods."""
    planned = {
        ("employments", "contract_end"), ("benefit_claims", "paid_until"), ("awards", "period_end"), ("loans", "due_on"),
        ("rents", "end"), ("tenants", "agreement_end"),
    }  # fmt: skip
    for table, fact, spec in EVERY_FACT:
        if spec["type"] != "date":
            continue
        latest = one(larger, f'SELECT max("{fact}")::VARCHAR FROM {table} WHERE "{fact}" < \'9999-12-31\'')
        if (table, fact) not in planned:
            assert latest <= "2022-05-20", (table, fact)
        still_open = one(larger, f"SELECT count(*) FROM {table} WHERE \"{fact}\" = '9999-12-31'")
        if one(larger, f"SELECT count(*) FROM {table}") > ENOUGH:
            assert (still_open > 0) == (spec.get("open") == "true"), (table, fact)
        else:
            assert not still_open or spec.get("open") == "true", (table, fact)
