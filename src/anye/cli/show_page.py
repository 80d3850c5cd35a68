"""The notice as one page that can be signed: what goes on it, and its making from the templates in `page/`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from anye.reference.traditional import traditional
from anye.rules.assumptions import Assumption, assumptions
from anye.rules.coverage import Carrier, Row
from anye.rules.explain import OUTCOMES
from anye.rules.figures import Figure
from anye.rules.literate import Cases, Item, Literate, LiterateMeasure
from anye.rules.notice import Notice, Section
from anye.rules.phrases import PHRASES
from anye.rules.resolve import Law
from anye.rules.types import Words

from .assumption_command import KINDS as ASSUMED_KINDS
from .explanation import MARKS

GENERATOR = "anye show"
FILES = {"zh-Hans": "index.html", "zh-Hant": "zh-hant.html", "en": "en.html"}
NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
STATUS = {
    "stated": Words("原文", "原文", "stated"),
    "superior": Words("上级文件", "上級文件", "higher document"),
    "assumed": PHRASES["assumed"],
}
CARRIED_BY = {
    "measure": Words("措施", "措施", "measure"),
    "service": Words("服务", "服務", "service"),
    "task": Words("任务", "任務", "task"),
}
OUTCOME_MARKS = {"yes": "met", "no": "failed", "unknown": "open"}

_HAN = r"[\u3400-\u9fff\uff01-\uff5e\u3001-\u3011〔〕《》“”‘’]"
_CHINESE = re.compile(rf"[\u3400-\u9fff《〔](?:{_HAN}|[0-9.%A-Za-z-](?=[^\s]*{_HAN}))*")


@dataclass(frozen=True)
class Tongue:
    """How a page says things in its language."""

    lang: str

    def say(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else self.chinese(zh)

    def chinese(self, text: str) -> str:
        """Text that exists in simplified Chinese alone, in the page's characters."""
        return traditional(text) if self.lang == "zh-Hant" else text

    def zh(self, text: str) -> Markup:
        """The same as HTML: on a page in English its language is marked."""
        shown = escape(self.chinese(text))
        return Markup('<span lang="zh-Hans">{}</span>').format(shown) if self.lang == "en" and text else shown

    def mixed(self, words: Words | str) -> Markup:
        """A text that may hold Chinese words in any language: on a page in English these are marked.

        The traditional one is made from the simplified, since a text put together may hold simplified parts.
        """
        if self.lang != "en":
            return escape(self.chinese(words if isinstance(words, str) else words.hans))
        text = words if isinstance(words, str) else words.en
        parts, last = [], 0
        for found in _CHINESE.finditer(text):
            parts += [
                escape(text[last : found.start()]),
                Markup('<span lang="zh-Hans">{}</span>').format(found[0]),
            ]
            last = found.end()
        return Markup("").join([*parts, escape(text[last:])])

    def word(self, words: Words) -> str:
        return words.in_(self.lang)


def between(ends: tuple[str, str], lang: str) -> str:
    """Two bounds in words: one value where they meet, at least or at most where one of them is open."""
    low, high = ends
    if low == high:
        return low or PHRASES["unknown"].in_(lang)
    if low and high:
        return PHRASES["span"].in_(lang).format(low=low, high=high)
    return PHRASES["least" if low else "most"].in_(lang).format(end=low or high)


@dataclass(frozen=True)
class Numbered:
    """A measure with its number on the page."""

    number: int
    shown: LiterateMeasure
    cases: Cases | None


