"""To the fen: where a peer's results differ from exact ones over the same city, by kind, with an example each.

Two comparisons. Over the values the peers were handed (missing facts replaced) all sides apply the same law to the
same numbers: what differs there can come from floats alone, and anything else stops the run. Over the facts as they
are, ours says "unknown" where a fact is missing; what a peer says there instead is counted.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from anye.rules.screen_sql import MeasureColumns
from bench.world import THREADS

from .errors import Unexplained
from .figures import figure
from .handed import given, open_facts, plan_measures, screen, screen_as_handed, table_of
from .subjects import rows
from .zen_engine import engine

CELL = 2.0**-23
"""The relative width of a 32-bit float: what its rounding can do to an amount."""


@dataclass
class Tally:
    """One measure: units, ours by outcome, `compared` entitled ones over the values handed over, and differences by
    kind, counted and each with an example."""

    measure: str
    unit: str
    units: int
    yes: int
    unknown: int
    compared: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    apart: float = 0.0  # the sum of amounts' differences, in yuan

    def note(self, kind: str, count: int, example: str) -> None:
        self.kinds[kind] = self.kinds.get(kind, 0) + count
        if count and kind not in self.examples:
            self.examples[kind] = example


def openfisca_differences(folder: Path) -> dict[str, Any]:
    from .openfisca_system import PERIOD, KaipingSystem, compute, results, simulate

    spec, plan = given(folder), plan_measures()
    tallies = []
    with open_facts(folder, THREADS) as connection:
        tables = {unit: table_of(unit) for unit in spec}
        simulation = simulate(KaipingSystem(spec), connection, tables, spec)
        compute(simulation)
        screen(connection, plan, "real")
        screen_as_handed(connection, folder, plan, "same")
        for unit, names in results().items():
            arrays: dict[str, Any] = {"id": simulation.populations[unit].ids}
            for name in names:
                arrays[name] = simulation.calculate(name, PERIOD)
                arrays[f"{name}_amount"] = simulation.calculate(f"{name}_amount", PERIOD).astype(np.float64)
            connection.register(f"peer_{unit}", pa.table(arrays))
            tallies += [_openfisca(connection, unit, item) for item in plan.measures[unit]]
    return {"measures": [asdict(item) for item in tallies]}


def _openfisca(connection: duckdb.DuckDBPyConnection, unit: str, spec: MeasureColumns) -> Tally:
    name, scale = spec.rule.measure.id.replace("-", "_"), _scale(spec)
    joined = f"real_{unit} r JOIN same_{unit} s USING (id) JOIN peer_{unit} p USING (id)"
    if name == "stabilisation_refund":
        joined += f" JOIN {table_of(unit)} f USING (id)"
    tally = Tally(name, unit, *_counts(connection, unit, spec))

    def note(kind: str, where: str, what: str) -> int:
        query = f"SELECT count(*), min_by({what}, id) FROM {joined} WHERE {where}"
        found = connection.execute(query).fetchall()[0]
        tally.note(kind, found[0], str(found[1]))
        return int(found[0])

    said = f"p.{name}"
    apart = f"s.{spec.outcome} IS DISTINCT FROM {said}"
    at_limit = _at_limit() if name == "stabilisation_refund" else "false"
    note("outcome, float at the limit", f"{apart} AND {at_limit}",
         f"'{unit} ' || id || ': ' || {_rate() if name == 'stabilisation_refund' else chr(39) * 2}")  # fmt: skip
    if bad := note("unexplained", f"{apart} AND NOT {at_limit}", f"'{unit} ' || id"):
        raise Unexplained(f"OpenFisca, {name}: {bad} outcomes, {tally.examples['unexplained']}")
    both, exact = f"s.{spec.outcome} AND {said}", f"s.{spec.low}"
    wrong = f"{both} AND round(p.{name}_amount * {scale}) <> {exact}"
    shown = f"'{unit} ' || id || ': exact ' || ({exact} / {scale}) || ', float ' || p.{name}_amount"
    far = f"abs(p.{name}_amount * {scale} - {exact}) > 1 + {exact} * {CELL}"
    if bad := note("unexplained", f"{wrong} AND {far}", shown):
        raise Unexplained(f"OpenFisca, {name}: {bad} amounts, {tally.examples['unexplained']}")
    # From 2^17 yuan on neighbouring 32-bit floats lie more than a fen apart.
    note("amount, beyond 32 bits", f"{wrong} AND {exact} >= 131072 * {scale}", shown)
    note("amount, product near half a fen", f"{wrong} AND {exact} < 131072 * {scale}", shown)
    tally.compared = connection.execute(f"SELECT count(*) FROM {joined} WHERE s.{spec.outcome}").fetchall()[
        0
    ][0]
    query = f"SELECT coalesce(sum(abs(p.{name}_amount - {exact} / {scale})), 0) FROM {joined} WHERE {wrong}"
    tally.apart = float(connection.execute(query).fetchall()[0][0])
    who = f"'{unit} ' || id"
    note("unknown, said yes", f"r.{spec.outcome} IS NULL AND {said}", who)
    note("unknown, said no", f"r.{spec.outcome} IS NULL AND NOT {said}", who)
    note("certain, said the opposite", f"r.{spec.outcome} <> {said} AND NOT {at_limit}", who)
    note(
        "amount open, one amount said",
        f"r.{spec.outcome} AND {said} AND r.{spec.low} IS DISTINCT FROM r.{spec.high}",
        who,
    )
    del tally.kinds["unexplained"]
    return tally


def _counts(connection: duckdb.DuckDBPyConnection, unit: str, spec: MeasureColumns) -> tuple[int, int, int]:
    by = f"count(*) FILTER ({spec.outcome}), count(*) FILTER ({spec.outcome} IS NULL)"
    found = connection.execute(f"SELECT count(*), {by} FROM real_{unit}").fetchall()[0]
    return found[0], found[1], found[2]


def _scale(spec: MeasureColumns) -> int:
    return int(10**spec.rule.measure.amount.type.places)


def _rate() -> str:
    return "(coalesce(f.layoff_rate_high, 10000) / 100) || '%'"


def _at_limit() -> str:
    """The layoff rate is exactly the ceiling that applies."""
    few, low, high = (
        figure(name) for name in ("small_insured_headcount", "small_insured_layoff_limit", "layoff_limit")
    )
    ceiling = (
        f"CASE WHEN f.insured_average_low <= {few * 100} THEN {int(low * 10000)} ELSE {int(high * 10000)} END"
    )
    return f"(coalesce(f.layoff_rate_high, 10000) = {ceiling})"


def zen_differences(folder: Path) -> dict[str, Any]:
    spec, plan, ready = given(folder), plan_measures(), engine()
    tallies = []
    with open_facts(folder, THREADS) as connection:
        screen(connection, plan, "real")
        screen_as_handed(connection, folder, plan, "same")
        for unit, facts in spec.items():
            real, same = rows(connection, unit, facts), rows(connection, unit, facts, defaults=True)
            for item in plan.measures[unit]:
                tally = Tally(item.rule.measure.id.replace("-", "_"), unit, *_counts(connection, unit, item))
                _zen_law(ready, tally, item, same, _results(connection, f"same_{unit}", item))
                _zen_missing(ready, tally, item, real, _results(connection, f"real_{unit}", item))
                tallies.append(tally)
    return {"measures": [asdict(item) for item in tallies]}


Result = tuple[bool | None, int | None, int | None]


def _results(connection: duckdb.DuckDBPyConnection, table: str, spec: MeasureColumns) -> dict[int, Result]:
    query = f"SELECT id, {spec.outcome}, {spec.low}, {spec.high} FROM {table}"
    return {row[0]: row[1:] for row in connection.execute(query).fetchall()}


def _zen_law(
    ready: Any, tally: Tally, spec: MeasureColumns, facts: list[dict[str, Any]], ours: dict[int, Result]
) -> None:
    """Over values with nothing missing: the same outcomes, and amounts to the fen."""
    for row in facts:
        outcome, low, _ = ours[row["id"]]
        said = ready.evaluate(tally.measure, row)["result"][tally.measure]
        if said["entitled"] is not outcome:
            raise Unexplained(f"ZEN, {tally.measure} of {row['id']}: {outcome} and {said['entitled']}")
        amount = said.get("amount")
        tally.compared += bool(outcome)
        wrong = outcome and (amount is None or round(amount * _scale(spec)) != low)
        tally.note("amount", bool(wrong), f"{tally.unit} {row['id']}: exact {low}, said {amount}")


def _zen_missing(
    ready: Any, tally: Tally, spec: MeasureColumns, facts: list[dict[str, Any]], ours: dict[int, Result]
) -> None:
    """Over facts as they are, null where unknown."""
    words = {True: "yes", False: "no", None: "unknown"}
    for row in facts:
        outcome, low, high = ours[row["id"]]
        said: Any
        try:
            said = ready.evaluate(tally.measure, row)["result"][tally.measure]
            answer = {True: "yes", False: "no", None: "null"}[said.get("entitled")]
        except RuntimeError:
            said, answer = {}, "an error"
        who = f"{tally.unit} {row['id']}"
        if outcome and low != high and answer == "an error":
            tally.note("amount open, said an error", 1, who)
        elif answer != words[outcome]:
            tally.note(f"{'unknown' if outcome is None else 'certain'}, said {answer}", 1, who)
        elif outcome and low != high:
            kind = "no amount said" if said.get("amount") is None else "one amount said"
            tally.note(f"amount open, {kind}", 1, who)
