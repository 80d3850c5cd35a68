"""Finds a subject in a city, by number, name or key, and the records that concern it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from anye.rules.dictionary import Dictionary, RecordType
from anye.rules.errors import AnyeError, Place, Problem
from anye.rules.reach import reach

SUBJECTS = ("person", "employer")
MOST_NAMED = 8


class NoSubject(AnyeError):
    """What was named is nobody, or several."""


@dataclass(frozen=True)
class Subject:
    """A record, with its name and number (a person's masked), either empty where there is none."""

    record: str
    key: int
    name: str
    number: str


def find(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, text: str) -> Subject:
    """The person or employer of a city with that identity number, credit code or name; or `person:12`.

    Raises NoSubject when there is none, or when several have the name: then the message lists their keys.
    """
    record, _, key = text.partition(":")
    if record in dictionary.records and key:
        found = list(_by_key(connection, dictionary.records[record], key))
    else:
        found = [
            subject
            for name in SUBJECTS
            if name in dictionary.records
            for subject in _named(connection, dictionary.records[name], text)
        ]
    if len(found) == 1:
        return found[0]
    raise NoSubject([_several(text, found) if found else _nobody(text)])


def records_of(
    connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, subject: Subject
) -> dict[str, list[int]]:
    """The keys of the records that concern a subject, by record type; the latest first. Of the subject: its own."""
    found: dict[str, list[int]] = {}
    for unit, path in reach(dictionary, subject.record).items():
        query = _query(dictionary, unit, path)
        found[unit] = [row[0] for row in connection.execute(query, [subject.key]).fetchall()]
    return found


def caption(
    connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, unit: str, key: int, apart_from: str
) -> str:
    """Who else a record concerns, by name: of a person's employment the employer; empty where nobody."""
    spec = dictionary.records[unit]
    parties = [
        (link.name, dictionary.records[link.to])
        for link in spec.links.values()
        if not link.many and link.to != apart_from and dictionary.records[link.to].name_column
    ]
    names = []
    for link, party in parties:
        query = (
            f"SELECT p.{party.name_column} FROM {spec.table} u JOIN {party.table} p ON p.{party.key} = u.{link}_id "
            f"WHERE u.{spec.key} = ?"
        )
        names += [str(row[0]) for row in connection.execute(query, [key]).fetchall() if row[0]]
    return "，".join(dict.fromkeys(names))


def _query(dictionary: Dictionary, unit: str, path: tuple[str, ...]) -> str:
    """The keys of a unit's records whose links lead to the key that is asked for."""
    records = [dictionary.records[unit]]
    for link in path:
        records.append(dictionary.target(records[-1].name, link))
    joins = [
        f"JOIN {after.table} t{number + 1} ON t{number + 1}.{after.key} = t{number}.{path[number]}_id"
        for number, (_, after) in enumerate(pairwise(records))
    ]
    last = f"t{len(path)}.{records[-1].key}"
    return f"SELECT t0.{records[0].key} FROM {records[0].table} t0 {' '.join(joins)} WHERE {last} = ? ORDER BY 1 DESC"


def _columns(record: RecordType) -> str:
    name = record.name_column or "NULL"
    number = record.identity or "NULL"
    if record.personal and record.identity:
        number = f"left({number}, 6) || '********' || right({number}, 4)"
    return f"{record.key}, {name}, {number}"


def _subjects(record: RecordType, rows: list[tuple[int, str | None, str | None]]) -> Iterator[Subject]:
    for key, name, number in rows:
        yield Subject(record.name, key, name or "", number or "")


def _by_key(connection: duckdb.DuckDBPyConnection, record: RecordType, key: str) -> Iterator[Subject]:
    if key.isascii() and key.isdigit() and len(key) < 18:
        query = f"SELECT {_columns(record)} FROM {record.table} WHERE {record.key} = ?"
        yield from _subjects(record, connection.execute(query, [int(key)]).fetchall())


def _named(connection: duckdb.DuckDBPyConnection, record: RecordType, text: str) -> Iterator[Subject]:
    for column in (record.identity, record.name_column):
        if column:
            query = f"SELECT {_columns(record)} FROM {record.table} WHERE {column} = ? ORDER BY {record.key}"
            yield from _subjects(record, connection.execute(query, [text.strip()]).fetchall())


def _nobody(text: str) -> Problem:
    return Problem(
        Place("SUBJECT"),
        "no-subject",
        f"城市里没有“{text}”。",
        f"there is no {text!r} in the city.",
        "写身份证号、统一社会信用代码、姓名或名称，或 person:12、employer:5 这样的记录号。",
        "give an identity number, a credit code, a name, or a key such as person:12 or employer:5.",
    )


def _several(text: str, found: list[Subject]) -> Problem:
    listed = [f"{item.record}:{item.key}（{item.number}）" for item in found[:MOST_NAMED]]
    return Problem(
        Place("SUBJECT"),
        "several-subjects",
        f"有 {len(found)} 个“{text}”：{'、'.join(listed)}{'……' if len(found) > MOST_NAMED else ''}。",
        f"{len(found)} are called {text!r}: {', '.join(listed)}{' …' if len(found) > MOST_NAMED else ''}.",
        "改写其中一个记录号或号码。",
        "give one of these keys, or a number.",
    )
