"""What an answer rests on that is still to be confirmed (待核实): conditions, figures, derived facts, readings."""

from __future__ import annotations

from dataclasses import dataclass

from .citation import Citation
from .resolve import Law
from .temporal import derived_of, parameters_of
from .types import Words


@dataclass(frozen=True)
class Assumed:
    """One thing taken for granted: `kind` is condition, amount, parameter, derived or reading."""

    kind: str
    id: str
    label: Words
    note: str


def assumed(law: Law, measure: str) -> tuple[Assumed, ...]:
    """All that a measure's answers on the law's day rest on and nobody has confirmed, each once."""
    rule = law.rules[measure].measure
    found = [
        Assumed("condition", condition.id, condition.label, _note(condition.cite))
        for condition in rule.conditions
        if condition.cite.status == "assumed"
    ]
    if rule.amount.cite.status == "assumed":
        found.append(Assumed("amount", "amount", rule.title, _note(rule.amount.cite)))
    for name in sorted(parameters_of(rule.expressions(), law.policy.definition, as_of=True)):
        dated = law.values.get(name)
        if dated is not None and dated.cite.status == "assumed":
            found.append(Assumed("parameter", name, law.policy.parameters[name].label, _note(dated.cite)))
    for record, name in sorted(derived_of(rule.expressions(), law.policy.definition)):
        definition = law.policy.derived[record, name]
        if definition.cite.status == "assumed":
            found.append(Assumed("derived", f"{record}.{name}", definition.label, _note(definition.cite)))
    readings = (item for item in rule.interpretation if item.status == "assumed")
    found += [Assumed("reading", item.id, Words(*[item.reading] * 3), item.other) for item in readings]
    return tuple(found)


def _note(cite: Citation) -> str:
    return cite.note or cite.fact
