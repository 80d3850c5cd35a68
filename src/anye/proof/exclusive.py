"""Two measures that exclude each other: whether both can be had at once, so that a rule has to choose.

The pack can't be read without one: each group of measures that exclude each other says how is chosen
(`exclusion_file`). So a case that is entitled to both shows that the rule is needed, and refutes nothing.
"""

from __future__ import annotations

from anye.rules.types import Words

from .algebra import both
from .claims import Finding
from .moments import Calendar, Standing
from .necessary import NOT_BUILT
from .possible import FIRST, PROOF, confirmed, untold_words
from .scene import Scene, surely
from .translate import unknown_figures
from .witness import Kernel
from .world import World

BOTH = Words(
    "有同时符合两项的情形，由取舍规则择一",
    "有同時符合兩項的情形，由取捨規則擇一",
    "a case is entitled to both: the rule that chooses is needed, and there is one",
)


def exclusive(calendar: Calendar, kernel: Kernel, measure: str, other: str) -> list[Finding]:
    """One finding for each way in which two measures of one unit stand together; none where they never do."""
    return [
        _finding(way, kernel, measure, other) for way in calendar.standings(measure, other, amounts=False)
    ]


def _finding(standing: Standing, kernel: Kernel, measure: str, other: str) -> Finding:
    law, hindsight = standing.law, standing.hindsight
    rules = (law.rules[measure], law.rules[other])
    nodes = [item.when for rule in rules for item in rule.conditions]
    unit, ids = rules[0].measure.unit, sorted((measure, other))
    for attempt in FIRST:
        world = World(closed=True, repeats=attempt.repeats)
        scene = Scene(law, unit, attempt.spans(standing), world, effort=attempt.effort)
        scene.reads(nodes)
        answer = scene.ask(both(*(surely(scene.holds(rule)) for rule in rules)))
        if answer.model is not None:
            witness = confirmed(kernel, standing, scene, answer, ids)
            if witness is not None and all(outcome.outcome == "yes" for outcome in witness.outcomes):
                return Finding("proven", standing.spans, hindsight, BOTH, witness)
    scene = Scene(law, unit, standing.spans, World(), effort=PROOF)
    scene.reads(nodes)
    if scene.ask(*(scene.holds(rule).value for rule in rules)).impossible:
        return Finding("proven", standing.spans, hindsight)
    untold = unknown_figures(law.lowering, nodes)
    why = untold_words(standing, untold) if untold else NOT_BUILT
    return Finding("undecided", standing.spans, hindsight, why)
