"""Help in one language at a time, in lines that fit the terminal: Chinese signs take two columns.

Commands write their help as `中文 · English`; whoever asks sees the half in the language asked for.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

import click
from rich.cells import cell_len

from anye.reference.traditional import traditional
from anye.rules.types import Words

from . import frame

SEPARATOR = re.compile(r"\s*·\s+")
CHINESE = re.compile(r"[㐀-鿿]")
NEVER_FIRST, NEVER_LAST = "，。；：、！？）】》」』”…", "（【《「『“"
TOKEN = re.compile(r"[^\s⺀-鿿＀-￯]+|\s+|.")
METAVARS = {
    "CODE": "代码",
    "DIR": "目录",
    "FOLDER": "目录",
    "MEASURE": "措施",
    "PATH": "路径",
    "TEXT": "文字",
}

# What one wants to do, and the commands for it. A command named nowhere stands under the last.
# 按想做的事分组；没有写进来的命令列在最后一组。
GROUPS: list[tuple[Words, tuple[str, ...]]] = [
    (
        Words("看懂政策", "看懂政策", "Understand the policy"),
        ("show", "coverage", "assumptions"),
    ),
    (
        Words("一个人、一家单位", "一個人、一家單位", "One person or firm"),
        ("ask", "schema", "determine", "explain"),
    ),
    (Words("全市", "全市", "The whole city"), ("demo", "city", "screen", "redetermine")),
    (Words("让政策保持准确", "讓政策保持準確", "Keep the policy true"), ("check", "cases", "verify")),
    (Words("其他", "其他", "Other"), ("completion",)),
]

# Lines to paste, one after the other: what each does, and the line. 可依次照抄。
EXAMPLES = [
    ("虚构一座城市，从政策走到名单", "a made-up city, from the policy to the lists", "anye demo"),
    (
        "测算“稳岗返还”要知道什么",
        "what has to be known for the stabilisation refund",
        "anye schema stabilisation-refund",
    ),
    (
        "把演示的城市换一天再筛查",
        "screen the demonstration's city on another day",
        "anye screen out/demo/city --on 2022-12-31 --out out/december",
    ),
]


# --- text ------------------------------------------------------------------------------------------
def half(text: str, tongue: str) -> str:
    """The half of `中文 · English` in a language; a text of one language as it is."""
    zh, *en = SEPARATOR.split(text.strip(), maxsplit=1)
    if not en:
        return zh
    return en[0] if tongue == "en" else traditional(zh) if tongue == "zh-Hant" else zh


def paragraphs(text: str, tongue: str) -> list[str]:
    """A command's help in a language, a text a paragraph.

    A paragraph is `中文 · English`, or has its Chinese and its English on lines of their own.
    """
    found = []
    for block in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        lines = block.splitlines()
        if not SEPARATOR.search(block):
            own = [line for line in lines if bool(CHINESE.search(line)) == (tongue != "en")]
            lines = own or lines
        joined = " ".join(line.strip() for line in lines)
        found.append(half(joined, tongue) if SEPARATOR.search(joined) else _in(joined, tongue))
    return [paragraph for paragraph in found if paragraph]


def _in(text: str, tongue: str) -> str:
    return traditional(text) if tongue == "zh-Hant" else text


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; no line begins with a closing sign or ends with an opening one."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> Iterable[str]:
    """What may not be broken: a word, a Chinese sign with the marks that belong to it."""
    pieces: list[str] = []
    for token in TOKEN.findall(text):
        if pieces and (token in NEVER_FIRST or pieces[-1][-1] in NEVER_LAST or token.isspace()):
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def rows(pairs: list[tuple[str, str]], width: int, indent: int = 2) -> list[str]:
    """Two columns: a name, and what it means; a name too long for its column has a line of its own."""
    most = max((cell_len(name) for name, _ in pairs if cell_len(name) <= 30), default=0)
    start = indent + most + 2
    lines = []
    for name, meaning in pairs:
        told = wrapped(meaning, max(width - start, 20))
        first = " " * indent + name
        if cell_len(name) > most:
            lines.append(first)
            first = ""
        lines.append((first + " " * (start - cell_len(first)) + told[0]).rstrip())
        lines += [" " * start + more for more in told[1:]]
    return lines


# --- commands --------------------------------------------------------------------------------------
class Spoken(click.Command):
    """A command that explains itself in the language asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # whoever tells of it wants to say which command it was
            raise

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        tongue, width = frame.lang(), formatter.width
        lines = [usage(ctx), ""]
        for paragraph in paragraphs(self.help or "", tongue):
            lines += [*wrapped(paragraph, width), ""]
        lines += self.middle(ctx, width)
        lines += [frame.say("选项：", "Options:"), *rows(self.options(ctx), width)]
        formatter.write("\n".join(lines) + "\n")

    def middle(self, ctx: click.Context, width: int) -> list[str]:
        """What stands between the command's description and its options."""
        return []

    def options(self, ctx: click.Context) -> list[tuple[str, str]]:
        return [
            _option(param, ctx)
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and not param.hidden
        ]

    def in_short(self) -> str:
        """One line for the list of commands."""
        told = paragraphs(self.short_help or self.help or "", frame.lang())
        return told[0].rstrip("。.") if told else ""


