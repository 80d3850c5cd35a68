"""From the rules as written to the rules of a day: parameters become values, tables become choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from . import ir
from .closed import is_closed, places, rests_on_day, value
from .dictionary import Dictionary
from .parameters import Content, Parameter, Row
from .ranges import Ranges
from .types import BOOL, DATE, Enum, Num, SetOf, Type

Timeline = Sequence[tuple[date, Content]]
"""The values a parameter has had, each with its first day, in order; None: on those days it has none."""


@dataclass
class Lowering:
    """Lowers expressions with one set of parameter values. Steps dissolve; derived facts stay, by name."""

    raw: Callable[[str, str], ir.Expr]
    dictionary: Dictionary
    values: Mapping[str, Content]
    parameters: Mapping[str, Parameter]
    timeline: Callable[[str], Timeline] = lambda name: ()
    cache: dict[ir.Expr, ir.Expr] = field(default_factory=dict)
    definitions: dict[tuple[str, str], ir.Expr] = field(default_factory=dict)
    ranges: Ranges = field(init=False)

    def __post_init__(self) -> None:
        self.ranges = Ranges(self.dictionary, lambda name: (None, None), self.definition)

    def definition(self, record: str, name: str) -> ir.Expr:
        """The lowered definition of a derived fact, said of the record itself."""
        key = (record, name)
        if key not in self.definitions:
            self.definitions[key] = self.of(self.raw(record, name))
        return self.definitions[key]

    def of(self, node: ir.Expr) -> ir.Expr:
        found = self.cache.get(node)
        if found is None:
            found = self.cache[node] = self.folded(self._lower(node))
        return found

    def _lower(self, node: ir.Expr) -> ir.Expr:
        match node:
            case ir.Param():
                return self._value(node.name, node.type, self.values[node.name])
            case ir.AsOf():
                return self._as_of(node)
            case ir.Step():
                return self.of(node.body)
            case ir.Derived():
                definition = self.definition(node.ref.record, node.name)
                return definition if is_closed(definition) else node
            case ir.Lookup():
                content = self.values[node.table]
                if not isinstance(content, dict):
                    return ir.Unknown(node.table, node.type)
                known = {key: item for key, item in content.items() if item is not None}
                rows = tuple((key, item) for key, item in known.items() if not isinstance(item, tuple))
                gaps = node.table if len(known) < len(content) else ""
                return self.looked_up(ir.Table(self.of(node.key), rows, node.type, gaps))
            case ir.Classify():
                if not isinstance(self.values[node.table], dict):
                    return ir.Unknown(node.table, node.type)
                return self._classify(ir.rebuild(node, self.of))
            case ir.In():
                return self.member(self.of(node.arg), self.of(node.set))
        return ir.rebuild(node, self.of)

    @staticmethod
    def _value(name: str, type_: Type, content: Content) -> ir.Expr:
        assert not isinstance(content, dict)
        return ir.Unknown(name, type_) if content is None else ir.Const(content, type_)

    def _as_of(self, node: ir.AsOf) -> ir.Expr:
        """A choice among the values that have held, by the day; unknown on days without one."""
        day = self.of(node.day)
        result: ir.Expr = ir.Unknown(node.name, node.type)
        for start, content in self.timeline(node.name):
            begun = ir.Compare("<=", ir.Const(start, DATE), day)
            value = self._value(node.name, node.type, content)
            result = self.folded(ir.Choose(self.folded(begun), value, result, node.type))
        return result

    def looked_up(self, table: ir.Table) -> ir.Expr:
        """A table read by a choice of keys is a choice of values: an unknown class may still leave one value."""
        key = self._opened(table.key)
        key = key if isinstance(key, ir.Choose | ir.Const) else table.key
        if isinstance(key, ir.Choose):
            then = self.looked_up(replace(table, key=key.then))
            other = self.looked_up(replace(table, key=key.other))
            return then if then == other else ir.Choose(key.test, then, other, table.type)
        found = dict(table.rows).get(str(key.value)) if isinstance(key, ir.Const) else None
        if found is None and isinstance(key, ir.Const) and table.gaps:
            return ir.Unknown(table.gaps, table.type)
        return table if found is None else ir.Const(found, table.type)

    def member(self, arg: ir.Expr, group: ir.Expr) -> ir.Expr:
        """Membership of a choice is a choice of memberships: an unknown class may still be inside for certain."""
        inner = self._opened(arg)
        if isinstance(inner, ir.Choose):
            then, other = self.member(inner.then, group), self.member(inner.other, group)
            return self._choice(ir.Choose(inner.test, then, other, BOOL))
        if isinstance(group, ir.Unknown):
            return ir.Unknown(group.name, BOOL)
        return self.folded(ir.In(arg, group))

    def _opened(self, node: ir.Expr) -> ir.Expr:
        """A derived fact as its definition."""
        if isinstance(node, ir.Derived):
            return ir.instantiate(self.definition(node.ref.record, node.name), node.ref)
        return node

    def _classify(self, node: ir.Expr) -> ir.Expr:
        """The first class whose bounds are reached: each class tests each measure against its key's bound."""
        assert isinstance(node, ir.Classify)
        content = self.values[node.table]
        assert isinstance(content, dict)
        rows: dict[str, Row] = {key: row for key, row in content.items() if isinstance(row, tuple)}
        classes = list(dict.fromkeys(name for row in rows.values() for name, _ in row))
        units = dict(self.parameters[node.table].measures)
        result: ir.Expr = ir.Const(classes[-1], node.type)
        for name in reversed(classes[:-1]):
            tests = [
                self._reaches(node, name, measure, arg, units[measure], rows)
                for measure, arg in node.measures
            ]
            having = frozenset(key for key, row in rows.items() if name in dict(row))
            if len(having) < len(rows):
                tests.append(ir.In(node.key, ir.Const(having, SetOf(self.parameters[node.table].key))))
            test = ir.both([part for part in tests if part is not None])
            result = ir.Choose(test, ir.Const(name, node.type), result, node.type)
        return result

    def _reaches(
        self, node: ir.Classify, name: str, measure: str, arg: ir.Expr, unit: Num, rows: dict[str, Row]
    ) -> ir.Expr | None:
        """Whether `arg` reaches the lower bound of class `name` in the key's row; None where no row has one."""
        assert isinstance(arg.type, Num)
        factor = 10 ** (arg.type.places - unit.places)
        bounds = {
            key: bound * factor
            for key, row in rows.items()
            for class_, pairs in row
            for quantity, bound in pairs
            if class_ == name and quantity == measure
        }
        if not bounds:
            return None
        assert isinstance(node.key.type, Enum)
        rest = {key: 0 for key in rows if key not in bounds}  # they pass by being free of this bound
        reached = ir.Compare("<=", ir.Table(node.key, tuple((bounds | rest).items()), arg.type), arg)
        if not rest:
            return reached
        return ir.Or((ir.In(node.key, ir.Const(frozenset(rest), SetOf(node.key.type.name))), reached))

    def folded(self, node: ir.Expr) -> ir.Expr:
        """Constants worked out, and logic that a constant settles."""
        if isinstance(node, ir.And | ir.Or):
            settles = isinstance(node, ir.Or)
            rest = tuple(arg for arg in node.args if not isinstance(arg, ir.Const))
            if any(arg == ir.Const(settles, BOOL) for arg in node.args):
                return ir.Const(settles, BOOL)
            if len(rest) < 2:
                return rest[0] if rest else ir.Const(not settles, BOOL)
            return ir.Or(rest) if settles else ir.And(rest)
        if isinstance(node, ir.Choose):
            return self._choice(node)
        node = self.simpler(node)
        if not isinstance(node, ir.Const) and is_closed(node) and not rests_on_day(node):
            result = value(node, None)
            if result is not None:
                return ir.Const(result, node.type)
        return node

    def simpler(self, node: ir.Expr) -> ir.Expr:
        """A number times one, no months added, the lesser of nought and what can't be negative: the plain value."""
        if isinstance(node, ir.Arith) and node.op == "*":
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, ir.Const) and one.value == 1 and places(one) == 0:
                    return other
        if isinstance(node, ir.Call) and node.function == "add_months_clamped":
            months = node.args[1]
            return node.args[0] if isinstance(months, ir.Const) and months.value == 0 else node
        if isinstance(node, ir.Call) and node.function in ("min", "max") and len(node.args) == 2:
            return self._extreme(node)
        return node

    def _extreme(self, node: ir.Call) -> ir.Expr:
        for one, other in (node.args, node.args[::-1]):
            low, high = self.ranges.of(other)
            if isinstance(one, ir.Const) and isinstance(one.value, int) and isinstance(one.type, Num):
                least = one if node.function == "min" else other
                most = other if node.function == "min" else one
                if low is not None and low >= one.value:
                    return least
                if high is not None and high <= one.value:
                    return most
        return node

    def _choice(self, node: ir.Choose) -> ir.Expr:
        """A choice that a constant settles, or that makes no difference."""
        if isinstance(node.test, ir.Const):
            return node.then if node.test.value else node.other
        if node.then == node.other:
            return node.then
        return node
