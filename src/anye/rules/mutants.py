"""All mutants of a pack: in what each measure says itself, in the figures it reads, in the facts derived for it.

What several measures rest on is changed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from . import ir
from .errors import Place
from .measure import Measure, Window
from .mutant import Mutant, in_force, measure_changed
from .mutant_figures import day_mutants, figure_mutants
from .mutations import ONE_DAY, Change, Enums, changes, later
from .policy import Policy
from .temporal import derived_of, parameters_of
from .types import DATE, FOREVER, Words

AMOUNT = Words("金额", "金額", "amount")
WINDOW = Words("申请时限", "申請時限", "time to apply")
PERIOD = Words("申领期", "申領期", "claim period")
FORCE = Words("有效期", "有效期", "days of force")
NEXT_PERIODS = {
    "month": ("quarter",),
    "quarter": ("month", "calendar-year"),
    "calendar-year": ("quarter", "previous-year"),
    "previous-quarter": ("quarter", "previous-year"),
    "previous-year": ("previous-quarter", "calendar-year"),
    "once": ("calendar-year",),
}
"""The claim periods a measure's own is most easily taken for."""


def mutants(policy: Policy, measures: Iterable[str] = ()) -> list[Mutant]:
    """Every mutant of the pack, or every one that may change the answers of the measures named; each name once."""
    wanted = set(measures) or set(policy.measures)
    rests = {name: _rests_on(policy, policy.measures[name]) for name in policy.measures}
    found: list[Mutant] = []
    for name in policy.measures:
        if name in wanted:
            found += _own(policy, policy.measures[name])

    def users(thing: object) -> tuple[str, ...]:
        return tuple(name for name, things in rests.items() if thing in things)

    for name in policy.parameters:
        if wanted & set(users(name)):
            found += figure_mutants(policy, name, users(name))
    for key in policy.derived:
        if wanted & set(users(key)):
            found += _derived(policy, key, users(key))
    found += [item for item in day_mutants(policy, users) if wanted & set(item.measures)]
    return found


def _rests_on(policy: Policy, measure: Measure) -> set[object]:
    """The parameters by name, and the derived facts by record and name, that a measure's answers rest on."""
    nodes = measure.expressions()
    return {
        *parameters_of(nodes, policy.definition, as_of=True),
        *derived_of(nodes, policy.definition),
    }


# --- a measure's own -----------------------------------------------------------------------------
@dataclass(frozen=True)
class _Of:
    """Makes the mutants of one measure."""

    measure: Measure

    def mutant(
        self,
        where: str,
        label: Words,
        before: ir.Expr,
        after: ir.Expr | None,
        changed: Measure,
        at: Place | None = None,
    ) -> Mutant:
        return Mutant(
            f"{self.measure.id}/{where}",
            at or self.measure.at,
            label,
            before,
            after,
            (self.measure.id,),
            measure_changed(changed),
        )


def _own(policy: Policy, measure: Measure) -> Iterator[Mutant]:
    enums = policy.dictionary.enums
    yield from _steps(measure, enums)
    yield from _conditions(measure, enums)
    if measure.amount.kind != "none":
        of, amount = _Of(measure), measure.amount
        for change in changes(amount.expr, enums):
            changed = replace(measure, amount=replace(amount, expr=change.whole))
            yield of.mutant(f"amount/{change.name}", AMOUNT, change.before, change.after, changed, amount.at)
    if measure.window is not None:
        yield from _window(measure, measure.window, enums)
    yield from _period(measure)
    yield from _force(policy, measure)


def _steps(measure: Measure, enums: Enums) -> Iterator[Mutant]:
    of = _Of(measure)
    for step in measure.steps:
        label = measure.step_labels[step.name]
        for change in changes(step.body, enums):
            changed = with_step(measure, step.name, change.whole)
            yield of.mutant(f"steps.{step.name}/{change.name}", label, change.before, change.after, changed)


def with_step(measure: Measure, name: str, body: ir.Expr) -> Measure:
    """The measure with a step's meaning changed wherever the step is used, in later steps too."""

    def changed(node: ir.Expr) -> ir.Expr:
        if isinstance(node, ir.Step) and node.name == name:
            return ir.Step(name, body, node.type)
        return ir.rebuild(node, changed)

    return rewritten(measure, changed)


