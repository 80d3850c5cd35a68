"""Every sentence of a notice is accounted for: carried by something, or said to bind nobody, with the reason.

Takes `text.md` as text and `clauses.yaml` as plain dicts, lists and texts; reads no file itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from typing import Literal

from .errors import Place, Problem, Problems
from .types import Words

ROOMS = frozenset(
    "rules proof screening city cli reference staff registry services funds tasks casework monitoring portal "
    "workbench config".split()
)
SENTENCE = re.compile(r"- \*\*(?P<clause>[0-9]+\.(?:[0-9]+\.[0-9]+|R))\*\* (?P<words>\S.*)")
LIST_HEAD, LIST_TAILS = "责任单位：", ("按职能分工负责", "负责")
ENTRY_KEYS = frozenset("id sha256 carried_by why lead departments".split())
NO_WORDS = Words("", "", "")

Kind = Literal["measure", "service", "task", "statement", "list", "unknown"]
State = Literal["carried", "planned", "statement", "list", "unaccounted"]
CARRIERS: tuple[Kind, ...] = ("measure", "service", "task")

# code: what is wrong, in Chinese and English; how to mend it, in Chinese and English
MESSAGES = {
    "no-text": (
        "没有带编号的句子。", "has no numbered sentence.",
        "每句写成“- **1.1.4** 一是……”。", 'write each as "- **1.1.4** 一是…".',
    ),
    "torn-line": (
        "这一行不是“- **编号** 句子”的写法，未计入。", 'is not of the form "- **number** sentence" and not counted.',
        "写成“- **1.1.4** 一是……”。", 'write it as "- **1.1.4** 一是…".',
    ),
    "number-twice": (
        "编号 {clause} 用了两次（第一次在第 {first} 行）。", "the number {clause} stands twice (first on line {first}).",
        "对照印发文本更正编号。", "correct the number against the notice.",
    ),
    "text-lock": (
        "text.md 与锁定的版本不同。", "text.md is not the version that was locked.",
        "恢复 text.md；确属更正时，核对后写 text_sha256: {lock}",
        "restore text.md; if it was corrected, compare it and write text_sha256: {lock}",
    ),
    "sentence-lock": (
        "第 {clause} 句与锁定的文字不同。", "clause {clause} is not the sentence that was locked.",
        "恢复原文；确属更正时，核对引用它的措施后写 sha256: {lock}",
        "restore the sentence; if it was corrected, check what cites it and write sha256: {lock}",
    ),
    "no-text-lock": (
        "text.md 还没有锁定。", "text.md is not locked yet.",
        "对照印发文本核对后，在 clauses.yaml 第一行写 text_sha256: {lock}",
        "compare it with the notice as issued, then write at the top of clauses.yaml text_sha256: {lock}",
    ),
    "no-sentence-lock": (
        "第 {clause} 句还没有锁定。", "clause {clause} is not locked yet.",
        "在这一条里写 sha256: {lock}", "write in its entry sha256: {lock}",
    ),
    "no-clauses": (
        "缺少 clauses 列表。", "has no list `clauses`.",
        "每句写一条：- id: 1.1.4 …", "write one entry a sentence: - id: 1.1.4 …",
    ),
    "no-id": (
        "{where} 第 {position} 条没有 id。", "entry {position} of `{where}` has no id.",
        "写明 id。", "give it an id.",
    ),
    "duplicate": (
        "{where} 中的 {id} 写了两次。", "{id} stands twice in `{where}`.",
        "并为一条，或改用别的 id。", "make them one, or give one another id.",
    ),
    "missing-clause": (
        "缺少第 {clause} 句：{words}", "clause {clause} is missing: {words}",
        "加一条：id: {clause}，写明 carried_by 或 why（责任单位写 lead、departments），sha256: {lock}",
        "add an entry: id: {clause}, carried_by or why (a list: lead, departments), sha256: {lock}",
    ),
    "unknown-clause": (
        "text.md 中没有第 {clause} 句。", "text.md has no clause {clause}.",
        "更正编号，或删去这一条。", "correct the number or remove the entry.",
    ),
    "order": (
        "条目次序与原文不同：应为 {due}，现为 {found}。",
        "the entries do not follow the text: {due} is due where {found} stands.",
        "按 text.md 的次序排列。", "put them in the order of text.md.",
    ),
    "unknown-key": (
        "第 {clause} 句：不认识的键“{key}”。", "clause {clause}: unknown key {key!r}.",
        "可用：{known}。", "known: {known}.",
    ),
    "two-kinds": (
        "第 {clause} 句既有 carried_by 又有 why。", "clause {clause} has both carried_by and why.",
        "留下其中一个：有人承担，或说明为何不产生义务。",
        "keep one: something carries it, or it binds nobody for a reason.",
    ),
    "no-reason": (
        "第 {clause} 句没有人承担，也没有用三种文字说明为什么。",
        "clause {clause} is carried by nothing, and no reason is given in three texts.",
        "写明 carried_by，或 why: [简体, 繁體, English]。", "give carried_by, or why: [简体, 繁體, English].",
    ),
    "no-carrier": (
        "第 {clause} 句的 carried_by 是空的。", "clause {clause}: carried_by is empty.",
        "写明由哪项措施、服务或任务承担，或改写 why。", "name a measure, service or task, or give `why` instead.",
    ),
    "carrier-shape": (
        "第 {clause} 句的 carried_by 中有一项写法不对：{item}",
        "clause {clause}: an item of carried_by is ill-formed: {item}",
        "写成 {{measure: …}}、{{service: …}} 或 {{task: …}}。",
        "write {{measure: …}}, {{service: …}} or {{task: …}}.",
    ),
    "unknown-carrier": (
        "第 {clause} 句：{kind}s 中没有“{id}”。", "clause {clause}: there is no {id!r} in `{kind}s`.",
        "更正名称，或在 {kind}s 中写明它。", "correct the name, or declare it under `{kind}s`.",
    ),
    "named-nowhere": (
        "没有一句提到 {kind} {id}。", "no clause names the {kind} {id}.",
        "在它所依据的句子的 carried_by 中加 {{{kind}: {id}}}，或删去它。",
        "add {{{kind}: {id}}} to carried_by of the clause it rests on, or remove it.",
    ),
    "three-texts": (
        "{id} 的 title 应为三种文字。", "{id}: title must be three texts.",
        "写成 [简体, 繁體, English]。", "write [简体, 繁體, English].",
    ),
    "unknown-room": (
        "{id} 的 room“{room}”不是软件的部分。", "{id}: {room!r} is not a room of the software.",
        "可用：{known}。", "known: {known}.",
    ),
    "unknown-lead": (
        "{id} 的 lead“{lead}”不在任何一章的责任单位中。", "{id}: the lead {lead!r} is in no list of departments.",
        "写明该章列第一位的责任单位。", "name the first department of the section's list.",
    ),
    "lead": (
        "{id} 的 lead“{lead}”不是该章列第一位的“{first}”。", "{id}: the lead {lead!r} is not {first!r}, first of the list.",
        "改为“{first}”。", "make it {first!r}.",
    ),
    "departments": (
        "第 {clause} 条的 departments 与原文不符。", "the departments of {clause} are not those of the text.",
        "按原文写：{names}", "as the text has them: {names}",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Carrier:
    """What carries a sentence out. `done`: it can be used today; otherwise `room` is where it will stand.

    `lead` is blank for a measure, whose own file names it. Only a task has co-responsible departments:
    those of its section's list but the first.
    """

    kind: Kind
    id: str
    title: Words
    room: str
    done: bool
    lead: str = ""
    co_responsible: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One numbered sentence. `carried` means by everything named for it; `planned`, that some is to come."""

    clause: str
    text: str
    kind: Kind
    carriers: tuple[Carrier, ...]
    state: State
    why: Words = NO_WORDS

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that have still to be built for it, each once."""
        return tuple(dict.fromkeys(carrier.room for carrier in self.carriers if not carrier.done))


@dataclass(frozen=True)
class CoverageReport:
    """One row a sentence, in the notice's order, and everything that keeps the account from being whole."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def sentences(self) -> tuple[Row, ...]:
        """The rows without the lists of departments."""
        return tuple(row for row in self.rows if row.kind != "list")

    def count(self, state: State) -> int:
        return sum(row.state == state for row in self.rows)


