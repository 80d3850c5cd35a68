"""Well-typed expressions, facts and completions drawn at random, for properties that must hold of all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any

from tests.rules import packs

from anye.rules.derived import DerivedFacts
from anye.rules.dictionary import Dictionary, FactSpec
from anye.rules.errors import Place, Problems, Stop
from anye.rules.expressions import parse_expression
from anye.rules.ir import Expr
from anye.rules.measure import Amount, Measure
from anye.rules.policy import Policy
from anye.rules.resolve import Law, resolve
from anye.rules.scope import Scope
from anye.rules.shape import Shape
from anye.rules.strict_yaml import Text
from anye.rules.types import BOOL, FOREVER, Bool, Date, Enum, Num, parse_unit

LITERALS = {"": ["0", "1", "12"], "month": ["months(0)", "months(1)", "months(12)"], "person": ["persons(1)"],
            "day": ["days(1)", "days(0)"], "yuan": ["yuan(0)", "yuan(1)"], "award": ["awards(1)"]}  # fmt: skip
PARAMETERS = {"yuan": ["rent_cap"], "person": ["rent_min_staff"], "month": ["bonus_months", "bonus_claim_months"],
              "award": ["bonuses_each"]}  # fmt: skip
AS_OF = {"yuan": ["wage_floor", "rent_cap"], "person": ["rent_min_staff"]}  # of other days than the day
UNTOLD = {"yuan": "gift_cap"}  # figures that nobody can tell
PRODUCTS = {"": [("", "")], "yuan": [("yuan/month", "month"), ("yuan", ""), ("yuan/person", "person")], "month": [("month", "")],
            "person": [("person", "")], "yuan/month": [("yuan/month", "")], "award": [("award", "")]}  # fmt: skip
UNITS = ["", "yuan", "yuan/month", "month", "person", "award", "day"]
ROUNDING = ["round_half_up", "round_down", "round_up"]
MUL_DIV = ["mul_div_round", "mul_div_down", "mul_div_up"]


@dataclass(frozen=True)
class View:
    """What an expression may name: records by how they are written (`""`, `firm.`, `e.`), each with its type."""

    records: tuple[tuple[str, str], ...]
    loops: int = 0


@dataclass
class Writer:
    """Writes expressions of the small pack. `total`: only functions that have a value whenever all facts are known."""

    random: Random
    policy: Policy
    total: bool = False

    @property
    def dictionary(self) -> Dictionary:
        return self.policy.dictionary

    def view(self, record: str) -> View:
        return View(tuple(self._linked("", record)))

    def _linked(self, prefix: str, record: str) -> Iterable[tuple[str, str]]:
        yield prefix, record
        for link in self.dictionary.records[record].links.values():
            if not link.many:
                yield f"{prefix}{link.name}.", link.to

    def pick(self, ways: Sequence[Callable[[], str]]) -> str:
        return self.random.choice(ways)()

    def names(self, view: View, fits: Callable[[Any], bool]) -> list[str]:
        """Facts and derived facts of a type, as they would be written."""
        found = []
        for prefix, record in view.records:
            links = self.dictionary.records[record].links.values()
            flags = {
                link.complete for link in links
            }  # that a list is incomplete today says nothing of tomorrow
            facts = [
                spec for name, spec in self.dictionary.records[record].facts.items() if name not in flags
            ]
            found += [prefix + spec.name for spec in facts if fits(spec.type) and not spec.judgement]
            found += [
                prefix + name
                for (owner, name), definition in self.policy.derived.items()
                if owner == record and fits(definition.expr.type)
            ]
        return found

    # --- truths ----------------------------------------------------------------------------------
    def truth(self, view: View, deep: int) -> str:
        leaves = [lambda: self.random.choice([*self.names(view, lambda t: t == BOOL), "True", "False"])]
        if deep <= 0:
            return self.pick(leaves)
        ways = [
            lambda: self.numbers_compared(view, deep),
            lambda: self.numbers_compared(view, deep),
            lambda: self.days_compared(view, deep),
            lambda: self.words_compared(view, deep),
            lambda: f"({self.truth(view, deep - 1)} and {self.truth(view, deep - 1)})",
            lambda: f"({self.truth(view, deep - 1)} or {self.truth(view, deep - 1)})",
            lambda: f"(not {self.truth(view, deep - 1)})",
            lambda: (
                f"({self.truth(view, deep - 1)} if {self.truth(view, deep - 1)} else {self.truth(view, deep - 1)})"
            ),
            lambda: f"({self.truth(view, deep - 1)} == {self.truth(view, deep - 1)})",
            lambda: self.each(view, deep),
            lambda: self.each(view, deep),
        ]
        return self.pick(ways + leaves)

    def numbers_compared(self, view: View, deep: int) -> str:
        unit = self.random.choice(UNITS)
        signs = [
            self.random.choice(["==", "!=", "<", "<=", ">", ">="])
            for _ in range(self.random.choice([1, 1, 1, 2]))
        ]
        sides = [self.number(view, deep - 1, unit) for _ in range(len(signs) + 1)]
        return (
            "("
            + sides[0]
            + "".join(f" {sign} {side}" for sign, side in zip(signs, sides[1:], strict=True))
            + ")"
        )

    def days_compared(self, view: View, deep: int) -> str:
        sign = self.random.choice(["==", "!=", "<", "<=", ">", ">="])
        return f"({self.day(view, deep - 1)} {sign} {self.day(view, deep - 1)})"

    def words_compared(self, view: View, deep: int) -> str:
        enums = [name for name in self.dictionary.enums if self.names(view, lambda t, n=name: t == Enum(n))]
        name = self.random.choice(enums)
        word = self.word(view, deep - 1, name)
        values = list(self.dictionary.enums[name])
        ways = [f'{word} == "{self.random.choice(values)}"', f'{word} != {self.word(view, deep - 1, name)}',
                f'{word} in {{"{self.random.choice(values)}", "{self.random.choice(values)}"}}',
                f'"{self.random.choice(values)}" == {word}']  # fmt: skip
        if name == "trade":
            ways.append(f"{word} not in excluded_trades")
        return f"({self.random.choice(ways)})"

    def each(self, view: View, deep: int) -> str:
        found = self.loop(view)
        if not found:
            return self.numbers_compared(view, deep)
        kind = self.random.choice(["any", "all"])
        return f"{kind}({self.truth(found[1], deep - 1)} {found[0]}{self._filter(found[1], deep)})"

    def _filter(self, view: View, deep: int) -> str:
        return f" if {self.truth(view, deep - 1)}" if self.random.random() < 0.6 else ""

    def loop(self, view: View) -> tuple[str, View] | None:
        """`for e in …` with what its body may name: the element, the owner and what they are linked to."""
        lists = [
            (prefix, record, link)
            for prefix, record in view.records
            for link in self.dictionary.records[record].links.values()
            if link.many
        ]
        if not lists or view.loops >= 2:
            return None
        prefix, record, link = self.random.choice(lists)
        name = "efg"[view.loops]
        records = (*self._linked(f"{name}.", link.to), *self._linked(prefix, record))
        return f"for {name} in {prefix}{link.name}", View(records, view.loops + 1)

    # --- numbers ---------------------------------------------------------------------------------
    def number(self, view: View, deep: int, unit: str, positive: bool = False) -> str:
        """A number of a unit; `positive`: one that can't be negative."""
        leaves = self._number_leaves(view, unit, positive)
        if deep <= 0:
            return self.pick(leaves) if leaves else self.number(view, 1, unit, positive)
        down = deep - 1
        ways = [
            lambda: f"({self.number(view, down, unit, positive)} + {self.number(view, down, unit, positive)})",
            lambda: f"max({self.number(view, down, unit)} - {self.number(view, down, unit)}, 0)",
            lambda: f"min({self.number(view, down, unit, positive)}, {self.number(view, down, unit, positive)})",
            lambda: f"max({self.number(view, down, unit, positive)}, {self.number(view, down, unit, positive)})",
            lambda: f"({self.number(view, down, unit, positive)} if {self.truth(view, down)} else {self.number(view, down, unit, positive)})",
            lambda: f"{self.random.choice(ROUNDING)}({self.number(view, down, unit, positive)}, {self.random.choice('0124')})",
        ]  # fmt: skip
        if not positive:
            ways.append(lambda: f"({self.number(view, down, unit)} - {self.number(view, down, unit)})")
        if unit in PRODUCTS:
            ways.append(lambda: self._product(view, down, unit))
            ways.append(lambda: self._quotient(view, down, unit))
        found = self.loop(view)
        if found and (deep > 1 or unit in ("person", "award")):
            ways += [lambda: self._total(found, deep, unit)] * 3
        return self.pick([*ways, *leaves[:2]])

    def _number_leaves(self, view: View, unit: str, positive: bool) -> list[Callable[[], str]]:
        wanted = parse_unit(unit)
        names = self.names(view, lambda t: isinstance(t, Num) and t.unit == wanted)
        if positive:
            names = [name for name in names if not name.endswith(("balance", "tenure"))]
        leaves: list[Callable[[], str]] = [lambda: self.random.choice(names)] * 2 if names else []
        if not self.total and unit in AS_OF:
            leaves.append(lambda: f"as_of({self.random.choice(AS_OF[unit])}, {self.day(view, 0)})")
        if not self.total and unit in UNTOLD:
            leaves.append(lambda: UNTOLD[unit])
        if not self.total and unit == "yuan/person" and self.names(view, lambda t: t == Enum("grade")):
            leaves.append(lambda: f"badge_fee[{self.word(view, 0, 'grade')}]")
        fixed = [*LITERALS.get(unit, ()), *PARAMETERS.get(unit, ())]
        if fixed:
            leaves.append(lambda: self.random.choice(fixed))
        if unit == "":
            leaves.append(lambda: f"year({self.day(view, 0)})")
        tables = {
            "": ("rent_share", "size"),
            "yuan/person": ("bonus", "grade"),
            "person": ("small_trades", "trade"),
        }
        if unit in tables and not (self.total and unit == "person"):
            table, key = tables[unit]
            if self.names(view, lambda t: t == Enum(key)):
                leaves.append(lambda: f"{table}[{self.word(view, 0, key)}]")
        if unit == "day" and not positive:
            leaves.append(lambda: f"days_between({self.day(view, 0)}, {self.day(view, 0)})")
        if unit == "month":
            days = [lambda: self.day(view, 0)] * 4
            leaves.append(lambda: f"calendar_months_overlap({', '.join(self.pick(days) for _ in range(4))})")
            leaves.append(lambda: f"month_ends_overlap({', '.join(self.pick(days) for _ in range(4))})")
            if not positive:
                leaves.append(lambda: f"full_months_between({self.day(view, 0)}, {self.day(view, 0)})")
        if unit == "yuan/person" and not leaves:
            leaves.append(lambda: 'bonus["junior"]')
        if unit == "yuan/month" and not leaves:
            leaves.append(lambda: "mul_div_down(rent_cap, 1, months(12), 2)")
        return leaves

    def _product(self, view: View, deep: int, unit: str) -> str:
        left, right = self.random.choice(PRODUCTS[unit])
        parts = [self.number(view, deep, left, True), self.number(view, deep, right, True)]
        # a product's decimals add up: cut them, so that no number outgrows 64 bits by spelling alone
        return f"round_down({' * '.join(parts)}, 2)"

    def _quotient(self, view: View, deep: int, unit: str) -> str:
        by = "12" if self.total else self.number(view, deep, "", True)
        top = self.number(view, deep, unit, True)
        return f"{self.random.choice(MUL_DIV)}({top}, {self.number(view, 0, '', True)}, {by}, {self.random.choice('02')})"

    def _total(self, loop: tuple[str, View], deep: int, unit: str) -> str:
        head, inner = loop
        counted = {"workers": "person", "grants": "award"}[head.rpartition(".")[2].rpartition(" ")[2]]
        name = head.split()[1]
        if unit == counted and self.random.random() < 0.6:
            return f"count({name} {head}{self._filter(inner, deep)})"
        return f"sum({self.number(inner, deep - 1, unit, True)} {head}{self._filter(inner, deep)})"

    # --- days and words --------------------------------------------------------------------------
    def day(self, view: View, deep: int) -> str:
        names = self.names(view, lambda t: isinstance(t, Date))
        leaves = [lambda: self.random.choice(names)] * 3 + [
            lambda: self.random.choice(["on", "period_start", "period_end", "first_day"])
        ]
        if deep <= 0:
            return self.pick(leaves)
        down = deep - 1
        ways = [
            lambda: f"add_months_clamped({self.day(view, down)}, {self._some(view, 'month')})",
            lambda: f"add_days({self.day(view, down)}, {self._some(view, 'day')})",
            lambda: f"min({self.day(view, down)}, {self.day(view, down)})",
            lambda: f"max({self.day(view, down)}, {self.day(view, down)})",
            lambda: f"({self.day(view, down)} if {self.truth(view, down)} else {self.day(view, down)})",
        ]
        if not self.total:
            ways.append(
                lambda: (
                    f"date({self._year(view)}, {self.random.randint(1, 12)}, {self.random.randint(1, 31)})"
                )
            )
        if not self.total:
            ways.append(lambda: f"as_of(first_day, {self.day(view, down)})")
        found = self.loop(view)
        if found:
            ways += [lambda: self._extreme_day(found, deep)] * 2
        return self.pick(ways + leaves)

    def _extreme_day(self, loop: tuple[str, View], deep: int) -> str:
        head, inner = loop
        kind = self.random.choice(["latest", "earliest"])
        return f"{kind}({self.day(inner, deep - 1)} {head}{self._filter(inner, deep)})"

    def _some(self, view: View, unit: str) -> str:
        """A small number of months or days: what comes of it stays inside the calendar."""
        wanted = parse_unit(unit)
        names = [
            name
            for name in self.names(view, lambda t: isinstance(t, Num) and t.unit == wanted)
            if "tenure" not in name
        ]
        return self.random.choice([*names, *LITERALS[unit], *PARAMETERS.get(unit, ())])

    def _year(self, view: View) -> str:
        return f"year({self.day(view, 0)}){self.random.choice(['', ' + 1', ' - 1'])}"

    def word(self, view: View, deep: int, enum: str) -> str:
        names = self.names(view, lambda t: t == Enum(enum))
        if deep <= 0 or self.random.random() < 0.6:
            return self.random.choice(names)
        values = list(self.dictionary.enums[enum])
        return f'({self.random.choice(names)} if {self.truth(view, deep - 1)} else "{self.random.choice(values)}")'