def spoken(command: click.Command) -> click.Command:
    """The command with its help in one language, and `--lang` taken after its name too; a group stays as it is."""
    if isinstance(command, click.Group | Spoken):
        return command
    params = list(command.params)
    taken = {name for param in params for name in param.opts}
    if "--lang" not in taken:
        params.append(click.Option(["--lang"], type=frame.Language(), hidden=True, expose_value=False))
    return Spoken(
        name=command.name,
        context_settings=command.context_settings,
        callback=command.callback,
        params=params,
        help=command.help,
        epilog=command.epilog,
        short_help=command.short_help,
        add_help_option=command.add_help_option,
        no_args_is_help=command.no_args_is_help,
        hidden=command.hidden,
        deprecated=command.deprecated,
    )


def usage(ctx: click.Context) -> str:
    """The line that says how the command is written."""
    pieces = " ".join(_piece(piece) for piece in ctx.command.collect_usage_pieces(ctx))
    return frame.say("用法：", "Usage: ") + f"{ctx.command_path} {pieces}"


def _piece(piece: str) -> str:
    words = {
        "[OPTIONS]": "[选项]",
        "COMMAND": "命令",
        "[ARGS]...": "[参数]…",
        "COMMAND [ARGS]...": "命令 [参数]…",
    }
    if SEPARATOR.search(piece):
        return half(piece, frame.lang())
    if frame.lang() == "en":
        return piece
    if piece in words:
        return frame.in_lang(words[piece])
    return re.sub(r"[A-Z]{3,}", lambda found: frame.in_lang(METAVARS.get(found[0], found[0])), piece)


def _option(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    """An option's names with what stands for its value, and what it does."""
    names = ", ".join(sorted(option.opts, key=len))
    if option.secondary_opts:
        names += " / " + ", ".join(option.secondary_opts)
    if not option.is_flag and not option.count:
        whole = isinstance(option.type, click.IntRange) and option.metavar is None
        names += " " + ("N" if whole else _piece(option.make_metavar(ctx)))
    told = half(option.help or "", frame.lang())
    if "--help" in option.opts:
        told = frame.say("显示这份说明。", "Show this and exit.")
    extra = []
    if option.required:
        extra.append(frame.say("必填", "required"))
    if option.show_default and option.default is not None:
        extra.append(frame.say(f"默认 {option.default}", f"default: {option.default}"))
    if extra:
        told += frame.say("［{}］", " [{}]").format(frame.say("；", "; ").join(extra))
    return names, told


def overview(commands: dict[str, str], width: int) -> list[str]:
    """The list of commands by what one wants to do, with lines to try first.

    `commands` maps each name to its one line.
    """
    tongue = frame.lang()
    lines = [frame.say("先试这三行：", "Three lines to try:")]
    for zh, en, line in EXAMPLES:
        lines += [f"  {line}", *(f"      {part}" for part in wrapped(frame.say(zh, en), width - 6))]
    names = max((len(name) for name in commands), default=0)
    for title, members in grouped(list(commands)):
        pairs = [(name.ljust(names), commands[name]) for name in members]
        lines += ["", title.in_(tongue) + frame.say("：", ":"), *rows(pairs, width)]
    return [*lines, ""]


def grouped(names: list[str]) -> list[tuple[Words, list[str]]]:
    """The groups that have a command among `names`, each name once; one that no group lists is in the last."""
    listed = {name for _, members in GROUPS for name in members}
    groups = [(title, [name for name in members if name in names]) for title, members in GROUPS]
    groups[-1][1].extend(name for name in names if name not in listed)
    return [(title, members) for title, members in groups if members]
