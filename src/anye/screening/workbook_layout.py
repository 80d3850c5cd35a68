"""Where everything in the workbook stands, and how it looks: sheets' names, columns, ranges, formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range_abs

from anye.rules.assumed import Assumed, assumed
from anye.rules.measure import Measure

from .engine import MeasureSummary
from .findings import Rows, Tally
from .workbook_words import YUAN, Speech

HEAD = 3  # the line of a list's headings, from 0: title, sentence and totals stand above
FIRST = HEAD + 1
ROWS_A_SHEET = 100_000  # beyond that Excel is no way to work; the Parquet file has them all
LONGEST_NAME = 31  # of a sheet, as Excel has it
LONGEST_TEXT = 32_767  # of a cell, as Excel has it
TALLEST_ROW = 400  # points; Excel has 409
LINE = 15  # points
Named = tuple[tuple[bool, bool], ...]
Progress = Callable[[str, int, int], None]

# What XML can't hold, or what would not be seen: control characters as their pictures ␀ ␉ ␍, the rest as �
_UNSEEN = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_UNSEEN |= dict.fromkeys([*range(0x80, 0xA0), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], 0xFFFD)


def as_text(name: str) -> str:
    """A name on record as a cell can hold it: the same but for control characters, and no longer than a cell."""
    return name.translate(_UNSEEN)[:LONGEST_TEXT]


@dataclass(frozen=True)
class Column:
    """`kind`: number, key, text, outcome, next, low, high, why, whom or sentence; the width is in characters."""

    kind: str
    heading: str
    width: int

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "key", "low", "high", "waiting")


@dataclass(frozen=True)
class Listing:
    """A measure's sheet: its name, its columns, what all its rows and what the listed ones add up to.

    `named` says which of the parties' names and numbers have a column; `assumed` is what is to be confirmed.
    """

    name: str
    rows: Rows
    summary: MeasureSummary
    named: Named
    assumed: tuple[Assumed, ...]
    columns: tuple[Column, ...]
    all: Tally
    shown: Tally

    @property
    def measure(self) -> Measure:
        return self.rows.columns.rule.measure

    @property
    def cut(self) -> bool:
        return self.shown.listed < self.all.listed

    @property
    def is_money(self) -> bool:
        return self.measure.amount.type.unit == YUAN

    @property
    def adds_up(self) -> bool:
        """Rates and rights don't."""
        return self.summary.low is not None

    @property
    def last(self) -> int:
        """The last line of the list; a list of nobody has one empty line."""
        return max(FIRST, HEAD + self.shown.listed)

    def place(self, kind: str) -> int:
        return next(place for place, column in enumerate(self.columns) if column.kind == kind)

    def cells(self, kind: str, elsewhere: bool = False) -> str:
        """The range of a column's cells, with the sheet's name where another sheet speaks of it."""
        place = self.place(kind)
        span = xl_range_abs(FIRST, place, self.last, place)
        return f"'{self.name}'!{span}" if elsewhere else span

    @property
    def link(self) -> str:
        return f"internal:'{self.name}'!A1"


def listings(all_rows: list[Rows], summaries: dict[str, MeasureSummary], speech: Speech) -> list[Listing]:
    """The sheets of all measures, in order; each name stands once and is no longer than Excel allows."""
    found = []
    for number, rows in enumerate(all_rows, start=1):
        measure = rows.columns.rule.measure
        every = rows.tally()
        shown = every if every.listed <= ROWS_A_SHEET else rows.tally(ROWS_A_SHEET)
        name = sheet_name(number, speech.word(measure.title))
        named = _named(rows)
        columns, taken = _columns(rows, named, speech), assumed(rows.screening.law, measure.id)
        found.append(Listing(name, rows, summaries[measure.id], named, taken, columns, every, shown))
    return found


def sheet_name(number: int, title: str) -> str:
    clean = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    return f"{number} {clean}"[:LONGEST_NAME].strip()


def _columns(rows: Rows, named: Named, speech: Speech) -> tuple[Column, ...]:
    found = [Column("number", speech.say("number"), 7), Column("key", speech.say("key"), 9)]
    for party, (has_name, has_number) in zip(rows.parties(), named, strict=True):
        label, personal = speech.word(party.label), party.record.personal
        if has_name:
            key = "person-name" if personal else "party-name"
            found.append(Column("text", speech.head(key, party=label), 12 if personal else 30))
        if has_number:
            key = "party-number" if personal else "credit-code"
            found.append(Column("text", speech.head(key, party=label), 21))
    found += [
        Column("outcome", speech.say("outcome"), 12),
        Column("next", speech.say("next"), 18 if speech.lang == "en" else 13),
    ]
    if rows.has_amount:
        heading = speech.amount(rows.columns.rule.measure)
        found += [Column(bound, f"{heading} {speech.say(bound)}", 15) for bound in ("low", "high")]
    return (
        *found,
        Column("why", speech.say("why"), 70),
        Column("whom", speech.say("whom"), 22),
        Column("sentence", speech.say("sentence"), 40),
    )


