"""The workbook as a clerk meets it: read back from the file, what Excel shows and what Excel reckons."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from anye.reference.traditional import traditional
from anye.rules.evaluate import outcomes
from anye.rules.facts import Reader
from anye.rules.policy import Policy
from anye.rules.program import compile_rules
from anye.rules.resolve import Law, resolve
from anye.screening import workbook_layout, workbook_summary
from anye.screening.engine import Screening, screen
from anye.screening.findings import Rows, rows_of
from anye.screening.gather import gather
from anye.screening.numbers import masked
from anye.screening.reasons import Reasons
from anye.screening.results import MARK, WORKBOOK, write_results
from anye.screening.tables import Stored, open_city
from anye.screening.workbook import write_workbook
from anye.screening.workbook_words import READING, TEXTS, Speech

HEAD, FIRST = 3, 4  # a list's headings, and its first row
Connected = tuple[duckdb.DuckDBPyConnection, Screening]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def screened(kaiping: Path, policy: Policy, law: Law) -> Iterator[Connected]:
    connection = open_city(kaiping, policy.dictionary)
    yield connection, screen(connection, law)
    connection.close()


@pytest.fixture(scope="module")
def written(screened: Connected, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The results in each language."""
    folder = tmp_path_factory.mktemp("books")
    for lang in ("zh-Hans", "zh-Hant", "en"):
        write_results(*screened, folder / lang, lang=lang)
    return {lang: folder / lang for lang in ("zh-Hans", "zh-Hant", "en")}


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
        first, last = FIRST + 1, FIRST + summary.entitled + summary.unknown
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
        every = summary.entitled + summary.unknown
        assert len(rows) == min(5, every)
        assert (line["可享受"], line["待查明"]) == (summary.entitled, summary.unknown)
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
        assert outcomes_ == sorted(outcomes_, key=["可享受", "待查明"].index)
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


# --- sheets ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_sheets_have_names_that_excel_takes_and_their_heads_stay_in_sight(
    written: dict[str, Path], lang: str
) -> None:
    book = Book(written[lang] / WORKBOOK)
    assert len({name.lower() for name in book.names}) == len(book.names)
    for name in book.names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")
        assert name == name.strip()
    for name in (name for name in book.names if name[0].isdigit()):
        sheet, cells = book.sheet(name), book.cells(name)
        pane = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
        assert pane is not None
        assert (pane.attrib["state"], pane.attrib["ySplit"]) == ("frozen", str(FIRST))
        assert int(pane.attrib["xSplit"]) in (2, 3)
        filtered = sheet.find(f"{MAIN}autoFilter")
        assert filtered is not None
        begin, end = filtered.attrib["ref"].split(":")
        heads = [at for at in cells if re.fullmatch(f"[A-Z]+{FIRST}", at)]
        last = max(int(re.sub("[A-Z]", "", at)) for at, cell in cells.items() if at[0] == "A" and value(cell))
        assert (begin, end) == (f"A{FIRST}", f"{re.sub('[0-9]', '', heads[-1])}{last}")
        setup = sheet.find(f"{MAIN}pageSetup")
        assert setup is not None
        assert (setup.attrib["orientation"], setup.attrib["fitToHeight"]) == ("landscape", "0")
        footer = sheet.find(f"{MAIN}headerFooter/{MAIN}oddFooter")
        assert footer is not None
        assert "&P" in (footer.text or "")
    defined = list(book.xml("xl/workbook.xml").iter(f"{MAIN}definedName"))
    titles = [item.text for item in defined if item.attrib["name"] == "_xlnm.Print_Titles"]
    assert len([text for text in titles if f"${FIRST}:${FIRST}" in (text or "")]) == len(book.names) - 2


def test_the_charts_show_the_funds_and_every_measure(written: dict[str, Path], screened: Connected) -> None:
    book = Book(written["zh-Hans"] / WORKBOOK)
    by_fund, by_measure = book.charts()
    cells = book.cells("汇总")

    def spans(chart: ElementTree.Element, kind: str) -> list[str]:
        return [f.text or "" for part in chart.iter(f"{CHART}{kind}") for f in part.iter(f"{CHART}f")]

    def heading(span: str) -> str:
        sheet, column, first, last = re.fullmatch(
            r"'?(.+?)'?!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", span
        ).groups()  # type: ignore[union-attr]
        assert sheet == "汇总"
        assert value(cells[f"A{int(last) + 1}"]).startswith("合计")
        return value(cells[f"{column}{int(first) - 1}"])

    assert [heading(span) for span in spans(by_fund, "val")] == ["其中可办理金额", "最少"]
    assert {heading(span) for span in spans(by_fund, "cat")} == {"资金"}
    assert [heading(span) for span in spans(by_measure, "val")] == ["可享受", "待查明"]
    assert {heading(span) for span in spans(by_measure, "cat")} == {"政策措施"}
    rows = re.findall(r"\$(\d+)", spans(by_measure, "val")[0])
    assert int(rows[1]) - int(rows[0]) + 1 == len(screened[1].summaries)


