"""A city's folder that can't be read as the dictionary defines it is refused, file by file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from stdnum.cn import ric, uscc

from anye.rules.policy import Policy
from anye.screening.numbers import check_numbers, credit_code_valid, identity_valid
from anye.screening.tables import CityProblem, open_city
from anye.screening.values import check_values


def refusal(folder: Path, policy: Policy) -> CityProblem:
    with pytest.raises(CityProblem) as caught:
        check_numbers(open_city(folder, policy.dictionary), policy.dictionary, folder)
    return caught.value


def test_a_folder_that_is_not_there(tmp_path: Path, policy: Policy) -> None:
    assert "没有这个目录" in refusal(tmp_path / "none", policy).show("zh")


def test_a_missing_file_is_named(damaged: Path, policy: Policy) -> None:
    (damaged / "awards.parquet").unlink()
    (damaged / "premiums.parquet").unlink()
    problems = refusal(damaged, policy).problems
    assert {Path(problem.at.file).name for problem in problems} == {"awards.parquet", "premiums.parquet"}


def test_a_truncated_file_is_named(damaged: Path, policy: Policy) -> None:
    path = damaged / "persons.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    [problem] = refusal(damaged, policy).problems
    assert (problem.code, Path(problem.at.file).name) == ("torn-file", "persons.parquet")


def test_a_missing_column_and_a_wrong_type_are_named(damaged: Path, policy: Policy) -> None:
    path = damaged / "employers.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE t AS SELECT * EXCLUDE (zombie) REPLACE (staff::VARCHAR AS staff) FROM '{path}'"
        )
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    problems = refusal(damaged, policy).problems
    assert sorted(problem.code for problem in problems) == ["column-type", "missing-column"]
    assert "zombie" in problems[0].zh + problems[1].zh


def test_a_wrong_check_digit_is_named_by_row(damaged: Path, policy: Policy) -> None:
    path = damaged / "persons.parquet"
    with duckdb.connect() as connection:
        wrong = "left(identity_number, 17) || CASE right(identity_number, 1) WHEN '1' THEN '2' ELSE '1' END"
        connection.execute(
            f"CREATE TABLE t AS SELECT * REPLACE (CASE WHEN id = 12 THEN {wrong} ELSE identity_number END AS identity_number) "
            f"FROM '{path}'"
        )
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    [problem] = refusal(damaged, policy).problems
    assert problem.code == "check-digit"
    assert "1 行" in problem.zh
    assert "12" in problem.zh


def test_check_digits_agree_with_python_stdnum(kaiping: Path) -> None:
    with duckdb.connect() as connection:
        people = connection.execute(
            f"SELECT identity_number, {identity_valid('identity_number')} FROM '{kaiping / 'persons.parquet'}'"
        ).fetchall()
        firms = connection.execute(
            f"SELECT credit_code, {credit_code_valid('credit_code')} FROM '{kaiping / 'employers.parquet'}'"
        ).fetchall()
        swapped = [
            (number[:3] + number[4] + number[3] + number[5:],)
            for number, _ in firms
            if number and number[3] != number[4]
        ]
        connection.execute("CREATE TABLE s (x VARCHAR)")
        connection.executemany("INSERT INTO s VALUES (?)", swapped)
        turned = connection.execute(f"SELECT x, {credit_code_valid('x')} FROM s").fetchall()
    # Only the last digit: stdnum's table of counties also refuses a code younger than its bearer, as every
    # number given in Kaiping before 1993 has it.
    assert all(valid == (ric.calc_check_digit(number) == number[-1]) for number, valid in people if number)
    assert all(ric.get_birth_date(number) for number, _ in people if number)
    assert all(valid == uscc.is_valid(code) for code, valid in firms if code)
    assert all(valid == uscc.is_valid(code) for code, valid in turned)
    assert not all(valid for _, valid in turned)


@pytest.mark.parametrize(
    ("table", "change", "column"),
    [
        ("employers", "'enterprize' AS kind", "kind"),
        ("premiums", "99::INT AS months_paid", "months_paid"),
        ("premiums", "-1::DECIMAL(18,2) AS employer_paid", "employer_paid"),
        ("persons", "DATE '1899-12-31' AS birth_date", "birth_date"),
        ("persons", "DATE '9999-12-31' AS birth_date", "birth_date"),
        ("employments", "CASE WHEN id = 3 THEN NULL ELSE start END AS start", "start"),
        ("persons", "CASE WHEN id = 3 THEN 4 ELSE id END AS id", "id"),
    ],
    ids=[
        "no such word",
        "too many months",
        "negative",
        "too early",
        "open where nothing is",
        "required",
        "a key twice",
    ],
)
def test_a_value_the_dictionary_rules_out_is_named(
    damaged: Path, policy: Policy, table: str, change: str, column: str
) -> None:
    path = damaged / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * REPLACE ({change}) FROM '{path}'")
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    with pytest.raises(CityProblem) as caught:
        check_values(open_city(damaged, policy.dictionary), policy.dictionary, damaged)
    [problem] = caught.value.problems
    assert Path(problem.at.file).name == path.name
    assert column in problem.zh


def test_a_whole_city_has_no_wrong_value(kaiping: Path, policy: Policy) -> None:
    check_values(open_city(kaiping, policy.dictionary), policy.dictionary, kaiping)