def _named(rows: Rows) -> Named:
    """Which names and numbers get a column: the unit's own, and of those it is linked to what any row has."""
    found = []
    for party, filled in zip(rows.parties(), rows.filled(), strict=True):
        there = (bool(party.record.name_column), bool(party.record.identity))
        found.append(there if not party.link else (there[0] and filled[0], there[1] and filled[1]))
    return tuple(found)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a cell of that many characters: a Chinese one is two wide.

    A twelfth is left over for words that don't break; Latin text is narrower than its digits. A Chinese character
    has three bytes, a Latin one has one: quicker than looking at each, and there may be 100,000 rows.
    """
    total = 0
    for part in text.split("\n"):
        letters, coded = len(part), len(part.encode())
        wide = (letters + coded) // 2 if coded > letters * 5 // 4 else letters * 9 // 10
        total += max(1, -(-wide // max(1, width * 11 // 12)))
    return total


def height(pairs: Iterable[tuple[str, int]]) -> int:
    """The height, in points, of a row with texts in columns of those widths."""
    return min(TALLEST_ROW, LINE * max(lines_of(text, width) for text, width in pairs) + 2)


INK, ENTITLED, OPEN, PALE = "#1F4E5F", "#2E7D6B", "#E8A33D", "#FFF6E5"


class Looks:
    """The workbook's formats, made once."""

    def __init__(self, book: Any, speech: Speech):
        self.book = book
        self.font = "Calibri" if speech.lang == "en" else "等线"
        self.base = {"font_name": self.font, "font_size": 11, "valign": "vcenter"}
        self.text = self.of()
        self.top = self.of(valign="top", align="left", indent=1)
        self.wrap = self.of(text_wrap=True, valign="top", align="left", indent=1)
        self.block = self.of(text_wrap=True)
        self.head = self.of(
            bold=True,
            bg_color=INK,
            font_color="#FFFFFF",
            text_wrap=True,
            border=1,
            border_color="#FFFFFF",
            indent=1,
        )
        self.head_right = self.of(
            bold=True,
            bg_color=INK,
            font_color="#FFFFFF",
            text_wrap=True,
            border=1,
            border_color="#FFFFFF",
            align="right",
        )
        self.small = self.of(italic=True, font_color="#595959")
        self.padded = self.of(indent=1)
        self.title = self.of(bold=True, font_size=14, font_color=INK)
        self.section = self.of(bold=True, font_size=12, font_color=INK, bottom=2, bottom_color=INK)
        self.faint = self.of(italic=True, font_color="#595959", text_wrap=True, valign="top")
        self.link = self.of(font_color="#0563C1", underline=1, indent=1)
        self.link_top = self.of(font_color="#0563C1", underline=1, valign="top", align="left", indent=1)
        self.warning = self.of(bold=True, font_color="#B00020", text_wrap=True)
        self.right = self.of(align="right")
        self.count = self.of(num_format="#,##0")
        self.money = self.of(num_format="#,##0.00")
        total = {"bold": True, "top": 1, "bg_color": "#E4EEF1"}
        self.total = self.of(**total)
        self.total_right = self.of(**total, align="right")
        self.total_count = self.of(**total, num_format="#,##0")
        self.total_money = self.of(**total, num_format="#,##0.00", align="right")
        self.number_top = self.of(num_format="0", valign="top")
        self.count_top = self.of(num_format="#,##0", valign="top")
        self.entitled = self.of(
            num_format='"✓ "@', font_color="#1B5E4B", bold=True, valign="top", align="left", indent=1
        )
        self.open = self.of(
            num_format='"？ "@', font_color="#8A5200", italic=True, valign="top", align="left", indent=1
        )
        self.gone = self.of(num_format='"↷ "@', font_color="#595959", valign="top", align="left", indent=1)
        self.tint = book.add_format({"bg_color": PALE})

    def of(self, **parts: Any) -> Any:
        return self.book.add_format(self.base | parts)

    def amount(self, listing: Listing, **parts: Any) -> Any:
        """The format of a measure's amounts: yuan and fen, a percentage, or a number with its unit."""
        if listing.measure.amount.kind == "rate":
            return self.of(num_format="0.0##%", **parts)
        return self.of(num_format="#,##0.00" if listing.is_money else "#,##0", align="right", **parts)
