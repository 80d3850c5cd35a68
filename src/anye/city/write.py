"""Tables to Parquet: the same rows give the same bytes, and no more than a row group is held back."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from .days import Flags
from .schema import ENUMS, TABLES, Column

ROW_GROUP = 131_072  # a fixed size: row groups do not depend on how the rows arrive


class Known:
    """A column in which some values are not known."""

    def __init__(self, values: npt.NDArray[Any], missing: Flags):
        self.values, self.missing = values, missing


# Arrow's own arrays have no types to mypy, so Any it is for them.
Values: TypeAlias = npt.NDArray[Any] | Known | Any


def lose(
    rng: np.random.Generator,
    values: npt.NDArray[Any] | Known,
    rate: float | npt.NDArray[np.float64],
    spare: Flags | None = None,
) -> Known:
    """The column with that share of its values unknown, but none in the rows of `spare`."""
    missing = rng.random(len(values.values if isinstance(values, Known) else values)) < rate
    if spare is not None:
        missing &= ~spare
    if isinstance(values, Known):
        return Known(values.values, values.missing | missing)
    return Known(values, missing)


def lose_few(
    rng: np.random.Generator,
    values: npt.NDArray[Any] | Known,
    rate: float,
    spare: Flags | None = None,
) -> Known:
    """As `lose`, for a small rate: it draws the rows that are lost instead of asking each one."""
    given, missing = (
        (values.values, values.missing)
        if isinstance(values, Known)
        else (values, np.zeros(len(values), dtype=np.bool_))
    )
    lost = few(rng, len(given), rate)
    return Known(given, missing | (lost if spare is None else lost & ~spare))


def few(rng: np.random.Generator, count: int, rate: float) -> Flags:
    """Flags of which about that small share is set."""
    flags = np.zeros(count, dtype=np.bool_)
    if count:
        flags[rng.integers(0, count, rng.binomial(count, rate))] = True
    return flags


def to_arrow(column: Column, given: Values) -> pa.Array:
    """The values in the column's type."""
    if isinstance(given, pa.Array):
        return given
    values, missing = (given.values, given.missing) if isinstance(given, Known) else (given, None)
    if column.kind in ENUMS:
        codes = pa.array(values.astype(np.int8, copy=False), mask=missing)
        return pa.DictionaryArray.from_arrays(codes, pa.array(ENUMS[column.kind]))
    if column.kind in ("yuan", "rate4", "rate6"):  # whole fen are already what a decimal of two places stores
        fen = pa.array(values.astype(np.int64, copy=False), mask=missing)
        return pa.Array.from_buffers(column.type, len(fen), fen.buffers())
    if column.kind == "date":
        return pa.array(values.astype(np.int32, copy=False), mask=missing).view(pa.date32())
    return pa.array(values, type=column.type, mask=missing)


class Table:
    """One table's file, its rows numbered from 1 in the order in which they come."""

    def __init__(self, folder: Path, name: str):
        self.name, self.columns, self.rows = name, TABLES[name], 0
        self.schema = pa.schema([pa.field(column.name, column.type) for column in self.columns])
        self._waiting: list[pa.Table] = []
        self._held = 0
        self._writer = pq.ParquetWriter(
            folder / f"{name}.parquet",
            self.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=[c.name for c in self.columns if c.kind in ENUMS or c.kind == "date"],
            store_schema=False,  # the plain types are enough, and every reader has them
            store_decimal_as_integer=True,
        )

    def add(self, values: Mapping[str, Values]) -> int:
        """Appends rows and gives the first one's id; every column but `id` must be there."""
        first = self.rows + 1
        given = {column.name: to_arrow(column, values[column.name]) for column in self.columns[1:]}
        lengths = {len(array) for array in given.values()}
        assert len(lengths) == 1 and set(values) == set(given), (self.name, lengths, set(values) ^ set(given))
        count = lengths.pop()
        ids = pa.array(np.arange(first, first + count, dtype=np.int64))
        self._waiting.append(pa.Table.from_arrays([ids, *given.values()], schema=self.schema))
        self.rows += count
        self._held += count
        if self._held >= ROW_GROUP:
            self._flush(whole=False)
        return first

    def _flush(self, whole: bool) -> None:
        table = pa.concat_tables(self._waiting).combine_chunks()
        done = self._held if whole else self._held - self._held % ROW_GROUP
        self._writer.write_table(table.slice(0, done), row_group_size=ROW_GROUP)
        # A copy, or the rest would keep the whole of what was written in memory.
        rest = table.slice(done)
        self._waiting = [rest.take(pa.array(np.arange(rest.num_rows)))] if rest.num_rows else []
        self._held -= done

    def close(self) -> None:
        """Writes what is held back and ends the file."""
        if self._held:
            self._flush(whole=True)
        self._writer.close()

    def abandon(self) -> None:
        """Lets go of a file that nobody will want; what went wrong before is what matters."""
        with contextlib.suppress(OSError):
            self._writer.close()


class Tables:
    """All tables of a city in one folder; leaving the block closes their files."""

    def __init__(self, folder: Path):
        self._tables = {name: Table(folder, name) for name in TABLES}

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def counts(self) -> dict[str, int]:
        return {name: table.rows for name, table in self._tables.items()}

    def __enter__(self) -> Tables:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for table in self._tables.values():
            if error is None:
                table.close()
            else:
                table.abandon()
