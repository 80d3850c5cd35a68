"""Cases of people and firms that qualify for two things which can't be had together."""

from __future__ import annotations

from .stage import Fate, Stage, Value

Values = dict[str, Value]
SOLDIER: Values = {"veteran": True, "discharged_on": "2020-12-01", "retired_soldier": True}
POOR: Values = {"poverty_alleviated": True, "poverty_region": "guangxi"}
GRADUATE: Values = {"education": "college", "graduated_on": "2020-07-01"}
SINCE = "2021-04-01"  # hired for more than a year, so that each one-off subsidy is due


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage; few records, each of them in more cases than one."""
    _hired_by_a_start_up(stage)
    _hired_before(stage)
    _two_jobs(stage, _founder(stage))


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


def _hired_by_a_start_up(stage: Stage) -> None:
    """A veteran who was lifted out of poverty: the larger of two hiring subsidies, and the start-up's counts the rest."""
    firm = stage.firm("2020-03-16", kind="enterprise", trade="information", industry="software", staff=5)
    who = stage.person("1995-01-12", business_in_kaiping=True)
    stage.add("ventures", person_id=who, employer_id=firm, started_on="2020-03-16")
    _job(stage, stage.person("1991-04-27"), firm, "2021-06-01")
    work = _job(stage, stage.person("1996-05-08", **SOLDIER, **POOR), firm)
    _settle(
        stage,
        "employments",
        work,
        veteran_hiring_subsidy="granted",
        poverty_alleviated_hiring_subsidy="gives-way",
    )
    _settle(stage, "employers", firm, startup_hiring_subsidy="granted")


def _hired_before(stage: Stage) -> None:
    """Hired again by a firm that had the other hiring subsidy for the same man before he served."""
    firm, who = _firm(stage), stage.person("1995-02-11", **SOLDIER, **POOR)
    stage.award(
        "poverty-alleviated-hiring-subsidy", "2017-10-09", person_id=who, employer_id=firm, amount=5_000
    )
    _settle(stage, "employments", _job(stage, who, firm), veteran_hiring_subsidy="gives-way")


def _founder(stage: Stage) -> int:
    """A founder who works for somebody else as well: the grant, not the graduates' subsidy. His employer could have two
    insurance subsidies of the same amount for him. Returns the firm founded."""
    who = stage.person("1998-01-15", business_in_kaiping=True, **GRADUATE, **POOR)
    firm = stage.firm("2021-03-01", kind="individual-business", trade="retail", industry="retail", staff=3)
    own = stage.add("ventures", person_id=who, employer_id=firm, started_on="2021-03-01")
    work = _job(stage, who, _firm(stage), "2021-08-02")
    _settle(stage, "ventures", own, startup_grant="granted")
    _settle(
        stage,
        "employments",
        work,
        grassroots_employment_subsidy="gives-way",
        small_firm_graduate_insurance_subsidy="granted",
        poverty_alleviated_insurance_subsidy="gives-way",
    )
    return firm


def _two_jobs(stage: Stage, second: int) -> None:
    """A graduate with two jobs: the graduates' subsidy is given once for a person."""
    who = stage.person("1998-11-20", sex="female", **GRADUATE)
    first, other = (_job(stage, who, firm, "2021-08-02") for firm in (_firm(stage), second))
    _settle(stage, "employments", first, grassroots_employment_subsidy="granted")
    _settle(stage, "employments", other, grassroots_employment_subsidy="gives-way")
