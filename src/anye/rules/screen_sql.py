"""The screening of a population as SQL: all measures of a unit in one query, results as masks and fen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlglot import exp

from . import ir
from .analysis import Analysis
from .cells import Cell, mask, outcome
from .closed import is_closed
from .derived_parts import derived_names
from .resolve import Law, Rule
from .sql_text import binary, call, case, literal
from .stages import Stages, Statement
from .terms import terms
from .to_sql import Translator
from .types import Type


@dataclass(frozen=True)
class TermPlace:
    """A quantity an amount is reckoned from: its node as written, and where its bounds (equal: a value) stand in the
    measure's list of details, as text."""

    node: ir.Expr
    type: Type
    low: int
    high: int


@dataclass(frozen=True)
class MeasureColumns:
    """A measure's columns in its unit's result. Bit k of a mask is condition k of the rule.

    With masks: `failed` and `unknown` (an entitled unit has neither bit); without: `outcome` (true, false, NULL).
    `low` and `high` bound the amount, scaled, where the outcome is not no; there `details` lists the terms' values:
    one column, so that those who are refused, nearly all, cost no room for quantities nobody asks for.
    """

    rule: Rule
    prefix: str
    terms: tuple[TermPlace, ...] = ()
    one_amount: bool = False  # the bounds always are the same: one column is both
    shares: bool = False  # what exclusions ask has a column of its own

    @property
    def failed(self) -> str:
        return f"{self.prefix}_failed"

    @property
    def unknown(self) -> str:
        return f"{self.prefix}_unknown"

    @property
    def details(self) -> str:
        return f"{self.prefix}_details"

    @property
    def share_values(self) -> str:
        """A list: two bounds for each of the rule's months, then for each of its rooms."""
        return f"{self.prefix}_shares"

    @property
    def outcome(self) -> str:
        return f"{self.prefix}_outcome"

    @property
    def low(self) -> str:
        return f"{self.prefix}_low"

    @property
    def high(self) -> str:
        return self.low if self.one_amount else f"{self.prefix}_high"


@dataclass(frozen=True)
class ScreeningPlan:
    """Statements to run in order, then a query for each unit, whose columns `measures` explains."""

    law: Law
    statements: tuple[Statement, ...]
    queries: dict[str, exp.Query]
    measures: dict[str, tuple[MeasureColumns, ...]]
    tables: tuple[str, ...]


def plan_screening(
    law: Law, measures: Iterable[str] = (), masks: bool = True, explain: bool = False
) -> ScreeningPlan:
    """The screening of all measures (or those named) on the law's day, fused by unit.

    `explain` adds the columns of the quantities that amounts are reckoned from.
    """
    draft = draft_screening(law, measures, masks, explain)
    statements, queries = Stages(law.policy.dictionary, draft.translator.relations).plan(draft.outputs)
    return draft.plan(statements, queries)


@dataclass
class Draft:
    """Measures translated, not yet scheduled: the names of each unit's result columns."""

    translator: Translator
    columns: dict[str, list[MeasureColumns]] = field(default_factory=dict)
    outputs: dict[str, list[str]] = field(default_factory=dict)

    def plan(self, statements: Iterable[Statement], queries: dict[str, exp.Query]) -> ScreeningPlan:
        tables = tuple(sorted(relation.table for relation in self.translator.relations.values()))
        columns = {unit: tuple(items) for unit, items in self.columns.items()}
        return ScreeningPlan(self.translator.law, tuple(statements), queries, columns, tables)


def draft_screening(
    law: Law, measures: Iterable[str] = (), masks: bool = True, explain: bool = False, by_facts: bool = False
) -> Draft:
    """All measures (or those named) translated; `by_facts` so that what is joined or aggregated is always a fact."""
    wanted = set(measures)
    rules = [rule for id_, rule in sorted(law.rules.items()) if not wanted or id_ in wanted]
    translator = Translator(law, Analysis(law.lowering), derived_names(law), by_facts)
    draft = Draft(translator)
    for number, rule in enumerate(rules):
        unit = rule.measure.unit
        translator.relation(unit)
        terms, values = _terms(translator, rule) if explain else ((), [])
        spec, names = _outputs(translator, rule, MeasureColumns(rule, f"m{number}", terms), masks, values)
        draft.columns.setdefault(unit, []).append(spec)
        draft.outputs.setdefault(unit, []).extend(names)
    return draft


def _outputs(
    translator: Translator, rule: Rule, spec: MeasureColumns, masks: bool, values: list[exp.Expr]
) -> tuple[MeasureColumns, list[str]]:
    record = rule.measure.unit
    cells = []
    for condition in rule.conditions:
        with translator.labelled(f"{rule.measure.id}_{condition.id}".replace("-", "_")):
            cells.append(translator.point(record, condition.when))
    with translator.labelled(f"{rule.measure.id}_amount".replace("-", "_")):
        pair = translator.wide(record, rule.amount)
    shared = [*rule.months, *(node for _, node in rule.rooms)] if masks else []
    spec = replace(spec, one_amount=pair.low == pair.high, shares=bool(shared))
    relation = translator.relation(record)
    if masks:
        names = [relation.output(spec.failed, mask(cells, failed=True))]
        names.append(relation.output(spec.unknown, mask(cells, failed=False)))
        fine = binary(exp.EQ, exp.column(spec.failed), literal(0))
    else:
        cheap_first = sorted(cells, key=lambda cell: relation.length(cell.sql))
        names = [relation.output(spec.outcome, outcome(cheap_first), lazy=True)]
        fine = exp.NullSafeNEQ(this=exp.column(spec.outcome), expression=exp.false())
    for name, cell in {spec.low: pair.low, spec.high: pair.high}.items():
        names.append(relation.output(name, case([(fine, cell.sql)]), lazy=True))
    if values:
        listed = call("list_value", *(exp.cast(value, "VARCHAR") for value in values))
        names.append(relation.output(spec.details, case([(fine, listed)]), lazy=True))
    if shared:
        bounds = [bound.sql for node in shared for bound in _bounds(translator, record, node)]
        listed = call("list_value", *(exp.cast(bound.copy(), "BIGINT") for bound in bounds))
        names.append(relation.output(spec.share_values, case([(fine, listed)]), lazy=True))
    return spec, names


def _bounds(translator: Translator, record: str, node: ir.Expr) -> tuple[Cell, Cell]:
    pair = translator.wide(record, node)
    return pair.low, pair.high


def _terms(translator: Translator, rule: Rule) -> tuple[tuple[TermPlace, ...], list[exp.Expr]]:
    """The quantities an amount is reckoned from, but those that are the same for everybody, and their values in order."""
    record, measure = rule.measure.unit, rule.measure
    found: list[TermPlace] = []
    values: list[exp.Expr] = []
    for node in [*measure.steps, *terms(measure.amount.expr)] if rule.in_force else []:
        lowered = translator.law.lowering.of(node)
        if is_closed(lowered):
            continue
        if translator.analysis.wide(lowered):
            pair = translator.wide(record, lowered)
            bounds = [pair.low.sql] if pair.high == pair.low else [pair.low.sql, pair.high.sql]
        else:
            bounds = [translator.point(record, lowered).sql]
        found.append(TermPlace(node, node.type, len(values), len(values) + len(bounds) - 1))
        values += bounds
    return tuple(found), values
