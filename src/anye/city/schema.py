"""The columns of every table: the facts of policy/facts.yaml and policy/facts/*.yaml by name, keys and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

ENUMS: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(values.split())
    for name, values in {
        "employer_kind": "enterprise cooperative individual-business social-organisation professional-firm "
        "government-body public-institution",
        "industry": "agriculture manufacturing construction wholesale retail transport storage postal accommodation "
        "catering information software real-estate property leasing-business other",
        "trade": "sanitary-ware food textiles other-manufacturing farming construction wholesale retail catering "
        "accommodation tourism domestic-service transport information real-estate business-service "
        "education-health public-administration other",
        "place": "sanbu changsha yueshan shuikou shatang cangcheng longsheng dasha magang tangkou chikan baihe "
        "xiangang jinji chishui cuishanhu",
        "sex": "male female",
        "origin": "mainland hong-kong macau taiwan overseas-chinese returned-overseas",
        "education": "school senior-secondary vocational technical college",
        "post_kind": "ordinary grassroots-public domestic-service public-welfare rural-public-welfare",
        "programme": "bay-area-youth homecoming-talent three-supports western-plan mountain-plan",
        "contest": "overseas-chinese other",
        "contest_group": "team enterprise",
        "medal": "gold silver bronze excellence",
        "award_measure": "unemployment-insurance-rate work-injury-insurance-rate medical-insurance-rate-adjustment "
        "stabilisation-refund contribution-deferral deferral-settlement startup-loan-personal "
        "startup-loan-enterprise startup-loan-interest-subsidy incubation-subsidy contest-award-top-up "
        "special-work-injury-cover flexible-worker-insurance service-project-recruitment-preference "
        "direct-recruitment grassroots-employment-subsidy small-firm-graduate-insurance-subsidy "
        "bay-area-youth-allowance homecoming-talent-programme startup-grant startup-hiring-subsidy "
        "startup-rent-subsidy veteran-hiring-subsidy unemployment-benefit unemployment-benefit-extension "
        "unemployment-assistance employment-difficulty-status flexible-employment-insurance-subsidy "
        "poverty-alleviated-hiring-subsidy poverty-alleviated-insurance-subsidy poverty-alleviated-post-subsidy "
        "public-welfare-post-subsidy cantonese-chef-certificate-subsidy free-training-and-referral "
        "student-assessment-subsidy domestic-firm-insurance-subsidy domestic-firm-headcount-subsidy "
        "domestic-firm-loan domestic-leading-firm-award rural-ecommerce-station-grant skill-upgrading-subsidy "
        "service-purchase-funding matching-event-subsidy labour-cooperation-subsidy retain-training job-expansion "
        "internship job-seek unemployment-skill-subsidy other",
        "unemployment_grade": "base middle low",
        "work_injury_class": "class-1 class-2 class-3 class-4 class-5 class-6 class-7 class-8",
        "work_injury_float": "down-2 down-1 level up-1 up-2",
        "insurance_scheme": "medical unemployment work-injury pension",
        "service_kind": "recruitment policy-advice training-assessment labour-relations other",
        "organiser_kind": "public-service private-agency other",
        "event_mode": "onsite online",
        "labour_region": "kaiping jiangmen guangdong partner-region other-province",
        "loan_kind": "personal enterprise",
        "loan_group": "none overcapacity-worker online-merchant rural-entrepreneur hit-individual-business "
        "hired-car-driver",
        "special_kind": "none over-age disability-allowance student-intern trainee domestic-worker "
        "village-committee platform-worker volunteer",
        "base_kind": "incubator youth-platform",
        "end_reason": "expired employer-terminated mutual-employer mutual-worker resigned resigned-for-cause dissolved "
        "dismissed-for-fault retired other none",
        "registration_basis": "household residence work insurance",
        "poverty_region": "guangdong guangxi guizhou tibet xinjiang other",
        "certificate_kind": "skill-level vocational-qualification special-skill training",
        "occupation": "cantonese-chef dim-sum roast-meat domestic-care elderly-care nursery electrician welder fitter "
        "e-commerce other",
        "skill_level": "none junior intermediate senior technician senior-technician",
        "student_certificate": "vocational-qualification skill-level none",
        "station_kind": "domestic-service rural-ecommerce",
    }.items()
}


def code(enum: str, value: str) -> int:
    """The number that stands for an enumeration's value in the generator's columns."""
    return ENUMS[enum].index(value)


@dataclass(frozen=True)
class Column:
    """One column: `kind` is id, text, bool, int, date, yuan, rate4, rate6 (places kept), or the name of an enumeration."""

    name: str
    kind: str

    @property
    def type(self) -> pa.DataType:
        plain = {
            "id": pa.int64(), "text": pa.string(), "bool": pa.bool_(), "int": pa.int32(), "date": pa.date32(),
            "yuan": pa.decimal64(18, 2), "rate4": pa.decimal64(18, 4), "rate6": pa.decimal64(18, 6),
        }  # fmt: skip
        return plain.get(self.kind) or pa.dictionary(pa.int8(), pa.string())


def columns(text: str) -> tuple[Column, ...]:
    """Columns from `name:kind` words, after the surrogate `id`; a bare word is a boolean."""
    pairs = (word.partition(":") for word in text.split())
    return (Column("id", "id"), *(Column(name, kind or "bool") for name, _, kind in pairs))


# The tables of facts.yaml and of the themes' files beside it.
TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "employers": columns(
        "credit_code:text name:text kind:employer_kind dispatch_agency industry:industry trade:trade place:place "
        "in_jiangmen registered_on:date deregistered_on:date abnormal_listed seriously_dishonest zombie "
        "employee_system_domestic staff:int revenue:yuan assets:yuan deferral_requested deferral_months:int "
        "employments_complete unemployment_grade:unemployment_grade work_injury_class:work_injury_class "
        "work_injury_float:work_injury_float insured_employer key_employer advanced_manufacturing high_tech "
        "labour_intensive loan_requested:yuan wage_arrears insurance_arrears credit_good corporate_shareholders_only "
        "guesthouse town_level leading_domestic leading_recognised_on:date deferral_widened_trade "
        "temporarily_hard_hit"
    ),
    "persons": columns(
        "identity_number:text name:text sex:sex birth_date:date died_on:date place:place kaiping_household "
        "guangdong_household kaiping_origin student_now origin:origin education:education graduated_on:date "
        "overseas_graduate veteran discharged_on:date disabled low_income poverty_alleviated employment_difficulty "
        "cadre_post draws_pension unemployment_registered employments_complete loan_requested:yuan loan_partners:int "
        "loan_group:loan_group business_in_kaiping credit_good other_loans returned_home registrations_complete "
        "wants_work able_to_work benefit_applied_on:date assistance_applied_on:date offers_refused:int "
        "in_military_service settled_abroad in_custody minimum_living zero_employment_household rural_zero_transfer "
        "land_lost drug_rehabilitated released_prisoner mental_recovered ill_dependant retired_soldier other_hardship "
        "poverty_region:poverty_region poverty_risk difficulty_recognised_on:date difficulty_ended_on:date"
    ),
    "employments": columns(
        "person_id:id employer_id:id host_id:id start:date end:date contract_start:date contract_end:date "
        "post_kind:post_kind on_establishment owner in_kaiping special_kind:special_kind benefit_applied_on:date "
        "startup_counted_on:date end_reason:end_reason monthly_wage:yuan post_approved previous_end:date"
    ),
    "contributions": columns(
        "employment_id:id start:date end:date base:yuan pension medical unemployment work_injury maternity "
        "employer_monthly:yuan"
    ),
    "premiums": columns("employer_id:id year:int employer_paid:yuan worker_paid:yuan months_paid:int"),
    "benefit_claims": columns(
        "person_id:id employer_id:id started_on:date paid_until:date months_granted:int months_paid:int lump_sum"
    ),
    "programme_spells": columns(
        "person_id:id recruiter_id:id programme:programme start:date end:date served_in_kaiping term_completed "
        "assessment_passed"
    ),
    "contest_awards": columns(
        "employer_id:id contest:contest group:contest_group medal:medal awarded_on:date normal_operation"
    ),
    "awards": columns(
        "person_id:id employer_id:id employment_id:id contest_award_id:id service_contract_id:id matching_event_id:id "
        "labour_transfer_id:id loan_id:id venture_id:id tenant_id:id certificate_id:id student_id:id station_id:id "
        "measure:award_measure granted_on:date period_start:date period_end:date months:int amount:yuan persons:int"
    ),
    "deferred_premiums": columns(
        "employer_id:id employment_id:id premium_month:date employer_part:yuan withheld_part:yuan paid_on:date"
    ),
    "insurance_funds": columns(
        "scheme:insurance_scheme as_of:date balance:yuan monthly_spending:yuan current_rate:rate4 deployed"
    ),
    "service_contracts": columns(
        "provider_id:id client_id:id kind:service_kind purchased signed_on:date delivered_on:date accepted price:yuan"
    ),
    "matching_events": columns(
        "organiser_id:id organiser_kind:organiser_kind mode:event_mode public_good held_on:date employers_present:int "
        "jobseekers_present:int cost:yuan accepted"
    ),
    "agencies": columns("employer_id:id name:text licensed_on:date commercial"),
    "labour_transfers": columns(
        "agency_id:id person_id:id employment_id:id source_region:labour_region destination_region:labour_region "
        "organised started_on:date"
    ),
    "loans": columns(
        "person_id:id employer_id:id kind:loan_kind principal:yuan contract_rate:rate6 signed_on:date drawn_on:date "
        "due_on:date repaid_on:date overdue guaranteed"
    ),
    "ventures": columns("person_id:id employer_id:id legal_representative started_on:date"),
    "rents": columns(
        "employer_id:id start:date end:date monthly_rent:yuan at_registered_address own_property"
    ),
    "bases": columns(
        "operator_id:id name:text kind:base_kind place:place opened_on:date seats:int named_in_notice recognised"
    ),
    "tenants": columns(
        "base_id:id employer_id:id person_id:id joined_on:date left_on:date agreement_start:date agreement_end:date "
        "at_base_address incubated_successfully"
    ),
    "unemployment_registrations": columns(
        "person_id:id registered_on:date ended_on:date basis:registration_basis"
    ),
    "flexible_spells": columns("person_id:id registered_on:date start:date end:date"),
    "self_payments": columns(
        "person_id:id start:date end:date pension medical unemployment monthly_amount:yuan"
    ),
    "skill_lines": columns("person_id:id certificates_complete"),
    "certificates": columns(
        "person_id:id skill_line_id:id kind:certificate_kind occupation:occupation level:skill_level issued_on:date "
        "in_catalogue scarce self_assessed"
    ),
    "schools": columns("name:text place:place vocational free_assessment"),
    "students": columns(
        "school_id:id person_id:id enrolled_on:date left_on:date certificate:student_certificate certified_on:date "
        "free_assessment organised_by_school"
    ),
    "stations": columns(
        "operator_id:id name:text kind:station_kind place:place opened_on:date in_village floor_area:int "
        "computers:int shops:int full_time_staff:int yearly_orders:int yearly_sales:yuan recognised"
    ),
}
# To which table each link leads.
LINKS: Final[dict[str, str]] = {
    "person_id": "persons", "employer_id": "employers", "employment_id": "employments", "host_id": "employers",
    "recruiter_id": "employers", "provider_id": "employers", "client_id": "employers", "organiser_id": "employers",
    "operator_id": "employers", "contest_award_id": "contest_awards", "service_contract_id": "service_contracts",
    "matching_event_id": "matching_events", "labour_transfer_id": "labour_transfers", "agency_id": "agencies",
    "loan_id": "loans", "venture_id": "ventures", "tenant_id": "tenants", "base_id": "bases",
    "certificate_id": "certificates", "skill_line_id": "skill_lines", "student_id": "students",
    "school_id": "schools", "station_id": "stations",
}  # fmt: skip
