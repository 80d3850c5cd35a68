"""What was decided, decided anew under the law as it is known since: old, new, and what is to be paid or recovered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from .differ import Provision
from .evaluate import Outcome
from .measure import Measure
from .periods import span

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Award:
    """An award on record: `unit` and `key` say which record it was granted for; `amount` is what was paid, if known."""

    id: int
    measure: str
    unit: str
    key: int
    granted_on: dt.date
    period_start: dt.date
    period_end: dt.date
    amount: Decimal | None

    @property
    def year(self) -> int:
        """The policy year it counts in: that of its period's first day."""
        return self.period_start.year


@dataclass(frozen=True)
class Redetermination:
    """An award whose answer differs. `pay` is positive where more is due, negative where money is to be recovered,
    None where it can't be told yet or where the fund pays nothing (`payment` false: a loan, a rate, a right …)."""

    award: Award
    on: dt.date
    old: Outcome
    new: Outcome
    payment: bool
    pay: Decimal | None
    provisions: tuple[Provision, ...]

    @property
    def kind(self) -> str:
        """pay, recover, same-amount, open (something is unknown) or other (no payment)."""
        if self.pay is None:
            return "open" if self.payment else "other"
        return "pay" if self.pay > 0 else "recover" if self.pay < 0 else "same-amount"


def day_of(award: Award, measure: Measure) -> dt.date:
    """The day on which the award's entitlement is judged: the day it was granted where that lies in the claim period
    it was granted for, otherwise that period's last day."""
    if measure.period == "once":
        return award.granted_on
    first, last = span(measure.period, award.granted_on)
    if first <= award.period_start and award.period_end <= last:
        return award.granted_on
    return min(award.period_end, award.granted_on)


def redetermined(
    award: Award, on: dt.date, old: Outcome, new: Outcome, provisions: tuple[Provision, ...], payment: bool
) -> Redetermination | None:
    """The difference between two answers for an award; None where they are the same. `payment`: the fund pays it."""
    if (old.outcome, old.amount, old.bounds) == (new.outcome, new.amount, new.bounds):
        return None
    before, after = due(old), due(new)
    pay = after - before if payment and before is not None and after is not None else None
    return Redetermination(award, on, old, new, payment, pay, provisions)


def due(outcome: Outcome) -> Decimal | None:
    """What an answer grants, in yuan: nothing where it is no, None where it can't be told."""
    if outcome.outcome == "no":
        return NOTHING
    return outcome.amount if outcome.outcome == "yes" else None
