"""Every way to write a pack wrongly is refused with its file and line, what is wrong and how to mend it.

Each entry of bad/*.yaml damages the good pack in one place and pins all that is said of the damaged files: these
words are what a policy clerk sees, so a change of them is a change of the product. What other files are told in
consequence stands under `follows`, by code and place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.rules import packs

ENTRIES = [
    pytest.param(entry, id=entry["id"])
    for path in sorted((packs.HERE / "bad").glob("*.yaml"))
    for entry in packs.read(path)
]


def changes(entry: dict[str, Any]) -> list[dict[str, str]]:
    """What an entry does to the good pack."""
    if "change" in entry:
        return entry["change"]
    if "worker_when" in entry:
        return [condition("hiring-bonus", "not (firm.trade in excluded_trades)", entry["worker_when"])]
    if "long" in entry:  # too long to be written out
        return [firm_condition(" or ".join(["exporting"] * int(entry["long"])))]
    if "deep" in entry:
        return [firm_condition("+".join(["rooms"] * int(entry["deep"])) + " > 0")]
    if "brackets" in entry:
        return [{"file": "derived.yaml", "put": "firm: " + "[" * int(entry["brackets"])}]
    return [firm_condition(entry["when"])]


def firm_condition(put: str) -> dict[str, str]:
    return condition("rent-help", "active_staff >= rent_min_staff", put)


def condition(measure: str, find: str, put: str) -> dict[str, str]:
    """The change of one condition's expression; folded, so that any sign may stand in it."""
    return {
        "file": f"town/plan/measures/{measure}.yaml",
        "find": f"when: {find}\n",
        "put": f"when: >-\n      {put}\n",
    }


def test_the_good_pack_has_no_problem(tmp_path: Path) -> None:
    assert packs.problems(packs.copy(tmp_path, [])) == ()


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_bad_pack_is_refused_in_these_words(entry: dict[str, Any], tmp_path: Path) -> None:
    wanted = changes(entry)
    found = packs.problems(packs.copy(tmp_path, wanted))
    damaged = {change["file"] for change in wanted} & {problem.at.file for problem in found}
    damaged = damaged or {problem.at.file for problem in found}  # a gap is told where the figure is used
    said = [
        {"code": problem.code, "zh": problem.show("zh"), "en": problem.show("en")}
        for problem in found
        if problem.at.file in damaged
    ]
    assert said == entry["problems"]
    follows = [f"{problem.code} {problem.at}" for problem in found if problem.at.file not in damaged]
    assert follows == entry.get("follows", [])


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_message_is_chinese_with_an_english_twin(entry: dict[str, Any]) -> None:
    for problem in entry["problems"]:
        assert any("一" <= sign <= "鿿" for sign in problem["zh"])
        assert ("改法：" in problem["zh"]) == ("To mend: " in problem["en"])


def test_a_folder_without_facts_is_no_policy(tmp_path: Path) -> None:
    (problem,) = packs.problems(tmp_path)
    assert (problem.code, problem.at.file) == ("no-policy", str(tmp_path))
    assert problem.show("zh").endswith("这里没有政策文件（缺少 facts.yaml）。 改法：用 --policy 指明目录。")


def test_no_entry_is_there_twice() -> None:
    ids = [param.id for param in ENTRIES]
    assert len(ids) == len(set(ids))
