"""A form answered out of the registers: what each question's answer is for one record of a unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from . import ir
from .evaluate import evaluate
from .interview import Form
from .program import Program, compile_rules
from .resolve import Law, Rule
from .types import Num


@dataclass(frozen=True)
class RegisterAnswers:
    """`program` reads the unit's facts (its `shape` says which); `of` gives the answers they hold."""

    unit: str
    program: Program

    def of(self, record: tuple[Any, ...]) -> dict[str, ir.Value]:
        """The answers by question, as the rules keep them; what the registers do not know for certain isn't there."""
        flat = evaluate(self.program, record)
        found: dict[str, ir.Value] = {}
        for term in self.program.plans[0].steps:
            value = (
                term.fixed if term.low < 0 else flat[term.low] if flat[term.low] == flat[term.high] else None
            )
            if value is not None:
                found[term.name] = value
        return found


def register_answers(form: Form, law: Law, unit: str) -> RegisterAnswers | None:
    """What answers the form's questions of a unit, by the law the form was made of; None where it has none."""
    asked = {q.name: q.node for q in form.questions.values() if q.unit == unit and q.node is not None}
    model = next((rule for rule in law.rules.values() if rule.measure.unit == unit and rule.in_force), None)
    if not asked or model is None:
        return None
    steps = tuple(ir.Step(name, node, node.type) for name, node in asked.items())
    condition = replace(model.measure.conditions[0], when=ir.TRUE)
    amount = replace(model.measure.amount, expr=ir.Const(0, Num()))
    measure = replace(model.measure, steps=steps, conditions=(condition,), amount=amount, window=None)
    lowered = tuple(ir.Step(step.name, law.lowering.of(step.body), step.type) for step in steps)
    rule = Rule(measure, True, (condition,), lowered, ir.Const(0, Num()))
    return RegisterAnswers(unit, compile_rules(replace(law, rules={measure.id: rule}), unit))
