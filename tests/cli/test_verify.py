"""`anye verify` and the nearest change in `anye explain`, as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.rules import packs

pytest.importorskip("z3")

Run = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
BONUS = "town/plan/measures/hiring-bonus.yaml"
TRADE = "when: not (firm.trade in excluded_trades)"
ALWAYS = "when: not (firm.trade in excluded_trades) or start <= end or end <= start"


def test_a_sound_pack_is_told_in_a_table_and_leaves_0(anye: Run) -> None:
    result = anye("--lang", "en", "verify", policy=packs.GOOD)
    assert (result.returncode, result.stderr) == (0, "")
    assert "refuted" not in result.stdout
    assert "Rent help" in result.stdout
    assert "proven" in result.stdout.splitlines()[-1]


def test_a_refuted_claim_comes_first_and_leaves_1(anye: Run, tmp_path: Path) -> None:
    root = packs.copy(tmp_path, [{"file": BONUS, "find": TRADE, "put": ALWAYS}])
    result = anye("--lang", "en", "verify", policy=root)
    assert result.returncode == 1
    lines = [line for line in result.stdout.splitlines() if line.strip()]
    assert lines[0].strip() == "refuted"
    assert "fails:trade" in lines[1]
    assert "it can never fail" in lines[2]
    assert "不成立" in anye("verify", policy=root).stdout


def test_the_case_that_refutes_is_shown_and_is_in_the_data(anye: Run, tmp_path: Path) -> None:
    changes = [
        {
            "file": "town/plan/measures/rent-help.yaml",
            "find": "is: round_half_up(sales * rent_share[size], 2)",
            "put": "is: round_half_up(sales * rent_share[size] - balance, 2)",
        }
    ]
    root = packs.copy(tmp_path, changes)
    shown = anye("--lang", "en", "verify", "rent-help", policy=root)
    assert shown.returncode == 1
    assert "case (2022-" in shown.stdout
    assert "balance" in shown.stdout
    data = json.loads(anye("verify", "rent-help", "--json", policy=root).stdout)
    (claim,) = [item for item in data["claims"] if item["claim"] == "not-negative"]
    assert claim["status"] == "refuted"
    finding = claim["findings"][0]
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(finding["witness"]["facts"][0]), "utf-8")
    on = ("--on", finding["witness"]["on"])
    again = anye("determine", "rent-help", "--facts", str(facts), *on, "--json", policy=root)
    assert float(json.loads(again.stdout)["amount"]) < 0


def test_one_day_alone(anye: Run) -> None:
    data = json.loads(anye("verify", "rent-help", "--on", "2022-07-20", "--json", policy=packs.GOOD).stdout)
    days = {
        tuple(day) for claim in data["claims"] for finding in claim["findings"] for day in finding["days"]
    }
    assert days == {("2022-07-20", "2022-07-20")}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--on", "2022-07-20", "--until", "2022-08-01"], "--on goes without"),
        (["--from", "2023-01-01", "--until", "2022-01-01"], "before it begins"),
        (["rent-helps"], "did you mean 'rent-help'"),
    ],
)
def test_what_makes_no_sense_is_refused(anye: Run, words: list[str], says: str) -> None:
    result = anye("--lang", "en", "verify", *words, policy=packs.GOOD)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr


def test_a_stale_explanation_is_refused_with_its_place(anye: Run, tmp_path: Path) -> None:
    text = "explained:\n  - {claim: fails:trade, why: 因为如此}\nlimits:\n"
    root = packs.copy(tmp_path, [{"file": BONUS, "find": "limits:\n", "put": text}])
    result = anye("verify", policy=root)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{BONUS}:" in result.stderr
    assert "fails:trade" in result.stderr
    assert "改法" in result.stderr


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "z3.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'z3'\", name='z3')\n", "utf-8"
    )
    tree = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'src'}",
        "LANG": "C.UTF-8",
    }
    for words in (["verify"], ["explain", "person:1", "--changes"]):
        result = subprocess.run(
            [sys.executable, "-m", "anye", *words],
            capture_output=True,
            text=True,
            env=tree,
            cwd=tmp_path,
            check=False,
        )
        assert (result.returncode, result.stdout) == (2, "")
        assert "anye[proof]" in result.stderr
    overview = subprocess.run(
        [sys.executable, "-m", "anye", "--help"],
        capture_output=True,
        text=True,
        env=tree,
        cwd=tmp_path,
        check=False,
    )
    assert overview.returncode == 0
    assert "anye[proof]" in overview.stdout


# --- the nearest change -----------------------------------------------------------------------------
STATION = {
    "kind": "rural-ecommerce", "in_village": True, "recognised": True, "opened_on": "2022-03-01", "floor_area": 99,
    "computers": 1, "shops": 1, "full_time_staff": 1, "yearly_orders": 1500, "yearly_sales": "0", "awards": [],
}  # fmt: skip


def test_determine_says_what_would_change_a_refusal(anye: Run, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(STATION), "utf-8")
    words = ("determine", "rural-ecommerce-station-grant", "--facts", str(facts), "--on", "2022-05-20")
    chinese = anye(*words).stdout
    assert "要使条件成立，最少作 1 处改变" in chinese
    assert "场地面积（平方米）由 99 变为 100" in chinese
    assert "floor area in square metres: 100 instead of 99" in anye("--lang", "en", *words).stdout
    facts.write_text(json.dumps(STATION | {"floor_area": 100}), "utf-8")
    assert "要使条件成立" not in anye(*words).stdout
