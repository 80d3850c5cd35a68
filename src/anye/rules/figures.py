"""The figures of a policy as one would print them: each value with its days, its source, and whether it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from . import ir
from .citation import Citation
from .parameters import Dated, Parameter, Row
from .resolve import Law
from .types import FOREVER, Num, Words
from .words import Wording


@dataclass(frozen=True)
class FigureValue:
    """One value of a figure in words. A table has `rows` of (key, value) and an empty `text`.

    `end` is None where it holds until further notice; `number` is the enactment that sets it.
    """

    text: str
    rows: tuple[tuple[str, str], ...]
    start: dt.date
    end: dt.date | None
    number: str
    cite: Citation
    in_force: bool
    dated: Dated


@dataclass(frozen=True)
class Figure:
    """A parameter with everything it has been and will be, the earliest first."""

    name: str
    label: str
    at: str
    history: tuple[FigureValue, ...]

    @property
    def in_force(self) -> FigureValue | None:
        """The value on the law's day; None when none holds."""
        return next((value for value in self.history if value.in_force), None)


def figure(law: Law, name: str, lang: str) -> Figure:
    """A parameter's whole history in one language, with the value that `resolve` takes on the law's day marked."""
    policy = law.policy
    parameter, prevails = policy.parameters[name], law.values.get(name)
    dated = sorted((*parameter.values, *policy.amendments.get(name, ())), key=lambda item: item.start)
    words = Wording(law, {}, lang)
    return Figure(
        name=name,
        label=parameter.label.in_(lang),
        at=str(parameter.at),
        history=tuple(_value(words, parameter, item, item is prevails) for item in dated),
    )


def _value(words: Wording, parameter: Parameter, dated: Dated, in_force: bool) -> FigureValue:
    content, text = dated.value, ""
    rows: tuple[tuple[str, str], ...] = ()
    if isinstance(content, dict):
        keys = words.law.policy.dictionary.enums[parameter.key]
        rows = tuple(
            (keys[key].in_(words.lang), _cell(words, parameter, item))
            for key, item in content.items()
        )  # fmt: skip
    else:
        text = words.values.stored(content, parameter.type)
    return FigureValue(
        text=text,
        rows=rows,
        start=dated.start,
        end=None if dated.end == FOREVER else dated.end,
        number=words.law.policy.enactments[dated.enactment].number,
        cite=dated.cite,
        in_force=in_force,
        dated=dated,
    )


def _cell(words: Wording, parameter: Parameter, item: ir.Value | Row | None) -> str:
    if not isinstance(item, tuple):
        return words.values.stored(item, parameter.type)
    return words.phrase("semicolon").join(_classes(words, parameter, item))


def _classes(words: Wording, parameter: Parameter, row: Row) -> Iterator[str]:
    """The classes of one row, each with the bounds that it takes to be in it."""
    labels, units = measured(words.law, parameter.name), dict(parameter.measures)
    for name, bounds in row:
        reached = words.phrase("and").join(
            words.phrase("reaches", a=labels[what].in_(words.lang), b=_bound(words, bound, units[what]))
            for what, bound in bounds
        )
        class_ = words.values.value(name, parameter.type)
        yield words.phrase("class", a=class_, b=reached or words.phrase("rest"))


def _bound(words: Wording, bound: int, type_: Num) -> str:
    return words.values.stored(bound, type_)


def measured(law: Law, table: str) -> dict[str, Words]:
    """What the quantities of a classes table are called, from the facts that are held against it."""
    policy = law.policy
    expressions = [node.expr for node in policy.derived.values()]
    expressions += [node for measure in policy.measures.values() for node in measure.expressions()]
    named = {name: Words(name, name, name) for name, _ in policy.parameters[table].measures}
    for node in (part for expression in expressions for part in ir.walk(expression)):
        if isinstance(node, ir.Classify) and node.table == table:
            found = ((name, part) for name, part in node.measures if isinstance(part, ir.Fact))
            return named | {
                name: policy.dictionary.fact(part.ref.record, part.name).label for name, part in found
            }
    return named
