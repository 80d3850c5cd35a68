"""Problems found in what people wrote: where, what, and how to mend it, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """A spot in a file: path as the user gave it, line from 1 (0: the file as a whole)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong: `code` is stable for tests and tools, the rest is for people."""

    at: Place
    code: str
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""

    def show(self, lang: str = "zh") -> str:
        """One line: place, what is wrong, how to mend it. `lang` is `en` or anything Chinese."""
        if lang == "en":
            return f"{self.at}: {self.en}" + (f" To mend: {self.mend_en}" if self.mend_en else "")
        return f"{self.at}：{self.zh}" + (f" 改法：{self.mend_zh}" if self.mend_zh else "")


class AnyeError(Exception):
    """A refusal with its problems; `show(lang)` prints them all, one a line."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.show("en"))

    def show(self, lang: str = "zh") -> str:
        return "\n".join(problem.show(lang) for problem in self.problems)


class PolicyError(AnyeError):
    """The policy pack can't be used as it is written; holds every problem of the pack."""


class FactsError(AnyeError):
    """Facts handed in can't be read as the dictionary defines them."""


class NotInForce(AnyeError):
    """What was asked for does not exist on that date or in that place."""


@dataclass
class Problems:
    """Collects problems so that all of a pack are reported at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, at: Place, code: str, zh: str, en: str, mend: tuple[str, str] = ("", "")) -> None:
        self.found.append(Problem(at, code, zh, en, *mend))

    def raise_if_any(self, kind: type[AnyeError] = PolicyError) -> None:
        if self.found:
            raise kind(self.found)


class Stop(Exception):
    """Leaves a piece whose problem is already recorded; never reaches a caller of the kernel."""
