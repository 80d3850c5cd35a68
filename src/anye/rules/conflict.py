"""An earlier superior text that says otherwise: a person weighs the two, and the reason is kept.

Later superior law goes first because the notice itself says so (10.1.2). A superior text that was there before the
notice is another matter: nothing decides by itself, so the pack must say which prevails and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .amendment import Amendment
from .enactment import Enactment
from .errors import Place, Problems, Stop
from .parameters import Dated, Parameter
from .strict_yaml import Node, Reader, read_yaml

FILE = "conflicts.yaml"


@dataclass(frozen=True)
class Resolution:
    """Which of two texts prevails: over a parameter, or over what an amendment (`<enactment>:<name>`) changes.

    `home` is the enactment whose file says so, `other` the earlier superior one; `status` is decided or assumed.
    """

    home: str
    other: str
    subject: str
    prevails: str
    reason: str
    status: str
    at: Place


def read_resolutions(
    enactment: Enactment, root: Path, enactments: Mapping[str, Enactment], problems: Problems
) -> list[Resolution]:
    """What an enactment's conflicts.yaml settles; empty where there is no such file."""
    path = enactment.folder / FILE
    top = read_yaml(path, path.relative_to(root).as_posix(), problems) if path.is_file() else None
    if top is None:
        return []
    reader, found = Reader(problems), []
    try:
        listed = reader.sequence(reader.mapping(top, "", "conflicts").entries["conflicts"])
    except Stop:
        return []
    for node in listed:
        try:
            found.append(_read(reader, node, enactment, enactments))
        except Stop:
            continue
    return found


def _read(
    reader: Reader, node: Node, enactment: Enactment, enactments: Mapping[str, Enactment]
) -> Resolution:
    top = reader.mapping(node, "parameter amendment", "with prevails reason status")
    known = (("一件文件", "an enactment"),)
    other = reader.one_of(top.entries["with"], list(enactments), *known)
    prevails = reader.one_of(top.entries["prevails"], [enactment.id, other], *known)
    status = reader.one_of(top.entries["status"], ["decided", "assumed"], ("状态", "a status"))
    if ("parameter" in top.entries) == ("amendment" in top.entries):
        raise reader.fail(
            top.at,
            "conflict",
            "parameter 和 amendment 应写且只写一个。",
            "write one of parameter and amendment, not both.",
        )
    subject = reader.text(top.get("parameter") or top.get("amendment"))
    subject = subject if "parameter" in top.entries else f"{other}:{subject}"
    return Resolution(
        enactment.id, other, subject, prevails, reader.text(top.entries["reason"]), status, top.at
    )


def is_earlier_superior(other: Enactment, home: Enactment) -> bool:
    return other.rank > home.rank and other.issued < home.issued


def settle_values(
    parameters: Mapping[str, Parameter],
    amendments: Mapping[str, tuple[Dated, ...]],
    enactments: Mapping[str, Enactment],
    resolutions: Iterable[Resolution],
    problems: Problems,
) -> tuple[dict[str, tuple[Dated, ...]], set[Resolution]]:
    """The amending values without those that a resolution sets aside, and the resolutions that were needed.

    Records each earlier superior value that differs and that no resolution weighs.
    """
    settled = {(item.other, item.subject): item for item in resolutions}
    kept: dict[str, tuple[Dated, ...]] = {}
    used: set[Resolution] = set()
    for name, values in amendments.items():
        parameter, stay = parameters[name], []
        home = enactments[parameter.enactment]
        for value in values:
            other = enactments[value.enactment]
            if is_earlier_superior(other, home) and _differs(value, parameter):
                resolution = settled.get((other.id, name))
                if resolution is None:
                    _refuse(problems, value.at, other, home, f"parameter: {name}")
                    continue
                used.add(resolution)
                if resolution.prevails == home.id:
                    continue
            stay.append(value)
        if stay:
            kept[name] = tuple(stay)
    return kept, used


def _differs(value: Dated, parameter: Parameter) -> bool:
    return any(
        own.start <= value.end and value.start <= own.end and own.value != value.value
        for own in parameter.values
    )


def settle_amendments(
    amendments: Iterable[Amendment],
    home: Enactment,
    enactments: Mapping[str, Enactment],
    resolutions: Iterable[Resolution],
    problems: Problems,
) -> tuple[list[Amendment], list[Amendment], set[Resolution]]:
    """A measure's amendments that act, those set aside, and the resolutions that were needed; like `settle_values`."""
    settled = {(item.other, item.subject): item for item in resolutions}
    kept, aside, used = [], [], set()
    for amendment in amendments:
        other = enactments[amendment.enactment]
        if is_earlier_superior(other, home):
            resolution = settled.get((other.id, amendment.written))
            if resolution is None:
                _refuse(problems, amendment.at, other, home, f"amendment: {amendment.name}")
                continue
            used.add(resolution)
            if resolution.prevails == home.id:
                aside.append(amendment)
                continue
        kept.append(amendment)
    return kept, aside, used


def unneeded(resolutions: Iterable[Resolution], used: set[Resolution], problems: Problems) -> None:
    """Records resolutions of conflicts that don't exist (any more)."""
    for item in resolutions:
        if item not in used:
            problems.add(
                item.at,
                "no-conflict",
                f"{item.other} 与 {item.home} 之间没有这一冲突：{item.subject}。",
                f"{item.other} and {item.home} don't conflict over {item.subject}.",
                ("删去这一条，或核对名称。", "remove it, or check the name."),
            )


def _refuse(problems: Problems, at: Place, other: Enactment, home: Enactment, subject: str) -> None:
    problems.add(
        at,
        "earlier-superior",
        f"{other.number} 层级高于 {home.number} 而印发在前，规定不同，孰先孰后须由人认定。",
        f"{other.number} ranks above {home.number}, was issued before it and says otherwise: a person must decide "
        "which prevails.",
        (
            f"在 {home.id}/{FILE} 写一条：with: {other.id}、{subject}、prevails、reason、status。",
            f"add an entry to {home.id}/{FILE}: with: {other.id}, {subject}, prevails, reason, status.",
        ),
    )
