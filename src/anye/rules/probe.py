"""What some expressions come to for facts given as data: to look for the facts at which a comparison turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from . import ir
from .analysis import Analysis
from .facts import Reader
from .resolve import Law
from .shape import Shape
from .to_python import FUNCTIONS, Generator


class Probe:
    """Lowered expressions of one record, compiled together."""

    def __init__(self, law: Law, analysis: Analysis, unit: str, nodes: Sequence[ir.Expr]):
        self.dictionary, self.shape = law.policy.dictionary, Shape(unit, "r_")
        generator = Generator(analysis, self.shape)
        names = [generator.point(node).name for node in nodes]
        source = generator.render(names)
        space: dict[str, Any] = {**FUNCTIONS, **generator.values}
        exec(compile(source, f"<probe of {unit}>", "exec"), space)  # noqa: S102 - text made by Generator alone
        self._bind = space["bind"]

    def values(self, data: Any, on: dt.date) -> tuple[Any, ...]:
        """Scaled numbers, days, words and truths in the order of the expressions; None where one is not known.

        Raises FactsError when the facts can't be read.
        """
        found: tuple[Any, ...] = self._bind(on)(Reader(self.dictionary, self.shape).read(data))
        return found
