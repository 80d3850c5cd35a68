"""Parameters of all enactments read: those each declares, and the values that amending ones set for others'."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from pathlib import Path

from .amendment import targets
from .dictionary import Dictionary
from .enactment import Enactment
from .errors import Place, Problems, Stop
from .parameters import Dated, Parameter, read_parameter
from .parts import entries_of, read_parts
from .scope import RESERVED
from .strict_yaml import Map, Node, Reader, Seq, Text
from .types import BOOL, DATE, Enum, Num, SetOf, Unit


def read_parameters(
    root: Path, dictionary: Dictionary, enactments: Mapping[str, Enactment], problems: Problems
) -> tuple[dict[str, Parameter], dict[str, tuple[Dated, ...]]]:
    """Every parameter, and by its name the values other enactments set for it."""
    reader = Reader(problems)
    parameters: dict[str, Parameter] = {}
    amending: list[tuple[Enactment, str, Map]] = []
    for enactment in enactments.values():
        for name, node in entries_of(read_parts(enactment.folder, "parameters", root, problems)):
            if isinstance(node, Map) and "type" not in node.entries and targets(enactment, enactments):
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
            values = _amendment(reader, enactment, name, node, parameters, dictionary, enactments)
            amendments.setdefault(name, []).extend(values)
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
    enactments: Mapping[str, Enactment],
) -> tuple[Dated, ...]:
    """The values an amending enactment sets: the entry has `values` only, the rest is the parameter's own."""
    reader.mapping(node, "", "values")
    known = parameters.get(name)
    if known is None or known.enactment not in targets(enactment, enactments):
        raise reader.fail(
            node.at,
            "amends-nothing",
            f"“{name}”不是所修改、所贯彻文件的参数。",
            f"{name!r} is no parameter of an enactment this one amends or implements.",
            ("检查 amends、implements 和参数名。", "check amends, implements and the name."),
        )
    return read_parameter(
        reader, name, _as_declared(node, known), dictionary, enactment.id, enactment.text
    ).values


def _as_declared(node: Map, known: Parameter) -> Map:
    """The amendment's entry completed with the declaration it amends, so that both are read alike."""

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
