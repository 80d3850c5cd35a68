"""Made-up names: people from common surnames and characters, firms from town, two characters and trade."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .days import Codes, Flags
from .schema import ENUMS

SURNAMES = pa.array(
    "司徒 张 关 周 谭 梁 黄 李 陈 谢 邓 余 方 吴 许 何 林 冯 胡 劳 罗 王 刘 杨 赵 朱 叶 潘 区 麦 苏 卢 蔡 钟 曾 彭 郭 温 甄 伍 "
    "莫 韦 覃 石 龙 杜 徐 孙 马 高 郑 邝 简 欧阳".split()
)
MALE = pa.array(
    [
        "",
        *"伟强军勇杰涛明超辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建亮成志坚荣锋文武国荣庆春海山仁德祥富贵宏永家嘉俊彦梓轩",
    ]
)
FEMALE = pa.array(
    [
        "",
        *"芳娜敏静丽艳娟霞秀英玲燕红梅兰萍婷洁莹雪琳晶妍茜秋珊莎锦黛青倩慧巧美珍贞莉桂娣叶璧璐娅琦丹蓉眉君琴蕊薇菁梦岚",
    ]
)

PLACES = pa.array(
    "三埠街道 长沙街道 月山镇 水口镇 沙塘镇 苍城镇 龙胜镇 大沙镇 马冈镇 塘口镇 赤坎镇 百合镇 蚬冈镇 金鸡镇 赤水镇 翠山湖".split()
)
FIRST = pa.array(list("华盛金宏永兴顺万恒广德嘉瑞富康泰鸿百荣利信安和祥福源隆丰裕新侨乐美雅佳诚达凯卓立"))
SECOND = pa.array(list("盛达兴隆发源顺利昌泰安和丰裕辉腾飞越通运洋海江山川园庭居家美雅洁净源润泽恩侨乡"))
# By trade, in the order of the enumeration: what a firm is called, and what an individual business is.
FIRM_TRADES = (
    "卫浴 食品 制衣 五金制品 农业发展 建筑工程 贸易 商贸 餐饮管理 酒店管理 旅游发展 家政服务 运输 信息科技 置业 企业管理 教育咨询 "
    "公共服务 实业"
).split()
SHOP_TRADES = (
    "水暖加工店 饼家 制衣店 五金加工店 农场 装修部 批发部 商店 餐馆 旅馆 旅行服务部 家政服务部 货运部 电脑店 地产中介部 文印店 "
    "托管中心 服务部 经营部"
).split()
# In the order of the enumeration employer_kind.
ENDINGS = ("有限公司", "专业合作社", "", "协会", "事务所", "办公室", "服务中心")
PUBLIC = "综合治理 农业农村 社会事务 公共服务 规划建设 退役军人 卫生健康 文化旅游".split()


def people(rng: np.random.Generator, female: Flags) -> pa.Array:
    """A name for each person; short given names are the rarer."""
    count = len(female)
    surname = SURNAMES.take(
        pa.array(np.minimum(rng.integers(0, 80, count) % len(SURNAMES), len(SURNAMES) - 1))
    )
    first = _pick(rng, female, lowest=1)
    second = _pick(rng, female, lowest=0)
    return pc.binary_join_element_wise(surname, first, second, "")


def _pick(rng: np.random.Generator, female: Flags, lowest: int) -> pa.Array:
    of_men = rng.integers(lowest, len(MALE), len(female))
    of_women = rng.integers(lowest, len(FEMALE), len(female))
    both = pa.concat_arrays([MALE, FEMALE])
    return both.take(pa.array(np.where(female, of_women + len(MALE), of_men)))


def _tails() -> pa.Array:
    """What follows the two characters, by kind and trade."""
    tails = []
    for kind, ending in zip(ENUMS["employer_kind"], ENDINGS, strict=True):
        for trade, shop in zip(FIRM_TRADES, SHOP_TRADES, strict=True):
            words = {"individual-business": shop, "professional-firm": "律师", "cooperative": "种养"}
            tails.append(
                words.get(kind, "" if kind in ("government-body", "public-institution") else trade) + ending
            )
    return pa.array(tails)


TAILS = _tails()


def firms(rng: np.random.Generator, kind: Codes, trade: Codes, place: Codes) -> pa.Array:
    """A name for each employer, such as 开平市水口镇金达卫浴有限公司."""
    count = len(kind)
    words = pc.binary_join_element_wise(
        FIRST.take(pa.array(rng.integers(0, len(FIRST), count))),
        SECOND.take(pa.array(rng.integers(0, len(SECOND), count))),
        "",
    )
    offices = pa.array(PUBLIC).take(pa.array(rng.integers(0, len(PUBLIC), count)))
    public = pa.array(kind >= ENUMS["employer_kind"].index("government-body"))
    tail = TAILS.take(pa.array(kind.astype(np.int64) * len(FIRM_TRADES) + trade))
    town = PLACES.take(pa.array(place.astype(np.int64)))
    return pc.binary_join_element_wise("开平市", town, pc.if_else(public, offices, words), tail, "")
