"""Takes the picture of the terminal: `python docs/pictures/terminal.py`; needs Chromium and a Chinese font.

Runs `anye explain` for one person of the demonstration's city (`make demo` first) and photographs what it prints.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
COMMAND = ["explain", "person:3067", "--city", "out/demo/city"]
LINES, WIDTH = 40, 110
# A Chinese font draws these as wide as a Chinese sign, a terminal half as wide. 终端里占半格的符号。
LINE, SIGN = re.compile("[─-╿]"), re.compile("[✓✗“”‘’…—·×→●○]")
HALF = '<span style="display:inline-block;width:.5em;overflow:hidden;vertical-align:bottom">{}</span>'
SMALL = "<span style=\"font-family:'DejaVu Sans Mono';font-size:.83em\">{}</span>"


def main() -> None:
    environment = {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    printed = subprocess.run(
        [sys.executable, "-m", "anye", *COMMAND], capture_output=True, text=True, env=environment, check=True
    ).stdout
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text("$ anye " + " ".join(COMMAND[:2]), style="bold"))
    console.print(Text.from_ansi("\n".join(printed.splitlines()[:LINES])))
    page = console.export_html(theme=MONOKAI, inline_styles=True)
    page = re.sub(
        r"font-family:[^\"]*", "font-family:'Noto Sans Mono CJK SC';font-size:14px;margin:12px", page
    )
    page = LINE.sub(lambda sign: HALF.format(sign[0]), page)
    page = SIGN.sub(lambda sign: SMALL.format(sign[0]), page)
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "terminal.html"
        html.write_text(page.replace("<body", '<body style="margin:0;background:#0c0c0c"', 1), "utf-8")
        subprocess.run(
            [shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", f"--user-data-dir={folder}/profile", "--hide-scrollbars",
             "--window-size=890,760", f"--screenshot={HERE / 'terminal.png'}", html.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


main()
