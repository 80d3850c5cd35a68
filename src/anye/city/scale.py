"""How big a city is, and the streams of chance it draws from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anye.rules.errors import AnyeError, Place, Problem

from . import assumptions as a

CHUNK = 50_000  # people generated at a time: part of what a seed means, so changing it changes every city
LEAST_PERSONS, MOST_PERSONS = 1_000, 8_000_000
LEAST_EMPLOYERS = 300
PLANTED_JOBS = 420  # at least as many as the cases laid out one by one need
MOST_JOBS_EACH = 8

# What chance is drawn for; each has a stream of its own, so that one more draw here changes nothing there.
STREAMS = (
    "employers", "names", "slots", "persons", "roles", "jobs", "contracts", "contributions", "claims", "programmes",
    "contests", "planted", "awards", "registers", "employer-facts", "premiums", "landscape", "students",
    "person-facts", "job-facts", "employer-facets", "ventures", "loans", "certificates", "jobless", "services",
    "transfers", "deferrals", "stage", "hard-times",
)  # fmt: skip


class CityError(AnyeError):
    """A city that can't be made as asked for; `zh` and `en` say why."""

    def __init__(self, at: str, code: str, zh: str, en: str):
        self.zh, self.en = zh, en
        super().__init__([Problem(Place(at), code, zh, en)])


@dataclass(frozen=True)
class Scale:
    """What was asked for: together with the version of the generator it fixes every byte."""

    persons: int
    employers: int
    employments: int
    seed: int

    def rng(self, stream: str, part: int = 0) -> np.random.Generator:
        """The chance for one purpose and one part of the city."""
        key = (STREAMS.index(stream), part)
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key)))

    @property
    def chunks(self) -> int:
        return -(-self.persons // CHUNK)

    def share(self, total: int, chunk: int) -> tuple[int, int]:
        """The part of a total that falls to one chunk of people: from, until."""
        low, high = chunk * CHUNK, min((chunk + 1) * CHUNK, self.persons)
        return total * low // self.persons, total * high // self.persons


def scale(persons: int, seed: int, employers: int | None, employments: int | None) -> Scale:
    """The scale with its defaults; refuses what can't hold every case or every number."""
    firms = (
        employers if employers is not None else max(LEAST_EMPLOYERS, round(persons / a.PERSONS_PER_EMPLOYER))
    )
    least_jobs = persons // 2 + PLANTED_JOBS
    usual = max(least_jobs, round(persons * a.EMPLOYMENTS_PER_PERSON))
    jobs = employments if employments is not None else usual
    if not LEAST_PERSONS <= persons <= MOST_PERSONS:
        raise CityError(
            "--persons", "persons",
            f"人数应在 {LEAST_PERSONS} 到 {MOST_PERSONS} 之间：太少则不足以包含各种情形，太多则身份证顺序码不够。",
            f"persons must lie between {LEAST_PERSONS} and {MOST_PERSONS}: fewer can't hold every case, "
            "more would use up the order codes of identity numbers.",
        )  # fmt: skip
    if not LEAST_EMPLOYERS <= firms <= persons:
        raise CityError(
            "--employers", "employers",
            f"用人单位数应在 {LEAST_EMPLOYERS} 到人数 {persons} 之间。",
            f"employers must lie between {LEAST_EMPLOYERS} and the number of persons, {persons}.",
        )  # fmt: skip
    if not least_jobs <= jobs <= persons * MOST_JOBS_EACH:
        raise CityError(
            "--employments", "employments",
            f"用工关系数应在人数的一半加 {PLANTED_JOBS} 到人数的 {MOST_JOBS_EACH} 倍之间。",
            f"employments must lie between half the number of persons plus {PLANTED_JOBS} and {MOST_JOBS_EACH} times it.",
        )  # fmt: skip
    if seed < 0:
        raise CityError(
            "--seed", "seed", "种子应为非负整数。", "the seed must be a whole number, not negative."
        )
    return Scale(persons, firms, jobs, seed)
