"""One register kept in several files: `facts.yaml` and `facts/*.yaml` are read as if they were one.

A theme's facts, derived facts or parameters stand in a file of their own, so that a file fits in a head.
"""

from __future__ import annotations

from pathlib import Path

from .errors import Problems
from .strict_yaml import Map, Node, read_yaml

SHARED = {("registers",), ("enums",), ("records",)}  # what several files may fill


def part_files(folder: Path, stem: str) -> list[Path]:
    """`stem.yaml` first, then those of the folder `stem` by name; only such as exist."""
    first = folder / f"{stem}.yaml"
    return [path for path in (first, *sorted((folder / stem).glob("*.yaml"))) if path.is_file()]


def read_parts(folder: Path, stem: str, root: Path, problems: Problems) -> list[Map]:
    """The parts' mappings in order; an unreadable part is left out, its problems recorded."""
    read = (read_yaml(path, path.relative_to(root).as_posix(), problems) for path in part_files(folder, stem))
    return [top for top in read if top is not None]


def merge_facts(parts: list[Map], problems: Problems) -> Map | None:
    """The dictionary's parts as one mapping: a record or an enumeration that exists is extended, nothing replaced."""
    if not parts:
        return None
    merged = parts[0]
    for part in parts[1:]:
        merged = _merge(merged, part, (), problems)
    return merged


def _merge(first: Map, second: Map, path: tuple[str, ...], problems: Problems) -> Map:
    entries, keys_at = dict(first.entries), dict(first.keys_at)
    for key, value in second.entries.items():
        mine = entries.get(key)
        if mine is None:
            entries[key], keys_at[key] = value, second.keys_at[key]
        elif isinstance(mine, Map) and isinstance(value, Map) and _shared((*path, key)):
            entries[key] = _merge(mine, value, (*path, key), problems)
        else:
            problems.add(
                second.keys_at[key],
                "duplicate-name",
                f"“{key}”已在 {keys_at[key]} 声明。",
                f"{key!r} is declared already at {keys_at[key]}.",
                ("删去其中一个。", "remove one of them."),
            )
    return Map(entries, keys_at, first.at)


def _shared(path: tuple[str, ...]) -> bool:
    """Whether a mapping at this place may be filled by several files."""
    if path in SHARED or (len(path) == 2 and path[0] in ("enums", "records")):
        return True
    return len(path) == 3 and path[0] == "records" and path[2] in ("facts", "links")


def entries_of(parts: list[Map]) -> list[tuple[str, Node]]:
    """Every part's entries, one after the other."""
    return [pair for part in parts for pair in part.entries.items()]
