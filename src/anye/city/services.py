"""Services for employers and jobseekers: bought services, matching events, agencies and whom they brought, deferrals."""

from __future__ import annotations

import numpy as np

from . import assumptions as a
from .days import OPEN, SNAPSHOT, Flags, Rows, day
from .facets import pick, supported_kinds
from .firms import Firms
from .insurance import Spells
from .people import People
from .programmes import Awards
from .scale import Scale
from .schema import code
from .work import Jobs
from .write import Known, Tables, Values, few, lose_few

SERVICES = {
    "recruitment": 0.4,
    "policy-advice": 0.25,
    "training-assessment": 0.15,
    "labour-relations": 0.12,
    "other": 0.08,
}
DEFERRAL_TRADES = ("catering", "retail", "tourism")
REGIONS = {
    "other-province": 0.45,
    "partner-region": 0.25,
    "guangdong": 0.2,
    "jiangmen": 0.07,
    "kaiping": 0.03,
}


def deferring(scale: Scale, firms: Firms) -> Flags:
    """Which shops have had a deferral of premiums granted."""
    trades = [code("trade", name) for name in DEFERRAL_TRADES]
    may = np.isin(firms.trade, trades) & (firms.deregistered == OPEN)
    may &= (firms.kind < code("employer_kind", "government-body")) & ~np.isin(
        np.arange(len(firms)), firms.sure
    )
    chosen: Flags = may & (scale.rng("deferrals").random(len(firms)) < 0.03)
    return chosen


def deferred_premiums(
    scale: Scale, chunk: int, jobs: Jobs, spells: Spells, deferred: Flags
) -> dict[str, Values]:
    """The columns of deferred_premiums: April's premium of each insured worker of such a shop; a tenth is made up."""
    rng = scale.rng("deferrals", 1 + chunk)
    paid_now = (spells.end >= day(2022, 4, 30)) & (spells.cover <= 1) & (spells.start <= day(2022, 4, 1))
    at = np.flatnonzero(paid_now & deferred[jobs.employer[spells.job]])
    count = len(at)
    job, base = spells.job[at], spells.base[at]
    paid = np.where(few(rng, count, 0.1), day(2022, 5, 10) + rng.integers(0, 10, count), OPEN)
    return {
        "employer_id": 1 + jobs.employer[job],
        "employment_id": jobs.first + job,
        "premium_month": np.full(count, day(2022, 4, 1)),
        "employer_part": lose_few(rng, np.round(base * 0.0048).astype(np.int64), a.MISSING),
        "withheld_part": lose_few(
            rng, np.where(few(rng, count, 0.1), np.round(base * 0.002), 0).astype(np.int64), a.MISSING
        ),
        "paid_on": lose_few(rng, paid, a.MISSING),
    }


