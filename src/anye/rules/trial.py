"""Whether the cases of a measure can tell a mutant from the law as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import ir
from .cases import Case
from .errors import NotInForce
from .facts import Reader
from .mutant import Mutant, alone
from .mutants import figures_of
from .policy import Policy
from .program import Flat, Program, RulePlan, Term, compile_rules
from .resolve import Law, Rule, resolve
from .shape import Shape
from .temporal import derived_of
from .types import FOREVER

Moment = tuple[dt.date, dt.date]
"""A day of evaluation and a day of knowledge."""
Said = tuple[Any, ...]
"""What came out of a case, of that alone of which the case says what it must be."""


# --- what a case says ------------------------------------------------------------------------------
def said(case: Case, plan: RulePlan, flat: Flat) -> Said:
    """Outcome, and amount, bounds, failed and open conditions and grants as far as the case expects something of them."""
    result, low, high = flat[plan.outcome], flat[plan.low], flat[plan.high]
    counted = plan.measure.amount.kind != "none"
    found: list[Any] = [result]
    if "amount" in case.expect:
        found.append(low if result is True and counted and low == high else None)
    if "bounds" in case.expect:
        found.append((low, high) if result is not False and counted else None)
    for key, kept in (("failed", False), ("open", None)):
        if key in case.expect:
            found.append(tuple(sorted(item.id for item in plan.conditions if flat[item.slot] is kept)))
    granted = {term.name: _value(term, flat) for term in (*plan.steps, *plan.amount_terms)}
    found += [granted.get(name) for name in case.expect.get("grants", {})]
    return tuple(found)


def _value(term: Term, flat: Flat) -> Any:
    """A granted step as cases write it: what is known by bounds only is unknown."""
    low, high = (term.fixed, term.fixed) if term.low < 0 else (flat[term.low], flat[term.high])
    return low if low == high else None


# --- rules that are the same -----------------------------------------------------------------------
def same_rule(one: Law, other: Law, measure: str) -> bool:
    """Whether a measure's lowered rules, with all derived facts they rest on, are one and the same in two laws."""
    a, b = one.rules[measure], other.rules[measure]
    if not a.in_force or not b.in_force:
        return a.in_force == b.in_force
    if _read(a) != _read(b):
        return False
    reached = derived_of(_read(a), one.lowering.definition)
    return all(one.lowering.definition(*key) == other.lowering.definition(*key) for key in reached)


def _read(rule: Rule) -> list[ir.Expr]:
    granted = [step.body for step in rule.steps if step.name in rule.measure.grants]
    return [*(item.when for item in rule.conditions if item.kind != "in-force"), rule.amount, *granted]


def moments(policy: Policy) -> Iterator[Moment]:
    """Days of evaluation and of knowledge that stand for all there are: between two of them no law changes."""
    days, known = set[dt.date](), {FOREVER}
    for one in policy.versions.values():
        spans = [(version.measure.start, version.measure.end) for version in one.all]
        spans += [(item.start, item.end) for item in one.amendments]
        for start, end in spans:
            days |= {start, *_after(end)}
    for values in (*(item.values for item in policy.parameters.values()), *policy.amendments.values()):
        for dated in values:
            days |= {dated.start, *_after(dated.end)}
    for enactment in policy.enactments.values():
        days |= {enactment.start, *_after(enactment.end)}
        known.add(enactment.issued)
    return ((on, by) for on in sorted(days) for by in sorted(known))


def _after(day: dt.date) -> set[dt.date]:
    return set() if day == FOREVER else {day + dt.timedelta(days=1)}


# --- trying ----------------------------------------------------------------------------------------
@dataclass(eq=False)
class _Held:
    """A counted case with what comes out of it by the law as it stands, and its facts as tuples by layout."""

    case: Case
    law: Law
    wanted: Said = ()
    records: dict[object, tuple[Any, ...]] = field(default_factory=dict)


