"""Cases at the limits that a measure still lacks, proposed from its rules without what must come out of them.

A person writes that from the text. What an existing case covers is left out: a comparison that some case meets just
below, exactly at or just above its limit, a word or a day some case has, a fact some case leaves unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import yaml

from . import ir
from .analysis import Analysis
from .cases import UNSIGNED, Case, Tree
from .citation import Citation
from .errors import FactsError
from .limits import ON, Limit, Path, Scale, Side, apart, limits_of, put, scale_of, values_near
from .missing import leaves
from .policy import Policy
from .probe import Probe
from .resolve import Law, Rule, resolve
from .temporal import parameters_of
from .types import FOREVER, Bool, Enum, parse_date
from .words import Wording, wording

ONE_DAY = dt.timedelta(days=1)
SIDES: dict[Side, str] = {"below": "差一点不到", "at": "恰好等于", "above": "刚好超过"}
DAYS = {-1: "前一日", 0: "当日", 1: "次日"}


@dataclass(frozen=True)
class Proposal:
    """A case without what must come out; `facts` are laid on the base that the measure's cases share."""

    id: str
    says: str
    cite: Citation
    on: dt.date
    facts: Tree = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """As an entry of the file, `expect` still to be written."""
        quote = {"clause": self.cite.clause, "words": self.cite.quote}
        if not self.cite.clause:
            quote = {"document": self.cite.document, "fact": self.cite.fact}
        more: dict[str, Any] = {"facts": _plain(self.facts)} if self.facts else {}
        if self.unknown:
            more["unknown"] = list(self.unknown)
        return {"id": self.id, "says": self.says, "quote": quote, "on": self.on, **more, "expect": UNSIGNED}


class _Plain(yaml.SafeDumper):
    """Records in one line, decimals without quotation marks: as cases are written by hand."""

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **(more | {"default_flow_style": None}))


_Plain.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value))
)


def written(measure: str, proposed: list[Proposal], out_of_reach: list[str]) -> str:
    """YAML to paste under `cases:`; limits that no single fact reaches are named in a comment."""
    lines = [f"# {measure}：拟出 {len(proposed)} 个案例；expect 由人按原文填写，填写之前读取时会被拒绝。\n"]
    lines += [f"# 没有单独一项事实能达到，须自行拟定：{limit}\n" for limit in out_of_reach]
    for item in proposed:
        text = yaml.dump([item.data()], Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10**6)
        lines += [f"  {line}\n" for line in text.replace("'on':", "on:").splitlines()]
    return "".join(lines)


def proposals(policy: Policy, measure: str, cases: list[Case]) -> tuple[list[Proposal], list[str]]:
    """The missing cases of a measure, in order of its rules; and the limits no single fact comes to lie at."""
    one = policy.measures[measure]
    home = policy.enactments[one.enactment]
    plain = [
        case for case in cases if case.expect["outcome"] == "yes" and not case.differs and not case.without
    ]
    on = plain[0].on if plain else max(one.start, home.issued)
    law = resolve(policy, home.place, on, on)
    base = cases[0].base if cases else {}
    return _Proposer(law, law.rules[measure], cases, base, on, wording(law, measure, "zh-Hans")).all()


