"""Errors planted in a small pack are found, each with a case that the kernel confirms; the pack as it is has none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.rules import packs

from anye.rules.errors import PolicyError
from anye.rules.policy import Policy, load_policy

z3 = pytest.importorskip("z3")

from anye.proof.claims import Verdict  # noqa: E402 - it needs Z3
from anye.proof.moments import Calendar  # noqa: E402
from anye.proof.tables import time_findings  # noqa: E402
from anye.proof.verify import verify  # noqa: E402
from anye.proof.witness import Kernel  # noqa: E402

BONUS = "town/plan/measures/hiring-bonus.yaml"
RENT = "town/plan/measures/rent-help.yaml"
FIGURES = "town/plan/parameters.yaml"
TRADE = "when: not (firm.trade in excluded_trades)"
CITE = "cite: {{clause: 1.2.1, quote: 每季度不超过2万元}}"


def policy(tmp_path: Path, *changes: tuple[str, str, str]) -> Policy:
    return load_policy(
        packs.copy(tmp_path, [{"file": file, "find": find, "put": put} for file, find, put in changes])
    )


def verdicts(found: Policy, *measures: str) -> dict[str, Verdict]:
    return {verdict.claim.id: verdict for verdict in verify(found, packs.TOWN, measures, processes=1)}


def judged(found: Policy, verdict: Verdict) -> list[Any]:
    """What the kernel says, asked anew, of the cases that refute a claim."""
    from anye.rules.resolve import resolve

    witness = verdict.worst.witness
    assert witness is not None
    law = resolve(found, packs.TOWN, witness.on, witness.known)
    outcomes = []
    for facts in witness.facts:
        (outcome,) = Kernel().evaluated(law, [verdict.claim.measure], facts) or [None]
        outcomes.append(outcome)
    return outcomes


def test_the_pack_as_it_is_has_nothing_to_explain() -> None:
    found = verify(packs.good(), packs.TOWN, processes=1)
    refuted = [verdict.claim.id for verdict in found if verdict.status == "refuted"]
    assert refuted == []
    assert {verdict.claim.kind for verdict in found} >= {
        "granted",
        "met",
        "fails",
        "decided",
        "not-negative",
        "cap",
        "time",
        "table",
    }
    assert [v.claim.id for v in found if v.claim.kind == "cap"] == ["cap:cap"]
    assert all(
        verdict.status == "proven"
        for verdict in found
        if verdict.claim.kind in ("cap", "not-negative", "granted")
    )


def test_a_condition_that_nobody_can_meet(tmp_path: Path) -> None:
    never = "when: not (firm.trade in excluded_trades) and firm.founded < start and start < firm.founded"
    found = verdicts(policy(tmp_path, (BONUS, TRADE, never)), "hiring-bonus")
    assert found["met:trade"].status == "refuted"
    assert found["granted"].status == "refuted"
    assert found["met:kept"].status == "proven"


def test_a_condition_that_cannot_fail(tmp_path: Path) -> None:
    always = "when: not (firm.trade in excluded_trades) or start <= end or end <= start"
    found = verdicts(policy(tmp_path, (BONUS, TRADE, always)), "hiring-bonus")
    assert found["fails:trade"].status == "refuted"
    assert found["met:trade"].status == "proven"


def test_conditions_that_can_each_be_met_but_never_together(tmp_path: Path) -> None:
    apart = "when: on < start"
    found = verdicts(policy(tmp_path, (BONUS, TRADE, apart)), "hiring-bonus")
    assert found["met:trade"].status == found["met:kept"].status == "proven"
    assert found["granted"].status == "refuted"


def test_an_amount_below_nought(tmp_path: Path) -> None:
    less = "is: round_half_up(sales * rent_share[size] - balance, 2)"
    planted = policy(tmp_path, (RENT, "is: round_half_up(sales * rent_share[size], 2)", less))
    found = verdicts(planted, "rent-help")
    assert found["not-negative"].status == "refuted"
    (outcome,) = judged(planted, found["not-negative"])
    assert outcome.outcome == "yes"
    assert outcome.amount < 0


def test_an_amount_above_its_ceiling(tmp_path: Path) -> None:
    text = (
        "cap:\n  - {id: low, label: [低额, 低額, the low ceiling], is: yuan(1), "
        + CITE.format()
        + "}\nlimits:\n"
    )
    planted = policy(tmp_path, (RENT, "limits:\n", text))
    found = verdicts(planted, "rent-help")
    assert found["cap:cap"].status == "proven"
    assert found["cap:low"].status == "refuted"
    (outcome,) = judged(planted, found["cap:low"])
    assert outcome.outcome == "yes"
    assert outcome.amount > 0


MONOTONE = (
    "monotone:\n  - {{id: it, label: [甲, 甲, it], more: {more}, never: {never}, of: {of}, "
    + CITE
    + "}}\nlimits:\n"
)


@pytest.mark.parametrize(
    ("more", "never", "of", "status"),
    [
        ("sales", "lowers", "amount", "refuted"),  # a larger firm has a smaller share: big 1 %, small 3 %
        ("workers", "lowers", "outcome", "proven"),  # three or more active
        ("workers", "raises", "outcome", "refuted"),
        ("grants", "raises", "amount", "proven"),  # less is left under the cap
        ("grants", "lowers", "amount", "refuted"),
        ("grants.amount", "raises", "amount", "proven"),
        ("grants.amount", "lowers", "amount", "refuted"),
        ("workers.end", "lowers", "outcome", "proven"),
        ("workers.start", "lowers", "outcome", "refuted"),
    ],
)
def test_what_grows_with_what(tmp_path: Path, more: str, never: str, of: str, status: str) -> None:
    planted = policy(tmp_path, (RENT, "limits:\n", MONOTONE.format(more=more, never=never, of=of)))
    verdict = verdicts(planted, "rent-help")["monotone:it"]
    assert verdict.status == status
    if status == "refuted":
        less, larger = judged(planted, verdict)  # of the thing that is more
        if of == "outcome":
            assert (less.outcome, larger.outcome) == (("yes", "no") if never == "lowers" else ("no", "yes"))
        else:
            worth = [0 if one.outcome == "no" else one.amount for one in (less, larger)]
            assert worth[1] < worth[0] if never == "lowers" else worth[1] > worth[0]


def test_a_gap_and_an_overlap_in_a_table_of_classes(tmp_path: Path) -> None:
    text = (packs.GOOD / FIGURES).read_text("utf-8")
    row = next(line for line in text.splitlines() if "big: {" in line)
    before = row[row.index("big: {") : row.index("}", row.index("big: {")) + 1]
    planted = policy(tmp_path, (FIGURES, row, row.replace(before, "big: {staff: 0}", 1)))
    found = {v.claim.id: v for v in verify(planted, packs.TOWN, processes=1) if v.claim.kind == "table"}
    assert found["table:size_bounds"].status == "refuted"


def test_a_division_by_nought_leaves_a_case_without_an_answer(tmp_path: Path) -> None:
    divided = "when: mul_div_down(sales, 1, rooms, 2) >= yuan(1)"
    planted = policy(tmp_path, (RENT, "when: active_staff >= rent_min_staff", divided))
    found = verdicts(planted, "rent-help")
    assert found["decided"].status == "refuted"
    (outcome,) = judged(planted, found["decided"])
    assert outcome.outcome == "unknown"
    assert outcome.missing == ()


EXPLAINED = "explained:\n  - {{claim: {claim}, why: 因为如此}}\n"


def test_an_explanation_takes_a_refutation_from_the_findings(tmp_path: Path) -> None:
    always = "when: not (firm.trade in excluded_trades) or start <= end or end <= start"
    text = EXPLAINED.format(claim="fails:trade")
    planted = policy(tmp_path, (BONUS, TRADE, always), (BONUS, "limits:\n", text + "limits:\n"))
    verdict = verdicts(planted, "hiring-bonus")["fails:trade"]
    assert (verdict.status, verdict.stands, verdict.explained) == ("refuted", True, "因为如此")


@pytest.mark.parametrize(
    ("claim", "code"), [("fails:trade", "stale-explanation"), ("fails:trades", "unknown-claim")]
)
def test_an_explanation_of_nothing_is_refused_with_its_place(tmp_path: Path, claim: str, code: str) -> None:
    planted = policy(tmp_path, (BONUS, "limits:\n", EXPLAINED.format(claim=claim) + "limits:\n"))
    with pytest.raises(PolicyError) as refusal:
        verify(planted, packs.TOWN, ["hiring-bonus"], processes=1)
    (problem,) = refusal.value.problems
    assert problem.code == code
    assert problem.at.file == BONUS
    assert problem.at.line > 1
    assert problem.mend_zh and problem.mend_en


def test_two_processes_find_what_one_finds() -> None:
    one, two = (verify(packs.good(), packs.TOWN, processes=number) for number in (1, 2))
    assert [(v.claim, v.status, [f.spans for f in v.findings]) for v in one] == [
        (v.claim, v.status, [f.spans for f in v.findings]) for v in two
    ]


def test_two_values_that_hold_on_one_day() -> None:
    """The pack's reader refuses such a pack; were it to let one pass, this would find it."""
    good = packs.good()
    cap = good.parameters["rent_min_staff"]
    first, second = cap.values
    longer = replace(cap, values=(replace(first, end=second.end), replace(second, value=4)))
    damaged = replace(good, parameters=good.parameters | {"rent_min_staff": longer})
    (finding,) = time_findings(Calendar(damaged, packs.TOWN), "rent-help")
    assert finding.status == "refuted"
    assert finding.spans[0][0] == second.start
    (sound,) = time_findings(Calendar(good, packs.TOWN), "rent-help")
    assert (sound.status, len(sound.spans)) == ("proven", 1)
