"""Parameters: every figure of the policy, with unit, days of force and the words it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .citation import Citation, citation
from .dictionary import Dictionary, fact_type, flag, unit_of, words
from .errors import Place, Stop
from .ir import Value
from .strict_yaml import Map, Node, Reader, Text
from .types import BOOL, DATE, FOREVER, Enum, Num, SetOf, Type, Words, parse_date, scaled

UNKNOWN = "unknown"  # written for a value that nobody can tell yet

Row = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
"""One row of a classes table: (class, ((measure, lower bound), …)), from the top class down."""

Content = Value | dict[str, Value | None] | dict[str, Row] | None
"""A parameter's value; None, or a row's None, where nobody can tell it."""


@dataclass(frozen=True)
class Dated:
    """One value and the days on which it holds, both included; `enactment` is the one that sets it."""

    value: Content
    start: dt.date
    end: dt.date
    cite: Citation
    enactment: str
    at: Place


@dataclass(frozen=True)
class Parameter:
    """`key` names the enumeration a table is read by; `measures` the quantities a classes table compares."""

    name: str
    label: Words
    type: Type
    key: str
    measures: tuple[tuple[str, Num], ...]
    values: tuple[Dated, ...]
    enactment: str
    at: Place
    partial: bool = False


def read_parameter(
    reader: Reader, name: str, node: Node, dictionary: Dictionary, enactment: str, text: dict[str, str]
) -> Parameter:
    """One entry of parameters.yaml; raises Stop with the reason recorded."""
    top = reader.mapping(node, "type unit places enum key partial measures", "label type values")
    kinds = "bool int decimal date enum set classes".split()
    kind = reader.one_of(top.entries["type"], kinds, ("参数的类型", "a type of parameter"))
    enums = list(dictionary.enums)
    if kind in ("set", "classes"):
        name_of = reader.one_of(top.get("enum"), enums, ("枚举", "an enumeration"), top.at)
        type_: Type = SetOf(name_of) if kind == "set" else Enum(name_of)
    else:
        type_ = fact_type(reader, top, kind, dictionary.enums)
    key = reader.one_of(top.entries["key"], enums, ("枚举", "an enumeration")) if "key" in top.entries else ""
    if (kind == "classes" and not key) or (kind == "set" and key):
        raise reader.fail(
            top.at,
            "key",
            "划型表（classes）要写 key，集合（set）不能写。",
            "classes need a key, a set can't have one.",
        )
    measures = _measures(reader, top) if kind == "classes" else ()
    values = []
    for item in reader.sequence(top.entries["values"]):
        try:
            values.append(_dated(reader, item, kind, type_, key, measures, top, dictionary, enactment, text))
        except Stop:
            continue
    _check_order(reader, name, values)
    label = words(reader, top.entries["label"], top.at)
    partial = flag(reader, top.get("partial"))
    return Parameter(name, label, type_, key, measures, tuple(values), enactment, top.at, partial)


def _measures(reader: Reader, top: Map) -> tuple[tuple[str, Num], ...]:
    node = top.get("measures")
    if node is None:
        raise reader.fail(top.at, "missing-key", "缺少：measures。", "missing: measures.")
    units = reader.mapping(node).entries.items()
    return tuple(
        (name, Num(unit_of(reader, unit), 2 if reader.text(unit) == "yuan" else 0)) for name, unit in units
    )


def interval(
    reader: Reader, top: Map, default: tuple[dt.date, dt.date] | None = None
) -> tuple[dt.date, dt.date]:
    """The days from `from` to `until`, both included; refuses a day that doesn't exist and an end before its start."""
    start, end = default or (None, FOREVER)
    if "from" in top.entries:
        start = day(reader, top.entries["from"])
    if "until" in top.entries:
        end = day(reader, top.entries["until"])
    if start is None:
        raise reader.fail(top.at, "missing-key", "缺少：from。", "missing: from.")
    if end < start:
        raise reader.fail(
            top.at,
            "interval",
            f"终止日 {end} 早于起始日 {start}。",
            f"ends ({end}) before it begins ({start}).",
            ("改正其中一个日期。", "mend one of the two days."),
        )
    return start, end


def day(reader: Reader, node: Node) -> dt.date:
    value = parse_date(reader.text(node))
    if value is None:
        text = reader.text(node)
        raise reader.fail(
            node.at,
            "date",
            f"“{text}”不是存在的日期。",
            f"{text!r} is not a day.",
            ("写成 2022-05-06 这样的日期。", "write it like 2022-05-06."),
        )
    return value


