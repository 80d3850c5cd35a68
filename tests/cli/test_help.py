"""Help teaches: grouped by what one wants to do, in one language at a time, whole in 80 columns, with lines that run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from anye.cli import COMMANDS, main
from anye.cli.frame import LANGUAGES, many
from anye.cli.help import EXAMPLES, GROUPS, NEVER_FIRST, grouped, half, paragraphs, wrapped

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[㐀-鿿，。：；、（）【】［］]")


def run(
    *words: str, columns: int = 80, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    tree = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    surroundings = tree | {"LANG": "C.UTF-8", "COLUMNS": str(columns)} | environment
    command = [sys.executable, "-m", "anye", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env=surroundings, cwd=cwd, timeout=120, check=False
    )


def shown(*words: str, columns: int = 80) -> str:
    result = run(*words, columns=columns)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_the_list_of_commands_is_whole_in_80_columns(tongue: str) -> None:
    text = shown("--help", "--lang", tongue)
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert "..." not in re.sub(r"\[ARGS\]\.\.\.", "", text)
    for name in COMMANDS:
        [line] = [line for line in text.splitlines() if re.match(rf"  {name}\s", line)]
        assert line.removeprefix(f"  {name}").strip(), f"{name} says nothing"
        following = text.splitlines()[text.splitlines().index(line) + 1]
        assert not following.startswith(" " * 10), f"{name} does not fit on one line"


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("tongue", LANGUAGES)
def test_a_commands_help_speaks_one_language_and_fits(name: str, tongue: str, columns: int) -> None:
    found = in_process(tongue, name, columns)
    assert max(cell_len(line) for line in found.splitlines()) <= columns
    assert " · " not in found
    assert bool(CHINESE.search(found)) == (tongue != "en"), found


def in_process(tongue: str, name: str, columns: int) -> str:
    """A command's help without a process of its own: there are many to look at."""
    with click.Context(main, info_name="anye", terminal_width=columns) as root:
        main.parse_args(root, ["--lang", tongue, name])
        command = main.get_command(root, name)
        assert command is not None
        with click.Context(command, info_name=name, parent=root, terminal_width=columns) as ctx:
            return command.get_help(ctx)


def test_every_command_stands_in_one_group() -> None:
    listed = [name for _, members in GROUPS for name in members]
    assert len(listed) == len(set(listed))
    assert set(COMMANDS) <= set(listed)


def test_a_command_that_no_group_names_still_shows_under_the_last() -> None:
    title, members = grouped(["check", "brand-new"])[-1]
    assert (title.en, members) == ("Other", ["brand-new"])


@pytest.mark.parametrize(
    ("words", "environment", "heading"),
    [
        (("--help",), {}, "用法："),
        (("--help", "--lang", "en"), {}, "Usage: "),
        (("--lang=en", "--help"), {}, "Usage: "),
        (("check", "--help", "--lang", "en"), {}, "Usage: "),
        (("check", "--lang", "zh-Hant", "--help"), {}, "選項："),
        (("check", "--help"), {"ANYE_LANG": "en"}, "Usage: "),
        (("--lang", "zh", "--help"), {"ANYE_LANG": "en"}, "用法："),
        ((), {"ANYE_LANG": "en"}, "Usage: "),
    ],
)
def test_the_language_may_stand_anywhere_or_in_the_environment(
    words: tuple[str, ...], environment: dict[str, str], heading: str
) -> None:
    result = run(*words, **environment)
    assert result.returncode == 0
    assert heading in result.stdout


def test_the_environment_sets_the_language_of_output_too() -> None:
    assert "1 case, 0 of them wrong" in run("check", ANYE_LANG="en", ANYE_POLICY="tests/rules/good").stdout
    assert "个案例" in run("check", ANYE_POLICY="tests/rules/good").stdout


# --- the lines to try ------------------------------------------------------------------------------
def examples(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("  anye ")]


