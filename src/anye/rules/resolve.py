"""Law by date: which measures and values hold in a place, on a day, as known on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from . import ir
from .errors import NotInForce, Place, Problem
from .lower import Lowering
from .measure import Condition, Measure
from .parameters import Content, Dated
from .policy import Policy
from .temporal import parameters_of
from .types import FOREVER


@dataclass(frozen=True)
class Rule:
    """A measure as it stands on the day: `in_force` false leaves only the condition that says so.

    `conditions`, `steps`, `amount` and `rooms` are lowered: no parameter is left in them, only values. `rooms` is what
    each shared limit still leaves, by the limit's id; `months` are the steps that say of each month of the claim's
    period whether it counts, where exclusions ask.
    """

    measure: Measure
    in_force: bool
    conditions: tuple[Condition, ...]
    steps: tuple[ir.Step, ...]
    amount: ir.Expr
    rooms: tuple[tuple[str, ir.Expr], ...] = ()
    months: tuple[ir.Expr, ...] = ()


@dataclass(frozen=True)
class Law:
    """The rules of a place on `on`, as known on `known`. Laws with the same values share `key`: for caches."""

    policy: Policy
    place: str
    on: dt.date
    known: dt.date
    rules: dict[str, Rule]
    values: dict[str, Dated]
    lowering: Lowering = field(repr=False)
    key: tuple[object, ...] = field(repr=False, compare=False)

    @property
    def measures(self) -> dict[str, Measure]:
        """Each measure in the text that holds on the day."""
        return {name: rule.measure for name, rule in self.rules.items()}


def resolve(policy: Policy, place: str, on: dt.date, known: dt.date) -> Law:
    """The law of `place` (a region code such as 440783) on day `on`, knowing what was issued by day `known`.

    Only an enactment that declares `amends` or `implements` changes another's values and measures; among those in
    force the highest rank wins, then the latest issue. Raises NotInForce when no enactment of the pack covers the place.
    """
    notices = [enactment for enactment in policy.enactments.values() if enactment.text]
    if not any(enactment.covers(place) for enactment in notices):
        there = {enactment.place: enactment.authority for enactment in notices}
        raise NotInForce(
            [
                Problem(
                    Place("--place"),
                    "no-law",
                    f"没有适用于 {place} 的政策。",
                    f"no policy of the pack applies in {place!r}.",
                    "这里的政策适用于："
                    + "、".join(f"{code}（{name.hans}）" for code, name in there.items()),
                    "the policy here is for "
                    + ", ".join(f"{code} ({name.en})" for code, name in there.items()),
                )
            ]
        )
    values = {
        name: found for name in policy.parameters if (found := value_on(policy, name, place, on, known))
    }
    here = [
        one.on(policy.enactments, place, on, known).measure
        for one in policy.versions.values()
        if policy.enactments[one.home.measure.enactment].covers(place)
    ]
    texts = tuple((m.id, m.amended, _in_force(policy, m, on, known)) for m in here)
    issued = tuple(e.id for e in policy.enactments.values() if e.issued <= known)
    key = (policy.digest, place, tuple((name, dated.at) for name, dated in values.items()), texts, issued)
    if key not in policy.laws:
        policy.laws[key] = _lowered(policy, values, here, place, on, known)
    lowering, rules = policy.laws[key]
    return Law(policy, place, on, known, rules, values, lowering, key)


def _lowered(
    policy: Policy,
    values: dict[str, Dated],
    measures: list[Measure],
    place: str,
    on: dt.date,
    known: dt.date,
) -> tuple[Lowering, dict[str, Rule]]:
    """The rules with these values: the same on every day on which these hold."""
    contents: dict[str, Content] = {name: dated.value for name, dated in values.items()}
    lowering = Lowering(
        policy.definition,
        policy.dictionary,
        contents,
        policy.parameters,
        lambda name: timeline(policy, name, place, known),
    )
    return lowering, {measure.id: _rule(policy, measure, place, on, known, lowering) for measure in measures}


def _in_force(policy: Policy, measure: Measure, on: dt.date, known: dt.date) -> bool:
    return policy.enactments[measure.enactment].issued <= known and measure.start <= on <= measure.end


def value_on(policy: Policy, name: str, place: str, on: dt.date, known: dt.date) -> Dated | None:
    """The value of a parameter that prevails: of the highest rank, then of the latest issue; None when none holds.

    An amending enactment acts while it is itself in force.
    """
    home = policy.parameters[name].enactment

    def usable(dated: Dated) -> bool:
        enactment = policy.enactments[dated.enactment]
        in_force = dated.enactment == home or enactment.start <= on <= enactment.end
        return (
            in_force
            and dated.start <= on <= dated.end
            and enactment.issued <= known
            and enactment.covers(place)
        )

    def standing(dated: Dated) -> tuple[int, dt.date, dt.date]:
        enactment = policy.enactments[dated.enactment]
        return enactment.rank, enactment.issued, dated.start

    values = [*policy.parameters[name].values, *policy.amendments.get(name, ())]
    return max((dated for dated in values if usable(dated)), key=standing, default=None)


def timeline(policy: Policy, name: str, place: str, known: dt.date) -> list[tuple[dt.date, Content]]:
    """The values of a parameter through time, each with its first day; None from a day on which it has none."""
    days: set[dt.date] = set()
    for dated in (*policy.parameters[name].values, *policy.amendments.get(name, ())):
        enactment = policy.enactments[dated.enactment]
        days |= {dated.start, max(dated.start, enactment.start)}
        ends = (min(end, dated.end) for end in (dated.end, enactment.end))
        days |= {end + dt.timedelta(days=1) for end in ends if end != FOREVER}
    found: list[tuple[dt.date, Content]] = []
    for day in sorted(days):
        dated_then = value_on(policy, name, place, day, known)
        content = dated_then.value if dated_then is not None else None
        if not found or found[-1][1] != content:
            found.append((day, content))
    return found


def _rule(
    policy: Policy, measure: Measure, place: str, on: dt.date, known: dt.date, lowering: Lowering
) -> Rule:
    in_force = _in_force(policy, measure, on, known)
    if in_force:
        needed = parameters_of(measure.expressions(), policy.definition)
        missing = sorted(name for name in needed if value_on(policy, name, place, on, known) is None)
        if missing:
            names = "、".join(missing)
            raise NotInForce(
                [
                    Problem(
                        measure.at,
                        "gap",
                        f"{on} 当日（所知截至 {known}）参数没有值：{names}。",
                        f"no value on {on} as known on {known}: {', '.join(missing)}.",
                    )
                ]
            )
    if not in_force:
        first = measure.conditions[0]
        false = Condition("in-force", first.label, ir.FALSE, first.cite, "in-force", measure.at)
        return Rule(measure, False, (false,), (), ir.Const(0, measure.amount.type))
    conditions = tuple(
        Condition(c.id, c.label, lowering.of(c.when), c.cite, c.kind, c.at, c.judgement)
        for c in measure.conditions
    )
    steps = tuple(ir.Step(step.name, lowering.of(step.body), step.type) for step in measure.steps)
    rooms = tuple((limit.id, lowering.of(limit.room)) for limit in measure.limits if limit.room is not None)
    bodies = {step.name: step.body for step in steps}
    months = tuple(bodies[name] for name in policy.exclusions.months_of(measure.id))
    return Rule(measure, True, conditions, steps, lowering.of(measure.amount.expr), rooms, months)
