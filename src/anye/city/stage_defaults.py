"""What is usual for a record put on stage: every fact known, nothing out of the ordinary."""

from __future__ import annotations

from typing import Final

from . import assumptions as a

SHARES: Final = a.EMPLOYER_SHARES
Defaults = dict[str, dict[str, int | float | str | bool | None]]


def _flags(words: str, value: bool) -> dict[str, int | float | str | bool | None]:
    return dict.fromkeys(words.split(), value)


DEFAULTS: Final[Defaults] = {
    "employers": {
        "kind": "enterprise", "industry": "other", "trade": "other", "place": "changsha", "deregistered_on": "open",
        "staff": 8, "revenue": 2_000_000, "assets": 1_500_000, "unemployment_grade": "base",
        "work_injury_class": "class-2", "work_injury_float": "level", "loan_requested": 0,
        "deferral_months": 0,
        **_flags("in_jiangmen employments_complete insured_employer credit_good", True),
        **_flags(
            "dispatch_agency abnormal_listed seriously_dishonest zombie employee_system_domestic deferral_requested "
            "key_employer advanced_manufacturing high_tech labour_intensive wage_arrears insurance_arrears "
            "corporate_shareholders_only guesthouse town_level leading_domestic deferral_widened_trade "
            "temporarily_hard_hit", False,
        ),
    },
    "persons": {
        "sex": "male", "died_on": "open", "place": "changsha", "origin": "mainland", "education": "senior-secondary",
        "graduated_on": "2006-06-30", "loan_requested": 0, "loan_partners": 1, "loan_group": "none",
        "benefit_applied_on": "open", "assistance_applied_on": "open", "offers_refused": 0,
        "difficulty_recognised_on": "open", "difficulty_ended_on": "open",
        **_flags(
            "kaiping_household guangdong_household kaiping_origin employments_complete credit_good "
            "registrations_complete wants_work able_to_work", True,
        ),
        **_flags(
            "student_now overseas_graduate veteran disabled low_income poverty_alleviated employment_difficulty "
            "cadre_post draws_pension unemployment_registered business_in_kaiping other_loans returned_home "
            "in_military_service settled_abroad in_custody minimum_living zero_employment_household "
            "rural_zero_transfer land_lost drug_rehabilitated released_prisoner mental_recovered ill_dependant "
            "retired_soldier other_hardship poverty_risk", False,
        ),
    },
    "employments": {
        "post_kind": "ordinary", "in_kaiping": True, "special_kind": "none", "benefit_applied_on": "open",
        "startup_counted_on": "open", "previous_end": "open", **_flags("on_establishment owner post_approved", False),
    },
    "contributions": {},
    "premiums": {"year": 2021, "employer_paid": 3000, "worker_paid": 1000, "months_paid": 12},
    "benefit_claims": {"lump_sum": False},
    "programme_spells": {"end": "open", "served_in_kaiping": True},
    "contest_awards": {},
    "awards": {"amount": 1000},
    "deferred_premiums": {
        "premium_month": "2022-04-01", "employer_part": 22.08, "withheld_part": 9.2, "paid_on": "open",
    },
    "insurance_funds": {"as_of": "2022-04-30", "deployed": True},
    "service_contracts": {
        "kind": "recruitment", "purchased": True, "signed_on": "2022-05-09", "delivered_on": "2022-05-18",
        "accepted": True, "price": 20_000,
    },
    "matching_events": {
        "organiser_kind": "private-agency", "mode": "onsite", "public_good": True, "held_on": "2022-05-14",
        "employers_present": 42, "jobseekers_present": 600, "cost": 18_000, "accepted": True,
    },
    "agencies": {"licensed_on": "2016-03-01", "commercial": True},
    "labour_transfers": {
        "source_region": "partner-region", "destination_region": "kaiping", "organised": True,
    },
    "loans": {
        "principal": 200_000, "contract_rate": 0.0555, "signed_on": "2021-08-02", "drawn_on": "2021-08-06",
        "due_on": "2023-08-06", "repaid_on": "open", "overdue": False, "guaranteed": True,
    },
    "ventures": {"legal_representative": True},
    "rents": {
        "end": "2024-12-31", "monthly_rent": 2_000, "at_registered_address": True, "own_property": False,
    },
    "bases": {
        "kind": "incubator", "place": "sanbu", "opened_on": "2018-05-01", "seats": 60, "named_in_notice": False,
        "recognised": True,
    },
    "tenants": {"left_on": "open", "agreement_end": "2024-12-31", "at_base_address": True},
    "unemployment_registrations": {"ended_on": "open", "basis": "household"},
    "flexible_spells": {"end": "open"},
    "self_payments": {"end": "open", "pension": True, "medical": True, "unemployment": False, "monthly_amount": 1158.64},
    "skill_lines": {"certificates_complete": True},
    "certificates": {
        "kind": "skill-level", "occupation": "electrician", "level": "intermediate", "issued_on": "2022-05-12",
        "in_catalogue": True, "scarce": False, "self_assessed": False,
    },
    "schools": {"place": "changsha", "vocational": True, "free_assessment": True},
    "students": {
        "enrolled_on": "2019-09-01", "left_on": "open", "certificate": "skill-level", "certified_on": "2022-05-12",
        "free_assessment": True, "organised_by_school": True,
    },
    "stations": {
        "kind": "rural-ecommerce", "place": "tangkou", "opened_on": "2021-05-10", "in_village": True,
        "floor_area": 160, "computers": 3, "shops": 2, "full_time_staff": 2, "yearly_orders": 2_400,
        "yearly_sales": 1_800_000, "recognised": True,
    },
}  # fmt: skip
