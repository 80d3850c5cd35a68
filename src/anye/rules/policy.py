"""The policy pack: everything under policy/, read and checked as a whole."""

from __future__ import annotations

import hashlib
import keyword
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import ir
from .departments import FILE, listed_departments, read_departments
from .derived import Definition, DerivedFacts
from .dictionary import Dictionary, read_dictionary
from .enactment import Enactment, read_enactment
from .errors import Place, PolicyError, Problem, Problems, Stop
from .measure import Measure
from .measure_file import MeasureReader
from .parameters import Dated, Parameter, read_parameter
from .parts import entries_of, merge_facts, read_parts
from .scope import RESERVED, Scope
from .strict_yaml import Map, Node, Reader, Seq, Text, read_yaml
from .temporal import check_times
from .types import Words


@dataclass(frozen=True)
class Policy:
    """A checked pack. `amendments` holds, by parameter, the values other enactments set for it."""

    root: Path
    dictionary: Dictionary
    enactments: dict[str, Enactment]
    parameters: dict[str, Parameter]
    amendments: dict[str, tuple[Dated, ...]]
    derived: dict[tuple[str, str], Definition]
    measures: dict[str, Measure]
    departments: dict[str, Words]
    digest: str
    laws: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What `resolve` has worked out before, by the values that hold: days on which the same holds share it."""

    def department(self, name: str) -> Words:
        """A department's name in three languages; as the enactment writes it where the pack has no other."""
        return self.departments.get(name) or Words(name, name, name)

    def definition(self, record: str, name: str) -> ir.Expr:
        return self.derived[record, name].expr


def load_policy(root: Path) -> Policy:
    """The pack at `root`; raises PolicyError with every problem of it."""
    problems = Problems()
    if not (root / "facts.yaml").is_file():
        raise PolicyError(
            [
                Problem(
                    Place(str(root)),
                    "no-policy",
                    "这里没有政策文件（缺少 facts.yaml）。",
                    "there is no policy here (facts.yaml is missing).",
                    "用 --policy 指明目录。",
                    "give the folder with --policy.",
                )
            ]
        )
    dictionary = read_dictionary(merge_facts(read_parts(root, "facts", root, problems), problems), problems)
    if dictionary is None:
        raise PolicyError(problems.found)
    enactments = _enactments(root, problems)
    parameters, amendments = _parameters(root, dictionary, enactments, problems)
    text = {clause: words for item in enactments.values() for clause, words in item.text.items()}
    derived = DerivedFacts(dictionary, parameters, problems, text, amendments)
    derived.read(read_parts(root, "derived", root, problems))
    departments = read_departments(root, problems)
    measures = _measures(root, enactments, derived, departments, problems)
    definitions = {key: value for key, value in derived.done.items() if value is not None}
    policy = Policy(
        root, dictionary, enactments, parameters, amendments, definitions, measures, departments, digest(root)
    )
    if not problems.found:
        check_times(policy.measures, policy.parameters, amendments, enactments, policy.definition, problems)
    problems.raise_if_any()
    return policy


def stands_beside(path: Path) -> bool:
    """Whether a file tells of rules rather than makes them: `<id>.cases.yaml`, `<id>.mutants.yaml`."""
    return path.name.endswith((".cases.yaml", ".mutants.yaml"))


