"""What everything is measured on: the policy on one day, and cities made once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import duckdb

from anye.city import build
from anye.rules.policy import load_policy
from anye.rules.resolve import Law, resolve
from anye.screening.tables import open_city

ON = dt.date(2022, 5, 20)
PLACE = "440783"
SEED = 1
THREADS = 2
EIGHT = (
    "bay-area-youth-allowance",
    "contest-award-top-up",
    "contribution-deferral",
    "domestic-firm-headcount-subsidy",
    "grassroots-employment-subsidy",
    "stabilisation-refund",
    "unemployment-benefit-extension",
    "veteran-hiring-subsidy",
)
POLICY = Path(__file__).parent.parent / "policy"


@lru_cache(1)
def law() -> Law:
    return resolve(load_policy(POLICY), PLACE, ON, ON)


@lru_cache(1)
def eight() -> Law:
    """The law of eight measures alone: those that were also written by hand, and whose timings are kept since then."""
    return replace(law(), rules={name: law().rules[name] for name in EIGHT})


def city(folder: Path, persons: int, employers: int | None = None, employments: int | None = None) -> Path:
    """The city's folder, made where it is not there yet."""
    at = folder / f"{persons}-{employers or 'few'}-{employments or 'usual'}"
    if not (at / "city.json").is_file():
        at.mkdir(parents=True, exist_ok=True)
        build(persons, SEED, at, employers=employers, employments=employments)
    return at


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    return open_city(folder, law().policy.dictionary, threads=THREADS)
