"""A small city, made once."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from tests.screening.books import Connected

from anye import city as city_room
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import Law, resolve
from anye.screening.engine import screen
from anye.screening.results import write_results
from anye.screening.tables import open_city

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


@pytest.fixture(scope="session")
def screened(kaiping: Path, policy: Policy, law: Law) -> Iterator[Connected]:
    connection = open_city(kaiping, policy.dictionary)
    yield connection, screen(connection, law)
    connection.close()


@pytest.fixture(scope="session")
def written(screened: Connected, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The results in each language."""
    folder = tmp_path_factory.mktemp("books")
    for lang in ("zh-Hans", "zh-Hant", "en"):
        write_results(*screened, folder / lang, lang=lang)
    return {lang: folder / lang for lang in ("zh-Hans", "zh-Hant", "en")}
