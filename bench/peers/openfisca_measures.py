"""The eight measures as OpenFisca formulas, in numpy over whole columns, with parameters by date.

Amounts are floats in yuan, as in OpenFisca's own country packages: 32 bits wide, OpenFisca's one kind of float. Half a
fen is rounded up, as the law has it, not to the even number as `numpy.round` does. True and false are one bit each:
there is no third value, and a missing fact is its variable's default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from openfisca_core.model_api import max_, min_, where

Formula = Callable[..., Any]


# --- vector functions ------------------------------------------------------------------------------------------------
def today(period: Any) -> Any:
    return np.datetime64(str(period.start), "D")


def month_of(period: Any) -> Any:
    """The first day of the month claimed for."""
    return today(period).astype("datetime64[M]").astype("datetime64[D]")


def day_of(number: int) -> Any:
    """A parameter's yyyymmdd as a day."""
    return np.datetime64(f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}", "D")


def add_months(days: Any, months: int) -> Any:
    """The corresponding day so many months on, or that month's last day."""
    month = days.astype("datetime64[M]")
    last = (month + (months + 1)).astype("datetime64[D]") - 1
    return np.minimum((month + months).astype("datetime64[D]") + (days - month.astype("datetime64[D]")), last)


def among(words: Any, wanted: Iterable[str]) -> Any:
    """Whether each value of an enumeration is one of those wanted: one look-up in a table of truths."""
    table = np.zeros(len(words.possible_values), bool)
    for word in wanted:
        table[words.possible_values[word.replace("-", "_")].index] = True
    return table[np.asarray(words)]


def to_fen(amount: Any) -> Any:
    """Half a fen up."""
    return np.floor(amount * 100 + 0.5) / 100


# --- employer ----------------------------------------------------------------------------------------------------------
def contribution_deferral(employer: Any, period: Any, parameters: Any) -> Any:
    p, day = parameters(period), today(period)
    left = max_(p.deferral_limit - employer("contribution_deferral_not_used_up", period), 0)
    return (
        among(employer("kind", period), p.deferral_kinds)
        & among(employer("trade", period), p.deferral_trades)
        & employer("deferral_requested", period)
        & (p.deferral_capped | (employer("deferral_months", period) <= left))
        & (day < employer("deregistered_on", period))
        & (employer("contribution_deferral_not_used_up", period) < p.deferral_limit)
        & (day_of(p.deferral_opens) <= day)
        & (day <= day_of(p.deferral_closes))
    )


def contribution_deferral_amount(employer: Any, period: Any, parameters: Any) -> Any:
    left = max_(
        parameters(period).deferral_limit - employer("contribution_deferral_not_used_up", period),
        0,
    )
    return where(
        employer("contribution_deferral", period), min_(employer("deferral_months", period), left), 0
    )


def domestic_firm_headcount_subsidy(employer: Any, period: Any, parameters: Any) -> Any:
    p, day = parameters(period), today(period)
    return (
        employer("employee_system_domestic", period)
        & (employer("domestic_average_last_year", period) >= p.domestic_min_average)
        & (period.start.year - 1 >= p.domestic_first_year)
        & (day < employer("deregistered_on", period))
        & (employer("domestic_firm_headcount_subsidy_once_a_year", period) < p.domestic_subsidies_per_year)
    )


def domestic_firm_headcount_subsidy_amount(employer: Any, period: Any, parameters: Any) -> Any:
    full = parameters(period).domestic_subsidy * employer("domestic_person_months_last_year", period)
    return where(employer("domestic_firm_headcount_subsidy", period), to_fen(full / 12), 0)


def stabilisation_refund(employer: Any, period: Any, parameters: Any) -> Any:
    p, day = parameters(period), today(period)
    small = employer("insured_average", period) <= p.small_insured_headcount
    ceiling = where(small, p.small_insured_layoff_limit, p.layoff_limit)
    return (
        among(employer("kind", period), p.refund_kinds)
        & ((employer("layoffs_last_year", period) == 0) | (employer("layoff_rate", period) <= ceiling))
        & (employer("months_paid_last_year", period) >= p.refund_full_months)
        & ~employer("zombie", period)
        & ~employer("seriously_dishonest", period)
        & ~employer("abnormal_listed", period)
        & (day < employer("deregistered_on", period))
        & (employer("stabilisation_refund_once_a_year", period) < p.refunds_per_year)
        & (day <= day_of(p.refund_until))
    )


