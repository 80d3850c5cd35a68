"""The fourth meaning: an expression in words, from the labels of the dictionary and the values in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import ir
from .phrases import CALLS, MONTHS, PHRASES
from .resolve import Law
from .types import DATE, Bool, Num, Type, Words, unscaled
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
                return self._parameter(node)
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
                return self._arithmetic(node)
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
                measured = self.phrase("comma").join(self.of(part, True) for _, part in node.measures)
                return self.phrase("classify", a=self._label(node.table), b=self.of(node.key), c=measured)
            case ir.Call():
                return self._call(node)
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

    def _parameter(self, node: ir.Param, phrase: str = "") -> str:
        """A figure with its value in force; of a switch, whether it is to be on."""
        dated, label = self.law.values.get(node.name), self._label(node.name)
        if dated is None or isinstance(dated.value, dict):
            return label
        known = (
            self.phrase("unknown")
            if dated.value is None
            else self._constant(ir.Const(dated.value, node.type))
        )
        return self.phrase(
            phrase or ("switch" if isinstance(node.type, Bool) else "parameter"), a=label, b=known
        )

    # --- formulas --------------------------------------------------------------------------------
    def _part(self, node: ir.Expr, free: str = "") -> str:
        """A part of a formula: what is one itself goes into brackets, sums and products of `free` excepted."""
        bare = self._bare(node)
        formula = (isinstance(bare, ir.Arith) and bare.op not in free) or (
            isinstance(bare, ir.Call) and bare.function not in ("year", "date")
        )
        text = self.of(bare, True)
        return self.phrase("group", a=text) if formula else text

    def _bare(self, node: ir.Expr) -> ir.Expr:
        """Without what leaves no trace in words: more decimals, and a choice that a figure has settled."""
        if isinstance(node, ir.Scale):
            return self._bare(node.arg)
        settled = self._settled(node.test) if isinstance(node, ir.Choose) else None
        if isinstance(node, ir.Choose) and settled is not None:
            return self._bare(node.then if settled else node.other)
        return node

    def _arithmetic(self, node: ir.Arith) -> str:
        if node.op == "-" and _is_call(node.left, "year") and _is_number(node.right, 1):
            return self.phrase("year-before", a=self.of(node.left))
        first, second = {"+": ("+-*", "+-*"), "-": ("+-*", "*"), "*": ("*", "*")}[node.op]
        sign = {"*": "×", "-": "−", "+": "+"}[node.op]
        return f"{self._part(node.left, first)} {sign} {self._part(node.right, second)}"

    def _call(self, node: ir.Call) -> str:
        name, args = node.function, node.args
        if name in ("min", "max") and node.type == DATE:
            name = "earlier" if name == "min" else "later"
        if name == "add_months_clamped" and isinstance(args[1], ir.Arith) and _is_number(args[1].left, 0):
            return self.phrase("months-before", a=self._part(args[0]), b=self._part(args[1].right))
        free = "+-*" if name.startswith("round") or name == "date" else ""
        parts = {letter: self._part(arg, free) for letter, arg in zip("abcd", args, strict=False)}
        text = CALLS[name].in_(self.lang)
        if name == "date" and isinstance(args[0], ir.Const):
            parts["a"] = self.phrase("year", a=parts["a"])
        if name == "date" and isinstance(args[1], ir.Const) and isinstance(args[1].value, int):
            parts["b"] = MONTHS[args[1].value - 1].in_(self.lang)
        if name.startswith("mul_div") and _is_number(args[1], 1):
            text = text.replace(CALLS["mul_div"].in_(self.lang), CALLS["divided"].in_(self.lang))
        return text.format(**parts, n=str(node.type.places) if isinstance(node.type, Num) else "")

    def _side(self, node: ir.Expr) -> str:
        """One side of a comparison, in brackets where it ends in a rule of its own."""
        bare = self._bare(node)
        return (
            self._part(bare, "+-*")
            if _is_call(bare, "min", "max", "round", "mul_div")
            else self.of(bare, True)
        )

    def _members(self, node: ir.Expr) -> str:
        if isinstance(node, ir.Param):
            dated = self.law.values.get(node.name)
            return self.value(dated.value, node.type) if dated is not None else self._label(node.name)
        return self.of(node)

    def _not(self, node: ir.Not) -> str:
        match node.arg:
            case ir.Param():
                return self._parameter(node.arg, "no-switch")
            case ir.Fact() | ir.Derived():
                return self.phrase("fails", a=self.name(node.arg))
            case ir.In():
                return self.phrase("not-in", a=self.name_or(node.arg.arg), b=self._members(node.arg.set))
            case ir.Agg():
                return self._aggregate(node.arg, none=True)
            case ir.Compare(op="=="):
                return self.phrase("differs", a=self.name_or(node.arg.left), b=self._side(node.arg.right))
        return self.phrase("not", a=self.of(node.arg, True))

    def _compare(self, node: ir.Compare) -> str:
        """The side that varies is spoken of first: "layoffs not above the limit", "at least 3 hires"."""
        left, right, op = node.left, node.right, node.op
        kind = "date" if left.type == DATE else "number"
        if op == "==":
            return self.phrase("equals", a=self.name_or(left), b=self._side(right))
        if _fixed(left) > _fixed(right):
            return self.phrase(
                f"{kind}-{'>=' if op == '<=' else '>'}", a=self._side(right), b=self._side(left)
            )
        return self.phrase(f"{kind}-{op}", a=self._side(left), b=self._side(right))

    def _aggregate(self, node: ir.Agg, none: bool = False) -> str:
        link = self.law.policy.dictionary.records[node.owner.record].links[node.link].label.in_(self.lang)
        inside = self.of(node.where).translate(_QUOTES_WITHIN)
        where = "" if node.where == ir.TRUE else self.phrase("where", a=inside)
        key = "none" if none else node.kind
        value = self.of(node.value) if node.value is not None else ""
        return self.phrase(key, link=link, where=where, value=value)


_QUOTES_WITHIN = str.maketrans("“”「」", "‘’『』")


def _is_call(node: ir.Expr, *names: str) -> bool:
    """Whether it is a call of a function whose name begins so."""
    return isinstance(node, ir.Call) and node.function.startswith(names)


def _is_number(node: ir.Expr, value: int) -> bool:
    node = node.arg if isinstance(node, ir.Scale) else node
    if not isinstance(node, ir.Const) or not isinstance(node.type, Num) or not isinstance(node.value, int):
        return False
    return unscaled(node.value, node.type.places) == value


def _fixed(node: ir.Expr) -> int:
    """How little a side varies: a figure least, then a day, then what rests on facts."""
    node = node.arg if isinstance(node, ir.Scale) else node
    if isinstance(node, ir.Const | ir.Param):
        return 2
    varies = (ir.Fact, ir.Derived, ir.Step, ir.Agg)
    return 0 if any(isinstance(part, varies) for part in ir.walk(node)) else 1


def wording(law: Law, measure: str, lang: str) -> Wording:
    """Words for one measure's expressions, its steps by their labels."""
    return Wording(law, law.rules[measure].measure.step_labels, lang)
