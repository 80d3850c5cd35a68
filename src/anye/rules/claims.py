"""Claims out of a program's results, and what exclusions make of the measures that one record of facts is enough for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .collisions import Collisions, contested, months_of, owner_records, paths_to, with_partners
from .evaluate import evaluate, unit_of
from .exclusion import PLACES, Claim, Name, Settlement
from .facts import Reader
from .program import Flat, RulePlan, compile_rules
from .resolve import Law

Owners = tuple[tuple[str, int | None], ...]
ONE = 1  # the key of a record handed in by itself


def claim_of(plan: RulePlan, flat: Flat, key: int, owners: Owners, on: dt.date) -> Claim | None:
    """A measure's answer for one unit as a claim; None where it is refused. The program is a detailed one."""
    if flat[plan.outcome] is False:
        return None
    measure = plan.measure
    scale = int(10 ** max(PLACES - measure.amount.type.places, 0))
    low, high = flat[plan.low], flat[plan.high]
    counts, may_count = _months(plan, flat, on)
    return Claim(
        measure=measure.id,
        key=key,
        certain=flat[plan.outcome] is True,
        low=(low or 0) * scale,
        high=None if high is None else high * scale,
        owners=owners,
        counts=counts,
        may_count=may_count,
        rooms=tuple((id_, flat[a] or 0, flat[b]) for id_, a, b in plan.rooms),
    )


def _months(plan: RulePlan, flat: Flat, on: dt.date) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    months = months_of(plan.measure, on)
    if not plan.months:
        return frozenset(months), frozenset(months)
    bounds = [(month, flat[a], flat[b]) for month, (a, b) in zip(months, plan.months, strict=True)]
    sure = frozenset(month for month, low, _ in bounds if low is not None and low >= 1)
    return sure, frozenset(month for month, _, high in bounds if high is None or high >= 1)


def settled_of_facts(law: Law, measure: str, data: Any, shown_as: str = "facts") -> dict[Name, Settlement]:
    """What becomes of a measure's claim, and of those of the same unit that it collides with, for facts given as data.

    Measures of other units and earlier awards of others are not looked at: one record knows nothing of them. What the
    facts leave out is unknown, as everywhere.
    """
    unit = unit_of(law, measure)
    near = with_partners(law, [measure])
    ids = [item.id for item in contested(law) if item.unit == unit and item.id in near]
    if measure not in ids or len(ids) < 2:
        return {}
    program = compile_rules(law, unit, ids, detailed=True)
    reader = Reader(law.policy.dictionary, program.shape, shown_as)
    record = reader.read(data)
    flat = evaluate(program, record, reader.certain)
    owners = tuple(
        (owner, ONE if paths_to(law.policy.dictionary, unit, owner) is not None else None)
        for owner in owner_records(law)
    )
    found = {plan.measure.id: claim_of(plan, flat, ONE, owners, law.on) for plan in program.plans}
    return settled_alone(law, [claim for id_ in ids if (claim := found[id_]) is not None])


def settled_alone(law: Law, claims: list[Claim]) -> dict[Name, Settlement]:
    """What becomes of claims, in order of preference, with nothing reckoned anew: what would be keeps its amount, open."""
    collisions = Collisions(law)
    settled: dict[Name, Settlement] = {}
    for place, verdict in collisions.settle(claims).items():
        claim, others = claims[place], [claims[other] for other in verdict.to]
        partly = verdict.status == "gives-way" and all(
            group.remainder
            for group in collisions.groups
            for other in others
            if collisions.in_group(group, claim, other) is not False
        )
        by_month = bool(law.policy.exclusions.months_of(claim.measure))
        status = "open" if partly and by_month and claim.counts != _shared(claim, others) else verdict.status
        names = tuple(other.measure_key for other in others)
        settled[claim.measure_key] = Settlement(status, claim.low, claim.high, names)
    for claim in claims:
        before = [other for other in claims if _of_the_rest(law, claim, other)]
        if before and claim.measure_key not in settled:
            names = tuple(other.measure_key for other in before)
            settled[claim.measure_key] = Settlement("open", 0, claim.high, names)
    return settled


def _shared(claim: Claim, others: list[Claim]) -> frozenset[dt.date]:
    """The months of a claim that others count for certain."""
    return claim.counts & frozenset[dt.date]().union(*(other.counts for other in others))


def _of_the_rest(law: Law, claim: Claim, other: Claim) -> bool:
    groups = (group for group in law.policy.exclusions.groups if group.choice == "remainder")
    return any((group.side(other.measure), group.side(claim.measure)) == (0, 1) for group in groups)
