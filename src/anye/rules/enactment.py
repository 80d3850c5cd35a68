"""Enactments: the issued documents that rules come from, with rank, day of issue and days of force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from .citation import Citation, citation
from .coverage import read_text
from .dictionary import words
from .errors import Place, Problems, Stop
from .parameters import day, interval
from .strict_yaml import Reader, read_yaml
from .types import Words

RANKS = {"county": 1, "prefecture": 2, "province": 3, "nation": 4}


@dataclass(frozen=True)
class Enactment:
    """`place` is the region code it covers and all below it: "" the nation, "44" Guangdong, "440783" Kaiping."""

    id: str
    number: str
    title: Words
    authority: Words
    rank: int
    place: str
    issued: dt.date
    start: dt.date
    end: dt.date
    force_cite: Citation
    amends: tuple[str, ...]
    implements: tuple[str, ...]
    at: Place
    folder: Path
    text: dict[str, str] = field(default_factory=dict)

    def covers(self, place: str) -> bool:
        return place.startswith(self.place)


def read_enactment(folder: Path, root: Path, problems: Problems) -> Enactment | None:
    """The enactment of a folder with enactment.yaml, its text by clause where there is text.md."""
    shown = (folder / "enactment.yaml").relative_to(root).as_posix()
    top = read_yaml(folder / "enactment.yaml", shown, problems)
    if top is None:
        return None
    reader = Reader(problems)
    text_file = folder / "text.md"
    try:
        text = read_text(text_file.read_text("utf-8")) if text_file.is_file() else {}
    except UnicodeDecodeError:
        at = Place(text_file.relative_to(root).as_posix())
        problems.add(
            at, "encoding", "文件不是 UTF-8 编码。", "is not UTF-8.", ("另存为 UTF-8。", "save it as UTF-8.")
        )
        return None
    try:
        reader.mapping(
            top, "amends implements amended_by note", "enactment number title authority issued force"
        )
        name = reader.text(top.entries["enactment"])
        if name != folder.relative_to(root).as_posix():
            raise reader.fail(
                top.entries["enactment"].at,
                "name",
                f"enactment“{name}”应与所在目录一致。",
                f"enactment {name!r} must equal its folder.",
            )
        authority = reader.mapping(top.entries["authority"], "", "name rank place")
        rank = reader.one_of(authority.entries["rank"], list(RANKS), ("层级", "a rank"))
        force = reader.mapping(top.entries["force"], "until", "from cite")
        start, end = interval(reader, force)
        if "amended_by" in top.entries:  # the sentence that lets later law in: its words must stand too
            clause = reader.mapping(top.entries["amended_by"], "", "cite")
            citation(reader, clause.entries["cite"], clause.at, text)
        return Enactment(
            id=name,
            number=reader.text(top.entries["number"]),
            title=words(reader, top.entries["title"], top.at),
            authority=words(reader, authority.entries["name"], authority.at),
            rank=RANKS[rank],
            place=reader.text(authority.entries["place"]),
            issued=day(reader, top.entries["issued"]),
            start=start,
            end=end,
            force_cite=citation(reader, force.entries["cite"], force.at, text),
            amends=tuple(reader.text(item) for item in reader.sequence(top.get("amends"))),
            implements=tuple(reader.text(item) for item in reader.sequence(top.get("implements"))),
            at=top.at,
            folder=folder,
            text=text,
        )
    except Stop:
        return None
