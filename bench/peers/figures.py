"""The policy's figures for the peers, read from the pack: none is typed again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from anye.rules.parameters import Content
from anye.rules.types import FOREVER, Num, Type, unscaled
from bench.world import law

READ = """
refund_kinds layoff_limit small_insured_headcount small_insured_layoff_limit refund_full_months refund_rate refund_until
refunds_per_year deferral_kinds deferral_trades deferral_limit deferral_capped deferral_opens deferral_closes
contest_medals contest_registration_months contest_operation_months contest_min_hires contest_prize_enterprise
contest_prize_team contest_top_ups grassroots_graduation_months grassroots_sizes grassroots_kinds
grassroots_contract_months grassroots_insured_months grassroots_subsidy grassroots_claim_months
grassroots_subsidies_per_person youth_allowance youth_allowances_per_month youth_allowance_months veteran_excluded_kinds
veteran_discharge_months veteran_stable_months veteran_contract_months veteran_subsidy veteran_claim_months
subsidies_per_veteran extension_months extensions_per_month benefit_refusals_limit minimum_wage
unemployment_benefit_rate domestic_min_average domestic_subsidy domestic_first_year domestic_subsidies_per_year
""".split()
"""Parameters the eight measures read. Those that choose between readings are left out where the facts tables already
follow the reading in force (the layoff rate is rounded, a part month counts, the year of graduation at hiring)."""


def figure(name: str) -> Any:
    """The value on the bench's day: exact numbers, days, lists of words; a table as a dictionary."""
    return _plain(law().values[name].value, law().policy.parameters[name].type)


def history(name: str) -> list[tuple[dt.date, dt.date | None, Any]]:
    """All values of a parameter, each with its first day and its last; None: until further notice."""
    spec = law().policy.parameters[name]
    return [
        (item.start, None if item.end == FOREVER else item.end, _plain(item.value, spec.type))
        for item in spec.values
    ]


def _plain(value: Content, kind: Type) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item, kind) for key, item in value.items()}  # type: ignore[arg-type]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, int) and not isinstance(value, bool) and isinstance(kind, Num):
        number = unscaled(value, kind.places)
        return int(number) if kind.places == 0 else Decimal(number)
    return value
