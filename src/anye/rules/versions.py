"""A measure through time: the text in which it was issued, what later law made of it, and which holds when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from . import ir
from .amendment import WHOLE, Amendment, Element, merged
from .enactment import Enactment
from .errors import Problems
from .measure import Measure
from .strict_yaml import Map
from .types import FOREVER, Words

Key = tuple[str, ...]
"""The amendments that act, by their written names, the weakest first; empty: the measure as it was issued."""


@dataclass(frozen=True)
class Version:
    """A measure as it reads under some amendments; `tree` is what was read, each node with its own place."""

    measure: Measure
    tree: Map = field(repr=False)
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True)
class Versions:
    """A measure in every text it can have. `amendments` are all that concern it, whether known or not; those
    `aside` are of earlier superior texts that a person decided not to follow."""

    home: Version
    amendments: tuple[Amendment, ...] = ()
    aside: tuple[Amendment, ...] = ()
    others: Mapping[Key, Version] = field(default_factory=dict)

    def on(self, enactments: Mapping[str, Enactment], place: str, on: dt.date, known: dt.date) -> Version:
        """The text that holds in a place on a day, as known on a day."""
        key = tuple(item.written for item in acting(self.amendments, enactments, place, on, known))
        return self.others[key] if key else self.home

    @property
    def conditions(self) -> dict[str, Words]:
        """What each condition is called, of every text; the latest name where it has had several."""
        return {item.id: item.label for version in self.all for item in version.measure.conditions}

    @property
    def grants(self) -> dict[str, tuple[ir.Step, Words]]:
        """The steps that are granted, of every text, with what they are called."""
        return {
            step.name: (step, version.measure.step_labels[step.name])
            for version in self.all
            for step in version.measure.steps
            if step.name in version.measure.grants
        }

    @property
    def all(self) -> tuple[Version, ...]:
        return (self.home, *self.others.values())


def acting(
    amendments: Iterable[Amendment],
    enactments: Mapping[str, Enactment],
    place: str,
    on: dt.date,
    known: dt.date,
) -> tuple[Amendment, ...]:
    """The amendments that act on a day and are known by a day, the weakest first.

    Highest rank wins, then the latest issue; inside one enactment the more specific: a part over the whole, then the
    shorter time over the longer. Of whole versions only the strongest is left, and nothing weaker than it.
    """
    there = [
        item
        for item in amendments
        if item.start <= on <= item.end
        and enactments[item.enactment].start <= on <= enactments[item.enactment].end
        and enactments[item.enactment].issued <= known
        and enactments[item.enactment].covers(place)
    ]
    there.sort(key=lambda item: standing(item, enactments))
    wholes = [number for number, item in enumerate(there) if item.whole]
    return tuple(there[wholes[-1] :] if wholes else there)


def standing(amendment: Amendment, enactments: Mapping[str, Enactment]) -> tuple[object, ...]:
    """What is compared to see which of two amendments is the stronger: the greater one is."""
    enactment = enactments[amendment.enactment]
    days = (amendment.end - amendment.start).days
    return enactment.rank, enactment.issued, not amendment.whole, -days, amendment.start, amendment.written


def versions_of(
    home: Version,
    amendments: tuple[Amendment, ...],
    enactments: Mapping[str, Enactment],
    read: Callable[[Map], Measure | None],
) -> Versions:
    """All texts a measure can have in any place, on any day, at any state of knowledge; those that can't be read are
    left out, their problems recorded by `read`."""
    others: dict[Key, Version] = {}
    for chosen in _sets(home.measure, amendments, enactments):
        key = tuple(item.written for item in chosen)
        if key and key not in others:
            tree = merged(home.tree, chosen)
            measure = read(tree)
            if measure is not None:
                others[key] = Version(measure, tree, chosen)
    return Versions(home, amendments, others=others)


def _sets(
    home: Measure, amendments: tuple[Amendment, ...], enactments: Mapping[str, Enactment]
) -> Iterator[tuple[Amendment, ...]]:
    concerned = [enactments[name] for name in {home.enactment, *(item.enactment for item in amendments)}]
    places = {enactment.place for enactment in concerned}
    known = {enactment.issued for enactment in concerned}
    spans = [(item.start, item.end) for item in amendments] + [(item.start, item.end) for item in concerned]
    days = {home.start, *(start for start, _ in spans)}
    days |= {end + dt.timedelta(days=1) for _, end in spans if end != FOREVER}
    for place, on, by in product(sorted(places), sorted(days), sorted(known)):
        yield acting(amendments, enactments, place, on, by)


# --- law that contradicts itself -----------------------------------------------------------------
def check_amendments(
    versions: Mapping[str, Versions], enactments: Mapping[str, Enactment], problems: Problems
) -> None:
    """Records amendments that contradict each other, and those of a lower rank than what they amend."""
    for one in versions.values():
        home = enactments[one.home.measure.enactment]
        for index, second in enumerate(one.amendments):
            if enactments[second.enactment].rank < home.rank:
                problems.add(
                    second.at,
                    "lower-rank",
                    f"{enactments[second.enactment].number} 的层级低于所修改的 {home.number}。",
                    f"{enactments[second.enactment].number} is of a lower rank than {home.number}, which it amends.",
                    (
                        "核对 authority 的 rank，或删去这一修改。",
                        "check the authority's rank, or remove this.",
                    ),
                )
            for first in one.amendments[:index]:
                _check_pair(first, second, enactments, problems)


def _check_pair(
    first: Amendment, second: Amendment, enactments: Mapping[str, Enactment], problems: Problems
) -> None:
    a, b = enactments[first.enactment], enactments[second.enactment]
    if not together(first, second) or not (a.covers(b.place) or b.covers(a.place)):
        return
    if (a.rank, a.issued) != (b.rank, b.issued):
        return
    for element in contradictions(first.elements, second.elements):
        if a.id == b.id and _more_specific(first, second):
            continue
        problems.add(
            second.at,
            "conflict",
            f"{a.number} 与 {b.number} 层级、印发日相同，对措施 {second.measure} 的{_said(element)}"
            f"规定不同（另见 {first.at}）。",
            f"{a.number} and {b.number}, of equal rank and issue, set {_said(element)} of {second.measure} "
            f"differently (see {first.at}).",
            ("写明其一修改另一件，或把期间分开。", "declare that one amends the other, or part their times."),
        )


def together(first: Amendment, second: Amendment) -> bool:
    return first.start <= second.end and second.start <= first.end


def contradictions(first: Mapping[Element, object], second: Mapping[Element, object]) -> list[Element]:
    """The parts both touch and set differently; a whole touches every part."""
    whole = (WHOLE, "")
    if whole in first or whole in second:
        return [whole] if first != second else []
    return [element for element in first if element in second and first[element] != second[element]]


def _more_specific(first: Amendment, second: Amendment) -> bool:
    """Whether one of two of the same enactment goes before the other: a part, or the shorter time inside a longer."""
    if first.whole != second.whole:
        return True
    inside = [
        (a.start, a.end) != (b.start, b.end) and a.start <= b.start and b.end <= a.end
        for a, b in ((first, second), (second, first))
    ]
    return any(inside)


def _said(element: Element) -> str:
    kind, name = element
    return "全文 (whole)" if kind == WHOLE else f"{kind} {name}".strip()
