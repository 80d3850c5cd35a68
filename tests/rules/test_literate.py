"""Literate law shows the law that runs: its own sentences, the expressions as written, the figures `resolve` takes."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import pytest

from anye.rules.cases import read_cases
from anye.rules.errors import NotInForce, Problems
from anye.rules.literate import Item, Literate, LiterateMeasure
from anye.rules.notice import notices
from anye.rules.resolve import Law, resolve

from .packs import REAL, read, real

DAY = dt.date(2022, 5, 20)
LATER = dt.date(2025, 3, 1)
KAIPING = "440783"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
IDS = sorted(real().measures)


@lru_cache
def law(on: dt.date = DAY, known: dt.date | None = None) -> Law:
    return resolve(real(), KAIPING, on, known or on)


@lru_cache
def literate(on: dt.date = DAY, known: dt.date | None = None, lang: str = "zh-Hans") -> Literate:
    return Literate(law(on, known), lang)


@lru_cache
def shown(id_: str, on: dt.date = DAY, lang: str = "zh-Hans") -> LiterateMeasure:
    return literate(on, None, lang).measure(id_)


def item(id_: str, condition: str) -> Item:
    return next(item for item in shown(id_).conditions if item.id == condition)


def file_of(id_: str) -> dict[str, Any]:
    """The measure's file as it is, read without the reader under test."""
    data: dict[str, Any] = read(REAL / "kaiping/2022-5/measures" / f"{id_}.yaml")
    return data


@pytest.mark.parametrize("id_", IDS)
def test_a_measure_shows_the_locked_sentences_it_carries(id_: str) -> None:
    text = real().enactments["kaiping/2022-5"].text
    assert shown(id_).sentences == tuple((clause, text[clause]) for clause in file_of(id_)["clauses"])


@pytest.mark.parametrize("id_", IDS)
def test_code_is_what_the_file_says(id_: str) -> None:
    file, measure = file_of(id_), shown(id_)
    codes = {item.id: item.code for item in measure.conditions if item.kind == "condition"}
    assert codes == {entry["id"]: entry["when"] for entry in file["conditions"]}
    assert {item.id: item.code for item in measure.steps} == {
        entry["id"]: entry["is"] for entry in file.get("let", [])
    }
    assert (measure.amount.code if measure.amount else None) == file.get("amount", {}).get("is")
    limits = [item for item in measure.conditions if item.kind == "limit"]
    for condition, entry in zip(limits, file.get("limits", []), strict=True):
        assert f"at_most: {entry['at_most']}" in condition.code.splitlines()
    for condition in (item for item in measure.conditions if item.kind == "window"):
        assert condition.code == f"opens: {file['window']['opens']}\ncloses: {file['window']['closes']}"


def test_derived_facts_show_their_definition_as_written() -> None:
    written = read(REAL / "derived.yaml")
    for (record, name), definition in real().derived.items():
        derived = literate().derived(record, name)
        assert derived.words and derived.cite == definition.cite
        if name in written.get(record, {}):
            assert derived.code == written[record][name]["is"]


@pytest.mark.parametrize("on", [DAY, LATER])
def test_the_value_shown_in_force_is_the_one_that_resolve_takes(on: dt.date) -> None:
    for name in real().parameters:
        figure, taken = literate(on).figure(name), law(on).values.get(name)
        assert (figure.in_force.dated if figure.in_force else None) is taken
        assert len([value for value in figure.history if value.in_force]) == (taken is not None)
        amended = real().amendments.get(name, ())
        assert len(figure.history) == len(real().parameters[name].values) + len(amended)


def test_a_figure_keeps_what_it_was_beside_what_amended_it() -> None:
    name, decision = "retirement_delay_cap", dt.date(2024, 9, 13)
    before = literate(decision - dt.timedelta(days=1)).figure(name)
    after = literate(decision).figure(name)
    assert [value.text for value in after.history] == [value.text for value in before.history]
    assert before.in_force is not None and after.in_force is not None
    assert (before.in_force.text, after.in_force.text) == ("0个月", "36个月")
    assert after.in_force.number == real().enactments["national/retirement-decision-2024"].number
    unknown_yet = literate(LATER, decision - dt.timedelta(days=1)).figure(name)
    assert unknown_yet.in_force is not None and unknown_yet.in_force.text == "0个月"


def test_a_table_shows_each_row_and_classes_their_bounds() -> None:
    rate = literate().figure("refund_rate").in_force
    assert rate is not None
    assert rate.rows == (("大型", "30%"), ("中型", "90%"), ("小型", "90%"), ("微型", "90%"))
    sizes = literate().figure("size_bounds").in_force
    assert sizes is not None
    assert dict(sizes.rows)["工业"].startswith("大型：从业人员数 ≥ 1,000人，且营业收入 ≥ 400,000,000.00元；")
    assert dict(sizes.rows)["工业"].endswith("微型：其余")


