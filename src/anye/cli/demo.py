"""`anye demo`: a made-up city, screened; one refund and one refusal explained; what to try next."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any, NamedTuple

import click
import duckdb
from rich.markup import escape
from rich.rule import Rule

from anye import city as city_room
from anye.rules.evaluate import Outcome, outcomes
from anye.rules.explain import Explanation
from anye.rules.facts import Reader
from anye.rules.program import Program, compile_rules
from anye.rules.resolve import Law, resolve
from anye.screening.engine import Screening
from anye.screening.engine import screen as screen_city
from anye.screening.gather import gather
from anye.screening.results import WORKBOOK, check_target, summary_data, write_results
from anye.screening.tables import Stored, open_city

from . import explanation, frame, present
from .city_commands import table
from .frame import command, json_option, say

ON = dt.date(2022, 5, 20)  # the demonstration's day: two weeks after the notice was issued
REFUND, GRADUATE = "stabilisation-refund", "grassroots-employment-subsidy"


@click.command()
@click.option(
    "--persons",
    type=click.IntRange(2_000, 1_000_000),
    default=20_000,
    show_default=True,
    help="人数。· How many persons.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="输出目录。· Folder.",
)
@json_option
@command
def demo(persons: int, out: Path, as_json: bool) -> None:
    """从政策到名单走一遍。· From the policy to the lists, once through."""
    began = time.monotonic()
    policy = frame.policy()
    law = resolve(policy, frame.place(), ON, ON)
    check_target(out / "result")
    speak = (lambda text: None) if as_json else step
    measures, clauses = len(policy.measures), sum(len(item.text) for item in policy.enactments.values())
    speak(
        say(
            f"一、读政策：{measures} 项措施，原文 {clauses} 条",
            f"1. The policy: {measures} measures, {clauses} clauses",
        )
    )
    folder = out / "city"
    with frame.progress(as_json) as report:
        speak(
            say(
                f"二、生成一个 {persons:,} 人的虚构开平（{folder}）",
                f"2. A made-up Kaiping of {persons:,} persons ({folder})",
            )
        )
        try:
            city_room.build(persons, 1, folder, progress=report)
        except city_room.CityError as error:
            frame.refuse(error.zh, error.en)
        speak(say(f"三、全市逐人逐户测算（{ON}）", f"3. Every person and employer, on {ON}"))
        connection = open_city(folder, policy.dictionary)
        screening = screen_city(connection, law, progress=report)
        write_results(connection, screening, out / "result", lang=frame.lang(), progress=report)
    refund, refusal = find_refund(connection, screening), find_refusal(connection, screening)
    told = [(REFUND, refund), (GRADUATE, refusal)]
    if as_json:
        names = zip(("refund", "refusal"), told, strict=True)
        shown = {
            name: present.outcome_data(policy, determined(connection, law, measure, found.key))
            for name, (measure, found) in names
        }
        frame.put_json(summary_data(screening) | shown | {"workbook": str(out / "result" / WORKBOOK)})
        return
    table(screening, law)
    step(say("四、一家企业为什么得到稳岗返还", "4. Why one employer gets its refund"))
    frame.out().print(escape(refund.who))
    explanation.page(explained(connection, law, REFUND, refund.key), law, readings=False)
    step(say("五、一名毕业生为什么没有得到基层就业补贴", "5. Why one graduate is refused"))
    frame.out().print(escape(refusal.who))
    explanation.page(explained(connection, law, GRADUATE, refusal.key), law, only_failed=True, readings=False)
    closing(out, time.monotonic() - began)


class Told(NamedTuple):
    """A unit to tell of: its key, and who it is."""

    key: int
    who: str


def step(text: str) -> None:
    console = frame.out()
    console.print()
    console.print(Rule(f"[bold]{escape(text)}[/]", align="left"))


def find_refund(connection: duckdb.DuckDBPyConnection, screening: Screening) -> Told:
    """The largest certain refund of an employer that did lay people off, so that the rate has work to do."""
    columns = next(item for item in screening.plan.measures["employer"] if item.rule.measure.id == REFUND)
    return _told(
        connection,
        f"""SELECT r.id, e.name, e.credit_code FROM {screening.tables["employer"]} r JOIN employers e ON e.id = r.id
            WHERE r.{columns.failed} = 0 AND r.{columns.unknown} = 0 AND r.{columns.low} = r.{columns.high}
            ORDER BY (e.kind = 'enterprise' AND e.employments_complete) DESC, (SELECT count(*) > 0 FROM benefit_claims b
                      WHERE b.employer_id = r.id AND year(b.started_on) = {ON.year - 1}) DESC,
                     r.{columns.low} DESC, r.id LIMIT 1""",
    )


def find_refusal(connection: duckdb.DuckDBPyConnection, screening: Screening) -> Told:
    """A graduate refused for one reason alone if there is one: best, for having graduated too long ago."""
    columns = next(item for item in screening.plan.measures["employment"] if item.rule.measure.id == GRADUATE)
    ids = [condition.id for condition in columns.rule.conditions]
    late = 1 << ids.index("recently-graduated") if "recently-graduated" in ids else 0
    return _told(
        connection,
        f"""SELECT r.id, p.name, left(p.identity_number, 6) || '********' || right(p.identity_number, 4)
            FROM {screening.tables["employment"]} r JOIN employments e ON e.id = r.id JOIN persons p ON p.id = e.person_id
            WHERE r.{columns.failed} <> 0 AND r.{columns.unknown} = 0 AND p.education = 'college'
            ORDER BY r.{columns.failed} = {late} DESC, bit_count(r.{columns.failed}), p.graduated_on DESC NULLS LAST, r.id LIMIT 1""",
    )


def _told(connection: duckdb.DuckDBPyConnection, query: str) -> Told:
    row = connection.execute(query).fetchone()
    if row is None:
        frame.refuse(
            "这座城太小，没有可讲的例子；多要些人。",
            "this city is too small for an example; ask for more persons.",
        )
    return Told(row[0], f"{row[1] or ''}（{row[2] or ''}）")


def determined(connection: duckdb.DuckDBPyConnection, law: Law, measure: str, key: int) -> Outcome:
    """One unit of the city, evaluated by itself from its own records."""
    program = compile_rules(law, law.policy.measures[measure].unit, [measure])
    return outcomes(program, *_record(connection, program, key))[0]


def explained(connection: duckdb.DuckDBPyConnection, law: Law, measure: str, key: int) -> Explanation:
    """The same in words."""
    teller = explanation.teller(law, law.policy.measures[measure].unit, [measure])
    return teller.tell(*_record(connection, teller.program, key))[0]


def _record(
    connection: duckdb.DuckDBPyConnection, program: Program, key: int
) -> tuple[tuple[Any, ...], bool]:
    dictionary = program.law.policy.dictionary
    facts = gather(Stored(connection, dictionary), dictionary, program.shape, key)
    reader = Reader(dictionary, program.shape, f"{program.unit}/{key}")
    return reader.read(facts), reader.certain


def closing(out: Path, seconds: float) -> None:
    result = out / "result"
    step(say(f"完成，用时 {seconds:.0f} 秒", f"Done in {seconds:.0f} seconds"))
    anye = ".venv/bin/anye"
    lines = [
        (say("名单工作簿", "the workbook"), str(result / WORKBOOK)),
        (say("每一句由什么承担", "what carries each sentence"), f"{anye} coverage --all"),
        (say("一项措施要问什么", "what a measure asks"), f"{anye} schema veteran-hiring-subsidy"),
        (say("核对政策、跑案例", "check the policy and its cases"), f"{anye} check"),
        (
            say("换一天再筛查", "screen another day"),
            f"{anye} screen {out / 'city'} --on 2022-12-31 --out {out / 'december'}",
        ),
    ]
    for what, how in lines:
        frame.out().print(f"  {what}\n      [bold]{escape(how)}[/]")