def rewritten(measure: Measure, change: Callable[[ir.Expr], ir.Expr]) -> Measure:
    """The measure with `change` applied to each of its expressions."""
    window = measure.window
    steps = (change(step) for step in measure.steps)
    return replace(
        measure,
        steps=tuple(step for step in steps if isinstance(step, ir.Step)),
        conditions=tuple(replace(item, when=change(item.when)) for item in measure.conditions),
        amount=replace(measure.amount, expr=change(measure.amount.expr)),
        limits=tuple(replace(item, at_most=change(item.at_most)) for item in measure.limits),
        window=window and replace(window, opens=change(window.opens), closes=change(window.closes)),
    )


def with_condition(measure: Measure, id_: str, when: ir.Expr) -> Measure:
    conditions = (replace(item, when=when) if item.id == id_ else item for item in measure.conditions)
    return replace(measure, conditions=tuple(conditions))


def _conditions(measure: Measure, enums: Enums) -> Iterator[Mutant]:
    of = _Of(measure)
    for item in measure.conditions:
        if item.kind in ("in-force", "window"):
            continue  # made of days: see _force and _window
        where = f"conditions.{item.id}"
        dropped = with_condition(measure, item.id, ir.TRUE)
        yield of.mutant(f"{where}/:dropped", item.label, item.when, None, dropped, item.at)
        for change in changes(item.when, enums):
            changed = with_condition(measure, item.id, change.whole)
            yield of.mutant(
                f"{where}/{change.name}", item.label, change.before, change.after, changed, item.at
            )


def _window(measure: Measure, window: Window, enums: Enums) -> Iterator[Mutant]:
    """Each end a day earlier or later, left out, or reckoned otherwise."""
    of, on = _Of(measure), ir.Day("on", "")
    at = next(item.at for item in measure.conditions if item.id == "window")
    ends = {"opens": window.opens, "closes": window.closes}
    tests: dict[str, Callable[[ir.Expr], ir.Expr]] = {
        "opens": lambda day: ir.Compare("<=", day, on),
        "closes": lambda day: ir.Compare("<=", on, day),
    }
    for end, day in ends.items():
        other = next(name for name in ends if name != end)
        left = with_condition(measure, "window", tests[other](ends[other]))
        yield of.mutant(f"window.{end}/:dropped", WINDOW, tests[end](day), None, left, at)
        moved = [Change((), kind, day, later(day, days), later(day, days)) for kind, days in (("+1", 1), ("-1", -1))]
        inside = [change for change in changes(day, enums) if not isinstance(day, ir.Const)]
        for change in (*moved, *inside):
            both = {**ends, end: change.whole}
            when = ir.And((tests["opens"](both["opens"]), tests["closes"](both["closes"])))
            changed = replace(
                with_condition(measure, "window", when), window=Window(both["opens"], both["closes"], window.cite)
            )
            yield of.mutant(f"window.{end}/{change.name}", WINDOW, change.before, change.after, changed, at)


def _period(measure: Measure) -> Iterator[Mutant]:
    """Another claim period, where the rules read its days."""
    read = [
        node
        for expr in measure.expressions()
        for node in ir.walk(expr)
        if isinstance(node, ir.Day) and node.name != "on"
    ]
    if not read:
        return
    for kind in NEXT_PERIODS[measure.period]:

        def changed(node: ir.Expr, kind: str = kind) -> ir.Expr:
            if isinstance(node, ir.Day) and node.name != "on":
                return replace(node, period=kind)
            return ir.rebuild(node, changed)

        other = replace(rewritten(measure, changed), period=kind)
        yield _Of(measure).mutant(f"period/:{kind}", PERIOD, read[0], replace(read[0], period=kind), other)


def _force(policy: Policy, measure: Measure) -> Iterator[Mutant]:
    """Days of force of the measure's own; those it has from its enactment are changed there."""
    home = policy.enactments[measure.enactment]
    at = measure.conditions[0].at
    for end, day, inherited in (("from", measure.start, home.start), ("until", measure.end, home.end)):
        if day in (inherited, FOREVER):
            continue
        for kind, moved in (("+1", day + ONE_DAY), ("-1", day - ONE_DAY)):
            changed = in_force(measure, **{("start" if end == "from" else "end"): moved})
            yield replace(
                _Of(measure).mutant(
                    f"force.{end}/:{kind}", FORCE, ir.Const(day, DATE), ir.Const(moved, DATE), changed, at
                ),
                moves=True,
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
