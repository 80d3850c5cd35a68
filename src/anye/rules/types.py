"""The types of the rule language. A number has a unit and a fixed count of decimals, so it is exact."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

FOREVER = dt.date(9999, 12, 31)
NEVER = dt.date(1, 1, 1)  # the latest day of none
BASE_UNITS = {
    "yuan": ("元", "元", "yuan"),
    "month": ("个月", "個月", "months"),
    "day": ("天", "天", "days"),
    "person": ("人", "人", "persons"),
    "employer": ("家", "家", "employers"),
    "award": ("次", "次", "awards"),
    "spell": ("段", "段", "spells"),
    "record": ("条", "條", "records"),
    "loan": ("笔", "筆", "loans"),
    "certificate": ("本", "本", "certificates"),
    "household": ("户", "户", "households"),
    "event": ("场", "場", "events"),
    "contract": ("份", "份", "contracts"),
    "site": ("处", "處", "sites"),
}


class Words(NamedTuple):
    """One text in three: simplified Chinese, traditional Chinese (Hong Kong), English."""

    hans: str
    hant: str
    en: str

    def in_(self, lang: str) -> str:
        return {"en": self.en, "zh-Hant": self.hant}.get(lang, self.hans)


Unit = tuple[tuple[str, int], ...]
"""Base units with exponents, sorted: yuan/month is (("month", -1), ("yuan", 1)); () has none."""

PLAIN: Unit = ()


def parse_unit(text: str) -> Unit | None:
    """`yuan/person*month`-like text to a unit, or None when a word is not a unit."""
    if not text or text == "none":
        return PLAIN
    powers: dict[str, int] = {}
    sign = 1
    for part in re.split(r"([/*])", text):
        if part in "/*":
            sign = -1 if part == "/" else 1
            continue
        if part not in BASE_UNITS:
            return None
        powers[part] = powers.get(part, 0) + sign
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def multiply_units(left: Unit, right: Unit, sign: int = 1) -> Unit:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def show_unit(unit: Unit, lang: str = "en") -> str:
    """`yuan/person`, `元/人`; empty for a plain number."""
    index = {"en": 2, "zh-Hant": 1}.get(lang, 0)
    order = list(BASE_UNITS)
    unit = tuple(sorted(unit, key=lambda part: (part[0] != "person", order.index(part[0]))))
    above = [BASE_UNITS[name][index] for name, power in unit for _ in range(power) if power > 0]
    if len(above) > 1:
        above = [name.removeprefix("个").removeprefix("個") for name in above]
    below = [
        BASE_UNITS[name][index].removeprefix("个").removeprefix("個").removesuffix("s")
        for name, power in unit
        for _ in range(-power)
    ]
    return "·".join(above) + "".join(f"/{name}" for name in below)


@dataclass(frozen=True)
class Bool:
    def __str__(self) -> str:
        return "bool"


@dataclass(frozen=True)
class Date:
    def __str__(self) -> str:
        return "date"


@dataclass(frozen=True)
class Num:
    """A number held as an integer times 10**-places."""

    unit: Unit = PLAIN
    places: int = 0

    def __str__(self) -> str:
        return (show_unit(self.unit) or "number") + (f" with {self.places} decimals" if self.places else "")


@dataclass(frozen=True)
class Enum:
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class SetOf:
    enum: str

    def __str__(self) -> str:
        return f"set of {self.enum}"


Type = Bool | Date | Num | Enum | SetOf
BOOL, DATE, INT = Bool(), Date(), Num()


def chinese(type_: Type) -> str:
    """A type as Chinese messages name it, in quotation marks."""
    match type_:
        case Bool():
            name = "是或否"
        case Date():
            name = "日期"
        case Num():
            places = f"（{type_.places} 位小数）" if type_.places else ""
            name = (show_unit(type_.unit, "zh-Hans") or "数字") + places
        case Enum():
            name = f"枚举 {type_.name}"
        case SetOf():
            name = f"枚举 {type_.enum} 的集合"
    return f"“{name}”"


_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?%?")


def scaled(text: str, places: int) -> int | None:
    """`text` (a plain number, perhaps with %) as an integer times 10**-places; None when it isn't one exactly."""
    if not _NUMBER.fullmatch(text):
        return None
    percent = text.endswith("%")
    try:
        value = Decimal(text.rstrip("%")).scaleb(places - (2 if percent else 0))
    except InvalidOperation:
        return None
    whole = int(value)
    return whole if value == whole else None


def unscaled(value: int, places: int) -> Decimal:
    """The number an integer stands for: 1234 with 2 places is Decimal('12.34')."""
    return Decimal(value).scaleb(-places)


def parse_date(text: str) -> dt.date | None:
    """A day written YYYY-MM-DD, or None; 2022-02-30 is None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
