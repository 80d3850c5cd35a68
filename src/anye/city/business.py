"""Founders and their firms' leases, start-up bases and their tenants, and guaranteed start-up loans."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from . import assumptions as a
from .days import OPEN, SNAPSHOT, Days, Flags, Rows, add_months, day
from .firms import Firms
from .people import People
from .programmes import Awards
from .scale import CHUNK, Scale
from .schema import code
from .work import Jobs
from .write import Known, Tables, Values, few, lose_few

YOUNG_SINCE = day(2017, 5, 20)  # five years before the copy
# The one-year loan prime rate from each day on, in millionths. 全国银行间同业拆借中心公布的一年期贷款市场报价利率。
LOANS_SINCE = day(2019, 8, 20)
PRINCIPALS = np.array((50_000, 100_000, 150_000, 200_000, 300_000, 500_000)) * 100


def ventures(
    scale: Scale,
    chunk: int,
    people: People,
    jobs: Jobs,
    firms: Firms,
    owner: Flags,
    tables: Tables,
    awards: Awards,
) -> None:
    """Writes who founded a firm of the last five years; some had the grant or the rent subsidy for it."""
    rng = scale.rng("ventures", chunk)
    young = (firms.registered[jobs.employer] > YOUNG_SINCE) & owner
    rows = np.flatnonzero(young)
    rows = rows[few(rng, len(rows), a.FOUNDED_HERE)]
    count, person, employer = len(rows), people.first + jobs.person[rows], jobs.employer[rows]
    first = tables["ventures"].add(
        {
            "person_id": person,
            "employer_id": 1 + employer,
            "legal_representative": lose_few(rng, ~few(rng, count, 0.08), a.MISSING),
            "started_on": lose_few(rng, firms.registered[employer], a.MISSING),
        }
    )
    jobless = np.flatnonzero(few(rng, count, a.FROM_JOBLESS))
    began = firms.registered[employer[jobless]]
    tables["unemployment_registrations"].add(
        {
            "person_id": person[jobless],
            "registered_on": began - rng.integers(20, 300, len(jobless)),
            "ended_on": began,
            "basis": np.zeros(len(jobless), dtype=np.int8),
        }
    )
    for measure, least, share, fen, months in (
        ("startup-grant", 190, 0.2, 10_000_00, -1),
        ("startup-rent-subsidy", 370, 0.1, 6_000_00, 12),
    ):
        had = np.flatnonzero((firms.registered[employer] < SNAPSHOT - least) & few(rng, count, share))
        begins = firms.registered[employer[had]]
        granted = np.minimum(begins + least + rng.integers(0, 60, len(had)), SNAPSHOT)
        awards.add(
            measure, len(had), person_id=person[had], employer_id=1 + employer[had], venture_id=first + had,
            granted_on=granted, period_start=begins, period_end=granted, amount=fen, months=months,
        )  # fmt: skip


def rents(scale: Scale, firms: Firms) -> Iterator[dict[str, Values]]:
    """The leases of young firms, part by part: most at the address of registration, some of the owner's own house."""
    market = (firms.kind < code("employer_kind", "social-organisation")) & (firms.registered > YOUNG_SINCE)
    for part, low in enumerate(range(0, len(firms), CHUNK)):
        rng = scale.rng("ventures", 1_000_000 + part)
        at = low + np.flatnonzero(market[low : low + CHUNK])
        at = at[few(rng, len(at), a.RENTS)]
        count = len(at)
        start = np.minimum(firms.registered[at] + rng.integers(-20, 40, count), SNAPSHOT)
        term = add_months(start, 12 * rng.integers(1, 6, count)) - 1
        yield {
            "employer_id": 1 + at,
            "start": lose_few(rng, start, a.MISSING),
            "end": lose_few(rng, np.where(few(rng, count, 0.1), OPEN, term), a.MISSING),
            "monthly_rent": lose_few(rng, rng.integers(4, 90, count) * 100_00, a.MISSING),
            "at_registered_address": lose_few(rng, ~few(rng, count, 0.07), a.MISSING),
            "own_property": lose_few(rng, few(rng, count, 0.06), a.MISSING),
        }


