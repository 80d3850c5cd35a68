"""Records of many subjects fetched at once: what a program reads of them, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from anye.rules.dictionary import Dictionary
from anye.rules.shape import Shape

from .gather import Row


class Batch:
    """A source (see `gather`) that holds what `fetch` has brought in; a query a record type and list, not one a subject."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, dictionary: Dictionary):
        self.connection, self.dictionary = connection, dictionary
        self._one: dict[tuple[str, int], Row] = {}
        self._lists: dict[tuple[str, str, int], list[Row]] = {}

    def fetch(self, shape: Shape, keys: Iterable[int]) -> None:
        """Brings in the subjects with these keys and all records that the shape reaches from them."""
        wanted = {key for key in keys if (shape.record, key) not in self._one}
        spec = self.dictionary.records[shape.record]
        for row in self._rows(shape.record, spec.key, wanted):
            self._one[shape.record, row[spec.key]] = row
        self._follow(
            shape, [self._one[shape.record, key] for key in set(keys) if (shape.record, key) in self._one]
        )

    def _follow(self, shape: Shape, rows: list[Row]) -> None:
        spec = self.dictionary.records[shape.record]
        for link, one in shape.ones.items():
            self.fetch(one, {row[f"{link}_id"] for row in rows if row[f"{link}_id"] is not None})
        for link, many in shape.lists.items():
            self._follow(
                many, self._list(many.record, f"{spec.links[link].by}_id", {row[spec.key] for row in rows})
            )

    def _list(self, record: str, column: str, keys: set[int]) -> list[Row]:
        wanted = {key for key in keys if (record, column, key) not in self._lists}
        self._lists |= {(record, column, key): [] for key in wanted}
        for row in self._rows(record, column, wanted):
            self._lists[record, column, row[column]].append(row)
        return [row for key in keys for row in self._lists[record, column, key]]

    def _rows(self, record: str, column: str, keys: set[int]) -> list[Row]:
        if not keys:
            return []
        spec = self.dictionary.records[record]
        query = f'SELECT * FROM {spec.table} WHERE "{column}" IN (SELECT unnest(?)) ORDER BY {spec.key}'
        cursor = self.connection.execute(query, [sorted(keys)])
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, record: str, key: int) -> Row | None:
        return self._one.get((record, key))

    def rows(self, record: str, column: str, key: int) -> list[Row]:
        return self._lists.get((record, column, key), [])
