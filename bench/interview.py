"""The interview: how many questions until every measure is settled, in our order, in Publicodes' and in the file's.

Publicodes is re-implemented from its description: each question that a target still misses is counted, first by how
many targets miss it, then by how often it is missing among all of them; the one that counts most is asked. All
orders know the same: a question that can't change any answer any more is not put, but for plain file order.

`python -m bench.interview [PERSONS]` prints the section by itself.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from anye.rules import ir
from anye.rules.ask import Open, Planner
from anye.rules.facts import Reader
from anye.rules.interview import Form, form_of
from anye.rules.reach import reach
from anye.rules.registers_answer import register_answers
from anye.screening.gather import Memo, Rows, gather

from .section import Section, at_most, table
from .world import THREADS, city, connect, law

PERSONS = 10_000
COMPARED = 500
PUBLICODES = "Publicodes' rule"
Held = dict[str, ir.Value]
Choose = Callable[[Planner, Held, list[str]], str | None]


@dataclass(frozen=True)
class Order:
    """Questions put to each person in one order; `seconds` for all of them, on one core."""

    name: str
    counts: tuple[int, ...]
    seconds: float

    @property
    def median(self) -> float:
        return statistics.median(self.counts)

    @property
    def mean(self) -> float:
        return statistics.mean(self.counts)


@dataclass(frozen=True)
class Interviews:
    """`different`: persons one of whose answers differs from that of having told everything; must be none."""

    persons: int
    measures: int
    questions: int
    different: int
    orders: tuple[Order, ...]

    @property
    def every(self) -> int:
        """Of so many persons one was compared."""
        return max(1, self.persons // COMPARED)


@lru_cache(1)
def form() -> Form:
    return form_of(law(), "person")


def measure_interviews(folder: Path, persons: int = PERSONS) -> Interviews:
    """Over persons of a city, drawn evenly, who answer what the registers know of them."""
    knows = list(_knowledge(folder, persons))
    parts = [knows[start::THREADS] for start in range(THREADS)]
    orders = []
    for name in ORDERS:
        with ProcessPoolExecutor(THREADS) as pool:
            found = list(pool.map(_run, [name] * THREADS, parts))
        counts = tuple(count for part in found for count in part[0])
        orders.append(Order(name, counts, sum(part[1] for part in found)))
    planner = Planner(form())
    different = sum(_differs(planner, held) for held in knows[:: max(1, len(knows) // COMPARED)])
    return Interviews(len(knows), len(form().program.plans), len(form().questions), different, tuple(orders))


def _run(name: str, people: list[Held]) -> tuple[list[int], float]:
    planner, count = Planner(form()), ORDERS[name]
    begin = time.perf_counter()
    return [count(planner, held) for held in people], time.perf_counter() - begin


# --- the orders ----------------------------------------------------------------------------------
def _converse(planner: Planner, held: Held, choose: Choose) -> tuple[int, Held]:
    known: Held = dict(planner.presumed)
    asked = list(known)
    while (name := choose(planner, known, asked)) is not None:
        asked.append(name)
        if name in held:
            known[name] = held[name]
    return len(asked) - len(planner.presumed), known


def _ours(planner: Planner, known: Held, asked: list[str]) -> str | None:
    return planner.next(known, asked)


def _publicodes(planner: Planner, known: Held, asked: list[str]) -> str | None:
    opened = planner.open(known)
    left = planner.candidates(opened, set(asked))
    targets, mentions = Counter[str](), Counter[str]()
    for item in opened:
        targets.update(item.names)
        for part in _parts(item):
            mentions.update(part)
    return max(left, key=lambda n: (targets[n], mentions[n], -planner.place[n])) if left else None


def _parts(item: Open) -> Iterator[tuple[str, ...]]:
    yield from (part.names for _, part in item.conditions)
    if item.amount is not None:
        yield item.amount.names


def _file_skipping(planner: Planner, known: Held, asked: list[str]) -> str | None:
    return next(iter(planner.candidates(planner.open(known), set(asked))), None)


def _file(planner: Planner, held: Held) -> int:
    """Every question in the order of the file until nothing is open any more: once settled, settled for good."""
    names = [name for name in planner.form.questions if name not in planner.presumed]

    def settled(count: int) -> bool:
        known = planner.presumed | {name: held[name] for name in names[:count] if name in held}
        return not planner.candidates(planner.open(known), {*names[:count], *planner.presumed})

    low, high = 0, len(names)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if settled(middle) else (middle + 1, high)
    return low


ORDERS: dict[str, Callable[[Planner, Held], int]] = {
    "Anye": lambda planner, held: _converse(planner, held, _ours)[0],
    PUBLICODES: lambda planner, held: _converse(planner, held, _publicodes)[0],
    "file order": _file,
    "file order, skipping what can't change anything": lambda planner, held: _converse(
        planner, held, _file_skipping
    )[0],
}


def _differs(planner: Planner, held: Held) -> bool:
    """Whether an answer at the end of the interview isn't the one of having told everything."""
    told = planner.flat(_converse(planner, held, _ours)[1])
    whole = planner.flat(planner.presumed | held)
    return any(_answer(plan, told) != _answer(plan, whole) for plan in planner.form.program.plans)


