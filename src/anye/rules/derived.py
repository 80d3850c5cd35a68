"""Derived facts: defined once in derived.yaml, shared by all measures, parsed when first used."""

from __future__ import annotations

import contextlib
import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import ir
from .citation import Citation, citation
from .dictionary import Dictionary, words
from .errors import Place, Problems, Stop
from .expressions import parse_expression
from .parameters import Dated, Parameter
from .ranges import UNKNOWN, Range, Ranges, hull
from .scope import RESERVED, Scope
from .strict_yaml import Map, Reader, Text
from .types import Type, Words


@dataclass(frozen=True)
class Definition:
    """What a derived fact means, said of the record itself (`ir.Self`)."""

    record: str
    name: str
    label: Words
    expr: ir.Expr
    cite: Citation
    at: Place


@dataclass
class DerivedFacts:
    """Definitions by (record, name). `type_of` parses on demand, so order in the file is free; a cycle is an error."""

    dictionary: Dictionary
    parameters: Mapping[str, Parameter]
    problems: Problems
    text: dict[str, str]
    amendments: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)
    written: dict[tuple[str, str], Map] = field(default_factory=dict)
    done: dict[tuple[str, str], Definition | None] = field(default_factory=dict)
    open: list[tuple[str, str]] = field(default_factory=list)
    ranges: Ranges = field(init=False)

    def __post_init__(self) -> None:
        self.ranges = Ranges(self.dictionary, self.parameter_range, self.expr)

    def read(self, parts: list[Map]) -> None:
        """Takes in derived.yaml and its parts, then parses all of it."""
        for part in parts:
            self._take(part)
        for key in list(self.written):
            with contextlib.suppress(Stop):
                self.type_of(*key)

    def _take(self, part: Map) -> None:
        reader = Reader(self.problems)
        for record, facts in part.entries.items():
            if record not in self.dictionary.records:
                self.problems.add(
                    part.keys_at[record],
                    "unknown-record",
                    f"没有记录类型“{record}”。",
                    f"no record {record!r}.",
                )
                continue
            if not isinstance(facts, Map):
                self.problems.add(facts.at, "shape", "这里应为“键: 值”。", "expected a mapping here.")
                continue
            for name, node in facts.entries.items():
                if self._name_free(record, name, node.at):
                    try:
                        self.written[record, name] = reader.mapping(node, "note", "label is cite")
                    except Stop:
                        self.done[record, name] = None

    def _name_free(self, record: str, name: str, at: Place) -> bool:
        spec = self.dictionary.records[record]
        taken = name in spec.facts or name in spec.links or name in self.parameters or name in RESERVED
        taken = taken or (record, name) in self.written
        if taken or not name.isidentifier() or keyword.iskeyword(name):
            self.problems.add(
                at, "name", f"名称“{name}”已被占用或不合写法。", f"the name {name!r} is taken or ill-formed."
            )
        return not taken

    def type_of(self, record: str, name: str) -> Type | None:
        """The type of a derived fact, or None when there is none of that name; Stop when it is broken."""
        key = (record, name)
        if key not in self.written and key not in self.done:
            return None
        if key not in self.done:
            self._parse(key)
        definition = self.done[key]
        if definition is None:
            raise Stop
        return definition.expr.type

    def _parse(self, key: tuple[str, str]) -> None:
        top = self.written[key]
        if key in self.open:
            names = " → ".join(f"{r}.{n}" for r, n in [*self.open[self.open.index(key) :], key])
            self.problems.add(
                top.at, "cycle", f"派生事实互相引用成环：{names}。", f"derived facts form a cycle: {names}."
            )
            raise Stop
        self.open.append(key)
        reader = Reader(self.problems)
        try:
            scope = Scope(self.dictionary, self.parameters, self.type_of, key[0])
            source = top.entries["is"]
            expr = parse_expression(Text(reader.text(source), source.at), scope, self.ranges, self.problems)
            if any(
                isinstance(part, ir.Fact) and self.dictionary.fact(part.ref.record, part.name).judgement
                for part in ir.walk(expr)
            ):
                raise reader.fail(
                    source.at,
                    "judgement",
                    "派生事实不能读取人工认定的事实。",
                    "a derived fact can't read a judgement.",
                    (
                        "在措施里单列一个 judgement: true 的条件。",
                        "give it a condition of its own with judgement: true.",
                    ),
                )
            label = words(reader, top.entries["label"], top.at)
            cite = citation(reader, top.entries["cite"], top.at, self.text)
            self.done[key] = Definition(*key, label, expr, cite, top.at)
        except Stop:
            self.done[key] = None
        finally:
            self.open.pop()

    def expr(self, record: str, name: str) -> ir.Expr:
        definition = self.done[record, name]
        assert definition is not None
        return definition.expr

    def parameter_range(self, name: str) -> Range:
        """Around all values a parameter has ever had."""
        parts: list[Range] = []
        for dated in (*self.parameters[name].values, *self.amendments.get(name, ())):
            values = dated.value.values() if isinstance(dated.value, dict) else [dated.value]
            parts += [
                UNKNOWN if value is None else (value, value)
                for value in values
                if isinstance(value, int | None)
            ]
        return hull(parts)
