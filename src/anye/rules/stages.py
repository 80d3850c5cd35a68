"""In which order relations are built: each join and each aggregate once, as late as its readers allow.

A stage is one pass over a record's rows. Stage 0 has stored facts and what is computed from them; a join or an
aggregate comes a stage after what it reads. A relation read by several others is written to a table once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from .dictionary import Dictionary
from .relation import Column, E, Relation, aliased, selected
from .sql_text import any_of


@dataclass(frozen=True)
class Statement:
    """`CREATE TEMP TABLE name AS query`."""

    name: str
    query: exp.Query

    def sql(self) -> str:
        return f"CREATE OR REPLACE TEMP TABLE {self.name} AS {self.query.sql('duckdb')}"


@dataclass
class Stages:
    """Schedules the columns of relations for the wanted results; `source` names the table of stored records."""

    dictionary: Dictionary
    relations: dict[str, Relation]
    prefix: str = "stage"
    finals: dict[str, tuple[list[str], int]] = field(default_factory=dict)
    floors: dict[tuple[str, str, str], int] = field(default_factory=dict)
    delays: dict[str, int] = field(default_factory=dict)
    kept: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    readers: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def plan(self, wanted: dict[str, list[str]]) -> tuple[list[Statement], dict[str, exp.Query]]:
        """Statements to run in order, then one query for each record with results."""
        self._schedule(wanted)
        self._join_passes(wanted)
        for record in wanted:
            last = self.finals[record][1]
            if self._passes(record, last) and (record, last) in self.kept:
                self.delays[record] = 1  # it reads what that version has found, not the lists once more
        self._schedule(wanted)
        statements = []
        for record, stage in sorted(self.kept, key=lambda key: (key[1], key[0])):
            if self._is_table(record, stage):
                query = self._select(record, sorted(self.kept[record, stage]), stage)
                statements.append(Statement(self._table_name(record, stage), query))
        return statements, {
            record: self._select(record, *self.finals[record], final=True) for record in wanted
        }

    def _schedule(self, wanted: dict[str, list[str]]) -> None:
        for relation in self.relations.values():
            for column in relation.columns.values():
                column.earliest = column.stage = -1
        self.kept.clear()
        self.readers.clear()
        for record, names in wanted.items():
            last = max((self._earliest(record, name) for name in names), default=0)
            self.finals[record] = (names, last + self.delays.get(record, 0))
        for record, (names, last) in self.finals.items():
            for name in names:
                self._assign(record, name, last)
        self._share_passes()
        self._find_kept()

    # --- when ------------------------------------------------------------------------------------
    def _target(self, record: str, column: Column) -> str:
        return self.dictionary.records[record].links[column.link].to

    def _earliest(self, record: str, name: str) -> int:
        column = self.relations[record].columns[name]
        if column.earliest < 0:
            here = [self._earliest(record, part) for part in column.here]
            target = self._target(record, column) if column.link else ""
            there = [
                1 + self._earliest(target, part)
                for part in column.there
                if part in self.relations[target].columns
            ]
            least = self.floors.get((record, column.kind, column.link), 1) if column.link else 0
            column.earliest = max([*here, *there, least])
        return column.earliest

    def _assign(self, record: str, name: str, latest: int) -> None:
        """The column is computed at the latest stage at which all its readers still can use it.

        What stored facts alone give belongs to no stage: each reader works it out as it reads them.
        """
        column = self.relations[record].columns[name]
        stage = latest if self._earliest(record, name) else 0
        if 0 <= column.stage <= stage:
            return
        column.stage = stage
        for part in column.here:
            self._assign(record, part, latest)
        if column.link:
            target = self._target(record, column)
            for part in column.there & set(self.relations[target].columns):
                self._assign(target, part, latest - 1)

    def _groups(self) -> dict[tuple[str, str, str], list[Column]]:
        """Columns in use by the list or link they come from, each of which is one pass where they share a stage."""
        groups: dict[tuple[str, str, str], list[Column]] = defaultdict(list)
        for record, relation in self.relations.items():
            for column in relation.columns.values():
                if column.link and column.stage >= 0:
                    groups[record, column.kind, column.link].append(column)
        return groups

    def _passes(self, record: str, stage: int) -> bool:
        """Whether lists have been gone through up to that stage."""
        columns = self.relations[record].columns.values()
        return any(column.kind == "agg" and 0 <= column.stage <= stage for column in columns)

    def _join_passes(self, wanted: dict[str, list[str]]) -> None:
        """Lists are gone through once: earlier aggregates wait for later ones, unless these rest on them."""
        for key in [key for key in self._groups() if key[1] == "agg"]:
            columns = self._groups()[key]
            floor = max(self._earliest(key[0], column.name) for column in columns)
            if all(self._earliest(key[0], column.name) == floor for column in columns):
                continue
            self.floors[key] = floor
            self._schedule(wanted)
            if any(self._earliest(key[0], column.name) > floor for column in columns):
                del self.floors[key]
                self._schedule(wanted)

    def _share_passes(self) -> None:
        """What can be joined or aggregated in an earlier pass over the same list or link is: to carry a column on
        costs less than to group millions of records twice."""
        for (record, _, _), columns in self._groups().items():
            for column in columns:
                least = self._earliest(record, column.name)
                self._assign(
                    record, column.name, min(other.stage for other in columns if other.stage >= least)
                )

    def _version(self, record: str, names: Iterable[str]) -> int:
        """The stage of a relation at which it offers all the names."""
        columns = self.relations[record].columns
        return max((columns[name].stage for name in names if name in columns), default=0)

    def _find_kept(self) -> None:
        """Which versions of relations others read, and with which columns; then what later versions carry on."""
        for record, relation in self.relations.items():
            for (_, link, _), columns in self._joins(relation).items():
                target = self.dictionary.records[record].links[link].to
                names = {name for column in columns for name in column.there} & set(
                    self.relations[target].columns
                )
                version = self._version(target, names)
                if version > 0:
                    self.kept[target, version] |= names
                    self.readers[target, version] += 1
        for record, stage in sorted(self.kept, reverse=True):
            later = [s for r, s in self.kept if r == record and s > stage]
            if record in self.finals or later:
                self.readers[record, stage] += 1
                self.kept[record, stage] |= self._carried(record, stage)

    def _carried(self, record: str, stage: int) -> set[str]:
        columns = self.relations[record].columns
        final, last = self.finals.get(record, ([], 0))
        names = {name for name in final if columns[name].stage <= stage < last}
        names |= {
            name
            for (other, later), kept in self.kept.items()
            if other == record and later > stage
            for name in kept
            if columns[name].stage <= stage
        }
        for column in columns.values():
            if column.stage > stage:
                names |= {name for name in column.here if 0 <= columns[name].stage <= stage}
        return names

    def _is_table(self, record: str, stage: int) -> bool:
        return self.readers[record, stage] > 1

    def _table_name(self, record: str, stage: int) -> str:
        return f"{self.prefix}_{self.relations[record].table}_{stage}"

    # --- how -------------------------------------------------------------------------------------
    def _joins(
        self, relation: Relation, above: int = 0, upto: int = 10**6
    ) -> dict[tuple[str, str, int], list[Column]]:
        """Joined columns of stages above…upto, by kind, link and the stage they need of the other side."""
        groups: dict[tuple[str, str, int], list[Column]] = defaultdict(list)
        for column in relation.columns.values():
            if column.link and above < column.stage <= upto:
                groups[column.kind, column.link, column.stage if upto == 10**6 else 0].append(column)
        return groups

    def _select(self, record: str, wanted: list[str], stage: int, final: bool = False) -> exp.Select:
        """`wanted` of a record's relation as of a stage, from its last written version."""
        relation = self.relations[record]
        tables = [s for r, s in self.kept if r == record and s < stage and self._is_table(r, s)]
        for start in [*sorted(tables, reverse=True), 0]:
            written = self.kept[record, start] if start else set()

            def have(column: Column, written: set[str] = written) -> bool:
                return column.kind != "calc" or column.name in written

            needed = [column for column in relation.needed(wanted, have) if have(column)]
            if all(column.name in written or (column.link and column.stage > start) for column in needed):
                break  # all that is wanted is written there or joined later
        keys = () if final else sorted(relation.foreign_keys)  # for those who read this relation by them
        return relation.select(wanted, have, self._inner(relation, needed, start, stage, written), keys)

    def _inner(
        self, relation: Relation, needed: list[Column], start: int, stage: int, written: set[str]
    ) -> exp.Select:
        names = {column.name for column in needed}
        stored = self._table_name(relation.record, start) if start else relation.table
        key = "id" if start else relation.key
        items: list[E] = [aliased(exp.column(key, table="b"), "id")]
        items += [exp.column(name, table="b") for name in sorted(relation.foreign_keys)]
        for column in needed:
            if start and column.name in written:
                items.append(exp.column(column.name, table="b"))
            elif column.kind == "base":
                items.append(aliased(_qualified(column.expr, "b"), column.name))
        query = selected(items, exp.alias_(exp.to_table(stored), "b", table=True, copy=False))
        groups = self._joins(relation, start, stage)
        number = 0
        for (kind, link, _), columns in sorted(groups.items(), key=lambda item: item[0]):
            columns = [column for column in columns if column.name in names and column.name not in written]
            for part in self._from_one_version(relation, link, columns):
                query = self._join(relation, query, kind, link, part, f"j{number}")
                number += 1
        return query

    def _from_one_version(self, relation: Relation, link: str, columns: list[Column]) -> list[list[Column]]:
        """The columns to be joined, apart where the table that some of them need was written without the others'."""
        target = self.dictionary.records[relation.record].links[link].to
        version = self._version(target, {name for column in columns for name in column.there})
        if not version or not self._is_table(target, version):
            return [columns] if columns else []
        offered = self.kept[target, version]
        known = self.relations[target].columns.keys()
        lacking = [column for column in columns if column.there & known - offered]
        if not lacking or len(lacking) == len(columns):
            return [columns]
        there = [column for column in columns if column not in lacking]
        return [there, *self._from_one_version(relation, link, lacking)]

    def _join(
        self, relation: Relation, query: exp.Select, kind: str, link: str, columns: list[Column], alias: str
    ) -> exp.Select:
        spec = self.dictionary.records[relation.record].links[link]
        names = sorted(
            {name for column in columns for name in column.there} & set(self.relations[spec.to].columns)
        )
        source = self._source(spec.to, names)
        if kind == "foreign":
            joined = selected([exp.column(name) for name in ["id", *names]], source)
            on = exp.EQ(this=exp.column("id", table=alias), expression=exp.column(f"{link}_id", table="b"))
            items: list[E] = [aliased(_qualified(column.expr, alias), column.name) for column in columns]
        else:
            joined = _grouped(source, f"{spec.by}_id", columns)
            on = exp.EQ(this=exp.column("owner", table=alias), expression=exp.column("id", table="b"))
            items = [exp.column(column.name, table=alias) for column in columns]
        inner = joined.subquery(alias, copy=False)
        return query.select(*items, copy=False).join(inner, on=on, join_type="left", copy=False)

    def _source(self, record: str, names: list[str]) -> E:
        """A relation that offers the names: the version written to a table, or the query itself."""
        version = self._version(record, names)
        if version and self._is_table(record, version) and self.kept[record, version] >= set(names):
            return exp.alias_(exp.to_table(self._table_name(record, version)), "s", table=True, copy=False)
        return self._select(record, names, version).subquery("s", copy=False)


