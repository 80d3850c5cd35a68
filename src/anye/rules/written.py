"""Expressions as the policy's files write them: for showing, never for evaluating."""

from __future__ import annotations

from .errors import PolicyError, Problems
from .measure import Measure
from .parts import read_parts
from .policy import Policy
from .strict_yaml import Map, Node, Seq, Text


def written_measure(policy: Policy, measure: Measure) -> Map:
    """A measure as written, with places; where amended, put together from the files of those that amend it."""
    versions = policy.versions[measure.id]
    return (versions.others[measure.amended] if measure.amended else versions.home).tree


def written_derived(policy: Policy) -> dict[tuple[str, str], str]:
    """The expression of each derived fact by (record, name)."""
    problems = Problems()
    parts = read_parts(policy.root, "derived", policy.root, problems)
    problems.raise_if_any(PolicyError)
    return {
        (record, name): text_of(node, "is")
        for part in parts
        for record, facts in part.entries.items()
        if isinstance(facts, Map)
        for name, node in facts.entries.items()
    }


def text_of(node: Node | None, key: str) -> str:
    """The text under a key of a mapping; empty where there is none."""
    value = node.get(key) if isinstance(node, Map) else None
    return value.value if isinstance(value, Text) else ""


def by_id(node: Node | None) -> dict[str, Map]:
    """The mappings of a list by their `id`."""
    items = node.items if isinstance(node, Seq) else ()
    return {text_of(item, "id"): item for item in items if isinstance(item, Map)}


def lines(node: Node | None, keys: str) -> str:
    """Some entries of a mapping as the file's own lines `key: value`."""
    if not isinstance(node, Map):
        return ""
    return "\n".join(f"{key}: {_flow(node.entries[key])}" for key in keys.split() if key in node.entries)


def _flow(node: Node) -> str:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Seq):
        return f"[{', '.join(_flow(item) for item in node.items)}]"
    return f"{{{', '.join(f'{key}: {_flow(value)}' for key, value in node.entries.items())}}}"
