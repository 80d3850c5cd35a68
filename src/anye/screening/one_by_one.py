"""Exclusions for one subject, by the kernel: every claim that bears on its own, found, settled and reckoned anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from anye.rules.claims import claim_of
from anye.rules.collisions import (
    Award,
    Collisions,
    award_links,
    contested,
    last_day,
    months_of,
    owner_records,
    paths_to,
    shared_limits,
)
from anye.rules.evaluate import evaluate
from anye.rules.exclusion import PLACES, Claim, Name, Settlement
from anye.rules.facts import Reader
from anye.rules.measure import Measure
from anye.rules.periods import span
from anye.rules.program import Program, compile_rules
from anye.rules.resolve import Law
from anye.rules.types import unscaled

from .gather import Memo, Row, Source, gather


@dataclass
class AsIf:
    """A source with some more awards than are on record."""

    source: Source
    awards: str
    extra: Sequence[Row]

    def row(self, record: str, key: int) -> Row | None:
        return self.source.row(record, key)

    def rows(self, record: str, column: str, key: int) -> list[Row]:
        found = self.source.rows(record, column, key)
        if record != self.awards:
            return found
        return [*found, *(row for row in self.extra if row.get(column) == key)]


@dataclass
class OneByOne:
    """Settles the claims of single subjects over one source. What is worked out is kept for the next.

    Of the units that lead to one owner the latest `most` are looked at (0: all); what is reckoned of what all of them
    leave is open where there are more.
    """

    law: Law
    source: Source
    picks: tuple[str, ...] = ()
    most: int = 0
    programs: dict[str, Program] = field(default_factory=dict)
    found: dict[Name, Claim | None] = field(default_factory=dict)
    units: set[tuple[str, int]] = field(default_factory=set)
    """The units gone through for the last ones asked for."""
    cut: set[tuple[str, int]] = field(default_factory=set)
    """The owners that more units lead to than are looked at."""

    def __post_init__(self) -> None:
        self.collisions = Collisions(self.law)
        self.contested = contested(self.law)
        self.order = {measure.id: number for number, measure in enumerate(self.contested)}
        self.owners = owner_records(self.law)
        self.dictionary = self.law.policy.dictionary
        self.awards = self.law.policy.exclusions.awards
        self.links = award_links(self.dictionary, self.awards)

    def settle(self, units: Iterable[tuple[str, int]]) -> dict[Name, Settlement]:
        """What becomes of each claim of these units (record type, key) that exclusions or shared limits touch, and of
        those they collide with."""
        if not self.awards:
            return {}
        claims = sorted(self._closure(units), key=self._place)
        judged = self._judged(claims)
        self._again(claims, judged)
        for claim in claims:
            if self._of_too_many(claim):
                judged[claim.measure_key] = Settlement("open", 0, claim.high)
        return {claim.measure_key: found for claim in claims if (found := judged.get(claim.measure_key))}

    def _place(self, claim: Claim) -> tuple[int, int]:
        return self.order[claim.measure], claim.key

    def _of_too_many(self, claim: Claim) -> bool:
        """Whether a claim is reckoned of what more units leave than were looked at."""
        groups = (group for group in self.law.policy.exclusions.groups if group.choice == "remainder")
        owners = {record for group in groups if group.side(claim.measure) == 1 for record in group.same}
        return any(
            (record, key) in self.cut for record, key in claim.owners if record in owners and key is not None
        )

    # --- claims ----------------------------------------------------------------------------------
    def _closure(self, units: Iterable[tuple[str, int]]) -> list[Claim]:
        """The claims of the units, and all that collide with them or share a limit, directly or through others."""
        waiting = list(units)
        self.units = seen = set()
        claims: list[Claim] = []
        while waiting:
            unit, key = waiting.pop()
            if (unit, key) in seen:
                continue
            seen.add((unit, key))
            mine = [claim for m in self.contested if m.unit == unit and (claim := self.claim(m, key))]
            claims += mine
            for claim in mine:
                waiting += self._near(claim)
        return claims

    def _near(self, claim: Claim) -> Iterator[tuple[str, int]]:
        """The units whose claims bear on one: what is granted first doesn't ask what is reckoned of the rest."""
        for group in self.law.policy.exclusions.groups:
            side = group.side(claim.measure)
            if side >= 0 and group.choice != "remainder":
                yield from self._of_owner(group.same[0], claim.owner(group.same[0]), group.measures)
            elif side == 1:
                yield from self._of_owner(group.same[0], claim.owner(group.same[0]), group.sides[0])
        for measure in self.contested:
            for limit in shared_limits(measure, ("times", "months", "amount")):
                if claim.measure in limit.of:
                    yield from self._of_owner(limit.owner, claim.owner(limit.owner), limit.of)

    def _of_owner(self, owner: str, key: int | None, measures: Iterable[str]) -> Iterator[tuple[str, int]]:
        if key is None:
            return
        for unit in dict.fromkeys(
            self.law.rules[name].measure.unit for name in measures if name in self.order
        ):
            keys = self._keys(unit, owner, key)
            if self.most and len(keys) > self.most:
                self.cut.add((owner, key))
                keys = keys[-self.most :]
            yield from ((unit, found) for found in keys)

    def _keys(self, unit: str, owner: str, key: int) -> list[int]:
        """The keys of a unit's records that lead to an owner."""
        path = paths_to(self.dictionary, unit, owner) or ()
        records = [unit]
        for link in path:
            records.append(self.dictionary.target(records[-1], link).name)
        keys = [key]
        for record, link in reversed(list(zip(records, path, strict=False))):
            rows = (row for one in keys for row in self.source.rows(record, f"{link}_id", one))
            keys = [row[self.dictionary.records[record].key] for row in rows]
        return keys

    def claim(self, measure: Measure, key: int) -> Claim | None:
        """A measure's answer for one unit; None where it is refused."""
        name = (measure.id, key)
        if name not in self.found:
            self.found |= self._answers(self.source, measure.unit, key)
        return self.found[name]

    def _answers(self, source: Source, unit: str, key: int) -> dict[Name, Claim | None]:
        if unit not in self.programs:
            ids = [measure.id for measure in self.contested if measure.unit == unit]
            self.programs[unit] = compile_rules(self.law, unit, ids, detailed=True)
        program = self.programs[unit]
        data = gather(source, self.dictionary, program.shape, key, Memo())
        reader = Reader(self.dictionary, program.shape, f"{unit}:{key}")
        record = reader.read(data)
        flat = evaluate(program, record, reader.certain)
        owners = tuple((owner, self._owner(unit, owner, key)) for owner in self.owners)
        return {
            (plan.measure.id, key): claim_of(plan, flat, key, owners, self.law.on) for plan in program.plans
        }

    def _owner(self, unit: str, owner: str, key: int) -> int | None:
        path = paths_to(self.dictionary, unit, owner)
        if path is None:
            return None
        found: int | None = key
        record = unit
        for link in path:
            row = self.source.row(record, found) if found is not None else None
            found = row[f"{link}_id"] if row is not None else None
            record = self.dictionary.target(record, link).name
        return found

    # --- verdicts --------------------------------------------------------------------------------
    def _judged(self, claims: list[Claim]) -> dict[Name, Settlement]:
        live, judged = self.collisions.judged(claims, self._awards_of, self.picks)
        self.live = {claim.measure_key: claim for claim in live}
        return judged

    def _awards_of(self, claim: Claim) -> Iterator[tuple[int, Award]]:
        """The awards on record that may stand in a claim's way."""
        groups = (g for g in self.law.policy.exclusions.groups if not g.by_conditions)
        spec = self.dictionary.records[self.awards]
        for owner in sorted({group.same[0] for group in groups if group.side(claim.measure) >= 0}):
            mine = claim.owner(owner)
            if mine is not None and owner in self.links:
                for row in self.source.rows(self.awards, f"{self.links[owner]}_id", mine):
                    yield row[spec.key], self._award(row)

    def _award(self, row: Row) -> Award:
        owners = tuple((owner, row[f"{link}_id"]) for owner, link in self.links.items())
        return Award(row["measure"], row["period_start"], row["period_end"], owners)

    # --- what is reckoned anew -------------------------------------------------------------------
    def _again(self, claims: list[Claim], judged: dict[Name, Settlement]) -> None:
        before = self._before(judged)
        pending = set(before)
        while ready := [name for name in pending if not before[name] & pending]:
            now = {name: self._reckoned(name, before[name], judged) for name in ready}
            judged |= {name: found for name, found in now.items() if found is not None}
            pending -= set(ready)
        assert not pending, "what is reckoned after itself"

    def _before(self, judged: dict[Name, Settlement]) -> dict[Name, set[Name]]:
        """After which claims each is reckoned anew."""
        found: dict[Name, set[Name]] = {}
        live = sorted(self.live.values(), key=self._place)
        for number, claim in enumerate(live):
            name = claim.measure_key
            if (mine := judged.get(name)) and mine.status == "gives-way":
                others = [self.live[other] for other in mine.others]
                if all(self._remainder(claim, other) for other in others):
                    earlier = [
                        o for o in live[:number] if self._lost(o, judged) and self._remainder(claim, o)
                    ]
                    found.setdefault(name, set()).update(o.measure_key for o in (*others, *earlier))
                continue
            for other in live:
                if self._of_the_rest(claim, other) or (
                    self._place(other) < self._place(claim) and self._queued(claim, other)
                ):
                    found.setdefault(name, set()).add(other.measure_key)
        return found

    @staticmethod
    def _lost(claim: Claim, judged: dict[Name, Settlement]) -> bool:
        found = judged.get(claim.measure_key)
        return found is not None and found.status == "gives-way"

    def _remainder(self, claim: Claim, other: Claim) -> bool:
        """Whether all groups in which two claims collide have what gives way reckoned anew."""
        groups = [g for g in self.collisions.groups if self.collisions.in_group(g, claim, other) is not False]
        return bool(groups) and all(group.remainder for group in groups)

    def _of_the_rest(self, claim: Claim, other: Claim) -> bool:
        return any(
            group.choice == "remainder"
            and (group.side(other.measure), group.side(claim.measure)) == (0, 1)
            and all(
                claim.owner(record) is not None and claim.owner(record) == other.owner(record)
                for record in group.same
            )
            and (group.within == "ever" or bool(claim.may_count & other.may_count))
            for group in self.law.policy.exclusions.groups
        )

    def _queued(self, claim: Claim, other: Claim) -> bool:
        """Whether two claims use up one limit on months or amounts."""
        return any(
            other.measure in limit.of
            and claim.owner(limit.owner) is not None
            and claim.owner(limit.owner) == other.owner(limit.owner)
            for limit in shared_limits(self.law.rules[claim.measure].measure, ("months", "amount"))
        )

    def _reckoned(self, name: Name, before: set[Name], judged: dict[Name, Settlement]) -> Settlement | None:
        """A claim as if what comes before it had been granted; None where that changes nothing."""
        claim = self.live[name]
        there = [self.live[other] for other in before if not self._lost(self.live[other], judged)]
        if not there:
            return None
        there.sort(key=self._place)
        old = judged.get(name)
        sure = [
            o
            for o in there
            if o.certain and self._status(o, judged) == "granted" and not self._vague(o, judged)
        ]
        least, most = self._as_if(claim, sure, judged), self._as_if(claim, there, judged)
        others = tuple(other.measure_key for other in there)
        award = old.award if old else None
        status_before = old.status if old else "granted"
        if least is None:
            new = Settlement("gives-way", claim.low, claim.high, others, award, True)
        else:
            certain = claim.certain and status_before != "open" and least.certain
            certain = certain and most is not None and most.certain
            low = min(least.low, most.low if most else 0)
            unbounded = least.high is None or (most is not None and most.high is None)
            high = None if unbounded else max(least.high or 0, (most.high if most else 0) or 0)
            new = Settlement("granted" if certain else "open", low, high, others, award, True)
            unchanged = (low, high) == (claim.low, claim.high)
            if old is None and not claim.certain and new.status == "open" and unchanged:
                return None
        if (new.status, new.low, new.high) == (status_before, claim.low, claim.high):
            return None
        return new

    def _vague(self, claim: Claim, judged: dict[Name, Settlement]) -> bool:
        """Reckoned anew by the month: it is not kept which months are left."""
        found = judged.get(claim.measure_key)
        return found is not None and found.again and bool(self.law.policy.exclusions.months_of(claim.measure))

    @staticmethod
    def _status(claim: Claim, judged: dict[Name, Settlement]) -> str:
        found = judged.get(claim.measure_key)
        return found.status if found else "granted"

    def _as_if(self, claim: Claim, granted: list[Claim], judged: dict[Name, Settlement]) -> Claim | None:
        rows = [row for one in granted for row in self._rows(one, judged.get(one.measure_key))]
        source = AsIf(self.source, self.awards, rows)
        unit = self.law.rules[claim.measure].measure.unit
        return self._answers(source, unit, claim.key)[claim.measure_key]

    def _rows(self, claim: Claim, found: Settlement | None) -> Iterator[Row]:
        """What a claim would be as awards on record, once granted."""
        measure, spec = self.law.rules[claim.measure].measure, self.dictionary.records[self.awards]
        low, high = (found.low, found.high) if found else (claim.low, claim.high)
        blank: Row = dict.fromkeys(
            [spec.key, *spec.facts, *(f"{n}_id" for n, li in spec.links.items() if not li.many)]
        )
        blank |= {f"{link}_id": claim.owner(owner) for owner, link in self.links.items()}
        blank |= {"measure": measure.id, "granted_on": self.law.on}
        by_month = bool(self.law.policy.exclusions.months_of(measure.id))
        if by_month:
            spans = [(month, last_day(month)) for month in sorted(claim.counts)]
        else:
            spans = [(self.law.on,) * 2 if measure.period == "once" else span(measure.period, self.law.on)]
        for start, end in spans:
            row = blank | {"period_start": start, "period_end": end}
            if "months" in spec.facts and (by_month or len(months_of(measure, self.law.on)) == 1):
                row["months"] = 1
            if "amount" in spec.facts and not by_month and low == high:
                row["amount"] = unscaled(low, PLACES)
            yield row