def tenants(
    scale: Scale, chunk: int, people: People, jobs: Jobs, firms: Firms, owner: Flags, bases: int, share: float
) -> dict[str, Values]:
    """The chunk's owners of young firms who sit, or sat, in a base."""
    rng = scale.rng("landscape", 1 + chunk)
    low, high = scale.share(max(40, round(scale.employers * share)), chunk)
    young = firms.registered[jobs.employer] > day(2018, 1, 1)
    rows = np.flatnonzero(owner & young)
    who = jobs.person[rows]
    begun = firms.registered[jobs.employer[rows]]
    fresh = (people.graduated[who] < begun) & (begun - people.graduated[who] < 5 * 365)
    suits = (fresh & (people.education[who] >= code("education", "vocational"))) | people.veteran[who]
    # Bases look for those whom the subsidy is for, and don't find enough of them.
    rows = np.sort(rows[np.argsort(rng.random(len(rows)) - 0.7 * suits, kind="stable")[: high - low]])
    # Most households come first and register at the base's address then.
    joined = firms.registered[jobs.employer[rows]] - rng.integers(-25, 70, len(rows))
    joined = np.minimum(joined, SNAPSHOT - 1)
    stay = rng.integers(120, 900, len(rows))
    left = np.where(joined + stay < SNAPSHOT, joined + stay, OPEN)
    grown = (left != OPEN) & (stay >= 365) & (rng.random(len(rows)) < 0.7)
    agreed = np.maximum(joined - rng.integers(0, 20, len(rows)), 0)
    until = add_months(agreed, 12 * rng.integers(1, 4, len(rows))) - 1
    return {
        "base_id": rng.integers(1, bases + 1, len(rows)),
        "employer_id": 1 + jobs.employer[rows],
        "person_id": people.first + jobs.person[rows],
        "joined_on": lose_few(rng, joined, a.MISSING),
        "left_on": lose_few(rng, left, a.MISSING),
        "agreement_start": lose_few(rng, agreed, a.MISSING),
        "agreement_end": lose_few(rng, np.where(few(rng, len(rows), 0.05), OPEN, until), a.MISSING),
        "at_base_address": lose_few(rng, ~few(rng, len(rows), 0.08), a.MISSING),
        "incubated_successfully": Known(grown, left == OPEN),
    }


def personal_loans(
    scale: Scale,
    chunk: int,
    people: People,
    jobs: Jobs,
    firms: Firms,
    owner: Flags,
    tables: Tables,
    awards: Awards,
) -> None:
    """Writes the guaranteed loans of owners, with the interest subsidy that some had for them."""
    rng = scale.rng("loans", chunk)
    rows = np.flatnonzero(owner)
    rows = rows[few(rng, len(rows), a.BORROWED)]
    person = people.first + jobs.person[rows]
    columns, signed, due = _terms(rng, np.maximum(firms.registered[jobs.employer[rows]], LOANS_SINCE))
    first = tables["loans"].add(
        {
            "person_id": person,
            "employer_id": Known(person, np.ones(len(rows), dtype=np.bool_)),
            "kind": np.zeros(len(rows), dtype=np.int8),
            **columns,
        }
    )
    _subsidies(rng, awards, signed, due, first, person_id=person)


def enterprise_loans(scale: Scale, firms: Firms, tables: Tables, awards: Awards) -> None:
    """Writes the guaranteed loans of small firms."""
    rng = scale.rng("loans", 1_000_000)
    may = (firms.kind == 0) & (firms.deregistered == OPEN) & (firms.registered < SNAPSHOT - 200)
    at = np.flatnonzero(may & few(rng, len(firms), a.BORROWED))
    columns, signed, due = _terms(rng, np.maximum(firms.registered[at], LOANS_SINCE), scale_up=6)
    first = tables["loans"].add(
        {
            "person_id": Known(at, np.ones(len(at), dtype=np.bool_)),
            "employer_id": 1 + at,
            "kind": np.ones(len(at), dtype=np.int8),
            **columns,
        }
    )
    _subsidies(rng, awards, signed, due, first, employer_id=1 + at)


def _terms(rng: np.random.Generator, since: Days, scale_up: int = 1) -> tuple[dict[str, Values], Days, Days]:
    """A loan's columns, the day of signing and the day it is due."""
    count = len(since)
    signed = (since + rng.random(count) * np.maximum(SNAPSHOT - 10 - since, 0)).astype(np.int32)
    # in steps of half a thousandth, as millionths
    least, most = (round(a.LOAN_RATE[end] * 2_000) for end in ("least", "most"))
    rate = 500 * rng.integers(least, most, count)
    drawn = np.minimum(signed + rng.integers(0, 15, count), SNAPSHOT)
    due = add_months(drawn, 12 * rng.integers(1, 4, count))
    over = due < SNAPSHOT
    late = over & few(rng, count, 0.06)
    repaid = np.where(over & ~late, due - rng.integers(0, 40, count), OPEN)
    columns: dict[str, Values] = {
        "principal": lose_few(rng, rng.choice(PRINCIPALS, count) * scale_up, a.MISSING),
        "contract_rate": lose_few(rng, rate, a.MISSING),
        "signed_on": lose_few(rng, signed, a.MISSING),
        "drawn_on": lose_few(rng, drawn, a.MISSING),
        "due_on": lose_few(rng, due, a.MISSING),
        "repaid_on": lose_few(rng, repaid, a.MISSING),
        "overdue": lose_few(rng, late, a.MISSING),
        "guaranteed": lose_few(rng, ~few(rng, count, 0.08), a.MISSING),
    }
    return columns, signed, due


def _subsidies(
    rng: np.random.Generator, awards: Awards, signed: Days, due: Days, first: int, **whose: Rows
) -> None:
    had = np.flatnonzero((signed < SNAPSHOT - 120) & few(rng, len(signed), 0.5))
    until = np.minimum(np.minimum(due[had], signed[had] + 90), SNAPSHOT - 5)
    awards.add(
        "startup-loan-interest-subsidy", len(had), loan_id=first + had, granted_on=until + 4,
        period_start=signed[had], period_end=until, amount=rng.integers(200, 3000, len(had)) * 100,
        **{name: ids[had] for name, ids in whose.items()},
    )  # fmt: skip
