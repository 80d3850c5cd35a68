"""Literate law: a measure on a day, with the sentence, the condition in words and as written, and what it rests on.

Data only: the pages and the terminal give it a shape. In one language; what exists in simplified Chinese alone
(sentences, quotes, facts of higher documents, notes, readings, what a case says) is handed over as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from . import ir
from .cases import Case, read_cases
from .citation import Citation
from .errors import PolicyError, Problems
from .evaluate import check_measure
from .exclusion_groups import CHOICES, Pair
from .fact_words import FactWords
from .figures import Figure, figure
from .measure import FUNDS, KINDS, Condition, Interpretation, Measure
from .periods import PERIODS
from .policy import title_of
from .resolve import Law
from .strict_yaml import Map
from .temporal import derived_of, parameters_of
from .types import FOREVER, Type
from .words import Wording, wording
from .written import by_id, lines, text_of, written_derived, written_measure


@dataclass(frozen=True)
class Item:
    """One expression: `kind` is step, in-force, condition, limit, window, amount or derived.

    `figures`, `derived` and `steps` name the parameters, the derived facts (record, name) and the measure's own
    steps that it speaks of itself.
    """

    kind: str
    id: str
    label: str
    words: str
    code: str
    cite: Citation | None
    figures: tuple[str, ...]
    derived: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    at: str
    judgement: bool = False
    grants: bool = False


@dataclass(frozen=True)
class Exclusion:
    """A measure that may not be had together with this one. `choice` says how is chosen between them, in words, and
    `choice_cite` where that is written."""

    measure: str
    title: str
    cite: Citation
    choice: str
    choice_cite: Citation


@dataclass(frozen=True)
class CaseRow:
    """A case in words. `differs` is what it lays on the facts all cases share, `without` what it leaves unknown."""

    id: str
    says: str
    clause: str
    quote: str
    on: dt.date
    known: dt.date
    differs: tuple[tuple[str, str], ...]
    without: tuple[str, ...]
    outcome: str
    amount: str
    bounds: tuple[str, str] | None
    failed: tuple[str, ...]
    open: tuple[str, ...]
    grants: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cases:
    base: tuple[tuple[str, str], ...]
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True)
class LiterateMeasure:
    """A measure as one would sign it. `direct` are the figures its own expressions name; the others come by derived facts."""

    id: str
    title: str
    measure: Measure
    number: str
    in_force: bool
    start: dt.date
    end: dt.date
    unit: str
    period: str
    lead: str
    co_responsible: tuple[str, ...]
    fund: str
    note: str
    kind: str
    sentences: tuple[tuple[str, str], ...]
    steps: tuple[Item, ...]
    conditions: tuple[Item, ...]
    amount: Item | None
    figures: tuple[Figure, ...]
    direct: frozenset[str]
    derived: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    excludes: tuple[Exclusion, ...]
    interpretation: tuple[Interpretation, ...]
    assumed: int
    amended_by: tuple[str, ...]
    """The numbers of the enactments that made it read as it does, the strongest last; empty: as it was issued."""


@dataclass(frozen=True)
class Literate:
    """Assembles the measures, figures, derived facts and cases of a law in one language."""

    law: Law
    lang: str

    def measure(self, id_: str) -> LiterateMeasure:
        """Raises NotInForce, naming the nearest id, when there is no such measure in the law's place."""
        check_measure(self.law.rules, id_)
        policy, lang = self.law.policy, self.lang
        rule = self.law.rules[id_]
        measure = rule.measure
        enactment, top = policy.enactments[measure.enactment], written_measure(policy, measure)
        words, expressions = wording(self.law, id_, lang), measure.expressions()
        names = parameters_of(expressions, policy.definition, as_of=True)
        conditions = tuple(_condition(words, top, measure, item) for item in measure.conditions)
        steps = tuple(_step(words, top, measure, step) for step in measure.steps)
        amount = _amount(words, top, measure)
        figures = tuple(self.figure(name) for name in policy.parameters if name in names)
        reached = derived_of(expressions, policy.definition)
        derived = tuple(key for key in policy.derived if key in reached)
        excludes = tuple(self._exclusion(pair) for pair in policy.exclusions.of(id_))
        items = (*steps, *conditions, *((amount,) if amount else ()))
        assumed = (
            _assumed(item.cite for item in (*items, *excludes))
            + _assumed(value.cite for item in figures if (value := item.in_force))
            + _assumed(policy.derived[key].cite for key in derived)
            + sum(item.status == "assumed" for item in measure.interpretation)
        )
        return LiterateMeasure(
            id=id_,
            title=measure.title.in_(lang),
            measure=measure,
            number=enactment.number,
            in_force=rule.in_force,
            start=measure.start,
            end=measure.end,
            unit=policy.dictionary.records[measure.unit].label.in_(lang),
            period=PERIODS[measure.period].in_(lang),
            lead=policy.department(measure.lead).in_(lang),
            co_responsible=tuple(policy.department(name).in_(lang) for name in measure.co_responsible),
            fund=FUNDS[measure.fund].in_(lang) if measure.fund in FUNDS else "",
            note=text_of(top, "note"),
            kind=KINDS[measure.amount.kind].in_(lang),
            sentences=tuple((clause, enactment.text.get(clause, "")) for clause in measure.clauses),
            steps=steps,
            conditions=conditions,
            amount=amount,
            figures=figures,
            direct=frozenset(name for item in items for name in item.figures),
            derived=derived,
            evidence=tuple(self._evidence(measure, *pair) for pair in measure.evidence),
            excludes=excludes,
            interpretation=measure.interpretation,
            assumed=assumed,
            amended_by=tuple(dict.fromkeys(policy.enactments[name].number for name in _amending(measure))),
        )

    def figure(self, name: str) -> Figure:
        """A parameter's whole history; each is put into words once."""
        if name not in self._figures:
            self._figures[name] = figure(self.law, name, self.lang)
        return self._figures[name]

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        return {}

    def derived(self, record: str, name: str) -> Item:
        """A derived fact of the pack as an item; its id is `record.name`."""
        definition = self.law.policy.derived[record, name]
        words = Wording(self.law, {}, self.lang)
        label, code = definition.label.in_(self.lang), self._derived_code[record, name]
        return _item(
            "derived", f"{record}.{name}", label, words, definition.expr, code, definition.cite, definition.at
        )

    @cached_property
    def _derived_code(self) -> dict[tuple[str, str], str]:
        return written_derived(self.law.policy)

    def cases(self, id_: str) -> Cases:
        """The hand-written cases of a measure, in the order of their file; raises PolicyError when they are ill-formed."""
        policy, problems = self.law.policy, Problems()
        cases = read_cases(policy, problems, id_)
        problems.raise_if_any(PolicyError)
        words = FactWords(policy, self.lang)
        base = cases[0].base if cases else {}
        unit = policy.measures[id_].unit
        return Cases(tuple(words.lines(unit, base)), tuple(self._case(words, case) for case in cases))

    def _case(self, words: FactWords, case: Case) -> CaseRow:
        measure, expect = self.law.policy.measures[case.measure], case.expect
        labels = {
            name: label.in_(self.lang)
            for name, label in self.law.policy.versions[case.measure].conditions.items()
        }
        low, high = (self._money(measure, end) for end in expect.get("bounds", ("", "")))
        return CaseRow(
            id=case.id,
            says=case.says,
            clause=case.clause,
            quote=case.quote,
            on=case.on,
            known=case.known,
            differs=tuple(words.lines(measure.unit, case.differs)),
            without=tuple(words.path(measure.unit, path) for path in case.without),
            outcome=expect["outcome"],
            amount=self._money(measure, expect.get("amount", "")),
            bounds=(low, high) if "bounds" in expect else None,
            failed=tuple(labels[name] for name in expect.get("failed", ())),
            open=tuple(labels[name] for name in expect.get("open", ())),
            grants=tuple(self._granted(measure, *pair) for pair in expect.get("grants", {}).items()),
        )

    def _money(self, measure: Measure, text: str) -> str:
        return self._stored(text, measure.amount.type)

    def _granted(self, measure: Measure, name: str, text: str) -> tuple[str, str]:
        """A granted step's label and the value a case expects of it."""
        step, label = self.law.policy.versions[measure.id].grants[name]
        return label.in_(self.lang), self._stored(text, step.type)

    def _stored(self, text: str, type_: Type) -> str:
        return FactWords(self.law.policy, self.lang).value(text, type_) if text else ""

    def _evidence(self, measure: Measure, fact: str, register: str) -> tuple[str, str]:
        shown = self.law.policy.dictionary.registers[register].in_(self.lang)
        return FactWords(self.law.policy, self.lang).path(measure.unit, fact), shown

    def _exclusion(self, pair: Pair) -> Exclusion:
        title = title_of(self.law.policy, pair.other).in_(self.lang)
        choice = CHOICES[pair.group.choice].in_(self.lang)
        return Exclusion(pair.other, title, pair.cite, choice, pair.group.choice_cite)


