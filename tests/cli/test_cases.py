"""`anye cases`: how many count, which changes of the rules they notice, and which are missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
GOOD = Path(__file__).parents[1] / "rules/good"
CASES = "town/plan/measures/hiring-bonus.cases.yaml"
LIST = "town/plan/measures/hiring-bonus.mutants.yaml"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small pack, to be changed."""
    return Path(shutil.copytree(GOOD, tmp_path / "small"))


def test_cases_are_counted_a_measure_a_line(anye: Run) -> None:
    result = anye("cases", "--json", policy=GOOD)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [
        {"measure": "hiring-bonus", "cases": 1, "counted": 1, "quoting": 1, "left_out": []},
        {"measure": "rent-help", "cases": 0, "counted": 0, "quoting": 0, "left_out": []},
    ]
    shown = anye("cases", "hiring-bonus", "--lang", "en", policy=GOOD).stdout
    assert "hiring-bonus" in shown and "rent-help" not in shown


def test_a_case_that_quotes_something_else_is_named(anye: Run, small: Path) -> None:
    path = small / CASES
    path.write_text(
        path.read_text("utf-8").replace(
            "{clause: 1.1.2, words: 初级、中级、高级每人分别补助500元}",
            "{document: 试省〔1999〕1号, fact: 补助。}",
        ),
        "utf-8",
    )
    result = anye("cases", policy=small)
    assert f"{CASES}:" in result.stdout and "entitled" in result.stdout and "不算数" in result.stdout


def test_too_few_cases_end_with_1_and_say_what_survives_where_and_what_is_wanted(anye: Run) -> None:
    result = anye("cases", "hiring-bonus", "--mutate", "--jobs", "1", policy=GOOD)
    assert result.returncode == 1, result.stderr
    lines = result.stdout.splitlines()
    place = next(n for n, line in enumerate(lines) if "hiring-bonus/conditions.trade/:dropped" in line)
    assert lines[place].startswith("town/plan/measures/hiring-bonus.yaml:")
    assert "不是工厂" in lines[place + 1] and "删去" in lines[place + 1]
    assert "只有这一条不符合" in lines[place + 2]
    assert "95%" in lines[-1]


def test_processes_share_the_work_and_find_the_same(anye: Run) -> None:
    alone, shared = (anye("cases", "--mutate", "--jobs", jobs, "--json", policy=GOOD) for jobs in ("1", "2"))
    assert alone.returncode == shared.returncode == 1
    assert json.loads(alone.stdout) == json.loads(shared.stdout)


@pytest.mark.parametrize(("lang", "word"), [("zh-Hans", "缺："), ("zh-Hant", "個變異"), ("en", "wanted: ")])
def test_the_report_speaks_the_language_asked_for(anye: Run, lang: str, word: str) -> None:
    result = anye("cases", "hiring-bonus", "--mutate", "--jobs", "1", "--lang", lang, policy=GOOD)
    assert word in result.stdout
    assert result.stderr == ""


def test_proposals_are_yaml_to_paste_and_refused_until_filled_in(anye: Run, small: Path) -> None:
    result = anye("cases", "hiring-bonus", "--boundary", policy=small)
    assert result.returncode == 0, result.stderr
    assert "expect: 待填写" in result.stdout
    path = small / CASES
    path.write_text(path.read_text("utf-8") + result.stdout, "utf-8")
    for words in (("check",), ("cases", "--mutate")):
        refused = anye(*words, policy=small)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert f"{CASES}:" in refused.stderr and "待填写" in refused.stderr


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("cases", "hiring-bonsu", "--mutate"), "是不是“hiring-bonus”"),
        (("cases", "--mutate", "--boundary"), "分开"),
        (("cases", "--jobs", "0"), "--jobs"),
    ],
)
def test_a_wrong_command_line_is_refused(anye: Run, words: tuple[str, ...], wanted: str) -> None:
    result = anye(*words, policy=GOOD)
    assert (result.returncode, result.stdout) == (2, "")
    assert wanted in result.stderr


def test_cases_that_do_not_hold_are_mended_first(anye: Run, small: Path) -> None:
    path = small / CASES
    path.write_text(path.read_text("utf-8").replace("amount: 500.00", "amount: 501.00"), "utf-8")
    result = anye("cases", "--mutate", policy=small)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{CASES}:" in result.stderr and "anye check" in result.stderr


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("hiring-bonus/conditions.trade/0:dropped", "没有变异"),
        ("parameters/bonus@2022-03-01/junior:+1", "不应再列为等价"),
    ],
)
def test_a_stale_list_is_refused_with_its_line(anye: Run, small: Path, name: str, wanted: str) -> None:
    (small / LIST).write_text(f"equivalent:\n  - mutants: [{name}]\n    why: 理由\n", "utf-8")
    result = anye("cases", "--mutate", "--jobs", "1", policy=small)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{LIST}:2" in result.stderr and wanted in result.stderr
