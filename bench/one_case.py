"""One case: measures over one subject a unit, as a flat trace and as dictionaries."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from anye.rules.cases import Case, read_cases
from anye.rules.errors import AnyeError, Problems
from anye.rules.facts import Reader
from anye.rules.program import UNDEFINED, Flat, Program, compile_rules
from anye.rules.resolve import Law

from .timing import microseconds
from .world import eight, law

LOOPS = 10_000
SIZES = {"no records": 0, "3 workers": 3, "40 workers": 40}


@dataclass(frozen=True)
class OneCase:
    """Microseconds for all measures of a unit; `scope`: of the eight, or of all. `certain`: the faster program for a subject with nothing missing."""

    scope: str
    unit: str
    size: str
    measures: int
    values: int
    general: float
    certain: float
    shown: float


def measure_cases(loops: int = LOOPS) -> Iterator[OneCase]:
    """Each unit with subjects of each size; a person and an employment have no workers, but records or none."""
    for scope, rules in (("eight", eight()), ("all", law())):
        for program, size, subject in prepared(rules):
            yield _measure(scope, program, subject, size, max(1, loops // (SIZES[size] + 1)))


def prepared(rules: Law) -> Iterator[tuple[Program, str, dict[str, Any]]]:
    """Each unit's program with a subject of each size."""
    problems = Problems()
    cases = read_cases(law().policy, problems)
    problems.raise_if_any(AnyeError)
    for unit in sorted({rule.measure.unit for rule in rules.rules.values()}):
        program = compile_rules(rules, unit)
        for size, workers in SIZES.items():
            yield program, size, _subject(cases, program, workers)


Run = Callable[[Any], Flat]


def best_of(program: Program, subject: dict[str, Any]) -> tuple[Any, Run, Run]:
    """The subject's record, the program for any facts, and the faster one where the subject allows it."""
    reader = Reader(program.law.policy.dictionary, program.shape)
    record = reader.read(subject)
    general, certain = program.bind(program.law.on), program.bind_certain(program.law.on)
    best = certain if reader.certain and _defined(certain, record) else general
    assert best(record) == general(record)
    return record, general, best


def _measure(scope: str, program: Program, subject: dict[str, Any], size: str, loops: int) -> OneCase:
    record, general, best = best_of(program, subject)
    show, flat = program.show, general(record)
    slow, fast = microseconds(lambda: general(record), loops), microseconds(lambda: best(record), loops)
    shown = microseconds(lambda: show(best(record)), loops)
    return OneCase(scope, program.unit, size, len(program.plans), len(flat), slow, fast, shown)


def _defined(certain: Callable[[Any], Any], record: Any) -> bool:
    """Whether the faster program has an answer: without any month insured, say, a rate is undefined."""
    try:
        certain(record)
    except UNDEFINED:
        return False
    return True


def _subject(cases: list[Case], program: Program, workers: int) -> dict[str, Any]:
    """Facts of entitled cases of the unit's measures together, with so many workers; with none, all lists are empty."""
    data: dict[str, Any] = {}
    for plan in program.plans:
        facts = next(
            (
                case.facts
                for case in cases
                if case.measure == plan.measure.id and case.expect["outcome"] == "yes"
            ),
            {},
        )
        for name, value in facts.items():
            data[name] = (
                {**value, **data.get(name, {})} if isinstance(value, dict) else _fuller(data.get(name), value)
            )
    _complete(data, program, program.unit)
    if workers == 0:
        _empty(data)
    for owner in (data, data.get("employer")):
        if isinstance(owner, dict) and owner.get("employments"):
            owner["employments"] = [copy.deepcopy(owner["employments"][0]) for _ in range(workers)]
    return data


def _fuller(have: Any, other: Any) -> Any:
    """Of two lists of records the first, its records with what those of the other say besides (contributions, say)."""
    if isinstance(have, list) and isinstance(other, list) and have and other:
        return [{**other[0], **record} for record in have]
    return other if have is None else have


def _complete(data: dict[str, Any], program: Program, unit: str) -> None:
    """Lists that no case gives are known to be empty, not unknown."""
    for name, link in program.law.policy.dictionary.records[unit].links.items():
        if link.many:
            data.setdefault(name, [])
        elif isinstance(data.get(name), dict):
            _complete(data[name], program, link.to)


def _empty(data: dict[str, Any]) -> None:
    for name, value in data.items():
        if isinstance(value, list):
            data[name] = []
        elif isinstance(value, dict):
            _empty(value)
