"""What would change a refusal: nothing nearer does, by trying everything near; and the kernel says yes to it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import product
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules import packs

from anye.rules.evaluate import determine
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import resolve

z3 = pytest.importorskip("z3")

from anye.proof.nearest import Nearest, in_words, nearest  # noqa: E402 - it needs Z3

RENT = "town/plan/measures/rent-help.yaml"
FACTS = "facts.yaml"
CHANGEABLE = [
    ("rooms: {label: [房间数, 房間數, rooms], type: int,", "changeable: up,"),
    ("staff: {label: [人数, 人數, staff], type: int,", "changeable: either, step: 2,"),
    ("founded: {label: [成立日期, 成立日期, founded], type: date,", "changeable: either,"),
    ("exporting: {label: [出口, 出口, exports], type: bool,", "changeable: up,"),
    ("workers: {to: worker, by: firm, complete: workers_complete,", "changeable: more,"),
]
FIRM: dict[str, Any] = {
    "trade": "shop", "exporting": False, "founded": "2019-05-01", "closed": "9999-12-31", "sales": "1000.00", "balance": "0",
    "rooms": 0, "staff": 4, "audited": True, "workers_complete": True, "grants": [], "workers": [],
}  # fmt: skip
WORKER = {
    "start": "2022-01-01",
    "end": "9999-12-31",
    "born": "1990-01-01",
    "grade": "junior",
    "member": False,
}
LATER = {"start": "2022-12-01", "end": "2022-12-31"}


@lru_cache
def pack(condition: str = "") -> Policy:
    """The small pack with things that can be changed, and another first condition of the rent help."""
    changes = [{"file": FACTS, "find": find, "put": f"{find} {put}"} for find, put in CHANGEABLE]
    if condition:
        changes.append(
            {"file": RENT, "find": "when: active_staff >= rent_min_staff", "put": f"when: {condition}"}
        )
    return load_policy(packs.copy(Path(mkdtemp()), changes))


def entitled(policy: Policy, facts: dict[str, Any], on: dt.date) -> bool:
    return determine(resolve(policy, packs.TOWN, on, on), "rent-help", facts).outcome == "yes"


def found(policy: Policy, facts: dict[str, Any], on: dt.date = packs.ON) -> Nearest | None:
    answer = nearest(resolve(policy, packs.TOWN, on, on), "rent-help", facts)
    assert answer is None or entitled(policy, answer.facts, answer.on)
    return answer


def cost(answer: Nearest | None) -> tuple[int, int] | None:
    """How many things are changed, and by how much in all."""
    if answer is None:
        return None
    total = 0
    for change in answer.changes:
        if change.number:
            total += change.number
        elif not change.path or change.path == ("founded",):
            old, new = (dt.date.fromisoformat(str(value)) for value in (change.old, change.new))
            total += abs((new - old).days)
        elif change.path == ("exporting",):
            total += 1
        else:
            total += abs(int(change.new) - int(change.old)) // {"staff": 2}.get(change.path[0], 1)
    return len(answer.changes), total


NUMBERS = "rooms >= 1 + 1 + 1 and staff >= persons(12) or exporting and rooms >= 1 or staff >= persons(12) + persons(12)"


@settings(max_examples=15)
@given(st.integers(0, 4), st.integers(0, 20), st.booleans())
def test_no_smaller_change_of_numbers_does(rooms: int, staff: int, exporting: bool) -> None:
    policy = pack(NUMBERS)
    facts = FIRM | {"rooms": rooms, "staff": staff, "exporting": exporting}
    if entitled(policy, facts, packs.ON):
        return
    ways = []
    for more, other, turned in product(range(rooms, 10), range(staff % 2, 40, 2), {exporting, True}):
        moved = [more - rooms, abs(other - staff) // 2, int(turned != exporting)]
        holds = (more >= 3 and other >= 12) or (turned and more >= 1) or other >= 24
        if holds:
            ways.append((sum(way > 0 for way in moved), sum(moved)))
    assert cost(found(policy, facts)) == min(ways)


@settings(max_examples=10)
@given(st.integers(0, 4), st.integers(0, 2))
def test_as_many_more_workers_as_are_lacking(active: int, later: int) -> None:
    """Three are needed who are at work on the day; those who start later don't count yet."""
    policy = pack()
    facts = FIRM | {"workers": [WORKER] * active + [WORKER | LATER] * later}
    answer = found(policy, facts, dt.date(2022, 7, 20))
    if active >= 3:
        assert answer is not None
        assert answer.changes == ()
        return
    assert answer is not None
    (change,) = answer.changes
    assert (change.path, change.number) == (("workers",), 3 - active)
    assert answer.certain


DAYS = "founded <= date(year(on) - 1, 12, 1)"


@settings(max_examples=10)
@given(st.integers(-400, 400))
def test_the_nearest_day_backwards_or_by_waiting(shift: int) -> None:
    policy, on = pack(DAYS), packs.ON
    founded = dt.date(2021, 12, 1) + dt.timedelta(days=shift)
    facts = FIRM | {"founded": founded.isoformat()}
    if entitled(policy, facts, on):
        return
    backwards = (founded - dt.date(2021, 12, 1)).days
    waits = [
        day for day in range(1, 1_100) if (later := on + dt.timedelta(days=day)) <= dt.date(2024, 12, 31)
        and founded <= dt.date(later.year - 1, 12, 1)
    ]  # fmt: skip
    assert cost(found(policy, facts)) == (1, min([backwards, *waits[:1]]))


def test_what_nobody_can_change_leaves_nothing_to_say() -> None:
    assert found(pack(), FIRM | {"audited": False, "workers": [WORKER] * 3}) is None


def test_what_is_unknown_is_not_taken_for_changed() -> None:
    assert found(pack(NUMBERS), FIRM | {"audited": None}) is None


def test_a_change_is_told_in_three_languages() -> None:
    policy = pack()
    answer = found(policy, FIRM | {"workers": [WORKER] * 2})
    assert answer is not None
    told = {lang: list(in_words(policy, "firm", answer, lang)) for lang in ("zh-Hans", "zh-Hant", "en")}
    assert told["zh-Hans"][0].startswith("人员增加 1 条，例如 入职日期")
    assert told["zh-Hant"][0].startswith("人員增加 1 條，例如 入職日期")
    assert told["en"][0].startswith("workers: 1 more, for example first day")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("changeable: sideways", "unknown-word"),
        ("step: 2", "changeable"),
        ("changeable: up, step: 0", "number"),
    ],
)
def test_a_change_declared_wrongly_is_refused(tmp_path: Path, key: str, code: str) -> None:
    find = "rooms: {label: [房间数, 房間數, rooms], type: int,"
    root = packs.copy(tmp_path, [{"file": FACTS, "find": find, "put": f"{find} {key},"}])
    problems = packs.problems(root)
    assert [problem.code for problem in problems][:1] == [code]
    assert problems[0].at.line > 1
