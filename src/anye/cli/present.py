"""What commands print: outcomes in words and as data, coverage as a table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from rich.markup import escape
from rich.table import Table

from anye.rules.assumed import assumed
from anye.rules.coverage import CoverageReport
from anye.rules.evaluate import Outcome
from anye.rules.missing import Missing
from anye.rules.policy import Policy
from anye.rules.resolve import resolve
from anye.rules.types import Words
from anye.rules.words import Wording, wording

from . import frame
from .frame import say

STATES = {
    "carried": Words("已实现", "已實現", "carried"),
    "planned": Words("计划中", "計劃中", "planned"),
    "statement": Words("陈述", "陳述", "statement"),
    "list": Words("责任单位", "責任單位", "departments"),
    "unaccounted": Words("没有着落", "沒有著落", "unaccounted for"),
}


# --- data ----------------------------------------------------------------------------------------
def plain(value: Any) -> Any:
    """Numbers and days as text, spans as {low, high}: what JSON can hold without loss."""
    if isinstance(value, tuple):
        return {"low": plain(value[0]), "high": plain(value[1])}
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, Decimal | dt.date) else value


def outcome_data(policy: Policy, outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON data."""
    words = _words(policy, outcome)
    bounds = outcome.bounds
    return {
        "measure": outcome.measure,
        "title": policy.measures[outcome.measure].title.in_(frame.lang()),
        "on": str(outcome.on),
        "known": str(outcome.known),
        "outcome": outcome.outcome,
        "amount": plain(outcome.amount),
        "bounds": None if bounds is None else [plain(end) for end in bounds],
        "unit": outcome.unit,
        "kind": policy.measures[outcome.measure].amount.kind,
        "grants": {
            name: plain(value)
            for name, value in outcome.steps
            if name in policy.versions[outcome.measure].grants
        },
        "conditions": [
            {
                "id": finding.id,
                "result": finding.result,
                "says": words.of(finding.plan),
                "cite": finding.cite,
                "facts": {name: plain(value) for name, value in finding.facts},
            }
            for finding in outcome.conditions
        ],
        "arithmetic": {name: plain(value) for name, value in outcome.steps},
        "missing": [_missing_data(item) for item in outcome.missing],
        "assumed": [
            {"kind": item.kind, "id": item.id, "label": item.label.in_(frame.lang()), "note": item.note}
            for item in assumed(words.law, outcome.measure)
        ],
        "policy": outcome.policy,
    }


def _missing_data(item: Missing) -> dict[str, str]:
    tongue = frame.lang()
    return {
        "fact": item.path,
        "label": item.label.in_(tongue),
        "question": item.question.in_(tongue),
        "register": item.register,
    }


def _words(policy: Policy, outcome: Outcome) -> Wording:
    law = resolve(policy, frame.place(), outcome.on, outcome.known)
    return wording(law, outcome.measure, frame.lang())


# --- coverage ------------------------------------------------------------------------------------
def coverage_data(report: CoverageReport) -> list[dict[str, Any]]:
    return [
        {
            "clause": row.clause,
            "text": row.text,
            "state": row.state,
            "carried_by": [
                {"kind": item.kind, "id": item.id, "done": item.done, "room": item.room}
                for item in row.carriers
            ],
            "why": row.why.in_(frame.lang()),
        }
        for row in report.rows
    ]


def coverage_table(number: str, report: CoverageReport, show_all: bool) -> None:
    """Counts by state; with `show_all` each sentence and what carries it."""
    console, tongue = frame.out(), frame.lang()
    if show_all:
        table = Table(title=escape(number), title_justify="left", show_lines=False)
        for heading in (
            say("条款", "clause"),
            say("原文", "text"),
            say("承担者", "carried by"),
            say("状态", "state"),
        ):
            table.add_column(heading, overflow="fold")
        for row in report.rows:
            carriers = "、".join(f"{item.kind}: {item.id}" for item in row.carriers) or row.why.in_(tongue)
            rooms = f"（{'、'.join(row.rooms)}）" if row.rooms else ""
            table.add_row(
                row.clause, escape(row.text[:60]), escape(carriers), STATES[row.state].in_(tongue) + rooms
            )
        console.print(table)
    lists = report.count("list")
    counts = {state: report.count(state) for state in ("carried", "planned", "statement", "unaccounted")}
    shown = say("，", ", ").join(f"{STATES[state].in_(tongue)} {count}" for state, count in counts.items())
    console.print(
        say(
            f"{number}：{len(report.sentences)} 句（{shown}），责任单位 {lists} 组。",
            f"{number}: {frame.many(len(report.sentences), 'sentence')} ({shown}), "
            f"{frame.many(lists, 'list of departments')}.",
        )
    )