@dataclass
class _Proposer:
    law: Law
    rule: Rule
    cases: list[Case]
    base: Tree
    on: dt.date
    words: Wording

    def all(self) -> tuple[list[Proposal], list[str]]:
        self.analysis = Analysis(self.law.lowering)
        at_limits, out_of_reach = self._limits()
        found = [*self._days(), *at_limits, *self._kinds(), *self._unknowns()]
        return _numbered(found, {case.id for case in self.cases}), out_of_reach

    # --- days ----------------------------------------------------------------------------------------
    def _days(self) -> Iterator[Proposal]:
        """The day before, the day and the day after: of the first and last day of force, of a figure's first day."""
        measure, policy = self.rule.measure, self.law.policy
        force = measure.conditions[0].cite
        marks = {measure.start: ("施行", force)}
        if measure.end != FOREVER:
            marks[measure.end] = ("截止", force)
        for name in sorted(parameters_of(measure.expressions(), policy.definition)):
            for dated in (*policy.parameters[name].values, *policy.amendments.get(name, ())):
                if measure.start < dated.start <= measure.end:
                    marks.setdefault(dated.start, (f"{policy.parameters[name].label.hans}变更", dated.cite))
        have = {case.on for case in self.cases}
        for mark, (what, cite) in sorted(marks.items()):
            for shift, which in DAYS.items():
                day = mark + shift * ONE_DAY
                if day not in have:
                    yield Proposal(f"day-{day}", f"{what}{which}", cite, day)

    # --- limits --------------------------------------------------------------------------------------
    def _limits(self) -> tuple[list[Proposal], list[str]]:
        limits = limits_of(self.rule, self.analysis)
        nodes = [side for limit in limits for side in (limit.node.left, limit.node.right)]
        self.probe = Probe(self.law, self.analysis, self.rule.measure.unit, nodes)
        have = self._distances(limits)
        found: list[Proposal] = []
        beyond: list[str] = []
        for number, limit in enumerate(limits):
            near = self._near(number, limit)
            if near is None:
                if not {0} & have[number]:
                    beyond.append(f"{limit.source}：{self.words.of(limit.node)}")
                continue
            path, sides = near
            for side, (value, far) in sides.items():
                if not any(_as_near(other, far) for other in have[number]):
                    found.append(self._at(limit, side, path, value))
        return found, beyond

    def _distances(self, limits: list[Limit]) -> list[set[int]]:
        """How far from each limit the existing cases lie."""
        found: list[set[int]] = [set() for _ in limits]
        for case in self.cases:
            values = self.probe.values(case.facts, case.on)
            for number in range(len(limits)):
                far = apart(values[2 * number], values[2 * number + 1])
                if far is not None:
                    found[number].add(far)
        return found

    def _near(self, number: int, limit: Limit) -> tuple[Path, dict[Side, tuple[Any, int]]] | None:
        """The first fact, or the day, that alone comes to lie at the limit, with its values next to it."""

        def distance(path: Path, value: Any) -> int | None:
            data, on = (self.base, value) if path == ON else (put(self.base, path, value), self.on)
            try:
                values = self.probe.values(data, on)
            except (FactsError, OverflowError):
                return None
            return apart(values[2 * number], values[2 * number + 1])

        for path, scale in self._scales(limit):

            def far(value: int, path: Path = path, scale: Scale = scale) -> int | None:
                return distance(path, scale.data(value))

            sides = values_near(far, scale.low, scale.high)
            if sides:
                return path, {side: (scale.data(value), far_) for side, (value, far_) in sides.items()}
        return None

    def _scales(self, limit: Limit) -> Iterator[tuple[Path, Scale]]:
        last = max(self.rule.measure.start, self.on) + 3660 * ONE_DAY
        day = Scale(self.rule.measure.start.toordinal(), last.toordinal(), dt.date.fromordinal)
        reads_day = any(isinstance(node, ir.Day) for node in ir.walk(limit.node))
        if reads_day and limit.source == "window":
            yield ON, day
        for leaf in leaves(self.analysis, limit.node):
            if leaf.record and leaf.name and not any(step.endswith("[]") for step in leaf.path):
                spec = self.law.policy.dictionary.fact(leaf.record, leaf.name)
                scale = scale_of(spec)
                if scale is not None:
                    yield (*leaf.path, leaf.name), scale
        if reads_day and limit.source != "window":
            yield ON, day

    def _at(self, limit: Limit, side: Side, path: Path, value: Any) -> Proposal:
        left, right = self._side(limit.node.left), self._side(limit.node.right)
        says = f"{left}{SIDES[side]}{right}"
        if path == ON:
            return Proposal(f"{limit.source}-{side}", says, limit.cite, value)
        return Proposal(f"{limit.source}-{side}", says, limit.cite, self.on, put({}, path, value))

    def _side(self, node: ir.Expr) -> str:
        return f"按{self.words.of(node.key)}定的界限" if isinstance(node, ir.Table) else self.words.of(node)

    # --- words and truths ----------------------------------------------------------------------------
    def _parts(self) -> Iterator[tuple[ir.Expr, Citation]]:
        for item in self.rule.conditions:
            yield item.when, item.cite
        yield self.rule.amount, self.rule.measure.amount.cite

    def _kinds(self) -> Iterator[Proposal]:
        """Each word of an enumeration, and each truth, that no case has."""
        seen: set[Path] = set()
        for node, cite in self._parts():
            for leaf in leaves(self.analysis, node):
                path = (*leaf.path, leaf.name)
                if not leaf.record or not leaf.name or path in seen or any("[]" in step for step in path):
                    continue
                seen.add(path)
                spec = self.law.policy.dictionary.fact(leaf.record, leaf.name)
                have = {_value(case.facts, path) for case in self.cases}
                for word, label in self._words(spec.type).items():
                    if word not in have:
                        says = f"{spec.label.hans}为{label}"
                        yield Proposal(
                            f"{path[-1].replace('_', '-')}-{word}".lower(),
                            says,
                            cite,
                            self.on,
                            put({}, path, word),
                        )

    def _words(self, type_: Any) -> dict[Any, str]:
        if isinstance(type_, Bool):
            return {True: "是", False: "否"}
        if isinstance(type_, Enum):
            return {word: name.hans for word, name in self.law.policy.dictionary.enums[type_.name].items()}
        return {}

    # --- unknown -------------------------------------------------------------------------------------
    def _unknowns(self) -> Iterator[Proposal]:
        """Each fact that may be unknown and that no case leaves unknown; in a list, unknown in all its records."""
        seen: set[Path] = set()
        for node, cite in self._parts():
            for leaf in leaves(self.analysis, node):
                spec = (
                    self.law.policy.dictionary.records[leaf.record].facts.get(leaf.name)
                    if leaf.record
                    else None
                )
                path = tuple(step.removesuffix("[]") for step in (*leaf.path, leaf.name) if step)
                if not leaf.record or path in seen or (spec is not None and spec.required):
                    continue
                seen.add(path)
                if _value(self.base, path) is None or any(_lacks(case.facts, path) for case in self.cases):
                    continue
                label = spec.label.hans if spec is not None else path[-1]
                yield Proposal(
                    f"{path[-1].replace('_', '-')}-unknown",
                    f"{label}不明",
                    cite,
                    self.on,
                    {},
                    (".".join(path),),
                )


