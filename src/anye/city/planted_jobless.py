"""Cases of people out of work: benefit, its extension, assistance, recognition of difficulty."""

from __future__ import annotations

from .stage import Outcome, Stage, Value

Values = dict[str, Value]


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    shop = stage.firm("2008-05-12", trade="textiles", industry="manufacturing", place="sanbu", staff=85)
    _benefit(stage, shop)
    _extension(stage, shop)
    _assistance(stage, shop)
    _difficulty(stage, shop)


def _claim(
    stage: Stage, person: int, firm: int, start: str, until: str | None, granted: int, paid: Value
) -> None:
    stage.add(
        "benefit_claims", person_id=person, employer_id=firm, started_on=start, paid_until=until, months_granted=granted,
        months_paid=paid,
    )  # fmt: skip


def _benefit(stage: Stage, firm: int) -> None:
    measure = "unemployment-benefit"
    usual: Values = {"unemployment_registered": True, "benefit_applied_on": "2022-05-06"}
    cases: tuple[tuple[Outcome, Values, Values, tuple[str, str | None, int, Value] | None], ...] = (
        ("yes", {}, {}, None),
        ("yes", {}, {"start": "2021-05-01", "end_reason": "employer-terminated"}, None),
        ("yes", {"benefit_applied_on": "2022-01-06"}, {"end": "2021-12-31"}, ("2022-02-01", "2022-07-31", 6, 3)),
        ("yes", {}, {}, ("2019-01-01", "2019-02-28", 4, 2)),
        ("no", {}, {"start": "2021-05-02", "end": "2022-04-29"}, None),
        ("no", {}, {"end_reason": "resigned"}, None),
        ("no", {"offers_refused": 3}, {}, None),
        ("no", {"unemployment_registered": False}, {}, None),
        ("no", {"wants_work": False}, {}, None),
        ("no", {"benefit_applied_on": "open"}, {}, None),
        ("no", {"benefit_applied_on": "2021-08-05"}, {"end": "2021-07-31"}, ("2021-09-01", "2021-12-31", 4, 4)),
        ("unknown", {}, {"end_reason": None}, None),
        ("unknown", {"offers_refused": None}, {}, None),
        ("unknown", {"in_custody": None}, {}, None),
    )  # fmt: skip
    for number, (outcome, person, job, claim) in enumerate(cases):
        who = _leaver(stage, firm, {**usual, "born": f"198{number % 9}-02-0{1 + number % 9}", **person}, job)
        if claim:
            if claim[0] < "2020":  # of an earlier time out of work
                stage.job(who, firm, "2018-06-01", "2018-12-14")
            _claim(stage, who, firm, *claim)
        stage.plan(outcome, measure, "persons", who)
    who = _leaver(stage, firm, usual, {})
    stage.award(measure, "2022-05-18", "2022-05-01", "2022-05-31", person_id=who, months=1, amount=1_548)
    stage.plan("no", measure, "persons", who)


def _leaver(stage: Stage, firm: int, person: Values, job: Values) -> int:
    """Somebody whose only job has ended; registered as unemployed since, if the register says so."""
    given: Values = {"start": "2019-03-01", "end": "2022-04-30", "end_reason": "expired", **job}
    start, end = str(given.pop("start")), str(given.pop("end"))
    who = stage.person(
        str(person.get("born", "1984-06-15")), **{n: v for n, v in person.items() if n != "born"}
    )
    stage.job(
        who, firm, start, end, **{"benefit_applied_on": person.get("benefit_applied_on", "open"), **given}
    )
    if person.get("unemployment_registered") is True:
        stage.add(
            "unemployment_registrations",
            person_id=who,
            registered_on="2022-05-05" if end > "2022-01-01" else "2021-08-02",
        )
    return who


def _extension(stage: Stage, firm: int) -> None:
    measure = "unemployment-benefit-extension"
    woman: Values = {
        "sex": "female",
        "born": "1972-09-10",
        "unemployment_registered": True,
        "education": "school",
    }
    job: Values = {"end": "2020-06-30", "start": "2018-06-01"}
    spent: tuple[str, str | None, int, Value] = ("2020-08-01", "2021-07-31", 12, 12)
    cases: tuple[tuple[Outcome, Values, tuple[str, str | None, int, Value]], ...] = (
        ("yes", {}, spent),
        ("yes", {"sex": "male", "born": "1962-11-11"}, spent),
        ("yes", {"born": "1973-05-19"}, spent),
        ("no", {"born": "1973-05-20"}, spent),
        ("no", {}, ("2020-08-01", "2021-07-31", 12, 11)),
        ("no", {"draws_pension": True}, spent),
        ("no", {"unemployment_registered": False}, spent),
        ("unknown", {"cadre_post": None}, spent),
        ("unknown", {}, ("2020-08-01", None, 12, 12)),
        ("unknown", {"birth_date": None}, spent),
    )
    for outcome, person, claim in cases:
        who = _leaver(stage, firm, {**woman, **person}, job)
        _claim(stage, who, firm, *claim)
        stage.plan(outcome, measure, "persons", who)
    for start, end, granted, outcome in (
        ("2022-05-01", "2022-05-31", "2022-05-12", "no"), ("2022-04-01", "2022-04-30", "2022-04-12", "yes"),
    ):  # fmt: skip
        who = _leaver(stage, firm, woman, job)
        _claim(stage, who, firm, *spent)
        stage.award(measure, granted, start, end, person_id=who, months=1, amount=1_548)
        stage.plan("no" if outcome == "no" else "yes", measure, "persons", who)


