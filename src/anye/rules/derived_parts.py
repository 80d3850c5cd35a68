"""What derived facts are called in a plan."""

from __future__ import annotations

from . import ir
from .resolve import Law

Said = tuple[str, ir.Expr]
"""A value and the record type it is said of."""


def derived_names(law: Law) -> dict[Said, str]:
    """The names of derived facts by their definitions, and of the tests that choose their classes.

    Of a fact that is a class, measures often read only whether it is this one or that.
    """
    names: dict[Said, str] = {}
    for (record, name), definition in list(law.lowering.definitions.items()):
        names.setdefault((record, definition), name)
        node = definition
        while isinstance(node, ir.Choose):
            if isinstance(node.then, ir.Const) and isinstance(node.then.value, str):
                names.setdefault((record, node.test), f"{name}_{node.then.value}".replace("-", "_"))
            node = node.other
    return names
