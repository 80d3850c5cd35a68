"""Cases beside a measure: facts, a day and what must come out, each quoting the sentence it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from .dictionary import Dictionary
from .errors import AnyeError, Place, Problems, Stop
from .evaluate import Outcome, outcomes
from .facts import Reader as FactsReader
from .measure import Measure
from .parameters import day
from .policy import Policy
from .program import Program, compile_rules
from .resolve import Law, resolve
from .strict_yaml import Map, Node, Reader, Text, read_yaml
from .types import Bool

OUTCOMES = ["yes", "no", "unknown"]
UNSIGNED = "待填写"  # stands for what must come out where a case was only proposed, until a person writes it
Tree = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One case, whole: `facts` are data as `facts.Reader` takes them, overrides and unknowns applied.

    `base`, `differs` and `without` are what the file says: the facts all its cases share, what this one lays on
    them, and the paths it leaves unknown. `clause` is empty where a higher document is told
    instead, whose number `document` is.
    """

    id: str
    measure: str
    says: str
    clause: str
    quote: str
    on: dt.date
    known: dt.date
    facts: Tree
    base: Tree
    differs: Tree
    without: tuple[str, ...]
    expect: dict[str, Any]
    at: Place
    document: str = ""


class Difference(NamedTuple):
    """What came out otherwise than the case expects, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class CaseResult:
    case: Case
    outcome: Outcome | None
    wrong: tuple[Difference, ...]


def read_cases(policy: Policy, problems: Problems, measure: str = "") -> list[Case]:
    """All cases of the pack, or of one measure, in order of file; what is wrong with them goes to `problems`."""
    found: list[Case] = []
    for path in sorted(policy.root.rglob(f"{measure or '*'}.cases.yaml")):
        if path.parent.name != "measures":
            continue  # those beside exclusions.yaml are read by `exclusion_cases`
        shown = path.relative_to(policy.root).as_posix()
        top = read_yaml(path, shown, problems)
        if top is not None:
            try:
                found += _CaseReader(policy, Reader(problems)).read(path, top)
            except Stop:
                continue
    return found


def run_cases(policy: Policy, cases: list[Case]) -> Iterator[CaseResult]:
    """Each case evaluated and held against what it expects."""
    programs: dict[tuple[object, str], Program] = {}
    laws: dict[tuple[str, dt.date, dt.date], Law] = {}
    for case in cases:
        measure = policy.measures[case.measure]
        day = (policy.enactments[measure.enactment].place, case.on, case.known)
        try:
            law = laws[day] if day in laws else laws.setdefault(day, resolve(policy, *day))
            key = (law.key, case.measure)
            if key not in programs:
                programs[key] = compile_rules(law, measure.unit, [case.measure])
            program = replace(programs[key], law=law)
            record = FactsReader(policy.dictionary, program.shape, str(case.at)).read(case.facts)
            outcome = outcomes(program, record)[0]
        except AnyeError as error:
            yield CaseResult(case, None, (Difference(error.show(), error.show("en")),))
            continue
        yield CaseResult(case, outcome, tuple(_differences(case.expect, outcome)))


def _difference(what: str, wanted: object, got: object) -> Difference:
    return Difference(
        f"{what}：应为 {wanted or '（空）'}，算出 {got or '（空）'}",
        f"{what}: expected {wanted or '(nothing)'}, came out {got or '(nothing)'}",
    )


def _differences(expect: dict[str, Any], outcome: Outcome) -> Iterator[Difference]:
    def text(value: object) -> str:
        return "" if value is None else str(value)

    have: dict[str, Any] = {
        "outcome": outcome.outcome,
        "amount": text(outcome.amount),
        "failed": sorted(finding.id for finding in outcome.conditions if finding.result == "failed"),
        "open": sorted(finding.id for finding in outcome.conditions if finding.result == "open"),
        "bounds": [text(end) for end in outcome.bounds or ("", "")],
    }
    granted = dict(outcome.steps)
    for name, wanted in expect.get("grants", {}).items():
        if not _told(wanted, granted[name]):
            yield _difference(name, wanted, _shown(granted[name]))
    for key, wanted in expect.items():
        if key == "grants":
            continue
        got = have[key]
        if key in ("failed", "open"):
            wanted = sorted(wanted)
        if key == "amount" and wanted and got:
            same = Decimal(wanted) == Decimal(got)
        elif key == "bounds":
            same = all(
                (a == b) or (a and b and Decimal(a) == Decimal(b)) for a, b in zip(wanted, got, strict=True)
            )
        else:
            same = wanted == got
        if not same:
            yield _difference(key, wanted, got)


def _told(wanted: str, got: Any) -> bool:
    """Whether a granted step has the value a case writes: a number by its value, anything else by its word."""
    if isinstance(got, Decimal):
        try:
            return Decimal(wanted) == got
        except InvalidOperation:
            return False
    return wanted == _shown(got)


def _shown(value: Any) -> str:
    """A step's value as cases write it; what is unknown, or known by bounds only, is empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, tuple) else str(value)


