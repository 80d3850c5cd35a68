"""What can't be otherwise: amounts not below nought and within their ceilings, an answer to every case, measures that
exclude each other, what never lowers or raises an amount.

Asked of a world with open lists; impossible there is proven. Otherwise a case is looked for in closed ones, built as
facts and evaluated by the kernel: only that refutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from anye.rules import ir
from anye.rules.evaluate import Outcome
from anye.rules.expressions import widen
from anye.rules.measure import Measure
from anye.rules.promised import Monotone
from anye.rules.resolve import Rule
from anye.rules.types import Num, Words, unscaled

from .algebra import Truth, both, no, pick
from .claims import Finding
from .moments import Span, Standing
from .possible import FIRST, PROOF, THEN, confirmed, untold_words
from .records import Sym
from .scene import Answer, Scene, surely, surely_not
from .translate import unknown_figures
from .witness import Builder, Kernel, Witness
from .world import World

AT_A_GLANCE = 2_000_000  # effort
Violation = Callable[[Scene, bool], Truth]
"""What must not be, of a scene; the second says whether only what is known for certain counts."""
Check = Callable[[Witness, "Asked"], bool]
"""Whether the kernel says of a case that it is as it must not be."""


@dataclass(frozen=True)
class Asked:
    """A question with its answer: for what the kernel does not work out, such as a ceiling."""

    scene: Scene
    answer: Answer

    def number(self, node: ir.Expr) -> Decimal:
        """What a lowered number comes to in the case found."""
        assert self.answer.model is not None and isinstance(node.type, Num)
        builder = Builder(self.scene.law.policy.dictionary, self.answer.model)
        return unscaled(builder.whole(self.scene.of(node).value), node.type.places)


@dataclass
class Necessary:
    """Proves or refutes for one way in which a measure stands."""

    standing: Standing
    kernel: Kernel

    def findings(self) -> Iterator[tuple[tuple[str, str], Finding]]:
        measure = self._measure
        yield ("decided", ""), self.decided()
        if measure.amount.kind != "none":
            yield ("not-negative", ""), self.not_negative()
        for limit in measure.limits:
            if limit.counting == "amount":
                yield ("cap", limit.id), self.within_limit(limit.id)
        for cap in measure.caps:
            yield ("cap", cap.id), self.within(cap.at_most)
        for item in measure.monotone:
            yield ("monotone", item.id), self.monotone(item)

    @property
    def _measure(self) -> Measure:
        return self.standing.rule.measure

    @property
    def _rule(self) -> Rule:
        return self.standing.rule

    # --- the claims ------------------------------------------------------------------------------
    def decided(self) -> Finding:
        """With every fact known there is an answer, and an amount for whoever is entitled."""
        untold = unknown_figures(self.standing.law.lowering, self.standing.expressions())
        if untold:
            return self._found("undecided", untold_words(self.standing, untold))

        def violation(scene: Scene, certain: bool) -> Truth:
            holds, amount = scene.holds(self._rule), scene.of(self._rule.amount)
            return both(no(surely_not(holds)), no(both(holds.known, amount.known)))

        def check(witness: Witness, asked: Asked) -> bool:
            (outcome,) = witness.outcomes
            return outcome.outcome == "unknown" or (
                outcome.outcome == "yes" and not _has_amount(outcome, self._measure)
            )

        return self._examined(violation, check, NO_ANSWER)

    def not_negative(self) -> Finding:
        def violation(scene: Scene, certain: bool) -> Truth:
            amount = scene.of(self._rule.amount)
            return both(self._granted(scene, certain), _less(amount, Sym(0), certain))

        def alone(scene: Scene, certain: bool) -> Truth:
            return scene.of(self._rule.amount).value < 0

        def check(witness: Witness, asked: Asked) -> bool:
            amount = witness.outcomes[0].amount
            return amount is not None and amount < 0

        return self._quickly(alone) or self._examined(violation, check, BELOW)

    def within(self, ceiling: ir.Expr) -> Finding:
        """The amount is at most so much."""
        nothing = ir.Const(0, self._rule.amount.type)
        return self._at_most(nothing, self.standing.law.lowering.of(ceiling))

    def within_limit(self, id_: str) -> Finding:
        """The amount, with what was granted before, is at most the limit: both stand in the limit's own condition."""
        when = next(item.when for item in self._rule.conditions if item.id == id_)
        if not isinstance(when, ir.Compare):
            return self._found("undecided", UNLIKE)
        return self._at_most(when.left, when.right)

    def _at_most(self, before: ir.Expr, ceiling: ir.Expr) -> Finding:
        """The amount and what came before it together are at most the ceiling."""
        amount, granted = _alike(self._rule.amount, before)
        number, ceiling = _alike(ir.Arith("+", amount, granted, amount.type), ceiling)

        def violation(scene: Scene, certain: bool) -> Truth:
            return both(self._granted(scene, certain), _less(scene.of(ceiling), scene.of(number), certain))

        def alone(scene: Scene, certain: bool) -> Truth:
            return scene.of(ceiling).value < scene.of(number).value

        def check(witness: Witness, asked: Asked) -> bool:
            amount = witness.outcomes[0].amount
            return amount is not None and amount + asked.number(before) > asked.number(ceiling)

        return self._quickly(alone) or self._examined(violation, check, ABOVE)

    def monotone(self, item: Monotone) -> Finding:
        """Two cases that differ in one thing alone."""
        amounts = item.of == "amount"
        lower, higher = (1, 0) if item.never == "lowers" else (0, 1)

        def violation(scene: Scene, certain: bool) -> Truth:
            less, more = (self._granted(scene, certain, side) for side in (lower, higher))
            refused = surely_not(scene.holds(self._rule, lower)) if certain else no(less)
            if not amounts:
                return both(more, refused)
            small, large = (scene.of(self._rule.amount, side) for side in (lower, higher))
            return both(more, _decisive(large, certain), _granted_less(less, refused, small, large, certain))

        def check(witness: Witness, asked: Asked) -> bool:
            less, more = witness.outcomes[lower], witness.outcomes[higher]
            if not amounts:
                return (more.outcome, less.outcome) == ("yes", "no")
            small, large = _worth(less), _worth(more)
            return small is not None and large is not None and small < large

        return self._examined(violation, check, NOT_MONOTONE, item.path)

    # --- how they are settled ---------------------------------------------------------------------
    def _granted(self, scene: Scene, certain: bool, side: int = 0) -> Truth:
        holds = scene.holds(self._rule, side)
        return surely(holds) if certain else holds.value

    def _quickly(self, violation: Violation) -> Finding | None:
        """Proven, if the amount alone rules it out, whoever it is for."""
        scene = self._scene(World(), self.standing.spans, AT_A_GLANCE)
        return self._found("proven") if scene.ask(violation(scene, False)).impossible else None

    def _examined(
        self, violation: Violation, check: Check, why: Words, path: tuple[str, ...] = ()
    ) -> Finding:
        scene = self._scene(World(), self.standing.spans, PROOF, path)
        open_answer = scene.ask(violation(scene, False))
        if open_answer.impossible:
            return self._found("proven")
        for attempt in (*FIRST, *THEN):
            world = World(closed=True, repeats=attempt.repeats)
            scene = self._scene(world, attempt.spans(self.standing), attempt.effort, path)
            answer = scene.ask(violation(scene, True))
            if answer.model is not None:
                witness = confirmed(self.kernel, self.standing, scene, answer, [self._measure.id])
                if witness is not None and check(witness, Asked(scene, answer)):
                    return self._found("refuted", why, witness)
        untold = unknown_figures(self.standing.law.lowering, self.standing.expressions())
        why = untold_words(self.standing, untold) if untold else NOT_BUILT
        return self._found("undecided", why if open_answer.certain else GAVE_UP)

    def _scene(self, world: World, spans: tuple[Span, ...], effort: int, path: tuple[str, ...] = ()) -> Scene:
        standing = self.standing
        scene = Scene(standing.law, self._measure.unit, spans, world, path, effort)
        scene.reads(standing.expressions())
        return scene

    def _found(self, status: str, why: Words | None = None, witness: Witness | None = None) -> Finding:
        return Finding(status, self.standing.spans, self.standing.hindsight, why, witness)  # type: ignore[arg-type]


