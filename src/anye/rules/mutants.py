"""All mutants of a pack: in what each measure says itself, in the figures it reads, in the facts derived for it.

What several measures rest on is changed once; what an amendment leaves standing is changed in all texts of a measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from . import ir
from .mutant import Mutant, written_in
from .mutant_days import day_mutants
from .mutant_figures import figure_mutants
from .mutant_parts import Part, parts_of, with_part
from .mutations import Change, changes
from .policy import Policy
from .temporal import derived_of, parameters_of


def mutants(policy: Policy, measures: Iterable[str] = ()) -> list[Mutant]:
    """Every mutant of the pack, or every one that may change the answers of the measures named; each name once."""
    wanted = set(measures) or set(policy.measures)
    rests = {name: {*figures_of(policy, name), *_derived_of(policy, name)} for name in policy.measures}
    found: list[Mutant] = []
    for name in policy.measures:
        if name in wanted:
            found += _own(policy, name)

    def users(thing: object) -> tuple[str, ...]:
        return tuple(name for name, things in rests.items() if thing in things)

    for name in policy.parameters:
        if wanted & set(users(name)):
            found += figure_mutants(policy, name, users(name))
    for key in policy.derived:
        if wanted & set(users(key)):
            found += _derived(policy, key, users(key))
    return [*found, *(item for item in day_mutants(policy, users) if wanted & set(item.measures))]


def expressions_of(policy: Policy, measure: str) -> list[ir.Expr]:
    """All expressions of a measure in any of its texts."""
    return [expr for version in policy.versions[measure].all for expr in version.measure.expressions()]


def figures_of(policy: Policy, measure: str) -> set[str]:
    """The parameters a measure's answers rest on, those asked for as of another day included."""
    return parameters_of(expressions_of(policy, measure), policy.definition, as_of=True)


def _derived_of(policy: Policy, measure: str) -> set[tuple[str, str]]:
    return derived_of(expressions_of(policy, measure), policy.definition)


# --- a measure's own -----------------------------------------------------------------------------
def _own(policy: Policy, name: str) -> Iterator[Mutant]:
    """Each change of each part of the measure, in the text in which it first stands."""
    seen: set[Part] = set()
    for version in policy.versions[name].all:
        text = name
        if version.amendments:
            text += f"@{written_in(version.amendments[-1].written)}"
        for part in parts_of(version.measure, policy.enactments[version.measure.enactment]):
            if part not in seen:
                seen.add(part)
                yield from _of_part(policy, name, text, part)


def _of_part(policy: Policy, measure: str, text: str, part: Part) -> Iterator[Mutant]:
    for change in part.changes(policy.dictionary.enums):

        def apply(pack: Policy, change: Change = change) -> Policy:
            return with_part(pack, measure, part, change.path, change.kind)

        yield Mutant(
            f"{text}/{part.where}/{change.name}",
            part.at,
            part.label,
            change.before,
            change.after,
            (measure,),
            apply,
            part.moves,
        )


# --- derived facts -------------------------------------------------------------------------------
def _derived(policy: Policy, key: tuple[str, str], users: tuple[str, ...]) -> Iterator[Mutant]:
    definition = policy.derived[key]
    for change in changes(definition.expr, policy.dictionary.enums):
        changed = replace(definition, expr=change.whole)

        def apply(pack: Policy, changed: object = changed) -> Policy:
            return replace(pack, derived={**pack.derived, key: changed})  # type: ignore[dict-item]

        name = f"derived/{key[0]}.{key[1]}/{change.name}"
        yield Mutant(name, definition.at, definition.label, change.before, change.after, users, apply)