@dataclass
class _CaseReader:
    policy: Policy
    reader: Reader

    def read(self, path: Path, top: Map) -> Iterator[Case]:
        reader = self.reader
        reader.mapping(top, "base", "measure cases")
        name = reader.one_of(top.entries["measure"], list(self.policy.measures), ("政策措施", "a measure"))
        if path.name != f"{name}.cases.yaml":
            raise reader.fail(
                top.at, "name", f"文件名应为 {name}.cases.yaml。", f"the file must be {name}.cases.yaml."
            )
        measure = self.policy.measures[name]
        base = self._record(top.entries["base"], measure.unit) if "base" in top.entries else {}
        seen: set[str] = set()
        for node in reader.sequence(top.entries["cases"]):
            try:
                case = self._case(node, measure, base)
            except Stop:
                continue
            if case.id in seen:
                reader.problems.add(
                    case.at, "duplicate-id", f"案例 {case.id} 写了两次。", f"the case {case.id} stands twice."
                )
            seen.add(case.id)
            yield case

    def _case(self, node: Node, measure: Measure, base: Tree) -> Case:
        reader = self.reader
        top = reader.mapping(node, "known facts unknown note", "id says quote on expect")
        on = day(reader, top.entries["on"])
        known = day(reader, top.entries["known"]) if "known" in top.entries else on
        differs = self._record(top.entries["facts"], measure.unit) if "facts" in top.entries else {}
        facts = _merged(base, differs)
        unknown = reader.sequence(top.get("unknown"))
        for item in unknown:
            facts = self._without(facts, reader.text(item).split("."), item)
        clause, quote, document = self._quote(top.entries["quote"], measure)
        return Case(
            id=reader.text(top.entries["id"]),
            measure=measure.id,
            says=reader.text(top.entries["says"]),
            clause=clause,
            quote=quote,
            on=on,
            known=known,
            facts=facts,
            base=base,
            differs=differs,
            without=tuple(reader.text(item) for item in unknown),
            expect=self._expect(top.entries["expect"], measure),
            at=top.at,
            document=document,
        )

    def _quote(self, node: Node, measure: Measure) -> tuple[str, str, str]:
        """The clause, the words and no document; or no clause, the fact and the document it is of."""
        top = self.reader.mapping(node, "clause words document fact")
        value = {key: self.reader.text(item) for key, item in top.entries.items()}
        if "clause" not in value:
            self.reader.mapping(node, "", "document fact")
            return "", f"{value['document']}：{value['fact']}", value["document"]
        self.reader.mapping(node, "", "clause words")
        text = self.policy.enactments[measure.enactment].text
        if value["words"] not in text.get(value["clause"], ""):
            raise self.reader.fail(
                node.at,
                "quote",
                f"引文不在第 {value['clause']} 句中。",
                f"the words are not in clause {value['clause']}.",
            )
        return value["clause"], value["words"], ""

    def _expect(self, node: Node, measure: Measure) -> dict[str, Any]:
        if isinstance(node, Text) and node.value == UNSIGNED:
            raise self.reader.fail(
                node.at,
                "unsigned",
                f"还没有人填写应得出什么（{UNSIGNED}）。",
                f"nobody has written yet what must come out ({UNSIGNED}).",
                (
                    "按原文填写，如 expect: {outcome: no, failed: [条件]}；不要照抄程序算出的结果。",
                    "write it from the text, as expect: {outcome: no, failed: [a condition]}; not from what the program says.",
                ),
            )
        top = self.reader.mapping(node, "amount failed open bounds grants", "outcome")
        expect: dict[str, Any] = {
            "outcome": self.reader.one_of(top.entries["outcome"], OUTCOMES, ("结果", "an outcome"))
        }
        if "amount" in top.entries:
            expect["amount"] = self.reader.text(top.entries["amount"])
        versions = self.policy.versions[measure.id]
        ids = list(versions.conditions)
        for key in ("failed", "open"):
            if key in top.entries:
                items = self.reader.sequence(top.entries[key])
                expect[key] = [self.reader.one_of(item, ids, ("条件", "a condition")) for item in items]
        if "grants" in top.entries:
            grants = self.reader.mapping(top.entries["grants"], " ".join(versions.grants), "")
            expect["grants"] = {name: self.reader.text(item) for name, item in grants.entries.items()}
        if "bounds" in top.entries:
            expect["bounds"] = [
                self.reader.text(item) for item in self.reader.sequence(top.entries["bounds"])
            ]
        return expect

    def _record(self, node: Node, record: str) -> Tree:
        spec = self.policy.dictionary.records[record]
        data: Tree = {}
        for name, value in self.reader.mapping(node).entries.items():
            if name in spec.links:
                link = spec.links[name]
                data[name] = self._list(value, link.to) if link.many else self._record(value, link.to)
            elif name in spec.facts:
                data[name] = self._fact(value, self.policy.dictionary, record, name)
            else:
                raise self.reader.fail(
                    value.at,
                    "unknown-fact",
                    f"{record} 没有事实“{name}”。",
                    f"{record} has no fact {name!r}.",
                )
        return data

    def _list(self, node: Node, record: str) -> list[Tree]:
        """The records of a list; `times` repeats one."""
        found: list[Tree] = []
        for item in self.reader.sequence(node):
            top = self.reader.mapping(item)
            times = self.reader.text(top.entries["times"]) if "times" in top.entries else "1"
            if not times.isdigit() or int(times) > 10_000:
                raise self.reader.fail(item.at, "number", "times 应为次数。", "times must be a count.")
            rest = Map(
                {key: value for key, value in top.entries.items() if key != "times"}, top.keys_at, top.at
            )
            found += [self._record(rest, record)] * int(times)
        return found

    def _fact(self, node: Node, dictionary: Dictionary, record: str, name: str) -> Any:
        spec = dictionary.fact(record, name)
        text = self.reader.text(node)
        if isinstance(spec.type, Bool):
            return self.reader.one_of(node, ["true", "false"], ("true 或 false", "true or false")) == "true"
        return text

    def _without(self, facts: Tree, path: list[str], node: Node) -> Tree:
        """The facts without the one at a path; through a list, without it in each of its records."""
        first, *rest = path
        if first not in facts:
            raise self.reader.fail(
                node.at, "unknown-fact", f"事实里没有“{first}”。", f"there is no {first!r} in the facts."
            )
        if not rest:
            return {key: value for key, value in facts.items() if key != first}
        inner = facts[first]
        if isinstance(inner, list):
            return facts | {first: [self._without(item, rest, node) for item in inner]}
        return facts | {first: self._without(inner, rest, node)}


def _merged(base: Tree, over: Tree) -> Tree:
    """`over` laid on `base`: a linked record is merged, everything else replaced."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(value, dict) and isinstance(old, dict) else value
    return merged
