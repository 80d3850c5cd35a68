"""`anye show`: each sentence leads to what carries it, on a page that is whole, its own, and refused nowhere silently."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from anye.reference.traditional import kept, traditional
from anye.rules.assumptions import assumptions
from anye.rules.cases import read_cases
from anye.rules.coverage import read_text
from anye.rules.errors import Problems
from anye.rules.policy import Policy, load_policy
from anye.rules.resolve import resolve
from anye.rules.temporal import derived_of, parameters_of
from anye.rules.value_words import ValueWords

from .pages import FILES, ROOT, Read, links_of, make, read, text_of, texts

Run = Callable[..., CompletedProcess[str]]
POLICY = ROOT / "policy"
DAY = dt.date(2022, 5, 6)
LANGUAGES = tuple(FILES)
HAN = re.compile(r"[\u3400-\u9fff]")


@lru_cache
def policy() -> Policy:
    return load_policy(POLICY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole law in all three languages."""
    out = tmp_path_factory.mktemp("pages") / "law"
    make(out)
    return out


@pytest.fixture(scope="module")
def page(folder: Path) -> Read:
    return read(folder / FILES["zh-Hans"])


@pytest.fixture(scope="module", params=LANGUAGES)
def each(request: pytest.FixtureRequest, folder: Path) -> tuple[str, Read]:
    """Each of the three pages with its language."""
    lang = str(request.param)
    return lang, read(folder / FILES[lang])


# --- what is on the page -------------------------------------------------------------------------
def test_every_sentence_is_on_the_page_and_leads_to_each_of_its_carriers(anye: Run, page: Read) -> None:
    account = json.loads(anye("coverage", "--json").stdout)["开府〔2022〕5号"]
    sentences = read_text((POLICY / "kaiping/2022-5/text.md").read_text("utf-8"))
    assert [row["clause"] for row in account] == list(sentences) and len(account) == 94
    for row in account:
        element = page.by_id[f"c-{row['clause']}"]
        assert sentences[row["clause"]] in text_of(element)
        wanted = {
            f"#m-{item['id']}" if item["kind"] == "measure" else f"#{item['kind']}-{item['id']}"
            for item in row["carried_by"]
        }
        assert wanted <= links_of(element), row["clause"]
        if row["state"] == "statement":
            assert row["why"] in text_of(element)


def test_every_link_leads_somewhere_on_the_page_or_to_its_sisters(each: tuple[str, Read]) -> None:
    lang, page = each
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.by_id)
    others = {link for link in page.links if not link.startswith("#")}
    assert others == {file for tongue, file in FILES.items() if tongue != lang}
    ids = [element.get("id") for element in page.elements if element.get("id")]
    assert len(ids) == len(set(ids))


def test_every_measure_stands_with_each_of_its_conditions_and_readings(each: tuple[str, Read]) -> None:
    lang, page = each
    for measure in policy().measures.values():
        section = text_of(page.by_id[f"m-{measure.id}"])
        assert measure.title.in_(lang) in section
        for condition in measure.conditions:
            item = text_of(page.by_id[f"m-{measure.id}.{condition.id}"])
            assert condition.label.in_(lang) in item
        for reading in measure.interpretation:
            item = text_of(page.by_id[f"m-{measure.id}.reading.{reading.id}"])
            for words in (reading.words, reading.reading, reading.other):
                shown = traditional(words) if lang == "zh-Hant" else words
                assert re.sub(r"\s+", " ", shown).strip() in item


def test_every_figure_and_derived_fact_a_measure_rests_on_stands_in_the_appendix(page: Read) -> None:
    for measure in policy().measures.values():
        section = links_of(page.by_id[f"m-{measure.id}"])
        for name in parameters_of(measure.expressions(), policy().definition, as_of=True):
            assert f"p-{name}" in page.by_id and f"#p-{name}" in section
        for record, name in derived_of(measure.expressions(), policy().definition):
            assert f"d-{record}.{name}" in page.by_id and f"#d-{record}.{name}" in section


