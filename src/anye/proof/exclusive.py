"""Two measures that exclude each other: whether both can be had at once, so that a rule has to choose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anye.rules.policy import Policy
from anye.rules.types import Words

from .algebra import both
from .claims import Finding
from .moments import Standing, meaning, standings
from .necessary import NOT_BUILT
from .possible import LADDER, confirmed, untold_words
from .scene import Scene, surely
from .translate import unknown_figures
from .witness import Kernel
from .world import World

BOTH = Words("有同时符合两项的情形，且没有取舍规则", "有同時符合兩項的情形，且沒有取捨規則", "a case is entitled to both, and no rule chooses")


@dataclass
class Exclusive:
    """Settles one pair of measures of one unit between two days."""

    policy: Policy
    place: str
    kernel: Kernel
    first: dt.date
    last: dt.date

    def findings(self, measure: str, other: str) -> tuple[Finding, ...]:
        """One finding for each way in which the two stand together; none where they never do."""
        ways: dict[object, Standing] = {}
        for standing in standings(self.policy, self.place, [measure], self.first, self.last)[measure]:
            for span in standing.spans:
                law = standing.law_on(span[0])
                rule = law.rules.get(other)
                if rule is None or not rule.in_force:
                    continue
                key = (meaning(law, law.rules[measure]), meaning(law, rule))
                before = ways.get(key)
                spans = (span,) if before is None else tuple(sorted({*before.spans, span}))
                first = law if before is None else before.law
                ways[key] = Standing(first.rules[measure], first, spans, standing.hindsight)
        return tuple(self._finding(way, measure, other) for way in ways.values())

    def _finding(self, standing: Standing, measure: str, other: str) -> Finding:
        spans, law = standing.spans, standing.law
        rules = (law.rules[measure], law.rules[other])
        nodes = [item.when for rule in rules for item in rule.conditions]
        ids = sorted((measure, other))
        for repeats in LADDER[:2]:
            scene = Scene(law, rules[0].measure.unit, spans, World(closed=True, repeats=repeats), timeout=3_000)
            scene.reads(nodes)
            answer = scene.ask(both(*(surely(scene.holds(rule)) for rule in rules)))
            if answer.model is not None:
                witness = confirmed(self.kernel, standing, scene, answer, ids)
                if witness is not None and all(outcome.outcome == "yes" for outcome in witness.outcomes):
                    return Finding("refuted", spans, standing.hindsight, BOTH, witness)
        scene = Scene(law, rules[0].measure.unit, spans, World(), timeout=5_000)
        scene.reads(nodes)
        if scene.ask(*(scene.holds(rule).value for rule in rules)).impossible:
            return Finding("proven", spans, standing.hindsight)
        untold = unknown_figures(law.lowering, nodes)
        why = untold_words(standing, untold) if untold else NOT_BUILT
        return Finding("undecided", spans, standing.hindsight, why)
