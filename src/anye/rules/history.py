"""A measure through time: what each enactment made of it, from when, when that could be known, and what it overrode."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from . import ir
from .amendment import Amendment, Element
from .citation import Citation
from .conflict import Resolution
from .figures import Figure, FigureValue, figure
from .measure import Measure
from .phrases import PHRASES
from .resolve import Law, resolve, value_on
from .temporal import parameters_of
from .types import FOREVER
from .versions import Version, standing
from .words import Wording

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """One part in words: what it is, how it reads, and how it read before; `before` is empty where there was none."""

    label: str
    now: str
    before: str
    before_number: str


@dataclass(frozen=True)
class Event:
    """What one enactment says of a measure. `kind` is issued, figure, amendment or version.

    It acts on the days `start`..`end` (None: until further notice) and could be known from `known` on; `back` says
    that it reaches back before that day. `acts` says whether it is what holds on the law's day. `yields_to` is the
    number of what went before it on its first day when it was issued: empty where it prevailed.
    """

    kind: str
    id: str
    label: str
    number: str
    start: dt.date
    end: dt.date | None
    known: dt.date
    changes: tuple[Change, ...]
    acts: bool
    cite: Citation
    at: str
    yields_to: str = ""

    @property
    def back(self) -> bool:
        return self.kind != "issued" and self.start < self.known


@dataclass(frozen=True)
class History:
    """A measure's events, the earliest first, and the conflicts with earlier superior texts that were decided."""

    measure: Measure
    title: str
    events: tuple[Event, ...]
    resolutions: tuple[Resolution, ...]


def history(law: Law, id_: str, lang: str) -> History:
    """All that a measure has been, is and will be by what was issued until the law's known day; in one language.

    Figures that have had one value only, since the measure began, are left out: nothing happened to them.
    """
    policy, versions = law.policy, law.policy.versions[id_]
    teller = _Teller(law, lang)
    known = [item for item in versions.amendments if policy.enactments[item.enactment].issued <= law.known]
    events = [teller.issued(versions.home)]
    events += (teller.amended(item) for item in known)
    for name in sorted(_parameters(law, id_)):
        events += teller.figure_events(name)
    events.sort(key=lambda item: (item.start, item.known, item.kind != "issued", item.kind, item.id))
    subjects = _parameters(law, id_) | {item.written for item in (*versions.amendments, *versions.aside)}
    decided = tuple(item for item in policy.resolutions if item.subject in subjects)
    return History(law.rules[id_].measure, law.rules[id_].measure.title.in_(lang), tuple(events), decided)


def _parameters(law: Law, id_: str) -> set[str]:
    """The figures that the measure rests on in any of its texts."""
    texts = (version.measure for version in law.policy.versions[id_].all)
    return {
        name
        for measure in texts
        for name in parameters_of(measure.expressions(), law.policy.definition, as_of=True)
    }


