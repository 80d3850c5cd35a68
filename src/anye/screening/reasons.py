"""One row's reason in words: what its amount is reckoned from, or what is still open and who can settle it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from anye.rules import ir
from anye.rules.exclusion_groups import CHOICES
from anye.rules.policy import title_of
from anye.rules.resolve import Law
from anye.rules.types import Bool
from anye.rules.words import Wording

from .findings import Found, Rows
from .questions import Question
from .workbook_words import Speech

_SLOT = re.compile("\0([0-9]+)\0")


@dataclass(frozen=True)
class Reckoning(Wording):
    """Words for a sum: quantities in `slots` stand as marks for their numbers, sums within products in brackets."""

    slots: dict[ir.Expr, int] = field(default_factory=dict)

    def of(self, node: ir.Expr, inner: bool = False) -> str:
        if node in self.slots:
            return f"\0{self.slots[node]}\0"
        if not isinstance(node, ir.Arith):
            return super().of(node, inner)
        left, right = self.of(node.left, node.op == "*"), self.of(node.right, node.op != "+")
        text = f"{left} {'×' if node.op == '*' else '−' if node.op == '-' else '+'} {right}"
        return self.phrase("group", a=text) if inner and node.op != "*" else text


def formula(law: Law, rows: Rows, lang: str) -> str:
    """How a measure's amount is reckoned, in words; empty where it is nothing but a figure or there is none."""
    measure = rows.columns.rule.measure
    if not rows.has_amount or not rows.columns.rule.in_force:
        return ""
    return Reckoning(law, measure.step_labels, lang).of(measure.amount.expr)


def _is_sum(node: ir.Expr, slots: dict[ir.Expr, int]) -> bool:
    """Whether nothing but quantities, figures and reckoning is in it: choices would not read as a sum."""
    if node in slots or isinstance(node, ir.Const | ir.Param | ir.AsOf):
        return True
    return isinstance(node, ir.Arith | ir.Scale | ir.Call) and all(
        _is_sum(part, slots) for part in ir.children(node)
    )


def _unrounded(node: ir.Expr) -> ir.Expr:
    """A sum without its last rounding: beside what it comes to, that needs no words."""
    while isinstance(node, ir.Call) and node.function.startswith("round_"):
        node = node.args[0]
    return node


