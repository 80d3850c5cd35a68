"""Time in programmes, and the awards that people had before."""

from __future__ import annotations

import numpy as np

from .assumptions import GRASSROOTS_SERVICE, HOMECOMERS
from .days import OPEN, SNAPSHOT, Days, Flags, Rows, add_months, day, first_of, in_year, month_of
from .firms import Firms
from .people import BLANK, CLAIMANT, FREE, LATE, NONE, SURE, VETERAN, YOUTH, People
from .scale import Scale
from .schema import ENUMS, code
from .work import Jobs
from .write import Known, Values, lose

MAY = day(2022, 5, 1)


def programme_rows(scale: Scale, chunk: int, people: People, firms: Firms) -> dict[str, Values]:
    """Spells in programmes. Of the youths, SURE take part now, LATE have left, BLANK nobody knows."""
    rng = scale.rng("programmes", chunk)
    age = (SNAPSHOT - people.birth) / 365.25
    college = people.kaiping & (people.education == code("education", "college"))
    student = (age >= 18) & (age < 25) & college
    home = student & (people.died == OPEN) & (people.role != YOUTH) & (rng.random(len(people)) < HOMECOMERS)
    alumnus = (
        (age >= 25)
        & (age < 31)
        & college
        & (people.role == NONE)
        & (rng.random(len(people)) < GRASSROOTS_SERVICE)
    )
    who = np.flatnonzero((people.role == YOUTH) | home | alumnus)
    count, served = len(who), alumnus[who]
    youth, mode = people.role[who] == YOUTH, people.mode[who]
    start = day(2021, 7, 1) + rng.integers(0, 280, count)
    start = np.where(youth & (mode == FREE), day(2020, 9, 1) + rng.integers(0, 600, count), start)
    left = np.minimum(start + rng.integers(90, 300, count), np.where(mode == LATE, MAY - 5, SNAPSHOT - 1))
    gone = np.where(
        youth, (mode == LATE) | ((mode == FREE) & (rng.random(count) < 0.5)), rng.random(count) < 0.6
    )
    end = np.where(gone, np.maximum(left, start + 1), OPEN)
    which = np.where(youth, code("programme", "bay-area-youth"), code("programme", "homecoming-talent"))
    start = np.where(served, in_year(rng.integers(2015, 2022, count), 8), start)
    term = np.where(rng.random(count) < 0.85, 730, rng.integers(60, 720, count))
    end = np.where(served, np.where(start + term < SNAPSHOT, start + term, OPEN), end)
    which = np.where(served, rng.integers(code("programme", "three-supports"), 5, count), which)
    three = which == code("programme", "three-supports")
    public = np.flatnonzero(firms.kind >= code("employer_kind", "government-body"))
    return {
        "person_id": people.first + who,
        "recruiter_id": Known(1 + rng.choice(public, count), ~three | (rng.random(count) < 0.2)),
        "programme": which,
        "start": start,
        "end": lose(rng, Known(end, youth & (mode == BLANK)), 0.02, youth & (mode != FREE)),
        "served_in_kaiping": lose(rng, served & (rng.random(count) < 0.7), 0.03),
        "term_completed": lose(rng, Known((end < OPEN) & (term >= 730), ~served), 0.03),
        "assessment_passed": lose(rng, Known((end < OPEN) & (rng.random(count) < 0.93), ~served), 0.03),
    }


class Awards:
    """Collects awards of one chunk, or of the employers; -1 stands for a link that is not there."""

    COLUMNS = (
        "person_id", "employer_id", "employment_id", "contest_award_id", "service_contract_id", "matching_event_id",
        "labour_transfer_id", "loan_id", "venture_id", "tenant_id", "certificate_id", "student_id", "station_id",
        "measure", "granted_on", "period_start", "period_end", "months", "amount", "persons",
    )  # fmt: skip
    OPTIONAL = tuple(
        name for name in COLUMNS if name.endswith("_id") or name in ("months", "amount", "persons")
    )

    def __init__(self) -> None:
        self._parts: list[dict[str, Rows]] = []

    def add(self, measure: str, count: int, **columns: Rows | Days | int) -> None:
        """So many awards of a measure; columns left out are unknown or do not apply."""
        given: dict[str, Rows | Days | int] = {"measure": ENUMS["award_measure"].index(measure), **columns}
        self._parts.append(
            {name: np.broadcast_to(np.asarray(given.get(name, -1), np.int64), count) for name in self.COLUMNS}
        )

    def rows(self) -> dict[str, Values]:
        """The columns of the awards table."""
        joined = {name: np.concatenate([part[name] for part in self._parts]) for name in self.COLUMNS}
        joined["granted_on"] = np.minimum(joined["granted_on"], SNAPSHOT)
        return {name: Known(v, v < 0) if name in self.OPTIONAL else v for name, v in joined.items()}


def people_awards(
    scale: Scale, chunk: int, people: People, jobs: Jobs, firms: Firms, owner: Flags, difficulty: Flags
) -> tuple[Awards, Days]:
    """What a chunk's people, or their employers for them, were granted before the snapshot.

    With it the day on which each job was counted for a start-up's hiring subsidy.
    """
    rng, awards = scale.rng("awards", chunk), Awards()
    counted = _for_employments(rng, awards, people, jobs, firms, owner)
    _for_youths(awards, people)
    _for_claimants(awards, people)
    adult = (people.birth < SNAPSHOT - 18 * 365) & (people.retires > SNAPSHOT) & (people.died == OPEN)
    who = np.flatnonzero(difficulty & (rng.random(len(people)) < 0.3))
    begins = first_of(month_of(SNAPSHOT - rng.integers(200, 900, len(who))))
    months = rng.integers(3, 7, len(who))
    awards.add(
        "flexible-employment-insurance-subsidy", len(who), person_id=people.first + who, months=months,
        amount=months * rng.integers(480, 620, len(who)) * 100, granted_on=add_months(begins, months) + 20,
        period_start=begins, period_end=add_months(begins, months) - 1,
    )  # fmt: skip
    who = np.flatnonzero(adult & (rng.random(len(people)) < 0.001))
    granted = SNAPSHOT - rng.integers(1, 1300, len(who))
    span = {"granted_on": granted, "period_start": granted, "period_end": granted}
    awards.add("other", len(who), person_id=people.first + who, amount=500_00, **span)
    return awards, counted


