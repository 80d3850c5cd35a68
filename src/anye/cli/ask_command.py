"""`anye ask`: an interview in the terminal, which asks only what can still change an answer."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.rule import Rule

from anye.rules.ask import Interview, Planner
from anye.rules.claims import ONE, settled_alone
from anye.rules.collisions import months_of
from anye.rules.errors import FactsError, Place, Problems
from anye.rules.evaluate import check_measure
from anye.rules.exclusion import PLACES, Claim, Name, Settlement
from anye.rules.exclusion_words import Said, said
from anye.rules.explain import Explanation, Teller
from anye.rules.facts import Reader, load_facts
from anye.rules.interview import RECORD, Form, Question, form_of
from anye.rules.measure import KINDS
from anye.rules.phrases import PHRASES
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve
from anye.rules.types import unscaled

from . import answers, explanation, frame
from .frame import command, json_option, known_option, say

DONT_KNOW, BACK, STOP, LIST = "?", "<", "q", "l"
MOST_NAMED = 4


@click.command()
@click.option("--person", "subject", flag_value="person", help="为个人测算。· For a person.")
@click.option("--employer", "subject", flag_value="employer", help="为用人单位测算。· For an employer.")
@click.option(
    "--measure", "measures", multiple=True, type=frame.Measure(), help="只问这些措施。· Only these measures."
)
@click.option(
    "--on", type=frame.Day(), default="2022-05-20", show_default=True, metavar="YYYY-MM-DD",
    help="测算日期。· The day of evaluation.",
)  # fmt: skip
@known_option
@click.option(
    "--answers",
    "given",
    type=click.Path(path_type=Path),
    help="接着上次存的答案问。· Go on from saved answers.",
)
@click.option("--save", type=click.Path(path_type=Path), help="把答案存为 JSON。· Keep the answers, as JSON.")
@json_option
@command
def ask(
    subject: str | None,
    measures: tuple[str, ...],
    on: dt.date,
    known: dt.date | None,
    given: Path | None,
    save: Path | None,
    as_json: bool,
) -> None:
    """一问一答，看可以享受什么。· Question by question: what is one entitled to?

    只问还能改变结论的事。随时可答“?”（不知道）、“<”（退回上一问）、“l”（看进度）、“q”（到此为止）。
    It asks only what can still change an answer. At any time: ? (don't know), < (back), l (progress), q (stop).
    """
    if subject is None:
        frame.refuse("请写明 --person（个人）或 --employer（用人单位）。", "say --person or --employer.")
    law = resolve(frame.policy(), frame.place(), on, known or on)
    for measure in measures:
        check_measure(law.rules, measure)
    form = form_of(law, subject, measures)
    interview = Interview(Planner(form))
    if given is not None:
        _take(interview, given)
    ended = converse(interview, quiet=as_json)
    if save is not None:
        _keep(interview, save)
    told = results(interview)
    if as_json:
        frame.put_json(results_data(interview, told, ended))
    else:
        show_results(interview, told, ended)


# --- the conversation ----------------------------------------------------------------------------
def converse(interview: Interview, quiet: bool = False) -> bool:
    """Asks until nothing can change any answer any more; False where the applicant stopped before."""
    if not quiet:
        count = len(interview.planner.form.program.plans)
        frame.out().print(
            say(f"共 {count} 项措施，只问还能改变结论的事。? 不知道，< 退回，l 进度，q 到此为止。",
                f"{count} measures; only what can still change an answer is asked. ? don't know, < back, l progress, q stop.")
        )  # fmt: skip
    while (question := interview.question) is not None:
        if not quiet:
            _put(interview, question)
        if not _answered(interview, question, quiet):
            return False
    return True


def _put(interview: Interview, question: Question) -> None:
    console, tongue = frame.out(), frame.lang()
    console.print(f"\n[bold]{len(interview.answers) + 1}. {escape(question.text.in_(tongue))}[/]")
    for line in answers.hint(interview.planner.form, question.name):
        console.print(f"   [dim]{escape(line)}[/]")
    console.print(f"   [dim]{escape(why(interview, question))}[/]")


def why(interview: Interview, question: Question) -> str:
    """Why it is asked: the measures that its answer can still decide."""
    measures = interview.planner.form.law.policy.measures
    found = interview.planner.why(question.name, interview.known)
    titles = [measures[id_].title.in_(frame.lang()) for id_, _ in found]
    more = (
        say(f" 等 {len(titles)} 项", f" and {len(titles) - MOST_NAMED} more")
        if len(titles) > MOST_NAMED
        else ""
    )
    return say("为什么问：关系到", "asked because it bears on ") + _list(titles[:MOST_NAMED]) + more


def _answered(interview: Interview, question: Question, quiet: bool) -> bool:
    """Takes one line of input; False at the end of it or when the applicant stops."""
    while True:
        line = _read_line(quiet)
        if line is None or line.casefold() == STOP:
            return False
        if line.casefold() == LIST:
            _progress(interview)
            continue
        if line == BACK:
            if interview.back() is None:
                click.echo(say("这是第一问。", "this is the first question."), err=True)
                continue
            return True
        if line in (DONT_KNOW, "？"):
            interview.answer(question.name, None)
            return True
        value, problem = answers.read(interview.planner.form, question.name, line)
        if value is not None:
            before = {item.plan.measure.id for item in interview.planner.open(interview.known)}
            interview.answer(question.name, value)
            if not quiet:
                _settled(interview, before)
            return True
        click.echo(problem + say(" 不知道请写 ?。", " Write ? if you don't know."), err=True)


def _read_line(quiet: bool) -> str | None:
    """A line without its end; None where there is none any more. The sign to type at is shown to people only."""
    if not quiet and sys.stdin.isatty():
        click.echo("   > ", nl=False)
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        return None
    return line.strip() if line else None


def _settled(interview: Interview, before: set[str]) -> None:
    """What the last answer settled."""
    form, flat = interview.planner.form, interview.planner.flat(interview.known)
    now = {item.plan.measure.id for item in interview.planner.open(interview.known)}
    for plan in form.program.plans:
        if plan.measure.id in before - now:
            mark, colour = explanation.MARKS["met" if flat[plan.outcome] else "failed"]
            frame.out().print(f"   [{colour}]{mark} {escape(plan.measure.title.in_(frame.lang()))}[/]")


def _progress(interview: Interview) -> None:
    flat = interview.planner.flat(interview.known)
    open_ids = {item.plan.measure.id for item in interview.planner.open(interview.known)}
    for plan in interview.planner.form.program.plans:
        kind = "open" if plan.measure.id in open_ids else "met" if flat[plan.outcome] else "failed"
        mark, colour = explanation.MARKS[kind]
        frame.out().print(f"   [{colour}]{mark}[/] {escape(plan.measure.title.in_(frame.lang()))}")


def _list(texts: list[str]) -> str:
    return PHRASES["comma"].in_(frame.lang()).join(texts)


# --- answers kept --------------------------------------------------------------------------------
def _take(interview: Interview, path: Path) -> None:
    """Answers out of a file; refuses the file where a question is unknown or an answer can't be read."""
    form, problems = interview.planner.form, Problems()
    given = load_facts(path)
    if not isinstance(given, dict):
        problems.add(
            Place(str(path)), "shape", "这里应为 {问题: 答案}。", "expected {question: answer} here."
        )
        problems.raise_if_any(FactsError)
    reader = Reader(form.law.policy.dictionary, form.program.shape, str(path))
    for name, value in given.items():
        if name not in form.questions:
            problems.add(
                Place(f"{path}.{name}"), "unknown-question", f"没有“{name}”这一问。", f"there is no question {name!r}.",
                ("删去，或用同样的 --person、--employer 和 --measure。",
                 "remove it, or use the same --person, --employer and --measure."),
            )  # fmt: skip
            continue
        found = None if value is None else reader.fact(answers.spec_of(form, name), value, f"{path}.{name}")
        interview.answer(name, found)
    problems.found += reader.problems.found
    problems.raise_if_any(FactsError)


def plain(form: Form, name: str, value: Any) -> Any:
    """An answer as facts are given in JSON."""
    spec = answers.spec_of(form, name)
    places = getattr(spec.type, "places", None)
    if value is None or isinstance(value, bool) or places is None:
        return value if not isinstance(value, dt.date) else str(value)
    return str(unscaled(value, places)) if places else value


def _keep(interview: Interview, path: Path) -> None:
    import json

    form = interview.planner.form
    kept = {item.name: plain(form, item.name, item.value) for item in interview.answers}
    beside = path.with_name(f".{path.name}.writing")
    try:
        beside.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")
        beside.replace(path)
    except OSError as error:
        why = error.strerror or str(error)
        frame.refuse(f"{path}：不能写入（{why}）。", f"{path}: can't be written ({why}).")


# --- the end -------------------------------------------------------------------------------------
def results(interview: Interview) -> list[Explanation]:
    """Every measure's answer for what was told, in the order of the notice."""
    form, known = interview.planner.form, interview.known
    program = compile_rules(form.law, RECORD, detailed=True)
    record = tuple(known.get(name) for name in program.shape.facts)
    found = Teller(program, frame.lang(), frame.in_lang).tell(record)
    measures = form.law.policy.measures
    return sorted(found, key=lambda item: measures[item.measure].place)


def results_data(interview: Interview, told: list[Explanation], ended: bool) -> dict[str, Any]:
    form = interview.planner.form
    fates = settled(told, form)
    return {
        "subject": form.subject,
        "on": str(form.law.on),
        "known": str(form.law.known),
        "policy": form.law.policy.digest,
        "complete": ended,
        "answers": {item.name: plain(form, item.name, item.value) for item in interview.answers},
        "results": [
            explanation.data(item) | {"exclusion": explanation.exclusion_data(excluded(form, item, fates))}
            for item in told
        ],
    }


def show_results(interview: Interview, told: list[Explanation], ended: bool) -> None:
    """What is owed, what is still open and what would settle it, and what was refused for which reason."""
    console = frame.out()
    console.print()
    asked = len(interview.answers)
    console.print(
        Rule(
            f"[bold]{say(f'结果（问了 {asked} 个问题）', f'The result, after {asked} questions')}[/]",
            align="left",
        )
    )
    for outcome, heading in (
        ("yes", say("可以享受", "Entitled")),
        ("unknown", say("尚不能确定", "Not yet known")),
        ("no", say("不能享受", "Not entitled")),
    ):
        found = [item for item in told if item.outcome == outcome]
        if found:
            console.print(f"\n[bold]{heading}[/]")
        for item in found:
            mark, colour = explanation.MARKS[{"yes": "met", "unknown": "open", "no": "failed"}[outcome]]
            console.print(f"  [{colour}]{mark}[/] {escape(item.title)}  {escape(_said(item))}")
            for line in _details(item):
                explanation.line(line, 6, "dim")
    fates = settled(told, interview.planner.form)
    _exclusive(told, interview.planner.form, fates)
    _total(told, interview.planner.form, fates)
    if not ended:
        console.print(
            say(
                "\n问答没有结束：尚未问到的事还可能改变结论。",
                "\nThe interview was not finished: answers may still change.",
            )
        )
    console.print(say("\n这是测算，不是审批决定。待核实的依据见 anye show 措施。",
                      "\nA calculation, not a decision. For what is still to be confirmed: anye show MEASURE."))  # fmt: skip


def _said(item: Explanation) -> str:
    """The answer after its first words, which the heading has said."""
    return item.answer.split("：" if frame.lang() != "en" else ": ", 1)[-1] if item.arithmetic else ""


def _details(item: Explanation) -> Iterator[str]:
    if item.outcome == "no":
        yield say("不符合：", "fails: ") + _list([r.label for r in item.reasons if r.result == "failed"])
        return
    if item.outcome == "yes" and item.arithmetic is not None and item.arithmetic.worked:
        yield f"= {item.arithmetic.worked}"
    for lack in item.missing[:MOST_NAMED]:
        yield (
            "？ "
            + lack.question
            + (say(f"（查：{lack.where}）", f" (ask: {lack.where})") if lack.where else "")
        )


def settled(told: list[Explanation], form: Form) -> dict[Name, Settlement]:
    """What becomes of what is owed, or may be, where some exclude each other: all of it taken to be of one record each,
    for the same time."""
    law, places = form.law, {item.measure: item for item in told if item.outcome != "no"}
    claims = []
    for measure in sorted((rule.measure for rule in law.rules.values()), key=lambda item: item.place):
        found = places.get(measure.id)
        if found is not None and law.policy.exclusions.of(measure.id):
            months = frozenset(months_of(measure, law.on))
            owners = tuple((record, ONE) for group in law.policy.exclusions.groups for record in group.same)
            low, high = (None if end is None else int(end.scaleb(PLACES)) for end in (found.low, found.high))
            certain = found.outcome == "yes"
            claims.append(Claim(measure.id, ONE, certain, low or 0, high, owners, months, months))
    return settled_alone(law, claims)


def excluded(form: Form, item: Explanation, found: dict[Name, Settlement]) -> Said | None:
    """What exclusions make of a measure's answer."""
    return said(form.law, frame.lang(), (item.measure, ONE), found, entitled=item.outcome == "yes")


def _exclusive(told: list[Explanation], form: Form, found: dict[Name, Settlement]) -> None:
    """Which of what is owed, or may be, can't be had together, and what is chosen."""
    lines = [(item, text) for item in told if (text := excluded(form, item, found)) is not None]
    if not lines:
        return
    frame.out().print(f"\n[bold]{say('不可兼得', 'Not together')}[/]")
    for item, text in lines:
        mark = {"granted": "✓", "gives-way": "↷"}.get(text.status, "？")
        for line in text.lines:
            explanation.line(f"{mark} {item.title}{say('：', ': ')}{line}", 2)


def _total(told: list[Explanation], form: Form, found: dict[Name, Settlement]) -> None:
    """What is owed for certain, added up: payments only, of what can't be had together only what is chosen for certain."""
    measures = form.law.policy.measures
    paid = [
        item
        for item in told
        if item.outcome == "yes"
        and measures[item.measure].amount.kind == "payment"
        and ((item.measure, ONE) not in found or found[item.measure, ONE].status == "granted")
    ]
    sums = [item.low for item in paid if item.low is not None]
    if not sums:
        return
    total = f"{sum(sums, Decimal(0)):,.2f}"
    heading = KINDS["payment"].in_(frame.lang())
    note = say("不可同时享受的只计选定的一项", "of what can't be had together only what is chosen")
    frame.out().print(
        f"\n[bold]{heading}[/]  {say(f'至少 {total} 元', f'at least {total} yuan')}  [dim]{note}[/]"
    )
