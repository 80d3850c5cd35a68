"""Cases of section 1 and section 8: rates, the medical fund, settlements, bought services, events, transfers."""

from __future__ import annotations

from .stage import Outcome, Stage, Value

Values = dict[str, Value]
Case = tuple[Outcome, Values]


def put_on(stage: Stage) -> None:
    """Puts the theme's cases on stage."""
    _rates(stage)
    _refunds(stage)
    _deferrals(stage)
    _funds(stage)
    _settlements(stage)
    _events(stage)
    _services(stage)
    _transfers(stage)


def _rates(stage: Stage) -> None:
    cases: tuple[Case, ...] = (
        ("yes", {"unemployment_grade": "low", "work_injury_class": "class-5", "work_injury_float": "down-1"}),
        ("yes", {"work_injury_class": "class-1", "work_injury_float": "up-1"}),
        ("yes", {"unemployment_grade": None, "work_injury_class": None}),
        ("no", {"insured_employer": False}),
        ("no", {"deregistered_on": "2022-05-20"}),
        ("unknown", {"insured_employer": None}),
        ("unknown", {"deregistered_on": None}),
    )
    for outcome, values in cases:
        firm = stage.firm(**values)
        for measure in ("unemployment-insurance-rate", "work-injury-insurance-rate"):
            stage.plan(outcome, measure, "employers", firm)


def _refunds(stage: Stage) -> None:
    """Firms of two insured workers; of one, one of them was laid off last year."""
    measure = "stabilisation-refund"
    cases: tuple[tuple[Outcome, Values, Values, bool], ...] = (
        ("yes", {}, {}, False),
        ("yes", {"kind": "professional-firm", "trade": "business-service"}, {}, False),
        ("yes", {"staff": None}, {}, False),
        ("no", {}, {"months_paid": 11}, False),
        ("no", {"zombie": True}, {}, False),
        ("no", {"seriously_dishonest": True}, {}, False),
        ("no", {}, {}, True),
        ("unknown", {"abnormal_listed": None}, {}, False),
        ("unknown", {}, {"months_paid": None}, False),
    )
    for outcome, firm, premium, laid_off in cases:
        stage.plan(outcome, measure, "employers", _refunded(stage, firm, premium, laid_off))
    firm_ = _refunded(stage, {}, {}, False)
    stage.award(measure, "2022-05-11", "2022-01-01", "2022-12-31", employer_id=firm_, amount=993.6)
    stage.plan("no", measure, "employers", firm_)
    # Large firms paid before the large firms' rate was raised: they are owed the rest.
    for granted in ("2022-05-06", "2022-05-18"):
        large = _refunded(stage, {"staff": 1_200, "revenue": 520_000_000, "assets": 300_000_000}, {}, False)
        stage.award(measure, granted, "2022-01-01", "2022-12-31", employer_id=large, amount=331.2)
        stage.plan("no", measure, "employers", large)


def _refunded(stage: Stage, firm: Values, premium: Values, laid_off: bool) -> int:
    its = stage.firm("2012-04-23", **{"trade": "food", "industry": "manufacturing", "staff": 2, **firm})
    stage.job(stage.person("1976-09-05"), its, "2018-10-08")
    second = stage.person("1991-12-24", sex="female")
    stage.job(second, its, "2019-02-18", "2021-08-31" if laid_off else "open")
    if laid_off:
        stage.jobless(second, "2021-09-06")
        stage.add(
            "benefit_claims", person_id=second, employer_id=its, started_on="2021-10-01", paid_until="2021-12-31",
            months_granted=3, months_paid=3,
        )  # fmt: skip
    stage.add("premiums", employer_id=its, **{"employer_paid": 883.2, "worker_paid": 220.8, **premium})
    return its


def _deferrals(stage: Stage) -> None:
    measure = "contribution-deferral"
    usual: Values = {
        "kind": "individual-business",
        "trade": "catering",
        "deferral_requested": True,
        "deferral_months": 6,
    }
    cases: tuple[Case, ...] = (
        ("yes", {}),
        ("yes", {"trade": "tourism", "kind": "enterprise", "deferral_months": 12}),
        ("yes", {"trade": "retail", "deferral_months": 13}),
        ("no", {"trade": "accommodation"}),
        ("no", {"deferral_requested": False, "deferral_months": 0}),
        ("unknown", {"trade": None}),
        ("unknown", {"deferral_requested": None, "deferral_months": None}),
    )
    for outcome, values in cases:
        stage.plan(outcome, measure, "employers", stage.firm("2018-03-19", **{**usual, **values}))
    for months, outcome in ((12, "no"), (6, "yes")):
        shop = stage.firm("2018-03-19", **usual)
        until = "2023-03-31" if months == 12 else "2022-09-30"
        stage.award(measure, "2022-05-10", "2022-04-01", until, employer_id=shop, months=months)
        stage.plan("no" if outcome == "no" else "yes", measure, "employers", shop)


