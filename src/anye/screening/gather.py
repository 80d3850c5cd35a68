"""The facts of one subject, out of a city's tables, nested as a measure's schema wants them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Protocol

from anye.rules.dictionary import Dictionary
from anye.rules.shape import Shape

Row = dict[str, Any]


class Source(Protocol):
    """Where stored records come from."""

    def row(self, record: str, key: int) -> Row | None:
        """The record with that key."""

    def rows(self, record: str, column: str, key: int) -> list[Row]:
        """The records whose `column` holds that key, in order of their own keys."""


Memo = dict[tuple[int, int], dict[str, Any] | None]
"""Records gathered before, by their shape and key: many employments share an employer."""


def gather(
    source: Source, dictionary: Dictionary, shape: Shape, key: int, memo: Memo | None = None
) -> dict[str, Any] | None:
    """The subject's facts as JSON data: days and decimals as text, lists of linked records; None: no such subject.

    With a `memo`, kept between calls with the same shapes, a linked record is read once; don't change what it holds.
    """
    row = source.row(shape.record, key)
    return None if row is None else _record(source, dictionary, shape, row, {} if memo is None else memo)


def _record(source: Source, dictionary: Dictionary, shape: Shape, row: Row, memo: Memo) -> dict[str, Any]:
    spec = dictionary.records[shape.record]
    data: dict[str, Any] = {name: _plain(row[name]) for name in shape.facts}
    for link, one in shape.ones.items():
        data[link] = _linked(source, dictionary, one, row[f"{link}_id"], memo)
    for link, many in shape.lists.items():
        found = source.rows(many.record, f"{spec.links[link].by}_id", row[spec.key])
        data[link] = [_record(source, dictionary, many, item, memo) for item in found]
    return data


def _linked(
    source: Source, dictionary: Dictionary, shape: Shape, key: int | None, memo: Memo
) -> dict[str, Any] | None:
    if key is None:
        return None
    if (id(shape), key) not in memo:
        row = source.row(shape.record, key)
        memo[id(shape), key] = None if row is None else _record(source, dictionary, shape, row, memo)
    return memo[id(shape), key]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


class Rows:
    """A source over rows at hand, indexed as they are asked for."""

    def __init__(self, dictionary: Dictionary, tables: dict[str, list[Row]]):
        self.dictionary, self.tables = dictionary, tables
        self._index: dict[tuple[str, str], dict[int, list[Row]]] = {}

    def _by(self, record: str, column: str) -> dict[int, list[Row]]:
        if (record, column) not in self._index:
            index: dict[int, list[Row]] = {}
            for row in self.tables[self.dictionary.records[record].table]:
                if row[column] is not None:
                    index.setdefault(row[column], []).append(row)
            self._index[record, column] = index
        return self._index[record, column]

    def row(self, record: str, key: int) -> Row | None:
        found = self._by(record, self.dictionary.records[record].key).get(key)
        return found[0] if found else None

    def rows(self, record: str, column: str, key: int) -> list[Row]:
        return self._by(record, column).get(key, [])
