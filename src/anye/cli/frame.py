"""What all commands share: where the policy is, the language, and how a refusal is shown.

A refusal exits with 2, says why on standard error and leaves standard output empty.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from anye.reference.traditional import traditional
from anye.rules.errors import AnyeError, Problem
from anye.rules.facts import EARLIEST, LATEST
from anye.rules.policy import Policy, load_policy
from anye.rules.types import parse_date

F = TypeVar("F", bound=Callable[..., Any])
REFUSED = 2
SOME_IDS = 5  # named where a measure is missing; Tab or `anye coverage --all` shows the rest
CITY_MARK = "city.json"  # what `anye city` leaves in its folder
CITY_DEPTHS = ("*/", "*/*/", "*/*/*/")  # how far below the folder typed so far a city is looked for
PLACE = "440783"  # Kaiping: the first city


STEPS = {
    "persons": "生成人口",
    "screening": "测算",
    "redetermining": "重新核定",
    "parquet": "写名单",
    "workbook": "写工作簿",
    "verify": "验证",
    "mutants": "逐一改动",
}  # what a bar is for
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
LANGUAGE_VARIABLE = "ANYE_LANG"
_HEARD, _READ = "anye.lang", "anye.policy"  # what a command has heard and read so far


def language(text: str) -> str | None:
    """The one of LANGUAGES that a text names, capitals or not, `zh` for simplified Chinese; None when it names none."""
    known = {name.lower(): name for name in LANGUAGES} | {"zh": "zh-Hans"}
    return known.get(text.lower().replace("_", "-"))


class Language(click.ParamType[str]):
    """One of LANGUAGES, as `language` reads it."""

    name = "lang"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = language(str(value))
        if found is None:
            self.fail(f"“{value}”：可用 {'、'.join(LANGUAGES)}。· {value!r}: use {', '.join(LANGUAGES)}.")
        return found

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(LANGUAGES)}]"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(name) for name in LANGUAGES if name.startswith(incomplete)]


def hear(context: click.Context, words: list[str]) -> None:
    """Takes the language from the command line's words, wherever it stands, or from ANYE_LANG.

    Help and refusals are spoken before all words are read, so this comes before reading them.
    """
    given = os.environ.get(LANGUAGE_VARIABLE, "")
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang":
            given = "".join(words[place + 1 : place + 2])
        elif word.startswith("--lang="):
            given = word.removeprefix("--lang=")
    context.meta[_HEARD] = language(given) or LANGUAGES[0]


def lang() -> str:
    """The command's language, one of LANGUAGES."""
    context = click.get_current_context(silent=True)
    return str(context.meta.get(_HEARD, LANGUAGES[0])) if context is not None else LANGUAGES[0]


def in_lang(zh: str) -> str:
    """Chinese text that exists in simplified characters alone, in the characters of the command's language."""
    return traditional(zh) if lang() == "zh-Hant" else zh


def say(zh: str, en: str) -> str:
    """The text in the command's language; the traditional one is made from the simplified."""
    return en if lang() == "en" else in_lang(zh)


def many(count: int, noun: str) -> str:
    """How many, in English: `1 case`, `2 cases`, `1 list of departments`."""
    head, of, tail = noun.partition(" of ")
    return f"{count:,} {head}{'' if count == 1 else 's'}{of}{tail}"


def shown(error: AnyeError | Problem) -> str:
    """A refusal or one problem in the command's language."""
    return error.show("en") if lang() == "en" else in_lang(error.show("zh"))


def out() -> Console:
    """Standard output for people: wide enough for a table when it is a file or a pipe."""
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(width=120, highlight=False)


def put_json(value: Any) -> None:
    """One JSON document on standard output; decimals and days as text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def refuse(zh: str, en: str) -> NoReturn:
    """Ends the command with what is wrong."""
    click.echo(say(zh, en), err=True)
    sys.exit(REFUSED)


def command(function: F) -> F:
    """A command whose refusals are shown as their problems say, without a traceback."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except AnyeError as error:
            click.echo(shown(error), err=True)
            sys.exit(REFUSED)
        except BrokenPipeError:  # the reader of our output has gone: nothing left to say
            sys.stderr.close()
            sys.exit(0)

    return wrapped  # type: ignore[return-value]


