"""What would change a refusal, in words, where the extra that finds it is installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anye.rules.resolve import Law

from . import frame
from .frame import say


@dataclass(frozen=True)
class Changed:
    """The nearest change in words, one a line, with the day and the facts after it. `certain`: nothing nearer does."""

    on: str
    words: tuple[str, ...]
    facts: dict[str, Any]
    certain: bool


def can_look() -> bool:
    """Whether the extra is installed."""
    try:
        import z3  # noqa: F401
    except ModuleNotFoundError:
        return False
    return True


def must_look() -> None:
    """Refuses when the extra is not installed."""
    if not can_look():
        frame.refuse(
            "--changes 需要 z3，请安装：pip install 'anye[proof]'",
            "--changes needs z3: pip install 'anye[proof]'",
        )


def change_for(law: Law, measure: str, facts: dict[str, Any] | None) -> Changed | None:
    """The nearest change that makes a refused case entitled to a measure; None where there is none, or where the extra
    is not installed."""
    if facts is None or not can_look():
        return None
    from anye.proof.nearest import in_words, nearest

    found = nearest(law, measure, facts)
    if found is None:
        return None
    unit = law.rules[measure].measure.unit
    words = tuple(in_words(law.policy, unit, found, frame.lang()))
    return Changed(str(found.on), words, found.facts, found.certain)


def heading(found: Changed) -> str:
    number = len(found.words)
    return say(
        f"要使条件成立，最少作 {number} 处改变",
        f"The nearest change that would do: {frame.many(number, 'thing')}",
    )
