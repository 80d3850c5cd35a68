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


WHOLE: dict[str, Words] = {
    "time": Words(
        "每个标准在施行的每一日恰有一个值",
        "每個標準在施行的每一日恰有一個值",
        "every figure has one value on each day in force",
    ),
    "granted": Words("有人可以享受", "有人可以享受", "somebody can be entitled"),
    "decided": Words(
        "事实齐全必有结论，可以享受的必有金额",
        "事實齊全必有結論，可以享受的必有金額",
        "with every fact known there is an answer, and an amount where entitled",
    ),
    "not-negative": Words("金额不低于零", "金額不低於零", "the amount is never below nought"),
}
"""What is claimed of a measure as a whole."""
OF_CONDITIONS: dict[str, Words] = {
    "met": Words("条件“{}”能够符合", "條件「{}」能夠符合", "the condition “{}” can be met"),
    "fails": Words("条件“{}”能够不符", "條件「{}」能夠不符", "the condition “{}” can fail"),
}
NOT_BOTH = Words(
    "不与“{}”同时可享，或有取舍规则",
    "不與「{}」同時可享，或有取捨規則",
    "never payable together with “{}”, or with a rule to choose",
)
WITHIN_LIMIT = Words(
    "“{}”：连同已享受的不超过上限",
    "「{}」：連同已享受的不超過上限",
    "“{}”: with what was granted before, never above the ceiling",
)
WITHIN = Words("金额不超过{}", "金額不超過{}", "the amount is never above {}")


def claims_of(policy: Policy, measure: Measure) -> Iterator[Claim]:
    """Every claim about one measure, in any of its texts, in the order in which they are shown."""

    def whole(kind: str) -> Claim:
        return Claim(measure.id, kind, "", WHOLE[kind])

    texts = [version.measure for version in policy.versions[measure.id].all]
    yield whole("time")
    yield whole("granted")
    for item in {item.id: item for text in texts for item in text.conditions}.values():
        yield Claim(measure.id, "met", item.id, _of(OF_CONDITIONS["met"], item.label))
        if item.kind != "in-force":  # within the force of a measure this condition always holds
            yield Claim(measure.id, "fails", item.id, _of(OF_CONDITIONS["fails"], item.label))
    yield whole("decided")
    if any(text.amount.kind != "none" for text in texts):
        yield whole("not-negative")
    yield from {claim.id: claim for text in texts for claim in _caps(text)}.values()
    for other in excluded(policy, measure):
        yield Claim(measure.id, "exclusive", other, _of(NOT_BOTH, policy.measures[other].title))
    for promise in {item.id: item for text in texts for item in text.monotone}.values():
        yield Claim(measure.id, "monotone", promise.id, promise.label)


def _of(form: Words, label: Words) -> Words:
    """A form with the label of what it is about, in three languages."""
    return Words(*(text.format(word) for text, word in zip(form, label, strict=True)))


def explained(policy: Policy, measure: str) -> dict[str, str]:
    """What the pack says to refuted claims about a measure, by claim."""
    texts = policy.versions[measure].all
    return {item.claim: item.why for version in texts for item in version.measure.explained}


def excluded(policy: Policy, measure: Measure) -> list[str]:
    """The other measures of the same unit that may not be had together with one."""
    others = (policy.measures.get(pair.other) for pair in policy.exclusions.of(measure.id))
    return [other.id for other in others if other is not None and other.unit == measure.unit]


def _caps(measure: Measure) -> Iterator[Claim]:
    labels = {item.id: item.label for item in measure.conditions}
    for limit in measure.limits:
        if limit.counting == "amount":
            yield Claim(measure.id, "cap", limit.id, _of(WITHIN_LIMIT, labels[limit.id]))
    for cap in measure.caps:
        yield Claim(measure.id, "cap", cap.id, _of(WITHIN, cap.label))
