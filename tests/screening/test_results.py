"""The lists of a screening: they agree with the summary, with the case by case evaluation, and open in Excel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from anye.rules.evaluate import outcomes
from anye.rules.facts import Reader
from anye.rules.policy import Policy
from anye.rules.program import compile_rules
from anye.rules.resolve import Law
from anye.screening.engine import Screening, screen
from anye.screening.findings import rows_of
from anye.screening.gather import gather
from anye.screening.results import MARK, WORKBOOK, ResultsProblem, write_results
from anye.screening.tables import Stored, open_city


@pytest.fixture(scope="module")
def screened(
    kaiping: Path, policy: Policy, law: Law
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Screening]]:
    connection = open_city(kaiping, policy.dictionary)
    yield connection, screen(connection, law)
    connection.close()


@pytest.fixture(scope="module")
def written(
    screened: tuple[duckdb.DuckDBPyConnection, Screening], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("result") / "result"
    write_results(*screened, folder)
    return folder


def test_every_measure_finds_refuses_and_leaves_open_somebody(
    screened: tuple[duckdb.DuckDBPyConnection, Screening], policy: Policy
) -> None:
    _, screening = screened
    assert {summary.measure for summary in screening.summaries} == set(policy.measures)
    for summary in screening.summaries:
        assert summary.entitled or summary.to_choose, summary
        assert summary.refused, summary
        assert summary.unknown, summary


def test_the_lists_agree_with_each_case_evaluated_by_itself(
    screened: tuple[duckdb.DuckDBPyConnection, Screening], policy: Policy, law: Law
) -> None:
    connection, screening = screened
    source = Stored(connection, policy.dictionary)
    for rows in rows_of(connection, screening):
        measure = rows.columns.rule.measure
        program = compile_rules(law, measure.unit, [measure.id])
        for found in list(rows.rows())[:25]:
            facts = gather(source, policy.dictionary, program.shape, found.key)
            [outcome] = outcomes(program, Reader(policy.dictionary, program.shape).read(facts))
            alone = not (found.gives_way or found.to_choose)
            assert not alone or outcome.outcome == ("yes" if found.entitled else "unknown"), (
                measure.id,
                found.key,
            )
            assert outcome.outcome != "no"
            bounds = None if measure.amount.kind == "none" else (found.low, found.high)
            assert found.again or outcome.bounds == bounds, (measure.id, found.key)
            still_open = [finding.id for finding in outcome.conditions if finding.result == "open"]
            assert [measure.conditions[bit].id for bit in found.open] == still_open


def test_the_parquet_lists_add_up_to_the_summary(
    written: Path, screened: tuple[duckdb.DuckDBPyConnection, Screening]
) -> None:
    for summary in screened[1].summaries:
        row = duckdb.execute(
            f"SELECT count(*) FILTER (outcome = 'yes'), count(*) FILTER (outcome IN ('unknown', 'to-choose')), "
            f"sum(low) FILTER (outcome = 'yes'), count(*) FILTER (outcome = 'gives-way') FROM '{written / summary.measure}.parquet'"
        ).fetchone()
        assert row is not None
        assert (row[0], row[1], row[3]) == (summary.entitled, summary.unknown, summary.gives_way)
        assert summary.low is None or Decimal(row[2] or 0) == summary.low


def test_at_most_counts_those_too_of_whom_something_is_unknown(
    written: Path, screened: tuple[duckdb.DuckDBPyConnection, Screening]
) -> None:
    for summary in screened[1].summaries:
        row = duckdb.execute(
            f"SELECT sum(high), count(*) - count(high) FROM '{written / summary.measure}.parquet' "
            "WHERE outcome <> 'gives-way'"
        ).fetchone()
        assert row is not None
        if summary.low is not None:  # rates and rights don't add up
            assert summary.high == (None if row[1] else Decimal(row[0]))


def test_the_workbook_has_a_sheet_a_measure_and_amounts_as_numbers(
    written: Path, screened: tuple[duckdb.DuckDBPyConnection, Screening]
) -> None:
    book = CalamineWorkbook.from_path(str(written / WORKBOOK))
    assert book.sheet_names[0] == "汇总"
    lists = [name for name in book.sheet_names if name[0].isdigit()]
    assert lists == book.sheet_names[-len(screened[1].summaries) :]
    summary = book.get_sheet_by_name("汇总").to_python()
    assert "已扣除措施之间的互斥" in summary[1][0]
    for name, item in zip(lists, screened[1].summaries, strict=True):
        lines = book.get_sheet_by_name(name).to_python()[4:]
        listed = item.entitled + item.unknown + item.gives_way
        assert len([line for line in lines if line[0] != ""]) == listed
    refund = next(name for name in book.sheet_names if "稳岗返还" in name)
    head, *lines = book.get_sheet_by_name(refund).to_python()[3:]
    low = head.index("金额（元） 最少")
    total = sum(Decimal(str(line[low])) for line in lines if line[head.index("结果")] == "可享受")
    assert total == next(item.low for item in screened[1].summaries if item.measure == "stabilisation-refund")
    assert all("大型企业" in line[head.index("政策原文")] for line in lines)


def test_numbers_of_persons_are_masked_unless_asked_for(
    screened: tuple[duckdb.DuckDBPyConnection, Screening], written: Path
) -> None:
    for full in (False, True):
        rows = next(
            r for r in rows_of(*screened, full_identity=full) if r.columns.rule.measure.unit == "person"
        )
        numbers = [number for found in rows.rows() for _, number in found.parties if number]
        assert numbers
        assert all(("*" in number) is not full for number in numbers)
    stored = duckdb.execute(
        f"SELECT person_number FROM '{written / 'bay-area-youth-allowance.parquet'}'"
    ).fetchall()
    assert all("********" in number for (number,) in stored if number)


def test_a_name_that_begins_like_a_formula_stays_a_name(
    damaged: Path, policy: Policy, law: Law, tmp_path: Path
) -> None:
    path, evil = damaged / "employers.parquet", '=HYPERLINK("http://example.invalid","x")'
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * REPLACE (? AS name) FROM '{path}'", [evil])
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    connection = open_city(damaged, policy.dictionary)
    screening = screen(connection, law, ["stabilisation-refund"])
    write_results(connection, screening, tmp_path / "result")
    book = CalamineWorkbook.from_path(str(tmp_path / "result" / WORKBOOK))
    lines = book.get_sheet_by_name("1 稳岗返还").to_python()
    assert lines[4][2] == evil


def test_an_earlier_result_is_replaced_and_anything_else_is_left_alone(
    screened: tuple[duckdb.DuckDBPyConnection, Screening], tmp_path: Path
) -> None:
    folder = tmp_path / "result"
    write_results(*screened, folder)
    write_results(*screened, folder)
    assert json.loads((folder / MARK).read_text("utf-8"))["before_exclusions"] is False
    (folder / "notes.txt").write_text("x")
    with pytest.raises(ResultsProblem, match=r"notes\.txt"):
        write_results(*screened, folder)
    assert (folder / "notes.txt").is_file()
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("x")
    with pytest.raises(ResultsProblem):
        write_results(*screened, other)
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


def test_a_failure_while_writing_leaves_nothing_behind(
    screened: tuple[duckdb.DuckDBPyConnection, Screening], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("anye.screening.results.write_workbook", full)
    with pytest.raises(ResultsProblem, match="No space left"):
        write_results(*screened, tmp_path / "result")
    assert list(tmp_path.iterdir()) == []
