"""The ground of generated Python: blocks of lines by depth, local names, constants, loops over lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from . import ir
from .analysis import Analysis
from .python_text import indent, unpack
from .shape import Shape


class Point(NamedTuple):
    """A value or unknown; `null` says whether it can be unknown."""

    name: str
    null: bool


class Wide(NamedTuple):
    """A number's bounds; a bound that can be absent is marked."""

    low: str
    low_null: bool
    high: str
    high_null: bool


@dataclass
class Block:
    """Lines at one depth: the day's, the record's or a loop's. A loop is its head, its element's shape and its body;
    what is done under a condition is a head and a body."""

    lines: list[str | tuple[str, Shape | None, Block]] = field(default_factory=list)
    points: dict[ir.Expr, Point] = field(default_factory=dict)
    wides: dict[ir.Expr, Wide] = field(default_factory=dict)


@dataclass
class Ground:
    """Keeps what has been emitted; `root` is the shape of the record that expressions speak of."""

    analysis: Analysis
    root: Shape
    certain: bool = False
    nothing: bool = False  # nothing is known of the record, not even what is always given
    blocks: list[Block] = field(default_factory=lambda: [Block(), Block()])
    loops: list[Shape] = field(default_factory=list)
    outside: list[tuple[list[Block], list[Shape]]] = field(default_factory=list)
    consts: dict[object, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    count: int = 0
    uses: Counter[str] = field(default_factory=Counter)

    def literal(self, value: ir.Value | dict[str, ir.Value] | None) -> str:
        if value is None or isinstance(value, bool | int):
            return repr(value)
        key = tuple(value.items()) if isinstance(value, dict) else value
        return self._const(key, value)

    def _const(self, key: object, value: object) -> str:
        if key not in self.consts:
            self.consts[key] = f"k{len(self.consts)}"
            self.values[self.consts[key]] = value
        return self.consts[key]

    def _block(self, node: ir.Expr) -> Block:
        return self.blocks[self.analysis.level(node) + 1]

    def _new(self, block: Block, text: str) -> str:
        self.count += 1
        block.lines.append(f"v{self.count} = {text}")
        return f"v{self.count}"

    def _shape(self, ref: ir.Ref) -> Shape:
        if isinstance(ref, ir.Self):
            return self.root
        if isinstance(ref, ir.Var):
            return self.loops[ref.level]
        return self._shape(ref.ref).one(ref.link, ref.record)

    def _guarded(self, block: Block, parts: Sequence[Point], text: str, undefined: bool = False) -> Point:
        """`text`, or None where a part is unknown."""
        tests = " or ".join(
            f"{name} is None" for name in dict.fromkeys(part.name for part in parts if part.null)
        )
        name = self._new(block, f"None if {tests} else {text}" if tests else text)
        return Point(name, not self.certain and (bool(tests) or undefined))

    @staticmethod
    def _same(name: str) -> Wide:
        """The bounds of a number that is certain."""
        return Wide(name, False, name, False)

    # --- lists -----------------------------------------------------------------------------------
    def _loop(self, node: ir.Agg, block: Block) -> tuple[str, str, Block, Shape]:
        """The list's variable, the test that it may be incomplete, and a block for its element."""
        shape = self._shape(node.owner)
        element = shape.many(node.link, node.record)
        complete = self.analysis.lowering.dictionary.records[node.owner.record].links[node.link].complete
        open_ = f"{element.prefix} is None"
        if complete:
            open_ += f" or {shape.fact(complete)} is not True"
        self.outside.append((self.blocks, self.loops))
        # a list may be opened from within another's loop without resting on it: its element's place is its own level's
        self.loops = [*self.loops[: node.level], element]
        self.blocks = [*self.blocks[: node.level + 2], Block()]
        return element.prefix, open_, self.blocks[-1], element

    def _close(self, block: Block, element: Shape) -> None:
        body = self.blocks[-1]
        self.blocks, self.loops = self.outside.pop()
        block.lines.append((f"for {element.prefix}e in {element.prefix} or ():", element, body))

    def _name(self) -> str:
        self.count += 1
        return f"v{self.count}"

    # --- text ------------------------------------------------------------------------------------
    def render(self, results: list[str]) -> str:
        """The whole: bind(on) does what the day settles and returns run(record) -> the flat tuple of results."""
        self.uses = Counter(results)
        for block in self.blocks:
            self._count_uses(block)
        lines = ["def bind(on):", *indent(self._lines(self.blocks[0]), 1), "    def run(s_):"]
        lines += indent(unpack(self.root, "s_"), 2)
        lines += indent(self._lines(self.blocks[1]), 2)
        lines += [f"        return ({', '.join(results)},)", "    return run"]
        return "\n".join(lines)

    def _shorter(self, block: Block) -> list[str | tuple[str, Shape | None, Block]]:
        """A block's lines with every value that is used once, in the same block, written where it is used.

        What logic doesn't come to is then not computed. Nothing is lost: what would have been undefined there
        doesn't matter to the general program's logic either.
        """
        lines = list(block.lines)
        for place in range(len(lines)):
            line = lines[place]
            found = re.fullmatch(r"(v\d+) = (.+)", line) if isinstance(line, str) else None
            if found is not None and self.uses[found[1]] == 1 and _placed(lines, place, found[1], found[2]):
                lines[place] = ""
        return [line for line in lines if line != ""]

    def _count_uses(self, block: Block) -> None:
        """How often each local value is read, in the block and those below it."""
        for line in block.lines:
            text = line if isinstance(line, str) else line[0]
            found = re.match(r"v\d+ = ", text)
            self.uses.update(re.findall(r"\bv\d+\b", text[found.end() :] if found else text))
            if not isinstance(line, str):
                self._count_uses(line[2])

    def _lines(self, block: Block) -> list[str]:
        lines: list[str] = []
        for line in self._shorter(block) if self.certain else block.lines:
            if isinstance(line, tuple):
                head, element, body = line
                taken = unpack(element, f"{element.prefix}e") if element is not None else []
                inner = [*taken, *self._lines(body)]
                lines += [head, *indent(inner or ["pass"], 1)]
            else:
                lines.append(line)
        return lines


def _placed(lines: list[str | tuple[str, Shape | None, Block]], place: int, name: str, expr: str) -> bool:
    """Writes the expression where its name stands in a later line; whether there was such a line."""
    pattern = re.compile(rf"\b{name}\b")
    for later in range(place + 1, len(lines)):
        target = lines[later]
        text = target if isinstance(target, str) else target[0]
        if pattern.search(text):
            written = pattern.sub(lambda _: f"({expr})", text)
            lines[later] = written if isinstance(target, str) else (written, *target[1:])
            return True
    return False
