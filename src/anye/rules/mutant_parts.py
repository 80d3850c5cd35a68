"""The parts of a measure that mutants change: conditions, steps, amount, time to apply, claim period, days of force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from . import ir
from .enactment import Enactment
from .errors import Place
from .measure import Measure, Window
from .mutant import in_every_text, in_force
from .mutations import ONE_DAY, Change, Enums, changed, changes, later
from .policy import Policy
from .types import DATE, FOREVER, Words

AMOUNT = Words("金额", "金額", "amount")
WINDOW = Words("申请时限", "申請時限", "time to apply")
PERIOD = Words("申领期", "申領期", "claim period")
FORCE = Words("有效期", "有效期", "days of force")
DROPPED = "dropped"  # a whole condition, or one end of the time to apply
NEXT_PERIODS = {
    "month": ("quarter",),
    "quarter": ("month", "calendar-year"),
    "calendar-year": ("quarter", "previous-year"),
    "previous-quarter": ("quarter", "previous-year"),
    "previous-year": ("previous-quarter", "calendar-year"),
    "once": ("calendar-year",),
}
"""The claim periods a measure's own is most easily taken for."""
ON = ir.Day("on", "")


@dataclass(frozen=True)
class Part:
    """A part of a measure: `where` it stands there, as `conditions.kind`; two texts share it where `key` is equal too."""

    where: str
    key: object
    at: Place = field(compare=False)
    label: Words = field(compare=False)
    body: ir.Expr = field(compare=False)
    put: Callable[[Measure, ir.Expr], Measure] = field(compare=False, repr=False)
    near: tuple[tuple[str, ir.Expr | None], ...] = field(default=(), compare=False)
    """Changes of the part as a whole, by kind, beside those inside `body`; None: left out."""
    inside: bool = field(default=True, compare=False)
    moves: bool = field(default=False, compare=False)

    def changes(self, enums: Enums) -> Iterator[Change]:
        for kind, whole in self.near:
            yield Change((), kind, self.body, whole, whole or self.body)
        if self.inside:
            yield from changes(self.body, enums)

    def changed(self, measure: Measure, path: tuple[int, ...], kind: str, enums: Enums) -> Measure:
        """The measure with one of the changes made; the measure itself where its part has no such change."""
        known = dict(self.near)
        if not path and kind in known:
            whole = known[kind]
            return _without(measure, self.where) if whole is None else self.put(measure, whole)
        made = changed(self.body, path, kind, enums)
        return measure if made is None else self.put(measure, made)


def with_part(policy: Policy, measure: str, part: Part, path: tuple[int, ...], kind: str) -> Policy:
    """The pack with a part changed in every text of the measure that has it."""
    enums = policy.dictionary.enums

    def change(text: Measure) -> Measure:
        own = next((item for item in parts_of(text, policy.enactments[text.enactment]) if item == part), None)
        return text if own is None else own.changed(text, path, kind, enums)

    return in_every_text(policy, measure, change)


def parts_of(measure: Measure, home: Enactment) -> Iterator[Part]:
    """All parts of one text of a measure, in the order of its file."""
    yield from _steps(measure)
    yield from _conditions(measure)
    if measure.amount.kind != "none":
        amount = measure.amount
        put = lambda text, expr: replace(text, amount=replace(text.amount, expr=expr))  # noqa: E731
        yield Part("amount", amount.at, amount.at, AMOUNT, amount.expr, put)
    if measure.window is not None:
        yield from _window(measure, measure.window)
    yield from _period(measure)
    yield from _force(measure, home)


# --- steps ---------------------------------------------------------------------------------------
def _steps(measure: Measure) -> Iterator[Part]:
    for step in measure.steps:

        def put(text: Measure, body: ir.Expr, name: str = step.name) -> Measure:
            return with_step(text, name, body)

        label = measure.step_labels[step.name]
        yield Part(f"steps.{step.name}", step.body, measure.at, label, step.body, put)


def with_step(measure: Measure, name: str, body: ir.Expr) -> Measure:
    """The measure with a step's meaning changed wherever the step is used, in later steps too."""

    def change(node: ir.Expr) -> ir.Expr:
        if isinstance(node, ir.Step) and node.name == name:
            return ir.Step(name, body, node.type)
        return ir.rebuild(node, change)

    return rewritten(measure, change)


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


