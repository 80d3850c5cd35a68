"""The command `anye show`: literate law, in the terminal, as data, or as a page that can be signed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from anye.rules.evaluate import check_measure
from anye.rules.history import history
from anye.rules.literate import Literate
from anye.rules.notice import notices
from anye.rules.policy import Policy
from anye.rules.resolve import resolve

from . import frame
from .frame import command, json_option, known_option, say
from .show_files import as_pages, write
from .show_history import history_data, show_history
from .show_terminal import list_data, list_measures, measure_data, show_measure


@click.command("show")
@click.argument("measure", type=frame.Measure(), required=False)
@click.option(
    "--on",
    type=frame.Day(),
    metavar="YYYY-MM-DD",
    help="适用日期（默认措施生效之日）。· The law of that day (by default the first of its force).",
)
@known_option
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="写成网页：.html 为一页，目录为三种语言。· Write a page (.html), or a folder with all three languages.",
)
@click.option(
    "--measure",
    "only",
    type=frame.Measure(),
    multiple=True,
    metavar="MEASURE",
    help="网页只列这些措施及其承担、引用的句子，可重复。· Only these on the page, with their sentences; may be repeated.",
)
@click.option(
    "--cases/--no-cases",
    default=None,
    help="列出案例；在网页中作为可打印的附录，或不列。· With the cases (a printed appendix of the page), or without.",
)
@click.option(
    "--history",
    "through_time",
    is_flag=True,
    help="沿革：何时起、由哪件文件、取代了什么、何时可知。· What overrode what, from when, and when it was known.",
)
@json_option
@command
def show(
    measure: str | None,
    on: dt.date | None,
    known: dt.date | None,
    html: Path | None,
    only: tuple[str, ...],
    cases: bool | None,
    through_time: bool,
    as_json: bool,
) -> None:
    """逐句对照的法：原文、条件、代码、依据、沿革、案例。· Literate law: sentence, condition, code, source, cases.

    不写措施时列出全部措施。· Without a measure: the list of all.
    """
    policy = frame.policy()
    chosen = tuple(dict.fromkeys((*((measure,) if measure else ()), *only)))
    for name in chosen:
        check_measure(policy.measures, name)
    day = on or _first_day(policy, chosen)
    law = resolve(policy, frame.place(), day, known or day)
    for name in chosen:
        check_measure(law.rules, name)
    if html is not None:
        if as_json:
            frame.refuse("--html 与 --json 不能同时使用。", "--html and --json can't be used together.")
        how = {None: "folded", True: "appendix", False: "none"}[cases]
        written = write(html, as_pages(html, law, tuple(notices(policy)), chosen, how, frame.lang()))
        for path, size in written:
            click.echo(say(f"已写出 {path}（{size / 1e6:.1f} MB）。", f"Wrote {path} ({size / 1e6:.1f} MB)."))
        return
    if through_time:
        if measure is None:
            frame.refuse("--history 要写明一项措施。", "--history needs a measure.")
        found = history(law, measure, frame.lang())
        frame.put_json(history_data(law, found)) if as_json else show_history(law, found)
        return
    literate = Literate(law, frame.lang())
    if only and not measure:
        frame.refuse("--measure 与 --html 一起使用。", "--measure goes with --html.")
    if measure is None:
        rows = [literate.measure(item) for item in _in_order(law.rules)]
        frame.put_json(list_data(rows)) if as_json else list_measures(law, rows)
        return
    shown, told = literate.measure(measure), literate.cases(measure) if cases else None
    if as_json:
        frame.put_json(measure_data(literate, shown, told))
    else:
        show_measure(literate, shown, told)


def _first_day(policy: Policy, chosen: tuple[str, ...]) -> dt.date:
    """The first day on which all of the measures are in force."""
    return max(policy.measures[name].start for name in chosen or policy.measures)


def _in_order(rules: dict[str, Any]) -> list[str]:
    return sorted(rules, key=lambda name: rules[name].measure.place)
