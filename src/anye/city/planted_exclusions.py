"""Cases of people and firms that qualify for two things which can't be had together."""

from __future__ import annotations

from .stage import Fate, Stage, Value

Values = dict[str, Value]
SOLDIER: Values = {"veteran": True, "discharged_on": "2020-12-01", "retired_soldier": True}
POOR: Values = {"poverty_alleviated": True, "poverty_region": "guangxi"}
GRADUATE: Values = {"education": "college", "graduated_on": "2020-07-01"}
SINCE = "2021-04-01"  # hired for more than a year, so that each one-off subsidy is due


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    _hired(stage)
    _hired_before(stage)
    _insured(stage)
    _start_up(stage)
    _founder(stage)
    _two_jobs(stage)


def _firm(stage: Stage, **values: Value) -> int:
    usual: Values = {"trade": "information", "industry": "software", "staff": 40, "revenue": 6_000_000}
    return stage.firm("2016-09-12", **{**usual, **values})


def _job(stage: Stage, person: int, firm: int, since: str = SINCE) -> int:
    return stage.job(person, firm, since, "open", True, contract_end="2025-03-31")


def _settle(stage: Stage, table: str, number: int, **fates: Fate) -> None:
    """Each measure is due by itself; what becomes of it beside the others is planned."""
    for name, fate in fates.items():
        measure = name.replace("_", "-")
        stage.plan("yes", measure, table, number)
        stage.settle(fate, measure, table, number)


def _hired(stage: Stage) -> None:
    """A veteran who was lifted out of poverty: the larger of two hiring subsidies."""
    work = _job(stage, stage.person("1996-05-08", **SOLDIER, **POOR), _firm(stage))
    _settle(stage, "employments", work, veteran_hiring_subsidy="granted", poverty_alleviated_hiring_subsidy="gives-way")


def _hired_before(stage: Stage) -> None:
    """Hired again by a firm that had the other hiring subsidy for the same man before he served."""
    firm, who = _firm(stage), stage.person("1995-02-11", **SOLDIER, **POOR)
    first = stage.job(who, firm, "2017-03-01", "2018-08-31", True)
    stage.award(
        "poverty-alleviated-hiring-subsidy", "2017-10-09", person_id=who, employer_id=firm, employment_id=first, amount=5_000
    )  # fmt: skip
    _settle(stage, "employments", _job(stage, who, firm), veteran_hiring_subsidy="gives-way")


def _insured(stage: Stage) -> None:
    """A graduate lifted out of poverty, insured by a small firm: two subsidies of the same months and amount."""
    who = stage.person("1998-11-20", **GRADUATE, **POOR)
    work = _job(stage, who, _firm(stage), "2021-08-02")
    _settle(
        stage,
        "employments",
        work,
        small_firm_graduate_insurance_subsidy="granted",
        poverty_alleviated_insurance_subsidy="gives-way",
    )


def _start_up(stage: Stage) -> None:
    """Four hires, one of them a veteran: the start-up's subsidy counts the other three."""
    firm = stage.firm("2020-03-16", kind="enterprise", trade="information", industry="software", staff=5)
    who = stage.person("1995-01-12", business_in_kaiping=True)
    stage.job(who, firm, "2020-03-16", "open", False, owner=True, contract_start=None, contract_end=None)
    stage.add("ventures", person_id=who, employer_id=firm, started_on="2020-03-16")
    for number in range(3):
        _job(stage, stage.person(f"199{number}-04-27"), firm, "2021-06-01")
    soldier = _job(stage, stage.person("1997-07-19", **SOLDIER), firm)
    stage.plan("yes", "veteran-hiring-subsidy", "employments", soldier)
    _settle(stage, "employers", firm, startup_hiring_subsidy="granted")


def _founder(stage: Stage) -> None:
    """A founder who works for somebody else as well: the grant, not the graduates' subsidy."""
    who = stage.person("1998-01-15", business_in_kaiping=True, **GRADUATE)
    firm = stage.firm("2021-03-01", kind="individual-business", trade="retail", industry="retail", staff=3)
    stage.job(who, firm, "2021-03-01", "open", False, owner=True, contract_start=None, contract_end=None)
    own = stage.add("ventures", person_id=who, employer_id=firm, started_on="2021-03-01")
    stage.job(stage.person("1992-06-18", sex="female"), firm, "2021-09-01")
    work = _job(stage, who, _firm(stage), "2021-08-02")
    _settle(stage, "ventures", own, startup_grant="granted")
    _settle(stage, "employments", work, grassroots_employment_subsidy="gives-way")


def _two_jobs(stage: Stage) -> None:
    """A graduate with two jobs: the subsidy is given once for a person."""
    who = stage.person("1998-10-02", sex="female", **GRADUATE)
    first, second = (_job(stage, who, _firm(stage), "2021-08-02") for _ in range(2))
    _settle(stage, "employments", first, grassroots_employment_subsidy="granted")
    _settle(stage, "employments", second, grassroots_employment_subsidy="gives-way")
