"""A mutation run: how many changes of the rules the cases notice, and which they don't."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from .cases import Case
from .counted import counted
from .mutant import Mutant
from .mutant_days import stands
from .mutants import mutants
from .policy import Policy
from .trial import Attempt, Trial

WANTED = 95  # per cent of the mutants that are no equivalents


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: `killed` by a case, `same` as the rule on every day (so nobody can tell it), `survived`.

    `case` is `<measure>/<id>` of one that tells it; `quoting` whether that one quotes the notice's own words.
    """

    mutant: str
    state: str
    case: str = ""
    quoting: bool = False


@dataclass(frozen=True)
class Score:
    """How many mutants there are, how many are told from the rule, how many nothing could tell."""

    mutants: int
    killed: int
    quoting: int
    same: int
    listed: int

    @property
    def alive(self) -> int:
        return self.mutants - self.killed - self.same - self.listed

    @property
    def enough(self) -> bool:
        """Whether at least WANTED per cent of those that could be told are."""
        return self.killed * 100 >= WANTED * (self.killed + self.alive)

    @property
    def permille(self) -> int:
        """Those told, in thousandths of those that could be, rounded down; 1000 where there are none."""
        could = self.killed + self.alive
        return self.killed * 1000 // could if could else 1000


def score(verdicts: Iterable[Verdict], listed: Mapping[str, object]) -> Score:
    """The count; a survivor that is listed as an equivalent is taken for one."""
    items = list(verdicts)
    killed = [item for item in items if item.state == "killed"]
    alive = [item for item in items if item.state == "survived"]
    return Score(
        mutants=len(items),
        killed=len(killed),
        quoting=sum(item.quoting for item in killed),
        same=sum(item.state == "same" for item in items),
        listed=sum(item.mutant in listed for item in alive),
    )


class Run:
    """The mutants of a pack, and the cases that count for each measure."""

    def __init__(self, policy: Policy, cases: Iterable[Case], measures: Iterable[str] = ()):
        self.policy = policy
        self.mutants = mutants(policy, measures)
        self._cases: dict[str, list[Case]] = {}
        for case in counted(policy, cases):
            self._cases.setdefault(case.measure, []).append(case)
        self._trials: dict[str, Trial] = {}

    def parts(self) -> list[list[int]]:
        """The mutants by their places in `mutants`, in parts that can be tried apart: those of one spot together."""
        spots = groupby(range(len(self.mutants)), key=lambda number: spot(self.mutants[number]))
        return [list(part) for _, part in spots]

    def verdicts(self, numbers: Sequence[int]) -> Iterator[Verdict]:
        """What becomes of these mutants; one that would not be taken as a pack at all has no verdict."""
        last = ""
        for number in numbers:
            mutant = self.mutants[number]
            if mutant.moves and not self._taken(mutant):
                continue
            order = sorted(mutant.measures, key=lambda name: name != last)
            verdict = self._verdict(mutant, order)
            last = verdict.case.partition("/")[0] or last
            yield verdict

    def _trial(self, measure: str) -> Trial:
        if measure not in self._trials:
            self._trials[measure] = Trial(self.policy, measure, self._cases.get(measure, ()))
        return self._trials[measure]

    def _taken(self, mutant: Mutant) -> bool:
        return all(stands(mutant.apply(self._trial(name).policy)) for name in mutant.measures)

    def _verdict(self, mutant: Mutant, order: list[str]) -> Verdict:
        attempts: dict[str, Attempt] = {}
        for quoting in (True, False):
            for measure in order:
                trial = self._trial(measure)
                attempt = attempts.get(measure) or attempts.setdefault(measure, trial.attempt(mutant))
                case = trial.find(attempt, quoting)
                if case is not None:
                    return Verdict(mutant.name, "killed", f"{measure}/{case.id}", quoting)
        same = all(self._trial(name).same_always(attempt) for name, attempt in attempts.items())
        return Verdict(mutant.name, "same" if same else "survived")


def spot(mutant: Mutant) -> str:
    """The part of the pack a mutant changes: a condition, a step, a figure, a derived fact."""
    return mutant.name.rpartition("/")[0]


def run(
    policy: Policy,
    cases: Iterable[Case],
    measures: Iterable[str] = (),
    each: Callable[[int, int], None] | None = None,
) -> list[Verdict]:
    """All verdicts, in the order of the mutants; `each` is told how many parts are done, of how many."""
    whole = Run(policy, cases, measures)
    parts = whole.parts()
    found: list[Verdict] = []
    for done, part in enumerate(parts, 1):
        found += whole.verdicts(part)
        if each is not None:
            each(done, len(parts))
    return found
