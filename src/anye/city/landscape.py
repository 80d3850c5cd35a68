"""What else a city has that later rooms need: start-up bases, schools, stations, agencies."""

from __future__ import annotations

import numpy as np

from . import names
from .days import OPEN, SNAPSHOT, Flags, day
from .firms import Firms
from .people import People
from .scale import Scale
from .schema import ENUMS, code
from .work import Jobs
from .write import Known, Table, Tables, Values, lose

# Name, kind, town, whether the notice names it. The towns of the last six are assumed, as are those bases.
BASES = (
    ("龙胜小微双创新能源汽配园", "incubator", "longsheng", True),
    ("江门开平市文旅创业孵化基地（江门开平市农村电商产业园）", "incubator", "tangkou", True),
    ("粤港澳大湾区海外青年创业基地", "youth-platform", "changsha", True),
    ("侨青示范创业基地", "youth-platform", "chikan", True),
    ("水口水暖卫浴创业孵化基地", "incubator", "shuikou", False),
    ("三埠众创空间", "incubator", "sanbu", False),
    ("翠山湖创业孵化基地", "incubator", "cuishanhu", False),
    ("长沙青年创业孵化基地", "incubator", "changsha", False),
    ("月山镇创业孵化基地", "incubator", "yueshan", False),
)
SCHOOLS = (("开平市第一职业技术学校", "changsha"), ("开平市第二职业技术学校", "sanbu"), ("开平市技工学校", "shuikou"),
           ("开平市机电职业学校", "changsha"), ("开平市旅游职业学校", "tangkou"))  # fmt: skip
TENANTS = 0.0015  # of the employers; assumed
CERTIFIED = 0.5  # of the students of vocational and technical schools; assumed


def fixtures(scale: Scale, firms: Firms, tables: Tables) -> None:
    """Writes bases, schools, stations and agencies."""
    rng = scale.rng("landscape")
    tables["bases"].add(
        {
            "name": _texts([name for name, *_ in BASES]),
            "kind": _codes("base_kind", [kind for _, kind, *_ in BASES]),
            "place": _codes("place", [place for _, _, place, _ in BASES]),
            "opened_on": day(2014, 1, 1) + rng.integers(0, 2200, len(BASES)),
            "seats": rng.integers(20, 120, len(BASES)).astype(np.int32),
            "named_in_notice": np.array([named for *_, named in BASES]),
        }
    )
    tables["schools"].add(
        {
            "name": _texts([name for name, _ in SCHOOLS]),
            "place": _codes("place", [place for _, place in SCHOOLS]),
            "free_assessment": np.array([True, True, True, True, False]),
        }
    )
    _stations(rng, tables["stations"])
    _agencies(rng, firms, tables["agencies"])


def _stations(rng: np.random.Generator, table: Table) -> None:
    towns = np.repeat(np.arange(len(ENUMS["place"])), 2)
    home = np.arange(len(towns)) % 2 == 0
    # Sub-districts and the park are no villages. 街道与园区不属村（居）。
    urban = np.isin(towns, [code("place", name) for name in ("sanbu", "changsha", "cuishanhu")])
    places = names.PLACES.to_pylist()
    table.add(
        {
            "name": _texts(
                [
                    f"{places[town]}{'“邑理家”南粤家政服务站' if of_home else '农村电商基层示范站'}"
                    for town, of_home in zip(towns, home, strict=True)
                ]
            ),
            "kind": np.where(
                home, code("station_kind", "domestic-service"), code("station_kind", "rural-ecommerce")
            ),
            "place": towns,
            "opened_on": day(2020, 1, 1) + rng.integers(0, 860, len(towns)),
            "in_village": lose(rng, ~urban & (rng.random(len(towns)) < 0.8), 0.06),
        }
    )


def _agencies(rng: np.random.Generator, firms: Firms, table: Table) -> None:
    business = (
        (firms.kind == 0) & (firms.trade == code("trade", "business-service")) & (firms.deregistered == OPEN)
    )
    some = firms.dispatch | (rng.random(len(firms)) < 0.1)
    chosen = np.flatnonzero(business & some)
    if not len(chosen):
        chosen = np.flatnonzero(business | (np.arange(len(firms)) == firms.giant))[:1]
    words = names.firms(rng, firms.kind[chosen], firms.trade[chosen], firms.place[chosen])
    licensed = np.minimum(firms.registered[chosen] + rng.integers(20, 900, len(chosen)), SNAPSHOT - 10)
    brought = rng.integers(0, 400, len(chosen)) * (rng.random(len(chosen)) < 0.4)
    table.add(
        {
            "employer_id": 1 + chosen,
            "name": _texts([name.replace("企业管理", "人力资源服务") for name in words.to_pylist()]),
            "licensed_on": licensed,
            "workers_brought": lose(rng, brought.astype(np.int32), 0.05),
        }
    )


def tenants(
    scale: Scale, chunk: int, people: People, jobs: Jobs, firms: Firms, owner: Flags
) -> dict[str, Values]:
    """The chunk's owners of young firms who sit, or sat, in a base."""
    rng = scale.rng("landscape", 1 + chunk)
    low, high = scale.share(max(40, round(scale.employers * TENANTS)), chunk)
    young = firms.registered[jobs.employer] > day(2018, 1, 1)
    rows = np.sort(rng.permutation(np.flatnonzero(owner & young))[: high - low])
    joined = np.minimum(jobs.start[rows] + rng.integers(0, 60, len(rows)), SNAPSHOT - 1)
    stay = rng.integers(120, 900, len(rows))
    left = np.where(joined + stay < SNAPSHOT, joined + stay, OPEN)
    grown = (left != OPEN) & (stay >= 365) & (rng.random(len(rows)) < 0.7)
    return {
        "base_id": rng.integers(1, len(BASES) + 1, len(rows)),
        "employer_id": 1 + jobs.employer[rows],
        "person_id": people.first + jobs.person[rows],
        "joined_on": joined,
        "left_on": left,
        "incubated_successfully": Known(grown, left == OPEN),
    }


def students(scale: Scale, chunk: int, people: People) -> dict[str, Values]:
    """The chunk's students of vocational and technical schools who passed an assessment."""
    rng = scale.rng("students", chunk)
    age = (SNAPSHOT - people.birth) / 365.25
    skilled = (people.education == code("education", "vocational")) | (
        people.education == code("education", "technical")
    )
    may = skilled & (age >= 16) & (age < 20.5) & (people.died == OPEN)
    who = np.flatnonzero(may & (rng.random(len(people)) < CERTIFIED))
    return {
        "school_id": rng.integers(1, len(SCHOOLS) + 1, len(who)),
        "person_id": people.first + who,
        "certificate": rng.integers(0, 2, len(who)),
        "certified_on": lose(rng, SNAPSHOT - rng.integers(5, 500, len(who)), 0.02),
        "free_assessment": lose(rng, rng.random(len(who)) < 0.85, 0.03),
    }


def _texts(values: list[str]) -> Values:
    import pyarrow as pa

    return pa.array(values)


def _codes(enum: str, values: list[str]) -> Values:
    return np.array([code(enum, value) for value in values], dtype=np.int8)
