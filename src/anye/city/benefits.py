"""Unemployment benefit of former workers: who drew it, for how long, and whether it is used up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import assumptions as a
from .days import OPEN, SNAPSHOT, Days, Flags, Rows, add_months, first_of, month_of
from .firms import Firms
from .people import BLANK, CLAIMANT, FREE, LATE, NONE, SURE, People
from .scale import Scale
from .work import Jobs
from .write import Known, Values, lose

YEARS_COVERED = (2022 + 4 / 12) - (2018 + 5 / 12)


@dataclass
class Claims:
    """Benefit claims in the order of their jobs."""

    job: Rows
    started: Days
    until: Days
    granted: Rows
    paid: Rows
    lump: Flags


def claims(scale: Scale, chunk: int, jobs: Jobs, people: People, firms: Firms, paid: Flags) -> Claims:
    """Claims after layoffs, as often as the employers' layoff rates say, and those of the old claimants."""
    rng = scale.rng("claims", chunk)
    next_start = np.where(jobs.last, SNAPSHOT + 1, np.roll(jobs.start, -1))
    stop = _stops(jobs, people, next_start)
    old = people.role[jobs.person] == CLAIMANT
    may = paid & ~old & (jobs.end < SNAPSHOT - 50) & (jobs.until - jobs.start >= 300) & (stop - jobs.end > 75)
    rows = np.flatnonzero((may & _laid_off(rng, jobs, firms, may)) | (old & (jobs.end < SNAPSHOT)))
    is_old = old[rows]
    started = first_of(month_of(jobs.end[rows]) + 1 + (rng.random(len(rows)) < 0.5) * ~is_old)
    granted = _granted(rng, people.birth[jobs.person[rows]], started)
    room = np.maximum(month_of(np.full(len(rows), SNAPSHOT)) - month_of(started), 1)
    exhausts = is_old & ~((people.mode[jobs.person[rows]] == FREE) & (rng.random(len(rows)) < 0.4))
    granted = np.where(exhausts, np.minimum(granted, np.maximum(room - 1, 1)), granted)
    lump = (rng.random(len(rows)) < a.LUMP_SUM) & ~is_old
    ends = add_months(started, granted) - 1
    ended = np.minimum(ends, np.where(is_old, ends, stop[rows] - 1))
    ended = np.maximum(ended, started)
    # A benefit that runs is granted beyond the day of the copy: its last day lies ahead.
    runs = (ended >= SNAPSHOT) | ((stop[rows] > SNAPSHOT) & (ends > SNAPSHOT))
    months = month_of(np.minimum(ended, SNAPSHOT)) - month_of(started) + 1
    return Claims(
        rows, started, np.where(lump, started, np.where(runs, ends, ended)).astype(np.int32), granted,
        np.where(lump, granted, np.minimum(months, granted)), lump,
    )  # fmt: skip


def _stops(jobs: Jobs, people: People, next_start: Days) -> Days:
    """The first day on which benefit can't be drawn any more; after the snapshot if none is known."""
    retires, died = people.retires[jobs.person], people.died[jobs.person]
    return np.minimum(np.minimum(next_start, np.maximum(retires, jobs.until)), died)


def _laid_off(rng: np.random.Generator, jobs: Jobs, firms: Firms, may: Flags) -> Flags:
    """Which leavers were laid off, so that claims a year stand to staff as the employers' layoff rates say."""
    staff = (jobs.until - jobs.start).sum() / (YEARS_COVERED * 365)
    chance = firms.layoffs[jobs.employer] * YEARS_COVERED * staff / max(1, int(may.sum()))
    laid_off: Flags = rng.random(len(jobs)) < np.minimum(chance, 0.95)
    return laid_off


def _granted(rng: np.random.Generator, birth: Days, started: Days) -> Rows:
    """Months granted: one for each of the first four years of contributions, then one for each half year."""
    working = np.clip((started - birth) / 365.25 - 20, 1, 14)
    years = 1 + working * rng.random(len(birth))
    months = np.where(years <= 4, np.floor(years), 4 + np.floor((years - 4) * 2))
    return np.clip(months, 1, 24).astype(np.int64)


def claim_rows(scale: Scale, chunk: int, jobs: Jobs, people: People, found: Claims) -> dict[str, Values]:
    """The columns of the benefit_claims table."""
    rng = scale.rng("claims", 1_000_000 + chunk)
    person = jobs.person[found.job]
    role, mode = people.role[person], people.mode[person]
    spare = (role != NONE) & ((mode == SURE) | (mode == LATE))
    blank = (role == CLAIMANT) & (mode == BLANK)
    until = Known(found.until, blank & (np.cumsum(blank) % 2 == 1))
    return {
        "person_id": people.first + person,
        "employer_id": 1 + jobs.employer[found.job],
        "started_on": found.started,
        "paid_until": lose(rng, until, a.MISSING, spare),
        "months_granted": lose(rng, found.granted, a.MISSING, spare),
        "months_paid": lose(rng, found.paid, a.MISSING, spare),
        "lump_sum": lose(rng, found.lump, a.MISSING, spare),
    }


def drawing(found: Claims, jobs: Jobs, people: People) -> Flags:
    """Who has drawn benefit and has not found work since."""
    still = jobs.last[found.job] & (jobs.end[found.job] != OPEN)
    result = np.zeros(len(people), dtype=np.bool_)
    result[jobs.person[found.job[still]]] = True
    return result
