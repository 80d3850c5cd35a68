"""What the registers say about people: the truth, less what they lack, and where they contradict it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import assumptions as a
from . import names
from .days import OPEN, SNAPSHOT, Flags, day
from .facets import Ties, person_facets
from .identity import PERMIT, IdentityNumbers, regions
from .people import BLANK, CLAIMANT, FREE, GRADUATE, LATE, NONE, SURE, VETERAN, People
from .scale import Scale
from .schema import ENUMS, code
from .work import Jobs
from .write import Known, Values, lose


@dataclass
class Status:
    """What follows from a person's jobs."""

    works: Flags
    pension: Flags
    registered: Flags
    difficulty: Flags
    contradicts: int  # in work and registered unemployed


def status(scale: Scale, chunk: int, people: People, jobs: Jobs, drawing: Flags) -> Status:
    """Who works, draws a pension, is registered as unemployed, is recognised as hard to place."""
    rng = scale.rng("registers", chunk)
    count = len(people)
    works = np.zeros(count, dtype=np.bool_)
    works[jobs.person[jobs.end == OPEN]] = True
    alive = people.died == OPEN
    retired = people.retires <= SNAPSHOT
    age = (SNAPSHOT - people.birth) / 365.25
    able = alive & ~retired & (age >= 16) & ~works & (people.graduated != OPEN)
    old = people.role == CLAIMANT
    registers = np.where(drawing, 0.9, a.REGISTERS_JOBLESS)
    registered = able & (rng.random(count) < registers)
    registered |= old & ((people.mode != FREE) | (rng.random(count) < 0.6))
    wrong = works & alive & (people.role == NONE) & (rng.random(count) < a.WORKS_AND_REGISTERED)
    hard = (age >= np.where(people.female, 40, 50)) | people.disabled | people.low_income
    difficulty = registered & ~works & hard & (rng.random(count) < 0.45)
    pension = retired & (rng.random(count) < 0.92)
    return Status(works, pension, registered | wrong, difficulty, int(wrong.sum()))


def person_rows(
    scale: Scale,
    chunk: int,
    people: People,
    found: Status,
    numbers: IdentityNumbers,
    tied: Ties,
) -> dict[str, Values]:
    """The columns of the persons table."""
    rng = scale.rng("registers", 1_000_000 + chunk)
    permit = np.full(len(people), -1, dtype=np.int8)
    for origin, position in PERMIT.items():
        permit[people.origin == code("origin", origin)] = position
    region = regions(rng, people.birth, people.kaiping, permit)
    spare = (people.role != NONE) & (people.mode != FREE)
    blank = spare & (people.mode == BLANK)
    order = np.cumsum(blank & (people.role == CLAIMANT))
    old_blank = blank & (people.role == CLAIMANT) & (order % 2 == 0)
    no_school_yet = people.birth > SNAPSHOT - 6 * 365
    old_paper = (people.graduated < day(2000, 1, 1)) & ~spare & (rng.random(len(people)) < 0.4)
    late_claimant = (people.role == CLAIMANT) & (people.mode == LATE)

    def known(values: Flags, rate: float = a.MISSING) -> Known:
        return lose(rng, values, rate, spare)

    incomplete = (rng.random(len(people)) < a.INCOMPLETE) & ~spare
    # A little less is known of those who are not on the household register here.
    return {
        "identity_number": numbers.give(region, people.birth, people.female),
        "name": names.people(rng, people.female),
        "sex": lose(rng, people.female.astype(np.int8), a.MISSING / 5, spare),
        "birth_date": lose(rng, Known(people.birth, old_blank), a.MISSING / 3, spare),
        "died_on": lose(rng, people.died, a.MISSING / 3, spare),
        "place": lose(rng, people.place, a.MISSING, spare),
        "kaiping_household": known(people.kaiping, a.MISSING / 3),
        "origin": lose(rng, people.origin, a.MISSING / 2, spare),
        "education": lose(rng, Known(people.education, no_school_yet), 2 * a.MISSING, spare),
        "graduated_on": _graduation(rng, people, old_paper),
        "overseas_graduate": known(people.overseas, 2 * a.MISSING),
        "veteran": known(people.veteran),
        "discharged_on": _discharge(rng, people, blank & (people.role == VETERAN)),
        "disabled": known(people.disabled),
        "low_income": known(people.low_income),
        "poverty_alleviated": known(people.poverty),
        "employment_difficulty": known(found.difficulty),
        "cadre_post": lose(rng, people.cadre, a.MISSING_CADRE, spare),
        "draws_pension": known(found.pension),
        "unemployment_registered": known(
            found.registered & ~(late_claimant & (rng.random(len(people)) < 0.3))
        ),
        "employments_complete": lose(rng, ~incomplete, a.COMPLETENESS_UNKNOWN, spare),
        **person_facets(scale, chunk, people, found.registered, found.difficulty, tied),
    }


def _graduation(rng: np.random.Generator, people: People, old_paper: Flags) -> Known:
    """Those at school have no certificate; the planted blanks have one that nobody found."""
    blank = (people.role == GRADUATE) & (people.mode == BLANK)
    certain = (people.role == GRADUATE) & (people.mode == SURE)
    return lose(
        rng,
        Known(people.graduated, (people.graduated == OPEN) | blank | old_paper),
        a.MISSING_GRADUATION,
        certain,
    )


def _discharge(rng: np.random.Generator, people: People, blank: Flags) -> Known:
    certain = (people.role == VETERAN) & (people.mode != BLANK)
    return lose(rng, Known(people.discharged, (people.discharged == 0) | blank), a.MISSING, certain)


assert len(ENUMS["sex"]) == 2 and ENUMS["sex"][1] == "female"  # a flag serves as the code
