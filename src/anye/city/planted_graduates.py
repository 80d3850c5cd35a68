"""Cases of graduates and of alumni of the grassroots service programmes."""

from __future__ import annotations

from .stage import Outcome, Stage, Value

Values = dict[str, Value]
ALUMNUS: Values = {"education": "college", "graduated_on": "2017-06-30"}


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    _alumni(stage)
    _homecoming(stage)
    _insured_graduates(stage)
    _youths(stage)
    _veterans(stage)


def _alumni(stage: Stage) -> None:
    """Alumni: first how direct recruitment turns out, then the preference."""
    town = stage.firm(
        "1990-01-01", kind="public-institution", trade="education-health", place="tangkou", town_level=True
    )
    city = stage.firm("1990-01-01", kind="public-institution", trade="education-health")
    office = stage.firm(
        "1990-01-01", kind="government-body", trade="public-administration", place="baihe", town_level=True
    )
    unsure = stage.firm(
        "1990-01-01", kind="public-institution", trade="education-health", place="jinji", town_level=None
    )
    usual: Values = {
        "programme": "three-supports", "start": "2019-09-01", "end": "2021-08-31", "term_completed": True,
        "assessment_passed": True, "recruiter_id": town,
    }  # fmt: skip
    runs: Values = {"start": "2021-09-01", "end": "open", "term_completed": False, "assessment_passed": None}
    cases: tuple[tuple[Outcome, Outcome, Values], ...] = (
        ("yes", "yes", {}),
        ("yes", "yes", {"start": "2020-05-20", "end": "2022-05-20"}),
        ("no", "yes", {"programme": "western-plan", "recruiter_id": None}),
        ("no", "yes", {"programme": "mountain-plan", "recruiter_id": None}),
        ("no", "yes", {"served_in_kaiping": False}),
        ("no", "yes", {"recruiter_id": city}),
        ("no", "yes", {"recruiter_id": office}),
        ("no", "no", {"term_completed": False, "end": "2020-12-31"}),
        ("no", "no", {"assessment_passed": False}),
        ("no", "no", runs),
        ("unknown", "unknown", {"assessment_passed": None}),
        ("unknown", "yes", {"recruiter_id": unsure}),
        ("unknown", "yes", {"served_in_kaiping": None}),
    )
    for number, (outcome, preferred, spell) in enumerate(cases):
        person = stage.person(f"1995-0{1 + number % 9}-17", sex=("female", "male")[number % 2], **ALUMNUS)
        served = stage.add("programme_spells", **{"person_id": person, **usual, **spell})
        stage.plan(outcome, "direct-recruitment", "programme_spells", served)
        stage.plan(preferred, "service-project-recruitment-preference", "persons", person)
        if number == 0:
            stage.award("service-project-recruitment-preference", "2021-11-20", person_id=person, amount=None)


def _homecoming(stage: Stage) -> None:
    usual: Values = {"education": "college", "graduated_on": None, "student_now": True}
    cases: tuple[tuple[Outcome, Values], ...] = (
        ("yes", {}),
        ("yes", {"origin": "macau", "kaiping_household": False, "guangdong_household": False}),
        ("yes", {"origin": "returned-overseas", "education": "senior-secondary", "overseas_graduate": True}),
        ("no", {"student_now": False, "graduated_on": "2021-06-30"}),
        ("no", {"kaiping_origin": False, "kaiping_household": False}),
        ("no", {"origin": "taiwan", "kaiping_household": False}),
        ("no", {"education": "vocational"}),
        ("unknown", {"kaiping_origin": None}),
        ("unknown", {"student_now": None}),
    )
    for number, (outcome, values) in enumerate(cases):
        person = stage.person(f"200{1 + number % 3}-04-2{number}", **{**usual, **values})
        stage.plan(outcome, "homecoming-talent-programme", "persons", person)
        if number == 1:
            stage.add(
                "programme_spells",
                person_id=person,
                programme="homecoming-talent",
                start="2021-10-08",
                served_in_kaiping=None,
            )
            stage.award("homecoming-talent-programme", "2021-10-08", person_id=person, amount=None)


