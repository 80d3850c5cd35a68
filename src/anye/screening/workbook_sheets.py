"""A measure's sheet: who, what to do next, how much, why, whom to ask, and the sentence it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .findings import Found
from .reasons import Reasons, formula
from .workbook_layout import FIRST, HEAD, LINE, Column, Listing, Looks, as_text, height, lines_of
from .workbook_words import Speech

WIDE = 130  # characters: what is merged above a list stays within the first screen
TALLEST = 6  # lines of it: the frozen head leaves room for the list
STEP = 1_000  # rows between two reports of progress


class MeasureSheet:
    """Writes one measure's sheet, line by line from the top."""

    def __init__(
        self, sheet: Any, looks: Looks, speech: Speech, listing: Listing, summary: str, confirming: str
    ):
        self.sheet, self.looks, self.speech, self.listing = sheet, looks, speech, listing
        self.summary, self.confirming = summary, confirming  # where links lead

    def write(self, report: Callable[[int], None]) -> None:
        """The whole sheet; `report` is told now and then how many rows are written."""
        self._head()
        self._totals()
        listing, sheet = self.listing, self.sheet
        headings(sheet, self.looks, HEAD, listing.columns)
        self._rows(report)
        if not listing.shown.listed:
            sheet.write_string(FIRST, 2, self.speech.say("nobody"), self.looks.text)
        if listing.cut:
            file = f"{listing.measure.id}.parquet"
            shown = self.speech.count(listing.shown.listed)
            sheet.write_string(
                listing.last + 2, 0, self.speech.say("cut", shown=shown, file=file), self.looks.text
            )
        self._finish()

    def _head(self) -> None:
        speech, looks, sheet, measure = self.speech, self.looks, self.sheet, self.listing.measure
        law = self.listing.rows.screening.law
        sheet.write_string(0, 0, speech.word(measure.title), looks.title)
        sheet.set_row(0, 24)
        self._links()
        clauses = law.policy.enactments[measure.enactment].text
        sentence = " ".join(f"〔{clause}〕{clauses.get(clause, '')}" for clause in measure.clauses)
        parts = [speech.say("rests", text=speech.chinese(sentence))]
        how = formula(law, self.listing.rows, speech.lang)
        parts += [speech.say("formula", text=how)] if how else []
        lead = law.policy.department(measure.lead)
        parts.append(
            f"{speech.say('lead')}{speech.colon}{speech.word(lead)}　{speech.say('fund')}{speech.colon}{speech.fund(measure.fund)}"
        )
        text, (last, width) = "\n".join(parts), self._within(WIDE)
        sheet.merge_range(1, 0, 1, last, text, looks.faint)
        sheet.set_row(1, LINE * min(TALLEST, lines_of(text, width)) + 4)

    def _links(self) -> None:
        """Back to the summary, and to what of this measure is to be confirmed."""
        sheet = self.sheet
        place, link = self.listing.place("outcome"), self.looks.link
        sheet.write_url(0, place, self.summary, link, self.speech.say("back"))
        count = len(self.listing.assumed)
        if count:
            text = f"{self.speech.say('assumed', text=self.speech.count(count))} →"
            sheet.write_url(0, place + 2, self.confirming, link, text)

    def _within(self, width: int) -> tuple[int, int]:
        """The last column that ends within so many characters, and how wide all up to it are; at least two columns."""
        total = 0
        for place, column in enumerate(self.listing.columns):
            if total + column.width > width and place > 1:
                return place - 1, total
            total += column.width
        return len(self.listing.columns) - 1, total

    def _totals(self) -> None:
        """Above the headings, so that they stay in sight; as formulas of what the filter leaves."""
        listing, speech, looks, sheet = self.listing, self.speech, self.looks, self.sheet
        shown, every = (speech.count(tally.listed) for tally in (listing.shown, listing.all))
        key = "totals-cut" if listing.cut else "totals"
        for place in range(len(listing.columns)):
            sheet.write_blank(2, place, None, looks.total)
        sheet.write_string(2, 0, speech.say(key, shown=shown, all=every), looks.total)
        outcome = listing.cells("outcome")
        sheet.write_formula(
            2, listing.place("outcome"), f"=SUBTOTAL(103,{outcome})", looks.total_count, listing.shown.listed
        )
        if listing.adds_up:
            form = looks.total_money if listing.is_money else looks.total_count
            low, high = listing.cells("low"), listing.cells("high")
            sheet.write_formula(
                2, listing.place("low"), f"=SUBTOTAL(109,{low})", form, float(listing.shown.low)
            )
            unbounded = speech.say("unbounded")
            most = listing.shown.high
            sheet.write_formula(
                2,
                listing.place("high"),
                f'=IF(SUBTOTAL(102,{high})=SUBTOTAL(103,{outcome}),SUBTOTAL(109,{high}),"{unbounded}")',
                form,
                unbounded if most is None else float(most),
            )

    def _rows(self, report: Callable[[int], None]) -> None:
        write = _RowWriter(self.sheet, self.looks, self.speech, self.listing)
        done = 0
        for done, found in enumerate(self.listing.rows.rows(self.listing.shown.listed), start=1):
            write.row(HEAD + done, done, found)
            if done % STEP == 0:
                report(done)
        report(done)

    def _finish(self) -> None:
        """Filter, frozen head, tinted open rows, and how it prints."""
        listing, sheet, speech = self.listing, self.sheet, self.speech
        last = len(listing.columns) - 1
        sheet.autofilter(HEAD, 0, listing.last, last)
        sheet.freeze_panes(FIRST, min(3, listing.place("outcome")))
        cell = listing.cells("outcome").split(":")[0].replace(f"${FIRST + 1}", str(FIRST + 1))
        rule = {
            "type": "formula",
            "criteria": f'={cell}="{speech.say("unknown")}"',
            "format": self.looks.tint,
        }
        sheet.conditional_format(FIRST, 0, listing.last, last, rule)
        sheet.repeat_rows(HEAD)
        sheet.print_area(0, 0, listing.last, listing.place("whom"))  # the sentence is printed once, on top
        page(sheet, speech, speech.word(listing.measure.title), listing.rows.full_identity)


