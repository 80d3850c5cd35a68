"""Out of work: registrations, flexible work, and what people pay for their insurance themselves."""

from __future__ import annotations

import numpy as np

from . import assumptions as a
from .benefits import Claims
from .days import BEGIN, OPEN, SNAPSHOT, Flags, day, first_of, month_of
from .facets import pick
from .people import NONE, People
from .programmes import Awards
from .scale import Scale
from .work import Jobs
from .write import Tables, Values, few, lose_few

BASES = {"household": 0.55, "residence": 0.2, "work": 0.1, "insurance": 0.15}


def registrations(
    scale: Scale, chunk: int, people: People, jobs: Jobs, found: Claims, registered: Flags
) -> dict[str, Values]:
    """The columns of unemployment_registrations: one open one for each registered, and those behind old claims."""
    rng = scale.rng("jobless", chunk)
    last = np.full(len(people), BEGIN, dtype=np.int64)
    np.maximum.at(last, jobs.person, np.where(jobs.end == OPEN, jobs.start, jobs.end))
    now = np.flatnonzero(registered)
    since = np.minimum(last[now] + rng.integers(3, 70, len(now)), SNAPSHOT - 1)
    old = np.flatnonzero(~registered[jobs.person[found.job]])
    begun = np.maximum(found.started[old] - 12, jobs.end[found.job[old]])
    ended = np.clip(np.minimum(found.until[old], SNAPSHOT - 1), begun, None)
    who = np.concatenate([now, jobs.person[found.job[old]]])
    return {
        "person_id": people.first + who,
        "registered_on": np.concatenate([since, begun]),
        "ended_on": np.concatenate([np.full(len(now), OPEN), ended]),
        "basis": lose_few(rng, pick(rng, len(who), "registration_basis", BASES), a.MISSING),
    }


def benefit_awards(
    scale: Scale, chunk: int, found: Claims, jobs: Jobs, people: People, awards: Awards
) -> None:
    """April's benefit of all who draw it, and May's of those who had it already."""
    rng = scale.rng("jobless", 2_000_000 + chunk)
    runs = np.flatnonzero(
        (found.until > SNAPSHOT) & ~found.lump & (people.role[jobs.person[found.job]] == NONE)
    )
    for month, rows in (
        (4, runs[found.started[runs] < day(2022, 4, 1)]),
        (5, runs[rng.random(len(runs)) < 0.4]),
    ):
        first = day(2022, month, 1)
        awards.add(
            "unemployment-benefit", len(rows), person_id=people.first + jobs.person[found.job[rows]], months=1,
            employer_id=1 + jobs.employer[found.job[rows]], amount=1_548_00, granted_on=day(2022, month, 12),
            period_start=first, period_end=day(2022, month + 1, 1) - 1,
        )  # fmt: skip


def flexible(
    scale: Scale, chunk: int, people: People, works: Flags, difficulty: Flags, tables: Tables
) -> None:
    """Writes who is registered as a flexible worker, and what they have paid for insurance."""
    rng = scale.rng("jobless", 1_000_000 + chunk)
    age = (SNAPSHOT - people.birth) / 365.25
    may = (people.died == OPEN) & (age >= 18) & (people.retires > SNAPSHOT) & ~works
    who = np.flatnonzero(
        may & (few(rng, len(people), a.FLEXIBLE) | (difficulty & few(rng, len(people), 0.4)))
    )
    count = len(who)
    months = rng.integers(2, 45, count)
    start = first_of(month_of(np.full(count, SNAPSHOT)) - months)
    gone = few(rng, count, 0.25)
    end = np.where(gone, first_of(month_of(start) + np.maximum(months // 2, 1)) - 1, OPEN)
    tables["flexible_spells"].add(
        {
            "person_id": people.first + who,
            "registered_on": np.minimum(start + rng.integers(0, 40, count), SNAPSHOT),
            "start": start,
            "end": end,
        }
    )
    pays = np.flatnonzero(few(rng, count, 0.8))
    payers = len(pays)
    medical = ~few(rng, payers, 0.3)
    pension = ~few(rng, payers, 0.15) | ~medical
    fen = np.round((pension * 0.2 * 3958 + medical * 0.08 * 4588) * 100).astype(np.int64)
    tables["self_payments"].add(
        {
            "person_id": people.first + who[pays],
            "start": start[pays],
            "end": end[pays],
            "pension": lose_few(rng, pension, a.MISSING),
            "medical": lose_few(rng, medical, a.MISSING),
            "unemployment": lose_few(rng, few(rng, payers, 0.05), a.MISSING),
            "monthly_amount": lose_few(rng, fen, a.MISSING),
        }
    )