class Day(click.ParamType[dt.date]):
    """A day written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        day = parse_date(str(value))
        if day is None or not EARLIEST <= day <= LATEST:
            self.fail(
                say(
                    f"“{value}”不是存在的日期，应写成 2022-05-20。",
                    f"{value!r} is not a day; write it like 2022-05-20.",
                )
            )
        return day


class Measure(click.ParamType[str]):
    """A measure's id. Any text is taken: whether there is such a measure, the policy says when it is read."""

    name = "measure"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [
            CompletionItem(name) for name in measure_ids(policy_folder(ctx)) if name.startswith(incomplete)
        ]

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str | None:
        ids = measure_ids(policy_folder(ctx))
        if not ids:
            return None
        some, more = ids[:SOME_IDS], len(ids) - SOME_IDS
        rest = (f"等 {len(ids)} 项", f" and {more} more") if more > 0 else ("", "")
        return say(f"可用：{'、'.join(some)}{rest[0]}。", f"Known: {', '.join(some)}{rest[1]}.")


def measure_ids(folder: Path) -> list[str]:
    """The ids of a policy's measures by their files' names, sorted; none of the files is read."""
    found = (path.name.removesuffix(".yaml") for path in folder.rglob("measures/*.yaml"))
    return sorted({name for name in found if not name.endswith((".cases", ".mutants"))})


class CityFolder(click.Path):
    """A folder with a city's Parquet files; completes to folders that hold one, else to any folder."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        above = Path(incomplete).parent if not incomplete.endswith("/") else Path(incomplete)
        marks = (mark for depth in CITY_DEPTHS for mark in above.glob(f"{depth}{CITY_MARK}"))
        cities = [str(mark.parent) for mark in marks if str(mark.parent).startswith(incomplete)]
        return [CompletionItem(city) for city in sorted(cities)] or [CompletionItem(incomplete, type="dir")]


def policy_folder(context: click.Context | None = None) -> Path:
    """The policy in use: --policy or ANYE_POLICY, else ./policy, else the one that came with the package."""
    context = context or click.get_current_context(silent=True)
    given = context.find_root().params.get("policy") if context is not None else None
    if given or os.environ.get("ANYE_POLICY"):
        return Path(given or os.environ["ANYE_POLICY"])
    here = Path("policy")
    if (here / "facts.yaml").is_file():
        return here
    packaged = Path(__file__).parent.parent / "_policy"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "policy"


def policy() -> Policy:
    """The policy in use, read and checked."""
    found = load_policy(policy_folder())
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_READ] = found
    return found


def place() -> str:
    """The region code in use: --place or ANYE_PLACE, else Kaiping's, else that of the one place the policy is for."""
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("place") if context is not None else None
    if given or os.environ.get("ANYE_PLACE"):
        return str(given or os.environ["ANYE_PLACE"])
    read: Policy | None = context.meta.get(_READ) if context is not None else None
    places = {item.place for item in read.enactments.values() if item.text} if read is not None else set()
    return places.pop() if len(places) == 1 else PLACE


@contextlib.contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar a step on standard error, fed with (what, done, of); silent when quiet or when nobody watches.

    `what` names a step, and behind a colon what of it is at hand: `workbook: 4 稳岗返还`.
    """
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda what, done, of: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, of: int) -> None:
            step, colon, part = what.partition(": ")
            label = escape(say(STEPS.get(step, step), step) + colon + part)
            if step not in tasks:
                tasks[step] = bar.add_task(label, total=of)
            bar.update(tasks[step], description=label, completed=done, total=of)

        yield report


measure_argument = click.argument("measure", type=Measure(), metavar="措施 · MEASURE")
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。· Print JSON.")
on_option = click.option(
    "--on", type=Day(), required=True, metavar="YYYY-MM-DD", help="测算日期。· The day of evaluation."
)
known_option = click.option(
    "--known",
    type=Day(),
    metavar="YYYY-MM-DD",
    help="所知截至日期（默认同测算日期）。· Law as known on that day.",
)