# --- measures of such expressions ----------------------------------------------------------------
@dataclass(frozen=True)
class Made:
    """A policy whose measures hold the expressions; `texts` by condition id, and the amount's under the measure's."""

    policy: Policy
    texts: dict[str, str] = field(default_factory=dict)

    def law(self, on: dt.date) -> Law:
        return resolve(self.policy, packs.TOWN, on, on)


def parse(policy: Policy, record: str, period: str, text: str, problems: Problems) -> Expr:
    """An expression of a measure as the pack's own reader would parse it."""
    derived = DerivedFacts(policy.dictionary, policy.parameters, problems, {}, done=dict(policy.derived))
    scope = Scope(policy.dictionary, policy.parameters, derived.type_of, record, period)
    return parse_expression(Text(text, Place(text)), scope, derived.ranges, problems)


def measures(
    policy: Policy, record: str, truths: Sequence[str], amounts: Sequence[str], period: str = "quarter"
) -> Made:
    """A measure with a condition for each truth, and one for each amount, which everybody is to have."""
    problems = Problems()
    model = next(iter(policy.measures.values()))
    made: dict[str, Measure] = {}
    texts: dict[str, str] = {}

    def add(id_: str, conditions: Sequence[str], amount: str) -> None:
        parsed = []
        for index, text in enumerate(conditions):
            texts[f"{id_}-{index}"] = text
            when = parse(policy, record, period, text, problems)
            parsed.append(replace(model.conditions[1], id=f"{id_}-{index}", when=when))
        texts[id_] = amount
        expr = parse(policy, record, period, amount, problems)
        made[id_] = replace(
            model, id=id_, unit=record, period=period, steps=(), step_labels={}, limits=(), window=None,
            conditions=(model.conditions[0], *parsed), amount=Amount(expr, model.amount.cite, model.at),
        )  # fmt: skip

    try:
        if truths:
            add("truths", truths, "yuan(1)")
        for number, text in enumerate(amounts):
            add(f"amount{number}", (), text)
    except Stop:
        raise AssertionError(problems.found[0].show("en")) from None
    return Made(policy.with_measures(made), texts)


