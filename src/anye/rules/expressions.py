"""From an expression's text to the typed representation, through an allow-list of Python's own syntax."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from . import ir
from .aggregates import AGGREGATES, aggregate
from .calls import call
from .errors import Place, Problems, Stop
from .ranges import Ranges
from .scope import Items, Rec, Scope
from .strict_yaml import Text, nearest
from .types import BOOL, DATE, PLAIN, Bool, Enum, Num, SetOf, Type, chinese, multiply_units, show_unit

LONGEST = 2_000  # characters of one expression
DEEPEST = 60  # operations within operations
FULL_WIDTH = {"，": ",", "（": "(", "）": ")", "≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "＝": "==", "＋": "+",
              "－": "-", "＊": "*", "×": "*", "“": '"', "”": '"', "：": ":", "。": ".", "≠": "!="}  # fmt: skip
FREE_LITERALS = frozenset("0 1 12".split())
Operand = ir.Expr | Rec | Items


def _each(wanted: Type, found: Type) -> tuple[str, str]:
    """How to mend a figure for each person where a sum is wanted."""
    person = (("person", 1),)
    if (
        isinstance(wanted, Num)
        and isinstance(found, Num)
        and multiply_units(found.unit, person) == wanted.unit
    ):
        return "乘以人数，如 * persons(1)。", "multiply by how many, as in * persons(1)."
    return "", ""


@dataclass
class Parser:
    """Parses one expression of a file; every refusal is recorded with its place and raises Stop."""

    scope: Scope
    ranges: Ranges
    problems: Problems
    at: Place
    source: str = ""
    depth: int = 0

    def fail(self, code: str, zh: str, en: str, mend: tuple[str, str] = ("", "")) -> NoReturn:
        self.problems.add(self.at, code, zh, en, mend)
        raise Stop

    def parse(self, text: str, wanted: Type | None = None) -> ir.Expr:
        """The expression, of the wanted type (any number will do for a Num)."""
        self.source = " ".join(text.split())
        self._check_letters()
        try:
            tree = ast.parse(self.source, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            why = getattr(error, "msg", str(error))
            self.fail("syntax", f"表达式写法有误：{why}。", f"is not a well-formed expression: {why}.",
                      (f"检查：{self.source[:200]}", f"check: {self.source[:200]}"))  # fmt: skip
        try:
            node = self.value(tree.body, wanted if isinstance(wanted, Enum) else None)
        except RecursionError:
            self.fail("syntax", "表达式嵌套过深。", "is nested too deeply.")
        if wanted is not None and not _alike(node.type, wanted):
            self.fail(
                "type",
                f"这里应得到{chinese(wanted)}，写出的却是{chinese(node.type)}。",
                f"expected {wanted}, this is {node.type}.",
                _each(wanted, node.type),
            )
        return node

    def _check_letters(self) -> None:
        if len(self.source) > LONGEST:
            self.fail("too-long", f"表达式超过 {LONGEST} 个字符。", f"is longer than {LONGEST} characters.",
                      ("用 let 拆成几步。", "split it with let."))  # fmt: skip
        plain = {
            char: FULL_WIDTH.get(char, unicodedata.normalize("NFKC", char))
            for char in re.sub(r'"[^"]*"', "", self.source)
        }
        wide = [char for char in plain if plain[char] != char]
        if wide:
            pairs = "、".join(f"{char} → {plain[char]}" for char in wide)
            self.fail("full-width", f"表达式里有全角符号：{pairs}。", f"has full-width signs: {pairs}.",
                      ("改用半角符号。", "use the plain ones."))  # fmt: skip
        if "%" in self.source:
            self.fail("percent", "表达式里不能写百分号。", "can't hold a percent sign.",
                      ("百分比写进 parameters.yaml。", "put the percentage into parameters.yaml."))  # fmt: skip

    # --- dispatch --------------------------------------------------------------------------------
    def value(self, node: ast.expr, hint: Type | None = None) -> ir.Expr:
        """An expression with a value; a record or list alone is refused."""
        result = self.operand(node, hint)
        if isinstance(result, Rec | Items):
            self.fail("record", f"“{ast.unparse(node)}”是记录，不是一个值。", f"{ast.unparse(node)!r} is a record, not a value.",
                      ("写明要用它的哪一项事实。", "say which of its facts is meant."))  # fmt: skip
        return result

    def operand(self, node: ast.expr, hint: Type | None = None) -> Operand:
        handler = _HANDLERS.get(type(node))
        if handler is None:
            self.fail("not-allowed", f"不允许的写法：{ast.unparse(node)[:80]}。", f"not allowed: {ast.unparse(node)[:80]}.",
                      ("见 docs/rule-language.md 的列表。", "see the list in docs/rule-language.md."))  # fmt: skip
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("too-deep", f"表达式嵌套超过 {DEEPEST} 层。", f"is nested more than {DEEPEST} deep.",
                      ("用 let 拆成几步。", "split it with let."))  # fmt: skip
        result = handler(self, node, hint)
        self.depth -= 1
        return result

    def boolean(self, node: ast.expr) -> ir.Expr:
        result = self.value(node)
        if not isinstance(result.type, Bool):
            self.fail("type", f"“{ast.unparse(node)}”不是条件，而是{chinese(result.type)}。",
                      f"{ast.unparse(node)!r} is not a condition but {result.type}.")  # fmt: skip
        return result

    # --- leaves ----------------------------------------------------------------------------------
    def on_name(self, node: ast.Name, hint: Type | None) -> Operand:
        found = self.scope.name(node.id)
        if found is None:
            self.unknown_name(node.id)
        return found

    def unknown_name(self, name: str) -> NoReturn:
        if name in self.scope.parameters:
            self.fail("table", f"“{name}”是表，要写成 {name}[…]。", f"{name!r} is a table: write {name}[…].")
        near = nearest(name, self.scope.known())
        self.fail("unknown-name", f"不认识的名称“{name}”。", f"unknown name {name!r}.",
                  (f"是不是“{near}”？" if near else "先在 facts.yaml、derived.yaml 或 parameters.yaml 中声明。",
                   f"did you mean {near!r}?" if near else "declare it in facts.yaml, derived.yaml or parameters.yaml."))  # fmt: skip

    def on_attribute(self, node: ast.Attribute, hint: Type | None) -> Operand:
        base = self.operand(node.value)
        if not isinstance(base, Rec):
            self.fail(
                "record",
                f"“{ast.unparse(node.value)}”不是记录。",
                f"{ast.unparse(node.value)!r} is not a record.",
            )
        found = self.scope.member(base.ref, node.attr)
        if found is None:
            record = self.scope.dictionary.records[base.ref.record]
            near = nearest(node.attr, [*record.facts, *record.links])
            self.fail("unknown-fact", f"{record.name} 没有事实“{node.attr}”。", f"{record.name} has no fact {node.attr!r}.",
                      (f"是不是“{near}”？" if near else "", f"did you mean {near!r}?" if near else ""))  # fmt: skip
        return found

    def on_constant(self, node: ast.Constant, hint: Type | None) -> ir.Expr:
        if isinstance(node.value, bool):
            return ir.Const(node.value, BOOL)
        if isinstance(node.value, str):
            return self.word(node.value, hint)
        if not isinstance(node.value, int | float):
            self.fail(
                "not-allowed",
                f"不允许的写法：{ast.unparse(node)[:80]}。",
                f"not allowed: {ast.unparse(node)[:80]}.",
            )
        text = ast.get_source_segment(self.source, node) or ""
        if text not in FREE_LITERALS:
            self.fail("figure", f"数字 {text} 属于政策标准，不能写在表达式里。", f"the number {text} is a figure of the policy.",
                      ("写进 parameters.yaml，注明依据。", "put it into parameters.yaml with its citation."))  # fmt: skip
        return ir.Const(int(text), Num())

    def word(self, text: str, hint: Type | None) -> ir.Expr:
        if not isinstance(hint, Enum):
            self.fail("string", f"这里不能写“{text}”。", f"{text!r} can't stand here.",
                      ("文字只能与枚举类的事实比较。", "a word can only be compared with an enumeration."))  # fmt: skip
        values = list(self.scope.dictionary.enums[hint.name])
        if text not in values:
            near = nearest(text, values)
            self.fail("unknown-word", f"“{text}”不是 {hint.name} 的值。", f"{text!r} is not a value of {hint.name}.",
                      (f"是不是“{near}”？" if near else f"可用：{'、'.join(values)}",
                       f"did you mean {near!r}?" if near else f"known: {', '.join(values)}"))  # fmt: skip
        return ir.Const(text, hint)

    def on_subscript(self, node: ast.Subscript, hint: Type | None) -> ir.Expr:
        name = node.value.id if isinstance(node.value, ast.Name) else ""
        table = self.scope.parameters.get(name)
        if table is None or not table.key or table.measures:
            self.fail(
                "table",
                f"“{ast.unparse(node.value)}”不是可按键查的表。",
                f"{ast.unparse(node.value)!r} is not a table.",
            )
        key = self.value(node.slice, Enum(table.key))
        if key.type != Enum(table.key):
            self.fail(
                "table-key",
                f"表 {name} 按 {table.key} 查，不能用{chinese(key.type)}。",
                f"{name} is read by {table.key}, not {key.type}.",
            )
        return ir.Lookup(name, key, table.type)

    # --- logic -----------------------------------------------------------------------------------
    def on_boolop(self, node: ast.BoolOp, hint: Type | None) -> ir.Expr:
        parts = tuple(self.boolean(value) for value in node.values)
        return ir.And(parts) if isinstance(node.op, ast.And) else ir.Or(parts)

    def on_unary(self, node: ast.UnaryOp, hint: Type | None) -> ir.Expr:
        if not isinstance(node.op, ast.Not):
            self.fail("not-allowed", "不允许写负号。", "a minus sign before a value is not allowed.",
                      ("写成减法。", "write a subtraction."))  # fmt: skip
        return ir.negate(self.boolean(node.operand))

    def on_choice(self, node: ast.IfExp, hint: Type | None) -> ir.Expr:
        test = self.boolean(node.test)
        then, other = self.pair(node.body, node.orelse, hint)
        return ir.Choose(test, then, other, then.type)

    def on_compare(self, node: ast.Compare, hint: Type | None) -> ir.Expr:
        parts, left = [], node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._comparison(operator, left, right))
            left = right
        return ir.both(parts)

    def _comparison(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> ir.Expr:
        if isinstance(operator, ast.In | ast.NotIn):
            inside = self._membership(left, right)
            return inside if isinstance(operator, ast.In) else ir.negate(inside)
        if isinstance(operator, ast.Is | ast.IsNot):
            self.fail("not-allowed", "不允许写 is。", "'is' is not allowed.", ("用 == 。", "use ==."))
        a, b = self.pair(left, right)
        if isinstance(operator, ast.Eq | ast.NotEq):
            same = ir.Compare("==", a, b)
            return same if isinstance(operator, ast.Eq) else ir.negate(same)
        if not isinstance(a.type, Num) and a.type != DATE:
            self.fail("type", f"{chinese(a.type)}不能比大小。", f"{a.type} has no order.")
        match operator:
            case ast.Lt():
                return ir.Compare("<", a, b)
            case ast.LtE():
                return ir.Compare("<=", a, b)
            case ast.Gt():
                return ir.Compare("<", b, a)
        return ir.Compare("<=", b, a)

    def _membership(self, left: ast.expr, right: ast.expr) -> ir.Expr:
        value = self.value(left)
        if isinstance(right, ast.Set):
            if not isinstance(value.type, Enum):
                self.fail(
                    "type", "只有枚举类的值可以写 in {…}。", "only enumerations can stand before in {…}."
                )
            members = [self.value(item, value.type) for item in right.elts]
            if any(not isinstance(item, ir.Const) or item.type != value.type for item in members):
                self.fail(
                    "type", "in {…} 里只能写枚举的值。", "only words of the enumeration can stand in {…}."
                )
            names = frozenset(str(item.value) for item in members if isinstance(item, ir.Const))
            return ir.In(value, ir.Const(names, SetOf(value.type.name)))
        group = self.value(right)
        if not isinstance(value.type, Enum) or group.type != SetOf(value.type.name):
            self.fail(
                "type",
                f"{chinese(value.type)}不能属于{chinese(group.type)}。",
                f"{value.type} can't be in {group.type}.",
            )
        return ir.In(value, group)

    def pair(self, left: ast.expr, right: ast.expr, hint: Type | None = None) -> tuple[ir.Expr, ir.Expr]:
        """Both sides, brought to one type: equal units, as many decimals as the finer side."""
        if isinstance(left, ast.Constant) and isinstance(left.value, str) and hint is None:
            b = self.value(right)
            return self.value(left, b.type), b
        a = self.value(left, hint)
        return self.alike(a, self.value(right, a.type if hint is None else hint))

    def alike(self, a: ir.Expr, b: ir.Expr) -> tuple[ir.Expr, ir.Expr]:
        if not isinstance(a.type, Num) or not isinstance(b.type, Num):
            if a.type != b.type:
                self.fail(
                    "type",
                    f"{chinese(a.type)}与{chinese(b.type)}不能放在一起。",
                    f"{a.type} and {b.type} don't go together.",
                )
            return a, b
        a, b = _zero_fits(a, b.type), _zero_fits(b, a.type)
        assert isinstance(a.type, Num) and isinstance(b.type, Num)
        if a.type.unit != b.type.unit:
            shown = [
                (show_unit(t.unit, "zh") or "纯数", show_unit(t.unit) or "a plain number")
                for t in (a.type, b.type)
            ]
            self.fail("unit", f"单位不同：{shown[0][0]} 与 {shown[1][0]}。", f"units differ: {shown[0][1]} and {shown[1][1]}.",
                      ("换算成同一单位。", "bring both to one unit."))  # fmt: skip
        places = max(a.type.places, b.type.places)
        return widen(a, places), widen(b, places)

    # --- arithmetic ------------------------------------------------------------------------------
    def on_arithmetic(self, node: ast.BinOp, hint: Type | None) -> ir.Expr:
        a, b = self.value(node.left), self.value(node.right)
        if not isinstance(a.type, Num) or not isinstance(b.type, Num):
            self.fail("type", f"{chinese(a.type)}与{chinese(b.type)}不能运算。", f"{a.type} and {b.type} can't be reckoned with.",
                      ("日期用 add_months_clamped、add_days。", "for days use add_months_clamped, add_days."))  # fmt: skip
        if isinstance(node.op, ast.Add | ast.Sub):
            a, b = self.alike(a, b)
            return ir.Arith("+" if isinstance(node.op, ast.Add) else "-", a, b, a.type)
        if not isinstance(node.op, ast.Mult):
            self.fail("division", "没有除法、取余和乘方。", "there is no division, remainder or power.",
                      ("用 mul_div_round(a, b, c, 小数位)。", "use mul_div_round(a, b, c, places)."))  # fmt: skip
        return self.product(a, b)

    def product(self, a: ir.Expr, b: ir.Expr) -> ir.Expr:
        assert isinstance(a.type, Num) and isinstance(b.type, Num)
        signs = [self.ranges.never_negative(part) for part in (a, b)]
        fixed = [isinstance(part, ir.Const | ir.Param) for part in (a, b)]
        if not (all(signs) or (signs[0] and fixed[0]) or (signs[1] and fixed[1])):
            self.fail("sign", "相乘的数可能是负数。", "a factor may be negative.",
                      ("在 facts.yaml 写 min: 0，或用 max(…, 0)。", "declare min: 0 in facts.yaml, or use max(…, 0)."))  # fmt: skip
        return ir.Arith(
            "*", a, b, Num(multiply_units(a.type.unit, b.type.unit), a.type.places + b.type.places)
        )

    # --- functions and lists ---------------------------------------------------------------------
    def on_call(self, node: ast.Call, hint: Type | None) -> ir.Expr:
        if not isinstance(node.func, ast.Name):
            self.fail(
                "not-allowed",
                f"不允许的调用：{ast.unparse(node.func)[:80]}。",
                f"not allowed: {ast.unparse(node.func)[:80]}.",
            )
        name = node.func.id
        if name in AGGREGATES:
            return aggregate(self, name, node)
        return call(self, name, node)


def widen(node: ir.Expr, places: int) -> ir.Expr:
    """The same number with `places` decimals."""
    assert isinstance(node.type, Num)
    if node.type.places == places:
        return node
    type_ = Num(node.type.unit, places)
    if isinstance(node, ir.Const) and isinstance(node.value, int):
        return ir.Const(node.value * 10 ** (places - node.type.places), type_)
    return ir.Scale(node, type_)


def _zero_fits(node: ir.Expr, type_: Type) -> ir.Expr:
    zero = isinstance(node, ir.Const) and node.value == 0 and node.type == Num(PLAIN, 0)
    return ir.Const(0, Num(type_.unit, 0)) if zero and isinstance(type_, Num) else node


def _alike(have: Type, wanted: Type) -> bool:
    if isinstance(have, Num) and isinstance(wanted, Num):
        return have.unit == wanted.unit
    return have == wanted


_HANDLERS: dict[type[ast.expr], Callable[..., Operand]] = {
    ast.Name: Parser.on_name,
    ast.Attribute: Parser.on_attribute,
    ast.Constant: Parser.on_constant,
    ast.Subscript: Parser.on_subscript,
    ast.BoolOp: Parser.on_boolop,
    ast.UnaryOp: Parser.on_unary,
    ast.IfExp: Parser.on_choice,
    ast.Compare: Parser.on_compare,
    ast.BinOp: Parser.on_arithmetic,
    ast.Call: Parser.on_call,
}


def parse_expression(
    text: Text, scope: Scope, ranges: Ranges, problems: Problems, wanted: Type | None = None
) -> ir.Expr:
    """The typed meaning of an expression in a file; raises Stop with the reason recorded."""
    return Parser(scope, ranges, problems, text.at).parse(text.value, wanted)