# --- conditions ----------------------------------------------------------------------------------
def _conditions(measure: Measure) -> Iterator[Part]:
    """All but those made of days: see `_window` and `_force`."""
    for item in measure.conditions:
        if item.kind in ("in-force", "window"):
            continue

        def put(text: Measure, when: ir.Expr, id_: str = item.id) -> Measure:
            return with_condition(text, id_, when)

        near: tuple[tuple[str, ir.Expr | None], ...] = ((DROPPED, None),)
        yield Part(f"conditions.{item.id}", item.at, item.at, item.label, item.when, put, near)


def with_condition(measure: Measure, id_: str, when: ir.Expr) -> Measure:
    conditions = (replace(item, when=when) if item.id == id_ else item for item in measure.conditions)
    return replace(measure, conditions=tuple(conditions))


def _without(measure: Measure, where: str) -> Measure:
    """The measure with a condition that everybody meets, or with one end of its time to apply open."""
    kind, _, name = where.partition(".")
    if kind == "conditions":
        return with_condition(measure, name, ir.TRUE)
    assert measure.window is not None
    return with_condition(
        measure, "window", _opened(measure.window) if name == "closes" else _closed(measure.window)
    )


# --- days ----------------------------------------------------------------------------------------
def _opened(window: Window) -> ir.Expr:
    return ir.Compare("<=", window.opens, ON)


def _closed(window: Window) -> ir.Expr:
    return ir.Compare("<=", ON, window.closes)


def _window(measure: Measure, window: Window) -> Iterator[Part]:
    """Each end of the time to apply: a day earlier or later, left out, or reckoned otherwise."""
    at = next(item.at for item in measure.conditions if item.id == "window")
    for end, day in (("opens", window.opens), ("closes", window.closes)):

        def put(text: Measure, day: ir.Expr, end: str = end) -> Measure:
            assert text.window is not None
            moved = replace(text.window, **{end: day})  # type: ignore[arg-type]
            return replace(
                with_condition(text, "window", ir.And((_opened(moved), _closed(moved)))), window=moved
            )

        near = ((DROPPED, None), ("+1", later(day, 1)), ("-1", later(day, -1)))
        yield Part(f"window.{end}", at, at, WINDOW, day, put, near, inside=not isinstance(day, ir.Const))


def _period(measure: Measure) -> Iterator[Part]:
    """Another claim period, where the rules read its days."""
    read = [node for expr in measure.expressions() for node in ir.walk(expr) if _of_period(node)]
    if not read:
        return
    day = read[0]
    assert isinstance(day, ir.Day)

    def put(text: Measure, day: ir.Expr) -> Measure:
        assert isinstance(day, ir.Day)
        return with_period(text, day.period)

    near = tuple((kind, replace(day, period=kind)) for kind in NEXT_PERIODS[measure.period])
    yield Part("period", measure.period, measure.at, PERIOD, day, put, near, inside=False)


def _of_period(node: ir.Expr) -> bool:
    return isinstance(node, ir.Day) and node.name != "on"


def with_period(measure: Measure, kind: str) -> Measure:
    """The measure with awards for another span of days."""

    def change(node: ir.Expr) -> ir.Expr:
        if isinstance(node, ir.Day) and _of_period(node):
            return replace(node, period=kind)
        return ir.rebuild(node, change)

    return replace(rewritten(measure, change), period=kind)


def _force(measure: Measure, home: Enactment) -> Iterator[Part]:
    """Days of force of the measure's own; those it has from its enactment are changed there."""
    at = measure.conditions[0].at
    for end, name, day, inherited in (
        ("from", "start", measure.start, home.start),
        ("until", "end", measure.end, home.end),
    ):
        if day in (inherited, FOREVER):
            continue

        def put(text: Measure, moved: ir.Expr, name: str = name) -> Measure:
            assert isinstance(moved, ir.Const) and isinstance(moved.value, dt.date)
            return in_force(text, **{name: moved.value})

        near = tuple((kind, ir.Const(day + step, DATE)) for kind, step in (("+1", ONE_DAY), ("-1", -ONE_DAY)))
        yield Part(f"force.{end}", day, at, FORCE, ir.Const(day, DATE), put, near, inside=False, moves=True)
