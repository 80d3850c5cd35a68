"""Cases of founders and their firms: grant, hires, rent, incubation."""

from __future__ import annotations

from .stage import Outcome, Stage, Value

Values = dict[str, Value]
GRADUATE: Values = {"education": "college", "graduated_on": "2019-07-01"}
VETERAN: Values = {"veteran": True, "discharged_on": "2012-12-01", "retired_soldier": True}


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    _founders(stage)
    _hires(stage)
    _incubated(stage)


def _founder(stage: Stage, since: str, person: Values, firm: Values, venture: Values) -> tuple[int, int, int]:
    """A founder, the firm and the venture; the founder is on the firm's books as its owner."""
    who = stage.person("1995-01-12", business_in_kaiping=True, **person)
    its = stage.firm(
        since, **{"kind": "individual-business", "trade": "retail", "industry": "retail", "staff": 3, **firm}
    )
    stage.job(who, its, since, "open", False, owner=True, contract_start=None, contract_end=None)
    own = stage.add("ventures", **{"person_id": who, "employer_id": its, "started_on": since, **venture})
    return who, its, own


def _founders(stage: Stage) -> None:
    """Ventures of one hire and a lease: what the grant, and the rent of 2021, come to."""
    rent: Values = {"start": "2020-12-01", "monthly_rent": 1_500}
    hire: Values = {"start": "2021-09-01"}
    cases: tuple[tuple[Outcome, Outcome, str, Values, Values, Values, Values, Values], ...] = (
        # grant, rent; registered on; person, firm, venture, hire, lease
        ("yes", "yes", "2020-12-01", GRADUATE, {}, {}, {}, {}),
        ("yes", "yes", "2020-06-15", {"origin": "hong-kong", "kaiping_household": False}, {}, {}, {}, {"monthly_rent": 300}),
        ("yes", "no", "2021-11-20", VETERAN, {}, {}, {}, {"start": "2022-01-01"}),
        ("yes", "no", "2020-08-03", {"returned_home": True}, {}, {}, {}, {}),
        ("yes", "yes", "2020-10-08", {"education": "college", "graduated_on": "2015-10-08"}, {}, {}, {}, {}),
        ("no", "no", "2020-10-08", {"education": "college", "graduated_on": "2015-10-07"}, {}, {}, {}, {}),
        ("no", "no", "2021-11-21", VETERAN, {}, {}, {}, {"start": "2022-01-01"}),
        ("no", "yes", "2018-11-19", VETERAN, {}, {}, {}, {}),
        ("no", "no", "2020-12-01", GRADUATE, {}, {"legal_representative": False}, {}, {}),
        ("no", "no", "2020-12-01", GRADUATE, {"abnormal_listed": True}, {}, {}, {}),
        ("no", "no", "2020-12-01", GRADUATE, {}, {}, {"start": "2022-03-01"}, {}),
        ("yes", "no", "2020-12-01", GRADUATE, {}, {}, {}, {"own_property": True}),
        ("unknown", "unknown", "2020-12-01", GRADUATE, {}, {"legal_representative": None}, {}, {}),
        ("unknown", "unknown", "2020-12-01", {**GRADUATE, "graduated_on": None}, {}, {}, {}, {}),
        ("yes", "unknown", "2020-12-01", GRADUATE, {}, {}, {}, {"at_registered_address": None}),
        ("yes", "yes", "2020-12-01", GRADUATE, {}, {}, {}, {"monthly_rent": None}),
    )  # fmt: skip
    for grant, rented, since, person, firm, venture, job, lease in cases:
        _, its, own = _founder(stage, since, person, firm, venture)
        worker = stage.person("1992-06-18", sex="female")
        stage.job(worker, its, str({**hire, **job}["start"]) if since < "2021-09-01" else "2022-01-04")
        stage.add("rents", employer_id=its, **{**rent, **lease})
        stage.plan(grant, "startup-grant", "ventures", own)
        stage.plan(rented, "startup-rent-subsidy", "ventures", own)
    _unemployed(stage)
    _granted_before(stage)


def _unemployed(stage: Stage) -> None:
    """Founders registered as unemployed on the day they began; one whose registration ended the day before."""
    cases: tuple[tuple[Outcome, str], ...] = (("yes", "2021-02-01"), ("no", "2021-01-31"))
    for outcome, until in cases:
        who, its, own = _founder(stage, "2021-02-01", {}, {}, {})
        stage.add("unemployment_registrations", person_id=who, registered_on="2020-09-01", ended_on=until)
        stage.job(stage.person("1990-03-30"), its, "2021-05-06")
        stage.plan(outcome, "startup-grant", "ventures", own)


def _granted_before(stage: Stage) -> None:
    for measure, granted, start, end, months, outcome in (
        ("startup-grant", "2021-07-08", "2021-07-08", "2021-07-08", None, "no"),
        ("startup-rent-subsidy", "2022-03-09", "2021-01-01", "2021-12-31", 12, "no"),
        ("startup-rent-subsidy", "2021-03-09", "2020-01-01", "2020-12-31", 12, "yes"),
    ):
        who, its, own = _founder(stage, "2019-11-04", GRADUATE, {}, {})
        stage.job(stage.person("1990-03-30"), its, "2021-05-06")
        stage.add("rents", employer_id=its, start="2019-12-01", monthly_rent=900)
        stage.award(
            measure, granted, start, end, months=months, amount=10_000 if "grant" in measure else 6_000, person_id=who,
            employer_id=its, venture_id=own,
        )  # fmt: skip
        again: Outcome = "no" if outcome == "no" else "yes"
        stage.plan(again, measure, "ventures", own)


