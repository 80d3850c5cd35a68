"""Employers: what they are, where, since when, how many jobs they offer; and the few that are planted.

Planted employers come last. They have no jobs to draw from: `work` gives each exactly the workers it needs, so that
even a small city has domestic firms around twenty heads and contest winners with two or three hires.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import assumptions as a
from .days import BEGIN, OPEN, SNAPSHOT, Codes, Days, Flags, Reals, Rows
from .planted import DOMESTIC, Contests, plan_contests
from .scale import Scale
from .schema import ENUMS, code

TRADES = ENUMS["trade"]
# Market trades of individual businesses and of the other market entities, in the order of the enumeration; assumed.
SHOP_WEIGHTS = (2.5, 3, 3, 4, 4, 3, 8, 38, 18, 1.5, 1.5, 1.5, 4, 0.5, 1, 2, 1.5, 0, 3)
FIRM_WEIGHTS = (9, 6, 7, 17, 3, 7, 15, 12, 4, 1.5, 1.5, 1.2, 4, 3, 3.8, 7, 2, 0, 3)
# Where a firm is when its trade says nothing, about as the people live; Shuikou is said to have 145,000 of 750,000.
PLACE_WEIGHTS = (17, 19, 6, 18, 3, 4.5, 4.5, 2, 4, 4, 5, 3.5, 2, 3, 4, 0.5)
AT_HOME = {  # trade: town and the share of the trade that sits there; 水口卫浴、塘口赤坎旅游 as the notice says
    "sanitary-ware": (("shuikou", 0.7), ("cuishanhu", 0.1)),
    "tourism": (("tangkou", 0.3), ("chikan", 0.4)),
    "accommodation": (("tangkou", 0.2), ("chikan", 0.25)),
    "textiles": (("sanbu", 0.25), ("changsha", 0.25)),
    "other-manufacturing": (("cuishanhu", 0.2), ("yueshan", 0.15)),
    "food": (("cuishanhu", 0.1), ("cangcheng", 0.1)),
}
# Mean pay against the city's, by trade; and yearly revenue a head in yuan. Assumed.
PAY = (1.1, 0.95, 0.85, 1, 0.8, 1.05, 1, 0.85, 0.8, 0.85, 0.9, 0.85, 1, 1.4, 1.1, 1.1, 1.15, 1.3, 0.9)
# The industry of the national size table for each trade.
INDUSTRY = (
    "manufacturing manufacturing manufacturing manufacturing agriculture construction wholesale retail catering "
    "accommodation other other transport software real-estate leasing-business other other other"
).split()
FLOATING = np.array([0.4, 0.6, 1.0])  # of the employer's share, 粤办函〔2022〕41号; who has which is assumed


@dataclass
class Firms:
    """All employers of a city, a value each; the columns are few and small, so they stay in memory."""

    kind: Codes
    trade: Codes
    place: Codes
    industry: Codes
    registered: Days
    deregistered: Days
    dispatch: Flags
    employee_system: Flags
    jobs: Rows  # how many employments of the four years are theirs
    layoffs: Reals  # yearly layoff rate
    pay: Reals
    floating: Reals
    domestic: Rows  # positions of the planted domestic firms, in the order of planted.DOMESTIC
    contests: Contests
    giant: int  # a developer large by its revenue, so that each city has a large firm
    sure: Rows  # old firms that are beyond doubt, for those who must be entitled
    stable: Flags  # registered before the register began, and never closed

    def __len__(self) -> int:
        return len(self.kind)


def make_firms(scale: Scale) -> Firms:
    """The employers of the city."""
    rng, count = scale.rng("employers"), scale.employers
    contests = plan_contests(scale)
    planted = len(DOMESTIC) + contests.firms
    kind = _kinds(rng, count)
    trade = _trades(rng, kind)
    domestic = np.arange(count - planted, count - contests.firms)
    winners = np.arange(count - contests.firms, count)
    kind[domestic] = kind[winners] = code("employer_kind", "enterprise")
    trade[domestic] = code("trade", "domestic-service")
    place = _places(rng, trade)
    registered = _registered(rng, kind)
    deregistered = _deregistered(rng, kind, registered)
    registered[domestic] = BEGIN - 400 - 90 * np.arange(len(domestic))
    registered[winners] = contests.registered
    deregistered[count - planted :] = OPEN
    weight = _weights(rng, kind) * _lifetime(registered, deregistered)
    enterprise = kind == code("employer_kind", "enterprise")
    dispatch = enterprise & (trade == code("trade", "business-service")) & (rng.random(count) < a.DISPATCH)
    stable = (registered < BEGIN) & (deregistered == OPEN)
    weight[count - planted :] = 0
    stable[count - planted :] = False
    sure, giant = _beyond_doubt(enterprise & stable & ~dispatch, weight)
    trade[giant] = code("trade", "real-estate")
    industry = np.array([code("industry", name) for name in INDUSTRY], dtype=np.int8)[trade]
    property_ = (trade == code("trade", "real-estate")) & (rng.random(count) < 0.5)
    industry[property_] = code("industry", "property")
    industry[giant] = code("industry", "real-estate")
    layoffs = np.where(
        rng.random(count) < a.NO_LAYOFFS, 0, a.LAYOFF_RATE * rng.lognormal(0, a.LAYOFF_SPREAD, count)
    )
    layoffs[sure] = layoffs[giant] = 0
    return Firms(
        kind, trade, place, industry, registered, deregistered, dispatch,
        _employee_system(rng, enterprise, trade, weight, domestic),
        _whole_jobs(weight, scale.employments), layoffs,
        np.array(PAY)[trade] * rng.lognormal(0, 0.15, count), FLOATING[rng.choice(3, count, p=(0.3, 0.4, 0.3))],
        domestic, contests, giant, sure, stable,
    )  # fmt: skip


def _kinds(rng: np.random.Generator, count: int) -> Codes:
    shares = np.array([a.KINDS[name] for name in ENUMS["employer_kind"]])
    kind = rng.choice(len(shares), count, p=shares / shares.sum()).astype(np.int8)
    # The first few employers are one of each kind, however small the city.
    few = np.repeat(np.arange(len(shares), dtype=np.int8), 3)
    kind[: len(few)] = few
    return kind


def _trades(rng: np.random.Generator, kind: Codes) -> Codes:
    def draw(weights: tuple[float, ...]) -> Codes:
        return rng.choice(len(TRADES), len(kind), p=np.array(weights) / sum(weights)).astype(np.int8)

    trade = np.where(
        kind == code("employer_kind", "individual-business"), draw(SHOP_WEIGHTS), draw(FIRM_WEIGHTS)
    )
    fixed = {
        "cooperative": "farming",
        "professional-firm": "business-service",
        "government-body": "public-administration",
        "public-institution": "education-health",
    }
    for one, its in fixed.items():
        trade[kind == code("employer_kind", one)] = code("trade", its)
    return trade.astype(np.int8)


def _places(rng: np.random.Generator, trade: Codes) -> Codes:
    place = rng.choice(16, len(trade), p=np.array(PLACE_WEIGHTS) / sum(PLACE_WEIGHTS)).astype(np.int8)
    chance = rng.random(len(trade))
    for name, towns in AT_HOME.items():
        low = 0.0
        for town, share in towns:
            place[(trade == code("trade", name)) & (chance >= low) & (chance < low + share)] = code(
                "place", town
            )
            low += share
    return place


def _registered(rng: np.random.Generator, kind: Codes) -> Days:
    count = len(kind)
    new = rng.integers(BEGIN, SNAPSHOT - 10, count)
    old = BEGIN - 1 - np.minimum(rng.exponential(2200, count), 12_000)
    public = kind >= code("employer_kind", "government-body")
    first = np.arange(count) < 3 * len(ENUMS["employer_kind"])
    recent = (rng.random(count) < a.REGISTERED_SINCE_BEGIN) & ~public & ~first
    return np.where(recent, new, old).astype(np.int32)


def _deregistered(rng: np.random.Generator, kind: Codes, registered: Days) -> Days:
    count = len(kind)
    since = np.maximum(registered + 120, BEGIN)
    closed = since + rng.random(count) * (SNAPSHOT - since)
    first = np.arange(count) < 3 * len(ENUMS["employer_kind"])
    public = kind >= code("employer_kind", "government-body")
    closes = (rng.random(count) < a.DEREGISTERED) & (since < SNAPSHOT - 30) & ~public & ~first
    return np.where(closes, closed, OPEN).astype(np.int32)


def _weights(rng: np.random.Generator, kind: Codes) -> Reals:
    """Relative numbers of jobs: heavy-tailed, individual businesses about two heads, enterprises some twenty-five."""
    smallest = np.array([3.5, 2, 0.9, 2, 4, 12, 14])[kind]
    tail = np.where(kind == code("employer_kind", "individual-business"), 2.0, a.STAFF_TAIL)
    weight = smallest * (1 - rng.random(len(kind))) ** (-1 / tail)
    public = kind >= code("employer_kind", "government-body")
    weight = np.where(public, np.minimum(weight, 400), weight)
    capped: Reals = np.minimum(weight, a.LARGEST_SHARE * weight.sum())
    return capped


def _lifetime(registered: Days, deregistered: Days) -> Reals:
    """The share of the four years in which an employer existed."""
    alive = np.minimum(deregistered, SNAPSHOT) - np.maximum(registered, BEGIN)
    share: Reals = np.clip(alive / (SNAPSHOT - BEGIN), 0, 1)
    return share


def _whole_jobs(weight: Reals, total: int) -> Rows:
    """Whole numbers of jobs in proportion to the weights, adding up to the total."""
    until: Rows = np.floor(np.cumsum(weight) / weight.sum() * total).astype(np.int64)
    until[-1] = total
    return np.diff(until, prepend=0)


def _beyond_doubt(candidates: Flags, weight: Reals) -> tuple[Rows, int]:
    """Middling firms for those who must be entitled, and the firm that becomes the giant."""
    found = np.flatnonzero(candidates)
    by_size = found[np.argsort(-weight[found], kind="stable")]
    return by_size[1:13], int(by_size[0])


def _employee_system(
    rng: np.random.Generator, enterprise: Flags, trade: Codes, weight: Reals, planted: Rows
) -> Flags:
    own: Flags = (
        enterprise
        & (trade == code("trade", "domestic-service"))
        & (weight > 6)
        & (rng.random(len(trade)) < 0.6)
    )
    own[planted] = True
    return own


def job_slots(scale: Scale, firms: Firms) -> npt.NDArray[np.int32]:
    """The employer of each employment of the four years, in mixed order."""
    slots = np.repeat(np.arange(len(firms), dtype=np.int32), firms.jobs)
    scale.rng("slots").shuffle(slots)
    return slots
