"""The functions an expression may call: how many arguments, of which types, and what comes out."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import ir
from .types import DATE, INT, Enum, Num, Type, Unit, chinese, multiply_units, parse_unit

if TYPE_CHECKING:
    from .expressions import Parser

MONTH, DAY = Num((("month", 1),)), Num((("day", 1),))
SIGNATURES: dict[str, tuple[tuple[Type, ...], Type]] = {
    "year": ((DATE,), INT),
    "add_months_clamped": ((DATE, MONTH), DATE),
    "add_days": ((DATE, DAY), DATE),
    "days_between": ((DATE, DATE), DAY),
    "full_months_between": ((DATE, DATE), MONTH),
    "calendar_months_overlap": ((DATE,) * 4, MONTH),
    "month_ends_overlap": ((DATE,) * 4, MONTH),
}
LITERAL_UNITS = {"months": "month", "days": "day", "persons": "person", "yuan": "yuan", "awards": "award"}
ROUNDING = ("round_half_up", "round_down", "round_up")
MUL_DIV = ("mul_div_round", "mul_div_down", "mul_div_up")
FUNCTIONS = [
    *SIGNATURES,
    *LITERAL_UNITS,
    *ROUNDING,
    *MUL_DIV,
    "min",
    "max",
    "date",
    "classify",
    "as_of",
    "count",
    "sum",
    "any",
    "all",
    "latest",
    "earliest",
]


def call(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    """A function's call as a typed node; refuses what is not in the list."""
    if any(isinstance(arg, ast.Starred) for arg in node.args) or any(
        key.arg is None for key in node.keywords
    ):
        parser.fail("not-allowed", "不允许写 * 参数。", "star arguments are not allowed.")
    if node.keywords and name != "classify":
        parser.fail("arguments", f"{name} 不用带名字的参数。", f"{name} takes no named arguments.")
    if name in SIGNATURES:
        return _plain(parser, name, node)
    special: dict[str, Callable[[Parser, str, ast.Call], ir.Expr]] = {
        "min": _extreme, "max": _extreme, "date": _date, "classify": _classify, "as_of": _as_of,
        **dict.fromkeys(LITERAL_UNITS, _literal), **dict.fromkeys(ROUNDING, _round), **dict.fromkeys(MUL_DIV, _mul_div),
    }  # fmt: skip
    if name not in special:
        from .strict_yaml import nearest

        near = nearest(name, FUNCTIONS)
        parser.fail("unknown-function", f"没有函数“{name}”。", f"there is no function {name!r}.",
                    (f"是不是“{near}”？" if near else f"可用：{'、'.join(FUNCTIONS)}。",
                     f"did you mean {near!r}?" if near else f"known: {', '.join(FUNCTIONS)}."))  # fmt: skip
    return special[name](parser, name, node)


def _count(parser: Parser, name: str, node: ast.Call, wanted: int) -> None:
    if len(node.args) != wanted:
        parser.fail("arguments", f"{name} 需要 {wanted} 个参数，写了 {len(node.args)} 个。",
                    f"{name} takes {wanted} arguments, {len(node.args)} given.")  # fmt: skip