def stabilisation_refund_amount(employer: Any, period: Any, parameters: Any) -> Any:
    rates = parameters(period).refund_rate
    rate = where(employer("size_class_large", period), rates.large, rates.medium)
    amount = to_fen(employer("premiums_last_year", period) * rate)
    return where(employer("stabilisation_refund", period), amount, 0)


# --- person ------------------------------------------------------------------------------------------------------------
def bay_area_youth_allowance(person: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period)
    return (
        person("bay_area_youth_allowance_participates", period)
        & (today(period) < person("died_on", period))
        & (person("bay_area_youth_allowance_once_a_month", period) < p.youth_allowances_per_month)
        & (person("bay_area_youth_allowance_months_in_all", period) < p.youth_allowance_months)
    )


def bay_area_youth_allowance_amount(person: Any, period: Any, parameters: Any) -> Any:
    return where(person("bay_area_youth_allowance", period), parameters(period).youth_allowance, 0)


def unemployment_benefit_extension(person: Any, period: Any, parameters: Any) -> Any:
    """Retirement days before the reform of 2025 are those of 1978: what is asked of them lies before it."""
    p, day = parameters(period), today(period)
    woman = where(
        person("cadre_post", period),
        person("original_date_as_cadre_woman", period),
        person("original_date_as_worker_woman", period),
    )
    retires = where(among(person("sex", period), ["male"]), person("original_date_as_man", period), woman)
    return (
        person("benefit_used_up", period)
        & ~person("unemployment_benefit_extension_no_benefit_now", period)
        & ~person("working_now", period)
        & ~person("worked_since_benefit", period)
        & person("unemployment_registered", period)
        & (retires < add_months(day, int(p.extension_months)))
        & (month_of(period) <= retires)
        & ~person("draws_pension", period)
        & (person("offers_refused", period) < p.benefit_refusals_limit)
        & ~person("in_military_service", period)
        & ~person("settled_abroad", period)
        & ~person("in_custody", period)
        & (day <= person("died_on", period))
        & (person("unemployment_benefit_extension_once_a_month", period) < p.extensions_per_month)
    )


def unemployment_benefit_extension_amount(person: Any, period: Any, parameters: Any) -> Any:
    p = parameters(period)
    amount = to_fen(p.minimum_wage * p.unemployment_benefit_rate)
    return where(person("unemployment_benefit_extension", period), amount, 0)


# --- employment --------------------------------------------------------------------------------------------------------
def grassroots_employment_subsidy(employment: Any, period: Any, parameters: Any) -> Any:
    p, day = parameters(period), today(period)
    start, graduated = employment("start", period), employment("person_graduated_on", period)
    college = among(employment("person_education", period), ["college"])
    public_post = among(employment("post_kind", period), ["grassroots-public"])
    stable = add_months(start, p.grassroots_insured_months)
    contract = add_months(employment("contract_start", period), p.grassroots_contract_months)
    return (
        (college | employment("person_overseas_graduate", period))
        & (college | employment("in_kaiping", period))
        & (graduated <= day)
        & (start <= add_months(graduated, p.grassroots_graduation_months))
        & (
            public_post
            | _grassroots(
                employment("employer_kind", period), employment("employer_size_class_large", period), p
            )
        )
        & (
            ~employment("employer_dispatch_agency", period)
            | public_post
            | _grassroots(employment("host_kind", period), employment("host_size_class_large", period), p)
        )
        & ~employment("on_establishment", period)
        & employment("hired_of_working_age", period)
        & ((contract <= employment("contract_end", period) + 1) | employment("hired_near_retirement", period))
        & (stable <= day)
        & (stable <= employment("end", period) + 1)
        & (employment("insured_months", period) >= p.grassroots_insured_months)
        & (day < employment("person_died_on", period))
        & (
            employment("person_grassroots_employment_subsidy_once", period)
            < p.grassroots_subsidies_per_person
        )
        & (day <= add_months(stable, p.grassroots_claim_months))
    )