class Trial:
    """The cases of one measure that count, ready to be tried on mutants.

    The case that told the last mutant is asked first: that changes which case is found, never whether one is.
    """

    def __init__(self, policy: Policy, measure: str, cases: Iterable[Case]):
        self.measure, self.unit = measure, policy.measures[measure].unit
        self.policy = alone(policy, measure, dict.fromkeys(figures_of(policy, measure)))
        self.place = policy.enactments[policy.measures[measure].enactment].place
        self._standing: dict[object, Moment] = {}
        held = [_Held(case, self.law(self.policy, case.on, case.known)) for case in cases]
        self._held = {
            quoting: [item for item in held if bool(item.case.clause) is quoting] for quoting in (True, False)
        }
        programs: dict[object, Program] = {}
        for item in held:
            program = programs.get(item.law.key) or programs.setdefault(item.law.key, self.compiled(item.law))
            item.wanted = self._said(item, program)

    def law(self, policy: Policy, on: dt.date, known: dt.date) -> Law:
        return resolve(policy, self.place, on, known)

    def compiled(self, law: Law) -> Program:
        return compile_rules(law, self.unit, [self.measure])

    def attempt(self, mutant: Mutant) -> Attempt:
        return Attempt(self, mutant.apply(self.policy), mutant.moves)

    def find(self, attempt: Attempt, quoting: bool) -> Case | None:
        """A case that comes out otherwise than it says, among those that quote the notice or among the others."""
        held = self._held[quoting]
        item = next(self._telling(held, attempt), None)
        if item is None:
            return None
        held.remove(item)
        held.insert(0, item)
        return item.case

    def telling(self, attempt: Attempt) -> list[Case]:
        """All cases that come out otherwise than they say."""
        return [item.case for held in self._held.values() for item in self._telling(held, attempt)]

    def _telling(self, held: list[_Held], attempt: Attempt) -> Iterator[_Held]:
        return (item for item in held if self._tells(item, attempt))

    def _tells(self, item: _Held, attempt: Attempt) -> bool:
        try:
            program = attempt.program(item.law, item.case)
        except NotInForce:
            return True  # the case can't be answered any more
        return program is not None and self._said(item, program) != item.wanted

    def _said(self, item: _Held, program: Program) -> Said:
        layout = layout_of(program.shape)
        if layout not in item.records:
            reader = Reader(self.policy.dictionary, program.shape, str(item.case.at))
            item.records[layout] = reader.read(item.case.facts)
        flat = program.bind(item.case.on)(item.records[layout])
        return said(item.case, program.plans[0], flat)

    def same_always(self, attempt: Attempt) -> bool:
        """Whether the mutant is the same rule on every day and at every state of knowledge: then nothing can tell it."""
        if not self._standing:
            for at in moments(self.policy):
                law = self._law_at(self.policy, at)
                self._standing.setdefault(law.key if law is not None else at, at)
        days = set(self._standing.values())
        if attempt.moves:
            days = {*moments(attempt.policy), *moments(self.policy)}
        return all(self._same_at(attempt.policy, at) for at in days)

    def _same_at(self, changed: Policy, at: Moment) -> bool:
        one, other = self._law_at(changed, at), self._law_at(self.policy, at)
        if one is None or other is None:
            return one is other
        return same_rule(one, other, self.measure)

    def _law_at(self, policy: Policy, at: Moment) -> Law | None:
        """The law of a moment; None where a figure has no value then."""
        try:
            return self.law(policy, *at)
        except NotInForce:
            return None


class Attempt:
    """A changed pack with its programs by the law of a case's day; None for a program where the rule is the same."""

    def __init__(self, trial: Trial, policy: Policy, moves: bool):
        self.trial, self.policy, self.moves = trial, policy, moves
        self._done: dict[object, Program | None] = {}

    def program(self, standing: Law, case: Case) -> Program | None:
        """Where no day was moved, the days that shared a law still share one."""
        law = self.trial.law(self.policy, case.on, case.known) if self.moves else None
        key = (standing.key, law.key if law is not None else None)
        if key not in self._done:
            law = law or self.trial.law(self.policy, case.on, case.known)
            same = same_rule(law, standing, self.trial.measure)
            self._done[key] = None if same else self.trial.compiled(law)
        return self._done[key]


def layout_of(shape: Shape) -> object:
    """The same for shapes that lay out a record alike."""
    ones = tuple((link, layout_of(one)) for link, one in shape.ones.items())
    lists = tuple((link, layout_of(many)) for link, many in shape.lists.items())
    return tuple(shape.facts), ones, lists
