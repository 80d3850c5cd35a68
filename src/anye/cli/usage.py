"""What is said of a command line that is written wrongly: what is wrong, and how to mend it."""

from __future__ import annotations

import re

import click

from . import frame
from .help import half, usage


def tell(error: click.UsageError) -> None:
    """Says on standard error what is wrong with the command line, how it is written, and where more is told."""
    lines = [told(error)]
    if error.ctx is not None:
        lines.append(usage(error.ctx))
        lines.append(frame.say("详细说明：", "More: ") + f"{error.ctx.command_path} --help")
    click.echo("\n".join(lines), err=True)


def told(error: click.UsageError) -> str:
    """What is wrong, in the command's language; what click alone has words for stays in its words."""
    match error:
        case click.NoSuchOption():
            return _no_option(error)
        case click.MissingParameter() if error.param is not None:
            return _missing(error.param, error.ctx)
        case click.BadParameter():
            return _bad_value(error)
        case click.BadOptionUsage() if "requires an argument" in error.message:
            return frame.say(
                f"{error.option_name} 后面缺少它的值。", f"{error.option_name} needs a value after it."
            )
    extra = re.search(r"unexpected extra arguments? \((.*)\)", error.message)
    if extra:
        return frame.say(f"“{extra[1]}”是多余的。", f"{extra[1]!r} is too much.")
    if error.message.startswith("Missing command"):
        return frame.say("缺少命令。", "A command is missing.")
    return half(error.format_message(), frame.lang())


def near(names: list[str]) -> str:
    """The question whether one of these was meant."""
    return frame.say(f"是不是 {'、'.join(names)}？", f"Did you mean {' or '.join(names)}?")


def _no_option(error: click.NoSuchOption) -> str:
    text = frame.say(f"没有选项“{error.option_name}”。", f"There is no option {error.option_name!r}.")
    return text + frame.say("", " ") + near(error.possibilities) if error.possibilities else text


def _name(param: click.Parameter, ctx: click.Context | None) -> str:
    if isinstance(param, click.Option) or ctx is None:
        return max(param.opts, key=len)
    return half(param.make_metavar(ctx).strip("[]"), frame.lang())


def _missing(param: click.Parameter, ctx: click.Context | None) -> str:
    name = _name(param, ctx)
    if isinstance(param, click.Option):
        meaning = half(param.help or "", frame.lang()).rstrip("。.")
        return frame.say(f"缺少 {name}：{meaning}。", f"{name} is missing: {meaning}.")
    text = frame.say(f"缺少“{name}”。", f"{name} is missing.")
    more = param.type.get_missing_message(param, ctx)
    return text + frame.say("", " ") + half(more, frame.lang()) if more else text


def _bad_value(error: click.BadParameter) -> str:
    """Where a value is wrong: the option's name, then what its type says of it."""
    what = half(error.message, frame.lang())
    if error.param is None:
        return what
    type_ = error.param.type
    if isinstance(type_, click.IntRange):
        low, high = type_.min, type_.max
        span = frame.say(f"不小于 {low:,} ", f"of at least {low:,}") if high is None else frame.say(
            f" {low:,} 到 {high:,} 之间", f"from {low:,} to {high:,}"
        )  # fmt: skip
        what = frame.say(f"应为{span}的整数。", f"it must be a whole number {span}.")
    elif isinstance(type_, click.Choice):
        choices = [str(choice) for choice in type_.choices]
        what = frame.say(f"可用：{'、'.join(choices)}。", f"known: {', '.join(choices)}.")
    return _name(error.param, error.ctx) + frame.say("：", ": ") + what