def test_links_lead_to_sheets_that_are_there(written: dict[str, Path]) -> None:
    for folder in written.values():
        book = Book(folder / WORKBOOK)
        for name in book.names:
            for link in book.sheet(name).iter(f"{MAIN}hyperlink"):
                sheet, _, cell = link.attrib["location"].rpartition("!")
                assert sheet.strip("'") in book.names
                assert re.fullmatch("A[0-9]+", cell)


def test_a_measure_of_which_nobody_is_entitled_or_open_has_an_empty_list(
    screened: Connected, policy: Policy, tmp_path: Path
) -> None:
    connection, _ = screened
    day = dt.date(2021, 1, 5)  # before the notice: everybody is refused
    screening = screen(
        connection, resolve(policy, "440783", day, dt.date(2022, 5, 20)), ["stabilisation-refund"]
    )
    write_workbook(tmp_path / "book.xlsx", screening, rows_of(connection, screening))
    book, parts = CalamineWorkbook.from_path(str(tmp_path / "book.xlsx")), Book(tmp_path / "book.xlsx")
    assert table(book, "1 稳岗返还") == []
    assert "没有可享受或待查明的对象。" in book.get_sheet_by_name("1 稳岗返还").to_python()[FIRST]
    [line] = [line for line in measures_of_summary(book) if line["政策措施"] == "稳岗返还"]
    assert (line["可享受"], line["待查明"], line["核对"]) == (0, 0, "✓ 一致")
    filtered = parts.sheet("1 稳岗返还").find(f"{MAIN}autoFilter")
    assert filtered is not None
    assert filtered.attrib["ref"].endswith("5")
    screen(connection, resolve(policy, "440783", dt.date(2022, 5, 20), dt.date(2022, 5, 20)))


# --- words -------------------------------------------------------------------------------------------


