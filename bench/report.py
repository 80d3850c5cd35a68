"""RESULTS.md: what was compared with what, ratios first."""

from __future__ import annotations

import platform
from collections import defaultdict
from pathlib import Path

import duckdb
import numpy

from .fen import Fen
from .one_case import OneCase
from .population import Population
from .section import Line, Section, at_most, in_short, table
from .timing import ROUNDS
from .whole import Whole
from .world import ON, SEED, THREADS

AIMS = {"facts": 1.3, "outcomes": 1.15, "masks": 1.8, "flat": 10.0, "shown": 25.0}


def report(population: Population, sections: list[Section]) -> str:
    """The whole text: what it was measured on, the figures against their aims, a section each, how to run it."""
    parts = [
        _head(population),
        in_short(sections),
        _sides(),
        *(section.text for section in sections),
        _again(),
    ]
    return "\n".join(parts)


def _head(population: Population) -> str:
    counts = ", ".join(f"{number:,} {table}" for table, number in population.rows.items())
    return f"""# Timings

Written by `make bench`. A made-up city (seed {SEED}) on {ON}: {counts}.

Python {platform.python_version()}, DuckDB {duckdb.__version__}, NumPy {numpy.__version__}, {platform.system()} \
{platform.release()} on {_processor()}; {THREADS} threads; medians of {ROUNDS} after one round that does not count, \
the sides taking turns (the peers one after the other); the whole screening is run once for each size and kind.
"""


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _biggest(wholes: list[Whole], scope: str, explain: bool) -> Whole:
    found = (item for item in wholes if item.scope == scope and item.explain == explain)
    return max(found, key=lambda item: item.employments)


def _sides() -> str:
    return """## What each side does

- **Derived facts.** From Parquet to one table a unit (person, employer, employment, contest award) with every fact the \
eight measures read: stored ones, those of linked records, sums and counts over lists with their lower and upper bounds, \
the facts of `policy/derived.yaml`. By hand: `handwritten/facts.sql`. Compiled: the plan of `anye.rules.facts_table`. \
Both make the same columns, words as enumerations; they are compared row for row, and a difference stops the run.
- **Measures.** Over those tables, to a table a unit with each measure's outcome (true, false, NULL) and the bounds of \
its amount in fen. By hand twice: `handwritten/measures.sql` stops early, asking first what this city's data make refuse \
most; `handwritten/measures_plain.sql` joins the conditions with AND. Compiled, outcomes: the plan stops early too, without \
knowing what refuses most. Compiled, every condition's result: two bit masks a measure, of failed and of unknown conditions, \
so that each refusal has all its reasons: nobody is left out early. By hand there are no reasons in either file.
- **The whole.** `anye.screening.engine.screen` from Parquet to result tables and sums, in a process of its own; \
`explain` keeps the quantities that amounts are reckoned from.
- **One case.** Subjects out of the policy's own cases. Flat: a tuple of results. Dictionaries: every condition with its \
citation and the facts it read. With no records the derived facts have nothing to sum: that is the measures alone.
"""


def population_section(population: Population) -> Section:
    times = population.measures
    facts = population.facts["compiled"] / population.facts["hand"]
    lines = [
        at_most("derived facts from raw records: compiled plan ÷ by hand", facts, AIMS["facts"], "{:.2f} ×")
    ]
    for ours, what in (("outcomes", "outcomes and amounts"), ("masks", "every condition's result")):
        for theirs, how in (("hand", "stopping early"), ("chain", "plain")):
            name = f"eight measures over facts: {what} ÷ by hand, {how}"
            lines.append(at_most(name, times[ours] / times[theirs], AIMS[ours], "{:.2f} ×"))
    seconds = {
        **{f"facts, {k}": v for k, v in population.facts.items()},
        **{f"measures, {k}": v for k, v in population.measures.items()},
    }
    rows = [[name, f"{value:.3f}"] for name, value in seconds.items()]
    note = f"{population.compared:,} values were compared and are equal.\n"
    return Section("## A population\n\n" + table(["", "seconds"], rows) + "\n" + note, tuple(lines))


def whole_section(wholes: list[Whole]) -> Section:
    few, all_ = (_biggest(wholes, scope, True) for scope in ("eight", "all"))
    lines = [
        Line(
            f"the whole screening, {item.measures} measures, {item.persons:,} persons",
            f"{item.per_million:.2f} s per million persons",
        )
        for item in (few, all_)
    ]
    more, longer = all_.conditions / few.conditions, all_.seconds / few.seconds
    lines.append(
        Line(
            f"{more:.1f} × the conditions take", f"{longer:.2f} × the time", f"≤ {more:.1f} ×", longer <= more
        )
    )
    lines.append(Line("one subject and one measure, of all", f"{all_.nanoseconds:.0f} ns"))
    return Section("## The whole screening\n\n" + _wholes(wholes) + "\n" + _dominating(wholes), tuple(lines))


