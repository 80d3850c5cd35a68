"""The kernel stands alone: it needs YAML and SQL trees, no database, no web, no terminal."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import anye

ROOM = Path(anye.__file__).parent / "rules"
ALLOWED = {"anye", "yaml", "sqlglot"}

IMPORT_ALL = """
import importlib, pkgutil, sys
from importlib.abc import MetaPathFinder

class Refuse(MetaPathFinder):
    names = {"duckdb", "pyarrow", "numpy", "pandas", "click", "rich", "django", "xlsxwriter", "stdnum", "z3", "sqlite3"}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ImportError(f"the kernel asked for {name}")
        return None

sys.meta_path.insert(0, Refuse())
import anye.rules
found = [module.name for module in pkgutil.walk_packages(anye.rules.__path__, "anye.rules.")]
for name in found:
    importlib.import_module(name)
rooms = {name.split(".")[1] for name in sys.modules if name.startswith("anye.")}
assert rooms == {"rules"}, rooms
print(len(found))
"""


def test_every_module_of_the_kernel_imports_without_the_extras() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5


def imported(file: Path) -> set[str]:
    """The top-level names of what a file imports by its full name, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_the_kernel_uses_only_what_its_contract_allows() -> None:
    extra = {
        (str(file.relative_to(ROOM)), name)
        for file in ROOM.rglob("*.py")
        for name in imported(file) - ALLOWED - set(sys.stdlib_module_names)
    }
    assert not extra
