"""The SQL by which a whole population's claims are settled: the same meaning as `rules.exclusion`, set by set.

Claims are rows numbered in order of preference. Those that collide, directly or through others, are one contest; its
sets of claims are the numbers below two to the power of its size, bit by bit. What is compared is spelt out in
`rules.exclusion`; here are the queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anye.rules.collisions import Collisions, award_links, month_of, months_of, paths_to, shared_limits
from anye.rules.dictionary import Dictionary
from anye.rules.exclusion import MOST, PLACES
from anye.rules.exclusion_groups import Group
from anye.rules.measure import Limit, Measure
from anye.rules.resolve import Law
from anye.rules.screen_sql import MeasureColumns


@dataclass(frozen=True)
class Entry:
    """A measure whose claims may collide: its number in the order of preference, and where its results stand."""

    number: int
    unit: str
    table: str
    columns: MeasureColumns

    @property
    def measure(self) -> Measure:
        return self.columns.rule.measure

    @property
    def scale(self) -> int:
        """What an amount is multiplied by to have the decimals that all are compared with."""
        return int(10 ** max(PLACES - self.measure.amount.type.places, 0))


@dataclass(frozen=True)
class Writer:
    """Writes the queries for the measures of one screening."""

    law: Law
    entries: tuple[Entry, ...]
    owners: tuple[str, ...]

    @property
    def dictionary(self) -> Dictionary:
        return self.law.policy.dictionary

    @property
    def awards(self) -> str:
        return self.dictionary.records[self.law.policy.exclusions.awards].table

    @property
    def links(self) -> Mapping[str, str]:
        return award_links(self.dictionary, self.law.policy.exclusions.awards)

    def numbers(self, measures: Iterable[str]) -> str:
        """The numbers of those measures that are screened, as an SQL list; of none a list of nothing."""
        wanted = set(measures)
        found = [str(entry.number) for entry in self.entries if entry.measure.id in wanted]
        return f"({', '.join(found) or '-1'})"

    # --- claims ----------------------------------------------------------------------------------
    def claims(self) -> str:
        """Every answer that is no refusal: who, how much, for which months, and what its limits leave."""
        parts = " UNION ALL ".join(self._claims_of(entry) for entry in self.entries)
        return f"SELECT row_number() OVER (ORDER BY m, id) AS n, * FROM ({parts})"

    def _claims_of(self, entry: Entry) -> str:
        spec, record = entry.columns, self.dictionary.records[entry.unit]
        joins = [f"JOIN {record.table} t0 ON t0.{record.key} = r.id"]
        owners = [f"{self._owner(entry.unit, owner, joins)}::BIGINT AS of_{owner}" for owner in self.owners]
        shares = f"r.{spec.share_values}" if spec.shares else "NULL::BIGINT[]"
        sure, may = self._months(entry)
        return (
            f"SELECT {entry.number} AS m, r.id, r.{spec.unknown} = 0 AS certain, "
            f"coalesce(r.{spec.low}, 0)::BIGINT * {entry.scale} AS low, r.{spec.high}::BIGINT * {entry.scale} AS high, "
            f"{sure} AS counts, {may} AS may_count, {shares} AS shares, {', '.join(owners)} "
            f"FROM {entry.table} r {' '.join(joins)} WHERE r.{spec.failed} = 0"
        )

    def _owner(self, unit: str, owner: str, joins: list[str]) -> str:
        """The key of the record a unit leads to; joins what lies between."""
        path = paths_to(self.dictionary, unit, owner)
        if path is None:
            return "NULL"
        if not path:
            return "r.id"
        alias, record = "t0", self.dictionary.records[unit]
        for link in path[:-1]:
            target = self.dictionary.target(record.name, link)
            after = f"{alias}_{link}"
            join = f"LEFT JOIN {target.table} {after} ON {after}.{target.key} = {alias}.{link}_id"
            if join not in joins:
                joins.append(join)
            alias, record = after, target
        return f"{alias}.{path[-1]}_id"

    def _months(self, entry: Entry) -> tuple[str, str]:
        """The months a claim is for: those that count for certain, and those that may."""
        months = [day(month) for month in months_of(entry.measure, self.law.on)]
        if not entry.columns.rule.months:
            every = f"[{', '.join(months)}]::DATE[]"
            return every, every
        value = f"r.{entry.columns.share_values}"
        sure, may = (
            ", ".join(f"CASE WHEN {test} THEN {month} END" for month, test in zip(months, tests, strict=True))
            for tests in (
                [f"{value}[{2 * number + 1}] >= 1" for number in range(len(months))],
                [f"coalesce({value}[{2 * number + 2}] >= 1, true)" for number in range(len(months))],
            )
        )
        return tuple(f"list_filter([{listed}]::DATE[], lambda x: x IS NOT NULL)" for listed in (sure, may))  # type: ignore[return-value]

    # --- awards on record ------------------------------------------------------------------------
    def blocked(self) -> str:
        """Claims that an earlier award blocks: for certain or perhaps, with the first such award."""
        groups = [group for group in self.law.policy.exclusions.groups if not group.by_conditions]
        parts = " UNION ALL ".join(self._blocked_by(group) for group in groups)
        if not parts:
            parts = "SELECT NULL::BIGINT AS n, NULL::BOOLEAN AS sure, NULL::BIGINT AS award WHERE false"
        return f"SELECT n, bool_or(sure) AS sure, min_by(award, (NOT sure, award)) AS award FROM ({parts}) GROUP BY n"

    def _blocked_by(self, group: Group) -> str:
        record = self.dictionary.records[self.law.policy.exclusions.awards]
        first, *rest = (f"w.{self.links[name]}_id" for name in group.same)
        keys = [f"{first} = c.of_{group.same[0]}"]
        for name, link in zip(group.same[1:], rest, strict=True):
            keys.append(f"c.of_{name} IS NOT NULL AND ({link} = c.of_{name} OR {link} IS NULL)")
        pairs = []
        for number, side in enumerate(group.sides):
            others = [name for place, names in enumerate(group.sides) if place != number for name in names]
            quoted = ", ".join(f"'{name}'" for name in others)
            pairs.append(f"(c.m IN {self.numbers(side)} AND w.measure IN ({quoted}))")
        known = " AND ".join([f"{link} IS NOT NULL" for link in rest] or ["true"])
        sure, may = self._overlap(group)
        return (
            f"SELECT c.n, ({known}) AND {sure} AS sure, w.{record.key}::BIGINT AS award FROM claims c JOIN {record.table} w "
            f"ON {' AND '.join(keys)} WHERE ({' OR '.join(pairs)}) AND {may}"
        )

    def _overlap(self, group: Group) -> tuple[str, str]:
        """Whether an award's days overlap a claim's: for certain, and perhaps."""
        if group.within == "ever":
            return "true", "true"
        once = self.numbers(e.measure.id for e in self.entries if self._on_the_day(group, e))
        today = day(self.law.on)
        during = f"w.period_start <= {today} AND {today} <= w.period_end"
        sure, may = (
            f"CASE WHEN c.m IN {once} THEN {during} ELSE len(list_filter(c.{months}, "
            "lambda x: w.period_start <= last_day(x) AND x <= w.period_end)) > 0 END"
            for months in ("counts", "may_count")
        )
        return sure, may

    def _on_the_day(self, group: Group, entry: Entry) -> bool:
        return entry.measure.period == "once" or entry.measure.id in group.on_the_day

    def live(self) -> str:
        """Claims that no award blocks for certain; what one may block is not certain any more."""
        return (
            "SELECT c.* REPLACE (c.certain AND b.n IS NULL AS certain), b.n IS NOT NULL AS doubted FROM claims c "
            "LEFT JOIN blocked b USING (n) WHERE b.sure IS NOT TRUE"
        )

    # --- contests --------------------------------------------------------------------------------
    def edges(self) -> str:
        """Pairs of claims that exclude each other, the earlier one first: `sure`, or only perhaps.

        `remainder` says whether all groups in which they do have what gives way reckoned anew.
        """
        parts = " UNION ALL ".join(self._edges_of(group) for group in Collisions(self.law).groups)
        if not parts:
            parts = "SELECT 0::BIGINT AS a, 0::BIGINT AS b, true AS sure, true AS remainder WHERE false"
        return f"SELECT a, b, bool_or(sure) AS sure, bool_and(remainder) AS remainder FROM ({parts}) GROUP BY a, b"

    def _edges_of(self, group: Group) -> str:
        sides = " ".join(
            f"WHEN m IN {self.numbers(side)} THEN {number}" for number, side in enumerate(group.sides)
        )
        keys = " AND ".join(f"a.of_{name} = b.of_{name}" for name in group.same)
        ever = group.within == "ever"
        sure, may = (
            ("true", "true")
            if ever
            else ("list_has_any(a.counts, b.counts)", "list_has_any(a.may_count, b.may_count)")
        )
        claims = f"({self._sided(group, sides)})"
        return (
            f"SELECT a.n AS a, b.n AS b, {sure} AS sure, {str(group.remainder).lower()} AS remainder FROM {claims} a "
            f"JOIN {claims} b ON {keys} AND a.n < b.n AND a.side <> b.side WHERE {may}"
        )

    def _sided(self, group: Group, sides: str) -> str:
        owners = ", ".join(f"of_{name}" for name in group.same)
        today = f"[{day(month_of(self.law.on))}]::DATE[]"
        once = self.numbers(group.on_the_day)
        months = ", ".join(
            f"CASE WHEN m IN {once} THEN {today} ELSE {name} END AS {name}"
            for name in ("counts", "may_count")
        )
        return f"SELECT n, {owners}, CASE {sides} END AS side, {months} FROM live WHERE m IN {self.numbers(group.measures)}"

    def capacities(self) -> str:
        """Limits on times that more claims share than they leave: the claims, and how many they leave."""
        parts = []
        for entry in self.entries:
            rooms = [id_ for id_, _ in entry.columns.rule.rooms]
            for limit in shared_limits(entry.measure):
                first = 2 * (len(entry.columns.rule.months) + rooms.index(limit.id)) + 1
                parts.append(self._capacity(entry, limit, first))
        if not parts:
            parts = [
                "SELECT 0 AS m, '' AS id, 0::BIGINT AS owner, []::BIGINT[] AS members, 0::BIGINT AS low, 0::BIGINT AS high WHERE false"
            ]
        return (
            f"SELECT row_number() OVER (ORDER BY m, id, owner) AS cap, * FROM ({' UNION ALL '.join(parts)})"
        )

    def _capacity(self, entry: Entry, limit: Limit, first: int) -> str:
        own = f"FILTER (WHERE m = {entry.number})"
        return (
            f"SELECT {entry.number} AS m, '{limit.id}' AS id, of_{limit.owner} AS owner, list(n ORDER BY n) AS members, "
            f"min(coalesce(shares[{first}], 0)) {own} AS low, min(shares[{first + 1}]) {own} AS high FROM live "
            f"WHERE m IN {self.numbers(limit.of)} AND of_{limit.owner} IS NOT NULL GROUP BY of_{limit.owner} "
            f"HAVING count(*) {own} > 0 AND count(*) > min(coalesce(shares[{first}], 0)) {own}"
        )

    def contestants(self) -> str:
        """Claims with a rival: the contest they are in, named by its first claim, and their bit in it."""
        return """
            WITH RECURSIVE pairs AS (
                SELECT a, b FROM edges UNION
                SELECT members[i], members[i + 1] FROM capacities, unnest(range(1, len(members))) AS t(i)
            ), ties AS (SELECT a, b FROM pairs UNION SELECT b, a FROM pairs
            ), walk(n, root) AS (
                SELECT a, a FROM ties UNION SELECT ties.b, walk.root FROM walk JOIN ties ON ties.a = walk.n
            ), named AS (SELECT n, min(root) AS root FROM walk GROUP BY n)
            SELECT n, root, (row_number() OVER (PARTITION BY root ORDER BY n) - 1)::BIGINT AS bit,
                count(*) OVER (PARTITION BY root) AS size, m, certain, low, high
            FROM named JOIN live USING (n)"""

    def contests(self) -> str:
        """One row a contest that can be settled: its rule, its claims' bounds by bit, who excludes whom as masks."""
        rules = Collisions(self.law).rules
        choices = " ".join(
            f"WHEN {entry.number} THEN '{rules[entry.measure.id]}'"
            for entry in self.entries
            if entry.measure.id in rules
        )
        rule = f"min(CASE m {choices} END)" if choices else "NULL"
        return f"""
            WITH sizes AS (
                SELECT root, any_value(size) AS size, coalesce({rule}, 'first') AS choice,
                    list(low ORDER BY bit) AS lows, list(coalesce(high, 0) ORDER BY bit) AS highs,
                    bit_or(CASE WHEN certain THEN 1::BIGINT << bit ELSE 0 END) AS sure,
                    bit_or(CASE WHEN high IS NULL THEN 1::BIGINT << bit ELSE 0 END) AS unbounded
                FROM contestants WHERE size <= {MOST} GROUP BY root
            ), masks AS (
                SELECT x.root, list((1::BIGINT << x.bit) | (1::BIGINT << y.bit)) FILTER (WHERE e.sure) AS edges,
                    list((1::BIGINT << x.bit) | (1::BIGINT << y.bit)) FILTER (WHERE NOT e.sure) AS maybes
                FROM edges e JOIN contestants x ON x.n = e.a JOIN contestants y ON y.n = e.b GROUP BY x.root
            ), caps AS (
                SELECT root, list({{'mask': mask, 'low': low, 'high': high}}) AS caps FROM (
                    SELECT p.cap, x.root, any_value(p.low) AS low, coalesce(any_value(p.high), {MOST}) AS high,
                        bit_or(1::BIGINT << x.bit) AS mask
                    FROM (SELECT cap, low, high, unnest(members) AS n FROM capacities) p JOIN contestants x USING (n)
                    GROUP BY p.cap, x.root
                ) GROUP BY root
            )
            SELECT s.*, coalesce(k.edges, []) AS edges, coalesce(k.maybes, []) AS maybes, coalesce(c.caps, []) AS caps
            FROM sizes s LEFT JOIN masks k USING (root) LEFT JOIN caps c USING (root)"""

    def sets(self) -> str:
        """The sets of claims that exclude each other not for certain, no larger than limits may allow."""
        return """
            SELECT root, mask FROM (SELECT *, unnest(range(1::BIGINT << size)) AS mask FROM contests)
            WHERE len(list_filter(edges, lambda e: (mask & e) = e)) = 0
                AND len(list_filter(caps, lambda c: bit_count(mask & c.mask) > c.high)) = 0"""

    def possible(self) -> str:
        """The sets that some completion chooses: those that no other beats in the completion that favours them most."""
        gain = " + ".join(
            f"CASE WHEN (s.mask & ~t.mask & {1 << i}) <> 0 THEN lows[{i + 1}] ELSE 0 END" for i in range(MOST)
        )
        loss = " + ".join(
            f"CASE WHEN (t.mask & ~s.mask & {1 << i}) <> 0 THEN highs[{i + 1}] ELSE 0 END"
            for i in range(MOST)
        )
        differ = "xor(s.mask, t.mask)"
        earlier = f"(s.mask & {differ} & -{differ}) <> 0"
        beats = f"""CASE choice WHEN 'applicant' THEN (t.mask & ~s.mask) = 0
            WHEN 'largest' THEN (t.mask & ~s.mask & unbounded) = 0
                AND (({gain}) > ({loss}) OR (({gain}) = ({loss}) AND {earlier}))
            ELSE {earlier} END"""
        allowed = """s.mask <> t.mask AND (s.mask & ~t.mask & ~sure) = 0
            AND len(list_filter(maybes, lambda e: (s.mask & e) = e AND (t.mask & e) <> e)) = 0
            AND len(list_filter(caps, lambda c: bit_count(s.mask & c.mask) > greatest(c.low, bit_count(t.mask & c.mask)))) = 0"""
        return f"""
            SELECT root, t.mask FROM sets t JOIN sets s USING (root) JOIN contests USING (root)
            GROUP BY root, t.mask HAVING NOT bool_or(({allowed}) AND ({beats}))"""

    def verdicts(self) -> str:
        """What becomes of each claim with a rival: status, and the claims it gives way to or may have to."""
        return f"""
            WITH rivals AS (
                SELECT a AS n, b AS other FROM edges UNION SELECT b, a FROM edges
                UNION SELECT p.n, q.n FROM (SELECT cap, unnest(members) AS n FROM capacities) p
                    JOIN (SELECT cap, unnest(members) AS n FROM capacities) q ON p.cap = q.cap AND p.n <> q.n
            ), told AS (
                SELECT x.n, any_value(x.root) AS root,
                    CASE WHEN bool_and((p.mask >> x.bit) & 1 = 1) THEN 'granted'
                        WHEN bool_or((p.mask >> x.bit) & 1 = 1) THEN 'open' ELSE 'gives-way' END AS status,
                    bit_or(CASE WHEN (p.mask >> x.bit) & 1 = 1 THEN 0 ELSE p.mask END) AS there
                FROM contestants x JOIN possible p ON p.root = x.root WHERE x.size <= {MOST} GROUP BY x.n
                UNION ALL SELECT n, root, 'open', NULL FROM contestants WHERE size > {MOST}
            ), others AS (
                SELECT t.n, list(y.n ORDER BY y.n) AS others FROM told t JOIN rivals r ON r.n = t.n
                JOIN contestants y ON y.n = r.other
                WHERE t.there IS NULL OR (t.there >> least(y.bit, 62)) & 1 = 1 GROUP BY t.n
            )
            SELECT t.n, t.status, CASE WHEN t.status = 'granted' THEN [] ELSE coalesce(o.others, []) END AS others
            FROM told t LEFT JOIN others o USING (n)"""


def day(value: dt.date) -> str:
    return f"DATE '{value.isoformat()}'"
