"""The cases that every city has, however small: contest winners and domestic firms, laid out one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import assumptions as a
from .days import SNAPSHOT, Codes, Days, Flags, add_months, day
from .scale import Scale
from .schema import code


class Domestic(NamedTuple):
    """One planted domestic firm: its heads over the whole of 2021 and what is special about it."""

    heads: int
    employee_system: bool | None = True
    complete: bool = True
    awarded: bool = False


DOMESTIC = (
    Domestic(24), Domestic(20), Domestic(19), Domestic(8), Domestic(21, employee_system=None),
    Domestic(15, complete=False), Domestic(22, awarded=True), Domestic(20, employee_system=False),
)  # fmt: skip


class Winner(NamedTuple):
    """One planted contest award. `after`: days from award to registration, None: no firm; a year: to the day."""

    after: int | str | None
    hires: int
    normal: bool | None = True
    group: str = "team"
    medal: str | None = "gold"
    contest: str = "overseas-chinese"
    edition: int = 2020
    awarded: bool = False


WINNERS = (
    Winner(200, 5), Winner("a year", 3, medal="silver"), Winner(100, 3, normal=None, medal="bronze"),
    Winner(367, 4, edition=2019), Winner(-30, 4, medal="silver"), Winner(150, 2, medal="bronze"),
    Winner(60, 4, group="enterprise"), Winner(90, 3, medal="excellence"), Winner(120, 4, contest="other"),
    Winner(None, 0, medal="silver"), Winner(195, 3, edition=2021, medal="bronze"), Winner(80, 3, medal=None),
    Winner(130, 4, edition=2019, awarded=True), Winner(300, 3, medal="bronze", edition=2019), Winner(40, 0, normal=False),
)  # fmt: skip


@dataclass(frozen=True)
class Contests:
    """Contest awards in order; `firm` numbers the planted firms of winners from 0, or is -1."""

    contest: Codes
    group: Codes
    medal: Codes  # -1: not on record
    awarded: Days
    normal: Codes  # 1 yes, 0 no, -1 not judged yet
    firm: npt.NDArray[np.int64]
    hires: npt.NDArray[np.int64]
    topped_up: Flags
    firms: int
    registered: Days  # of the planted firms


def plan_contests(scale: Scale) -> Contests:
    """The awards of the last editions: the list above over and over, with some chance in the later rounds."""
    rng = scale.rng("contests")
    count = max(a.CONTEST_AWARDS_MIN, round(scale.persons * a.CONTEST_AWARDS))
    chosen = [WINNERS[i % len(WINNERS)] for i in range(count)]
    later = np.arange(count) >= len(WINNERS)
    edition = np.array([winner.edition for winner in chosen])
    awarded = np.array([day(year, 10, 20) for year in edition]) + rng.integers(0, 15, count)
    year_on = add_months(awarded, 12)
    planned = [winner.after for winner in chosen]
    shift = np.where(later, rng.integers(-20, 20, count), 0)
    registered = np.array(
        [
            on if after == "a year" else at + (after if isinstance(after, int) else 0) + move
            for after, at, on, move in zip(planned, awarded, year_on, shift, strict=True)
        ]
    )
    has_firm = np.array([after is not None for after in planned])
    return Contests(
        contest=_codes("contest", [winner.contest for winner in chosen]),
        group=_codes("contest_group", [winner.group for winner in chosen]),
        medal=_codes("medal", [winner.medal for winner in chosen]),
        awarded=awarded.astype(np.int32),
        normal=np.array([-1 if w.normal is None else int(w.normal) for w in chosen], dtype=np.int8),
        firm=np.where(has_firm, np.cumsum(has_firm) - 1, -1),
        hires=np.array([winner.hires for winner in chosen]),
        topped_up=np.array([winner.awarded for winner in chosen]),
        firms=int(has_firm.sum()),
        registered=np.minimum(registered[has_firm], SNAPSHOT - 12).astype(np.int32),
    )


def _codes(enum: str, values: list[str] | list[str | None]) -> Codes:
    return np.array([-1 if value is None else code(enum, value) for value in values], dtype=np.int8)