class Reasons:
    """The reasons of one measure's rows in one language. Made once a measure: a row then only fills in values."""

    def __init__(self, rows: Rows, speech: Speech):
        self.rows, self.speech = rows, speech
        law, spec = rows.screening.law, rows.columns
        measure = spec.rule.measure
        self.type = measure.amount.type
        self.words = Wording(law, measure.step_labels, speech.lang)
        self.values = self.words.values
        self.labels = [condition.label.in_(speech.lang) for condition in spec.rule.conditions]
        self.terms = [(self.words.name_or(term.node), term.type) for term in spec.terms]
        self.numeric = any(not isinstance(term.type, Bool) for term in spec.terms)
        slots: dict[ir.Expr, int] = {}
        for place, term in enumerate(spec.terms):
            slots.setdefault(term.node, place)
        self.sum: list[str] = []
        if rows.has_amount and spec.rule.in_force and _is_sum(measure.amount.expr, slots):
            text = Reckoning(law, measure.step_labels, speech.lang, slots=slots).of(
                _unrounded(measure.amount.expr)
            )
            self.sum = _SLOT.split(text)  # texts and, at odd places, numbers of terms
        self._whom: dict[tuple[int, ...], tuple[str, str]] = {}

    def why(self, found: Found) -> str:
        """The row's reason. Entitled: the quantities, and the sum with its numbers; open: conditions, facts, registers."""
        parts = [*self._excluded(found), *(self._entitled(found) if found.entitled else self._open(found))]
        return self.speech.semicolon.join(dict.fromkeys(part for part in parts if part))

    def _excluded(self, found: Found) -> Iterable[str]:
        """What exclusions make of the row, and by which rule; nothing where they don't touch it."""
        say, policy = self.speech.say, self.rows.screening.law.policy
        if not (found.others or found.award):
            return
        mine = self.rows.columns.rule.measure.id
        titles = {other: self.speech.word(title_of(policy, other)) for other in found.others}
        if mine in titles:
            titles[mine] = say("another-record", title=titles[mine])
        others = self.speech.comma.join(titles.values())
        rules = {pair.group.choice for pair in policy.exclusions.of(mine) if pair.other in found.others}
        if found.award:
            yield say("granted-before", award=self.speech.word(title_of(policy, found.award)))
        elif found.gives_way and not rules:
            yield say("used-up", others=others)
        elif found.gives_way:
            yield say("would-give-way" if found.open else "gives-way-to", others=others)
        elif found.to_choose:
            yield say("choose-between", others=others)
        if found.again and not found.gives_way:
            yield say("of-the-rest", others=others)
        elif rules and (found.gives_way or found.to_choose) and not found.award:
            rule = self.speech.comma.join(self.speech.word(CHOICES[choice]) for choice in sorted(rules))
            yield say("by-rule", rule=rule)

    def whom(self, found: Found) -> str:
        """The registers that have the facts the row waits for."""
        return self._asked(found.asked)[0]

    def _entitled(self, found: Found) -> Iterable[str]:
        colon = self.speech.colon
        # what merely holds or doesn't shows in the numbers it leads to: nobody reads twelve times "yes"
        settled = (False, True) if self.numeric else (False,)
        shown = [
            f"{name}{colon}{self.values.value(value, type_)}"
            for (name, type_), value in zip(self.terms, found.quantities, strict=True)
            if not (isinstance(type_, Bool) and value in settled)
        ]
        if not shown or not self.numeric:
            yield self.speech.say("meets", labels=self.speech.comma.join(self.labels))
        yield from shown
        if self.rows.ready(found) and self.rows.has_amount:
            amount = self.values.value(found.low, self.type)
            total = self._sum(found, amount)
            yield total or (self.speech.say("is-amount", amount=amount) if len(shown) > 1 else "")
        elif self.rows.has_amount:
            yield self.speech.say("open-amount", span=self._span(found))
            yield self._asked(found.asked)[1]

    def _sum(self, found: Found, amount: str) -> str:
        """The sum with its numbers and what it comes to; nothing where it is one number alone."""
        if len(self.sum) == 1 or any(self.sum[::2]):
            texts = list(self.sum)
            for place in range(1, len(texts), 2):
                number = int(texts[place])
                value = found.quantities[number]
                if value is None or isinstance(value, tuple):
                    return ""
                texts[place] = self.values.value(value, self.terms[number][1])
            return self.speech.say("comes-to", formula="".join(texts), amount=amount)
        return ""

    def _span(self, found: Found) -> str:
        if found.low is None and found.high is None:
            return self.speech.say("no-bound")
        return self.values.value((found.low, found.high), self.type)

    def _open(self, found: Found) -> Iterable[str]:
        if found.open:
            labels = self.speech.comma.join(self.labels[bit] for bit in found.open)
            yield self.speech.say("open-conditions", labels=labels)
        if found.gives_way:
            return
        if found.open or found.asked:
            yield self._asked(found.asked)[1] if found.asked else self.speech.say("ask-linked")
        if self.rows.has_amount and (found.low is None or found.low != found.high):
            yield self.speech.say("if-granted", span=self._span(found))

    def _asked(self, asked: tuple[int, ...]) -> tuple[str, str]:
        """The registers, and which facts to ask each for; worked out once for rows that wait for the same."""
        if asked not in self._whom:
            self._whom[asked] = self._grouped([self.rows.questions.items[number] for number in asked])
        return self._whom[asked]

    def _grouped(self, items: list[Question]) -> tuple[str, str]:
        groups: dict[tuple[str, bool], list[str]] = {}
        for item in items:
            groups.setdefault((item.register, item.judgement), []).append(item.label.in_(self.speech.lang))
        asks = []
        for (register, judgement), labels in groups.items():
            facts = self.speech.comma.join(dict.fromkeys(labels))
            key = "ask-figure" if not register else "ask-person" if judgement else "ask-register"
            asks.append(self.speech.say(key, register=self._name(register), facts=facts))
        names = dict.fromkeys(self._name(register) for register, _ in groups)
        return self.speech.comma.join(names), self.speech.semicolon.join(asks)

    def _name(self, register: str) -> str:
        return register_name(self.rows, register, self.speech)


def register_name(rows: Rows, register: str, speech: Speech) -> str:
    """A register in words; for none, that the policy itself has to say."""
    if not register:
        return speech.say("figure")
    return speech.word(rows.dictionary.registers[register])
