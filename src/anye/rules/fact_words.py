"""Facts as data in words: a case's facts, and the paths that name one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .policy import Policy
from .types import Bool, Date, Num, Type, parse_date, scaled
from .value_words import ValueWords


@dataclass(frozen=True)
class FactWords:
    """In one language: "zh-Hans", "zh-Hant" or "en"."""

    policy: Policy
    lang: str

    @property
    def values(self) -> ValueWords:
        return ValueWords(self.policy.dictionary.enums, self.lang)

    def lines(self, record: str, facts: Mapping[str, Any], owner: str = "") -> Iterator[tuple[str, str]]:
        """Each fact of a record and of those it is linked to as (label, value); a list is one line."""
        spec = self.policy.dictionary.records[record]
        for name, content in facts.items():
            label = self._of(owner, self.label(record, name))
            if name in spec.facts:
                yield label, self.value(content, spec.facts[name].type)
            elif spec.links[name].many:
                yield label, self._list(spec.links[name].to, content)
            else:
                yield from self.lines(spec.links[name].to, content, label)

    def path(self, record: str, path: str) -> str:
        """The label of a fact or a list by its path, such as `employer.kind`, with the records it is of."""
        label, dictionary = "", self.policy.dictionary
        for name in path.split("."):
            label = self._of(label, self.label(record, name))
            link = dictionary.records[record].links.get(name)
            record = link.to if link is not None else record
        return label

    def label(self, record: str, name: str) -> str:
        """The label of a fact, a link or a derived fact; the name where the dictionary has none."""
        spec = self.policy.dictionary.records[record]
        found = spec.facts.get(name) or spec.links.get(name) or self.policy.derived.get((record, name))
        return found.label.in_(self.lang) if found is not None else name

    def _of(self, owner: str, label: str) -> str:
        return self.values.phrase("of", a=owner, b=label) if owner else label

    def _list(self, record: str, items: list[Mapping[str, Any]]) -> str:
        """The records of a list, equal ones that follow one another counted."""
        parts = []
        for item, same in groupby(items):
            semicolon = self.values.phrase("semicolon")
            inside = semicolon.join(" ".join(line) for line in self.lines(record, item))
            count = len(list(same))
            parts.append((f"{count} × " if count > 1 else "") + f"〔{inside}〕")
        return " ".join(parts) or self.values.phrase("empty-list")

    def value(self, content: Any, type_: Type) -> str:
        """A fact as a file writes it in words; what is not of its type stays as written."""
        if isinstance(type_, Bool):
            return self.values.value(content in (True, "true"), type_)
        text = str(content)
        if isinstance(type_, Date):
            day = parse_date(text)
            return self.values.value(day, type_) if day is not None else text
        if isinstance(type_, Num):
            number = scaled(text, type_.places)
            return self.values.stored(number, type_) if number is not None else text
        words = self.policy.dictionary.enums.get(getattr(type_, "name", ""), {})
        return words[text].in_(self.lang) if text in words else text
