"""What is claimed of every measure, in words, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anye.rules.measure import Measure
from anye.rules.policy import Policy
from anye.rules.types import Words

from .witness import Witness

Status = Literal["refuted", "undecided", "proven"]
KINDS: dict[str, Words] = {
    "granted": Words("可以享受", "可以享受", "can be granted"),
    "met": Words("条件能够符合", "條件能夠符合", "condition can be met"),
    "fails": Words("条件能够不符", "條件能夠不符", "condition can fail"),
    "decided": Words("总有结论", "總有結論", "always decided"),
    "not-negative": Words("金额不为负", "金額不為負", "amount not below nought"),
    "cap": Words("金额不超上限", "金額不超上限", "amount within its ceiling"),
    "exclusive": Words("互斥不兼得", "互斥不兼得", "exclusive measures"),
    "monotone": Words("单调", "單調", "monotone"),
    "time": Words("时间无缺口、无重叠", "時間無缺口、無重疊", "no gap or overlap in time"),
    "table": Words("表无缺口、无重叠", "表無缺口、無重疊", "no gap or overlap in a table"),
}
STATUSES: dict[str, Words] = {
    "refuted": Words("不成立", "不成立", "refuted"),
    "undecided": Words("未能判定", "未能判定", "undecided"),
    "proven": Words("已证明", "已證明", "proven"),
    "explained": Words("不成立，已说明", "不成立，已說明", "refuted, explained"),
}


@dataclass(frozen=True)
class Claim:
    """`measure` is empty where it is of the whole pack; `subject` is the condition, ceiling, other measure it is about."""

    measure: str
    kind: str
    subject: str
    says: Words

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.subject}" if self.subject else self.kind


@dataclass(frozen=True)
class Finding:
    """What came of a claim on some days. `why`: of what is refuted or undecided, the reason."""

    status: Status
    spans: tuple[tuple[dt.date, dt.date], ...]
    hindsight: bool = False
    why: Words | None = None
    witness: Witness | None = None


@dataclass(frozen=True)
class Verdict:
    """A claim with its findings, one for each way in which the law stands; `explained`: what the pack says to a refutation."""

    claim: Claim
    findings: tuple[Finding, ...]
    seconds: float
    explained: str = ""

    @property
    def status(self) -> Status:
        """The worst of the findings."""
        order: tuple[Status, ...] = ("refuted", "undecided", "proven")
        return next((status for status in order if any(f.status == status for f in self.findings)), "proven")

    @property
    def worst(self) -> Finding:
        """The finding that made the status: the first of that kind."""
        return next(finding for finding in self.findings if finding.status == self.status)

    @property
    def stands(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self.status != "refuted" or bool(self.explained)


def claims_of(policy: Policy, measure: Measure) -> Iterator[Claim]:
    """Every claim about one measure, in the order in which they are shown."""

    def claim(kind: str, subject: str, hans: str, hant: str, en: str) -> Claim:
        return Claim(measure.id, kind, subject, Words(hans, hant, en))

    yield claim(
        "time",
        "",
        "每个标准在施行的每一日恰有一个值",
        "每個標準在施行的每一日恰有一個值",
        "every figure has one value on each day in force",
    )
    yield claim("granted", "", "有人可以享受", "有人可以享受", "somebody can be entitled")
    for item in measure.conditions:
        hans, hant, en = item.label
        yield claim(
            "met",
            item.id,
            f"条件“{hans}”能够符合",
            f"條件「{hant}」能夠符合",
            f"the condition “{en}” can be met",
        )
        if (
            item.kind != "in-force"
        ):  # outside its force a measure says no; inside it this condition always holds
            yield claim(
                "fails",
                item.id,
                f"条件“{hans}”能够不符",
                f"條件「{hant}」能夠不符",
                f"the condition “{en}” can fail",
            )
    yield claim(
        "decided",
        "",
        "事实齐全必有结论，可以享受的必有金额",
        "事實齊全必有結論，可以享受的必有金額",
        "with every fact known there is an answer, and an amount where entitled",
    )
    if measure.amount.kind != "none":
        yield claim("not-negative", "", "金额不低于零", "金額不低於零", "the amount is never below nought")
    yield from _caps(measure)
    for other in excluded(policy, measure):
        hans, hant, en = policy.measures[other].title
        yield claim(
            "exclusive",
            other,
            f"不与“{hans}”同时可享，或有取舍规则",
            f"不與「{hant}」同時可享，或有取捨規則",
            f"never payable together with “{en}”, or with a rule to choose",
        )
    for promise in measure.monotone:
        yield Claim(measure.id, "monotone", promise.id, promise.label)


def excluded(policy: Policy, measure: Measure) -> list[str]:
    """The other measures of the same unit that may not be had together with one."""
    others = (policy.measures.get(pair.other) for pair in policy.exclusions.of(measure.id))
    return [other.id for other in others if other is not None and other.unit == measure.unit]


def _caps(measure: Measure) -> Iterator[Claim]:
    labels = {item.id: item.label for item in measure.conditions}
    for limit in measure.limits:
        if limit.counting == "amount":
            hans, hant, en = labels[limit.id]
            says = Words(
                f"“{hans}”：连同已享受的不超过上限",
                f"「{hant}」：連同已享受的不超過上限",
                f"“{en}”: with what was granted before, never above the ceiling",
            )
            yield Claim(measure.id, "cap", limit.id, says)
    for cap in measure.caps:
        hans, hant, en = cap.label
        yield Claim(
            measure.id,
            "cap",
            cap.id,
            Words(f"金额不超过{hans}", f"金額不超過{hant}", f"the amount is never above {en}"),
        )
