"""ZEN's side: an engine with the graphs loaded beforehand, one case with and without trace, and a small population."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zen

from anye.rules.facts import Reader
from anye.rules.program import Program, compile_rules
from anye.screening.gather import Rows, gather
from bench.fen import tables_of
from bench.one_case import SIZES, Run, best_of, prepared
from bench.timing import microseconds_in_turns, take_turns
from bench.whole import peak
from bench.world import THREADS, connect, eight, law

from .errors import Unexplained
from .handed import Given, given, load_facts, plan_measures, screen
from .subjects import derived, rows
from .zen_measures import BUILDERS, graph


def engine() -> zen.ZenEngine:
    """The graphs of all units and of each measure, compiled once by ZEN's static loader: its fastest way by far."""
    content = {unit: graph(unit) for unit in BUILDERS}
    content |= {name: graph(unit, [name]) for unit, names in BUILDERS.items() for name in names}
    return zen.ZenEngine({"loader": {"type": "static", "content": content}})


def one_case(folder: Path, loops: int) -> dict[str, Any]:
    """Microseconds of each unit and size, measure by measure of what is compared."""
    ready, spec = engine(), given(folder)
    found = [
        _one_case(ready, spec[program.unit], program, size, subject, loops)
        for program, size, subject in prepared(eight())
    ]
    return {"cases": found, "gigabytes": peak() / 2**30}


def _one_case(
    ready: zen.ZenEngine,
    spec: tuple[Given, ...],
    program: Program,
    size: str,
    subject: dict[str, Any],
    loops: int,
) -> dict[str, Any]:
    unit, show, facts = program.unit, program.show, derived(program.unit, subject, spec)
    record, _, run = best_of(program, subject)
    _same(program, run(record), ready.evaluate(unit, facts)["result"])
    decision = ready.create_decision(json.dumps(graph(unit)))
    few, many = max(1, loops // 10), max(1, loops // (SIZES[size] + 1))
    reader = Reader(law().policy.dictionary, program.shape)
    times = microseconds_in_turns(
        {
            "ours_trace": (lambda: show(run(record)), many),
            "zen_trace": (lambda: ready.evaluate(unit, facts, {"trace": True}), few),
            "ours_flat": (lambda: run(record), many),
            "zen_flat": (lambda: ready.evaluate(unit, facts), few),
            "ours_read": (lambda: show(run(reader.read(subject))), max(1, many // 10)),
            "zen_decision": (lambda: decision.evaluate(facts, {"trace": True}), max(1, few // 10)),
        }
    )
    return {"unit": unit, "size": size, "measures": len(program.plans), **times}


def _same(program: Program, flat: tuple[Any, ...], said: dict[str, Any]) -> None:
    for plan in program.plans:
        ours, theirs = flat[plan.outcome], said[plan.measure.id.replace("-", "_")]["entitled"]
        if ours is not theirs:
            raise Unexplained(f"one case, {plan.measure.id}: {ours} and {theirs}")


def population(folder: Path) -> dict[str, Any]:
    """Seconds for all units of a city: ZEN one by one and in batches, ours in Python one by one and in DuckDB."""
    ready = engine()
    with load_facts(folder, THREADS) as connection:
        contexts = {
            unit: rows(connection, unit, facts, defaults=True) for unit, facts in given(folder).items()
        }
        plan = plan_measures()
        sql = take_turns({"sql": lambda: screen(connection, plan, "plain")})["sql"]
    batches = [[{"key": unit, "context": item} for item in items] for unit, items in contexts.items()]

    def one_by_one() -> None:
        for unit, items in contexts.items():
            for item in items:
                ready.evaluate(unit, item)

    def in_batches() -> None:
        for batch in batches:
            ready.evaluate_batch(batch)

    sides = {"zen": one_by_one, "zen_batch": in_batches, "python": _in_python(folder)}
    seconds = take_turns(sides, rounds=1)
    units = sum(map(len, contexts.values()))
    return {"units": units, "seconds": seconds | {"sql": sql}, "gigabytes": peak() / 2**30}


def _in_python(folder: Path) -> Callable[[], None]:
    """All units one by one, records read beforehand; each with the faster program where it may be used."""
    ready: list[tuple[Run, list[Any]]] = []
    with connect(folder) as connection:
        source = Rows(law().policy.dictionary, tables_of(connection))
        for unit in BUILDERS:
            program = compile_rules(eight(), unit)
            table = law().policy.dictionary.records[unit].table
            reader = Reader(law().policy.dictionary, program.shape)
            keys = [row[0] for row in connection.execute(f"SELECT id FROM {table}").fetchall()]
            records = [
                reader.read(gather(source, law().policy.dictionary, program.shape, key)) for key in keys
            ]
            ready.append((program.bind(law().on), records))

    def run() -> None:
        for program, records in ready:
            for record in records:
                program(record)

    return run
