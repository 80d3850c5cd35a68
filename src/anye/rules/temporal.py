"""Law in time: every figure a measure uses has exactly one value on each day the measure is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from . import ir
from .enactment import Enactment
from .errors import Problems
from .parameters import Dated, Parameter
from .types import FOREVER
from .versions import Version, Versions


def check_times(
    versions: Mapping[str, Versions],
    parameters: Mapping[str, Parameter],
    amendments: Mapping[str, tuple[Dated, ...]],
    enactments: Mapping[str, Enactment],
    definition: Callable[[str, str], ir.Expr],
    problems: Problems,
) -> None:
    """Records a gap in a parameter inside a measure's force, in any of its texts, and amendments of equal rank and
    issue that conflict."""
    for one in versions.values():
        for version in one.all:
            _check_version(version, parameters, amendments, enactments, definition, problems)
    for name, amended in amendments.items():
        _check_conflicts(name, amended, enactments, problems)


def _check_version(
    version: Version,
    parameters: Mapping[str, Parameter],
    amendments: Mapping[str, tuple[Dated, ...]],
    enactments: Mapping[str, Enactment],
    definition: Callable[[str, str], ir.Expr],
    problems: Problems,
) -> None:
    measure, acting = version.measure, version.amendments
    start = max([measure.start, *(item.start for item in acting)])
    end = min([measure.end, *(item.end for item in acting)])
    known = dt.date.min
    if acting:  # nobody reads this text before all that make it up have been issued
        known = max(
            enactments[name].issued for name in (measure.enactment, *(item.enactment for item in acting))
        )
    for name in sorted(parameters_of(measure.expressions(), definition)) if start <= end else ():
        values = [*parameters[name].values, *amendments.get(name, ())]
        gap = first_gap([_once_known(value, enactments, known) for value in values], start, end)
        if gap is not None:
            problems.add(
                acting[-1].at if acting else measure.at,
                "gap",
                f"参数 {name} 在 {gap} 没有值，而 {measure.id} 当日有效。",
                f"{name} has no value on {gap}, when {measure.id} is in force.",
                (
                    "补上该日的值（所在文件须已印发），或用 force 限定措施的有效期。",
                    "add a value (of an enactment issued by then), or limit the measure's force.",
                ),
            )


def parameters_of(
    expressions: list[ir.Expr], definition: Callable[[str, str], ir.Expr], as_of: bool = False
) -> set[str]:
    """Names of all parameters that expressions rest on, through derived facts too.

    `as_of` adds those whose value of another day is asked for: they need none on the day of evaluation.
    """
    names: set[str] = set()
    for node in _reached(expressions, definition):
        if isinstance(node, ir.Param):
            names.add(node.name)
        elif isinstance(node, ir.Lookup | ir.Classify):
            names.add(node.table)
        elif isinstance(node, ir.AsOf) and as_of:
            names.add(node.name)
    return names


def derived_of(expressions: list[ir.Expr], definition: Callable[[str, str], ir.Expr]) -> set[tuple[str, str]]:
    """(record, name) of all derived facts that expressions reach, through one another too."""
    reached = _reached(expressions, definition)
    return {(node.ref.record, node.name) for node in reached if isinstance(node, ir.Derived)}


def _reached(expressions: Iterable[ir.Expr], definition: Callable[[str, str], ir.Expr]) -> Iterator[ir.Expr]:
    """Every node below the expressions once, definitions of derived facts entered: steps are used many times over."""
    seen: set[ir.Expr] = set()
    stack = list(expressions)
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        stack.extend(ir.children(node))
        if isinstance(node, ir.Derived):
            stack.append(definition(node.ref.record, node.name))


def _once_known(value: Dated, enactments: Mapping[str, Enactment], known: dt.date) -> Dated:
    """The value on the days when it both holds and has been issued: what a clerk of that day could know, or who
    looks back from the day `known`."""
    issued = enactments[value.enactment].issued
    return value if issued <= known else replace(value, start=max(value.start, issued))


def first_gap(values: list[Dated], start: dt.date, end: dt.date) -> dt.date | None:
    """The first day of start..end on which none of the values holds."""
    day = start
    for value in sorted(values, key=lambda item: item.start):
        if value.start > day:
            return day
        if value.end >= day and value.start <= value.end:
            if value.end >= end or value.end == FOREVER:
                return None
            day = value.end + dt.timedelta(days=1)
    return day if day <= end else None


def _check_conflicts(
    name: str, values: tuple[Dated, ...], enactments: Mapping[str, Enactment], problems: Problems
) -> None:
    for index, one in enumerate(values):
        for other in values[:index]:
            a, b = enactments[one.enactment], enactments[other.enactment]
            together = one.start <= other.end and other.start <= one.end
            together = together and (a.covers(b.place) or b.covers(a.place))
            if (
                together
                and a.id != b.id
                and (a.rank, a.issued) == (b.rank, b.issued)
                and one.value != other.value
            ):
                problems.add(
                    one.at,
                    "conflict",
                    f"{a.number} 与 {b.number} 层级、印发日相同，对参数 {name} 的规定不同（另见 {other.at}）。",
                    f"{a.number} and {b.number}, of equal rank and issue, set {name} differently (see {other.at}).",
                    ("写明其一修改另一件。", "declare that one amends the other."),
                )
