"""What exclusions make of a claim, in words: what it gives way to, by which rule, and where that is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from .citation import Citation
from .exclusion import PLACES, Name, Settlement
from .exclusion_groups import CHOICES, Group
from .phrases import PHRASES
from .policy import title_of
from .resolve import Law
from .types import Words, unscaled

TEXTS: dict[str, Words] = {
    "gives-way": Words(
        "符合条件，但与{others}不可同时享受：按“{rule}”择{others}",
        "符合條件，但與{others}不可同時享受：按「{rule}」擇{others}",
        "entitled, but not together with {others}: by the rule “{rule}” {others} prevails",
    ),
    "would-give-way": Words(
        "尚不能确定；即使符合条件，也与{others}不可同时享受，按“{rule}”择{others}",
        "尚不能確定；即使符合條件，也與{others}不可同時享受，按「{rule}」擇{others}",
        "not yet known; even if entitled, not together with {others}: by the rule “{rule}” {others} prevails",
    ),
    "granted-before": Words(
        "此前已享受{award}，不可再享受这一项",
        "此前已享受{award}，不可再享受這一項",
        "{award} was granted before, which excludes this",
    ),
    "maybe-granted-before": Words(
        "此前享受的{award}可能与这一项冲突，记录不全，尚不能断定",
        "此前享受的{award}可能與這一項衝突，記錄不全，尚不能斷定",
        "an earlier {award} may exclude this: its record is not complete",
    ),
    "used-up": Words(
        "共用的限额由{others}用完",
        "共用的限額由{others}用完",
        "the limit it shares is used up by {others}",
    ),
    "may-be-used-up": Words(
        "与{others}共用的限额不够，哪一项享受尚不能断定",
        "與{others}共用的限額不夠，哪一項享受尚不能斷定",
        "the limit it shares with {others} is not enough for all; which is granted is still open",
    ),
    "too-many": Words(
        "要除去的记录太多，没有逐一核对；金额见全市筛查的名单",
        "要除去的記錄太多，沒有逐一核對；金額見全市篩查的名單",
        "too many records bear on what is left to be gone through here: see the lists of a screening",
    ),
    "applicant": Words(
        "与{others}不可同时享受：由申请人选择其一",
        "與{others}不可同時享受：由申請人選擇其一",
        "not together with {others}: the applicant chooses between them",
    ),
    "open": Words(
        "与{others}不可同时享受，按“{rule}”择哪一项，尚不能断定",
        "與{others}不可同時享受，按「{rule}」擇哪一項，尚不能斷定",
        "not together with {others}; which one the rule “{rule}” prefers is still open",
    ),
    "prevails": Words(
        "与{others}不可同时享受：按“{rule}”择这一项",
        "與{others}不可同時享受：按「{rule}」擇這一項",
        "not together with {others}: by the rule “{rule}” this one prevails",
    ),
    "again": Words(
        "已除去{others}，按其余计算：{amount}",
        "已除去{others}，按其餘計算：{amount}",
        "reckoned of what {others} leave: {amount}",
    ),
    "again-nothing": Words(
        "除去{others}之后没有剩余",
        "除去{others}之後沒有剩餘",
        "nothing remains after {others}",
    ),
    "span": Words("{low} 至 {high} 元", "{low} 至 {high} 元", "{low} to {high} yuan"),
    "from": Words("至少 {low} 元", "至少 {low} 元", "at least {low} yuan"),
    "sum": Words("{low} 元", "{low} 元", "{low} yuan"),
}


@dataclass(frozen=True)
class Said:
    """What is to be said of one claim: lines, and what each group of measures and its rule of choice rest on. `amount`
    is what is left of it where it was reckoned anew, in words."""

    status: str
    lines: tuple[str, ...]
    cites: tuple[Citation, ...]
    amount: str = ""


def said(
    law: Law,
    lang: str,
    name: Name,
    settled: Mapping[Name, Settlement],
    *,
    entitled: bool = True,
    award: str = "",
    who: Callable[[Name], str] = lambda name: "",
) -> Said | None:
    """What exclusions make of a claim; None where they don't touch it.

    `entitled`: for certain, by itself. `award` names the measure of the earlier award in its way; `who` adds to
    another claim's title whose it is, where that is somebody else's record.
    """
    mine = settled.get(name)
    if mine is None:
        return None
    speech = _Speech(law, lang, name, who)
    if mine.status == "granted" and not mine.again:
        beaten = [
            other for other, found in settled.items() if name in found.others and found.status != "granted"
        ]
        if not beaten:
            return None
        return speech.of(mine.status, "prevails", beaten)
    if mine.status == "gives-way":
        key = "gives-way" if entitled else "would-give-way"
        return speech.lost(mine, key, award)
    if mine.again and mine.others:
        left = speech.amount(mine.low, mine.high)
        return replace(speech.of(mine.status, "again", mine.others, amount=left), amount=left)
    if award and not mine.others:
        return Said(mine.status, (speech.text("maybe-granted-before", award=speech.title(award)),), ())
    if not mine.others:
        return Said(mine.status, (speech.text("too-many"),), ())
    groups = speech.groups(mine.others)
    if not groups:
        return speech.of(mine.status, "may-be-used-up", mine.others)
    chosen = any(group.choice == "applicant" for group in groups)
    return speech.of(mine.status, "applicant" if chosen else "open", mine.others)


@dataclass(frozen=True)
class _Speech:
    law: Law
    lang: str
    name: Name
    who: Callable[[Name], str]

    def text(self, key: str, **parts: str) -> str:
        return TEXTS[key].in_(self.lang).format(**parts)

    def title(self, measure: str) -> str:
        return title_of(self.law.policy, measure).in_(self.lang)

    def others(self, names: Iterable[Name]) -> str:
        shown = dict.fromkeys(self.title(other[0]) + self.who(other) for other in names)
        return PHRASES["comma"].in_(self.lang).join(shown)

    def groups(self, names: Iterable[Name]) -> list[Group]:
        """The groups in which the claim and the others exclude each other."""
        measures = {other for other, _ in names}
        pairs = self.law.policy.exclusions.of(self.name[0])
        return list({pair.group.id: pair.group for pair in pairs if pair.other in measures}.values())

    def of(self, status: str, key: str, names: Iterable[Name], **parts: str) -> Said:
        names = list(names)
        groups = self.groups(names)
        rule = (
            PHRASES["comma"]
            .in_(self.lang)
            .join(dict.fromkeys(CHOICES[group.choice].in_(self.lang) for group in groups))
        )
        line = self.text(key, others=self.others(names), rule=rule, **parts)
        return Said(status, (line,), tuple(self._cites(groups, names)))

    def lost(self, mine: Settlement, key: str, award: str) -> Said:
        if award:
            cites = [pair.cite for pair in self.law.policy.exclusions.of(self.name[0]) if pair.other == award]
            line = self.text("granted-before", award=self.title(award))
            return Said(mine.status, (line,), tuple(dict.fromkeys(cites)))
        if not self.groups(mine.others):
            return self.of(mine.status, "used-up", mine.others)
        if mine.again:
            return self.of(mine.status, "again-nothing", mine.others)
        return self.of(mine.status, key, mine.others)

    def amount(self, low: int, high: int | None) -> str:
        shown = f"{unscaled(low, PLACES):,}"
        if high is None:
            return self.text("from", low=shown)
        return self.text("sum" if low == high else "span", low=shown, high=f"{unscaled(high, PLACES):,}")

    def _cites(self, groups: list[Group], names: list[Name]) -> Iterable[Citation]:
        for group in groups:
            found = [group.cite_of(self.name[0], other) for other, _ in names if group.side(other) >= 0]
            yield from dict.fromkeys([*found, group.choice_cite])
