"""What a later enactment changes in a measure: a part of it, its time, or the whole; and who goes first."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.rules import packs

from anye.rules.evaluate import Outcome, determine
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import Law, resolve

ENTITLED: dict[str, Any] = {
    "start": "2022-01-10",
    "end": "9999-12-31",
    "grade": "junior",
    "firm": {"trade": "shop"},
    "grants": [],
}
MILL = ENTITLED | {"firm": {"trade": "mill"}}
TRADE = """\
    conditions:
      - id: trade
        label: [不限行业, 不限行業, any trade]
        when: firm.trade in all_trades
        cite: {document: NUMBER, fact: 各行业均可享受。}
"""
ALL_TRADES = """\
all_trades:
  label: [各行业, 各行業, all trades]
  type: set
  enum: trade
  values:
    - {value: [shop, mill, farm], from: 2022-01-01, cite: {document: NUMBER, fact: 各行业均可享受。}}
"""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def order(
    folder: str = "city/order",
    rank: str = "prefecture",
    issued: str = "2022-06-15",
    start: str = "2022-06-01",
    until: str = "",
    change: str = TRADE,
    drop: str = "",
    relation: str = "amends: [town/plan]",
    place: str = "9901",
    name: str = "any-trade",
    measure: str = "hiring-bonus",
    parameters: str = "",
    more: str = "",
) -> list[dict[str, str]]:
    """Files of an enactment that changes a measure."""
    number = f"试〔{folder}〕1号"
    last = f"  until: {until}\n" if until else ""
    amendment = (
        f"{name}:\n  measure: {measure}\n  label: [修改, 修改, a change]\n  from: {start}\n{last}"
        f"  cite: {{document: NUMBER, fact: 修改。}}\n"
        + (f"  drop: [{drop}]\n" if drop else "")
        + (f"  change:\n{change}" if change else "")
        + more
    )
    files = [
        {
            "file": f"{folder}/enactment.yaml",
            "put": f"enactment: {folder}\nnumber: {number}\ntitle: [通知, 通知, Order]\n"
            f'authority: {{name: [试验机关, 試驗機關, Test authority], rank: {rank}, place: "{place}"}}\n'
            f"issued: {issued}\nforce: {{from: 2022-01-01, cite: {{document: {number}, fact: 施行。}}}}\n{relation}\n",
        },
        {"file": f"{folder}/amendments.yaml", "put": amendment.replace("NUMBER", number)},
    ]
    if parameters:
        text = parameters.replace("NUMBER", number)
        files.append({"file": f"{folder}/parameters.yaml", "put": text})
    return files


def pack(to: Path, *orders: list[dict[str, str]]) -> Policy:
    return load_policy(packs.copy(to, [change for one in orders for change in one]))


def codes(to: Path, *orders: list[dict[str, str]]) -> list[tuple[str, str]]:
    found = packs.problems(packs.copy(to, [change for one in orders for change in one]))
    return [(problem.code, problem.at.file) for problem in found]


def law(policy: Policy, on: str, known: str = "") -> Law:
    return resolve(policy, packs.TOWN, day(on), day(known or on))


def told(policy: Policy, on: str, known: str = "", facts: dict[str, Any] = MILL) -> Outcome:
    return determine(law(policy, on, known), "hiring-bonus", facts)


def free(**more: str) -> list[dict[str, str]]:
    """An order that opens the bonus to every trade."""
    return order(parameters=ALL_TRADES, **more)


# --- a condition -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "known", "outcome"),
    [
        ("2022-07-10", "2022-06-14", "no"),  # not yet issued
        ("2022-07-10", "2022-06-15", "yes"),
        ("2022-07-10", "2022-06-16", "yes"),
        ("2022-07-31", "2022-12-31", "yes"),  # the last day on which it acts
        ("2022-08-01", "2022-12-31", "no"),
    ],
)
def test_a_changed_condition_acts_on_its_days_once_it_is_known(
    tmp_path: Path, on: str, known: str, outcome: str
) -> None:
    policy = pack(tmp_path, free(until="2022-07-31"))
    assert told(policy, on, known).outcome == outcome


def test_what_is_not_changed_stays_as_it_was(tmp_path: Path) -> None:
    before, after = (law(policy, "2022-07-10") for policy in (packs.good(), pack(tmp_path, free())))
    old, new = (item.rules["hiring-bonus"].measure for item in (before, after))
    assert [condition.id for condition in new.conditions] == [condition.id for condition in old.conditions]
    assert new.amount == old.amount and new.window == old.window and new.title == old.title
    assert [a.id for a, b in zip(old.conditions, new.conditions, strict=True) if a.when != b.when] == [
        "trade"
    ]
    assert (old.amended, new.amended) == ((), ("city/order:any-trade",))


def test_a_changed_condition_cites_what_changed_it(tmp_path: Path) -> None:
    outcome = told(pack(tmp_path, free()), "2022-07-10")
    (cite,) = (finding.cite for finding in outcome.conditions if finding.id == "trade")
    assert cite == {"status": "superior", "document": "试〔city/order〕1号", "fact": "各行业均可享受。"}


def test_a_condition_that_is_dropped_is_asked_no_more(tmp_path: Path) -> None:
    policy = pack(tmp_path, order(drop="trade", change=""))
    outcome = told(policy, "2022-07-10", facts={key: ENTITLED[key] for key in ENTITLED if key != "firm"})
    assert outcome.outcome == "yes"
    assert "trade" not in [finding.id for finding in outcome.conditions]


def test_a_condition_of_a_new_name_is_added(tmp_path: Path) -> None:
    policy = pack(
        tmp_path, order(change=TRADE.replace("id: trade", "id: every-trade"), parameters=ALL_TRADES)
    )
    outcome = told(policy, "2022-07-10")
    assert outcome.outcome == "no"
    assert {finding.id: finding.result for finding in outcome.conditions}["every-trade"] == "met"
    assert {finding.id: finding.result for finding in outcome.conditions}["trade"] == "failed"


def test_a_limit_can_be_lifted(tmp_path: Path) -> None:
    granted = ENTITLED | {"grants": [{"measure": "hiring-bonus", "amount": "500.00"}]}
    policy = pack(tmp_path, order(drop="once", change=""))
    assert told(packs.good(), "2022-07-10", facts=granted).outcome == "no"
    assert told(policy, "2022-07-10", facts=granted).outcome == "yes"


# --- the amount, the time, the window, the whole ---------------------------------------------------
DOUBLE = """\
    amount:
      unit: yuan
      is: round_half_up(bonus[grade] * persons(1), 2) + round_half_up(bonus[grade] * persons(1), 2)
      cite: {document: NUMBER, fact: 加倍。}
