"""The tutorials are true: whoever follows them to the letter sees what they say, mistakes on purpose included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs_in_sync.tutorials import TOP, TUTORIALS, Reader, blocks

from anye.rules.cases import read_cases, run_cases
from anye.rules.errors import Problems
from anye.rules.policy import load_policy

NAMES = ["add-a-measure", "my-city"]
ENDS = {"en": ".md", "zh": ".zh-CN.md"}
CHINESE = re.compile(r"[㐀-鿿]")


def text(name: str, tongue: str) -> str:
    return (TOP / f"docs/tutorial-{name}{ENDS[tongue]}").read_text("utf-8")


def test_each_tutorial_stands_in_both_languages() -> None:
    wanted = {f"tutorial-{name}{end}" for name in NAMES for end in ENDS.values()}
    assert {path.name for path in TUTORIALS} == wanted


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.name)
def test_what_is_typed_shows_what_is_promised(path: Path, tmp_path: Path) -> None:
    found = blocks(path.read_text("utf-8"))
    for shown in Reader.in_copy(tmp_path).follow(found):
        where = f"{path.name}:{shown.command.line}"
        promised = shown.promised.body.strip("\n") if shown.promised else ""
        assert shown.output == promised, f"{where}; python tests/docs_in_sync/tutorials.py shows it anew"
        assert shown.code == int(shown.command.marks.get("exit", 0)), where


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.name)
def test_at_least_four_mistakes_are_made_on_purpose_and_refused(path: Path) -> None:
    found = blocks(path.read_text("utf-8"))
    made = [
        place
        for place, block in enumerate(found)
        if "undo" in block.marks and int(found[place + 1].marks.get("exit", 0)) in (1, 2)
    ]
    assert len(made) >= 4
    assert all(found[place + 2].kind == "text" and found[place + 2].body.strip() for place in made)


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.name)
def test_every_output_belongs_to_a_command_and_no_block_is_left_unread(path: Path) -> None:
    found = blocks(path.read_text("utf-8"))
    for place, block in enumerate(found):
        assert block.kind in {"sh", "text", "diff"} or "file" in block.marks, f"{path.name}:{block.line}"
        if block.kind == "text" and not block.marks:
            assert found[place - 1].kind == "sh", f"{path.name}:{block.line}"
    assert path.read_text("utf-8").count("\n```") == 2 * len(found)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_write_the_same_files(name: str) -> None:
    """But for comments: a policy is one and the same, whoever reads about it."""

    def files(tongue: str) -> list[tuple[str, str]]:
        written = (block for block in blocks(text(name, tongue)) if "file" in block.marks)
        return [
            (block.marks["file"], re.sub(r"^#.*\n", "", block.body, flags=re.MULTILINE)) for block in written
        ]

    assert files("zh") == files("en")


@pytest.mark.parametrize("name", NAMES)
def test_the_english_terminal_speaks_english_but_for_quotations(name: str) -> None:
    commands = [block.body for block in blocks(text(name, "en")) if block.kind == "sh"]
    assert any("ANYE_LANG=en" in body for body in commands)


@pytest.mark.parametrize(
    ("name", "pack", "notice"), [("add-a-measure", "examples/anli", 3), ("my-city", "mycity", 1)]
)
def test_who_has_followed_it_has_a_sound_policy(name: str, pack: str, notice: int, tmp_path: Path) -> None:
    for _ in Reader.in_copy(tmp_path).follow(blocks(text(name, "zh"))):
        pass
    policy, problems = load_policy(tmp_path / pack), Problems()
    assert len(policy.measures) == notice
    results = list(run_cases(policy, read_cases(policy, problems)))
    assert problems.found == []
    assert [found.wrong for found in results if found.wrong] == []
    tried = {found.case.measure for found in results}
    assert tried == set(policy.measures)
