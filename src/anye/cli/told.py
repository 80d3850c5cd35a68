"""What a subject was told: every measure's answer for every record that concerns it, and the same as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from anye.rules.exclusion_words import Said
from anye.rules.explain import Explanation
from anye.rules.resolve import Law
from anye.screening.subjects import Subject

from . import explanation
from .changes import Changed


@dataclass(frozen=True)
class Told:
    """One measure's answer for one record that concerns the subject; `of` says whose else it is."""

    record: str
    key: int
    of: str
    answer: Explanation
    excluded: Said | None = None
    changed: Changed | None = None

    @property
    def outcome(self) -> str:
        """yes, no or unknown, or gives-way: it would be owed, or might, were it not for another."""
        gone = self.excluded is not None and self.excluded.status == "gives-way"
        return "gives-way" if gone else self.answer.outcome


@dataclass(frozen=True)
class Answers:
    """All measures of a law for one subject. Measures that no record of the subject's can have stand in `none`,
    those that are for others in `others`; `cut` counts records left out, by record type."""

    law: Law
    subject: Subject
    told: tuple[Told, ...]
    none: tuple[str, ...]
    others: tuple[str, ...]
    cut: dict[str, int]

    def of(self, outcome: str) -> list[Told]:
        return [item for item in self.told if item.outcome == outcome]


def answers_data(answers: Answers) -> dict[str, Any]:
    subject = answers.subject
    return {
        "subject": {
            "record": subject.record,
            "key": subject.key,
            "name": subject.name,
            "number": subject.number,
        },
        "on": str(answers.law.on),
        "known": str(answers.law.known),
        "policy": answers.law.policy.digest,
        "answers": [
            {"record": item.record, "key": item.key, "of": item.of}
            | explanation.data(item.answer)
            | {"exclusion": explanation.exclusion_data(item.excluded)}
            | {"nearest_change": asdict(item.changed) if item.changed else None}
            for item in answers.told
        ],
        "no_record": list(answers.none),
        "for_others": list(answers.others),
        "left_out": answers.cut,
    }
