"""Where the pages of `anye show --html` go: whole or not at all, and never over somebody else's file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from anye.rules.notice import Notice
from anye.rules.resolve import Law

from . import frame
from .show_page import FILES, GENERATOR, Page

MARK = f'<meta name="generator" content="{GENERATOR}">'
HEAD = 2_000  # bytes of a page among which its mark stands


def is_page(out: Path) -> bool:
    """Whether OUT names one page; otherwise it is a folder for all three languages."""
    return out.suffix.lower() in (".html", ".htm")


def as_pages(
    out: Path, law: Law, all_notices: tuple[Notice, ...], only: tuple[str, ...], cases: str, lang: str
) -> dict[Path, str]:
    """The pages by the file each goes to. Refuses a place that holds anything but an earlier page, before any work."""
    targets = {out: lang} if is_page(out) else {out / name: tongue for tongue, name in FILES.items()}
    for path in targets:
        check_target(path)
    return {
        path: Page(law, tongue, all_notices, only, cases, linked=not is_page(out)).render()
        for path, tongue in targets.items()
    }


def check_target(path: Path) -> None:
    """Ends the command where writing `path` would destroy something that is not an earlier page of ours."""
    folder = path.parent
    if folder.exists() and not folder.is_dir():
        frame.refuse(f"{folder}：不是目录，请换一个。", f"{folder}: is not a folder; name another.")
    if not path.exists():
        return
    try:
        ours = path.is_file() and MARK.encode() in path.read_bytes()[:HEAD]
    except OSError as error:
        why = error.strerror or str(error)
        frame.refuse(f"{path}：无法读取（{why}）。", f"{path}: can't be read ({why}).")
    if not ours:
        frame.refuse(
            f"{path}：这里已有别的内容，不会覆盖，请换一个名称。",
            f"{path}: holds something else, which will not be overwritten; name another place.",
        )


def write(out: Path, pages: Mapping[Path, str]) -> list[tuple[Path, int]]:
    """Writes all pages beside their places, then moves them there; returns each with its size in bytes."""
    beside = {path: path.with_name(f".{path.name}.writing") for path in pages}
    made = [] if is_page(out) or out.exists() else [out]
    try:
        for path, html in pages.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_text(html, "utf-8")
        for path in pages:
            beside[path].replace(path)
    except OSError as error:
        for path in beside.values():
            path.unlink(missing_ok=True)
        for folder in made:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        why = error.strerror or str(error)
        frame.refuse(f"{out}：网页无法写出（{why}）。", f"{out}: the page can't be written ({why}).")
    return [(path, path.stat().st_size) for path in pages]
