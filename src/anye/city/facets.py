"""What the themes' measures ask about people, jobs and employers beyond the base facts, each with what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from . import assumptions as a
from .benefits import Claims
from .days import OPEN, SNAPSHOT, Codes, Days, Flags, Rows, day
from .firms import Firms
from .insurance import YEARS, Spells, Tally
from .people import NONE, People
from .scale import CHUNK, Scale
from .schema import ENUMS, code
from .work import Jobs
from .write import Known, Values, few, lose_few

LOANS_ASKED = np.array((50_000, 100_000, 150_000, 200_000, 300_000, 500_000, 600_000)) * 100
# Why people leave who draw no benefit, and why those leave who do; assumed.
LEFT = {
    "resigned": 0.46, "expired": 0.22, "mutual-worker": 0.13, "employer-terminated": 0.05, "mutual-employer": 0.04,
    "resigned-for-cause": 0.02, "dismissed-for-fault": 0.03, "other": 0.05,
}  # fmt: skip
LAID_OFF = {"employer-terminated": 0.5, "expired": 0.3, "mutual-employer": 0.17, "resigned-for-cause": 0.03}
POVERTY_REGIONS = {
    "guangdong": 0.05,
    "guangxi": 0.45,
    "guizhou": 0.25,
    "tibet": 0.01,
    "xinjiang": 0.01,
    "other": 0.23,
}
# The class of work-injury risk of each trade; assumed after the national list of eight classes.
RISK = (4, 3, 3, 5, 2, 6, 2, 1, 2, 2, 2, 2, 4, 1, 2, 2, 1, 1, 2)
WELFARE = tuple(code("post_kind", name) for name in ("public-welfare", "rural-public-welfare"))
HARDSHIPS = {  # share of adults; assumed
    "zero_employment_household": 0.002, "rural_zero_transfer": 0.001, "land_lost": 0.008,
    "drug_rehabilitated": 0.001, "released_prisoner": 0.001, "mental_recovered": 0.0005, "ill_dependant": 0.003,
    "other_hardship": 0.0005, "poverty_risk": 0.005,
}  # fmt: skip
SELDOM = {"in_military_service": 0.001, "settled_abroad": 0.001, "in_custody": 0.0007}


def pick(rng: np.random.Generator, count: int, enum: str, shares: Mapping[str, float]) -> Codes:
    """Codes of an enumeration's values, as often as their shares say."""
    limits = np.cumsum(list(shares.values()))
    words = np.array([code(enum, word) for word in shares], dtype=np.int8)
    drawn = np.searchsorted(limits / limits[-1], rng.random(count), side="right")
    picked: Codes = words[np.minimum(drawn, len(words) - 1)]
    return picked


@dataclass(frozen=True)
class Ties:
    """What people's jobs say about them."""

    applied: Days  # the last day on which benefit was asked for; the far day: never
    owns: Flags  # runs a business here
    sought: Days  # when assistance was asked for; the far day: never
    welfare: Days  # first day on a public welfare post; the far day: never on one


def ties(rng: np.random.Generator, jobs: Jobs, people: int, asked: Days, owner: Flags, post: Codes) -> Ties:
    """The ties of a chunk's people; some who left this year without a claim ask for assistance."""
    owns = np.zeros(people, dtype=np.bool_)
    owns[jobs.person[owner]] = True
    welfare = np.full(people, OPEN, dtype=np.int32)
    held = np.flatnonzero(np.isin(post, WELFARE))
    np.minimum.at(welfare, jobs.person[held], jobs.start[held])
    latest = np.full(people, -1, dtype=np.int32)
    some = asked < OPEN
    np.maximum.at(latest, jobs.person[some], asked[some])
    sought = np.full(people, OPEN, dtype=np.int32)
    left = np.flatnonzero(jobs.last & (jobs.end >= day(2022, 1, 1)) & (jobs.end < SNAPSHOT - 5) & ~some)
    left = left[few(rng, len(left), 0.15)]
    sought[jobs.person[left]] = np.minimum(jobs.end[left] + rng.integers(4, 60, len(left)), SNAPSHOT)
    return Ties(np.where(latest < 0, OPEN, latest).astype(np.int32), owns, sought, welfare)