@dataclass(frozen=True)
class _Teller:
    law: Law
    lang: str

    def issued(self, home: Version) -> Event:
        measure = home.measure
        enactment = self.law.policy.enactments[measure.enactment]
        rule = self.law.rules[measure.id]
        (in_force,) = (item for item in measure.conditions if item.kind == "in-force")
        return Event(
            kind="issued",
            id=measure.id,
            label=measure.title.in_(self.lang),
            number=enactment.number,
            start=measure.start,
            end=_end(measure.end),
            known=enactment.issued,
            changes=(),
            acts=rule.in_force and not rule.measure.amended,
            cite=in_force.cite,
            at=str(measure.at),
        )

    # --- figures ---------------------------------------------------------------------------------
    def figure_events(self, name: str) -> Iterator[Event]:
        """Each value of a figure that took another's place, or was the first of several."""
        policy = self.law.policy
        told = figure(self.law, name, self.lang)
        values = [
            item for item in told.history if policy.enactments[item.dated.enactment].issued <= self.law.known
        ]
        for value in values if len(values) > 1 else ():
            yield self._figure(told, value)

    def _figure(self, told: Figure, value: FigureValue) -> Event:
        issued = self.law.policy.enactments[value.dated.enactment].issued
        prevails = value_on(self.law.policy, told.name, self.law.place, value.start, max(issued, value.start))
        yields = prevails is not None and prevails is not value.dated
        before = None if yields else self._before(told, value)
        change = Change(
            told.label, _text(value), _text(before) if before else "", before.number if before else ""
        )
        return Event(
            kind="figure",
            id=told.name,
            label=told.label,
            number=value.number,
            start=value.start,
            end=value.end,
            known=issued,
            changes=(change,),
            acts=value.in_force,
            cite=value.cite,
            at=str(value.dated.at),
            yields_to=self.law.policy.enactments[prevails.enactment].number if prevails and yields else "",
        )

    def _before(self, told: Figure, value: FigureValue) -> FigureValue | None:
        """What held on the value's first day before it could be known, or else on the day before."""
        policy, place, name = self.law.policy, self.law.place, told.name
        issued = policy.enactments[value.dated.enactment].issued
        for on, known in ((value.start, issued - A_DAY), (value.start - A_DAY, issued)):
            found = value_on(policy, name, place, on, known)
            if found is not None and found is not value.dated:
                return next(item for item in told.history if item.dated is found)
        return None

    # --- amendments ------------------------------------------------------------------------------
    def amended(self, amendment: Amendment) -> Event:
        policy = self.law.policy
        enactment = policy.enactments[amendment.enactment]
        known = max(enactment.issued, policy.enactments[policy.measures[amendment.measure].enactment].issued)
        with_it, without = self._texts(amendment, known)
        return Event(
            kind="version" if amendment.whole else "amendment",
            id=amendment.name,
            label=amendment.label.in_(self.lang),
            number=enactment.number,
            start=amendment.start,
            end=_end(amendment.end),
            known=enactment.issued,
            changes=tuple(self._changes(amendment, with_it, without, known)),
            acts=amendment.written in self.law.rules[amendment.measure].measure.amended,
            cite=amendment.cite,
            at=str(amendment.at),
        )

    def _texts(self, amendment: Amendment, known: dt.date) -> tuple[Measure, Measure]:
        """The measure on the amendment's first day as known with it, and what it took the place of."""
        policy = self.law.policy
        versions, place = policy.versions[amendment.measure], self.law.place
        after = versions.on(policy.enactments, place, amendment.start, known)
        others = tuple(
            item
            for item in after.amendments
            if standing(item, policy.enactments) < standing(amendment, policy.enactments)
        )
        key = tuple(item.written for item in others)
        before = versions.others.get(key, versions.home)
        return after.measure, before.measure

    def _changes(
        self, amendment: Amendment, now: Measure, before: Measure, known: dt.date
    ) -> Iterator[Change]:
        law = resolve(self.law.policy, self.law.place, amendment.start, known)
        number = self.law.policy.enactments[before.enactment].number
        if amendment.whole:
            yield Change(PHRASES["whole"].in_(self.lang), amendment.label.in_(self.lang), "", number)
            return
        for element in amendment.elements:
            label, new, old = _told(law, self.lang, element, now, before)
            if new or old:
                yield Change(label, new or PHRASES["dropped"].in_(self.lang), old, number if old else "")


def _told(law: Law, lang: str, element: Element, now: Measure, before: Measure) -> tuple[str, str, str]:
    """A part's name, its new content and its old one in words; empty where it is no rule's part."""
    kind, name = element

    def words(measure: Measure, node: ir.Expr | None) -> str:
        return "" if node is None else Wording(law, measure.step_labels, lang).of(node)

    def window(measure: Measure) -> str:
        found = measure.window
        return f"{words(measure, found.opens)} – {words(measure, found.closes)}" if found else ""

    if kind in ("conditions", "limits"):
        new, old = (
            next((item for item in measure.conditions if item.id == name), None) for measure in (now, before)
        )
        label = next((item.label.in_(lang) for item in (new, old) if item), name)
        return label, words(now, new.when if new else None), words(before, old.when if old else None)
    pairs = {
        "force": lambda measure: f"{measure.start} – {_end(measure.end) or ''}".strip(),
        "amount": lambda measure: words(measure, measure.amount.expr),
        "window": window,
    }
    if kind not in pairs:
        return "", "", ""
    return PHRASES[f"changed-{kind}"].in_(lang), pairs[kind](now), pairs[kind](before)


def _text(value: FigureValue) -> str:
    return value.text or "; ".join(f"{key} {item}" for key, item in value.rows)


def _end(day: dt.date) -> dt.date | None:
    return None if day == FOREVER else day
