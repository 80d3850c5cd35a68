"""The screening result as an Excel workbook a clerk opens: a summary, what to ask, what is to be confirmed, a sheet a
measure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

from .engine import Screening
from .findings import Rows
from .workbook_layout import Listing, Looks, Progress, listings
from .workbook_lists import first_to_confirm, work, write_asking, write_confirming, write_reading
from .workbook_sheets import MeasureSheet
from .workbook_summary import SummarySheet
from .workbook_words import Speech

FRONT = ("summary", "asking", "confirming", "reading")
OPTIONS = {
    "constant_memory": True,  # a row is on the disk before the next is written
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(
    path: Path,
    screening: Screening,
    all_rows: list[Rows],
    lang: str = "zh-Hans",
    progress: Progress = lambda what, done, of: None,
) -> None:
    """Writes the workbook. Text is written as text, so a name that begins with = stays a name.

    `progress` is told `workbook: <sheet>`, rows written and rows in all. Memory doesn't grow with the rows.
    """
    speech = Speech(lang)
    summaries = {item.measure: item for item in screening.summaries}
    lists = listings(all_rows, summaries, speech)
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        _describe(book, screening, speech)
        looks = Looks(book, speech)
        names = {key: speech.say(key) for key in FRONT}
        sheets = {key: book.add_worksheet(name) for key, name in names.items()}
        for sheet in sheets.values():
            sheet.set_tab_color("#1F4E5F")
        todo = work(lists, speech)
        SummarySheet(book, sheets["summary"], looks, speech, screening, lists).write(todo, names)
        write_asking(sheets["asking"], looks, speech, todo)
        write_confirming(sheets["confirming"], looks, speech, lists)
        write_reading(sheets["reading"], looks, speech, any(rows.full_identity for rows in all_rows))
        _write_measures(book, looks, speech, lists, names, progress)


def _write_measures(
    book: xlsxwriter.Workbook,
    looks: Looks,
    speech: Speech,
    lists: list[Listing],
    names: dict[str, str],
    progress: Progress,
) -> None:
    begins, summary = first_to_confirm(lists), f"internal:'{names['summary']}'!A1"
    total, before = sum(listing.shown.listed for listing in lists), 0
    for listing in lists:
        what = f"workbook: {listing.name}"

        def report(done: int, what: str = what, before: int = before) -> None:
            progress(what, before + done, total)

        sheet = book.add_worksheet(listing.name)
        confirming = f"internal:'{names['confirming']}'!{begins.get(listing.measure.id, 'A1')}"
        MeasureSheet(sheet, looks, speech, listing, summary, confirming).write(report)
        before += listing.shown.listed


def _describe(book: xlsxwriter.Workbook, screening: Screening, speech: Speech) -> None:
    """The file's properties; its day is that of the screening, so that the same results give the same file."""
    law = screening.law
    title = f"{speech.say('summary')} {law.on}"
    created = dt.datetime.combine(law.on, dt.time())
    book.set_properties({"title": title, "comments": law.policy.digest, "created": created})
