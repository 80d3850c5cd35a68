"""Every rate the made-up city rests on, with its reason and its source; `assumed` where there is none.

Nothing here is a statistic of the real city; where a published figure guided a rate, `source` names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

T = TypeVar("T", int, float, str, dict[str, float])

VERSION: Final = 2  # goes up with any change that gives other bytes for the same seed


@dataclass(frozen=True)
class Assumption:
    """One assumed value, why it is so, and where it comes from."""

    name: str
    value: int | float | str | dict[str, float]
    reason: str
    source: str


LISTED: list[Assumption] = []


def assume(name: str, value: T, reason: str, source: str = "assumed") -> T:
    """The value itself; it is listed in city.json from now on."""
    LISTED.append(Assumption(name, value, reason, source))
    return value


# --- scale ---------------------------------------------------------------------------------------------
PERSONS_PER_EMPLOYER: Final = assume(
    "PERSONS_PER_EMPLOYER",
    11.3,
    "66,300 market entities for about 750,000 residents",
    "residents about 750,000; Jiangmen press, 2024: 66,300 market entities",
)
EMPLOYMENTS_PER_PERSON: Final = assume(
    "EMPLOYMENTS_PER_PERSON", 0.9, "half the residents work at a time, some changed jobs in four years"
)
SPELLS_PER_EMPLOYMENT: Final = assume(
    "SPELLS_PER_EMPLOYMENT", 1.3, "a new base some Julys, some gaps, one employment in five without insurance"
)

# --- people --------------------------------------------------------------------------------------------
TAKES_PART: Final = assume("TAKES_PART", 0.95, "share of those of working age who have held a job since 2018")
HELD_SINCE_BEGIN: Final = assume(
    "HELD_SINCE_BEGIN", 0.7, "share of first jobs that ran when the register began"
)
STILL_IN_WORK: Final = assume("STILL_IN_WORK", 0.9, "share of people of working age whose last job goes on")
WORKS_ON: Final = assume(
    "WORKS_ON", 0.3, "share that works on past the retirement age, mostly without full insurance"
)
HIRED_AFTER_FESTIVAL: Final = assume("HIRED_AFTER_FESTIVAL", 0.35, "hiring season after the Spring Festival")
KAIPING_HOUSEHOLD: Final = assume(
    "KAIPING_HOUSEHOLD",
    0.83,
    "690,000 registered, some of them live elsewhere",
    "county profile: 750,000 resident, 690,000 registered",
)
DIED: Final = assume("DIED", 0.012, "deaths in four years stay on the register, mostly the old")
DISABLED: Final = assume(
    "DISABLED", 0.025, "certificate holders, below the nation's share of disabled people"
)
LOW_INCOME: Final = assume("LOW_INCOME", 0.02, "low-income households")
POVERTY_ALLEVIATED: Final = assume(
    "POVERTY_ALLEVIATED", 0.012, "mostly migrants from Guangxi, Guizhou and Yunnan"
)
VETERAN: Final = assume("VETERAN", 0.03, "share of men who served at some time")
OVERSEAS_GRADUATE: Final = assume(
    "OVERSEAS_GRADUATE", 0.012, "of graduates of the mainland; others more often"
)
CADRE: Final = assume("CADRE", 0.2, "share in management or technical posts")
REGISTERS_JOBLESS: Final = assume(
    "REGISTERS_JOBLESS",
    0.01,
    "gives a registered rate near the neighbours' 2.2 %",
    "Taishan 2022: 2.25 %, Heshan 2020: 2.43 %, Xinhui 2023: 2.05 %",
)
COUNTY_CODE_CHANGED: Final = assume(
    "COUNTY_CODE_CHANGED",
    1993,
    "Kaiping became a city: identity numbers begin 440724 before, 440783 after",
    "GB/T 2260",
)

# --- groups with a guaranteed number, so that a small city has every case -------------------------------
VETERANS_HIRED: Final = assume("VETERANS_HIRED", 0.0008, "veterans discharged since 2018, some 150 a year")
VETERANS_HIRED_MIN: Final = assume("VETERANS_HIRED_MIN", 20, "a small city still has each case")
GRADUATES_HIRED_MIN: Final = assume("GRADUATES_HIRED_MIN", 12, "a small city still has each case")
OLD_CLAIMANTS: Final = assume("OLD_CLAIMANTS", 0.001, "benefit used up close to retirement")
OLD_CLAIMANTS_MIN: Final = assume("OLD_CLAIMANTS_MIN", 24, "a small city still has each case")
YOUTHS: Final = assume("YOUTHS", 0.0004, "participants of the Bay Area youth programme")
YOUTHS_MIN: Final = assume("YOUTHS_MIN", 24, "a small city still has each case")
HOMECOMERS: Final = assume(
    "HOMECOMERS", 0.015, "students in the homecoming talent programme, of people aged 18 to 25"
)
CONTEST_AWARDS: Final = assume(
    "CONTEST_AWARDS", 0.00008, "some 60 awards in three editions; 229 entries in 2022", "press, 2022"
)
CONTEST_AWARDS_MIN: Final = assume("CONTEST_AWARDS_MIN", 26, "a small city still has each case")

# --- employers -----------------------------------------------------------------------------------------
KINDS: Final = assume(
    "KINDS",
    {
        "enterprise": 0.17, "cooperative": 0.01, "individual-business": 0.794, "social-organisation": 0.01,
        "professional-firm": 0.002, "government-body": 0.004, "public-institution": 0.01,
    },
    "four entities in five are individual businesses, as in Taishan", "Taishan, statistics of 2022: 9,400 private firms, 36,700 individual businesses",
)  # fmt: skip
STAFF_TAIL: Final = assume(
    "STAFF_TAIL", 1.15, "Pareto exponent of firm sizes: most are tiny, a few very large"
)
LARGEST_SHARE: Final = assume("LARGEST_SHARE", 0.02, "no employer has more than this share of all jobs")
REGISTERED_SINCE_BEGIN: Final = assume(
    "REGISTERED_SINCE_BEGIN",
    0.42,
    "some 8,000 new entities a year",
    "Jiangmen press: 7,955 in 2024, 8,265 in 2019",
)
DEREGISTERED: Final = assume("DEREGISTERED", 0.07, "firms and businesses closed in four years")
IN_JIANGMEN: Final = assume("IN_JIANGMEN", 0.985, "the rest are branches of firms elsewhere")
ABNORMAL: Final = assume("ABNORMAL", 0.03, "on the list of abnormal operations")
DISHONEST: Final = assume("DISHONEST", 0.006, "seriously dishonest")
ZOMBIE: Final = assume("ZOMBIE", 0.004, "zombie firms")
DISPATCH: Final = assume("DISPATCH", 0.08, "share of business-service enterprises that dispatch labour")
DEFERRAL_OPEN_TRADES: Final = assume(
    "DEFERRAL_OPEN_TRADES", 0.12, "asks to defer, in catering, retail and tourism"
)
DEFERRAL_OTHER_TRADES: Final = assume("DEFERRAL_OTHER_TRADES", 0.02, "asks to defer, in other trades")
NO_LAYOFFS: Final = assume("NO_LAYOFFS", 0.45, "share of employers that lay off nobody")
LAYOFF_RATE: Final = assume(
    "LAYOFF_RATE", 0.06, "middle of the others' layoff rates, spread around 5.5 % and 20 %"
)
LAYOFF_SPREAD: Final = assume("LAYOFF_SPREAD", 0.9, "standard deviation of the logarithm of the layoff rate")
ARREARS: Final = assume("ARREARS", 0.05, "employers that missed months of premiums in a year")

# --- work and insurance --------------------------------------------------------------------------------
INSURED: Final = assume(
    "INSURED",
    {
        "enterprise": 0.86, "cooperative": 0.5, "individual-business": 0.55, "social-organisation": 0.85,
        "professional-firm": 0.95, "government-body": 0.99, "public-institution": 0.99,
    },
    "share of employments with contributions",
)  # fmt: skip
LATE_INSURED: Final = assume("LATE_INSURED", 0.08, "contributions begin one to five months after the job")
CONTRIBUTION_GAP: Final = assume("CONTRIBUTION_GAP", 0.05, "one to four months missing in the middle")
STOPPED_PAYING: Final = assume("STOPPED_PAYING", 0.02, "job goes on, contributions don't")
FULL_COVER: Final = assume(
    "FULL_COVER", 0.9, "all five insurances; the rest lack one or have work injury alone"
)
BASE_FLOOR: Final = assume(
    "BASE_FLOOR", 3958, "lowest monthly base, in yuan; one floor is used for all years"
)
BASE_CEILING: Final = assume(
    "BASE_CEILING", 22941, "highest monthly base, in yuan; one ceiling is used for all years"
)
BASE_MIDDLE: Final = assume("BASE_MIDDLE", 4600, "middle of the wages of 2021, in yuan")
BASE_GROWTH: Final = assume("BASE_GROWTH", 0.04, "growth of the base a year")
WORKER_RATE: Final = assume(
    "WORKER_RATE", 0.002, "worker's share of unemployment premiums", "粤办函〔2022〕40号"
)
EMPLOYER_RATE: Final = assume(
    "EMPLOYER_RATE", 0.008, "employer's share before the floating coefficient", "粤办函〔2022〕40号"
)
EMPLOYER_SHARES: Final = assume(
    "EMPLOYER_SHARES",
    {"pension": 0.14, "medical": 0.055, "unemployment": 0.0048, "work_injury": 0.002, "maternity": 0.005},
    "what an employer pays a month for each insurance, as a share of the base; one for all employers and years",
)
WAIVED_2020: Final = assume(
    "WAIVED_2020",
    0.83,
    "February to December 2020, waived for small firms all over the country; here for all",
)
PUBLIC_POST: Final = assume("PUBLIC_POST", 0.25, "town and village service posts, of jobs in public bodies")
NO_CONTRACT: Final = assume("NO_CONTRACT", 0.04, "employments without a written contract")
ASKS_FOR_LOAN: Final = assume("ASKS_FOR_LOAN", 0.002, "adults who ask for a start-up loan at a time")
WELFARE_POST: Final = assume("WELFARE_POST", 0.015, "public welfare posts, of jobs in public bodies")
GRASSROOTS_SERVICE: Final = assume(
    "GRASSROOTS_SERVICE", 0.006, "alumni of the grassroots service programmes, of graduates aged 22 to 30"
)
FOUNDED_HERE: Final = assume("FOUNDED_HERE", 0.6, "owners of young firms whom the bureau knows as founders")
RENTS: Final = assume("RENTS", 0.6, "young firms whose lease the bureau knows")
FROM_JOBLESS: Final = assume(
    "FROM_JOBLESS", 0.3, "founders who were registered as unemployed until they began"
)
BORROWED: Final = assume("BORROWED", 0.03, "owners and firms that ever had a guaranteed start-up loan")
LOAN_RATE: Final = assume(
    "LOAN_RATE", {"least": 0.043, "most": 0.066}, "yearly rates that banks ask of start-ups"
)
CERTIFIED: Final = assume("CERTIFIED", 0.03, "adults with a certificate of skill on record")
FLEXIBLE: Final = assume("FLEXIBLE", 0.02, "adults out of work who are registered as flexible workers")
ORGANISED: Final = assume("ORGANISED", 0.002, "jobs that an agency brought somebody to")
LUMP_SUM: Final = assume("LUMP_SUM", 0.02, "benefit paid as a lump sum to migrants")

# --- records that are missing or contradict each other --------------------------------------------------
MISSING: Final = assume("MISSING", 0.015, "share of values a register lacks, where no other rate is given")
MISSING_FEW: Final = assume("MISSING_FEW", 0.005, "share of values lacking in the registers of the themes")
MISSING_SIZE: Final = assume("MISSING_SIZE", 0.05, "staff, revenue or assets that small firms never filed")
MISSING_CADRE: Final = assume("MISSING_CADRE", 0.06, "kind of post unknown")
MISSING_GRADUATION: Final = assume(
    "MISSING_GRADUATION", 0.03, "graduation date not found; more often before 2000"
)
INCOMPLETE: Final = assume("INCOMPLETE", 0.04, "employment records known to be incomplete")
COMPLETENESS_UNKNOWN: Final = assume(
    "COMPLETENESS_UNKNOWN", 0.02, "nobody knows whether the records are complete"
)
WORKS_AND_REGISTERED: Final = assume("WORKS_AND_REGISTERED", 0.004, "in work and registered unemployed")
WORKS_AFTER_DEATH: Final = assume("WORKS_AFTER_DEATH", 0.25, "last job not closed, of the dead who worked")
TWO_JOBS: Final = assume("TWO_JOBS", 0.01, "full-time job begins before the one before it has ended")
PAYS_AFTER_CLOSING: Final = assume(
    "PAYS_AFTER_CLOSING", 0.05, "employment goes on at a deregistered employer"
)
