"""Which cases count: those that a person wrote from a sentence, and quote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .cases import Case
from .citation import Citation
from .measure import Measure
from .policy import Policy
from .temporal import derived_of, parameters_of


def counted(policy: Policy, cases: Iterable[Case]) -> list[Case]:
    """The cases that quote a sentence their measure rests on, in their order.

    Of the notice, words of a sentence that the measure carries out or that a part of it cites: that they stand there
    is checked when the case is read. Of a higher document, which may not be quoted, its number with the fact in our
    own words; the document must be one that a part of the measure cites.
    """
    known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    found = []
    for case in cases:
        if case.measure not in known:
            known[case.measure] = sources(policy, case.measure)
        clauses, documents = known[case.measure]
        if case.clause in clauses if case.clause else case.document in documents:
            found.append(case)
    return found


def sources(policy: Policy, measure: str) -> tuple[frozenset[str], frozenset[str]]:
    """The sentences and the higher documents a measure rests on, by its own parts, its figures and derived facts."""
    texts = [version.measure for version in policy.versions[measure].all]
    cites = [cite for text in texts for cite in _cites(policy, text)]
    cites += [item.cite for item in policy.versions[measure].amendments]
    clauses = frozenset((*texts[0].clauses, *(cite.clause for cite in cites if cite.clause)))
    readings = (item.source for text in texts for item in text.interpretation if item.source)
    return clauses, frozenset((*(cite.document for cite in cites if cite.document), *readings))


def _cites(policy: Policy, measure: Measure) -> Iterator[Citation]:
    yield from (condition.cite for condition in measure.conditions)
    yield measure.amount.cite
    yield from (pair.cite for pair in policy.exclusions.of(measure.id))
    nodes = measure.expressions()
    for name in parameters_of(nodes, policy.definition, as_of=True):
        for dated in (*policy.parameters[name].values, *policy.amendments.get(name, ())):
            yield dated.cite
    for key in derived_of(nodes, policy.definition):
        yield policy.derived[key].cite
