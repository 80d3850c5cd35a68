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
PLACE = "440783"  # Kaiping: the first city; --place or ANYE_PLACE names another


STEPS = {
    "persons": "生成人口",
    "screening": "测算",
    "parquet": "写名单",
    "workbook": "写工作簿",
}  # what a bar is for
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


class Language(click.ParamType[str]):
    """One of LANGUAGES, capitals or not; `zh` is simplified Chinese."""

    name = "lang"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        known = {name.lower(): name for name in LANGUAGES} | {"zh": "zh-Hans"}
        found = known.get(str(value).lower().replace("_", "-"))
        if found is None:
            self.fail(f"“{value}”：可用 {'、'.join(LANGUAGES)}。· {value!r}: use {', '.join(LANGUAGES)}.")
        return found

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(LANGUAGES)}]"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        return [
            click.shell_completion.CompletionItem(name) for name in LANGUAGES if name.startswith(incomplete)
        ]


def lang() -> str:
    """The command's language, one of LANGUAGES."""
    context = click.get_current_context(silent=True)
    return (
        str(context.find_root().params.get("lang") or LANGUAGES[0]) if context is not None else LANGUAGES[0]
    )


def in_lang(zh: str) -> str:
    """Chinese text that exists in simplified characters alone, in the characters of the command's language."""
    return traditional(zh) if lang() == "zh-Hant" else zh


def say(zh: str, en: str) -> str:
    """The text in the command's language; the traditional one is made from the simplified."""
    return en if lang() == "en" else in_lang(zh)


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


def policy_folder() -> Path:
    """The policy in use: --policy or ANYE_POLICY, else ./policy, else the one that came with the package."""
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("policy") if context is not None else None
    if given or os.environ.get("ANYE_POLICY"):
        return Path(given or os.environ["ANYE_POLICY"])
    here = Path("policy")
    if (here / "facts.yaml").is_file():
        return here
    packaged = Path(__file__).parent.parent / "_policy"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "policy"


def policy() -> Policy:
    return load_policy(policy_folder())


def place() -> str:
    context = click.get_current_context(silent=True)
    given = context.find_root().params.get("place") if context is not None else None
    return str(given or os.environ.get("ANYE_PLACE") or PLACE)


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
