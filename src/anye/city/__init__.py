"""The made-up city: Kaiping's people, employers and work as Parquet, for trying a policy on.

Nobody in it exists. Its rates are assumptions, listed in `assumptions` and in each city's city.json.
"""

from __future__ import annotations

from .building import CityReport, build
from .scale import CityError

__all__ = ["CityError", "CityReport", "build"]
