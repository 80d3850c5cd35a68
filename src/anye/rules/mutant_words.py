"""A mutant in words: what was changed into what, and which case would tell the two apart."""

from __future__ import annotations

from .mutant import Mutant
from .types import Words
from .words import Wording

CHANGED = Words("{a} → {b}", "{a} → {b}", "{a} → {b}")
LEFT_OUT = Words("删去：{a}", "刪去：{a}", "left out: {a}")

_NEXT = Words(
    "恰在原界限上、换成新数值便得出不同结果的案例",
    "恰在原界限上、換成新數值便得出不同結果的案例",
    "a case right at the limit, which the new figure decides otherwise",
)
_EQUAL = Words("两边恰好相等的案例", "兩邊恰好相等的案例", "a case in which both sides are equal")
_ARM = Words(
    "其他各项都成立（或都不成立）、唯独这一项相反的案例",
    "其他各項都成立（或都不成立）、唯獨這一項相反的案例",
    "a case in which this part alone decides, all others being as they must be",
)
_ROUND = Words(
    "舍去的部分不为零的案例：一个不足半个单位，一个超过",
    "捨去的部分不為零的案例：一個不足半個單位，一個超過",
    "cases with something to round: below half a unit, and above",
)
_OTHER_SIDE = Words("两者不同的案例", "兩者不同的案例", "a case in which the two differ")
HINTS: dict[str, Words] = {
    "+1": _NEXT,
    "-1": _NEXT,
    "reach": _EQUAL,
    "below": _EQUAL,
    "drop": _ARM,
    "and": _ARM,
    "or": _ARM,
    "dropped": Words(
        "只有这一条不符合、其他条件都符合的案例",
        "只有這一條不符合、其他條件都符合的案例",
        "a case in which this condition alone is not met",
    ),
    "not": Words("恰为所写的值的案例", "恰為所寫的值的案例", "a case that has just this value"),
    "then": Words(
        "判断不成立、两种做法结果不同的案例",
        "判斷不成立、兩種做法結果不同的案例",
        "a case in which the test fails and the two ways differ",
    ),
    "other": Words(
        "判断成立、两种做法结果不同的案例",
        "判斷成立、兩種做法結果不同的案例",
        "a case in which the test holds and the two ways differ",
    ),
    "without": Words(
        "属于被删去的一类的案例", "屬於被刪去的一類的案例", "a case of the class that was taken out"
    ),
    "with": Words("属于被加入的一类的案例", "屬於被加入的一類的案例", "a case of the class that was put in"),
    "word": Words(
        "属于原来一类或新一类的案例", "屬於原來一類或新一類的案例", "a case of the old class or of the new"
    ),
    "flip": Words(
        "两种读法结果不同的案例", "兩種讀法結果不同的案例", "a case that the two readings decide differently"
    ),
    "swap": Words("属于其中一类的案例", "屬於其中一類的案例", "a case of one of the two classes"),
    "all": Words(
        "列表中有一条不符合、且计入即改变结果的案例",
        "列表中有一條不符合、且計入即改變結果的案例",
        "a case with a record that doesn't belong and would change the result",
    ),
    "today": Words(
        "那一日与测算日数值不同的案例",
        "那一日與測算日數值不同的案例",
        "a case in which the figure of that day is not the figure of the day of evaluation",
    ),
    **dict.fromkeys(
        ("round_half_up", "round_down", "round_up", "mul_div_round", "mul_div_down", "mul_div_up"), _ROUND
    ),
}
_DAY = Words(
    "测算日恰在这一日、其前一日和后一日的案例",
    "測算日恰在這一日、其前一日和後一日的案例",
    "cases on that very day, on the day before and on the day after",
)


def change_in_words(mutant: Mutant, words: Wording) -> str:
    """What was changed into what."""
    before = words.of(mutant.before)
    if mutant.after is None:
        return LEFT_OUT.in_(words.lang).format(a=before)
    after = words.of(mutant.after)
    if before == after:  # the words don't show it: the last places of a rounding, which period a day is of
        after = f"{after} ({mutant.name.rpartition(':')[2]})"
    return CHANGED.in_(words.lang).format(a=before, b=after)


def hint(mutant: Mutant) -> Words:
    """What sort of case would tell it."""
    return _DAY if mutant.moves or "/window." in mutant.name else HINTS.get(mutant.kind, _OTHER_SIDE)