def _amending(measure: Measure) -> list[str]:
    """The enactments whose amendments a measure's text is made of, in order."""
    return [written.rpartition(":")[0] for written in measure.amended]


def _assumed(cites: Iterable[Citation | None]) -> int:
    return sum(cite is not None and cite.status == "assumed" for cite in cites)


def _figures(node: ir.Expr) -> list[str]:
    """The parameters an expression names itself, each once, in order."""
    named = (
        part.table if isinstance(part, ir.Lookup | ir.Classify) else part.name
        for part in _in_order(node)
        if isinstance(part, ir.Param | ir.AsOf | ir.Lookup | ir.Classify)
    )
    return list(dict.fromkeys(named))


def _in_order(node: ir.Expr) -> Iterable[ir.Expr]:
    """The node and what it is made of, steps not entered: they stand on their own."""
    yield node
    if not isinstance(node, ir.Step):
        for part in ir.children(node):
            yield from _in_order(part)


def _step(words: Wording, top: Map, measure: Measure, step: ir.Step) -> Item:
    label, code = measure.step_labels[step.name], text_of(by_id(top.get("let")).get(step.name), "is")
    item = _item("step", step.name, label.in_(words.lang), words, step.body, code, None, measure.at)
    return replace(item, grants=step.name in measure.grants)


