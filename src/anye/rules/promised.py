"""What a measure's file says must hold of it in every case: ceilings of its amount, and what never lowers it or raises it.

`anye.proof` proves or refutes it; here it is read and checked like everything else of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import ir
from .citation import Citation
from .dictionary import Dictionary, words
from .errors import Place
from .strict_yaml import Map, Node, Reader
from .types import BOOL, DATE, Num, Words


@dataclass(frozen=True)
class Cap:
    """The amount is never above `at_most`."""

    id: str
    label: Words
    at_most: ir.Expr
    cite: Citation
    at: Place


@dataclass(frozen=True)
class Monotone:
    """More of what `path` leads to never `lowers` (or never `raises`) the amount, nought where nothing is granted; or
    never turns the outcome so. More is a greater number, a later day, a truth that turns true, one record more."""

    id: str
    label: Words
    path: tuple[str, ...]
    of: str
    never: str
    cite: Citation
    at: Place


@dataclass(frozen=True)
class Explained:
    """Why a statement about the measure is rightly refuted; `claim` is its id."""

    claim: str
    why: str
    at: Place


@dataclass
class PromiseReader:
    """Reads the three keys; `expression` and `cite` are those of the measure's file."""

    reader: Reader
    dictionary: Dictionary
    unit: str
    expression: Callable[[Node | None, Place, Num | None], ir.Expr]
    cite: Callable[[Map], Citation]

    def caps(self, top: Map, amount: Num) -> tuple[Cap, ...]:
        found = []
        for node in self.reader.sequence(top.get("cap")):
            entry = self.reader.mapping(node, "", "id label is cite")
            at_most = self.expression(entry.entries["is"], entry.at, amount)
            found.append(Cap(self._id(entry), self._label(entry), at_most, self.cite(entry), entry.at))
        return tuple(found)

    def monotone(self, top: Map, amount: bool) -> tuple[Monotone, ...]:
        found = []
        for node in self.reader.sequence(top.get("monotone")):
            entry = self.reader.mapping(node, "of", "id label more never cite")
            of = "amount" if amount else "outcome"
            if "of" in entry.entries:
                of = self.reader.one_of(entry.entries["of"], ["amount", "outcome"], ("对象", "what it is of"))
            if of == "amount" and not amount:
                raise self.reader.fail(
                    entry.at,
                    "monotone",
                    "本措施没有金额，只能写 of: outcome。",
                    "this measure has no amount; write of: outcome.",
                )
            never = self.reader.one_of(entry.entries["never"], ["lowers", "raises"], ("方向", "a direction"))
            found.append(
                Monotone(
                    self._id(entry),
                    self._label(entry),
                    self._path(entry.entries["more"]),
                    of,
                    never,
                    self.cite(entry),
                    entry.at,
                )
            )
        return tuple(found)

    def explained(self, top: Map) -> tuple[Explained, ...]:
        found = []
        for node in self.reader.sequence(top.get("explained")):
            entry = self.reader.mapping(node, "", "claim why")
            claim, why = (self.reader.text(entry.entries[key]) for key in ("claim", "why"))
            found.append(Explained(claim, why, entry.at))
        return tuple(found)

    def _id(self, entry: Map) -> str:
        return self.reader.text(entry.entries["id"])

    def _label(self, entry: Map) -> Words:
        return words(self.reader, entry.entries["label"], entry.at)

    def _path(self, node: Node) -> tuple[str, ...]:
        """The links that lead from the unit to a fact that has an order, or to a list."""
        path = tuple(self.reader.text(node).split("."))
        record = self.dictionary.records[self.unit]
        for place, name in enumerate(path):
            last = place == len(path) - 1
            fact, link = record.facts.get(name), record.links.get(name)
            if last and fact is not None and (isinstance(fact.type, Num) or fact.type in (BOOL, DATE)):
                return path
            if last and link is not None and link.many:
                return path
            if link is None or last:
                raise self.reader.fail(
                    node.at,
                    "unknown-fact",
                    f"“{'.'.join(path)}”不是可以增加的事实或列表：{record.name} 的“{name}”不合用。",
                    f"{'.'.join(path)!r} is no fact or list of which there can be more: {name!r} of {record.name} won't do.",
                    (
                        "写数字、日期、是或否的事实，或一个列表。",
                        "name a number, a day, a truth, or a list.",
                    ),
                )
            record = self.dictionary.records[link.to]
        raise AssertionError(path)
