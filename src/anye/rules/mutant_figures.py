"""Mutants of figures: another value, or a value from a day earlier or later on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from . import ir
from .mutant import Mutant, written_in
from .mutations import ONE_DAY, near_values
from .parameters import Content, Dated, Parameter, Row
from .policy import Policy
from .types import DATE, FOREVER, Enum, Type, Words


# --- values --------------------------------------------------------------------------------------
def figure_mutants(policy: Policy, name: str, users: tuple[str, ...]) -> Iterator[Mutant]:
    """Each value of a parameter one step away, each row of a table, each bound of a class; and its days moved."""
    parameter = policy.parameters[name]
    for dated in every_value(policy, name):
        for where, label, before, after, value in _near(policy, parameter, dated):
            yield Mutant(
                f"parameters/{_written(parameter, dated)}/{where}",
                dated.at,
                label,
                before,
                after,
                users,
                _with_value(name, dated, replace(dated, value=value)),
            )
    yield from _moved(policy, parameter, users)


def every_value(policy: Policy, name: str) -> tuple[Dated, ...]:
    """The values of a parameter, with those that amending enactments set."""
    return (*policy.parameters[name].values, *policy.amendments.get(name, ()))


def _written(parameter: Parameter, dated: Dated) -> str:
    """A value's name: its parameter and first day, and who set it where that was an amending enactment."""
    by = "" if dated.enactment == parameter.enactment else f"@{written_in(dated.enactment)}"
    return f"{parameter.name}@{dated.start}{by}"


Near = tuple[str, Words, ir.Expr, ir.Expr, Content]
"""Where and what was done, what it is called, the part before and after, and the whole content."""


def _near(policy: Policy, parameter: Parameter, dated: Dated) -> Iterator[Near]:
    enums = policy.dictionary.enums
    content, label = dated.value, parameter.label
    if content is None:
        return
    if not isinstance(content, dict):
        for kind, value in near_values(content, parameter.type, enums):
            yield f":{kind}", label, *_pair(content, value, parameter.type), value
        return
    rows: dict[str, ir.Value] = {}
    for key, row in content.items():
        if isinstance(row, tuple):
            yield from _near_row(policy, parameter, content, key, row)
        elif row is not None:
            rows[key] = row
    for key, row in rows.items():
        for kind, value in near_values(row, parameter.type, enums):
            changed: Content = {**content, key: value}  # type: ignore[assignment]
            yield (
                f"{key}:{kind}",
                row_label(policy, parameter, key),
                *_pair(row, value, parameter.type),
                changed,
            )
    for one, other in pairwise(rows):
        if rows[one] != rows[other]:
            changed = {**content, one: rows[other], other: rows[one]}  # type: ignore[assignment]
            pair = _pair(rows[one], rows[other], parameter.type)
            yield f"{one}:swap:{other}", row_label(policy, parameter, one), *pair, changed


def _near_row(
    policy: Policy, parameter: Parameter, content: Mapping[str, object], key: str, row: Row
) -> Iterator[Near]:
    """The bounds of one row of a classes table, each a unit of its last place higher or lower."""
    units = dict(parameter.measures)
    for number, (class_, bounds) in enumerate(row):
        for place, (quantity, bound) in enumerate(bounds):
            for kind, step in (("+1", 1), ("-1", -1)):
                pairs = (*bounds[:place], (quantity, bound + step), *bounds[place + 1 :])
                changed = {**content, key: (*row[:number], (class_, pairs), *row[number + 1 :])}
                label = _of(row_label(policy, parameter, key), policy, parameter.type, class_)
                before, after = _pair(bound, bound + step, units[quantity])
                yield f"{key}.{class_}.{quantity}:{kind}", label, before, after, changed  # type: ignore[misc]


def row_label(policy: Policy, parameter: Parameter, key: str) -> Words:
    """A table's name and the word its row is read by."""
    return _of(parameter.label, policy, Enum(parameter.key), key)


def _of(label: Words, policy: Policy, type_: Type, word: str) -> Words:
    assert isinstance(type_, Enum)
    name = policy.dictionary.enums[type_.name][word]
    return Words(f"{label.hans}（{name.hans}）", f"{label.hant}（{name.hant}）", f"{label.en} ({name.en})")


def _pair(before: ir.Value, after: ir.Value, type_: Type) -> tuple[ir.Expr, ir.Expr]:
    return ir.Const(before, type_), ir.Const(after, type_)


def _with_value(name: str, old: Dated, *new: Dated) -> Callable[[Policy], Policy]:
    """Puts other values in the place of one, in the parameter itself or among the amendments."""

    def swapped(values: tuple[Dated, ...]) -> tuple[Dated, ...]:
        return tuple(item for value in values for item in (new if value is old else (value,)))

    def apply(policy: Policy) -> Policy:
        parameter = policy.parameters[name]
        parameters = {**policy.parameters, name: replace(parameter, values=swapped(parameter.values))}
        amendments = {**policy.amendments, name: swapped(policy.amendments.get(name, ()))}
        return replace(policy, parameters=parameters, amendments=amendments)

    return apply


# --- days ----------------------------------------------------------------------------------------
def _moved(policy: Policy, parameter: Parameter, users: tuple[str, ...]) -> Iterator[Mutant]:
    """The day between two values a day earlier or later; the last day of a last value, the first of one asked for
    as of other days. A change that the pack would be refused for is none."""
    for values in (parameter.values, policy.amendments.get(parameter.name, ())):
        ordered = sorted(values, key=lambda item: item.start)
        for number, dated in enumerate(ordered):
            before = ordered[number - 1] if number else None
            joined = before is not None and before.end + ONE_DAY == dated.start
            if joined and before is not None and before.value == dated.value:
                continue
            for kind, step in (("+1", ONE_DAY), ("-1", -ONE_DAY)):
                apply = _with_value(parameter.name, dated, replace(dated, start=dated.start + step))
                if joined and before is not None:
                    earlier = _with_value(parameter.name, before, replace(before, end=before.end + step))
                    apply = _both(earlier, apply)
                yield _day(parameter, dated, f"from:{kind}", dated.start, step, users, apply)
            following = ordered[number + 1] if number + 1 < len(ordered) else None
            if dated.end != FOREVER and (following is None or following.start != dated.end + ONE_DAY):
                for kind, step in (("+1", ONE_DAY), ("-1", -ONE_DAY)):
                    apply = _with_value(parameter.name, dated, replace(dated, end=dated.end + step))
                    yield _day(parameter, dated, f"until:{kind}", dated.end, step, users, apply)


def _both(one: Callable[[Policy], Policy], other: Callable[[Policy], Policy]) -> Callable[[Policy], Policy]:
    return lambda policy: other(one(policy))


def _day(
    parameter: Parameter,
    dated: Dated,
    where: str,
    day: dt.date,
    step: dt.timedelta,
    users: tuple[str, ...],
    apply: Callable[[Policy], Policy],
) -> Mutant:
    name = f"parameters/{_written(parameter, dated)}/{where}"
    before, after = _pair(day, day + step, DATE)
    return Mutant(name, dated.at, parameter.label, before, after, users, apply, moves=True)
