"""The workbook's first sheet: money by fund, what to do first, every measure with its check, charts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from anye.rules.measure import KINDS
from anye.rules.types import show_unit

from .engine import Screening
from .workbook_layout import ENTITLED, INK, LINE, OPEN, ROWS_A_SHEET, Listing, Looks, lines_of
from .workbook_lists import Work, count_to_confirm
from .workbook_sheets import page
from .workbook_words import Speech

_PAYMENT = KINDS["payment"]
# columns: the money stands under the same headings by fund and by measure
MEASURE, LOW, HIGH, PAYABLE, KIND, ENTITLED_COUNT, READY, UNKNOWN, GIVES_WAY, REFUSED, FUND, LEAD, CHECK = (
    range(13)
)
KEYS = "measure low high payable kind entitled ready-count unknown gives-way refused fund lead check".split()
CHINESE_WIDTHS = (36, 19, 19, 19, 10, 10, 11, 10, 10, 10, 22, 26, 20)
ENGLISH_WIDTHS = (50, 19, 19, 19, 10, 10, 12, 10, 10, 10, 30, 46, 22)
NUMBERS = (LOW, HIGH, PAYABLE, ENTITLED_COUNT, READY, UNKNOWN, GIVES_WAY, REFUSED)
FUND_HEAD = 4  # the line of the fund table's headings
CHART_LINES = 12


@dataclass(frozen=True)
class Money:
    """A fund's payments: certain to those entitled, at most to all who may be, and what can be paid now."""

    fund: str
    low: Decimal
    high: Decimal | None
    payable: Decimal


def by_fund(listings: list[Listing]) -> list[Money]:
    """What each fund pays: neither loans nor dues."""
    funds: dict[str, list[Listing]] = {}
    for listing in listings:
        if listing.measure.amount.kind == "payment":
            funds.setdefault(listing.measure.fund, []).append(listing)
    return [_money(fund, items) for fund, items in sorted(funds.items())]


def _money(fund: str, items: list[Listing]) -> Money:
    highs = [item.summary.high for item in items]
    high = None if None in highs else sum((high for high in highs if high is not None), Decimal(0))
    low = sum((item.summary.low or Decimal(0) for item in items), Decimal(0))
    return Money(fund, low, high, sum((item.all.payable for item in items), Decimal(0)))


