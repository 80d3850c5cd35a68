"""Cases beside `exclusions.yaml`: who qualifies for what, what was granted before, and what must become of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .cases import Difference
from .citation import Citation, citation
from .collisions import (
    Award,
    Collisions,
    award_links,
    contested,
    month_of,
    months_of,
    owner_records,
    shared_limits,
)
from .enactment import Enactment
from .errors import Place, Problems, Stop
from .exclusion import PLACES, Claim
from .measure import Measure
from .parameters import day
from .policy import Policy
from .resolve import Law, resolve
from .strict_yaml import Map, Node, Reader, read_yaml
from .types import scaled

FILE = "exclusions.cases.yaml"
STATUSES = ["granted", "gives-way", "open"]
PLENTY = 10**6  # of a limit that a case says nothing of


@dataclass(frozen=True)
class ExclusionCase:
    """One case. `claims` stand as written, each with what must become of it; `picks` are what the applicant chose."""

    id: str
    says: str
    cite: Citation
    on: dt.date
    place: str
    claims: tuple[tuple[Claim, str], ...]
    awards: tuple[Award, ...]
    picks: tuple[str, ...]
    at: Place


@dataclass(frozen=True)
class ExclusionResult:
    case: ExclusionCase
    wrong: tuple[Difference, ...]


def read_exclusion_cases(policy: Policy, problems: Problems) -> list[ExclusionCase]:
    """The cases of all enactments that have such a file, in its order; what is wrong with them goes to `problems`."""
    found: list[ExclusionCase] = []
    for enactment in policy.enactments.values():
        path = enactment.folder / FILE
        if path.is_file():
            top = read_yaml(path, path.relative_to(policy.root).as_posix(), problems)
            if top is not None:
                found += _CaseReader(policy, enactment, Reader(problems)).read(top, path)
    return found


def run_exclusion_cases(policy: Policy, cases: list[ExclusionCase]) -> Iterator[ExclusionResult]:
    """Each case settled and held against what it expects."""
    for case in cases:
        law = resolve(policy, case.place, case.on, case.on)
        order = {measure.id: number for number, measure in enumerate(contested(law))}
        claims = sorted((claim for claim, _ in case.claims), key=lambda item: (order[item.measure], item.key))
        awards = list(enumerate(case.awards))
        _, judged = Collisions(law).judged(claims, lambda claim, awards=awards: awards, case.picks)  # type: ignore[misc]
        yield ExclusionResult(
            case,
            tuple(
                Difference(
                    f"{claim.measure}：应为 {then}，算出 {got}",
                    f"{claim.measure}: expected {then}, came out {got}",
                )
                for claim, then in case.claims
                if (got := judged[claim.measure_key].status if claim.measure_key in judged else "granted")
                != then
            ),
        )


@dataclass
class _CaseReader:
    policy: Policy
    enactment: Enactment
    reader: Reader

    def read(self, top: Map, path: Path) -> Iterator[ExclusionCase]:
        seen: set[str] = set()
        try:
            nodes = self.reader.sequence(self.reader.mapping(top, "", "cases").entries["cases"])
        except Stop:
            return
        for node in nodes:
            try:
                case = self._case(node)
            except Stop:
                continue
            if case.id in seen:
                self.reader.problems.add(
                    case.at, "duplicate-id", f"案例 {case.id} 写了两次。", f"the case {case.id} stands twice."
                )
            seen.add(case.id)
            yield case

    def _case(self, node: Node) -> ExclusionCase:
        reader = self.reader
        top = reader.mapping(node, "awards choose note", "id says quote on claims")
        on, place = day(reader, top.entries["on"]), self.enactment.place
        law = resolve(self.policy, place, on, on)
        known = [measure.id for measure in contested(law)]
        return ExclusionCase(
            id=reader.text(top.entries["id"]),
            says=reader.text(top.entries["says"]),
            cite=citation(reader, top.entries["quote"], top.at, self.enactment.text),
            on=on,
            place=place,
            claims=tuple(self._claim(law, known, item) for item in reader.sequence(top.entries["claims"])),
            awards=tuple(self._award(item) for item in reader.sequence(top.get("awards"))),
            picks=tuple(
                reader.one_of(item, known, ("可能互斥的措施", "a measure that may be excluded"))
                for item in reader.sequence(top.get("choose"))
            ),
            at=top.at,
        )

    def _claim(self, law: Law, known: list[str], node: Node) -> tuple[Claim, str]:
        reader = self.reader
        top = reader.mapping(node, "months unknown left", "measure of amount then")
        name = reader.one_of(
            top.entries["measure"], known, ("可能互斥的措施", "a measure that may be excluded")
        )
        measure = law.rules[name].measure
        owners = self._owners(top.entries["of"])
        if measure.unit not in owners:
            raise reader.fail(
                top.at,
                "unit",
                f"of 应写明 {measure.unit} 的编号。",
                f"say in `of` which {measure.unit} it is.",
            )
        low, high = self._amount(top.entries["amount"])
        months = frozenset(months_of(measure, law.on))
        if "months" in top.entries:
            months = frozenset(month_of(day(reader, item)) for item in reader.sequence(top.entries["months"]))
        unsure = "unknown" in top.entries and reader.one_of(
            top.entries["unknown"], ["true", "false"], ("true 或 false", "true or false")
        )
        claim = Claim(
            measure=name,
            key=owners[measure.unit],
            certain=unsure != "true",
            low=low,
            high=high,
            owners=tuple((record, owners.get(record)) for record in owner_records(law)),
            counts=months,
            may_count=months,
            rooms=tuple(self._rooms(measure, top.get("left"))),
        )
        then = reader.one_of(top.entries["then"], STATUSES, ("结果", "a result"))
        return claim, then

    def _rooms(self, measure: Measure, node: Node | None) -> Iterator[tuple[str, int, int]]:
        """What shared limits leave: as the case says, else plenty."""
        said = self.reader.mapping(node).entries if node is not None else {}
        for limit in shared_limits(measure):
            text = self.reader.text(said[limit.id]) if limit.id in said else str(PLENTY)
            left = int(text) if text.isdigit() else PLENTY
            yield limit.id, left, left

    def _owners(self, node: Node) -> dict[str, int]:
        found: dict[str, int] = {}
        for record, item in self.reader.mapping(node).entries.items():
            text = self.reader.text(item)
            if record not in self.policy.dictionary.records or not text.isdigit():
                raise self.reader.fail(
                    item.at, "record", "应写“记录类型: 编号”。", "expected record: number, as in person: 1."
                )
            found[record] = int(text)
        return found

    def _amount(self, node: Node) -> tuple[int, int | None]:
        """One amount, or its bounds: [least, most], the most left empty where nothing bounds it."""
        reader = self.reader
        texts = (
            [reader.text(node)] * 2
            if not hasattr(node, "items")
            else [reader.text(i) for i in reader.sequence(node)]
        )
        bounds = [scaled(text, PLACES) if text else None for text in texts]
        if len(bounds) != 2 or bounds[0] is None or (texts[1] and bounds[1] is None):
            raise reader.fail(
                node.at,
                "number",
                'amount 应为金额，或 [最少, 最多]，没有上限的最多写 ""。',
                'amount must be a sum, or [least, most], the most "" where there is none.',
            )
        return bounds[0], bounds[1]

    def _award(self, node: Node) -> Award:
        reader, exclusions = self.reader, self.policy.exclusions
        top = reader.mapping(node, "", "measure from until of")
        named = sorted({name for group in exclusions.groups for name in group.measures})
        owners = self._owners(top.entries["of"])
        links = award_links(self.policy.dictionary, exclusions.awards)
        return Award(
            reader.one_of(top.entries["measure"], named, ("互斥的措施", "a measure of a group")),
            day(reader, top.entries["from"]),
            day(reader, top.entries["until"]),
            tuple((record, owners.get(record)) for record in links),
        )