@dataclass(frozen=True)
class Page:
    """One page in one language: the whole law, or the measures `only` names with the sentences they carry.

    `cases` leaves them out ("none"), folds them under their measures and off the paper ("folded"), or has them
    printed as an appendix ("appendix"). `linked`: pages in the other languages stand beside this one.
    """

    law: Law
    lang: str
    all_notices: tuple[Notice, ...]
    only: tuple[str, ...] = ()
    cases: str = "folded"
    linked: bool = False

    @cached_property
    def literate(self) -> Literate:
        return Literate(self.law, self.lang)

    @cached_property
    def measures(self) -> tuple[Numbered, ...]:
        here = sorted((rule.measure for rule in self.law.rules.values()), key=lambda item: item.place)
        return tuple(
            Numbered(number, self.literate.measure(measure.id), self._cases(measure.id))
            for number, measure in enumerate(here, 1)
            if not self.only or measure.id in self.only
        )

    def _cases(self, measure: str) -> Cases | None:
        found = self.literate.cases(measure) if self.cases != "none" else None
        return found if found is not None and found.rows else None

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {item.shown.id: item.number for item in self.measures}

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(notice for notice in self.all_notices if notice.enactment.covers(self.law.place))

    def sections(self, notice: Notice) -> Iterator[Section]:
        """All sections; where measures are chosen, only the sentences these carry out."""
        for section in notice.sections:
            if not self.only:
                yield section
                continue
            paragraphs = tuple(
                kept
                for rows in section.paragraphs
                if (kept := tuple(row for row in rows if self._carried(row)))
            )
            if paragraphs:
                yield Section(section.number, section.title, (), paragraphs)

    def _carried(self, row: Row) -> bool:
        """Whether a chosen measure carries the sentence or cites it."""
        clauses = {clause for item in self.measures for clause in self._clauses(item)}
        return row.clause in clauses

    def _clauses(self, item: Numbered) -> Iterator[str]:
        """The sentences a measure carries and those that anything of it cites."""
        shown = item.shown
        yield from (self.law.policy.derived[key].cite.clause for key in shown.derived)
        yield from shown.measure.clauses
        items: list[Any] = [*shown.conditions, *shown.excludes, *([shown.amount] if shown.amount else [])]
        yield from (part.cite.clause for part in items if part.cite is not None and part.cite.clause)
        yield from (part.choice_cite.clause for part in shown.excludes if part.choice_cite.clause)
        yield from (
            value.cite.clause for figure in shown.figures for value in figure.history if value.cite.clause
        )
        yield from (row.clause for row in (item.cases.rows if item.cases else ()) if row.clause)

    @cached_property
    def clauses(self) -> frozenset[str]:
        """The sentences on the page."""
        return frozenset(
            row.clause
            for notice in self.notices
            for section in self.sections(notice)
            for rows in section.paragraphs
            for row in rows
        )

    @cached_property
    def planned(self) -> dict[tuple[str, str], tuple[Carrier, tuple[str, ...]]]:
        """The services and tasks that sentences of the page name, each with those sentences."""
        found: dict[tuple[str, str], tuple[Carrier, tuple[str, ...]]] = {}
        for notice in self.notices:
            for row in notice.report.rows:
                for carrier in row.carriers:
                    if carrier.kind != "measure" and row.clause in self.clauses:
                        _, clauses = found.get((carrier.kind, carrier.id), (carrier, ()))
                        found[carrier.kind, carrier.id] = (carrier, (*clauses, row.clause))
        return found

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that a measure of the page rests on or an interpretation of it names."""
        names = {figure.name for item in self.measures for figure in item.shown.figures}
        names |= {
            reading.parameter
            for item in self.measures
            for reading in item.shown.interpretation
            if reading.parameter
        }
        return tuple(self.literate.figure(name) for name in self.law.policy.parameters if name in names)

    @cached_property
    def derived(self) -> tuple[Item, ...]:
        keys = {key for item in self.measures for key in item.shown.derived}
        return tuple(self.literate.derived(*key) for key in self.law.policy.derived if key in keys)

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        return tuple(item for item in assumptions(self.law.policy) if self._concerns(item.measures))

    def _concerns(self, measures: Collection[str]) -> bool:
        return not self.only or bool(set(measures) & set(self.only))

    def in_order(self, measures: Collection[str]) -> list[str]:
        """Those of some measures that are on the page, by number."""
        return sorted(set(measures) & set(self.numbers), key=self.numbers.__getitem__)

    def counts(self, notice: Notice) -> dict[str, int]:
        report = notice.report
        return {
            state: sum(row.state == state for row in report.sentences)
            for state in ("carried", "planned", "statement", "unaccounted")
        }

    def render(self) -> str:
        """The page as HTML: whole, without a reference to anything outside it but its sisters in other languages."""
        tongue = Tongue(self.lang)
        environment = Environment(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=PackageLoader("anye.cli", "page"),
        )
        environment.globals.update(
            page=self,
            say=tongue.say,
            zh=tongue.zh,
            mixed=tongue.mixed,
            word=tongue.word,
            bounds=lambda ends: between(ends, self.lang),
            STATUS=STATUS,
            CARRIED_BY=CARRIED_BY,
            OUTCOMES=OUTCOMES,
            OUTCOME_SIGNS={name: MARKS[mark][0] for name, mark in OUTCOME_MARKS.items()},
            ASSUMED_KINDS=ASSUMED_KINDS,
            GENERATOR=GENERATOR,
            FILES=FILES,
            NAMES=NAMES,
            css=Markup(resources.files("anye.cli").joinpath("page/page.css").read_text("utf-8")),
        )
        html = environment.get_template("page.html").render()
        return "\n".join(line.strip() for line in html.splitlines() if line.strip()) + "\n"
