"""The Tab key: the protocol that shells speak, and a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anye.cli import COMMANDS
from anye.cli.frame import CITY_MARK, LANGUAGES, measure_ids

ROOT = Path(__file__).parents[2]
IDS = measure_ids(ROOT / "policy")


def surroundings(**more: str) -> dict[str, str]:
    tree = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    return tree | {"LANG": "C.UTF-8", "ANYE_POLICY": str(ROOT / "policy")} | more


def offered(line: str, cwd: Path, policy: str = str(ROOT / "policy")) -> list[str]:
    """What is offered for the last word of a line, as bash asks for it."""
    words = line.split(" ")
    asked = {
        "_ANYE_COMPLETE": "bash_complete",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    result = subprocess.run(
        [sys.executable, "-m", "anye"], capture_output=True, text=True, cwd=cwd, check=True, timeout=60,
        env=surroundings(**asked, ANYE_POLICY=policy),
    )  # fmt: skip
    return result.stdout.split()


def plain(*names: str) -> list[str]:
    return [f"plain,{name}" for name in names]


def test_the_ids_are_those_of_the_files() -> None:
    assert len(IDS) == 44
    assert "stabilisation-refund" in IDS
    assert not [name for name in IDS if "case" in name]


def test_commands_are_completed(tmp_path: Path) -> None:
    assert offered("anye ", tmp_path) == plain(*COMMANDS)
    assert offered("anye --lang en co", tmp_path) == plain("coverage", "completion")


def test_options_are_completed(tmp_path: Path) -> None:
    assert offered("anye --la", tmp_path) == plain("--lang")
    assert offered("anye determine x --", tmp_path) == plain("--facts", "--on", "--known", "--json", "--help")


def test_languages_are_completed(tmp_path: Path) -> None:
    assert offered("anye --lang ", tmp_path) == plain(*LANGUAGES)


@pytest.mark.parametrize(
    "line", ["determine ", "schema ", "cases ", "assumptions --measure ", "screen x --measure "]
)
def test_measures_are_completed(line: str, tmp_path: Path) -> None:
    assert offered(f"anye {line}", tmp_path) == plain(*IDS)
    wanted = [name for name in IDS if name.startswith("startup-l")]
    assert offered(f"anye {line}startup-l", tmp_path) == plain(*wanted)


def test_measures_are_those_of_the_policy_named(tmp_path: Path) -> None:
    good = str(ROOT / "tests/rules/good")
    assert offered(f"anye --policy {good} schema ", tmp_path) == plain("hiring-bonus", "rent-help")
    assert offered("anye schema ", tmp_path, policy=good) == plain("hiring-bonus", "rent-help")


def test_a_policy_that_cannot_be_read_still_completes_by_its_files_names(tmp_path: Path) -> None:
    torn = tmp_path / "torn/town/plan/measures/half-written.yaml"
    torn.parent.mkdir(parents=True)
    torn.write_text("measure: [", "utf-8")
    assert offered("anye schema ", tmp_path, policy=str(tmp_path / "torn")) == plain("half-written")


def test_a_city_is_completed_wherever_it_lies_and_else_any_folder(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    for name in ("big", "out/demo/city"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / CITY_MARK).write_text("{}", "utf-8")
    (tmp_path / "empty").mkdir()
    assert offered("anye screen ", tmp_path) == plain("big", "out/demo/city")
    assert offered("anye screen out/", tmp_path) == plain("out/demo/city")
    assert offered("anye screen e", tmp_path) == ["dir,e"]


def test_a_city_is_known_by_what_the_city_leaves() -> None:
    building = pytest.importorskip("anye.city.building")
    assert building.MARK == CITY_MARK


@pytest.mark.parametrize(
    ("shell", "sign"), [("bash", "complete -o"), ("zsh", "#compdef anye"), ("fish", "complete")]
)
def test_a_script_is_printed_alone(shell: str, sign: str) -> None:
    """`eval "$(anye completion bash)"` stands in people's start files: there must be no other word."""
    for words, more in (([shell], {}), ([], {"SHELL": f"/usr/bin/{shell}"})):
        result = subprocess.run(
            [sys.executable, "-m", "anye", "completion", *words], capture_output=True, text=True, check=True,
            env=surroundings(**more),
        )  # fmt: skip
        assert sign in result.stdout
        assert "_ANYE_COMPLETE" in result.stdout
        assert result.stderr == ""


def test_a_shell_that_is_not_known_is_refused() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "anye", "completion"], capture_output=True, text=True, check=False,
        env=surroundings(SHELL="/bin/csh"),
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (2, "")
    assert "csh" in result.stderr
    assert "anye completion bash" in result.stderr


def test_bash_itself_completes(tmp_path: Path) -> None:
    """The script is loaded by a bash, and its function called as the Tab key calls it."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    (tmp_path / "anye").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m anye "$@"\n', "utf-8")
    (tmp_path / "anye").chmod(0o755)
    tab = """
        eval "$(anye completion bash)"
        press() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
            $(complete -p anye | sed 's/.*-F \\([^ ]*\\).*/\\1/') anye
            printf '%s\\n' "${COMPREPLY[@]}"
        }
        press anye det; press anye schema veteran; press anye --lang z
    """
    path = f"{tmp_path}:{os.environ['PATH']}"
    result = subprocess.run(
        [bash, "--norc", "-c", tab], capture_output=True, text=True, check=True, env=surroundings(PATH=path)
    )
    assert result.stdout.split() == ["determine", "veteran-hiring-subsidy", "zh-Hans", "zh-Hant"]
    assert result.stderr == ""
