"""A measure through time in the terminal and as data: what overrode what, and when it was known."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from anye.rules.conflict import Resolution
from anye.rules.history import Change, Event, History
from anye.rules.resolve import Law

from . import frame
from .explanation import line, source
from .frame import in_lang, say

IN = 4


def history_data(law: Law, found: History) -> dict[str, Any]:
    """The timeline as JSON data in the command's language."""
    return {
        "measure": found.measure.id,
        "title": found.title,
        "on": str(law.on),
        "known": str(law.known),
        "events": [_event_data(item) for item in found.events],
        "decided": [_decided_data(law, item) for item in found.resolutions],
        "policy": law.policy.digest,
    }


def _event_data(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "id": event.id,
        "label": event.label,
        "enactment": in_lang(event.number),
        "from": str(event.start),
        "until": str(event.end) if event.end else None,
        "known_from": str(event.known),
        "reaches_back": event.back,
        "acts": event.acts,
        "yields_to": in_lang(event.yields_to) or None,
        "changes": [
            {
                "label": item.label,
                "now": item.now,
                "before": item.before or None,
                "before_enactment": in_lang(item.before_number) or None,
            }
            for item in event.changes
        ],
        "cite": {key: in_lang(value) for key, value in event.cite.as_dict().items()},
        "at": event.at,
    }


def _decided_data(law: Law, item: Resolution) -> dict[str, str]:
    enactments = law.policy.enactments
    return {
        "subject": item.subject,
        "earlier_superior": in_lang(enactments[item.other].number),
        "prevails": in_lang(enactments[item.prevails].number),
        "reason": in_lang(item.reason),
        "status": item.status,
        "at": str(item.at),
    }


def show_history(law: Law, found: History) -> None:
    """The timeline, the earliest day first; what holds on the law's day is marked."""
    console = frame.out()
    console.print(f"\n[bold]{escape(found.title)}[/]  {escape(found.measure.id)}")
    day = say(f"适用日 {law.on}，所知截至 {law.known}", f"law of {law.on}, as known on {law.known}")
    console.print(f"[dim]{escape(day)}[/]")
    mark = say("● 当日有效　○ 当日不起作用", "● holds on the day   ○ doesn't act on the day")
    console.print(f"[dim]{mark}[/]")
    for event in found.events:
        _event(event)
    for item in found.resolutions:
        _decided(law, item)
    if len(found.events) == 1:
        console.print(f"\n{say('印发以来没有变化。', 'Nothing has changed since it was issued.')}")
    console.print()


def _event(event: Event) -> None:
    console = frame.out()
    mark, colour = ("●", "green") if event.acts else ("○", "dim")
    until = str(event.end) if event.end else say("另行规定时", "further notice")
    days = say(f"{event.start} 至 {until}", f"{event.start} to {until}")
    console.print(f"\n[{colour}]{mark}[/] [bold]{days}[/]  {escape(_said(event))}")
    known = say(f"〔{event.number}〕{event.known} 印发", f"{event.number}, issued {event.known}")
    if event.back:
        known += say("，溯及此前", ", reaching back before that")
    line(known, IN, "dim")
    for item in event.changes:
        _change(event, item)
    if event.yields_to:
        where = in_lang(event.yields_to)
        line(say(f"让位于〔{where}〕", f"gives way to {where}"), IN, "dim")
    line(source(event.cite.as_dict(), frame.lang()), IN, "dim")


def _said(event: Event) -> str:
    if event.kind == "issued":
        return say("印发", "issued")
    if event.kind == "version":
        return say(f"全文改写：{event.label}", f"anew as a whole: {event.label}")
    return event.label


def _change(event: Event, item: Change) -> None:
    label = "" if event.kind == "figure" else item.label + say("：", ": ")
    line(label + item.now, IN)
    if item.before:
        where = in_lang(item.before_number)
        line(say(f"取代〔{where}〕{item.before}", f"in place of {item.before} ({where})"), IN, "dim")


def _decided(law: Law, item: Resolution) -> None:
    enactments = law.policy.enactments
    other, prevails = enactments[item.other].number, enactments[item.prevails].number
    frame.out().print(f"\n[bold]{say('早于本文件的上级规定', 'An earlier superior text')}[/]")
    line(
        say(
            f"〔{other}〕规定不同，认定从〔{prevails}〕。",
            f"{other} says otherwise; {prevails} was found to prevail.",
        ),
        IN,
    )
    line(in_lang(item.reason), IN)
    status = (
        say("认定待核实", "decision to be confirmed")
        if item.status == "assumed"
        else say("已认定", "decided")
    )
    line(f"{status}  {item.at}", IN, "dim")
