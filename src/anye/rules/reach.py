"""Which records concern a person or an employer: those that lead to them through their links."""

from __future__ import annotations

from collections import deque

from .dictionary import Dictionary

Path = tuple[str, ...]


def reach(dictionary: Dictionary, subject: str) -> dict[str, Path]:
    """Each record type that concerns a subject (`person`, `employer`), with the links that lead to it.

    The shortest way is taken, of equal ones the one declared first; the subject itself has the empty path. A record
    type without such links (an insurance fund, seen from a person) isn't there. Lists are not followed.
    """
    found = {}
    for unit in dictionary.records:
        path = _shortest(dictionary, unit, subject)
        if path is not None:
            found[unit] = path
    return found


def _shortest(dictionary: Dictionary, unit: str, subject: str) -> Path | None:
    waiting: deque[tuple[str, Path]] = deque([(unit, ())])
    seen = {unit}
    while waiting:
        record, path = waiting.popleft()
        if record == subject:
            return path
        for link in dictionary.records[record].links.values():
            if not link.many and link.to not in seen:
                seen.add(link.to)
                waiting.append((link.to, (*path, link.name)))
    return None
