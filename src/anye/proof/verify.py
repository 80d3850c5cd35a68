"""The whole book: every claim of every measure on every day, proven, refuted or undecided."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from anye.reference.processes import in_processes
from anye.rules import ir
from anye.rules.errors import PolicyError, Problems
from anye.rules.policy import Policy, load_policy
from anye.rules.temporal import derived_of

from .claims import Finding, Verdict, claims_of, excluded, explained
from .exclusive import exclusive
from .moments import Calendar
from .necessary import Necessary
from .possible import Key, Possible
from .tables import table_claims, time_findings
from .witness import Kernel

Days = tuple[dt.date | None, dt.date | None]
"""The first and the last day that are looked at; None: as early, as late as the law goes."""
ALL_DAYS: Days = (None, None)
Report = Callable[[str, int, int], None]
"""Told what is done, how many of how many."""


@dataclass(frozen=True)
class Task:
    """A measure with the claims it makes alone, or a pair of measures that exclude each other."""

    measure: str
    other: str = ""


@dataclass
class Done:
    """The findings of one task by claim, with the seconds of work each took."""

    task: Task
    found: dict[Key, list[Finding]] = field(default_factory=dict)
    spent: dict[Key, float] = field(default_factory=dict)

    def keep(self, key: Key, findings: Iterable[Finding], began: float) -> None:
        self.found.setdefault(key, []).extend(findings)
        self.spent[key] = self.spent.get(key, 0.0) + time.process_time() - began


def tasks_of(policy: Policy, measures: Iterable[str]) -> list[Task]:
    """What there is to do for some measures, each pair once, the longest first: so no process ends on a long one."""
    wanted = [policy.measures[id_] for id_ in measures]
    pairs = {tuple(sorted((one.id, other))) for one in wanted for other in excluded(policy, one)}
    found = [*(Task(one.id) for one in wanted), *(Task(*pair) for pair in pairs)]
    return sorted(found, key=lambda task: (-_weight(policy, task), task.measure, task.other))


def _weight(policy: Policy, task: Task) -> int:
    names = [name for name in (task.measure, task.other) if name]
    nodes = [node for name in names for node in policy.measures[name].expressions()]
    return sum(len(list(ir.walk(node))) for node in nodes) + sum(
        len(list(ir.walk(policy.definition(*key)))) for key in derived_of(nodes, policy.definition)
    )


def settle(calendar: Calendar, task: Task) -> Done:
    """The findings of one task."""
    done, kernel, began = Done(task), Kernel(), time.process_time()
    if task.other:
        done.keep(("exclusive", ""), exclusive(calendar, kernel, task.measure, task.other), began)
        return done
    done.keep(("time", ""), time_findings(calendar, task.measure), began)
    ways: list[Possible | Necessary] = [
        *(Possible(standing, kernel) for standing in calendar.standings(task.measure, amounts=False)),
        *(Necessary(standing, kernel) for standing in calendar.standings(task.measure)),
    ]
    began = time.process_time()
    for way in ways:
        for key, finding in way.findings():
            done.keep(key, [finding], began)
            began = time.process_time()
    return done


def _verdicts(policy: Policy, wanted: list[str], done: dict[Task, Done]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {id_: [] for id_ in wanted}
    for id_ in wanted:
        measure = policy.measures[id_]
        for claim in claims_of(policy, measure):
            key: Key = (claim.kind, claim.subject)
            task = Task(id_)
            if claim.kind == "exclusive":
                key, task = ("exclusive", ""), Task(*sorted((id_, claim.subject)))
            findings = done[task].found.get(key)
            if findings:
                why = explained(policy, id_).get(claim.id, "")
                found[id_].append(Verdict(claim, tuple(findings), done[task].spent[key], why))
    return found


def verify_tables(policy: Policy) -> list[Verdict]:
    """The verdicts on the tables of the pack."""
    return [Verdict(claim, findings, 0.0) for claim, findings in table_claims(policy)]


def verify(
    policy: Policy,
    place: str,
    measures: Iterable[str] = (),
    days: Days = ALL_DAYS,
    processes: int = 2,
    report: Report = lambda what, done, of: None,
) -> list[Verdict]:
    """The verdicts on all measures (or those named), in the order of the notice, and on the tables.

    Raises PolicyError when the pack explains a claim that there is not, or, where all days are looked at, one that
    is proven after all.
    """
    wanted = sorted(set(measures) or set(policy.measures), key=lambda id_: policy.measures[id_].place)
    tasks, done = tasks_of(policy, wanted), dict[Task, Done]()
    for item in _in_parallel(policy, place, tasks, days, processes):
        done[item.task] = item
        report("verify", len(done), len(tasks))
    found = _verdicts(policy, wanted, done)
    tables = [] if set(measures) else verify_tables(policy)
    check_explained(policy, wanted, found, all_days=days == ALL_DAYS)
    return [*(verdict for id_ in wanted for verdict in found[id_]), *tables]


def _in_parallel(policy: Policy, place: str, tasks: list[Task], days: Days, processes: int) -> Iterator[Done]:
    if processes < 2 or len(tasks) < 2:
        calendar = Calendar(policy, place, *days)
        yield from (settle(calendar, task) for task in tasks)
        return
    yield from in_processes(processes, _begin, (policy.root, place, days), _work, tasks)


_calendar: Calendar | None = None


def _begin(root: Path, place: str, days: Days) -> None:
    global _calendar  # noqa: PLW0603 - one process, one pack
    _calendar = Calendar(load_policy(root), place, *days)


def _work(task: Task) -> Done:
    assert _calendar is not None
    return settle(_calendar, task)


def check_explained(
    policy: Policy, wanted: Iterable[str], found: dict[str, list[Verdict]], all_days: bool
) -> None:
    """Raises PolicyError for explanations that explain nothing."""
    problems = Problems()
    for id_ in wanted:
        verdicts = {verdict.claim.id: verdict for verdict in found[id_]}
        known = {claim.id for claim in claims_of(policy, policy.measures[id_])}
        for item in policy.measures[id_].explained:
            if item.claim not in known:
                near = "、".join(sorted(known)[:12])
                problems.add(
                    item.at,
                    "unknown-claim",
                    f"没有论断“{item.claim}”。",
                    f"there is no claim {item.claim!r}.",
                    (f"例如：{near}。", f"there are for example: {', '.join(sorted(known)[:12])}."),
                )
            elif all_days and item.claim in verdicts and verdicts[item.claim].status == "proven":
                problems.add(
                    item.at,
                    "stale-explanation",
                    f"论断“{item.claim}”已得证明，不再需要说明。",
                    f"the claim {item.claim!r} is proven: there is nothing to explain.",
                    ("删去这条 explained。", "remove this entry of explained."),
                )
    problems.raise_if_any(PolicyError)
