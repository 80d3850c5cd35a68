"""The workbook as a clerk meets it: figures that agree, and what stands in its cells."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from tests.screening.books import (
    FIRST,
    MAIN,
    Book,
    Connected,
    formula,
    lists,
    measures_of_summary,
    table,
    value,
)

from anye.rules.policy import Policy
from anye.rules.resolve import Law
from anye.screening import workbook_layout, workbook_summary
from anye.screening.engine import screen
from anye.screening.findings import rows_of
from anye.screening.numbers import masked
from anye.screening.results import MARK, WORKBOOK, write_results
from anye.screening.tables import open_city
from anye.screening.workbook import write_workbook

# --- figures agree -----------------------------------------------------------------------------------


def test_the_summary_the_sheets_the_json_and_the_lists_agree(
    written: dict[str, Path], screened: Connected
) -> None:
    folder = written["zh-Hans"]
    book = CalamineWorkbook.from_path(str(folder / WORKBOOK))
    data = json.loads((folder / MARK).read_text("utf-8"))
    shown = measures_of_summary(book)
    assert len(shown) == len(data["measures"]) == len(lists(book))
    for line, item, name in zip(shown, data["measures"], lists(book), strict=True):
        rows = table(book, name)
        kept = duckdb.execute(
            f"SELECT count(*) FILTER (outcome = 'yes'), count(*) FILTER (outcome IN ('unknown', 'to-choose')) "
            f"FROM '{folder / item['measure']}.parquet'"
        ).fetchone()
        counted = tuple(sum(row["结果"] == word for row in rows) for word in ("可享受", "待查明"))
        assert counted == kept == (item["entitled"], item["unknown"]) == (line["可享受"], line["待查明"])
        assert line["不符合"] == item["not"]
        assert line["其中可办理"] == sum(row["下一步"] == "可办理" for row in rows)
        if item["amount_low"] is None:
            assert (line["最少"], line["最多"]) == ("", "")
            continue
        for word, key in (("最少", "amount_low"), ("最多", "amount_high")):
            column = next(heading for heading in rows[0] if str(heading).endswith(f" {word}"))
            total = sum(Decimal(str(row[column])) for row in rows if row[column] != "")
            if item[key] is None:
                assert line[word] == "有金额待定"
                assert any(row[column] == "" for row in rows)
            else:
                assert total == Decimal(str(line[word])) == Decimal(item[key])


def test_money_by_fund_agrees_with_the_json(written: dict[str, Path]) -> None:
    folder = written["zh-Hans"]
    lines = CalamineWorkbook.from_path(str(folder / WORKBOOK)).get_sheet_by_name("汇总").to_python()
    data = json.loads((folder / MARK).read_text("utf-8"))["by_fund"]
    head = next(number for number, line in enumerate(lines) if line[0] == "资金")
    for line, item in zip(lines[head + 1 : head + 1 + len(data)], data, strict=True):
        assert Decimal(str(line[1])) == Decimal(item["amount_low"])
        assert line[2] == ("有金额待定" if item["amount_high"] is None else float(item["amount_high"]))
        assert line[3] <= line[1]
    total = lines[head + 1 + len(data)]
    assert total[0] == "合计"
    assert Decimal(str(total[1])) == sum(Decimal(item["amount_low"]) for item in data)


def test_every_total_is_a_formula_with_its_value_at_hand(written: dict[str, Path]) -> None:
    book = Book(written["zh-Hans"] / WORKBOOK)
    for name in (name for name in book.names if name[0].isdigit()):
        formulas = {at: cell for at, cell in book.cells(name).items() if formula(cell)}
        assert formulas
        assert all(at.endswith("3") and "SUBTOTAL" in formula(cell) for at, cell in formulas.items())
        assert all(value(cell) for cell in formulas.values())
    summary = [cell for cell in book.cells("汇总").values() if formula(cell)]
    assert all(value(cell) for cell in summary)
    checks = [cell for cell in summary if "COUNTIF('" in formula(cell)]
    assert len(checks) == len(book.names) - 4
    assert {value(cell) for cell in checks} == {"✓ 一致"}
    assert [value(cell) for cell in summary if "SUMPRODUCT" in formula(cell)] == ["✓ 全部一致"]


def test_the_check_of_a_measure_speaks_of_the_cells_of_its_own_sheet(
    written: dict[str, Path], screened: Connected
) -> None:
    book = Book(written["zh-Hans"] / WORKBOOK)
    checks = [cell for cell in book.cells("汇总").values() if "COUNTIF('" in formula(cell)]
    sheets = [name for name in book.names if name[0].isdigit()]
    for cell, name, summary in zip(checks, sheets, screened[1].summaries, strict=True):
        ranges = re.findall(r"'([^']+)'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", formula(cell))
        assert {item[0] for item in ranges} == {name}
        first, last = FIRST + 1, FIRST + summary.entitled + summary.unknown + summary.gives_way
        assert {(int(item[2]), int(item[4])) for item in ranges} == {(first, last)}
        heads = {at: value(item) for at, item in book.cells(name).items() if at.endswith(str(FIRST))}
        spoken = {heads[f"{item[1]}{FIRST}"] for item in ranges}
        assert {"结果", "下一步"} <= spoken
        assert any(head.endswith("最少") for head in spoken) is (summary.low is not None)


def test_a_check_that_fails_says_so(
    screened: Connected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, screening = screened
    first, *rest = screening.summaries
    wrong = replace(screening, summaries=(replace(first, entitled=first.entitled + 1), *rest))
    write_workbook(tmp_path / "book.xlsx", wrong, rows_of(connection, screening))
    cells = [cell for cell in Book(tmp_path / "book.xlsx").cells("汇总").values() if formula(cell)]
    checks = [value(cell) for cell in cells if "COUNTIF('" in formula(cell)]
    assert checks[0] == "✗ 不一致"
    assert set(checks[1:]) == {"✓ 一致"}
    assert [value(cell) for cell in cells if "SUMPRODUCT" in formula(cell)] == ["✗ 不一致"]


def test_a_list_that_is_cut_says_so_and_the_summary_still_counts_all(
    screened: Connected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection, screening = screened
    for module in (workbook_layout, workbook_summary):
        monkeypatch.setattr(module, "ROWS_A_SHEET", 5)
    write_workbook(tmp_path / "book.xlsx", screening, rows_of(connection, screening))
    book, parts = CalamineWorkbook.from_path(str(tmp_path / "book.xlsx")), Book(tmp_path / "book.xlsx")
    for line, name, summary in zip(measures_of_summary(book), lists(book), screening.summaries, strict=True):
        rows = [row for row in table(book, name) if isinstance(row["序号"], float)]
        every = summary.entitled + summary.unknown + summary.gives_way
        assert len(rows) == min(5, every)
        counts = (summary.entitled, summary.unknown, summary.gives_way)
        assert (line["可享受"], line["待查明"], line["让位"]) == counts
        assert line["核对"] == ("✓ 一致（只列部分）" if every > 5 else "✓ 一致")
        words = [str(cell) for cells in book.get_sheet_by_name(name).to_python() for cell in cells[:1]]
        remark = f"本表只列前 5 行，全部见 {summary.measure}.parquet。"
        assert (remark in words) is (every > 5)
        assert (f"所列 5 行的合计（随筛选变化）；全部 {every:,} 行的合计见汇总" in words) is (every > 5)
    assert any("MIN(" in formula(cell) for cell in parts.cells("汇总").values())


# --- cells -------------------------------------------------------------------------------------------


def test_every_amount_is_a_number(written: dict[str, Path]) -> None:
    book = CalamineWorkbook.from_path(str(written["zh-Hans"] / WORKBOOK))
    for name in lists(book):
        for row in table(book, name):
            amounts = [item for head, item in row.items() if str(head).endswith((" 最少", " 最多"))]
            assert all(isinstance(item, float) or item == "" for item in amounts)
            assert row["下一步"] != "可办理" or all(isinstance(item, float) for item in amounts)


def test_entitled_ones_come_first_and_the_greatest_amount_first_among_them(written: dict[str, Path]) -> None:
    book = CalamineWorkbook.from_path(str(written["zh-Hans"] / WORKBOOK))
    for name in lists(book):
        rows = table(book, name)
        outcomes_ = [row["结果"] for row in rows]
        assert outcomes_ == sorted(outcomes_, key=["可享受", "待查明", "让位"].index)
        column = next((head for head in rows[0] if str(head).endswith(" 最少")), None)
        if column:
            amounts = [row[column] for row in rows if row["结果"] == "可享受" and row[column] != ""]
            assert amounts == sorted(amounts, reverse=True)  # type: ignore[type-var]


NAMES = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "http://example.invalid",
    "a\x01b\x0b\x7fc",
    "_x0041_",
    "\uffff\ufffe",
]


def test_names_are_never_formulas_nor_links_and_control_characters_break_nothing(
    damaged: Path, policy: Policy, law: Law, tmp_path: Path
) -> None:
    path = damaged / "employers.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE t AS SELECT * REPLACE (?[1 + id % {len(NAMES)}] AS name) FROM '{path}'", [NAMES]
        )
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    connection = open_city(damaged, policy.dictionary)
    write_results(connection, screen(connection, law, ["stabilisation-refund"]), tmp_path / "result")
    book, parts = (
        CalamineWorkbook.from_path(str(tmp_path / "result" / WORKBOOK)),
        Book(tmp_path / "result" / WORKBOOK),
    )
    found = {str(row["用人单位名称"]) for row in table(book, "1 稳岗返还")}
    assert found == {
        *("=1+1", "+1", "-1", "@SUM(A1)", "␉=1", "␍=1", "http://example.invalid", "a␁b␋␡c", "_x0041_", "��"),
    }
    cells = parts.cells("1 稳岗返还")
    named = [cell for at, cell in cells.items() if at.startswith("C") and int(at[1:]) > FIRST]
    assert named
    assert all(cell.attrib["t"] == "inlineStr" and not formula(cell) for cell in named)
    linked = {link.attrib["ref"] for link in parts.sheet("1 稳岗返还").iter(f"{MAIN}hyperlink")}
    assert all(int(re.sub("[A-Z]", "", at)) == 1 for at in linked)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("440783199001011234", "440783********1234"),
        ("44078319900101123X", "440783********123X"),
        ("440783900101123", "440783******123"),
        ("H12345678", "H******78"),
        ("M1234567801", "M********01"),
        ("12345", "*****"),
        ("", ""),
        (None, None),
    ],
)
def test_the_middle_of_any_number_is_hidden(number: str | None, shown: str | None) -> None:
    found = duckdb.execute(f"SELECT {masked('n')} FROM (SELECT ?::VARCHAR AS n)", [number]).fetchone()
    assert found == (shown,)


def test_numbers_of_persons_show_only_when_asked_for_and_then_with_a_warning(
    screened: Connected, written: dict[str, Path], tmp_path: Path
) -> None:
    connection, screening = screened
    known = {
        number
        for (number,) in connection.execute(
            "SELECT identity_number FROM persons WHERE identity_number IS NOT NULL"
        ).fetchall()
    }
    codes = {code for (code,) in connection.execute("SELECT credit_code FROM employers").fetchall()}
    write_workbook(tmp_path / "full.xlsx", screening, rows_of(connection, screening, full_identity=True))
    for path, bare in ((written["zh-Hans"] / WORKBOOK, False), (tmp_path / "full.xlsx", True)):
        book = CalamineWorkbook.from_path(str(path))
        numbers = {
            str(item)
            for name in lists(book)
            for row in table(book, name)
            for head, item in row.items()
            if str(head).endswith("证件号码") and item != ""
        }
        assert numbers
        assert numbers <= known if bare else not numbers & known
        shown_codes = {
            str(item)
            for name in lists(book)
            for row in table(book, name)
            for head, item in row.items()
            if str(head).endswith("信用代码") and item != ""
        }
        assert shown_codes <= codes
        text = str(book.get_sheet_by_name("汇总").to_python()[1][0])
        assert ("不得外传" in text) is bare
        assert ("已遮盖" in text) is not bare
