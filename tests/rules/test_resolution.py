"""Which law holds in a place on a day, as known on a day."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from tests.rules import packs

from anye.rules.errors import NotInForce
from anye.rules.evaluate import determine
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import resolve, value_on

FIRST, LAST = dt.date(2022, 3, 1), dt.date(2024, 12, 31)
ENTITLED = {
    "start": "2022-01-10",
    "end": "9999-12-31",
    "grade": "junior",
    "firm": {"trade": "shop"},
    "grants": [],
}
A_DAY = dt.timedelta(1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def bonus(on: str, known: str = "", policy: Policy | None = None, place: str = packs.TOWN) -> Decimal:
    """What a junior worker brings on a day, as known on that day or another."""
    dated = value_on(policy or packs.good(), "bonus", place, day(on), day(known or on))
    assert dated is not None and isinstance(dated.value, dict)
    return Decimal(str(dated.value["junior"])) / 100


def order(
    folder: str, rank: str, place: str, issued: str, start: str, junior: str, until: str = ""
) -> list[dict[str, str]]:
    """Files of one more enactment that amends the town's plan."""
    number = f"试〔{folder}〕1号"
    end = f"until: {until}, " if until else ""
    return [
        {
            "file": f"{folder}/enactment.yaml",
            "put": f"""\
enactment: {folder}
number: {number}
title: [通知, 通知, Order]
authority: {{name: [试验机关, 試驗機關, Test authority], rank: {rank}, place: "{place}"}}
issued: {issued}
force: {{from: {start}, {end}cite: {{document: {number}, fact: 施行日期。}}}}
amends: [town/plan]
""",
        },
        {
            "file": f"{folder}/parameters.yaml",
            "put": f"""\
bonus:
  values:
    - value: {{junior: {junior}, middle: 900.00, senior: 1500.00}}
      from: {start}
      {f"until: {until}" if until else ""}
      cite: {{document: {number}, fact: 标准。}}
""",
        },
    ]


def with_orders(to: Path, *orders: list[dict[str, str]]) -> Policy:
    return load_policy(packs.copy(to, [change for one in orders for change in one]))


# --- days of force ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "in_force"), [(FIRST - A_DAY, False), (FIRST, True), (LAST, True), (LAST + A_DAY, False)]
)
def test_force_holds_from_its_first_to_its_last_day(on: dt.date, in_force: bool) -> None:
    law = packs.law(on, known=LAST)
    assert {name: rule.in_force for name, rule in law.rules.items()} == {
        "hiring-bonus": in_force,
        "rent-help": in_force,
    }


@pytest.mark.parametrize("on", [FIRST - A_DAY, LAST + A_DAY])
def test_out_of_force_is_a_no_that_cites_the_enactments_own_sentence(on: dt.date) -> None:
    outcome = packs.outcome("hiring-bonus", ENTITLED, on, known=LAST)
    assert (outcome.outcome, outcome.amount, outcome.bounds, outcome.missing) == ("no", None, None, ())
    (finding,) = outcome.conditions
    assert (finding.id, finding.kind, finding.result) == ("in-force", "in-force", "failed")
    assert finding.cite == {"status": "stated", "clause": "1.1.1", "quote": "自印发之日起施行"}


def test_out_of_force_stays_a_no_with_no_fact_at_all() -> None:
    nothing = {"start": "2022-01-10", "end": "9999-12-31"}
    assert packs.outcome("hiring-bonus", nothing, LAST + A_DAY).outcome == "no"


def test_an_enactment_not_yet_issued_gives_nothing() -> None:
    outcome = packs.outcome("hiring-bonus", ENTITLED, dt.date(2022, 7, 10), known=FIRST - A_DAY)
    assert (outcome.outcome, [finding.id for finding in outcome.conditions]) == ("no", ["in-force"])
    assert packs.outcome("hiring-bonus", ENTITLED, dt.date(2022, 7, 10), known=FIRST).outcome == "yes"


def test_a_measure_may_hold_for_less_than_its_enactment(tmp_path: Path) -> None:
    force = "force: {from: 2022-06-01, until: 2022-06-30, cite: {clause: 1.1.1, quote: 至2024年12月31日止}}\n"
    change = {
        "file": "town/plan/measures/rent-help.yaml",
        "find": "conditions:\n",
        "put": force + "conditions:\n",
    }
    policy = load_policy(packs.copy(tmp_path, [change]))
    days = ["2022-05-31", "2022-06-01", "2022-06-30", "2022-07-01"]
    laws = [resolve(policy, packs.TOWN, day(on), LAST) for on in days]
    assert [law.rules["rent-help"].in_force for law in laws] == [False, True, True, False]
    (condition,) = laws[-1].rules["rent-help"].conditions
    assert condition.cite.quote == "至2024年12月31日止"