def write(random: Random, record: str, truths: int, amounts: int, deep: int = 3, total: bool = False) -> Made:
    """A measure set of random expressions about a record of the small pack."""
    policy = packs.good()
    writer = Writer(random, policy, total)
    view = writer.view(record)
    return measures(
        policy,
        record,
        [writer.truth(view, random.randint(1, deep)) for _ in range(truths)],
        [writer.number(view, random.randint(1, deep), random.choice(UNITS)) for _ in range(amounts)],
    )


# --- facts ---------------------------------------------------------------------------------------
BASE = dt.date(2022, 7, 20)
DAYS = [dt.date(2022, 1, 20), dt.date(2022, 1, 19), dt.date(2022, 1, 21), dt.date(2021, 7, 20), dt.date(2021, 7, 19), dt.date(2022, 3, 1),
        dt.date(2022, 2, 28), dt.date(2020, 2, 29), dt.date(2021, 2, 28), dt.date(2022, 3, 31), dt.date(2022, 6, 30), dt.date(2022, 7, 1),
        dt.date(2022, 7, 20), dt.date(2022, 7, 31), dt.date(2021, 12, 31)]  # fmt: skip


def value(
    random: Random,
    dictionary: Dictionary,
    spec: FactSpec,
    days: Sequence[dt.date] = DAYS,
    largest: int = 10_000,
) -> Any:
    """A known value of a fact, as JSON data: often small, often at a bound or a day that matters."""
    match spec.type:
        case Bool():
            return random.random() < 0.5
        case Date():
            if spec.open and random.random() < 0.3:
                return FOREVER.isoformat()
            near = (
                random.choice(days)
                if random.random() < 0.6
                else BASE + dt.timedelta(random.randint(-900, 300))
            )
            return near.isoformat()
        case Enum():
            return random.choice(list(dictionary.enums[spec.type.name]))
        case Num():
            one = 10**spec.type.places
            low, high = (spec.low if spec.low is not None else -spec.limit), spec.limit
            low, high = max(low, -largest * one), min(high, max(largest * one, low + 100))
            edges = [low, high, min(max(one, low), high), min(max(0, low), high)]
            number = (
                random.choice(edges)
                if random.random() < 0.3
                else random.randint(low, min(high, low + random.choice([3, 30, 10_000]) * one))
            )
            return str(Decimal(number).scaleb(-spec.type.places))
    raise AssertionError(spec)


