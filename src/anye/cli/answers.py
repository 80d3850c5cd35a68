"""Answers as people type them: yes and no, days, numbers, words or their number in the list."""

from __future__ import annotations

from typing import Any

from anye.rules import ir
from anye.rules.dictionary import FactSpec
from anye.rules.facts import Reader
from anye.rules.interview import RECORD, Form
from anye.rules.types import FOREVER, Bool, Date, Enum, Num, show_unit

from .frame import lang, say

YES = {"是", "有", "对", "對", "y", "yes", "true", "1"}
NO = {"否", "没有", "沒有", "无", "無", "不是", "n", "no", "false", "0"}
STILL = {"至今", "没有", "沒有", "无", "無", "no", "none", "never", "still"}


def hint(form: Form, name: str) -> list[str]:
    """How a question can be answered: a line, and for words of a list one line each."""
    spec = spec_of(form, name)
    match spec.type:
        case Bool():
            return [say("是 / 否（y / n）", "yes / no (y / n)")]
        case Date():
            still = (
                say("；没有或至今写“无”", "; “none” if it has not happened or still goes on")
                if spec.open
                else ""
            )
            return [say("日期，如 2022-05-20", "a day such as 2022-05-20") + still]
        case Enum():
            words = form.law.policy.dictionary.enums[spec.type.name].values()
            return [f"{number}  {word.in_(lang())}" for number, word in enumerate(words, start=1)]
        case Num():
            unit = show_unit(spec.type.unit, lang())
            return [say(f"数字（{unit}）" if unit else "数字", f"a number ({unit})" if unit else "a number")]
    return []


def spec_of(form: Form, name: str) -> FactSpec:
    return form.law.policy.dictionary.records[RECORD].facts[name]


def read(form: Form, name: str, text: str) -> tuple[ir.Value | None, str]:
    """The answer as the rules keep it, or None and what is wrong with it."""
    spec = spec_of(form, name)
    reader = Reader(form.law.policy.dictionary, form.program.shape)
    value = reader.fact(spec, _plain(form, spec, text.strip()), "")
    if value is not None:
        return value, ""
    problem = reader.problems.found[0]
    return None, say(problem.zh, problem.en)


def _plain(form: Form, spec: FactSpec, text: str) -> Any:
    """The text as facts are given in JSON; text that is none of it stays, to be refused by the reader."""
    small = text.casefold()
    match spec.type:
        case Bool():
            return True if small in YES else False if small in NO else text
        case Date():
            return str(FOREVER) if spec.open and small in STILL else text.replace("/", "-").replace(".", "-")
        case Enum():
            words = form.law.policy.dictionary.enums[spec.type.name]
            if small.isdecimal() and 1 <= int(small) <= len(words):
                return list(words)[int(small) - 1]
            return next((id_ for id_, names in words.items() if text in names), text)
    return text.replace(",", "").replace("，", "")