def _wholes(wholes: list[Whole]) -> str:
    rows = []
    last: dict[tuple[str, bool], Whole] = {}
    for item in sorted(wholes, key=lambda item: (item.scope != "eight", item.explain, item.employments)):
        before = last.get((item.scope, item.explain))
        growth = f"{item.seconds / before.seconds:.1f} ×" if before else ""
        rows.append([f"{item.employments:,}", f"{item.persons:,}", str(item.measures), str(item.conditions),
                     "on" if item.explain else "off", f"{item.seconds:.2f}", f"{item.per_million:.2f}",
                     f"{item.nanoseconds:.0f}", growth, f"{item.gigabytes:.2f}"])  # fmt: skip
        last[item.scope, item.explain] = item
    head = [
        "employments",
        "persons",
        "measures",
        "conditions",
        "explain",
        "seconds",
        "s per million persons",
        "ns per subject and measure",
        "growth",
        "peak memory, GiB",
    ]
    return table(head, rows)


def _dominating(wholes: list[Whole]) -> str:
    """Where the time of the largest run goes."""
    big = _biggest(wholes, "all", True)
    rows = [[name, f"{seconds:.2f}", f"{seconds / big.seconds:.0%}"] for name, seconds in big.steps[:8]]
    rest = big.seconds - big.planning - sum(seconds for _, seconds in big.steps[:8])
    rows.append(["all other statements and the sums", f"{rest:.2f}", f"{rest / big.seconds:.0%}"])
    rows.append(
        ["planning: from the rules to SQL", f"{big.planning:.2f}", f"{big.planning / big.seconds:.0%}"]
    )
    text = (
        f"What dominates with {big.measures} measures ({big.employments:,} employments, explain on): a step is a "
        "table that others read, or the result of a unit.\n\n"
    )
    return text + table(["step", "seconds", "share"], rows)


def _by_size(cases: list[OneCase], scope: str) -> dict[str, list[OneCase]]:
    found: dict[str, list[OneCase]] = defaultdict(list)
    for item in cases:
        if item.scope == scope:
            found[item.size].append(item)
    return found


def cases_section(cases: list[OneCase]) -> Section:
    lines = []
    for size, items in _by_size(cases, "eight").items():
        best, shown = sum(item.certain for item in items), sum(item.shown for item in items)
        lines.append(at_most(f"one case, eight measures, {size}: flat", best, AIMS["flat"], "{:.1f} µs"))
        name = f"one case, eight measures, {size}: dictionaries"
        lines.append(at_most(name, shown, AIMS["shown"], "{:.1f} µs"))
    return Section("## One case\n\n" + _cases(cases), tuple(lines))


def _cases(cases: list[OneCase]) -> str:
    rows = [
        [item.unit, item.size, str(item.measures), str(item.values), f"{item.general:.2f}", f"{item.certain:.2f}",
         f"{item.shown:.2f}"]
        for item in cases if item.scope == "eight"
    ]  # fmt: skip
    rows += [row for scope in ("eight", "all") for row in _sums(cases, scope)]
    head = [
        "unit",
        "subject",
        "measures",
        "values",
        "flat, any facts, µs",
        "flat, nothing missing, µs",
        "dictionaries, µs",
    ]
    return table(head, rows)


def _sums(cases: list[OneCase], scope: str) -> list[list[str]]:
    rows = []
    for size, items in _by_size(cases, scope).items():
        sums = [
            sum(getattr(item, name) for item in items)
            for name in ("measures", "values", "general", "certain", "shown")
        ]
        bold = [f"**{total:.2f}**" for total in sums[2:]]
        rows.append([f"**{scope}**", size, *(f"{total}" for total in sums[:2]), *bold])
    return rows


def fen_section(fen: Fen) -> Section:
    text = (
        f"## To the fen\n\nA city of 5,000 persons: {fen.units:,} units, {fen.results:,} results (every condition, and both "
        f"bounds of the amount) in Python and in DuckDB; **{fen.different}** differ.\n"
    )
    line = Line("results that differ between Python and DuckDB", str(fen.different), "0", not fen.different)
    return Section(text, (line,))


def _again() -> str:
    return """## To run it again

`make bench` (full size: some 18 GiB of memory, three quarters of an hour); `.venv/bin/python -m bench --quick` for a small \
city; `--city DIR` keeps the cities that were made, `--persons`, `--employers`, `--employments` set the size.
"""
