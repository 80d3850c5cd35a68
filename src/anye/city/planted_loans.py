"""Cases of guaranteed loans and their interest, of work-injury cover on its own, of insurance for flexible workers."""

from __future__ import annotations

from .stage import Outcome, Stage, Value

Values = dict[str, Value]
VETERAN: Values = {"veteran": True, "discharged_on": "2012-12-01", "retired_soldier": True}


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    _personal(stage)
    for domestic in (False, True):
        _enterprise(stage, domestic)
    _interest(stage)
    _special(stage)
    _flexible(stage)


def _personal(stage: Stage) -> None:
    usual: Values = {"loan_requested": 300_000, "business_in_kaiping": True, **VETERAN}
    cases: tuple[tuple[Outcome, Values, Values | None], ...] = (
        ("yes", {}, None),
        ("yes", {"origin": "hong-kong", "kaiping_household": False, "veteran": False, "loan_requested": 500_000}, None),
        ("yes", {"loan_requested": 600_000}, None),
        ("yes", {"loan_requested": 1_200_000, "loan_partners": 3}, None),
        ("yes", {"veteran": False, "loan_group": "online-merchant"}, None),
        ("yes", {}, {"drawn_on": "2019-09-10", "signed_on": "2019-09-05", "due_on": "2021-09-10", "repaid_on": "2021-09-09"}),
        ("no", {"business_in_kaiping": False}, None),
        ("no", {"veteran": False}, None),
        ("no", {"other_loans": True}, None),
        ("no", {"credit_good": False}, None),
        ("no", {}, {}),
        ("no", {}, {"due_on": "2022-05-06", "repaid_on": "2022-05-19", "overdue": True}),
        ("unknown", {"credit_good": None}, None),
        ("unknown", {"veteran": None}, None),
        ("unknown", {}, {"repaid_on": None, "due_on": "2022-05-06"}),
    )  # fmt: skip
    firm = stage.firm()
    for number, (outcome, values, loan) in enumerate(cases):
        person = stage.person(f"19{84 + number % 9}-09-14", **{**usual, **values})
        if loan is not None:
            lent = stage.add("loans", kind="personal", person_id=person, **loan)
            signed = str(stage.rows["loans"][lent]["signed_on"])
            stage.award("startup-loan-personal", signed, person_id=person, loan_id=lent, amount=200_000)
        stage.plan(outcome, "startup-loan-personal", "persons", person)
        if number % 3 == 0:
            stage.job(person, firm, "2020-06-01", owner=True)


def _enterprise(stage: Stage, domestic: bool) -> None:
    """Firms of six with one hire of the last year from a supported group, and what stands in the way."""
    measure = "domestic-firm-loan" if domestic else "startup-loan-enterprise"
    usual: Values = {"loan_requested": 2_000_000, "staff": 6}
    if domestic:
        usual |= {"trade": "domestic-service", "employee_system_domestic": True}
    post = "domestic-service" if domestic else "ordinary"
    cases: tuple[tuple[Outcome, Values, Values, int], ...] = (
        ("yes", {}, {}, 6),
        ("yes", {"loan_requested": 6_000_000}, {"start": "2021-05-20"}, 6),
        ("no", {}, {}, 7),
        ("no", {}, {"start": "2021-05-19"}, 6),
        ("no", {}, {"contract_end": "2022-05-31", "start": "2021-08-02"}, 6),
        ("no", {"wage_arrears": True}, {}, 6),
        ("no", {"loan_requested": 0}, {}, 6),
        ("no", {"kind": "individual-business"}, {}, 6),
        ("unknown", {"credit_good": None}, {}, 6),
        ("unknown", {}, {"contract_end": None}, 6),
    )
    for number, (outcome, values, hire, staff) in enumerate(cases):
        firm = stage.firm("2016-05-01", **{**usual, "staff": staff, **values})
        job: Values = {"start": "2021-08-02", **hire}
        _worker(stage, firm, number, post, str(job.pop("start")), job, VETERAN)
        for other in range(staff - 1):
            _worker(stage, firm, number + 7 * other, post, "2018-07-02", {})
        stage.plan(outcome, measure, "employers", firm)
        if number == 1:
            lent = stage.add(
                "loans", kind="enterprise", employer_id=firm, principal=1_000_000, signed_on="2019-10-08",
                drawn_on="2019-10-10", due_on="2021-10-10", repaid_on="2021-10-09",
            )  # fmt: skip
            stage.award(measure, "2019-10-08", employer_id=firm, loan_id=lent, amount=1_000_000)
    firm = stage.firm("2016-05-01", **usual)
    _worker(stage, firm, 3, post, "2021-08-02", {}, VETERAN)
    lent = stage.add("loans", kind="enterprise", employer_id=firm, principal=1_000_000)
    stage.award(measure, "2021-08-02", employer_id=firm, loan_id=lent, amount=1_000_000)
    stage.plan("no", measure, "employers", firm)


def _worker(
    stage: Stage, firm: int, number: int, post: str, start: str, job: Values, person: Values | None = None
) -> None:
    end = job.get("contract_end", "2024-12-31")
    worker = stage.person(f"19{80 + number % 15}-11-{10 + number % 18}", **(person or {}))
    stage.job(worker, firm, start, post_kind=post, contract_end=end)