def _plain(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    wanted, result = SIGNATURES[name]
    _count(parser, name, node, len(wanted))
    args = []
    for index, (arg, type_) in enumerate(zip(node.args, wanted, strict=True), start=1):
        value = parser.value(arg)
        if isinstance(type_, Num) and isinstance(value, ir.Const) and value.value == 0:
            value = ir.Const(0, type_)
        if value.type != type_:
            parser.fail("type", f"{name} 的第 {index} 个参数应为{chinese(type_)}，写的是{chinese(value.type)}。",
                        f"argument {index} of {name} must be {type_}, this is {value.type}.")  # fmt: skip
        args.append(value)
    return ir.Call(name, tuple(args), result)


def _number(parser: Parser, name: str, node: ast.expr) -> ir.Expr:
    value = parser.value(node)
    if not isinstance(value.type, Num):
        parser.fail(
            "type",
            f"{name} 需要数字，写的是{chinese(value.type)}。",
            f"{name} needs a number, this is {value.type}.",
        )
    return value


def _places(parser: Parser, name: str, node: ast.expr) -> int:
    value = node.value if isinstance(node, ast.Constant) else None
    if type(value) is not int or not 0 <= value <= 8:
        parser.fail("places", f"{name} 的小数位应为 0 至 8。", f"{name}: the decimals must be 0 to 8.")
    return value


def _extreme(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    if len(node.args) < 2:
        parser.fail("arguments", f"{name} 至少两个参数。", f"{name} takes at least two arguments.")
    values = [parser.value(arg) for arg in node.args]
    if not isinstance(values[0].type, Num) and values[0].type != DATE:
        parser.fail("type", f"{name} 只用于数字和日期。", f"{name} is for numbers and days.")
    for index in range(1, len(values)):  # twice, so that the finest decimals reach the first
        values[0], values[index] = parser.alike(values[0], values[index])
    for index in range(1, len(values)):
        values[0], values[index] = parser.alike(values[0], values[index])
    return ir.Call(name, tuple(values), values[0].type)


def _date(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    _count(parser, name, node, 3)
    month, day = (part.value if isinstance(part, ast.Constant) else None for part in node.args[1:])
    if type(month) is not int or type(day) is not int or not 1 <= month <= 12 or not 1 <= day <= 31:
        parser.fail(
            "date",
            "date(年, 月, 日) 的月和日应为数字。",
            "date(year, month, day): month and day must be numbers.",
        )
    year = _number(parser, name, node.args[0])
    if year.type != INT:
        parser.fail("type", "年份应为整数。", "the year must be a whole number.")
    return ir.Call("date", (year, ir.Const(month, INT), ir.Const(day, INT)), DATE)


def _literal(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    _count(parser, name, node, 1)
    value = parser.value(node.args[0])
    unit: Unit = parse_unit(LITERAL_UNITS[name]) or ()
    if not isinstance(value, ir.Const) or type(value.value) is not int:
        parser.fail("arguments", f"{name}(…) 里应写数字。", f"{name}(…) takes a number.")
    return ir.Const(value.value, Num(unit))


def _round(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    _count(parser, name, node, 2)
    value = _number(parser, name, node.args[0])
    assert isinstance(value.type, Num)
    return ir.Call(name, (value,), Num(value.type.unit, _places(parser, name, node.args[1])))


def _mul_div(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    _count(parser, name, node, 4)
    values = [_number(parser, name, arg) for arg in node.args[:3]]
    unit: Unit = ()
    for value, sign in zip(values, (1, 1, -1), strict=True):
        assert isinstance(value.type, Num)
        unit = multiply_units(unit, value.type.unit, sign)
        if not parser.ranges.never_negative(value):
            parser.fail("sign", f"{name} 的数可能是负数。", f"{name}: an argument may be negative.",
                        ("在 facts.yaml 写 min: 0，或用 max(…, 0)。", "declare min: 0, or use max(…, 0)."))  # fmt: skip
    return ir.Call(name, tuple(values), Num(unit, _places(parser, name, node.args[3])))


def _as_of(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    _count(parser, name, node, 2)
    known = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
    parameter = parser.scope.parameters.get(known)
    if parameter is None or parameter.key:
        parser.fail(
            "as-of",
            "应写成 as_of(参数, 日期)，参数不能是表。",
            "write as_of(parameter, day); not of a table.",
        )
    day = parser.value(node.args[1])
    if day.type != DATE:
        parser.fail("type", f"as_of 的第 2 个参数应为日期，写的是{chinese(day.type)}。",
                    f"argument 2 of as_of must be a day, this is {day.type}.")  # fmt: skip
    return ir.AsOf(parameter.name, day, parameter.type)


def _classify(parser: Parser, name: str, node: ast.Call) -> ir.Expr:
    table_name = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
    table = parser.scope.parameters.get(table_name)
    if table is None or not table.measures or len(node.args) != 2:
        parser.fail(
            "table",
            "应写成 classify(划型表, 键, 量=事实, …)。",
            "write classify(classes table, key, measure=fact, …).",
        )
    key = parser.value(node.args[1], Enum(table.key))
    if key.type != Enum(table.key):
        parser.fail(
            "table-key", f"表 {table_name} 按 {table.key} 查。", f"{table_name} is read by {table.key}."
        )
    given = {keyword.arg: parser.value(keyword.value) for keyword in node.keywords}
    if set(given) != {measure for measure, _ in table.measures}:
        names = "、".join(measure for measure, _ in table.measures)
        parser.fail("arguments", f"{table_name} 需要：{names}。", f"{table_name} needs: {names}.")
    pairs = []
    for measure, type_ in table.measures:
        value, _ = parser.alike(given[measure], ir.Const(1, type_))
        pairs.append((measure, value))
    return ir.Classify(table_name, key, tuple(pairs), table.type)
