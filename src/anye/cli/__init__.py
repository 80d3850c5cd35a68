"""The command `anye`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from . import frame
from .frame import Language
from .help import Spoken, overview, spoken
from .usage import near, tell

COMMANDS = {
    "check": "anye.cli.rules_commands:check",
    "verify": "anye.cli.verify_command:verify_command",
    "cases": "anye.cli.cases_command:cases_command",
    "coverage": "anye.cli.rules_commands:coverage",
    "assumptions": "anye.cli.assumption_command:assumptions_command",
    "determine": "anye.cli.rules_commands:determine",
    "schema": "anye.cli.rules_commands:schema",
    "ask": "anye.cli.ask_command:ask",
    "explain": "anye.cli.explain_command:explain",
    "show": "anye.cli.show_command:show",
    "city": "anye.cli.city_commands:city",
    "screen": "anye.cli.city_commands:screen",
    "redetermine": "anye.cli.redetermine_command:redetermine",
    "demo": "anye.cli.demo:demo",
    "completion": "anye.cli.completion:completion",
}
NEEDS_EXTRA = dict.fromkeys(("explain", "city", "screen", "redetermine", "demo"), "screening") | {
    "verify": "proof"
}


class Commands(Spoken, click.Group):
    """Loads a command when it is called, so that the bare package needs none of the extras.

    COMMANDS says where each is, `help.GROUPS` under which heading help lists it.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        try:
            found: Any = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as error:
            if name not in NEEDS_EXTRA or (error.name or "").startswith("anye"):
                raise
            found = _absent(name, error.name or "")
        return spoken(found)

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Runs the command and ends the process; a command line written wrongly is refused with 2."""
        extra["standalone_mode"] = False
        try:
            code = super().main(args, "anye", complete_var, **extra)
        except click.UsageError as error:
            with error.ctx or click.Context(self, info_name="anye"):
                tell(error)
            sys.exit(frame.REFUSED)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("", err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        frame.hear(ctx, args)
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in COMMANDS or ctx.resilient_parsing or name.startswith("-"):
            return super().resolve_command(ctx, args)
        text = frame.say(f"没有命令“{name}”。", f"There is no command {name!r}.")
        close = get_close_matches(name, COMMANDS)
        raise click.UsageError(text + frame.say("", " ") + near(close) if close else text, ctx)

    def middle(self, ctx: click.Context, width: int) -> list[str]:
        commands = {name: self.get_command(ctx, name) for name in COMMANDS}
        shown = {name: found for name, found in commands.items() if isinstance(found, Spoken)}
        return overview({name: found.in_short() for name, found in shown.items() if not found.hidden}, width)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands by name alone, so that none has to be loaded; then the options."""
        names = [CompletionItem(name) for name in COMMANDS if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


def _absent(name: str, package: str) -> click.Command:
    """Stands for a command whose packages are not installed: says what to install."""
    extra = NEEDS_EXTRA[name]

    def explain() -> None:
        message = frame.say(
            f"anye {name} 需要 {package}，请安装：pip install 'anye[{extra}]'",
            f"anye {name} needs {package}: pip install 'anye[{extra}]'",
        )
        click.echo(message, err=True)
        raise SystemExit(2)

    short = f"（需要安装 anye[{extra}]）· needs anye[{extra}]"
    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(
        name, callback=explain, short_help=short, help=short, context_settings=settings, add_help_option=False
    )


@click.group(
    cls=Commands,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--policy",
    type=click.Path(),
    metavar="DIR",
    help="政策目录（默认 ./policy；或环境变量 ANYE_POLICY）。· The policy's folder (./policy; or ANYE_POLICY).",
)
@click.option(
    "--place",
    metavar="CODE",
    help="行政区划代码，如 440783 开平（或 ANYE_PLACE）。· Region code, as 440783 Kaiping (or ANYE_PLACE).",
)
@click.option(
    "--lang",
    type=Language(),
    envvar=frame.LANGUAGE_VARIABLE,
    default=frame.LANGUAGES[0],
    help="说明和输出的语言（或环境变量 ANYE_LANG）。· Language of help and output (or ANYE_LANG).",
)
@click.version_option(
    package_name="anye", message="anye %(version)s", help="显示版本。· Show the version and exit."
)
def main(policy: str | None, place: str | None, lang: str) -> None:
    """安业：让就业政策运行起来。· Anye: an employment policy that runs.

    政策的每一句都有着落，每一个数都能追到它所依据的那一句。一切命令都有 --help。
    Every sentence is accounted for; every figure leads to the sentence it rests on. Every command has --help.
    """
