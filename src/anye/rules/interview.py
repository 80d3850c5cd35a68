"""A law as one flat form: every measure that concerns a person or an employer, over questions that can be asked.

What is worked out from lists of records (insured months, awards counted) is a question of its own: an applicant knows
how many months, and need not list them. The form is a law of its own with one record, `interview`, whose facts are
the questions, so that everything that holds of a law's programs holds of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from . import ir
from .analysis import Analysis
from .dictionary import Dictionary, FactSpec, RecordType
from .errors import NotInForce, Place, Problem
from .measure import Condition, Measure
from .program import Program, compile_rules
from .reach import Path, reach
from .resolve import Law, resolve
from .types import BOOL, PLAIN, Bool, Num, Type, Words
from .words import Wording

RECORD = "interview"
HAS = Words("有没有{a}", "有沒有{a}", "there is a {a}")
ASK_HAS = Words("有没有{a}？", "有沒有{a}？", "Is there a record of this kind: {a}?")
ASK_TRUTH = Words("是否如此：{a}？", "是否如此：{a}？", "Is this so: {a}?")
ASK_VALUE = Words("{a}是多少？", "{a}是多少？", "What is this: {a}?")
OF = Words("（{a}）{b}", "（{a}）{b}", "({a}) {b}")


_NOTHING = Problem(
    Place("--measure"),
    "no-measure",
    "所选措施不面向这类对象。",
    "none of these measures concerns such a subject.",
    "换 --person 或 --employer，或去掉 --measure。",
    "take the other of --person and --employer, or leave --measure out.",
)


@dataclass(frozen=True)
class Question:
    """`name` is the fact of the form; `unit` and `node` say where a register has the answer: an expression of that
    record type, or of the subject. A gate (`node` None) asks whether there is a record of the unit at all."""

    name: str
    text: Words
    label: Words
    type: Type
    register: str
    unit: str
    node: ir.Expr | None


@dataclass(frozen=True)
class Form:
    """`program` evaluates all measures over one record of answers; `questions` stand in the order of the file."""

    subject: str
    law: Law
    program: Program
    questions: dict[str, Question]


def form_of(law: Law, subject: str, measures: Iterable[str] = ()) -> Form:
    """The form of all measures (or those named) that concern a `person` or an `employer`, in the notice's order.

    Raises NotInForce where none of them does.
    """
    policy, wanted = law.policy, set(measures)
    ways = reach(policy.dictionary, subject)
    concerned = [m for m in (rule.measure for rule in law.rules.values()) if m.unit in ways]
    chosen = sorted((m for m in concerned if not wanted or m.id in wanted), key=lambda m: m.place)
    if not chosen:
        raise NotInForce([_NOTHING])
    maker = _Maker(law, subject, ways)
    flat = {measure.id: maker.measure(measure) for measure in chosen}
    record = RecordType(
        RECORD, Words("问答", "問答", "interview"), "", "id", "", "", False, PLAIN, maker.specs, {}
    )
    dictionary = policy.dictionary
    records = {**dictionary.records, RECORD: record}
    asked = replace(policy, dictionary=Dictionary(dictionary.registers, dictionary.enums, records))
    asked = asked.with_measures(flat)
    new = resolve(asked, law.place, law.on, law.known)
    return Form(subject, new, compile_rules(new, RECORD), maker.questions)


@dataclass
class _Maker:
    law: Law
    subject: str
    ways: dict[str, Path]
    questions: dict[str, Question] = field(default_factory=dict)
    specs: dict[str, FactSpec] = field(default_factory=dict)
    facts: dict[tuple[str, ir.Expr], ir.Fact] = field(default_factory=dict)
    lists: dict[tuple[str, str], bool] = field(default_factory=dict)
    unit: str = ""
    labels: dict[str, Words] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.analysis = Analysis(self.law.lowering)
        self.dictionary = self.law.policy.dictionary

    def measure(self, measure: Measure) -> Measure:
        """The measure over the form's record; where its unit isn't the subject, it needs a record of the unit."""
        self.unit, self.labels = measure.unit, dict(measure.step_labels)
        gate = self._gate(measure.unit) if measure.unit != self.subject else ir.TRUE
        steps = {step.name: replace(step, body=self.of(step.body)) for step in measure.steps}
        conditions = [replace(item, when=self.of(item.when)) for item in measure.conditions]
        if gate != ir.TRUE:
            first = measure.conditions[0]
            label = _filled(HAS, self.dictionary.records[measure.unit].label)
            conditions.insert(1, Condition("record", label, gate, first.cite, "record", first.at))
        amount = replace(measure.amount, expr=self.of(measure.amount.expr))
        return replace(
            measure,
            unit=RECORD,
            payee=(),
            steps=tuple(steps.values()),
            step_labels=self.labels,
            conditions=tuple(conditions),
            amount=amount,
            limits=(),  # they are conditions, and nobody shares them here
            window=None,
        )

    # --- expressions -----------------------------------------------------------------------------
    def of(self, node: ir.Expr) -> ir.Expr:
        """The expression over the form's facts: what rests on a list is asked, what does not is worked out."""
        match node:
            case ir.Fact() | ir.Agg():
                return self._asked(node)
            case ir.Step():
                return replace(node, body=self.of(node.body))
            case ir.Derived():
                definition = self.law.policy.definition(node.ref.record, node.name)
                if any(isinstance(part, ir.Agg) for part in ir.walk(definition)):
                    return self._asked(node)
                name = f"{node.ref.record}.{node.name}"
                self.labels[name] = self.law.policy.derived[node.ref.record, node.name].label
                return ir.Step(name, self.of(ir.instantiate(definition, node.ref)), node.type)
        return ir.rebuild(node, self.of)

    def _asked(self, node: ir.Expr) -> ir.Fact:
        """The form's fact for it: one and the same where measures of several units speak of the same thing."""
        seen = self._from_subject(node)
        own = self._about(seen) == {self.subject}
        key = (self.subject if own else self.unit, seen)
        if key not in self.facts:
            self.facts[key] = self._new(key[0], seen if own else node)
        return self.facts[key]

    def _from_subject(self, node: ir.Expr) -> ir.Expr:
        """The same said of the subject itself where a link of the unit leads to it."""

        def change(part: ir.Expr) -> ir.Expr:
            part = ir.rebuild(part, change)
            if isinstance(part, ir.Fact | ir.Derived):
                return replace(part, ref=self._ref(part.ref))
            return replace(part, owner=self._ref(part.owner)) if isinstance(part, ir.Agg) else part

        return change(node)

    def _ref(self, ref: ir.Ref) -> ir.Ref:
        if not isinstance(ref, ir.Via):
            return ref
        links: list[str] = []
        inner: ir.Ref = ref
        while isinstance(inner, ir.Via):
            links.insert(0, inner.link)
            inner = inner.ref
        if isinstance(inner, ir.Self) and tuple(links) == self.ways[self.unit] and links:
            return ir.Self(self.subject)
        return replace(ref, ref=self._ref(ref.ref))

    def _about(self, node: ir.Expr) -> set[str]:
        """The records at the root of what an expression reads."""
        found = set()
        for part in ir.walk(node):
            ref = ir.ref_of(part)
            while isinstance(ref, ir.Via):
                ref = ref.ref
            if isinstance(ref, ir.Self):
                found.add(ref.record)
        return found

    def _new(self, unit: str, node: ir.Expr) -> ir.Fact:
        spec = self._spec(node)
        base = f"{unit}.{spec.name}"
        name, number = base, 2
        while name in self.specs:
            name, number = f"{base}~{number}", number + 1
        label, text = spec.label, spec.question
        for owner in self._owners(unit, node):
            label, text = _of(owner, label), _of(owner, text)
        self.specs[name] = replace(spec, name=name, label=label, question=text, required=False)
        self.questions[name] = Question(name, text, label, node.type, spec.register, unit, node)
        return ir.Fact(ir.Self(RECORD), name, node.type)

    def _spec(self, node: ir.Expr) -> FactSpec:
        if isinstance(node, ir.Fact):
            return self.dictionary.fact(node.ref.record, node.name)
        if isinstance(node, ir.Derived):
            label, name = self.law.policy.derived[node.ref.record, node.name].label, node.name
        else:
            assert isinstance(node, ir.Agg)
            label, name = self._in_words(node), f"{node.kind}({node.link})"
        low, high = (
            self.analysis.bounds(self.law.lowering.of(node)) if isinstance(node.type, Num) else (None, None)
        )
        text = _filled(ASK_TRUTH if isinstance(node.type, Bool) else ASK_VALUE, label)
        register = next(iter(self._registers(node)), "")
        return FactSpec(name, label, node.type, register, text, open=True, low=low, high=high)

    def _registers(self, node: ir.Expr) -> Iterator[str]:
        """Who keeps the records of the first list that it rests on."""
        for part in ir.walk(node):
            if isinstance(part, ir.Agg):
                facts = self.dictionary.records[part.record].facts.values()
                yield from (spec.register for spec in facts)
            elif isinstance(part, ir.Derived):
                yield from self._registers(self.law.policy.definition(part.ref.record, part.name))

    def _in_words(self, node: ir.Expr) -> Words:
        return Words(
            *(Wording(self.law, self.labels, lang).of(node) for lang in ("zh-Hans", "zh-Hant", "en"))
        )

    def _owners(self, unit: str, node: ir.Expr) -> list[Words]:
        """Whose fact it is, from the nearest: the employer's, of the employment; nobody's where it is the subject's."""
        ref, owners = ir.ref_of(node), []
        while isinstance(ref, ir.Via):
            owners.append(self.dictionary.records[ref.ref.record].links[ref.link].label)
            ref = ref.ref
        return owners if unit == self.subject else [*owners, self.dictionary.records[unit].label]

    def _gate(self, unit: str) -> ir.Fact:
        name = f"has.{unit}"
        if name not in self.specs:
            kind = self.dictionary.records[unit].label
            label, text = _filled(HAS, kind), _filled(ASK_HAS, kind)
            self.specs[name] = FactSpec(name, label, BOOL, "applicant", text)
            self.questions[name] = Question(name, text, label, BOOL, "applicant", unit, None)
        return ir.Fact(ir.Self(RECORD), name, BOOL)


def _filled(shape: Words, label: Words) -> Words:
    return Words(*(text.format(a=part) for text, part in zip(shape, label, strict=True)))


def _of(owner: Words, label: Words) -> Words:
    return Words(*(text.format(a=a, b=b) for text, a, b in zip(OF, owner, label, strict=True)))
