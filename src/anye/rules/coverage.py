"""Every sentence of a notice is accounted for: carried by something, or said to bind nobody, with the reason.

Takes `text.md` as text and `clauses.yaml` as plain dicts, lists and texts; reads no file itself.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal

from .errors import Place, Problem, Problems
from .types import Words

TEXT, CLAUSES = "text.md", "clauses.yaml"
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
    """One numbered sentence. `carried` means by everything named for it; `planned`, that some of it is to come."""

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


@dataclass(frozen=True)
class _Line:
    clause: str
    words: str
    number: int


def read_text(text_md: str) -> dict[str, str]:
    """Clause number to sentence, in the text's order; the departments of a section stand under `N.R`."""
    return {line.clause: line.words for line in _lines(text_md)}


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
    entries = _maps(_get(clauses, "clauses"))
    return frozenset(name for entry in entries for name in _texts(entry.get("departments")))


def coverage(text: str, clauses: object, written_measures: Set[str], folder: str = "") -> CoverageReport:
    """The account of all sentences; never raises, and leaves no sentence out because its entry is wrong.

    `clauses` is `clauses.yaml` as parsed with every scalar a text; `folder` is shown before the file names.
    """
    return _Account(text, clauses, written_measures, folder.rstrip("/") + "/" if folder else "").report()


def _lines(text_md: str) -> Iterator[_Line]:
    for number, line in enumerate(text_md.splitlines(), 1):
        found = SENTENCE.fullmatch(line.rstrip())
        if found:
            yield _Line(found["clause"], found["words"], number)


