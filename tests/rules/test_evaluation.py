"""One case: strong Kleene logic, honest bounds, and a trace that says what each condition rests on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from tests.rules import at_random, packs

from anye.rules.evaluate import evaluate, outcomes
from anye.rules.facts import Reader
from anye.rules.program import compile_rules
from anye.rules.types import unscaled

WORKER = {"start": "2022-01-10", "end": "9999-12-31"}
WORDS = {True: "yes", False: "no", None: "unknown"}


def truth(text: str, facts: dict[str, Any], record: str = "firm", on: dt.date = packs.ON) -> str:
    """yes, no or unknown."""
    made = at_random.measures(packs.good(), record, [text], [])
    program = compile_rules(made.law(on), record)
    flat = evaluate(program, Reader(made.policy.dictionary, program.shape).read(facts))
    return WORDS[flat[program.plans[0].conditions[1].slot]]


def bounds(text: str, facts: dict[str, Any], record: str = "firm", on: dt.date = packs.ON) -> tuple[str, str]:
    """From … to …, empty where nothing bounds it."""
    made = at_random.measures(packs.good(), record, [], [text])
    program = compile_rules(made.law(on), record)
    plan = program.plans[0]
    flat = evaluate(program, Reader(made.policy.dictionary, program.shape).read(facts))
    ends = (flat[plan.low], flat[plan.high])
    low, high = (
        "" if end is None else format(unscaled(end, plan.measure.amount.type.places), "f") for end in ends
    )
    return low, high


def workers(*members: bool | None, complete: bool | None = True) -> dict[str, Any]:
    """A firm with workers who are members, are not, or may be."""
    return {"workers_complete": complete, "workers": [WORKER | {"member": member} for member in members]}


# --- logic -----------------------------------------------------------------------------------------
T, F, U = True, False, None


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (T, T, "yes", "yes"), (T, F, "no", "yes"), (T, U, "unknown", "yes"),
        (F, T, "no", "yes"), (F, F, "no", "no"), (F, U, "no", "unknown"),
        (U, T, "unknown", "yes"), (U, F, "no", "unknown"), (U, U, "unknown", "unknown"),
    ],
)  # fmt: skip
def test_and_or_are_kleenes(a: bool | None, b: bool | None, both: str, either: str) -> None:
    facts = WORKER | {"member": a, "firm": {"exporting": b}}
    assert truth("member and firm.exporting", facts, "worker") == both
    assert truth("member or firm.exporting", facts, "worker") == either
    # De Morgan, with unknowns in it
    assert truth("not (not member or not firm.exporting)", facts, "worker") == both


@pytest.mark.parametrize(("a", "wanted"), [(T, "no"), (F, "yes"), (U, "unknown")])
def test_not_is_kleenes(a: bool | None, wanted: str) -> None:
    assert truth("not exporting", {"exporting": a}) == wanted


@pytest.mark.parametrize(
    ("test", "then", "other", "wanted"),
    [
        (T, T, U, "yes"), (F, U, F, "no"), (U, T, T, "yes"), (U, F, F, "no"),
        (U, T, F, "unknown"), (U, T, U, "unknown"), (T, U, T, "unknown"),
    ],
)  # fmt: skip
def test_a_choice_with_its_test_unknown_holds_when_both_ways_agree(
    test: bool | None, then: bool | None, other: bool | None, wanted: str
) -> None:
    facts = WORKER | {"member": test, "firm": {"exporting": then, "workers_complete": other}}
    assert truth("firm.exporting if member else firm.workers_complete", facts, "worker") == wanted


def test_two_unknown_facts_are_not_equal_and_one_is_not_known_to_equal_itself() -> None:
    assert truth("founded == closed", {}) == "unknown"
    assert truth("rooms == rooms", {}) == "unknown"


def test_a_chain_is_two_comparisons_of_which_one_may_settle_it() -> None:
    assert truth("founded <= on <= closed", {"founded": "2022-08-01"}) == "no"
    assert truth("founded <= on <= closed", {"founded": "2022-07-01"}) == "unknown"
    assert truth("founded <= on <= closed", {"founded": "2022-07-20", "closed": "2022-07-20"}) == "yes"


@pytest.mark.parametrize(("trade", "wanted"), [("mill", "yes"), ("shop", "no"), (None, "unknown")])
def test_membership_of_an_unknown_word_is_unknown(trade: str | None, wanted: str) -> None:
    assert truth("trade in excluded_trades", {"trade": trade}) == wanted
    assert truth('trade in {"mill"}', {"trade": trade}) == wanted
    opposite = {"yes": "no", "no": "yes", "unknown": "unknown"}[wanted]
    assert truth("trade not in excluded_trades", {"trade": trade}) == opposite


# --- lists -----------------------------------------------------------------------------------------
def test_five_counted_and_two_open_is_at_least_three_for_certain() -> None:
    firm = workers(T, T, T, T, T, U, U)
    count = "count(e for e in workers if e.member)"
    assert bounds(count, firm) == ("5", "7")
    assert truth(f"{count} >= rent_min_staff", firm) == "yes"
    assert truth(f"{count} < rent_min_staff", firm) == "no"
    assert (
        truth(f"{count} == rent_min_staff + rent_min_staff", firm) == "unknown"
    )  # six is between five and seven
    assert truth(f"{count} == rent_min_staff", firm) == "no"


def test_an_incomplete_list_bounds_a_count_from_below_only() -> None:
    count = "count(e for e in workers if e.member)"
    for complete in (False, None):
        firm = workers(T, T, T, F, U, complete=complete)
        assert bounds(count, firm) == ("3", "")
        assert truth(f"{count} >= rent_min_staff", firm) == "yes"
        assert truth(f"{count} <= rent_min_staff", firm) == "unknown"
        assert truth(f"{count} == persons(0)", firm) == "no"


def test_a_list_not_given_is_not_an_empty_one() -> None:
    assert bounds("count(e for e in grants)", {"grants": []}) == ("0", "0")
    assert bounds("count(e for e in grants)", {"grants": None}) == ("0", "")
    assert bounds("count(e for e in grants)", {}) == ("0", "")
    assert truth("any(e.amount > 0 for e in grants)", {}) == "unknown"
    assert truth("all(e.amount > 0 for e in grants)", {}) == "unknown"


def test_of_an_empty_list_none_and_all_are_true() -> None:
    assert truth("any(e.amount > 0 for e in grants)", {"grants": []}) == "no"
    assert truth("all(e.amount > 0 for e in grants)", {"grants": []}) == "yes"


@pytest.mark.parametrize(
    ("members", "complete", "some", "every"),
    [
        ((T, U), True, "yes", "unknown"),
        ((F, U), True, "unknown", "no"),
        ((T, T), True, "yes", "yes"),
        ((F, F), True, "no", "no"),
        ((T, T), False, "yes", "unknown"),
        ((F, F), False, "unknown", "no"),
        ((), None, "unknown", "unknown"),
        ((), True, "no", "yes"),
    ],
)
def test_any_and_all_are_settled_by_one_element_or_by_the_whole_list(
    members: tuple[bool | None, ...], complete: bool | None, some: str, every: str
) -> None:
    assert truth("any(e.member for e in workers)", workers(*members, complete=complete)) == some
    assert truth("all(e.member for e in workers)", workers(*members, complete=complete)) == every


def test_a_sum_is_bounded_by_what_each_element_may_be() -> None:
    firm = workers(T, U, F)
    for worker, wage in zip(firm["workers"], ("1000.00", "2000.00", "4000.00"), strict=True):
        worker["wage"] = wage
    total = "sum(e.wage for e in workers if e.member)"
    assert bounds(total, firm) == ("1000.00", "3000.00")
    firm["workers"][0]["wage"] = None  # the dictionary says: at most 50,000
    assert bounds(total, firm) == ("0.00", "52000.00")
    firm["workers_complete"] = None
    assert bounds(total, firm) == ("0.00", "")


def test_a_sum_of_what_nothing_bounds_is_open_above() -> None:
    grants = [
        {"measure": "other", "period_start": "2022-01-01", "period_end": "2022-03-31", "amount": amount}
        for amount in ("5.00", None)
    ]
    assert bounds("sum(e.amount for e in grants)", {"grants": grants}) == ("5.00", "")


def test_a_list_within_a_list_counts_by_its_own_owner() -> None:
    grant = {"measure": "other", "period_start": "2022-01-01", "period_end": "2022-03-31", "months": 2}
    firm = {
        "workers_complete": True,
        "workers": [WORKER | {"grants": [grant, grant]}, WORKER | {"grants": []}, WORKER | {"grants": None}],
    }
    assert bounds("sum(e.months for e in grants)", {"grants": [grant]}) == ("2", "2")
    assert bounds("count(e for e in workers if count(f for f in e.grants) >= awards(1))", firm) == ("1", "2")
    assert bounds("sum(sum(f.months for f in e.grants) for e in workers)", firm) == ("4", "")


def test_a_list_read_inside_another_keeps_to_its_own_elements() -> None:
    firm = workers(T, T, F)
    assert bounds("sum(count(f for f in workers if f.member) for e in workers)", firm) == ("6", "6")


# --- tables and classes ------------------------------------------------------------------------------
def test_an_unknown_key_gives_the_hull_of_the_table() -> None:
    assert bounds("bonus[grade]", WORKER | {"grade": "middle"}, "worker") == ("800.00", "800.00")
    assert bounds("bonus[grade]", WORKER, "worker") == ("500.00", "1200.00")
    assert truth("bonus[grade] * persons(1) > yuan(12)", WORKER, "worker") == "yes"


def test_a_key_that_a_table_lacks_is_unknown_and_unbounded() -> None:
    assert bounds("small_trades[trade]", {"trade": "shop"}) == ("4", "4")
    assert bounds("small_trades[trade]", {"trade": "mill"}) == ("", "")
    assert bounds("small_trades[trade]", {}) == ("", "")


@pytest.mark.parametrize(
    ("facts", "size"),
    [
        ({"trade": "shop", "staff": 20, "sales": "90000.00"}, "big"),
        ({"trade": "shop", "staff": 19, "sales": "90000.00"}, "medium"),
        ({"trade": "shop", "staff": 20, "sales": "89999.99"}, "medium"),
        ({"trade": "shop", "staff": 5, "sales": "20000.00"}, "medium"),
        ({"trade": "shop", "staff": 4, "sales": "99999.00"}, "small"),
        ({"trade": "mill", "staff": 50}, "big"),  # mills are not asked for their sales
        ({"trade": "mill", "staff": 49}, "small"),
        ({"trade": "shop", "staff": 4}, "small"),  # whatever they sell
        ({"trade": "shop", "sales": "19999.99"}, "small"),  # however many they are
        ({"trade": "farm", "sales": "10000.00"}, "medium"),
    ],
)
def test_a_class_may_be_certain_with_a_measure_missing(facts: dict[str, Any], size: str) -> None:
    for name in ("big", "medium", "small"):
        assert truth(f'size == "{name}"', facts) == ("yes" if name == size else "no")


def test_an_uncertain_class_still_leaves_the_rates_of_those_it_may_be() -> None:
    firm = {"trade": "shop", "staff": 20}
    assert truth('size == "small"', firm) == "unknown"
    assert bounds("rent_share[size]", firm) == ("0.0100", "0.0300")
    assert bounds("rent_share[size]", {"trade": "farm", "sales": "10000.00"}) == ("0.0200", "0.0200")
    assert bounds("rent_share[size]", {"trade": "mill"})[1] == "0.0300"


# --- numbers and days --------------------------------------------------------------------------------
def test_bounds_go_through_arithmetic_the_right_way_round() -> None:
    firm = workers(T, U)
    count = "count(e for e in workers if e.member)"
    assert bounds(f"rent_min_staff - {count}", firm) == ("1", "2")
    assert bounds(f"{count} + {count}", firm) == ("2", "4")
    assert bounds(f"{count} * 12", firm) == ("12", "24")
    assert bounds(f"max({count} - rent_min_staff, 0)", firm) == ("0", "0")
    assert bounds(f"min({count}, persons(1))", firm) == ("1", "1")
    assert bounds(f"mul_div_round({count}, 1, 12, 2)", firm) == ("0.08", "0.17")
    assert bounds(
        f"mul_div_down(persons(12), 1, rooms + 1, 2) if {count} > persons(0) else persons(0)",
        firm | {"rooms": 4},
    ) == ("2.40", "2.40")


def test_a_quotient_is_least_over_the_greatest_divisor() -> None:
    firm = workers(T, T, U, U)
    count = "count(e for e in workers if e.member)"
    assert bounds(f"mul_div_round(persons(12), persons(1), {count}, 2)", firm) == ("3.00", "6.00")
    assert bounds(f"mul_div_round(persons(12), persons(1), {count}, 2)", workers(U)) == ("12.00", "")
    assert bounds(f"mul_div_round(persons(12), persons(1), {count}, 2)", workers(F)) == ("", "")
    assert bounds(f"mul_div_round(persons(12), persons(1), {count}, 2)", workers(T, complete=None)) == (
        "0.00",
        "12.00",
    )


def test_a_declared_bound_stands_for_a_missing_number_beside_a_bounded_one() -> None:
    assert truth("rooms + year(on) > year(on) - 1 if exporting else True", {}) == "unknown"
    firm = workers(T, U) | {"rooms": None}
    # nine rooms at most, whatever is found
    assert bounds("(rooms if any(e.member for e in workers) else 12)", firm) == ("0", "9")


def test_an_open_end_stays_open() -> None:
    assert truth("add_days(closed, days(1)) == closed", {"closed": "9999-12-31"}) == "yes"
    assert truth("add_months_clamped(closed, months(12)) == closed", {"closed": "9999-12-31"}) == "yes"
    assert truth("add_days(closed, days(1)) > closed", {"closed": "2022-12-31"}) == "yes"


@pytest.mark.parametrize(
    ("on", "wanted"), [("2021-02-27", "no"), ("2021-02-28", "yes"), ("2021-03-01", "yes")]
)
def test_a_year_from_a_leap_day_is_complete_on_the_last_of_february(on: str, wanted: str) -> None:
    firm = {"founded": "2020-02-29", "closed": on}
    assert truth("add_months_clamped(founded, months(12)) <= closed", firm) == wanted
    assert truth("full_months_between(founded, closed) >= months(12)", firm) == wanted


def test_a_day_that_the_calendar_lacks_is_unknown() -> None:
    assert (
        truth("date(year(founded), 2, 29) <= closed", {"founded": "2021-05-01", "closed": "2022-01-01"})
        == "unknown"
    )
    assert (
        truth("date(year(founded), 2, 29) <= closed", {"founded": "2020-05-01", "closed": "2022-01-01"})
        == "yes"
    )


# --- outcomes ----------------------------------------------------------------------------------------
ENTITLED = WORKER | {"grade": "junior", "firm": {"trade": "shop"}, "grants": []}
FIRM = {
    "trade": "shop", "staff": 30, "sales": "300000.00", "audited": True, "workers_complete": True,
    "workers": [WORKER, WORKER, WORKER], "grants": [],
}  # fmt: skip


def test_yes_with_its_amount() -> None:
    outcome = packs.outcome("hiring-bonus", ENTITLED)
    assert (outcome.outcome, outcome.amount, outcome.bounds) == (
        "yes",
        Decimal("500.00"),
        (Decimal("500.00"), Decimal("500.00")),
    )
    assert (outcome.unit, outcome.missing) == ("yuan", ())
    assert {finding.result for finding in outcome.conditions} == {"met"}


def test_yes_with_bounds_when_only_the_amount_is_open() -> None:
    outcome = packs.outcome("hiring-bonus", ENTITLED | {"grade": None})
    assert (outcome.outcome, outcome.amount) == ("yes", None)
    assert outcome.bounds == (Decimal("500.00"), Decimal("1200.00"))
    (fact,) = outcome.missing
    assert (fact.path, fact.register) == ("grade", "bureau")
    assert fact.question == ("该人员是什么等级？", "該人員是什麼等級？", "Which grade does the worker hold?")


def test_unknown_keeps_the_bounds_of_what_it_would_be() -> None:
    outcome = packs.outcome("hiring-bonus", ENTITLED | {"firm": None})
    assert (outcome.outcome, outcome.amount) == ("unknown", None)
    assert outcome.bounds == (Decimal("500.00"), Decimal("500.00"))
    assert [fact.path for fact in outcome.missing] == ["firm.trade"]


def test_no_asks_for_nothing_more() -> None:
    outcome = packs.outcome("hiring-bonus", {**WORKER, "firm": {"trade": "mill"}})
    assert (outcome.outcome, outcome.amount, outcome.bounds, outcome.missing) == ("no", None, None, ())
    results = {finding.id: finding.result for finding in outcome.conditions}
    assert (results["trade"], results["once"]) == ("failed", "open")


def test_a_missing_fact_is_asked_for_once_and_only_where_it_matters() -> None:
    outcome = packs.outcome(
        "rent-help", {"audited": True, "workers_complete": True, "workers": FIRM["workers"]}
    )
    assert outcome.outcome == "unknown"
    assert [fact.path for fact in outcome.missing] == ["grants", "sales", "trade", "staff"]
    trade = next(fact for fact in outcome.missing if fact.path == "trade")
    assert (trade.label.hans, trade.register, trade.question.hans) == ("行业", "tax", "该企业属于哪个行业？")


def test_an_incomplete_list_is_asked_for_by_its_completeness() -> None:
    outcome = packs.outcome("rent-help", FIRM | {"workers": [WORKER], "workers_complete": False})
    assert [fact.path for fact in outcome.missing] == ["workers_complete"]
    enough = packs.outcome("rent-help", FIRM | {"workers_complete": None})
    assert (enough.outcome, enough.amount) == (
        "yes",
        Decimal("3000.00"),
    )  # three are three, whoever else there is


def test_a_judgement_is_open_until_a_person_decides() -> None:
    for audited, outcome, result in (
        (None, "unknown", "open"),
        (True, "yes", "met"),
        (False, "no", "failed"),
    ):
        found = packs.outcome("rent-help", FIRM | {"audited": audited})
        assert (found.outcome, next(f.result for f in found.conditions if f.id == "audited")) == (
            outcome,
            result,
        )
    asked = packs.outcome("rent-help", FIRM | {"audited": None}).missing
    assert [(fact.path, fact.question.en) for fact in asked] == [
        ("audited", "For the reviewer to decide: does the firm operate normally?")
    ]


def test_the_trace_says_what_each_condition_read_and_where_it_rests() -> None:
    found = {finding.id: finding for finding in packs.outcome("hiring-bonus", ENTITLED).conditions}
    assert list(found) == ["in-force", "kept", "trade", "once", "window"]
    assert [finding.kind for finding in found.values()] == [
        "in-force",
        "condition",
        "condition",
        "limit",
        "window",
    ]
    assert dict(found["kept"].facts) == {
        "kept_since": dt.date(2022, 7, 10),
        "on": packs.ON,
        "end": dt.date(9999, 12, 31),
    }
    assert dict(found["trade"].facts) == {"firm.trade": "shop", "excluded_trades": frozenset({"mill"})}
    assert dict(found["once"].facts) == {"count(grants)": Decimal(0), "bonuses_each": Decimal(1)}
    assert found["kept"].cite == {"status": "stated", "clause": "1.1.2", "quote": "满6个月"}
    # each quotation stands in the sentence it names
    text = packs.good().enactments["town/plan"].text
    assert all(finding.cite["quote"] in text[finding.cite["clause"]] for finding in found.values())


def test_the_trace_shows_bounds_where_a_number_is_open() -> None:
    firm = FIRM | {"workers": [WORKER], "workers_complete": None}
    staff = next(finding for finding in packs.outcome("rent-help", firm).conditions if finding.id == "staff")
    assert (staff.result, dict(staff.facts)["active_staff"]) == ("open", (Decimal(1), None))


def test_the_steps_show_the_arithmetic() -> None:
    steps = dict(packs.outcome("hiring-bonus", ENTITLED).steps)
    assert (steps["kept_since"], steps["bonus[grade]"]) == (dt.date(2022, 7, 10), Decimal("500.00"))


def test_an_outcome_names_the_rules_and_the_days_it_was_found_by() -> None:
    outcome = packs.outcome("hiring-bonus", ENTITLED, known=dt.date(2022, 7, 21))
    assert (outcome.policy, outcome.on, outcome.known) == (
        packs.good().digest,
        packs.ON,
        dt.date(2022, 7, 21),
    )


@pytest.mark.parametrize(
    ("on", "outcome"),
    [("2022-07-09", "no"), ("2022-07-10", "yes"), ("2023-07-10", "yes"), ("2023-07-11", "no")],
)
def test_a_window_holds_from_its_first_to_its_last_day(on: str, outcome: str) -> None:
    assert packs.outcome("hiring-bonus", ENTITLED, dt.date.fromisoformat(on)).outcome == outcome


def grant(start: str, end: str, amount: str | None, measure: str = "rent-help") -> dict[str, Any]:
    return {"measure": measure, "period_start": start, "period_end": end, "amount": amount}


@pytest.mark.parametrize(
    ("grants", "outcome", "amount"),
    [
        ([], "yes", "3000.00"),
        ([grant("2022-07-01", "2022-09-30", "19000.00")], "yes", "1000.00"),  # what is left below the cap
        ([grant("2022-07-01", "2022-09-30", "19999.99")], "yes", "0.01"),
        ([grant("2022-07-01", "2022-09-30", "20000.00")], "no", None),
        ([grant("2022-04-01", "2022-06-30", "20000.00")], "yes", "3000.00"),  # the quarter before
        ([grant("2022-04-01", "2022-07-01", "20000.00")], "no", None),  # it reaches into this one
        ([grant("2022-07-01", "2022-09-30", "20000.00", "other")], "yes", "3000.00"),
        ([grant("2022-07-01", "2022-09-30", None)], "unknown", None),
    ],
)  # fmt: skip
def test_a_limit_takes_off_what_was_granted_in_the_period(
    grants: list[Any], outcome: str, amount: str | None
) -> None:
    found = packs.outcome("rent-help", FIRM | {"grants": grants})
    assert (found.outcome, found.amount) == (outcome, None if amount is None else Decimal(amount))


def test_all_measures_of_a_unit_come_out_of_one_pass() -> None:
    program = compile_rules(packs.law(), "firm")
    record = Reader(packs.good().dictionary, program.shape).read(FIRM)
    (found,) = outcomes(program, record)
    assert found == packs.outcome("rent-help", FIRM)
    (shown,) = program.show(evaluate(program, record))
    assert (shown["measure"], shown["outcome"], shown["low"]) == ("rent-help", "yes", Decimal("3000.00"))
    assert [item["result"] for item in shown["conditions"]] == ["met"] * 4