def _insured_graduates(stage: Stage) -> None:
    """Graduates of 2020 in a small firm: the insurance of the first quarter, and the subsidy for a year's work."""
    graduate: Values = {"education": "college", "graduated_on": "2020-07-01"}
    cases: tuple[tuple[Outcome, Outcome, Values, Values, Values], ...] = (
        ("yes", "yes", {}, {}, {}),
        ("yes", "yes", {"graduated_on": "2019-08-02"}, {}, {}),
        ("yes", "yes", {"education": "senior-secondary", "overseas_graduate": True}, {}, {}),
        ("no", "no", {"graduated_on": "2019-08-01"}, {}, {}),
        ("no", "yes", {}, {"owner": True}, {}),
        ("no", "no", {}, {"contract_end": "2022-07-31"}, {}),
        ("no", "no", {}, {}, {"dispatch_agency": True, "staff": 20_000, "revenue": 5_000_000_000}),
        ("no", "no", {}, {}, {"kind": "professional-firm"}),
        ("no", "no", {}, {"paid": "2022-04-01"}, {}),
        ("unknown", "unknown", {"graduated_on": None}, {}, {}),
        ("unknown", "unknown", {}, {"contract_end": None}, {}),
    )
    for outcome, worked, person, job, firm in cases:
        work = _graduate(stage, {**graduate, **person}, job, firm)
        stage.plan(outcome, "small-firm-graduate-insurance-subsidy", "employments", work)
        stage.plan(worked, "grassroots-employment-subsidy", "employments", work)
    work = _graduate(stage, graduate, {}, {})
    row = stage.rows["employments"][work]
    stage.award(
        "small-firm-graduate-insurance-subsidy", "2022-04-15", "2022-01-01", "2022-03-31", employment_id=work, months=3,
        person_id=row["person_id"], employer_id=row["employer_id"], amount=2_851.08,
    )  # fmt: skip
    stage.plan("no", "small-firm-graduate-insurance-subsidy", "employments", work)
    work = _graduate(stage, graduate, {}, {})
    row = stage.rows["employments"][work]
    stage.award(
        "grassroots-employment-subsidy", "2022-03-28", employment_id=work, person_id=row["person_id"], amount=3_000,
        employer_id=row["employer_id"],
    )  # fmt: skip
    stage.plan("no", "grassroots-employment-subsidy", "employments", work)


def _graduate(stage: Stage, person: Values, job: Values, firm: Values) -> int:
    given = dict(job)
    paid = given.pop("paid", "2021-08-02")
    its = stage.firm("2017-03-01", trade="information", industry="software", **firm)
    who = stage.person("1997-12-05", sex="female", **person)
    return stage.job(
        who, its, "2021-08-02", "open", (str(paid), "open"), **{"contract_end": "2024-08-01", **given}
    )


def _youths(stage: Stage) -> None:
    """Participants of the Bay Area youth programme in May, and those who left the day before it began."""
    usual: Values = {
        "origin": "hong-kong",
        "kaiping_household": False,
        "education": "college",
        "graduated_on": "2020-06-30",
    }
    cases: tuple[tuple[Outcome, str | None], ...] = (
        ("yes", "open"), ("yes", "2022-05-01"), ("no", "2022-04-30"), ("no", "2022-03-31"), ("unknown", None),
    )  # fmt: skip
    for outcome, until in cases:
        person = stage.person("1997-08-30", **usual)
        stage.add(
            "programme_spells", person_id=person, programme="bay-area-youth", start="2021-09-13", end=until
        )
        stage.plan(outcome, "bay-area-youth-allowance", "persons", person)


def _veterans(stage: Stage) -> None:
    """Hired on the first of March 2021, within a year of discharge or a day late."""
    measure = "veteran-hiring-subsidy"
    cases: tuple[tuple[Outcome, Values, Values], ...] = (
        ("yes", {}, {}),
        ("yes", {"discharged_on": "2020-03-01"}, {}),
        ("no", {"discharged_on": "2020-02-29"}, {}),
        ("no", {}, {"kind": "government-body", "trade": "public-administration"}),
        ("no", {}, {"dispatch_agency": True, "trade": "business-service"}),
        ("unknown", {"discharged_on": None}, {}),
        ("unknown", {"veteran": None}, {}),
    )
    for outcome, person, firm in cases:
        stage.plan(outcome, measure, "employments", _veteran(stage, person, firm))
    work = _veteran(stage, {}, {})
    row = stage.rows["employments"][work]
    stage.award(
        measure,
        "2022-03-21",
        employment_id=work,
        person_id=row["person_id"],
        employer_id=row["employer_id"],
        amount=10_000,
    )
    stage.plan("no", measure, "employments", work)


def _veteran(stage: Stage, person: Values, firm: Values) -> int:
    its = stage.firm(
        "2013-07-08", **{"trade": "other-manufacturing", "industry": "manufacturing", "staff": 120, **firm}
    )
    usual: Values = {
        "veteran": True,
        "discharged_on": "2020-09-01",
        "retired_soldier": True,
        "graduated_on": "2016-06-30",
    }
    return stage.job(stage.person("1998-02-17", **{**usual, **person}), its, "2021-03-01")
