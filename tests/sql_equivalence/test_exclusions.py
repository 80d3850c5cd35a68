"""Exclusions over a city of ten thousand by DuckDB as by the kernel, claim by claim and to the fen, unknowns included.

Few people qualify for two things at once, so the city is made denser: second jobs, founders in work, veterans alleviated
from poverty, awards of all sorts, and facts left out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("numpy")

import duckdb
from tests.rules import packs
from tests.sql_equivalence import both

from anye import city as city_room
from anye.rules.collisions import contested
from anye.rules.evaluate import outcomes
from anye.rules.exclusion import Name, Settlement
from anye.rules.facts import Reader
from anye.rules.program import compile_rules
from anye.rules.resolve import Law, resolve
from anye.rules.types import unscaled
from anye.screening.engine import Screening, screen
from anye.screening.gather import Rows, gather
from anye.screening.one_by_one import OneByOne
from anye.screening.tables import open_city

ON = dt.date(2022, 5, 20)
PERSONS = 10_000
BLANKED = 0.02  # of the facts of those concerned


@pytest.fixture(scope="module")
def law() -> Law:
    return resolve(packs.real(), "440783", ON, ON)


@pytest.fixture(scope="module")
def tables(law: Law, tmp_path_factory: pytest.TempPathFactory) -> both.Tables:
    folder: Path = tmp_path_factory.mktemp("ten-thousand") / "city"
    city_room.build(PERSONS, 11, folder)
    found: both.Tables = {}
    with open_city(folder, law.policy.dictionary, threads=2) as connection:
        for record in law.policy.dictionary.records.values():
            cursor = connection.execute(f"SELECT * FROM {record.table} ORDER BY {record.key}")
            names = [item[0] for item in cursor.description or ()]
            found[record.table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    densify(law, found, Random(5))
    return found


def densify(law: Law, tables: both.Tables, random: Random) -> None:
    """Makes many qualify for what can't be had together, some of them not for certain."""
    employments, persons = tables["employments"], {row["id"]: row for row in tables["persons"]}
    firms = [row["id"] for row in tables["employers"] if row["kind"] == "enterprise"]
    young = [row for row in employments if row["start"] and row["start"] >= dt.date(2020, 6, 1)]
    for job in random.sample(young, min(700, len(young))):
        make_eligible(job, persons.get(job["person_id"]), random)
        if random.random() < 0.5:
            again(tables, job, random.choice([job["employer_id"], random.choice(firms)]))
    workers = [job["person_id"] for job in young if job["person_id"]]
    for venture in tables["ventures"]:
        if random.random() < 0.8:
            venture["person_id"] = random.choice(workers)
    for row in tables["certificates"]:
        row |= {"occupation": "cantonese-chef", "in_catalogue": True, "issued_on": dt.date(2022, 2, 1)}
    for person in random.sample(list(persons.values()), 150):
        person |= {"assistance_applied_on": dt.date(2022, 5, 10), "unemployment_registered": True}
    awards(law, tables, young, random)
    for job in young:
        blank(law, "employment", job, random)
        blank(law, "person", persons.get(job["person_id"]) or {}, random)


def make_eligible(job: dict[str, Any], person: dict[str, Any] | None, random: Random) -> None:
    """A hire for which several subsidies could be had."""
    if person is None:
        return
    start = random.choice([dt.date(2021, 4, 1), dt.date(2021, 6, 15), dt.date(2021, 9, 1)])
    job |= {"start": start, "end": dt.date(9999, 12, 31), "contract_start": start, "owner": False}
    job |= {"contract_end": dt.date(2025, 12, 31), "on_establishment": False}
    person |= {"education": "college", "graduated_on": dt.date(2020, 7, 1), "birth_date": dt.date(1996, 3, 3)}
    if random.random() < 0.6:
        person |= {"poverty_alleviated": True, "poverty_region": "guangdong"}
    if random.random() < 0.5:
        person |= {"veteran": True, "discharged_on": dt.date(2020, 12, 1)}


def again(tables: both.Tables, job: dict[str, Any], employer: int) -> None:
    """A second employment of the same person, insured as the first is."""
    key = len(tables["employments"]) + 1
    tables["employments"].append(job | {"id": key, "employer_id": employer})
    for row in [row for row in tables["contributions"] if row["employment_id"] == job["id"]]:
        tables["contributions"].append(row | {"id": len(tables["contributions"]) + 1, "employment_id": key})


def awards(law: Law, tables: both.Tables, jobs: list[dict[str, Any]], random: Random) -> None:
    """Awards of every excluded measure, of the quarter, of long ago or still running; some without an employer."""
    named = sorted({name for group in law.policy.exclusions.groups for name in group.measures})
    hiring = ["veteran-hiring-subsidy", "poverty-alleviated-hiring-subsidy"]
    blank_row = dict.fromkeys(tables["awards"][0])
    for job in random.sample(jobs, min(400, len(jobs))):
        start, end = random.choice(
            [(dt.date(2022, 1, 1), dt.date(2022, 1, 31)), (dt.date(2020, 1, 1), dt.date(2020, 3, 31)),
             (dt.date(2022, 5, 1), dt.date(2022, 5, 31)), (dt.date(2021, 1, 1), dt.date(2022, 12, 31))]
        )  # fmt: skip
        tables["awards"].append(
            blank_row | {"id": len(tables["awards"]) + 1, "measure": random.choice(random.choice([named, hiring])), "granted_on": end,
                         "period_start": start, "period_end": end, "person_id": job["person_id"],
                         "employer_id": random.choice([None, job["employer_id"], job["employer_id"]])}
        )  # fmt: skip


def blank(law: Law, record: str, row: dict[str, Any], random: Random) -> None:
    for spec in law.policy.dictionary.records[record].facts.values():
        if row and not spec.required and random.random() < BLANKED:
            row[spec.name] = None


