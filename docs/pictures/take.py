"""Takes the pictures of the law's page beside this file: on a desk, on a phone, on paper.

From the top of the tree, after `make test` or `make check` has set up `.venv`:
.venv/bin/python docs/pictures/take.py

Needs Chromium, fonts-noto-cjk and poppler-utils.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
LARGEST = 250_000  # bytes of one picture
CALM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def screen(browser: Browser, page: Path, name: str, width: int, height: int, scale: float, at: str) -> None:
    """One screenful from the element `at` on."""
    context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.evaluate("at => scrollTo(0, document.querySelector(at).getBoundingClientRect().top - 16)", at)
    tab.screenshot(path=str(HERE / name))
    context.close()


def paper(browser: Browser, page: Path, name: str) -> None:
    """The first sheet."""
    tab = browser.new_page()
    tab.goto(page.as_uri())
    pdf = page.with_suffix(".pdf")
    tab.pdf(path=str(pdf), prefer_css_page_size=True)
    sheet = HERE / name
    command = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-singlefile", str(pdf), str(sheet.with_suffix(""))]
    subprocess.run(command, check=True)


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None or shutil.which("pdftoppm") is None:
        sys.exit("apt-get install chromium fonts-noto-cjk poppler-utils")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder) / "law"
        subprocess.run([sys.executable, "-m", "anye", "show", "--html", str(out)], check=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=CALM)
        page = out / "index.html"
        screen(browser, page, "law-desk.png", 1200, 800, 1, "#s-5")
        screen(browser, page, "law-phone.png", 390, 780, 1.5, "#m-stabilisation-refund")
        paper(browser, page, "law-paper.png")
        browser.close()
    for picture in sorted(HERE.glob("law-*.png")):
        size = picture.stat().st_size
        print(f"{picture.name}: {size:,} bytes")
        if size > LARGEST:
            sys.exit(f"{picture.name} is larger than {LARGEST:,} bytes")


if __name__ == "__main__":
    main()