@pytest.mark.parametrize("id_", IDS)
def test_a_measure_lists_every_figure_and_derived_fact_its_expressions_name(id_: str) -> None:
    measure = shown(id_)
    items = [*measure.conditions, *measure.steps, *([measure.amount] if measure.amount else [])]
    figures = {figure.name for figure in measure.figures}
    for part in items:
        assert set(part.figures) <= measure.direct <= figures
        assert set(part.derived) <= set(measure.derived)
        assert set(part.steps) <= {step.id for step in measure.steps}
    for key in measure.derived:
        assert set(literate().derived(*key).figures) <= figures


def test_a_condition_names_what_it_rests_on() -> None:
    layoffs = item("stabilisation-refund", "layoffs")
    assert layoffs.steps == ("layoff_ceiling",)
    assert layoffs.figures == ("layoff_rate_rounded",)
    assert ("employer", "layoff_rate") in layoffs.derived


def test_a_status_has_no_amount() -> None:
    assert shown("direct-recruitment").amount is None
    assert shown("stabilisation-refund").amount is not None


def test_what_is_assumed_is_counted_wherever_it_stands() -> None:
    measure = real().measures["direct-recruitment"]
    whole = shown("direct-recruitment")
    by_hand = sum(condition.cite.status == "assumed" for condition in measure.conditions)
    by_hand += sum(reading.status == "assumed" for reading in measure.interpretation)
    by_hand += sum(real().derived[key].cite.status == "assumed" for key in whole.derived)
    by_hand += sum(law().values[figure.name].cite.status == "assumed" for figure in whole.figures)
    assert whole.assumed == by_hand > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_has_words_in_each_language(lang: str) -> None:
    for id_ in IDS:
        measure = shown(id_, lang=lang)
        for part in (*measure.conditions, *measure.steps, *([measure.amount] if measure.amount else [])):
            assert part.label and part.words and part.code
        for figure in measure.figures:
            assert figure.label and all(value.text or value.rows for value in figure.history)


def test_before_its_force_a_measure_says_so_and_still_shows_its_conditions() -> None:
    early = dt.date(2022, 5, 5)
    for id_ in IDS:
        assert not shown(id_, early).in_force
        assert [part.id for part in shown(id_, early).conditions] == [
            part.id for part in shown(id_).conditions
        ]
    assert shown("stabilisation-refund").in_force


def test_an_unknown_measure_is_refused_with_the_nearest_id() -> None:
    with pytest.raises(NotInForce, match="stabilisation-refund"):
        literate().measure("stabilization-refund")


# --- cases ---------------------------------------------------------------------------------------
def test_every_case_of_the_pack_is_a_row() -> None:
    problems = Problems()
    every = read_cases(real(), problems)
    assert not problems.found
    rows = [(id_, row.id) for id_ in IDS for row in literate().cases(id_).rows]
    assert sorted(rows) == sorted((case.measure, case.id) for case in every)


def test_a_case_shows_what_differs_and_what_must_come_out() -> None:
    rows = {row.id: row for row in literate().cases("stabilisation-refund").rows}
    business = rows["individual-business"]
    assert business.differs == (("单位类型", "个体工商户"),)
    assert (business.outcome, business.amount) == ("yes", "9,000.00元")
    assert rows["government-body"].failed == ("属于市场主体",)
    unknown = rows["kind-unknown"]
    assert unknown.without == ("单位类型",)
    assert unknown.bounds == ("9,000.00元", "9,000.00元")
    layoffs = dict(rows["layoff-rate-below-limit"].differs)
    assert layoffs["离职后领取失业保险金的人员"] == "10 × 〔开始领取日期 2021-06-01〕"
    assert layoffs["用工关系"].startswith("200 × 〔入职日期 2019-01-01；离职日期 至今；缴费记录 〔")


def test_a_case_of_a_linked_record_says_whose_fact_differs() -> None:
    words = [label for row in literate().cases("veteran-hiring-subsidy").rows for label, _ in row.differs]
    assert "用人单位的单位类型" in words


# --- the notice ----------------------------------------------------------------------------------
def test_the_notice_holds_every_sentence_once_in_its_order() -> None:
    (notice,) = notices(real())
    rows = [row for section in notice.sections for rows in section.paragraphs for row in rows]
    assert [(row.clause, row.text) for row in rows] == list(notice.enactment.text.items())
    assert len(notice.report.sentences) == 85 and len(rows) == 94
    assert [section.number for section in notice.sections] == [str(number) for number in range(11)]
    assert notice.sections[0].lines == ("各镇（街道）人民政府（办事处）、管委会，市有关单位：",)