def _answer(plan: Any, flat: tuple[Any, ...]) -> tuple[Any, ...]:
    refused = flat[plan.outcome] is False
    return (False,) if refused else (flat[plan.outcome], flat[plan.low], flat[plan.high])


# --- who is asked --------------------------------------------------------------------------------
def _knowledge(folder: Path, persons: int) -> Iterator[Held]:
    """What the registers know of each person, and of the latest record of each kind."""
    dictionary = law().policy.dictionary
    with connect(folder) as connection:
        tables = {}
        for record in dictionary.records.values():
            cursor = connection.execute(f"SELECT * FROM {record.table}")
            names = [item[0] for item in cursor.description or ()]
            tables[record.table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    source, ways = Rows(dictionary, tables), reach(dictionary, "person")
    units = sorted({rule.measure.unit for rule in law().rules.values()} & set(ways))
    readers = {unit: register_answers(form(), law(), unit) for unit in units}
    memos: dict[str, Memo] = {unit: {} for unit in units}
    rows = tables[dictionary.records["person"].table]
    for row in rows[:: max(1, len(rows) // persons)][:persons]:
        held: Held = {}
        for unit in units:
            key = row["id"] if unit == "person" else _latest(source, unit, ways[unit], row["id"])
            if unit != "person":
                held[f"has.{unit}"] = key is not None
            reader = readers[unit]
            if key is None or reader is None:
                continue
            shape = reader.program.shape
            held |= reader.of(
                Reader(dictionary, shape).read(gather(source, dictionary, shape, key, memos[unit]))
            )
        yield held


def _latest(source: Rows, unit: str, path: tuple[str, ...], key: int) -> int | None:
    (link,) = path
    found = source.rows(unit, f"{link}_id", key)
    return max((row["id"] for row in found), default=None)


# --- the section ---------------------------------------------------------------------------------
def interview_section(found: Interviews) -> Section:
    ours, rule, plain, skipping = found.orders
    rows = [
        [
            order.name,
            f"{order.median:g}",
            f"{order.mean:.1f}",
            str(max(order.counts)),
            f"{ours.median / order.median:.2f} ×",
            f"{order.seconds / found.persons * 1e3:.0f} ms",
        ]
        for order in found.orders
    ]
    head = ["order", "questions, median", "mean", "most", "ours is", "a whole interview"]
    text = f"""## The interview

{found.persons:,} persons of a made-up city answer what the registers know of them, until all {found.measures} measures \
for persons are settled; the form has {found.questions} questions. Of one record of each kind (the latest job, \
certificate, …) is asked. Publicodes' rule is re-implemented from its description, over the same residuals: it asks first \
what most targets still miss. No order is given odds; ours takes it that yes is rarer than no. Plain file order puts every \
question until nothing is open; skipping, it leaves out those that can't change anything any more.

{table(head, rows)}
Of one person in {found.every} the answers at the end were compared with those of having told everything: \
**{found.different}** differ.
"""
    lines = (
        at_most("interview: questions ÷ asking in file order", ours.median / plain.median, 0.6, "{:.2f} ×"),
        at_most(
            "interview: questions ÷ file order, skipping what is settled",
            ours.median / skipping.median,
            0.6,
            "{:.2f} ×",
        ),
        at_most("interview: questions ÷ Publicodes' rule", ours.median / rule.median, 1, "{:.2f} ×"),
    )
    return Section(text, lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        number = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
        print(
            interview_section(measure_interviews(city(Path(temporary), max(number * 2, 2_000)), number)).text
        )
