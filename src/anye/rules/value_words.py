"""Values in words: yes and no, days, words of enumerations, numbers with their unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .phrases import PHRASES
from .types import FOREVER, NEVER, Bool, Date, Enum, Num, SetOf, Type, Words, show_unit, unscaled


@dataclass(frozen=True)
class ValueWords:
    """In one language: "zh-Hans", "zh-Hant" or "en"."""

    enums: Mapping[str, Mapping[str, Words]]
    lang: str

    def phrase(self, key: str, **parts: str) -> str:
        return PHRASES[key].in_(self.lang).format(**parts)

    def value(self, value: Any, type_: Type) -> str:
        """A value for people: yes or no, a day, an enumeration's label, a number with its unit; (low, high) as a span."""
        if value is None:
            return self.phrase("unknown")
        if isinstance(value, tuple):
            return self._span(value[0], value[1], type_)
        match type_:
            case Bool():
                return self.phrase("yes" if value else "no")
            case Date():
                ends = {FOREVER: "open", NEVER: "never"}
                return self.phrase(ends[value]) if value in ends else str(value)
            case Enum():
                return self.enums[type_.name][value].in_(self.lang)
            case SetOf():
                names = self.enums[type_.enum]
                return self.phrase("comma").join(
                    names[name].in_(self.lang) for name in names if name in value
                )
            case Num():
                return self.number(value, type_)

    def _span(self, low: Any, high: Any, type_: Type) -> str:
        least, most = (self.value(end, type_) if end is not None else "" for end in (low, high))
        if least and most:
            return self.phrase("span", low=least, high=most)
        return self.phrase("least" if least else "most", end=least or most)

    def number(self, value: Any, type_: Num) -> str:
        """A number with thousands separated and its unit; a plain one of three decimals or more as a percentage."""
        if not type_.unit and type_.places >= 3:
            return f"{(value * 100).normalize():f}%"
        money = type_.places and type_.unit == (("yuan", 1),)
        plain = not type_.unit and not type_.places  # a year, not an amount: no thousands in it
        shown = f"{value:,.2f}" if money else f"{value.normalize():{'' if plain else ','}f}"
        unit = show_unit(type_.unit, self.lang)
        if value == 1 and len(type_.unit) == 1:
            unit = unit.removesuffix("s")
        return f"{shown} {unit}".strip() if self.lang == "en" else f"{shown}{unit}"

    def stored(self, content: Any, type_: Type) -> str:
        """A value as the rules keep it: a number as its scaled integer."""
        number = isinstance(type_, Num) and isinstance(content, int)
        return self.value(unscaled(content, type_.places) if number else content, type_)  # type: ignore[union-attr]
