"""Which measures exclude each other, as `exclusions.yaml` beside an enactment's measures declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .citation import Citation
from .errors import Place
from .types import Words

CHOICES: dict[str, Words] = {
    "largest": Words("取高", "取高", "the largest"),
    "first": Words("按文件次序在先的优先", "按文件次序在先的優先", "the first in the order of the notice"),
    "applicant": Words("由申请人选择", "由申請人選擇", "the applicant's choice"),
    "remainder": Words(
        "先算前者，后者按其余计算", "先算前者，後者按其餘計算", "the former first, the latter of what remains"
    ),
}


@dataclass(frozen=True)
class Group:
    """Measures of which a subject may have those of one side only.

    `sides` exclude each other; the measures of one side don't. `same` names the records that two claims must both
    lead to. `within` is `period` (the spans the claims are for overlap) or `ever`; a measure of `on_the_day` stands
    for the day of evaluation alone, as one granted once always does. `months` names, for a measure, its steps that say
    of each month of its period whether it counts: then two claims collide only in a month that both count.
    `choice` is one of CHOICES. With `remainder` what gives way is reckoned anew, as if what prevails had been granted.
    `by_conditions`: awards on record are refused or cut by the measures' own conditions, and block nothing here.
    """

    id: str
    label: Words
    sides: tuple[tuple[str, ...], ...]
    same: tuple[str, ...]
    within: str
    choice: str
    remainder: bool
    by_conditions: bool
    on_the_day: frozenset[str]
    months: Mapping[str, tuple[str, ...]]
    cite: Citation
    choice_cite: Citation
    reasons: Mapping[str, Citation]
    enactment: str
    at: Place

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(name for side in self.sides for name in side)

    def side(self, measure: str) -> int:
        """The number of the side a measure stands on; -1 where it is none of them."""
        return next((number for number, side in enumerate(self.sides) if measure in side), -1)

    def excluded_by(self, measure: str) -> tuple[str, ...]:
        """What a measure may not be had together with."""
        mine = self.side(measure)
        return tuple(name for number, side in enumerate(self.sides) if number != mine for name in side)

    def cite_of(self, measure: str, other: str) -> Citation:
        """What the exclusion of two measures rests on: the reason given for one of them, else the group's."""
        return self.reasons.get(other) or self.reasons.get(measure) or self.cite


@dataclass(frozen=True)
class Pair:
    """One exclusion, seen from a measure."""

    other: str
    group: Group
    cite: Citation


@dataclass(frozen=True)
class Exclusions:
    """All groups of a pack; `awards` is the record of what was granted before, empty where the pack has none."""

    awards: str = ""
    groups: tuple[Group, ...] = ()
    _of: dict[str, tuple[Pair, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def of(self, measure: str) -> tuple[Pair, ...]:
        """The exclusions of a measure, in the order of the file; each other measure once for a group."""
        if measure not in self._of:
            self._of[measure] = tuple(self._pairs(measure))
        return self._of[measure]

    def _pairs(self, measure: str) -> Iterator[Pair]:
        for group in self.groups:
            if group.side(measure) >= 0:
                for other in group.excluded_by(measure):
                    yield Pair(other, group, group.cite_of(measure, other))

    def months_of(self, measure: str) -> tuple[str, ...]:
        """The steps that say which months of its period a claim counts; none where the whole period does."""
        return next((group.months[measure] for group in self.groups if measure in group.months), ())