def _hires(stage: Stage) -> None:
    """Start-ups with so many hires insured for half a year, and with hires that do not count."""
    usual: Values = {"kind": "enterprise", "trade": "information", "industry": "software"}
    cases: tuple[tuple[Outcome, str, int, Values, Values], ...] = (
        ("yes", "2020-03-16", 1, {}, {}),
        ("yes", "2020-03-16", 5, {}, {}),
        ("yes", "2019-05-20", 2, {}, {"start": "2021-06-01"}),
        ("no", "2019-05-19", 2, {}, {}),
        ("no", "2018-05-19", 2, {}, {}),
        ("no", "2020-03-16", 2, {"corporate_shareholders_only": True}, {}),
        ("no", "2020-03-16", 2, {}, {"contract_end": "2022-05-30"}),
        ("no", "2020-03-16", 2, {}, {"start": "2021-12-20"}),
        ("unknown", "2020-03-16", 2, {"corporate_shareholders_only": None}, {}),
        ("unknown", "2020-03-16", 1, {}, {"contract_end": None}),
    )
    for outcome, since, hires, firm, job in cases:
        _, its, _ = _founder(stage, since, {}, {**usual, **firm}, {})
        for number in range(hires):
            _hire(stage, its, number, job)
        stage.plan(outcome, "startup-hiring-subsidy", "employers", its)
    for hires, persons, amount, outcome in (
        (5, 3, 6_000, "yes"),
        (3, 3, 6_000, "no"),
        (12, 11, 30_000, "no"),
    ):
        who, its, own = _founder(stage, "2020-03-16", {}, usual, {})
        for number in range(hires):
            _hire(stage, its, number, {"startup_counted_on": "2022-01-12"} if number < persons else {})
        stage.award(
            "startup-hiring-subsidy",
            "2022-01-12",
            person_id=who,
            employer_id=its,
            venture_id=own,
            persons=persons,
            amount=amount,
        )
        again: Outcome = "yes" if outcome == "yes" else "no"
        stage.plan(again, "startup-hiring-subsidy", "employers", its)


def _hire(stage: Stage, firm: int, number: int, job: Values) -> None:
    start = str(job.get("start", "2021-06-01"))
    rest = {name: value for name, value in job.items() if name != "start"}
    stage.job(
        stage.person(f"198{number % 10}-{1 + number % 12:02}-16"),
        firm,
        start,
        **{"contract_end": "2024-05-31", **rest},
    )


def _incubated(stage: Stage) -> None:
    """Households of one base, and of one that nobody recognised."""
    operator = stage.firm("2016-10-10", trade="business-service", industry="leasing-business")
    base = stage.add("bases", operator_id=operator, name="开平市青年创新创业孵化中心")
    other = stage.add(
        "bases", operator_id=operator, name="开平市商贸创业园", place="shuikou", recognised=False
    )
    unsure = stage.add(
        "bases", operator_id=operator, name="开平市碉楼文创园", place="tangkou", recognised=None
    )
    joined: Values = {
        "joined_on": "2020-11-02",
        "agreement_start": "2020-11-02",
        "incubated_successfully": True,
    }
    cases: tuple[tuple[Outcome, int, Values, Values, str], ...] = (
        ("yes", base, GRADUATE, {}, "2020-11-20"),
        ("yes", base, VETERAN, {"joined_on": "2021-05-20", "agreement_start": "2021-05-20"}, "2021-06-01"),
        ("yes", base, {"returned_home": True}, {"left_on": "2021-11-20"}, "2020-11-20"),
        ("no", base, VETERAN, {"joined_on": "2021-05-21", "agreement_start": "2021-05-21"}, "2021-06-01"),
        ("no", base, VETERAN, {"left_on": "2021-11-19"}, "2020-11-20"),
        ("no", other, GRADUATE, {}, "2020-11-20"),
        ("no", base, {"education": "college", "graduated_on": "2015-11-01"}, {}, "2020-11-20"),
        ("no", base, GRADUATE, {"incubated_successfully": False}, "2020-11-20"),
        ("no", base, GRADUATE, {"at_base_address": False}, "2020-11-20"),
        ("unknown", base, GRADUATE, {"incubated_successfully": None}, "2020-11-20"),
        ("unknown", unsure, VETERAN, {}, "2020-11-20"),
        ("unknown", base, {**GRADUATE, "graduated_on": None}, {}, "2020-11-20"),
    )
    for outcome, where, person, spell, since in cases:
        tenant = _tenant(stage, where, person, {**joined, **spell}, since)
        stage.plan(outcome, "incubation-subsidy", "tenants", tenant)
    for months in (12, 24):
        tenant = _tenant(stage, base, GRADUATE, joined, "2020-11-20")
        row = stage.rows["tenants"][tenant]
        stage.award(
            "incubation-subsidy", "2021-12-08", "2020-11-02", "2021-11-01", person_id=row["person_id"], employer_id=operator,
            tenant_id=tenant, months=months, amount=250 * months,
        )  # fmt: skip
        stage.plan("no", "incubation-subsidy", "tenants", tenant)


def _tenant(stage: Stage, base: int, person: Values, spell: Values, since: str) -> int:
    who, its, _ = _founder(stage, since, person, {}, {})
    return stage.add("tenants", **{"base_id": base, "employer_id": its, "person_id": who, **spell})
