"""Proof over the whole book: every claim of every measure on every day, on two processes.

`python -m bench.proof` prints the section by itself.
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from dataclasses import dataclass

from anye.proof.claims import KINDS, Verdict
from anye.proof.verify import verify

from .section import Section, at_most, table
from .world import law

PROCESSES = 2
AIM = 60.0  # seconds on two cores


@dataclass(frozen=True)
class Proven:
    """`seconds` by the clock, `work` of the processor in all processes."""

    verdicts: tuple[Verdict, ...]
    seconds: float
    work: float


def measure_proof() -> Proven:
    found = law()
    before, began = _work(), time.perf_counter()
    verdicts = verify(found.policy, found.place, processes=PROCESSES)
    return Proven(tuple(verdicts), time.perf_counter() - began, _work() - before)


def _work() -> float:
    """Seconds the processor has spent on this process and on those it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(item.ru_utime + item.ru_stime for item in used)


def proof_section(found: Proven) -> Section:
    kinds: dict[str, Counter[str]] = {}
    seconds: Counter[str] = Counter()
    for verdict in found.verdicts:
        kinds.setdefault(verdict.claim.kind, Counter())[_state(verdict)] += 1
        seconds[verdict.claim.kind] += verdict.seconds  # type: ignore[assignment]
    heads = ("proven", "undecided", "explained", "refuted")
    rows = [
        [KINDS[kind].en, *(str(counts[head]) for head in heads), f"{seconds[kind]:.1f}"]
        for kind, counts in kinds.items()
    ]
    text = f"""## Proof over the whole book

{len(found.verdicts):,} claims of {len({verdict.claim.measure for verdict in found.verdicts if verdict.claim.measure})} \
measures over all days, as known on the day and as known today, on {PROCESSES} processes of a machine with \
{os.cpu_count()} processors: {found.seconds:.1f} s by the clock, {found.work:.1f} s of work. A pair of measures that \
exclude each other is worked on once and counted for both; the work of finding the first case of a measure stands with \
"{KINDS["granted"].en}".

{table(["claim", *heads, "s"], rows)}"""
    return Section(
        text, (at_most("proof over the whole book, two processes", found.seconds, AIM, "{:.0f} s"),)
    )


def _state(verdict: Verdict) -> str:
    return "explained" if verdict.status == "refuted" and verdict.explained else verdict.status


if __name__ == "__main__":
    print(proof_section(measure_proof()).text)
