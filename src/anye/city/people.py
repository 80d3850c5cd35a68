"""People: who they are, as it truly is; what the registers fail to know is left out later, in `registers`."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from . import assumptions as a
from .days import BEGIN, OPEN, SNAPSHOT, Codes, Days, Flags, add_months, day, in_year, year_of
from .scale import CHUNK, Scale
from .schema import code

# Ages of residents: from, until, share. Assumed after the census's picture of an ageing county town.
AGES = (
    (0, 15, 15),
    (15, 25, 9),
    (25, 35, 14),
    (35, 45, 15.5),
    (45, 55, 17),
    (55, 65, 14),
    (65, 80, 12),
    (80, 98, 3.5),
)
# Residents by town; Shuikou is said to have 145,000 of 750,000; the rest is assumed.
HOMES = (17, 19, 6, 18.5, 3, 4.5, 4.5, 2, 4, 4, 4.5, 3.5, 2, 3, 4.2, 0.3)
ORIGINS = (97.9, 0.9, 0.35, 0.1, 0.45, 0.3)
# Schooling (school, senior-secondary, vocational, technical, college) of those born before 1970, before 1990, later.
SCHOOLING = ((0.72, 0.17, 0.05, 0.03, 0.03), (0.5, 0.2, 0.12, 0.06, 0.12), (0.24, 0.16, 0.16, 0.08, 0.36))
GRADUATION_AGE = (16, 18, 18, 19, 22)

# Roles: groups that each city has in some number. Modes: how such a case turns out.
NONE, VETERAN, GRADUATE, CLAIMANT, YOUTH = range(5)
SURE, LATE, BLANK, FREE = range(4)
# The planted ones of a role take these modes in turn; all others are drawn.
TURNS = (SURE, LATE, BLANK, SURE, FREE, FREE)


@dataclass
class People:
    """A chunk of people, a value each; `first` is the id of the first."""

    first: int
    role: Codes
    mode: Codes
    female: Flags
    birth: Days
    died: Days
    place: Codes
    kaiping: Flags
    origin: Codes
    education: Codes
    graduated: Days  # OPEN: not yet
    overseas: Flags
    veteran: Flags
    discharged: Days  # 0: never served
    disabled: Flags
    low_income: Flags
    poverty: Flags
    cadre: Flags
    retires: Days
    fixed_start: Days  # 0, or the day on which the one job of a planted case begins
    fixed_end: Days  # 0, or the day on which it ends

    def __len__(self) -> int:
        return len(self.role)

    @property
    def sure(self) -> Flags:
        """Those who must be entitled: no register lacks anything about them."""
        certain: Flags = (self.role != NONE) & (self.mode == SURE)
        return certain

    def check(self) -> None:
        """Every column has a value for everybody."""
        assert {len(getattr(self, f.name)) for f in fields(self) if f.name != "first"} == {len(self)}


def make_people(scale: Scale, chunk: int) -> People:
    """One chunk of the city's people."""
    rng = scale.rng("persons", chunk)
    low, high = chunk * CHUNK, min((chunk + 1) * CHUNK, scale.persons)
    count = high - low
    birth = _births(rng, count)
    age = (SNAPSHOT - birth) / 365.25
    origin = rng.choice(6, count, p=np.array(ORIGINS) / sum(ORIGINS)).astype(np.int8)
    education = _schooling(rng, birth)
    female = rng.random(count) < 0.49
    here = origin <= 0
    kaiping = rng.random(count) < np.where(
        here, a.KAIPING_HOUSEHOLD, np.where(origin >= code("origin", "overseas-chinese"), 0.5, 0)
    )
    veteran = ~female & here & (age > 20) & (rng.random(count) < a.VETERAN)
    role, mode = _roles(scale, chunk, count)
    people = People(
        first=low + 1, role=role, mode=mode, female=female, birth=birth,
        died=_deaths(rng, age), place=rng.choice(16, count, p=np.array(HOMES) / sum(HOMES)).astype(np.int8),
        kaiping=kaiping, origin=origin, education=education, graduated=_graduated(rng, birth, education),
        overseas=rng.random(count) < np.where(here, a.OVERSEAS_GRADUATE * (education == code("education", "college")), 0.1),
        veteran=veteran, discharged=np.where(veteran, _discharged(rng, birth), 0).astype(np.int32),
        disabled=rng.random(count) < a.DISABLED, low_income=rng.random(count) < a.LOW_INCOME,
        poverty=rng.random(count) < a.POVERTY_ALLEVIATED * np.where(kaiping, 0.3, 4.4),
        cadre=rng.random(count) < np.where(education == code("education", "college"), 3, 0.7) * a.CADRE,
        retires=birth, fixed_start=np.zeros(count, dtype=np.int32), fixed_end=np.zeros(count, dtype=np.int32),
    )  # fmt: skip
    roles = scale.rng("roles", chunk)
    _veterans(roles, people)
    _graduates(roles, people)
    _youths(roles, people)
    _claimants(roles, people)  # moves births so as to come close to the retirement age: after all others
    people.retires = retirement(people)
    people.died[role != NONE] = OPEN
    people.check()
    return people


