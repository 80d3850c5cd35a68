"""Cases of workers lifted out of poverty, of public welfare posts, and of flexible workers who insure themselves."""

from __future__ import annotations

from .stage import Outcome, Stage, Value

Values = dict[str, Value]
MEASURES = (
    "poverty-alleviated-hiring-subsidy", "poverty-alleviated-insurance-subsidy", "poverty-alleviated-post-subsidy",
)  # fmt: skip
POOR: Values = {
    "poverty_alleviated": True, "poverty_region": "guangxi", "kaiping_household": False, "guangdong_household": False,
    "kaiping_origin": False, "education": "school",
}  # fmt: skip


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    _hired(stage)
    _posts(stage)
    _flexible(stage)


def _hired(stage: Stage) -> None:
    """Hired in September 2021: the one-off subsidy, and insurance and post subsidy of the first quarter."""
    usual: Values = {"start": "2021-09-01", "contract_end": "2023-08-31"}
    cases: tuple[tuple[Outcome, Outcome, Outcome, Values, Values, Values], ...] = (
        # hiring, insurance, post; person, job, employer
        ("yes", "yes", "yes", {}, {}, {}),
        ("yes", "yes", "yes", {"poverty_region": "guizhou", "sex": "female"}, {"start": "2021-11-20"}, {}),
        ("no", "yes", "yes", {}, {"start": "2021-11-21"}, {}),
        ("no", "yes", "yes", {"poverty_region": "other"}, {}, {}),
        ("no", "yes", "yes", {}, {}, {"kind": "public-institution", "trade": "education-health"}),
        ("no", "no", "no", {"poverty_alleviated": False, "poverty_region": None}, {}, {}),
        ("no", "no", "no", {}, {"contract_end": "2022-08-30"}, {}),
        ("no", "no", "no", {}, {}, {"dispatch_agency": True}),
        ("yes", "yes", "no", {}, {"previous_end": "2021-07-02"}, {}),
        ("no", "no", "no", {}, {"start": "2021-05-19"}, {}),
        ("unknown", "unknown", "unknown", {"poverty_alleviated": None, "poverty_region": None}, {}, {}),
        ("unknown", "unknown", "unknown", {}, {"contract_end": None}, {}),
        ("yes", "yes", "unknown", {}, {"previous_end": None}, {}),
    )
    for number, (*outcomes, person, job, firm) in enumerate(cases):
        given: Values = {**usual, **job}
        work = _poor_worker(stage, number, person, given, firm)
        for measure, outcome in zip(MEASURES, outcomes, strict=True):
            # Hired more than a year and a half ago: for the one-off subsidy that is late by a day only then.
            if not (given["start"] == "2021-05-19" and measure == MEASURES[0]):
                stage.plan(outcome, measure, "employments", work)
    for number, measure in enumerate(MEASURES):
        work = _poor_worker(stage, number, {}, usual, {})
        row = stage.rows["employments"][work]
        once = number == 0
        stage.award(
            measure, "2022-04-22", "2022-04-22" if once else "2022-01-01", "2022-04-22" if once else "2022-03-31",
            months=None if once else 3, amount=(5_000, 2_853, 600)[number], employment_id=work, person_id=row["person_id"],
            employer_id=row["employer_id"], persons=1 if once else None,
        )  # fmt: skip
        stage.plan("no", measure, "employments", work)


def _poor_worker(stage: Stage, number: int, person: Values, job: Values, firm: Values) -> int:
    its = stage.firm(
        "2010-10-18",
        **{"trade": "sanitary-ware", "industry": "manufacturing", "place": "shuikou", "staff": 70, **firm},
    )
    who = stage.person(f"198{number % 10}-08-24", **{**POOR, **person})
    rest = {name: value for name, value in job.items() if name != "start"}
    return stage.job(who, its, str(job["start"]), **rest)


