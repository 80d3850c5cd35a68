"""From the lowered representation to formulas: what a rule means once more, beside Python, SQL and words.

Exact for whoever knows every fact, except where `figures` and `lists` say otherwise for open worlds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from anye.rules import ir
from anye.rules.closed import mul_div_factors, places
from anye.rules.lower import Lowering
from anye.rules.ranges import Ranges
from anye.rules.types import DATE, Bool, Date, Enum, Num, Type

from . import days
from .algebra import Truth, Whole, both, either, greatest, implies, least, no, pick, same
from .days import Day
from .figures import Figures, rounded
from .lists import ClosedLists, Lists, OpenLists
from .records import Record, Sym
from .world import World


class Env(NamedTuple):
    """The record a rule speaks of, and the elements of the lists being gone through, outermost first."""

    self: Record
    elements: tuple[Record, ...] = ()


def opened(lowering: Lowering, nodes: Iterable[ir.Expr]) -> Iterator[ir.Expr]:
    """Every node of lowered expressions, definitions of derived facts entered, each once."""
    seen: set[tuple[str, str]] = set()
    stack = list(nodes)
    while stack:
        for node in ir.walk(stack.pop()):
            yield node
            if isinstance(node, ir.Derived) and (key := (node.ref.record, node.name)) not in seen:
                seen.add(key)
                stack.append(lowering.definition(*key))


def unknown_figures(lowering: Lowering, nodes: Iterable[ir.Expr]) -> tuple[str, ...]:
    """Parameters that lowered expressions rest on and whose value nobody can tell."""
    found = (
        node.name if isinstance(node, ir.Unknown) else node.gaps
        for node in opened(lowering, nodes)
        if isinstance(node, ir.Unknown | ir.Table)
    )
    return tuple(sorted({name for name in found if name}))


@dataclass
class Translator:
    """Formulas of one law's expressions in one world. `on` is the day of evaluation."""

    lowering: Lowering
    world: World
    on: Day
    lists: Lists = field(init=False)
    figures: Figures = field(init=False)
    _done: dict[tuple[int, ...], tuple[ir.Expr, Sym]] = field(default_factory=dict)
    _derived: dict[tuple[int, str], Sym] = field(default_factory=dict)
    _aggregates: dict[tuple[ir.Agg, int], Sym] = field(default_factory=dict)
    _figures: dict[tuple[str, ...], Sym] = field(default_factory=dict)
    _kept: list[Record] = field(
        default_factory=list
    )  # so that no other record gets the id of one asked about

    def __post_init__(self) -> None:
        self.lists = ClosedLists(self.world) if self.world.closed else OpenLists(self.world)
        self.figures = Figures(self.world)
        parts = self.lowering.dictionary, lambda name: (None, None), self.lowering.definition
        self.ranges, self.sane = Ranges(*parts), Ranges(*parts, within_limits=True)

    def reads(self, nodes: Iterable[ir.Expr]) -> None:
        """Announces what will be asked: the figures that numbers are compared with, the links that are followed."""
        numbers: set[int] = set()
        for node in opened(self.lowering, nodes):
            if isinstance(node, ir.Const) and isinstance(node.type, Num) and isinstance(node.value, int):
                numbers.add(node.value)
            ref = ir.ref_of(node)
            while isinstance(ref, ir.Via):
                self.world.read_back.add((ref.ref.record, ref.link))
                ref = ref.ref
        self.figures.figures = self.figures.figures | numbers

    def of(self, node: ir.Expr, env: Env) -> Sym:
        """The formula of a lowered expression said of a record."""
        key = (id(node), id(env.self), *(id(element) for element in env.elements))
        if key not in self._done:
            self._kept += [env.self, *env.elements]
            self._done[key] = (node, self._translated(node, env))
        return self._done[key][1]

    def record(self, ref: ir.Ref, env: Env) -> Record:
        if isinstance(ref, ir.Self):
            return env.self
        if isinstance(ref, ir.Var):
            return env.elements[ref.level]
        return self.record(ref.ref, env).one(ref.link)

    def _translated(self, node: ir.Expr, env: Env) -> Sym:
        match node:
            case ir.Const():
                return self._constant(node)
            case ir.Day():
                return Sym(self._day(node))
            case ir.Fact():
                return self.record(node.ref, env).fact(node.name)
            case ir.Derived():
                return self._defined(node, env)
            case ir.Unknown():
                return self._unknown(node.name, node.type)
            case ir.Agg():
                return self._aggregate(node, env)
            case ir.And() | ir.Or() | ir.Not():
                return self._logic(node, env)
            case ir.Choose():
                return self._choose(node, env)
            case ir.Table():
                return self._table(node, env)
            case ir.Call():
                return self._call(node, env)
        return self._strict(node, env)

    # --- leaves ----------------------------------------------------------------------------------
    def _constant(self, node: ir.Const) -> Sym:
        value = node.value
        if isinstance(node.type, Date):
            assert not isinstance(value, bool | int | str | frozenset)
            return Sym(days.fixed(value))
        if isinstance(node.type, Enum):
            return Sym(self._word(node.type.name, str(value)))
        assert isinstance(value, bool | int | frozenset)
        return Sym(value)

    def _word(self, enum: str, word: str) -> int:
        return list(self.lowering.dictionary.enums[enum]).index(word)

    def _day(self, node: ir.Day) -> Day:
        if node.name == "on":
            return self.on
        return days.span(node.period, self.on)[node.name == "period_end"]

    def _unknown(self, name: str, type_: Type, *of: str) -> Sym:
        """A figure nobody can tell, the same whenever it is asked for: any that is not below nought."""
        key = (name, *of)
        if key not in self._figures:
            self._figures[key] = Sym(self._anything("/".join(key), type_), False)
        return self._figures[key]

    def _anything(self, name: str, type_: Type) -> Truth | Whole | Day:
        match type_:
            case Bool():
                return self.world.truth(name)
            case Date():
                return self.world.day(name, days.FIRST_YEAR, days.LAST_YEAR)
            case Enum():
                return self.world.whole(name, 0, len(self.lowering.dictionary.enums[type_.name]) - 1)
        return self.world.whole(name, 0)

    def _defined(self, node: ir.Derived, env: Env) -> Sym:
        record = self.record(node.ref, env)
        key = (id(record), node.name)
        if key not in self._derived:
            self._kept.append(record)
            self._derived[key] = self.of(self.lowering.definition(node.ref.record, node.name), Env(record))
        return self._derived[key]

    def _aggregate(self, node: ir.Agg, env: Env) -> Sym:
        owner = self.record(node.owner, env)
        key = (node, id(owner))
        if key not in self._aggregates:
            self._kept.append(owner)

            def body(element: Record) -> tuple[Sym, Sym | None]:
                inner = Env(env.self, (*env.elements[: node.level], element))
                return self.of(node.where, inner), None if node.value is None else self.of(node.value, inner)

            self._aggregates[key] = self.lists.take(node, owner.many(node.link), body)
        return self._aggregates[key]

    # --- logic and choices -----------------------------------------------------------------------
    def _logic(self, node: ir.And | ir.Or | ir.Not, env: Env) -> Sym:
        if isinstance(node, ir.Not):
            part = self.of(node.arg, env)
            return Sym(no(part.value), part.known)
        parts = [self.of(arg, env) for arg in node.args]
        settles = isinstance(node, ir.Or)
        value = either(*(part.value for part in parts)) if settles else both(*(part.value for part in parts))
        known = both(*(part.known for part in parts))
        if known is True:
            return Sym(value)
        settled = (both(part.known, part.value if settles else no(part.value)) for part in parts)
        return Sym(value, either(known, *settled))

    def _choose(self, node: ir.Choose, env: Env) -> Sym:
        test = self.of(node.test, env)
        if test.known is True and isinstance(test.value, bool):
            return self.of(node.then if test.value else node.other, env)
        then, other = self.of(node.then, env), self.of(node.other, env)
        value = (
            days.choose(test.value, then.value, other.value)
            if node.type == DATE
            else pick(test.value, then.value, other.value)
        )
        return Sym(value, both(test.known, pick(test.value, then.known, other.known)))

    def _table(self, node: ir.Table, env: Env) -> Sym:
        """The value of the key's row; without one it is unknown, and not below nought."""
        assert isinstance(node.key.type, Enum)
        key, rows = self.of(node.key, env), dict(node.rows)
        result, known = None, key.known
        for place, word in reversed(list(enumerate(self.lowering.dictionary.enums[node.key.type.name]))):
            test = same(key.value, place)
            if word in rows:
                row = self._constant(ir.Const(rows[word], node.type)).value
            else:
                row = self._unknown(node.gaps or repr(node.rows), node.type, word).value
                known = both(known, no(test))
            if result is None:
                result = row
            else:
                result = days.choose(test, row, result) if node.type == DATE else pick(test, row, result)
        return Sym(result, known)

    # --- what needs all its parts ------------------------------------------------------------------
    def _strict(self, node: ir.Expr, env: Env) -> Sym:
        parts = [self.of(part, env) for part in ir.children(node)]
        known = both(*(part.known for part in parts))
        values = [part.value for part in parts]
        match node:
            case ir.Compare():
                return Sym(_compared(node, *values), known)
            case ir.In():
                assert isinstance(node.arg.type, Enum)
                words = (self._word(node.arg.type.name, word) for word in sorted(values[1]))
                return Sym(either(*(same(values[0], word) for word in words)), known)
            case ir.Scale():
                return Sym(values[0] * 10 ** (places(node) - places(node.arg)), known)
            case ir.Arith():
                return Sym(self._arithmetic(node, *values), known)
        raise AssertionError(node)

    def _arithmetic(self, node: ir.Arith, left: Whole, right: Whole) -> Whole:
        if node.op == "+":
            return left + right
        if node.op == "-":
            return left - right
        return self.figures.product(left, right, self._smaller(node.left, node.right))

    def _smaller(self, left: ir.Expr, right: ir.Expr) -> int:
        """Which of two factors is the smaller number as a rule: the one with fewer decimals."""
        return int(places(right) < places(left))

    def _call(self, node: ir.Call, env: Env) -> Sym:
        parts = [self.of(arg, env) for arg in node.args]
        known = both(*(part.known for part in parts))
        values = [part.value for part in parts]
        function = node.function
        if function in ("min", "max"):
            return Sym(_extreme(function, values), known)
        if function.startswith("round"):
            negative = not self.ranges.never_negative(node.args[0])
            have, keep = places(node.args[0]), places(node)
            return Sym(rounded(values[0], have, keep, function, negative), known)
        if function.startswith("mul_div"):
            up, down = mul_div_factors(node)
            size = self.figures.product(values[0], values[1], self._smaller(*node.args[:2]))
            value, there = self.figures.mul_div(size, values[2], up, down, function)
            return Sym(value, both(known, there))
        value, there = self._dated(node, env, values)
        return Sym(value, both(known, there))

    def _dated(self, node: ir.Call, env: Env, values: list[Any]) -> tuple[Any, Truth]:
        match node.function:
            case "add_months_clamped":
                low, high = self.sane.of(node.args[1])
                return days.add_months(values[0], values[1], low, high)
            case "add_days":
                return self._later(values[0], values[1])
            case "date":
                first, last = self._years(node.args[0], env)
                return days.of_parts(values[0], values[1], values[2], first, last)
            case "year":
                return values[0].year, True
            case "days_between":
                return days.ordinal(values[1]) - days.ordinal(values[0]), True
        spans: dict[str, Callable[..., Whole]] = {
            "full_months_between": days.full_months,
            "calendar_months_overlap": days.months_touched,
            "month_ends_overlap": days.month_ends,
        }
        return spans[node.function](*values), True

    def _years(self, node: ir.Expr, env: Env) -> tuple[int, int]:
        """Between which years a year lies."""
        if isinstance(node, ir.Call) and node.function == "year":
            day: Day = self.of(node.args[0], env).value
            return day.low, days.OPEN_YEAR if day.open else day.high
        if isinstance(node, ir.Arith) and node.op != "*":
            (a, b), (c, d) = self._years(node.left, env), self._years(node.right, env)
            return (a + c, b + d) if node.op == "+" else (a - d, b - c)
        low, high = self.sane.of(node)
        return days.FIRST_YEAR - 1 if low is None else low, days.OPEN_YEAR + 1 if high is None else high

    def _later(self, day: Day, number: Whole) -> tuple[Day, Truth]:
        """The day so many days on, and whether the calendar has it."""
        if isinstance(number, int) and number == 0:
            return day, True
        if isinstance(number, int) and number == 1:
            return days.next_day(day), either(day.endless, day.code < _LAST_CODE) if _may_end(day) else True
        wanted = days.ordinal(day) + number
        there = both(wanted >= 1, wanted <= days.LAST_ORDINAL)
        moved = self.world.day("day", days.FIRST_YEAR, days.LAST_YEAR)
        self.world.require(implies(there, same(days.ordinal(moved), wanted)))
        return days.choose(day.endless, day, moved), either(day.endless, there)


_LAST_CODE = (days.LAST_YEAR * 12 + 11) * 32 + 31


def _may_end(day: Day) -> bool:
    return day.high >= days.LAST_YEAR


def _compared(node: ir.Compare, left: Any, right: Any) -> Truth:
    if isinstance(left, Day) and isinstance(right, Day):
        left, right = left.code, right.code
    if node.op == "==":
        return same(left, right)
    return left < right if node.op == "<" else left <= right


def _extreme(function: str, values: list[Whole | Day]) -> Whole | Day:
    result = values[0]
    for value in values[1:]:
        if isinstance(result, Day):
            result = (days.earliest if function == "min" else days.latest)(result, value)
        else:
            result = (least if function == "min" else greatest)(result, value)
    return result