def read_text(text_md: str) -> dict[str, str]:
    """Clause number to sentence, in the text's order; the departments of a section stand under `N.R`."""
    text: dict[str, str] = {}
    for clause, words, _ in _numbered(text_md):
        text.setdefault(clause, words)
    return text


def sha256(words: str) -> str:
    """The lock of a sentence, or of the whole text: sha256 over its UTF-8, in hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def listed_departments(sentence: str) -> tuple[str, ...]:
    """The departments that a `责任单位：…负责` sentence names, the lead first; empty if it is not one."""
    if not sentence.startswith(LIST_HEAD):
        return ()
    names = sentence.removeprefix(LIST_HEAD).rstrip("。")
    for tail in LIST_TAILS:
        names = names.removesuffix(tail)
    return tuple(name for name in names.split("、") if name)


def departments(clauses: object) -> frozenset[str]:
    """Every department that a list of `clauses` names; what is ill-formed is left out."""
    entries = _list(_get(clauses, "clauses"))
    return frozenset(name for entry in entries for name in _texts(_get(entry, "departments")))


def coverage(text: str, clauses: object, written_measures: Set[str], folder: str = "") -> CoverageReport:
    """The account of all sentences; never raises, and leaves no sentence out because its entry is wrong.

    `clauses` is `clauses.yaml` as parsed with every scalar a text; `folder` is shown before the file names.
    """
    return _Account(text, clauses, written_measures, folder.rstrip("/") + "/" if folder else "").report()


def _numbered(text_md: str) -> Iterator[tuple[str, str, int]]:
    """Clause number, sentence, line."""
    for number, line in enumerate(text_md.splitlines(), 1):
        found = SENTENCE.fullmatch(line.rstrip())
        if found:
            yield found["clause"], found["words"], number


def _get(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None


def _list(data: object) -> list[object]:
    return data if isinstance(data, list) else []


def _texts(data: object) -> tuple[str, ...]:
    return tuple(item for item in _list(data) if isinstance(item, str))


def _text(data: object) -> str:
    return data if isinstance(data, str) else ""


def _words(data: object) -> Words | None:
    texts = tuple(text.strip() for text in _texts(data))
    return Words(*texts) if len(texts) == 3 and all(texts) else None


class _Account:
    """Holds one notice's sentences and entries while the rows are made and the problems collected."""

    def __init__(self, text: str, clauses: object, written: Set[str], folder: str):
        self.text_file, self.clauses_file = folder + "text.md", folder + "clauses.yaml"
        self.found = Problems()
        self.written = written
        self.clauses = clauses
        self._check_text(text)
        self.text = read_text(text)
        self.lists = {
            clause.removesuffix(".R"): listed_departments(words)
            for clause, words in self.text.items()
            if clause.endswith(".R")
        }
        if not isinstance(_get(clauses, "clauses"), list):
            self._add("no-clauses")
        self.entries = dict(self._by_id("clauses"))
        self.carriers = {
            (kind, id_): self._declared(kind, id_, entry)
            for kind in CARRIERS
            for id_, entry in self._by_id(f"{kind}s")
        }

    def report(self) -> CoverageReport:
        rows = tuple(self._row(clause, words) for clause, words in self.text.items())
        for clause in self.entries:
            if clause not in self.text:
                self._add("unknown-clause", clause=clause)
        self._check_order()
        self._check_named(rows)
        return CoverageReport(rows, tuple(sorted(set(self.found.found))))

    def _add(self, code: str, at: Place | None = None, **values: object) -> None:
        zh, en, mend_zh, mend_en = (message.format(**values) for message in MESSAGES[code])
        self.found.add(at or Place(self.clauses_file), code, zh, en, (mend_zh, mend_en))

    def _check_text(self, text: str) -> None:
        """The whole text's lock, torn lines, and numbers given twice, of which the first counts."""
        first: dict[str, int] = {}
        for clause, _, line in _numbered(text):
            if first.setdefault(clause, line) != line:
                self._add("number-twice", Place(self.text_file, line), clause=clause, first=first[clause])
        for line, raw in enumerate(text.splitlines(), 1):
            if raw.lstrip().startswith("- ") and not SENTENCE.fullmatch(raw.rstrip()):
                self._add("torn-line", Place(self.text_file, line))
        if not first:
            self._add("no-text", Place(self.text_file))
        lock = _text(_get(self.clauses, "text_sha256"))
        if lock != sha256(text):
            self._add("text-lock" if lock else "no-text-lock", lock=sha256(text))

    def _by_id(self, where: str) -> Iterator[tuple[str, dict[str, object]]]:
        """The entries of one list of clauses.yaml with their ids, each id once."""
        seen: set[str] = set()
        for position, entry in enumerate(_list(_get(self.clauses, where)), 1):
            id_ = _text(_get(entry, "id"))
            if not isinstance(entry, dict) or not id_:
                self._add("no-id", where=where, position=position)
            elif id_ in seen:
                self._add("duplicate", where=where, id=id_)
            else:
                seen.add(id_)
                yield id_, entry

    def _declared(self, kind: Kind, id_: str, entry: dict[str, object]) -> Carrier:
        """What an entry of measures, services or tasks says of a carrier."""
        title, lead = _words(entry.get("title")), _text(entry.get("lead"))
        if title is None:
            self._add("three-texts", id=id_)
            title = Words(id_, id_, id_)
        if kind == "measure":
            return Carrier(kind, id_, title, "rules", id_ in self.written)
        room = _text(entry.get("room"))
        if room not in ROOMS:
            self._add("unknown-room", id=id_, room=room, known=", ".join(sorted(ROOMS)))
        if not any(lead in names for names in self.lists.values()):
            self._add("unknown-lead", id=id_, lead=lead)
        return Carrier(kind, id_, title, room, done=False, lead=lead)

    def _row(self, clause: str, words: str) -> Row:
        entry = self.entries.get(clause)
        if entry is None:
            self._add("missing-clause", clause=clause, words=words, lock=sha256(words))
            return Row(clause, words, "list" if clause.endswith(".R") else "unknown", (), "unaccounted")
        for key in entry:
            if key not in ENTRY_KEYS:
                self._add("unknown-key", clause=clause, key=key, known=", ".join(sorted(ENTRY_KEYS)))
        lock = _text(entry.get("sha256"))
        if lock != sha256(words):
            self._add("sentence-lock" if lock else "no-sentence-lock", clause=clause, lock=sha256(words))
        if clause.endswith(".R"):
            self._check_departments(clause, listed_departments(words), entry)
            return Row(clause, words, "list", (), "list")
        if "carried_by" not in entry:
            return self._statement(clause, words, entry)
        if "why" in entry:
            self._add("two-kinds", clause=clause)
        return self._carried(clause, words, entry["carried_by"])

    def _carried(self, clause: str, words: str, carried_by: object) -> Row:
        items = carried_by if isinstance(carried_by, list) else [carried_by]
        if not items:
            self._add("no-carrier", clause=clause)
        carriers = tuple(carrier for item in items if (carrier := self._carrier(clause, item)) is not None)
        if not carriers:
            return Row(clause, words, "unknown", (), "unaccounted")
        kind = min((carrier.kind for carrier in carriers), key=CARRIERS.index)
        state: State = "carried" if all(carrier.done for carrier in carriers) else "planned"
        return Row(clause, words, kind, carriers, state)

    def _carrier(self, clause: str, item: object) -> Carrier | None:
        pairs = list(item.items()) if isinstance(item, dict) else []
        if len(pairs) != 1 or pairs[0][0] not in CARRIERS or not isinstance(pairs[0][1], str):
            self._add("carrier-shape", clause=clause, item=item)
            return None
        kind, id_ = pairs[0]
        carrier = self.carriers.get((kind, id_))
        if carrier is None:
            self._add("unknown-carrier", clause=clause, kind=kind, id=id_)
            return None
        if kind != "task":
            return carrier
        names = self.lists.get(clause.partition(".")[0], ())
        if names and carrier.lead != names[0]:
            self._add("lead", id=id_, lead=carrier.lead, first=names[0])
        return replace(carrier, co_responsible=names[1:])

    def _statement(self, clause: str, words: str, entry: dict[str, object]) -> Row:
        why = _words(entry.get("why"))
        if why is None:
            self._add("no-reason", clause=clause)
            return Row(clause, words, "unknown", (), "unaccounted")
        return Row(clause, words, "statement", (), "statement", why)

    def _check_departments(self, clause: str, names: tuple[str, ...], entry: dict[str, object]) -> None:
        if not names or _list(entry.get("departments")) != list(names):
            self._add("departments", clause=clause, names="、".join(names))
        lead = _text(entry.get("lead"))
        if names and lead != names[0]:
            self._add("lead", id=clause, lead=lead, first=names[0])

    def _check_order(self) -> None:
        of_text = [clause for clause in self.text if clause in self.entries]
        of_entries = [clause for clause in self.entries if clause in self.text]
        for due, found in zip(of_text, of_entries, strict=True):
            if due != found:
                self._add("order", due=due, found=found)
                return

    def _check_named(self, rows: tuple[Row, ...]) -> None:
        """What is declared or written must be named by a sentence."""
        named = {(carrier.kind, carrier.id) for row in rows for carrier in row.carriers}
        written: set[tuple[Kind, str]] = {("measure", id_) for id_ in self.written}
        for kind, id_ in sorted((written | set(self.carriers)) - named):
            self._add("named-nowhere", kind=kind, id=id_)
