"""Mutants of days: of an enactment, issued or in force a day earlier or later; of an amendment of a measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from . import ir
from .amendment import Amendment
from .enactment import Enactment
from .errors import Problems
from .measure import Measure
from .mutant import Mutant, in_every_text, in_force, written_in
from .mutations import ONE_DAY
from .policy import Policy
from .temporal import check_times
from .types import DATE, FOREVER
from .versions import Version, Versions, acting

Users = Callable[[object], tuple[str, ...]]
"""The measures that rest on a parameter, by its name."""
FIELDS = {"issued": "issued", "from": "start", "until": "end"}


def day_mutants(policy: Policy, users: Users) -> Iterator[Mutant]:
    """The days of each enactment that a measure has its force, a figure or an amendment from; those of amendments."""
    for enactment in policy.enactments.values():
        measures = _concerned(policy, enactment, users)
        for which, field in FIELDS.items():
            day: dt.date = getattr(enactment, field)
            if day == FOREVER or not measures:
                continue
            for kind, moved in (("+1", day + ONE_DAY), ("-1", day - ONE_DAY)):
                yield Mutant(
                    f"enactments/{written_in(enactment.id)}/{which}:{kind}",
                    enactment.at,
                    enactment.title,
                    ir.Const(day, DATE),
                    ir.Const(moved, DATE),
                    measures,
                    _enactment_moved(enactment, field, moved),
                    moves=True,
                )
    for name, versions in policy.versions.items():
        for amendment in versions.amendments:
            yield from _amendment_days(policy, name, amendment)


def _concerned(policy: Policy, enactment: Enactment, users: Users) -> tuple[str, ...]:
    """The measures that have their force, a figure or an amendment from an enactment."""
    figures = {
        measure
        for name, values in policy.amendments.items()
        if any(value.enactment == enactment.id for value in values)
        for measure in users(name)
    }
    return tuple(
        name
        for name, one in policy.versions.items()
        if name in figures
        or one.home.measure.enactment == enactment.id
        or any(item.enactment == enactment.id for item in one.amendments)
    )


def _enactment_moved(enactment: Enactment, field: str, day: dt.date) -> Callable[[Policy], Policy]:
    """Moves a day of the enactment, and of its measures and amendments that have it from there."""
    was = getattr(enactment, field)

    def measure(text: Measure) -> Measure:
        inherits = field != "issued" and text.enactment == enactment.id and getattr(text, field) == was
        return in_force(text, **{field: day}) if inherits else text

    def amendment(item: Amendment) -> Amendment:
        inherits = field != "issued" and item.enactment == enactment.id and getattr(item, field) == was
        return replace(item, **{field: day}) if inherits else item  # type: ignore[arg-type]

    def apply(policy: Policy) -> Policy:
        changed = replace(policy.enactments[enactment.id], **{field: day})  # type: ignore[arg-type]
        policy = replace(policy, enactments={**policy.enactments, enactment.id: changed})
        for name in list(policy.measures):
            policy = _amended(in_every_text(policy, name, measure), name, amendment)
        return policy

    return apply


def _amendment_days(policy: Policy, measure: str, amendment: Amendment) -> Iterator[Mutant]:
    """The first and last day of an amendment that has them of its own."""
    home = policy.enactments[amendment.enactment]
    for which, field in (("from", "start"), ("until", "end")):
        day: dt.date = getattr(amendment, field)
        if day in (getattr(home, field), FOREVER):
            continue
        for kind, moved in (("+1", day + ONE_DAY), ("-1", day - ONE_DAY)):

            def change(item: Amendment, field: str = field, moved: dt.date = moved) -> Amendment:
                return replace(item, **{field: moved}) if item.written == amendment.written else item  # type: ignore[arg-type]

            def apply(pack: Policy, change: Callable[[Amendment], Amendment] = change) -> Policy:
                return _amended(pack, measure, change)

            yield Mutant(
                f"{measure}@{written_in(amendment.written)}/{which}:{kind}",
                amendment.at,
                amendment.label,
                ir.Const(day, DATE),
                ir.Const(moved, DATE),
                (measure,),
                apply,
                moves=True,
            )


def _amended(policy: Policy, measure: str, change: Callable[[Amendment], Amendment]) -> Policy:
    """The pack with a measure's amendments changed."""
    one = policy.versions[measure]

    def version(item: Version) -> Version:
        return replace(item, amendments=tuple(change(part) for part in item.amendments))

    changed: Versions = replace(
        one,
        amendments=tuple(change(item) for item in one.amendments),
        others={key: version(item) for key, item in one.others.items()},
    )
    return replace(policy, versions={**policy.versions, measure: changed})


def stands(policy: Policy) -> bool:
    """Whether a pack whose days were moved would still be taken: each figure has a value on each day of force, each
    measure a text."""
    problems = Problems()
    check_times(
        policy.versions, policy.parameters, policy.amendments, policy.enactments, policy.definition, problems
    )
    return not problems.found and all(_has_texts(policy, one) for one in policy.versions.values())


def _has_texts(policy: Policy, one: Versions) -> bool:
    """Whether every set of amendments that can act together has been read as a text: moved days may join others."""
    concerned = [policy.enactments[item.enactment] for item in one.amendments]
    spans = [(item.start, item.end) for item in concerned]
    spans += [(item.start, item.end) for item in one.amendments]
    days = {start for start, _ in spans} | {end + ONE_DAY for _, end in spans if end != FOREVER}
    place = policy.enactments[one.home.measure.enactment].place
    keys = (
        tuple(item.written for item in acting(one.amendments, policy.enactments, place, on, by))
        for on in days
        for by in {item.issued for item in concerned}
    )
    return all(key in one.others for key in keys if key)
