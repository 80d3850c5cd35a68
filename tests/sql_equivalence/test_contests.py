"""Contests at random, settled by DuckDB as by the kernel: bounds, pairs that may collide, limits that may leave more."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

pytest.importorskip("duckdb")

import duckdb
from tests.rules import packs

from anye.rules.collisions import Collisions, contested
from anye.rules.exclusion import MOST, Capacity, Claim, Contest
from anye.rules.resolve import resolve
from anye.rules.screen_sql import plan_screening
from anye.screening.exclusion_sql import Entry, Writer

ON = dt.date(2022, 5, 20)
LAW = resolve(packs.real(), "440783", ON, ON)
BY_CHOICE = {
    "largest": "veteran-hiring-subsidy",
    "first": "unemployment-benefit",
    "applicant": "domestic-firm-loan",
}
STEPS = ("contestants", "contests", "sets", "possible", "verdicts")


@pytest.fixture(scope="module")
def writer() -> Writer:
    plan = plan_screening(LAW, BY_CHOICE.values())
    spots = {c.rule.measure.id: (unit, c) for unit, items in plan.measures.items() for c in items}
    entries = [
        Entry(number, spots[measure.id][0], "nowhere", spots[measure.id][1])
        for number, measure in enumerate(contested(LAW))
        if measure.id in spots
    ]
    rules = Collisions(LAW).rules
    assert {choice: rules[measure] for choice, measure in BY_CHOICE.items()} == {c: c for c in BY_CHOICE}
    return Writer(LAW, tuple(entries), ())


def at_random(random: Random, measure: str, choice: str) -> Contest:
    """A contest whose claims hang together: each but the first collides, or may, with an earlier one."""
    count = random.choice([2, 2, 3, 3, 4, 5, MOST, MOST + 2])
    claims, edges, maybe = [], set(), set()
    for place in range(count):
        low = random.randint(0, 4)
        high = random.choice([None, low, low, low + random.randint(0, 3)])
        claims.append(Claim(measure, place, random.random() < 0.6, low, high))
        for other in range(place):
            if random.random() < 0.4 or (other == place - 1):
                (edges if random.random() < 0.7 else maybe).add((other, place))
    capacities = []
    if count > 2 and random.random() < 0.4:
        members = frozenset(random.sample(range(count), random.randint(2, count)))
        low = random.randint(0, len(members) - 1)
        capacities.append(Capacity(members, low, random.choice([None, low, low + 1])))
    return Contest(tuple(claims), frozenset(edges), frozenset(maybe), tuple(capacities), choice)


def lay_out(connection: duckdb.DuckDBPyConnection, contests: list[Contest], numbers: dict[str, int]) -> None:
    """The contests as the tables that the queries read, one after the other."""
    live, edges, capacities, first = [], [], [], 1
    for contest in contests:
        for place, item in enumerate(contest.claims):
            live.append((first + place, numbers[item.measure], item.certain, item.low, item.high))
        edges += [(first + a, first + b, True, False) for a, b in sorted(contest.edges)]
        edges += [(first + a, first + b, False, False) for a, b in sorted(contest.maybe)]
        for limit in contest.capacities:
            members = [first + place for place in sorted(limit.members)]
            capacities.append((len(capacities) + 1, members, limit.low, limit.high))
        first += len(contest.claims)
    connection.execute("CREATE TABLE live (n BIGINT, m INT, certain BOOLEAN, low BIGINT, high BIGINT)")
    connection.executemany("INSERT INTO live VALUES (?, ?, ?, ?, ?)", live)
    connection.execute("CREATE TABLE edges (a BIGINT, b BIGINT, sure BOOLEAN, remainder BOOLEAN)")
    connection.executemany("INSERT INTO edges VALUES (?, ?, ?, ?)", edges)
    connection.execute("CREATE TABLE capacities (cap BIGINT, members BIGINT[], low BIGINT, high BIGINT)")
    if capacities:
        connection.executemany("INSERT INTO capacities VALUES (?, ?, ?, ?)", capacities)


@pytest.mark.parametrize("seed", range(4))
def test_every_contest_comes_out_alike(seed: int, writer: Writer) -> None:
    random = Random(seed)
    contests = [
        at_random(random, measure, choice)
        for choice, measure in (random.choice(list(BY_CHOICE.items())) for _ in range(150))
    ]
    with duckdb.connect(config={"threads": 1}) as connection:
        lay_out(connection, contests, {entry.measure.id: entry.number for entry in writer.entries})
        for step in STEPS:
            connection.execute(f"CREATE TABLE {step} AS {getattr(writer, step)()}")
        told = {
            n: (status, others)
            for n, status, others in connection.execute("SELECT * FROM verdicts").fetchall()
        }
    first, statuses = 1, set()
    for contest in contests:
        for place, verdict in enumerate(contest.verdicts()):
            wanted = (verdict.status, [first + other for other in verdict.to])
            assert told[first + place] == wanted, (contest, place)
            statuses.add(verdict.status)
        first += len(contest.claims)
    assert statuses == {"granted", "gives-way", "open"}
