"""What can't be had together, as a user is told it: explained, determined, asked and screened, in three languages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

pytest.importorskip("duckdb")

from anye import city as city_room
from anye.reference.traditional import traditional
from anye.rules.policy import load_policy
from anye.rules.resolve import resolve
from anye.screening.engine import screen
from anye.screening.tables import open_city

Run = Callable[..., CompletedProcess[str]]
POLICY = load_policy(Path(__file__).parents[2] / "policy")
LOANS = ("startup-loan-enterprise", "domestic-firm-loan")
CERTIFICATE = {
    "kind": "special-skill", "level": "none", "occupation": "cantonese-chef", "issued_on": "2022-02-15",
    "in_catalogue": True, "scarce": False, "self_assessed": False, "awards": [],
    "person": {
        "birth_date": "1990-01-01", "sex": "male", "guangdong_household": True, "student_now": False,
        "draws_pension": False, "employments": [], "employments_complete": True,
    },
    "skill_line": {"certificates": [], "certificates_complete": True},
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "kaiping"
    city_room.build(2_000, 7, folder)
    return folder


@pytest.fixture(scope="module")
def firm(city: Path) -> int:
    """A firm that qualifies for both loans for certain."""
    law = resolve(POLICY, "440783", dt.date(2022, 5, 20), dt.date(2022, 5, 20))
    with open_city(city, POLICY.dictionary) as connection:
        screening = screen(connection, law, LOANS)
        sums = {item.measure: item for item in screening.summaries}
        assert set(sums) == set(LOANS)
        assert all(item.to_choose and not item.gives_way for item in sums.values())
        [(key,)] = connection.execute(
            f"SELECT min(id) FROM {screening.settled.table} WHERE m = {screening.settled.numbers[LOANS[1]]} "
            f"AND id IN (SELECT id FROM {screening.settled.of(LOANS[0])})"
        ).fetchall()
        return int(key)


def told(anye: Run, city: Path, firm: int, *words: str) -> dict[str, dict[str, Any]]:
    """What is told of each loan, by measure."""
    named = [word for loan in LOANS for word in ("--measure", loan)]
    result = anye(
        "--lang", "en", "explain", f"employer:{firm}", "--city", str(city), *named, *words, "--json"
    )
    assert result.returncode == 0, result.stderr
    return {item["measure"]: item for item in json.loads(result.stdout)["answers"]}


def test_a_choice_that_is_the_applicants_is_open_and_says_so(anye: Run, city: Path, firm: int) -> None:
    found = told(anye, city, firm)
    for loan in LOANS:
        assert found[loan]["outcome"] in ("yes", "unknown")
        assert found[loan]["exclusion"]["status"] == "open"
        assert "the applicant chooses" in found[loan]["exclusion"]["says"][0]
        assert any(cite["clause"] in ("3.1.2", "6.4.2") for cite in found[loan]["exclusion"]["cites"])


def test_once_chosen_the_other_gives_way(anye: Run, city: Path, firm: int) -> None:
    found = told(anye, city, firm, "--choose", LOANS[0])
    assert found[LOANS[0]]["exclusion"]["status"] == "granted"
    assert found[LOANS[1]]["exclusion"]["status"] == "gives-way"
    assert "Enterprise start-up loan" in found[LOANS[1]]["exclusion"]["says"][0]


def test_it_is_said_in_three_languages(anye: Run, city: Path, firm: int) -> None:
    chosen = ("--city", str(city), "--measure", LOANS[1], "--choose", LOANS[0])
    said = {}
    for lang in ("zh-Hans", "zh-Hant", "en"):
        result = anye("--lang", lang, "explain", f"employer:{firm}", *chosen)
        assert result.returncode == 0, result.stderr
        said[lang] = "".join(result.stdout.split())
    assert "符合条件，但与企业创业担保贷款不可同时享受：按“由申请人选择”择企业创业担保贷款" in said["zh-Hans"]
    assert traditional("符合条件，但与企业创业担保贷款不可同时享受") in said["zh-Hant"]
    assert "entitled,butnottogetherwithEnterprisestart-uploan" in said["en"]


def test_a_choice_of_an_unknown_measure_is_refused(anye: Run, city: Path, firm: int) -> None:
    result = anye("explain", f"employer:{firm}", "--city", str(city), "--choose", "domestic-firm-lown")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "domestic-firm-loan" in result.stderr


def test_one_record_of_facts_is_held_against_the_measures_of_its_unit(anye: Run, tmp_path: Path) -> None:
    facts = tmp_path / "certificate.json"
    facts.write_text(json.dumps(CERTIFICATE), "utf-8")
    words = ("determine", "skill-upgrading-subsidy", "--facts", str(facts), "--on", "2022-05-20")
    result = anye("--lang", "en", *words, "--json")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["outcome"] == "yes"
    assert found["exclusion"]["status"] == "open"
    assert "Cantonese chef certificate subsidy" in found["exclusion"]["says"][0]
    shown = anye(*words).stdout
    assert "不可兼得" in shown
    facts.write_text(json.dumps(CERTIFICATE | {"occupation": "electrician"}), "utf-8")
    assert json.loads(anye(*words, "--json").stdout)["exclusion"] is None


def test_an_interview_ends_with_what_cannot_be_had_together(anye: Run) -> None:
    named = [word for loan in LOANS for word in ("--measure", loan)]
    result = anye("ask", "--employer", *named, typed="?\n" * 60)
    assert result.returncode == 0, result.stderr
    assert "不可兼得" in result.stdout
    assert "由申请人选择其一" in "".join(result.stdout.split())
    data = json.loads(anye("ask", "--employer", *named, "--json", typed="?\n" * 60).stdout)
    assert [item["exclusion"]["status"] for item in data["results"]] == ["open", "open"]


def test_a_screening_counts_what_gives_way_apart(anye: Run, city: Path, tmp_path: Path) -> None:
    out = tmp_path / "result"
    result = anye("screen", str(city), "--on", "2022-05-20", "--out", str(out), "--json")
    assert result.returncode == 0, result.stderr
    data = json.loads(result.stdout)
    assert data["before_exclusions"] is False
    units: dict[str, set[int]] = {}
    for item in data["measures"]:
        total = item["entitled"] + item["not"] + item["unknown"] + item["gives_way"]
        units.setdefault(item["unit"], set()).add(total)
        assert item["to_choose"] <= item["unknown"]
    assert all(len(totals) == 1 for totals in units.values()), (
        "every unit is counted once under every measure"
    )