"""


def test_a_changed_amount_is_granted(tmp_path: Path) -> None:
    assert told(pack(tmp_path, order(change=DOUBLE)), "2022-07-10", facts=ENTITLED).amount == Decimal(1000)


@pytest.mark.parametrize(("on", "known", "in_force"), [
    ("2025-01-01", "2024-12-31", False),
    ("2025-01-01", "2025-01-01", True),
    ("2025-03-31", "2025-03-31", True),
    ("2025-04-01", "2025-04-01", False),
])  # fmt: skip
def test_a_measure_can_be_prolonged(tmp_path: Path, on: str, known: str, in_force: bool) -> None:
    force = "    force: {from: 2022-03-01, until: 2025-03-31, cite: {document: NUMBER, fact: 延长。}}\n"
    policy = pack(tmp_path, order(issued="2025-01-01", start="2025-01-01", change=force))
    assert law(policy, on, known).rules["hiring-bonus"].in_force == in_force


def test_a_gap_that_a_prolonged_measure_falls_into_is_refused(tmp_path: Path) -> None:
    """The small pack's figure of six months ends with the plan: a longer plan needs a longer figure."""
    force = "    force: {from: 2022-03-01, until: 2025-12-31, cite: {document: NUMBER, fact: 延长。}}\n"
    limited = {
        "file": "town/plan/parameters.yaml",
        "find": "- {value: 6, from: 2022-03-01, cite",
        "put": "- {value: 6, from: 2022-03-01, until: 2024-12-31, cite",
    }
    prolonged = order(issued="2025-01-01", start="2025-01-01", change=force)
    assert codes(tmp_path / "as-it-was", [limited]) == []
    assert codes(tmp_path / "prolonged", [limited], prolonged) == [("gap", "city/order/amendments.yaml")]


def whole(
    folder: str = "city/order", when: str = "firm.trade in all_trades", force: str = ""
) -> dict[str, str]:
    text = (packs.GOOD / "town/plan/measures/hiring-bonus.yaml").read_text("utf-8")
    text = text.replace("not (firm.trade in excluded_trades)", when)
    text = text.replace("conditions:\n", f"{force}conditions:\n", 1) if force else text
    return {"file": f"{folder}/measures/hiring-bonus.yaml", "put": text}