def _plain(value: Any) -> Any:
    """Days as days and decimals as numbers, so that they are written without quotation marks."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    number = re.fullmatch(r"-?[0-9]+\.[0-9]+", value)
    return Decimal(value) if number else parse_date(value) or value


def _as_near(other: int, far: int) -> bool:
    """Whether an existing case lies on that side of the limit and no further from it."""
    return (other < 0) == (far < 0) and (other == 0) == (far == 0) and abs(other) <= abs(far)


def _value(data: Any, path: Path) -> Any:
    """The fact at a path, of a list's first record; None where it isn't given."""
    for name in path:
        if isinstance(data, list):
            data = data[0] if data else None
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _lacks(data: Any, path: Path) -> bool:
    """Whether the fact at a path is not given, in one record at least where the path goes through a list."""
    if not path or data is None:
        return data is None
    if isinstance(data, list):
        return any(_lacks(item, path) for item in data)
    return _lacks(data.get(path[0]), path[1:]) if isinstance(data, dict) else False


def _numbered(found: list[Proposal], taken: set[str]) -> list[Proposal]:
    """Each id once, none that a case has already."""
    named = []
    for item in found:
        name, number = item.id, 1
        while name in taken:
            number += 1
            name = f"{item.id}-{number}"
        taken.add(name)
        named.append(replace(item, id=name))
    return named
