"""The same seed gives the same bytes; a city is written whole or not at all, and nothing else is overwritten."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from anye.city import CityError, CityReport, build
from anye.city import assumptions as a
from anye.city.schema import TABLES
from anye.city.write import ROW_GROUP, Table

FILES = {*(f"{name}.parquet" for name in TABLES), "city.json"}


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_same_seed_gives_the_same_bytes(folder: Path, report: CityReport, tmp_path: Path) -> None:
    again = build(report.persons, report.seed, tmp_path / "elsewhere")
    assert again == report
    assert digests(tmp_path / "elsewhere") == digests(folder)
    assert set(digests(folder)) == FILES


def test_another_process_with_another_hash_seed_and_one_thread_gives_the_same_bytes(
    folder: Path, report: CityReport, tmp_path: Path
) -> None:
    script = "import sys, pathlib, pyarrow, anye.city as c; pyarrow.set_cpu_count(1); c.build(int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3]))"
    source = str(Path(a.__file__).parents[2])
    subprocess.run(
        [sys.executable, "-c", script, str(report.persons), str(report.seed), str(tmp_path / "city")],
        check=True, env={"PYTHONPATH": source, "PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai"},
    )  # fmt: skip
    assert digests(tmp_path / "city") == digests(folder)


def test_another_seed_gives_another_city(folder: Path, report: CityReport, tmp_path: Path) -> None:
    build(report.persons, report.seed + 1, tmp_path / "city")
    theirs, ours = digests(tmp_path / "city"), digests(folder)
    for name in (
        "persons.parquet",
        "employers.parquet",
        "employments.parquet",
        "contributions.parquet",
        "city.json",
    ):
        assert theirs[name] != ours[name]


def test_numbers_asked_for_are_the_numbers_made(tmp_path: Path) -> None:
    report = build(1_500, 3, tmp_path / "city", employers=400, employments=4_000)
    for name, count in (("persons", 1_500), ("employers", 400), ("employments", 4_000)):
        assert report.tables[name] == count
        assert pq.ParquetFile(tmp_path / "city" / f"{name}.parquet").metadata.num_rows == count


def test_the_report_lists_counts_and_every_assumption_without_time_or_place(
    folder: Path, report: CityReport
) -> None:
    text = (folder / "city.json").read_text("utf-8")
    data = json.loads(text)
    assert data["seed"] == report.seed
    assert data["version"] == a.VERSION
    assert data["tables"] == {
        name: pq.ParquetFile(folder / f"{name}.parquet").metadata.num_rows for name in TABLES
    }
    listed = {item["name"]: item["value"] for item in data["assumptions"]}
    assert listed == {
        name: value
        for name, value in vars(a).items()
        if name.isupper() and name not in ("LISTED", "VERSION", "T")
    }
    assert all(item["reason"] and item["source"] for item in data["assumptions"])
    assert str(folder.parent) not in text


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_how_rows_arrive_leaves_no_trace_in_the_file(parts: int, tmp_path: Path) -> None:
    rows = ROW_GROUP + 1_000
    for count, name in ((1, "one"), (parts, "some")):
        (tmp_path / name).mkdir()
        table = Table(tmp_path / name, "premiums")
        for part in np.array_split(np.arange(rows), count):
            table.add(
                {
                    "employer_id": part,
                    "year": part % 4,
                    "employer_paid": part,
                    "worker_paid": part,
                    "months_paid": part % 13,
                }
            )
        table.close()
    one, some = (tmp_path / name / "premiums.parquet" for name in ("one", "some"))
    assert one.read_bytes() == some.read_bytes()
    assert pq.ParquetFile(one).metadata.row_group(0).num_rows == ROW_GROUP


def test_an_earlier_city_and_an_empty_folder_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "city"
    out.mkdir()
    build(1_000, 1, out)
    before = digests(out)
    (out / "left-over.txt").write_text("x")
    build(1_000, 1, out)
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_a_folder_that_is_no_city_is_refused_and_stays(tmp_path: Path) -> None:
    out = tmp_path / "letters"
    out.mkdir()
    (out / "letter.txt").write_text("dear")
    with pytest.raises(CityError) as caught:
        build(1_000, 1, out)
    assert "city.json" in caught.value.zh
    assert "city.json" in caught.value.en
    assert caught.value.show("zh").startswith(str(out))
    assert [path.name for path in out.iterdir()] == ["letter.txt"]
    with pytest.raises(CityError):
        build(1_000, 1, out / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_a_place_that_can_t_be_written_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CityError) as caught:
        build(1_000, 1, tmp_path / "file" / "city")
    assert caught.value.zh
    assert caught.value.en


@pytest.mark.parametrize("stop", ["persons", "employers", "premiums"])
def test_an_interrupted_run_leaves_the_earlier_city_and_nothing_else(stop: str, tmp_path: Path) -> None:
    out = tmp_path / "city"
    build(1_000, 1, out)
    before = digests(out)

    def interrupt(stage: str, done: int, total: int) -> None:
        assert 0 < done <= total
        if stage == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(1_000, 2, out, progress=interrupt)
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


@pytest.mark.parametrize(
    ("persons", "seed", "employers", "employments"),
    [
        (999, 1, None, None),
        (9_000_000, 1, None, None),
        (2_000, 1, 10, None),
        (2_000, 1, None, 10),
        (2_000, -1, None, None),
    ],
)
def test_what_can_t_be_made_is_refused_before_anything_is_written(
    persons: int, seed: int, employers: int | None, employments: int | None, tmp_path: Path
) -> None:
    with pytest.raises(CityError) as caught:
        build(persons, seed, tmp_path / "city", employers=employers, employments=employments)
    assert caught.value.zh
    assert caught.value.en
    assert list(tmp_path.iterdir()) == []
