"""The phrases that words are built from, in simplified Chinese, traditional Chinese and English."""

from __future__ import annotations

from .types import Words

PHRASES: dict[str, Words] = {
    "yes": Words("是", "是", "yes"),
    "no": Words("否", "否", "no"),
    "unknown": Words("未知", "未知", "unknown"),
    "open": Words("至今", "至今", "still open"),
    "whole": Words("全文", "全文", "the whole"),
    "dropped": Words("（删去）", "（刪去）", "(dropped)"),
    "changed-force": Words("有效期", "有效期", "days of force"),
    "changed-amount": Words("数额", "數額", "what is granted"),
    "changed-window": Words("申请时限", "申請時限", "time to apply"),
    "comma": Words("、", "、", ", "),
    "semicolon": Words("；", "；", "; "),
    "empty-list": Words("没有", "沒有", "none"),
    "reaches": Words("{a} ≥ {b}", "{a} ≥ {b}", "{a} ≥ {b}"),
    "class": Words("{a}：{b}", "{a}：{b}", "{a}: {b}"),
    "rest": Words("其余", "其餘", "the rest"),
    "span": Words("{low} 至 {high}", "{low} 至 {high}", "{low} to {high}"),
    "least": Words("至少 {end}", "至少 {end}", "at least {end}"),
    "most": Words("最多 {end}", "最多 {end}", "at most {end}"),
    "on": Words("测算日", "測算日", "the day of evaluation"),
    "period_start": Words("申领期首日", "申領期首日", "the claim period's first day"),
    "period_end": Words("申领期末日", "申領期末日", "the claim period's last day"),
    "of-truth": Words("{a}：{b}", "{a}：{b}", "the {a}: {b}"),
    "of": Words("{a}的{b}", "{a}的{b}", "{b} of the {a}"),
    "holds": Words("{a}（是）", "{a}（是）", "{a}: yes"),
    "fails": Words("{a}（否）", "{a}（否）", "{a}: no"),
    "and": Words("，且", "，且", ", and "),
    "or": Words("，或", "，或", ", or "),
    "group": Words("（{a}）", "（{a}）", "({a})"),
    "not": Words("并非{a}", "並非{a}", "not {a}"),
    "switch": Words("按“{a}”处理（现定：{b}）", "按「{a}」處理（現定：{b}）", "“{a}” applies (set to {b})"),
    "no-switch": Words(
        "不按“{a}”处理（现定：{b}）", "不按「{a}」處理（現定：{b}）", "“{a}” does not apply (set to {b})"
    ),
    "in": Words("{a}属于：{b}", "{a}屬於：{b}", "{a} is one of: {b}"),
    "not-in": Words("{a}不属于：{b}", "{a}不屬於：{b}", "{a} is none of: {b}"),
    "equals": Words("{a}为{b}", "{a}為{b}", "{a} is {b}"),
    "differs": Words("{a}不为{b}", "{a}不為{b}", "{a} is not {b}"),
    "number-<=": Words("{a}不超过{b}", "{a}不超過{b}", "{a} is at most {b}"),
    "number-<": Words("{a}小于{b}", "{a}小於{b}", "{a} is below {b}"),
    "number->=": Words("{a}不少于{b}", "{a}不少於{b}", "{a} is at least {b}"),
    "number->": Words("{a}超过{b}", "{a}超過{b}", "{a} is above {b}"),
    "date-<=": Words("{a}不晚于{b}", "{a}不晚於{b}", "{a} is no later than {b}"),
    "date-<": Words("{a}早于{b}", "{a}早於{b}", "{a} is before {b}"),
    "date->=": Words("{a}不早于{b}", "{a}不早於{b}", "{a} is no earlier than {b}"),
    "date->": Words("{a}晚于{b}", "{a}晚於{b}", "{a} is after {b}"),
    "choose": Words(
        "若{test}则为{then}，否则为{other}",
        "若{test}則為{then}，否則為{other}",
        "if {test} then {then}, otherwise {other}",
    ),
    "lookup": Words("按{b}查《{a}》", "按{b}查《{a}》", "{a} for {b}"),
    "classify": Words(
        "按{b}查《{a}》，比较{c}", "按{b}查《{a}》，比較{c}", "the class in {a} for {b} that {c} reach"
    ),
    "year": Words("{a}年", "{a}年", "{a}"),
    "year-before": Words("{a}的上一年", "{a}的上一年", "the year before {a}"),
    "months-before": Words("{a}往前推{b}之日", "{a}往前推{b}之日", "{b} before {a}"),
    "as-of": Words("{b}当日的{a}", "{b}當日的{a}", "{a} as of {b}"),
    "window-both": Words(
        "{a}起申请，最后一日为{b}", "{a}起申請，最後一日為{b}", "apply from {a}; the last day is {b}"
    ),
    "window-from": Words(
        "{a}起申请，截止日未知", "{a}起申請，截止日未知", "apply from {a}; the last day is not known"
    ),
    "window-until": Words(
        "起始日未知，最后一日为{b}",
        "起始日未知，最後一日為{b}",
        "the first day is not known; the last day is {b}",
    ),
    "window-open": Words("申请时限未知", "申請時限未知", "the days to apply on are not known"),
    "never": Words("无", "無", "never"),
    "parameter": Words("{a}（{b}）", "{a}（{b}）", "{a} ({b})"),
    "where": Words("中符合“{a}”", "中符合「{a}」", " for which {a}"),
    "count": Words("{link}{where}的数量", "{link}{where}的數量", "the number of {link}{where}"),
    "sum": Words(
        "{link}{where}的（{value}）合计",
        "{link}{where}的（{value}）合計",
        "the total of ({value}) over {link}{where}",
    ),
    "latest": Words(
        "{link}{where}的（{value}）最晚一日",
        "{link}{where}的（{value}）最晚一日",
        "the latest ({value}) of {link}{where}",
    ),
    "earliest": Words(
        "{link}{where}的（{value}）最早一日",
        "{link}{where}的（{value}）最早一日",
        "the earliest ({value}) of {link}{where}",
    ),
    "any": Words(
        "{link}{where}的至少有一条", "{link}{where}的至少有一條", "there is one among {link}{where}"
    ),
    "none": Words(
        "{link}{where}的一条也没有", "{link}{where}的一條也沒有", "there is none among {link}{where}"
    ),
    "list-any": Words("{a}中有符合的", "{a}中有符合的", "such {a} found"),
    "list-count": Words("{a}中符合的数量", "{a}中符合的數量", "how many such {a}"),
    "list-latest": Words("{a}中最晚一日", "{a}中最晚一日", "the latest of such {a}"),
    "list-earliest": Words("{a}中最早一日", "{a}中最早一日", "the earliest of such {a}"),
    "list-sum": Words("{a}中符合的合计", "{a}中符合的合計", "the total of such {a}"),
    "to-settle": Words("待查明：{a}", "待查明：{a}", "to be settled: {a}"),
    "met": Words("符合", "符合", "met"),
    "failed": Words("不符合", "不符合", "failed"),
    "open-condition": Words("待定", "待定", "open"),
    "assumed": Words("待核实", "待核實", "to be confirmed"),
}

