"""A mutant: the pack with one thing changed, by a name that stays the same as long as the rule does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from . import ir
from .errors import Place
from .implied import between
from .measure import Measure
from .policy import Policy
from .types import Words


@dataclass(frozen=True)
class Mutant:
    """`name` is `<what is changed>/<where>:<kind>`, as `stabilisation-refund/conditions.layoffs/1.0:below`.

    `label` says in three languages what is changed; `before` and `after` are the changed part (`after` is None where
    it was left out). `measures` are those whose answers may change: one, or all that rest on what is shared.
    `apply` makes the changed pack from one of the same measures and figures. `moves` tells that a day on which
    something begins or ends was changed, so that other law may hold on a case's day.
    """

    name: str
    at: Place
    label: Words
    before: ir.Expr
    after: ir.Expr | None
    measures: tuple[str, ...]
    apply: Callable[[Policy], Policy] = field(repr=False, compare=False)
    moves: bool = False

    @property
    def of(self) -> str:
        """What is changed: a measure (also where a later enactment amends it), `parameters`, `derived`, `enactments`."""
        return self.name.partition("/")[0].partition("@")[0]

    @property
    def kind(self) -> str:
        """What was done, without the word it was done with: `+1`, `below`, `drop`, `with`."""
        return self.name.rpartition("/")[2].partition(":")[2].partition(":")[0]


def in_every_text(policy: Policy, measure: str, change: Callable[[Measure], Measure]) -> Policy:
    """The pack with a measure changed in each text it has; `change` leaves a text as it is that it doesn't concern."""
    one = policy.versions[measure]
    home = replace(one.home, measure=change(one.home.measure))
    others = {key: replace(item, measure=change(item.measure)) for key, item in one.others.items()}
    return replace(
        policy,
        measures={**policy.measures, measure: home.measure},
        versions={**policy.versions, measure: replace(one, home=home, others=others)},
    )


def alone(policy: Policy, measure: str, names: Mapping[str, object]) -> Policy:
    """The pack with one measure, the named figures and the enactments these are of only: the same law for it, resolved
    in a fraction of the time."""
    one = policy.versions[measure]
    used = {one.home.measure.enactment, *(item.enactment for item in one.amendments)}
    for name in names:
        values = (*policy.parameters[name].values, *policy.amendments.get(name, ()))
        used |= {policy.parameters[name].enactment, *(value.enactment for value in values)}
    return replace(
        policy,
        enactments={name: item for name, item in policy.enactments.items() if name in used},
        measures={measure: policy.measures[measure]},
        versions={measure: policy.versions[measure]},
        parameters={name: item for name, item in policy.parameters.items() if name in names},
        amendments={name: item for name, item in policy.amendments.items() if name in names},
    )


def in_force(measure: Measure, **days: dt.date) -> Measure:
    """The measure with another first or last day (`start`, `end`), its condition "in force" with it."""
    moved = replace(measure, **days)  # type: ignore[arg-type]
    first, *rest = moved.conditions
    return replace(moved, conditions=(replace(first, when=between(moved.start, moved.end)), *rest))


def written_in(name: str) -> str:
    """The name of an enactment or an amendment as a part of a mutant's name."""
    return name.replace("/", ".").replace(":", ".")
