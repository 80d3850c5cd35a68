"""`python -m bench`: measures everything and writes RESULTS.md."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from .explain import LOOPS as EXPLAIN_LOOPS
from .explain import explain_section, measure_explanations
from .fen import compare_fen
from .interview import PERSONS as INTERVIEWS
from .interview import interview_section, measure_interviews
from .one_case import LOOPS, measure_cases
from .peers.measure import measure_peers
from .peers.section import peers_section
from .population import measure_population
from .proof import measure_proof, proof_section
from .redetermine import PERSONS as REDETERMINED_PERSONS
from .redetermine import measure_redetermination, redetermine_section
from .report import cases_section, fen_section, population_section, report, whole_section
from .whole import measure_whole
from .workbook import PERSONS as WORKBOOK_PERSONS
from .workbook import measure_workbook, workbook_section
from .world import city

FULL = {"persons": 5_000_000, "employers": 1_000_000, "employments": 10_000_000}
QUICK = {"persons": 50_000, "employers": 10_000, "employments": 100_000}
ROUNDS_OF_WHOLE = 1
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as temporary:
        text = run(options, options.city or Path(temporary))
    options.out.write_text(text, "utf-8")
    print(text)


def run(options: argparse.Namespace, folder: Path) -> str:
    _say("the cities")
    sizes = [
        (persons, city(folder, persons, employers, jobs), jobs)
        for persons, employers, jobs in _sizes(options)
    ]
    _say("a population")
    population = measure_population(sizes[-1][1])
    wholes = []
    for persons, at, jobs in sizes:
        for scope, explain in (("eight", False), ("eight", True), ("all", False), ("all", True)):
            _say(f"the whole, {scope} measures, {jobs:,} employments")
            rounds = 1 if options.quick else ROUNDS_OF_WHOLE
            wholes.append(measure_whole(at, persons, jobs, scope, explain, rounds))
    loops = LOOPS // 20 if options.quick else LOOPS
    _say("one case")
    cases = list(measure_cases(loops))
    _say("to the fen")
    fen = compare_fen(city(folder, 5_000))
    less = {"from_files": 1, "zen_persons": 2_000} if options.quick else {}
    peers = measure_peers(folder, sizes[-1:] if options.quick else sizes, loops, _say, **less)
    _say("explanations")
    explained = measure_explanations(city(folder, 5_000), 1 if options.quick else EXPLAIN_LOOPS)
    _say("interviews")
    asked = options.interviews or (200 if options.quick else INTERVIEWS)
    interviews = measure_interviews(city(folder, 2 * asked), asked)
    _say("the workbook")
    workbook = measure_workbook(city(folder, 5_000 if options.quick else WORKBOOK_PERSONS))
    _say("awards decided anew")
    persons = 5_000 if options.quick else REDETERMINED_PERSONS
    anew = measure_redetermination(city(folder, persons), persons)
    _say("proof over the whole book")
    proven = measure_proof()
    sections = [
        population_section(population),
        whole_section(wholes),
        cases_section(cases),
        fen_section(fen),
        peers_section(peers),
        explain_section(explained),
        interview_section(interviews),
        workbook_section(workbook),
        redetermine_section(anew),
        proof_section(proven),
    ]
    return report(population, sections)


def _sizes(options: argparse.Namespace) -> list[tuple[int, int, int]]:
    """The size asked for, and a tenth and a hundredth of it for the growth."""
    return [
        (options.persons // part, options.employers // part, options.employments // part)
        for part in (100, 10, 1)
        if options.persons // part >= 1_000 and options.employers // part >= 90
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    for name, value in FULL.items():
        parser.add_argument(f"--{name}", type=int, help=f"default {value:,}; quick {QUICK[name]:,}")
    parser.add_argument(
        "--city", type=Path, help="where cities are kept; by default a folder that is deleted after"
    )
    parser.add_argument("--interviews", type=int, help=f"default {INTERVIEWS:,}; quick 200")
    parser.add_argument(
        "--quick", action="store_true", help="a small city and few repeats: to see that it works"
    )
    parser.add_argument(
        "--out", type=Path, help="default RESULTS.md in this folder; with --quick out/bench.md"
    )
    options = parser.parse_args()
    for name, value in (QUICK if options.quick else FULL).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if options.out is None:
        options.out = RESULTS.parent.parent / "out" / "bench.md" if options.quick else RESULTS
    options.out.parent.mkdir(parents=True, exist_ok=True)
    return options


def _say(what: str) -> None:
    print(f"· {what}", flush=True)


main()