class SummarySheet:
    """Writes the summary, line by line from the top."""

    def __init__(
        self,
        book: Any,
        sheet: Any,
        looks: Looks,
        speech: Speech,
        screening: Screening,
        listings: list[Listing],
    ):
        self.book, self.sheet, self.looks, self.speech = book, sheet, looks, speech
        self.screening, self.listings = screening, listings
        self.widths = ENGLISH_WIDTHS if speech.lang == "en" else CHINESE_WIDTHS
        self.funds = by_fund(listings)
        self.head = max(FUND_HEAD + CHART_LINES, FUND_HEAD + len(self.funds) + 10)  # of the table of measures
        self.first, self.last = self.head + 1, self.head + max(1, len(listings))

    def write(self, todo: Work, names: dict[str, str]) -> None:
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)
        self._title(names)
        self._funds()
        self._first()
        self._measures()
        end = self._registers(self.last + 4, todo, names)
        self.sheet.write_string(
            end + 2, 0, self.speech.say("digest", digest=self.screening.law.policy.digest), self.looks.small
        )
        self._fund_chart()
        self._count_chart(end + 4)
        self.sheet.set_h_pagebreaks([self.last + 3, end + 3])
        self.sheet.freeze_panes(1, 1)
        self.sheet.hide_gridlines(2)
        page(self.sheet, self.speech, self.speech.say("summary"), self._bare)

    @property
    def _bare(self) -> bool:
        return any(listing.rows.full_identity for listing in self.listings)

    def _title(self, names: dict[str, str]) -> None:
        law, say, sheet = self.screening.law, self.speech.say, self.sheet
        enactments = {law.policy.enactments[item.measure.enactment].number for item in self.listings}
        number = self.speech.chinese(self.speech.comma.join(sorted(enactments)))
        sheet.write_string(0, 0, say("title", number=number, on=law.on, known=law.known), self.looks.title)
        sheet.set_row(0, 26)
        note = f"{say('note')} {say('bare' if self._bare else 'masked')}"
        sheet.merge_range(1, 0, 1, CHECK, note, self.looks.warning if self._bare else self.looks.faint)
        sheet.set_row(1, LINE * lines_of(note, sum(self.widths)) + 4)
        for place, key in enumerate(("reading", "asking", "confirming")):
            sheet.write_url(2, place, f"internal:'{names[key]}'!A1", self.looks.link, f"→ {names[key]}")

    def _section(self, line: int, key: str, columns: int) -> None:
        """The heading of a part, underlined across its columns."""
        self.sheet.set_row(line, 22)
        for place in range(columns):
            self.sheet.write_blank(line, place, None, self.looks.section)
        self.sheet.write_string(line, 0, self.speech.say(key), self.looks.section)

    # --- money by fund ---------------------------------------------------------------------------
    def _column(self, place: int) -> str:
        """A column of the table of measures."""
        return str(xl_range_abs(self.first, place, self.last, place))

    def _sum_of(self, place: int, line: int) -> str:
        """The formula that adds up a column of the measures that pay, for the fund named on a line."""
        payment = self.speech.word(_PAYMENT)
        return f'SUMIFS({self._column(place)},{self._column(FUND)},$A{line + 1},{self._column(KIND)},"{payment}")'

    def _open_of(self, line: int) -> str:
        """The formula that counts a fund's measures without an upper bound."""
        payment, unbounded = self.speech.word(_PAYMENT), self.speech.say("unbounded")
        return (
            f'COUNTIFS({self._column(HIGH)},"{unbounded}",{self._column(FUND)},$A{line + 1},'
            f'{self._column(KIND)},"{payment}")'
        )

    def _funds(self) -> None:
        sheet, say, looks = self.sheet, self.speech.say, self.looks
        self._section(FUND_HEAD - 1, "by-fund", PAYABLE + 1)
        for place, key in enumerate(("fund", "low", "high", "payable")):
            sheet.write_string(FUND_HEAD, place, say(key), looks.head_right if place else looks.head)
        sheet.set_row(FUND_HEAD, 20)
        for line, item in enumerate(self.funds, start=FUND_HEAD + 1):
            sheet.write_string(line, 0, self.speech.fund(item.fund), looks.padded)
            sheet.write_formula(line, LOW, f"={self._sum_of(LOW, line)}", looks.money, float(item.low))
            most = f'=IF({self._open_of(line)}>0,"{say("unbounded")}",{self._sum_of(HIGH, line)})'
            self._most(line, most, item.high, looks.of(num_format="#,##0.00", align="right"))
            sheet.write_formula(
                line, PAYABLE, f"={self._sum_of(PAYABLE, line)}", looks.money, float(item.payable)
            )
        line = FUND_HEAD + 1 + len(self.funds)
        sheet.write_string(line, 0, say("total"), looks.total)
        for place, value in (
            (LOW, sum(f.low for f in self.funds)),
            (PAYABLE, sum(f.payable for f in self.funds)),
        ):
            sheet.write_formula(
                line, place, f"=SUM({self._fund_cells(place)})", looks.total_money, float(value)
            )
        highs = [item.high for item in self.funds]
        total = None if None in highs else sum((high for high in highs if high is not None), Decimal(0))
        cells = self._fund_cells(HIGH)
        most = f'=IF(COUNT({cells})<ROWS({cells}),"{say("unbounded")}",SUM({cells}))'
        self._most(line, most, total, looks.total_money)

    def _fund_cells(self, place: int) -> str:
        return str(xl_range_abs(FUND_HEAD + 1, place, FUND_HEAD + max(1, len(self.funds)), place))

    def _most(self, line: int, formula: str, high: Decimal | None, form: Any) -> None:
        shown = self.speech.say("unbounded") if high is None else float(high)
        self.sheet.write_formula(line, HIGH, formula, form, shown)

    # --- what to do first ------------------------------------------------------------------------
    def _first(self) -> None:
        say, count, sheet = self.speech.say, self.speech.count, self.sheet
        line = FUND_HEAD + 3 + len(self.funds)
        self._section(line, "first", PAYABLE + 1)
        ready = sum(item.all.ready for item in self.listings)
        entitled = sum(item.all.entitled for item in self.listings)
        unknown = sum(item.all.unknown for item in self.listings)
        payable = sum((item.payable for item in self.funds), Decimal(0))
        steps = [
            say("do-ready", count=count(ready), money=f"{payable:,.2f}"),
            say("do-amount", count=count(entitled - ready)),
            say("do-ask", count=count(unknown)),
            say("do-confirm", count=count(count_to_confirm(self.listings))),
            say(
                "do-choose",
                count=count(sum(item.summary.to_choose for item in self.listings)),
                gone=count(sum(item.all.gives_way for item in self.listings)),
            ),
        ]
        width = sum(self.widths[: PAYABLE + 1])
        for number, text in enumerate(steps, start=line + 1):
            sheet.merge_range(number, 0, number, PAYABLE, text, self.looks.block)
            sheet.set_row(number, LINE * lines_of(text, width) + 4)

    # --- the measures ----------------------------------------------------------------------------
    def _measures(self) -> None:
        sheet, say, looks = self.sheet, self.speech.say, self.looks
        self._section(self.head - 1, "by-measure", CHECK + 1)
        for place, key in enumerate(KEYS):
            number = place in NUMBERS
            sheet.write_string(self.head, place, say(key), looks.head_right if number else looks.head)
        sheet.set_row(self.head, 2 * LINE + 2)
        for line, listing in enumerate(self.listings, start=self.first):
            self._measure(line, listing)
        self._totals()

    def _measure(self, line: int, listing: Listing) -> None:
        sheet, looks, speech, summary = self.sheet, self.looks, self.speech, listing.summary
        measure, law = listing.measure, self.screening.law
        sheet.write_url(line, MEASURE, listing.link, looks.link, speech.word(measure.title))
        if listing.adds_up:
            form = looks.money if listing.is_money else self._counted(listing)
            sheet.write_number(line, LOW, float(summary.low or 0), form)
            if summary.high is None:
                sheet.write_string(line, HIGH, speech.say("unbounded"), looks.right)
            else:
                sheet.write_number(line, HIGH, float(summary.high), form)
            sheet.write_number(line, PAYABLE, float(listing.all.payable), form)
        sheet.write_string(line, KIND, speech.kind(measure), looks.padded)
        counts = (summary.entitled, listing.all.ready, summary.unknown, summary.gives_way, summary.refused)
        for place, count in enumerate(counts, start=ENTITLED_COUNT):
            sheet.write_number(line, place, count, looks.count)
        sheet.write_string(line, FUND, speech.fund(measure.fund), looks.padded)
        sheet.write_string(line, LEAD, speech.word(law.policy.department(measure.lead)), looks.padded)
        good, bad = self._agrees(listing), speech.say("differs")
        shown = good if agrees(listing) else bad
        formula = f'=IF(AND({",".join(self._tests(line, listing))}),"{good}","{bad}")'
        sheet.write_formula(line, CHECK, formula, looks.padded, shown)

    def _agrees(self, listing: Listing) -> str:
        return self.speech.say("agrees-cut" if listing.cut else "agrees")

    def _counted(self, listing: Listing) -> Any:
        """The format of a number that is no money, with its unit: 798 个月."""
        unit = show_unit(listing.measure.amount.type.unit, self.speech.lang)
        return self.looks.of(num_format=f'#,##0 "{unit}"', align="right")

    def _tests(self, line: int, listing: Listing) -> list[str]:
        """Formulas: the sheet has as many rows of each outcome as this line says, and they add up to its amounts.
        Of a list that is cut, as many as it can hold, the entitled first, and no more money than this line says."""
        cell = {place: f"{xl_col_to_name(place)}{line + 1}" for place in range(CHECK)}
        outcome = listing.cells("outcome", elsewhere=True)
        entitled, unknown, gone = cell[ENTITLED_COUNT], cell[UNKNOWN], cell[GIVES_WAY]
        if listing.cut:
            gone = f"MIN({gone},{ROWS_A_SHEET}-MIN({entitled}+{unknown},{ROWS_A_SHEET}))"
            unknown = f"MIN({unknown},{ROWS_A_SHEET}-MIN({entitled},{ROWS_A_SHEET}))"
            entitled = f"MIN({entitled},{ROWS_A_SHEET})"
        tests = [
            f'COUNTIF({outcome},"{self.speech.say("entitled")}")={entitled}',
            f'COUNTIF({outcome},"{self.speech.say("unknown")}")={unknown}',
            f'COUNTIF({outcome},"{self.speech.say("gives-way")}")={gone}',
            (
                f'COUNTIF({listing.cells("next", elsewhere=True)},"{self.speech.say("next-ready")}")'
                f"{'<=' if listing.cut else '='}{cell[READY]}"
            ),
        ]
        if listing.adds_up:
            zero = "<=0" if listing.cut else "=0"
            low, high = (listing.cells(bound, elsewhere=True) for bound in ("low", "high"))
            tests.append(f"ROUND(SUM({low})-{cell[LOW]},2){zero}")
            if listing.summary.high is not None:
                tests.append(f"ROUND(SUM({high})-{cell[HIGH]},2){zero}")
        return tests

    def _totals(self) -> None:
        """Totals of money paid only, as by fund: persons and employers under several measures would count twice."""
        sheet, say, looks, line = self.sheet, self.speech.say, self.looks, self.last + 1
        for place in range(CHECK + 1):
            sheet.write_blank(line, place, None, looks.total)
        sheet.write_string(line, 0, f"{say('total')}（{self.speech.word(_PAYMENT)}）"
                           if self.speech.lang != "en" else f"{say('total')} ({self.speech.word(_PAYMENT)}s)", looks.total)  # fmt: skip
        payment, kinds = self.speech.word(_PAYMENT), self._column(KIND)
        for place, value in (
            (LOW, sum(f.low for f in self.funds)),
            (PAYABLE, sum(f.payable for f in self.funds)),
        ):
            formula = f'=SUMIFS({self._column(place)},{kinds},"{payment}")'
            sheet.write_formula(line, place, formula, looks.total_money, float(value))
        highs = [item.high for item in self.funds]
        total = None if None in highs else sum((high for high in highs if high is not None), Decimal(0))
        unbounded, column = say("unbounded"), self._column(HIGH)
        most = (
            f'=IF(COUNTIFS({column},"{unbounded}",{kinds},"{payment}")>0,"{unbounded}",'
            f'SUMIFS({column},{kinds},"{payment}"))'
        )
        self._most(line, most, total, looks.total_money)
        checks = self._column(CHECK)
        good, bad = say("all-agree"), say("differs")
        formula = f'=IF(SUMPRODUCT(--(LEFT({checks},1)="✓"))=ROWS({checks}),"{good}","{bad}")'
        sheet.write_formula(
            line, CHECK, formula, looks.total, good if all(map(agrees, self.listings)) else bad
        )

    # --- whom to ask -----------------------------------------------------------------------------
    def _registers(self, line: int, todo: Work, names: dict[str, str]) -> int:
        """Which register how many rows wait for; the line after."""
        sheet, say, looks = self.sheet, self.speech.say, self.looks
        self._section(line - 1, "whom", PAYABLE + 1)
        for place, key in enumerate(("register", "waiting", "only", "facts")):
            sheet.write_string(line, place, say(key), looks.head_right if place else looks.head)
        sheet.set_row(line, 2 * LINE + 2)
        for item in todo.registers:
            line += 1
            sheet.write_url(line, 0, f"internal:'{names['asking']}'!A1", looks.link, item.name)
            for place, count in enumerate((item.rows, item.alone, item.facts), start=1):
                sheet.write_number(line, place, count, looks.count)
        return line

    # --- charts ----------------------------------------------------------------------------------
    def _cells(self, place: int, fund: bool = False) -> str:
        cells = self._fund_cells(place) if fund else self._column(place)
        return f"='{self.speech.say('summary')}'!{cells}"

    def _fund_chart(self) -> None:
        chart = self.book.add_chart({"type": "bar"})
        labels = {"value": True, "num_format": "#,##0", "font": self._font(9)}
        bars: list[tuple[int, str, dict[str, str], dict[str, str]]] = [
            (PAYABLE, "payable", {"color": ENTITLED}, {}),
            (LOW, "low", {"color": INK}, {}),
        ]
        if any(item.high is not None for item in self.funds):
            pattern = {"pattern": "wide_upward_diagonal", "fg_color": OPEN, "bg_color": "#FFFFFF"}
            bars.append((HIGH, "high", {"color": OPEN}, pattern))
        for place, key, fill, pattern in bars:
            series = {
                "name": self.speech.say(key),
                "categories": self._cells(0, fund=True),
                "values": self._cells(place, fund=True),
                "fill": fill,
                "data_labels": labels,
                "gap": 60,
            }
            chart.add_series(series | ({"pattern": pattern} if pattern else {}))
        self._dress(chart, "fund-chart")
        chart.set_y_axis({"reverse": True, "num_font": self._font(10)})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_size({"width": 860, "height": 20 * CHART_LINES + 20})
        self.sheet.insert_chart(
            FUND_HEAD - 1, KIND, chart, {"x_offset": 12, "y_offset": 2, "object_position": 2}
        )

    def _count_chart(self, line: int) -> None:
        chart = self.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
        pattern = {"pattern": "wide_upward_diagonal", "fg_color": OPEN, "bg_color": "#FFFFFF"}
        for place, key in ((ENTITLED_COUNT, "entitled"), (UNKNOWN, "unknown")):
            white = key == "entitled"
            font = self._font(9) | {"color": "#FFFFFF" if white else "#000000", "bold": True}
            series: dict[str, Any] = {
                "name": self.speech.say(key),
                "categories": self._cells(MEASURE),
                "values": self._cells(place),
                "fill": {"color": ENTITLED if white else OPEN},
                "data_labels": {"value": True, "num_format": "#,##0;;", "font": font},
                "gap": 25,
            }
            if not white:
                series["pattern"] = pattern
                series["data_labels"]["fill"] = {"color": "#FFFFFF"}
            chart.add_series(series)
        self._dress(chart, "count-chart")
        chart.set_y_axis({"reverse": True, "num_font": self._font(9)})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 1180, "height": 130 + 24 * len(self.listings)})
        self.sheet.insert_chart(line, 0, chart, {"object_position": 2})

    def _dress(self, chart: Any, title: str) -> None:
        font = self._font(12) | {"bold": True, "color": INK}
        chart.set_title({"name": self.speech.say(title), "name_font": font})
        chart.set_legend({"position": "bottom", "font": self._font(10)})
        chart.set_chartarea({"border": {"color": "#C9D6DA"}})

    def _font(self, size: int) -> dict[str, Any]:
        return {"name": self.looks.font, "size": size}


def agrees(listing: Listing) -> bool:
    """Whether what is listed adds up to what the summary says; of a list that is cut, to no more."""
    summary, shown, every = listing.summary, listing.shown, listing.all
    sums = (every.low, every.high) == (summary.low, summary.high) or not listing.adds_up
    counts = (summary.entitled, summary.unknown, summary.gives_way)
    whole = (every.entitled, every.unknown, every.gives_way) == counts and sums
    entitled = min(summary.entitled, ROWS_A_SHEET)
    unknown = min(summary.unknown, ROWS_A_SHEET - entitled)
    gone = min(summary.gives_way, ROWS_A_SHEET - entitled - unknown)
    return whole and (shown.entitled, shown.unknown, shown.gives_way) == (entitled, unknown, gone)
