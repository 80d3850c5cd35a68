"""The command `anye cases`: what the cases beside the measures are worth, and which are still missing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from anye.reference.processes import in_processes
from anye.rules.boundary import proposals, written
from anye.rules.cases import Case, read_cases, run_cases
from anye.rules.counted import counted
from anye.rules.equivalents import Listed, check_names, check_verdicts, read_equivalents
from anye.rules.errors import PolicyError, Problems
from anye.rules.evaluate import check_measure
from anye.rules.mutant import Mutant
from anye.rules.mutant_words import change_in_words, hint
from anye.rules.mutation_run import WANTED, Run, Score, Verdict, score
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import resolve
from anye.rules.words import wording

from . import frame
from .frame import command, json_option, say


@click.command("cases")
@click.argument("measures", type=frame.Measure(), nargs=-1, metavar="[措施]… · [MEASURE]...")
@click.option(
    "--mutate",
    is_flag=True,
    help="逐一改动规则，看案例能否发现；不到 95% 以 1 退出。· Change the rules one thing at a time; exit 1 below 95%.",
)
@click.option(
    "--boundary",
    is_flag=True,
    help="拟出缺少的界限案例，结果留待人填写。· Propose missing cases at the limits, for a person to fill in.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="同时运行几个进程（默认按处理器数）。· Processes at a time (default: as many as processors).",
)
@json_option
@command
def cases_command(
    measures: tuple[str, ...], mutate: bool, boundary: bool, jobs: int | None, as_json: bool
) -> None:
    """案例有多少，够不够好，还缺哪些。· How many cases there are, how good, and which are missing.

    只有引了依据的手写案例才算数：本方案的原句，或措施所依据的上级文件。
    Only cases that quote what they stand on count: a sentence of the notice, or a higher document the measure rests on.
    """
    if mutate and boundary:
        frame.refuse("--mutate 和 --boundary 请分开运行。", "Run --mutate and --boundary one at a time.")
    policy = frame.policy()
    for measure in measures:
        check_measure(policy.measures, measure)
    problems = Problems()
    cases = read_cases(policy, problems)
    problems.raise_if_any(PolicyError)
    chosen = list(dict.fromkeys(measures)) or list(policy.measures)
    if boundary:
        _propose(policy, cases, chosen, as_json)
    elif mutate:
        _mutate(policy, cases, list(dict.fromkeys(measures)), jobs or os.cpu_count() or 1, as_json)
    else:
        _count(policy, cases, chosen, as_json)


# --- how many --------------------------------------------------------------------------------------
def _count(policy: Policy, cases: list[Case], chosen: list[str], as_json: bool) -> None:
    rows: list[dict[str, Any]] = []
    for measure in chosen:
        all_ = [case for case in cases if case.measure == measure]
        good = counted(policy, all_)
        quoting = sum(bool(case.clause) for case in good)
        rows.append(
            {"measure": measure, "cases": len(all_), "counted": len(good), "quoting": quoting,
             "left_out": [f"{case.at} {case.id}" for case in all_ if case not in good]}
        )  # fmt: skip
    if as_json:
        frame.put_json(rows)
        return
    heads = (
        say("措施", "measure"),
        say("案例", "cases"),
        say("算数", "counted"),
        say("其中引原句", "quoting"),
    )
    table = _table(heads)
    for row in rows:
        table.add_row(row["measure"], *(f"{row[key]:,}" for key in ("cases", "counted", "quoting")))
    frame.out().print(table)
    for place in (place for row in rows for place in row["left_out"]):
        click.echo(
            say(f"{place}：所引与本措施无关，不算数。", f"{place}: quotes nothing its measure rests on.")
        )


def _table(heads: Iterable[str]) -> Table:
    table = Table()
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", overflow="fold")
    return table


# --- mutants ---------------------------------------------------------------------------------------
def _mutate(policy: Policy, cases: list[Case], chosen: list[str], jobs: int, as_json: bool) -> None:
    whole = Run(policy, cases, chosen)
    asked = {measure for mutant in whole.mutants for measure in mutant.measures}
    of_them = [case for case in cases if case.measure in asked]
    wrong = [result.case for result in run_cases(policy, of_them) if result.wrong]
    if wrong:
        frame.refuse(
            f"有 {len(wrong)} 个案例不符（第一个：{wrong[0].at}）。先用 anye check 改好。",
            f"{frame.many(len(wrong), 'case')} don't hold (the first: {wrong[0].at}). Mend them first: anye check.",
        )
    problems = Problems()
    listed = read_equivalents(policy, problems)
    every = whole if not chosen else Run(policy, cases)
    check_names(listed, {mutant.name for mutant in every.mutants}, problems)
    problems.raise_if_any(PolicyError)
    with frame.progress(as_json) as report:
        verdicts = _tried(policy, whole, chosen, jobs, lambda done, of: report("mutants", done, of))
    check_verdicts(listed, verdicts, problems)
    problems.raise_if_any(PolicyError)
    total = score(verdicts, listed)
    (_mutants_data if as_json else _show_mutants)(policy, whole, verdicts, listed, total)
    sys.exit(0 if total.enough else 1)


def _tried(policy: Policy, whole: Run, chosen: list[str], jobs: int, report: Any) -> list[Verdict]:
    """All verdicts in the order of the mutants, tried in as many processes as asked for."""
    parts = whole.parts()
    found: list[Verdict] = []
    if jobs == 1:
        for done, part in enumerate(parts, 1):
            found += whole.verdicts(part)
            report(done, len(parts))
        return found
    worked = in_processes(jobs, _begin, (str(policy.root), chosen), _part, parts)
    for done, part_of in enumerate(worked, 1):
        found += part_of
        report(done, len(parts))
    return found


_WORK: list[Run] = []  # what a process of the pool works on


def _begin(root: str, chosen: list[str]) -> None:
    policy = load_policy(Path(root))
    _WORK.append(Run(policy, read_cases(policy, Problems()), chosen))


def _part(numbers: list[int]) -> list[Verdict]:
    return list(_WORK[0].verdicts(numbers))


def _groups(whole: Run, verdicts: list[Verdict]) -> dict[str, list[Verdict]]:
    """Verdicts by what was changed: each measure's own, then what several share."""
    by_name = {mutant.name: mutant for mutant in whole.mutants}
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(by_name[verdict.mutant].of, []).append(verdict)
    return found