def replaced(force: str = "", **more: str) -> list[dict[str, str]]:
    """An order that brings the measure anew as a whole."""
    files = [item for item in free(**more) if not item["file"].endswith("amendments.yaml")]
    return [*files, whole(more.get("folder", "city/order"), force=force)]


def test_a_whole_new_version_takes_the_measures_place_while_it_is_in_force(tmp_path: Path) -> None:
    force = "force: {from: 2022-07-11, until: 2022-07-20, cite: {document: 试, fact: 施行。}}\n"
    policy = pack(tmp_path, replaced(force))
    outcomes = [
        told(policy, on, "2022-12-31").outcome
        for on in ("2022-07-10", "2022-07-11", "2022-07-20", "2022-07-21")
    ]
    assert outcomes == ["no", "yes", "yes", "no"]
    assert set(policy.measures) == {"hiring-bonus", "rent-help"}


def test_of_two_measures_of_one_name_one_must_say_that_it_amends_the_other(tmp_path: Path) -> None:
    files = replaced(relation="")
    found = packs.problems(packs.copy(tmp_path, files))
    (problem,) = (problem for problem in found if problem.code == "duplicate-name")
    assert "amends" in problem.mend_en and "amends" in problem.mend_zh


# --- who goes first --------------------------------------------------------------------------------
SHOPS = TRADE.replace("all_trades", "no_trades")
NO_TRADES = ALL_TRADES.replace("all_trades", "no_trades").replace("[shop, mill, farm]", "[farm]")


def narrow(**more: str) -> list[dict[str, str]]:
    """An order that leaves the bonus to farms."""
    given = {"folder": "other/order", "name": "farms-only", "change": SHOPS, "parameters": NO_TRADES}
    return order(**(given | more))


def test_the_higher_rank_wins_over_the_later_issue(tmp_path: Path) -> None:
    policy = pack(tmp_path, free(rank="province", issued="2022-06-15"), narrow(issued="2022-07-01"))
    assert told(policy, "2022-07-10").outcome == "yes"
    assert law(policy, "2022-07-10").rules["hiring-bonus"].measure.amended[-1] == "city/order:any-trade"


def test_of_equal_rank_the_later_issue_wins(tmp_path: Path) -> None:
    policy = pack(tmp_path, free(issued="2022-06-15"), narrow(issued="2022-07-01"))
    assert [told(policy, "2022-07-10", known).outcome for known in ("2022-06-30", "2022-07-01")] == [
        "yes",
        "no",
    ]


def test_equal_rank_and_issue_in_conflict_is_refused_naming_both(tmp_path: Path) -> None:
    root = packs.copy(tmp_path, [*free(), *narrow()])
    (problem,) = packs.problems(root)
    assert problem.code == "conflict"
    for text in (problem.zh, problem.en):
        assert "试〔city/order〕1号" in text and "试〔other/order〕1号" in text and "conditions trade" in text


def test_equal_standing_at_different_times_or_on_different_parts_is_no_conflict(tmp_path: Path) -> None:
    policy = pack(tmp_path / "times", free(until="2022-06-30"), narrow(start="2022-07-01"))
    assert told(policy, "2022-07-10").outcome == "no"
    double = order(folder="other/order", name="double", change=DOUBLE)
    policy = pack(tmp_path / "parts", free(), double)
    assert told(policy, "2022-07-10").amount == Decimal(1000)


def test_inside_one_enactment_the_shorter_time_goes_before_the_longer(tmp_path: Path) -> None:
    files = free()
    shorter = narrow(folder="city/order", start="2022-07-11", until="2022-07-12")[1]["put"]
    for item in files:
        if item["file"].endswith("amendments.yaml"):
            item["put"] += shorter
        if item["file"].endswith("parameters.yaml"):
            item["put"] += NO_TRADES.replace("NUMBER", "试")
    policy = pack(tmp_path, files)
    days = ("2022-07-10", "2022-07-11", "2022-07-12", "2022-07-13")
    assert [told(policy, on).outcome for on in days] == ["yes", "no", "no", "yes"]


def test_inside_one_enactment_two_of_the_same_time_contradict(tmp_path: Path) -> None:
    files = free()
    files[1]["put"] += narrow(folder="city/order")[1]["put"]
    files[2]["put"] += NO_TRADES.replace("NUMBER", "试")
    assert [code for code, _ in codes(tmp_path, files)] == ["conflict"]


def test_a_lower_rank_can_not_amend(tmp_path: Path) -> None:
    province = [{"file": "town/plan/enactment.yaml", "find": "rank: county", "put": "rank: province"}]
    assert ("lower-rank", "city/order/amendments.yaml") in codes(tmp_path, province, free())


