"""Each side in a process of its own: `python -m bench.peers.processes WHAT CITY` prints one JSON object.

So each side's memory can be told, and a side that fails, or needs more memory than there is, takes nobody with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.timing import ROUNDS, runner, statements, take_turns
from bench.whole import peak
from bench.world import THREADS, connect

from .errors import Failed, Unexplained
from .handed import (
    facts_plan,
    given,
    load_facts,
    open_facts,
    plan_measures,
    screen,
    table_of,
    write_facts,
)


def side(what: str, folder: Path, *rest: str) -> dict[str, Any]:
    """What a side measured; raises Failed with the end of what it said."""
    command = [sys.executable, "-m", "bench.peers.processes", what, str(folder), *rest]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        why = (
            lines[-1]
            if lines
            else f"ended by signal {-done.returncode}"
            if done.returncode < 0
            else "no word"
        )
        raise Failed(f"{what}: {why}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    if "unexplained" in found:
        raise Unexplained(found["unexplained"])
    return found


def facts(folder: Path) -> dict[str, Any]:
    begin = time.perf_counter()
    write_facts(folder)
    return {"seconds": time.perf_counter() - begin}


def ours(folder: Path) -> dict[str, Any]:
    """Our measures over the facts: in memory with two threads and with one, and from Parquet on."""
    plain, masks = plan_measures(), plan_measures(masks=True)
    with load_facts(folder, THREADS) as connection:
        sides: dict[str, Callable[[], object]] = {
            "outcomes": lambda: screen(connection, plain, "plain"),
            "masks": lambda: screen(connection, masks, "masks"),
        }
        seconds = take_turns(sides)
        connection.execute("SET threads = 1")
        seconds["outcomes_one_thread"] = take_turns({"one": lambda: screen(connection, plain, "plain")})[
            "one"
        ]

    def whole() -> None:
        with open_facts(folder, THREADS) as connection:
            screen(connection, plan_measures(), "plain")

    seconds["setup_and_compute"] = take_turns({"whole": whole})["whole"]
    return {"seconds": seconds, "gigabytes": peak() / 2**30}


def ours_lean(folder: Path) -> dict[str, Any]:
    """From Parquet to results once, for the memory."""
    with open_facts(folder, THREADS) as connection:
        screen(connection, plan_measures(), "plain")
    return {"gigabytes": peak() / 2**30}


def openfisca(folder: Path) -> dict[str, Any]:
    """OpenFisca over the same facts: setting up from Parquet, then computing."""
    from .openfisca_system import KaipingSystem, compute, simulate

    kept: list[Any] = []
    tables = {unit: table_of(unit) for unit in facts_plan().tables}

    def setup() -> None:
        kept.clear()
        spec = given(folder)
        with open_facts(folder, THREADS) as connection:
            kept.append(simulate(KaipingSystem(spec), connection, tables, spec))

    seconds = {"setup": take_turns({"setup": setup})["setup"]}
    seconds["compute"] = take_turns({"compute": lambda: compute(kept[0])})["compute"]
    return {"seconds": seconds, "gigabytes": peak() / 2**30, "rounds": ROUNDS}


def openfisca_whole(folder: Path) -> dict[str, Any]:
    """From the city's Parquet files to OpenFisca's results, once: the derived facts by the SQL written by hand."""
    from .openfisca_system import KaipingSystem, compute, simulate

    spec = given(folder)
    begin = time.perf_counter()
    with connect(folder) as connection:
        runner(connection, statements("facts.sql"))()
        made = time.perf_counter()
        tables = {unit: table_of(unit).replace("facts_", "hand_") for unit in facts_plan().tables}
        simulation = simulate(KaipingSystem(spec), connection, tables, spec)
    ready = time.perf_counter()
    compute(simulation)
    done = time.perf_counter()
    seconds = {"facts": made - begin, "setup": ready - made, "compute": done - ready, "all": done - begin}
    return {"seconds": seconds, "gigabytes": peak() / 2**30}


def openfisca_fen(folder: Path) -> dict[str, Any]:
    from .differences import openfisca_differences

    return _explained(lambda: openfisca_differences(folder))


def zen_fen(folder: Path) -> dict[str, Any]:
    from .differences import zen_differences

    return _explained(lambda: zen_differences(folder))


def zen_case(folder: Path, loops: str) -> dict[str, Any]:
    from .zen_engine import one_case

    return _explained(lambda: one_case(folder, int(loops)))


def zen_population(folder: Path) -> dict[str, Any]:
    from .zen_engine import population

    return population(folder)


def _explained(run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A difference nobody can explain is told to the parent, which stops; other failures are the side's own."""
    try:
        return run()
    except Unexplained as error:
        return {"unexplained": str(error)}


SIDES: dict[str, Callable[..., dict[str, Any]]] = {
    item.__name__: item
    for item in (
        facts,
        ours,
        ours_lean,
        openfisca,
        openfisca_whole,
        openfisca_fen,
        zen_case,
        zen_population,
        zen_fen,
    )
}

if __name__ == "__main__":
    print(json.dumps(SIDES[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
