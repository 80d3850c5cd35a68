"""The sheets beside the lists: what to ask of whom, what is to be confirmed, and how to read all this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anye.rules.assumed import Assumed
from anye.rules.assumptions import LAYOUT
from anye.rules.parameters import Parameter
from anye.rules.value_words import ValueWords
from anye.rules.words import Wording

from .questions import Question
from .reasons import register_name
from .workbook_layout import LINE, ROWS_A_SHEET, Column, Listing, Looks, height, lines_of
from .workbook_sheets import headings, page
from .workbook_words import READING, Speech


@dataclass(frozen=True)
class Waiting:
    """One fact of one measure that `rows` rows wait for."""

    listing: Listing
    question: Question
    rows: int


@dataclass(frozen=True)
class Register:
    """One register: how many facts it is asked for, how many rows wait for it, and how many of these for it alone."""

    name: str
    facts: int
    rows: int
    alone: int


@dataclass(frozen=True)
class Work:
    """What is to be asked: by fact, and by register, the most rows first."""

    facts: tuple[Waiting, ...]
    registers: tuple[Register, ...]


def work(listings: list[Listing], speech: Speech) -> Work:
    """Counts the rows that wait. A row that waits for several facts counts with each, for a register once."""
    facts: list[Waiting] = []
    rows: dict[str, int] = {}
    alone: dict[str, int] = {}
    for listing in listings:
        items = listing.rows.questions.items
        counts: dict[int, int] = {}
        for numbers, count in listing.rows.waiting().items():
            registers = {items[number].register for number in numbers}
            for number in numbers:
                counts[number] = counts.get(number, 0) + count
            for register in registers:
                rows[register] = rows.get(register, 0) + count
                alone[register] = alone.get(register, 0) + (count if len(registers) == 1 else 0)
        facts += [Waiting(listing, items[number], count) for number, count in sorted(counts.items())]
    asked: dict[str, set[str]] = {}
    for item in facts:
        asked.setdefault(item.question.register, set()).add(item.question.label.hans)
    order = sorted(rows, key=lambda register: (-rows[register], register))
    first = listings[0].rows if listings else None
    found = [
        Register(
            register_name(first, register, speech), len(asked[register]), rows[register], alone[register]
        )
        for register in order
        if first is not None
    ]
    facts.sort(key=lambda item: (order.index(item.question.register), -item.rows))
    return Work(tuple(facts), tuple(found))


def write_asking(sheet: Any, looks: Looks, speech: Speech, todo: Work) -> None:
    """The work list: by register, which fact of which measure, and how many rows wait for it."""
    widths = {"number": 7, "register": 24, "fact": 44, "ask": 52, "measure": 34, "waiting": 12}
    columns = tuple(Column(key, speech.say(key), width) for key, width in widths.items())
    _top(sheet, looks, speech, "asking", "ask-note", columns)
    line = 3
    for line, item in enumerate(todo.facts, start=4):
        question, listing = item.question, item.listing
        name = register_name(listing.rows, question.register, speech)
        texts = (name, speech.word(question.label), speech.word(question.ask))
        _row(sheet, looks, line, dict(enumerate(texts, start=1)), columns)
        sheet.write_url(line, 4, listing.link, looks.link_top, speech.word(listing.measure.title))
        sheet.write_number(line, 5, item.rows, looks.count_top)
    _bottom(sheet, speech, "asking", line, columns)


def write_confirming(sheet: Any, looks: Looks, speech: Speech, listings: list[Listing]) -> None:
    """What is still to be confirmed, a measure at a time: conditions, figures, readings."""
    widths = {"number": 7, "measure": 30, "sort": 12, "item": 34, "taken": 60, "settle": 60}
    columns = tuple(Column(key, speech.say(key), width) for key, width in widths.items())
    _top(sheet, looks, speech, "confirming", "confirm-note", columns)
    line = 3
    for line, (listing, item) in enumerate(_to_confirm(listings), start=4):
        label, taken = _taken(listing, item, speech)
        texts = (speech.say(f"kind-{item.kind}"), label, taken, speech.chinese(item.note))
        _row(sheet, looks, line, dict(enumerate(texts, start=2)), columns)
        sheet.write_url(line, 1, listing.link, looks.link_top, speech.word(listing.measure.title))
    _bottom(sheet, speech, "confirming", line, columns)


def first_to_confirm(listings: list[Listing]) -> dict[str, str]:
    """Where each measure's items begin on their sheet."""
    found: dict[str, str] = {}
    for line, (listing, _) in enumerate(_to_confirm(listings), start=5):
        found.setdefault(listing.measure.id, f"A{line}")
    return found