def fixed_words(path: Path) -> dict[str, list[str]]:
    """Titles, headings and notes by sheet: what isn't a name on record."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: [
            str(cell)
            for line in book.get_sheet_by_name(name).to_python()[: HEAD + 1]
            for cell in line
            if cell
        ]
        for name in book.sheet_names
    }


def test_the_traditional_workbook_is_the_simplified_one_in_traditional_characters(
    written: dict[str, Path],
) -> None:
    hans, hant = (fixed_words(written[lang] / WORKBOOK) for lang in ("zh-Hans", "zh-Hant"))
    for (name, words), (other, others) in zip(hans.items(), hant.items(), strict=True):
        assert traditional(name) == other
        if not name[0].isdigit():
            assert [traditional(text) for text in words] == others
        else:
            heads = [text for text in words if "\n" not in text]
            assert [traditional(text) for text in heads] == [text for text in others if "\n" not in text]


def test_the_english_workbook_has_no_chinese_but_quotations_and_names(written: dict[str, Path]) -> None:
    for name, words in fixed_words(written["en"] / WORKBOOK).items():
        assert not re.search("[一-鿿]", name)
        for text in words:
            if "The notice: " in text:  # a quotation stays as it was written
                text = re.sub("The notice: .*", "", text)
            number = text.replace("开府〔2022〕5号", "")
            assert not re.search("[一-鿿]", number), (name, text)


def test_every_text_stands_in_both_languages_with_the_same_parts() -> None:
    pairs = dict(TEXTS.items()) | {f"{n}": (item[2], item[3]) for n, item in enumerate(READING)}
    for key, (zh, en) in pairs.items():
        assert set(re.findall("{[a-z]+}", zh)) == set(re.findall("{[a-z]+}", en)), key
        assert zh
        assert en
        assert not re.search("[一-鿿]", en), key


def test_an_open_row_names_the_facts_that_are_missing_and_no_others(
    screened: Connected, policy: Policy, law: Law
) -> None:
    connection, screening = screened
    source, asked = Stored(connection, policy.dictionary), 0
    for rows in rows_of(connection, screening):
        measure = rows.columns.rule.measure
        program = compile_rules(law, measure.unit, [measure.id])
        waiting = [f for f in rows.rows() if not (rows.ready(f) or f.to_choose or f.gives_way)]
        for found in waiting[:6] + waiting[-6:]:
            facts = gather(source, policy.dictionary, program.shape, found.key)
            [outcome] = outcomes(program, Reader(policy.dictionary, program.shape).read(facts))
            questions = [rows.questions.items[number] for number in found.asked]
            # a list is not named where the record it belongs to is unknown: that record's facts are
            unknown_lists = {
                link.label.hans
                for record in policy.dictionary.records.values()
                for link in record.links.values()
            }
            told = [item for item in outcome.missing if item.question.hans not in unknown_lists]
            wanted = {(item.register, item.question.hans) for item in told if item.register}
            assert {(item.register, item.ask.hans) for item in questions if item.register} == wanted
            figures = {item.label.hans for item in outcome.missing if not item.register} - unknown_lists
            assert {item.label.hans for item in questions if not item.register} == figures
            assert questions
            asked += len(questions)
    assert asked > 100


def test_the_reason_of_an_open_row_names_condition_register_and_fact(screened: Connected) -> None:
    rows = _rows(screened, "stabilisation-refund")
    found = next(item for item in rows.rows() if not item.entitled)
    for lang in ("zh-Hans", "zh-Hant", "en"):
        speech = Speech(lang)
        why, whom = Reasons(rows, speech).why(found), Reasons(rows, speech).whom(found)
        question = rows.questions.items[found.asked[0]]
        assert rows.columns.rule.conditions[found.open[0]].label.in_(lang) in why
        assert question.label.in_(lang) in why
        assert rows.dictionary.registers[question.register].in_(lang) in why
        assert rows.dictionary.registers[question.register].in_(lang) in whom


def test_the_reason_of_a_refund_is_its_sum_with_numbers(screened: Connected) -> None:
    rows = _rows(screened, "stabilisation-refund")
    found = next(item for item in rows.rows() if rows.ready(item))
    reason = Reasons(rows, Speech("zh-Hans")).why(found)
    paid, rate, amount = (
        Decimal(number.replace(",", ""))
        for number in re.findall(r"([\d.,]+)元 × ([\d.]+)% = ([\d.,]+)元", reason)[0]
    )
    assert abs(paid * rate / 100 - amount) <= Decimal("0.005")
    assert amount == found.low


def test_the_work_list_counts_the_rows_that_wait(written: dict[str, Path]) -> None:
    book = CalamineWorkbook.from_path(str(written["zh-Hans"] / WORKBOOK))
    todo, speech = table(book, "待查清单"), Speech("zh-Hans")
    sheets = {name.split(" ", 1)[1]: name for name in lists(book)}
    assert todo
    for item in todo[:40]:
        name = next(name for title, name in sheets.items() if str(item["政策措施"]).startswith(title))
        waiting = [
            row
            for row in table(book, name)
            if str(item["登记来源"]) in str(row["向谁查"]).split(speech.comma)
            and str(item["待查事实"]) in str(row["测算依据"])
        ]
        assert len(waiting) >= item["待查行数"] > 0  # type: ignore[operator]
    lines = book.get_sheet_by_name("汇总").to_python()
    head = next(number for number, line in enumerate(lines) if line[0] == "登记来源")
    for line in lines[head + 1 :]:
        if not line[0] or not line[1]:
            break
        waiting = [
            row
            for name in lists(book)
            for row in table(book, name)
            if line[0] in str(row["向谁查"]).split(speech.comma)
        ]
        alone = [row for row in waiting if row["向谁查"] == line[0]]
        assert (len(waiting), len(alone)) == (line[1], line[2])


def test_progress_tells_each_sheet_and_ends_with_all_rows(screened: Connected, tmp_path: Path) -> None:
    connection, screening = screened
    told: list[tuple[str, int, int]] = []
    write_workbook(
        tmp_path / "book.xlsx",
        screening,
        rows_of(connection, screening),
        progress=lambda what, done, of: told.append((what, done, of)),
    )
    total = sum(item.entitled + item.unknown for item in screening.summaries)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1:] == (total, total)
    sheets = [name for name in Book(tmp_path / "book.xlsx").names if name[0].isdigit()]
    assert list(dict.fromkeys(what for what, _, _ in told)) == [f"workbook: {name}" for name in sheets]


def test_the_same_results_give_the_same_workbook(screened: Connected, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_workbook(tmp_path / f"{name}.xlsx", screened[1], rows_of(*screened))
    one, two = (zipfile.ZipFile(tmp_path / f"{name}.xlsx") for name in ("one", "two"))
    assert one.namelist() == two.namelist()
    assert all(one.read(part) == two.read(part) for part in one.namelist())


def _rows(screened: Connected, measure: str) -> Rows:
    return next(rows for rows in rows_of(*screened) if rows.columns.rule.measure.id == measure)
