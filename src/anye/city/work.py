"""Employments: who worked where and from when until when, one job after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import assumptions as a
from .days import (
    BEGIN,
    FESTIVAL_FROM,
    FESTIVALS,
    OPEN,
    SNAPSHOT,
    Codes,
    Days,
    Flags,
    Rows,
    day,
    month_end,
    year_of,
)
from .firms import Firms
from .people import BLANK, FREE, NONE, People
from .planted import DOMESTIC
from .scale import Scale
from .schema import code

SHORTEST = 45  # days of working age that a person needs to have had a job


@dataclass
class Jobs:
    """A chunk's employments in the order of their people, a value each; `first` is the id of the first."""

    first: int
    person: Rows  # position in the chunk
    employer: Rows  # position in the city
    start: Days
    end: Days  # OPEN: goes on
    sure: Flags  # must lead to an entitlement: insured, with a long contract, nothing unknown
    domestic: Flags  # at a planted domestic firm
    last: Flags  # the person's last job

    def __len__(self) -> int:
        return len(self.person)

    @property
    def until(self) -> Days:
        """The last day, as far as the register can know."""
        return np.minimum(self.end, SNAPSHOT).astype(np.int32)


def make_jobs(
    scale: Scale, chunk: int, people: People, firms: Firms, slots: npt.NDArray[np.int32]
) -> tuple[Jobs, dict[str, int]]:
    """The chunk's share of all employments, and how many of them contradict other records."""
    rng = scale.rng("jobs", chunk)
    low, high = scale.share(scale.employments, chunk)
    since, until = _interval(rng, people)
    person = np.repeat(np.arange(len(people)), _how_many(rng, people, until - since, high - low))
    first_of_person = np.diff(person, prepend=-1) > 0
    last = np.diff(person, append=len(people)) > 0
    start, end = _times(rng, people, person, first_of_person, last, since, until)
    start = _after_festival(rng, start, end, first_of_person)
    end = _at_month_end(rng, start, end, last)
    jobs = Jobs(
        low + 1, person, slots[low:high].astype(np.int64), start, end, people.sure[person],
        np.zeros(len(person), dtype=np.bool_), last,
    )  # fmt: skip
    _fitting_employers(rng, jobs, firms)
    wrong = _contradictions(rng, jobs, people, firms, first_of_person)
    planted = (people.role != NONE) & (people.mode != FREE)
    certain = planted[person] & (people.fixed_start[person] > 0)
    jobs.employer[certain] = rng.choice(firms.sure, int(certain.sum()))
    jobs.sure |= certain & (people.mode[person] == BLANK)  # nothing but the one fact shall be in doubt
    if chunk == 0:
        _plant(scale, jobs, firms, ~certain)
    return jobs, wrong


def _interval(rng: np.random.Generator, people: People) -> tuple[Days, Days]:
    """From when until when each person can have worked; empty for those who can't."""
    adult = people.birth + 16 * 365 + 5 + rng.integers(0, 700, len(people))
    studied = np.where(people.graduated == OPEN, SNAPSHOT, people.graduated)
    since = np.maximum(np.maximum(adult, studied), np.maximum(people.discharged, BEGIN))
    longer = rng.random(len(people)) < a.WORKS_ON
    stops = np.where(longer, people.retires + rng.integers(100, 2500, len(people)), people.retires)
    until = np.minimum(np.minimum(stops, SNAPSHOT), np.where(people.died == OPEN, SNAPSHOT, people.died))
    fixed = people.fixed_start > 0
    since = np.where(fixed, people.fixed_start, since)
    until = np.where(people.fixed_end > 0, people.fixed_end, np.where(fixed, SNAPSHOT, until))
    return since.astype(np.int32), until.astype(np.int32)


