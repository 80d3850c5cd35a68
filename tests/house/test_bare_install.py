"""`pip install anye`, nothing more: the wheel works on its own, with the policy it carries."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.big

TOP = Path(__file__).resolve().parents[2]
EXTRAS = ["duckdb", "pyarrow", "numpy", "xlsxwriter", "stdnum", "z3", "django"]


def run(*command: str | Path, cwd: Path, **setting: str) -> str:
    """Runs one command without this tree in its sight and hands back what it printed."""
    hidden = {"PYTHONPATH", "ANYE_TEST_ALL", "ANYE_POLICY", "VIRTUAL_ENV", "PYTEST_ADDOPTS"}
    surroundings = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd, env=surroundings | setting, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built the long way, by way of the source archive, so that both are known to be whole."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, TOP, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds the bare lock and the wheel."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    pip = (python, "-m", "pip", "install", "-qq", "--no-input")
    run(*pip, "--require-hashes", "-r", TOP / "requirements.lock", cwd=home)
    run(*pip, "--no-deps", wheel, cwd=home)
    run(python, "-m", "pip", "check", cwd=home)
    return python


def test_the_extras_are_not_there(bare: Path) -> None:
    ask = f"import importlib.util as u; print([n for n in {EXTRAS} if u.find_spec(n)])"
    assert run(bare, "-c", ask, cwd=bare.parent).strip() == "[]"


def test_it_comes_from_the_wheel_and_carries_the_whole_policy(bare: Path) -> None:
    place = Path(run(bare, "-c", "import anye; print(anye.__path__[0])", cwd=bare.parent).strip())
    assert place.is_relative_to(bare.parents[1])
    assert (place / "py.typed").exists()
    here = {file.relative_to(TOP / "policy") for file in (TOP / "policy").rglob("*") if file.is_file()}
    there = {file.relative_to(place / "_policy") for file in (place / "_policy").rglob("*") if file.is_file()}
    assert there == here


def test_the_command_checks_the_policy_it_carries(bare: Path, tmp_path: Path) -> None:
    assert run(bare.parent / "anye", "check", cwd=tmp_path)
    assert run(bare, "-m", "anye", "check", cwd=tmp_path)


def test_the_command_writes_the_law_as_a_page_from_what_it_carries(bare: Path, tmp_path: Path) -> None:
    run(bare.parent / "anye", "show", "direct-recruitment", "--html", tmp_path / "page.html", cwd=tmp_path)
    assert 'id="m-direct-recruitment"' in (tmp_path / "page.html").read_text("utf-8")


def test_the_kernel_passes_its_tests_there(bare: Path) -> None:
    pip = (bare, "-m", "pip", "install", "-qq", "--no-input", "--require-hashes")
    run(*pip, "-r", TOP / "requirements-test.lock", cwd=bare.parent)
    said = run(
        bare, "-m", "pytest", "-p", "no:cacheprovider", "-m", "not big", "tests/rules", "tests/house/test_kernel.py",
        cwd=TOP, PYTHONDONTWRITEBYTECODE="1",
    )  # fmt: skip
    passed = re.search(r"(\d+) passed", said)
    assert passed, said
    assert int(passed[1]) > 2, said
