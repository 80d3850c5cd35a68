"""`anye completion`: what a shell needs to complete commands, options, measures and folders at the Tab key."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from . import frame
from .frame import command

SHELLS = ("bash", "zsh", "fish")
INSTALL = {
    "bash": "echo 'eval \"$(anye completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(anye completion zsh)\"' >> ~/.zshrc",
    "fish": "anye completion fish > ~/.config/fish/completions/anye.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(SHELLS), required=False, metavar="[bash|zsh|fish]")
@command
def completion(shell: str | None) -> None:
    """按 Tab 键补全命令、选项、措施和目录。· Complete commands, options and measures at the Tab key.

    打印供 bash、zsh 或 fish 使用的脚本；不写哪一种，则按正在使用的。装一次即可，新开的终端生效：
    Prints a script for bash, zsh or fish; by default for the one in use. Install it once, for terminals to come:

    bash　echo 'eval "$(anye completion bash)"' >> ~/.bashrc · bash: echo 'eval "$(anye completion bash)"' >> ~/.bashrc

    zsh　echo 'eval "$(anye completion zsh)"' >> ~/.zshrc · zsh: echo 'eval "$(anye completion zsh)"' >> ~/.zshrc

    fish　anye completion fish > ~/.config/fish/completions/anye.fish · fish: anye completion fish > ~/.config/fish/completions/anye.fish
    """
    chosen = shell or Path(os.environ.get("SHELL", "")).name
    if chosen not in SHELLS:
        frame.refuse(
            f"认不出正在使用的终端程序“{chosen}”。请写明：anye completion {'|'.join(SHELLS)}",
            f"The shell in use, {chosen!r}, is none of those known. Name one: anye completion {'|'.join(SHELLS)}",
        )
    root = click.get_current_context().find_root().command
    kind = get_completion_class(chosen)
    assert kind is not None
    click.echo(kind(root, {}, "anye", "_ANYE_COMPLETE").source())
    if sys.stdout.isatty():  # somebody reads it: say what it is for
        click.echo(
            frame.say(
                f"以上脚本交给 {chosen} 使用。装一次即可：\n  {INSTALL[chosen]}",
                f"This script is for {chosen}. To install it once:\n  {INSTALL[chosen]}",
            ),
            err=True,
        )