def _how_many(rng: np.random.Generator, people: People, length: Days, total: int) -> Rows:
    """How many jobs each has had; together exactly the total. A planted case has one."""
    count = np.zeros(len(people), dtype=np.int64)
    fixed = people.fixed_start > 0
    able = (length >= SHORTEST) & ~fixed
    people_able = np.flatnonzero(able & (rng.random(len(people)) < a.TAKES_PART))
    left = total - int(fixed.sum())
    if len(people_able) > left:
        people_able = np.sort(rng.permutation(people_able)[:left])
    count[fixed] = 1
    count[people_able] = 1
    weights = np.cumsum(length[people_able], dtype=np.float64)
    more = people_able[
        np.searchsorted(weights, rng.random(left - len(people_able)) * weights[-1], side="right")
    ]
    return count + np.bincount(more, minlength=len(people))


def _times(
    rng: np.random.Generator,
    people: People,
    person: Rows,
    first: Flags,
    last: Flags,
    since: Days,
    until: Days,
) -> tuple[Days, Days]:
    """Divides each person's years into gaps and jobs by chance, in order, without overlap."""
    count = len(person)
    fixed = people.fixed_start[person] > 0
    begins = first & (since[person] == BEGIN)
    held = begins & (rng.random(count) < a.HELD_SINCE_BEGIN)
    gap = np.where(held | fixed, 0, rng.exponential(np.where(begins, 0.6, 0.16)))
    length = rng.lognormal(0, 0.8, count)
    goes_on = fixed | (rng.random(count) < np.where(until[person] == SNAPSHOT, a.STILL_IN_WORK, 0.7))
    # A job that goes on is seen at some point of its course, not at its end.
    length = np.where(last & goes_on, length * rng.random(count), length)
    after = np.where(last & ~goes_on, rng.exponential(0.4, count) + 0.03, 0)
    total = np.bincount(person, weights=gap + length + after, minlength=len(people))
    run = np.cumsum(gap + length + after)
    before = (run - (gap + length + after)) - (run - (gap + length + after))[first][np.cumsum(first) - 1]
    days_each = (until - since + 1)[person] / total[person]
    start = since[person] + np.floor((before + gap) * days_each).astype(np.int32)
    end = since[person] + np.floor((before + gap + length) * days_each).astype(np.int32) - 1
    start = np.minimum(start, SNAPSHOT - 1)
    end = np.where(last & goes_on, until[person], np.maximum(end, start))
    open_now = last & goes_on & (until[person] == SNAPSHOT)
    return start.astype(np.int32), np.where(open_now, OPEN, np.maximum(end, start)).astype(np.int32)


def _after_festival(rng: np.random.Generator, start: Days, end: Days, first: Flags) -> Days:
    """Moves some starts into the weeks after the Spring Festival, when firms hire, never before the last job's end."""
    count = len(start)
    season = FESTIVALS[np.clip(year_of(start) - FESTIVAL_FROM, 0, len(FESTIVALS) - 1)] + rng.integers(
        6, 45, count
    )
    previous = np.where(first, BEGIN, np.roll(end, 1))
    # A first job may only move later: what comes before it is school or service.
    fits = (
        (season > np.where(first, start, previous))
        & (season + 30 < end)
        & (season < SNAPSHOT - 5)
        & (start > BEGIN)
    )
    return np.where(fits & (rng.random(count) < a.HIRED_AFTER_FESTIVAL), season, start).astype(np.int32)


def _at_month_end(rng: np.random.Generator, start: Days, end: Days, last: Flags) -> Days:
    """Moves half of the last days to the end of their month where the next job leaves room."""
    closed = np.minimum(end, SNAPSHOT)
    moved = month_end(closed)
    room = np.where(last, SNAPSHOT, np.roll(start, -1) - 1)
    fits = (end < SNAPSHOT) & (moved <= room) & (rng.random(len(end)) < 0.5)
    return np.where(fits, moved, end).astype(np.int32)


