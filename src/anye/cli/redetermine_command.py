"""The command `anye redetermine`: what was granted, decided anew under the law as it is known since."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from anye.rules.evaluate import check_measure
from anye.rules.explain import OUTCOMES
from anye.rules.policy import Policy
from anye.rules.redetermine import Redetermination
from anye.screening.differences import sums, why, write_table
from anye.screening.numbers import check_numbers
from anye.screening.redetermine import Asked, Found
from anye.screening.redetermine import redetermine as decide_anew
from anye.screening.tables import open_city
from anye.screening.values import check_values

from . import frame
from .frame import command, json_option, say

MOST_SHOWN = 10


@click.command()
@click.argument("folder", type=frame.CityFolder(path_type=Path))
@click.option(
    "--known-before",
    "before",
    type=frame.Day(),
    required=True,
    metavar="YYYY-MM-DD",
    help="原来所知截至。· What was known of the law before.",
)
@click.option(
    "--known-after",
    "after",
    type=frame.Day(),
    required=True,
    metavar="YYYY-MM-DD",
    help="现在所知截至。· What is known of it since.",
)
@click.option(
    "--measure",
    "measures",
    type=frame.Measure(),
    multiple=True,
    help="只看这些措施，可重复。· Only these measures; may be repeated.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="逐笔写成 Excel 文件（.xlsx）。· Write every award that differs to an Excel file (.xlsx).",
)
@json_option
@command
def redetermine(
    folder: Path,
    before: dt.date,
    after: dt.date,
    measures: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """规定有了变化：已发放的逐笔重新核定，列出补发、追回。· Law has changed: awards decided anew, differences listed.

    只重算规则确有变化的措施，只看享受过这些措施的人和单位。
    Only measures whose rule differs are worked out anew, and only for those who hold an award of them.
    """
    if after < before:
        frame.refuse(
            f"--known-after（{after}）早于 --known-before（{before}）。对调两个日期。",
            f"--known-after ({after}) is before --known-before ({before}). Swap the two days.",
        )
    if out is not None and out.suffix.lower() != ".xlsx":
        frame.refuse(f"{out}：文件名应以 .xlsx 结尾。", f"{out}: the file's name must end in .xlsx.")
    policy = frame.policy()
    for measure in measures:
        check_measure(policy.measures, measure)
    asked = Asked(frame.place(), before, after, frozenset(measures))
    with frame.progress(as_json) as report:
        connection = open_city(folder, policy.dictionary)
        check_values(connection, policy.dictionary, folder)
        check_numbers(connection, policy.dictionary, folder)
        found = decide_anew(connection, policy, asked, progress=report)
    if out is not None:
        write_table(out, policy, found.items, frame.lang())
    if as_json:
        frame.put_json(_data(policy, asked, found) | ({"out": str(out)} if out else {}))
        return
    _show(policy, asked, found)
    if out is not None:
        click.echo(say(f"逐笔清单：{out}", f"Every award: {out}"))


# --- data ----------------------------------------------------------------------------------------
def _data(policy: Policy, asked: Asked, found: Found) -> dict[str, Any]:
    return {
        "place": asked.place,
        "known_before": str(asked.before),
        "known_after": str(asked.after),
        "policy": policy.digest,
        "awards": found.awards,
        "concerned": found.concerned,
        "without_unit": found.without_unit,
        "recorded_amount_differs": found.mismatched,
        "sums": [
            {
                "measure": item.measure,
                "year": item.year,
                "fund": item.fund,
                "awards": item.awards,
                "pay": str(item.pay),
                "recover": str(item.recover),
                "open": item.open,
            }
            for item in sums(policy, found.items)
        ],
        "differences": [_difference(item) for item in found.items],
    }


def _difference(item: Redetermination) -> dict[str, Any]:
    award = item.award

    def side(outcome: Any) -> dict[str, Any]:
        bounds = (
            None if outcome.bounds is None else [None if end is None else str(end) for end in outcome.bounds]
        )
        amount = None if outcome.amount is None else str(outcome.amount)
        return {"outcome": outcome.outcome, "amount": amount, "bounds": bounds}

    return {
        "award": award.id,
        "measure": award.measure,
        "year": award.year,
        "unit": award.unit,
        "key": award.key,
        "granted_on": str(award.granted_on),
        "judged_on": str(item.on),
        "recorded": None if award.amount is None else str(award.amount),
        "old": side(item.old),
        "new": side(item.new),
        "kind": item.kind,
        "pay": None if item.pay is None else str(item.pay),
        "provisions": [
            {
                "kind": one.kind,
                "id": one.id,
                "label": one.label.in_(frame.lang()),
                "enactment": frame.in_lang(one.number),
                "gone": one.gone,
                "cite": {key: frame.in_lang(value) for key, value in one.cite.as_dict().items()},
            }
            for one in item.provisions
        ],
    }


# --- for people ----------------------------------------------------------------------------------
def _show(policy: Policy, asked: Asked, found: Found) -> None:
    console = frame.out()
    title = say(
        f"重新核定：所知截至 {asked.before} → {asked.after}",
        f"Redetermined: known on {asked.before} → {asked.after}",
    )
    console.print(f"\n[bold]{title}[/]")
    many = sum(found.concerned.values())
    console.print(
        say(
            f"登记的待遇 {found.awards:,} 笔；规则有变化的措施 {len(found.concerned)} 项、{many:,} 笔；"
            f"结论或金额不同的 {len(found.items):,} 笔。",
            f"{found.awards:,} awards on record; {frame.many(len(found.concerned), 'measure')} whose rule differs, "
            f"{many:,} awards; {len(found.items):,} with another answer or amount.",
        )
    )
    if found.items:
        console.print(_table(policy, found))
        shown = found.items[:MOST_SHOWN]
        console.print(say(f"前 {len(shown)} 笔：", f"The first {len(shown)}:"))
        for item in shown:
            _line(policy, item)
    if found.without_unit:
        count = sum(found.without_unit.values())
        console.print(
            say(
                f"[yellow]{count:,} 笔没有登记享受的对象，或对象已不在册，未核定。[/]",
                f"[yellow]{count:,} don't say what record they were granted for, or that is gone: left out.[/]",
            )
        )
    if found.mismatched:
        console.print(
            say(
                f"[yellow]{found.mismatched:,} 笔账载金额与按原规定算得的不同，请核对台账。[/]",
                f"[yellow]{found.mismatched:,} have another amount on record than the law known before gives: check the "
                "register.[/]",
            )
        )


def _table(policy: Policy, found: Found) -> Table:
    tongue = frame.lang()
    grid = Table()
    grid.add_column(say("政策措施", "measure"), overflow="fold")
    for heading in (say("年度", "year"), say("笔数", "awards"), say("补发（元）", "to pay, yuan"),
                    say("追回（元）", "to recover, yuan"), say("待查明", "open")):  # fmt: skip
        grid.add_column(heading, justify="right")
    for item in sums(policy, found.items):
        title = escape(policy.measures[item.measure].title.in_(tongue))
        cells = (str(item.year), f"{item.awards:,}", f"{item.pay:,}", f"{item.recover:,}", f"{item.open:,}")
        grid.add_row(title, *cells)
    return grid


def _line(policy: Policy, item: Redetermination) -> None:
    tongue, award = frame.lang(), item.award
    unit = policy.dictionary.records[award.unit].label.in_(tongue)
    answers = " → ".join(_told(outcome) for outcome in (item.old, item.new))
    pay = "" if item.pay is None else f"  [bold]{item.pay:+,}[/]"
    frame.out().print(f"  {award.granted_on}  {escape(unit)} {award.key}  {escape(answers)}{pay}")
    frame.out().print(f"    [dim]{escape(frame.in_lang(why(item, tongue)))}[/]")


def _told(outcome: Any) -> str:
    if outcome.amount is not None:
        return f"{outcome.amount:,}"
    if outcome.bounds is not None and None not in outcome.bounds:
        return f"{outcome.bounds[0]:,} – {outcome.bounds[1]:,}"
    return OUTCOMES[outcome.outcome].in_(frame.lang())
