"""Exclusions over a whole population: who gives way to what, who is reckoned anew, what is still to be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from anye.rules.collisions import contested, owner_records
from anye.rules.dictionary import Dictionary
from anye.rules.program import compile_rules
from anye.rules.resolve import Law
from anye.rules.screen_sql import MeasureColumns, ScreeningPlan, plan_screening
from anye.rules.shape import Shape

from .exclusion_sql import Entry, Writer
from .reckoned_again import awards_as_if, before

SETTLED = "settled"
STEPS = (
    "claims", "blocked", "live", "edges", "capacities", "contestants", "contests", "sets", "possible", "verdicts",
)  # fmt: skip
MOST_ROUNDS = 12  # of reckoning anew: each goes one claim further down a chain of one subject's


@dataclass(frozen=True)
class Settled:
    """Where it stands what becomes of the claims that exclusions or shared limits touch: a row for each in `table`.

    `m` is the measure's number in `numbers`, `id` the unit's key; `status` is granted, gives-way or open; `low`, `high`
    bound the amount in the measure's own decimals; `others`, `other_ids` are what it gives way to, or may have to, by
    measure and key; `award` is the key of an earlier award that stands in the way; `again`: it was reckoned anew.
    """

    table: str
    numbers: Mapping[str, int]

    def of(self, measure: str) -> str:
        """SQL: the rows of one measure."""
        return f"(SELECT * FROM {self.table} WHERE m = {self.numbers.get(measure, -1)})"


@dataclass(frozen=True)
class After:
    """SQL over a unit's results r and what is settled s: what a measure comes to once exclusions are applied."""

    columns: MeasureColumns

    @property
    def alive(self) -> str:
        """Neither refused nor giving way."""
        return f"(r.{self.columns.failed} = 0 AND s.status IS DISTINCT FROM 'gives-way')"

    @property
    def entitled(self) -> str:
        return f"({self.alive} AND r.{self.columns.unknown} = 0 AND s.status IS DISTINCT FROM 'open')"

    @property
    def unknown(self) -> str:
        return f"({self.alive} AND NOT {self.entitled})"

    @property
    def to_choose(self) -> str:
        """Entitled by itself, the choice between measures being open."""
        return f"({self.unknown} AND r.{self.columns.unknown} = 0)"

    @property
    def gives_way(self) -> str:
        return f"(r.{self.columns.failed} = 0 AND s.status IS NOT DISTINCT FROM 'gives-way')"

    @property
    def low(self) -> str:
        return f"(CASE WHEN s.id IS NULL THEN r.{self.columns.low} ELSE s.low END)"

    @property
    def high(self) -> str:
        return f"(CASE WHEN s.id IS NULL THEN r.{self.columns.high} ELSE s.high END)"


def settle(
    connection: duckdb.DuckDBPyConnection, law: Law, plan: ScreeningPlan, tables: Mapping[str, str]
) -> Settled:
    """Settles all claims of a screening whose results stand in `tables`, by unit."""
    writer = Writer(law, tuple(_entries(law, plan, tables)), owner_records(law))
    if not writer.entries or not law.policy.exclusions.awards:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {SETTLED} ({EMPTY})")
        return Settled(SETTLED, {})
    for name in STEPS:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {getattr(writer, name)()}")
    _judge(connection)
    _again(connection, writer)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {SETTLED} AS {_final(writer)}")
    for name in (*STEPS, "judged", "before"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    return Settled(SETTLED, {entry.measure.id: entry.number for entry in writer.entries})


EMPTY = (
    "m INT, id BIGINT, status VARCHAR, low BIGINT, high BIGINT, others VARCHAR[], other_ids BIGINT[], award BIGINT, "
    "again BOOLEAN"
)


def _entries(law: Law, plan: ScreeningPlan, tables: Mapping[str, str]) -> Iterable[Entry]:
    spots: dict[str, tuple[str, MeasureColumns]] = {
        columns.rule.measure.id: (unit, columns) for unit, items in plan.measures.items() for columns in items
    }
    for number, measure in enumerate(contested(law)):
        if measure.id in spots:
            unit, columns = spots[measure.id]
            yield Entry(number, unit, tables[unit], columns)


def _judge(connection: duckdb.DuckDBPyConnection) -> None:
    """One table of what is known of each claim so far: its verdict, or that an award stands in its way."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE judged AS
        SELECT c.n, c.m, c.id, coalesce(l.certain, c.certain) AS certain, c.low, c.high, c.counts,
            CASE WHEN b.sure THEN 'gives-way' WHEN v.status IS NOT NULL THEN v.status WHEN l.doubted THEN 'open' END AS status,
            coalesce(v.others, []) AS others, b.award, false AS again
        FROM claims c LEFT JOIN live l USING (n) LEFT JOIN blocked b USING (n) LEFT JOIN verdicts v USING (n)"""
    )


