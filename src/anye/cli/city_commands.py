"""Commands over a whole city: make one, screen one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from anye import city as city_room
from anye.rules.evaluate import unit_of
from anye.rules.measure import FUNDS, KINDS
from anye.rules.resolve import Law, resolve
from anye.rules.types import show_unit
from anye.screening.engine import Screening
from anye.screening.engine import screen as screen_city
from anye.screening.numbers import check_numbers
from anye.screening.results import WORKBOOK, by_fund, check_target, summary_data, write_results
from anye.screening.tables import open_city
from anye.screening.values import check_values

from . import frame
from .frame import command, json_option, known_option, on_option, say

LARGEST = 5_000_000


@click.command()
@click.option(
    "--persons",
    type=click.IntRange(100, LARGEST),
    default=20_000,
    show_default=True,
    help="人数。· How many persons.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="随机种子。· Same seed, same bytes."
)
@click.option(
    "--out", "out", type=click.Path(path_type=Path), required=True, help="输出目录。· Folder to write."
)
@click.option(
    "--employers", type=click.IntRange(10), help="用人单位数（默认按开平比例）。· How many employers."
)
@click.option("--employments", type=click.IntRange(10), help="用工关系数。· How many employments.")
@json_option
@command
def city(
    persons: int, seed: int, out: Path, employers: int | None, employments: int | None, as_json: bool
) -> None:
    """生成一个虚构的开平（Parquet）。· Makes a synthetic Kaiping, as Parquet.

    同样的参数得到逐字节相同的文件。人和单位都是虚构的。
    The same options give the same bytes. No person or employer in it is real.
    """
    try:
        with frame.progress(as_json) as report:
            made = city_room.build(
                persons, seed, out, employers=employers, employments=employments, progress=report
            )
    except city_room.CityError as error:
        frame.refuse(error.zh, error.en)
    if as_json:
        frame.put_json({"out": str(out), "counts": made.tables})
        return
    rows = say("行", "rows")
    shown = "，".join(f"{name} {count:,} {rows}" for name, count in made.tables.items())
    click.echo(say(f"已生成 {out}：{shown}", f"Made {out}: {shown}"))


@click.command()
@click.argument("folder", type=frame.CityFolder(path_type=Path))
@on_option
@known_option
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="结果目录。· Folder for the results."
)
@click.option(
    "--measure",
    "measures",
    type=frame.Measure(),
    multiple=True,
    help="只筛查这些措施。· Only these measures.",
)
@click.option("--full-identity", is_flag=True, help="不遮盖证件号码。· Do not mask numbers of persons.")
@json_option
@command
def screen(
    folder: Path,
    on: dt.date,
    known: dt.date | None,
    out: Path,
    measures: tuple[str, ...],
    full_identity: bool,
    as_json: bool,
) -> None:
    """对全市逐人逐户测算，列出谁可以享受什么。· Screens a city: who is entitled to what, how much, why."""
    policy = frame.policy()
    law = resolve(policy, frame.place(), on, known or on)
    for measure in measures:
        unit_of(law, measure)
    check_target(out)
    with frame.progress(as_json) as report:
        connection = open_city(folder, policy.dictionary)
        check_values(connection, policy.dictionary, folder)
        check_numbers(connection, policy.dictionary, folder)
        screening = screen_city(connection, law, measures, progress=report)
        write_results(
            connection, screening, out, lang=frame.lang(), full_identity=full_identity, progress=report
        )
    if as_json:
        frame.put_json(summary_data(screening) | {"out": str(out)})
        return
    table(screening, law)
    click.echo(say(f"名单和工作簿：{out / WORKBOOK}", f"Lists and workbook: {out / WORKBOOK}"))


def table(screening: Screening, law: Law) -> None:
    """The summary: a row a measure, then the money by fund."""
    console, tongue = frame.out(), frame.lang()
    title = say(
        f"全市筛查 {law.on}（所知截至 {law.known}）", f"Screening on {law.on} (law known on {law.known})"
    )
    caption = say(
        "已扣除措施之间的互斥。“最少”只计可享受的，“最多”连同待查明的；让位的两者都不计。",
        "After exclusions between measures. “At least” counts those entitled, “at most” the unknown too; what gives way is in neither.",
    )
    grid = Table(title=title, title_justify="left", caption=caption, caption_justify="left")
    grid.add_column(say("政策措施", "measure"), overflow="fold")
    for heading in (
        say("可享受", "entitled"),
        say("不符合", "not"),
        say("待查明", "unknown"),
        say("让位", "gives way"),
        say("最少", "at least"),
        say("最多", "at most"),
    ):
        grid.add_column(heading, justify="right")
    for item in screening.summaries:
        measure = law.rules[item.measure].measure
        unit = show_unit(measure.amount.type.unit, tongue)
        low = "—" if item.low is None else f"{item.low:,} {unit}"
        high = "—" if item.high is None else f"{item.high:,} {unit}"
        kind = measure.amount.kind
        mark = (
            f" [dim]{say('（{}）', '({})').format(KINDS[kind].in_(tongue))}[/]" if kind != "payment" else ""
        )
        grid.add_row(
            escape(measure.title.in_(tongue)) + mark,
            f"{item.entitled:,}",
            f"{item.refused:,}",
            f"{item.unknown:,}",
            f"{item.gives_way:,}" if item.gives_way else "",
            low,
            high,
        )
    console.print(grid)
    for line in by_fund(screening):
        fund = FUNDS[line["fund"]].in_(tongue) if line["fund"] in FUNDS else line["fund"]
        high = line["amount_high"]
        low = f"{Decimal(line['amount_low']):,.2f}"
        top = None if high is None else f"{Decimal(high):,.2f}"
        least = say(f"至少 {low}", f"at least {low}")
        span = least if top is None else low if low == top else f"{low} – {top}"
        console.print(f"  {fund}  {span} {say('元', 'yuan')}")
