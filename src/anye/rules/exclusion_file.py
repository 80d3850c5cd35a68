"""`exclusions.yaml` read: every name in it known, every citation checked, choices that can be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .citation import Citation, citation
from .dictionary import Dictionary, flag, words
from .enactment import Enactment
from .errors import Place, Problems, Stop
from .exclusion_groups import CHOICES, Exclusions, Group
from .measure import Measure
from .periods import span
from .reach import reach
from .strict_yaml import Map, Node, Reader, nearest, read_yaml
from .types import DATE, Enum, Num
from .versions import Versions

FILE = "exclusions.yaml"
KEYS = "measures between months on_the_day remainder reasons note"
NEEDED = "id label same within awards choice cite choice_cite"
OF_AN_AWARD = ("period_start", "period_end", "granted_on")  # the days a record of awards has to know


def read_exclusions(
    root: Path,
    enactments: Mapping[str, Enactment],
    versions: Mapping[str, Versions],
    dictionary: Dictionary,
    problems: Problems,
) -> Exclusions:
    """The groups of all enactments that have such a file; what is wrong goes to `problems`."""
    groups: list[Group] = []
    awards = ""
    for enactment in enactments.values():
        path = enactment.folder / FILE
        if not path.is_file():
            continue
        top = read_yaml(path, path.relative_to(root).as_posix(), problems)
        if top is None:
            continue
        try:
            one = _GroupReader(Reader(problems), enactment, versions, dictionary)
            awards = one.awards(top)
            groups += one.read(top)
        except Stop:
            continue
    _check_ids(groups, problems)
    _check_choices(groups, problems)
    return Exclusions(awards, tuple(groups))


@dataclass
class _GroupReader:
    reader: Reader
    enactment: Enactment
    versions: Mapping[str, Versions]
    dictionary: Dictionary
    record: str = ""

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures as they were issued."""
        return {name: one.home.measure for name, one in self.versions.items()}

    def awards(self, top: Map) -> str:
        """The record of what was granted before: it names the measure by a word and knows its days."""
        self.reader.mapping(top, "", "awards groups")
        name = self.reader.one_of(
            top.entries["awards"], list(self.dictionary.records), ("记录类型", "a record")
        )
        facts = self.dictionary.records[name].facts
        fits = "measure" in facts and isinstance(facts["measure"].type, Enum)
        if not fits or any(day not in facts or facts[day].type != DATE for day in OF_AN_AWARD):
            raise self.reader.fail(
                top.entries["awards"].at,
                "awards",
                f"{name} 不是已享受待遇的记录：应有 measure（枚举）和 {'、'.join(OF_AN_AWARD)}（日期）。",
                f"{name} is no record of awards: it needs measure (a word) and {', '.join(OF_AN_AWARD)} (days).",
            )
        self.record = name
        return name

    def read(self, top: Map) -> Iterable[Group]:
        for node in self.reader.sequence(top.entries["groups"]):
            try:
                yield self._group(node)
            except Stop:
                continue

    def _group(self, node: Node) -> Group:
        reader = self.reader
        top = reader.mapping(node, KEYS, NEEDED)
        sides = self._sides(top)
        named = [name for side in sides for name in side]
        same = tuple(
            reader.one_of(item, list(self.dictionary.records), ("记录类型", "a record"))
            for item in reader.sequence(top.entries["same"])
        )
        choice = reader.one_of(top.entries["choice"], list(CHOICES), ("择取规则", "a rule of choice"))
        group = Group(
            id=reader.text(top.entries["id"]),
            label=words(reader, top.entries["label"], top.at),
            sides=sides,
            same=same,
            within=reader.one_of(top.entries["within"], ["period", "ever"], ("范围", "a span")),
            choice=choice,
            remainder=choice == "remainder" or flag(reader, top.get("remainder")),
            by_conditions=reader.one_of(
                top.entries["awards"], ["block", "conditions"], ("对已享受待遇的处理", "a way with awards")
            )
            == "conditions",
            on_the_day=frozenset(
                reader.one_of(item, named, ("本组的措施", "a measure of this group"))
                for item in reader.sequence(top.get("on_the_day"))
            ),
            months=self._months(top, named),
            cite=self._cite(top.entries["cite"]),
            choice_cite=self._cite(top.entries["choice_cite"]),
            reasons=self._reasons(top, named),
            enactment=self.enactment.id,
            at=top.at,
        )
        self._check(group)
        return group

    def _cite(self, node: Node) -> Citation:
        return citation(self.reader, node, node.at, self.enactment.text)

    def _sides(self, top: Map) -> tuple[tuple[str, ...], ...]:
        reader = self.reader
        if ("measures" in top.entries) == ("between" in top.entries):
            raise reader.fail(
                top.at,
                "sides",
                "应写 measures（各项彼此互斥）或 between（几方之间互斥），二者择一。",
                "give either measures (each excludes each) or between (sides exclude each other).",
            )
        sides: tuple[tuple[str, ...], ...]
        if "measures" in top.entries:
            sides = tuple((self._measure(item),) for item in reader.sequence(top.entries["measures"]))
        else:
            listed = reader.sequence(top.entries["between"])
            sides = tuple(tuple(self._measure(item) for item in reader.sequence(side)) for side in listed)
        named = [name for side in sides for name in side]
        twice = sorted({name for name in named if named.count(name) > 1})
        if len(sides) < 2 or not all(sides) or twice:
            raise reader.fail(
                top.at,
                "sides",
                f"{twice[0]} 写了两次。" if twice else "至少要有两方，每方至少一项。",
                f"{twice[0]} stands twice."
                if twice
                else "there must be two sides or more, none of them empty.",
            )
        return sides

    def _measure(self, node: Node) -> str:
        """A measure of the pack, or one that awards may be for and that the pack does not carry out itself."""
        name = self.reader.text(node)
        spec = self.dictionary.fact(self.record, "measure")
        assert isinstance(spec.type, Enum)
        known = [*self.measures, *self.dictionary.enums[spec.type.name]]
        if name in known:
            return name
        near = nearest(name, known)
        raise self.reader.fail(
            node.at,
            "unknown-measure",
            f"没有政策措施“{name}”。",
            f"there is no measure {name!r}.",
            (
                f"是不是“{near}”？" if near else "写明措施的 id，或已享受待遇的名称。",
                f"did you mean {near!r}?" if near else "give a measure's id, or a word that awards may have.",
            ),
        )

    def _months(self, top: Map, named: list[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        if "months" not in top.entries:
            return found
        for name, node in self.reader.mapping(top.entries["months"]).entries.items():
            if name not in named or name not in self.measures:
                raise self.reader.fail(
                    node.at, "unknown-measure", f"{name} 不在本组之内。", f"{name} is not of this group."
                )
            steps = {step.name: step for step in self.measures[name].steps}
            items = [
                self.reader.one_of(item, list(steps), ("该措施的步骤", "a step of the measure"))
                for item in self.reader.sequence(node)
            ]
            wanted = _months_of_period(self.measures[name].period)
            if len(items) != wanted or any(not isinstance(steps[item].type, Num) for item in items):
                raise self.reader.fail(
                    node.at,
                    "months",
                    f"申领期有 {wanted} 个月，应写 {wanted} 个步骤，每个是月数。",
                    f"the claim's period has {wanted} months: name {wanted} steps, each a number of months.",
                )
            for version in self.versions[name].all:
                later = {step.name for step in version.measure.steps}
                lacking = [item for item in items if item not in later]
                if lacking:
                    raise self.reader.fail(
                        node.at,
                        "months",
                        f"{version.measure.at} 的文本没有步骤“{lacking[0]}”。",
                        f"the text at {version.measure.at} has no step {lacking[0]!r}.",
                        ("修改后的文本也应保留这些步骤。", "keep the steps in the amended text too."),
                    )
            found[name] = tuple(items)
        return found

    def _reasons(self, top: Map, named: list[str]) -> dict[str, Citation]:
        if "reasons" not in top.entries:
            return {}
        entries = self.reader.mapping(top.entries["reasons"]).entries
        for name, node in entries.items():
            if name not in named:
                raise self.reader.fail(
                    node.at, "unknown-measure", f"{name} 不在本组之内。", f"{name} is not of this group."
                )
        return {name: self._cite(node) for name, node in entries.items()}

    # --- what has to hold between the parts ------------------------------------------------------
    def _check(self, group: Group) -> None:
        here = [self.measures[name] for name in group.measures if name in self.measures]
        for measure in here:
            for record in group.same:
                if measure.unit not in reach(self.dictionary, record):
                    raise self.reader.fail(
                        group.at,
                        "same",
                        f"{measure.id} 的享受单元 {measure.unit} 不通向 {record}。",
                        f"{measure.id}: its unit {measure.unit} leads to no {record}.",
                    )
        links = {link.to for link in self.dictionary.records[self.record].links.values() if not link.many}
        unlinked = [record for record in group.same if record not in links]
        if unlinked and not group.by_conditions:
            raise self.reader.fail(
                group.at,
                "same",
                f"{self.record} 不通向 {unlinked[0]}，已享受的无从挡住另一方。",
                f"{self.record} leads to no {unlinked[0]}: what was granted can't block.",
                ("改写 awards: conditions。", "write awards: conditions."),
            )
        if group.choice == "largest":
            self._check_amounts(group, here)
        if group.choice == "remainder" and len(group.sides) != 2:
            raise self.reader.fail(
                group.at,
                "sides",
                "remainder 应写两方：先享受的和按其余计算的。",
                "remainder needs two sides: what is granted first, and what is reckoned of the rest.",
            )

    def _check_amounts(self, group: Group, here: list[Measure]) -> None:
        """The largest can be told of payments of one unit only."""
        kinds = {(measure.amount.kind, measure.amount.type.unit) for measure in here}
        if len(kinds) > 1 or any(kind != "payment" for kind, _ in kinds):
            raise self.reader.fail(
                group.at,
                "choice",
                "取高（largest）只适用于同一单位的金额。",
                "the largest can be chosen among payments of one unit only.",
                ("改用 first 或 applicant。", "use first or applicant."),
            )


def _months_of_period(period: str) -> int:
    """How many months a claim period has; what is granted once stands for one."""
    if period == "once":
        return 1
    start, end = span(period, dt.date(2000, 1, 1))
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _check_ids(groups: list[Group], problems: Problems) -> None:
    seen: dict[str, Place] = {}
    for group in groups:
        if group.id in seen:
            problems.add(
                group.at,
                "duplicate-id",
                f"互斥组 {group.id} 已在 {seen[group.id]} 写过。",
                f"the group {group.id} stands already at {seen[group.id]}.",
            )
        seen[group.id] = group.at


def _check_choices(groups: list[Group], problems: Problems) -> None:
    """Groups with a measure in common are chosen from together: their rules must be one."""
    chosen = [group for group in groups if group.choice != "remainder"]
    for number, group in enumerate(chosen):
        for other in chosen[:number]:
            common = sorted(set(group.measures) & set(other.measures))
            if common and group.choice != other.choice:
                problems.add(
                    group.at,
                    "choice",
                    f"互斥组 {group.id} 与 {other.id}（{other.at}）都有 {common[0]}，择取规则却不同。",
                    f"the groups {group.id} and {other.id} ({other.at}) share {common[0]}, with different rules of choice.",
                    ("两组写同一条规则，或者合为一组。", "give both one rule, or join them."),
                )