def _for_employments(
    rng: np.random.Generator, awards: Awards, people: People, jobs: Jobs, firms: Firms, owner: Flags
) -> Days:
    """Hiring subsidies, each for an employment that could have had it; the days a start-up's were counted."""
    count = len(jobs)
    counted = np.full(count, OPEN, dtype=np.int32)
    kind = firms.kind[jobs.employer]
    market = kind < code("employer_kind", "government-body")
    person, length = jobs.person, jobs.until - jobs.start
    served, graduated = people.discharged[person], people.graduated[person]
    recent = (graduated < jobs.start) & (jobs.start - graduated < 730)
    graduate = recent & (people.education[person] == code("education", "college")) & market
    new_firm = market & (firms.registered[jobs.employer] > day(2018, 1, 1))
    planted = (people.role[person] > 0) & (people.mode[person] != FREE)
    veteran = (served > 0) & (jobs.start >= served) & (jobs.start - served <= 365) & market & (length > 400)
    poor = people.poverty[person] & market
    for measure, which, share, after, fen in (
        ("veteran-hiring-subsidy", veteran, 0.4, 380, 10_000_00),
        ("grassroots-employment-subsidy", graduate & (length > 200), 0.15, 200, 3_000_00),
        ("small-firm-graduate-insurance-subsidy", graduate & (length > 120), 0.06, 100, 4_800_00),
        ("poverty-alleviated-hiring-subsidy", poor & (length > 200), 0.25, 190, 5_000_00),
        ("startup-hiring-subsidy", new_firm & ~owner & (length > 200), 0.004, 200, 2_000_00),
    ):
        rows = np.flatnonzero(which & ~planted & ~jobs.sure & (rng.random(count) < share))
        granted = np.minimum(jobs.start[rows] + after + rng.integers(0, 60, len(rows)), SNAPSHOT)
        awards.add(
            measure, len(rows), person_id=people.first + person[rows], employer_id=1 + jobs.employer[rows],
            employment_id=jobs.first + rows, granted_on=granted, period_start=jobs.start[rows], period_end=granted,
            amount=fen, months=3 if "insurance" in measure else -1, persons=1 if "startup" in measure else -1,
        )  # fmt: skip
        if measure == "startup-hiring-subsidy":
            counted[rows] = granted
    # One of the planted veterans was paid for already, so that a repeat is refused.
    again = np.flatnonzero((people.role[person] == VETERAN) & (people.mode[person] == SURE))[1::3]
    granted = add_months(jobs.start[again], 12)
    awards.add(
        "veteran-hiring-subsidy", len(again), person_id=people.first + person[again], amount=10_000_00,
        employer_id=1 + jobs.employer[again], employment_id=jobs.first + again, granted_on=granted + 5,
        period_start=jobs.start[again], period_end=granted,
    )  # fmt: skip
    return counted


def _for_youths(awards: Awards, people: People) -> None:
    """Allowances of earlier months for all; some had May already, some had all the months there are."""
    who = np.flatnonzero((people.role == YOUTH) & ((people.mode == FREE) | (people.mode == LATE)))
    turn = np.arange(len(who)) % 3
    start = np.choose(turn, [day(2022, 2, 1), MAY, day(2020, 10, 1)])
    end = np.choose(turn, [day(2022, 4, 30), day(2022, 5, 31), day(2022, 3, 31)])
    months = np.choose(turn, [3, 1, 18])
    awards.add(
        "bay-area-youth-allowance", len(who), person_id=people.first + who, months=months, amount=months * 1_000_00,
        granted_on=np.minimum(end + 8, SNAPSHOT - 2), period_start=start, period_end=end,
    )  # fmt: skip


def _for_claimants(awards: Awards, people: People) -> None:
    """Some old claimants have had the month's payment already, others that of April."""
    who = np.flatnonzero((people.role == CLAIMANT) & (people.mode == FREE))[::2]
    may = np.arange(len(who)) % 2 == 0
    awards.add(
        "unemployment-benefit-extension", len(who), person_id=people.first + who, months=1, amount=1_548_00,
        granted_on=np.where(may, day(2022, 5, 12), day(2022, 4, 12)),
        period_start=np.where(may, MAY, day(2022, 4, 1)), period_end=np.where(may, day(2022, 5, 31), day(2022, 4, 30)),
    )  # fmt: skip


def contest_rows(scale: Scale, firms: Firms) -> dict[str, Values]:
    """The columns of the contest_awards table."""
    contests = firms.contests
    winners = len(firms) - contests.firms
    return {
        "employer_id": Known(1 + winners + contests.firm, contests.firm < 0),
        "contest": contests.contest,
        "group": contests.group,
        "medal": Known(contests.medal, contests.medal < 0),
        "awarded_on": contests.awarded,
        "normal_operation": Known(contests.normal == 1, contests.normal < 0),
    }
