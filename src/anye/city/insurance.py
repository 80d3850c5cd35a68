"""Contracts and contributions of a chunk's employments, and what they add up to for each employer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import assumptions as a
from .days import BEGIN, OPEN, SNAPSHOT, Days, Flags, Reals, Rows, add_months, day, month_of, year_of
from .firms import Firms
from .people import People
from .scale import Scale
from .schema import ENUMS
from .work import Jobs
from .write import Known, Values, lose, lose_few

JULYS = np.array([day(year, 7, 1) for year in (2018, 2019, 2020, 2021)])
YEARS = (2019, 2020, 2021, 2022)
INSURANCES = ("pension", "medical", "unemployment", "work_injury", "maternity")
# Insured for: pension, medical, unemployment, work_injury, maternity. The first is full cover; the others' shares
# of the rest are assumed.
COVERS = np.array(
    [(1, 1, 1, 1, 1), (1, 1, 1, 1, 0), (1, 1, 0, 1, 1), (1, 0, 1, 1, 0), (0, 0, 0, 1, 0)], dtype=np.bool_
)
# The employer's share of the base for each cover, in hundred-thousandths.
EMPLOYER_COST = np.array(
    [
        round(
            sum(a.EMPLOYER_SHARES[name] for name, has in zip(INSURANCES, cover, strict=True) if has) * 100_000
        )
        for cover in COVERS
    ]
)
COVER_REST = np.array((0.3, 0.25, 0.15, 0.3))
WORK_INJURY_ONLY = len(COVERS) - 1


@dataclass
class Tally:
    """What all chunks add up to for each employer."""

    open_jobs: Rows
    months: Rows  # insured person-months, year by employer
    bases: Rows  # monthly bases paid, in fen, year by employer

    @classmethod
    def empty(cls, employers: int) -> Tally:
        by_year = (len(YEARS), employers)
        return cls(np.zeros(employers, np.int64), np.zeros(by_year, np.int64), np.zeros(by_year, np.int64))


@dataclass
class Spells:
    """Contribution spells in the order of their jobs."""

    job: Rows
    start: Days
    end: Days  # OPEN: still paid
    base: Rows  # fen a month
    cover: Rows  # position in COVERS


def contracts(scale: Scale, chunk: int, jobs: Jobs) -> dict[str, Values]:
    """Contract columns: open-ended or renewed terms that reach to the end of the job or beyond."""
    rng = scale.rng("contracts", chunk)
    count = len(jobs)
    begins = jobs.start + np.where(rng.random(count) < 0.04, rng.integers(1, 40, count), 0)
    begins = np.where(jobs.sure, jobs.start, np.minimum(begins, jobs.until)).astype(np.int32)
    term = rng.choice((6, 12, 24, 36), count, p=(0.1, 0.45, 0.2, 0.25))
    term = np.where(jobs.sure, np.maximum(term, 12), term)
    length = np.maximum(month_of(jobs.until) - month_of(begins), 0)
    ends = add_months(begins, term * (1 + length // term)) - 1
    open_ended = rng.random(count) < 0.2
    none = (rng.random(count) < a.NO_CONTRACT) & ~jobs.sure
    ends = np.where(open_ended, OPEN, ends).astype(np.int32)
    unknown_end = lose(rng, Known(ends, none), a.MISSING, jobs.sure)
    return {
        "contract_start": lose(rng, Known(begins, none), a.MISSING, jobs.sure),
        "contract_end": unknown_end,
    }


def insured(rng: np.random.Generator, jobs: Jobs, people: People, firms: Firms, owner: Flags) -> Flags:
    """Which employments are paid for; owners of small businesses rarely insure themselves."""
    shares = np.array([a.INSURED[name] for name in ENUMS["employer_kind"]])
    share = (
        shares[firms.kind[jobs.employer]]
        * np.where(owner, 0.6, 1)
        * (0.55 + 0.45 * (jobs.until - jobs.start > 60))
    )
    share = np.where(jobs.start >= people.retires[jobs.person], 0.3, share)
    return (rng.random(len(jobs)) < share) | jobs.sure


def contributions(scale: Scale, chunk: int, jobs: Jobs, people: People, firms: Firms, paid: Flags) -> Spells:
    """The spells of the employments that are paid for: a new base some Julys, a gap now and then."""
    rng = scale.rng("contributions", chunk)
    rows = np.flatnonzero(paid)
    count = len(rows)
    certain = jobs.sure[rows]
    start, until = jobs.start[rows], jobs.until[rows]
    late = (rng.random(count) < a.LATE_INSURED) & ~certain
    start = np.where(late, np.minimum(start + rng.integers(25, 150, count), until), start)
    stopped = (rng.random(count) < a.STOPPED_PAYING) & ~certain & (until - start > 200)
    until = np.where(stopped, until - rng.integers(30, 150, count), until)
    which, start, until = _cut_in_july(rng, start, until, len(jobs))
    which, start, until = _with_gaps(rng, which, start, until, certain)
    cover = np.where(rng.random(count) < a.FULL_COVER, 0, 1 + rng.choice(4, count, p=COVER_REST))
    retired = jobs.start[rows] >= people.retires[jobs.person[rows]]
    cover = np.where(retired, WORK_INJURY_ONLY, np.where(certain, 0, cover))
    wage = a.BASE_MIDDLE * firms.pay[jobs.employer[rows]] * rng.lognormal(0, 0.35, count)
    still_open = (jobs.end[rows] == OPEN) & ~stopped
    last = np.diff(which, append=count) > 0
    end = np.where(last & still_open[which], OPEN, until).astype(np.int32)
    return Spells(rows[which], start.astype(np.int32), end, _bases(wage[which], start), cover[which])


def _cut_in_july(
    rng: np.random.Generator, start: Days, until: Days, employments: int
) -> tuple[Rows, Days, Days]:
    """Cuts each span at those Julys in which its base changes, so often that the planned number of spells comes out."""
    within = (start[:, None] < JULYS) & (until[:, None] >= JULYS)
    wanted = a.SPELLS_PER_EMPLOYMENT * employments - len(start) * (1 + a.CONTRIBUTION_GAP)
    cut = within & (rng.random(within.shape) < np.clip(wanted / max(1, int(within.sum())), 0.05, 1))
    begins = np.column_stack([start, np.broadcast_to(JULYS, within.shape)])
    which, column = np.nonzero(np.column_stack([np.ones(len(start), dtype=np.bool_), cut]))
    begin = begins[which, column]
    last = np.diff(which, append=len(start)) > 0
    return which, begin, np.where(last, until[which], np.roll(begin, -1) - 1)


def _with_gaps(
    rng: np.random.Generator, which: Rows, start: Days, until: Days, certain: Flags
) -> tuple[Rows, Days, Days]:
    """Takes one to four months out of the middle of some spells."""
    long = (until - start > 270) & ~certain[which]
    gap = long & (rng.random(len(which)) < 2 * a.CONTRIBUTION_GAP)
    twice = np.where(gap, 2, 1)
    leaves = (start + (until - start) * rng.uniform(0.2, 0.6, len(which))).astype(np.int64)
    returns = leaves + rng.integers(30, 110, len(which))
    source = np.repeat(np.arange(len(which)), twice)
    second = np.diff(source, prepend=-1) == 0
    halved = gap[source]
    return (
        which[source],
        np.where(second, returns[source], start[source]),
        np.where(halved & ~second, leaves[source] - 1, until[source]),
    )


def _bases(wage: Reals, start: Days) -> Rows:
    """Monthly bases in whole yuan, as fen, between the floor and the ceiling."""
    insurance_year = year_of(start - 181)  # a new base from July
    base = wage * (1 + a.BASE_GROWTH) ** (insurance_year - 2021)
    return np.round(np.clip(base, a.BASE_FLOOR, a.BASE_CEILING)).astype(np.int64) * 100


def add_up(tally: Tally, jobs: Jobs, spells: Spells) -> None:
    """Adds a chunk's jobs and premiums to what the employers have had so far."""
    employers = len(tally.open_jobs)
    tally.open_jobs += np.bincount(jobs.employer[jobs.end == OPEN], minlength=employers)
    counts = np.flatnonzero(COVERS[spells.cover, 2])
    employer, base = jobs.employer[spells.job[counts]], spells.base[counts]
    # A month counts when its last day lies in the spell.
    from_month, to_month = (
        month_of(spells.start[counts]),
        month_of(np.minimum(spells.end[counts], SNAPSHOT) + 1),
    )
    for position, year in enumerate(YEARS):
        first = (year - 1970) * 12
        months = np.maximum(np.minimum(to_month, first + 12) - np.maximum(from_month, first), 0)
        tally.months[position] += np.bincount(employer, months, employers).astype(np.int64)
        tally.bases[position] += np.bincount(employer, months * base, employers).astype(np.int64)


def contribution_rows(scale: Scale, chunk: int, jobs: Jobs, spells: Spells) -> dict[str, Values]:
    """The columns of the contributions table."""
    rng = scale.rng("contributions", 1_000_000 + chunk)
    assert spells.start.size == 0 or spells.start.min() >= BEGIN
    return {
        "employment_id": jobs.first + spells.job,
        "start": spells.start,
        "end": spells.end,
        "base": lose(rng, spells.base, a.MISSING / 3, jobs.sure[spells.job]),
        **{name: COVERS[spells.cover, i] for i, name in enumerate(INSURANCES)},
        "employer_monthly": lose_few(
            rng,
            (spells.base * EMPLOYER_COST[spells.cover] + 50_000) // 100_000,
            a.MISSING_FEW,
            jobs.sure[spells.job],
        ),
    }