def _dated(
    reader: Reader,
    node: Node,
    kind: str,
    type_: Type,
    key: str,
    measures: tuple[tuple[str, Num], ...],
    top: Map,
    dictionary: Dictionary,
    enactment: str,
    text: dict[str, str],
) -> Dated:
    entry = reader.mapping(node, "until", "value from cite")
    start, end = interval(reader, entry)
    value = entry.entries["value"]
    content: Content
    if isinstance(value, Text) and value.value == UNKNOWN:
        content = None
    elif kind == "classes":
        rows = reader.mapping(value).entries
        _check_keys(reader, value, list(rows), list(dictionary.enums[key]), flag(reader, top.get("partial")))
        content = {name: _row(reader, row, type_, measures, dictionary) for name, row in rows.items()}
    elif key:
        rows = reader.mapping(value).entries
        _check_keys(reader, value, list(rows), list(dictionary.enums[key]), flag(reader, top.get("partial")))
        content = {name: single(reader, row, type_, dictionary) for name, row in rows.items()}
    elif kind == "set":
        assert isinstance(type_, SetOf)
        members = list(dictionary.enums[type_.enum])
        content = frozenset(
            reader.one_of(item, members, (f"{type_.enum} 的值", f"a value of {type_.enum}"))
            for item in reader.sequence(value)
        )
    else:
        content = single(reader, value, type_, dictionary)
    cite = citation(reader, entry.entries["cite"], entry.at, text)
    unknown = content is None or (isinstance(content, dict) and None in content.values())
    if unknown and not (cite.status == "assumed" and cite.note):
        raise reader.fail(
            node.at,
            "unknown-value",
            "值为 unknown 的，依据应写 status: assumed，并用 note 写明怎样核实。",
            "an unknown value needs a citation with status: assumed and a note that says what would settle it.",
        )
    return Dated(content, start, end, cite, enactment, node.at)


def single(reader: Reader, node: Node, type_: Type, dictionary: Dictionary) -> Value | None:
    """One value of a type, from text; numbers exactly, with no more decimals than the type keeps; None: unknown."""
    text = reader.text(node)
    if text == UNKNOWN:
        return None
    if type_ == BOOL:
        return flag(reader, node)
    if type_ == DATE:
        return day(reader, node)
    if isinstance(type_, Enum):
        known = list(dictionary.enums[type_.name])
        return reader.one_of(node, known, (f"{type_.name} 的值", f"a value of {type_.name}"))
    assert isinstance(type_, Num)
    value = scaled(text, type_.places)
    if value is None:
        raise reader.fail(
            node.at,
            "number",
            f"“{text}”不是最多 {type_.places} 位小数的数字。",
            f"{text!r} is not a number with at most {type_.places} decimals.",
            ("用半角数字书写，或增加 places。", "use plain digits, or raise places."),
        )
    return value


def _check_keys(reader: Reader, node: Node, given: list[str], wanted: list[str], partial: bool) -> None:
    unknown = [key for key in given if key not in wanted]
    missing = [key for key in wanted if key not in given]
    if unknown:
        raise reader.fail(
            node.at,
            "table-key",
            f"表中有不认识的键：{'、'.join(unknown)}。",
            f"unknown keys: {', '.join(unknown)}.",
        )
    if missing and not partial:
        raise reader.fail(
            node.at,
            "table-gap",
            f"表中缺少：{'、'.join(missing)}。",
            f"the table lacks: {', '.join(missing)}.",
            (
                "补全，或写 partial: true（缺项即为未知）。",
                "add them, or write partial: true (what is left out is unknown).",
            ),
        )


def _row(
    reader: Reader, node: Node, type_: Type, measures: tuple[tuple[str, Num], ...], dictionary: Dictionary
) -> Row:
    assert isinstance(type_, Enum)
    known = dict(measures)
    classes = []
    entries = reader.mapping(node).entries
    for index, (name, bounds) in enumerate(entries.items()):
        if name not in dictionary.enums[type_.name]:
            raise reader.fail(
                bounds.at, "unknown-word", f"“{name}”不是 {type_.name} 的值。", f"{name!r} is unknown."
            )
        pairs = []
        for measure, bound in reader.mapping(bounds).entries.items():
            if measure not in known:
                raise reader.fail(
                    bound.at, "unknown-word", f"没有声明“{measure}”。", f"{measure!r} is not declared."
                )
            value = scaled(reader.text(bound), known[measure].places)
            if value is None:
                raise reader.fail(bound.at, "number", "下限应为数字。", "a lower bound must be a number.")
            pairs.append((measure, value))
        if (not pairs and index != len(entries) - 1) or (pairs and index == len(entries) - 1):
            raise reader.fail(
                node.at,
                "classes",
                "从高到低书写，只有最后一档没有下限。",
                "write the classes from the top down; only the last has no bound.",
            )
        classes.append((name, tuple(pairs)))
    return tuple(classes)


def _check_order(reader: Reader, name: str, values: list[Dated]) -> None:
    for index, later in enumerate(values):
        for earlier in values[:index]:
            if earlier.start <= later.end and later.start <= earlier.end:
                reader.problems.add(
                    later.at,
                    "overlap",
                    f"参数 {name} 的两个值在 {max(earlier.start, later.start)} 同时有效。",
                    f"two values of {name} hold on {max(earlier.start, later.start)}.",
                    ("给较早的值写上 until。", "give the earlier one an until."),
                )
