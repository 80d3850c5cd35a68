"""An expression in words can be read one way only."""

from __future__ import annotations

import datetime as dt

import pytest

from anye.rules.errors import Place, Problems
from anye.rules.expressions import parse_expression
from anye.rules.ranges import Ranges
from anye.rules.resolve import Law, resolve
from anye.rules.scope import Scope
from anye.rules.strict_yaml import Text
from anye.rules.types import Type
from anye.rules.words import Wording, wording

from .packs import real

DAY = dt.date(2022, 5, 20)
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def law() -> Law:
    return resolve(real(), "440783", DAY, DAY)


def said(text: str, lang: str) -> str:
    """The words for an expression over an employer of the project's own dictionary."""
    policy, problems = real(), Problems()

    def derived(record: str, name: str) -> Type | None:
        found = policy.derived.get((record, name))
        return found.expr.type if found else None

    scope = Scope(policy.dictionary, policy.parameters, derived, "employer", "month")
    ranges = Ranges(policy.dictionary, lambda name: (0, None), policy.definition)
    node = parse_expression(Text(text, Place("test")), scope, ranges, problems)
    assert not problems.found
    return Wording(law(), {}, lang).of(node)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        (
            "max(staff - persons(1), persons(0))",
            "（从业人员数 − 1人）与0人中较大者",
            "the greater of (staff − 1 person) and 0 persons",
        ),
        (
            "months(12) * max(staff - persons(1), persons(0))",
            "12个月 × （（从业人员数 − 1人）与0人中较大者）",
            "12 months × (the greater of (staff − 1 person) and 0 persons)",
        ),
        (
            "mul_div_round(revenue, 1, months(12), 2)",
            "营业收入 ÷ 12个月，四舍五入到2位小数",
            "revenue ÷ 12 months, rounded half up to 2 decimals",
        ),
        (
            "round_down(revenue, 0) <= yuan(1)",
            "（营业收入，舍去到0位小数）不超过1元",
            "(revenue, rounded down to 0 decimals) is at most 1 yuan",
        ),
        (
            "registered_on >= date(year(on) - 1, 12, 1)",
            "登记注册日期不早于测算日所在年份的上一年12月1日",
            "date of registration is no earlier than 1 December of the year before the year of the day of evaluation",
        ),
        (
            "min(registered_on, on) < deregistered_on",
            "（登记注册日期与测算日中较早者）早于注销日期",
            "(the earlier of date of registration and the day of evaluation) is before date of deregistration",
        ),
        (
            "add_months_clamped(on, months(0) - months(12))",
            "测算日往前推12个月之日",
            "12 months before the day of evaluation",
        ),
        (
            "not layoff_rate_rounded or zombie",
            "不按“裁员率先保留两位小数再比较”处理（现定：是），或僵尸企业（是）",
            "“the layoff rate is rounded before it is compared” does not apply (set to yes), or zombie firm: yes",
        ),
        (
            "classify(size_bounds, industry, staff=staff, revenue=revenue, assets=assets)",
            "按划型行业查《划型标准》，比较从业人员数、营业收入、资产总额",
            "the class in size table for industry of the size table that staff, revenue, total assets reach",
        ),
        (
            'any(a.measure in {"cantonese-chef-certificate-subsidy"} for a in awards)',
            "已享受待遇中符合“政策措施属于：‘粤菜师傅’证书补贴”的至少有一条",
            "there is one among awards for which measure is one of: Cantonese chef certificate subsidy",
        ),
    ],
    ids="less-more product quotient rounded year earlier months-back switch classes quotes".split(),
)
def test_words_show_what_belongs_together(text: str, chinese: str, english: str) -> None:
    assert (said(text, "zh-Hans"), said(text, "en")) == (chinese, english)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_expression_of_the_policy_has_words(lang: str) -> None:
    for measure in real().measures.values():
        words = wording(law(), measure.id, lang)
        for node in measure.expressions():
            text = words.of(node)
            assert text and "?" not in text, f"{measure.id}: {text}"
    for definition in real().derived.values():
        assert "?" not in Wording(law(), {}, lang).of(definition.expr)


def test_a_year_is_no_amount() -> None:
    words, fact = Wording(law(), {}, "zh-Hans"), real().dictionary.fact("premium", "year")
    assert words.values.stored(2021, fact.type) == "2021"
