"""The screening result as an Excel workbook a clerk opens: a summary, then a sheet a measure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from anye.rules.assumed import assumed
from anye.rules.measure import FUNDS, KINDS
from anye.rules.phrases import PHRASES
from anye.rules.types import Words, show_unit

from .engine import MeasureSummary, Screening
from .findings import Found, Rows

ROWS_A_SHEET = 100_000  # beyond that Excel is no way to work; the Parquet file has them all
HEADINGS: dict[str, Words] = {
    "summary": Words("汇总", "匯總", "Summary"),
    "measure": Words("政策措施", "政策措施", "Measure"),
    "fund": Words("资金", "資金", "Fund"),
    "lead": Words("牵头部门", "牽頭部門", "Lead department"),
    "entitled": Words("可享受", "可享受", "Entitled"),
    "unknown": Words("待查明", "待查明", "Unknown"),
    "refused": Words("不符合", "不符合", "Not entitled"),
    "amount": Words("金额（元）", "金額（元）", "Amount (yuan)"),
    "value": Words("数量", "數量", "Value"),
    "kind": Words("种类", "種類", "Kind"),
    "low": Words("最少", "最少", "At least"),
    "high": Words("最多", "最多", "At most"),
    "sheet": Words("工作表", "工作表", "Sheet"),
    "number": Words("序号", "序號", "No."),
    "key": Words("记录号", "記錄號", "Record"),
    "name": Words("名称", "名稱", "name"),
    "identity": Words("证件号码", "證件號碼", "number"),
    "outcome": Words("结果", "結果", "Outcome"),
    "why": Words("测算依据", "測算依據", "Why"),
    "sentence": Words("政策原文", "政策原文", "Sentence it rests on"),
    "colon": Words("：", "：", ": "),
    "assumed": Words("待核实项", "待核實項", "To be confirmed"),
    "total": Words("合计", "合計", "Total"),
    "title": Words(
        "{number} 全市筛查结果（{on}，所知截至 {known}）",
        "{number} 全市篩查結果（{on}，所知截至 {known}）",
        "{number}: screening of the city on {on} (law as known on {known})",
    ),
    "note": Words(
        "未扣除互斥和累计限额之间的取舍：同一对象可能同时列在几项之下。“最少”只计可享受的，“最多”连同待查明的。名单供核对，不是审批决定。",
        "未扣除互斥和累計限額之間的取捨：同一對象可能同時列在幾項之下。「最少」只計可享受的，「最多」連同待查明的。名單供核對，不是審批決定。",
        "Before exclusions between measures: one subject may stand under several. “At least” counts those entitled, "
        "“at most” the unknown too. A list to work from, not a decision.",
    ),
    "masked": Words("证件号码已遮盖。", "證件號碼已遮蓋。", "Numbers of persons are masked."),
    "bare": Words(
        "本簿载有完整证件号码，须按个人信息保管，不得外传。",
        "本簿載有完整證件號碼，須按個人信息保管，不得外傳。",
        "This workbook holds full identity numbers: keep it as personal data and pass it to nobody.",
    ),
    "unbounded": Words("有金额待定", "有金額待定", "some amounts are open"),
    "cut": Words(
        "本表只列前 {shown} 行，全部见 {file}。",
        "本表只列前 {shown} 行，全部見 {file}。",
        "Only the first {shown} rows; all are in {file}.",
    ),
    "digest": Words("规则版本 {digest}", "規則版本 {digest}", "Rules {digest}"),
}
Progress = Callable[[str, int, int], None]


def write_workbook(
    path: Path,
    screening: Screening,
    all_rows: list[Rows],
    lang: str = "zh-Hans",
    progress: Progress = lambda w, d, o: None,
) -> None:
    """Writes the workbook. Text is written as text, so a name that begins with = stays a name."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        writer = _Writer(book, screening, lang)
        names = writer.sheet_names(all_rows)
        writer.summary(all_rows, names)
        for done, rows in enumerate(all_rows):
            progress("workbook", done, len(all_rows))
            writer.measure(rows, names[rows.columns.rule.measure.id])
        progress("workbook", len(all_rows), len(all_rows))


