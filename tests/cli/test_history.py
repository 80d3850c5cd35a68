"""`anye show MEASURE --history` as a user meets it: what overrode what, when it was known, in three languages."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from anye.cli import main


def told(*arguments: str) -> str:
    done = CliRunner().invoke(main, arguments, standalone_mode=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh-Hans", ["大型 50%", "取代〔开府〔2022〕5号〕大型 30%", "2022-05-31 印发，溯及此前"]),
        ("zh-Hant", ["大型 50%", "取代〔開府〔2022〕5號〕大型 30%", "2022-05-31 印發，溯及此前"]),
        ("en", ["large 50%", "in place of large 30%", "issued 2022-05-31, reaching back before that"]),
    ],
)
def test_the_timeline_says_what_took_whose_place_and_since_when_that_is_known(
    lang: str, words: list[str]
) -> None:
    text = told("--lang", lang, "show", "stabilisation-refund", "--history", "--on", "2022-07-01")
    for word in words:
        assert word in text


def test_what_is_not_yet_known_is_not_told() -> None:
    text = told("show", "stabilisation-refund", "--history", "--on", "2022-05-20", "--known", "2022-05-30")
    assert "31号" not in text and "50%" not in text


def test_the_timeline_as_data_marks_what_acts() -> None:
    data = json.loads(told("show", "contribution-deferral", "--history", "--on", "2022-07-01", "--json"))
    acts = {event["kind"] for event in data["events"] if event["acts"]}
    assert "amendment" in acts and "issued" not in acts


def test_a_timeline_needs_a_measure() -> None:
    done = CliRunner().invoke(main, ["show", "--history"])
    assert done.exit_code == 2 and "--history" in done.output


def test_a_measure_says_that_later_law_amended_it() -> None:
    assert "31号" in told("show", "contribution-deferral", "--on", "2022-05-31")
    assert "31号〕修改" not in told("show", "contribution-deferral", "--on", "2022-05-30")
