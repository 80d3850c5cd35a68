"""Where something rests: a sentence of the notice with its words, or a higher document with its fact."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Place
from .strict_yaml import Node, Reader


@dataclass(frozen=True)
class Citation:
    """`status` is stated (the notice's own words), superior (a higher document) or assumed (待核实)."""

    status: str
    clause: str = ""
    quote: str = ""
    document: str = ""
    fact: str = ""
    note: str = ""

    def as_dict(self) -> dict[str, str]:
        pairs = {
            "status": self.status,
            "clause": self.clause,
            "quote": self.quote,
            "document": self.document,
            "fact": self.fact,
            "note": self.note,
        }
        return {key: value for key, value in pairs.items() if value}


def citation(reader: Reader, node: Node | None, at: Place, text: dict[str, str]) -> Citation:
    """A citation whose quoted words stand in the clause they name; `text` is the enactment's by clause."""
    if node is None:
        raise reader.fail(
            at,
            "no-citation",
            "没有写依据（cite）。",
            "has no citation (cite).",
            (
                "写明条款和原文，或上级文件号和事实。",
                "give the clause with its words, or the document with its fact.",
            ),
        )
    top = reader.mapping(node, "clause quote document fact status note")
    value = {key: reader.text(item) for key, item in top.entries.items()}
    if "clause" in value:
        return _clause(reader, node, value, text)
    reader.mapping(node, "status note", "document fact")
    status = value.get("status", "superior")
    if status not in ("superior", "assumed"):
        raise reader.fail(
            node.at,
            "status",
            "上级文件的 status 应为 superior 或 assumed。",
            "status must be superior or assumed.",
        )
    return Citation(status, document=value["document"], fact=value["fact"], note=value.get("note", ""))


def _clause(reader: Reader, node: Node, value: dict[str, str], text: dict[str, str]) -> Citation:
    reader.mapping(node, "status note", "clause quote")
    clause, quote = value["clause"], value["quote"]
    if clause not in text:
        raise reader.fail(
            node.at, "unknown-clause", f"文中没有第 {clause} 句。", f"there is no clause {clause}."
        )
    if quote not in text[clause]:
        raise reader.fail(
            node.at,
            "quote",
            f"引文“{quote}”不在第 {clause} 句中。",
            f"the quoted words are not in clause {clause}.",
            (f"原文：{text[clause]}", f"the sentence reads: {text[clause]}"),
        )
    return Citation(value.get("status", "stated"), clause=clause, quote=quote, note=value.get("note", ""))
