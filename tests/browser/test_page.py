"""The page of the law in a real browser: on a phone, a desk and paper; it asks no host for anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser]
sync_api = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parents[2]
FILES = ("index.html", "zh-hant.html", "en.html")
CALM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole law in all three languages, as the command writes it."""
    out = tmp_path_factory.mktemp("pages") / "law"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "LANG": "C.UTF-8"}
    environment |= {"ANYE_POLICY": str(ROOT / "policy"), "HOME": str(out.parent)}
    command = [sys.executable, "-m", "anye", "show", "--html", str(out)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CALM)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("file", FILES)
def test_nothing_runs_over_the_edge(tab: sync_api.Page, folder: Path, file: str) -> None:
    tab.goto((folder / file).as_uri())
    tab.evaluate("document.querySelectorAll('#m-stabilisation-refund details').forEach(d => d.open = true)")
    for width in (320, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{file} is {wide} wide at {width}"


def test_text_at_twice_its_size_still_fits(tab: sync_api.Page, folder: Path) -> None:
    tab.set_viewport_size({"width": 640, "height": 900})
    tab.goto((folder / "index.html").as_uri())
    tab.add_style_tag(content="html { font-size: 200% }")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize("file", FILES)
def test_no_host_is_asked_for_anything(tab: sync_api.Page, folder: Path, file: str) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((folder / file).as_uri(), wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_a_sentence_leads_to_its_measure_and_back(tab: sync_api.Page, folder: Path) -> None:
    tab.goto((folder / "index.html").as_uri())
    tab.click("#c-1\\.1\\.4 .margin a")
    assert tab.url.endswith("#m-stabilisation-refund")
    assert tab.is_visible("#m-stabilisation-refund h3")
    tab.click("#m-stabilisation-refund blockquote a")
    assert tab.url.endswith("#c-1.1.4")


def test_the_languages_lead_to_one_another(tab: sync_api.Page, folder: Path) -> None:
    tab.goto((folder / "index.html").as_uri())
    for lang, file in (("en", "en.html"), ("zh-Hant", "zh-hant.html"), ("zh-Hans", "index.html")):
        tab.click(f".tongues a[lang={lang}]")
        assert tab.url.endswith(file)
        assert tab.evaluate("document.documentElement.lang") == lang


def test_the_keyboard_meets_the_skip_link_first(tab: sync_api.Page, folder: Path) -> None:
    tab.goto((folder / "index.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    box = tab.locator(".skip").bounding_box()
    assert box is not None and box["x"] >= 0, "the skip link shows when it has the focus"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#text")


def test_what_a_browser_takes_for_a_link_or_a_heading_has_a_name(tab: sync_api.Page, folder: Path) -> None:
    tab.goto((folder / "en.html").as_uri())
    nameless = tab.evaluate(
        "[...document.querySelectorAll('a, h1, h2, h3, h4, h5, summary, caption')]"
        ".filter(e => !e.textContent.trim()).map(e => e.outerHTML)"
    )
    assert nameless == []


CONTRAST = """() => {
  const channel = c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * channel(r / 255) + .7152 * channel(g / 255) + .0722 * channel(b / 255);
  const colour = text => text.match(/[0-9.]+/g).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const found = colour(getComputedStyle(e).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const seen = new Map();
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [light(colour(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    const name = e.tagName + '.' + e.className;
    seen.set(name, Math.min(ratio, seen.get(name) ?? 99));
  }
  return [...seen].filter(([, ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(browser: sync_api.Browser, folder: Path, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    tab.goto((folder / "index.html").as_uri())
    grounds = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, grounds[4:-1].split(","))) > 382) == (scheme == "light")
    assert tab.evaluate(CONTRAST) == []
    context.close()


def test_it_prints_whole_with_text_one_can_search(browser: sync_api.Browser, folder: Path) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    context = browser.new_context(color_scheme="dark")  # paper is light all the same
    tab = context.new_page()
    tab.goto((folder / "index.html").as_uri())
    pdf = folder.parent / "law.pdf"
    tab.pdf(path=str(pdf), prefer_css_page_size=True)
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()
    done = subprocess.run([tool, "-raw", str(pdf), "-"], capture_output=True, text=True, check=True)
    text = "".join(done.stdout.split())
    assert "二是继续实施普惠性失业保险稳岗返还政策" in text
    assert "months_paid_last_year>=refund_full_months" in text, "code is folded on the screen, not on paper"
    assert "审核人" in text and "意见" in text
    assert "印发前一日，方案尚未实施" not in text, "cases are an appendix for paper, when asked for"
    assert f"1/{done.stdout.count(chr(12))}" in text, "pages are numbered"


def test_cases_print_as_an_appendix_when_asked_for(tab: sync_api.Page, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "anye", "show", "direct-recruitment", "--cases", "--html", str(out)]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=ROOT)
    tab.goto(out.as_uri())
    tab.emulate_media(media="print")
    assert tab.is_visible("#cases-direct-recruitment table tbody tr")
