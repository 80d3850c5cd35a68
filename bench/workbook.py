"""The workbook of a large city: how long it takes to write, and what memory.

`python -m bench.workbook [PERSONS] [FOLDER]` makes the city where it is not there yet, screens it, writes its
workbook in a process of its own and prints, as JSON, rows, seconds (by the clock and of processor time), rows a second
and memory: what the process held when it began with the workbook, and the most it held while writing it.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .section import Line, Section, table
from .whole import peak

PERSONS = 360_000  # enough for more than 100,000 rows that are entitled or open


def measure_workbook(folder: Path) -> dict[str, Any]:
    """The measurement of the city in a folder, in a process of its own so that its memory can be told."""
    command = [sys.executable, "-m", "bench.workbook", "once", str(folder)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def once(folder: Path) -> dict[str, Any]:
    """Screens, then writes the workbook. Its seconds include the queries of rows and of what to ask."""
    from anye.screening.engine import screen
    from anye.screening.findings import rows_of
    from anye.screening.workbook import write_workbook

    from .world import connect, law

    with connect(folder) as connection, tempfile.TemporaryDirectory() as out:
        screening = screen(connection, law())
        rows = sum(item.entitled + item.unknown + item.gives_way for item in screening.summaries)
        held = _forget_peak()
        begin, worked = time.perf_counter(), time.process_time()
        path = Path(out) / "screening.xlsx"
        write_workbook(path, screening, rows_of(connection, screening))
        seconds, worked = time.perf_counter() - begin, time.process_time() - worked
        return {
            "rows": rows,
            "seconds": round(seconds, 2),
            "processor_seconds": round(worked, 2),
            "rows_a_second": round(rows / seconds),
            "megabytes_before": held // 2**20,
            "megabytes_peak": peak() // 2**20,
            "workbook_megabytes": round(path.stat().st_size / 2**20, 1),
        }


def workbook_section(found: dict[str, Any]) -> Section:
    """The section of RESULTS.md."""
    head = ["rows", "seconds", "rows/s", "memory before, MiB", "peak, MiB", "file, MiB"]
    keys = ("rows", "seconds", "rows_a_second", "megabytes_before", "megabytes_peak", "workbook_megabytes")
    row = [f"{found[key]:,}" for key in keys]
    text = f"""## The workbook

A screening's workbook of all measures, written after the screening, in a process of its own: a row for each that is \
entitled or open, its reason in words and whom to ask.

{table(head, [row], words=())}"""
    return Section(text, (Line("the workbook", f"{found['rows']:,} rows in {found['seconds']} s"),))


def _forget_peak() -> int:
    """The memory the process holds now; the peak is counted from here on, where the system can (Linux)."""
    forget = Path("/proc/self/clear_refs")
    with contextlib.suppress(OSError):
        forget.write_text("5")
    return peak()


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["once"]:
        print(json.dumps(once(Path(arguments[1]))))
        return
    from .world import city

    persons = int(arguments[0]) if arguments else PERSONS
    folder = Path(arguments[1]) if len(arguments) > 1 else Path(tempfile.gettempdir()) / "anye-bench"
    print(json.dumps({"persons": persons} | measure_workbook(city(folder, persons)), indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