def facts(
    random: Random, dictionary: Dictionary, shape: Shape, unknown: float, value: Callable[..., Any] = value
) -> dict[str, Any]:
    """One record's facts as JSON data, some of them unknown, some linked records and lists not given."""
    spec = dictionary.records[shape.record]
    data: dict[str, Any] = {}
    for name in shape.facts:
        known = spec.facts[name].required or random.random() >= unknown
        data[name] = value(random, dictionary, spec.facts[name]) if known else None
    for link, one in shape.ones.items():
        data[link] = None if random.random() < unknown / 2 else facts(random, dictionary, one, unknown, value)
    for link, many in shape.lists.items():
        number = random.choice([0, 1, 1, 2, 3, 5])
        whole = [facts(random, dictionary, many, unknown, value) for _ in range(number)]
        data[link] = None if random.random() < unknown / 2 else whole
    return data


def completed(
    random: Random,
    dictionary: Dictionary,
    shape: Shape,
    data: dict[str, Any] | None,
    value: Callable[..., Any] = value,
) -> dict[str, Any]:
    """A way the facts may turn out to be: everything known, lists that were incomplete made longer."""
    if data is None:
        data = dict.fromkeys([*shape.facts, *shape.ones, *shape.lists])
    spec = dictionary.records[shape.record]
    whole: dict[str, Any] = {}
    for name in shape.facts:
        whole[name] = value(random, dictionary, spec.facts[name]) if data[name] is None else data[name]
    for link, one in shape.ones.items():
        whole[link] = completed(random, dictionary, one, data[link], value)
    for link, many in shape.lists.items():
        flag = spec.links[link].complete
        items = list(data[link] or ())
        if data[link] is None or (flag and data.get(flag) is not True):
            items += [None] * random.choice([0, 0, 1, 2])
        whole[link] = [completed(random, dictionary, many, item, value) for item in items]
        if flag and flag in shape.facts:
            whole[flag] = True
    return whole
