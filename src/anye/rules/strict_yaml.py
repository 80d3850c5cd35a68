"""YAML without surprises: every scalar is text, every value knows its line, every key stands once.

YAML 1.1 reads `no` as false, `0123` as 83 and `12:30` as 750, and lets the last of two equal keys win.
Here nothing is converted: who reads a value says which type it has.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from .errors import Place, Problems, Stop

LARGEST_FILE = 4_000_000  # bytes; a policy file is a few kilobytes


@dataclass(frozen=True)
class Text:
    value: str
    at: Place


@dataclass(frozen=True)
class Seq:
    items: tuple[Node, ...]
    at: Place

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(frozen=True)
class Map:
    entries: dict[str, Node]
    keys_at: dict[str, Place]
    at: Place

    def get(self, key: str) -> Node | None:
        return self.entries.get(key)


Node = Text | Seq | Map


def read_yaml(path: Path, shown_as: str, problems: Problems) -> Map | None:
    """The file's mapping with places, or None with the reasons added to `problems`."""
    at = Place(shown_as)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        problems.add(at, "missing-file", "没有这个文件。", "there is no such file.")
        return None
    except OSError as error:
        problems.add(
            at, "unreadable", f"文件无法读取（{error.strerror}）。", f"can't be read ({error.strerror})."
        )
        return None
    if len(raw) > LARGEST_FILE:
        problems.add(at, "too-large", "文件过大，不像是政策文件。", "too large for a policy file.")
        return None
    try:
        return parse_yaml(raw.decode("utf-8-sig"), shown_as, problems)
    except UnicodeDecodeError:
        problems.add(
            at, "encoding", "文件不是 UTF-8 编码。", "is not UTF-8.", ("另存为 UTF-8。", "save it as UTF-8.")
        )
        return None


# What the YAML reader says of the slips people make, in Chinese; another is shown as it says it.
SAID = {
    "mapping values are not allowed in this context": "这里不应再有冒号；缩进没有对齐，或上一行缺少半角冒号",
    "did not find expected key": "这一行没有和同级的行对齐，或括号、引号之后还有文字",
    "did not find expected '-' indicator": "这一行没有和同级的“-”对齐",
    "did not find expected ',' or ']'": "方括号没有成对，或缺少半角逗号",
    "did not find expected ',' or '}'": "花括号没有成对，或缺少半角逗号",
    "found unexpected end of stream": "引号没有成对",
    "found character that cannot start any token": "这里有 Tab 键，或文字以 @、% 等符号开头而没有加引号",
    "did not find expected <document start>": "第一行不应缩进",
    "did not find expected node content": "这里缺少内容",
    "but found another document": "文件里有“---”，只能有一份内容",
}


def _said(why: str) -> str:
    return SAID.get(why, why)


def parse_yaml(text: str, shown_as: str, problems: Problems) -> Map | None:
    """Like `read_yaml`, from text at hand."""
    at = Place(shown_as)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Place(shown_as, mark.line + 1) if mark else at
        why = getattr(error, "problem", None) or str(error)
        problems.add(
            where,
            "torn-yaml",
            f"YAML 写法有误：{_said(why)}。",
            f"is not well-formed YAML: {why}.",
            (
                "检查该行及上一行的缩进、引号和冒号。",
                "check indentation, quotes and colons here and on the line before.",
            ),
        )
        return None
    if root is None:
        problems.add(at, "empty", "文件是空的。", "is empty.")
        return None
    _check_events(text, shown_as, problems)
    try:
        node = _convert(root, shown_as, problems, set())
    except RecursionError:
        problems.add(at, "torn-yaml", "嵌套过深。", "is nested too deeply.")
        return None
    if not isinstance(node, Map):
        problems.add(at, "shape", "最外层应为“键: 值”。", "must be a mapping at the top.")
        return None
    return node


def _check_events(text: str, file: str, problems: Problems) -> None:
    """Records tags and anchors, which leave no trace in the nodes."""
    if "&" not in text and "!" not in text:
        return
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        at = Place(file, event.start_mark.line + 1 if event.start_mark else 0)
        tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
        if tag:
            problems.add(at, "tag", f"不允许使用标签 {tag}。", f"the tag {tag} is not allowed.")
        if anchor and not isinstance(event, yaml.AliasEvent):
            problems.add(
                at,
                "anchor",
                f"不允许使用锚点（&{anchor}）。",
                f"anchors (&{anchor}) are not allowed.",
                ("删去锚点，把内容写全。", "remove the anchor and write it out."),
            )


