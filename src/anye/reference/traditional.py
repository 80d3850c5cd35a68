"""Simplified Chinese in traditional characters, as Hong Kong writes them: OpenCC's s2hk, and words kept by hand."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import opencc

KEPT = Path(__file__).with_name("traditional.tsv")


@lru_cache(1)
def kept() -> dict[str, str]:
    """The words that are not left to OpenCC, reviewed by hand: simplified to traditional.

    The longest match wins, so 郁南县 is found before 郁. Each line of the file says why it is there.
    """
    lines = (line for line in KEPT.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {simplified: wanted for simplified, wanted, _ in (line.split("\t") for line in lines)}


@lru_cache(1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


@lru_cache(1)
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(kept(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@lru_cache(20_000)
def traditional(text: str) -> str:
    """The text in traditional characters, with 「 」 for “ ”; what is not Chinese stays.

    Pure: the same text always gives the same answer, and text that is traditional already comes back as it is.
    Names on record (persons, firms) are shown as recorded: don't convert them.
    """
    parts, last = [], 0
    for match in _pattern().finditer(text):
        parts += [_converter().convert(text[last : match.start()]), kept()[match.group()]]
        last = match.end()
    parts.append(_converter().convert(text[last:]))
    return "".join(parts).translate(_QUOTES)


_QUOTES = str.maketrans("“”‘’", "「」『』")