def person_facets(
    scale: Scale, chunk: int, people: People, registered: Flags, difficulty: Flags, tied: Ties
) -> dict[str, Values]:
    """The persons' columns of the themes."""
    rng, count = scale.rng("person-facts", chunk), len(people)
    spare = (people.role != NONE) & (people.mode < 3)
    alive, age = people.died == OPEN, (SNAPSHOT - people.birth) / 365.25
    adult = alive & (age >= 16) & (people.retires > SNAPSHOT)
    student = alive & (people.graduated == OPEN) & (age >= 6)
    mainland = people.origin == 0
    asks = adult & few(rng, count, a.ASKS_FOR_LOAN) | (tied.owns & few(rng, count, 20 * a.ASKS_FOR_LOAN))

    def known(values: Flags | Codes | Days | Rows, rate: float = a.MISSING_FEW) -> Known:
        return lose_few(rng, values, rate, spare)

    group = pick(rng, count, "loan_group", {"none": 96, "online-merchant": 1, "rural-entrepreneur": 1.5,
                 "hit-individual-business": 1, "hired-car-driver": 0.3, "overcapacity-worker": 0.2})  # fmt: skip
    refused = np.where(registered, np.minimum(rng.geometric(0.75, count) - 1, 5), 0)
    recognised = np.where(difficulty, SNAPSHOT - rng.integers(20, 1000, count), OPEN)
    holder = difficulty & (tied.welfare < OPEN)
    recognised = np.where(holder, tied.welfare - rng.integers(5, 300, count), recognised)
    former = few(rng, count, 0.002) & adult & ~difficulty
    recognised = np.where(former, SNAPSHOT - rng.integers(600, 1300, count), recognised)
    ended = np.where(former, recognised + rng.integers(100, 580, count), OPEN)
    region = pick(rng, count, "poverty_region", POVERTY_REGIONS)
    return {
        "guangdong_household": known(people.kaiping | (mainland & few(rng, count, 0.2))),
        "kaiping_origin": known(people.kaiping | few(rng, count, 0.02) | (~mainland & few(rng, count, 0.7))),
        "student_now": known(student),
        "loan_requested": known(np.where(asks, rng.choice(LOANS_ASKED, count), 0)),
        "loan_partners": known(np.where(asks & few(rng, count, 0.3), rng.integers(2, 6, count), 1)),
        "loan_group": known(group),
        "business_in_kaiping": known(tied.owns | (asks & ~few(rng, count, 0.05)), 2 * a.MISSING_FEW),
        "credit_good": known(~few(rng, count, 0.04), 3 * a.MISSING_FEW),
        "other_loans": known(few(rng, count, 0.07), 2 * a.MISSING_FEW),
        "returned_home": known(few(rng, count, 0.02) & people.kaiping & adult),
        "registrations_complete": known(~few(rng, count, a.INCOMPLETE), 2 * a.MISSING_FEW),
        "wants_work": known(adult & ~student & ~few(rng, count, 0.06), 2 * a.MISSING_FEW),
        "able_to_work": known(alive & (age >= 16) & (age < 76) & ~(people.disabled & few(rng, count, 0.4))),
        "benefit_applied_on": known(tied.applied),
        "assistance_applied_on": known(tied.sought),
        "offers_refused": known(refused, 2 * a.MISSING_FEW),
        **{name: known(few(rng, count, rate) & adult, rate / 5) for name, rate in SELDOM.items()},
        "minimum_living": known(people.low_income & few(rng, count, 0.7)),
        **{name: known(few(rng, count, rate) & adult) for name, rate in HARDSHIPS.items()},
        "retired_soldier": known(people.veteran & ~few(rng, count, 0.1)),
        "poverty_region": Known(region, ~people.poverty | few(rng, count, 3 * a.MISSING)),
        "difficulty_recognised_on": known(recognised),
        "difficulty_ended_on": known(ended),
    }


