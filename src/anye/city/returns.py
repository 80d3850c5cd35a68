"""What the registers say about employers once all work is known: size, premiums, requests, awards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from . import assumptions as a
from . import names
from .days import OPEN, SNAPSHOT, Flags, Rows, day, first_of, month_of
from .facets import employer_facets
from .firms import Firms
from .identity import credit_codes
from .insurance import YEARS, Tally
from .planted import DOMESTIC
from .programmes import Awards
from .scale import CHUNK, Scale
from .schema import code
from .services import DEFERRAL_TRADES
from .write import Known, Values, lose

# Yearly revenue a head in thousands of yuan, by trade. Assumed.
REVENUE = np.array(
    (550, 600, 350, 500, 180, 420, 1500, 600, 180, 200, 300, 90, 350, 500, 700, 300, 200, 150, 250),
    dtype=np.float64,
)


def employer_rows(scale: Scale, firms: Firms, tally: Tally) -> Iterator[dict[str, Values]]:
    """The columns of the employers table, part by part."""
    for part, low in enumerate(range(0, len(firms), CHUNK)):
        yield _employer_part(scale, firms, tally, part, slice(low, min(low + CHUNK, len(firms))))


def _employer_part(scale: Scale, firms: Firms, tally: Tally, part: int, rows: slice) -> dict[str, Values]:
    rng = scale.rng("employer-facts", part)
    kind, trade, place = firms.kind[rows], firms.trade[rows], firms.place[rows]
    at = np.arange(len(firms))[rows]
    count = len(at)
    winners = at >= len(firms) - firms.contests.firms
    domestic = (at >= len(firms) - firms.contests.firms - len(DOMESTIC)) & ~winners
    spare = winners | domestic | np.isin(at, firms.sure) | (at == firms.giant)
    staff, revenue, assets = _size(rng, firms, tally, at)
    requested, months = _deferral(rng, firms, at)
    incomplete = (rng.random(count) < a.INCOMPLETE) & ~spare
    planned = {int(firm): case for firm, case in zip(firms.domestic, DOMESTIC, strict=True)}
    incomplete |= np.isin(at, [firm for firm, case in planned.items() if not case.complete])
    system = firms.employee_system[rows] & ~np.isin(
        at, [f for f, c in planned.items() if c.employee_system is False]
    )
    unsure = np.isin(at, [firm for firm, case in planned.items() if case.employee_system is None])
    home = trade == code("trade", "domestic-service")
    bad = {
        name: lose(rng, (rng.random(count) < rate) & ~spare, a.MISSING, spare)
        for name, rate in (
            ("abnormal_listed", a.ABNORMAL),
            ("seriously_dishonest", a.DISHONEST),
            ("zombie", a.ZOMBIE),
        )
    }
    # One of the firms that are beyond doubt is so but for one thing, in every city.
    bad["zombie"].missing |= at == firms.sure[-1]
    return {
        "credit_code": credit_codes(scale.seed, int(at[0]) + 1 if count else 1, kind, firms.registered[rows]),
        "name": names.firms(scale.rng("names", part), kind, trade, place),
        "kind": lose(rng, kind, a.MISSING / 5, spare),
        "dispatch_agency": lose(rng, firms.dispatch[rows], a.MISSING, spare),
        "industry": lose(rng, firms.industry[rows], a.MISSING, spare),
        "trade": lose(rng, trade, a.MISSING, spare),
        "place": lose(rng, place, a.MISSING / 2, spare),
        "in_jiangmen": lose(rng, (rng.random(count) < a.IN_JIANGMEN) | spare, a.MISSING / 2, spare),
        "registered_on": lose(rng, firms.registered[rows], a.MISSING / 2, spare),
        "deregistered_on": lose(rng, firms.deregistered[rows], a.MISSING / 2, spare),
        "abnormal_listed": bad["abnormal_listed"],
        "seriously_dishonest": bad["seriously_dishonest"],
        "zombie": bad["zombie"],
        "employee_system_domestic": lose(rng, Known(system, unsure | (home & ~spare & (rng.random(count) < 0.08))), 0.004, spare),
        "staff": lose(rng, staff, a.MISSING_SIZE, spare),
        "revenue": lose(rng, revenue, a.MISSING_SIZE, spare),
        "assets": lose(rng, assets, a.MISSING_SIZE, spare),
        "deferral_requested": requested,
        "deferral_months": months,
        "employments_complete": lose(rng, ~incomplete, a.COMPLETENESS_UNKNOWN, spare),
        **employer_facets(scale, firms, tally, at, part, spare),
    }  # fmt: skip


def _size(rng: np.random.Generator, firms: Firms, tally: Tally, at: Rows) -> tuple[Rows, Rows, Rows]:
    """Staff as the jobs show it, with some nobody registered; revenue and assets, in fen, in proportion to it."""
    count = len(at)
    staff = tally.open_jobs[at] + (rng.random(count) < 0.3) * rng.integers(0, 3, count)
    staff = np.where(firms.deregistered[at] == OPEN, np.maximum(staff, 1), 0)
    individual = firms.kind[at] == code("employer_kind", "individual-business")
    per_head = REVENUE[firms.trade[at]] * rng.lognormal(-0.15, 0.55, count) * np.where(individual, 0.45, 1)
    revenue = staff * per_head * 1_000
    assets = revenue * rng.lognormal(-0.1, 0.7, count)
    giant = at == firms.giant
    revenue, assets = np.where(giant, 2.4e9, revenue), np.where(giant, 5.2e9, assets)
    highest = 9e10  # yuan: what the dictionary takes for a slip of the pen lies above
    revenue_fen: Rows = np.round(np.minimum(revenue, highest)).astype(np.int64) * 100
    assets_fen: Rows = np.round(np.minimum(assets, highest)).astype(np.int64) * 100
    return staff, revenue_fen, assets_fen


def _deferral(rng: np.random.Generator, firms: Firms, at: Rows) -> tuple[Known, Known]:
    """Who asked to defer and for how long; the first shops of the city make sure that each case is there."""
    count = len(at)
    trades = [code("trade", name) for name in DEFERRAL_TRADES]
    share = np.where(np.isin(firms.trade[at], trades), a.DEFERRAL_OPEN_TRADES, a.DEFERRAL_OTHER_TRADES)
    asks = (rng.random(count) < share) & (firms.deregistered[at] == OPEN)
    months = rng.choice(np.array((3, 6, 9, 12, 18)), count, p=(0.15, 0.35, 0.1, 0.3, 0.1))
    unknown = rng.random(count) < a.MISSING
    months_unknown = ~asks | (rng.random(count) < 2 * a.MISSING)
    if at[0] == 0:
        shops = np.flatnonzero(np.isin(firms.trade[at], trades) & (firms.deregistered[at] == OPEN))[:8]
        for shop, length in zip(shops, (6, 12, 18, 6, 12, 0, 0, 12), strict=False):
            asks[shop], months[shop] = length > 0, length
            unknown[shop], months_unknown[shop] = False, length == 0
        unknown[shops[5:6]] = True
    return Known(asks, unknown), Known(months, months_unknown | unknown)


def premium_rows(scale: Scale, firms: Firms, tally: Tally) -> Iterator[dict[str, Values]]:
    """The columns of the premiums table, part by part: one row an employer and year with anyone insured."""
    for part, low in enumerate(range(0, len(firms), CHUNK)):
        rows = slice(low, min(low + CHUNK, len(firms)))
        rng = scale.rng("premiums", part)
        employer, year = np.nonzero(tally.months[:, rows].T > 0)
        at = employer + low
        worker = tally.bases[year, at] * a.WORKER_RATE
        years = np.array(YEARS)[year]
        share = a.EMPLOYER_RATE * firms.floating[at] * np.where(years == 2020, 1 - a.WAIVED_2020, 1)
        full = np.minimum(tally.months[year, at], np.where(years == 2022, 4, 12))
        spare = np.isin(at, firms.sure) | (at == firms.giant)
        behind = (rng.random(len(at)) < a.ARREARS) & ~spare
        months = np.where(behind, np.maximum(full - rng.integers(1, 6, len(at)), 0), full)
        paid = np.where(behind, months / np.maximum(full, 1), 1)
        yield {
            "employer_id": 1 + at,
            "year": years.astype(np.int32),
            "employer_paid": lose(
                rng, np.round(tally.bases[year, at] * share * paid).astype(np.int64), a.MISSING, spare
            ),
            "worker_paid": lose(rng, np.round(worker * paid).astype(np.int64), a.MISSING, spare),
            "months_paid": lose(rng, months.astype(np.int32), a.MISSING, spare),
        }


def employer_awards(scale: Scale, firms: Firms, tally: Tally, deferred: Flags) -> Awards:
    """Refunds, deferrals and the rest that employers had: of earlier years, and of this one, which bars a repeat."""
    rng, awards = scale.rng("awards", 1_000_000), Awards()
    market = firms.kind < code("employer_kind", "government-body")
    insured = (tally.months[YEARS.index(2020)] >= 12) & market
    free = ~np.isin(np.arange(len(firms)), firms.sure)
    fen = (tally.bases * a.WORKER_RATE * 2).astype(np.int64)
    for year, share, month in ((2020, 0.3, 8), (2021, 0.35, 9), (2022, 0.06, 5)):
        which = np.flatnonzero(insured & free & (rng.random(len(firms)) < share))
        granted = day(year, month, 9) + rng.integers(0, 11, len(which))
        awards.add(
            "stabilisation-refund", len(which), employer_id=1 + which, granted_on=granted, period_start=day(year, 1, 1),
            period_end=day(year, 12, 31), amount=fen[max(year - 1, YEARS[0]) - YEARS[0], which],
        )  # fmt: skip
    _deferrals(rng, awards, deferred)
    done = firms.domestic[[case.awarded for case in DOMESTIC]]
    awards.add(
        "domestic-firm-headcount-subsidy", len(done), employer_id=1 + done, granted_on=day(2022, 5, 16),
        period_start=day(2021, 1, 1), period_end=day(2021, 12, 31), months=12, amount=22_000_00,
    )  # fmt: skip
    contests = firms.contests
    paid = np.flatnonzero(contests.topped_up)
    granted = np.minimum(contests.awarded[paid] + 480, SNAPSHOT)
    awards.add(
        "contest-award-top-up", len(paid), employer_id=1 + len(firms) - contests.firms + contests.firm[paid],
        contest_award_id=1 + paid, granted_on=granted, period_start=contests.awarded[paid], period_end=granted,
        amount=120_000_00,
    )  # fmt: skip
    return awards


def _deferrals(rng: np.random.Generator, awards: Awards, deferred: Flags) -> None:
    """Deferrals granted already, in full or in part."""
    which = np.flatnonzero(deferred)
    months = rng.choice(np.array((3, 6, 12)), len(which))
    begins = np.full(len(which), day(2022, 4, 1))
    awards.add(
        "contribution-deferral", len(which), employer_id=1 + which, months=months,
        granted_on=day(2022, 5, 6) + rng.integers(0, 13, len(which)), period_start=begins,
        period_end=first_of(month_of(begins) + months) - 1,
    )  # fmt: skip
