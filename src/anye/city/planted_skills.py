"""Cases of section 6 and 7: certificates, students, domestic firms, stations, free training."""

from __future__ import annotations

from .stage import Outcome, Stage, Value

Values = dict[str, Value]


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    _chefs(stage)
    _upgraded(stage)
    _students(stage)
    _insured_domestic(stage)
    _leading(stage)
    _stations(stage)
    _training(stage)


def _certificate(stage: Stage, person: Values, values: Values, line: Values | None = None) -> int:
    who = stage.person(
        str(person.get("born", "1986-10-09")), **{n: v for n, v in person.items() if n != "born"}
    )
    of = stage.add("skill_lines", person_id=who, **(line or {}))
    return stage.add("certificates", person_id=who, skill_line_id=of, **values)


def _chefs(stage: Stage) -> None:
    measure = "cantonese-chef-certificate-subsidy"
    chef: Values = {"occupation": "cantonese-chef"}
    cases: tuple[tuple[Outcome, Values], ...] = (
        ("yes", {}),
        ("yes", {"occupation": "dim-sum", "kind": "special-skill", "level": "none"}),
        ("yes", {"occupation": "roast-meat", "kind": "training", "level": "none", "issued_on": "2021-05-20"}),
        ("no", {"issued_on": "2021-05-19"}),
        ("no", {"kind": "vocational-qualification"}),
        ("no", {"occupation": "nursery"}),
        ("unknown", {"kind": None}),
        ("unknown", {"issued_on": None}),
        ("unknown", {"occupation": None}),
    )
    for outcome, values in cases:
        stage.plan(outcome, measure, "certificates", _certificate(stage, {}, {**chef, **values}))
    for paid, outcomes in (("intermediate", ("no", "yes")), ("senior", ("no", "no"))):
        first = _certificate(stage, {}, {**chef, "issued_on": "2021-09-01", "level": paid})
        row = stage.rows["certificates"][first]
        again = stage.add(
            "certificates", person_id=row["person_id"], skill_line_id=row["skill_line_id"], occupation="cantonese-chef",
            level="senior", issued_on="2022-04-20",
        )  # fmt: skip
        stage.award(measure, "2021-11-02", person_id=row["person_id"], certificate_id=first, amount=1_500)
        for due, which in zip(outcomes, (first, again), strict=True):
            stage.plan("yes" if due == "yes" else "no", measure, "certificates", which)


def _upgraded(stage: Stage) -> None:
    measure = "skill-upgrading-subsidy"
    away: Values = {"kaiping_household": False, "guangdong_household": False}
    cases: tuple[tuple[Outcome, Values, Values], ...] = (
        ("yes", {}, {"scarce": True, "level": "senior"}),
        ("yes", {}, {"occupation": "e-commerce", "kind": "special-skill", "level": "none"}),
        ("yes", {"born": "1962-05-20"}, {}),
        ("no", {"born": "1962-05-19"}, {}),
        ("no", {}, {"in_catalogue": False}),
        ("no", {}, {"self_assessed": True}),
        ("no", {"draws_pension": True}, {}),
        ("no", away, {}),
        ("no", {}, {"issued_on": "2021-05-19"}),
        ("unknown", {}, {"in_catalogue": None}),
        ("unknown", {"draws_pension": None}, {}),
    )
    for outcome, person, values in cases:
        stage.plan(outcome, measure, "certificates", _certificate(stage, person, values))
    for by in (measure, "unemployment-skill-subsidy"):
        first = _certificate(stage, {}, {"issued_on": "2022-02-15"})
        holder = stage.rows["certificates"][first]["person_id"]
        stage.award(by, "2022-04-12", person_id=holder, certificate_id=first, amount=1_500)
        stage.plan("no", measure, "certificates", first)


def _students(stage: Stage) -> None:
    measure = "student-assessment-subsidy"
    school = stage.add("schools", name="开平市侨乡职业技术学校")
    paying = stage.add("schools", name="开平市岭南艺术职业学校", free_assessment=False)
    academic = stage.add("schools", name="开平市苍江高级中学", vocational=False)
    unsure = stage.add(
        "schools", name="开平市现代服务职业学校", vocational=None, free_assessment=None, place=None
    )
    cases: tuple[tuple[Outcome, int, Values], ...] = (
        ("yes", school, {}),
        ("yes", school, {"certificate": "vocational-qualification", "certified_on": "2021-05-20"}),
        ("no", school, {"certified_on": "2021-05-19"}),
        ("no", school, {"certificate": "none", "certified_on": "open"}),
        ("no", school, {"free_assessment": False}),
        ("no", school, {"left_on": "2022-05-11"}),
        ("no", school, {"organised_by_school": False}),
        ("no", paying, {}),
        ("no", academic, {}),
        ("unknown", school, {"free_assessment": None}),
        ("unknown", school, {"certified_on": None}),
        ("unknown", unsure, {}),
    )
    for number, (outcome, where, values) in enumerate(cases):
        person = _pupil(stage, number)
        pupil = stage.add("students", school_id=where, person_id=person, **values)
        stage.plan(outcome, measure, "students", pupil)
    person = _pupil(stage, 5)
    pupil = stage.add("students", school_id=school, person_id=person)
    stage.award(measure, "2022-05-18", person_id=person, student_id=pupil, amount=200)
    stage.plan("no", measure, "students", pupil)


def _pupil(stage: Stage, number: int) -> int:
    return stage.person(
        f"2004-{1 + number % 12:02}-08", sex=("male", "female")[number % 2], education="vocational", graduated_on=None,
        student_now=True,
    )  # fmt: skip