def _fitting_employers(rng: np.random.Generator, jobs: Jobs, firms: Firms) -> None:
    """No job before its employer was registered or after it closed: such jobs go to employers that existed."""
    starts, closes = firms.registered[jobs.employer], firms.deregistered[jobs.employer]
    wrong = np.flatnonzero((jobs.start < starts) | (jobs.start >= closes - 20))
    share = np.cumsum(np.where(firms.stable, firms.jobs, 0))
    jobs.employer[wrong] = np.searchsorted(share, rng.integers(0, share[-1], len(wrong)), side="right")


def _contradictions(
    rng: np.random.Generator, jobs: Jobs, people: People, firms: Firms, first: Flags
) -> dict[str, int]:
    """Puts records at odds with each other, and closes what closed with its employer; says how often."""
    count = len(jobs)
    died = people.died[jobs.person]
    after_death = (died != OPEN) & jobs.last & (jobs.end <= died) & (rng.random(count) < a.WORKS_AFTER_DEATH)
    jobs.end[after_death] = OPEN
    closes = firms.deregistered[jobs.employer]
    beyond = jobs.until > closes
    stays = beyond & (rng.random(count) < a.PAYS_AFTER_CLOSING)
    jobs.end = np.where(beyond & ~stays, closes, jobs.end).astype(np.int32)
    room = np.roll(jobs.until, 1) - np.roll(jobs.start, 1)
    two = ~first & (room > 120) & (rng.random(count) < a.TWO_JOBS)
    earlier = np.roll(jobs.until, 1) - rng.integers(20, 100, count)
    two &= firms.registered[jobs.employer] < earlier
    jobs.start[two] = earlier[two]
    return {
        "works-after-death": int(after_death.sum()),
        "works-after-employer-closed": int(stays.sum()),
        "two-jobs-at-once": int(two.sum()),
    }


def _plant(scale: Scale, jobs: Jobs, firms: Firms, free: Flags) -> None:
    """Gives the planted employers exactly the workers they were planned with."""
    rng = scale.rng("planted")
    free = free.copy()
    whole_year = free & (jobs.start <= day(2021, 1, 1)) & (jobs.end >= day(2021, 12, 31))
    supply, at = rng.permutation(np.flatnonzero(whole_year)), 0
    for firm, case in zip(firms.domestic, DOMESTIC, strict=True):
        chosen = supply[at : at + case.heads]
        at += case.heads
        jobs.employer[chosen] = firm
        jobs.domestic[chosen] = jobs.sure[chosen] = True
        free[chosen] = False
    contests = firms.contests
    supply, at = rng.permutation(np.flatnonzero(free & (jobs.end == OPEN))), 0
    winners = len(firms) - contests.firms
    for number, hires in zip(contests.firm, contests.hires, strict=True):
        if number < 0:
            continue
        chosen = supply[at : at + hires]
        at += hires
        registered = contests.registered[number]
        begins = np.minimum(registered + rng.integers(3, 60, len(chosen)), SNAPSHOT - 3)
        jobs.employer[chosen] = winners + number
        jobs.start[chosen] = np.maximum(jobs.start[chosen], begins)
        jobs.sure[chosen] = True


def public_posts(rng: np.random.Generator, jobs: Jobs, firms: Firms) -> Codes:
    """The kind of post of each job."""
    post = np.zeros(len(jobs), dtype=np.int8)
    kind = firms.kind[jobs.employer]
    public = kind >= code("employer_kind", "government-body")
    home = firms.trade[jobs.employer] == code("trade", "domestic-service")
    post[public & (rng.random(len(jobs)) < a.PUBLIC_POST)] = code("post_kind", "grassroots-public")
    rest = public & (post == 0) & (rng.random(len(jobs)) < a.WELFARE_POST)
    rural = firms.place[jobs.employer] >= code("place", "yueshan")
    post[rest] = np.where(
        rural, code("post_kind", "rural-public-welfare"), code("post_kind", "public-welfare")
    )[rest]
    post[home & (rng.random(len(jobs)) < 0.85)] = code("post_kind", "domestic-service")
    post[jobs.domestic] = code("post_kind", "domestic-service")
    return post