def retirement(people: People) -> Days:
    """The day of the retirement age: men 60, women 50, in management or technical posts 55."""
    years = np.where(people.female, np.where(people.cadre, 55, 50), 60)
    return add_months(people.birth, years * 12)


def _births(rng: np.random.Generator, count: int) -> Days:
    band = rng.choice(
        len(AGES), count, p=np.array([share for *_, share in AGES]) / sum(share for *_, share in AGES)
    )
    low, high = (np.array([ages[i] for ages in AGES])[band] for i in (0, 1))
    birth: Days = (SNAPSHOT - 1 - (low + rng.random(count) * (high - low)) * 365.25).astype(np.int32)
    return birth


def _schooling(rng: np.random.Generator, birth: Days) -> Codes:
    era = np.searchsorted([day(1970, 1, 1), day(1990, 1, 1)], birth, side="right")
    limits = np.cumsum(np.array(SCHOOLING), axis=1)[era]
    drawn = (rng.random(len(birth))[:, None] > limits[:, :4]).sum(axis=1).astype(np.int8)
    return np.where(birth > SNAPSHOT - 16 * 365, 0, drawn).astype(np.int8)


def _graduated(rng: np.random.Generator, birth: Days, education: Codes) -> Days:
    """The end of June or the start of July; OPEN for those still at school."""
    years = year_of(birth) + np.array(GRADUATION_AGE)[education] + rng.integers(0, 2, len(birth))
    on = in_year(years, 6, 20) + rng.integers(0, 16, len(birth))
    return np.where(on <= SNAPSHOT, on, OPEN).astype(np.int32)


def _discharged(rng: np.random.Generator, birth: Days) -> Days:
    """In autumn, or in spring as since 2021."""
    years = year_of(birth) + rng.integers(20, 26, len(birth))
    on = np.where(rng.random(len(birth)) < 0.3, in_year(years, 3), in_year(years, 9))
    return np.minimum(on, SNAPSHOT - 60).astype(np.int32)


