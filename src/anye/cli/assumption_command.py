"""The command `anye assumptions`: what is still to be confirmed, for a clerk to work off."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from anye.rules.assumptions import Assumption, assumptions
from anye.rules.evaluate import check_measure
from anye.rules.types import Words

from . import frame
from .frame import command, json_option, say

KINDS = {
    "parameter": Words("标准", "標準", "figure"),
    "condition": Words("条件", "條件", "condition"),
    "amount": Words("金额", "金額", "amount"),
    "derived": Words("算法", "算法", "reckoning"),
    "exclusion": Words("互斥", "互斥", "exclusion"),
    "reading": Words("理解", "理解", "reading"),
}


@click.command("assumptions")
@click.option(
    "--measure", type=frame.Measure(), help="只列一项措施所依据的。· Only those one measure rests on."
)
@click.option(
    "--csv",
    "file",
    type=click.Path(path_type=Path),
    help="写成 Excel 可打开的表。· Write a table Excel opens.",
)
@json_option
@command
def assumptions_command(measure: str | None, file: Path | None, as_json: bool) -> None:
    """列出全部待核实项和怎样核实。· Everything assumed, and what would settle it."""
    policy = frame.policy()
    if measure is not None:
        check_measure(policy.measures, measure)
    found = [item for item in assumptions(policy) if measure is None or measure in item.measures]
    rows = [_row(item) for item in found]
    if file is not None:
        _write(file, rows)
    if as_json:
        frame.put_json(rows)
    elif file is None:
        _show(rows)
    counts = {kind: sum(item.kind == kind for item in found) for kind in KINDS}
    if not as_json:
        tongue = frame.lang()
        shown = say("，", ", ").join(
            f"{KINDS[kind].in_(tongue)} {count}" for kind, count in counts.items() if count
        )
        click.echo(say(f"待核实 {len(found)} 项：{shown}。", f"{len(found)} to be confirmed: {shown}."))


def _row(item: Assumption) -> dict[str, Any]:
    tongue = frame.lang()
    return {
        "kind": KINDS[item.kind].in_(tongue),
        "id": item.id,
        "label": item.label.in_(tongue),
        "assumed": item.value.in_(tongue),
        "source": item.source,
        "settle": item.settle.in_(tongue),
        "measures": list(item.measures),
        "at": str(item.at),
    }


def _heads() -> dict[str, str]:
    return {
        "kind": say("类别", "kind"),
        "label": say("事项", "what"),
        "assumed": say("暂按", "taken for now"),
        "settle": say("怎样核实", "what would settle it"),
        "source": say("出处", "source"),
        "measures": say("涉及措施", "measures"),
        "at": say("位置", "place"),
    }


def _show(rows: list[dict[str, Any]]) -> None:
    heads = _heads()
    table = Table(show_lines=True)
    for key in ("kind", "label", "assumed", "settle"):
        table.add_column(heads[key], overflow="fold")
    for row in rows:
        what = f"{row['label']}\n[dim]{escape(row['at'])}[/]"
        table.add_row(row["kind"], what, escape(row["assumed"]), escape(row["settle"]))
    frame.out().print(table)


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    heads = _heads()
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(heads.values())
            for row in rows:
                cells = (row[key] for key in heads)
                writer.writerow(
                    [", ".join(cell) if isinstance(cell, list) else _safe(cell) for cell in cells]
                )
    except OSError as error:
        why = error.strerror or str(error)
        frame.refuse(f"{file}：表格无法写入（{why}）。", f"{file}: can't be written ({why}).")


def _safe(cell: str) -> str:
    """A cell that Excel takes for text, whatever it begins with."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
