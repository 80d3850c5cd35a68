"""A measure: one benefit programme, as its file declares it, with every expression typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from . import ir
from .citation import Citation, citation
from .dictionary import Dictionary, flag, words
from .enactment import Enactment
from .errors import Place, Stop
from .expressions import parse_expression
from .parameters import Parameter, interval
from .periods import PERIODS
from .ranges import Ranges
from .scope import RESERVED, Scope
from .strict_yaml import Map, Node, Reader, Text
from .types import BOOL, DATE, FOREVER, Num, Type, Words, parse_unit

FUNDS: dict[str, Words] = {
    "employment-subsidy-grant": Words("就业补助资金", "就業補助資金", "employment subsidy grant"),
    "unemployment-insurance-fund": Words("失业保险基金", "失業保險基金", "unemployment insurance fund"),
    "guarantee-fund": Words("创业担保贷款担保基金", "創業擔保貸款擔保基金", "loan guarantee fund"),
    "city-budget": Words("市财政资金", "市財政資金", "city budget"),
}


@dataclass(frozen=True)
class Condition:
    """`kind`: in-force, condition, limit or window."""

    id: str
    label: Words
    when: ir.Expr
    cite: Citation
    kind: str
    at: Place
    judgement: bool = False


@dataclass(frozen=True)
class Amount:
    expr: ir.Expr
    cite: Citation
    at: Place

    @property
    def type(self) -> Num:
        assert isinstance(self.expr.type, Num)
        return self.expr.type


@dataclass(frozen=True)
class Limit:
    id: str
    counting: str
    within: str
    at_most: ir.Expr
    cite: Citation


@dataclass(frozen=True)
class Window:
    opens: ir.Expr
    closes: ir.Expr
    cite: Citation


@dataclass(frozen=True)
class Interpretation:
    """A reading taken of words that allow two; `source` is a document or empty where the reading is assumed."""

    id: str
    words: str
    reading: str
    other: str
    status: str
    source: str
    parameter: str


@dataclass(frozen=True)
class Measure:
    id: str
    title: Words
    unit: str
    period: str
    clauses: tuple[str, ...]
    lead: str
    co_responsible: tuple[str, ...]
    fund: str
    start: dt.date
    end: dt.date
    enactment: str
    steps: tuple[ir.Step, ...]
    step_labels: dict[str, Words]
    conditions: tuple[Condition, ...]
    amount: Amount
    limits: tuple[Limit, ...]
    window: Window | None
    excludes: tuple[tuple[str, Citation], ...]
    evidence: tuple[tuple[str, str], ...]
    interpretation: tuple[Interpretation, ...]
    at: Place

    def expressions(self) -> list[ir.Expr]:
        return [*(condition.when for condition in self.conditions), *self.steps, self.amount.expr]


KEYS = "force let limits window excludes evidence interpretation co_responsible note"
NEEDED = "measure title unit period clauses lead fund conditions amount"


@dataclass
class MeasureReader:
    """Reads one measure's file; problems are recorded, and a measure with any is not returned."""

    reader: Reader
    dictionary: Dictionary
    parameters: Mapping[str, Parameter]
    scope: Scope
    ranges: Ranges
    enactment: Enactment
    departments: frozenset[str]

    def read(self, name: str, top: Map) -> Measure:
        reader, entries = self.reader, top.entries
        reader.mapping(top, KEYS, NEEDED)
        id_ = reader.text(entries["measure"])
        if id_ != name:
            raise reader.fail(
                entries["measure"].at,
                "name",
                f"“{id_}”应与文件名一致。",
                f"{id_!r} must equal the file's name.",
            )
        unit = reader.one_of(entries["unit"], list(self.dictionary.records), ("记录类型", "a record"))
        period = reader.one_of(entries["period"], list(PERIODS), ("申领期", "a claim period"))
        self.scope = Scope(self.dictionary, self.parameters, self.scope.derived, unit, period)
        force = (
            reader.mapping(entries["force"], "from until cite") if "force" in entries else Map({}, {}, top.at)
        )
        start, end = interval(reader, force, (self.enactment.start, self.enactment.end))
        force_cite = self._cite(force) if "cite" in force.entries else self.enactment.force_cite
        labels = self._steps(top)
        in_force = Condition(
            "in-force",
            Words("政策有效期内", "政策有效期內", "in force"),
            between(start, end),
            force_cite,
            "in-force",
            top.at,
        )
        listed = [self._condition(node) for node in reader.sequence(entries["conditions"])]
        amount = self._amount(top)
        limits, limit_conditions, amount = self._limits(id_, top, amount)
        window, window_conditions = self._window(top)
        return Measure(
            id=id_,
            title=words(reader, entries["title"], top.at),
            unit=unit,
            period=period,
            clauses=self._clauses(top),
            lead=self._department(entries["lead"]),
            co_responsible=tuple(
                self._department(node) for node in reader.sequence(top.get("co_responsible"))
            ),
            fund=reader.one_of(entries["fund"], [*FUNDS, "none"], ("资金", "a fund")),
            start=start,
            end=end,
            enactment=self.enactment.id,
            steps=tuple(self.scope.steps.values()),
            step_labels=labels,
            conditions=self._distinct((in_force, *listed, *limit_conditions, *window_conditions)),
            amount=amount,
            limits=limits,
            window=window,
            excludes=tuple(self._exclude(node) for node in reader.sequence(top.get("excludes"))),
            evidence=tuple(self._evidence(node) for node in reader.sequence(top.get("evidence"))),
            interpretation=tuple(
                self._interpretation(node) for node in reader.sequence(top.get("interpretation"))
            ),
            at=top.at,
        )

    # --- parts -----------------------------------------------------------------------------------
    def _cite(self, top: Map) -> Citation:
        return citation(self.reader, top.get("cite"), top.at, self.enactment.text)

    def expression(self, node: Node | None, at: Place, wanted: Type | None) -> ir.Expr:
        text = self.reader.text(node, at)
        where = node.at if node is not None else at
        return parse_expression(Text(text, where), self.scope, self.ranges, self.reader.problems, wanted)

    def _steps(self, top: Map) -> dict[str, Words]:
        labels: dict[str, Words] = {}
        for node in self.reader.sequence(top.get("let")):
            step = self.reader.mapping(node, "", "id is label")
            name = self.reader.text(step.entries["id"])
            if not name.isidentifier() or name in RESERVED or self.scope.name(name) is not None:
                raise self.reader.fail(
                    step.at,
                    "name",
                    f"步骤名“{name}”已被占用或不合写法。",
                    f"the step name {name!r} is taken or ill-formed.",
                )
            body = self.expression(step.entries["is"], step.at, None)
            labels[name] = words(self.reader, step.entries["label"], step.at)
            self.scope.steps[name] = ir.Step(name, body, body.type)
        return labels

    def _condition(self, node: Node) -> Condition:
        top = self.reader.mapping(node, "judgement", "id label when cite")
        when = self.expression(top.entries["when"], top.at, BOOL)
        judged = flag(self.reader, top.get("judgement"))
        reads = any(
            isinstance(part, ir.Fact) and self.dictionary.fact(part.ref.record, part.name).judgement
            for part in ir.walk(when)
        )
        if judged != reads:
            raise self.reader.fail(
                top.at,
                "judgement",
                "judgement: true 的条件必须读取人工认定的事实，其他条件不得读取。",
                "a condition with judgement: true must read a judgement fact, and no other may.",
            )
        id_ = self.reader.text(top.entries["id"])
        label = words(self.reader, top.entries["label"], top.at)
        return Condition(id_, label, when, self._cite(top), "condition", top.at, judged)

    def _amount(self, top: Map) -> Amount:
        entry = self.reader.mapping(top.entries["amount"], "", "unit is cite")
        unit = parse_unit(self.reader.text(entry.entries["unit"]))
        if unit is None:
            raise self.reader.fail(entry.at, "unknown-unit", "不认识的单位。", "unknown unit.")
        expr = self.expression(entry.entries["is"], entry.at, Num(unit))
        assert isinstance(expr.type, Num)
        if unit == (("yuan", 1),) and expr.type.places > 2:
            raise self.reader.fail(
                entry.at,
                "rounding",
                f"金额有 {expr.type.places} 位小数，没有说明怎样取到分。",
                f"the amount has {expr.type.places} decimals and no rounding to the fen.",
                ("写成 round_half_up(…, 2)。", "write round_half_up(…, 2)."),
            )
        return Amount(expr, self._cite(entry), entry.at)

    def _limits(
        self, id_: str, top: Map, amount: Amount
    ) -> tuple[tuple[Limit, ...], list[Condition], Amount]:
        limits, conditions = [], []
        for node in self.reader.sequence(top.get("limits")):
            entry = self.reader.mapping(node, "of", "id label awards counting within at_most cite")
            text = {key: self.reader.text(entry.entries[key]) for key in ("id", "awards", "at_most")}
            counting = self.reader.one_of(
                entry.entries["counting"], ["times", "months", "amount"], ("计量", "a measure")
            )
            within = self.reader.one_of(entry.entries["within"], ["period", "ever"], ("范围", "a span"))
            of = [self.reader.text(item) for item in self.reader.sequence(entry.get("of"))] or [id_]
            granted = _granted(text["awards"], counting, within, of)
            at = entry.at
            when = self.expression(Text(f"{granted} < {text['at_most']}", at), at, BOOL)
            at_most = self.expression(entry.entries["at_most"], at, None)
            cite = self._cite(entry)
            limits.append(Limit(text["id"], counting, within, at_most, cite))
            label = words(self.reader, entry.entries["label"], at)
            conditions.append(Condition(text["id"], label, when, cite, "limit", at))
            if counting == "amount":
                room = self.expression(Text(f"max({text['at_most']} - {granted}, 0)", at), at, amount.type)
                amount = Amount(_least(amount.expr, room), amount.cite, amount.at)
        return tuple(limits), conditions, amount

    def _window(self, top: Map) -> tuple[Window | None, list[Condition]]:
        node = top.get("window")
        if node is None:
            return None, []
        entry = self.reader.mapping(node, "", "opens closes cite")
        opens = self.expression(entry.entries["opens"], entry.at, DATE)
        closes = self.expression(entry.entries["closes"], entry.at, DATE)
        on = ir.Day("on", "")
        when = ir.And((ir.Compare("<=", opens, on), ir.Compare("<=", on, closes)))
        window = Window(opens, closes, self._cite(entry))
        label = Words("在申请时限内", "在申請時限內", "within the time to apply")
        return window, [Condition("window", label, when, window.cite, "window", entry.at)]

    def _clauses(self, top: Map) -> tuple[str, ...]:
        found = []
        for node in self.reader.sequence(top.entries["clauses"]):
            clause = self.reader.text(node)
            if self.enactment.text and clause not in self.enactment.text:
                raise self.reader.fail(
                    node.at, "unknown-clause", f"文中没有第 {clause} 句。", f"there is no clause {clause}."
                )
            found.append(clause)
        return tuple(found)

    def _department(self, node: Node) -> str:
        known = sorted(self.departments)
        return (
            self.reader.one_of(node, known, ("责任单位", "a department")) if known else self.reader.text(node)
        )

    def _exclude(self, node: Node) -> tuple[str, Citation]:
        top = self.reader.mapping(node, "", "measure cite")
        return self.reader.text(top.entries["measure"]), self._cite(top)

    def _evidence(self, node: Node) -> tuple[str, str]:
        top = self.reader.mapping(node, "", "fact register")
        register = self.reader.one_of(
            top.entries["register"], list(self.dictionary.registers), ("登记来源", "a register")
        )
        fact = self.reader.text(top.entries["fact"])
        found: object = None
        ref: ir.Ref = ir.Self(self.scope.record)
        for part in fact.split("."):
            found = self.scope.member(ref, part)
            if found is None:
                raise self.reader.fail(
                    top.at, "unknown-fact", f"没有事实“{fact}”。", f"there is no fact {fact!r}."
                )
            follow = getattr(found, "ref", None)
            if follow is not None and not isinstance(found, ir.Fact | ir.Derived):
                ref = follow
            elif hasattr(found, "link"):
                ref = ir.Self(getattr(found, "record", self.scope.record))
        return fact, register

    def _interpretation(self, node: Node) -> Interpretation:
        top = self.reader.mapping(node, "source parameter", "id words reading other status")
        value = {key: self.reader.text(item) for key, item in top.entries.items()}
        stands = not self.enactment.text or any(
            value["words"] in sentence for sentence in self.enactment.text.values()
        )
        if not stands:
            raise self.reader.fail(
                top.at, "quote", f"文中没有“{value['words']}”。", "the words are not in the text."
            )
        parameter = value.get("parameter", "")
        if parameter and parameter not in self.parameters:
            raise self.reader.fail(
                top.at, "unknown-name", f"没有参数“{parameter}”。", f"there is no parameter {parameter!r}."
            )
        return Interpretation(
            value["id"],
            value["words"],
            value["reading"],
            value["other"],
            value["status"],
            value.get("source", ""),
            parameter,
        )

    def _distinct(self, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        seen: set[str] = set()
        for condition in conditions:
            if not re.fullmatch(r"[a-z][a-z0-9-]*", condition.id):
                raise self.reader.fail(
                    condition.at,
                    "name",
                    f"条件名“{condition.id}”应由小写字母、数字和连字符组成。",
                    f"the condition's id {condition.id!r} must be of small letters, digits and hyphens.",
                )
            if condition.id in seen:
                self.reader.problems.add(
                    condition.at,
                    "duplicate-id",
                    f"条件 {condition.id} 写了两次。",
                    f"the condition {condition.id} stands twice.",
                )
                raise Stop
            seen.add(condition.id)
        return conditions


def between(start: dt.date, end: dt.date) -> ir.Expr:
    """on lies in start..end, both included."""
    on = ir.Day("on", "")
    begun = ir.Compare("<=", ir.Const(start, DATE), on)
    return begun if end == FOREVER else ir.And((begun, ir.Compare("<=", on, ir.Const(end, DATE))))


def _granted(awards: str, counting: str, within: str, of: list[str]) -> str:
    """The expression for what was already granted under a limit."""
    quoted = ", ".join(f'"{name}"' for name in of)
    test = f"a.measure in {{{quoted}}}"
    if within == "period":
        test += " and a.period_start <= period_end and a.period_end >= period_start"
    what = {"times": "count(a for", "months": "sum(a.months for", "amount": "sum(a.amount for"}[counting]
    return f"{what} a in {awards} if {test})"


def _least(amount: ir.Expr, room: ir.Expr) -> ir.Expr:
    from .expressions import widen

    assert isinstance(amount.type, Num) and isinstance(room.type, Num)
    places = max(amount.type.places, room.type.places)
    a, b = widen(amount, places), widen(room, places)
    return ir.Call("min", (a, b), a.type)
