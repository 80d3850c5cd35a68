"""The peers' section of RESULTS.md."""

from __future__ import annotations

from importlib.metadata import version

from bench.section import Line, Section, at_least, table
from bench.timing import ROUNDS
from bench.world import ON, THREADS

from .fen_text import fen_lines, fen_text
from .measure import Peers, Sized

COMPUTE, SETUP, TRACE = 2.0, 5.0, 8.0
"""The aims: the peer's time is at least so many times ours."""
TIE = 1.15
"""Below this ratio either way two times are called a tie."""


def peers_section(peers: Peers) -> Section:
    text = "\n".join(
        [
            "## Peers\n",
            _how(),
            _population(peers),
            _one_case(peers),
            fen_text(peers),
            BETTER,
            *([] if not peers.failures else [_failures(peers)]),
        ]
    )
    return Section(text, (*_population_lines(peers), *_case_lines(peers), *fen_lines(peers)))


def _how() -> str:
    return f"""openfisca-core {version("openfisca-core")} and zen-engine {version("zen-engine")}, each in a process of its own, \
one after the other on the same machine; medians of {ROUNDS} after one round that does not count. The same eight \
measures on {ON}, figures read from the same policy pack (`peers/figures.py`), the same derived facts.

- **What is handed over.** Neither peer has lists of spells with days, facts that are unknown, or numbers between bounds. \
Both are handed the tables of derived facts (`peers/handed.py`): months insured, persons hired, the layoff rate, premiums \
and so on, one row a unit. Where a fact is unknown OpenFisca gets a default and ZEN gets null.
- **OpenFisca** (`peers/openfisca_measures.py`): the employment is the member, person, employer and contest award are \
groups; variables of a day with vector formulas over whole columns; facts of linked records are handed over as columns, \
so that nothing has to be projected. Contribution spells would be a variable a month for each employment: the derived \
facts spare it that. Columns are read by DuckDB with {THREADS} threads and handed over without a copy, words already \
numbered. Amounts are floats, half a fen rounded up. One thread: it has no other way.
- **ZEN** (`peers/zen_measures.py`): a decision graph a unit, a named expression for each condition, so that its trace tells \
each one's result, decision tables for amounts by class. Loaded by the static loader, compiled once; a decision object, as \
its quick start has it, costs more at each call. One thread.
- **Ours**: `over_facts` in DuckDB with {THREADS} threads (and with one), Python for one case.
- **Left out on all sides**: starting Python, importing, reading the policy. **Set-up** is, for OpenFisca, building the \
system and the simulation and setting the inputs from Parquet; for us, planning the SQL and reading the same Parquet.
"""


# --- a population ------------------------------------------------------------------------------------------------------
def _ratios(sized: Sized) -> dict[str, float]:
    """OpenFisca's time as a multiple of ours: computing, with set-up, and from the city's files."""
    found = sized.found
    if not {"ours", "openfisca"} <= found.keys():
        return {}
    ours, theirs = found["ours"]["seconds"], found["openfisca"]["seconds"]
    ratios = {
        "compute": theirs["compute"] / ours["outcomes"],
        "masks": theirs["compute"] / ours["masks"],
        "one": theirs["compute"] / ours["outcomes_one_thread"],
        "setup": (theirs["setup"] + theirs["compute"]) / ours["setup_and_compute"],
    }
    if "files" in found:
        ratios["files"] = found["files"]["openfisca"] / found["files"]["ours"]
    return ratios


def _population_lines(peers: Peers) -> list[Line]:
    largest = max(
        (item for item in peers.sizes if _ratios(item)),
        key=lambda item: item.employments,
        default=None,
    )
    if largest is None:
        return [Line("OpenFisca ÷ ours", "did not finish", f"≥ {COMPUTE:g} ×", False)]
    ratios, at = _ratios(largest), f"{largest.employments:,} employments"
    said = {
        "compute": (f"OpenFisca ÷ ours, {at}: computing, same facts", COMPUTE),
        "setup": (f"OpenFisca ÷ ours, {at}: with set-up, same tables of facts", SETUP),
        "files": (
            f"OpenFisca ÷ ours, {at}: from the city's files, its derived facts by SQL written by hand",
            SETUP,
        ),
    }
    return [
        at_least(what, ratios[key], aim, "{:.1f} ×") for key, (what, aim) in said.items() if key in ratios
    ]


