"""What can be said of a lowered expression before any fact is known; Python and SQL both build on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import ir
from .closed import is_closed
from .lower import Lowering
from .ranges import Range, Ranges
from .types import Enum, Num


@dataclass
class Analysis:
    """`wide` numbers carry bounds; all other values are a value or unknown. `level` says where a node is computed."""

    lowering: Lowering
    ranges: Ranges = field(init=False)
    storage: Ranges = field(init=False)
    _wide: dict[ir.Expr, bool] = field(default_factory=dict)
    _level: dict[ir.Expr, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = self.lowering.dictionary, lambda name: (None, None), self.lowering.definition
        self.ranges, self.storage = Ranges(*parts), Ranges(*parts, within_limits=True)

    def definition(self, node: ir.Derived) -> ir.Expr:
        """The derived fact's lowered definition, said of the node's own record."""
        return ir.instantiate(self.lowering.definition(node.ref.record, node.name), node.ref)

    def wide(self, node: ir.Expr) -> bool:
        """Whether the number may be known by bounds only: it rests on a list, a choice or a table."""
        if node not in self._wide:
            self._wide[node] = isinstance(node.type, Num) and self._is_wide(node)
        return self._wide[node]

    def _is_wide(self, node: ir.Expr) -> bool:
        match node:
            case ir.Agg() | ir.Unknown():
                return True
            case ir.Choose():
                return not is_closed(node.test) or self.wide(node.then) or self.wide(node.other)
            case ir.Table():
                return not is_closed(node.key)
            case ir.Derived():
                return self.wide(self.lowering.definition(node.ref.record, node.name))
            case ir.Arith() | ir.Scale():
                return any(self.wide(part) for part in ir.children(node))
            case ir.Call():
                return isinstance(node.args[0].type, Num) and any(self.wide(part) for part in node.args)
        return False

    def level(self, node: ir.Expr) -> int:
        """-1: settled by the day alone; 0: by the record; k + 1: by the list variable of level k."""
        if node not in self._level:
            parts = [self.level(part) for part in ir.children(node)]
            ref = ir.ref_of(node)
            if isinstance(node, ir.Agg):
                parts = [part for part in parts if part <= node.level]
            if ref is not None:
                parts.append(ir.ref_level(ref) + 1)
            self._level[node] = max(parts, default=-1)
        return self._level[node]

    def bounds(self, node: ir.Expr) -> Range:
        """Declared bounds of a number, scaled."""
        return self.ranges.of(node)

    def complete_rows(self, table: ir.Table) -> bool:
        assert isinstance(table.key.type, Enum)
        return len(table.rows) == len(self.lowering.dictionary.enums[table.key.type.name])

    def table_bounds(self, table: ir.Table) -> Range:
        """Around a table's values, for an unknown key; nothing where the table has gaps."""
        return self.ranges.of(table) if self.complete_rows(table) else (None, None)
