"""Facts are read exactly or refused, every mistake at once, each with its place; their JSON Schema says the same."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import at_random, packs

from anye.rules.cases import read_cases
from anye.rules.errors import FactsError, Problems
from anye.rules.facts import Reader, load_facts, parse_facts, schema
from anye.rules.program import compile_rules
from anye.rules.resolve import resolve
from anye.rules.shape import Shape

WORKER = {"start": "2022-01-10", "end": "9999-12-31"}


def whole(record: str) -> Shape:
    """A shape that reads all facts of a record, of those it is linked to and of its lists."""
    spec = packs.good().dictionary.records[record]
    shape = Shape(record, "r_")
    for name in spec.facts:
        shape.fact(name)
    for link in spec.links.values():
        inner = shape.many(link.name, link.to) if link.many else shape.one(link.name, link.to)
        for name in packs.good().dictionary.records[link.to].facts:
            inner.fact(name)
    return shape


def read(record: str, data: Any) -> tuple[Any, ...]:
    return Reader(packs.good().dictionary, whole(record)).read(data)


def value(record: str, name: str, written: Any) -> Any:
    data = (WORKER if record == "worker" else {}) | {name: written}
    return read(record, data)[whole(record).index(name)]


def refused(record: str, data: Any) -> list[str]:
    with pytest.raises(FactsError) as raised:
        read(record, data)
    return [f"{problem.code} {problem.at}" for problem in raised.value.problems]


def parse_refused(text: str) -> str:
    with pytest.raises(FactsError) as raised:
        parse_facts(text, "facts.json")
    (problem,) = raised.value.problems
    assert problem.zh and problem.en
    return f"{problem.code} {problem.at}"


# --- JSON ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"staff": NaN}', "number facts.json"),
        ('{"staff": Infinity}', "number facts.json"),
        ('{"staff": -Infinity}', "number facts.json"),
        ('{"staff": ' + "9" * 41 + "}", "number facts.json"),
        ('{"staff": 0.' + "1" * 50 + "}", "number facts.json"),
        ('{"staff": 1, "staff": 2}', "duplicate-key facts.json"),
        ('{"firm": {"staff": 1, "staff": 1}}', "duplicate-key facts.json"),
        ('{"staff": 1,}', "torn-json facts.json:1"),
        ('{"staff": 1,\n "sales": }', "torn-json facts.json:2"),
        ("{'staff': 1}", "torn-json facts.json:1"),
        ('{"staff": 01}', "torn-json facts.json:1"),
        ("", "torn-json facts.json:1"),
        ("[" * 100_000, "torn-json facts.json"),
        ('{"a":' * 100_000, "torn-json facts.json"),
    ],
)  # fmt: skip
def test_json_that_is_torn_or_inexact_is_refused(text: str, wanted: str) -> None:
    assert parse_refused(text) == wanted


def test_a_number_keeps_every_digit_it_was_written_with() -> None:
    facts = parse_facts('{"a": 0.10, "b": 12345678901234567890.12, "c": 7}', "facts.json")
    assert {key: str(item) for key, item in facts.items()} == {
        "a": "0.10",
        "b": "12345678901234567890.12",
        "c": "7",
    }


def test_a_file_is_read_with_or_without_its_mark(tmp_path: Path) -> None:
    for name, encoding in (("plain", "utf-8"), ("marked", "utf-8-sig")):
        (tmp_path / name).write_text('{"trade": "shop"}', encoding)
        assert load_facts(tmp_path / name) == {"trade": "shop"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"trade": "商店"}'.encode("gb18030"), "encoding"),
        (b" " * 17_000_000, "too-large"),
        (None, "unreadable"),
    ],
)
def test_a_file_that_is_no_file_of_facts_is_refused(content: bytes | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FactsError) as raised:
        load_facts(path)
    (problem,) = raised.value.problems
    assert (problem.code, problem.at.file) == (code, str(path))


def test_a_file_of_17_megabytes_is_told_where_to_go_instead(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(b" " * 17_000_000)
    with pytest.raises(FactsError) as raised:
        load_facts(path)
    assert "17 MB" in raised.value.show("zh") and "anye screen" in raised.value.show("zh")


# --- values ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("record", "name", "written", "wanted"),
    [
        ("firm", "exporting", True, True),
        ("firm", "trade", "shop", "shop"),
        ("firm", "founded", "2020-02-29", dt.date(2020, 2, 29)),
        ("firm", "closed", "9999-12-31", dt.date(9999, 12, 31)),
        ("firm", "sales", "12.34", 1234),
        ("firm", "sales", 12, 1200),
        ("firm", "sales", Decimal("12.3"), 1230),
        ("firm", "sales", Decimal("1E+3"), 100000),
        ("firm", "sales", "12.340", 1234),
        ("firm", "sales", "0012.34", 1234),
        ("firm", "balance", "-0.01", -1),
        ("firm", "rooms", Decimal("9"), 9),
        ("firm", "rooms", "0", 0),
        ("firm", "rooms", None, None),
    ],
)
def test_a_value_is_read_exactly(record: str, name: str, written: Any, wanted: Any) -> None:
    found = value(record, name, written)
    assert (found, type(found)) == (wanted, type(wanted))


WRONG: dict[str, list[Any]] = {
    "exporting": [1, 0, "true", "yes", "是", [], {}],
    "trade": ["Shop", " shop", "商店", "", 1, True, ["shop"]],
    "founded": [
        "2022-02-30", "2021-02-29", "2022-13-01", "2022-2-1", "20220201", "2022-02-01T00:00", "2022/02/01", "２０２２-02-01",
        "1899-12-31", "2200-01-01", "9999-12-31", "0000-00-00", "", 2022, True,
    ],
    "closed": ["9999-12-30"],
    "sales": [
        "12.345", "-0.01", "1000000000.01", "1e3", "12,00", "１２", "12%", "abc", "", " 12", "12\n", "NaN", "Infinity", True, 1.5,
        Decimal("NaN"), Decimal("Infinity"), Decimal("1e400"), Decimal("1e-400"), 10**40, 10**5000, -(10**5000), [], {},
    ],
    "rooms": [10, -1, "1.5", Decimal("1.5")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param(name, wrong, id=f"{name}-{number}")
        for name, each in WRONG.items()
        for number, wrong in enumerate(each)
    ],
)
def test_a_value_of_another_kind_is_refused(name: str, written: Any) -> None:
    assert refused("firm", {name: written}) == [f"value facts.{name}"]


def test_a_json_number_too_great_for_any_fact_is_refused_and_not_reckoned_out() -> None:
    assert refused("firm", parse_facts('{"staff": 1e400}', "facts")) == ["value facts.staff"]
    assert refused("firm", parse_facts('{"staff": 1e999999999}', "facts")) == ["value facts.staff"]
    assert refused("firm", parse_facts('{"sales": 1e-999999999}', "facts")) == ["value facts.sales"]


def test_a_refusal_says_what_was_written_what_is_wanted_and_where() -> None:
    with pytest.raises(FactsError) as raised:
        read("firm", {"rooms": 10, "trade": "shops", "founded": "2022-02-30"})
    assert raised.value.show("zh").splitlines() == [
        "facts.founded：“成立日期”写的是 2022-02-30，应为1900 至 2199 年间存在的日期，如 2022-05-06。",
        "facts.rooms：“房间数”写的是 10，应为最多 0 位小数的数字（0 至 9）。",
        "facts.trade：“行业”写的是 shops，应为farm、shop、mill 之一（是不是 shop？）。",
    ]
    assert raised.value.show("en").splitlines()[2] == (
        "facts.trade: trade: shops given, expected one of farm, shop, mill (did you mean 'shop'?)."
    )


# --- records -----------------------------------------------------------------------------------------
def test_an_unknown_fact_is_refused_with_the_likely_one() -> None:
    with pytest.raises(FactsError) as raised:
        read("firm", {"trades": "shop"})
    assert raised.value.show("en") == "facts: firm has no fact 'trades'. To mend: did you mean 'trade'?"
    assert raised.value.show("zh") == "facts：firm 没有事实“trades”。 改法：是不是“trade”？"


def test_absent_null_and_not_linked_are_all_unknown() -> None:
    nothing = (None,) * whole("firm").width()
    assert read("firm", {}) == read("firm", {"trade": None, "workers": None}) == nothing
    assert read("worker", WORKER | {"firm": None}) == read("worker", WORKER)


def test_a_required_fact_can_not_be_missing() -> None:
    assert refused("worker", {"end": "9999-12-31"}) == ["required facts.start"]
    assert refused("worker", {"start": None, "end": None}) == ["required facts.end", "required facts.start"]
    assert refused("firm", {"workers": [WORKER, {"start": "2022-01-10"}]}) == [
        "required facts.workers[1].end"
    ]


def test_all_mistakes_are_told_at_once_with_their_places() -> None:
    data = {
        "trade": 1,
        "workers": [WORKER | {"hours": 13}, "someone", WORKER | {"firm": {}, "wages": 1}],
        "grants": {"measure": "other"},
    }
    assert refused("firm", data) == [
        "shape facts.grants",
        "value facts.trade",
        "value facts.workers[0].hours",
        "shape facts.workers[1]",
        "unknown-fact facts.workers[2]",
    ]


@pytest.mark.parametrize("data", [None, [], "firm", 1, True])
def test_facts_that_are_no_record_are_refused(data: Any) -> None:
    assert refused("firm", data) == ["shape facts"]


def test_a_fact_that_the_measure_does_not_read_is_checked_and_left_aside() -> None:
    shape = Shape("firm", "r_")
    shape.fact("trade")
    reader = Reader(packs.good().dictionary, shape)
    assert reader.read({"trade": "shop", "rooms": 3}) == ("shop",)
    with pytest.raises(FactsError):
        Reader(packs.good().dictionary, shape).read({"trade": "shop", "rooms": 13})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["trade", "sales", "workers", "firm", "x"]), inner)))  # fmt: skip
def test_whatever_is_handed_in_it_is_read_or_refused(data: Any) -> None:
    with contextlib.suppress(FactsError):  # and nothing else
        read("firm", data)


# --- the schema ----------------------------------------------------------------------------------------
def validator(record: str) -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    found = schema(packs.good().dictionary, whole(record), "facts")
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found, format_checker=jsonschema.FormatChecker())


def test_the_schema_takes_random_facts_that_are_good() -> None:
    check, random = validator("firm"), Random(7)
    for _ in range(100):
        data = at_random.facts(random, packs.good().dictionary, whole("firm"), 0.3)
        # whole numbers are written as numbers: a schema knows no bounds of a text
        data = json.loads(json.dumps(data), parse_float=str)
        for owner in (data, *(data["workers"] or ())):
            for name in ("rooms", "staff", "hours"):
                if owner.get(name) is not None:
                    owner[name] = int(owner[name])
        for item in data["grants"] or ():
            item["months"] = None if item["months"] is None else int(item["months"])
        check.validate(data)
        read("firm", data)


@pytest.mark.parametrize(
    "data",
    [
        {"trade": "shops"}, {"trades": "shop"}, {"founded": "2022-02-30"}, {"founded": 2022}, {"exporting": "true"}, {"rooms": 10},
        {"rooms": -1}, {"rooms": 1.5}, {"rooms": True}, {"sales": "12%"}, {"sales": "12.345"}, {"sales": "１２"}, {"sales": True},
        {"workers": {}}, {"workers": [{}]}, {"workers": [WORKER | {"hours": 13}]}, {"workers": [WORKER | {"start": None}]}, [], None,
    ],
)  # fmt: skip
def test_the_schema_refuses_what_the_reader_refuses(data: Any) -> None:
    check = validator("firm")
    assert not check.is_valid(data)
    assert refused("firm", data)


def test_the_schema_carries_the_words_of_the_dictionary() -> None:
    found = schema(packs.good().dictionary, whole("firm"), "租金补助")["properties"]
    assert found["trade"] == {
        "title": "行业",
        "description": "该企业属于哪个行业？",
        "x-register": "tax",
        "enum": ["farm", "shop", "mill", None],
    }
    assert found["audited"]["x-judgement"] is True
    assert found["closed"]["x-open"] == "9999-12-31"
    assert found["sales"]["x-unit"] == "yuan" and found["workers"]["items"]["required"] == ["start", "end"]


@pytest.mark.parametrize("measure", sorted(packs.real().measures))
def test_the_schema_of_a_measure_takes_the_facts_of_its_cases(measure: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    policy = packs.real()
    found = policy.measures[measure]
    on = dt.date(2022, 5, 20)
    program = compile_rules(
        resolve(policy, policy.enactments[found.enactment].place, on, on), found.unit, [measure]
    )
    check = jsonschema.Draft202012Validator(schema(policy.dictionary, program.shape, measure))

    def read_only(shape: Shape, data: Any) -> Any:
        """What the measure reads of the facts, whole numbers as numbers."""
        facts = policy.dictionary.records[shape.record].facts
        kept = {
            name: int(data[name]) if getattr(facts[name].type, "places", None) == 0 else data[name]
            for name in shape.facts
            if name in data
        }
        kept |= {link: read_only(one, data[link]) for link, one in shape.ones.items() if link in data}
        kept |= {
            link: [read_only(many, item) for item in data[link]]
            for link, many in shape.lists.items()
            if link in data
        }
        return kept

    for case in read_cases(policy, Problems()):
        if case.measure == measure:
            check.validate(read_only(program.shape, case.facts))
