"""An answer in words: why, why not, how much and how it was reckoned, what is missing, until when one may apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from . import ir
from .assumed import Assumed, assumed
from .citation import Citation
from .evaluate import evaluate, missing_of, value_of
from .logic import Part, ways
from .measure import FUNDS, KINDS
from .missing import Missing
from .phrases import PHRASES
from .program import OUTCOME, RESULT, ConditionPlan, Flat, PartPlan, Program, RulePlan, Term
from .types import FOREVER, NEVER, Num, Words, unscaled
from .words import Wording, wording

Chinese = Callable[[str], str]
"""How text that exists in simplified Chinese alone is shown: as it is, or in traditional characters."""

OUTCOMES = {
    "yes": Words("可以享受", "可以享受", "entitled"),
    "no": Words("不能享受", "不能享受", "not entitled"),
    "unknown": Words("尚不能确定", "尚不能確定", "not yet known"),
}
IF_ENTITLED = Words("；若符合条件，为", "；若符合條件，為", "; if entitled, ")


@dataclass(frozen=True)
class Quantity:
    """Something with a name and a value, in words. `granted`: part of what is granted."""

    name: str
    value: str
    granted: bool = False


@dataclass(frozen=True)
class Need:
    """A part of a condition that would have to hold, in words, with what it was judged by. `open`: not known to fail."""

    says: str
    read: tuple[Quantity, ...]
    open: bool


@dataclass(frozen=True)
class Reason:
    """One condition: `result` is met, failed or open. `ways` are the smallest sets of parts that would make it hold
    instead, shortest first; empty where the condition is a single statement, which `says` says already."""

    id: str
    label: str
    result: str
    says: str
    read: tuple[Quantity, ...]
    source: str
    assumed: bool
    ways: tuple[tuple[Need, ...], ...]


@dataclass(frozen=True)
class Arithmetic:
    """How the amount comes about: in words, the same with the values put in, and each quantity."""

    heading: str
    formula: str
    worked: str
    quantities: tuple[Quantity, ...]
    source: str


@dataclass(frozen=True)
class Span:
    """The days one may apply on, both included; None where they are not known. `words` says it."""

    opens: dt.date | None
    closes: dt.date | None
    words: str


@dataclass(frozen=True)
class Lack:
    """A fact that is missing: what to ask, of which register, and where it stands among the facts."""

    question: str
    where: str
    path: str


@dataclass(frozen=True)
class Reading:
    """A reading taken of words that allow two."""

    taken: str
    other: str


@dataclass(frozen=True)
class Explanation:
    """A measure's answer for one record, in one language. `low` and `high` bound the amount, None where nothing does or
    where there is none. `payee` says who is granted it where that isn't the record
    itself. `least` is the smallest set of things that would have to
    change for a refusal to be none: of each failed condition the shortest way."""

    measure: str
    title: str
    outcome: str
    answer: str
    low: Decimal | None
    high: Decimal | None
    payee: str
    lead: str
    fund: str
    reasons: tuple[Reason, ...]
    least: tuple[Need, ...]
    arithmetic: Arithmetic | None
    window: Span | None
    missing: tuple[Lack, ...]
    unconfirmed: tuple[str, ...]
    readings: tuple[Reading, ...]
    excludes: tuple[str, ...]


@dataclass
class Teller:
    """Tells the answers of one program, compiled in detail, in one language: "zh-Hans", "zh-Hant" or "en".

    What is the same for everybody is put into words once, so that the teller of a law is worth keeping.
    """

    program: Program
    lang: str = "zh-Hans"
    chinese: Chinese = str

    @cached_property
    def measures(self) -> tuple[_Told, ...]:
        return tuple(_Told(self, plan) for plan in self.program.plans)

    def tell(self, record: tuple[Any, ...], certain: bool = False) -> list[Explanation]:
        """The explanation of each measure of the program for one record's tuple (see `evaluate`)."""
        flat = evaluate(self.program, record, certain)
        return [told.explanation(flat, record) for told in self.measures]

    def text(self, words: Words) -> str:
        return words.in_(self.lang)


@dataclass
class _Named:
    """A term with its name in words."""

    term: Term
    name: str