def _posts(stage: Stage) -> None:
    measure = "public-welfare-post-subsidy"
    town = stage.firm(
        "1995-01-01",
        kind="government-body",
        trade="public-administration",
        place="tangkou",
        town_level=True,
        staff=30,
    )
    hard: Values = {
        "employment_difficulty": True, "difficulty_recognised_on": "2021-02-08", "born": "1974-11-03", "disabled": True,
    }  # fmt: skip
    welfare: Values = {
        "start": "2021-07-01",
        "post_kind": "public-welfare",
        "post_approved": True,
        "monthly_wage": 1_720,
    }
    rural: Values = {**welfare, "post_kind": "rural-public-welfare", "monthly_wage": 1_200}
    cases: tuple[tuple[Outcome, Values, Values], ...] = (
        ("yes", hard, welfare),
        ("yes", {**hard, "difficulty_recognised_on": "2021-07-01"}, welfare),
        ("yes", {**POOR, "born": "1985-03-19"}, rural),
        ("yes", {"poverty_risk": True, "born": "1979-09-09"}, rural),
        ("no", {**hard, "difficulty_recognised_on": "2021-07-02"}, welfare),
        ("no", hard, {**welfare, "post_approved": False}),
        ("no", hard, {**welfare, "post_kind": "ordinary"}),
        ("no", {"born": "1979-09-09"}, rural),
        ("no", {**hard, "born": "1962-05-31"}, welfare),
        ("unknown", hard, {**welfare, "post_approved": None}),
        ("unknown", {**hard, "difficulty_recognised_on": None}, welfare),
        ("unknown", {"poverty_risk": None, "born": "1979-09-09"}, rural),
    )
    for outcome, person, job in cases:
        stage.plan(outcome, measure, "employments", _holder(stage, town, person, job))
    for job, start, end, months in (
        (welfare, "2022-05-01", "2022-05-31", 1),
        (rural, "2021-05-01", "2022-04-30", 12),
        (welfare, "2022-04-01", "2022-04-30", 1),
    ):
        work = _holder(stage, town, hard, job)
        stage.award(
            measure, "2022-05-17", start, end, months=months, amount=1_720 * months, employment_id=work,
            person_id=stage.rows["employments"][work]["person_id"], employer_id=town,
        )  # fmt: skip
        stage.plan("yes" if start == "2022-04-01" else "no", measure, "employments", work)


def _holder(stage: Stage, town: int, person: Values, job: Values) -> int:
    who = stage.person(
        str(person.get("born", "1979-09-09")), **{n: v for n, v in person.items() if n != "born"}
    )
    rest = {name: value for name, value in job.items() if name != "start"}
    return stage.job(who, town, str(job["start"]), "open", True, **rest)


def _flexible(stage: Stage) -> None:
    """Registered as flexible workers since June, insured by themselves since then: the first quarter's subsidy."""
    measure = "flexible-employment-insurance-subsidy"
    hard: Values = {
        "employment_difficulty": True, "difficulty_recognised_on": "2021-03-10", "born": "1976-04-26", "disabled": True,
    }  # fmt: skip
    young: Values = {"education": "college", "graduated_on": "2019-07-01", "born": "1997-01-30"}
    cases: tuple[tuple[Outcome, Values, Values, Values | None], ...] = (
        ("yes", hard, {}, {}),
        ("yes", young, {}, {"medical": False, "monthly_amount": 791.6}),
        ("yes", {**hard, "difficulty_ended_on": "2022-02-01"}, {}, {"monthly_amount": None}),
        ("no", {**hard, "difficulty_recognised_on": "2021-06-22"}, {}, {}),
        ("no", {**young, "graduated_on": "2019-06-20"}, {}, {}),
        ("no", hard, {}, None),
        ("no", hard, {"end": "2022-01-30"}, {}),
        ("no", hard, {"registered_on": "2021-05-19"}, {}),
        ("unknown", {**hard, "difficulty_recognised_on": None}, {}, {}),
        ("unknown", {**young, "graduated_on": None}, {}, {}),
        ("unknown", hard, {}, {"pension": None, "medical": None}),
    )
    for outcome, person, spell, paid in cases:
        stage.plan(outcome, measure, "persons", _flexible_worker(stage, person, spell, paid))
    for start, end, months, outcome in (
        ("2022-01-01", "2022-03-31", 3, "no"), ("2018-10-01", "2021-09-30", 36, "no"), ("2021-10-01", "2021-12-31", 3, "yes"),
    ):  # fmt: skip
        who = _flexible_worker(stage, hard, {}, {})
        stage.award(measure, "2022-04-21", start, end, person_id=who, months=months, amount=772 * months)
        stage.plan("no" if outcome == "no" else "yes", measure, "persons", who)


def _flexible_worker(stage: Stage, person: Values, spell: Values, paid: Values | None) -> int:
    who = stage.person(str(person["born"]), **{n: v for n, v in person.items() if n != "born"})
    since: Values = {"registered_on": "2021-06-21", "start": "2021-06-01"}
    stage.add("flexible_spells", person_id=who, **{**since, **spell})
    if paid is not None:
        stage.add("self_payments", person_id=who, **{"start": "2021-06-01", **paid})
    return who
