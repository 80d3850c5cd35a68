"""Writes a screening's results to a folder, whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb

from anye.rules.errors import AnyeError, Place, Problem

from .engine import MeasureSummary, Progress, Screening
from .findings import rows_of, write_parquet
from .workbook import write_workbook

MARK = "screening.json"
WORKBOOK = "screening.xlsx"


class ResultsProblem(AnyeError):
    """The results can't be written where they were to go."""


def summary_data(screening: Screening) -> dict[str, Any]:
    """The summary as JSON data; amounts as text, null where there is no upper bound or nothing to add up."""
    law = screening.law

    def one(item: MeasureSummary) -> dict[str, Any]:
        measure = law.measures[item.measure]
        return {
            "measure": item.measure,
            "title": measure.title.hans,
            "unit": item.unit,
            "fund": item.fund,
            "entitled": item.entitled,
            "not": item.refused,
            "unknown": item.unknown,
            "to_choose": item.to_choose,
            "gives_way": item.gives_way,
            "amount_unit": "".join(name for name, _ in measure.amount.type.unit),
            "amount_kind": measure.amount.kind,
            "amount_low": None if item.low is None else str(item.low),
            "amount_high": None if item.high is None else str(item.high),
            "amounts_open": item.open_amounts,
        }

    return {
        "on": str(law.on),
        "known": str(law.known),
        "place": law.place,
        "before_exclusions": False,
        "policy": law.policy.digest,
        "measures": [one(item) for item in screening.summaries],
        "by_fund": by_fund(screening),
    }


def by_fund(screening: Screening) -> list[dict[str, Any]]:
    """What the funds pay, in yuan: neither loans nor dues. An upper bound only where each measure has one."""
    funds: dict[str, list[MeasureSummary]] = {}
    for item in screening.summaries:
        if screening.law.measures[item.measure].amount.kind == "payment":
            funds.setdefault(item.fund, []).append(item)
    found = []
    for fund, items in sorted(funds.items()):
        highs = [item.high for item in items]
        total = None if None in highs else str(sum(high for high in highs if high is not None))
        low = str(sum(item.low for item in items if item.low is not None))
        found.append({"fund": fund, "amount_low": low, "amount_high": total})
    return found


def write_results(
    connection: duckdb.DuckDBPyConnection,
    screening: Screening,
    folder: Path,
    *,
    lang: str = "zh-Hans",
    full_identity: bool = False,
    progress: Progress = lambda what, done, of: None,
) -> None:
    """Parquet a measure, the summary as JSON and the workbook, in a new folder or in place of an earlier result.

    Everything is written beside the folder first and moved in one step. Raises ResultsProblem where the folder
    holds something that is not an earlier result.
    """
    folder = folder.resolve()
    check_target(folder)
    beside, old = (folder.with_name(f".{folder.name}.{word}") for word in ("writing", "old"))
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        all_rows = rows_of(connection, screening, full_identity)
        for done, rows in enumerate(all_rows):
            progress("parquet", done, len(all_rows))
            write_parquet(rows, beside / f"{rows.columns.rule.measure.id}.parquet")
        write_workbook(beside / WORKBOOK, screening, all_rows, lang, progress)
        files = sorted([MARK, *(path.name for path in beside.iterdir())])
        text = json.dumps(summary_data(screening) | {"files": files}, ensure_ascii=False, indent=2)
        (beside / MARK).write_text(text + "\n", "utf-8")
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        why = error.strerror or str(error)
        problem = Problem(
            Place(str(folder)), "unwritable", f"结果无法写入（{why}）。", f"can't be written ({why})."
        )
        raise ResultsProblem([problem]) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _foreign(folder: Path) -> list[str]:
    """Names in a folder that an earlier screening did not write there."""
    try:
        own = json.loads((folder / MARK).read_text("utf-8"))["files"] if (folder / MARK).is_file() else []
    except (OSError, ValueError, KeyError, TypeError):
        own = []
    return sorted(path.name for path in folder.iterdir() if path.name not in own)


def check_target(folder: Path) -> None:
    """Refuses a folder that holds something other than an earlier result, before any work is done."""
    folder = folder.resolve()
    others = [folder.name] if folder.is_file() else _foreign(folder) if folder.is_dir() else []
    if others:
        names = "、".join(others[:5])
        problem = Problem(
            Place(str(folder)),
            "occupied",
            f"这里已有别的内容（{names}），不会覆盖。",
            f"holds something else ({', '.join(others[:5])}), which will not be overwritten.",
            "换一个目录。",
            "name another folder.",
        )
        raise ResultsProblem([problem])
