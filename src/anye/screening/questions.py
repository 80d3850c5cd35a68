"""What to ask, and whom, so that an open row is settled: the unknown facts its open conditions rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from anye.rules import ir
from anye.rules.analysis import Analysis
from anye.rules.dictionary import Dictionary, Link, RecordType
from anye.rules.missing import leaves
from anye.rules.phrases import PHRASES
from anye.rules.screen_sql import MeasureColumns
from anye.rules.types import Words

from .engine import Screening

Path = tuple[str, ...]
Leaf = tuple[Path, str]  # the links that lead to a record, `[]` behind those through lists; the fact's name


@dataclass(frozen=True)
class Question:
    """One fact that may be unknown and keep a measure open.

    `label` says whose it is where it is of a linked record; `register` is who can prove it, empty for a figure of
    the policy. It is asked where it is unknown and one of `conditions` (a mask) is open, or, with `amount`, where
    the amount is. `column` of the unit's table of unknown facts says whether it is; empty: always.
    """

    label: Words
    ask: Words
    register: str
    judgement: bool
    conditions: int
    amount: bool
    column: str


@dataclass(frozen=True)
class Questions:
    """A measure's questions, and where the unit's unknown facts stand, a row for each unit with anything open."""

    table: str
    columns: MeasureColumns
    items: tuple[Question, ...]

    def asked(self, result: str, unknown: str) -> str:
        """SQL: the numbers of the questions a row waits for; `result`, `unknown` are the two tables' aliases."""
        spec = self.columns
        uncertain = amount_open(spec, result)
        parts = []
        for number, item in enumerate(self.items):
            tests = [f"({result}.{spec.unknown} & {item.conditions}) <> 0"] * bool(item.conditions)
            tests += [uncertain] * item.amount
            there = f"{unknown}.{item.column} AND " if item.column else ""
            parts.append(f"CASE WHEN {there}({' OR '.join(tests)}) THEN {number} END")
        return f"list_filter([{', '.join(parts) or 'NULL'}], lambda x: x IS NOT NULL)"


def amount_open(spec: MeasureColumns, result: str) -> str:
    """SQL: whether a row's amount isn't certain."""
    low, high = f"{result}.{spec.low}", f"{result}.{spec.high}"
    return f"({low} IS NULL OR {low} IS DISTINCT FROM {high})"


def ask_of_unit(
    connection: duckdb.DuckDBPyConnection,
    screening: Screening,
    unit: str,
    measures: Iterable[MeasureColumns],
) -> list[Questions]:
    """The questions of a unit's measures. Notes in a table which facts are unknown of each unit with anything open.

    The same facts as `rules.missing` names for one subject, for all at once: one query for each way that leads
    from the unit to a record. Of a linked record that is unknown its facts are asked for, not its lists.
    """
    analysis, dictionary = Analysis(screening.law.lowering), screening.law.policy.dictionary
    places: dict[Leaf, str] = {}
    found = [_questions(analysis, dictionary, unit, spec, places) for spec in measures]
    _note_unknown(connection, dictionary, screening.tables[unit], unit, found, places)
    return found


def _questions(
    analysis: Analysis, dictionary: Dictionary, unit: str, spec: MeasureColumns, places: dict[Leaf, str]
) -> Questions:
    rule, masks = spec.rule, dict[Leaf, int]()
    rests = [(1 << bit, condition.when) for bit, condition in enumerate(rule.conditions)]
    for mask, node in [*rests, (1 << len(rests), rule.amount)]:
        for leaf in _leaves(analysis, node):
            masks[leaf] = masks.get(leaf, 0) | mask
    amount = 1 << len(rests)
    items = []
    for (path, name), mask in masks.items():
        figure = path == (FIGURE,)
        column = "" if figure else places.setdefault((path, name), f"u{len(places)}")
        named = _figure(analysis, name) if figure else _named(dictionary, unit, path, name)
        items.append(Question(*named, mask & (amount - 1), bool(mask & amount), column))
    return Questions(f"unknown_{unit}", spec, tuple(items))


FIGURE = "figure"  # stands for a path where the policy itself doesn't know


