"""Which unknown facts keep a condition open, and the question that would settle each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import ir
from .analysis import Analysis
from .dictionary import Dictionary
from .shape import Shape
from .types import Words

Path = tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """An unknown fact: where it stands (`employments[2].contributions` for a list), its label, question, register."""

    path: str
    label: Words
    question: Words
    register: str


@dataclass(frozen=True)
class _Leaf:
    """A fact or, with an empty name, a whole list that an expression reads; `link[]` steps go through lists.

    Without a record it is a figure of the policy that is unknown.
    """

    path: Path
    record: str
    name: str


def leaves(analysis: Analysis, node: ir.Expr) -> list[_Leaf]:
    """The facts a lowered expression rests on, through derived facts and lists, each once."""
    return list(dict.fromkeys(_leaves(analysis, node, {})))


def _path(ref: ir.Ref, variables: dict[int, Path]) -> Path:
    if isinstance(ref, ir.Via):
        return (*_path(ref.ref, variables), ref.link)
    return variables[ref.level] if isinstance(ref, ir.Var) else ()


def _leaves(analysis: Analysis, node: ir.Expr, variables: dict[int, Path]) -> Iterator[_Leaf]:
    match node:
        case ir.Fact():
            yield _Leaf(_path(node.ref, variables), node.ref.record, node.name)
        case ir.Unknown():
            yield _Leaf((), "", node.name)
        case ir.Table(gaps=gaps) if gaps:
            yield _Leaf((), "", gaps)
            yield from _leaves(analysis, node.key, variables)
        case ir.Derived():
            yield from _leaves(analysis, analysis.definition(node), variables)
        case ir.Agg():
            owner = _path(node.owner, variables)
            complete = analysis.lowering.dictionary.records[node.owner.record].links[node.link].complete
            if complete:
                yield _Leaf(owner, node.owner.record, complete)
            path = (*owner, f"{node.link}[]")
            yield _Leaf(path, node.owner.record, "")
            for part in (node.where, node.value):
                if part is not None:
                    yield from _leaves(analysis, part, {**variables, node.level: path})
        case _:
            for part in ir.children(node):
                yield from _leaves(analysis, part, variables)


def missing(
    dictionary: Dictionary, analysis: Analysis, shape: Shape, record: Any, node: ir.Expr
) -> list[Missing]:
    """The unknown facts among those an expression rests on, for one record's tuple."""
    found: dict[str, Missing] = {}
    for leaf in leaves(analysis, node):
        if not leaf.record:
            label = analysis.lowering.parameters[leaf.name].label
            found.setdefault(leaf.name, Missing(leaf.name, label, _to_confirm(label), ""))
            continue
        for path, value in _values(shape, record, leaf, leaf.path, ""):
            if value is None or _incomplete(dictionary, leaf, value):
                found.setdefault(path, _named(dictionary, leaf, path))
    return list(found.values())


def _to_confirm(label: Words) -> Words:
    """What is asked of the policy's keepers, not of the applicant."""
    return Words(
        f"待核实的政策标准：{label.hans}",
        f"待核實的政策標準：{label.hant}",
        f"a figure of the policy to be confirmed: {label.en}",
    )


def _incomplete(dictionary: Dictionary, leaf: _Leaf, value: Any) -> bool:
    """A list's completeness that is false keeps its counts open just as an unknown one does."""
    links = dictionary.records[leaf.record].links.values()
    return value is False and any(link.complete == leaf.name for link in links)


def _named(dictionary: Dictionary, leaf: _Leaf, path: str) -> Missing:
    """The fact at a path, or the list that was not given."""
    record = dictionary.records[leaf.record]
    if leaf.name and path.endswith(leaf.name):
        spec = record.facts[leaf.name]
        return Missing(path, spec.label, spec.question, spec.register)
    link = next(word for word in reversed(path.split(".")) if word)
    owner = next(spec for spec in dictionary.records.values() if link in spec.links and spec.links[link].many)
    target = dictionary.records[owner.links[link].to]
    register = next((spec.register for spec in target.facts.values()), "")  # who keeps its records
    return Missing(path, owner.links[link].label, owner.links[link].label, register)


def _values(shape: Shape, record: Any, leaf: _Leaf, rest: Path, shown: str) -> Iterator[tuple[str, Any]]:
    """Each place in the data that a leaf stands for, with its value; a list not given is one unknown."""
    if not rest:
        yield f"{shown}{leaf.name}", None if record is None else record[shape.index(leaf.name)]
        return
    link, *tail = rest
    if not link.endswith("[]"):
        linked = None if record is None else record[shape.index(link)]
        yield from _values(shape.ones[link], linked, leaf, tuple(tail), f"{shown}{link}.")
        return
    name = link.removesuffix("[]")
    items = None if record is None else record[shape.index(name)]
    if items is None or (not leaf.name and not tail):
        yield f"{shown}{name}", items
        return
    for number, item in enumerate(items):
        yield from _values(shape.lists[name], item, leaf, tuple(tail), f"{shown}{name}[{number}].")
