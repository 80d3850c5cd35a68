"""Medians of repeated runs, the sides taking turns so that a busy machine disturbs them alike."""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb

ROUNDS = 3
HANDWRITTEN = Path(__file__).parent / "handwritten"


def take_turns(sides: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Each side's median seconds; a first round, which fills caches, does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, run in sides.items():
            begin = time.perf_counter()
            run()
            if number:
                seconds[name].append(time.perf_counter() - begin)
    return {name: statistics.median(values) for name, values in seconds.items()}


def microseconds(run: Callable[[], object], loops: int) -> float:
    """One call's median time over repeats of many."""
    return statistics.median(timeit.repeat(run, number=loops, repeat=ROUNDS)) / loops * 1e6


def microseconds_in_turns(sides: Mapping[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """One call's median time of each side, given as (what to run, how often in a row)."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS + 1):
        for name, (run, loops) in sides.items():
            seconds = timeit.timeit(run, number=loops)
            if number:
                found[name].append(seconds / loops * 1e6)
    return {name: statistics.median(values) for name, values in found.items()}


def statements(name: str) -> list[str]:
    """The statements of a hand-written file."""
    text = (HANDWRITTEN / name).read_text("utf-8")
    return [part for part in text.split(";\n") if part.strip()]


def runner(connection: duckdb.DuckDBPyConnection, texts: list[str]) -> Callable[[], None]:
    def run() -> None:
        for text in texts:
            connection.execute(text)

    return run


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[object, ...]]:
    yield from connection.execute(query).fetchall()


def number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
