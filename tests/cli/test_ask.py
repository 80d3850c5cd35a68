"""`anye ask`: the conversation as a user types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
AWARD = ("--employer", "--measure", "domestic-leading-firm-award", "--on", "2022-05-20")


def test_it_asks_says_why_and_ends_with_what_is_owed(anye: Run) -> None:
    """A firm named a leading domestic firm, in good standing, that has had nothing before."""
    first = anye("--lang", "en", "ask", *AWARD, typed="")
    assert "asked because it bears on Leading domestic firm award" in first.stdout
    typed = "\n".join(["y", "y", "none", "2022-01-01", "0", "n", "n", "y"] * 2)
    result = anye("--lang", "en", "ask", *AWARD, "--json", typed=typed)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["subject"] == "employer"
    assert found["results"][0]["measure"] == "domestic-leading-firm-award"


def test_one_answer_can_settle_a_measure_and_then_nothing_more_is_asked(anye: Run) -> None:
    typed = "n\n"
    result = anye("--lang", "en", "ask", *AWARD, "--json", typed=typed)
    found = json.loads(result.stdout)
    assert found["complete"] is True
    assert len(found["answers"]) == 1
    assert found["results"][0]["outcome"] == "no"


def test_dont_know_leaves_it_open_and_says_whom_to_ask(anye: Run) -> None:
    result = anye("--lang", "en", "ask", *AWARD, typed="?\n" * 20)
    assert result.returncode == 0, result.stderr
    assert "Not yet known" in result.stdout
    assert "(ask: " in result.stdout
    assert "was not finished" not in result.stdout


def test_one_can_go_back_and_answer_otherwise(anye: Run) -> None:
    result = anye("--lang", "en", "ask", *AWARD, typed="y\n<\nn\n")
    questions = [line for line in result.stdout.splitlines() if line.startswith(("1. ", "2. "))]
    assert [line[:2] for line in questions] == ["1.", "2.", "1."]
    assert questions[0] == questions[2]
    assert "Not entitled" in result.stdout


def test_going_back_from_the_first_question_says_so(anye: Run) -> None:
    result = anye("--lang", "en", "ask", *AWARD, typed="<\nn\n")
    assert result.returncode == 0
    assert "this is the first question" in result.stderr


def test_an_answer_that_cannot_be_read_is_asked_for_again(anye: Run) -> None:
    result = anye("ask", *AWARD, typed="也许\nn\n")
    assert "也许" in result.stderr
    assert "不知道请写 ?" in result.stderr
    assert "不能享受" in result.stdout


def test_stopping_early_says_that_answers_may_still_change(anye: Run) -> None:
    result = anye("--lang", "en", "ask", "--person", typed="q\n")
    assert "was not finished" in result.stdout
    assert "30 measures" in result.stdout


def test_answers_are_kept_and_taken_up_again(anye: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    first = anye("--lang", "en", "ask", *AWARD, "--save", str(path), typed="y\nq\n")
    assert first.returncode == 0, first.stderr
    kept = json.loads(path.read_text("utf-8"))
    assert len(kept) == 1
    again = anye("--lang", "en", "ask", *AWARD, "--answers", str(path), "--json", typed="q\n")
    assert json.loads(again.stdout)["answers"] == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"employer.nobody": true}', "没有“employer.nobody”这一问"),
        ("[1, 2]", "这里应为 {问题: 答案}"),
        ("{", "JSON 写法有误"),
    ],
)
def test_a_file_of_answers_that_is_wrong_is_refused_whole(
    anye: Run, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(text, "utf-8")
    result = anye("ask", *AWARD, "--answers", str(path), typed="n\n")
    assert result.returncode == 2
    assert result.stdout == ""
    assert said in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "请写明 --person（个人）或 --employer（用人单位）"),
        (("--person", "--measure", "stabilisation-refund"), "所选措施不面向这类对象"),
        (("--person", "--measure", "unemployment-benefitt"), "是不是“unemployment-benefit”"),
    ],
)
def test_what_cannot_be_asked_is_refused(anye: Run, words: tuple[str, ...], said: str) -> None:
    result = anye("ask", *words)
    assert result.returncode == 2
    assert result.stdout == ""
    assert said in result.stderr
