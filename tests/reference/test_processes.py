"""Work over several processes is done in order, tells what went wrong, and leaves nobody behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from anye.reference.processes import in_processes

CHILDREN = """
import os
from anye.reference.processes import in_processes

if __name__ == "__main__":
    assert list(in_processes(2, len, ((),), abs, [-1, 2, -3])) == [1, 2, 3]
    print(open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read().split())
"""


def test_the_results_come_in_the_order_of_the_items() -> None:
    assert list(in_processes(2, len, ((),), abs, range(-20, 0))) == list(range(20, 0, -1))


def test_what_one_item_raises_is_raised_here() -> None:
    with pytest.raises(TypeError):
        list(in_processes(2, len, ((),), abs, [1, "one", 2]))


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks Linux for a process's children")
def test_when_it_is_done_no_process_is_left(tmp_path: Path) -> None:
    """Not even the one that Python starts beside a pool, which would end after us with nobody to collect it."""
    script = tmp_path / "work.py"
    script.write_text(CHILDREN, "utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == "[]"
