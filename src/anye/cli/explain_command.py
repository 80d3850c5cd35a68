"""`anye explain`: everything one real person or employer is entitled to, why, why not, until when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click
import duckdb
from rich.markup import escape
from rich.rule import Rule
from rich.table import Table

from anye.rules.collisions import contested
from anye.rules.evaluate import check_measure
from anye.rules.exclusion import Name
from anye.rules.exclusion_words import said
from anye.rules.explain import OUTCOMES, Explanation
from anye.rules.facts import Reader
from anye.rules.phrases import PHRASES
from anye.rules.resolve import Law, resolve
from anye.screening.gather import Memo, gather
from anye.screening.one_by_one import OneByOne
from anye.screening.subjects import Subject, caption, find, records_of
from anye.screening.tables import Remembered, open_city

from . import explanation, frame
from .changes import change_for, must_look
from .frame import command, json_option, known_option, say
from .told import Answers, Told, answers_data

MOST_RECORDS = 200
"""Of one kind: an employer's workers, say. Beyond that the screening's lists are the place to look."""


@click.command()
@click.argument("subject", metavar="对象 · SUBJECT")
@click.option(
    "--city",
    "folder",
    type=frame.CityFolder(path_type=Path),
    default=Path("out/demo/city"),
    show_default=True,
    help="城市数据目录。· The city's folder.",
)
@click.option(
    "--measure", "measures", multiple=True, help="只看这些措施，全文。· Only these measures, in full."
)
@click.option(
    "--on",
    type=frame.Day(),
    default="2022-05-20",
    show_default=True,
    metavar="YYYY-MM-DD",
    help="测算日期。· The day of evaluation.",
)
@known_option
@click.option(
    "--choose",
    "chosen",
    multiple=True,
    type=frame.Measure(),
    help="申请人在不可同时享受的措施中选定的。· What the applicant chose, where it is theirs to choose.",
)
@click.option("--all", "in_full", is_flag=True, help="不能享受的也写全文。· Refusals in full too.")
@click.option(
    "--changes",
    is_flag=True,
    help="各项拒绝最少作何改变即可享受。· The nearest change for every refusal (with --measure it always stands).",
)
@json_option
@command
def explain(
    subject: str,
    folder: Path,
    measures: tuple[str, ...],
    on: dt.date,
    known: dt.date | None,
    chosen: tuple[str, ...],
    in_full: bool,
    changes: bool,
    as_json: bool,
) -> None:
    """一个人或一家单位可以享受什么、为什么。· What one person or employer is entitled to, and why.

    SUBJECT：身份证号、统一社会信用代码、姓名或名称，或 person:12、employer:5。
    An identity number, a credit code, a name, or a key such as person:12 or employer:5.
    """
    if changes:
        must_look()
    policy = frame.policy()
    law = resolve(policy, frame.place(), on, known or on)
    for measure in (*measures, *chosen):
        check_measure(law.rules, measure)
    with open_city(folder, policy.dictionary) as connection:
        found = find(connection, policy.dictionary, subject)
        answers = answers_of(connection, law, found, measures, chosen, changes or bool(measures))
    if as_json:
        frame.put_json(answers_data(answers))
    else:
        show(answers, in_full or changes or bool(measures), explicit=bool(measures))


def answers_of(
    connection: duckdb.DuckDBPyConnection,
    law: Law,
    subject: Subject,
    measures: Iterable[str] = (),
    chosen: tuple[str, ...] = (),
    changes: bool = False,
) -> Answers:
    """Every measure (or those named) for every record that concerns the subject, in the order of the notice; with what
    exclusions make of it, `chosen` being what the applicant chose; with `changes` of each refusal what would turn it."""
    dictionary = law.policy.dictionary
    concerned = records_of(connection, dictionary, subject)
    wanted = [law.rules[id_].measure for id_ in (list(measures) or law.rules)]
    wanted.sort(key=lambda measure: measure.place)
    source = Remembered(connection, dictionary)
    told: list[Told] = []
    for unit in dict.fromkeys(measure.unit for measure in wanted if concerned.get(measure.unit)):
        ids = [measure.id for measure in wanted if measure.unit == unit]
        told += _tell(source, law, subject, unit, ids, concerned[unit][:MOST_RECORDS], changes)
    order = {measure.id: place for place, measure in enumerate(wanted)}
    told.sort(key=lambda item: order[item.answer.measure])
    return Answers(
        law=law,
        subject=subject,
        told=tuple(_excluded(source, law, subject, told, chosen)),
        none=tuple(m.id for m in wanted if m.unit in concerned and not concerned[m.unit]),
        others=tuple(m.id for m in wanted if m.unit not in concerned),
        cut={unit: len(keys) - MOST_RECORDS for unit, keys in concerned.items() if len(keys) > MOST_RECORDS},
    )


def _tell(
    source: Remembered,
    law: Law,
    subject: Subject,
    unit: str,
    measures: list[str],
    keys: list[int],
    changes: bool,
) -> Iterator[Told]:
    teller, memo = explanation.teller(law, unit, measures), Memo()
    shape = teller.program.shape
    for key in keys:
        reader = Reader(source.dictionary, shape, f"{unit}:{key}")
        facts = gather(source, source.dictionary, shape, key, memo)
        record = reader.read(facts)
        of = (
            caption(source.connection, source.dictionary, unit, key, subject.record)
            if unit != subject.record
            else ""
        )
        for answer in teller.tell(record, reader.certain):
            turn = changes and answer.outcome == "no"
            changed = change_for(law, answer.measure, facts) if turn else None
            yield Told(unit, key, of, answer, changed=changed)


def _excluded(
    source: Remembered, law: Law, subject: Subject, told: list[Told], chosen: tuple[str, ...]
) -> Iterator[Told]:
    """What was told, each with what exclusions make of it."""
    ids = {measure.id for measure in contested(law)}
    alive = {(i.record, i.key) for i in told if i.answer.measure in ids and i.answer.outcome != "no"}
    settled = OneByOne(law, source, chosen, MOST_RECORDS).settle(sorted(alive)) if alive else {}
    for item in told:
        name = (item.answer.measure, item.key)
        found = settled.get(name)
        if found is None:
            yield item
            continue
        award = ""
        if found.award is not None:
            row = source.row(law.policy.exclusions.awards, found.award)
            award = row["measure"] if row else ""
        text = said(
            law,
            frame.lang(),
            name,
            settled,
            entitled=item.answer.outcome == "yes",
            award=award,
            who=lambda other, item=item: _of(source, law, subject, item, other),  # type: ignore[misc]
        )
        yield replace(item, excluded=text)


def _of(source: Remembered, law: Law, subject: Subject, item: Told, other: Name) -> str:
    """Whose another claim is, where it is of another record than the one told of."""
    unit, key = law.rules[other[0]].measure.unit, other[1]
    if (unit, key) == (item.record, item.key) or unit == subject.record:
        return ""
    of = caption(source.connection, law.policy.dictionary, unit, key, subject.record)
    label = law.policy.dictionary.records[unit].label.in_(frame.lang())
    return say(f"（{label} {key}{'：' + of if of else ''}）", f" ({label} {key}{': ' + of if of else ''})")


# --- shown ---------------------------------------------------------------------------------------
def show(answers: Answers, in_full: bool, explicit: bool) -> None:
    """The overview of all measures, then each entitlement and each open answer in full, refusals by their reasons."""
    console, subject = frame.out(), answers.subject
    label = answers.law.policy.dictionary.records[subject.record].label.in_(frame.lang())
    who = f"{subject.name}（{subject.number}）" if subject.number else subject.name
    console.print(f"[bold]{escape(label)}  {escape(who)}[/]  [dim]{say('测算日', 'on')} {answers.law.on}[/]")
    if not explicit:
        overview(answers)
    elsewhere(answers)
    for outcome, heading in (
        ("yes", say("可以享受", "Entitled")),
        ("unknown", say("尚不能确定", "Not yet known")),
        ("gives-way", say("与另一项不可同时享受，让位", "Not together with another: gives way")),
        ("no", say("不能享受", "Not entitled")),
    ):
        found = answers.of(outcome)
        if not found or (outcome == "no" and not in_full):
            continue
        console.print()
        console.print(Rule(f"[bold]{heading}[/]", align="left"))
        for item in found:
            if item.of or item.record != subject.record:
                console.print(f"\n[dim]{escape(whose(answers, item))}[/]", end="")
            only_failed = outcome == "no" and not explicit
            explanation.page(
                item.answer,
                answers.law,
                only_failed=only_failed,
                readings=explicit,
                excluded=item.excluded,
                changed=item.changed,
            )
    _closing(answers, in_full, explicit)


def whose(answers: Answers, item: Told) -> str:
    """Which record an answer is about: 用工关系 12：某公司."""
    label = answers.law.policy.dictionary.records[item.record].label.in_(frame.lang())
    return f"{label} {item.key}" + (say("：", ": ") + item.of if item.of else "")


def overview(answers: Answers) -> None:
    """All measures: a row for each that is owed or open, one for all refusals of a measure together."""
    grid = Table(title=None, show_lines=False, pad_edge=False)
    for heading in (say("政策措施", "measure"), say("结果", "answer"), say("要点", "in short")):
        grid.add_column(heading, overflow="fold")
    for item in sorted([*answers.of("yes"), *answers.of("unknown")], key=lambda item: not own(answers, item)):
        about = f"\n[dim]{escape(whose(answers, item))}[/]" if item.record != answers.subject.record else ""
        payee = (
            "" if own(answers, item) else say(f"\n由{item.answer.payee}享受", f"\nto the {item.answer.payee}")
        )
        title, short = _marked(item.answer) + about, in_short(item.answer)
        lines = "\n".join([*([short] if short else []), *(item.excluded.lines if item.excluded else ())])
        grid.add_row(title, escape(answer_of(item) + payee), escape(lines))
    for item in answers.of("gives-way"):
        about = f"\n[dim]{escape(whose(answers, item))}[/]" if item.record != answers.subject.record else ""
        lines = "\n".join(item.excluded.lines) if item.excluded else ""
        grid.add_row(f"[dim]↷[/] {escape(item.answer.title)}{about}", say("让位", "gives way"), escape(lines))
    for refused in _by_measure(answers.of("no")):
        first = refused[0].answer
        count = say(f"（{len(refused)} 条记录）", f" ({len(refused)} records)") if len(refused) > 1 else ""
        grid.add_row(_marked(first), escape(first.answer + count), escape(fails(refused)))
    frame.out().print(grid)


def answer_of(item: Told) -> str:
    """The answer in short, with what exclusions leave of the amount."""
    left = item.excluded.amount if item.excluded else ""
    if not left:
        return item.answer.answer
    return OUTCOMES[item.answer.outcome].in_(frame.lang()) + say("：", ": ") + left


def elsewhere(answers: Answers) -> None:
    """The measures that have no answer here: no record of their kind, or for others."""
    for ids, text in (
        (answers.none, say("没有相应的记录，不涉及：", "No record of that kind: ")),
        (answers.others, say("面向其他对象：", "For others: ")),
    ):
        if ids:
            titles = [answers.law.rules[id_].measure.title.in_(frame.lang()) for id_ in ids]
            frame.out().print(f"[dim]{escape(text + _list(titles))}[/]")


def _list(texts: Iterable[str]) -> str:
    return PHRASES["comma"].in_(frame.lang()).join(texts)


def _marked(answer: Explanation) -> str:
    mark, colour = explanation.MARKS[{"yes": "met", "unknown": "open", "no": "failed"}[answer.outcome]]
    return f"[{colour}]{mark}[/] {escape(answer.title)}"


def _by_measure(items: list[Told]) -> list[list[Told]]:
    groups: dict[str, list[Told]] = {}
    for item in items:
        groups.setdefault(item.answer.measure, []).append(item)
    return list(groups.values())


def own(answers: Answers, item: Told) -> bool:
    """Whether it is the subject who is granted it, not somebody else on the subject's account."""
    dictionary, measure = answers.law.policy.dictionary, answers.law.rules[item.answer.measure].measure
    record = measure.unit
    for link in measure.payee:
        record = dictionary.target(record, link).name
    return record == answers.subject.record or not measure.payee