def digest(root: Path) -> str:
    """sha256 over every policy file's path and content, cases and lists of mutants left out: the name of exactly these rules."""
    total = hashlib.sha256()
    for path in sorted(path for pattern in ("*.yaml", "*.md") for path in root.rglob(pattern)):
        if not stands_beside(path):
            total.update(path.relative_to(root).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return "sha256:" + total.hexdigest()


def plain(node: Node) -> object:
    """A YAML node as dicts, lists and texts, for readers that need no places."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def _enactments(root: Path, problems: Problems) -> dict[str, Enactment]:
    found = {}
    for path in sorted(root.rglob("enactment.yaml")):
        enactment = read_enactment(path.parent, root, problems)
        if enactment is not None:
            found[enactment.id] = enactment
    for enactment in found.values():
        for target in enactment.amends + enactment.implements:
            if target not in found:
                problems.add(
                    enactment.at,
                    "unknown-enactment",
                    f"没有文件“{target}”。",
                    f"there is no enactment {target!r}.",
                )
    return found


def _parameters(
    root: Path, dictionary: Dictionary, enactments: dict[str, Enactment], problems: Problems
) -> tuple[dict[str, Parameter], dict[str, tuple[Dated, ...]]]:
    reader = Reader(problems)
    parameters: dict[str, Parameter] = {}
    amending: list[tuple[Enactment, str, Map]] = []
    for enactment in enactments.values():
        for name, node in entries_of(read_parts(enactment.folder, "parameters", root, problems)):
            if isinstance(node, Map) and "type" not in node.entries and enactment.amends:
                amending.append((enactment, name, node))
                continue
            try:
                _check_name(reader, name, node.at, parameters, dictionary)
                parameters[name] = read_parameter(
                    reader, name, node, dictionary, enactment.id, enactment.text
                )
            except Stop:
                continue
    amendments: dict[str, list[Dated]] = {}
    for enactment, name, node in amending:
        try:
            amendments.setdefault(name, []).extend(
                _amendment(reader, enactment, name, node, parameters, dictionary)
            )
        except Stop:
            continue
    return parameters, {name: tuple(values) for name, values in amendments.items()}


def _check_name(
    reader: Reader, name: str, at: Place, parameters: dict[str, Parameter], dictionary: Dictionary
) -> None:
    if name in parameters:
        first = parameters[name].at
        raise reader.fail(
            at,
            "duplicate-name",
            f"参数 {name} 已在 {first} 声明。",
            f"{name} is declared already at {first}.",
        )
    facts = {word for record in dictionary.records.values() for word in (*record.facts, *record.links)}
    if name in facts or name in RESERVED or not name.isidentifier() or keyword.iskeyword(name):
        raise reader.fail(
            at, "name", f"名称“{name}”已被占用或不合写法。", f"the name {name!r} is taken or ill-formed."
        )


def _amendment(
    reader: Reader,
    enactment: Enactment,
    name: str,
    node: Map,
    parameters: dict[str, Parameter],
    dictionary: Dictionary,
) -> tuple[Dated, ...]:
    """The values an amending enactment sets: the entry has `values` only, the rest is the parameter's own."""
    reader.mapping(node, "", "values")
    known = parameters.get(name)
    if known is None or known.enactment not in enactment.amends:
        raise reader.fail(
            node.at,
            "amends-nothing",
            f"“{name}”不是所修改文件的参数。",
            f"{name!r} is no parameter of an enactment this one amends.",
            ("检查 amends 和参数名。", "check amends and the name."),
        )
    return read_parameter(
        reader, name, _as_declared(node, known), dictionary, enactment.id, enactment.text
    ).values


def _as_declared(node: Map, known: Parameter) -> Map:
    """The amendment's entry completed with the declaration it amends, so that both are read alike."""
    from .types import BOOL, DATE, Enum, Num, SetOf, Unit

    def text(value: str) -> Text:
        return Text(value, node.at)

    def unit_text(unit: Unit) -> str:
        above = [name for name, power in unit for _ in range(power)]
        below = [name for name, power in unit for _ in range(-power)]
        return "*".join(above) + "".join(f"/{name}" for name in below)

    entries: dict[str, Node] = {"label": Seq(tuple(text(word) for word in known.label), node.at)}
    match known.type:
        case Num():
            entries |= {"type": text("decimal"), "places": text(str(known.type.places))}
            if known.type.unit:
                entries["unit"] = text(unit_text(known.type.unit))
        case Enum():
            entries |= {"type": text("classes" if known.measures else "enum"), "enum": text(known.type.name)}
        case SetOf():
            entries |= {"type": text("set"), "enum": text(known.type.enum)}
        case _:
            entries["type"] = text({BOOL: "bool", DATE: "date"}[known.type])
    if known.key:
        entries |= {"key": text(known.key), "partial": text("true" if known.partial else "false")}
    if known.measures:
        units: dict[str, Node] = {name: text(unit_text(type_.unit)) for name, type_ in known.measures}
        entries["measures"] = Map(units, dict.fromkeys(units, node.at), node.at)
    entries |= node.entries
    return Map(entries, dict.fromkeys(entries, node.at) | node.keys_at, node.at)


def _measures(
    root: Path,
    enactments: dict[str, Enactment],
    derived: DerivedFacts,
    departments: dict[str, Words],
    problems: Problems,
) -> dict[str, Measure]:
    reader = Reader(problems)
    measures: dict[str, Measure] = {}
    for enactment in enactments.values():
        lists = _departments(enactment, root, departments, problems)
        for path in sorted((enactment.folder / "measures").glob("*.yaml")):
            if stands_beside(path):
                continue
            top = read_yaml(path, path.relative_to(root).as_posix(), problems)
            if top is None:
                continue
            scope = Scope(derived.dictionary, derived.parameters, derived.type_of, "")
            one = MeasureReader(
                reader, derived.dictionary, derived.parameters, scope, derived.ranges, enactment, lists
            )
            try:
                measure = one.read(path.stem, top)
            except Stop:
                continue
            if measure.id in measures:
                problems.add(
                    measure.at,
                    "duplicate-name",
                    f"措施 {measure.id} 写了两次。",
                    f"{measure.id} stands twice.",
                )
            measures[measure.id] = measure
    return measures


def _departments(
    enactment: Enactment, root: Path, departments: dict[str, Words], problems: Problems
) -> frozenset[str]:
    path = enactment.folder / "clauses.yaml"
    top = read_yaml(path, path.relative_to(root).as_posix(), problems) if path.is_file() else None
    return listed_departments(top, departments, (root / FILE).is_file(), problems)
