"""The program for a record of which nothing is unknown answers as the general one, also where a day doesn't exist."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.rules import packs

from anye.rules.evaluate import evaluate
from anye.rules.facts import Reader
from anye.rules.policy import load_policy
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve

MEASURE = "kaiping/2022-5/measures/bay-area-youth-allowance.yaml"
ZHANG_WEI: dict[str, Any] = {
    "birth_date": "1963-01-10",
    "died_on": "9999-12-31",
    "programme_spells": [],
    "awards": [],
    "kaiping_household": True,
}


@pytest.mark.parametrize(
    "test",
    [
        "date(year(birth_date), 2, 29) == on",
        "not (date(year(birth_date), 2, 29) == on)",
        "days_between(date(year(birth_date), 2, 29), on) > days(1)",
        "year(date(year(birth_date), 2, 29)) == year(on)",
        "full_months_between(date(year(birth_date), 2, 29), on) > months(1)",
        "add_months_clamped(date(year(birth_date), 2, 29), months(12)) <= on",
        "date(year(on), 2, 29) == on",
        "kaiping_household or date(year(birth_date), 2, 29) == on",
    ],
)
def test_a_day_that_does_not_exist_is_unknown_in_both(tmp_path: Path, test: str) -> None:
    root = Path(shutil.copytree(packs.REAL, tmp_path / "policy"))
    path = root / MEASURE
    head, conditions, tail = path.read_text("utf-8").partition("conditions:\n")
    probe = (
        f'  - id: probe\n    label: [试, 試, probe]\n    when: "{test}"\n'
        "    cite: {document: 试, fact: 试。}\n"
    )
    path.write_text(head + conditions + probe + tail, "utf-8")
    law = resolve(load_policy(root), "440783", packs.ON, packs.ON)
    program = compile_rules(law, "person", ["bay-area-youth-allowance"])
    reader = Reader(law.policy.dictionary, program.shape)
    record = reader.read(ZHANG_WEI)
    assert reader.certain
    assert evaluate(program, record, certain=True) == evaluate(program, record)