def _condition(words: Wording, top: Map, measure: Measure, condition: Condition) -> Item:
    entries = by_id(top.get("conditions")) | by_id(top.get("limits"))
    code = {
        "in-force": lambda: f"from: {measure.start}" + ("" if measure.end == FOREVER else f"\nuntil: {measure.end}"),
        "limit": lambda: lines(entries.get(condition.id), "awards counting within of at_most"),
        "window": lambda: lines(top.get("window"), "opens closes"),
        "condition": lambda: text_of(entries.get(condition.id), "when"),
    }[condition.kind]()  # fmt: skip
    label, at = condition.label.in_(words.lang), condition.at
    item = _item(condition.kind, condition.id, label, words, condition.when, code, condition.cite, at)
    return replace(item, judgement=condition.judgement)


def _amount(words: Wording, top: Map, measure: Measure) -> Item | None:
    """The amount; None for a status or a right, which has none."""
    amount = measure.amount
    if amount.kind == "none":
        return None
    code, label = text_of(top.get("amount"), "is"), KINDS[amount.kind].in_(words.lang)
    return _item("amount", "amount", label, words, amount.expr, code, amount.cite, amount.at)


def _item(
    kind: str,
    id_: str,
    label: str,
    words: Wording,
    node: ir.Expr,
    code: str,
    cite: Citation | None,
    at: object,
) -> Item:
    derived = (
        (part.ref.record, part.name) for part in _in_order(node) if isinstance(part, ir.Derived)
    )  # fmt: skip
    return Item(
        kind=kind,
        id=id_,
        label=label,
        words=words.of(node),
        code=code,
        cite=cite,
        figures=tuple(_figures(node)),
        derived=tuple(dict.fromkeys(derived)),
        steps=tuple(dict.fromkeys(part.name for part in _in_order(node) if isinstance(part, ir.Step))),
        at=str(at),
    )
