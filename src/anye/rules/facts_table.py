"""Facts first, measures after: what measures read, one row a unit in a table, and measures over that table alone.

Working facts out of millions of records takes nearly all of a screening's time, and a question of the kind "what if
the limit were another" changes none of them. `plan_facts` says how to make the tables; `over_facts` screens over
them, under the same law or another that reads no other facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlglot import exp

from . import ir
from .relation import Column, Relation
from .resolve import Law
from .screen_sql import Draft, ScreeningPlan, draft_screening
from .stages import Stages, Statement
from .to_sql import Translator


@dataclass(frozen=True)
class FactsTable:
    """A unit's table: `columns` by what they mean, so that another plan finds them whatever it calls them."""

    unit: str
    statement: Statement
    columns: dict[str, str]


@dataclass(frozen=True)
class FactsPlan:
    """Statements to run in order, then those of `tables`; what only the former wrote may be dropped after."""

    law: Law
    statements: tuple[Statement, ...]
    tables: dict[str, FactsTable]


class FactsNotThere(LookupError):
    """Measures read facts that the tables lack."""


def plan_facts(law: Law, measures: Iterable[str] = (), explain: bool = False) -> FactsPlan:
    """The tables of all facts that the measures (or those named) read, on the law's day."""
    draft = draft_screening(law, measures, explain=explain, by_facts=True)
    relations, dictionary = draft.translator.relations, law.policy.dictionary
    wanted = {unit: [column.name for column in _facts(draft, unit)] for unit in draft.outputs}
    meaning = {unit: [Meaning(draft).of(unit, name) for name in names] for unit, names in wanted.items()}
    statements, queries = Stages(dictionary, relations, "facts_stage").plan(wanted)
    tables = {
        unit: FactsTable(
            unit,
            Statement(f"facts_{relations[unit].table}", queries[unit]),
            dict(zip(meaning[unit], names, strict=True)),
        )
        for unit, names in wanted.items()
    }
    return FactsPlan(law, tuple(statements), tables)


def over_facts(
    law: Law, facts: FactsPlan, measures: Iterable[str] = (), masks: bool = True, explain: bool = False
) -> ScreeningPlan:
    """The screening read from the tables of `facts`; raises FactsNotThere where they don't have what it reads."""
    draft = draft_screening(law, measures, masks, explain, by_facts=True)
    queries: dict[str, exp.Query] = {}
    for unit, outputs in draft.outputs.items():
        table, relation, meaning = facts.tables.get(unit), draft.translator.relations[unit], Meaning(draft)
        if table is None:
            raise FactsNotThere(unit)
        items: list[exp.Expr] = [exp.column("id")]
        names = set()
        for column in _facts(draft, unit):
            stored = table.columns.get(meaning.of(unit, column.name))
            if stored is None:
                raise FactsNotThere(f"{unit}.{column.name}")
            names.add(column.name)
            items.append(
                exp.alias_(exp.column(stored), column.name) if stored != column.name else exp.column(stored)
            )
        inner = exp.select(*items).from_(exp.to_table(table.statement.name))
        queries[unit] = relation.select(outputs, _among(names), inner)
    return draft.plan((), queries)


def _among(names: set[str]) -> Callable[[Column], bool]:
    return lambda column: column.name in names


def _facts(draft: Draft, unit: str) -> list[Column]:
    """The columns at which measures end and facts begin: stored, joined, aggregated or derived ones."""
    relation = draft.translator.relations[unit]
    known = _known(draft.translator, unit)

    def is_fact(column: Column) -> bool:
        return column.kind != "calc" or column.name in known

    return [column for column in relation.needed(draft.outputs[unit], is_fact) if is_fact(column)]


def _known(translator: Translator, unit: str) -> set[str]:
    """The columns of values that are facts."""
    points = translator.points.items()
    cells = [cell for key, cell in points if key[0] == unit and translator.is_fact(*key)]
    for key, pair in translator.wides.items():
        if key[0] == unit and translator.is_fact(*key) and not isinstance(key[1], ir.Fact):
            cells += [pair.low, pair.high]
    return {cell.sql.name for cell in cells if isinstance(cell.sql, exp.Column)}


class Meaning:
    """What a column means: its expression with every column in it replaced by what that one means."""

    def __init__(self, draft: Draft):
        self.relations = draft.translator.relations
        self.records = draft.translator.law.policy.dictionary.records
        self.known: dict[tuple[str, str], str] = {}

    def of(self, record: str, name: str) -> str:
        key = (record, name)
        if key not in self.known:
            column = self.relations[record].columns.get(name)
            self.known[key] = (
                f"{record}.{name}" if column is None else self._of(self.relations[record], column)
            )
        return self.known[key]

    def _of(self, relation: Relation, column: Column) -> str:
        if column.kind == "base":
            return f"{relation.record}.{column.expr.sql('duckdb')}"
        target = self.records[relation.record].links[column.link].to if column.link else relation.record

        def meant(node: exp.Expr) -> exp.Expr:
            return exp.column(self.of(target, node.name)) if isinstance(node, exp.Column) else node

        text = column.expr.transform(meant)
        said = f"{relation.record} {column.kind} {column.link} {text.sql('duckdb')}"
        return hashlib.sha256(said.encode()).hexdigest()
