"""Certificates of skill and the occupations they belong to; students of vocational schools and their assessments."""

from __future__ import annotations

import numpy as np

from . import assumptions as a
from .days import OPEN, SNAPSHOT, day
from .facets import pick
from .people import NONE, People
from .programmes import Awards
from .scale import Scale
from .schema import code
from .write import Tables, few, lose_few

OCCUPATIONS = {
    "cantonese-chef": 14, "dim-sum": 7, "roast-meat": 4, "domestic-care": 8, "elderly-care": 7, "nursery": 6,
    "electrician": 16, "welder": 8, "fitter": 8, "e-commerce": 10, "other": 12,
}  # fmt: skip
KINDS = {"skill-level": 0.55, "vocational-qualification": 0.12, "special-skill": 0.2, "training": 0.13}
LEVELS = {"junior": 0.35, "intermediate": 0.35, "senior": 0.2, "technician": 0.07, "senior-technician": 0.03}
ASSESSED = 0.5  # of the students of vocational and technical schools; assumed


def certificates(scale: Scale, chunk: int, people: People, tables: Tables, awards: Awards) -> None:
    """Writes what a chunk's people are certified for; some have two levels, and some were paid for one."""
    rng = scale.rng("certificates", chunk)
    adult = (people.birth < SNAPSHOT - 18 * 365) & (people.retires > SNAPSHOT) & (people.died == OPEN)
    holder = np.flatnonzero(adult & (people.role == NONE) & few(rng, len(people), a.CERTIFIED))
    lines = len(holder)
    first_line = tables["skill_lines"].add(
        {
            "person_id": people.first + holder,
            "certificates_complete": lose_few(rng, ~few(rng, lines, 0.02), 2 * a.MISSING),
        }
    )
    occupation = pick(rng, lines, "occupation", OCCUPATIONS)
    two = few(rng, lines, 0.15)
    line = np.concatenate([np.arange(lines), np.flatnonzero(two)])
    again = np.arange(len(line)) >= lines
    count = len(line)
    kind = pick(rng, count, "certificate_kind", KINDS)
    ranked = kind <= code("certificate_kind", "vocational-qualification")
    level = np.where(ranked, pick(rng, count, "skill_level", LEVELS), 0)
    # Who has a second certificate of an occupation has, by then, risen by a level.
    before = np.concatenate([level[:lines], level[:lines][two]])
    level = np.where(again & ranked & (before > 0), np.minimum(before + 1, 5), level)
    recent = few(rng, count, 0.7)
    issued = np.where(
        recent, SNAPSHOT - rng.integers(5, 345, count), SNAPSHOT - rng.integers(345, 1500, count)
    )
    issued = np.where(np.concatenate([two, np.zeros(count - lines, dtype=np.bool_)]), issued - 400, issued)
    person = people.first + holder[line]
    scarce = few(rng, count, 0.16)
    first = tables["certificates"].add(
        {
            "person_id": person,
            "skill_line_id": first_line + line,
            "kind": lose_few(rng, kind, a.MISSING),
            "occupation": lose_few(rng, occupation[line], a.MISSING),
            "level": lose_few(rng, level, a.MISSING),
            "issued_on": lose_few(rng, issued, a.MISSING),
            "in_catalogue": lose_few(rng, ~few(rng, count, 0.16), a.MISSING),
            "scarce": lose_few(rng, scarce, a.MISSING),
            "self_assessed": lose_few(rng, ranked & few(rng, count, 0.1), a.MISSING),
        }
    )
    chef = occupation[line] <= code("occupation", "roast-meat")
    draw = rng.random(count)
    for measure, had in (
        ("cantonese-chef-certificate-subsidy", chef & (draw < 0.15)),
        ("skill-upgrading-subsidy", ~chef & (draw < 0.2)),
        ("unemployment-skill-subsidy", (draw >= 0.2) & (draw < 0.26)),
    ):
        rows = np.flatnonzero(had & (issued < SNAPSHOT - 40))
        granted = np.minimum(issued[rows] + 30 + rng.integers(0, 200, len(rows)), SNAPSHOT)
        awards.add(
            measure, len(rows), person_id=person[rows], certificate_id=first + rows, granted_on=granted,
            period_start=issued[rows], period_end=granted, amount=rng.integers(10, 31, len(rows)) * 100_00,
        )  # fmt: skip


def students(scale: Scale, chunk: int, people: People, schools: int, tables: Tables, awards: Awards) -> None:
    """Writes the chunk's students of vocational and technical schools who took an assessment."""
    rng = scale.rng("students", chunk)
    age = (SNAPSHOT - people.birth) / 365.25
    skilled = (people.education == code("education", "vocational")) | (
        people.education == code("education", "technical")
    )
    may = skilled & (age >= 16) & (age < 20.5) & (people.died == OPEN)
    who = np.flatnonzero(may & (rng.random(len(people)) < ASSESSED))
    count = len(who)
    enrolled = np.minimum(people.birth[who] + 15 * 365 + rng.integers(0, 300, count), day(2021, 9, 1))
    left = np.minimum(enrolled + 1_030, people.graduated[who])
    left = np.where(
        (people.graduated[who] == OPEN) | (left > SNAPSHOT), OPEN, np.maximum(left, enrolled + 200)
    )
    passed = pick(
        rng, count, "student_certificate", {"vocational-qualification": 0.3, "skill-level": 0.6, "none": 0.1}
    )
    certified = np.maximum(np.minimum(left, SNAPSHOT) - rng.integers(5, 500, count), enrolled + 1)
    certified = np.where(passed == code("student_certificate", "none"), OPEN, certified)
    first = tables["students"].add(
        {
            "school_id": rng.integers(1, schools + 1, count),
            "person_id": people.first + who,
            "enrolled_on": lose_few(rng, enrolled, a.MISSING),
            "left_on": lose_few(rng, left, a.MISSING),
            "certificate": lose_few(rng, passed, a.MISSING),
            "certified_on": lose_few(rng, certified, a.MISSING),
            "free_assessment": lose_few(rng, ~few(rng, count, 0.15), 2 * a.MISSING),
            "organised_by_school": lose_few(rng, ~few(rng, count, 0.1), 2 * a.MISSING),
        }
    )
    rows = np.flatnonzero((certified < SNAPSHOT - 60) & few(rng, count, 0.2))
    awards.add(
        "student-assessment-subsidy", len(rows), person_id=people.first + who[rows], student_id=first + rows,
        granted_on=certified[rows] + 50, period_start=certified[rows], period_end=certified[rows], amount=200_00,
    )  # fmt: skip
