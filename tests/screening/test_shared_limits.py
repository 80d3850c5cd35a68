"""A limit that several units use up: granted in order until nothing is left, the last one in part, to the fen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.rules import packs
from tests.sql_equivalence import both

from anye.rules.policy import load_policy
from anye.rules.resolve import Law, resolve
from anye.screening.engine import screen
from anye.screening.gather import Rows
from anye.screening.one_by_one import OneByOne

ON = packs.ON
BONUS = "town/plan/measures/hiring-bonus.yaml"
CAP = """
firm_bonus_cap:
  label: [每企业上限, 每企業上限, cap a firm]
  type: decimal
  unit: yuan
  places: 2
  values:
    - {value: 1650.55, from: 2022-03-01, cite: {clause: 1.1.2, quote: 分别补助500元、800元、1200元}}
bonus_months:"""
LIMIT = """limits:
  - id: firm-cap
    label: [该企业未满额, 該企業未滿額, below the firm's cap]
    awards: firm.grants
    counting: amount
    within: ever
    at_most: firm_bonus_cap
    cite: {clause: 1.1.2, quote: 每人只补一次}
"""


def capped(to: Path) -> Law:
    """The small pack with a cap on what a firm gets for all its workers."""
    text = (packs.GOOD / "town/plan/parameters.yaml").read_text("utf-8")
    root = packs.copy(
        to,
        [
            {"file": "town/plan/parameters.yaml", "put": text.replace("\nbonus_months:", CAP)},
            {"file": BONUS, "find": "limits:\n", "put": LIMIT},
            {"file": "town/plan/exclusions.yaml", "put": "awards: grant\ngroups: []\n"},
        ],
    )
    return resolve(load_policy(root), packs.TOWN, ON, ON)


def tables(law: Law, workers: list[dict[str, Any]], grants: list[dict[str, Any]]) -> both.Tables:
    found: both.Tables = {}
    given = {"firm": [{"trade": "shop"}, {"trade": "shop"}], "worker": workers, "grant": grants}
    for record in law.policy.dictionary.records.values():
        blank = dict.fromkeys(both.columns(record))
        found[record.table] = [
            blank | row | {record.key: key} for key, row in enumerate(given.get(record.name, []), start=1)
        ]
    return found


def worker(grade: str | None, firm: int = 1) -> dict[str, Any]:
    return {"start": dt.date(2022, 1, 10), "end": dt.date(9999, 12, 31), "grade": grade, "firm_id": firm}


def settled(
    law: Law, found: both.Tables
) -> tuple[dict[int, tuple[str, int, int | None]], dict[int, tuple[str, int, int | None]]]:
    """What becomes of each worker's bonus, by SQL and by the kernel: status and bounds in fen."""
    with duckdb.connect() as connection:
        both.store(connection, law.policy.dictionary, found)
        screening = screen(connection, law)
        rows = connection.execute(f"SELECT id, status, low, high FROM {screening.settled.table}").fetchall()
        sql = {key: (status, low, high) for key, status, low, high in rows}
        one = OneByOne(law, Rows(law.policy.dictionary, found))
        kernel = one.settle([("worker", row["id"]) for row in found["workers"]])
        return sql, {key: (item.status, item.low, item.high) for (_, key), item in kernel.items()}


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    return capped(tmp_path_factory.mktemp("capped"))


def test_the_cap_is_used_up_in_order_and_the_last_is_paid_in_part(law: Law) -> None:
    found = tables(law, [worker("junior"), worker("middle"), worker("senior"), worker("junior", firm=2)], [])
    sql, kernel = settled(law, found)
    assert sql == kernel == {3: ("granted", 350_55, 350_55)}


def test_nothing_is_left_for_those_after_it(law: Law) -> None:
    found = tables(law, [worker("senior"), worker("middle"), worker("middle")], [])
    sql, kernel = settled(law, found)
    assert sql == kernel
    assert sql[2] == ("granted", 450_55, 450_55)
    assert sql[3][0] == "gives-way"


def test_what_was_granted_before_counts(law: Law) -> None:
    earlier = {
        "measure": "hiring-bonus", "amount": Decimal("900.05"), "firm_id": 1,
        "period_start": dt.date(2022, 4, 1), "period_end": dt.date(2022, 4, 1),
    }  # fmt: skip
    sql, kernel = settled(law, tables(law, [worker("junior"), worker("middle")], [earlier]))
    assert sql == kernel == {2: ("granted", 250_50, 250_50)}


def test_an_amount_that_is_not_known_leaves_those_after_it_open_between_sound_bounds(law: Law) -> None:
    sql, kernel = settled(law, tables(law, [worker(None), worker("senior")], []))
    assert sql == kernel
    status, low, high = sql[2]
    assert status == "open"
    assert low <= 450_55  # had the first been of the highest grade
    assert high is not None
    assert high >= 1150_55  # had it been of the lowest


def test_all_granted_amounts_add_up_to_no_more_than_the_cap(law: Law) -> None:
    grades = ["junior", "senior", "middle", "junior", "senior"]
    worth = {"junior": 500_00, "middle": 800_00, "senior": 1200_00}
    sql, kernel = settled(law, tables(law, [worker(grade) for grade in grades], []))
    assert sql == kernel
    paid = [
        sql[key][1] if sql.get(key, ("granted",))[0] == "granted" and key in sql else worth[grade]
        for key, grade in enumerate(grades, start=1)
        if sql.get(key, ("granted",))[0] == "granted"
    ]
    assert sum(paid) == 1650_55