def _to_confirm(listings: list[Listing]) -> Iterator[tuple[Listing, Assumed]]:
    for listing in listings:
        for item in listing.assumed:
            yield listing, item


def count_to_confirm(listings: list[Listing]) -> int:
    """How many different things: a figure that several measures rest on is one."""
    return len(
        {
            (
                item.kind,
                item.id if item.kind in ("parameter", "derived") else f"{listing.measure.id} {item.id}",
            )
            for listing, item in _to_confirm(listings)
        }
    )


def _taken(listing: Listing, item: Assumed, speech: Speech) -> tuple[str, str]:
    """What an item is called, and what it is taken to be until somebody confirms it."""
    law, measure = listing.rows.screening.law, listing.measure
    words = Wording(law, measure.step_labels, speech.lang)
    label, taken = speech.word(item.label), ""
    match item.kind:
        case "condition":
            taken = words.of(next(c.when for c in measure.conditions if c.id == item.id))
        case "amount":
            taken = words.of(measure.amount.expr)
        case "parameter":
            dated, parameter = law.values[item.id], law.policy.parameters[item.id]
            taken = _figure(words.values, dated.value, parameter, law.policy.dictionary.enums)
        case "derived":
            record, name = item.id.split(".")
            taken = words.of(law.policy.derived[record, name].expr)
        case "reading":
            reading = next(part for part in measure.interpretation if part.id == item.id)
            label, taken = speech.chinese(f"“{reading.words}”"), speech.chinese(reading.reading)
    return label, taken


def _figure(values: ValueWords, content: Any, parameter: Parameter, enums: Any) -> str:
    """A figure, or those of a table by their keys; what has a layout of its own is read in the file."""
    if not isinstance(content, dict):
        return values.stored(content, parameter.type)
    if any(isinstance(item, tuple) for item in content.values()):
        return LAYOUT.in_(values.lang)
    names = {name: enums[parameter.key][name].in_(values.lang) for name in content}
    return "; ".join(f"{names[name]} {values.stored(item, parameter.type)}" for name, item in content.items())


def write_reading(sheet: Any, looks: Looks, speech: Speech, bare: bool) -> None:
    """How to read the workbook: what each word means."""
    columns = (Column("term", speech.say("term"), 26), Column("meaning", speech.say("meaning"), 110))
    sheet.write_string(0, 0, speech.say("reading"), looks.title)
    headings(sheet, looks, 2, columns)
    for line, (zh, en, meaning, means) in enumerate(READING, start=3):
        text = speech.pick(meaning, means).format(shown=speech.count(ROWS_A_SHEET))
        sheet.set_row(line, LINE * lines_of(text, 110) + 4)
        sheet.write_string(line, 0, speech.pick(zh, en), looks.of(bold=True, text_wrap=True, valign="top"))
        sheet.write_string(line, 1, text, looks.wrap)
    page(sheet, speech, speech.say("reading"), bare)


def _row(sheet: Any, looks: Looks, line: int, texts: dict[int, str], columns: tuple[Column, ...]) -> None:
    """A line's number and its texts by column, as tall as they need."""
    sheet.set_row(line, height((text, columns[place].width) for place, text in texts.items()))
    sheet.write_number(line, 0, line - 3, looks.number_top)
    for place, text in texts.items():
        sheet.write_string(line, place, text, looks.wrap)


def _top(
    sheet: Any, looks: Looks, speech: Speech, title: str, note: str, columns: tuple[Column, ...]
) -> None:
    sheet.write_string(0, 0, speech.say(title), looks.title)
    sheet.write_url(0, 3, f"internal:'{speech.say('summary')}'!A1", looks.link, speech.say("back"))
    text = speech.say(note)
    width = sum(column.width for column in columns)
    sheet.merge_range(1, 0, 1, len(columns) - 1, text, looks.faint)
    sheet.set_row(1, LINE * lines_of(text, width) + 4)
    headings(sheet, looks, 3, columns)
    sheet.freeze_panes(4, 0)


def _bottom(sheet: Any, speech: Speech, title: str, line: int, columns: tuple[Column, ...]) -> None:
    sheet.autofilter(3, 0, max(line, 4), len(columns) - 1)
    sheet.repeat_rows(3)
    page(sheet, speech, speech.say(title), bare=False)
