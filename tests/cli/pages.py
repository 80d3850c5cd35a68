"""The page that `anye show --html` writes, made once and read as a browser would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

ROOT = Path(__file__).parents[2]
FILES = {"zh-Hans": "index.html", "zh-Hant": "zh-hant.html", "en": "en.html"}


def make(out: Path, *words: str, policy: Path = ROOT / "policy", **settings: str) -> None:
    """Runs `anye show --html OUT` as a user would."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(out.parent)}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "ANYE_POLICY": str(policy)}
    environment |= settings
    command = [sys.executable, "-m", "anye", "show", "--html", str(out), *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


class Read:
    """One page parsed by the HTML standard's own rules; elements by id, links and texts at hand."""

    def __init__(self, path: Path) -> None:
        self.html = path.read_text("utf-8")
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.html)
        self.errors = parser.errors

    @cached_property
    def elements(self) -> list[Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def by_id(self) -> dict[str, Element]:
        return {element.get("id", ""): element for element in self.elements if element.get("id")}

    @cached_property
    def links(self) -> list[str]:
        return [element.get("href", "") for element in self.elements if element.tag == "a"]

    def all(self, tag: str, within: Element | None = None) -> list[Element]:
        return list((self.root if within is None else within).iter(tag))


@lru_cache(3)
def read(path: Path) -> Read:
    """A page that stays as it is, read once."""
    return Read(path)


def links_of(element: Element) -> set[str]:
    return {link.get("href", "") for link in element.iter("a")}


def text_of(element: Element) -> str:
    """The text in it, white space as one blank."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def texts(element: Element, lang: str = "") -> Iterator[tuple[str, str]]:
    """Every text and read-out label with the language it is marked as; styles left out."""
    lang = element.get("lang") or lang
    if not isinstance(element.tag, str) or element.tag == "style":
        return
    yield from ((value, lang) for value in (element.text, element.get("aria-label")) if value)
    for child in element:
        yield from texts(child, lang)
        if child.tail:
            yield child.tail, lang
