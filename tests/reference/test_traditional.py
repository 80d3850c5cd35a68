"""Traditional Chinese: converted by a library, its slips mended by a reviewed list, the policy's own words kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anye.reference.traditional import kept, traditional
from anye.rules import phrases
from anye.rules.measure import FUNDS, KINDS
from anye.rules.policy import load_policy
from anye.rules.types import Words

POLICY = Path(__file__).parents[2] / "policy"


def every_label(thing: Any) -> Iterator[Words]:
    """All texts in three languages, at any depth."""
    if isinstance(thing, Words):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from every_label(value)
    elif isinstance(thing, list | tuple | set | frozenset):
        for value in thing:
            yield from every_label(value)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            if field.name != "laws":
                yield from every_label(getattr(thing, field.name))


LABELS = sorted(
    {*every_label(load_policy(POLICY)), *every_label([phrases.PHRASES, phrases.CALLS, FUNDS, KINDS])}
)


def test_there_are_labels_to_check() -> None:
    assert len(LABELS) > 1500


@pytest.mark.parametrize("index", range(3), ids=["simplified", "traditional", "English"])
def test_every_label_is_complete_in_all_three_languages(index: int) -> None:
    assert [label for label in LABELS if not label[index].strip()] == []


def test_every_traditional_label_is_what_its_simplified_one_converts_to() -> None:
    """A label that should differ goes into the reviewed list with its reason, so that pages and labels agree."""
    wrong = {label.hans: (label.hant, traditional(label.hans)) for label in LABELS}
    assert {key: pair for key, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_every_english_label_is_english() -> None:
    """No Chinese sign, and none of its full-width marks, has slipped into an English text."""
    foreign = [
        label.en
        for label in LABELS
        if any("一" <= letter <= "鿿" or letter in "，。（）：；？、" for letter in label.en)
    ]
    assert foreign == []


@pytest.mark.parametrize(
    ("simplified", "wanted"),
    [
        ("云浮市郁南县", "雲浮市郁南縣"),
        ("开平市蚬冈镇、马冈镇", "開平市蜆岡鎮、馬岡鎮"),
        ("失业补助金发给仍未就业的人员", "失業補助金發給仍未就業的人員"),
        ("批准缓缴", "批准緩繳"),
        ("本人参加培训，个人参保，多人参评", "本人參加培訓，個人參保，多人參評"),
        ("标准", "標準"),
        ("自注销之日起", "自註銷之日起"),
        ("年满16周岁", "年滿16周歲"),
        ("“一对一”就业帮扶", "「一對一」就業幫扶"),
        ("§ 4.1.5 stays 10,000.00", "§ 4.1.5 stays 10,000.00"),
    ],
)
def test_words_that_a_machine_takes_for_others_come_out_right(simplified: str, wanted: str) -> None:
    assert traditional(simplified) == wanted


def test_each_kept_word_changes_something_and_has_its_reason() -> None:
    lines = (
        (Path(traditional.__wrapped__.__code__.co_filename).with_suffix(".tsv"))
        .read_text("utf-8")
        .splitlines()
    )
    words = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(len(line) == 3 and all(line) for line in words)
    assert len({line[0] for line in words}) == len(words) == len(kept())


@given(st.text(max_size=60))
def test_converting_twice_changes_nothing_more(text: str) -> None:
    once = traditional(text)
    assert traditional(once) == once
