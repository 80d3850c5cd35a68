"""The command `anye`."""

from __future__ import annotations

import importlib
from typing import Any

import click

from .frame import Language

COMMANDS = {
    "check": "anye.cli.rules_commands:check",
    "coverage": "anye.cli.rules_commands:coverage",
    "assumptions": "anye.cli.assumption_command:assumptions_command",
    "determine": "anye.cli.rules_commands:determine",
    "schema": "anye.cli.rules_commands:schema",
    "show": "anye.cli.show_command:show",
    "city": "anye.cli.city_commands:city",
    "screen": "anye.cli.city_commands:screen",
    "demo": "anye.cli.demo:demo",
}
NEEDS_EXTRA = {"city", "screen", "demo"}


class Commands(click.Group):
    """Loads a command when it is called, so that the bare package needs none of the extras."""

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
            return _absent(name, error.name or "")
        return found  # type: ignore[no-any-return]


def _absent(name: str, package: str) -> click.Command:
    """Stands for a command whose packages are not installed: says what to install."""

    def explain() -> None:
        message = (
            f"anye {name} 需要 {package}，请安装：pip install 'anye[screening]'\n"
            f"anye {name} needs {package}: pip install 'anye[screening]'"
        )
        click.echo(message, err=True)
        raise SystemExit(2)

    short = "（需要安装 anye[screening]）· needs anye[screening]"
    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(
        name, callback=explain, short_help=short, help=short, context_settings=settings, add_help_option=False
    )


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="先试 anye demo；一切命令都有 --help。· Try anye demo first; every command has --help.",
)
@click.option(
    "--policy", type=click.Path(), metavar="DIR", help="政策目录（默认 ./policy）。· The policy's folder."
)
@click.option("--place", metavar="CODE", help="行政区划代码（默认 440783 开平）。· Region code.")
@click.option(
    "--lang",
    type=Language(),
    default="zh-Hans",
    help="输出语言（简体、繁体、英文）。· Language of the output.",
)
@click.version_option(package_name="anye", message="anye %(version)s")
def main(policy: str | None, place: str | None, lang: str) -> None:
    """安业：让就业政策运行起来。· Anye: an employment policy that runs.

    政策的每一句都有着落，每一个数都能追到它所依据的那一句。
    Every sentence of the policy is accounted for; every figure leads to the sentence it rests on.
    """