def contexts(words: list[str]) -> Iterator[click.Context]:
    """The contexts of a command line that click takes; raises where it doesn't."""
    root = main.make_context("anye", list(words))
    yield root
    name, command, rest = main.resolve_command(root, [*root._protected_args, *root.args])
    assert command is not None
    with root:
        yield command.make_context(name, rest, parent=root)


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_the_lines_to_try_are_shown_and_are_sound(tongue: str) -> None:
    lines = examples(shown("--help", "--lang", tongue))
    assert lines == [line for _, _, line in EXAMPLES]
    assert len(lines) == 3
    for line in lines:
        assert [context.info_name for context in contexts(line.split()[1:])] == ["anye", line.split()[1]]


def test_the_lines_to_try_run_one_after_the_other(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    for line in examples(shown("--help")):
        small = ["--persons", "2000"] if line == "anye demo" else []
        result = run(*line.split()[1:], *small, cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        assert result.stdout
    assert (tmp_path / "out/december").is_dir()


# --- command lines written wrongly -----------------------------------------------------------------
WRONG = [
    (("chekc",), ("没有命令“chekc”", "是不是 check？"), ("no command 'chekc'", "Did you mean check?")),
    (("check", "--jsno"), ("没有选项“--jsno”", "--json"), ("no option '--jsno'", "--json")),
    (("determine",), ("缺少“措施”", "可用："), ("MEASURE is missing", "Known:")),
    (
        ("determine", "startup-grant", "--on", "2022-05-20"),
        ("缺少 --facts", "事实文件"),
        ("--facts is missing",),
    ),
    (("determine", "startup-grant", "--facts"), ("--facts 后面缺少",), ("--facts needs a value",)),
    (("schema", "startup-grant", "more"), ("“more”是多余的",), ("'more' is too much",)),
    (("schema", "startup-grant", "--on", "2022-02-30"), ("--on：", "2022-02-30"), ("--on: ", "not a day")),
    (("city", "--persons", "3", "--out", "x"), ("--persons：", "100 到"), ("--persons: ", "from 100 to")),
    (("--lang", "fr", "check"), ("--lang：", "zh-Hant"), ()),
    (("completion", "tcsh"), ("fish",), ("known: bash, zsh, fish",)),
    (("--lang", "en"), (), ("A command is missing",)),
]


@pytest.mark.parametrize(("words", "chinese", "english"), WRONG, ids=lambda value: " ".join(value)[:40])
def test_a_wrong_command_line_is_refused_in_the_language_with_what_was_meant(
    words: tuple[str, ...], chinese: tuple[str, ...], english: tuple[str, ...]
) -> None:
    for tongue, wanted in (("zh-Hans", chinese), ("en", english)):
        if not wanted:
            continue
        result = run(*words, ANYE_LANG=tongue)
        assert (result.returncode, result.stdout) == (2, "")
        for word in wanted:
            assert word in result.stderr, result.stderr
        assert bool(CHINESE.search(result.stderr)) == (tongue != "en"), result.stderr
        assert "--help" in result.stderr


# --- text ------------------------------------------------------------------------------------------
def test_a_text_in_two_languages_is_halved() -> None:
    assert half("人数。· How many.", "zh-Hans") == "人数。"
    assert half("人数。· How many.", "zh-Hant") == "人數。"
    assert half("人数。· How many.", "en") == "How many."
    assert half("DIR", "en") == half("DIR", "zh-Hans") == "DIR"


def test_english_counts_one_and_many() -> None:
    assert many(1, "list of departments") == "1 list of departments"
    assert many(0, "derived fact") == "0 derived facts"
    assert many(1200, "list of departments") == "1,200 lists of departments"


def test_paragraphs_may_give_each_language_its_line() -> None:
    text = "一。· One.\n\n第二段。\nThe second.\n\nanye check"
    assert paragraphs(text, "en") == ["One.", "The second.", "anye check"]
    assert paragraphs(text, "zh-Hans") == ["一。", "第二段。", "anye check"]


@pytest.mark.parametrize("width", range(8, 40))
def test_lines_are_cut_between_words_and_never_before_a_closing_sign(width: int) -> None:
    text = "政策的每一句都有着落（共85句），每一个数都能追到它所依据的那一句。anye check"
    lines = wrapped(text, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not [line for line in lines if line[0] in NEVER_FIRST or line.endswith("（")]