def benefit_applications(rng: np.random.Generator, jobs: Jobs, found: Claims) -> Days:
    """The day on which benefit was asked for after each job: before a claim, of a few for nothing, else never."""
    asked = np.full(len(jobs), OPEN, dtype=np.int32)
    late = np.flatnonzero((jobs.until > SNAPSHOT - 200) & (jobs.end < SNAPSHOT - 20) & jobs.last)
    late = late[few(rng, len(late), 0.1)]
    asked[late] = np.minimum(jobs.end[late] + rng.integers(3, 60, len(late)), SNAPSHOT)
    asked[found.job] = np.clip(found.started - 8, jobs.end[found.job], SNAPSHOT)
    return asked


def job_facets(
    scale: Scale, chunk: int, jobs: Jobs, people: People, firms: Firms, spells: Spells, asked: Days,
    drew: Flags, counted: Days, post: Codes,
) -> dict[str, Values]:  # fmt: skip
    """The employments' columns of the themes; `counted` is the day of a start-up subsidy for the job."""
    rng, count = scale.rng("job-facts", chunk), len(jobs)
    retired = jobs.start >= people.retires[jobs.person]
    reason = np.where(drew, pick(rng, count, "end_reason", LAID_OFF), pick(rng, count, "end_reason", LEFT))
    reason[(jobs.end >= people.retires[jobs.person] - 45) & ~drew] = code("end_reason", "retired")
    reason[jobs.end >= firms.deregistered[jobs.employer] - 30] = code("end_reason", "dissolved")
    reason[jobs.end == OPEN] = code("end_reason", "none")
    special = np.where(retired, np.int8(code("special_kind", "over-age")), np.int8(0))
    home = (post == code("post_kind", "domestic-service")) & ~firms.employee_system[jobs.employer]
    special[home & ~retired] = code("special_kind", "domestic-worker")
    rare = few(rng, count, 0.006) & ~retired & ~jobs.sure
    special[rare] = pick(rng, int(rare.sum()), "special_kind", dict.fromkeys(ENUMS["special_kind"][2:], 1.0))
    hosted = firms.dispatch[jobs.employer] & ~few(rng, count, 0.15)
    wage = np.round(a.BASE_MIDDLE * firms.pay[jobs.employer] * rng.lognormal(0, 0.3, count)).astype(np.int64)
    wage *= 100
    wage[spells.job] = spells.base
    again = few(rng, count, 0.003) & ~jobs.sure
    before = np.where(again, jobs.start - rng.integers(10, 300, count), OPEN)
    welfare = np.isin(post, WELFARE)
    wage[welfare] = rng.integers(900, 2500, int(welfare.sum())) * 100
    host = 1 + jobs.employer[rng.integers(0, count, count)] if count else jobs.employer
    return {
        "host_id": Known(host, ~hosted),
        "in_kaiping": lose_few(rng, ~few(rng, count, 0.02), a.MISSING_FEW, jobs.sure),
        "special_kind": lose_few(rng, special, a.MISSING_FEW, jobs.sure),
        "benefit_applied_on": lose_few(rng, asked, a.MISSING_FEW, jobs.sure),
        "startup_counted_on": lose_few(rng, counted, a.MISSING_FEW / 5, jobs.sure),
        "end_reason": lose_few(rng, reason, 2 * a.MISSING_FEW, jobs.sure),
        "monthly_wage": lose_few(rng, wage, 2 * a.MISSING_FEW, jobs.sure),
        "post_approved": lose_few(rng, welfare & ~few(rng, count, 0.1), a.MISSING_FEW, jobs.sure),
        "previous_end": lose_few(rng, before, a.MISSING_FEW, jobs.sure),
    }