def _deaths(rng: np.random.Generator, age: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Days:
    risk = np.clip(np.exp((age - 70) / 11) * a.DIED * 2.6, 0, 0.5)
    on = SNAPSHOT - 1 - rng.random(len(age)) * np.minimum(SNAPSHOT - BEGIN, age * 365)
    return np.where(rng.random(len(age)) < risk, on, OPEN).astype(np.int32)


def _roles(scale: Scale, chunk: int, count: int) -> tuple[Codes, Codes]:
    """Who has which role; the first chunk has at least the guaranteed number of each."""
    rng = scale.rng("roles", 1_000_000 + chunk)
    role, mode = np.zeros(count, dtype=np.int8), np.full(count, FREE, dtype=np.int8)
    order, at = rng.permutation(count), 0
    wanted = (
        (VETERAN, a.VETERANS_HIRED, a.VETERANS_HIRED_MIN), (GRADUATE, 0.0, a.GRADUATES_HIRED_MIN),
        (CLAIMANT, a.OLD_CLAIMANTS, a.OLD_CLAIMANTS_MIN), (YOUTH, a.YOUTHS, a.YOUTHS_MIN),
    )  # fmt: skip
    for which, rate, least in wanted:
        planted = least if chunk == 0 else 0
        until = at + max(planted, round(rate * count))
        these = order[at:until]
        role[these] = which
        turns = np.array(TURNS, dtype=np.int8)
        mode[these] = np.where(
            np.arange(len(these)) < planted,
            turns[np.arange(len(these)) % len(turns)],
            rng.choice(turns, len(these)),
        )
        at = until
    return role, mode


def _veterans(rng: np.random.Generator, people: People) -> None:
    """Discharged since 2018. SURE: hired in time, a year ago or more. LATE: hired too late. BLANK: day unknown."""
    who = np.flatnonzero(people.role == VETERAN)
    mode = people.mode[who]
    discharged = day(2018, 9, 1) + rng.integers(0, 3, len(who)) * 365
    discharged = np.where((mode == SURE) | (mode == BLANK), day(2020, 9, 1), discharged)
    discharged = np.where(mode == LATE, day(2019, 9, 1), discharged)
    start = discharged + np.where(
        mode == LATE, rng.integers(370, 540, len(who)), rng.integers(15, 245, len(who))
    )
    people.female[who], people.origin[who], people.veteran[who] = rng.random(len(who)) < 0.05, 0, True
    people.birth[who] = discharged - rng.integers(21 * 365, 27 * 365, len(who))
    people.discharged[who] = discharged
    people.education[who] = rng.choice(5, len(who), p=(0.2, 0.35, 0.2, 0.05, 0.2))
    people.graduated[who] = discharged - 365 * 2 - rng.integers(0, 200, len(who))
    people.fixed_start[who] = np.where(mode == FREE, 0, start)


def _graduates(rng: np.random.Generator, people: People) -> None:
    """Graduates of 2020 and 2021 hired within two years by a small firm. LATE: hired after more than two years."""
    who = np.flatnonzero(people.role == GRADUATE)
    mode = people.mode[who]
    graduated = day(2020, 6, 28) + rng.integers(0, 2, len(who)) * 365
    start = np.maximum(
        graduated + rng.integers(20, 130, len(who)), day(2020, 12, 1) + rng.integers(0, 60, len(who))
    )
    graduated = np.where(mode == LATE, start - 740 - rng.integers(0, 90, len(who)), graduated)
    people.birth[who] = graduated - rng.integers(22 * 365, 24 * 365, len(who))
    people.education[who] = code("education", "college")
    people.graduated[who], people.origin[who], people.veteran[who] = graduated, 0, False
    people.discharged[who] = 0
    people.fixed_start[who] = start


def _youths(rng: np.random.Generator, people: People) -> None:
    """Young people, most of them of Hong Kong and Macau, some who studied abroad."""
    who = np.flatnonzero(people.role == YOUTH)
    graduated = day(2019, 7, 1) + rng.integers(0, 3, len(who)) * 365
    people.birth[who] = graduated - rng.integers(22 * 365, 25 * 365, len(who))
    people.origin[who] = rng.choice(3, len(who), p=(0.25, 0.5, 0.25)).astype(np.int8)
    people.kaiping[who] &= people.origin[who] == 0
    people.overseas[who] = (people.origin[who] > 0) | (rng.random(len(who)) < 0.8)
    people.education[who], people.graduated[who] = code("education", "college"), graduated
    people.veteran[who], people.discharged[who] = False, 0


def _claimants(rng: np.random.Generator, people: People) -> None:
    """Out of work since 2020, benefit used up. SURE, BLANK: less than a year to retirement. LATE: more."""
    who = np.flatnonzero(people.role == CLAIMANT)
    mode = people.mode[who]
    ahead = np.where(mode == LATE, rng.integers(400, 900, len(who)), rng.integers(25, 345, len(who)))
    ahead = np.where(mode == FREE, rng.integers(-60, 700, len(who)), ahead)
    years = np.where(people.female[who], np.where(people.cadre[who], 55, 50), 60)
    people.birth[who] = add_months(SNAPSHOT + ahead, -12 * years)
    people.origin[who], people.education[who], people.overseas[who] = 0, 0, False
    people.graduated[who] = people.birth[who] + 16 * 365
    people.veteran[who], people.discharged[who] = False, 0
    people.fixed_start[who] = BEGIN
    people.fixed_end[who] = day(2019, 12, 31) + rng.integers(0, 330, len(who))
