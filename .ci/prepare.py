"""Prepares .venv for a make target: `python3 .ci/prepare.py run`, `… dev` or `… bench`. A second call is instant.

Standard library only, and readable by old Pythons, so that they get a sentence instead of a syntax error.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
PYTHON = VENV / "bin" / "python"
# What each set installs. The locks agree on their versions.
SETS = {
    "run": ["requirements-screening.lock", "requirements-proof.lock", "requirements-build.lock"],
    "dev": ["requirements-dev.lock"],
    "bench": ["requirements-bench.lock"],
}
# Whoever has a larger set has the smaller ones in it.
LARGER = {"run": ["dev", "bench"], "dev": ["bench"], "bench": []}


def say(zh, en):
    print(zh + " · " + en, flush=True)


def stop(zh, en):
    print(zh + "\n" + en, file=sys.stderr)
    raise SystemExit(1)


def digest(name):
    """Changes when anything changes that an installed set depends on, the folder's place included."""
    total = hashlib.sha256(str(TOP).encode())
    for file in [*SETS[name], "pyproject.toml", "src/anye/__init__.py"]:
        total.update((TOP / file).read_bytes())
    total.update((VENV / "pyvenv.cfg").read_bytes())
    return total.hexdigest()


def usable():
    """Whether .venv answers: one copied here, or whose Python was removed or replaced, does not."""
    ask = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        here = str(VENV).encode() in (VENV / "bin" / "pip").read_bytes()
        done = subprocess.run([str(PYTHON), "-c", ask], stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return False
    return here and done.returncode == 0


def ready(name):
    if not PYTHON.exists() or not (VENV / "pyvenv.cfg").exists():
        return False
    for each in [name, *LARGER[name]]:
        stamp = VENV / (".anye-" + each)
        if stamp.exists() and stamp.read_text() == digest(each):
            return True
    return False


def create():
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        stop(
            "此 Python 不能建立虚拟环境（缺 ensurepip）。Debian、Ubuntu：以 root 运行 apt-get install python3-venv，再试。",
            "This Python can't make virtual environments (no ensurepip). "
            "On Debian or Ubuntu, as root: apt-get install python3-venv; then try again.",
        )
    if VENV.exists():
        say(".venv 已不可用，重建", ".venv no longer works: making it anew")
        shutil.rmtree(str(VENV))
    version = ".".join(str(part) for part in sys.version_info[:3])
    say("建立 .venv（Python " + version + "）", "making .venv")
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
        stop("未能建立 .venv，原因见上。", "Could not make .venv; the reason stands above.")


def pip(*arguments):
    setting = dict(os.environ, PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    command = [str(PYTHON), "-m", "pip", "install", "-qq", *arguments]
    if subprocess.call(command, cwd=str(TOP), env=setting, stdin=subprocess.DEVNULL):
        stop(
            "安装失败，原因见上。需要能连上 pip 所设的软件源。",
            "Installing failed; the reason stands above. pip must reach the package index it is set up for.",
        )


def main():
    if sys.version_info < (3, 11):
        stop("需要 Python 3.11 或更新版本。", "Python 3.11 or newer is needed.")
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        stop("用法：.ci/prepare.py run|dev|bench", "usage: .ci/prepare.py run|dev|bench")
    name = sys.argv[1]
    with open(str(TOP / "pyproject.toml")) as held:  # two makes at once: the second waits for the first
        fcntl.flock(held, fcntl.LOCK_EX)
        if ready(name):
            return
        if not usable():
            create()
        files = SETS[name]
        say("按 " + "、".join(files) + " 安装，首次约需一分钟", "installing, about a minute the first time")
        locks = [word for file in files for word in ("-r", file)]
        pip("--require-hashes", *locks)
        pip("--no-deps", "--no-build-isolation", "--editable", ".")
        (VENV / (".anye-" + name)).write_text(digest(name))


main()
