"""Every assumption of a pack, once, with what would settle it: the list a policy clerk works off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .citation import Citation
from .errors import Place
from .exclusion_groups import CHOICES
from .measure import Measure
from .parameters import Dated
from .policy import Policy
from .temporal import derived_of, parameters_of
from .types import FOREVER, Type, Words
from .value_words import ValueWords

LAYOUT = Words("见文件", "見文件", "see the file")


@dataclass(frozen=True)
class Assumption:
    """One thing taken for granted. `kind`: parameter, condition, amount, derived, reading or exclusion.

    `value` is what is assumed; `settle` says what would settle it; `measures` are those whose answers rest on it.
    """

    kind: str
    id: str
    label: Words
    value: Words
    settle: Words
    source: str
    measures: tuple[str, ...]
    at: Place


def assumptions(policy: Policy) -> list[Assumption]:
    """All assumptions of the pack's measures: figures through all time, conditions, derived facts, readings."""
    found = [*_parameters(policy), *_derived(policy)]
    for measure in _in_every_text(policy):
        found += (item for item in _of_measure(policy, measure) if item not in found)
    return [*found, *_of_exclusions(policy)]


def _in_every_text(policy: Policy) -> list[Measure]:
    """All measures in all their texts: what later law says of one is assumed as much as what it said at first."""
    measures = (version.measure for one in policy.versions.values() for version in one.all)
    return sorted(measures, key=lambda item: item.id)


def _same(text: str) -> Words:
    return Words(text, text, text)


def _settled_by(cite: Citation) -> Words:
    return _same(cite.note or cite.fact)


def _source(policy: Policy, cite: Citation, enactment: str) -> str:
    return cite.document or f"{policy.enactments[enactment].number} {cite.clause}"


def _users(policy: Policy) -> dict[str, tuple[str, ...]]:
    """Which measures rest on each parameter."""
    users: dict[str, list[str]] = {}
    for measure in _in_every_text(policy):
        for name in parameters_of(measure.expressions(), policy.definition, as_of=True):
            users.setdefault(name, []).append(measure.id)
    return {name: tuple(dict.fromkeys(ids)) for name, ids in users.items()}


def _parameters(policy: Policy) -> Iterator[Assumption]:
    users = _users(policy)
    for name, parameter in policy.parameters.items():
        for dated in (*parameter.values, *policy.amendments.get(name, ())):
            if dated.cite.status == "assumed":
                yield Assumption(
                    "parameter",
                    name,
                    parameter.label,
                    _value(policy, dated, parameter.type, parameter.key),
                    _settled_by(dated.cite),
                    _source(policy, dated.cite, dated.enactment),
                    users.get(name, ()),
                    dated.at,
                )


def _value(policy: Policy, dated: Dated, type_: Type, key: str) -> Words:
    """A figure in words with its days, in all three languages."""
    enums = policy.dictionary.enums
    days = f"{dated.start} – {'' if dated.end == FOREVER else dated.end}".strip()

    def in_(lang: str) -> str:
        words, content = ValueWords(enums, lang), dated.value
        if not isinstance(content, dict):
            return f"{words.stored(content, type_)} ({days})"
        if any(isinstance(item, tuple) for item in content.values()):
            return LAYOUT.in_(lang)
        rows = (f"{enums[key][name].in_(lang)} {words.stored(item, type_)}" for name, item in content.items())
        return f"{'; '.join(rows)} ({days})"

    return Words(in_("zh-Hans"), in_("zh-Hant"), in_("en"))


def _derived(policy: Policy) -> Iterator[Assumption]:
    users: dict[tuple[str, str], list[str]] = {}
    for measure in _in_every_text(policy):
        for key in derived_of(measure.expressions(), policy.definition):
            users.setdefault(key, []).append(measure.id)
    for key, definition in policy.derived.items():
        if definition.cite.status == "assumed" and key in users:
            yield Assumption(
                "derived",
                ".".join(key),
                definition.label,
                _same(definition.cite.fact or definition.cite.quote),
                _settled_by(definition.cite),
                definition.cite.document or definition.cite.clause,
                tuple(dict.fromkeys(users[key])),
                definition.at,
            )


def _of_measure(policy: Policy, measure: Measure) -> Iterator[Assumption]:
    def rests(kind: str, id_: str, label: Words, cite: Citation, at: Place) -> Assumption:
        value = _same(cite.fact or cite.quote)
        source = _source(policy, cite, measure.enactment)
        return Assumption(kind, id_, label, value, _settled_by(cite), source, (measure.id,), at)

    for condition in measure.conditions:
        if condition.cite.status == "assumed":
            yield rests("condition", condition.id, condition.label, condition.cite, condition.at)
    if measure.amount.kind != "none" and measure.amount.cite.status == "assumed":
        yield rests("amount", "amount", measure.title, measure.amount.cite, measure.amount.at)
    for reading in measure.interpretation:
        if reading.status == "assumed":
            yield Assumption(
                "reading",
                reading.id,
                _same(reading.words),
                _same(reading.reading),
                _asked(policy.department(measure.lead), reading.other),
                f"{policy.enactments[measure.enactment].number} {'、'.join(measure.clauses)}",
                (measure.id,),
                reading.at,
            )


def _of_exclusions(policy: Policy) -> Iterator[Assumption]:
    """That measures exclude each other, and how is chosen between them."""
    for group in policy.exclusions.groups:
        cites = [(group.id, group.label, group.cite)]
        cites += [(f"{group.id}.{name}", group.label, cite) for name, cite in group.reasons.items()]
        cites.append((f"{group.id}.choice", CHOICES[group.choice], group.choice_cite))
        for id_, label, cite in cites:
            if cite.status == "assumed":
                yield Assumption(
                    "exclusion",
                    id_,
                    label,
                    _same(cite.fact or cite.quote),
                    _settled_by(cite),
                    _source(policy, cite, group.enactment),
                    tuple(name for name in group.measures if name in policy.measures),
                    group.at,
                )


def _asked(lead: Words, other: str) -> Words:
    """Who can say which of two readings is meant."""
    return Words(
        f"请{lead.hans}书面明确；另一种理解：{other}",
        f"請{lead.hant}書面明確；另一種理解：{other}",
        f"{lead.en} to say in writing which is meant; the other reading: {other}",
    )