# --- amendments ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "known", "amount"),
    [
        ("2022-07-31", "2022-12-31", "500"),  # before the new figure holds
        ("2022-08-01", "2022-08-01", "500"),  # it holds, and nobody can know
        ("2022-08-01", "2022-08-14", "500"),
        ("2022-08-01", "2022-08-15", "600"),  # known afterwards, for days gone by
        ("2022-08-14", "2022-08-15", "600"),
        ("2022-08-15", "2022-08-15", "600"),
        ("2023-01-01", "2022-08-14", "500"),
        ("2023-01-01", "2023-01-01", "600"),
    ],
)
def test_a_higher_order_counts_from_its_day_once_it_is_known(on: str, known: str, amount: str) -> None:
    assert bonus(on, known) == Decimal(amount)
    # hired 200 days before, so that each of the days lies in the time to apply
    facts = ENTITLED | {"start": (day(on) - dt.timedelta(200)).isoformat()}
    assert packs.outcome("hiring-bonus", facts, day(on), day(known)).amount == Decimal(amount)


def test_an_order_changes_the_figures_it_names_and_no_others() -> None:
    before, after = packs.law(day("2022-07-31")), packs.law(day("2022-08-15"))
    changed = {name for name in before.values if before.values[name] != after.values.get(name)} - {
        "wage_floor"
    }
    assert changed == {"bonus"}


def test_the_higher_rank_wins_over_the_later_issue(tmp_path: Path) -> None:
    later = order("city/order", "prefecture", "9901", "2022-09-01", "2022-08-01", "700.00")
    policy = with_orders(tmp_path, later)
    assert bonus("2022-10-01", policy=policy) == 600
    assert bonus("2022-10-01", "2022-08-14", policy) == 500


def test_of_equal_rank_the_later_issue_wins(tmp_path: Path) -> None:
    policy = with_orders(
        tmp_path, order("province/later", "province", "99", "2022-09-01", "2022-08-20", "700.00")
    )
    assert [bonus("2022-10-01", known, policy) for known in ("2022-08-14", "2022-08-31", "2022-09-01")] == [
        500,
        600,
        700,
    ]
    assert [bonus(on, "2022-12-31", policy) for on in ("2022-07-31", "2022-08-19", "2022-08-20")] == [
        500,
        600,
        700,
    ]


def test_when_an_order_ends_the_one_before_it_holds_again(tmp_path: Path) -> None:
    ended = order(
        "province/brief", "province", "99", "2022-09-01", "2022-09-01", "700.00", until="2022-09-30"
    )
    policy = with_orders(tmp_path, ended)
    assert [bonus(on, policy=policy) for on in ("2022-08-31", "2022-09-01", "2022-09-30", "2022-10-01")] == [
        600,
        700,
        700,
        600,
    ]


def test_a_lower_amendment_still_changes_what_it_amends(tmp_path: Path) -> None:
    policy = with_orders(
        tmp_path, order("town/order", "county", "990101", "2022-05-01", "2022-05-01", "550.00")
    )
    assert [bonus(on, policy=policy) for on in ("2022-04-30", "2022-05-01", "2022-08-15")] == [500, 550, 600]


def test_an_order_for_another_place_changes_nothing_here(tmp_path: Path) -> None:
    policy = with_orders(
        tmp_path, order("town/next", "county", "990102", "2022-05-01", "2022-05-01", "550.00")
    )
    assert bonus("2022-05-01", policy=policy) == 500
    assert bonus("2022-05-01", policy=policy, place="990101") == 500


def test_an_order_that_amends_nothing_can_not_name_anothers_figure(tmp_path: Path) -> None:
    files = order("town/order", "county", "990101", "2022-05-01", "2022-05-01", "550.00")
    files[0]["put"] = files[0]["put"].replace("amends: [town/plan]\n", "")
    found = packs.problems(packs.copy(tmp_path, files))
    assert [(problem.code, problem.at.file) for problem in found] == [
        ("missing-key", "town/order/parameters.yaml")
    ]


def test_two_orders_of_equal_standing_that_agree_are_no_conflict(tmp_path: Path) -> None:
    same = order("province/again", "province", "99", "2022-08-15", "2022-09-01", "600.00")
    assert bonus("2022-10-01", policy=with_orders(tmp_path, same)) == 600


def test_two_orders_of_equal_standing_at_different_times_are_no_conflict(tmp_path: Path) -> None:
    one = order("city/one", "prefecture", "9901", "2022-04-01", "2022-04-01", "510.00", until="2022-04-30")
    two = order("city/two", "prefecture", "9901", "2022-04-01", "2022-05-01", "520.00", until="2022-05-31")
    policy = with_orders(tmp_path, one, two)
    assert [bonus(on, policy=policy) for on in ("2022-04-30", "2022-05-01", "2022-06-01")] == [510, 520, 500]