class _RowWriter:
    """Writes rows; what is the same for all of a measure's is worked out once."""

    def __init__(self, sheet: Any, looks: Looks, speech: Speech, listing: Listing):
        self.sheet, self.looks, self.listing = sheet, looks, listing
        rows = listing.rows
        self.reasons = Reasons(rows, speech)
        self.outcome = {key: speech.say(key) for key in ("entitled", "unknown", "gives-way")}
        self.looks_of = {"entitled": looks.entitled, "unknown": looks.open, "gives-way": looks.gone}
        self.next = {key: speech.say(f"next-{key}") for key in ("ready", "amount", "ask", "choose", "none")}
        self.amount = looks.amount(listing, valign="top")
        self.sentence = speech.source(listing.measure.amount.cite)
        self.widths = [listing.columns[listing.place(kind)].width for kind in ("why", "whom")]

    def row(self, line: int, number: int, found: Found) -> None:
        sheet, looks, string = self.sheet, self.looks, self.sheet.write_string
        why, whom = self.reasons.why(found), self.reasons.whom(found)
        tall = height(((why, self.widths[0]), (whom, self.widths[1])))
        if tall > LINE + 2:
            sheet.set_row(line, tall)
        sheet.write_number(line, 0, number, looks.number_top)
        sheet.write_number(line, 1, found.key, looks.number_top)
        column = 2
        for pair, there in zip(found.parties, self.listing.named, strict=True):
            for value, shown in zip(pair, there, strict=True):
                if shown:
                    if value:
                        string(line, column, as_text(value), looks.top)
                    column += 1
        outcome = "gives-way" if found.gives_way else "entitled" if found.entitled else "unknown"
        step = self._step(found)
        string(line, column, self.outcome[outcome], self.looks_of[outcome])
        string(line, column + 1, self.next[step], looks.top)
        column += 2
        if self.listing.rows.has_amount:
            # what is still open is sure of nothing: its least is left out, so that the column adds up
            if found.entitled and found.low is not None:
                sheet.write_number(line, column, float(found.low), self.amount)
            if found.high is not None or found.gives_way:
                most = 0.0 if found.gives_way else float(found.high)
                sheet.write_number(line, column + 1, most, self.amount)
            column += 2
        string(line, column, why, looks.wrap)
        if whom:
            string(line, column + 1, whom, looks.wrap)
        string(line, column + 2, self.sentence, looks.top)

    def _step(self, found: Found) -> str:
        if found.gives_way:
            return "none"
        if found.to_choose:
            return "choose"
        return "ready" if self.listing.rows.ready(found) else "amount" if found.entitled else "ask"


def page(sheet: Any, speech: Speech, title: str, bare: bool) -> None:
    """A4 across, as wide as the page, with title, warning and page numbers."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    warning = speech.say("bare") if bare else ""
    sheet.set_footer(f"&L{title.replace('&', '&&')}&C{speech.say('page')}&R{warning}")


def headings(sheet: Any, looks: Looks, line: int, columns: tuple[Column, ...]) -> None:
    """A line of headings; the columns get their widths."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(line, place, column.heading, looks.head_right if column.is_number else looks.head)
    sheet.set_row(line, 2 * LINE + 2)