def _assistance(stage: Stage, firm: int) -> None:
    measure = "unemployment-assistance"
    usual: Values = {"assistance_applied_on": "2022-05-10", "unemployment_registered": True}
    left: Values = {"start": "2021-09-01", "end": "2022-03-31", "end_reason": "resigned"}
    long: Values = {**left, "start": "2019-03-01"}
    used: tuple[str, str | None, int, Value] = ("2021-03-01", "2022-02-28", 12, 12)
    cases: tuple[tuple[Outcome, Values, Values, tuple[str, str | None, int, Value] | None], ...] = (
        ("yes", {}, left, None),
        ("yes", {}, long, None),
        ("yes", {}, {**long, "end": "2021-01-31", "end_reason": "expired"}, used),
        ("yes", {}, {**left, "end": "2022-01-01"}, None),
        ("no", {}, {**left, "end": "2021-12-31"}, None),
        ("no", {"assistance_applied_on": "open"}, left, None),
        ("no", {}, {**long, "end_reason": "expired"}, None),
        ("no", {"draws_pension": True}, left, None),
        ("no", {"born": "1962-04-30"}, left, None),
        ("unknown", {"draws_pension": None}, left, None),
        ("unknown", {"in_custody": None}, left, None),
        ("unknown", {}, {**long, "end_reason": None}, None),
    )
    for outcome, person, job, claim in cases:
        who = _leaver(stage, firm, {**usual, **person}, job)
        if claim:
            _claim(stage, who, firm, *claim)
        stage.plan(outcome, measure, "persons", who)
    who = _leaver(stage, firm, usual, left)
    stage.award(measure, "2022-05-17", "2022-05-01", "2022-05-31", person_id=who, months=1, amount=258)
    stage.plan("no", measure, "persons", who)
    who = _leaver(stage, firm, {**usual, "assistance_applied_on": "2022-04-06"}, left)
    stage.award(measure, "2022-04-20", "2022-04-01", "2022-04-30", person_id=who, months=1, amount=258)
    stage.plan("yes", measure, "persons", who)


def _difficulty(stage: Stage, firm: int) -> None:
    measure = "employment-difficulty-status"
    cases: tuple[tuple[Outcome, Values, str | None], ...] = (
        ("yes", {"sex": "female", "born": "1982-05-20"}, None),
        ("yes", {"born": "1972-05-20"}, None),
        ("yes", {"disabled": True}, None),
        ("yes", {"minimum_living": True, "low_income": True}, None),
        ("yes", {"unemployment_registered": True}, "2021-05-20"),
        ("yes", {"released_prisoner": True}, None),
        ("no", {"sex": "female", "born": "1982-05-21"}, None),
        ("no", {"born": "1972-05-21"}, None),
        ("no", {"unemployment_registered": True}, "2021-05-21"),
        ("no", {"disabled": True, "wants_work": False}, None),
        ("no", {"disabled": True, "able_to_work": False}, None),
        ("no", {"land_lost": True, "kaiping_household": False, "guangdong_household": False}, None),
        ("unknown", {"disabled": None}, None),
        ("unknown", {"other_hardship": None}, None),
        ("unknown", {"drug_rehabilitated": None}, None),
    )
    for outcome, person, since in cases:
        who = stage.person(
            str(person.get("born", "1989-01-23")), **{n: v for n, v in person.items() if n != "born"}
        )
        if since:
            stage.add("unemployment_registrations", person_id=who, registered_on=since)
        stage.plan(outcome, measure, "persons", who)
    who = stage.person(
        "1967-06-30",
        unemployment_registered=True,
        employment_difficulty=True,
        difficulty_recognised_on="2021-11-15",
    )
    stage.add("unemployment_registrations", person_id=who, registered_on="2021-10-11")
    stage.award(measure, "2021-11-15", person_id=who, amount=None)
    who = stage.person("1980-07-07", disabled=True)
    stage.job(who, firm, "2022-05-20")
    stage.plan("no", measure, "persons", who)
