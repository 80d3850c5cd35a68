"""The command `anye verify`: what holds for every case there could be, proven or refuted by a case."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections import Counter
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from anye.proof.claims import KINDS, STATUSES, Finding, Verdict
from anye.proof.verify import verify
from anye.proof.witness import Witness
from anye.rules.errors import NotInForce, Place, Problem
from anye.rules.evaluate import check_measure
from anye.rules.fact_words import FactWords
from anye.rules.policy import Policy

from . import explanation, frame
from .frame import command, json_option, say

COLOURS = {"refuted": "red", "undecided": "yellow", "proven": "green", "explained": "cyan"}
MARKS = {"refuted": "✗", "undecided": "？", "proven": "✓", "explained": "※"}


@click.command("verify")
@click.argument("measures", nargs=-1, type=frame.Measure(), metavar="[措施]… · [MEASURE]…")
@click.option("--on", type=frame.Day(), metavar="YYYY-MM-DD", help="只看这一日。· Only this day.")
@click.option("--from", "first", type=frame.Day(), metavar="YYYY-MM-DD", help="自此日起。· From this day on.")
@click.option("--until", "last", type=frame.Day(), metavar="YYYY-MM-DD", help="至此日止。· Until this day.")
@click.option("--all", "show_all", is_flag=True, help="已证明的也列出。· List what is proven too.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=2, show_default=True, help="并行进程数。· Processes."
)
@json_option
@command
def verify_command(
    measures: tuple[str, ...],
    on: dt.date | None,
    first: dt.date | None,
    last: dt.date | None,
    show_all: bool,
    processes: int,
    as_json: bool,
) -> None:
    """对一切可能的情形验证全部措施。· Prove every measure for every case there could be.

    每一论断：已证明、以实例驳倒，或列为未能判定。有不成立而未说明的，退出码为 1。
    Each claim is proven, refuted by a case, or listed as undecided; 1 when one is refuted and not explained.
    """
    policy = frame.policy()
    for id_ in measures:
        check_measure(policy.measures, id_)
    days = _days(on, first, last)
    began = time.perf_counter()
    with frame.progress(as_json) as report:
        verdicts = verify(policy, frame.place(), measures, days, processes, report)
    seconds = time.perf_counter() - began
    if as_json:
        frame.put_json(data(policy, verdicts, seconds))
    else:
        show(policy, verdicts, seconds, show_all)
    sys.exit(0 if all(verdict.stands for verdict in verdicts) else 1)


def _days(
    on: dt.date | None, first: dt.date | None, last: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    if on is not None and (first is not None or last is not None):
        frame.refuse("--on 不能与 --from、--until 并用。", "--on goes without --from and --until.")
    if on is not None:
        return on, on
    if first is not None and last is not None and last < first:
        raise NotInForce(
            [
                Problem(
                    Place("--until"),
                    "interval",
                    f"终止日 {last} 早于起始日 {first}。",
                    f"ends ({last}) before it begins ({first}).",
                )
            ]
        )
    return first, last


def state(verdict: Verdict) -> str:
    """The verdict as it is shown: a refutation that the pack explains is not a finding."""
    return "explained" if verdict.status == "refuted" and verdict.explained else verdict.status


# --- as data -----------------------------------------------------------------------------------------
def data(policy: Policy, verdicts: list[Verdict], seconds: float) -> dict[str, Any]:
    return {
        "policy": policy.digest,
        "seconds": round(seconds, 3),
        "counts": dict(Counter(state(verdict) for verdict in verdicts)),
        "claims": [_claim_data(verdict) for verdict in verdicts],
    }


def _claim_data(verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "measure": claim.measure,
        "claim": claim.id,
        "says": claim.says.in_(frame.lang()),
        "status": state(verdict),
        "explained": frame.in_lang(verdict.explained),
        "seconds": round(verdict.seconds, 3),
        "findings": [_finding_data(finding) for finding in verdict.findings],
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "status": finding.status,
        "days": [[str(start), str(end)] for start, end in finding.spans],
        "known": "today" if finding.hindsight else "then",
        "why": finding.why.in_(frame.lang()) if finding.why else "",
        "witness": _witness_data(finding.witness) if finding.witness else None,
    }


def _witness_data(witness: Witness) -> dict[str, Any]:
    return {
        "on": str(witness.on),
        "known": str(witness.known),
        "facts": list(witness.facts),
        "outcomes": [
            {"measure": item.measure, "outcome": item.outcome, "amount": explanation.plain(item.amount)}
            for item in witness.outcomes
        ],
    }


# --- for people ---------------------------------------------------------------------------------------
def show(policy: Policy, verdicts: list[Verdict], seconds: float, show_all: bool) -> None:
    """What is refuted first, then what is explained, what is undecided; then the table by measure and kind."""
    shown = ("refuted", "explained", "undecided", *(("proven",) if show_all else ()))
    for status in shown:
        found = [verdict for verdict in verdicts if state(verdict) == status]
        if found:
            colour = COLOURS[status]
            frame.out().print(f"\n[bold {colour}]{STATUSES[status].in_(frame.lang())}[/]")
        for verdict in found:
            _verdict(policy, verdict)
    frame.out().print()
    frame.out().print(_table(policy, verdicts))
    counts = Counter(state(verdict) for verdict in verdicts)
    told = say("，", ", ").join(
        f"{words.in_(frame.lang())} {counts[status]}" for status, words in STATUSES.items() if counts[status]
    )
    line = say(
        f"论断 {len(verdicts)} 条：{told}；用时 {seconds:.1f} 秒。",
        f"{frame.many(len(verdicts), 'claim')}: {told}; {seconds:.1f} s.",
    )
    frame.out().print(escape(line))


def _title(policy: Policy, verdict: Verdict) -> str:
    measure = policy.measures.get(verdict.claim.measure)
    return measure.title.in_(frame.lang()) if measure else say("全部", "the pack")


def _verdict(policy: Policy, verdict: Verdict) -> None:
    status, worst = state(verdict), verdict.worst
    mark = f"[{COLOURS[status]}]{MARKS[status]}[/]"
    text = f"{_title(policy, verdict)}{say('：', ': ')}{verdict.claim.says.in_(frame.lang())}"
    frame.out().print(f"{mark} {escape(text)}  [dim]{escape(verdict.claim.id)}[/]")
    if worst.why is not None:
        explanation.line(worst.why.in_(frame.lang()) + _when(worst), 4)
    if verdict.explained and status == "explained":
        explanation.line(say("说明：", "explained: ") + frame.in_lang(verdict.explained), 4)
    if worst.witness is not None and status != "proven":
        _witness(policy, worst.witness)


def _when(finding: Finding) -> str:
    """The days it is about, in brackets."""
    days = say("、", ", ").join(
        str(start) if start == end else say(f"{start} 至 {end}", f"{start} to {end}")
        for start, end in finding.spans
    )
    late = say("，按事后所知", ", as known afterwards") if finding.hindsight else ""
    return say(f"（{days}{late}）", f" ({days}{late})")


def _witness(policy: Policy, witness: Witness) -> None:
    """The case, fact by fact, with what the kernel says of it."""
    words = FactWords(policy, frame.lang())
    each = max(len(witness.outcomes) // len(witness.facts), 1)
    for place, facts in enumerate(witness.facts):
        outcomes = witness.outcomes[place * each : (place + 1) * each]
        told = say("；", "; ").join(
            _outcome(policy, item.measure, item.outcome, explanation.plain(item.amount)) for item in outcomes
        )
        explanation.line(say(f"实例（{witness.on}）：", f"case ({witness.on}): ") + told, 4)
        unit = policy.measures[outcomes[0].measure].unit
        shown = (f"{label} {value}" for label, value in words.lines(unit, facts))
        explanation.line(say("；", "; ").join(shown), 6, "dim")


def _outcome(policy: Policy, measure: str, outcome: str, amount: str | None) -> str:
    title = policy.measures[measure].title.in_(frame.lang())
    told = {"yes": say("可以享受", "entitled"), "no": say("不能享受", "not entitled")}
    end = f" {amount}" if amount is not None else ""
    return f"{title} {told.get(outcome, say('尚不能确定', 'not yet known'))}{end}"


def _table(policy: Policy, verdicts: list[Verdict]) -> Table:
    """A row a measure, a column a kind of claim: what is worst of that kind, how many claims; seconds."""
    kinds = [kind for kind in KINDS if any(verdict.claim.kind == kind for verdict in verdicts)]
    table = Table(pad_edge=False)
    table.add_column(say("措施", "measure"), overflow="fold")
    for kind in kinds:
        table.add_column(KINDS[kind].in_(frame.lang()), justify="center", overflow="fold")
    table.add_column(say("秒", "s"), justify="right")
    rows: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        rows.setdefault(verdict.claim.measure, []).append(verdict)
    for of in rows.values():
        cells = [_cell([verdict for verdict in of if verdict.claim.kind == kind]) for kind in kinds]
        seconds = sum(verdict.seconds for verdict in of)
        table.add_row(escape(_title(policy, of[0])), *cells, f"{seconds:.1f}")
    return table


def _cell(verdicts: list[Verdict]) -> str:
    if not verdicts:
        return ""
    counts = Counter(state(verdict) for verdict in verdicts)
    return " ".join(
        f"[{COLOURS[status]}]{MARKS[status]}{counts[status] if len(verdicts) > 1 else ''}[/]"
        for status in COLOURS
        if counts[status]
    )