def _convert(node: yaml.Node, file: str, problems: Problems, seen: set[int]) -> Node:
    at = Place(file, node.start_mark.line + 1)
    if id(node) in seen:  # the same node twice can only come from an alias
        problems.add(
            at,
            "alias",
            "不允许使用别名（*）。",
            "aliases (*) are not allowed.",
            ("把内容写全。", "write it out."),
        )
        return Text("", at)
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, at)
    if isinstance(node, yaml.SequenceNode):
        return Seq(tuple(_convert(item, file, problems, seen) for item in node.value), at)
    return _convert_map(node, file, problems, seen)


def _convert_map(node: yaml.Node, file: str, problems: Problems, seen: set[int]) -> Map:
    entries: dict[str, Node] = {}
    keys_at: dict[str, Place] = {}
    for key, value in node.value:
        at = Place(file, key.start_mark.line + 1)
        if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
            problems.add(at, "key", "键应为一个词。", "a key must be one word.")
            continue
        converted = _convert(value, file, problems, seen)
        if key.value in entries:
            first = keys_at[key.value].line
            problems.add(
                at,
                "duplicate-key",
                f"键“{key.value}”写了两次（第一次在第 {first} 行）。",
                f"the key {key.value!r} stands twice (first on line {first}).",
                ("删去其中一个。", "remove one of them."),
            )
            continue
        entries[key.value], keys_at[key.value] = converted, at
    return Map(entries, keys_at, Place(file, node.start_mark.line + 1))


def plain(node: Node) -> object:
    """A YAML node as dicts, lists and texts, for readers that need no places."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def nearest(word: str, known: list[str]) -> str:
    """The known word most like `word`, or an empty string."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), "")


@dataclass(frozen=True)
class Reader:
    """Takes values out of nodes; each refusal is recorded and raises `Stop`, so a piece is whole or absent."""

    problems: Problems

    def fail(self, at: Place, code: str, zh: str, en: str, mend: tuple[str, str] = ("", "")) -> Stop:
        self.problems.add(at, code, zh, en, mend)
        return Stop()

    def mapping(self, node: Node, allowed: str = "", required: str = "") -> Map:
        """A mapping with no keys but the allowed ones (blank: any) and all required ones."""
        if not isinstance(node, Map):
            raise self.fail(node.at, "shape", "这里应为“键: 值”。", "expected a mapping here.")
        wanted, known = required.split(), required.split() + allowed.split()
        for key in node.entries:
            if (allowed or required) and key not in known:
                near = nearest(key, known)
                self.problems.add(
                    node.keys_at[key],
                    "unknown-key",
                    f"不认识的键“{key}”。",
                    f"unknown key {key!r}.",
                    (
                        f"是不是“{near}”？" if near else f"可用的键：{'、'.join(known)}。",
                        f"did you mean {near!r}?" if near else f"known keys: {', '.join(known)}.",
                    ),
                )
        missing = [key for key in wanted if key not in node.entries]
        if missing:
            raise self.fail(
                node.at, "missing-key", f"缺少：{'、'.join(missing)}。", f"missing: {', '.join(missing)}."
            )
        return node

    def sequence(self, node: Node | None) -> tuple[Node, ...]:
        if node is None:
            return ()
        if not isinstance(node, Seq):
            raise self.fail(node.at, "shape", "这里应为列表。", "expected a list here.")
        return node.items

    def text(self, node: Node | None, at: Place | None = None) -> str:
        if isinstance(node, Text):
            return node.value
        where = node.at if node is not None else (at or Place("?"))
        raise self.fail(where, "shape", "这里应为一段文字。", "expected a text here.")

    def one_of(
        self, node: Node | None, known: list[str], what: tuple[str, str], at: Place | None = None
    ) -> str:
        """A text out of `known`, with the nearest word as a hint."""
        value = self.text(node, at)
        if value in known:
            return value
        near = nearest(value, known)
        raise self.fail(
            node.at if node is not None else Place("?"),
            "unknown-word",
            f"“{value}”不是{what[0]}。",
            f"{value!r} is not {what[1]}.",
            (
                f"是不是“{near}”？" if near else f"可用：{'、'.join(known[:30])}。",
                f"did you mean {near!r}?" if near else f"known: {', '.join(known[:30])}.",
            ),
        )