def _leaves(analysis: Analysis, node: ir.Expr) -> list[Leaf]:
    """What an expression rests on and may be unknown: a city's lists are always there, so they are not asked for."""
    found = [((FIGURE,) if not leaf.record else leaf.path, leaf.name) for leaf in leaves(analysis, node)]
    return list(dict.fromkeys((path, name) for path, name in found if name))


def _figure(analysis: Analysis, name: str) -> tuple[Words, Words, str, bool]:
    label = analysis.lowering.parameters[name].label
    return label, label, "", False


def _named(dictionary: Dictionary, unit: str, path: Path, name: str) -> tuple[Words, Words, str, bool]:
    """A fact's label with its owner, its question, its register and whether somebody has to judge it."""
    links = list(_along(dictionary, unit, path))
    record = links[-1][1] if links else dictionary.records[unit]
    fact, label = record.facts[name], record.facts[name].label
    if links:
        of, owner = PHRASES["of"], links[-1][0].label
        label = Words(*(of.in_(lang).format(a=owner.in_(lang), b=label.in_(lang)) for lang in LANGUAGES))
    return label, fact.question, fact.register, fact.judgement


LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def _along(dictionary: Dictionary, unit: str, path: Path) -> Iterable[tuple[Link, RecordType]]:
    """The links of a path, each with the record it leads to."""
    record = dictionary.records[unit]
    for step in path:
        link = record.links[step.removesuffix("[]")]
        record = dictionary.records[link.to]
        yield link, record


def _note_unknown(
    connection: duckdb.DuckDBPyConnection,
    dictionary: Dictionary,
    result: str,
    unit: str,
    found: list[Questions],
    places: dict[Leaf, str],
) -> None:
    """The table of unknown facts: the unit's id, and a column a fact."""
    still_open = " OR ".join(
        f"(r.{q.columns.failed} = 0 AND (r.{q.columns.unknown} <> 0 OR {amount_open(q.columns, 'r')}))"
        for q in found
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE open_{unit} AS SELECT id FROM {result} r WHERE {still_open}"
    )
    names: dict[Path, list[str]] = {}
    for path, name in places:
        names.setdefault(path, []).append(name)
    columns, joins = [], []
    for number, (path, facts) in enumerate(names.items()):
        listed = {places[path, name]: name for name in facts}
        joins.append(
            f"LEFT JOIN ({_unknown_at(dictionary, unit, path, listed)}) w{number} ON w{number}.id = o.id"
        )
        columns += [f"coalesce(w{number}.{column}, false) AS {column}" for column in listed]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE unknown_{unit} AS "
        f"SELECT {', '.join(['o.id', *columns])} FROM open_{unit} o {' '.join(joins)}"
    )
    connection.execute(f"DROP TABLE open_{unit}")


def _unknown_at(dictionary: Dictionary, unit: str, path: Path, listed: dict[str, str]) -> str:
    """Which facts of the records at a path are unknown, for each open unit; in a list, those of any element."""
    record = dictionary.records[unit]
    joins = [f"JOIN {record.table} a0 ON a0.{record.key} = o.id"]
    many = False
    for number, (step, (link, target)) in enumerate(
        zip(path, _along(dictionary, unit, path), strict=True), 1
    ):
        before, alias = f"a{number - 1}", f"a{number}"
        if step.endswith("[]"):
            many = True
            joins.append(f"JOIN {target.table} {alias} ON {alias}.{link.by}_id = {before}.{record.key}")
        else:
            joins.append(
                f"LEFT JOIN {target.table} {alias} ON {alias}.{target.key} = {before}.{link.name}_id"
            )
        record = target
    flags = {link.complete for link in record.links.values() if link.complete}
    tests = {
        column: f'a{len(path)}."{name}" IS {"NOT TRUE" if name in flags else "NULL"}'
        for column, name in listed.items()
    }
    items = [
        f"bool_or({test}) AS {column}" if many else f"{test} AS {column}" for column, test in tests.items()
    ]
    tail = " GROUP BY o.id" if many else ""
    return f"SELECT {', '.join(['o.id', *items])} FROM open_{unit} o {' '.join(joins)}{tail}"