def _funds(stage: Stage) -> None:
    """The four funds, of the medical one the figures of two days; nobody knows yet what follows from the later."""
    cases: tuple[Case, ...] = (
        ("yes", {"scheme": "medical", "as_of": "2021-12-31", "balance": 1_260_000_000, "monthly_spending": 118_000_000,
                 "current_rate": 0.055}),
        ("unknown", {"scheme": "medical", "balance": 1_315_000_000, "monthly_spending": 121_000_000, "deployed": None}),
        ("no", {"scheme": "unemployment", "balance": 640_000_000, "monthly_spending": 21_000_000, "current_rate": 0.01}),
        ("no", {"scheme": "work-injury", "balance": 210_000_000, "monthly_spending": 9_000_000, "deployed": False}),
        ("no", {"scheme": "pension", "balance": None, "monthly_spending": None}),
    )  # fmt: skip
    for outcome, values in cases:
        stage.plan(
            outcome,
            "medical-insurance-rate-adjustment",
            "insurance_funds",
            stage.add("insurance_funds", **values),
        )


def _settlements(stage: Stage) -> None:
    """Workers who left shops that had deferred April's premiums."""
    cases: tuple[tuple[Outcome, str | None, Values], ...] = (
        ("yes", "2022-05-16", {}),
        ("yes", "2022-05-20", {"withheld_part": 0}),
        ("yes", "2022-05-18", {"employer_part": None}),
        ("no", "open", {}),
        ("no", "2022-05-12", {"paid_on": "2022-05-20"}),
        ("no", "2022-05-13", {"paid_on": "2022-05-13"}),
        ("unknown", None, {}),
        ("unknown", "2022-05-17", {"paid_on": None}),
    )
    shop = -1
    for number, (outcome, applied, values) in enumerate(cases):
        if number % 3 == 0:
            shop = stage.firm(
                trade=("catering", "retail", "tourism")[number // 3], industry=("catering", "retail", "other")[number // 3],
                deferral_requested=True, deferral_months=12,
            )  # fmt: skip
            stage.award(
                "contribution-deferral", "2022-05-09", "2022-04-01", "2023-03-31", employer_id=shop, months=12
            )
        person = stage.person(f"19{70 + number}-02-11")
        if applied != "open":
            stage.jobless(person, "2022-05-12")
        job = stage.job(
            person,
            shop,
            "2020-03-02",
            "2022-05-10",
            end_reason="employer-terminated",
            benefit_applied_on=applied,
        )
        stage.add("deferred_premiums", employer_id=shop, employment_id=job, **values)
        stage.plan(outcome, "deferral-settlement", "employments", job)
    stage.award(
        "deferral-settlement",
        "2022-05-19",
        employer_id=shop,
        employment_id=len(stage.rows["employments"]) - 1,
    )


def _events(stage: Stage) -> None:
    agency = stage.firm("2014-09-01", trade="business-service", industry="leasing-business")
    bureau = stage.firm("2003-01-01", kind="public-institution", trade="public-administration", staff=22)
    cases: tuple[Case, ...] = (
        ("yes", {}),
        ("yes", {"mode": "online", "employers_present": 65, "jobseekers_present": 2_300}),
        ("yes", {"organiser_kind": "public-service", "held_on": "2022-05-06"}),
        ("no", {"held_on": "2022-05-05"}),
        ("no", {"public_good": False}),
        ("no", {"organiser_kind": "other"}),
        ("no", {"jobseekers_present": 0}),
        ("no", {"accepted": False}),
        ("unknown", {"accepted": None}),
        ("unknown", {"public_good": None}),
        ("yes", {"cost": None}),
    )
    for outcome, values in cases:
        public = values.get("organiser_kind") == "public-service"
        event = stage.add("matching_events", organiser_id=bureau if public else agency, **values)
        stage.plan(outcome, "matching-event-subsidy", "matching_events", event)
    event = stage.add("matching_events", organiser_id=agency, held_on="2022-05-07")
    stage.award(
        "matching-event-subsidy", "2022-05-18", employer_id=agency, matching_event_id=event, amount=10_000
    )
    stage.plan("no", "matching-event-subsidy", "matching_events", event)


def _services(stage: Stage) -> None:
    provider = stage.firm("2013-06-01", trade="business-service", industry="leasing-business")
    plain = stage.firm()
    cases: tuple[tuple[Outcome, dict[str, Value], Values], ...] = (
        ("yes", {}, {"key_employer": True}),
        ("yes", {"kind": "labour-relations", "signed_on": "2022-04-28", "delivered_on": "2022-05-06"}, {"labour_intensive": True}),
        ("yes", {"price": None}, {"advanced_manufacturing": True}),
        ("no", {"kind": "other"}, {"high_tech": True}),
        ("no", {"signed_on": "2022-04-20", "delivered_on": "2022-05-05"}, {"high_tech": True}),
        ("no", {"purchased": False}, {"key_employer": True}),
        ("no", {"delivered_on": "open", "accepted": None}, {"key_employer": True}),
        ("no", {}, {}),
        ("unknown", {"accepted": None}, {"advanced_manufacturing": True}),
        ("unknown", {}, {"high_tech": None}),
    )  # fmt: skip
    for outcome, values, client in cases:
        firm = (
            stage.firm("2012-08-01", trade="sanitary-ware", industry="manufacturing", staff=60, **client)
            if client
            else plain
        )
        contract = stage.add("service_contracts", provider_id=provider, client_id=firm, **values)
        stage.plan(outcome, "service-purchase-funding", "service_contracts", contract)
    firm = stage.firm(trade="textiles", industry="manufacturing", labour_intensive=True)
    contract = stage.add("service_contracts", provider_id=provider, client_id=firm, delivered_on="2022-05-10")
    stage.award(
        "service-purchase-funding",
        "2022-05-17",
        employer_id=provider,
        service_contract_id=contract,
        amount=20_000,
    )
    stage.plan("no", "service-purchase-funding", "service_contracts", contract)


def _transfers(stage: Stage) -> None:
    factory = stage.firm(
        "2009-03-01", trade="sanitary-ware", industry="manufacturing", place="shuikou", staff=180
    )
    agencies = []
    listed: tuple[tuple[str, Values], ...] = (
        ("开平市诚达人力资源服务有限公司", {}),
        ("开平市众联人力资源服务有限公司", {"licensed_on": "open"}),
        ("开平市新途职业介绍服务中心", {"commercial": False}),
        ("开平市捷才人力资源服务有限公司", {"commercial": None}),
    )
    for name, values in listed:
        firm = stage.firm("2016-01-15", trade="business-service", industry="leasing-business")
        agencies.append((firm, stage.add("agencies", employer_id=firm, name=name, **values)))
    cases: tuple[tuple[Outcome, int, Values], ...] = (
        ("yes", 0, {}),
        ("yes", 0, {"source_region": "other-province", "started_on": "2022-05-06"}),
        ("yes", 0, {"source_region": "kaiping", "destination_region": "guangdong"}),
        ("no", 0, {"started_on": "2022-05-05"}),
        ("no", 0, {"source_region": "kaiping"}),
        ("no", 0, {"source_region": "guangdong", "destination_region": "other-province"}),
        ("no", 0, {"organised": False}),
        ("no", 1, {}),
        ("no", 2, {}),
        ("unknown", 0, {"organised": None}),
        ("unknown", 3, {}),
        ("unknown", 0, {"source_region": None}),
    )
    for number, (outcome, which, values) in enumerate(cases):
        started = values.get("started_on") or "2022-05-11"
        worker = stage.person(
            f"199{number % 8}-07-21", kaiping_household=False, guangdong_household=False, kaiping_origin=False
        )
        leaves = values.get("destination_region") is not None
        job = None if leaves else stage.job(worker, factory, str(started))
        given: Values = {"agency_id": agencies[which][1], "person_id": worker, "employment_id": job}
        transfer = stage.add("labour_transfers", **{**given, "started_on": started, **values})
        stage.plan(outcome, "labour-cooperation-subsidy", "labour_transfers", transfer)
    firm, agency = agencies[0]
    worker = stage.person(
        "1994-10-02", kaiping_household=False, guangdong_household=False, kaiping_origin=False
    )
    job = stage.job(worker, factory, "2022-05-09")
    first = stage.add(
        "labour_transfers", agency_id=agency, person_id=worker, employment_id=job, started_on="2022-05-09"
    )
    stage.award(
        "labour-cooperation-subsidy", "2022-05-19", "2022-05-09", "2022-05-09", employer_id=firm, person_id=worker,
        employment_id=job, labour_transfer_id=first, amount=600, persons=1,
    )  # fmt: skip
    stage.plan("no", "labour-cooperation-subsidy", "labour_transfers", first)