def test_who_implements_may_say_what_the_implemented_law_may(tmp_path: Path) -> None:
    above = free(folder="city/order", rank="province", place="99", issued="2022-05-01")
    below = order(folder="other/order", change=DOUBLE, relation="implements: [city/order]", name="double")
    outcome = told(pack(tmp_path, above, below), "2022-07-10")
    assert (outcome.outcome, outcome.amount) == ("yes", Decimal(1000))


def test_another_places_amendment_changes_nothing_here(tmp_path: Path) -> None:
    assert told(pack(tmp_path, free(place="9902")), "2022-07-10").outcome == "no"


# --- an earlier superior text ----------------------------------------------------------------------
def weighed(prevails: str, reason: str = "理由。", name: str = "any-trade") -> list[dict[str, str]]:
    put = (
        f"conflicts:\n  - {{with: city/order, amendment: {name}, prevails: {prevails}, reason: {reason}, "
        "status: decided}\n"
    )
    return [{"file": "town/plan/conflicts.yaml", "put": put}]


def test_an_earlier_superior_text_needs_a_persons_decision(tmp_path: Path) -> None:
    (problem,) = packs.problems(packs.copy(tmp_path, free(issued="2022-01-15")))
    assert problem.code == "earlier-superior"
    assert "试〔city/order〕1号" in problem.zh and "conflicts.yaml" in problem.mend_zh


@pytest.mark.parametrize(("prevails", "outcome"), [("town/plan", "no"), ("city/order", "yes")])
def test_the_decision_says_which_prevails_and_its_reason_is_kept(
    tmp_path: Path, prevails: str, outcome: str
) -> None:
    policy = pack(tmp_path, free(issued="2022-01-15"), weighed(prevails))
    assert told(policy, "2022-07-10").outcome == outcome
    (resolution,) = policy.resolutions
    assert (resolution.prevails, resolution.reason, resolution.status) == (prevails, "理由。", "decided")


def test_a_decision_on_no_conflict_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, free(), weighed("city/order")) == [("no-conflict", "town/plan/conflicts.yaml")]


@pytest.mark.parametrize(("prevails", "amount"), [("town/plan", "500"), ("city/order", "550")])
def test_an_earlier_superior_figure_is_weighed_too(tmp_path: Path, prevails: str, amount: str) -> None:
    figure = (
        "bonus:\n  values:\n    - {value: {junior: 550.00, middle: 800.00, senior: 1200.00}, from: 2022-01-01, "
        "until: 2022-07-31, cite: {document: NUMBER, fact: 标准。}}\n"
    )
    files = [
        item for item in order(issued="2022-01-15", parameters=figure) if "amendments" not in item["file"]
    ]
    assert [code for code, _ in codes(tmp_path / "unweighed", files)] == ["earlier-superior"]
    put = f"conflicts:\n  - {{with: city/order, parameter: bonus, prevails: {prevails}, reason: 理由, status: decided}}\n"
    policy = pack(tmp_path / "weighed", files, [{"file": "town/plan/conflicts.yaml", "put": put}])
    assert told(policy, "2022-07-10", facts=ENTITLED).amount == Decimal(amount)


# --- the real book ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("known", "rate", "number"),
    [
        ("2022-05-20", "0.3000", "开府〔2022〕5号"),
        ("2022-05-30", "0.3000", "开府〔2022〕5号"),
        ("2022-05-31", "0.5000", "人社部发〔2022〕31号"),
    ],
)
def test_large_employers_refund_is_what_is_known(known: str, rate: str, number: str) -> None:
    policy = packs.real()
    found = resolve(policy, "440783", day("2022-05-20"), day(known)).values["refund_rate"]
    assert isinstance(found.value, dict)
    assert Decimal(str(found.value["large"])) / 10_000 == Decimal(rate)
    assert policy.enactments[found.enactment].number == number


def test_every_amendment_of_the_book_makes_a_difference_on_some_day() -> None:
    policy = packs.real()
    assert any(versions.amendments for versions in policy.versions.values())
    for versions in policy.versions.values():
        for amendment in versions.amendments:
            (issued,) = {policy.enactments[amendment.enactment].issued}
            known = max(issued, policy.enactments[versions.home.measure.enactment].issued)
            rule = resolve(policy, "440783", amendment.start, known).rules[amendment.measure]
            assert amendment.written in rule.measure.amended
            assert rule.in_force
