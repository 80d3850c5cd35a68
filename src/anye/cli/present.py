"""What commands print: outcomes in words and as data, coverage as a table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from rich.markup import escape
from rich.table import Table

from anye.rules import ir
from anye.rules.assumed import assumed
from anye.rules.coverage import CoverageReport
from anye.rules.evaluate import Finding, Outcome
from anye.rules.measure import FUNDS, KINDS
from anye.rules.missing import Missing
from anye.rules.phrases import PHRASES
from anye.rules.policy import Policy
from anye.rules.resolve import resolve
from anye.rules.terms import terms
from anye.rules.types import Num, Words
from anye.rules.words import Wording, wording

from . import frame
from .frame import say

MARKS = {"met": ("✓", "green"), "failed": ("✗", "red"), "open": ("？", "yellow")}
OUTCOMES = {
    "yes": Words("可以享受", "可以享受", "entitled"),
    "no": Words("不能享受", "不能享受", "not entitled"),
    "unknown": Words("尚不能确定", "尚不能確定", "not yet known"),
}
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
            if name in policy.measures[outcome.measure].grants
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


# --- pages ---------------------------------------------------------------------------------------
def outcome_page(policy: Policy, outcome: Outcome, only_failed: bool = False, readings: bool = True) -> None:
    """An outcome for a person: the answer, each condition with its sentence, the arithmetic, what is missing.

    `only_failed` leaves the conditions that are met to a count, and a `readings` that is false the readings taken.
    """
    console, tongue = frame.out(), frame.lang()
    measure, words = policy.measures[outcome.measure], _words(policy, outcome)
    console.print()
    console.print(f"[bold]{escape(measure.title.in_(tongue))}[/]  {escape(answer(outcome, words))}")
    fund = FUNDS[measure.fund].in_(tongue) if measure.fund in FUNDS else "—"
    console.print(
        f"[dim]{say('测算日', 'on')} {outcome.on} · {escape(policy.department(measure.lead).in_(tongue))} · {escape(fund)}[/]"
    )
    for finding in outcome.conditions:
        if not only_failed or finding.result != "met":
            _finding(policy, outcome, finding, words)
    met = sum(finding.result == "met" for finding in outcome.conditions)
    if only_failed:
        console.print(say(f"  其余 {met} 项条件均符合。", f"  The other {met} conditions are met."))
    arithmetic(policy, outcome, words)
    unconfirmed(words, outcome.measure, readings)
    if outcome.missing:
        console.print(f"\n[bold]{say('还需要知道', 'Still to be known')}[/]")
        for item in outcome.missing[:12]:
            register = policy.dictionary.registers.get(item.register)
            source = say("（{}）", " ({})").format(register.in_(tongue)) if register else ""
            console.print(f"  ？ {escape(item.question.in_(tongue))} [dim]{escape(item.path + source)}[/]")
        if len(outcome.missing) > 12:
            more = len(outcome.missing) - 12
            console.print(say(f"  …… 另有 {more} 项", f"  … and {more} more"))
    console.print()


def unconfirmed(words: Wording, measure: str, readings: bool) -> None:
    """What the answer rests on that nobody has confirmed yet, and the readings taken with their alternatives."""
    items = assumed(words.law, measure)
    if not items:
        return
    console, tongue = frame.out(), words.lang
    console.print(f"\n[bold]{say('待核实', 'To be confirmed')}[/]")
    plain_items = [item for item in items if item.kind != "reading"]
    labels = words.phrase("comma").join(dict.fromkeys(item.label.in_(tongue) for item in plain_items))
    if labels:
        console.print(f"  {escape(labels)}")
    taken = [item for item in items if item.kind == "reading"]
    if taken and not readings:
        console.print(
            say(
                f"  另有 {len(taken)} 处按一种理解处理，见 anye determine。",
                f"  and {len(taken)} readings: see anye determine.",
            )
        )
        return
    for item in taken:
        console.print(f"  {say('采用：', 'taken: ')}{escape(frame.in_lang(item.label.in_(tongue)))}")
        console.print(
            f"  [dim]{say('另一种理解：', 'the other reading: ')}{escape(frame.in_lang(item.note))}[/]"
        )


def answer(outcome: Outcome, words: Wording) -> str:
    """One line: the outcome with its amount or bounds."""
    text, colon = OUTCOMES[outcome.outcome].in_(words.lang), say("：", ": ")
    if outcome.outcome == "unknown":
        colon = say("；若符合条件，为", "; if entitled, ")
    type_ = words.law.policy.measures[outcome.measure].amount.type
    if outcome.amount is not None:
        return f"{text}{colon}{words.number(outcome.amount, type_)}"
    if outcome.bounds is None or outcome.bounds == (None, None):
        return text
    low, high = outcome.bounds
    one = low is not None and low == high
    return f"{text}{colon}{words.number(low, type_) if one else words.value(outcome.bounds, type_)}"


def _finding(policy: Policy, outcome: Outcome, finding: Finding, words: Wording) -> None:
    console, (mark, colour) = frame.out(), MARKS[finding.result]
    label = next(c.label for c in policy.measures[outcome.measure].conditions if c.id == finding.id)
    console.print(f"  [{colour}]{mark}[/] [bold]{escape(label.in_(words.lang))}[/]")
    console.print(f"      {escape(words.of(finding.plan))}")
    read = read_values(words, outcome, finding)
    plain_truth = isinstance(finding.plan, ir.Fact) or (
        isinstance(finding.plan, ir.Not) and isinstance(finding.plan.arg, ir.Fact)
    )
    if read and not (plain_truth and finding.result == "met"):  # the words have said it already
        console.print(f"      [dim]{escape(read)}[/]")
    console.print(f"      [dim]{escape(source(finding.cite, words.lang))}[/]")


def read_values(words: Wording, outcome: Outcome, finding: Finding) -> str:
    """The facts a condition read, with their values: `裁员率 4.10%；…`; parameters are in its words already."""
    nodes = list(terms(finding.plan))
    parts = []
    for node, (_, value) in zip(nodes, finding.facts, strict=False):
        if isinstance(node, ir.Fact | ir.Derived | ir.Step):
            parts.append(f"{words.name_or(node)} = {words.value(value, node.type)}")
        elif isinstance(node, ir.Agg):
            parts.append(f"{words.list_name(node)} = {words.value(value, node.type)}")
    return ("; " if words.lang == "en" else "；").join(parts)


def source(cite: dict[str, str], tongue: str) -> str:
    """Where a condition rests, with the mark of what is still to be confirmed."""
    text = (
        f"〔{cite['clause']}〕“{cite['quote']}”"
        if "clause" in cite
        else f"〔{cite['document']}〕{cite['fact']}"
    )
    text = frame.in_lang(text)
    return text + f" 【{PHRASES['assumed'].in_(tongue)}】" if cite.get("status") == "assumed" else text


def arithmetic(policy: Policy, outcome: Outcome, words: Wording) -> None:
    """The amount's arithmetic: the formula in words, then each quantity in it."""
    if outcome.outcome == "no":
        return
    console, measure = frame.out(), policy.measures[outcome.measure]
    right = measure.amount.kind == "none"
    heading = KINDS[measure.amount.kind].in_(words.lang)
    if not right:
        console.print(f"\n[bold]{escape(heading)}[/]  {escape(words.of(measure.amount.expr))}")
    elif measure.steps:
        console.print(f"\n[bold]{escape(heading)}[/]")
    granted = {measure.step_labels[name].in_(words.lang) for name in measure.grants}
    for name, value, type_ in quantities(policy, outcome, words):
        mark = "◆ " if name in granted else ""
        console.print(f"  {mark}{escape(name)} = {escape(words.value(value, type_))}")
    if not right:
        console.print(f"  [dim]{escape(source(measure.amount.cite.as_dict(), words.lang))}[/]")


def quantities(policy: Policy, outcome: Outcome, words: Wording) -> list[tuple[str, Any, Any]]:
    """What the amount was reckoned from: each quantity's name in words, value and type."""
    measure = policy.measures[outcome.measure]
    nodes = [*measure.steps, *terms(measure.amount.expr)]
    pairs = {}
    for node, (name, value) in zip(nodes, outcome.steps, strict=False):
        if isinstance(node.type, Num) or value is not None or name in measure.grants:
            pairs[words.name_or(node)] = (value, node.type)
    return [(name, value, type_) for name, (value, type_) in pairs.items()]


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
