"""`anye explain`: one real person or employer, every measure with a status, in three languages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

pytest.importorskip("duckdb")

import duckdb

from anye import city as city_room
from anye.reference.traditional import traditional
from anye.rules.policy import load_policy
from anye.rules.resolve import resolve
from anye.screening.engine import screen
from anye.screening.tables import open_city

Run = Callable[..., CompletedProcess[str]]
POLICY = load_policy(Path(__file__).parents[2] / "policy")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "kaiping"
    city_room.build(2_000, 7, folder)
    return folder


@pytest.fixture(scope="module")
def owed(city: Path) -> dict[str, list[tuple[int, int]]]:
    """Who is entitled for certain by the screening: for each measure (record, amount in fen) pairs."""
    law = resolve(POLICY, "440783", dt.date(2022, 5, 20), dt.date(2022, 5, 20))
    with open_city(city, POLICY.dictionary) as connection:
        screening = screen(connection, law)
        return {
            columns.rule.measure.id: connection.execute(
                f"SELECT id, {columns.low} FROM {screening.tables[unit]} "
                f"WHERE {columns.failed} = 0 AND {columns.unknown} = 0 ORDER BY id"
            ).fetchall()
            for unit, items in screening.plan.measures.items()
            for columns in items
        }


def explained(anye: Run, city: Path, *words: str) -> dict[str, Any]:
    result = anye("--lang", "en", "explain", *words, "--city", str(city), "--json")
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_every_measure_has_a_status_for_a_person_and_for_an_employer(anye: Run, city: Path) -> None:
    for subject in ("person:12", "employer:9"):
        found = explained(anye, city, subject)
        told = {item["measure"] for item in found["answers"]}
        assert told | set(found["no_record"]) | set(found["for_others"]) == set(POLICY.measures)
        assert not told & {*found["no_record"], *found["for_others"]}


def test_what_is_explained_is_what_the_screening_found(
    anye: Run, city: Path, owed: dict[str, list[tuple[int, int]]]
) -> None:
    key, fen = owed["stabilisation-refund"][0]
    answer = explained(anye, city, f"employer:{key}", "--measure", "stabilisation-refund")["answers"][0]
    assert answer["outcome"] == "yes"
    assert answer["low"] == answer["high"] == f"{fen // 100}.{fen % 100:02}"
    assert {reason["result"] for reason in answer["reasons"]} == {"met"}
    assert "90%" in answer["arithmetic"]["worked"] or "30%" in answer["arithmetic"]["worked"]


def test_a_person_is_found_by_identity_number_by_name_and_by_key(anye: Run, city: Path) -> None:
    name, number = duckdb.execute(
        f"SELECT name, identity_number FROM '{city}/persons.parquet' WHERE name IN "
        f"(SELECT name FROM '{city}/persons.parquet' GROUP BY 1 HAVING count(*) = 1) AND identity_number IS NOT NULL LIMIT 1"
    ).fetchone()
    by_number, by_name = (explained(anye, city, text)["subject"] for text in (number, name))
    assert by_number == by_name == explained(anye, city, f"person:{by_name['key']}")["subject"]
    assert by_number["number"] == f"{number[:6]}********{number[-4:]}"


def test_a_name_that_several_have_is_refused_with_their_keys(anye: Run, city: Path) -> None:
    name, keys = duckdb.execute(
        f"SELECT name, list(id ORDER BY id) FROM '{city}/persons.parquet' GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
    ).fetchone()
    result = anye("explain", name, "--city", str(city))
    assert result.returncode == 2
    assert result.stdout == ""
    for key in keys:
        assert f"person:{key}" in result.stderr
    assert f"有 {len(keys)} 个" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("440783190001010000",), "城市里没有“440783190001010000”"),
        (("person:999999999",), "城市里没有"),
        (("person:1; DROP TABLE persons",), "城市里没有"),
        (("person:12", "--measure", "stabilisation-refnd"), "是不是“stabilisation-refund”"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(
    anye: Run, city: Path, words: tuple[str, ...], said: str
) -> None:
    result = anye("explain", *words, "--city", str(city))
    assert result.returncode == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_traditional_page_is_the_simplified_one_in_other_characters(anye: Run, city: Path) -> None:
    """But for the names on record, which stay as recorded."""
    simplified, other = (
        anye("--lang", lang, "explain", "person:12", "--city", str(city), "--all").stdout
        for lang in ("zh-Hans", "zh-Hant")
    )
    names = {name for (name,) in duckdb.execute(
        f"SELECT name FROM '{city}/persons.parquet' UNION SELECT name FROM '{city}/employers.parquet'"
    ).fetchall() if name in simplified}  # fmt: skip
    assert names
    assert all(name in other for name in names)
    for name in sorted(names, key=len, reverse=True):
        simplified, other = simplified.replace(name, ""), other.replace(name, "")
    flat = [text.replace("\n", "").replace(" ", "") for text in (traditional(simplified), other)]
    assert flat[0] == flat[1]


def test_whose_money_it_is_is_told(anye: Run, city: Path, owed: dict[str, list[tuple[int, int]]]) -> None:
    """A subsidy for hiring somebody is the employer's, and the worker's page says so."""
    key = owed["veteran-hiring-subsidy"][0][0]
    (person,) = duckdb.execute(
        f"SELECT person_id FROM '{city}/employments.parquet' WHERE id = {key}"
    ).fetchone()
    page = anye("--lang", "en", "explain", f"person:{person}", "--city", str(city)).stdout
    assert "to the employer" in page
    assert "granted to the employer" in page


def test_a_refusal_in_full_names_the_least_that_would_have_to_be_otherwise(anye: Run, city: Path) -> None:
    ((key,),) = duckdb.execute(
        f"SELECT p.id FROM '{city}/persons.parquet' p JOIN '{city}/employments.parquet' e ON e.person_id = p.id "
        "WHERE p.education = 'school' AND NOT p.overseas_graduate ORDER BY 1 LIMIT 1"
    ).fetchall()
    measure = "grassroots-employment-subsidy"
    page = anye("--lang", "en", "explain", f"person:{key}", "--city", str(city), "--measure", measure).stdout
    assert "would have to be otherwise" in page
    assert "〔4.1.5〕" in page
    assert "the last day is" in page


def test_with_changes_each_refusal_says_what_would_turn_it_and_the_kernel_agrees(
    anye: Run, city: Path, tmp_path: Path
) -> None:
    pytest.importorskip("z3")
    plain = explained(anye, city, "person:12")
    assert all(item["nearest_change"] is None for item in plain["answers"]), "only where it is asked for"
    found = explained(anye, city, "person:12", "--changes")
    turned = [item for item in found["answers"] if item["nearest_change"]]
    assert turned
    assert {item["outcome"] for item in turned} == {"no"}
    for item in turned:
        change = item["nearest_change"]
        assert change["words"]
        facts = tmp_path / "facts.json"
        facts.write_text(json.dumps(change["facts"]), "utf-8")
        words = ("determine", item["measure"], "--facts", str(facts), "--on", change["on"], "--json")
        assert json.loads(anye(*words).stdout)["outcome"] == "yes", item["measure"]