MONTHS = tuple(
    Words(f"{number}月", f"{number}月", name)
    for number, name in enumerate(
        "January February March April May June July August September October November December".split(), 1
    )
)

_ROUND = {
    "half": Words("四舍五入到{n}位小数", "四捨五入到{n}位小數", "rounded half up to {n} decimals"),
    "down": Words("舍去到{n}位小数", "捨去到{n}位小數", "rounded down to {n} decimals"),
    "up": Words("进位到{n}位小数", "進位到{n}位小數", "rounded up to {n} decimals"),
}


def _rounded(shape: tuple[str, str, str], how: str) -> Words:
    joins = ("，", "，", ", ")
    return Words(*(text + join + rule for join, text, rule in zip(joins, shape, _ROUND[how], strict=True)))


_PLAIN, _QUOTIENT = ("{a}", "{a}", "{a}"), ("{a} × {b} ÷ {c}", "{a} × {b} ÷ {c}", "{a} × {b} ÷ {c}")
CALLS: dict[str, Words] = {
    "min": Words("{a}与{b}中较小者", "{a}與{b}中較小者", "the lesser of {a} and {b}"),
    "max": Words("{a}与{b}中较大者", "{a}與{b}中較大者", "the greater of {a} and {b}"),
    "earlier": Words("{a}与{b}中较早者", "{a}與{b}中較早者", "the earlier of {a} and {b}"),
    "later": Words("{a}与{b}中较晚者", "{a}與{b}中較晚者", "the later of {a} and {b}"),
    "year": Words("{a}所在年份", "{a}所在年份", "the year of {a}"),
    "date": Words("{a}{b}{c}日", "{a}{b}{c}日", "{c} {b} of {a}"),
    "add_months_clamped": Words("{a}满{b}之日", "{a}滿{b}之日", "{b} after {a}"),
    "add_days": Words("{a}后{b}", "{a}後{b}", "{b} after {a}"),
    "days_between": Words("{a}至{b}的天数", "{a}至{b}的天數", "the days from {a} to {b}"),
    "full_months_between": Words("{a}至{b}的整月数", "{a}至{b}的整月數", "the full months from {a} to {b}"),
    "calendar_months_overlap": Words(
        "{a}至{b}与{c}至{d}重合的月数",
        "{a}至{b}與{c}至{d}重合的月數",
        "the months that {a} to {b} shares with {c} to {d}",
    ),
    "month_ends_overlap": Words(
        "{a}至{b}与{c}至{d}重合的月末数",
        "{a}至{b}與{c}至{d}重合的月末數",
        "the month ends that {a} to {b} shares with {c} to {d}",
    ),
    "round_half_up": _rounded(_PLAIN, "half"),
    "round_down": _rounded(_PLAIN, "down"),
    "round_up": _rounded(_PLAIN, "up"),
    "mul_div": Words(*_QUOTIENT),
    "divided": Words("{a} ÷ {c}", "{a} ÷ {c}", "{a} ÷ {c}"),
    "mul_div_round": _rounded(_QUOTIENT, "half"),
    "mul_div_down": _rounded(_QUOTIENT, "down"),
    "mul_div_up": _rounded(_QUOTIENT, "up"),
}