class _Writer:
    def __init__(self, book: Any, screening: Screening, lang: str):
        self.book, self.screening, self.lang = book, screening, lang
        base = {"font_name": "等线" if lang != "en" else "Calibri", "font_size": 11, "valign": "vcenter"}
        self.text = book.add_format(base)
        self.wrap = book.add_format(base | {"text_wrap": True})
        self.head = book.add_format(
            base
            | {"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "border": 1}
        )
        self.money = book.add_format(base | {"num_format": "#,##0.00"})
        self.plain = book.add_format(base | {"num_format": "0"})
        self.rate = book.add_format(base | {"num_format": "0.0##%"})
        self.count = book.add_format(base | {"num_format": "#,##0"})
        self.bold_money = book.add_format(base | {"num_format": "#,##0.00", "bold": True, "top": 1})
        self.bold = book.add_format(base | {"bold": True, "top": 1})
        self.indented = book.add_format(base | {"indent": 1})
        self.right = book.add_format(base | {"align": "right"})
        self.bold_right = book.add_format(base | {"bold": True, "top": 1, "align": "right"})
        self.title = book.add_format(base | {"bold": True, "font_size": 14})
        self.faint = book.add_format(
            base | {"italic": True, "font_color": "#666666", "text_wrap": True, "valign": "top"}
        )
        self.link = book.add_format(base | {"font_color": "#0563C1", "underline": 1})

    def say(self, key: str, **parts: object) -> str:
        return HEADINGS[key].in_(self.lang).format(**parts)

    def sheet_names(self, all_rows: list[Rows]) -> dict[str, str]:
        """Sheet names: the measure's title, at most 31 letters, none twice."""
        names: dict[str, str] = {}
        for number, rows in enumerate(all_rows, start=1):
            title = rows.columns.rule.measure.title.in_(self.lang)
            clean = "".join(letter for letter in title if letter not in "[]:*?/\\'")
            names[rows.columns.rule.measure.id] = f"{number} {clean}"[:31]
        return names

    def summary(self, all_rows: list[Rows], names: dict[str, str]) -> None:
        sheet = self.book.add_worksheet(self.say("summary"))
        law = self.screening.law
        number = "、".join(
            sorted({law.policy.enactments[r.columns.rule.measure.enactment].number for r in all_rows})
        )
        sheet.write_string(0, 0, self.say("title", number=number, on=law.on, known=law.known), self.title)
        sheet.set_row(1, 34)
        bare = any(rows.full_identity for rows in all_rows)
        note = f"{self.say('note')} {self.say('bare' if bare else 'masked')}"
        sheet.merge_range(1, 0, 1, 9, note, self.faint)
        keys = ["measure", "fund", "lead", "entitled", "unknown", "refused", "kind", "low", "high", "sheet"]
        heads = [self.say(key) for key in keys]
        for column, heading in enumerate(heads):
            sheet.write_string(3, column, heading, self.head)
        for column, width in enumerate((38, 22, 24, 10, 10, 12, 12, 20, 20, 12)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(4, 1)
        by_id = {summary.measure: summary for summary in self.screening.summaries}
        for line, rows in enumerate(all_rows, start=4):
            self._summary_line(sheet, line, rows, by_id[rows.columns.rule.measure.id], names)
        self._totals(sheet, 4 + len(all_rows), all_rows, by_id)
        line = 6 + len(all_rows)
        sheet.merge_range(line, 0, line, 9, self.say("digest", digest=law.policy.digest), self.faint)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _summary_line(
        self, sheet: Any, line: int, rows: Rows, summary: MeasureSummary, names: dict[str, str]
    ) -> None:
        measure = rows.columns.rule.measure
        fund = FUNDS[measure.fund].in_(self.lang) if measure.fund in FUNDS else "—"
        sheet.write_string(line, 0, measure.title.in_(self.lang), self.text)
        sheet.write_string(line, 1, fund, self.text)
        sheet.write_string(line, 2, measure.lead, self.text)
        for column, count in enumerate((summary.entitled, summary.unknown, summary.refused), start=3):
            sheet.write_number(line, column, count, self.count)
        sheet.write_string(line, 6, KINDS[measure.amount.kind].in_(self.lang), self.indented)
        if summary.low is not None:  # rates and rights don't add up
            form = self.money if _is_money(rows) else self._counted(rows)
            sheet.write_number(line, 7, summary.low, form)
            self._most(sheet, line, summary.high, form, self.right)
        sheet.write_url(line, 9, f"internal:'{names[measure.id]}'!A1", self.link, self.say("sheet"))

    def _most(self, sheet: Any, line: int, high: Any, form: Any, words: Any) -> None:
        """The upper bound of a line of the summary, or that there is none."""
        if high is None:
            sheet.write_string(line, 8, self.say("unbounded"), words)
        else:
            sheet.write_number(line, 8, high, form)

    def _counted(self, rows: Rows) -> Any:
        """The form of a number that is no money, with its unit: 798 个月."""
        unit = show_unit(rows.columns.rule.measure.amount.type.unit, self.lang)
        return self.book.add_format({"num_format": f'#,##0 "{unit}"', "valign": "vcenter"})

    def _totals(self, sheet: Any, line: int, all_rows: list[Rows], by_id: dict[str, MeasureSummary]) -> None:
        """Totals of money paid only: persons and employers under several measures would be counted twice."""
        paid = [
            by_id[rows.columns.rule.measure.id]
            for rows in all_rows
            if rows.columns.rule.measure.amount.kind == "payment"
        ]
        sheet.write_string(line, 0, self.say("total"), self.bold)
        for column in range(1, 7):
            sheet.write_blank(line, column, None, self.bold)
        sheet.write_number(line, 7, sum(item.low for item in paid if item.low is not None), self.bold_money)
        highs = [item.high for item in paid if item.high is not None]
        high = sum(highs) if len(highs) == len(paid) else None
        self._most(sheet, line, high, self.bold_money, self.bold_right)

    def measure(self, rows: Rows, name: str) -> None:
        sheet = self.book.add_worksheet(name)
        measure = rows.columns.rule.measure
        clauses = self.screening.law.policy.enactments[measure.enactment].text
        sentence = " ".join(f"〔{clause}〕{clauses.get(clause, '')}" for clause in measure.clauses)
        sheet.write_string(0, 0, measure.title.in_(self.lang), self.title)
        heads, widths = self._heads(rows)
        sheet.merge_range(1, 0, 1, len(heads) - 1, sentence, self.faint)
        sheet.set_row(1, 20 + 18 * (len(sentence) // 70))
        unconfirmed = self._assumed(rows)
        if unconfirmed:
            sheet.merge_range(
                2, 0, 2, len(heads) - 1, f"{self.say('assumed')}{self.say('colon')}{unconfirmed}", self.faint
            )
            sheet.set_row(2, 20 + 18 * (len(unconfirmed) // 70))
        for column, (heading, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, heading, self.head)
        sheet.freeze_panes(4, 3)
        words = rows.words(self.lang)
        last = 3
        for number, found in enumerate(rows.rows(ROWS_A_SHEET), start=1):
            last = 3 + number
            why = rows.why(found, words)
            self._row(sheet, last, number, rows, found, why)
        sheet.autofilter(3, 0, max(last, 4), len(heads) - 1)
        if last - 3 == ROWS_A_SHEET:
            sheet.write_string(
                last + 1, 0, self.say("cut", shown=ROWS_A_SHEET, file=f"{measure.id}.parquet"), self.text
            )
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)

    def _heads(self, rows: Rows) -> tuple[list[str], list[int]]:
        heads, widths = [self.say("number"), self.say("key")], [7, 10]
        for party in rows.parties():
            label = party.record.label.in_(self.lang)
            space = " " if self.lang == "en" else ""
            if party.record.name_column:
                heads.append(f"{label}{space}{self.say('name')}")
                widths.append(30)
            if party.record.identity:
                heads.append(f"{label}{space}{self.say('identity')}")
                widths.append(22)
        kind = rows.columns.rule.measure.amount.kind
        unit = self.say("amount") if kind == "payment" else KINDS[kind].in_(self.lang)
        if not _is_money(rows) and kind not in ("rate", "none"):
            shown = show_unit(rows.columns.rule.measure.amount.type.unit, self.lang)
            unit = (
                f"{self.say('value')} ({shown})" if self.lang == "en" else f"{self.say('value')}（{shown}）"
            )
        heads.append(self.say("outcome"))
        widths.append(12)
        if kind != "none":
            heads += [f"{unit} {self.say('low')}", f"{unit} {self.say('high')}"]
            widths += [16, 16]
        return [*heads, self.say("why"), self.say("sentence")], [*widths, 70, 40]

    def _row(
        self,
        sheet: Any,
        line: int,
        number: int,
        rows: Rows,
        found: Found,
        why: str,
    ) -> None:
        sheet.write_number(line, 0, number, self.count)
        sheet.write_number(line, 1, found.key, self.plain)
        column = 2
        for party, (name, identity) in zip(rows.parties(), found.parties, strict=True):
            for value in [name] * bool(party.record.name_column) + [identity] * bool(party.record.identity):
                sheet.write_string(line, column, value, self.text)
                column += 1
        sheet.write_string(line, column, self.say("entitled" if found.entitled else "unknown"), self.text)
        column += 1
        measure = rows.columns.rule.measure
        if measure.amount.kind != "none":
            form = (
                self.rate if measure.amount.kind == "rate" else self.money if _is_money(rows) else self.count
            )
            for offset, value in enumerate((found.low, found.high)):
                if value is not None:
                    sheet.write_number(line, column + offset, value, form)
            column += 2
        cite = measure.amount.cite
        sentence = f"〔{cite.clause}〕{cite.quote}" if cite.clause else f"{cite.document} {cite.fact}"
        sheet.write_string(line, column, why, self.wrap)
        sheet.write_string(line, column + 1, sentence, self.wrap)

    def _assumed(self, rows: Rows) -> str:
        """What the measure's answers rest on that is still to be confirmed, by label; readings are in the notes."""
        items = assumed(self.screening.law, rows.columns.rule.measure.id)
        labels = dict.fromkeys(item.label.in_(self.lang) for item in items if item.kind != "reading")
        return PHRASES["comma"].in_(self.lang).join(labels)


def _is_money(rows: Rows) -> bool:
    return rows.columns.rule.measure.amount.type.unit == (("yuan", 1),)
