"""All cases that stand in every city, theme by theme."""

from __future__ import annotations

from . import (
    planted_exclusions,
    planted_graduates,
    planted_hardship,
    planted_jobless,
    planted_loans,
    planted_rates,
    planted_skills,
    planted_startups,
)
from .stage import Stage

THEMES = (
    planted_rates,
    planted_loans,
    planted_startups,
    planted_graduates,
    planted_jobless,
    planted_hardship,
    planted_skills,
    planted_exclusions,
)


def planted() -> Stage:
    """A new stage with every theme's cases on it."""
    stage = Stage()
    for theme in THEMES:
        theme.put_on(stage)
    return stage
