"""Amendments: what one enactment changes in a measure of another, a part of it or the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from .citation import Citation, citation
from .dictionary import words
from .enactment import Enactment
from .errors import Place, Problems, Stop
from .parameters import interval
from .strict_yaml import Map, Node, Reader, Seq, Text, nearest, plain, read_yaml
from .types import Words

FILE = "amendments.yaml"
BY_ID = ("conditions", "let", "limits", "interpretation", "evidence")
"""Parts of a measure that are lists: an entry of the same name is replaced, another is added."""
NAMED_BY = {"evidence": "fact"}
SINGLE = ("amount", "window", "force", "period", "fund", "lead", "co_responsible", "payee", "title", "note")
WHOLE = "*"

Element = tuple[str, str]
"""A part of a measure: ("conditions", "trade"), ("amount", ""); ("*", "") is the whole."""


@dataclass(frozen=True)
class Amendment:
    """`change` is a measure's keys with their new content, or a whole measure; it acts on the days start..end.

    `written` names it for people and files: `<enactment>:<name>`.
    """

    name: str
    measure: str
    enactment: str
    label: Words
    start: dt.date
    end: dt.date
    cite: Citation
    change: Map
    drop: tuple[Element, ...]
    whole: bool
    at: Place

    @property
    def written(self) -> str:
        return f"{self.enactment}:{self.name}"

    @property
    def elements(self) -> dict[Element, object]:
        """Each part it touches, with the new content as plain data; None where the part is dropped."""
        if self.whole:
            return {(WHOLE, ""): plain(self.change)}
        found: dict[Element, object] = dict.fromkeys(self.drop)
        for key, node in self.change.entries.items():
            if key in BY_ID and isinstance(node, Seq):
                found |= {(key, _name(key, item)): plain(item) for item in node.items}
            else:
                found[key, ""] = plain(node)
        return found


def targets(enactment: Enactment, enactments: Mapping[str, Enactment]) -> frozenset[str]:
    """The enactments it may change: those it amends or implements, those that what it implements amends, and
    those that say of themselves that they implement it."""
    declared = {*enactment.amends, *enactment.implements}
    declared |= {
        name for other in enactment.implements if other in enactments for name in enactments[other].amends
    }
    declared |= {other.id for other in enactments.values() if enactment.id in other.implements}
    return frozenset(declared)


# --- reading -------------------------------------------------------------------------------------
def read_amendments(
    enactment: Enactment,
    shown: str,
    homes: Mapping[str, Map],
    may_change: Mapping[str, str],
    problems: Problems,
) -> list[Amendment]:
    """The amendments of an enactment's file; `homes` are the measures as written, by id, `may_change` says of each
    whose it is (an id of an enactment), or why it may not be changed is told."""
    path = enactment.folder / FILE
    top = read_yaml(path, shown, problems) if path.is_file() else None
    found = []
    reader = Reader(problems)
    for name, node in top.entries.items() if top is not None else ():
        try:
            found.append(_read(reader, enactment, name, node, homes, may_change))
        except Stop:
            continue
    return found


def _read(
    reader: Reader,
    enactment: Enactment,
    name: str,
    node: Node,
    homes: Mapping[str, Map],
    may_change: Mapping[str, str],
) -> Amendment:
    top = reader.mapping(node, "from until change drop note", "measure label cite")
    measure = reader.text(top.entries["measure"])
    check_target(reader, measure, top.entries["measure"].at, may_change, enactment)
    start, end = interval(reader, top, (enactment.start, enactment.end))
    change = reader.mapping(top.entries["change"]) if "change" in top.entries else Map({}, {}, top.at)
    reader.mapping(change, " ".join((*BY_ID, *SINGLE)))
    drop = tuple(_dropped(reader, item, homes[measure]) for item in reader.sequence(top.get("drop")))
    if not change.entries and not drop:
        raise reader.fail(
            top.at,
            "changes-nothing",
            f"“{name}”什么也没有修改。",
            f"{name!r} changes nothing.",
            (
                "写 change（新的内容）或 drop（删去的条件）。",
                "write change (new content) or drop (what goes).",
            ),
        )
    return Amendment(
        name=name,
        measure=measure,
        enactment=enactment.id,
        label=words(reader, top.entries["label"], top.at),
        start=start,
        end=end,
        cite=citation(reader, top.entries["cite"], top.at, enactment.text),
        change=change,
        drop=drop,
        whole=False,
        at=top.at,
    )


def check_target(
    reader: Reader, measure: str, at: Place, may_change: Mapping[str, str], enactment: Enactment
) -> None:
    """Refuses an unknown measure, and one of an enactment that this one doesn't declare to amend or implement."""
    if measure not in may_change:
        near = nearest(measure, list(may_change))
        raise reader.fail(
            at,
            "unknown-measure",
            f"没有措施“{measure}”。",
            f"there is no measure {measure!r}.",
            (
                f"是不是“{near}”？" if near else "核对措施的 ID。",
                f"did you mean {near!r}?" if near else "check its id.",
            ),
        )
    home = may_change[measure]
    if home:
        raise reader.fail(
            at,
            "amends-nothing",
            f"措施 {measure} 属于 {home}，{enactment.id} 没有写明修改或贯彻它。",
            f"{measure} is of {home}, which {enactment.id} declares neither to amend nor to implement.",
            (f"在 enactment.yaml 写 amends: [{home}]。", f"write amends: [{home}] in enactment.yaml."),
        )


