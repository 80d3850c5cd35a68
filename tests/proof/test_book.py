"""The real book: nothing is refuted that it does not explain, and what it claims of its own amounts is proven."""

from __future__ import annotations

import pytest
from tests.rules import packs

z3 = pytest.importorskip("z3")

from anye.proof.claims import Verdict  # noqa: E402 - it needs Z3
from anye.proof.verify import verify  # noqa: E402

PLACE = "440783"
SOME = ["stabilisation-refund", "contribution-deferral", "veteran-hiring-subsidy", "service-purchase-funding"]


def faults(verdicts: list[Verdict]) -> list[str]:
    return [f"{verdict.claim.measure} {verdict.claim.id}" for verdict in verdicts if not verdict.stands]


def test_some_measures_hold() -> None:
    found = verify(packs.real(), PLACE, SOME, processes=1)
    assert faults(found) == []
    assert {v.status for v in found if v.claim.kind in ("cap", "monotone", "not-negative", "granted")} == {
        "proven"
    }
    refund = {verdict.claim.id for verdict in found if verdict.claim.measure == "stabilisation-refund"}
    assert refund >= {"monotone:more-layoffs", "monotone:more-paid-by-the-employer", "cap:premiums-paid"}


@pytest.mark.big
def test_the_whole_book_holds() -> None:
    """Everything is proven, refuted and explained, or rests on figures that nobody can tell yet."""
    found = verify(packs.real(), PLACE)
    assert faults(found) == []
    assert {verdict.claim.measure for verdict in found} >= set(packs.real().measures)
    open_ = [verdict for verdict in found if verdict.status == "undecided" and verdict.claim.kind != "table"]
    unlike = [v.claim.id for v in open_ if "still unknown" not in (v.worst.why.en if v.worst.why else "")]
    assert unlike == []
    for kind in ("monotone", "not-negative"):
        assert {verdict.status for verdict in found if verdict.claim.kind == kind} == {"proven"}


@pytest.mark.parametrize(
    ("measure", "claim"),
    [
        ("stabilisation-refund", "more-layoffs"),
        ("stabilisation-refund", "more-paid-by-the-employer"),
        ("contribution-deferral", "asking-for-longer"),
        ("service-purchase-funding", "dearer"),
    ],
)
def test_the_opposite_of_what_the_book_claims_is_refuted(measure: str, claim: str) -> None:
    """So the proofs are not for want of cases."""
    from dataclasses import replace

    from anye.proof.moments import Calendar
    from anye.proof.necessary import Necessary
    from anye.proof.witness import Kernel

    policy = packs.real()
    for standing in Calendar(policy, PLACE).standings(measure)[:1]:
        (promise,) = [item for item in standing.rule.measure.monotone if item.id == claim]
        other = {"lowers": "raises", "raises": "lowers"}[promise.never]
        finding = Necessary(standing, Kernel()).monotone(replace(promise, never=other))
        assert finding.status == "refuted"
        assert finding.witness is not None
