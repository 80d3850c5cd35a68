"""The variables of a question put to Z3, and what is required of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import z3

from .algebra import Truth, Whole
from .days import Day, in_calendar

LARGEST_FACTOR = 36
"""A factor that is itself unknown is taken to be no greater where witnesses are looked for."""


@dataclass
class World:
    """`closed`: lists hold the records they are shown with and no others, so that every answer can be built.

    Where it is open, lists may hold any number more, of which only what their aggregates say is kept: what can't be
    there can't be at all. `repeats` are how often each of the records shown stands in a closed list, by depth.
    """

    closed: bool = False
    repeats: tuple[tuple[int, ...], ...] = ((1,),)
    years: tuple[int, int] | None = None
    """Between which a record's days lie that a case's list may grow by."""
    read_back: set[tuple[str, str]] = field(default_factory=set)
    """(record, link) of the links that the expressions at hand follow from a list's element."""
    required: list[Truth] = field(default_factory=list)
    count: int = 0

    def require(self, *truths: Truth) -> None:
        self.required += [truth for truth in truths if truth is not True]

    def fresh(self, name: str) -> str:
        self.count += 1
        return f"{name}!{self.count}"

    def truth(self, name: str) -> Truth:
        return z3.Bool(self.fresh(name))

    def whole(self, name: str, low: int | None = None, high: int | None = None) -> Whole:
        found = z3.Int(self.fresh(name))
        if low is not None:
            self.require(found >= low)
        if high is not None:
            self.require(found <= high)
        return found

    def day(self, name: str, low: int, high: int, open_: bool = False) -> Day:
        """Any day of those years; besides, where open, 9999-12-31."""
        parts = [z3.Int(self.fresh(f"{name}.{part}")) for part in ("year", "month", "day")]
        found = Day(parts[0], parts[1], parts[2], low, high, open_)
        self.require(in_calendar(found))
        return found