def _dropped(reader: Reader, node: Node, home: Map) -> Element:
    """A condition or limit that goes, by its id in the measure as it was issued."""
    name = reader.text(node)
    for key in ("conditions", "limits"):
        if name in {_name(key, item) for item in _items(home.get(key))}:
            return key, name
    raise reader.fail(
        node.at,
        "unknown-condition",
        f"措施中没有条件“{name}”。",
        f"the measure has no condition {name!r}.",
        ("核对条件的 id。", "check its id."),
    )


def whole_version(enactment: Enactment, name: str, top: Map, force: Map | None, reader: Reader) -> Amendment:
    """A measure's file that stands in an amending enactment: it takes the measure's place while it is in force."""
    start, end = interval(reader, force or Map({}, {}, top.at), (enactment.start, enactment.end))
    label = words(reader, top.entries["title"], top.at)
    cite = enactment.force_cite
    return Amendment(name, name, enactment.id, label, start, end, cite, top, (), True, top.at)


# --- merging -------------------------------------------------------------------------------------
def merged(home: Map, amendments: tuple[Amendment, ...]) -> Map:
    """The measure as it reads with amendments applied, the strongest last; each node keeps the place it came from."""
    for amendment in amendments:
        home = amendment.change if amendment.whole else _patched(home, amendment)
    return home


def _patched(top: Map, amendment: Amendment) -> Map:
    entries, keys_at = dict(top.entries), dict(top.keys_at)
    for key, name in amendment.drop:
        rest = tuple(item for item in _items(entries.get(key)) if _name(key, item) != name)
        entries[key] = Seq(rest, entries[key].at if key in entries else top.at)
    for key, node in amendment.change.entries.items():
        keys_at[key] = amendment.change.keys_at[key]
        entries[key] = _joined(key, entries.get(key), node) if key in BY_ID else node
    return Map(entries, keys_at, top.at)


def _joined(key: str, have: Node | None, new: Node) -> Node:
    """A list with the new entries in the place of those of the same name, the others at its end."""
    if not isinstance(new, Seq):
        return new
    changed = {_name(key, item): item for item in new.items}
    kept = [changed.pop(_name(key, item), item) for item in _items(have)]
    return Seq((*kept, *changed.values()), have.at if have is not None else new.at)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Seq) else ()


def _name(key: str, item: Node) -> str:
    node = item.get(NAMED_BY.get(key, "id")) if isinstance(item, Map) else None
    return node.value if isinstance(node, Text) else ""
