"""A city's awards decided anew: only measures whose rule differs, and only the units that hold an award of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

import duckdb

from anye.rules.differ import Provision, provisions, rule_of
from anye.rules.evaluate import Outcome, outcomes
from anye.rules.facts import Reader
from anye.rules.policy import Policy
from anye.rules.program import Program, compile_rules
from anye.rules.redetermine import Award, Redetermination, day_of, due, redetermined
from anye.rules.resolve import Law, resolve

from .batch import Batch
from .gather import Row, gather

CHUNK = 20_000
"""Awards whose records are held at once."""


@dataclass(frozen=True)
class Asked:
    """A place, and what was known before and is known after; `measures` empty: all.

    An award granted after `before` was decided with what was known on its own day.
    """

    place: str
    before: dt.date
    after: dt.date
    measures: frozenset[str] = frozenset()


@dataclass
class Found:
    """What came out. `concerned` counts the awards of measures whose rule differs, by measure; `without_unit` those
    that don't say which record they were granted for, or whose record is gone; `mismatched` those whose recorded amount
    isn't the old answer's, where that can be told."""

    items: list[Redetermination] = field(default_factory=list)
    awards: int = 0
    concerned: dict[str, int] = field(default_factory=dict)
    without_unit: dict[str, int] = field(default_factory=dict)
    mismatched: int = 0

    def left_out(self, measure: str) -> None:
        self.without_unit[measure] = self.without_unit.get(measure, 0) + 1


Pair = tuple[Law, Law]
Progress = Callable[[str, int, int], None]


def redetermine(
    connection: duckdb.DuckDBPyConnection,
    policy: Policy,
    asked: Asked,
    *,
    everything: bool = False,
    progress: Progress = lambda what, done, of: None,
) -> Found:
    """Every award on record whose answer differs between the two states of knowledge, in order of its id.

    Each is judged on its own day, on the facts as they are recorded now, without itself and what was granted after it.
    `everything` decides all awards anew, also where no rule differs: the slow way, with the same result.
    """
    found, work = Found(), _Work(connection, policy, asked)
    awards = list(work.awards(found))
    found.awards = len(awards)
    todo: dict[str, list[tuple[Award, dt.date, Pair]]] = {}
    for award in awards:
        on = day_of(award, policy.measures[award.measure])
        pair = work.pair(on, award.granted_on)
        if everything or work.differs(pair, award.measure):
            todo.setdefault(award.measure, []).append((award, on, pair))
    found.concerned = {measure: len(items) for measure, items in sorted(todo.items())}
    total, done = sum(found.concerned.values()), 0
    for items in todo.values():
        for chunk in _chunks(items, CHUNK):
            progress("redetermining", done, total)
            work.decide(chunk, found)
            done += len(chunk)
    progress("redetermining", total, total)
    found.items.sort(key=lambda item: item.award.id)
    return found


def _chunks(
    items: list[tuple[Award, dt.date, Pair]], size: int
) -> Iterator[list[tuple[Award, dt.date, Pair]]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


class _Work:
    def __init__(self, connection: duckdb.DuckDBPyConnection, policy: Policy, asked: Asked):
        self.connection, self.policy, self.asked = connection, policy, asked
        self._pairs: dict[tuple[dt.date, dt.date], Pair] = {}
        self._programs: dict[tuple[object, str], Program] = {}
        self._rules: dict[tuple[object, str], tuple[object, ...]] = {}
        self._why: dict[tuple[object, object, str], tuple[Provision, ...]] = {}

    # --- what there is ---------------------------------------------------------------------------
    def awards(self, found: Found) -> Iterator[Award]:
        """The awards granted before the later state of knowledge, each with the record it was granted for."""
        query = "SELECT * FROM awards WHERE granted_on < ? ORDER BY id"
        cursor = self.connection.execute(query, [self.asked.after])
        names = [item[0] for item in cursor.description or ()]
        while rows := cursor.fetchmany(CHUNK):
            for values in rows:
                row = dict(zip(names, values, strict=True))
                measure = self.policy.measures.get(row["measure"])
                if measure is None or (self.asked.measures and measure.id not in self.asked.measures):
                    continue
                key = row.get(f"{measure.unit}_id")
                if key is None:
                    found.left_out(measure.id)
                    continue
                days = row["granted_on"], row["period_start"], row["period_end"]
                yield Award(row["id"], measure.id, measure.unit, key, *days, row["amount"])

    # --- what differs ----------------------------------------------------------------------------
    def pair(self, on: dt.date, granted_on: dt.date) -> Pair:
        """The law of a day as known when the award was decided, or at the first state of knowledge, and since."""
        key = (on, max(self.asked.before, granted_on))
        if key not in self._pairs:
            before, after = (
                resolve(self.policy, self.asked.place, on, known) for known in (key[1], self.asked.after)
            )
            self._pairs[key] = before, after
        return self._pairs[key]

    def differs(self, pair: Pair, measure: str) -> bool:
        before, after = (self._rule(law, measure) for law in pair)
        return before != after

    def _rule(self, law: Law, measure: str) -> tuple[object, ...]:
        key = (law.key, measure)
        if key not in self._rules:
            self._rules[key] = rule_of(law, measure)
        return self._rules[key]

    def _provisions(self, pair: Pair, measure: str) -> tuple[Provision, ...]:
        key = (pair[0].key, pair[1].key, measure)
        if key not in self._why:
            self._why[key] = provisions(*pair, measure)
        return self._why[key]

    # --- deciding --------------------------------------------------------------------------------
    def decide(self, items: list[tuple[Award, dt.date, Pair]], found: Found) -> None:
        """Appends the redeterminations of some awards of one measure."""
        batch = Batch(self.connection, self.policy.dictionary)
        keys = [award.key for award, _, _ in items]
        for program in {
            id(item): item for _, _, pair in items for item in self._both(pair, items[0][0])
        }.values():
            batch.fetch(program.shape, keys)
        for award, on, pair in items:
            source = _Before(batch, award)
            old, new = (self._outcome(law, award, source) for law in pair)
            if old is None or new is None:
                found.left_out(award.measure)
                continue
            payment = pair[1].rules[award.measure].measure.amount.kind == "payment"
            if payment and award.amount is not None and due(old) not in (None, award.amount):
                found.mismatched += 1
            item = redetermined(award, on, old, new, self._provisions(pair, award.measure), payment)
            if item is not None:
                found.items.append(item)

    def _both(self, pair: Pair, award: Award) -> Iterable[Program]:
        return [self._program(law, award.measure) for law in pair]

    def _program(self, law: Law, measure: str) -> Program:
        key = (law.key, measure)
        if key not in self._programs:
            self._programs[key] = compile_rules(law, law.rules[measure].measure.unit, [measure])
        return self._programs[key]

    def _outcome(self, law: Law, award: Award, source: _Before) -> Outcome | None:
        program = self._program(law, award.measure)
        data = gather(source, self.policy.dictionary, program.shape, award.key)
        if data is None:  # the record is no longer there: nothing to judge it by
            return None
        reader = Reader(self.policy.dictionary, program.shape, f"award:{award.id}")
        record = reader.read(data)
        return outcomes(_at(program, law), record, reader.certain)[0]


def _at(program: Program, law: Law) -> Program:
    """The program on the law's own day: laws of several days share one."""
    return program if program.law is law else replace(program, law=law)


class _Before:
    """A source without an award and those granted after it: what was on record when it was decided."""

    def __init__(self, source: Batch, award: Award):
        self.source, self.at = source, (award.granted_on, award.id)

    def row(self, record: str, key: int) -> Row | None:
        return self.source.row(record, key)

    def rows(self, record: str, column: str, key: int) -> list[Row]:
        found = self.source.rows(record, column, key)
        if record != "award":
            return found
        return [row for row in found if (row["granted_on"], row["id"]) < self.at]
