"""What somebody can be: a case for every condition met, for every condition failed, for the measure granted.

A case found is built as facts and evaluated by the kernel; one case often bears out many claims. What no case was found
for is put to a world where lists are open: impossible there is impossible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from anye.rules.evaluate import Outcome
from anye.rules.measure import Condition
from anye.rules.types import Words

from .algebra import Truth, both, no
from .claims import Finding
from .moments import Span, Standing
from .scene import Answer, Scene, surely, surely_not
from .translate import unknown_figures
from .witness import Builder, Kernel, Witness
from .world import World


@dataclass(frozen=True)
class Attempt:
    """How a case is looked for: on one day or on any, with so many records in lists by depth (a number above 1 is so
    many alike), with so much `effort`."""

    one_day: bool
    repeats: tuple[tuple[int, ...], ...]
    effort: int

    def spans(self, standing: Standing) -> tuple[Span, ...]:
        """The days: all of them, or one some weeks after the first."""
        start, end = standing.spans[0]
        day = min(end, start + SOME_WEEKS)
        return ((day, day),) if self.one_day else standing.spans


SOME_WEEKS = dt.timedelta(days=40)
FIRST = (
    Attempt(True, ((1,), (1,), (1,)), 2_000_000),
    Attempt(True, ((1, 1), (1, 1), (1,)), 4_000_000),
    Attempt(False, ((1, 1), (1, 1), (1,)), 6_000_000),
)
THEN = (
    Attempt(True, ((1, 1, 1), (1, 1), (1,)), 4_000_000),
    Attempt(True, ((1, 1, 3, 12, 40, 150), (1, 1), (1,)), 6_000_000),
    Attempt(False, ((1, 1, 1), (1, 1), (1,)), 8_000_000),
)
PROOF = 8_000_000
"""How much effort goes into a proof."""

Key = tuple[str, str]
"""A claim's kind and subject."""


def confirmed(
    kernel: Kernel, standing: Standing, scene: Scene, answer: Answer, measures: Sequence[str]
) -> Witness | None:
    """The case an answer describes, evaluated on each side; None where it can't be built."""
    assert answer.model is not None
    builder = Builder(standing.law.policy.dictionary, answer.model)
    on = builder.day(scene.on)
    law = standing.law_on(on)
    shape = kernel.program(law, measures).shape
    facts = tuple(builder.facts(side, shape) for side in scene.sides)
    found: list[Outcome] = []
    for data in facts:
        outcomes = kernel.evaluated(law, measures, data)
        if outcomes is None:
            return None
        found += outcomes
    return Witness(on, law.known, facts, tuple(found))


@dataclass
class Possible:
    """Finds cases for one way in which a measure stands."""

    standing: Standing
    kernel: Kernel
    found: dict[Key, Witness] = field(default_factory=dict)
    hopeless: set[Key] = field(default_factory=set)

    def findings(self) -> Iterator[tuple[Key, Finding]]:
        for attempt in FIRST:
            self._look(attempt)
        wanted = [key for key in self._keys() if key not in self.found]
        impossible = self._impossible(wanted) if wanted else set()
        self.hopeless |= impossible
        for attempt in THEN:
            self._look(attempt)
        for key in self._keys():
            yield key, self._finding(key, impossible)

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        return self.standing.rule.conditions

    def _keys(self) -> list[Key]:
        met = [("met", item.id) for item in self._conditions]
        fails = [("fails", item.id) for item in self._conditions if item.kind != "in-force"]
        return [("granted", ""), *met, *fails]

    def _untold(self, key: Key) -> tuple[str, ...]:
        nodes = [item.when for item in self._conditions if key[1] in ("", item.id)]
        return unknown_figures(self.standing.law.lowering, nodes)

    def _look(self, attempt: Attempt) -> None:
        """Looks for a case for each claim that none bears out yet and that one could bear out."""
        keys = [key for key in self._keys() if key not in self.found and key not in self.hopeless]
        if not keys:
            return
        world = World(closed=True, repeats=attempt.repeats)
        scene = self._scene(world, attempt.spans(self.standing), attempt.effort)
        truths = {item.id: scene.of(item.when) for item in self._conditions}
        for key in keys:
            if key in self.found:
                continue
            kind, subject = key
            if kind == "granted":
                wanted: Truth = both(*(surely(sym) for sym in truths.values()))
            else:
                wanted = surely(truths[subject]) if kind == "met" else surely_not(truths[subject])
            if wanted is False and not attempt.one_day:
                self.hopeless.add(key)  # no case can tell: the law settles it, or a figure that nobody knows
                continue
            answer = scene.ask(wanted)
            if answer.model is not None:
                self._learn(confirmed(self.kernel, self.standing, scene, answer, [self._id]))

    def _learn(self, witness: Witness | None) -> None:
        """Takes from a case everything it bears out."""
        if witness is None:
            return
        outcome = witness.outcomes[0]
        results = {finding.id: finding.result for finding in outcome.conditions}
        if outcome.outcome == "yes":
            self.found.setdefault(("granted", ""), witness)
        for id_, result in results.items():
            kind = {"met": "met", "failed": "fails"}.get(result)
            if kind is not None:
                self.found.setdefault((kind, id_), witness)

    def _impossible(self, keys: Sequence[Key]) -> set[Key]:
        """Those that no case can bear out, whatever the lists hold."""
        scene = self._scene(World(), self.standing.spans, PROOF)
        truths = {item.id: scene.of(item.when) for item in self._conditions}
        found = set()
        for key in keys:
            kind, subject = key
            if kind == "granted":
                wanted = both(*(sym.value for sym in truths.values()))
            else:
                wanted = truths[subject].value if kind == "met" else no(truths[subject].value)
            if scene.ask(wanted).impossible:
                found.add(key)
        return found

    def _finding(self, key: Key, impossible: set[Key]) -> Finding:
        spans, hindsight = self.standing.spans, self.standing.hindsight
        if key in self.found:
            return Finding("proven", spans, hindsight, witness=self.found[key])
        if key in impossible:
            return Finding("refuted", spans, hindsight, NEVER[key[0]])
        untold = self._untold(key)
        return Finding(
            "undecided", spans, hindsight, untold_words(self.standing, untold) if untold else NO_CASE
        )

    @property
    def _id(self) -> str:
        return self.standing.rule.measure.id

    def _scene(self, world: World, spans: tuple[Span, ...], effort: int) -> Scene:
        rule = self.standing.rule
        scene = Scene(self.standing.law, rule.measure.unit, spans, world, effort=effort)
        scene.reads([item.when for item in self._conditions])
        return scene


NEVER: dict[str, Words] = {
    "granted": Words("任何情形都不能享受", "任何情形都不能享受", "nobody can ever be entitled"),
    "met": Words("任何情形都不符合", "任何情形都不符合", "it can never be met"),
    "fails": Words("任何情形都符合", "任何情形都符合", "it can never fail"),
}
NO_CASE = Words(
    "没有找到实例，也没有证明不可能",
    "沒有找到實例，也沒有證明不可能",
    "no case was found, nor that there can be none",
)


def untold_words(standing: Standing, names: Sequence[str]) -> Words:
    """That a claim hangs on figures which nobody can tell yet."""
    labels = [standing.law.policy.parameters[name].label for name in names]
    hans, hant = "、".join(item.hans for item in labels), "、".join(item.hant for item in labels)
    return Words(
        f"取决于待核实的标准：{hans}",
        f"取決於待核實的標準：{hant}",
        "rests on figures still unknown: " + ", ".join(item.en for item in labels),
    )