FEW = 8  # tests of a list's elements made before they are grouped


def _grouped(source: E, owner: str, columns: list[Column]) -> exp.Select:
    """Aggregates by owner; what no aggregate takes in is left out before grouping.

    Of "is there one" only a yes is ever asked for (`bool_or` false or NULL is the same to its readers), so that it
    takes in those of which it is true and no others.
    """
    query = exp.select(aliased(exp.column(owner), "owner"), copy=False)
    filters = [_taken_in(column.expr) for column in columns]
    distinct = list({part.sql(): part for part in filters if part is not None}.values())
    for column in columns:
        expr = column.expr.copy()
        if None not in filters and len(distinct) == 1:
            expr = expr.transform(
                lambda node: node.this if isinstance(node, exp.Filter) else node, copy=False
            )
        query = query.select(aliased(expr, column.name), copy=False)
    query = query.from_(source, copy=False)
    if None not in filters and len(distinct) <= FEW:
        query = query.where(any_of(distinct), copy=False)
    return query.group_by(exp.column(owner), copy=False)


def _taken_in(aggregate: E) -> E | None:
    """Of which elements an aggregate takes notice; None: of all."""
    found = aggregate.find(exp.Filter)
    if found is not None:
        part: E = found.expression.this
        return part
    if isinstance(aggregate, exp.Anonymous) and aggregate.name == "bool_or":
        return aggregate.expressions[0]  # type: ignore[no-any-return]
    return None


def _qualified(expr: E, table: str) -> E:
    return expr.transform(
        lambda node: exp.column(node.name, table=table) if isinstance(node, exp.Column) else node
    )
