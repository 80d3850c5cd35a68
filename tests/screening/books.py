"""What a workbook holds, read back from its file: cells as Excel shows them, formulas, sheets."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import duckdb
from python_calamine import CalamineWorkbook

from anye.screening.engine import Screening
from anye.screening.findings import Rows, rows_of

HEAD, FIRST = 3, 4  # a list's headings, and its first row
Connected = tuple[duckdb.DuckDBPyConnection, Screening]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


class Book:
    """A workbook's parts, as XML."""

    def __init__(self, path: Path):
        self.file = zipfile.ZipFile(path)
        self.names = [sheet.attrib["name"] for sheet in self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")]

    def xml(self, part: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.file.read(part))

    def sheet(self, name: str) -> ElementTree.Element:
        return self.xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def cells(self, name: str) -> dict[str, ElementTree.Element]:
        return {cell.attrib["r"]: cell for cell in self.sheet(name).iter(f"{MAIN}c")}

    def charts(self) -> list[ElementTree.Element]:
        parts = sorted(part for part in self.file.namelist() if part.startswith("xl/charts/chart"))
        return [self.xml(part) for part in parts]


def value(cell: ElementTree.Element) -> str:
    """A cell's value as stored; of a formula, the one that is shown before anything is reckoned again."""
    found = cell.find(f"{MAIN}v")
    return "".join(cell.itertext()) if found is None else found.text or ""


def formula(cell: ElementTree.Element) -> str:
    found = cell.find(f"{MAIN}f")
    return "" if found is None else found.text or ""


def lists(book: CalamineWorkbook) -> list[str]:
    return [name for name in book.sheet_names if name[0].isdigit()]


def table(book: CalamineWorkbook, name: str, head: int = HEAD) -> list[dict[str, object]]:
    """A sheet's list as dictionaries by heading."""
    heads, *lines = book.get_sheet_by_name(name).to_python()[head:]
    return [dict(zip(heads, line, strict=False)) for line in lines if line[0] != ""]


def measures_of_summary(book: CalamineWorkbook) -> list[dict[str, object]]:
    lines = book.get_sheet_by_name("汇总").to_python()
    head = next(number for number, line in enumerate(lines) if line[0] == "政策措施")
    body = [line for line in lines[head + 1 :] if line[4]]
    return [dict(zip(lines[head], line, strict=False)) for line in body]


def rows_in(screened: Connected, measure: str) -> Rows:
    return next(rows for rows in rows_of(*screened) if rows.columns.rule.measure.id == measure)
