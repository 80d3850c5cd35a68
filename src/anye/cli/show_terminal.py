"""Literate law in the terminal and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from anye.rules.citation import Citation
from anye.rules.explain import OUTCOMES
from anye.rules.figures import Figure, FigureValue
from anye.rules.literate import CaseRow, Cases, Item, Literate, LiterateMeasure
from anye.rules.phrases import PHRASES
from anye.rules.resolve import Law

from . import frame
from .explanation import MARKS, source
from .frame import in_lang, say
from .show_page import OUTCOME_MARKS, between

IN = 4


# --- the list ------------------------------------------------------------------------------------
def list_data(rows: Sequence[LiterateMeasure]) -> list[dict[str, Any]]:
    return [
        {
            "measure": row.id,
            "title": row.title,
            "clauses": list(row.measure.clauses),
            "unit": row.unit,
            "kind": row.measure.amount.kind,
            "lead": row.lead,
            "in_force": row.in_force,
            "conditions": len(row.conditions),
            "assumed": row.assumed,
        }
        for row in rows
    ]


def list_measures(law: Law, rows: Sequence[LiterateMeasure]) -> None:
    """All measures by clause, with what each is and how much of it is still to be confirmed."""
    table = Table(title=_day(law), title_justify="left", title_style="dim")
    table.add_column(say("句", "clauses"), overflow="fold")
    table.add_column(say("措施", "measure"), overflow="fold")
    table.add_column("ID", overflow="fold")
    table.add_column(say("单元", "unit"), overflow="fold")
    table.add_column(say("给予", "grants"))
    table.add_column(PHRASES["assumed"].in_(frame.lang()), justify="right")
    for row in rows:
        title = escape(row.title) + ("" if row.in_force else f" [red]{_not_in_force()}[/]")
        clauses = " ".join(row.measure.clauses)
        table.add_row(clauses, title, row.id, escape(row.unit), escape(row.kind), str(row.assumed))
    console = frame.out()
    console.print(table)
    console.print(say("细看一项：anye show 措施", "One of them: anye show MEASURE"))


def _day(law: Law) -> str:
    return say(
        f"适用日 {law.on}，所知截至 {law.known}", f"law of {law.on}, as known on {law.known}"
    )  # fmt: skip


def _not_in_force() -> str:
    return say("当日未生效", "not in force on the day")


# --- one measure as data -------------------------------------------------------------------------
def measure_data(literate: Literate, shown: LiterateMeasure, cases: Cases | None) -> dict[str, Any]:
    """Everything the terminal and the page show of a measure, as JSON data in the command's language."""
    derived = [literate.derived(*key) for key in shown.derived]
    return {
        "measure": shown.id,
        "title": shown.title,
        "enactment": shown.number,
        "on": str(literate.law.on),
        "known": str(literate.law.known),
        "in_force": shown.in_force,
        "amended_by": [in_lang(number) for number in shown.amended_by],
        "from": str(shown.start),
        "until": str(shown.end),
        "unit": shown.unit,
        "period": shown.period,
        "lead": shown.lead,
        "co_responsible": list(shown.co_responsible),
        "fund": shown.fund,
        "kind": shown.measure.amount.kind,
        "note": in_lang(shown.note),
        "sentences": [{"clause": clause, "text": in_lang(text)} for clause, text in shown.sentences],
        "conditions": [_item_data(item) for item in shown.conditions],
        "amount": _item_data(shown.amount) if shown.amount else None,
        "steps": [_item_data(item) for item in shown.steps],
        "figures": [_figure_data(figure) for figure in shown.figures],
        "derived": [_item_data(item) for item in derived],
        "evidence": [{"fact": fact, "register": register} for fact, register in shown.evidence],
        "excludes": [
            {
                "measure": item.measure,
                "title": item.title,
                "choice": item.choice,
                "cite": _cite_data(item.cite),
                "choice_cite": _cite_data(item.choice_cite),
            }
            for item in shown.excludes
        ],
        "interpretation": [
            {
                "id": item.id,
                "words": in_lang(item.words),
                "reading": in_lang(item.reading),
                "other": in_lang(item.other),
                "status": item.status,
                "source": in_lang(item.source),
                "parameter": item.parameter,
            }
            for item in shown.interpretation
        ],
        **({"cases": _cases_data(cases)} if cases is not None else {}),
        "assumed": shown.assumed,
        "policy": literate.law.policy.digest,
    }


