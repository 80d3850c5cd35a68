"""Commands that need the kernel alone: check, coverage, determine, schema."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from anye.rules.cases import Case, CaseResult, read_cases, run_cases
from anye.rules.claims import ONE, settled_of_facts
from anye.rules.errors import PolicyError, Problems
from anye.rules.evaluate import check_measure, unit_of
from anye.rules.evaluate import determine as determine_one
from anye.rules.exclusion_cases import ExclusionResult, read_exclusion_cases, run_exclusion_cases
from anye.rules.exclusion_words import said
from anye.rules.facts import Reader, load_facts
from anye.rules.facts import schema as facts_schema
from anye.rules.notice import notices
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve

from . import explanation, frame, present
from .changes import change_for
from .frame import command, json_option, known_option, measure_argument, on_option, say


@click.command()
@json_option
@command
def check(as_json: bool) -> None:
    """读取并核对全部政策，运行所有案例。· Load and type-check the policy, run all cases."""
    policy = frame.policy()
    problems = Problems()
    cases, between = read_cases(policy, problems), read_exclusion_cases(policy, problems)
    problems.raise_if_any(PolicyError)
    results: list[CaseResult | ExclusionResult] = [*run_cases(policy, cases)]
    results += run_exclusion_cases(policy, between)
    wrong = [result for result in results if result.wrong]
    if as_json:
        frame.put_json(
            {
                "policy": policy.digest,
                "measures": len(policy.measures),
                "cases": len(results),
                "wrong": [
                    {"at": str(r.case.at), "case": r.case.id, "wrong": [say(*line) for line in r.wrong]}
                    for r in wrong
                ],
            }
        )
    else:
        for result in wrong:
            case, says = result.case, frame.in_lang(result.case.says)
            of = case.measure if isinstance(case, Case) else say("互斥", "exclusions")
            what = say(f"{of} / {case.id}（{says}）", f"{of} / {case.id} ({says})")
            click.echo(say(f"{case.at}：{what}", f"{case.at}: {what}"), err=True)
            for line in result.wrong:
                click.echo(f"    {say(*line)}", err=True)
        enactments, measures, derived = len(policy.enactments), len(policy.measures), len(policy.derived)
        click.echo(
            say(
                f"{enactments} 件文件、{measures} 项措施、{derived} 项派生事实读取无误；{len(results)} 个案例，{len(wrong)} 个不符。",
                f"{frame.many(enactments, 'enactment')}, {frame.many(measures, 'measure')}, "
                f"{frame.many(derived, 'derived fact')}: sound; "
                f"{frame.many(len(results), 'case')}, {len(wrong)} of them wrong.",
            )
        )
    sys.exit(1 if wrong else 0)


@click.command()
@json_option
@click.option("--all", "show_all", is_flag=True, help="列出每一句。· List every sentence.")
@command
def coverage(as_json: bool, show_all: bool) -> None:
    """每一句由什么承担；有一句没有着落即失败。· What carries each sentence; fails when one is unaccounted for."""
    policy = frame.policy()
    reports = [(notice.enactment.number, notice.report) for notice in notices(policy)]
    ok = all(not report.problems for _, report in reports)
    if as_json:
        frame.put_json({number: present.coverage_data(report) for number, report in reports})
    else:
        for number, report in reports:
            present.coverage_table(number, report, show_all)
    for _, report in reports:
        for problem in report.problems:
            click.echo(frame.shown(problem), err=True)
    sys.exit(0 if ok else 1)


@click.command()
@measure_argument
@click.option(
    "--facts",
    "facts_file",
    type=click.Path(path_type=Path),
    required=True,
    help="事实文件（JSON）。· The facts, as JSON.",
)
@on_option
@known_option
@json_option
@command
def determine(measure: str, facts_file: Path, on: dt.date, known: dt.date | None, as_json: bool) -> None:
    """按一份事实测算一项措施。· One measure, for the facts of one subject.

    事实文件的写法见 anye schema 措施。· For the form of the facts see: anye schema MEASURE.
    """
    law = resolve(frame.policy(), frame.place(), on, known or on)
    unit, facts = unit_of(law, measure), load_facts(facts_file)
    outcome = determine_one(law, measure, facts, str(facts_file))
    settled = settled_of_facts(law, measure, facts, str(facts_file)) if outcome.outcome != "no" else {}
    excluded = said(law, frame.lang(), (measure, ONE), settled, entitled=outcome.outcome == "yes")
    if as_json:
        frame.put_json(
            present.outcome_data(law.policy, outcome) | {"exclusion": explanation.exclusion_data(excluded)}
        )
        return
    teller = explanation.teller(law, unit, [measure])
    reader = Reader(law.policy.dictionary, teller.program.shape, str(facts_file))
    record = reader.read(facts)
    answer = teller.tell(record, reader.certain)[0]
    changed = change_for(law, measure, facts) if answer.outcome == "no" else None
    explanation.page(answer, law, excluded=excluded, changed=changed)


@click.command()
@measure_argument
@click.option("--on", type=frame.Day(), metavar="YYYY-MM-DD", help="适用当日的规则。· The rules of that day.")
@json_option
@command
def schema(measure: str, on: dt.date | None, as_json: bool) -> None:
    """测算一项措施要知道哪些事实。· The facts one measure asks for.

    在终端显示为表；写入文件或加 --json 时为 JSON Schema。· A table on a terminal; into a file, or with --json, JSON Schema.
    """
    policy = frame.policy()
    check_measure(policy.measures, measure)
    day = on or policy.measures[measure].start
    law = resolve(policy, frame.place(), day, day)
    program = compile_rules(law, unit_of(law, measure), [measure])
    data = facts_schema(policy.dictionary, program.shape, law.rules[measure].measure.title.in_(frame.lang()))
    if as_json or not sys.stdout.isatty():
        frame.put_json(data)
        return
    table = Table(title=escape(f"{measure}：{say('需要的事实', 'facts it reads')}"), title_justify="left")
    for heading in (say("事实", "fact"), say("名称", "label"), say("类型", "type"), say("问法", "question")):
        table.add_column(heading, overflow="fold")
    for path, shape in program.shape.walk():
        for name in shape.facts:
            spec = policy.dictionary.fact(shape.record, name)
            shown = ".".join([*path, name])
            table.add_row(
                escape(shown), spec.label.in_(frame.lang()), str(spec.type), spec.question.in_(frame.lang())
            )
    frame.out().print(table)