def test_two_orders_of_equal_standing_for_different_places_are_no_conflict(tmp_path: Path) -> None:
    one = order("town/one", "county", "990101", "2022-04-01", "2022-04-01", "510.00")
    two = order("town/two", "county", "990102", "2022-04-01", "2022-04-01", "520.00")
    policy = with_orders(tmp_path, one, two)
    assert bonus("2022-04-01", policy=policy) == 510


# --- places ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("place", ["990101", "990101003"])
def test_a_law_covers_its_place_and_all_below_it(place: str) -> None:
    assert set(resolve(packs.good(), place, packs.ON, packs.ON).rules) == {"hiring-bonus", "rent-help"}


@pytest.mark.parametrize("place", ["990102", "9901", "99", "88", "", "开平"])
def test_where_no_enactment_applies_one_is_told_so(place: str) -> None:
    with pytest.raises(NotInForce) as raised:
        resolve(packs.good(), place, packs.ON, packs.ON)
    (problem,) = raised.value.problems
    assert problem.code == "no-law"
    assert (problem.mend_zh, problem.mend_en) == (
        "这里的政策适用于：990101（试验镇政府）",
        "the policy here is for 990101 (Test town)",
    )


def test_an_unknown_measure_is_named_with_the_nearest() -> None:
    with pytest.raises(NotInForce) as raised:
        determine(packs.law(), "hiring-bonuses", {})
    assert raised.value.show("en").endswith(
        "there is no measure 'hiring-bonuses'. To mend: did you mean 'hiring-bonus'?"
    )


# --- sameness --------------------------------------------------------------------------------------
def test_days_with_the_same_figures_share_a_key_and_others_do_not() -> None:
    key = packs.law(day("2022-07-20")).key
    assert key == packs.law(day("2022-07-21")).key
    assert key != packs.law(day("2022-08-15")).key
    assert key != packs.law(LAST + A_DAY).key


def test_the_digest_follows_every_rule_and_no_case(tmp_path: Path) -> None:
    cases = "town/plan/measures/hiring-bonus.cases.yaml"
    same = packs.copy(
        tmp_path / "a", [{"file": cases, "find": "补助500元\n    quote", "put": "补助五百元\n    quote"}]
    )
    other = packs.copy(tmp_path / "b", [{"file": "derived.yaml", "find": "在职月数", "put": "在職月数"}])
    assert load_policy(same).digest == packs.good().digest != load_policy(other).digest


@pytest.mark.parametrize("name", sorted(packs.real().measures))
def test_the_citys_own_measures_hold_from_the_day_of_issue(name: str) -> None:
    policy = packs.real()
    enactment = policy.enactments[policy.measures[name].enactment]
    laws = [resolve(policy, enactment.place, on, on) for on in (enactment.issued - A_DAY, enactment.issued)]
    assert [law.rules[name].in_force for law in laws] == [False, True]


@pytest.mark.parametrize(
    ("on", "amount"),
    [("2022-06-09", "500"), ("2022-06-10", "650"), ("2022-06-30", "650"), ("2022-07-01", "500")],
)
def test_an_amending_enactment_acts_only_while_it_is_in_force(tmp_path: Path, on: str, amount: str) -> None:
    files = order("province/order2", "province", "99", "2022-06-01", "2022-05-01", "650.00")
    force = "force: {from: 2022-06-10, until: 2022-06-30, "
    files[0]["put"] = files[0]["put"].replace("force: {from: 2022-05-01, ", force)
    policy = with_orders(tmp_path, files)
    assert bonus(on, known="2022-12-31", policy=policy) == Decimal(amount)


def test_a_lower_authority_does_not_overrule_a_higher_one(tmp_path: Path) -> None:
    county = order("town/order3", "county", packs.TOWN, "2022-09-01", "2022-08-01", "700.00")
    province = order("province/order2", "province", "99", "2022-08-15", "2022-08-01", "600.00")
    assert bonus("2022-09-10", policy=with_orders(tmp_path, province, county)) == Decimal(600)


def test_an_amendment_may_not_turn_a_factor_negative(tmp_path: Path) -> None:
    """A figure that a quotient multiplies by; what it was declared with lets nobody owe money."""
    root = Path(shutil.copytree(packs.REAL, tmp_path / "policy"))
    enactment, parameters = order("province/order2", "province", "44", "2022-09-01", "2022-09-01", "0")
    folder = root / "province" / "order2"
    folder.mkdir(parents=True)
    text = enactment["put"].replace("town/plan", "kaiping/2022-5")
    (folder / "enactment.yaml").write_text(text, "utf-8")
    text = parameters["put"].replace("bonus:", "domestic_subsidy:")
    text = text.replace("{junior: 0, middle: 900.00, senior: 1500.00}", "-1000.00")
    (folder / "parameters.yaml").write_text(text, "utf-8")
    assert {problem.code for problem in packs.problems(root)} == {"sign"}