def _population(peers: Peers) -> str:
    times, memory, ratios = [], [], []
    for item in peers.sizes:
        found, jobs = item.found, f"{item.employments:,}"
        ours, theirs = (found.get(name, {}).get("seconds", {}) for name in ("ours", "openfisca"))
        files = found.get("files", {})
        setup = theirs["setup"] + theirs["compute"] if theirs else None
        times.append([
            jobs, _s(ours.get("outcomes")), _s(ours.get("outcomes_one_thread")), _s(ours.get("masks")),
            _s(theirs.get("compute")), _s(ours.get("setup_and_compute")), _s(setup),
            _s(files.get("ours")), _s(files.get("openfisca")), _s(files.get("facts")),
        ])  # fmt: skip
        memory.append([
            jobs, *(_s(found.get(name, {}).get("gigabytes")) for name in ("ours_lean", "openfisca")),
            *(_s(files.get(f"{name}_gigabytes")) for name in ("ours", "openfisca")),
        ])  # fmt: skip
        by = _ratios(item)
        ratios.append([jobs, *(_x(by.get(key)) for key in ("compute", "one", "masks", "setup", "files"))])
    heads = (
        ["employments", "ours: outcomes", "ours, one thread", "ours: every condition", "OpenFisca: computing",
         "ours: with set-up", "OpenFisca: with set-up", "ours: from files", "OpenFisca: from files", "of these the facts, by SQL"],
        ["employments", "computing", "ours with one thread", "ours with every condition", "with set-up", "from files"],
        ["employments", "ours: with set-up", "OpenFisca: with set-up", "ours: from files", "OpenFisca: from files"],
    )  # fmt: skip
    return "\n".join([
        "### A population: OpenFisca\n", "Seconds:\n", table(heads[0], times), "OpenFisca's time ÷ ours:\n",
        table(heads[1], ratios), _ties(peers), "Peak memory, GiB:\n", table(heads[2], memory), _FILES,
    ])  # fmt: skip


_FILES = """Outcomes are what OpenFisca computes too: one truth and one amount a measure. "Every condition" keeps each \
one's result besides. "From files" goes from the city's own Parquet files to results, either side by turns: ours is \
the whole screening (every condition's result, and sums); for OpenFisca the derived facts are made by the SQL written by \
hand, in DuckDB with two threads, which is the kindest way for OpenFisca and most of its time. In OpenFisca's own formulas \
they would need a variable a month for each employment.
"""


def _ties(peers: Peers) -> str:
    """Where neither is ahead, and where OpenFisca is."""
    names = {
        "compute": "computing",
        "one": "computing, ours with one thread",
        "setup": "with set-up",
        "files": "from files",
    }
    ties, behind = [], []
    for item in peers.sizes:
        for key, value in _ratios(item).items():
            said = f"{names.get(key, 'every condition')} at {item.employments:,} ({value:.2f} ×)"
            if value < 1 / TIE:
                behind.append(said)
            elif value <= TIE:
                ties.append(said)
    parts = [
        f"A tie: {', '.join(ties) or 'nowhere'}.",
        f"OpenFisca is faster: {', '.join(behind) or 'nowhere'}.",
    ]
    return " ".join(parts) + "\n"


def _s(seconds: float | None) -> str:
    return "—" if seconds is None else f"{seconds:.2f}"


def _x(ratio: float | None) -> str:
    return "—" if ratio is None else f"{ratio:.2f} ×"


# --- one case ----------------------------------------------------------------------------------------------------------
KINDS = ("ours_trace", "zen_trace", "zen_decision", "ours_flat", "zen_flat", "ours_read")


def _sums(peers: Peers) -> dict[str, dict[str, float]]:
    """Microseconds for all eight measures, by size of subject."""
    found: dict[str, dict[str, float]] = {}
    for item in (peers.zen_case or {"cases": []})["cases"]:
        sums = found.setdefault(item["size"], dict.fromkeys(KINDS, 0.0))
        for kind in KINDS:
            sums[kind] += item[kind]
    return found