SHARED = {
    "parameters": ("标准（数值和日期）", "figures (values and days)"),
    "derived": ("派生事实", "derived facts"),
    "enactments": ("文件的日期", "days of the enactments"),
}


def _show_mutants(
    policy: Policy, whole: Run, verdicts: list[Verdict], listed: dict[str, Listed], total: Score
) -> None:
    heads = (
        say("改动处", "changed"),
        say("变异", "mutants"),
        say("发现", "told"),
        say("引原句的案例发现", "told by the notice's words"),
        say("逐日相同", "same rule"),
        say("列为等价", "listed"),
        say("未发现", "alive"),
        say("比例", "score"),
    )
    table = _table(heads)
    for name, group in _groups(whole, verdicts).items():
        table.add_row(escape(say(*SHARED.get(name, (name, name)))), *_cells(score(group, listed)))
    table.add_section()
    table.add_row(say("合计", "all"), *_cells(total))
    frame.out().print(table)
    for mutant in _alive(whole, verdicts, listed):
        click.echo(f"{mutant.at} {mutant.name}")
        label, change = mutant.label.in_(frame.lang()), _change(policy, mutant)
        click.echo(say(f"    {label}：{change}", f"    {label}: {change}"))
        needs = hint(mutant).in_(frame.lang())
        click.echo(say(f"    缺：{needs}", f"    wanted: {needs}"))
    told = _percent(total)
    click.echo(
        say(
            f"{total.mutants} 个变异，案例发现 {told}（要求 {WANTED}%）。",
            f"{frame.many(total.mutants, 'mutant')}, {told} told by cases ({WANTED}% wanted).",
        )
    )


def _cells(one: Score) -> list[str]:
    counts = (one.mutants, one.killed, one.quoting, one.same, one.listed, one.alive)
    return [*(f"{count:,}" for count in counts), _percent(one)]


def _percent(one: Score) -> str:
    return f"{one.permille // 10}.{one.permille % 10}%"


def _alive(whole: Run, verdicts: list[Verdict], listed: dict[str, Listed]) -> list[Mutant]:
    alive = {item.mutant for item in verdicts if item.state == "survived" and item.mutant not in listed}
    return [mutant for mutant in whole.mutants if mutant.name in alive]


def _change(policy: Policy, mutant: Mutant) -> str:
    """The change in words, as the rules read on the measure's first day."""
    measure = policy.measures[mutant.measures[0]]
    place = policy.enactments[measure.enactment].place
    law = resolve(
        policy, place, measure.start, max(measure.start, policy.enactments[measure.enactment].issued)
    )
    return change_in_words(mutant, wording(law, measure.id, frame.lang()))


def _mutants_data(
    policy: Policy, whole: Run, verdicts: list[Verdict], listed: dict[str, Listed], total: Score
) -> None:
    def counts(one: Score) -> dict[str, Any]:
        return {"mutants": one.mutants, "killed": one.killed, "quoting": one.quoting, "same": one.same,
                "listed": one.listed, "alive": one.alive, "permille": one.permille}  # fmt: skip

    groups = _groups(whole, verdicts)
    frame.put_json(
        {
            "policy": policy.digest,
            "wanted": WANTED,
            "all": counts(total),
            "changed": {name: counts(score(group, listed)) for name, group in groups.items()},
            "alive": [
                {
                    "mutant": mutant.name,
                    "at": str(mutant.at),
                    "label": mutant.label.in_(frame.lang()),
                    "change": _change(policy, mutant),
                    "wanted": hint(mutant).in_(frame.lang()),
                    "measures": list(mutant.measures),
                }
                for mutant in _alive(whole, verdicts, listed)
            ],
            "equivalent": [
                {"mutant": item.mutant, "why": item.why, "at": str(item.at)}
                for item in listed.values()
                if item.mutant in {verdict.mutant for verdict in verdicts}
            ],
        }
    )


# --- proposals -------------------------------------------------------------------------------------
def _propose(policy: Policy, cases: list[Case], chosen: list[str], as_json: bool) -> None:
    found = {
        measure: proposals(policy, measure, [case for case in cases if case.measure == measure])
        for measure in chosen
    }
    if as_json:
        frame.put_json(
            {
                name: {"proposed": [item.data() for item in items], "out_of_reach": beyond}
                for name, (items, beyond) in found.items()
            }
        )
        return
    for name, (items, beyond) in found.items():
        click.echo(written(name, items, beyond), nl=False)
