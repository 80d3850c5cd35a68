"""The redeterminations of a city as a table: sums by measure, policy year and fund, and a workbook of every award."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from anye.rules.errors import AnyeError, Place, Problem
from anye.rules.explain import OUTCOMES
from anye.rules.policy import Policy
from anye.rules.redetermine import Redetermination
from anye.rules.types import Words

from .workbook import OPTIONS
from .workbook_layout import as_text

ZERO = Decimal("0.00")
KINDS = {
    "pay": Words("补发", "補發", "to pay"),
    "recover": Words("追回", "追回", "to recover"),
    "same-amount": Words("结论不同，金额不变", "結論不同，金額不變", "another answer, the same amount"),
    "open": Words("待查明", "待查明", "can't be told yet"),
    "other": Words("不涉及金额", "不涉及金額", "no money at stake"),
}
HEADINGS = (
    Words("待遇编号", "待遇編號", "award"),
    Words("政策措施", "政策措施", "measure"),
    Words("年度", "年度", "policy year"),
    Words("记录", "記錄", "record"),
    Words("发放日期", "發放日期", "granted on"),
    Words("账载金额", "賬載金額", "on record, yuan"),
    Words("原结论", "原結論", "old answer"),
    Words("原应得", "原應得", "old, yuan"),
    Words("新结论", "新結論", "new answer"),
    Words("新应得", "新應得", "new, yuan"),
    Words("处理", "處理", "to do"),
    Words("差额", "差額", "difference, yuan"),
    Words("依据", "依據", "provision"),
)
WIDTHS = (10, 26, 8, 18, 12, 14, 10, 14, 10, 14, 18, 14, 60)


@dataclass(frozen=True)
class Sum:
    """The awards of one measure and policy year that differ: how many of each kind, yuan to pay and to recover."""

    measure: str
    year: int
    fund: str
    awards: int
    pay: Decimal
    recover: Decimal
    open: int


class UnwrittenTable(AnyeError):
    """The table can't be written where it was to go."""


def sums(policy: Policy, items: Iterable[Redetermination]) -> list[Sum]:
    """By measure as the notice has them, and by policy year."""
    grouped: dict[tuple[str, int], list[Redetermination]] = {}
    for item in items:
        grouped.setdefault((item.award.measure, item.award.year), []).append(item)
    found = [
        Sum(
            measure=measure,
            year=year,
            fund=policy.measures[measure].fund,
            awards=len(group),
            pay=sum((item.pay for item in group if item.pay and item.pay > 0), ZERO),
            recover=-sum((item.pay for item in group if item.pay and item.pay < 0), ZERO),
            open=sum(item.kind == "open" for item in group),
        )
        for (measure, year), group in grouped.items()
    ]
    return sorted(found, key=lambda item: (policy.measures[item.measure].place, item.year))


def why(item: Redetermination, lang: str) -> str:
    """The provisions that make the difference, each with its document."""
    texts = (f"〔{one.number}〕{one.label.in_(lang)}" for one in item.provisions)
    return ("; " if lang == "en" else "；").join(texts)


def amounts(item: Redetermination) -> tuple[Any, Any]:
    """Old and new as a cell can show them: an amount, a span of bounds as text, or nothing for a no."""
    return tuple(_amount(outcome) for outcome in (item.old, item.new))


def _amount(outcome: Any) -> Any:
    if outcome.amount is not None or outcome.outcome == "no":
        return outcome.amount
    if outcome.bounds is None:
        return None
    low, high = ("" if end is None else f"{end}" for end in outcome.bounds)
    return f"{low} – {high}".strip()


def write_table(path: Path, policy: Policy, items: list[Redetermination], lang: str) -> None:
    """Every award that differs, a row each, as an Excel workbook; whole or not at all.

    Raises UnwrittenTable where the place can't be written.
    """
    beside = path.with_name(f".{path.name}.writing")
    try:
        with xlsxwriter.Workbook(str(beside), OPTIONS) as book:
            _sheet(book, policy, items, lang)
        beside.replace(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        beside.unlink(missing_ok=True)
        why_ = str(error).splitlines()[0]
        problem = Problem(Place(str(path)), "unwritable", f"表格无法写入（{why_}）。", f"can't be written ({why_}).",
                          "换一个文件名，或先关闭这个文件。", "name another file, or close this one first.")  # fmt: skip
        raise UnwrittenTable([problem]) from error


def _sheet(book: xlsxwriter.Workbook, policy: Policy, items: list[Redetermination], lang: str) -> None:
    sheet = book.add_worksheet(Words("重新核定", "重新核定", "Redetermination").in_(lang))
    head = book.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, heading.in_(lang), head)
    sheet.freeze_panes(1, 0)
    for line, item in enumerate(items, 1):
        award, (old, new) = item.award, amounts(item)
        unit = policy.dictionary.records[award.unit].label.in_(lang)
        cells = (
            award.id, policy.measures[award.measure].title.in_(lang), award.year, f"{unit} {award.key}",
            award.granted_on, award.amount, OUTCOMES[item.old.outcome].in_(lang), old,
            OUTCOMES[item.new.outcome].in_(lang), new, KINDS[item.kind].in_(lang), item.pay, why(item, lang),
        )  # fmt: skip
        for number, value in enumerate(cells):
            if isinstance(value, Decimal):
                sheet.write_number(
                    line, number, float(value), money
                )  # a cell holds no decimals; fen survive it
            elif isinstance(value, int):
                sheet.write_number(line, number, value)
            elif hasattr(value, "isoformat"):
                sheet.write_datetime(line, number, value, day)
            elif value is not None:
                sheet.write_string(line, number, as_text(str(value)))
    sheet.autofilter(0, 0, max(1, len(items)), len(HEADINGS) - 1)