def _case_lines(peers: Peers) -> list[Line]:
    if peers.zen_case is None:
        return [Line("one case with trace: ZEN ÷ ours", "did not finish", f"≥ {TRACE:g} ×", False)]
    lines = [
        at_least(
            f"one case with trace, {size}: ZEN ÷ ours",
            sums["zen_trace"] / sums["ours_trace"],
            TRACE,
            "{:.1f} ×",
        )
        for size, sums in _sums(peers).items()
    ]
    lines += [
        Line(
            f"the same, our trace kept flat and put into dictionaries only when it is read, {size}",
            f"{sums['zen_trace'] / sums['ours_flat']:.1f} ×",
        )
        for size, sums in _sums(peers).items()
    ]
    what = "the same, our reading and checking of the facts included"
    read = [
        Line(f"{what}, {size}", f"{sums['zen_trace'] / sums['ours_read']:.1f} ×")
        for size, sums in _sums(peers).items()
    ]
    return [*lines, *read]


def _one_case(peers: Peers) -> str:
    text = ["### One case: ZEN\n"]
    if peers.zen_case is not None:
        rows = [
            [size, *(f"{sums[kind]:.1f}" for kind in KINDS), f"{sums['zen_trace'] / sums['ours_trace']:.1f} ×",
             f"{sums['zen_flat'] / sums['ours_flat']:.1f} ×"]
            for size, sums in _sums(peers).items()
        ]  # fmt: skip
        head = ["subject", "ours, trace", "ZEN, trace", "ZEN, trace, decision object", "ours, flat", "ZEN, plain",
                "ours, trace, facts read", "trace: ZEN ÷ ours", "plain: ZEN ÷ ours"]  # fmt: skip
        text += ["Microseconds for the eight measures: four calls, one a unit, over the subjects of “One case”:\n",
                 table(head, rows), _CASE]  # fmt: skip
    if peers.zen_population is not None:
        found, units = peers.zen_population["seconds"], peers.zen_population["units"]
        per = {key: f"{seconds / units * 1e6:.1f}" for key, seconds in found.items()}
        rows = [["ZEN, one by one", per["zen"]], ["ZEN, in batches", per["zen_batch"]],
                ["ours in Python, one by one", per["python"]], ["ours in DuckDB, all at once", per["sql"]]]  # fmt: skip
        memory = f"{peers.zen_population['gigabytes']:.2f} GiB for that process, which holds both sides."
        text += [f"A population of {units:,} units, all measures of a unit in one call, no trace:\n",
                 table(["", "µs a unit"], rows), memory + "\n"]  # fmt: skip
    return "\n".join(text)


_CASE = """Ours goes from raw records (contributions, premiums, claims) to the trace and works the derived facts out on the \
way; ZEN is handed them and has no records to sum: with more workers ours takes longer, ZEN does not. Our trace names each \
condition, its sentence, its result and the facts it read; ZEN's has each node's input, output and each expression's \
result. Ours is kept flat, one tuple with every condition's result and every value read, and “trace” includes putting all of it \
into dictionaries; “flat” is the tuple alone, which loses nothing. ZEN takes a dictionary as it is. “Facts read” is our time with reading and checking the facts from a dictionary \
included (types, ranges, unknown keys): that is what a case costs that comes as JSON, and the checking, not the rules, is most \
of it.
"""


def _failures(peers: Peers) -> str:
    return "### What did not finish\n\n" + "\n".join(f"- {text}" for text in peers.failures) + "\n"


BETTER = """### What they do better

- **OpenFisca**: a web API of its own, with calculation, trace and the parameters by date; reforms as differences from a \
system, so that two laws run side by side; variables by month or year with conversion between them; tests as YAML; a \
community, and packages of whole countries to build on. Formulas are plain Python and numpy: whatever can be computed can \
be written. For small populations it needs no plan and answers sooner.
- **ZEN**: a visual editor with a simulator in the browser, decision tables that look like a spreadsheet; the same graph in \
Rust, Node.js, Python, Go, Java and .NET; graphs changed while a service runs, through a loader; exact decimals, and half \
rounded up. For a subject with many records whose facts somebody else has worked out it needs less time in all than we do.
- **Neither** traces an answer to a sentence of a text, or says what is missing: that is what ours is for, and what its \
time goes into.
"""
