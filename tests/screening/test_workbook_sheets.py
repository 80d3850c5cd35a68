"""The workbook as a clerk meets it: its sheets, charts and links, and its words in three languages."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook
from tests.screening.books import (
    CHART,
    FIRST,
    HEAD,
    MAIN,
    Book,
    Connected,
    lists,
    measures_of_summary,
    rows_in,
    table,
    value,
)

from anye.reference.traditional import traditional
from anye.rules.evaluate import outcomes
from anye.rules.facts import Reader
from anye.rules.policy import Policy
from anye.rules.program import compile_rules
from anye.rules.resolve import Law, resolve
from anye.screening.engine import screen
from anye.screening.findings import rows_of
from anye.screening.gather import gather
from anye.screening.reasons import Reasons
from anye.screening.results import WORKBOOK
from anye.screening.tables import Stored
from anye.screening.workbook import write_workbook
from anye.screening.workbook_words import READING, TEXTS, Speech

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
        waiting = [f for f in rows.rows() if not (rows.ready(f) or f.others or f.award)]
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
    rows = rows_in(screened, "stabilisation-refund")
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
    rows = rows_in(screened, "stabilisation-refund")
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
    total = sum(item.entitled + item.unknown + item.gives_way for item in screening.summaries)
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


def test_who_gives_way_is_listed_last_with_the_reason_and_no_amount(written: dict[str, Path]) -> None:
    """The planted veteran who was lifted out of poverty, the one granted before, and the second of two jobs."""
    book = CalamineWorkbook.from_path(str(written["zh-Hans"] / WORKBOOK))
    reasons = set()
    for name in lists(book):
        gone = [row for row in table(book, name) if row["结果"] == "让位"]
        for row in gone:
            amounts = [item for head, item in row.items() if str(head).endswith((" 最少", " 最多"))]
            assert all(item in ("", 0.0) for item in amounts)
            assert row["下一步"] == "不办理"
            assert row["向谁查"] == ""
            reasons.add(str(row["测算依据"]).split("；")[0])
    assert "符合条件，但与吸纳退役军人就业补贴不可同时享受，让位" in reasons
    assert "此前已享受吸纳脱贫人口就业补贴，不得再享受" in reasons
    assert "共用的限额已由基层就业补贴（另一条记录）用完" in reasons


def test_what_is_left_to_a_start_up_is_told_with_what_was_taken_off(written: dict[str, Path]) -> None:
    book = CalamineWorkbook.from_path(str(written["zh-Hans"] / WORKBOOK))
    [name] = [name for name in lists(book) if "创业带动就业补贴" in name]
    rows = [row for row in table(book, name) if "已除去" in str(row["测算依据"])]
    assert any("已除去吸纳退役军人就业补贴" in str(row["测算依据"]) for row in rows)
    assert all(row["结果"] in ("可享受", "待查明") for row in rows)
