"""The eight measures as GoRules decision graphs: conditions as expressions, amounts by class as decision tables.

One graph a unit. Its first node passes no facts on, which spares ZEN copying them, and holds every condition under its own name, so that ZEN's trace tells each one's result,
and whether all hold; a decision table gives the refund by size and the top-up by medal. Days are ISO text and compared
with `d(…)`, numbers are ZEN's exact decimals, `round` rounds half up: what the law asks for. Figures are written into
the graph from the policy pack. Facts come as in the facts tables; one that is unknown is null.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from typing import Any

from bench.world import ON

from .figures import figure

MONTH = f"{ON:%Y-%m-01}"
TODAY = f"d('{ON}')"

Expressions = dict[str, str]


def words(name: str) -> str:
    """A set of the policy as a list."""
    return "[" + ", ".join(f"'{word}'" for word in figure(name)) + "]"


def months_on(day: str, name: str) -> str:
    return f"d({day}).add({figure(name)}, 'month')"


def _window(opens: str, closes: str) -> str:
    """The same for everybody today: still asked each time, as the law asks it."""
    return f"{TODAY}.isSameOrAfter('{opens}') and {TODAY}.isSameOrBefore('{closes}')"


def deferral() -> tuple[Expressions, Expressions]:
    limit = figure("deferral_limit")
    used = "contribution_deferral_not_used_up"
    return {
        "kind": f"kind in {words('deferral_kinds')}",
        "trade": f"trade in {words('deferral_trades')}",
        "requested": "deferral_requested",
        "within_limit": f"{json.dumps(figure('deferral_capped'))} or deferral_months <= {limit} - {used}",
        "not_deregistered": f"{TODAY}.isBefore(deregistered_on)",
        "not_used_up": f"{used} < {limit}",
        "window": _window(figure("deferral_opens"), figure("deferral_closes")),
    }, {"amount": f"min([deferral_months, max([{limit} - {used}, 0])])"}


def domestic() -> tuple[Expressions, Expressions]:
    return {
        "employee_system": "employee_system_domestic",
        "average": f"domestic_average_last_year >= {figure('domestic_min_average')}",
        "year": f"{TODAY}.year() - 1 >= {figure('domestic_first_year')}",
        "not_deregistered": f"{TODAY}.isBefore(deregistered_on)",
        "once_a_year": f"domestic_firm_headcount_subsidy_once_a_year < {figure('domestic_subsidies_per_year')}",
    }, {"amount": f"round({figure('domestic_subsidy')} * domestic_person_months_last_year / 12, 2)"}


def refund() -> tuple[Expressions, Expressions]:
    ceiling = (
        f"(insured_average <= {figure('small_insured_headcount')} ? "
        f"{figure('small_insured_layoff_limit')} : {figure('layoff_limit')})"
    )
    return {
        "kind": f"kind in {words('refund_kinds')}",
        "layoffs": f"layoffs_last_year == 0 or layoff_rate <= {ceiling}",
        "paid_in_full": f"months_paid_last_year >= {figure('refund_full_months')}",
        "not_zombie": "not zombie",
        "not_dishonest": "not seriously_dishonest",
        "not_abnormal": "not abnormal_listed",
        "not_deregistered": f"{TODAY}.isBefore(deregistered_on)",
        "once_a_year": f"stabilisation_refund_once_a_year < {figure('refunds_per_year')}",
        "window": f"{TODAY}.isSameOrBefore('{figure('refund_until')}')",
    }, {}


def youth() -> tuple[Expressions, Expressions]:
    return {
        "participates": "bay_area_youth_allowance_participates",
        "alive": f"{TODAY}.isBefore(died_on)",
        "once_a_month": f"bay_area_youth_allowance_once_a_month < {figure('youth_allowances_per_month')}",
        "months_in_all": f"bay_area_youth_allowance_months_in_all < {figure('youth_allowance_months')}",
    }, {"amount": str(figure("youth_allowance"))}


def extension() -> tuple[Expressions, Expressions]:
    retires = (
        "(sex == 'male' ? original_date_as_man : "
        "(cadre_post ? original_date_as_cadre_woman : original_date_as_worker_woman))"
    )
    year_on = f"{TODAY}.add({figure('extension_months')}, 'month')"
    return {
        "benefit_exhausted": "benefit_used_up",
        "no_benefit_now": "not unemployment_benefit_extension_no_benefit_now",
        "out_of_work": "not working_now",
        "not_worked_since": "not worked_since_benefit",
        "registered": "unemployment_registered",
        "near_retirement": f"d({retires}).isBefore({year_on})",
        "not_retired": f"d({retires}).isSameOrAfter('{MONTH}')",
        "no_pension": "not draws_pension",
        "offers_not_refused": f"offers_refused < {figure('benefit_refusals_limit')}",
        "not_in_service": "not in_military_service",
        "not_abroad": "not settled_abroad",
        "not_in_custody": "not in_custody",
        "alive": f"{TODAY}.isSameOrBefore(died_on)",
        "once_a_month": f"unemployment_benefit_extension_once_a_month < {figure('extensions_per_month')}",
    }, {"amount": f"round({figure('minimum_wage')} * {figure('unemployment_benefit_rate')}, 2)"}


def grassroots() -> tuple[Expressions, Expressions]:
    kinds = words("grassroots_kinds")
    stable = months_on("start", "grassroots_insured_months")
    contract = months_on("contract_start", "grassroots_contract_months")
    closes = f"{stable}.add({figure('grassroots_claim_months')}, 'month')"
    return {
        "graduate": "person_education == 'college' or person_overseas_graduate",
        "working_here": "person_education == 'college' or in_kaiping",
        "recently_graduated": (
            f"{TODAY}.isSameOrAfter(person_graduated_on) and "
            f"d(start).isSameOrBefore({months_on('person_graduated_on', 'grassroots_graduation_months')})"
        ),
        "grassroots": (
            f"post_kind == 'grassroots-public' or employer_kind in {kinds} or "
            "(employer_kind == 'enterprise' and not employer_size_class_large)"
        ),
        "host_grassroots": (
            f"not employer_dispatch_agency or post_kind == 'grassroots-public' or host_kind in {kinds} or "
            "(host_kind == 'enterprise' and not host_size_class_large)"
        ),
        "not_on_establishment": "not on_establishment",
        "working_age": "hired_of_working_age",
        "contract": f"d(contract_end).add(1, 'day').isSameOrAfter({contract}) or hired_near_retirement",
        "stable": f"{TODAY}.isSameOrAfter({stable}) and d(end).add(1, 'day').isSameOrAfter({stable})",
        "insured": f"insured_months >= {figure('grassroots_insured_months')}",
        "alive": f"{TODAY}.isBefore(person_died_on)",
        "once": f"person_grassroots_employment_subsidy_once < {figure('grassroots_subsidies_per_person')}",
        "window": f"{TODAY}.isSameOrBefore({closes})",
    }, {"amount": str(figure("grassroots_subsidy"))}


def veteran() -> tuple[Expressions, Expressions]:
    complete = months_on("start", "veteran_stable_months")
    contract = months_on("contract_start", "veteran_contract_months")
    closes = f"{complete}.add({figure('veteran_claim_months')}, 'month')"
    return {
        "veteran": "person_veteran",
        "recently_discharged": (
            "d(person_discharged_on).isSameOrBefore(start) and "
            f"d(start).isSameOrBefore({months_on('person_discharged_on', 'veteran_discharge_months')})"
        ),
        "employer_kind": f"not (employer_kind in {words('veteran_excluded_kinds')})",
        "not_dispatch": "not employer_dispatch_agency",
        "working_age": "hired_of_working_age",
        "contract": f"d(contract_end).add(1, 'day').isSameOrAfter({contract}) or hired_near_retirement",
        "stable": f"{TODAY}.isSameOrAfter({complete}) and d(end).add(1, 'day').isSameOrAfter({complete})",
        "insured": f"insured_months >= {figure('veteran_stable_months')}",
        "not_stacked": "not veteran_hiring_subsidy_not_stacked",
        "once": f"person_veteran_hiring_subsidy_once < {figure('subsidies_per_veteran')}",
        "window": f"{TODAY}.isSameOrBefore({closes})",
    }, {"amount": str(figure("veteran_subsidy"))}


def top_up() -> tuple[Expressions, Expressions]:
    registered = "employer_registered_on"
    return {
        "contest": "contest == 'overseas-chinese'",
        "team_group": "group == 'team'",
        "medal": f"medal in {words('contest_medals')}",
        "registered_in_time": (
            f"d(awarded_on).isSameOrBefore({registered}) and "
            f"d({registered}).isSameOrBefore({months_on('awarded_on', 'contest_registration_months')})"
        ),
        "in_jiangmen": "employer_in_jiangmen",
        "not_deregistered": f"{TODAY}.isBefore(employer_deregistered_on)",
        "three_months": f"{TODAY}.isSameOrAfter({months_on(registered, 'contest_operation_months')})",
        "normal_operation": "normal_operation",
        "hires": f"employer_contest_award_top_up_hires >= {figure('contest_min_hires')}",
        "once": f"contest_award_top_up_once < {figure('contest_top_ups')}",
    }, {}


BUILDERS = {
    "person": {"bay_area_youth_allowance": youth, "unemployment_benefit_extension": extension},
    "contest_award": {"contest_award_top_up": top_up},
    "employer": {
        "contribution_deferral": deferral,
        "domestic_firm_headcount_subsidy": domestic,
        "stabilisation_refund": refund,
    },
    "employment": {"grassroots_employment_subsidy": grassroots, "veteran_hiring_subsidy": veteran},
}


def graph(unit: str, measures: Iterable[str] = ()) -> dict[str, Any]:
    """The decision graph of a unit's measures (or of those named)."""
    wanted = list(measures) or list(BUILDERS[unit])
    expressions: Expressions = {}
    tables = []
    for name in wanted:
        conditions, amount = BUILDERS[unit][name]()
        expressions |= {f"{name}.{key}": value for key, value in conditions.items()}
        expressions[f"{name}.entitled"] = " and ".join(f"$.{name}.{key}" for key in conditions)
        for key, value in amount.items():
            expressions[f"{name}.{key}"] = f"$.{name}.entitled == true ? {value} : null"
        tables += [] if amount else [_table(name)]
    nodes = [
        _node("in", "Request", "inputNode"),
        _node("conditions", "Conditions", "expressionNode", _expression_node(expressions)),
        *tables,
        _node("out", "Response", "outputNode"),
    ]
    names = [node["id"] for node in nodes]
    edges = [
        {"id": f"e{number}", "sourceId": a, "targetId": b, "type": "edge"}
        for number, (a, b) in enumerate(itertools.pairwise(names))
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _node(id_: str, name: str, kind: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"id": id_, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
    return made if content is None else made | {"content": content}


def _expression_node(expressions: Expressions) -> dict[str, Any]:
    rows = [
        {"id": f"x{number}", "key": key, "value": value}
        for number, (key, value) in enumerate(expressions.items())
    ]
    return {"expressions": rows, "passThrough": False}


def _table(name: str) -> dict[str, Any]:
    """Amounts by class: of the entitled, first row that fits; of all others none."""
    if name == "stabilisation_refund":
        rates = figure("refund_rate")
        field, by_size = "size_class_large", {"true": rates["large"], "false": rates["medium"]}
        paid = "$nodes.Request.premiums_last_year"
        results = {key: f"round({paid} * {rate}, 2)" for key, rate in by_size.items()}
    else:
        firm, team = figure("contest_prize_enterprise"), figure("contest_prize_team")
        field, results = "medal", {f"'{medal}'": str(firm[medal] - team[medal]) for medal in team}
    content = {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": [
            {"id": "i1", "name": "Entitled", "field": f"{name}.entitled"},
            {"id": "i2", "name": field, "field": f"$nodes.Request.{field}"},
        ],
        "outputs": [{"id": "o1", "name": "Amount", "field": f"{name}.amount"}],
        "rules": [
            {"_id": f"r{number}", "i1": "true", "i2": key, "o1": value}
            for number, (key, value) in enumerate(results.items())
        ],
    }
    return _node(f"amount_{name}", f"Amount of {name}", "decisionTableNode", content)
