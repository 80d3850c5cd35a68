"""One record type as a relation: columns that are read, joined, aggregated or computed, and how to select them.

A column knows the columns it rests on, here and in other relations; from that follow the stages in which
relations are built and which shared expressions get a name of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from sqlglot import exp

E = exp.Expr


@dataclass
class Column:
    """`kind`: base (a stored fact), foreign (of the record linked by `link`), agg (over the list `link`), calc.

    `expr` reads columns by name: of this relation (calc, base), of the linked one (foreign), of the list's (agg).
    A `lazy` one reads most of its columns for few rows only.
    """

    name: str
    kind: str
    expr: E
    link: str = ""
    here: frozenset[str] = frozenset()
    there: frozenset[str] = frozenset()
    earliest: int = -1
    stage: int = -1
    lazy: bool = False


@dataclass
class Relation:
    record: str
    table: str
    key: str
    columns: dict[str, Column] = field(default_factory=dict)
    by_text: dict[tuple[str, str, str], str] = field(default_factory=dict)
    foreign_keys: set[str] = field(default_factory=set)

    def add(self, kind: str, expr: E, link: str = "", hint: str = "") -> exp.Column:
        """The column for an expression, one for equal text; a bare column is itself."""
        if kind == "calc" and isinstance(expr, exp.Column):
            return expr
        text = (kind, link, expr.sql("duckdb"))
        if text not in self.by_text:
            name = self._free(hint) if hint else f"c{len(self.columns)}"
            reads = frozenset(column.name for column in expr.find_all(exp.Column))
            inside = kind == "calc"
            self.by_text[text] = name
            self.columns[name] = Column(
                name,
                kind,
                expr,
                link,
                reads if inside else frozenset(),
                reads if kind in ("foreign", "agg") else frozenset(),
            )
        return exp.column(self.by_text[text])

    def _free(self, hint: str) -> str:
        """The name, or where it is taken the name with a number."""
        names = (f"{hint}_{number}" for number in count(2))
        return hint if hint not in self.columns else next(name for name in names if name not in self.columns)

    def length(self, expr: E) -> int:
        """How much there is to work out, computed columns written out."""
        parts = (self.columns.get(part.name) for part in expr.find_all(exp.Column))
        inner = sum(self.length(part.expr) for part in parts if part is not None and part.kind == "calc")
        return sum(1 for _ in expr.walk()) + inner

    def output(self, name: str, expr: E, lazy: bool = False) -> str:
        """A column of this very name for a result, even where an equal expression has another; returns the name."""
        reads = frozenset(column.name for column in expr.find_all(exp.Column))
        self.columns[name] = Column(name, "calc", exp.Paren(this=expr.copy()), here=reads, lazy=lazy)
        return name

    def needed(self, wanted: Iterable[str], stop: Callable[[Column], bool]) -> list[Column]:
        """The wanted columns and all they rest on here, not going below columns where `stop` holds."""
        found: dict[str, Column] = {}
        stack = list(wanted)
        while stack:
            column = self.columns[stack.pop()]
            if column.name not in found:
                found[column.name] = column
                if not stop(column):
                    stack.extend(column.here)
        return [column for name, column in self.columns.items() if name in found]

    def select(
        self, wanted: list[str], have: Callable[[Column], bool], inner: exp.Select, keys: Iterable[str] = ()
    ) -> exp.Select:
        """`wanted` and `keys` over `inner`, which offers these and what `have` holds for; shared expressions once.

        Expressions used once are written in place; shared ones are named in nested selects, deepest first.
        """
        needed = self.needed(wanted, have)
        calcs = {column.name: column for column in needed if column.kind == "calc" and not have(column)}
        named = _named(calcs, set(wanted))
        written = {
            name: self._written(calcs[name].expr, calcs, named)
            for name in calcs
            if name in named or name in wanted
        }
        depth: dict[str, int] = {}
        for name, expr in written.items():
            parts = [depth.get(part.name, 0) for part in expr.find_all(exp.Column) if part.name in named]
            depth[name] = 1 + max(parts, default=0) if name in named else 10**6
        kept = [column.name for column in needed if have(column)]
        first = ["id", *keys]
        result = inner
        for level in sorted({depth[name] for name in named}):
            fresh = [name for name in written if name in named and depth[name] == level]
            carried = kept + [name for name in named if depth[name] < level]
            items = [exp.column(name) for name in [*first, *carried]] + [
                aliased(written[name], name) for name in fresh
            ]
            result = selected(items, result.subquery("t", copy=False))
        last = [
            exp.column(name) if name in named or name not in written else aliased(written[name], name)
            for name in [*first, *wanted]
        ]
        return selected(last, result.subquery("t", copy=False))

    def _written(self, expr: E, calcs: dict[str, Column], named: set[str]) -> E:
        """The expression with every computed column that has no name of its own put in place."""

        def place(node: E) -> E:
            if isinstance(node, exp.Column) and node.name in calcs and node.name not in named:
                inner = self._written(calcs[node.name].expr, calcs, named)
                return exp.Paren(this=inner)
            return node

        return expr.transform(place)


def aliased(expr: E, name: str) -> exp.Alias:
    """`expr AS name`; the expression itself, not a copy."""
    return exp.Alias(this=expr, alias=exp.to_identifier(name))


def selected(items: Sequence[E], source: E) -> exp.Select:
    """SELECT items FROM source, of these very expressions: a plan of hundreds of columns is copied at no step."""
    return exp.select(*items, copy=False).from_(source, copy=False)


SMALL = 400  # nodes: what is written out more than once at most


def _named(calcs: dict[str, Column], wanted: set[str]) -> set[str]:
    """The computed columns to be worked out once, under their names, before others read them.

    Those read more than once; but what only lazy columns read is written out in each, unless it is large: worked
    out before, it would be worked out for every row.
    """
    reads = {
        name: [part.name for part in column.expr.find_all(exp.Column) if part.name in calcs]
        for name, column in calcs.items()
    }
    uses = Counter(part for parts in reads.values() for part in parts)
    size: dict[str, int] = {}
    for name, column in calcs.items():
        size[name] = sum(1 for _ in column.expr.walk()) + sum(size[part] for part in reads[name])
    eager = {
        part for name, column in calcs.items() if name in wanted and not column.lazy for part in reads[name]
    }
    named = set()
    for name in reversed(calcs):
        if uses[name] and (name in wanted or (uses[name] > 1 and (name in eager or size[name] > SMALL))):
            named.add(name)
        if name in eager or (name in named and not calcs[name].lazy):
            eager.update(reads[name])
    return named