def _again(connection: duckdb.DuckDBPyConnection, writer: Writer) -> None:
    """Reckons anew, round by round, what is reckoned of the remainder: as if what comes before it had been granted."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE before AS {before(writer)}")
    connection.execute("CREATE OR REPLACE TEMP TABLE pending AS SELECT DISTINCT n FROM before")
    for _ in range(MOST_ROUNDS):
        connection.execute(
            """CREATE OR REPLACE TEMP TABLE ready AS SELECT n FROM pending WHERE n NOT IN
            (SELECT b.n FROM before b JOIN pending p ON p.n = b.pred)"""
        )
        numbers = connection.execute(
            "SELECT DISTINCT m FROM judged JOIN ready USING (n) ORDER BY m"
        ).fetchall()
        if not numbers:
            break
        entries = [entry for entry in writer.entries if (entry.number,) in numbers]
        _round(connection, writer, entries)
        connection.execute("DELETE FROM pending WHERE n IN (SELECT n FROM ready)")
    # a chain longer than that is nobody's: what is left of it stays open
    connection.execute("UPDATE judged SET status = 'open' WHERE n IN (SELECT n FROM pending)")
    connection.execute("DROP TABLE pending")
    connection.execute("DROP TABLE ready")


def _round(connection: duckdb.DuckDBPyConnection, writer: Writer, entries: list[Entry]) -> None:
    """Two screenings of the measures concerned: as if what is granted for certain had been, and what may be as well."""
    # of what was itself reckoned anew by the month it is not kept which months are left
    by_month = writer.numbers(e.measure.id for e in writer.entries if e.columns.rule.months)
    sure = f"p.certain AND coalesce(p.status, 'granted') = 'granted' AND NOT (p.again AND p.m IN {by_month})"
    may = "coalesce(p.status, 'granted') <> 'gives-way'"
    small = _small(connection, writer, entries)
    plan = plan_screening(writer.law, [entry.measure.id for entry in entries])
    for name, test in (("least", sure), ("most", may)):
        awards = small | {writer.awards: f"as_if_{name}"}
        connection.execute(f"CREATE OR REPLACE TEMP TABLE as_if_{name} AS {awards_as_if(writer, test)}")
        _screen_as_if(connection, plan, entries, awards, name)
    parts = " UNION ALL ".join(_compared(entry) for entry in entries)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE reckoned AS SELECT r.*, o.others FROM ({parts}) r
        LEFT JOIN (SELECT b.n, list(b.pred ORDER BY b.pred) AS others FROM before b JOIN judged p ON p.n = b.pred
            WHERE {may} GROUP BY b.n) o USING (n)"""
    )
    connection.execute(
        """UPDATE judged AS j SET status = r.status, low = r.low, high = r.high, others = coalesce(r.others, j.others),
            again = true FROM reckoned r WHERE r.n = j.n
            AND (r.status, r.low, r.high) IS DISTINCT FROM (coalesce(j.status, 'granted'), j.low, j.high)
            AND r.others IS NOT NULL AND NOT (j.status IS NULL AND NOT j.certain AND r.status = 'open' AND r.same)"""
    )
    passing = [*small.values(), "reckoned", "as_if_least", "as_if_most"]
    passing += [f"{entry.table}_{name}" for entry in entries for name in ("least", "most")]
    for name in passing:
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _small(connection: duckdb.DuckDBPyConnection, writer: Writer, entries: list[Entry]) -> dict[str, str]:
    """Tables with nothing but what bears on the ready claims, by the names of the whole ones."""
    keys: dict[str, list[str]] = {record: [] for record in writer.dictionary.records}
    for unit in dict.fromkeys(entry.unit for entry in entries):
        mine = [entry for entry in entries if entry.unit == unit]
        numbers = ", ".join(str(entry.number) for entry in mine)
        shape = compile_rules(writer.law, unit, [entry.measure.id for entry in mine]).shape
        ready = f"SELECT DISTINCT j.id FROM judged j JOIN ready USING (n) WHERE j.m IN ({numbers})"
        _walk(connection, writer.dictionary, shape, ready, keys)
    small = {}
    for record, tables in keys.items():
        spec = writer.dictionary.records[record]
        if record == writer.law.policy.exclusions.awards:
            continue
        found = " UNION ".join(f"SELECT id FROM {name}" for name in tables) or "SELECT 0 AS id WHERE false"
        small[spec.table] = f"small_{spec.table}"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE small_{spec.table} AS SELECT * FROM {spec.table} WHERE {spec.key} IN ({found})"
        )
    for name in (name for tables in keys.values() for name in tables):
        connection.execute(f"DROP TABLE {name}")
    return small


