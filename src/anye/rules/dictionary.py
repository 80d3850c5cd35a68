"""The fact dictionary: which records there are, what is known of each, and who can prove it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .errors import Place, Problems, Stop
from .strict_yaml import Map, Node, Reader
from .types import BOOL, DATE, PLAIN, Enum, Num, Type, Unit, Words, parse_date, parse_unit

LARGEST = 10**15  # when a number declares no bound of its own: what still fits 64 bits with room to multiply


@dataclass(frozen=True)
class FactSpec:
    """One fact of a record. `low`/`high` bound every record's value, scaled, None where nothing bounds it;
    a value beyond `limit` is refused as a slip. `presumed` is what an interview takes for granted: that whoever
    answers is alive. `changeable` is how somebody can change it: up, down, either, or not at all; by `step`, scaled, in
    days where it is a day."""

    name: str
    label: Words
    type: Type
    register: str
    question: Words
    required: bool = False
    open: bool = False
    judgement: bool = False
    low: int | None = None
    high: int | None = None
    limit: int = LARGEST
    presumed: bool | date | None = None
    changeable: str = ""
    step: int = 1


@dataclass(frozen=True)
class Link:
    """From a record to one other (`many` false) or to the list of those that point back through `by`. `growing`: the
    list can be made longer, as by one more hire."""

    name: str
    label: Words
    to: str
    many: bool
    by: str = ""
    complete: str = ""
    growing: bool = False


@dataclass(frozen=True)
class RecordType:
    name: str
    label: Words
    table: str
    key: str
    identity: str
    name_column: str
    personal: bool
    counted_in: Unit
    facts: dict[str, FactSpec]
    links: dict[str, Link]


@dataclass(frozen=True)
class Dictionary:
    registers: dict[str, Words]
    enums: dict[str, dict[str, Words]]
    records: dict[str, RecordType]

    def fact(self, record: str, name: str) -> FactSpec:
        return self.records[record].facts[name]

    def target(self, record: str, link: str) -> RecordType:
        return self.records[self.records[record].links[link].to]

    def back_link(self, record: str, link: str) -> str:
        """The one-link by which the elements of a list point back at its owner."""
        return self.records[record].links[link].by


def words(reader: Reader, node: Node | None, at: Place) -> Words:
    """Three texts: [简体, 繁體, English]."""
    if node is None:
        raise reader.fail(at, "missing-key", "缺少三种文字的名称。", "three texts are missing.")
    items = reader.sequence(node)
    if len(items) != 3:
        raise reader.fail(
            node.at,
            "three-texts",
            "应写三种文字：[简体, 繁體, English]。",
            "expected three texts: simplified, traditional, English.",
        )
    return Words(*(reader.text(item) for item in items))


def read_dictionary(root: Map | None, problems: Problems) -> Dictionary | None:
    """facts.yaml and its parts as a dictionary; every problem found goes to `problems`."""
    if root is None:
        return None
    reader = Reader(problems)
    try:
        reader.mapping(root, "", "registers enums records")
        registers = _words_map(reader, root.entries["registers"])
        enums = {
            name: _words_map(reader, node)
            for name, node in reader.mapping(root.entries["enums"]).entries.items()
        }
        names = list(reader.mapping(root.entries["records"]).entries)
    except Stop:
        return None
    records: dict[str, RecordType] = {}
    for name, node in reader.mapping(root.entries["records"]).entries.items():
        try:
            records[name] = _record(reader, name, node, enums, registers, names)
        except Stop:
            continue
    _check_links(records, root, problems)
    return Dictionary(registers, enums, records)


def _words_map(reader: Reader, node: Node) -> dict[str, Words]:
    return {key: words(reader, value, value.at) for key, value in reader.mapping(node).entries.items()}


def _record(
    reader: Reader,
    name: str,
    node: Node,
    enums: dict[str, dict[str, Words]],
    registers: dict[str, Words],
    names: list[str],
) -> RecordType:
    top = reader.mapping(node, "identity name personal counted_in", "label table key facts links")
    facts: dict[str, FactSpec] = {}
    for fact, spec in reader.mapping(top.entries["facts"]).entries.items():
        try:
            facts[fact] = _fact(reader, fact, spec, enums, registers)
        except Stop:
            continue
    links: dict[str, Link] = {}
    for link, spec in reader.mapping(top.entries["links"]).entries.items():
        try:
            links[link] = _link(reader, link, spec, names)
        except Stop:
            continue
    counted = top.get("counted_in")
    return RecordType(
        name=name,
        label=words(reader, top.entries["label"], top.at),
        table=reader.text(top.entries["table"]),
        key=reader.text(top.entries["key"]),
        identity=reader.text(top.entries["identity"]) if "identity" in top.entries else "",
        name_column=reader.text(top.entries["name"]) if "name" in top.entries else "",
        personal=flag(reader, top.get("personal")),
        counted_in=unit_of(reader, counted),
        facts=facts,
        links=links,
    )


def unit_of(reader: Reader, node: Node | None) -> Unit:
    if node is None:
        return PLAIN
    unit = parse_unit(reader.text(node))
    if unit is None:
        text = reader.text(node)
        raise reader.fail(node.at, "unknown-unit", f"不认识的单位“{text}”。", f"unknown unit {text!r}.")
    return unit


def flag(reader: Reader, node: Node | None) -> bool:
    if node is None:
        return False
    return reader.one_of(node, ["true", "false"], ("true 或 false", "true or false")) == "true"


def _fact(
    reader: Reader, name: str, node: Node, enums: dict[str, dict[str, Words]], registers: dict[str, Words]
) -> FactSpec:
    top = reader.mapping(
        node,
        "enum unit places min max limit question required open presumed changeable step",
        "label type register",
    )
    kind = reader.one_of(
        top.entries["type"], "bool int decimal date enum judgement".split(), ("事实的类型", "a type of fact")
    )
    type_ = fact_type(reader, top, kind, enums)
    register = reader.one_of(top.entries["register"], list(registers), ("登记来源", "a register"))
    label = words(reader, top.entries["label"], top.at)
    question = words(reader, top.entries["question"], top.at) if "question" in top.entries else label
    low, high, limit = (_bound(reader, top, key, type_) for key in ("min", "max", "limit"))
    if high is not None and limit is not None and limit > high:
        raise reader.fail(
            top.at,
            "interval",
            "limit 不能大于 max。",
            "the limit can't be above the max.",
            ("max 是必然的上限，删去 limit。", "the max is certain; leave out the limit."),
        )
    return FactSpec(
        name,
        label,
        type_,
        register,
        question,
        flag(reader, top.get("required")),
        flag(reader, top.get("open")),
        kind == "judgement",
        low,
        high,
        limit if limit is not None else high if high is not None else LARGEST,
        _presumed(reader, top, type_),
        *_changeable(reader, top, type_),
    )


def _changeable(reader: Reader, top: Map, type_: Type) -> tuple[str, int]:
    """How a fact can be changed, and by which step, scaled."""
    node = top.get("changeable")
    if node is None:
        if "step" in top.entries:
            raise reader.fail(
                top.entries["step"].at,
                "changeable",
                "没有写 changeable，不能写 step。",
                "a step needs changeable.",
                ("补上 changeable: up、down 或 either。", "add changeable: up, down or either."),
            )
        return "", 1
    way = reader.one_of(node, ["up", "down", "either"], ("方向", "a direction"))
    if isinstance(type_, Enum):
        raise reader.fail(
            node.at,
            "changeable",
            "枚举类的事实没有大小，不能写 changeable。",
            "an enumeration has no order; it can't be changeable.",
            ("只用于数字、日期、是或否。", "only for numbers, days and truths."),
        )
    if "step" not in top.entries:
        return way, 1
    step = _bound(reader, top, "step", Num() if type_ == DATE else type_)
    if not step or step < 0:
        raise reader.fail(
            top.entries["step"].at, "number", "step 应大于零。", "the step must be above nought."
        )
    return way, step


def _presumed(reader: Reader, top: Map, type_: Type) -> bool | date | None:
    if "presumed" not in top.entries:
        return None
    text = reader.text(top.entries["presumed"])
    found = (
        {"true": True, "false": False}.get(text)
        if type_ == BOOL
        else parse_date(text)
        if type_ == DATE
        else None
    )
    if found is None:
        raise reader.fail(
            top.entries["presumed"].at,
            "presumed",
            "presumed 应为 true、false 或日期，与该事实的类型一致。",
            "presumed must be true, false or a day, as the fact's type is.",
        )
    return found


def fact_type(reader: Reader, top: Map, kind: str, enums: dict[str, dict[str, Words]]) -> Type:
    """The type a mapping declares with type, unit, places and enum."""
    if kind in ("bool", "judgement"):
        return BOOL
    if kind == "date":
        return DATE
    if kind == "enum":
        return Enum(reader.one_of(top.get("enum"), list(enums), ("枚举", "an enumeration"), top.at))
    places = 0
    if "places" in top.entries:
        text = reader.text(top.entries["places"])
        if text not in "0 1 2 3 4 5 6 7 8".split():
            raise reader.fail(
                top.entries["places"].at, "places", "小数位数应为 0 至 8。", "places must be 0 to 8."
            )
        places = int(text)
    return Num(unit_of(reader, top.get("unit")), places)


def _bound(reader: Reader, top: Map, key: str, type_: Type) -> int | None:
    from .types import scaled

    if key not in top.entries:
        return None
    value = scaled(reader.text(top.entries[key]), type_.places) if isinstance(type_, Num) else None
    if value is None:
        raise reader.fail(
            top.entries[key].at, "number", f"{key} 应为数字。", f"{key} must be a number of that type."
        )
    return value


def _link(reader: Reader, name: str, node: Node, names: list[str]) -> Link:
    top = reader.mapping(node, "to one by complete changeable", "label")
    label = words(reader, top.entries["label"], top.at)
    what = ("记录类型", "a record")
    if "one" in top.entries:
        reader.mapping(node, "", "label one")
        return Link(name, label, reader.one_of(top.entries["one"], names, what), many=False)
    reader.mapping(node, "complete changeable", "label to by")
    complete = reader.text(top.entries["complete"]) if "complete" in top.entries else ""
    to = reader.one_of(top.entries["to"], names, what)
    growing = top.get("changeable")
    if growing is not None:
        reader.one_of(growing, ["more"], ("变化", "a change"))
    return Link(name, label, to, True, reader.text(top.entries["by"]), complete, growing is not None)


def _check_links(records: dict[str, RecordType], root: Map, problems: Problems) -> None:
    for record in records.values():
        for link in record.links.values():
            back = records[link.to].links.get(link.by) if link.many and link.to in records else None
            if link.many and (back is None or back.many or back.to != record.name):
                problems.add(
                    root.at,
                    "link",
                    f"{record.name}.{link.name} 的 by“{link.by}”不是 {link.to} 指回 {record.name} 的链接。",
                    f"{record.name}.{link.name}: {link.by!r} is not a link of {link.to} back to {record.name}.",
                )
            if link.complete and record.facts.get(link.complete) is None:
                problems.add(
                    root.at,
                    "link",
                    f"{record.name}.{link.name} 的 complete“{link.complete}”不是该记录的事实。",
                    f"{record.name}.{link.name}: {link.complete!r} is not a fact of that record.",
                )
