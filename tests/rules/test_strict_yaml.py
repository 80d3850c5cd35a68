"""YAML without surprises: letters stay letters, each thing knows its line, and a pack of odd words works."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import packs

from anye.rules.errors import Problems
from anye.rules.evaluate import determine
from anye.rules.policy import load_policy
from anye.rules.resolve import resolve
from anye.rules.strict_yaml import Map, Seq, Text, parse_yaml, read_yaml

ODD = [
    "no",
    "yes",
    "on",
    "0123",
    "12:30",
    "1_000",
    "0.10",
    "1e3",
    "0x1f",
    "2022-05-06",
    "null",
    "~",
    ".inf",
    "5.5%",
]


@pytest.mark.parametrize("word", ODD)
def test_a_scalar_keeps_its_letters(word: str) -> None:
    problems = Problems()
    top = parse_yaml(f"key: {word}\n{word}: value\nlist: [{word}]\n", "a.yaml", problems)
    assert problems.found == []
    assert isinstance(top, Map)
    assert list(top.entries) == ["key", word, "list"]
    first, listed = top.entries["key"], top.entries["list"]
    assert isinstance(first, Text) and first.value == word
    assert isinstance(listed, Seq) and [item.value for item in listed if isinstance(item, Text)] == [word]


def test_everything_knows_its_line() -> None:
    top = parse_yaml("# remark\na: 1\nb:\n  - x\n  - y: z\n", "a.yaml", Problems())
    assert top is not None
    assert {key: str(place) for key, place in top.keys_at.items()} == {"a": "a.yaml:2", "b": "a.yaml:3"}
    listed = top.entries["b"]
    assert isinstance(listed, Seq)
    assert [item.at.line for item in listed] == [4, 5]


def test_words_that_yaml_would_turn_into_something_else_name_things(tmp_path: Path) -> None:
    """A trade called `no`, one called 0123 and one called 12:30, from the dictionary to the answer."""
    words = "".join(f'    "{word}": [{word}, {word}, {word}]\n' for word in ("no", "0123", "12:30"))
    facts = {
        "file": "facts.yaml",
        "find": "    mill: [工厂, 工廠, mill]\n",
        "put": "    mill: [工厂, 工廠, mill]\n" + words,
    }
    figures = [
        {"file": "town/plan/parameters.yaml", "find": "{value: [mill],", "put": "{value: [no, 0123, 12:30],"},
        {
            "file": "town/plan/parameters.yaml",
            "find": "        mill: {big: {staff: 50}, small: {}}\n",
            "put": "".join(
                f"        {word}: {{big: {{staff: 50}}, small: {{}}}}\n"
                for word in ("mill", "no", "0123", "12:30")
            ),
        },
    ]
    policy = load_policy(packs.copy(tmp_path, [facts, *figures]))
    law = resolve(policy, packs.TOWN, packs.ON, packs.ON)
    for trade, outcome in (("no", "no"), ("0123", "no"), ("12:30", "no"), ("mill", "yes")):
        worker = {
            "start": "2022-01-10",
            "end": "9999-12-31",
            "grade": "junior",
            "firm": {"trade": trade},
            "grants": [],
        }
        assert determine(law, "hiring-bonus", worker).outcome == outcome


def test_a_file_too_large_to_be_policy_is_not_read(tmp_path: Path) -> None:
    path, problems = tmp_path / "a.yaml", Problems()
    path.write_bytes(b"#" * 4_000_001)
    assert read_yaml(path, "a.yaml", problems) is None
    assert [problem.code for problem in problems.found] == ["too-large"]


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,? \n\t0\x00\x85", max_size=40))
def test_whatever_is_written_it_is_read_or_refused(text: str) -> None:
    problems = Problems()
    top = parse_yaml(text, "a.yaml", problems)
    assert top is not None or problems.found