def in_short(answer: Explanation) -> str:
    """Of what is owed until when to apply; of what is open what to find out first."""
    if answer.outcome == "yes":
        return answer.window.words if answer.window else ""
    asked = [lack.question for lack in answer.missing[:2]]
    more = say(f"（另 {len(answer.missing) - 2} 项）", f" (+{len(answer.missing) - 2})")
    return "\n".join(asked) + (more if len(answer.missing) > 2 else "")


MOST_FAILURES = 4


def fails(refused: list[Told]) -> str:
    """The conditions that failed, of several records the most frequent first with how often."""
    counts = Counter(
        reason.label for item in refused for reason in item.answer.reasons if reason.result == "failed"
    )
    labels = [
        label + say(f"（{count}）", f" ({count})") if len(refused) > 1 and count < len(refused) else label
        for label, count in counts.most_common(MOST_FAILURES)
    ]
    rest = say("等", " …") if len(counts) > MOST_FAILURES else ""
    return say("不符合：", "fails: ") + _list(labels) + rest


def _closing(answers: Answers, in_full: bool, explicit: bool) -> None:
    console = frame.out()
    for unit, count in answers.cut.items():
        label = answers.law.policy.dictionary.records[unit].label.in_(frame.lang())
        console.print(
            say(f"{label}还有 {count} 条未列，见 anye screen 的名单。",
                f"{count} more of {label!r} are not shown: see the lists of anye screen.")
        )  # fmt: skip
    if answers.of("no") and not in_full and not explicit:
        console.print(
            say("不能享受的各项，缘由全文：加 --all，或 --measure 措施。",
                "For the refusals in full: --all, or --measure ID.")
        )  # fmt: skip