def _interest(stage: Stage) -> None:
    cases: tuple[tuple[Outcome, Values], ...] = (
        ("yes", {"contract_rate": 0.0435}),
        ("yes", {"drawn_on": "2021-01-01", "signed_on": "2020-12-28", "due_on": "2023-01-01"}),
        ("yes", { "signed_on": "2022-02-07", "drawn_on": "2022-02-10", "due_on": "2024-02-10", "contract_rate": 0.042, }),
        ("yes", {"principal": None}),
        ("no", {"drawn_on": "2020-12-31", "signed_on": "2020-12-28", "due_on": "2022-12-31"}),
        ("no", {"guaranteed": False}),
        ("no", {"overdue": True, "due_on": "2022-02-28"}),
        ("no", {"repaid_on": "2022-01-01"}),
        ("no", {"contract_rate": 0.0235}),
        ("unknown", {"guaranteed": None}),
        ("unknown", {"overdue": None}),
        ("unknown", {"drawn_on": None}),
    )  # fmt: skip
    for number, (outcome, values) in enumerate(cases):
        loan = _loan(stage, number, values)
        stage.plan(outcome, "startup-loan-interest-subsidy", "loans", loan)
    loan = _loan(stage, 1, {})
    stage.award(
        "startup-loan-interest-subsidy", "2022-04-20", "2022-01-01", "2022-03-31", loan_id=loan, amount=1_400,
        employer_id=stage.rows["loans"][loan]["employer_id"], person_id=stage.rows["loans"][loan]["person_id"],
    )  # fmt: skip
    stage.plan("no", "startup-loan-interest-subsidy", "loans", loan)


def _loan(stage: Stage, number: int, values: Values) -> int:
    if number % 2:
        firm = stage.firm("2017-02-01")
        return stage.add(
            "loans", **{"kind": "enterprise", "employer_id": firm, "principal": 1_500_000, **values}
        )
    person = stage.person("1985-05-09", business_in_kaiping=True, returned_home=True)
    return stage.add("loans", kind="personal", person_id=person, **values)


def _special(stage: Stage) -> None:
    firm = stage.firm("2011-11-01", trade="other-manufacturing", industry="manufacturing", staff=40)
    cases: tuple[tuple[Outcome, str | None, str | None, Values], ...] = (
        ("yes", "platform-worker", "1993-04-04", {}),
        ("yes", "domestic-worker", "1975-12-01", {"post_kind": "domestic-service"}),
        ("yes", "over-age", "1962-05-19", {}),
        ("no", "over-age", "1962-05-20", {}),
        ("no", "none", "1990-01-01", {}),
        ("no", "student-intern", "2003-08-20", {"paid": True}),
        ("no", "trainee", "1998-02-20", {"end": "2022-05-19"}),
        ("unknown", None, "1991-06-01", {}),
        ("unknown", "over-age", None, {}),
    )
    for outcome, kind, born, values in cases:
        person = stage.person(born or "1961-01-01", **({} if born else {"birth_date": None}))
        given: Values = {"start": "2021-09-01", "paid": False, "end": "open", **values}
        paid = given.pop("paid") is True
        job = stage.job(
            person, firm, str(given.pop("start")), str(given.pop("end")), paid, special_kind=kind,
            contract_start=None, contract_end=None, post_kind=given.get("post_kind", "ordinary"),
        )  # fmt: skip
        if kind == "over-age" and outcome == "yes":
            stage.award(
                "special-work-injury-cover", "2022-05-12", person_id=person, employment_id=job, amount=None
            )
        stage.plan(outcome, "special-work-injury-cover", "employments", job)


def _flexible(stage: Stage) -> None:
    cases: tuple[tuple[Outcome, str, Values, Values], ...] = (
        ("yes", "1979-03-03", {}, {}),
        ("yes", "1994-08-17", {"kaiping_household": False, "guangdong_household": False}, {}),
        ("yes", "2006-05-20", {}, {"start": "2022-05-20", "registered_on": "2022-05-20"}),
        ("no", "2006-05-21", {}, {}),
        ("no", "1962-05-20", {}, {}),
        ("no", "1980-02-02", {}, {"end": "2022-05-19"}),
        ("no", "1970-10-10", {"draws_pension": True}, {}),
        ("unknown", "1972-12-12", {"draws_pension": None}, {}),
        ("unknown", "1981-01-05", {"birth_date": None}, {}),
    )
    for outcome, born, values, spell in cases:
        person = stage.person(born, **values)
        stage.add(
            "flexible_spells",
            **{"person_id": person, "registered_on": "2021-03-08", "start": "2021-03-01", **spell},
        )
        if outcome == "yes":
            stage.add("self_payments", person_id=person, start="2022-01-01", unemployment=born < "1990")
        stage.plan(outcome, "flexible-worker-insurance", "persons", person)
    person = stage.person("1983-04-19")
    stage.add("flexible_spells", person_id=person, registered_on="2021-03-08", start="2021-03-01")
    stage.job(person, stage.firm(), "2022-03-01")
    stage.plan("no", "flexible-worker-insurance", "persons", person)