@pytest.fixture(scope="module")
def screened(law: Law, tables: both.Tables) -> tuple[duckdb.DuckDBPyConnection, Screening]:
    connection = duckdb.connect(config={"threads": 2})
    both.store(connection, law.policy.dictionary, tables)
    return connection, screen(connection, law)


def by_sql(law: Law, connection: duckdb.DuckDBPyConnection, screening: Screening) -> dict[Name, Settlement]:
    names = {number: name for name, number in screening.settled.numbers.items()}
    found: dict[Name, Settlement] = {}
    for m, key, status, low, high, others, keys, award, anew in connection.execute(
        f"SELECT m, id, status, low, high, others, other_ids, award, again FROM {screening.settled.table}"
    ).fetchall():
        scale = 10 ** max(2 - law.rules[names[m]].measure.amount.type.places, 0)
        told = tuple(zip(others, keys, strict=True))
        high = None if high is None else high * scale
        found[names[m], key] = Settlement(status, low * scale, high, told, award, anew)
    return found


def by_kernel(
    law: Law, tables: both.Tables, connection: duckdb.DuckDBPyConnection, screening: Screening
) -> dict[Name, Settlement]:
    """Every unit with a claim, each with all that bears on it."""
    one = OneByOne(law, Rows(law.policy.dictionary, tables))
    found: dict[Name, Settlement] = {}
    seen: set[tuple[str, int]] = set()
    ids = {measure.id for measure in contested(law)}
    for unit, items in screening.plan.measures.items():
        alive = " OR ".join(f"{item.failed} = 0" for item in items if item.rule.measure.id in ids)
        if alive:
            query = f"SELECT id FROM {screening.tables[unit]} WHERE {alive} ORDER BY id"
            for (key,) in connection.execute(query).fetchall():
                if (unit, key) not in seen:
                    found |= one.settle([(unit, key)])
                    seen |= one.units
    return found


@pytest.fixture(scope="module")
def compared(
    law: Law, tables: both.Tables, screened: tuple[duckdb.DuckDBPyConnection, Screening]
) -> tuple[dict[Name, Settlement], dict[Name, Settlement]]:
    return by_sql(law, *screened), by_kernel(law, tables, *screened)


def test_every_claim_is_settled_alike(
    compared: tuple[dict[Name, Settlement], dict[Name, Settlement]],
) -> None:
    sql, kernel = compared
    differ = [(name, sql.get(name), kernel.get(name)) for name in sql.keys() | kernel.keys()]
    differ = sorted((item for item in differ if item[1] != item[2]), key=str)
    assert not differ, f"{len(differ)} of {len(kernel)} differ, the first: {differ[:3]}"


def test_the_city_has_claims_of_every_fate(
    law: Law, compared: tuple[dict[Name, Settlement], dict[Name, Settlement]]
) -> None:
    _, kernel = compared
    fates = Counter((found.status, found.again, found.award is not None) for found in kernel.values())
    for fate in (
        ("granted", False, False), ("granted", True, False), ("gives-way", False, False), ("gives-way", True, False),
        ("gives-way", False, True), ("open", False, False), ("open", True, False), ("open", False, True),
    ):  # fmt: skip
        assert fates[fate] > 0, (fate, fates)
    losers = {name[0] for name, found in kernel.items() if found.status == "gives-way"}
    assert len(losers) >= 7, losers


def test_what_a_start_up_is_left_is_what_it_would_get_once_the_hiring_subsidies_are_on_record(
    law: Law, tables: both.Tables, compared: tuple[dict[Name, Settlement], dict[Name, Settlement]]
) -> None:
    """Put on record what it was reckoned after, and determine it by itself."""
    _, kernel = compared
    measure = law.rules["startup-hiring-subsidy"].measure
    program = compile_rules(law, measure.unit, [measure.id])
    left = {
        name: found
        for name, found in kernel.items()
        if name[0] == measure.id and found.again and found.others
    }
    assert any(found.status == "granted" for found in left.values())
    for (_, employer), found in left.items():
        if found.status != "granted":
            continue
        rows = [
            {"measure": other, "granted_on": ON, "period_start": ON, "period_end": ON, "employment_id": job}
            for other, job in found.others
        ]
        blank_row = dict.fromkeys(tables["awards"][0])
        more = [blank_row | row | {"id": 10**6 + number} for number, row in enumerate(rows)]
        source = Rows(law.policy.dictionary, tables | {"awards": [*tables["awards"], *more]})
        data = gather(source, law.policy.dictionary, program.shape, employer)
        [outcome] = outcomes(program, Reader(law.policy.dictionary, program.shape).read(data))
        assert outcome.outcome == "yes"
        assert outcome.bounds is not None
        low, high = unscaled(found.low, 2), unscaled(found.high or 0, 2)
        if low == high:  # else one of the hires is not settled yet
            assert outcome.bounds == (low, high)
        else:
            assert outcome.bounds[0] is not None
            assert low <= outcome.bounds[0] <= high


def test_what_rests_on_more_records_than_are_looked_at_is_open(
    law: Law, tables: both.Tables, compared: tuple[dict[Name, Settlement], dict[Name, Settlement]]
) -> None:
    _, kernel = compared
    left = {name for name, found in kernel.items() if name[0] == "startup-hiring-subsidy" and found.again}
    jobs = Counter(row["employer_id"] for row in tables["employments"])
    measure, employer = max(left, key=lambda name: jobs[name[1]])
    one = OneByOne(law, Rows(law.policy.dictionary, tables), most=jobs[employer] - 1)
    found = one.settle([("employer", employer)])[measure, employer]
    assert (found.status, found.low, found.others) == ("open", 0, ())
