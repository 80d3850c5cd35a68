"""The house rules that no tool checks: what may stand in the files, and where files may stand."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
SOURCE = TOP / "src" / "anye"
ROOMS = {
    "casework", "city", "cli", "config", "funds", "monitoring", "portal", "proof", "reference", "registry", "rules",
    "screening", "services", "staff", "tasks", "workbench",
}  # fmt: skip
# Put together here, so that this file does not contain them. 拼接而成，免得本文件自己命中。
INDEX_HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "deb." + "debian.org",
    "crates" + ".io",
]
MACHINE_PATHS = ["/" + "work/", "/" + "opt/", "file:" + "//", "/" + "root/"]
LONGEST_MODULE = 450


def project_files() -> list[Path]:
    """What git has or would add; without git, what stands in the tree outside of hidden and built folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listing.returncode == 0:
        return [TOP / name for name in listing.stdout.split("\0") if name and (TOP / name).is_file()]
    found = []
    for folder, below, names in os.walk(TOP):
        below[:] = [
            n
            for n in below
            if n == ".ci" or not (n.startswith(".") or n in {"__pycache__", "build", "dist", "out"})
        ]
        found += [Path(folder, name) for name in names]
    return found


FILES = project_files()
LOCKS = sorted(TOP.glob("requirements*.lock"))


def test_no_file_names_a_package_index_or_a_place_on_one_machine() -> None:
    found = []
    for file in FILES:
        text = file.read_bytes().decode("utf-8", errors="replace")
        found += [(str(file.relative_to(TOP)), word) for word in INDEX_HOSTS + MACHINE_PATHS if word in text]
    assert not found


def test_there_are_locks() -> None:
    names = {lock.name for lock in LOCKS}
    assert names >= {
        f"requirements{part}.lock" for part in ["", "-screening", "-proof", "-dev", "-build", "-test"]
    }


def pins(lock: Path) -> dict[str, str]:
    """Name -> version, after a look at every line of it."""
    found = {}
    for entry in re.sub(r"\\\n", "", lock.read_text(encoding="utf-8")).splitlines():
        if entry.startswith(("#", "    #")):
            continue
        name, _, version = entry.split()[0].partition("==")
        assert re.fullmatch(r"[a-z0-9-]+", name), entry
        assert re.fullmatch(r"[0-9.a-z]+", version), entry
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)) >= 1, (
            f"{lock.name}: {name} has no hash"
        )
        found[name] = version
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_by_hash_and_names_no_address(lock: Path) -> None:
    assert pins(lock)
    assert not re.search(r"https?:|@ |--index|--find-links|\.whl|\.tar", lock.read_text(encoding="utf-8"))


def test_the_locks_agree_and_the_largest_holds_the_others() -> None:
    everything = pins(TOP / "requirements-bench.lock")
    for lock in LOCKS:
        assert pins(lock).items() <= everything.items(), f"{lock.name} differs: make lock"


def test_every_module_can_be_read_in_one_sitting() -> None:
    lengths = {
        str(f.relative_to(TOP)): len(f.read_text(encoding="utf-8").splitlines()) for f in SOURCE.rglob("*.py")
    }
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE}


def test_every_package_is_a_room_on_the_map() -> None:
    folders = {child.name for child in SOURCE.iterdir() if child.is_dir()} - {"__pycache__"}
    assert not folders - ROOMS
    assert {child.name for child in SOURCE.glob("*.py")} == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "DECISIONS.md", "CHANGELOG.md", "LICENSE"]
)
def test_the_papers_are_there(name: str) -> None:
    assert (TOP / name).read_text(encoding="utf-8").strip()


def test_the_licence_is_the_whole_of_apache_2() -> None:
    text = (TOP / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) > 195


def test_data_stay_data() -> None:
    """policy/ is read by people who know no Python: it holds nothing to run."""
    kinds = {file.suffix for file in FILES if file.is_relative_to(TOP / "policy")}
    assert kinds <= {".yaml", ".md", ".json", ".csv", ".txt"}
