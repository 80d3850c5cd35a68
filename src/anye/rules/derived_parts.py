"""What derived facts are made of: which values of a translation are facts, and what to call them."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import ir
from .closed import is_closed
from .resolve import Law

Said = tuple[str, ir.Expr]
"""A value and the record type it is said of."""


@dataclass
class DerivedParts:
    """`names`: what derived facts, and the tests that choose their classes, are called. `parts`: the derived facts
    and everything in their definitions."""

    law: Law
    names: dict[Said, str] = field(default_factory=dict)
    parts: frozenset[Said] = field(init=False)

    def __post_init__(self) -> None:
        found: set[Said] = set()
        for (record, name), definition in list(self.law.lowering.definitions.items()):
            self.names.setdefault((record, definition), name)
            self._name_tests(record, name, definition)
            found |= {(record, part) for part in ir.walk(definition) if not is_closed(part)}
        self.parts = frozenset(found)

    def _name_tests(self, record: str, name: str, node: ir.Expr) -> None:
        """Of a fact that is a class, the measures often read only whether it is this one or that."""
        while isinstance(node, ir.Choose):
            if isinstance(node.then, ir.Const) and isinstance(node.then.value, str):
                self.names.setdefault((record, node.test), f"{name}_{node.then.value}".replace("-", "_"))
            node = node.other
