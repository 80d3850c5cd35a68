"""What differs for a measure between two laws: whether its rule does, and the provisions that make the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import ir
from .citation import Citation
from .resolve import Law
from .temporal import derived_of, parameters_of
from .types import Words

Rule = tuple[object, ...]


@dataclass(frozen=True)
class Provision:
    """What one enactment set that the other law did not have: `kind` is figure, amendment, version or issued.

    `gone` says that it stood in the first law and no longer stands in the second.
    """

    kind: str
    id: str
    label: Words
    number: str
    cite: Citation
    gone: bool


def rule_of(law: Law, measure: str) -> Rule:
    """All that the answers of a measure rest on besides the facts and the day: equal rules answer equally.

    Lowered, so that a figure is its value and not its name, with every derived fact the measure reaches.
    """
    rule = law.rules.get(measure)
    if rule is None or not rule.in_force:
        return (measure, False)
    written = [*(item.when for item in rule.measure.conditions), rule.measure.amount.expr, *rule.steps]
    reached = sorted(derived_of(written, law.policy.definition))
    return (
        measure,
        True,
        tuple((item.id, item.when) for item in rule.conditions),
        rule.amount,
        rule.measure.amount.kind,
        tuple((step.name, step.body) for step in rule.steps),
        tuple((key, law.lowering.definition(*key)) for key in reached),
    )


def provisions(before: Law, after: Law, measure: str) -> tuple[Provision, ...]:
    """What makes the difference between two laws for a measure: amendments first, then figures; empty where nothing."""
    return (*_amendments(before, after, measure), *_figures(before, after, measure))


def _amendments(before: Law, after: Law, measure: str) -> Iterator[Provision]:
    policy, versions = after.policy, after.policy.versions[measure]
    old, new = (law.rules[measure] for law in (before, after))
    for item in versions.amendments:
        stood, stands = (item.written in rule.measure.amended for rule in (old, new))
        if stood != stands:
            number = policy.enactments[item.enactment].number
            kind = "version" if item.whole else "amendment"
            yield Provision(kind, item.name, item.label, number, item.cite, gone=stood)
    if old.measure.amended == new.measure.amended and old.in_force != new.in_force:
        home = new.measure
        (in_force,) = (item for item in home.conditions if item.kind == "in-force")
        number = policy.enactments[home.enactment].number
        yield Provision("issued", measure, home.title, number, in_force.cite, gone=old.in_force)


def _figures(before: Law, after: Law, measure: str) -> Iterator[Provision]:
    policy = after.policy
    names: set[str] = set()
    for law in (before, after):
        if law.rules[measure].in_force:
            names |= parameters_of(law.rules[measure].measure.expressions(), policy.definition, as_of=True)
    for name in sorted(names):
        old, new = before.values.get(name), after.values.get(name)
        same = old is new or (old is not None and new is not None and old.value == new.value)
        if same and not _read_of_other_days(before, after, measure, name):
            continue
        dated, gone = (new, False) if new is not None and new is not old else (old, True)
        if dated is None:
            continue
        number = policy.enactments[dated.enactment].number
        yield Provision(
            "figure", name, policy.parameters[name].label, number, dated.cite, gone and new is None
        )


def _read_of_other_days(before: Law, after: Law, measure: str, name: str) -> bool:
    """Whether a figure of other days is read whose values through time the two laws know differently."""
    expressions = after.rules[measure].measure.expressions()
    definition = after.policy.definition
    nodes = [*expressions, *(definition(*key) for key in derived_of(expressions, definition))]
    read = any(isinstance(part, ir.AsOf) and part.name == name for node in nodes for part in ir.walk(node))
    return read and before.lowering.timeline(name) != after.lowering.timeline(name)
