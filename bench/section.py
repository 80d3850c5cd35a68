"""A section of RESULTS.md: its text, and its lines for the table at the top."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A figure held against its aim. `reached`: None where there is none."""

    what: str
    measured: str
    aim: str = ""
    reached: bool | None = None


@dataclass(frozen=True)
class Section:
    """Markdown, with its own heading, and lines for "In short"."""

    text: str
    lines: tuple[Line, ...] = ()


def at_most(what: str, value: float, aim: float, form: str) -> Line:
    """`form` writes both, such as "{:.2f} ×"."""
    return Line(what, form.format(value), f"≤ {_plain(form, aim)}", value <= aim)


def at_least(what: str, value: float, aim: float, form: str) -> Line:
    return Line(what, form.format(value), f"≥ {_plain(form, aim)}", value >= aim)


def _plain(form: str, aim: float) -> str:
    return f"{aim:g}{form.partition('}')[2]}"


def in_short(sections: list[Section]) -> str:
    verdicts = {None: "", True: "reached", False: "**missed**"}
    rows = [
        [line.what, line.measured, line.aim, verdicts[line.reached]]
        for section in sections
        for line in section.lines
    ]
    return "## In short\n\n" + table(["", "measured", "aim", ""], rows, words=(0, 3))


def table(head: list[str], rows: list[list[str]], words: tuple[int, ...] = (0,)) -> str:
    """A Markdown table: the columns of `words` begin at the left, numbers end at the right."""
    marks = ["---" if place in words else "---:" for place in range(len(head))]
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(marks)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])