def _insured_domestic(stage: Stage) -> None:
    measure = "domestic-firm-insurance-subsidy"
    cases: tuple[tuple[Outcome, Values, Values], ...] = (
        ("yes", {}, {}),
        ("yes", {}, {"start": "2022-03-01"}),
        ("no", {"employee_system_domestic": False}, {}),
        ("no", {}, {"post_kind": "ordinary"}),
        ("no", {}, {"start": "2022-04-01"}),
        ("no", {}, {"paid": False}),
        ("unknown", {"employee_system_domestic": None}, {}),
        ("unknown", {}, {"post_kind": None}),
    )
    for number, (outcome, firm, job) in enumerate(cases):
        stage.plan(outcome, measure, "employments", _maid(stage, number, firm, job))
    for start, end, months, by in (
        ("2022-01-01", "2022-03-31", 3, measure),
        ("2019-01-01", "2021-12-31", 36, measure),
        ("2022-03-01", "2022-03-31", 1, "poverty-alleviated-insurance-subsidy"),
    ):
        job_ = _maid(stage, 9, {}, {})
        row = stage.rows["employments"][job_]
        stage.award(
            by, "2022-04-18", start, end, months=months, amount=430 * months, employment_id=job_, person_id=row["person_id"],
            employer_id=row["employer_id"],
        )  # fmt: skip
        stage.plan("no", measure, "employments", job_)


def _maid(stage: Stage, number: int, firm: Values, job: Values) -> int:
    its = stage.firm("2014-02-10", **{"trade": "domestic-service", "employee_system_domestic": True, **firm})
    who = stage.person(f"19{78 + number}-05-06", sex="female")
    given: Values = {"start": "2021-02-22", "post_kind": "domestic-service", **job}
    paid = given.pop("paid", True) is True
    return stage.job(who, its, str(given.pop("start")), "open", paid, **given)


def _leading(stage: Stage) -> None:
    measure = "domestic-leading-firm-award"
    usual: Values = {
        "trade": "domestic-service", "employee_system_domestic": True, "staff": 45, "leading_domestic": True,
        "leading_recognised_on": "2022-05-12",
    }  # fmt: skip
    cases: tuple[tuple[Outcome, Values], ...] = (
        ("yes", {}),
        ("yes", {"leading_recognised_on": "2022-05-06"}),
        ("no", {"leading_recognised_on": "2022-05-05"}),
        ("no", {"leading_domestic": False, "leading_recognised_on": None}),
        ("no", {"employee_system_domestic": False}),
        ("unknown", {"leading_recognised_on": None}),
        ("unknown", {"employee_system_domestic": None}),
    )
    for outcome, values in cases:
        stage.plan(outcome, measure, "employers", stage.firm("2010-09-01", **{**usual, **values}))
    firm = stage.firm("2010-09-01", **usual)
    stage.award(measure, "2022-05-19", employer_id=firm, amount=100_000)
    stage.plan("no", measure, "employers", firm)


def _stations(stage: Stage) -> None:
    measure = "rural-ecommerce-station-grant"
    operator = stage.firm(
        "2018-04-11", kind="cooperative", trade="farming", industry="agriculture", place="tangkou"
    )
    usual: Values = {
        "yearly_orders": 1_500,
        "yearly_sales": 3_000_000,
        "name": "塘口镇强亚村农村电商基层示范站",
    }
    cases: tuple[tuple[Outcome, Values], ...] = (
        ("yes", {}),
        ("yes", {"place": "chikan", "name": "赤坎镇五龙村农村电商基层示范站", "floor_area": 100, "computers": 1, "shops": 1, "full_time_staff": 1}),
        ("no", {"place": "baihe", "name": "百合镇齐塘村农村电商基层示范站", "floor_area": 99}),
        ("no", {"place": "jinji", "name": "金鸡镇锦湖村农村电商基层示范站", "yearly_orders": 999, "yearly_sales": 1_999_999.99}),
        ("no", {"place": "sanbu", "name": "三埠街道农村电商基层示范站", "in_village": False}),
        ("no", {"kind": "domestic-service", "name": "塘口镇“邑理家”南粤家政服务站"}),
        ("no", {"place": "dasha", "name": "大沙镇大塘村农村电商基层示范站", "recognised": False}),
        ("unknown", {"place": "xiangang", "name": "蚬冈镇坎田村农村电商基层示范站", "in_village": None}),
        ("unknown", {"place": "magang", "name": "马冈镇红丰村农村电商基层示范站", "recognised": None}),
        ("unknown", {"place": "longsheng", "name": "龙胜镇官渡村农村电商基层示范站", "yearly_orders": 1_200, "yearly_sales": 2_500_000}),
    )  # fmt: skip
    for outcome, values in cases:
        station = stage.add("stations", operator_id=operator, **{**usual, **values})
        stage.plan(outcome, measure, "stations", station)
    station = stage.add(
        "stations", operator_id=operator, **{**usual, "name": "百合镇马降龙村农村电商基层示范站"}
    )
    stage.award(measure, "2022-05-16", employer_id=operator, station_id=station, amount=100_000)
    stage.plan("no", measure, "stations", station)


def _training(stage: Stage) -> None:
    cases: tuple[tuple[Outcome, Values], ...] = (
        ("yes", {"low_income": True}),
        ("yes", {"employment_difficulty": True, "difficulty_recognised_on": "2021-12-01", "disabled": True}),
        ("no", {}),
        ("no", {"education": "college"}),
        ("unknown", {"low_income": None}),
        ("unknown", {"employment_difficulty": None, "disabled": True}),
    )
    for number, (outcome, values) in enumerate(cases):
        person = stage.person(f"198{number}-03-12", **values)
        stage.plan(outcome, "free-training-and-referral", "persons", person)
        if number == 0:
            stage.award("free-training-and-referral", "2021-06-10", person_id=person, amount=None)
