"""Awards decided anew when law changes: the difference to the fen, for those concerned, and as a full recomputation."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.rules import packs

from anye.cli import main
from anye.rules.periods import PERIODS, span
from anye.rules.policy import Policy
from anye.rules.redetermine import Award, day_of
from anye.screening.differences import sums, write_table
from anye.screening.redetermine import Asked, Found, redetermine
from anye.screening.tables import open_city

PLACE = "440783"
REFUND = "stabilisation-refund"
DAY = dt.date.fromisoformat


def found(folder: Path, policy: Policy, before: str, after: str, *, everything: bool = False) -> Found:
    with open_city(folder, policy.dictionary) as connection:
        return redetermine(connection, policy, Asked(PLACE, DAY(before), DAY(after)), everything=everything)


def said(result: Found) -> list[tuple[object, ...]]:
    return [
        (
            item.award.id,
            item.on,
            item.old.outcome,
            item.old.bounds,
            item.new.outcome,
            item.new.bounds,
            item.pay,
        )
        for item in result.items
    ]


# --- the raised rate -------------------------------------------------------------------------------
def test_large_firms_that_were_paid_thirty_per_cent_are_owed_the_rest(kaiping: Path, policy: Policy) -> None:
    """1,104.00 yuan of premiums: 331.20 at 30 %, 552.00 at 50 %."""
    result = found(kaiping, policy, "2022-05-30", "2022-05-31")
    owed = [item for item in result.items if item.pay]
    assert [(item.old.amount, item.new.amount, item.pay) for item in owed] == [
        (Decimal("331.20"), Decimal("552.00"), Decimal("220.80"))
    ] * 2
    for item in owed:
        assert (item.award.measure, item.award.year, item.kind) == (REFUND, 2022, "pay")
        (provision,) = item.provisions
        assert (provision.number, provision.id) == ("人社部发〔2022〕31号", "refund_rate")


@pytest.mark.parametrize(("before", "after"), [("2022-05-20", "2022-05-30"), ("2022-05-31", "2022-07-01")])
def test_nothing_differs_while_nothing_new_is_known(
    kaiping: Path, policy: Policy, before: str, after: str
) -> None:
    result = found(kaiping, policy, before, after)
    assert (result.items, result.concerned) == ([], {})
    assert result.awards > 0


def test_the_way_back_recovers_what_the_way_there_pays(kaiping: Path, policy: Policy) -> None:
    """A rule that is withdrawn: what was paid under it is to be recovered, to the fen."""
    with open_city(kaiping, policy.dictionary) as connection:
        there = redetermine(connection, policy, Asked(PLACE, DAY("2022-05-30"), DAY("2022-05-31")))
        back = redetermine(connection, policy, Asked(PLACE, DAY("2022-05-31"), DAY("2022-05-30")))
    assert {item.award.id: item.pay for item in back.items} == {
        item.award.id: None if item.pay is None else -item.pay for item in there.items
    }


@pytest.mark.parametrize(("before", "after"), [("2022-05-06", "2022-07-01"), ("2022-05-20", "2024-12-31")])
def test_the_short_way_finds_what_a_full_recomputation_finds(
    kaiping: Path, policy: Policy, before: str, after: str
) -> None:
    short = found(kaiping, policy, before, after)
    full = found(kaiping, policy, before, after, everything=True)
    assert said(short) == said(full) != []
    assert sum(short.concerned.values()) < sum(full.concerned.values())


def test_only_measures_whose_rule_differs_are_touched(kaiping: Path, policy: Policy) -> None:
    result = found(kaiping, policy, "2022-05-20", "2022-07-01")
    assert set(result.concerned) == {REFUND}


# --- what an award is judged by --------------------------------------------------------------------
def altered(kaiping: Path, to: Path, update: str) -> Path:
    folder = Path(shutil.copytree(kaiping, to / "city"))
    with duckdb.connect() as connection:
        path = str(folder / "awards.parquet")
        connection.execute(f"CREATE TABLE awards AS SELECT * FROM read_parquet('{path}')")
        connection.execute(update)
        connection.execute(f"COPY awards TO '{path}' (FORMAT parquet)")
    return folder


def test_an_award_does_not_stand_in_its_own_way(kaiping: Path, policy: Policy) -> None:
    """One refund a year: the award itself is on record, and is not counted against itself."""
    owed = [item for item in found(kaiping, policy, "2022-05-30", "2022-05-31").items if item.pay]
    assert owed
    assert all(item.old.outcome == item.new.outcome == "yes" for item in owed)


def test_an_award_granted_when_the_change_was_known_is_left_alone(
    kaiping: Path, policy: Policy, tmp_path: Path
) -> None:
    later = altered(kaiping, tmp_path, f"UPDATE awards SET granted_on = DATE '2022-05-31' WHERE measure = '{REFUND}' "
                    "AND granted_on > DATE '2022-01-01'")  # fmt: skip
    assert [item for item in found(later, policy, "2022-05-30", "2022-06-30").items if item.pay] == []


def test_a_second_award_of_the_year_is_judged_with_the_first_on_record(
    kaiping: Path, policy: Policy, tmp_path: Path
) -> None:
    owed = [item.award for item in found(kaiping, policy, "2022-05-30", "2022-05-31").items if item.pay]
    first, second = owed
    twice = altered(kaiping, tmp_path, f"UPDATE awards SET employer_id = {first.key} WHERE id = {second.id}")
    (item,) = (item for item in found(twice, policy, "2022-05-30", "2022-05-31").items if item.pay)
    assert item.award.id == min(first, second, key=lambda award: (award.granted_on, award.id)).id


def test_an_award_without_its_record_is_counted_and_not_guessed(
    kaiping: Path, policy: Policy, tmp_path: Path
) -> None:
    lost = altered(kaiping, tmp_path, f"UPDATE awards SET employer_id = NULL WHERE measure = '{REFUND}'")
    result = found(lost, policy, "2022-05-30", "2022-05-31")
    assert result.items == [] and result.without_unit[REFUND] > 0


def test_an_award_whose_record_is_gone_is_counted_and_not_dropped(
    kaiping: Path, policy: Policy, tmp_path: Path
) -> None:
    gone = altered(kaiping, tmp_path, f"UPDATE awards SET employer_id = 999999 WHERE measure = '{REFUND}'")
    result = found(gone, policy, "2022-05-30", "2022-05-31")
    assert result.items == [] and result.without_unit[REFUND] == result.concerned[REFUND] > 0


def test_an_amount_that_can_not_be_told_is_no_mismatch(kaiping: Path, policy: Policy, tmp_path: Path) -> None:
    """One large firm's award agrees with the register; with its size unknown nobody can say that it doesn't."""
    (award, _) = (item.award for item in found(kaiping, policy, "2022-05-30", "2022-05-31").items if item.pay)
    alone = altered(kaiping, tmp_path, f"DELETE FROM awards WHERE id <> {award.id}")
    assert found(alone, policy, "2022-05-30", "2022-05-31").mismatched == 0
    firms = str(alone / "employers.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE firms AS SELECT * FROM read_parquet('{firms}')")
        connection.execute(f"UPDATE firms SET staff = NULL WHERE id = {award.key}")
        connection.execute(f"COPY firms TO '{firms}' (FORMAT parquet)")
    (item,) = (result := found(alone, policy, "2022-05-30", "2022-05-31")).items
    assert (item.kind, item.pay, result.mismatched) == ("open", None, 0)


@given(
    period=st.sampled_from(sorted(PERIODS)),
    granted=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)),
    back=st.integers(0, 400),
)
def test_the_day_an_award_is_judged_on_is_never_after_it_was_granted(
    period: str, granted: dt.date, back: int
) -> None:
    measure = replace(packs.real().measures[REFUND], period=period)
    start, end = span(period, granted - dt.timedelta(back))
    award = Award(1, REFUND, "employer", 1, granted, start, min(end, granted + dt.timedelta(400)), None)
    on = day_of(award, measure)
    assert on <= granted
    if period != "once" and back == 0:
        assert span(period, on) == span(period, granted)


# --- what one sees ---------------------------------------------------------------------------------
def test_the_table_lists_every_award_and_adds_up(kaiping: Path, policy: Policy, tmp_path: Path) -> None:
    result = found(kaiping, policy, "2022-05-30", "2022-05-31")
    path = tmp_path / "r.xlsx"
    write_table(path, policy, result.items, "zh-Hans")
    (sheet,) = (CalamineWorkbook.from_path(path).get_sheet_by_index(0),)
    head, *rows = sheet.to_python()
    assert [row[0] for row in rows] == [item.award.id for item in result.items]
    column = head.index("差额")
    total = sum(Decimal(str(row[column])).quantize(Decimal("0.01")) for row in rows if row[column] != "")
    assert total == sum(item.pay for item in sums(policy, result.items)) == Decimal("441.60")


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_the_command_says_what_is_to_be_paid_and_why(kaiping: Path, lang: str) -> None:
    days = ["--known-before", "2022-05-30", "--known-after", "2022-05-31"]
    told = CliRunner().invoke(
        main, ["--lang", lang, "redetermine", str(kaiping), *days], standalone_mode=False
    )
    assert told.exit_code == 0, told.output
    assert "441.60" in told.output and "+220.80" in told.output and "31" in told.output


def test_the_command_gives_data(kaiping: Path) -> None:
    days = ["--known-before", "2022-05-30", "--known-after", "2022-05-31", "--json"]
    told = CliRunner().invoke(main, ["redetermine", str(kaiping), *days])
    data = json.loads(told.stdout)
    assert data["sums"][0]["pay"] == "441.60"
    assert {item["kind"] for item in data["differences"]} <= {
        "pay",
        "recover",
        "same-amount",
        "open",
        "other",
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--known-before", "2022-06-01", "--known-after", "2022-05-31"], "早于"),
        (["--known-before", "2022-05-01", "--known-after", "2022-05-31", "--out", "r.csv"], ".xlsx"),
        (
            ["--known-before", "2022-05-01", "--known-after", "2022-05-31", "--measure", "refund"],
            "没有政策措施",
        ),
        (["--known-after", "2022-05-31"], "--known-before"),
    ],
)
def test_a_wrong_call_is_refused_before_any_work(kaiping: Path, arguments: list[str], words: str) -> None:
    told = CliRunner().invoke(main, ["redetermine", str(kaiping), *arguments])
    assert told.exit_code == 2 and words in told.output
    assert told.stdout == ""