def service_contracts(scale: Scale, firms: Firms, tables: Tables, awards: Awards) -> None:
    """Writes services bought from agencies for firms, and which were charged to the grant."""
    rng = scale.rng("services")
    count = max(40, scale.persons // 20_000)
    firm = np.flatnonzero((firms.kind == 0) & (firms.deregistered == OPEN))
    supported = np.flatnonzero(np.any(list(supported_kinds(scale, firms, 0).values()), axis=0))
    supported = supported[firms.deregistered[supported] == OPEN]
    provider, client = rng.choice(firm, count), rng.choice(firm, count)
    if len(supported):
        client = np.where(few(rng, count, 0.7), rng.choice(supported, count), client)
    signed = day(2022, 1, 5) + rng.integers(0, 125, count)
    delivered = np.where(
        few(rng, count, 0.3), OPEN, np.minimum(signed + rng.integers(5, 60, count), SNAPSHOT)
    )
    judged = (delivered != OPEN) & few(rng, count, 0.8)
    first = tables["service_contracts"].add(
        {
            "provider_id": 1 + provider,
            "client_id": 1 + client,
            "kind": lose_few(rng, pick(rng, count, "service_kind", SERVICES), a.MISSING),
            "purchased": lose_few(rng, ~few(rng, count, 0.15), a.MISSING),
            "signed_on": lose_few(rng, signed, a.MISSING),
            "delivered_on": lose_few(rng, delivered, a.MISSING),
            "accepted": Known(~few(rng, count, 0.1), ~judged),
            "price": lose_few(rng, rng.integers(5, 120, count) * 1_000_00, a.MISSING),
        }
    )
    done = np.flatnonzero(judged)[::4]
    awards.add(
        "service-purchase-funding", len(done), employer_id=1 + provider[done], service_contract_id=first + done,
        granted_on=np.minimum(delivered[done] + 20, SNAPSHOT), period_start=signed[done], period_end=delivered[done],
        amount=20_000_00,
    )  # fmt: skip


def matching_events(scale: Scale, firms: Firms, tables: Tables, awards: Awards) -> None:
    """Writes job fairs of the last year, on site and online, and the subsidies for some."""
    rng = scale.rng("services", 1)
    count = max(60, scale.persons // 20_000)
    public = pick(
        rng, count, "organiser_kind", {"public-service": 0.45, "private-agency": 0.4, "other": 0.15}
    )
    firm = np.flatnonzero((firms.kind == 0) & (firms.deregistered == OPEN))
    body = np.flatnonzero(firms.kind >= code("employer_kind", "government-body"))
    organiser = np.where(public == 0, rng.choice(body, count), rng.choice(firm, count))
    held = SNAPSHOT - rng.integers(0, 400, count)
    online = few(rng, count, 0.4)
    first = tables["matching_events"].add(
        {
            "organiser_id": 1 + organiser,
            "organiser_kind": lose_few(rng, public, a.MISSING),
            "mode": lose_few(rng, online.astype(np.int8), a.MISSING),
            "public_good": lose_few(rng, ~few(rng, count, 0.15), a.MISSING),
            "held_on": lose_few(rng, held, a.MISSING),
            "employers_present": lose_few(rng, rng.integers(3, 90, count), a.MISSING),
            "jobseekers_present": lose_few(rng, rng.integers(10, 1500, count), a.MISSING),
            "cost": lose_few(rng, rng.integers(1, 60, count) * 1_000_00, a.MISSING),
            "accepted": Known(~few(rng, count, 0.1), few(rng, count, 0.2)),
        }
    )
    done = np.flatnonzero(held < SNAPSHOT - 60)[::3]
    awards.add(
        "matching-event-subsidy", len(done), employer_id=1 + organiser[done], matching_event_id=first + done,
        granted_on=held[done] + 45, period_start=held[done], period_end=held[done], amount=5_000_00,
    )  # fmt: skip


def labour_transfers(
    scale: Scale,
    chunk: int,
    people: People,
    jobs: Jobs,
    firms: Firms,
    agencies: Rows,
    tables: Tables,
    awards: Awards,
) -> None:
    """Writes whom agencies brought to a job here, mostly people from elsewhere; `agencies` are their employers."""
    rng = scale.rng("transfers", chunk)
    away = ~people.kaiping[jobs.person] & (jobs.start > day(2021, 1, 1))
    rows = np.flatnonzero(away & few(rng, len(jobs), a.ORGANISED * 8))
    count = len(rows)
    agency = rng.integers(0, len(agencies), count)
    source = pick(rng, count, "labour_region", REGIONS)
    here = code("labour_region", "kaiping")
    first = tables["labour_transfers"].add(
        {
            "agency_id": 1 + agency,
            "person_id": people.first + jobs.person[rows],
            "employment_id": jobs.first + rows,
            "source_region": lose_few(rng, source, a.MISSING),
            "destination_region": lose_few(rng, np.full(count, here), a.MISSING),
            "organised": lose_few(rng, ~few(rng, count, 0.2), a.MISSING),
            "started_on": lose_few(rng, jobs.start[rows], a.MISSING),
        }
    )
    had = np.flatnonzero((jobs.start[rows] < SNAPSHOT - 120) & few(rng, count, 0.3))
    awards.add(
        "labour-cooperation-subsidy", len(had), person_id=people.first + jobs.person[rows[had]],
        employer_id=1 + agencies[agency[had]], labour_transfer_id=first + had, employment_id=jobs.first + rows[had],
        granted_on=jobs.start[rows[had]] + 110, period_start=jobs.start[rows[had]], period_end=jobs.start[rows[had]],
        amount=400_00, persons=1,
    )  # fmt: skip
