"""Reads a tutorial's fenced blocks and does what they say, as a reader at a terminal of 80 columns would.

    ```yaml file=PATH         the file is written as given (any language)
    ```diff file=PATH undo    lines with - become those with +; with `undo` put back after the output that follows
    ```sh                     typed at the terminal; `exit=2` where the command is meant to refuse
    ```text                   what the terminal then shows, standard output and standard error alike
    ```sh setup               not typed here: it prepares the reader's own machine

Run as a program, it writes what the terminal shows into the tutorials: python tests/docs_in_sync/tutorials.py
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TUTORIALS = sorted((TOP / "docs").glob("tutorial-*.md"))
FENCE = re.compile(r"^```(?P<kind>\w+)(?P<marks>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
COLUMNS, LINES = 80, 50
COPIED = ("examples", "policy")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the marks behind it, its text, and where that text stands in the file."""

    kind: str
    marks: dict[str, str]
    body: str
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Shown:
    """A command block, what the terminal showed, and the block that says what it should have."""

    command: Block
    output: str
    code: int
    promised: Block | None


def blocks(text: str) -> list[Block]:
    found = []
    for match in FENCE.finditer(text):
        marks = dict((word.partition("=")[::2]) for word in match["marks"].split())
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(match["kind"], marks, match["body"], line, match.start("body"), match.end("body")))
    return found


@dataclass
class Reader:
    """Somebody who follows a tutorial in a copy of the project."""

    folder: Path
    exports: list[str] = field(default_factory=list)
    undo: list[tuple[Path, str]] = field(default_factory=list)

    @classmethod
    def in_copy(cls, folder: Path) -> Reader:
        """In `folder`, with the project's data, and `anye` to be typed as after activating the environment."""
        for name in COPIED:
            shutil.copytree(TOP / name, folder / name)
        command = folder / ".venv/bin/anye"
        command.parent.mkdir(parents=True)
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m anye "$@"\n', "utf-8")
        command.chmod(0o755)
        return cls(folder)

    def follow(self, found: list[Block]) -> Iterator[Shown]:
        """Does each block in turn; a command's output comes with the `text` block behind it, if there is one."""
        for place, block in enumerate(found):
            if block.kind not in ("sh", "text"):
                self.put_back()
            if block.kind == "diff":
                self.change(block)
            elif "file" in block.marks:
                self.write(block)
            elif block.kind == "sh" and "setup" not in block.marks:
                after = found[place + 1] if place + 1 < len(found) else None
                output, code = self.type(block.body)
                yield Shown(block, output, code, after if after and after.kind == "text" else None)
        self.put_back()

    def write(self, block: Block) -> None:
        path = self.folder / block.marks["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, "utf-8")

    def change(self, block: Block) -> None:
        """Puts the lines with + where those with - stand, which must be once."""
        path = self.folder / block.marks["file"]
        text = path.read_text("utf-8")
        lines = block.body.splitlines()
        old = "".join(line[1:] + "\n" for line in lines if line.startswith("-"))
        new = "".join(line[1:] + "\n" for line in lines if line.startswith("+"))
        assert f"\n{text}".count(f"\n{old}") == 1, (
            f"line {block.line}: {old!r} must stand once in {path.name}"
        )
        if "undo" in block.marks:
            self.undo.append((path, text))
        path.write_text(f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:], "utf-8")

    def put_back(self) -> None:
        while self.undo:
            path, text = self.undo.pop()
            path.write_text(text, "utf-8")

    def type(self, typed: str) -> tuple[str, int]:
        """What a terminal of 80 columns shows, colours and blanks at line ends left out, and the exit code."""
        environment = {
            "PATH": f"{self.folder / '.venv/bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(TOP / "src"),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
        }
        script = "\n".join([*self.exports, typed])
        self.exports += [line for line in typed.splitlines() if line.startswith("export ")]
        screen, keyboard = pty.openpty()
        fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        with subprocess.Popen(
            ["bash", "--norc", "-c", script],
            cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=keyboard, stderr=keyboard,
        ) as process:  # fmt: skip
            os.close(keyboard)
            raw = b"".join(_read(screen))
            os.close(screen)
        lines = COLOURS.sub("", raw.decode()).replace("\r\n", "\n").splitlines()
        return "\n".join(line.rstrip() for line in lines).strip("\n"), process.returncode


def _read(screen: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # how a Linux terminal says that the last program has left it
            return
        if not piece:
            return
        yield piece


def rewritten(text: str, folder: Path) -> str:
    """The tutorial with what the terminal shows now in its `text` blocks."""
    for shown in reversed(list(Reader.in_copy(folder).follow(blocks(text)))):
        if shown.promised is not None:
            text = text[: shown.promised.start] + shown.output + "\n" + text[shown.promised.end :]
        wanted = int(shown.command.marks.get("exit", 0))
        if shown.code != wanted:
            print(
                f"line {shown.command.line}: exit {shown.code}, not {wanted}\n{shown.output}", file=sys.stderr
            )
    return text


if __name__ == "__main__":
    for tutorial in TUTORIALS:
        with tempfile.TemporaryDirectory() as place:
            print(tutorial.name)
            tutorial.write_text(rewritten(tutorial.read_text("utf-8"), Path(place)), "utf-8")
