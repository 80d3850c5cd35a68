"""Which claims collide, which share a limit, and which an earlier award blocks, by a pack's groups and limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .dictionary import Dictionary
from .exact import add_months_clamped
from .exclusion import Capacity, Claim, Contest, Name, Settlement, Verdict, contests
from .exclusion_groups import Group
from .measure import Limit, Measure
from .periods import span
from .reach import reach
from .resolve import Law


@dataclass(frozen=True)
class Award:
    """What was granted before: `start` and `end` are the days it was for; a key is None where it is not on record."""

    measure: str
    start: dt.date
    end: dt.date
    owners: tuple[tuple[str, int | None], ...]

    def owner(self, record: str) -> int | None:
        return next((key for name, key in self.owners if name == record), None)


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def months_between(start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """The first days of the months that a span touches."""
    found = [month_of(start)]
    while (later := add_months_clamped(found[-1], 1)) is not None and later <= end:
        found.append(later)
    return tuple(found)


def last_day(month: dt.date) -> dt.date:
    later = add_months_clamped(month, 1)
    assert later is not None
    return later - dt.timedelta(days=1)


def months_of(measure: Measure, on: dt.date) -> tuple[dt.date, ...]:
    """The months of a measure's claim period; of what is granted once the one of the day of evaluation."""
    return (month_of(on),) if measure.period == "once" else months_between(*span(measure.period, on))


def shared_limits(measure: Measure, counting: tuple[str, ...] = ("times",)) -> list[Limit]:
    """A measure's limits that other units or measures use up too."""
    return [item for item in measure.limits if item.owner and item.counting in counting]


def contested(law: Law) -> list[Measure]:
    """The measures in a group or under a shared limit, in the order of the notice: that is the order of preference."""
    named = {name for group in law.policy.exclusions.groups for name in group.measures}
    found = [
        rule.measure
        for id_, rule in law.rules.items()
        if rule.in_force and (id_ in named or shared_limits(rule.measure, ("times", "months", "amount")))
    ]
    return sorted(found, key=lambda measure: measure.place)


def with_partners(law: Law, measures: Iterable[str]) -> set[str]:
    """The measures with all that may bear on what is chosen between them, directly or through others."""
    together = [set(group.measures) for group in law.policy.exclusions.groups]
    together += [{rule.measure.id, *item.of} for rule in law.rules.values() for item in rule.measure.limits]
    found, before = set(measures), set[str]()
    while found != before:
        before = set(found)
        for names in together:
            found |= names if names & found else set()
    return found & law.rules.keys()


def owner_records(law: Law) -> tuple[str, ...]:
    """The record types that claims are held together by, or that an award is granted to; in one order."""
    exclusions, dictionary = law.policy.exclusions, law.policy.dictionary
    named = {record for group in exclusions.groups for record in group.same}
    named |= {item.owner for rule in law.rules.values() for item in rule.measure.limits if item.owner}
    if exclusions.awards:
        links = dictionary.records[exclusions.awards].links.values()
        named |= {link.to for link in links if not link.many}
    return tuple(record for record in dictionary.records if record in named)


def award_links(dictionary: Dictionary, awards: str) -> dict[str, str]:
    """The link of a record of awards to each record type, the first of several."""
    found: dict[str, str] = {}
    for link in dictionary.records[awards].links.values() if awards else ():
        if not link.many:
            found.setdefault(link.to, link.name)
    return found


def paths_to(dictionary: Dictionary, unit: str, record: str) -> tuple[str, ...] | None:
    """The links that lead from a unit to a record type; None where it leads to none."""
    return reach(dictionary, record).get(unit)