def test_the_values_marked_in_force_are_those_that_resolve_takes(page: Read) -> None:
    law = resolve(policy(), "440783", DAY, DAY)
    words, seen = ValueWords(policy().dictionary.enums, "zh-Hans"), 0
    for name, parameter in policy().parameters.items():
        rows = page.all("tr", page.by_id[f"p-{name}"]) if f"p-{name}" in page.by_id else []
        now = [row for row in rows if row.get("class") == "now"]
        taken = law.values.get(name)
        if not rows or taken is None or isinstance(taken.value, dict):
            continue
        assert len(now) == 1 and "当日有效" in text_of(now[0])
        cell = text_of(page.all("td", now[0])[0])
        assert cell == f"{words.stored(taken.value, parameter.type)} 当日有效"
        seen += 1
    assert seen > 200


def test_every_case_is_on_the_page(page: Read) -> None:
    problems = Problems()
    for case in read_cases(policy(), problems):
        page_cases = _cases(page, case.measure)
        assert re.sub(r"\s+", " ", case.says).strip() in page_cases[case.id]
    assert not problems.found


@lru_cache(64)
def _cases(page: Read, measure: str) -> dict[str, str]:
    """The rows of a measure's table of cases by their id."""
    (table,) = (t for t in page.all("table", page.by_id[f"m-{measure}"]) if "cases" in t.get("class", ""))
    rows = page.all("tr", table)[1:]
    return {text_of(page.all("code", row)[-1]): text_of(row) for row in rows}


def test_what_is_assumed_bears_its_mark(page: Read) -> None:
    for measure in policy().measures.values():
        for condition in measure.conditions:
            item = text_of(page.by_id[f"m-{measure.id}.{condition.id}"])
            assert ("待核实" in item) >= (condition.cite.status == "assumed")
        for reading in measure.interpretation:
            item = text_of(page.by_id[f"m-{measure.id}.reading.{reading.id}"])
            assert ("待核实" in item) >= (reading.status == "assumed")
    for key, definition in policy().derived.items():
        if "d-" + ".".join(key) in page.by_id and definition.cite.status == "assumed":
            assert "待核实" in text_of(page.by_id["d-" + ".".join(key)])
    (listed,) = (t for t in page.all("table") if "assumed" in t.get("class", ""))
    assert len(page.all("tr", listed)) - 1 == len(assumptions(policy()))


def test_code_is_there_as_the_file_has_it(page: Read) -> None:
    code = page.all("pre", page.by_id["m-veteran-hiring-subsidy.veteran"])
    assert text_of(code[0]) == "person.veteran"


# --- the page itself -----------------------------------------------------------------------------
def test_the_page_needs_nothing_from_anywhere(each: tuple[str, Read]) -> None:
    _, page = each
    assert not page.all("script") and not page.all("iframe") and not page.all("img")
    for element in page.elements:
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in ("href", "src", "action", "srcset", "poster", "data"):
                assert not re.match(r"(?:[a-z]+:)?//|https?:", value), value
    assert not re.search(r"url\(|@import|https?:", text_of(page.all("style")[0]))


def test_the_page_is_well_formed_and_in_order(each: tuple[str, Read]) -> None:
    lang, page = each
    assert not page.errors
    assert page.root.get("lang") == lang
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for landmark in ("header", "main", "footer"):
        assert page.all(landmark)
    assert len(page.all("main")) == 1
    for table in page.all("table"):
        assert text_of(page.all("caption", table)[0])
        assert all(cell.get("scope") for cell in page.all("th", table))
    first = next(e for e in page.elements if e.tag == "a")
    assert first.get("class") == "skip" and first.get("href", "")[1:] in page.by_id


def test_each_page_leads_to_the_same_law_in_the_other_languages(each: tuple[str, Read]) -> None:
    lang, page = each
    (nav,) = (n for n in page.all("nav") if n.get("class") == "tongues")
    assert {(a.get("lang"), a.get("href")) for a in page.all("a", nav)} == {
        (tongue, file) for tongue, file in FILES.items() if tongue != lang
    }


