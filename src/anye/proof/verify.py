"""The whole book: every claim of every measure on every day, proven, refuted or undecided."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from anye.rules.errors import PolicyError, Problems
from anye.rules.facts import LATEST
from anye.rules.measure import Measure
from anye.rules.policy import Policy, load_policy

from .claims import Claim, Finding, Verdict, claims_of
from .exclusive import Exclusive
from .moments import Standing, standings
from .necessary import Necessary
from .possible import Possible
from .tables import table_claims, time_findings
from .witness import Kernel

Days = tuple[dt.date | None, dt.date | None]
"""The first and the last day that are looked at; None: as early, as late as the law goes."""
ALL_DAYS: Days = (None, None)
Report = Callable[[str, int, int], None]
"""Told what is done, how many of how many."""


def verify_measure(policy: Policy, place: str, id_: str, days: Days = ALL_DAYS) -> list[Verdict]:
    """The verdicts on all claims of one measure."""
    measure, kernel = policy.measures[id_], Kernel()
    first, last = days[0] or measure.start, days[1] or LATEST
    found: dict[tuple[str, str], list[Finding]] = {}
    spent: dict[tuple[str, str], float] = {}

    def keep(key: tuple[str, str], findings: Iterable[Finding], began: float) -> None:
        found.setdefault(key, []).extend(findings)
        spent[key] = spent.get(key, 0.0) + time.perf_counter() - began

    began = time.perf_counter()
    keep(("time", ""), time_findings(policy, measure, place, first, last), began)
    for standing in standings(policy, place, [id_], first, last)[id_]:
        for key, finding in _of_standing(standing, kernel):
            keep(key, [finding], began)
            began = time.perf_counter()
    pairs = Exclusive(policy, place, kernel, first, last)
    claims = list(claims_of(policy, measure))
    for claim in claims:
        if claim.kind == "exclusive":
            began = time.perf_counter()
            keep((claim.kind, claim.subject), pairs.findings(id_, claim.subject), began)
    return [_verdict(measure, claim, found, spent) for claim in claims if found.get((claim.kind, claim.subject))]


def _of_standing(standing: Standing, kernel: Kernel) -> Iterator[tuple[tuple[str, str], Finding]]:
    yield from Possible(standing, kernel).findings()
    yield from Necessary(standing, kernel).findings()


def _verdict(
    measure: Measure, claim: Claim, found: dict[tuple[str, str], list[Finding]], spent: dict[tuple[str, str], float]
) -> Verdict:
    key = (claim.kind, claim.subject)
    why = next((item.why for item in measure.explained if item.claim == claim.id), "")
    return Verdict(claim, tuple(found[key]), spent[key], why)


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
    found: dict[str, list[Verdict]] = {}
    for id_, verdicts in _in_parallel(policy, place, wanted, days, processes):
        found[id_] = verdicts
        report("verify", len(found), len(wanted))
    tables = [] if set(measures) else verify_tables(policy)
    check_explained(policy, wanted, found, all_days=days == ALL_DAYS)
    return [*(verdict for id_ in wanted for verdict in found[id_]), *tables]


def _in_parallel(
    policy: Policy, place: str, wanted: list[str], days: Days, processes: int
) -> Iterator[tuple[str, list[Verdict]]]:
    if processes < 2 or len(wanted) < 2:
        for id_ in wanted:
            yield id_, verify_measure(policy, place, id_, days)
        return
    # those with most to look at first, so that no process is left with a long one at the end
    heavy = sorted(wanted, key=lambda id_: -_weight(policy.measures[id_]))
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_begin, initargs=(policy.root, place, days)
    ) as pool:
        yield from pool.map(_work, heavy)


def _weight(measure: Measure) -> int:
    return len(repr(measure.expressions())) + 20_000 * len(measure.excludes)


_pack: tuple[Policy, str, Days] | None = None


def _begin(root: Path, place: str, days: Days) -> None:
    global _pack  # noqa: PLW0603 - one process, one pack
    _pack = (load_policy(root), place, days)


def _work(id_: str) -> tuple[str, list[Verdict]]:
    assert _pack is not None
    policy, place, days = _pack
    return id_, verify_measure(policy, place, id_, days)


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
