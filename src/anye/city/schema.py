"""The columns of every table: the facts of policy/facts.yaml by name, keys, links, and the other rooms' tables."""

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
        "post_kind": "ordinary grassroots-public domestic-service",
        "programme": "bay-area-youth homecoming-talent",
        "contest": "overseas-chinese other",
        "contest_group": "team enterprise",
        "medal": "gold silver bronze excellence",
        "award_measure": "stabilisation-refund contribution-deferral veteran-hiring-subsidy "
        "domestic-firm-headcount-subsidy unemployment-benefit-extension bay-area-youth-allowance "
        "contest-award-top-up grassroots-employment-subsidy startup-grant startup-hiring-subsidy "
        "startup-rent-subsidy small-firm-graduate-insurance-subsidy poverty-alleviated-hiring-subsidy "
        "flexible-employment-insurance-subsidy skill-upgrading-subsidy other",
        # these stand in no measure: only the additional tables use them
        "base_kind": "incubator youth-platform",
        "station_kind": "domestic-service rural-ecommerce",
        "certificate": "vocational-qualification skill-level",
    }.items()
}


def code(enum: str, value: str) -> int:
    """The number that stands for an enumeration's value in the generator's columns."""
    return ENUMS[enum].index(value)


@dataclass(frozen=True)
class Column:
    """One column: `kind` is id, text, bool, int, date, yuan, or the name of an enumeration."""

    name: str
    kind: str

    @property
    def type(self) -> pa.DataType:
        plain = {
            "id": pa.int64(), "text": pa.string(), "bool": pa.bool_(), "int": pa.int32(), "date": pa.date32(),
            "yuan": pa.decimal64(18, 2),
        }  # fmt: skip
        return plain.get(self.kind) or pa.dictionary(pa.int8(), pa.string())


def columns(text: str) -> tuple[Column, ...]:
    """Columns from `name:kind` words, after the surrogate `id`; a bare word is a boolean."""
    pairs = (word.partition(":") for word in text.split())
    return (Column("id", "id"), *(Column(name, kind or "bool") for name, _, kind in pairs))


# The tables of facts.yaml, then those that later rooms need.
TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "employers": columns(
        "credit_code:text name:text kind:employer_kind dispatch_agency industry:industry trade:trade place:place "
        "in_jiangmen registered_on:date deregistered_on:date abnormal_listed seriously_dishonest zombie "
        "employee_system_domestic staff:int revenue:yuan assets:yuan deferral_requested deferral_months:int "
        "employments_complete"
    ),
    "persons": columns(
        "identity_number:text name:text sex:sex birth_date:date died_on:date place:place kaiping_household "
        "origin:origin education:education graduated_on:date overseas_graduate veteran discharged_on:date disabled "
        "low_income poverty_alleviated employment_difficulty cadre_post draws_pension unemployment_registered "
        "employments_complete"
    ),
    "employments": columns(
        "person_id:id employer_id:id start:date end:date contract_start:date contract_end:date post_kind:post_kind "
        "on_establishment owner"
    ),
    "contributions": columns(
        "employment_id:id start:date end:date base:yuan pension medical unemployment work_injury maternity"
    ),
    "premiums": columns("employer_id:id year:int employer_paid:yuan worker_paid:yuan months_paid:int"),
    "benefit_claims": columns(
        "person_id:id employer_id:id started_on:date paid_until:date months_granted:int months_paid:int lump_sum"
    ),
    "programme_spells": columns("person_id:id programme:programme start:date end:date"),
    "contest_awards": columns(
        "employer_id:id contest:contest group:contest_group medal:medal awarded_on:date normal_operation"
    ),
    "awards": columns(
        "person_id:id employer_id:id employment_id:id contest_award_id:id measure:award_measure granted_on:date "
        "period_start:date period_end:date months:int amount:yuan"
    ),
    "bases": columns("name:text kind:base_kind place:place opened_on:date seats:int named_in_notice"),
    "tenants": columns(
        "base_id:id employer_id:id person_id:id joined_on:date left_on:date incubated_successfully"
    ),
    "schools": columns("name:text place:place free_assessment"),
    "students": columns(
        "school_id:id person_id:id certificate:certificate certified_on:date free_assessment"
    ),
    "stations": columns("name:text kind:station_kind place:place opened_on:date in_village"),
    "agencies": columns("employer_id:id name:text licensed_on:date workers_brought:int"),
}
