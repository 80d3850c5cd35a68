"""The departments a pack's enactments name, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .dictionary import words
from .errors import Problems, Stop
from .strict_yaml import Map, Node, Reader, Seq, Text, read_yaml
from .types import Words

FILE = "departments.yaml"


def read_departments(root: Path, problems: Problems) -> dict[str, Words]:
    """Each department's name in three languages, by the name enactments use; empty where the pack has no such file."""
    top = read_yaml(root / FILE, FILE, problems) if (root / FILE).is_file() else None
    if top is None:
        return {}
    reader, found = Reader(problems), {}
    try:
        listed = reader.mapping(reader.mapping(top, "", "departments").entries["departments"])
    except Stop:
        return {}
    for name, node in listed.entries.items():
        try:
            found[name] = words(reader, node, node.at)
        except Stop:  # the problem is recorded: the name itself is known, so that nobody misses it too
            found[name] = Words(name, name, name)
    return found


def listed_departments(
    top: Map | None, known: Mapping[str, Words], file: bool, problems: Problems
) -> frozenset[str]:
    """The names that an enactment's clauses list; where the pack has a file of departments each must be in it."""
    clauses = top.get("clauses") if top is not None else None
    names: set[str] = set()
    for item in (part for entry in _items(clauses) for part in _items(_get(entry, "departments"))):
        if not isinstance(item, Text):
            continue
        names.add(item.value)
        if file and item.value not in known:
            problems.add(
                item.at,
                "unknown-department",
                f"{FILE} 没有“{item.value}”。",
                f"{FILE} has no {item.value!r}.",
                (
                    "补上三种文字的名称，或改正写法。",
                    "add its name in three languages, or mend the spelling.",
                ),
            )
    return frozenset(names)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Seq) else ()


def _get(node: Node, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Map) else None