@dataclass
class _Told:
    """One measure in one language: what is the same for everybody is kept in words."""

    teller: Teller
    plan: RulePlan
    reads: dict[str, tuple[_Named, ...]] = field(init=False)
    says: dict[str, str] = field(init=False)
    sources: dict[str, str] = field(init=False)
    parts: dict[Part, tuple[str, tuple[_Named, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = wording(self.teller.program.law, self.plan.measure.id, self.teller.lang)
        plans = self.plan.conditions
        self.reads = {item.id: tuple(self._read(item.terms)) for item in plans}
        self.says = {item.id: self.words.of(item.when) for item in plans}
        self.sources = {item.id: self._source(item.cite) for item in plans}
        self.value_words = lru_cache(4096)(self.words.value)
        self.part_plans = {item.id: {part.part: part for part in item.parts} for item in plans}
        self.labels = {item.id: self.teller.text(item.label) for item in self.plan.measure.conditions}

    def explanation(self, flat: Flat, record: tuple[Any, ...]) -> Explanation:
        plan, teller = self.plan, self.teller
        measure, outcome = plan.measure, OUTCOME[flat[plan.outcome]]
        reasons = tuple(self._reason(item, flat) for item in plan.conditions)
        refused = outcome == "no" or measure.amount.kind == "none"
        low, high = (None, None) if refused else self._bounds(flat)
        lacks = missing_of(teller.program, plan, flat, record) if outcome != "no" else ()
        return Explanation(
            measure=measure.id,
            title=teller.text(measure.title),
            outcome=outcome,
            answer=self._answer(outcome, low, high),
            low=low,
            high=high,
            payee=self._payee,
            lead=teller.text(teller.program.law.policy.department(measure.lead)),
            fund=teller.text(FUNDS[measure.fund]) if measure.fund in FUNDS else "",
            reasons=reasons,
            least=self._least(reasons) if outcome == "no" else (),
            arithmetic=self._arithmetic(flat) if outcome != "no" else None,
            window=self._window(flat),
            missing=tuple(self._lack(item) for item in lacks),
            unconfirmed=self._unconfirmed,
            readings=self._readings,
            excludes=self._excludes,
        )

    # --- the answer ------------------------------------------------------------------------------
    def _bounds(self, flat: Flat) -> tuple[Decimal | None, Decimal | None]:
        places = self.plan.measure.amount.type.places
        low, high = (
            None if flat[slot] is None else unscaled(flat[slot], places)
            for slot in (self.plan.low, self.plan.high)
        )
        return low, high

    def _answer(self, outcome: str, low: Decimal | None, high: Decimal | None) -> str:
        """One line: the outcome with its amount or bounds."""
        text = OUTCOMES[outcome].in_(self.teller.lang)
        if low is None and high is None:
            return text
        shown = low if low == high else (low, high)
        join = IF_ENTITLED.in_(self.teller.lang) if outcome == "unknown" else self._colon
        return f"{text}{join}{self.words.value(shown, self.plan.measure.amount.type)}"

    @property
    def _colon(self) -> str:
        return ": " if self.teller.lang == "en" else "："

    # --- conditions ------------------------------------------------------------------------------
    def _reason(self, item: ConditionPlan, flat: Flat) -> Reason:
        result = RESULT[flat[item.slot]]
        return Reason(
            id=item.id,
            label=self.labels[item.id],
            result=result,
            says=self.says[item.id],
            read=self._values(self.reads[item.id], flat),
            source=self.sources[item.id],
            assumed=item.cite.status == "assumed",
            ways=self._ways(item, flat) if result != "met" else (),
        )

    def _read(self, terms: tuple[Term, ...]) -> Iterator[_Named]:
        """The facts among them; parameters stand in the words already, and days are known."""
        for term in terms:
            if isinstance(term.node, ir.Fact | ir.Derived | ir.Step):
                yield _Named(term, self.words.name_or(term.node))
            elif isinstance(term.node, ir.Agg):
                yield _Named(term, self.words.list_name(term.node))

    def _values(self, named: tuple[_Named, ...], flat: Flat) -> tuple[Quantity, ...]:
        return tuple(Quantity(item.name, self._value(item.term, flat)) for item in named)

    def _value(self, term: Term, flat: Flat) -> str:
        return self.value_words(value_of(term, flat), term.type)

    def _ways(self, item: ConditionPlan, flat: Flat) -> tuple[tuple[Need, ...], ...]:
        if item.logic is None or isinstance(item.logic, Part):
            return ()
        plans = self.part_plans[item.id]

        def truth(part: Part) -> bool | None:
            value = flat[plans[part].slot]
            return None if value is None else value is part.holds

        return tuple(
            tuple(self._need(plans[part], truth(part), flat) for part in way)
            for way in ways(item.logic, truth)
            if way
        )

    def _need(self, plan: PartPlan, truth: bool | None, flat: Flat) -> Need:
        if plan.part not in self.parts:
            node = plan.part.node if plan.part.holds else ir.negate(plan.part.node)
            named = tuple(item for item in self._read(plan.terms) if item.term.node != plan.part.node)
            self.parts[plan.part] = (self.words.of(node), named)
        says, named = self.parts[plan.part]
        return Need(says, self._values(named, flat), open=truth is None)

    def _least(self, reasons: tuple[Reason, ...]) -> tuple[Need, ...]:
        """Of each failed condition its shortest way; a single statement is its own."""
        found: dict[str, Need] = {}
        for reason in reasons:
            if reason.result == "failed":
                way = reason.ways[0] if reason.ways else (Need(reason.label, reason.read, open=False),)
                found |= {need.says: need for need in way}
        return tuple(found.values())

    def _source(self, cite: Citation) -> str:
        text = f"〔{cite.clause}〕“{cite.quote}”" if cite.clause else f"〔{cite.document}〕{cite.fact}"
        return self.teller.chinese(text)

    # --- the amount ------------------------------------------------------------------------------
    def _arithmetic(self, flat: Flat) -> Arithmetic | None:
        measure = self.plan.measure
        quantities = tuple(self._quantities(flat))
        right = measure.amount.kind == "none"
        if right and not quantities:
            return None
        return Arithmetic(
            heading=self.teller.text(KINDS[measure.amount.kind]),
            formula="" if right else self._formula,
            worked="" if right else self._worked(flat),
            quantities=quantities,
            source="" if right else self._source(measure.amount.cite),
        )

    @cached_property
    def _formula(self) -> str:
        return self.words.of(self.plan.measure.amount.expr)

    def _worked(self, flat: Flat) -> str:
        """The formula with the values of this case in the places of their names."""
        shown = {term.node: self._value(term, flat) for term in self.plan.amount_terms}
        return Wording(self.words.law, self.words.labels, self.words.lang, shown).of(
            self.plan.measure.amount.expr
        )

    def _quantities(self, flat: Flat) -> Iterator[Quantity]:
        """What the amount was reckoned from: steps, then the terms of the formula, each name once."""
        granted, seen = self.plan.measure.grants, set()
        for term in (*self.plan.steps, *self.plan.amount_terms):
            value, name = value_of(term, flat), self.words.name_or(term.node)
            if name in seen or not (isinstance(term.type, Num) or value is not None or term.name in granted):
                continue
            seen.add(name)
            yield Quantity(name, self._value(term, flat), term.name in granted)

    # --- when, what is missing, what is not certain ----------------------------------------------
    def _window(self, flat: Flat) -> Span | None:
        if self.plan.window is None:
            return None
        opens, closes = (
            value if isinstance(value, dt.date) and NEVER < value < FOREVER else None
            for value in (value_of(term, flat) for term in self.plan.window)
        )
        key = f"window-{'both' if opens and closes else 'from' if opens else 'until' if closes else 'open'}"
        words = PHRASES[key].in_(self.teller.lang).format(a=opens, b=closes)
        return Span(opens, closes, words)

    def _lack(self, item: Missing) -> Lack:
        registers = self.teller.program.law.policy.dictionary.registers
        where = self.teller.text(registers[item.register]) if item.register in registers else ""
        return Lack(self.teller.text(item.question), where, item.path)

    @cached_property
    def _payee(self) -> str:
        records, record, label = self.teller.program.law.policy.dictionary.records, self.plan.measure.unit, ""
        for name in self.plan.measure.payee:
            link = records[record].links[name]
            record, label = link.to, self.teller.text(link.label)
        return label

    @cached_property
    def _assumed(self) -> tuple[Assumed, ...]:
        return assumed(self.teller.program.law, self.plan.measure.id)

    @cached_property
    def _unconfirmed(self) -> tuple[str, ...]:
        labels = (self.teller.text(item.label) for item in self._assumed if item.kind != "reading")
        return tuple(dict.fromkeys(labels))

    @cached_property
    def _readings(self) -> tuple[Reading, ...]:
        readings = (item for item in self._assumed if item.kind == "reading")
        chinese = self.teller.chinese
        return tuple(Reading(chinese(item.label.hans), chinese(item.note)) for item in readings)

    @cached_property
    def _excludes(self) -> tuple[str, ...]:
        measures = self.teller.program.law.policy.measures
        pairs = self.teller.program.law.policy.exclusions.of(self.plan.measure.id)
        others = dict.fromkeys(pair.other for pair in pairs if pair.other in measures)
        return tuple(self.teller.text(measures[other].title) for other in others)
