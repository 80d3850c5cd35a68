"""A measure's file read: every key of it known, every expression typed, every citation checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from . import ir
from .citation import Citation, citation
from .dictionary import Dictionary, flag, words
from .enactment import Enactment
from .errors import Place, Stop
from .expressions import parse_expression
from .implied import between, granted, least
from .measure import FUNDS, Amount, Condition, Interpretation, Limit, Measure, Window
from .parameters import Parameter, interval
from .periods import PERIODS
from .promised import PromiseReader
from .ranges import Ranges
from .reach import reach
from .scope import RESERVED, Scope
from .strict_yaml import Map, Node, Reader, Text
from .types import BOOL, DATE, Enum, Num, Type, Unit, Words, parse_unit

UNIT_OF_KIND = {"payment": "yuan", "due": "yuan", "loan": "yuan", "rate": "none", "duration": "month"}
MOST_CONDITIONS = 60  # a mask has 63 bits
KEYS = (
    "force let amount limits window evidence interpretation co_responsible payee note cap monotone explained"
)
NEEDED = "measure title unit period clauses lead fund conditions"


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
    text_at: Callable[[Place], dict[str, str]] | None = None
    """The sentences that may be quoted at a place; by default the enactment's own. An amended measure is put together
    from several files, and each part quotes its own enactment."""
    granted: list[str] = field(default_factory=list)

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
        amount = self._amount(top) if "amount" in entries else _right(listed, in_force)
        limits, limit_conditions, amount = self._limits(id_, top, amount)
        window, window_conditions = self._window(top)
        promises = PromiseReader(reader, self.dictionary, unit, self.expression, self._cite)
        return Measure(
            id=id_,
            title=words(reader, entries["title"], top.at),
            unit=unit,
            payee=self._payee(unit, top),
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
            grants=tuple(self.granted),
            conditions=self._distinct((in_force, *listed, *limit_conditions, *window_conditions)),
            amount=amount,
            limits=limits,
            window=window,
            evidence=tuple(self._evidence(node) for node in reader.sequence(top.get("evidence"))),
            interpretation=tuple(
                self._interpretation(node) for node in reader.sequence(top.get("interpretation"))
            ),
            at=top.at,
            caps=promises.caps(top, amount.type),
            monotone=promises.monotone(top, amount.kind != "none"),
            explained=promises.explained(top),
        )

    def _payee(self, unit: str, top: Map) -> tuple[str, ...]:
        """The links from the unit to whom the award is granted; none where that is the unit itself."""
        node = top.get("payee")
        if node is None:
            return ()
        path, record = tuple(self.reader.text(node).split(".")), unit
        for name in path:
            links = {
                link.name: link for link in self.dictionary.records[record].links.values() if not link.many
            }
            if name not in links:
                raise self.reader.fail(
                    node.at,
                    "payee",
                    f"{record} 没有指向一条记录的链接“{name}”。",
                    f"{record} has no link {name!r} to one record.",
                    (f"可用：{'、'.join(links)}。", f"known: {', '.join(links)}."),
                )
            record = links[name].to
        return path

    # --- parts -----------------------------------------------------------------------------------
    def _text(self, at: Place) -> dict[str, str]:
        return self.text_at(at) if self.text_at is not None else self.enactment.text

    def _cite(self, top: Map) -> Citation:
        node = top.get("cite")
        return citation(self.reader, node, top.at, self._text(node.at if node is not None else top.at))

    def expression(self, node: Node | None, at: Place, wanted: Type | None) -> ir.Expr:
        text = self.reader.text(node, at)
        where = node.at if node is not None else at
        return parse_expression(Text(text, where), self.scope, self.ranges, self.reader.problems, wanted)

    def _steps(self, top: Map) -> dict[str, Words]:
        labels: dict[str, Words] = {}
        for node in self.reader.sequence(top.get("let")):
            step = self.reader.mapping(node, "grants enum", "id is label")
            name = self.reader.text(step.entries["id"])
            if not name.isidentifier() or name in RESERVED or self.scope.name(name) is not None:
                raise self.reader.fail(
                    step.at,
                    "name",
                    f"步骤名“{name}”已被占用或不合写法。",
                    f"the step name {name!r} is taken or ill-formed.",
                )
            body = self._step(step)
            if flag(self.reader, step.get("grants")):
                self.granted.append(name)
            labels[name] = words(self.reader, step.entries["label"], step.at)
            self.scope.steps[name] = ir.Step(name, body, body.type)
        return labels

    def _step(self, step: Map) -> ir.Expr:
        """A step's expression; with `enum` it is a word of that enumeration."""
        enum = step.get("enum")
        if enum is None:
            return self.expression(step.entries["is"], step.at, None)
        name = self.reader.one_of(enum, list(self.dictionary.enums), ("枚举", "an enumeration"))
        return self.expression(step.entries["is"], step.at, Enum(name))

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
        entry = self.reader.mapping(top.entries["amount"], "kind", "unit is cite")
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
        return Amount(expr, self._cite(entry), entry.at, self._kind(entry, unit))

    def _kind(self, entry: Map, unit: Unit) -> str:
        """What the amount is; by default money paid, or a time where it is of months."""
        default = "duration" if unit == (("month", 1),) else "payment"
        node = entry.get("kind")
        kind = (
            self.reader.one_of(node, list(UNIT_OF_KIND), ("金额种类", "a kind of amount"))
            if node
            else default
        )
        if parse_unit(UNIT_OF_KIND[kind]) != unit:
            raise self.reader.fail(
                entry.at,
                "unit",
                f"{kind} 的单位应为 {UNIT_OF_KIND[kind]}。",
                f"the unit of a {kind} must be {UNIT_OF_KIND[kind]}.",
            )
        return kind

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
            if counting == "amount" and amount.kind == "none":
                raise self.reader.fail(
                    entry.at,
                    "limit",
                    "按金额计的限额需要 amount，本措施没有。",
                    "a limit that counts the amount needs an amount; this measure has none.",
                    ("补上 amount，或按次数、月数计。", "add an amount, or count times or months."),
                )
            of = [self.reader.text(item) for item in self.reader.sequence(entry.get("of"))] or [id_]
            so_far = granted(text["awards"], counting, within, of)
            at = entry.at
            when = self.expression(Text(f"{so_far} < {text['at_most']}", at), at, BOOL)
            at_most = self.expression(entry.entries["at_most"], at, None)
            cite = self._cite(entry)
            owner = self._owner(id_, text["awards"], of)
            room = self._room(text["at_most"], so_far, at) if owner and counting == "times" else None
            limits.append(Limit(text["id"], counting, within, at_most, cite, owner, tuple(of), room))
            label = words(self.reader, entry.entries["label"], at)
            conditions.append(Condition(text["id"], label, when, cite, "limit", at))
            if counting == "amount":
                room = self.expression(Text(f"max({text['at_most']} - {so_far}, 0)", at), at, amount.type)
                amount = replace(amount, expr=least(amount.expr, room))
        return tuple(limits), conditions, amount

    def _owner(self, id_: str, awards: str, of: list[str]) -> str:
        """Whose awards a limit counts, where other units or measures use it up too; else empty."""
        path = tuple(awards.split(".")[:-1])
        record = self.scope.record
        for name in path:
            link = self.dictionary.records[record].links.get(name)
            if link is None or link.many:
                return ""
            record = link.to
        nearest_way = reach(self.dictionary, record).get(self.scope.record)
        return record if (path or of != [id_]) and path == nearest_way else ""

    def _room(self, at_most: str, granted: str, at: Place) -> ir.Expr:
        return self.expression(Text(f"max({at_most} - {granted}, 0)", at), at, None)

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
        text = self._text(top.at)
        stands = not text or any(value["words"] in sentence for sentence in text.values())
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
            top.at,
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
        if len(conditions) > MOST_CONDITIONS:
            raise self.reader.fail(
                conditions[-1].at,
                "conditions",
                f"条件有 {len(conditions)} 个，最多 {MOST_CONDITIONS} 个。",
                f"there are {len(conditions)} conditions; at most {MOST_CONDITIONS} are possible.",
                ("合并相近的条件。", "join some of them."),
            )
        return conditions


def _right(listed: list[Condition], in_force: Condition) -> Amount:
    """What a measure without an amount grants: nothing that could be counted."""
    return Amount(ir.Const(0, Num()), (listed[0] if listed else in_force).cite, in_force.at, "none")
