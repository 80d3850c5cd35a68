"""The fourth meaning: an expression in words, from the labels of the dictionary and the values in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import ir
from .phrases import CALLS, PHRASES
from .resolve import Law
from .types import DATE, Bool, Num, Type, Words
from .value_words import ValueWords


@dataclass(frozen=True)
class Wording:
    """Words in one language ("zh-Hans", "zh-Hant" or "en") for expressions of a law's rules, as written."""

    law: Law
    labels: dict[str, Words]
    lang: str = "zh-Hans"
    shown: Mapping[ir.Expr, str] = field(default_factory=dict)
    """What stands in words for these expressions: a case's values, where a formula is shown with them."""

    def phrase(self, key: str, **parts: str) -> str:
        return PHRASES[key].in_(self.lang).format(**parts)

    # --- values ----------------------------------------------------------------------------------
    @property
    def values(self) -> ValueWords:
        return ValueWords(self.law.policy.dictionary.enums, self.lang)

    def value(self, value: Any, type_: Type) -> str:
        return self.values.value(value, type_)

    def number(self, value: Any, type_: Num) -> str:
        return self.values.number(value, type_)

    def _constant(self, node: ir.Const) -> str:
        return self.values.stored(node.value, node.type)

    # --- expressions -----------------------------------------------------------------------------
    def of(self, node: ir.Expr, inner: bool = False) -> str:  # noqa: C901 - one case a kind of node
        """The expression in words; `inner` puts what is joined by and, or into brackets."""
        if self.shown and node in self.shown:
            return self.shown[node]
        match node:
            case ir.Const():
                return self._constant(node)
            case ir.Param():
                return self._parameter(node.name, node.type)
            case ir.Unknown():
                return self.phrase("parameter", a=self._label(node.name), b=self.phrase("unknown"))
            case ir.AsOf():
                return self.phrase("as-of", a=self._label(node.name), b=self.of(node.day, True))
            case ir.Day():
                return PHRASES[node.name].in_(self.lang)
            case ir.Fact() | ir.Derived():
                name = self.name(node)
                return self.phrase("holds", a=name) if isinstance(node.type, Bool) else name
            case ir.Step():
                label = self.labels.get(node.name)
                shown = label.in_(self.lang) if label else node.name
                return self.phrase("holds", a=shown) if isinstance(node.type, Bool) else shown
            case ir.Not():
                return self._not(node)
            case ir.And() | ir.Or():
                join = PHRASES["and" if isinstance(node, ir.And) else "or"].in_(self.lang)
                text = join.join(self.of(part, inner=True) for part in node.args)
                return self.phrase("group", a=text) if inner else text
            case ir.Compare():
                return self._compare(node)
            case ir.In():
                return self.phrase("in", a=self.name_or(node.arg), b=self._members(node.set))
            case ir.Arith():
                return f"{self.of(node.left, True)} {'×' if node.op == '*' else '−' if node.op == '-' else '+'} {self.of(node.right, True)}"
            case ir.Scale():
                return self.of(node.arg, inner)
            case ir.Choose():
                settled = self._settled(node.test)
                if settled is not None:
                    return self.of(node.then if settled else node.other, inner)
                text = self.phrase(
                    "choose", test=self.of(node.test), then=self.of(node.then), other=self.of(node.other)
                )
                return self.phrase("group", a=text) if inner else text
            case ir.Lookup():
                return self.phrase("lookup", a=self._label(node.table), b=self.of(node.key))
            case ir.Classify():
                return self.phrase("lookup", a=self._label(node.table), b=self.of(node.key))
            case ir.Call():
                parts = {name: self.of(arg, True) for name, arg in zip("abcd", node.args, strict=False)}
                places = str(node.type.places) if isinstance(node.type, Num) else ""
                return CALLS[node.function].in_(self.lang).format(**parts, n=places)
            case ir.Agg():
                return self._aggregate(node)
        return "?"

    def name_or(self, node: ir.Expr) -> str:
        """A fact's or step's bare name where a sentence will say something of it."""
        if self.shown and node in self.shown:
            return self.shown[node]
        if isinstance(node, ir.Step) and node.name in self.labels:
            return self.labels[node.name].in_(self.lang)
        return self.name(node) if isinstance(node, ir.Fact | ir.Derived) else self.of(node, True)

    def _settled(self, test: ir.Expr) -> bool | None:
        """What a parameter says that chooses between two readings; None for any other test."""
        dated = self.law.values.get(test.name) if isinstance(test, ir.Param) else None
        return dated.value if dated is not None and isinstance(dated.value, bool) else None

    def name(self, node: ir.Fact | ir.Derived) -> str:
        """The label of a fact, with the record it is of where that is another one."""
        policy = self.law.policy
        if isinstance(node, ir.Fact):
            label = policy.dictionary.fact(node.ref.record, node.name).label.in_(self.lang)
        else:
            label = policy.derived[node.ref.record, node.name].label.in_(self.lang)
        ref, owners = node.ref, []
        while isinstance(ref, ir.Via):
            owners.append(policy.dictionary.records[ref.ref.record].links[ref.link].label.in_(self.lang))
            ref = ref.ref
        for owner in owners:
            label = self.phrase("of-truth" if isinstance(node.type, Bool) else "of", a=owner, b=label)
        return label

    def list_name(self, node: ir.Agg) -> str:
        """A short name for what a list yields: "awards: found", "awards: how many"."""
        link = self.law.policy.dictionary.records[node.owner.record].links[node.link].label.in_(self.lang)
        return self.phrase(f"list-{node.kind}", a=link)

    def _label(self, parameter: str) -> str:
        return self.law.policy.parameters[parameter].label.in_(self.lang)

    def _parameter(self, name: str, type_: Type) -> str:
        dated = self.law.values.get(name)
        if dated is None or isinstance(dated.value, dict):
            return self._label(name)
        known = (
            self.phrase("unknown") if dated.value is None else self._constant(ir.Const(dated.value, type_))
        )
        return self.phrase("parameter", a=self._label(name), b=known)

    def _members(self, node: ir.Expr) -> str:
        if isinstance(node, ir.Param):
            dated = self.law.values.get(node.name)
            return self.value(dated.value, node.type) if dated is not None else self._label(node.name)
        return self.of(node)

    def _not(self, node: ir.Not) -> str:
        match node.arg:
            case ir.Fact() | ir.Derived():
                return self.phrase("fails", a=self.name(node.arg))
            case ir.In():
                return self.phrase("not-in", a=self.name_or(node.arg.arg), b=self._members(node.arg.set))
            case ir.Agg():
                return self._aggregate(node.arg, none=True)
            case ir.Compare(op="=="):
                return self.phrase("differs", a=self.name_or(node.arg.left), b=self.of(node.arg.right, True))
        return self.phrase("not", a=self.of(node.arg, True))

    def _compare(self, node: ir.Compare) -> str:
        """The side that varies is spoken of first: "layoffs not above the limit", "at least 3 hires"."""
        left, right, op = node.left, node.right, node.op
        kind = "date" if left.type == DATE else "number"
        if op == "==":
            return self.phrase("equals", a=self.name_or(left), b=self.of(right, True))
        if _fixed(left) > _fixed(right):
            return self.phrase(
                f"{kind}-{'>=' if op == '<=' else '>'}", a=self.of(right, True), b=self.of(left, True)
            )
        return self.phrase(f"{kind}-{op}", a=self.of(left, True), b=self.of(right, True))

    def _aggregate(self, node: ir.Agg, none: bool = False) -> str:
        link = self.law.policy.dictionary.records[node.owner.record].links[node.link].label.in_(self.lang)
        where = "" if node.where == ir.TRUE else self.phrase("where", a=self.of(node.where))
        key = "none" if none else node.kind
        value = self.of(node.value) if node.value is not None else ""
        return self.phrase(key, link=link, where=where, value=value)


def _fixed(node: ir.Expr) -> int:
    """How little a side varies: a figure least, then a day, then a fact."""
    return 2 if isinstance(node, ir.Const | ir.Param) else 1 if isinstance(node, ir.Day) else 0


def wording(law: Law, measure: str, lang: str) -> Wording:
    """Words for one measure's expressions, its steps by their labels."""
    return Wording(law, law.policy.measures[measure].step_labels, lang)