def _cite_data(cite: Citation | None) -> dict[str, str]:
    return {key: in_lang(value) for key, value in cite.as_dict().items()} if cite is not None else {}


def _item_data(item: Item) -> dict[str, Any]:
    data = {
        "kind": item.kind,
        "id": item.id,
        "label": item.label,
        "words": item.words,
        "code": item.code,
        "figures": list(item.figures),
        "derived": [".".join(key) for key in item.derived],
        "steps": list(item.steps),
        "at": item.at,
    }
    return data | ({"cite": _cite_data(item.cite)} if item.cite else {})


def _figure_data(figure: Figure) -> dict[str, Any]:
    values = [
        {
            "value": dict(value.rows) if value.rows else value.text,
            "from": str(value.start),
            "until": str(value.end) if value.end else None,
            "enactment": value.number,
            "in_force": value.in_force,
            "cite": _cite_data(value.cite),
        }
        for value in figure.history
    ]
    return {"name": figure.name, "label": figure.label, "values": values}


def _cases_data(cases: Cases) -> dict[str, Any]:
    def row(case: CaseRow) -> dict[str, Any]:
        return {
            "id": case.id,
            "says": in_lang(case.says),
            "clause": case.clause,
            "quote": in_lang(case.quote),
            "on": str(case.on),
            "known": str(case.known),
            "differs": dict(case.differs),
            "unknown": list(case.without),
            "outcome": case.outcome,
            "amount": case.amount,
            "bounds": list(case.bounds) if case.bounds else None,
            "grants": dict(case.grants),
            "failed": list(case.failed),
            "open": list(case.open),
        }

    return {"base": dict(cases.base), "cases": [row(case) for case in cases.rows]}


# --- one measure for people ----------------------------------------------------------------------
def show_measure(literate: Literate, shown: LiterateMeasure, cases: Cases | None) -> None:
    """The measure from its sentences to its readings; `cases` adds the table of cases."""
    console = frame.out()
    console.print(f"\n[bold]{escape(shown.title)}[/]  {escape(shown.id)}")
    console.print(f"[dim]{escape(_about(shown))}[/]")
    console.print(f"[dim]{escape(_day(literate.law))}[/]")
    if not shown.in_force:
        console.print(f"[bold red]{_not_in_force()}[/]")
    if shown.amended_by:
        numbers = "、".join(in_lang(number) for number in shown.amended_by)
        text = say(
            f"当日的条文经〔{numbers}〕修改；沿革：anye show {shown.id} --history",
            f"As amended by {numbers}; its history: anye show {shown.id} --history",
        )
        console.print(f"[yellow]{escape(text)}[/]")
    if shown.note:
        console.print(escape(in_lang(shown.note)))
    _head(say("原文", "The sentences it carries out"))
    for clause, text in shown.sentences:
        _line(f"〔{clause}〕{in_lang(text)}")
    _head(say("条件（须全部符合）", "Conditions (all must hold)"))
    for item in shown.conditions:
        _item(item)
    if shown.amount is not None:
        _head(say("数额", "What is granted"))
        _item(shown.amount)
    if shown.steps:
        _head(say("计算步骤", "Steps"))
        for item in shown.steps:
            _item(item)
    _figures(shown.figures)
    if shown.derived:
        _head(say("推算事实", "Derived facts"))
        for key in shown.derived:
            _item(literate.derived(*key))
    _rest(shown)
    if cases is not None:
        _cases(cases)
    console.print()


def _about(shown: LiterateMeasure) -> str:
    until = say(f"，至 {shown.end}", f", until {shown.end}") if shown.end.year < 9999 else ""
    parts = [
        shown.number,
        shown.unit,
        shown.period,
        shown.lead,
        *shown.co_responsible,
        shown.fund,
        say(f"{shown.start} 起{until}", f"from {shown.start}{until}"),
    ]
    return " · ".join(part for part in parts if part)


def _head(text: str) -> None:
    frame.out().print(f"\n[bold]{escape(text)}[/]")


def _line(text: str, style: str = "", deep: int = 2) -> None:
    frame.out().print(
        Padding(f"[{style}]{escape(text)}[/]" if style else escape(text), (0, 0, 0, deep), expand=False)
    )


