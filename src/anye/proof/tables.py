"""Claims that need no solver: tables of classes without gaps or overlaps, one value a day for every figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from anye.rules.dictionary import Dictionary
from anye.rules.parameters import Dated, Parameter, Row
from anye.rules.policy import Policy
from anye.rules.resolve import value_on
from anye.rules.temporal import parameters_of
from anye.rules.types import Words

from .claims import Claim, Finding
from .moments import Calendar, Span, joined

Bounds = dict[str, int]


def table_claims(policy: Policy) -> Iterator[tuple[Claim, tuple[Finding, ...]]]:
    """One claim a table of the pack, with a finding a value it has had."""
    for parameter in policy.parameters.values():
        if parameter.key:
            hans, hant, en = parameter.label
            says = Words(
                f"表“{hans}”每个键都有值，档次不缺不叠",
                f"表「{hant}」每個鍵都有值，檔次不缺不疊",
                f"the table “{en}” has a value for every key and no gap or overlap",
            )
            claim = Claim("", "table", parameter.name, says)
            values = (*parameter.values, *policy.amendments.get(parameter.name, ()))
            yield claim, tuple(_table(policy.dictionary, parameter, dated) for dated in values)


def _table(dictionary: Dictionary, parameter: Parameter, dated: Dated) -> Finding:
    days = ((dated.start, dated.end),)
    if not isinstance(dated.value, dict):
        why = Words("整张表的值待核实", "整張表的值待核實", "the whole table is still unknown")
        return Finding("undecided", days, why=why)
    missing = [key for key in dictionary.enums[parameter.key] if key not in dated.value]
    if missing and not parameter.partial:
        keys = ", ".join(missing)
        return Finding("refuted", days, why=Words(f"缺少：{keys}", f"缺少：{keys}", f"lacks: {keys}"))
    for key, row in dated.value.items():
        fault = faulty_row(key, row) if isinstance(row, tuple) else None
        if fault is not None:
            return Finding("refuted", days, why=fault)
    return Finding("proven", days)


def faulty_row(key: str, row: Row) -> Words | None:
    """What is wrong with one row of classes, from the top down: a class that nobody can be in, or one that asks for
    more than the class above it. None where nothing is."""
    above: list[tuple[str, Bounds]] = []
    for name, pairs in row:
        bounds = dict(pairs)
        for higher, reached in above:
            if all(bound <= bounds.get(what, 0) for what, bound in reached.items()):
                return Words(
                    f"{key}：凡达到 {name} 的都已属 {higher}，没有单位会划为 {name}",
                    f"{key}：凡達到 {name} 的都已屬 {higher}，沒有單位會劃為 {name}",
                    f"{key}: whoever reaches {name} is {higher} already, nobody can be {name}",
                )
            more = [what for what, bound in bounds.items() if what in reached and bound > reached[what]]
            if more:
                return Words(
                    f"{key}：{name} 的下限（{more[0]}）高于 {higher} 的",
                    f"{key}：{name} 的下限（{more[0]}）高於 {higher} 的",
                    f"{key}: the lower bound of {name} ({more[0]}) is above that of {higher}",
                )
        above.append((name, bounds))
    return None


def time_findings(calendar: Calendar, measure: str) -> tuple[Finding, ...]:
    """Whether every figure of a measure, in the text that holds, has exactly one value on each day of its force."""
    policy, held = calendar.policy, tuple[Span, ...]()
    for span, hindsight, law in calendar.laws:
        rule = law.rules.get(measure)
        if rule is None or not rule.in_force:
            continue
        for name in sorted(parameters_of(rule.measure.expressions(), policy.definition)):
            why = _at_once(policy, name, calendar.place, span[0], law.known)
            if why is not None:
                return (Finding("refuted", (span,), hindsight, why),)
        held = joined(held, span) if not hindsight else held
    return (Finding("proven", held),) if held else ()


def _at_once(policy: Policy, name: str, place: str, day: dt.date, known: dt.date) -> Words | None:
    """What is wrong with a figure's values on a day: none holds, or two of the same standing that differ."""
    label = policy.parameters[name].label
    found = value_on(policy, name, place, day, known)
    if found is None:
        return Words(
            f"{day} 没有值：{label.hans}", f"{day} 沒有值：{label.hant}", f"no value on {day}: {label.en}"
        )
    standing = _standing(policy, found)
    for dated in (*policy.parameters[name].values, *policy.amendments.get(name, ())):
        enactment = policy.enactments[dated.enactment]
        together = dated.start <= day <= dated.end and enactment.start <= day <= enactment.end
        reaches = together and enactment.issued <= known and enactment.covers(place)
        rivals = reaches and dated is not found and _standing(policy, dated) == standing
        if rivals and dated.value != found.value:
            return Words(
                f"{day} 有两个值：{label.hans}",
                f"{day} 有兩個值：{label.hant}",
                f"two values on {day}: {label.en}",
            )
    return None


def _standing(policy: Policy, dated: Dated) -> tuple[int, dt.date]:
    enactment = policy.enactments[dated.enactment]
    return enactment.rank, enactment.issued
