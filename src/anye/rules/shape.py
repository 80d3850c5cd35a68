"""Which facts a program reads, as a tree: the layout of the tuples it takes and the schema of the facts it wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Shape:
    """The facts read of one record, of the records it is linked to, and of its lists, in order of first use.

    A record is handed over as the tuple (facts…, linked records…, lists…); an unknown one is None.
    """

    record: str
    prefix: str
    facts: dict[str, str] = field(default_factory=dict)
    ones: dict[str, Shape] = field(default_factory=dict)
    lists: dict[str, Shape] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        """The local variable that holds a fact."""
        return self.facts.setdefault(name, f"{self.prefix}f{len(self.facts)}")

    def one(self, link: str, record: str) -> Shape:
        return self.ones.setdefault(link, Shape(record, f"{self.prefix}o{len(self.ones)}_"))

    def many(self, link: str, record: str) -> Shape:
        return self.lists.setdefault(link, Shape(record, f"{self.prefix}l{len(self.lists)}_"))

    def names(self) -> list[str]:
        """Local variables in tuple order."""
        linked = [shape.prefix for shape in (*self.ones.values(), *self.lists.values())]
        return [*self.facts.values(), *linked]

    def index(self, name: str) -> int:
        """Where a fact, linked record or list stands in the tuple."""
        return [*self.facts, *self.ones, *self.lists].index(name)

    def width(self) -> int:
        return len(self.facts) + len(self.ones) + len(self.lists)

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Shape]]:
        """This shape and all below it, each with the links that lead to it; a list's link ends in []."""
        yield path, self
        for link, shape in self.ones.items():
            yield from shape.walk((*path, link))
        for link, shape in self.lists.items():
            yield from shape.walk((*path, f"{link}[]"))
