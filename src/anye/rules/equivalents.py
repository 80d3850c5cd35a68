"""Mutants that nothing could tell from the rule, listed by hand with the reason: `*.mutants.yaml` beside the cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .errors import Place, Problems, Stop
from .mutation_run import Verdict
from .policy import Policy
from .strict_yaml import Map, Node, Reader, nearest, read_yaml

PATTERN = "*.mutants.yaml"


@dataclass(frozen=True)
class Listed:
    """A mutant that means the same as the rule, and why: in Chinese, from the text or the facts' own bounds."""

    mutant: str
    why: str
    at: Place


def read_equivalents(policy: Policy, problems: Problems) -> dict[str, Listed]:
    """All that are listed in the pack, by name; what is wrong with the lists goes to `problems`."""
    found: dict[str, Listed] = {}
    reader = Reader(problems)
    for path in sorted(policy.root.rglob(PATTERN)):
        top = read_yaml(path, path.relative_to(policy.root).as_posix(), problems)
        if top is None:
            continue
        try:
            for item in _entries(reader, top):
                _add(found, item, problems)
        except Stop:
            continue
    return found


def _entries(reader: Reader, top: Map) -> Iterable[Listed]:
    reader.mapping(top, "", "equivalent")
    for node in reader.sequence(top.entries["equivalent"]):
        try:
            yield from _entry(reader, node)
        except Stop:
            continue


def _entry(reader: Reader, node: Node) -> list[Listed]:
    entry = reader.mapping(node, "", "mutants why")
    why = reader.text(entry.entries["why"])
    if not why.strip():
        raise reader.fail(
            node.at,
            "no-reason",
            "没有写明理由（why）。",
            "no reason is given (why).",
            ("写明为什么没有任何事实能区分二者。", "say why no facts could tell the two apart."),
        )
    return [Listed(reader.text(item), why, item.at) for item in reader.sequence(entry.entries["mutants"])]


def _add(found: dict[str, Listed], item: Listed, problems: Problems) -> None:
    if item.mutant in found:
        first = found[item.mutant].at
        problems.add(
            item.at,
            "duplicate-id",
            f"变异 {item.mutant} 已在 {first} 列出。",
            f"the mutant {item.mutant} is listed already at {first}.",
        )
    found.setdefault(item.mutant, item)


def check_names(listed: dict[str, Listed], names: Collection[str], problems: Problems) -> None:
    """Records entries that name no mutant of the pack: the rule was changed since they were written."""
    known = list(names)
    for item in listed.values():
        if item.mutant not in names:
            near = nearest(item.mutant, known)
            problems.add(
                item.at,
                "unknown-mutant",
                f"没有变异“{item.mutant}”，规则可能已改。",
                f"there is no mutant {item.mutant!r}; the rule may have changed.",
                (
                    f"是不是“{near}”？" if near else "重新运行 anye cases --mutate，删去或改写这一条。",
                    f"did you mean {near!r}?"
                    if near
                    else "run anye cases --mutate anew; remove or rewrite the entry.",
                ),
            )


def check_verdicts(listed: dict[str, Listed], verdicts: Iterable[Verdict], problems: Problems) -> None:
    """Records entries that are no longer true: a case tells the mutant, or it is the same rule to begin with."""
    remove = ("从清单中删去。", "remove it from the list.")
    for verdict in verdicts:
        item = listed.get(verdict.mutant)
        if item is None or verdict.state == "survived":
            continue
        if verdict.state == "killed":
            zh, en = f"案例 {verdict.case} 能区分它", f"the case {verdict.case} tells it"
        else:
            zh, en = (
                "它与原规则逐日相同，已自动认定",
                "it is the same rule on every day, which is found without the list",
            )
        problems.add(
            item.at,
            "stale-mutant",
            f"“{item.mutant}”不应再列为等价：{zh}。",
            f"{item.mutant!r} is listed as equivalent for no reason: {en}.",
            remove,
        )
