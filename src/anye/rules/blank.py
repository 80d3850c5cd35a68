"""What an expression yields when nothing at all is known of its record: for records that a link doesn't lead to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from . import ir
from .analysis import Analysis
from .shape import Shape
from .to_python import FUNCTIONS, Generator


def blank(analysis: Analysis, record: str, node: ir.Expr, on: dt.date) -> tuple[Any, Any]:
    """The bounds of a wide number, or a value twice, of an expression said of an unknown record; None is unknown."""
    generator = Generator(analysis, Shape(record, "r_"), nothing=True)
    if analysis.wide(node):
        wide = generator.wide(node)
        names = [wide.low, wide.high]
    else:
        names = [generator.point(node).name] * 2
    space: dict[str, Any] = {**FUNCTIONS, **generator.values}
    exec(generator.render(names), space)  # noqa: S102 - text made by Generator alone
    low, high = space["bind"](on)((None,) * generator.root.width())
    return low, high
