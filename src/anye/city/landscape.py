"""What a city has few of: start-up bases, schools, stations, agencies."""

from __future__ import annotations

import numpy as np

from . import names
from .days import OPEN, SNAPSHOT, Rows, day
from .firms import Firms
from .scale import Scale
from .schema import ENUMS, code
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


def fixtures(scale: Scale, firms: Firms, tables: Tables) -> Rows:
    """Writes bases, schools, stations and agencies; gives the agencies' employers."""
    rng = scale.rng("landscape")
    firm = np.flatnonzero((firms.kind == 0) & (firms.deregistered == OPEN))
    tables["bases"].add(
        {
            "operator_id": 1 + rng.choice(firm, len(BASES)),
            "name": _texts([name for name, *_ in BASES]),
            "kind": _codes("base_kind", [kind for _, kind, *_ in BASES]),
            "place": _codes("place", [place for _, _, place, _ in BASES]),
            "opened_on": day(2014, 1, 1) + rng.integers(0, 2200, len(BASES)),
            "seats": rng.integers(20, 120, len(BASES)).astype(np.int32),
            "named_in_notice": np.array([named for *_, named in BASES]),
            "recognised": Known(np.arange(len(BASES)) != 7, np.arange(len(BASES)) == 8),
        }
    )
    tables["schools"].add(
        {
            "name": _texts([name for name, _ in SCHOOLS]),
            "place": _codes("place", [place for _, place in SCHOOLS]),
            "vocational": np.ones(len(SCHOOLS), dtype=np.bool_),
            "free_assessment": np.array([True, True, True, True, False]),
        }
    )
    _stations(rng, firm, tables["stations"])
    return _agencies(rng, firms, tables["agencies"])


def _stations(rng: np.random.Generator, firm: Rows, table: Table) -> None:
    towns = np.repeat(np.arange(len(ENUMS["place"])), 2)
    home = np.arange(len(towns)) % 2 == 0
    # Sub-districts and the park are no villages. 街道与园区不属村（居）。
    urban = np.isin(towns, [code("place", name) for name in ("sanbu", "changsha", "cuishanhu")])
    places = names.PLACES.to_pylist()
    count = len(towns)
    table.add(
        {
            "operator_id": 1 + rng.choice(firm, count),
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
            "floor_area": lose(rng, rng.integers(60, 300, count), 0.04),
            "computers": lose(rng, rng.integers(0, 6, count), 0.04),
            "shops": lose(rng, rng.integers(0, 5, count), 0.04),
            "full_time_staff": lose(rng, rng.integers(0, 5, count), 0.04),
            "yearly_orders": lose(rng, rng.integers(300, 5_000, count), 0.04),
            "yearly_sales": lose(rng, rng.integers(300, 5_000, count) * 1_000_00, 0.04),
            "recognised": lose(rng, rng.random(count) < 0.7, 0.05),
        }
    )


def _agencies(rng: np.random.Generator, firms: Firms, table: Table) -> Rows:
    business = (
        (firms.kind == 0) & (firms.trade == code("trade", "business-service")) & (firms.deregistered == OPEN)
    )
    some = firms.dispatch | (rng.random(len(firms)) < 0.1)
    chosen = np.flatnonzero(business & some)
    if not len(chosen):
        chosen = np.flatnonzero(business | (np.arange(len(firms)) == firms.giant))[:1]
    words = names.firms(rng, firms.kind[chosen], firms.trade[chosen], firms.place[chosen])
    licensed = np.minimum(firms.registered[chosen] + rng.integers(20, 300, len(chosen)), SNAPSHOT - 10)
    unlicensed = rng.random(len(chosen)) < 0.1
    table.add(
        {
            "employer_id": 1 + chosen,
            "name": _texts([name.replace("企业管理", "人力资源服务") for name in words.to_pylist()]),
            "licensed_on": lose(rng, np.where(unlicensed, OPEN, licensed), 0.03),
            "commercial": lose(rng, rng.random(len(chosen)) < 0.9, 0.03),
        }
    )
    return chosen


def _texts(values: list[str]) -> Values:
    import pyarrow as pa

    return pa.array(values)


def _codes(enum: str, values: list[str]) -> Values:
    return np.array([code(enum, value) for value in values], dtype=np.int8)
