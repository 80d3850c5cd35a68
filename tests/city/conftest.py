"""Cities to look at: a small one with every case, and one of more than one chunk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

import duckdb

from anye.city import CityReport, build

POLICY = Path(__file__).parents[2] / "policy"
PERSONS, SEED = 3_000, 11


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CityReport]:
    folder = tmp_path_factory.mktemp("small") / "city"
    return folder, build(PERSONS, SEED, folder)


@pytest.fixture(scope="session")
def folder(made: tuple[Path, CityReport]) -> Path:
    return made[0]


@pytest.fixture(scope="session")
def report(made: tuple[Path, CityReport]) -> CityReport:
    return made[1]


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """All tables of a city as views."""
    connection = duckdb.connect()
    for file in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {file.stem} AS FROM '{file}'")
    return connection


@pytest.fixture(scope="session")
def small(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = opened(folder)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A city that is made in two chunks and fills more than one row group."""
    folder = tmp_path_factory.mktemp("larger") / "city"
    build(60_000, 5, folder, employments=160_000)
    connection = opened(folder)
    yield connection
    connection.close()