def _granted_less(less: Truth, refused: Truth, small: Sym, large: Sym, certain: bool) -> Truth:
    """Whether the first case is granted less than the second: nothing, or a smaller amount."""
    smaller = both(less, _less(small, large, certain))
    return pick(refused, large.value > 0, smaller)


def _decisive(sym: Sym, certain: bool) -> Truth:
    return sym.known if certain else True


def _less(left: Sym, right: Sym, certain: bool) -> Truth:
    known = both(left.known, right.known) if certain else True
    return both(known, left.value < right.value)


def _alike(left: ir.Expr, right: ir.Expr) -> tuple[ir.Expr, ir.Expr]:
    """Two numbers with equally many decimals."""
    assert isinstance(left.type, Num) and isinstance(right.type, Num)
    places = max(left.type.places, right.type.places)
    return widen(left, places), widen(right, places)


def _has_amount(outcome: Outcome, measure: Measure) -> bool:
    return measure.amount.kind == "none" or outcome.amount is not None


def _worth(outcome: Outcome) -> Decimal | None:
    """What a case is granted: nothing where it is refused; None where that is not certain."""
    return Decimal(0) if outcome.outcome == "no" else outcome.amount


NO_ANSWER = Words(
    "有事实齐全而没有结论的情形", "有事實齊全而沒有結論的情形", "a case with every fact known has no answer"
)
BELOW = Words("有金额低于零的情形", "有金額低於零的情形", "a case has an amount below nought")
ABOVE = Words("有金额超过上限的情形", "有金額超過上限的情形", "a case has an amount above the ceiling")
NOT_MONOTONE = Words("有相反的情形", "有相反的情形", "a pair of cases has it the other way")
UNLIKE = Words("限额的条件不是比较", "限額的條件不是比較", "the limit's condition is no comparison")
NOT_BUILT = Words(
    "列表不限长短时不能证明，列出几条记录时又找不到反例",
    "列表不限長短時不能證明，列出幾條記錄時又找不到反例",
    "not proven for lists of any length, and no counterexample with a few records",
)
GAVE_UP = Words("求解器没有在时限内作答", "求解器沒有在時限內作答", "the solver gave no answer in time")
