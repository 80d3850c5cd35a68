"""Bad input is refused with 2: where, what, how to mend it; nothing on standard output, nothing half-written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
MEASURE = "kaiping/2022-5/measures/veteran-hiring-subsidy.yaml"
FACTS = {"start": "2021-03-01", "end": "9999-12-31"}


def refused(result: CompletedProcess[str], *words: str) -> None:
    """The command refused, in full sentences, and printed nothing else."""
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr, result.stderr


def damage(pack: Path, file: str, old: str, new: str) -> None:
    path = pack / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (MEASURE, "period: once", "period: [once", (MEASURE, "YAML")),
        (MEASURE, "period: once", "period: once\nperiod: month", (f"{MEASURE}:6", "写了两次")),
        (MEASURE, "when: person.veteran\n", "when: person.vetran\n", ("vetran", "是不是“veteran”")),
        (MEASURE, "when: person.veteran\n", "when: __import__('os').system('true')\n", ("__import__",)),
        (
            "derived.yaml",
            "is: classify(size_bounds, industry,",
            "is: classify(size_bounds, size_class,",
            ("成环", "size_class"),
        ),
        (
            "kaiping/2022-5/parameters.yaml",
            "from: 2022-05-06",
            "from: 2022-02-30",
            ("2022-02-30", "parameters.yaml"),
        ),
    ],
    ids=["torn YAML", "a key twice", "a misspelt fact", "__import__", "a cycle", "a day that is none"],
)
def test_a_damaged_policy_is_refused_with_file_and_line(
    anye: Run, pack: Path, file: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    damage(pack, file, old, new)
    refused(anye("check", policy=pack), *words)


def test_all_problems_of_a_pack_are_reported_at_once(anye: Run, pack: Path) -> None:
    damage(pack, MEASURE, "when: person.veteran\n", "when: person.vetran\n")
    damage(pack, "kaiping/2022-5/measures/bay-area-youth-allowance.yaml", "period: month", "period: monthly")
    refused(anye("check", policy=pack), "vetran", "monthly")


def test_refusals_speak_english_when_asked(anye: Run, pack: Path) -> None:
    damage(pack, MEASURE, "when: person.veteran\n", "when: person.vetran\n")
    refused(anye("--lang", "en", "check", policy=pack), "has no fact 'vetran'", "did you mean 'veteran'?")


def test_an_altered_sentence_fails_coverage(anye: Run, pack: Path) -> None:
    damage(pack, "kaiping/2022-5/text.md", "大力引进和培育首店经济", "大力引进首店经济")
    result = anye("coverage", policy=pack)
    assert result.returncode == 1
    assert "2.2.5" in result.stderr


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ('{"start": "2022-02-30", "end": "9999-12-31"}', ("2022-02-30", "入职日期")),
        ('{"start": "2021-03-01", "end": "9999-12-31", "awards": [{"amount": 1e400}]}', ("1E+400", "金额")),
        ('{"start": "2021-03-01", "end": "9999-12-31", "awards": [{"amount": NaN}]}', ("NaN",)),
        ('{"start": "2021-03-01"', ("JSON",)),
        ('{"start": "2021-03-01", "start": "2021-03-02", "end": "9999-12-31"}', ("start", "两次")),
        (
            '{"start": "2021-03-01", "end": "9999-12-31", "contract_strat": "2021-03-01"}',
            ("contract_strat", "contract_start"),
        ),
        (
            '{"start": "2021-03-01", "end": "9999-12-31", "employer": {"kind": "enterprize"}}',
            ("enterprize", "enterprise"),
        ),
        ("[]", ("记录",)),
        ('{"end": "9999-12-31"}', ("入职日期", "不能缺")),
    ],
    ids=[
        "no such day",
        "1e400",
        "NaN",
        "torn JSON",
        "a key twice",
        "a misspelt fact",
        "a misspelt word",
        "no record",
        "required",
    ],
)
def test_facts_that_cannot_be_read_are_refused(
    anye: Run, tmp_path: Path, facts: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(facts, "utf-8")
    refused(
        anye("determine", "veteran-hiring-subsidy", "--facts", str(path), "--on", "2022-05-20", "--json"),
        *words,
    )


def test_a_facts_file_of_200_megabytes_is_refused_unread(anye: Run, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: the size is what counts
    refused(anye("determine", "veteran-hiring-subsidy", "--facts", str(path), "--on", "2022-05-20"), "200 MB")


def test_a_day_that_does_not_exist_is_refused_on_the_command_line(anye: Run, tmp_path: Path) -> None:
    result = anye("determine", "veteran-hiring-subsidy", "--facts", "x.json", "--on", "2022-02-30")
    refused(result, "2022-02-30")


def test_an_unknown_measure_is_refused_with_the_nearest_name(anye: Run, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), "utf-8")
    refused(
        anye("determine", "veteran-hiring", "--facts", str(path), "--on", "2022-05-20"),
        "veteran-hiring-subsidy",
    )


def test_a_facts_file_that_is_not_there_is_said_to_be_missing(anye: Run) -> None:
    refused(
        anye("determine", "veteran-hiring-subsidy", "--facts", "zhang.json", "--on", "2022-05-20"),
        "zhang.json：没有这个文件。",
    )


def test_a_place_without_policy_is_refused(anye: Run, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), "utf-8")
    refused(
        anye(
            "--place",
            "110101",
            "determine",
            "veteran-hiring-subsidy",
            "--facts",
            str(path),
            "--on",
            "2022-05-20",
        ),
        "110101",
        "440783（开平市人民政府）",
    )


def test_a_folder_without_policy_is_refused(anye: Run, tmp_path: Path) -> None:
    refused(anye("check", policy=tmp_path), "facts.yaml")
