"""Prints an answer for people: why, how much, what is missing, until when; and the same as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from rich.cells import chop_cells
from rich.markup import escape
from rich.text import Text

from anye.rules.exclusion_words import Said
from anye.rules.explain import Explanation, Need, Quantity, Reason, Teller
from anye.rules.phrases import PHRASES
from anye.rules.program import compile_rules
from anye.rules.resolve import Law

from . import frame
from .changes import Changed, heading
from .frame import say

MARKS = {"met": ("✓", "green"), "failed": ("✗", "red"), "open": ("？", "yellow")}
COLOURS = {"yes": "green", "no": "red", "unknown": "yellow"}
MOST_MISSING = 12


def plain(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def teller(law: Law, unit: str, measures: Iterable[str] = ()) -> Teller:
    """Tells answers of a unit's measures in the command's language."""
    return Teller(compile_rules(law, unit, measures, detailed=True), frame.lang(), frame.in_lang)


def data(item: Explanation) -> dict[str, Any]:
    """An explanation as JSON data; days as text."""
    found = asdict(item)
    return found | {"low": plain(item.low), "high": plain(item.high)}


def page(
    item: Explanation,
    law: Law,
    *,
    only_failed: bool = False,
    readings: bool = True,
    excluded: Said | None = None,
    changed: Changed | None = None,
) -> None:
    """An explanation in full; `only_failed` leaves the conditions that are met to a count, and `readings` that is
    false the readings taken to a count too. `excluded` is what exclusions make of it, `changed` the nearest change that
    would turn a refusal."""
    console = frame.out()
    console.print()
    console.print(f"[bold]{escape(item.title)}[/]  [{COLOURS[item.outcome]}]{escape(item.answer)}[/]")
    payee = [say(f"由{item.payee}享受", f"granted to the {item.payee}")] if item.payee else []
    office = " · ".join(
        [f"{say('测算日', 'on')} {law.on}", *payee, item.lead, *([item.fund] if item.fund else [])]
    )
    console.print(f"[dim]{escape(office)}[/]")
    for reason in item.reasons:
        if not only_failed or reason.result != "met":
            _reason(reason)
    met = sum(reason.result == "met" for reason in item.reasons)
    if only_failed:
        console.print(say(f"  其余 {met} 项条件均符合。", f"  The other {met} conditions are met."))
    _least(item)
    if changed is not None:
        _heading(heading(changed))
        for text in changed.words:
            line(f"→ {text}", 2)
    _arithmetic(item)
    if item.window is not None:
        _heading(say("申请时限", "When to apply"), item.window.words)
    _missing(item)
    _unconfirmed(item, readings)
    if excluded is not None:
        exclusion(excluded)
    elif item.excludes and item.outcome != "no":
        _heading(say("不可兼得", "Not together with"), _list(item.excludes))
    console.print()


def exclusion_data(excluded: Said | None) -> dict[str, Any] | None:
    """What exclusions make of a measure, as JSON data."""
    if excluded is None:
        return None
    cites = [cite.as_dict() for cite in excluded.cites]
    return {"status": excluded.status, "says": list(excluded.lines), "cites": cites}


def exclusion(found: Said) -> None:
    """What exclusions make of a measure, and the words they rest on."""
    _heading(say("不可兼得", "Not together"))
    colour = {"granted": "green", "gives-way": "red"}.get(found.status, "yellow")
    for text in found.lines:
        line(text, 2, colour)
    for cite in found.cites:
        line(source(cite.as_dict(), frame.lang()), 2, "dim")


def _list(texts: Iterable[str]) -> str:
    return PHRASES["comma"].in_(frame.lang()).join(texts)


def _heading(text: str, rest: str = "") -> None:
    frame.out().print(f"\n[bold]{escape(text)}[/]" + (f"  {escape(rest)}" if rest else ""))


def line(text: str, indent: int, style: str = "") -> None:
    """A text whose further lines stay indented: between words in English, between any characters in Chinese."""
    console = frame.out()
    width = console.width - indent
    if frame.lang() == "en":
        parts = [str(part) for part in Text(text).wrap(console, width)]
    else:
        parts = chop_cells(text, width)
    for part in parts:
        console.print(" " * indent + escape(part.rstrip()), style=style or None)


def source(cite: dict[str, str], tongue: str) -> str:
    """Where something rests, with the mark of what is still to be confirmed."""
    if "clause" in cite:
        text = f"〔{cite['clause']}〕“{cite['quote']}”"
    else:
        text = f"〔{cite['document']}〕{cite['fact']}"
    text = frame.in_lang(text)
    return text + f" 【{PHRASES['assumed'].in_(tongue)}】" if cite.get("status") == "assumed" else text


def values(quantities: Iterable[Quantity]) -> str:
    join = "; " if frame.lang() == "en" else "；"
    return join.join(f"{item.name} = {item.value}" for item in quantities)


def _reason(reason: Reason) -> None:
    mark, colour = MARKS[reason.result]
    frame.out().print(f"  [{colour}]{mark}[/] [bold]{escape(reason.label)}[/]")
    line(reason.says, 6)
    read = values(reason.read)
    said = reason.result == "met" and len(reason.read) == 1 and reason.read[0].name in reason.says
    if read and not (
        said and reason.read[0].value in (PHRASES["yes"].in_(frame.lang()), PHRASES["no"].in_(frame.lang()))
    ):
        line(read, 6, "dim")
    for number, way in enumerate(reason.ways, start=1):
        word = (
            say("还差：", "lacks: ")
            if len(reason.ways) == 1
            else say(f"或者 {number}：", f"either {number}: ")
        )
        line(word + _together(way), 6, colour)
    mark = f" 【{PHRASES['assumed'].in_(frame.lang())}】" if reason.assumed else ""
    line(reason.source + mark, 6, "dim")


def _together(way: tuple[Need, ...]) -> str:
    return PHRASES["and"].in_(frame.lang()).join(need.says for need in way)


def _least(item: Explanation) -> None:
    """The smallest set of things that failed: were they otherwise, the answer would be yes or open."""
    if not item.least:
        return
    _heading(
        say(
            f"最少要改变 {len(item.least)} 项才能享受",
            f"At least {len(item.least)} would have to be otherwise",
        )
    )
    for need in item.least:
        line(f"→ {need.says}", 2)
        if need.read:
            line(values(need.read), 6, "dim")


def _arithmetic(item: Explanation) -> None:
    found = item.arithmetic
    if found is None:
        return
    _heading(found.heading, found.formula)
    if found.worked and found.worked != found.formula:
        line(f"= {found.worked}", 2)
    for quantity in found.quantities:
        line(f"{'◆ ' if quantity.granted else ''}{quantity.name} = {quantity.value}", 2)
    if found.source:
        line(found.source, 2, "dim")


def _missing(item: Explanation) -> None:
    if not item.missing:
        return
    _heading(say("还需要知道", "Still to be known"))
    for lack in item.missing[:MOST_MISSING]:
        source = say(f"（查：{lack.where}）", f" (ask: {lack.where})") if lack.where else ""
        line(f"？ {lack.question}{source}", 2)
        line(lack.path, 5, "dim")
    if len(item.missing) > MOST_MISSING:
        more = len(item.missing) - MOST_MISSING
        line(say(f"…… 另有 {more} 项", f"… and {more} more"), 2)


def _unconfirmed(item: Explanation, readings: bool) -> None:
    """What the answer rests on that nobody has confirmed yet, and the readings taken with their alternatives."""
    if not item.unconfirmed and not item.readings:
        return
    _heading(say("待核实", "To be confirmed"))
    if item.unconfirmed:
        line(_list(item.unconfirmed), 2)
    if item.readings and not readings:
        count = len(item.readings)
        line(say(f"另有 {count} 处按一种理解处理，见 anye show {item.measure}。",
                  f"and {count} readings: see anye show {item.measure}."), 2)  # fmt: skip
        return
    for reading in item.readings:
        line(say("采用：", "taken: ") + reading.taken, 2)
        line(say("另一种理解：", "the other reading: ") + reading.other, 2, "dim")
