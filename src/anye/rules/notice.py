"""A notice as issued, section by section, each sentence with the account of what carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .coverage import SENTENCE, CoverageReport, Row, coverage
from .enactment import Enactment
from .errors import PolicyError, Problems
from .policy import Policy
from .strict_yaml import plain, read_yaml

HEADING = re.compile(r"## (?P<number>[0-9]+) (?P<title>\S.*)")


@dataclass(frozen=True)
class Section:
    """`paragraphs` hold the numbered sentences as the notice groups them; `lines` what stands in it unnumbered."""

    number: str
    title: str
    lines: tuple[str, ...]
    paragraphs: tuple[tuple[Row, ...], ...]


@dataclass(frozen=True)
class Notice:
    enactment: Enactment
    report: CoverageReport
    sections: tuple[Section, ...]


def notices(policy: Policy) -> Iterator[Notice]:
    """The enactments of the pack that have a text; raises PolicyError where clauses.yaml can't be read."""
    for enactment in policy.enactments.values():
        if enactment.text:
            text = (enactment.folder / "text.md").read_text("utf-8")
            report = account(policy, enactment, text)
            yield Notice(enactment, report, tuple(_sections(text, report)))


def account(policy: Policy, enactment: Enactment, text: str) -> CoverageReport:
    """The coverage of an enactment whose `text.md` reads `text`."""
    problems = Problems()
    path = enactment.folder / "clauses.yaml"
    top = read_yaml(path, path.relative_to(policy.root).as_posix(), problems)
    problems.raise_if_any(PolicyError)
    assert top is not None
    written = {measure.id for measure in policy.measures.values() if measure.enactment == enactment.id}
    return coverage(text, plain(top), written, enactment.folder.relative_to(policy.root).as_posix())


def _sections(text: str, report: CoverageReport) -> Iterator[Section]:
    """Each `## N title` with the sentences below it; what stands before the first is about the file, not the notice."""
    rows = {row.clause: row for row in report.rows}
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    for part in parts:
        head, *body = part.splitlines()
        found = HEADING.fullmatch(head)
        if found is None:
            continue
        lines: list[str] = []
        paragraphs: dict[str, list[Row]] = {}
        for line in body:
            sentence = SENTENCE.fullmatch(line.rstrip())
            if sentence is not None:
                paragraphs.setdefault(_paragraph(sentence["clause"]), []).append(rows[sentence["clause"]])
            elif line.strip():
                lines.append(line.strip())
        yield Section(found["number"], found["title"], tuple(lines), tuple(map(tuple, paragraphs.values())))


def _paragraph(clause: str) -> str:
    """The paragraph a sentence stands in: 1.1 of 1.1.4; a list of departments is one of its own."""
    return clause if clause.endswith(".R") else clause.rpartition(".")[0]
