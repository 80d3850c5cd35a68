"""A small city, made once."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from anye import city as city_room
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import Law, resolve

POLICY = Path(__file__).parents[2] / "policy"
ON = dt.date(2022, 5, 20)


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load_policy(POLICY)


@pytest.fixture(scope="session")
def law(policy: Policy) -> Law:
    return resolve(policy, "440783", ON, ON)


@pytest.fixture(scope="session")
def kaiping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "kaiping"
    city_room.build(2_000, 7, folder)
    return folder


@pytest.fixture
def damaged(kaiping: Path, tmp_path: Path) -> Path:
    """A copy of the city, to be damaged."""
    return Path(shutil.copytree(kaiping, tmp_path / "damaged"))
