"""A measure: one benefit programme, as its file declares it, with every expression typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from . import ir
from .citation import Citation
from .errors import Place
from .promised import Cap, Explained, Monotone
from .types import Num, Words

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


# what an amount is: money the fund pays, money somebody owes, money lent, a rate, a time; `none`: a status or a right
KINDS: dict[str, Words] = {
    "payment": Words("金额", "金額", "amount"),
    "due": Words("应缴", "應繳", "due"),
    "loan": Words("贷款额度", "貸款額度", "loan"),
    "rate": Words("费率", "費率", "rate"),
    "duration": Words("期限", "期限", "duration"),
    "none": Words("资格", "資格", "right"),
}


@dataclass(frozen=True)
class Amount:
    """What is granted, of a kind of KINDS; where that is `none` the number means nothing."""

    expr: ir.Expr
    cite: Citation
    at: Place
    kind: str = "payment"

    @property
    def type(self) -> Num:
        assert isinstance(self.expr.type, Num)
        return self.expr.type


@dataclass(frozen=True)
class Limit:
    """How often, for how many months or how much may be granted in all.

    `owner` is the record whose awards are counted where other units or measures use the limit up too, else empty; `of`
    are the measures whose awards count. `room` is what is left of it, of a limit on times that is shared.
    """

    id: str
    counting: str
    within: str
    at_most: ir.Expr
    cite: Citation
    owner: str = ""
    of: tuple[str, ...] = ()
    room: ir.Expr | None = None


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
    at: Place


@dataclass(frozen=True)
class Measure:
    """`payee`: the links from the unit to the record that is granted it; none where that is the unit itself.

    `enactment` issued it; `amended` names the amendments that have made it what it is, the weakest first.
    """

    id: str
    title: Words
    unit: str
    payee: tuple[str, ...]
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
    grants: tuple[str, ...]
    conditions: tuple[Condition, ...]
    amount: Amount
    limits: tuple[Limit, ...]
    window: Window | None
    evidence: tuple[tuple[str, str], ...]
    interpretation: tuple[Interpretation, ...]
    at: Place
    amended: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    monotone: tuple[Monotone, ...] = ()
    explained: tuple[Explained, ...] = ()

    @property
    def place(self) -> tuple[tuple[int, ...], str]:
        """Where it stands in its notice: the numbers of its first sentence, then its id."""
        return tuple(int(part) for part in self.clauses[0].split(".") if part.isdigit()), self.id

    def expressions(self) -> list[ir.Expr]:
        caps = (cap.at_most for cap in self.caps)
        return [*(condition.when for condition in self.conditions), *self.steps, self.amount.expr, *caps]