@dataclass
class Collisions:
    """The groups and limits of a law, asked of claims."""

    law: Law
    rules: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.rules = {
            name: group.choice for group in reversed(self.groups) for name in group.measures
        }  # groups with a measure in common have one rule

    @property
    def groups(self) -> list[Group]:
        """Those in which one is chosen; what is reckoned of the rest is nobody's choice."""
        return [group for group in self.law.policy.exclusions.groups if group.choice != "remainder"]

    def settle(self, claims: Sequence[Claim], picks: Sequence[str] = ()) -> dict[int, Verdict]:
        """The verdict on each claim that has a rival, by its place; claims stand in order of preference."""
        found: dict[int, Verdict] = {}
        for places, contest in self.contests(claims, picks):
            for place, verdict in zip(places, contest.verdicts(), strict=True):
                found[place] = Verdict(verdict.status, tuple(places[other] for other in verdict.to))
        return found

    def judged(
        self,
        claims: Sequence[Claim],
        awards: Callable[[Claim], Iterable[tuple[int, Award]]],
        picks: Sequence[str] = (),
    ) -> tuple[list[Claim], dict[Name, Settlement]]:
        """What becomes of claims in order of preference: awards on record first, then what is chosen among the rest.

        `awards` are those that a claim may have to do with, by their keys. Also returned: the claims that no award
        blocks, not certain any more where one may.
        """
        judged: dict[Name, Settlement] = {}
        live: list[Claim] = []
        for claim in claims:
            found = [(self.blocks(award, claim), key) for key, award in awards(claim)]
            doubts = sorted((blocks is None, key) for blocks, key in found if blocks is not False)
            if not doubts:
                live.append(claim)
                continue
            doubt, award_key = doubts[0]
            status = "open" if doubt else "gives-way"
            judged[claim.measure_key] = Settlement(status, claim.low, claim.high, award=award_key)
            if doubt:
                live.append(claim.doubted())
        for place, verdict in self.settle(live, picks).items():
            claim = live[place]
            others = tuple(live[other].measure_key for other in verdict.to)
            before = judged.get(claim.measure_key)
            known = before.award if before else None
            judged[claim.measure_key] = Settlement(verdict.status, claim.low, claim.high, others, known)
        return live, judged

    def contests(
        self, claims: Sequence[Claim], picks: Sequence[str] = ()
    ) -> list[tuple[tuple[int, ...], Contest]]:
        limits = list(self._capacities(claims))
        return contests(claims, self.collide, limits, lambda claim: self.rules.get(claim.measure, ""), picks)

    def collide(self, a: Claim, b: Claim) -> bool | None:
        """Whether two claims exclude each other; None where the months they count are not known."""
        found = [self.in_group(group, a, b) for group in self.groups]
        return True if True in found else None if None in found else False

    def in_group(self, group: Group, a: Claim, b: Claim) -> bool | None:
        """The same within one group."""
        sides = group.side(a.measure), group.side(b.measure)
        if -1 in sides or sides[0] == sides[1] or not self._same(group, a, b):
            return False
        if group.within == "ever":
            return True
        (sure_a, may_a), (sure_b, may_b) = self._months(group, a), self._months(group, b)
        return True if sure_a & sure_b else None if may_a & may_b else False

    @staticmethod
    def _same(group: Group, a: Claim, b: Claim) -> bool:
        """Whether two claims lead to the same records; a link that is not on record leads nowhere."""
        pairs = ((a.owner(record), b.owner(record)) for record in group.same)
        return all(first is not None and first == second for first, second in pairs)

    def _months(self, group: Group, claim: Claim) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
        if claim.measure in group.on_the_day:
            day = frozenset([month_of(self.law.on)])
            return day, day
        return claim.counts, claim.may_count

    def _capacities(self, claims: Sequence[Claim]) -> Iterator[Capacity]:
        """The limits on times that several of the claims share."""
        for measure in contested(self.law):
            for limit in shared_limits(measure):
                owners: dict[int, set[int]] = {}
                rooms: dict[int, list[tuple[int, int | None]]] = {}
                for place, claim in enumerate(claims):
                    owner = claim.owner(limit.owner)
                    if owner is None or claim.measure not in limit.of:
                        continue
                    owners.setdefault(owner, set()).add(place)
                    if claim.measure == measure.id:
                        rooms.setdefault(owner, []).append(claim.room(limit.id))
                for owner, left in rooms.items():
                    highs = [high for _, high in left if high is not None]
                    low = min(low for low, _ in left)
                    yield Capacity(frozenset(owners[owner]), low, min(highs, default=None))

    def blocks(self, award: Award, claim: Claim) -> bool | None:
        """Whether an award on record keeps a claim from being granted; None where the record leaves that open."""
        found = [
            self._blocks(group, award, claim)
            for group in self.law.policy.exclusions.groups
            if not group.by_conditions
        ]
        return True if True in found else None if None in found else False

    def _blocks(self, group: Group, award: Award, claim: Claim) -> bool | None:
        sides = group.side(award.measure), group.side(claim.measure)
        if -1 in sides or sides[0] == sides[1]:
            return False
        known = True
        for number, record in enumerate(group.same):
            mine, other = claim.owner(record), award.owner(record)
            if mine is None or (other is None and not number) or (other is not None and other != mine):
                return False
            known = known and other is not None
        when = True if group.within == "ever" else self._overlaps(group, award, claim)
        return None if when is True and not known else when

    def _overlaps(self, group: Group, award: Award, claim: Claim) -> bool | None:
        """Whether the days an award was for overlap those of a claim; what is granted once is for the day itself."""
        measure = self.law.rules[claim.measure].measure
        if measure.period == "once" or claim.measure in group.on_the_day:
            return award.start <= self.law.on <= award.end
        for found, months in ((True, claim.counts), (None, claim.may_count)):
            if any(award.start <= last_day(month) and month <= award.end for month in months):
                return found
        return False
