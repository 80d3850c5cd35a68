"""What the commands promise: forms of their output, and exit codes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Run = Callable[..., CompletedProcess[str]]
INSURED = {"start": "2021-03-01", "end": "9999-12-31", "pension": True, "medical": True, "unemployment": True, "work_injury": True, "maternity": False}  # fmt: skip
LI_NA: dict[str, Any] = {  # discharged half a year before she was hired, a year and more insured
    "start": "2021-03-01",
    "end": "9999-12-31",
    "contract_start": "2021-03-01",
    "contract_end": "2024-02-28",
    "person": {
        "sex": "female",
        "birth_date": "1990-04-05",
        "cadre_post": False,
        "veteran": True,
        "discharged_on": "2020-09-01",
        "awards": [],
    },
    "employer": {"kind": "enterprise", "dispatch_agency": False},
    "awards": [],
    "contributions": [INSURED],
}


def determined(anye: Run, tmp_path: Path, facts: dict[str, Any], on: str = "2022-05-20") -> dict[str, Any]:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    result = anye("determine", "veteran-hiring-subsidy", "--facts", str(path), "--on", on, "--json")
    assert result.returncode == 0, result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_determine_gives_the_outcome_with_each_condition_cited(anye: Run, tmp_path: Path) -> None:
    data = determined(anye, tmp_path, LI_NA)
    assert (data["measure"], data["outcome"], data["amount"]) == ("veteran-hiring-subsidy", "yes", "10000.00")
    assert data["bounds"] == ["10000.00", "10000.00"]
    assert data["missing"] == []
    assert data["policy"].startswith("sha256:")
    for condition in data["conditions"]:
        assert set(condition) == {"id", "result", "says", "cite", "facts"}
        assert condition["result"] == "met"
        assert condition["cite"].get("quote") or condition["cite"].get("document")


def test_determine_names_what_is_missing_and_who_can_prove_it(anye: Run, tmp_path: Path) -> None:
    facts = LI_NA | {"person": {key: value for key, value in LI_NA["person"].items() if key != "veteran"}}
    data = determined(anye, tmp_path, facts)
    assert data["outcome"] == "unknown"
    assert data["amount"] is None
    assert [item["fact"] for item in data["missing"]] == ["person.veteran"]
    assert data["missing"][0]["register"] == "veterans"


def test_before_the_notice_the_answer_is_a_cited_no(anye: Run, tmp_path: Path) -> None:
    data = determined(anye, tmp_path, LI_NA, on="2022-05-05")
    assert data["outcome"] == "no"
    [only] = data["conditions"]
    assert (only["id"], only["result"], only["cite"]["clause"]) == ("in-force", "failed", "10.1.1")


def test_determine_for_people_quotes_the_sentence_and_marks_what_is_unconfirmed(
    anye: Run, tmp_path: Path
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(LI_NA), "utf-8")
    chinese = anye("determine", "veteran-hiring-subsidy", "--facts", str(path), "--on", "2022-05-20").stdout
    assert "可以享受：10,000.00元" in chinese
    assert "按每人1万元给予一次性补贴" in chinese
    assert "待核实" in chinese
    english = anye(
        "--lang", "en", "determine", "veteran-hiring-subsidy", "--facts", str(path), "--on", "2022-05-20"
    ).stdout
    assert "entitled: 10,000.00 yuan" in english


def test_schema_is_one_that_facts_can_be_held_against(anye: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(anye("schema", "veteran-hiring-subsidy", "--json").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(LI_NA, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(LI_NA | {"start": 3}, schema)


def test_check_runs_every_case_and_finds_none_wrong(anye: Run) -> None:
    result = anye("check", "--json")
    assert result.returncode == 0, result.stderr
    data = json.loads(result.stdout)
    assert data["wrong"] == []
    assert data["measures"] == 44
    assert data["cases"] > 2500


def test_check_fails_when_a_case_no_longer_holds(anye: Run, pack: Path) -> None:
    path = pack / "kaiping/2022-5/parameters.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("large: 30%", "large: 31%"), "utf-8")
    result = anye("check", policy=pack)
    assert result.returncode == 1
    assert "stabilisation-refund" in result.stderr


def test_coverage_accounts_for_85_sentences_and_nine_lists(anye: Run) -> None:
    result = anye("coverage", "--json")
    assert result.returncode == 0, result.stderr
    [rows] = json.loads(result.stdout).values()
    assert sum(row["state"] != "list" for row in rows) == 85
    assert sum(row["state"] == "list" for row in rows) == 9
    assert not [row["clause"] for row in rows if row["state"] == "unaccounted"]


@pytest.mark.parametrize(
    "command", ["check", "coverage", "assumptions", "determine", "schema", "city", "screen", "demo"]
)
def test_every_command_explains_itself(anye: Run, command: str) -> None:
    result = anye(command, "--help")
    assert result.returncode == 0
    assert "--help" in result.stdout


def test_assumptions_are_listed_once_each_with_what_would_settle_them(anye: Run, tmp_path: Path) -> None:
    rows = json.loads(anye("assumptions", "--json").stdout)
    assert len({(row["kind"], row["id"], row["at"]) for row in rows}) == len(rows) > 300
    assert all(row["label"] and row["assumed"] and row["settle"] and row["measures"] for row in rows)
    table = tmp_path / "待核实.csv"
    assert anye("assumptions", "--csv", str(table)).returncode == 0
    with table.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    assert len(lines) == len(rows) + 1
    one = json.loads(anye("assumptions", "--measure", "veteran-hiring-subsidy", "--json").stdout)
    assert 0 < len(one) < len(rows)
    assert all("veteran-hiring-subsidy" in row["measures"] for row in one)


def test_assumptions_of_an_unknown_measure_are_refused(anye: Run) -> None:
    result = anye("assumptions", "--measure", "veteran-hiring")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "veteran-hiring-subsidy" in result.stderr


def test_a_right_is_answered_without_an_amount(anye: Run, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    facts = {"died_on": "9999-12-31", "employment_difficulty": True, "low_income": False}
    path.write_text(json.dumps(facts | {"unemployment_registered": False}), "utf-8")
    given = ("determine", "free-training-and-referral", "--facts", str(path), "--on", "2022-05-20")
    data = json.loads(anye(*given, "--json").stdout)
    assert (data["outcome"], data["kind"], data["amount"], data["bounds"]) == ("yes", "none", None, None)
    assert "元" not in anye(*given).stdout.splitlines()[1]
