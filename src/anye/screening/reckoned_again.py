"""What is reckoned anew after something else, and the awards as they would stand had that been granted."""

from __future__ import annotations

from collections.abc import Iterator

from anye.rules.collisions import months_of, shared_limits
from anye.rules.exclusion_groups import Group
from anye.rules.periods import span

from .exclusion_sql import Entry, Writer, day

KEPT = "l.n NOT IN (SELECT n FROM verdicts WHERE status = 'gives-way')"


def before(writer: Writer) -> str:
    """Pairs (n, pred): claim n is reckoned anew as if claim pred had been granted."""
    parts = [*_of_the_rest(writer), _gave_way(), *_queued(writer)]
    return f"SELECT DISTINCT n, pred FROM ({' UNION ALL '.join(parts)})"


def _of_the_rest(writer: Writer) -> Iterator[str]:
    """Groups whose second side is reckoned of what the first leaves."""
    for group in writer.law.policy.exclusions.groups:
        if group.choice == "remainder":
            yield _remainder(writer, group)


def _remainder(writer: Writer, group: Group) -> str:
    first, second = (writer.numbers(side) for side in group.sides)
    keys = " AND ".join(f"p.of_{name} = l.of_{name}" for name in group.same)
    when = "" if group.within == "ever" else " AND list_has_any(p.may_count, l.may_count)"
    return (
        f"SELECT l.n, p.n AS pred FROM live l JOIN live p ON {keys}{when} "
        f"WHERE l.m IN {second} AND p.m IN {first} AND {KEPT}"
    )


def _gave_way() -> str:
    """What gave way in groups that have it reckoned anew: after its rivals, and after those that gave way before it."""
    return """
        SELECT l.n, o.other AS pred FROM (
            SELECT v.n, v.others FROM verdicts v JOIN (SELECT n, unnest(others) AS other FROM verdicts) u ON u.n = v.n
            LEFT JOIN edges e ON (e.a, e.b) IN ((v.n, u.other), (u.other, v.n)) AND e.remainder
            WHERE v.status = 'gives-way' GROUP BY v.n, v.others HAVING count(*) = count(e.a)
        ) l, unnest(l.others) AS o(other)
        UNION ALL
        SELECT greatest(a, b), least(a, b) FROM edges JOIN verdicts x ON x.n = a JOIN verdicts y ON y.n = b
        WHERE remainder AND x.status = 'gives-way' AND y.status = 'gives-way'"""


def _queued(writer: Writer) -> Iterator[str]:
    """Limits on months or amounts that several units use up: each claim after those before it."""
    for entry in writer.entries:
        for limit in shared_limits(entry.measure, ("months", "amount")):
            yield (
                f"SELECT l.n, p.n AS pred FROM live l JOIN live p ON p.of_{limit.owner} = l.of_{limit.owner} AND p.n < l.n "
                f"WHERE l.m = {entry.number} AND p.m IN {writer.numbers(limit.of)} AND {KEPT}"
            )


def awards_as_if(writer: Writer, granted: str) -> str:
    """The awards on record, and those that claims before the ready ones would be; `granted` is a test of such a claim p."""
    record = writer.dictionary.records[writer.law.policy.exclusions.awards]
    parts = " UNION ALL ".join(_as_awards(writer, entry) for entry in writer.entries)
    return (
        f"SELECT * FROM {record.table} UNION ALL BY NAME SELECT w.* EXCLUDE (n) FROM ({parts}) w WHERE n IN "
        f"(SELECT b.pred FROM before b JOIN ready USING (n) JOIN judged p ON p.n = b.pred WHERE {granted})"
    )


def _as_awards(writer: Writer, entry: Entry) -> str:
    """One measure's claims as rows of awards: one for each month where months count, else one for the whole period."""
    record = writer.dictionary.records[writer.law.policy.exclusions.awards]
    law, measure = writer.law, entry.measure
    items = ["j.n", f"'{measure.id}' AS measure", f"{day(law.on)} AS granted_on"]
    by_month = bool(entry.columns.rule.months)
    if by_month:
        items += ["t.month AS period_start", "last_day(t.month) AS period_end"]
    else:
        start, end = (law.on, law.on) if measure.period == "once" else span(measure.period, law.on)
        items += [f"{day(start)} AS period_start", f"{day(end)} AS period_end"]
    if "months" in record.facts:
        one = by_month or len(months_of(measure, law.on)) == 1
        items.append(f"{'1' if one else 'NULL::INT'} AS months")
    if "amount" in record.facts:
        items.append(f"{_amount(by_month)} AS amount")
    for owner, link in writer.links.items():
        items.append(f"l.of_{owner} AS {link}_id")
    months = ", unnest(j.counts) AS t(month)" if by_month else ""
    return f"SELECT {', '.join(items)} FROM judged j JOIN live l USING (n){months} WHERE j.m = {entry.number}"


def _amount(by_month: bool) -> str:
    """What was granted, in yuan; not known for one month of several."""
    if by_month:
        return "NULL::DECIMAL(18, 2)"
    return "CASE WHEN j.low = j.high THEN (j.low::DECIMAL(18, 0) * 0.01::DECIMAL(2, 2))::DECIMAL(18, 2) END"
