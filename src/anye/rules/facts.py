"""Facts as JSON: read into the tuples a program takes, with every mistake named; and their JSON Schema."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from .dictionary import Dictionary, FactSpec
from .errors import FactsError, Place, Problem, Problems
from .shape import Shape
from .strict_yaml import nearest
from .types import FOREVER, Bool, Date, Enum, Num, parse_date, scaled, show_unit

LARGEST_FILE = 16_000_000  # bytes: one subject's facts, with room for an employer of tens of thousands
LARGEST_NUMBER = 10**30
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def parse_facts(text: str, shown_as: str) -> Any:
    """JSON as data: numbers exact, NaN and Infinity refused, a key written twice refused. Raises FactsError."""

    def refuse(code: str, zh: str, en: str, line: int = 0) -> NoReturn:
        raise FactsError([Problem(Place(shown_as, line), code, zh, en)])

    def constant(name: str) -> NoReturn:
        refuse("number", f"{name} 不是数字。", f"{name} is not a number.")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                refuse("duplicate-key", f"“{key}”写了两次。", f"{key!r} stands twice.")
            found[key] = value
        return found

    def number(text: str) -> Decimal:
        if len(text) > 40:
            refuse("number", f"数字 {text[:40]}… 太长。", f"the number {text[:40]}… is too long.")
        try:
            return Decimal(text)
        except ArithmeticError:
            refuse("number", f"数字 {text} 超出范围。", f"the number {text} is out of range.")

    try:
        return json.loads(
            text, parse_float=number, parse_int=number, parse_constant=constant, object_pairs_hook=pairs
        )
    except json.JSONDecodeError as error:
        refuse(
            "torn-json",
            f"JSON 写法有误：{error.msg}。",
            f"is not well-formed JSON: {error.msg}.",
            error.lineno,
        )
    except RecursionError:
        refuse("torn-json", "JSON 嵌套过深。", "the JSON is nested too deeply.")


def load_facts(path: Path) -> Any:
    """The facts of a file; refuses one that can't be read, is too large or isn't UTF-8 JSON."""
    at = Place(str(path))
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise FactsError(
                [
                    Problem(
                        at,
                        "too-large",
                        f"文件有 {size // 1_000_000} MB，超过 {LARGEST_FILE // 1_000_000} MB。",
                        f"the file has {size // 1_000_000} MB, more than {LARGEST_FILE // 1_000_000} MB.",
                        "只放一个对象的事实；整个城市用 anye screen。",
                        "give one subject's facts; for a whole city use anye screen.",
                    )
                ]
            )
        return parse_facts(path.read_bytes().decode("utf-8-sig"), str(path))
    except FileNotFoundError:
        mend = ("检查文件名，和它所在的目录。", "check its name, and the folder it is in.")
        raise FactsError(
            [Problem(at, "unreadable", "没有这个文件。", "there is no such file.", *mend)]
        ) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise FactsError(
            [Problem(at, "unreadable", f"文件无法读取（{why}）。", f"can't be read ({why}).")]
        ) from None
    except UnicodeDecodeError:
        raise FactsError([Problem(at, "encoding", "文件不是 UTF-8 编码。", "is not UTF-8.")]) from None


def limits(spec: FactSpec) -> tuple[int, int]:
    """The least and the greatest value that is taken, scaled."""
    return (-spec.limit if spec.low is None else spec.low), spec.limit


class Reader:
    """Turns data into the tuples of a shape; `read` raises FactsError with all problems of it.

    After reading, `certain` says whether nothing that was wanted is unknown and every list is complete.
    """

    certain = True

    def __init__(self, dictionary: Dictionary, shape: Shape, shown_as: str = "facts"):
        self.dictionary, self.shape, self.shown_as = dictionary, shape, shown_as
        self.problems = Problems()

    def read(self, data: Any) -> tuple[Any, ...]:
        """One record's tuple. A fact that is absent or null is unknown; one that no measure here reads is
        checked and left aside; a key that is no fact at all is refused."""
        result = self._record(data, self.shape, self.shown_as)
        self.problems.raise_if_any(FactsError)
        assert result is not None
        return result

    def _fail(self, where: str, code: str, zh: str, en: str, mend: tuple[str, str] = ("", "")) -> None:
        self.problems.add(Place(where), code, zh, en, mend)

    def _record(self, data: Any, shape: Shape, where: str) -> tuple[Any, ...] | None:
        if not isinstance(data, Mapping):
            self._fail(where, "shape", "这里应为一条记录 {…}。", "expected a record {…} here.")
            return None
        spec = self.dictionary.records[shape.record]
        for key in data:
            if key not in spec.facts and key not in spec.links:
                near = nearest(str(key), [*spec.facts, *spec.links])
                self._fail(where, "unknown-fact", f"{spec.name} 没有事实“{key}”。", f"{spec.name} has no fact {key!r}.",
                           (f"是不是“{near}”？" if near else "", f"did you mean {near!r}?" if near else ""))  # fmt: skip
        for name in data:
            if name in spec.facts and name not in shape.facts:
                self.fact(spec.facts[name], data[name], f"{where}.{name}")
        values: list[Any] = [
            self.fact(spec.facts[name], data.get(name), f"{where}.{name}") for name in shape.facts
        ]
        flags = [link.complete for link in spec.links.values() if link.complete in shape.facts]
        whole = all(data.get(flag) is True for flag in flags)
        self.certain = self.certain and whole and None not in values
        for link, one in shape.ones.items():
            part = data.get(link)
            self.certain = self.certain and part is not None
            values.append(None if part is None else self._record(part, one, f"{where}.{link}"))
        for link, many in shape.lists.items():
            values.append(self._list(data.get(link), many, f"{where}.{link}"))
        return tuple(values)

    def _list(self, data: Any, shape: Shape, where: str) -> tuple[Any, ...] | None:
        if data is None:
            self.certain = False
            return None
        if not isinstance(data, list | tuple):
            self._fail(where, "shape", "这里应为列表 […]。", "expected a list […] here.")
            return None
        return tuple(self._record(item, shape, f"{where}[{index}]") for index, item in enumerate(data))

    def fact(self, spec: FactSpec, value: Any, where: str) -> Any:
        """A value as the program takes it; None where it is unknown."""
        if value is None:
            if spec.required:
                self._fail(
                    where, "required", f"“{spec.label.hans}”不能缺。", f"{spec.label.en}: is required."
                )
            return None
        found: Any
        match spec.type:
            case Bool():
                found = value if isinstance(value, bool) else None
            case Date():
                found = self._day(spec, value)
            case Enum():
                known = self.dictionary.enums[spec.type.name]
                found = value if isinstance(value, str) and value in known else None
            case Num():
                found = self._number(spec, value)
            case _:
                raise AssertionError(spec)
        if found is None:
            wanted = self._wanted(spec, value)
            huge = isinstance(value, int) and abs(value) > LARGEST_NUMBER
            shown = "…" if huge else str(value)[:60]
            self._fail(where, "value", f"“{spec.label.hans}”写的是 {shown}，应为{wanted[0]}。",
                       f"{spec.label.en}: {shown} given, expected {wanted[1]}.")  # fmt: skip
        return found

    def _wanted(self, spec: FactSpec, value: Any) -> tuple[str, str]:
        """What would have been a value: in Chinese, in English."""
        match spec.type:
            case Bool():
                return "true 或 false", "true or false"
            case Date():
                return ("1900 至 2199 年间存在的日期（如 2022-05-06），至今写 9999-12-31" if spec.open
                        else "1900 至 2199 年间存在的日期，如 2022-05-06",
                        "a day of 1900 to 2199 like 2022-05-06" + (", 9999-12-31 for still open" if spec.open else ""))  # fmt: skip
            case Enum():
                known = list(self.dictionary.enums[spec.type.name])
                near = nearest(str(value), known)
                return (f"{'、'.join(known)} 之一" + (f"（是不是 {near}？）" if near else ""),
                        f"one of {', '.join(known)}" + (f" (did you mean {near!r}?)" if near else ""))  # fmt: skip
            case Num():
                zh, en = show_unit(spec.type.unit, "zh"), show_unit(spec.type.unit)
                unit = (f"{zh}，" if zh else "", f"{en}, " if en else "")
                low, high = (Decimal(end).scaleb(-spec.type.places) for end in limits(spec))
                return (f"最多 {spec.type.places} 位小数的数字（{unit[0]}{low} 至 {high}）",
                        f"a number with at most {spec.type.places} decimals ({unit[1]}{low} to {high})")  # fmt: skip
        raise AssertionError(spec)

    @staticmethod
    def _day(spec: FactSpec, value: Any) -> dt.date | None:
        day = parse_date(value) if isinstance(value, str) else None
        if day is None or EARLIEST <= day <= LATEST or (spec.open and day == FOREVER):
            return day
        return None

    @staticmethod
    def _number(spec: FactSpec, value: Any) -> int | None:
        assert isinstance(spec.type, Num)
        if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
            return None
        if isinstance(value, Decimal):
            if not value.is_finite() or value.adjusted() > 30 or value.as_tuple().exponent < -30:  # type: ignore[operator]
                return None
            value = format(value, "f")
        if (isinstance(value, int) and abs(value) > LARGEST_NUMBER) or str(value).endswith("%"):
            return None
        number = scaled(str(value), spec.type.places)
        low, high = limits(spec)
        return number if number is not None and low <= number <= high else None


def schema(dictionary: Dictionary, shape: Shape, title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the facts a shape reads, related records included."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_record_schema(dictionary, shape),
    }


def _record_schema(dictionary: Dictionary, shape: Shape) -> dict[str, Any]:
    spec = dictionary.records[shape.record]
    properties = {name: _fact_schema(dictionary, spec.facts[name]) for name in shape.facts}
    for link, one in shape.ones.items():
        properties[link] = {
            "anyOf": [_record_schema(dictionary, one), {"type": "null"}],
            "title": spec.links[link].label.hans,
        }
    for link, many in shape.lists.items():
        properties[link] = {
            "type": ["array", "null"],
            "title": spec.links[link].label.hans,
            "items": _record_schema(dictionary, many),
        }
    required = [name for name in shape.facts if spec.facts[name].required]
    result: dict[str, Any] = {"type": "object", "title": spec.label.hans, "properties": properties}
    names = sorted(
        [*spec.facts, *spec.links]
    )  # what is known but not read here may stand too; a slip may not
    return result | ({"required": required} if required else {}) | {"propertyNames": {"enum": names}}


def _fact_schema(dictionary: Dictionary, spec: FactSpec) -> dict[str, Any]:
    base: dict[str, Any] = {
        "title": spec.label.hans,
        "description": spec.question.hans,
        "x-register": spec.register,
    }
    null = [] if spec.required else ["null"]
    match spec.type:
        case Bool():
            return base | {"type": ["boolean", *null]} | ({"x-judgement": True} if spec.judgement else {})
        case Date():
            return (
                base
                | {"type": ["string", *null], "format": "date"}
                | ({"x-open": str(FOREVER)} if spec.open else {})
            )
        case Enum():
            return base | {"enum": [*dictionary.enums[spec.type.name], *([None] if null else [])]}
        case Num():
            places = spec.type.places
            extra: dict[str, Any] = {"x-unit": show_unit(spec.type.unit), "x-places": places}
            if places == 0:
                extra |= dict(zip(("minimum", "maximum"), limits(spec), strict=True))
                return base | {"type": ["integer", *null]} | extra
            return (
                base
                | {"type": ["string", "number", *null], "pattern": rf"^[+-]?[0-9]+(\.[0-9]{{1,{places}}})?$"}
                | extra
            )
    raise AssertionError(spec)