def _get(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None


def _maps(data: object) -> list[dict[str, object]]:
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def _texts(data: object) -> tuple[str, ...]:
    return tuple(item for item in data if isinstance(item, str)) if isinstance(data, list) else ()


def _text(data: object) -> str:
    return data if isinstance(data, str) else ""


def _words(data: object) -> Words | None:
    texts = tuple(text.strip() for text in _texts(data))
    return Words(*texts) if len(texts) == 3 and all(texts) else None


class _Account:
    """Holds one notice's sentences and entries while the rows are made and the problems collected."""

    def __init__(self, text: str, clauses: object, written: Set[str], folder: str):
        self.text_at, self.clauses_at = Place(folder + TEXT), Place(folder + CLAUSES)
        self.problems = Problems()
        self.written = written
        self.lines = self._sentences(text)
        self.text_sha256 = sha256(text)
        self.clauses = clauses
        self.entries = self._entries()
        self.lists = {
            line.clause.removesuffix(".R"): listed_departments(line.words)
            for line in self.lines
            if line.clause.endswith(".R")
        }
        self.measures = self._declared("measure")
        self.services = self._declared("service")
        self.tasks = self._declared("task")

    def report(self) -> CoverageReport:
        self._check_text_lock()
        rows = tuple(self._row(line) for line in self.lines)
        known = {line.clause for line in self.lines}
        for clause in self.entries:
            if clause not in known:
                self._add(
                    "unknown-clause",
                    f"{TEXT} 中没有第 {clause} 句。",
                    f"{TEXT} has no clause {clause}.",
                    "更正编号，或删去这一条。",
                    "correct the number or remove the entry.",
                )
        self._check_order(rows)
        self._check_named(rows)
        return CoverageReport(rows, tuple(sorted(set(self.problems.found))))

    # reading

    def _sentences(self, text: str) -> list[_Line]:
        """The numbered sentences; a number given twice counts once, and a torn line is reported."""
        lines: dict[str, _Line] = {}
        for line in _lines(text):
            if line.clause in lines:
                self.problems.add(
                    Place(self.text_at.file, line.number),
                    "duplicate-clause",
                    f"编号 {line.clause} 用了两次（第一次在第 {lines[line.clause].number} 行）。",
                    f"the number {line.clause} stands twice (first on line {lines[line.clause].number}).",
                    ("对照印发文本更正编号。", "correct the number against the notice."),
                )
            else:
                lines[line.clause] = line
        for number, raw in enumerate(text.splitlines(), 1):
            if raw.lstrip().startswith("- ") and not SENTENCE.fullmatch(raw.rstrip()):
                self.problems.add(
                    Place(self.text_at.file, number),
                    "torn-line",
                    "这一行不是“- **编号** 句子”的写法，未计入。",
                    'this line is not of the form "- **number** sentence" and is not counted.',
                    ("写成“- **1.1.4** 一是……”。", 'write it as "- **1.1.4** 一是…".'),
                )
        if not lines:
            self.problems.add(
                self.text_at,
                "no-text",
                "没有带编号的句子。",
                "has no numbered sentence.",
                ("每句写成“- **1.1.4** 一是……”。", 'write each as "- **1.1.4** 一是…".'),
            )
        return list(lines.values())

    def _entries(self) -> dict[str, dict[str, object]]:
        raw = _get(self.clauses, "clauses")
        if not isinstance(raw, list):
            self._add(
                "shape",
                "缺少 clauses 列表。",
                "has no list `clauses`.",
                "每句写一条：- id: 1.1.4 …",
                "write one entry a sentence: - id: 1.1.4 …",
            )
            return {}
        entries: dict[str, dict[str, object]] = {}
        for position, entry in enumerate(raw, 1):
            clause = _text(_get(entry, "id"))
            if not isinstance(entry, dict) or not clause:
                self._add(
                    "shape",
                    f"clauses 第 {position} 条没有 id。",
                    f"entry {position} of `clauses` has no id.",
                    "写明 id: 和句子编号。",
                    "give `id:` with the sentence's number.",
                )
            elif clause in entries:
                self._add(
                    "duplicate-clause",
                    f"第 {clause} 句写了两条。",
                    f"clause {clause} has two entries.",
                    "并为一条。",
                    "make them one.",
                )
            else:
                entries[clause] = entry
        return entries

    def _declared(self, kind: Kind) -> dict[str, Carrier]:
        """The `measures:`, `services:` or `tasks:` of clauses.yaml by id."""
        found: dict[str, Carrier] = {}
        raw = _get(self.clauses, kind + "s")
        for position, entry in enumerate(raw if isinstance(raw, list) else [], 1):
            id_, title = _text(_get(entry, "id")), _words(_get(entry, "title"))
            room, lead = _text(_get(entry, "room")), _text(_get(entry, "lead"))
            if kind == "measure":
                room = "rules"
            if not id_ or id_ in found:
                self._add(
                    "shape" if not id_ else "duplicate-name",
                    f"{kind}s 第 {position} 条{'没有 id' if not id_ else f'的 {id_} 写了两次'}。",
                    f"entry {position} of `{kind}s` {'has no id' if not id_ else f'repeats {id_!r}'}.",
                    "每项一个不重复的 id。",
                    "give each an id of its own.",
                )
                continue
            if title is None:
                self._add(
                    "three-texts",
                    f"{id_} 的 title 应为三种文字。",
                    f"{id_}: title must be three texts.",
                    "写成 [简体, 繁體, English]。",
                    "write [简体, 繁體, English].",
                )
            if room not in ROOMS:
                self._add(
                    "unknown-room",
                    f"{id_} 的 room“{room}”不是软件的部分。",
                    f"{id_}: {room!r} is not a room of the software.",
                    f"可用：{'、'.join(sorted(ROOMS))}。",
                    f"known: {', '.join(sorted(ROOMS))}.",
                )
            if kind != "measure" and lead not in {name for names in self.lists.values() for name in names}:
                self._add(
                    "lead",
                    f"{id_} 的 lead“{lead}”不在任何一章的责任单位中。",
                    f"{id_}: the lead {lead!r} is in no list of departments.",
                    "写明该章列第一位的责任单位。",
                    "name the first department of the section's list.",
                )
            done = kind == "measure" and id_ in self.written
            found[id_] = Carrier(kind, id_, title or Words(id_, id_, id_), room, done, lead)
        return found

    # one sentence

    def _row(self, line: _Line) -> Row:
        entry = self.entries.get(line.clause)
        if entry is None:
            self._add(
                "missing-clause",
                f"缺少第 {line.clause} 句：{line.words}",
                f"clause {line.clause} is missing: {line.words}",
                f"加一条：id: {line.clause}，写明 carried_by 或 why，sha256: {sha256(line.words)}",
                f"add an entry: id: {line.clause}, carried_by or why, sha256: {sha256(line.words)}",
            )
            is_list = line.clause.endswith(".R")
            return Row(line.clause, line.words, "list" if is_list else "unknown", (), "unaccounted")
        for key in entry:
            if key not in ENTRY_KEYS:
                self._add(
                    "unknown-key",
                    f"第 {line.clause} 句：不认识的键“{key}”。",
                    f"clause {line.clause}: unknown key {key!r}.",
                    f"可用：{'、'.join(sorted(ENTRY_KEYS))}。",
                    f"known: {', '.join(sorted(ENTRY_KEYS))}.",
                )
        self._check_sentence_lock(line, entry)
        if line.clause.endswith(".R"):
            return self._list(line, entry)
        if "carried_by" in entry and "why" in entry:
            self._add(
                "two-kinds",
                f"第 {line.clause} 句既有 carried_by 又有 why。",
                f"clause {line.clause} has both carried_by and why.",
                "留下其中一个：有人承担，或说明为何不产生义务。",
                "keep one: something carries it, or it binds nobody for a reason.",
            )
        return self._carried(line, entry) if "carried_by" in entry else self._statement(line, entry)

    def _carried(self, line: _Line, entry: dict[str, object]) -> Row:
        carriers: list[Carrier] = []
        raw = entry["carried_by"]
        for item in raw if isinstance(raw, list) else [raw]:
            carrier = self._carrier(line, item)
            if carrier is not None:
                carriers.append(carrier)
        if raw == []:
            self._add(
                "no-carrier",
                f"第 {line.clause} 句的 carried_by 是空的。",
                f"clause {line.clause}: carried_by is empty.",
                "写明由哪项措施、服务或任务承担，或改写 why。",
                "name a measure, service or task, or give `why` instead.",
            )
        if not carriers:
            return Row(line.clause, line.words, "unknown", (), "unaccounted")
        kinds = {carrier.kind for carrier in carriers}
        kind: Kind = "measure" if "measure" in kinds else "service" if "service" in kinds else "task"
        state: State = "carried" if all(carrier.done for carrier in carriers) else "planned"
        return Row(line.clause, line.words, kind, tuple(carriers), state)

    def _carrier(self, line: _Line, item: object) -> Carrier | None:
        known = {"measure": self.measures, "service": self.services, "task": self.tasks}
        pairs = list(item.items()) if isinstance(item, dict) else []
        if len(pairs) != 1 or pairs[0][0] not in known or not isinstance(pairs[0][1], str):
            self._add(
                "shape",
                f"第 {line.clause} 句的 carried_by 中有一项写法不对：{item}",
                f"clause {line.clause}: an item of carried_by is ill-formed: {item}",
                "写成 {measure: …}、{service: …} 或 {task: …}。",
                "write {measure: …}, {service: …} or {task: …}.",
            )
            return None
        kind, id_ = pairs[0]
        carrier = known[kind].get(id_)
        if carrier is None:
            what = {"measure": "措施", "service": "服务", "task": "任务"}[kind]
            self._add(
                f"unknown-{kind}",
                f"第 {line.clause} 句：没有{what}“{id_}”。",
                f"clause {line.clause}: there is no {kind} {id_!r}.",
                f"更正名称，或在 {kind}s 中写明它。",
                f"correct the name, or declare it under `{kind}s`.",
            )
            return None
        if kind != "task":
            return carrier
        names = self.lists.get(line.clause.split(".")[0], ())
        if names and carrier.lead != names[0]:
            self._add(
                "lead",
                f"任务 {id_} 的 lead“{carrier.lead}”不是第 {line.clause} 句所在章列第一位的“{names[0]}”。",
                f"task {id_}: the lead {carrier.lead!r} is not {names[0]!r}, first of the list of clause {line.clause}.",
                f"改为“{names[0]}”。",
                f"make it {names[0]!r}.",
            )
        return Carrier(carrier.kind, id_, carrier.title, carrier.room, False, carrier.lead, names[1:])

    def _statement(self, line: _Line, entry: dict[str, object]) -> Row:
        why = _words(entry.get("why"))
        if why is None:
            self._add(
                "no-reason",
                f"第 {line.clause} 句没有人承担，也没有用三种文字说明为什么。",
                f"clause {line.clause} is carried by nothing, and no reason is given in three texts.",
                "写明 carried_by，或 why: [简体, 繁體, English]。",
                "give carried_by, or why: [简体, 繁體, English].",
            )
            return Row(line.clause, line.words, "unknown", (), "unaccounted")
        return Row(line.clause, line.words, "statement", (), "statement", why)

    def _list(self, line: _Line, entry: dict[str, object]) -> Row:
        names, lead = listed_departments(line.words), _text(entry.get("lead"))
        given = _texts(entry.get("departments"))
        if given != names or not names:
            self._add(
                "departments",
                f"第 {line.clause} 条的 departments 与原文不符。",
                f"the departments of {line.clause} are not those of the text.",
                f"按原文写：{'、'.join(names)}",
                f"as the text has them: {', '.join(names)}",
            )
        if names and lead != names[0]:
            self._add(
                "lead",
                f"第 {line.clause} 条的 lead“{lead}”不是列第一位的单位。",
                f"the lead {lead!r} of {line.clause} is not the first department listed.",
                f"改为“{names[0]}”。",
                f"make it {names[0]!r}.",
            )
        return Row(line.clause, line.words, "list", (), "list")

    # locks, order, names

    def _check_text_lock(self) -> None:
        given = _text(_get(self.clauses, "text_sha256"))
        if given != self.text_sha256:
            self._add(
                "text-lock",
                f"{TEXT} 与锁定的版本不同。",
                f"{TEXT} is not the version that was locked.",
                f"恢复 {TEXT}；确属更正时，核对后写 text_sha256: {self.text_sha256}",
                f"restore {TEXT}; if it was corrected, compare it and write text_sha256: {self.text_sha256}",
            )

    def _check_sentence_lock(self, line: _Line, entry: dict[str, object]) -> None:
        actual = sha256(line.words)
        if _text(entry.get("sha256")) != actual:
            self._add(
                "sentence-lock",
                f"第 {line.clause} 句与锁定的文字不同。",
                f"clause {line.clause} is not the sentence that was locked.",
                f"恢复原文；确属更正时，核对引用它的措施后写 sha256: {actual}",
                f"restore the sentence; if it was corrected, check what cites it and write sha256: {actual}",
            )

    def _check_order(self, rows: tuple[Row, ...]) -> None:
        of_text = [row.clause for row in rows if row.clause in self.entries]
        of_entries = [clause for clause in self.entries if clause in set(of_text)]
        first = next((pair for pair in zip(of_text, of_entries, strict=True) if pair[0] != pair[1]), None)
        if first is not None:
            self._add(
                "order",
                f"条目次序与原文不同：应为 {first[0]}，现为 {first[1]}。",
                f"the entries do not follow the text: {first[0]} is due where {first[1]} stands.",
                f"按 {TEXT} 的次序排列。",
                f"put them in the order of {TEXT}.",
            )

    def _check_named(self, rows: tuple[Row, ...]) -> None:
        """What is declared or written must be named by a sentence."""
        named: Counter[tuple[str, str]] = Counter(
            (carrier.kind, carrier.id) for row in rows for carrier in row.carriers
        )
        declared: list[tuple[str, str]] = [
            *(("measure", id_) for id_ in sorted({*self.measures, *self.written})),
            *(("service", id_) for id_ in self.services),
            *(("task", id_) for id_ in self.tasks),
        ]
        for kind, id_ in declared:
            if not named[kind, id_]:
                what = {"measure": "措施", "service": "服务", "task": "任务"}[kind]
                self._add(
                    "named-nowhere",
                    f"没有一句提到{what} {id_}。",
                    f"no clause names the {kind} {id_}.",
                    f"在它所依据的句子的 carried_by 中加 {{{kind}: {id_}}}，或删去它。",
                    f"add {{{kind}: {id_}}} to carried_by of the clause it rests on, or remove it.",
                )

    def _add(self, code: str, zh: str, en: str, mend_zh: str, mend_en: str) -> None:
        self.problems.add(self.clauses_at, code, zh, en, (mend_zh, mend_en))