def test_no_simplified_character_is_left_on_the_traditional_page(folder: Path) -> None:
    reviewed = re.compile("|".join(sorted(map(re.escape, kept().values()), key=len, reverse=True)))
    page, left = read(folder / FILES["zh-Hant"]), set()
    for text, lang in texts(page.root):
        if lang == "zh-Hant":
            left |= {part for part in reviewed.split(text) if traditional(part) != part}
    assert not left


def test_chinese_is_marked_as_such_on_the_english_page(folder: Path) -> None:
    page = read(folder / FILES["en"])
    unmarked = {text for text, lang in texts(page.root) if lang == "en" and HAN.search(text)}
    assert not unmarked
    assert "authentic" in text_of(page.all("header")[0])


def test_what_a_policy_says_is_text_never_markup(pack: Path, tmp_path: Path) -> None:
    path = pack / "kaiping/2022-5/measures/veteran-hiring-subsidy.yaml"
    old = path.read_text("utf-8")
    title = re.search(r"^title: .*$", old, re.MULTILINE)
    assert title is not None
    bad = '<img src=x onerror="alert(1)">&amp;'
    path.write_text(old.replace(title[0], f"title: ['{bad}', '{bad}', '{bad}']"), "utf-8")
    out = tmp_path / "one.html"
    make(out, "veteran-hiring-subsidy", policy=pack)
    page = Read(out)
    assert not page.all("img") and not page.errors
    assert bad in text_of(page.all("h3", page.by_id["m-veteran-hiring-subsidy"])[0])


# --- choices -------------------------------------------------------------------------------------
def test_one_measure_alone_makes_a_short_page_with_its_sentences(anye: Run, tmp_path: Path) -> None:
    out = tmp_path / "refund.html"
    result = anye("--lang", "en", "show", "--html", str(out), "--measure", "stabilisation-refund")
    assert result.returncode == 0 and "refund.html" in result.stdout
    page = Read(out)
    assert page.root.get("lang") == "en"
    assert [e.get("id") for e in page.all("article")] == ["m-stabilisation-refund"]
    assert {"c-1.1.4", "c-1.1.5", "c-10.1.1"} <= set(page.by_id) and "c-2.1.1" not in page.by_id
    assert {link[1:] for link in page.links} <= set(page.by_id)


def test_cases_are_an_appendix_when_asked_for_and_can_be_left_out(anye: Run, tmp_path: Path) -> None:
    for flag, where in (("--cases", "cases-direct-recruitment"), ("--no-cases", "")):
        out = tmp_path / f"page{flag}.html"
        assert anye("show", "direct-recruitment", "--html", str(out), flag).returncode == 0
        page = Read(out)
        tables = [table for table in page.all("table") if "cases" in table.get("class", "")]
        assert len(tables) == (1 if where else 0)
        assert (where in page.by_id) is bool(where)
        assert page.all("section", page.by_id["m-direct-recruitment"])[-1].get("class") != "cases"


def test_the_same_law_makes_the_same_page(tmp_path: Path) -> None:
    pages = []
    for seed in ("1", "2"):
        make(
            tmp_path / f"{seed}.html",
            "stabilisation-refund",
            "--measure",
            "startup-grant",
            PYTHONHASHSEED=seed,
        )
        pages.append((tmp_path / f"{seed}.html").read_bytes())
    assert pages[0] == pages[1]


def test_a_day_before_its_force_says_so(anye: Run, tmp_path: Path) -> None:
    out = tmp_path / "early.html"
    assert anye("show", "direct-recruitment", "--on", "2022-05-05", "--html", str(out)).returncode == 0
    assert "当日未生效" in text_of(Read(out).by_id["m-direct-recruitment"])
    result = anye("show", "direct-recruitment", "--on", "2022-05-05")
    assert result.returncode == 0 and "当日未生效" in result.stdout
    assert "当日未生效" not in anye("show", "direct-recruitment").stdout