def _item(item: Item) -> None:
    """An expression: its label, its words, the code as written, and where it rests."""
    marks = [say("人工认定", "judgement")] * item.judgement + [say("一并授予", "also granted")] * item.grants
    shown = "".join(f" [cyan]({mark})[/]" for mark in marks)
    frame.out().print(f"  [bold]{escape(item.label)}[/] [dim]{escape(item.id)}[/]{shown}")
    _line(item.words, deep=IN)
    for line in item.code.splitlines():
        _line(line, "dim cyan", IN)
    if item.cite is not None:
        _source(item.cite)


def _source(cite: Citation, deep: int = IN) -> None:
    assumed = cite.status == "assumed"
    _line(source(cite.as_dict(), frame.lang()), "yellow" if assumed else "dim", deep)
    if assumed and cite.note:
        _line(in_lang(cite.note), "yellow", deep)


def _figures(figures: Sequence[Figure]) -> None:
    if not figures:
        return
    _head(say("标准及其沿革", "Figures through time"))
    for figure in figures:
        frame.out().print(f"  [bold]{escape(figure.label)}[/] [dim]{escape(figure.name)}[/]")
        for value in figure.history:
            _value(value)


def _value(value: FigureValue) -> None:
    until = str(value.end) if value.end else say("另有规定为止", "further notice")
    days = say(f"{value.start} 至 {until}", f"{value.start} until {until}")
    now = say("当日有效", "in force") if value.in_force else ""
    shown = value.text or say("；", "; ").join(f"{key} {text}" for key, text in value.rows)
    mark = "●" if value.in_force else "○"
    _line(f"{mark} {shown}  {days} {now}", "" if value.in_force else "dim", IN)
    _source(value.cite, IN + 2)


def _rest(shown: LiterateMeasure) -> None:
    """Evidence, exclusions and readings."""
    if shown.evidence:
        _head(say("证明材料", "Evidence"))
        for fact, register in shown.evidence:
            _line(say(f"{fact}：{register}", f"{fact}: {register}"))
    if shown.excludes:
        _head(say("不能同时享受", "Not together with"))
        for item in shown.excludes:
            _line(f"{item.title} {item.measure}")
            _source(item.cite)
            _line(say("择取：", "choice: ") + item.choice, deep=IN)
            _source(item.choice_cite)
    if shown.interpretation:
        _head(say("理解口径", "Readings"))
        for reading in shown.interpretation:
            assumed = reading.status == "assumed"
            mark = f" 【{PHRASES['assumed'].in_(frame.lang())}】" if assumed else ""
            _line(in_lang(f"“{reading.words}”") + mark, "yellow" if assumed else "bold")
            _line(say("采用：", "taken: ") + in_lang(reading.reading), deep=IN)
            _line(say("另一种：", "the other: ") + in_lang(reading.other), "dim", IN)
            if reading.source:
                _line(in_lang(f"〔{reading.source}〕"), "dim", IN)


def _cases(cases: Cases) -> None:
    colon, semicolon = say("：", ": "), say("；", "; ")
    _head(say(f"案例（{len(cases.rows)} 个）", f"Cases ({len(cases.rows)})"))
    base = semicolon.join(f"{key} {value}" for key, value in cases.base)
    _line(say("共同的基本事实", "The facts all share") + colon + base, "dim")
    table = Table(show_lines=True)
    for heading in (
        say("案例", "case"),
        say("测算日", "day"),
        say("不同之处", "what differs"),
        say("应得结果", "must come out"),
    ):
        table.add_column(heading, overflow="fold")
    for case in cases.rows:
        clause = f"〔{case.clause}〕" if case.clause else ""
        says = f"{escape(in_lang(case.says))}\n[dim]{clause}{escape(in_lang(case.quote))}[/]"
        differs = [f"{key} {value}" for key, value in case.differs]
        differs += [f"{name} {say('未知', 'unknown')}" for name in case.without]
        table.add_row(says, str(case.on), escape("\n".join(differs)), escape(_expected(case)))
    frame.out().print(table)


def _expected(case: CaseRow) -> str:
    sign = MARKS[OUTCOME_MARKS[case.outcome]][0]
    lines = [f"{sign} {OUTCOMES[case.outcome].in_(frame.lang())}", case.amount]
    if case.bounds:
        lines.append(between(case.bounds, frame.lang()))
    lines += [f"{name} {value or '—'}" for name, value in case.grants]
    lines += [f"✗ {name}" for name in case.failed] + [f"？ {name}" for name in case.open]
    return "\n".join(line for line in lines if line)