def supported_kinds(scale: Scale, firms: Firms, part: int) -> dict[str, Flags]:
    """Which employers of a part are of the kinds for which services are bought."""
    rng, rows = scale.rng("services", 1_000_000 + part), slice(part * CHUNK, (part + 1) * CHUNK)
    firm = firms.kind[rows] == code("employer_kind", "enterprise")
    made = firms.trade[rows] <= code("trade", "other-manufacturing")
    count = len(firm)
    return {
        "key_employer": firm & few(rng, count, 0.03),
        "advanced_manufacturing": firm & made & few(rng, count, 0.15),
        "high_tech": firm & few(rng, count, 0.05),
        "labour_intensive": firm & made & few(rng, count, 0.4),
    }


def employer_facets(
    scale: Scale, firms: Firms, tally: Tally, at: Rows, part: int, spare: Flags
) -> dict[str, Values]:
    """The employers' columns of the themes, for those at the given positions."""
    rng, count = scale.rng("employer-facets", part), len(at)
    kind, trade = firms.kind[at], firms.trade[at]
    firm = kind == code("employer_kind", "enterprise")
    public = kind >= code("employer_kind", "government-body")
    asks = few(rng, count, a.ASKS_FOR_LOAN) | (firm & few(rng, count, 15 * a.ASKS_FOR_LOAN))
    home = firms.employee_system[at]
    leading = home & few(rng, count, 0.4)
    risk = np.clip(np.array(RISK)[trade] + rng.integers(-1, 2, count) * few(rng, count, 0.2), 1, 8) - 1
    injury = pick(
        rng, count, "work_injury_float", {"down-2": 15, "down-1": 20, "level": 60, "up-1": 4, "up-2": 1}
    )
    injury[(risk == 0) & (injury < 2)] = 2  # the lowest class has no lower rate
    grade = np.where(firms.floating[at] > 0.9, 0, np.where(firms.floating[at] > 0.5, 1, 2))  # 1, 0.6 or 0.4

    def known(values: Flags | Codes | Rows, rate: float = a.MISSING_FEW) -> Known:
        return lose_few(rng, values, rate, spare)

    return {
        "unemployment_grade": known(grade.astype(np.int8), 2 * a.MISSING_FEW),
        "work_injury_class": known(risk.astype(np.int8), 2 * a.MISSING_FEW),
        "work_injury_float": known(injury, 2 * a.MISSING_FEW),
        "insured_employer": known(tally.months[YEARS.index(2022)][at] > 0),
        **{name: known(flags) for name, flags in supported_kinds(scale, firms, part).items()},
        "loan_requested": known(np.where(asks, rng.choice(LOANS_ASKED * 6, count), 0)),
        "wage_arrears": known(few(rng, count, 0.01) & ~spare),
        "insurance_arrears": known(few(rng, count, 0.02) & ~spare),
        "credit_good": known(~few(rng, count, 0.03) | spare),
        "corporate_shareholders_only": known(firm & few(rng, count, 0.06)),
        "guesthouse": known((trade == code("trade", "accommodation")) & few(rng, count, 0.5)),
        "town_level": known(public & few(rng, count, 0.7)),
        "leading_domestic": known(leading),
        "leading_recognised_on": Known(
            SNAPSHOT - rng.integers(1, 500, count).astype(np.int32), ~leading | few(rng, count, 0.1)
        ),
        **hard_times(scale, firms, at, part, spare),
    }


def hard_times(scale: Scale, firms: Firms, at: Rows, part: int, spare: Flags) -> dict[str, Values]:
    """Which employers deferral was widened to: by trade, and those found to be hard hit; few have been judged."""
    rng, count, trade = scale.rng("hard-times", part), len(at), firms.trade[at]
    made = (trade >= code("trade", "food")) & (trade <= code("trade", "other-manufacturing"))
    added = (trade == code("trade", "textiles")) | (made & few(rng, count, 0.4))
    firm = firms.kind[at] == code("employer_kind", "enterprise")
    judged = firm & few(rng, count, 0.1)
    return {
        "deferral_widened_trade": lose_few(rng, added, 2 * a.MISSING_FEW, spare),
        "temporarily_hard_hit": Known(few(rng, count, 0.6), ~(judged | spare)),
    }