# --- terminal and data ---------------------------------------------------------------------------
def test_without_a_measure_all_are_listed_by_clause(anye: Run) -> None:
    listed = json.loads(anye("show", "--json").stdout)
    first = [tuple(map(int, row["clauses"][0].split("."))) for row in listed]
    assert first == sorted(first) and len(listed) == len(policy().measures)
    assert "稳岗返还" in anye("show").stdout


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_shows_sentence_words_code_and_source(anye: Run, lang: str) -> None:
    shown = "".join(anye("--lang", lang, "show", "stabilisation-refund", "--cases").stdout.split())
    in_lang = traditional if lang == "zh-Hant" else str
    measure = policy().measures["stabilisation-refund"]
    assert in_lang("二是继续实施普惠性失业保险稳岗返还政策") in shown
    assert "monthspaidlastyear>=refundfullmonths" in shown.replace("_", "")
    assert in_lang("人社部发〔2022〕23号") in shown
    for condition in measure.conditions:
        assert condition.label.in_(lang).replace(" ", "") in shown
    assert in_lang("裁员率按百分数四舍五入保留两位小数后") in shown


def test_json_has_all_a_page_has(anye: Run) -> None:
    data = json.loads(anye("show", "stabilisation-refund", "--json", "--cases").stdout)
    measure = policy().measures["stabilisation-refund"]
    assert [item["id"] for item in data["conditions"]] == [item.id for item in measure.conditions]
    assert {item["name"] for item in data["figures"]} == parameters_of(
        measure.expressions(), policy().definition, as_of=True
    )
    assert len(data["interpretation"]) == len(measure.interpretation)
    assert data["cases"]["cases"][0]["failed"] == ["政策有效期内"]
    assert data["policy"] == policy().digest


# --- refusals ------------------------------------------------------------------------------------
def refused(result: CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 2 and result.stdout == "" and "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr, result.stderr


def test_an_unknown_measure_is_refused_with_the_nearest_name(anye: Run, tmp_path: Path) -> None:
    refused(anye("show", "veteran-hiring"), "veteran-hiring-subsidy")
    out = tmp_path / "x.html"
    refused(anye("show", "--html", str(out), "--measure", "veteran-hiring"), "veteran-hiring-subsidy")
    assert not out.exists()


@pytest.mark.parametrize("inside", [False, True], ids=["a file", "a file in the folder"])
def test_a_file_that_is_not_ours_is_never_overwritten(anye: Run, tmp_path: Path, inside: bool) -> None:
    out = tmp_path / "site" if inside else tmp_path / "mine.html"
    mine = out / "en.html" if inside else out
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("<!doctype html><title>mine</title>", "utf-8")
    refused(anye("show", "--html", str(out)), mine.name, "不会覆盖")
    assert mine.read_text("utf-8") == "<!doctype html><title>mine</title>"
    assert sorted(path.name for path in mine.parent.iterdir()) == [mine.name] or not inside


def test_an_earlier_page_is_replaced(anye: Run, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    for measure in ("direct-recruitment", "stabilisation-refund"):
        assert anye("show", measure, "--html", str(out)).returncode == 0
    assert [e.get("id") for e in Read(out).all("article")] == ["m-stabilisation-refund"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".page")] == []


def test_a_place_that_cannot_be_written_is_refused(anye: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    refused(anye("show", "direct-recruitment", "--html", str(tmp_path / "file" / "page.html")), "file")
    refused(anye("show", "direct-recruitment", "--html", str(tmp_path / "file")), "file")
    refused(anye("show", "direct-recruitment", "--html", "/proc/no/page.html"), "/proc/no")
    (tmp_path / "folder.html").mkdir()
    refused(anye("show", "direct-recruitment", "--html", str(tmp_path / "folder.html")), "folder.html")


def test_options_that_mean_nothing_together_are_refused(anye: Run, tmp_path: Path) -> None:
    refused(anye("show", "--measure", "direct-recruitment"), "--html")
    refused(anye("show", "direct-recruitment", "--json", "--html", str(tmp_path / "x.html")), "--json")
    refused(anye("--lang", "en", "--place", "110101", "show", "direct-recruitment"), "110101")