def _walk(
    connection: duckdb.DuckDBPyConnection,
    dictionary: Dictionary,
    shape: Shape,
    ids: str,
    keys: dict[str, list[str]],
) -> None:
    """Notes the keys of the records a shape reads, from those that `ids` selects on; each set in a table of its own."""
    spec, name = dictionary.records[shape.record], f"near_{sum(map(len, keys.values()))}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM ({ids}) AS t(id) WHERE id IS NOT NULL"
    )
    keys[shape.record].append(name)
    for link, one in shape.ones.items():
        linked = f"SELECT DISTINCT {link}_id FROM {spec.table} WHERE {spec.key} IN (SELECT id FROM {name})"
        _walk(connection, dictionary, one, linked, keys)
    for link, many in shape.lists.items():
        target = dictionary.records[many.record]
        listed = f"SELECT {target.key} FROM {target.table} WHERE {spec.links[link].by}_id IN (SELECT id FROM {name})"
        _walk(connection, dictionary, many, listed, keys)


def _screen_as_if(
    connection: duckdb.DuckDBPyConnection,
    plan: ScreeningPlan,
    entries: list[Entry],
    instead: Mapping[str, str],
    name: str,
) -> None:
    """Screens the measures over other tables, by the names of those they stand for."""

    def over(query: exp.Query) -> str:
        changed = query.copy()
        for table in changed.find_all(exp.Table):
            if table.name in instead:
                table.set("this", exp.to_identifier(instead[table.name]))
        return changed.sql("duckdb")

    for statement in plan.statements:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {statement.name} AS {over(statement.query)}")
    for unit, query in plan.queries.items():
        columns = {item.rule.measure.id: item for item in plan.measures[unit]}
        mine = [entry for entry in entries if entry.unit == unit]
        renamed = ", ".join(
            f"{getattr(columns[entry.measure.id], part)} AS x{entry.number}_{part}"
            for entry in mine
            for part in ("failed", "unknown", "low", "high")
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {mine[0].table}_{name} AS SELECT id, {renamed} FROM ({over(query)})"
        )
    for statement in plan.statements:
        connection.execute(f"DROP TABLE IF EXISTS {statement.name}")


def _compared(entry: Entry) -> str:
    """What a measure's claims come to, between the two screenings."""
    x = f"x{entry.number}"
    low = f"least(coalesce(a.{x}_low, 0), coalesce(b.{x}_low, 0))::BIGINT * {entry.scale}"
    highs = f"a.{x}_high IS NULL OR (b.{x}_failed = 0 AND b.{x}_high IS NULL)"
    high = f"CASE WHEN {highs} THEN NULL ELSE greatest(a.{x}_high, coalesce(b.{x}_high, 0))::BIGINT * {entry.scale} END"
    certain = (
        f"j.certain AND j.status IS DISTINCT FROM 'open' "
        f"AND a.{x}_unknown = 0 AND b.{x}_failed = 0 AND b.{x}_unknown = 0"
    )
    return f"""
        SELECT j.n, CASE WHEN a.{x}_failed <> 0 THEN 'gives-way' WHEN {certain} THEN 'granted' ELSE 'open' END AS status,
            CASE WHEN a.{x}_failed <> 0 THEN j.low ELSE {low} END AS low,
            CASE WHEN a.{x}_failed <> 0 THEN j.high ELSE {high} END AS high,
            a.{x}_failed = 0 AND {low} = j.low AND {high} IS NOT DISTINCT FROM j.high AS same
        FROM judged j JOIN ready USING (n) JOIN {entry.table}_least a ON a.id = j.id
            JOIN {entry.table}_most b ON b.id = j.id WHERE j.m = {entry.number}"""


def _final(writer: Writer) -> str:
    """The claims that are touched, with their amounts in their own decimals."""
    scales = " ".join(f"WHEN {entry.number} THEN {entry.scale}" for entry in writer.entries)
    names = " ".join(f"WHEN {entry.number} THEN '{entry.measure.id}'" for entry in writer.entries)
    return f"""
        WITH named AS (
            SELECT j.n, list(CASE o.m {names} END ORDER BY o.n) AS others, list(o.id::BIGINT ORDER BY o.n) AS other_ids
            FROM (SELECT n, unnest(others) AS other FROM judged) j JOIN judged o ON o.n = j.other GROUP BY j.n
        )
        SELECT j.m, j.id::BIGINT AS id, coalesce(j.status, 'granted') AS status,
            j.low // CASE j.m {scales} END AS low, j.high // CASE j.m {scales} END AS high,
            coalesce(named.others, []) AS others, coalesce(named.other_ids, []) AS other_ids, j.award, j.again
        FROM judged j LEFT JOIN named USING (n) WHERE j.status IS NOT NULL OR j.again"""