def _grassroots(kind: Any, large: Any, p: Any) -> Any:
    """A grassroots employer: of certain kinds, or a firm that isn't large."""
    return among(kind, p.grassroots_kinds) | (among(kind, ["enterprise"]) & ~large)


def grassroots_employment_subsidy_amount(employment: Any, period: Any, parameters: Any) -> Any:
    return where(
        employment("grassroots_employment_subsidy", period), parameters(period).grassroots_subsidy, 0
    )


def veteran_hiring_subsidy(employment: Any, period: Any, parameters: Any) -> Any:
    p, day = parameters(period), today(period)
    start, discharged = employment("start", period), employment("person_discharged_on", period)
    complete = add_months(start, p.veteran_stable_months)
    contract = add_months(employment("contract_start", period), p.veteran_contract_months)
    return (
        employment("person_veteran", period)
        & (discharged <= start)
        & (start <= add_months(discharged, p.veteran_discharge_months))
        & ~among(employment("employer_kind", period), p.veteran_excluded_kinds)
        & ~employment("employer_dispatch_agency", period)
        & employment("hired_of_working_age", period)
        & ((contract <= employment("contract_end", period) + 1) | employment("hired_near_retirement", period))
        & (complete <= day)
        & (complete <= employment("end", period) + 1)
        & (employment("insured_months", period) >= p.veteran_stable_months)
        & ~employment("veteran_hiring_subsidy_not_stacked", period)
        & (employment("person_veteran_hiring_subsidy_once", period) < p.subsidies_per_veteran)
        & (day <= add_months(complete, p.veteran_claim_months))
    )


def veteran_hiring_subsidy_amount(employment: Any, period: Any, parameters: Any) -> Any:
    return where(employment("veteran_hiring_subsidy", period), parameters(period).veteran_subsidy, 0)


# --- contest award -----------------------------------------------------------------------------------------------------
def contest_award_top_up(award: Any, period: Any, parameters: Any) -> Any:
    p, day = parameters(period), today(period)
    awarded, registered = award("awarded_on", period), award("employer_registered_on", period)
    return (
        among(award("contest", period), ["overseas-chinese"])
        & among(award("group", period), ["team"])
        & among(award("medal", period), p.contest_medals)
        & (awarded <= registered)
        & (registered <= add_months(awarded, p.contest_registration_months))
        & award("employer_in_jiangmen", period)
        & (day < award("employer_deregistered_on", period))
        & (add_months(registered, p.contest_operation_months) <= day)
        & award("normal_operation", period)
        & (award("employer_contest_award_top_up_hires", period) >= p.contest_min_hires)
        & (award("contest_award_top_up_once", period) < p.contest_top_ups)
    )


def contest_award_top_up_amount(award: Any, period: Any, parameters: Any) -> Any:
    p, medal = parameters(period), award("medal", period)
    amounts = np.zeros(len(medal.possible_values))
    for name in p.contest_prize_team:
        index = medal.possible_values[name].index
        amounts[index] = p.contest_prize_enterprise[name] - p.contest_prize_team[name]
    return where(award("contest_award_top_up", period), amounts[np.asarray(medal)], 0)


MEASURES: dict[str, tuple[tuple[Formula, Formula], ...]] = {
    "person": (
        (bay_area_youth_allowance, bay_area_youth_allowance_amount),
        (unemployment_benefit_extension, unemployment_benefit_extension_amount),
    ),
    "contest_award": ((contest_award_top_up, contest_award_top_up_amount),),
    "employer": (
        (contribution_deferral, contribution_deferral_amount),
        (domestic_firm_headcount_subsidy, domestic_firm_headcount_subsidy_amount),
        (stabilisation_refund, stabilisation_refund_amount),
    ),
    "employment": (
        (grassroots_employment_subsidy, grassroots_employment_subsidy_amount),
        (veteran_hiring_subsidy, veteran_hiring_subsidy_amount),
    ),
}
"""Outcome and amount of each measure, by unit; the amount of those not entitled is nought."""
