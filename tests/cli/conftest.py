"""The command as a user runs it: in a process of its own, in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def anye(tmp_path: Path) -> Run:
    """Runs `anye …` and returns what it printed; `policy` names a pack other than the project's,
    `typed` is what the user types."""

    def run(*words: str, policy: Path = ROOT / "policy", typed: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "ANYE_POLICY": str(policy),
            "PYTHONPATH": str(
                ROOT / "src"
            ),  # this tree's command, wherever the environment was installed from
            "LANG": "C.UTF-8",
        }
        command = [sys.executable, "-m", "anye", *words]
        return subprocess.run(
            command,
            input=typed,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the project's policy, to be damaged."""
    return Path(shutil.copytree(ROOT / "policy", tmp_path / "pack"))
