"""A whole city, chunk by chunk, into a new folder that takes the old one's place at the end."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from . import assumptions as a
from .benefits import claim_rows, claims, drawing
from .business import enterprise_loans, personal_loans, rents, tenants, ventures
from .days import OPEN, SNAPSHOT, Codes, Flags, Rows
from .facets import benefit_applications, job_facets, ties
from .firms import Firms, job_slots, make_firms
from .identity import IdentityNumbers
from .insurance import Tally, add_up, contracts, contribution_rows, contributions, insured
from .jobless import benefit_awards, flexible, registrations
from .landscape import BASES, SCHOOLS, TENANTS, fixtures
from .people import NONE, make_people
from .planted_cases import planted
from .programmes import contest_rows, people_awards, programme_rows
from .registers import person_rows, status
from .returns import employer_awards, employer_rows, premium_rows
from .scale import CHUNK, CityError, Scale, scale
from .schema import code
from .services import deferred_premiums, deferring, labour_transfers, matching_events, service_contracts
from .skills import certificates, students
from .work import Jobs, make_jobs, public_posts
from .write import Tables, Values, lose

Progress = Callable[[str, int, int], None]
MARK = "city.json"  # what tells an earlier city from somebody's folder


@dataclass(frozen=True)
class CityReport:
    """What was made: everything in it is also in city.json, which has no time and no place in it."""

    version: int
    seed: int
    persons: int
    employers: int
    employments: int
    snapshot: str
    tables: dict[str, int]
    contradictions: dict[str, int]
    assumptions: list[dict[str, Any]]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def build(
    persons: int,
    seed: int,
    out: Path,
    *,
    employers: int | None = None,
    employments: int | None = None,
    progress: Progress | None = None,
) -> CityReport:
    """Makes the city and writes it to `out`: all of it or nothing. An earlier city there is replaced.

    The same numbers and seed give the same bytes. `progress` hears (stage, done, total) after each step.
    """
    wanted = scale(persons, seed, employers, employments)
    _refuse_what_is_not_a_city(out)
    try:
        return _whole_or_nothing(wanted, out.resolve(), progress or (lambda *_: None))
    except OSError as error:
        why = error.strerror or str(error)
        raise CityError(
            str(out), "unwritable", f"无法写入（{why}）。", f"can't be written ({why})."
        ) from error


def _whole_or_nothing(wanted: Scale, out: Path, progress: Progress) -> CityReport:
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        report = _write(wanted, folder, progress)
        (folder / MARK).write_text(report.to_json(), encoding="utf-8")
        folder.chmod(0o755)  # a temporary folder is its maker's alone
        _take_place(folder, out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return report


def _refuse_what_is_not_a_city(out: Path) -> None:
    if out.is_dir() and (not any(out.iterdir()) or (out / MARK).is_file()):
        return
    if out.exists():
        raise CityError(
            str(out), "not-a-city",
            f"已存在且不是先前生成的城市（没有 {MARK}），不会覆盖；请换一个目录。",
            f"exists and is not an earlier city (it has no {MARK}), so it stays; name another folder.",
        )  # fmt: skip


def _take_place(folder: Path, out: Path) -> None:
    """Moves the new folder to its place, the old one first to the side and then away."""
    if not out.exists():
        folder.rename(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(aside / out.name)
    try:
        folder.rename(out)
    except OSError:
        (aside / out.name).rename(out)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(wanted: Scale, folder: Path, progress: Progress) -> CityReport:
    stage = planted()
    rest = stage.leave_room(wanted)
    firms = make_firms(rest)
    slots = job_slots(rest, firms)
    tally, wrong = Tally.empty(len(firms)), Counter[str]()
    numbers = IdentityNumbers(wanted.seed)
    deferred = deferring(rest, firms)
    with Tables(folder) as tables:
        agencies = fixtures(rest, firms, tables)
        tables["contest_awards"].add(contest_rows(rest, firms))
        city = City(rest, firms, slots, tally, numbers, deferred, agencies, tables)
        for chunk in range(rest.chunks):
            wrong.update(_chunk(city, chunk))
            progress("persons", min((chunk + 1) * CHUNK, rest.persons), rest.persons)
        for stage_name, table, parts in (
            ("employers", "employers", employer_rows(rest, firms, tally)),
            ("premiums", "premiums", premium_rows(rest, firms, tally)),
            ("employers", "rents", rents(rest, firms)),
        ):
            for part, rows in enumerate(parts):
                tables[table].add(rows)
                progress(stage_name, min((part + 1) * CHUNK, len(firms)), len(firms))
        awards = employer_awards(rest, firms, tally, deferred)
        enterprise_loans(rest, firms, tables, awards)
        service_contracts(rest, firms, tables, awards)
        matching_events(rest, firms, tables, awards)
        tables["awards"].add(awards.rows())
        stage.write(wanted, numbers, tables)
        counts = tables.counts()
    return CityReport(
        a.VERSION, wanted.seed, wanted.persons, wanted.employers, wanted.employments,
        str(np.datetime64(SNAPSHOT, "D")), counts, dict(sorted(wrong.items())), [asdict(item) for item in a.LISTED],
    )  # fmt: skip


@dataclass(frozen=True)
class City:
    """What the chunks of a city have in common."""

    scale: Scale
    firms: Firms
    slots: npt.NDArray[np.int32]
    tally: Tally
    numbers: IdentityNumbers
    deferred: Flags
    agencies: Rows
    tables: Tables


def _chunk(city: City, chunk: int) -> dict[str, int]:
    """One chunk of people with all that hangs on them; gives the number of contradictory records."""
    wanted, firms, tables = city.scale, city.firms, city.tables
    people = make_people(wanted, chunk)
    jobs, wrong = make_jobs(wanted, chunk, people, firms, city.slots)
    rng = wanted.rng("jobs", 1_000_000 + chunk)
    owner = _owners(rng, jobs, firms)
    paid = insured(rng, jobs, people, firms, owner)
    spells = contributions(wanted, chunk, jobs, people, firms, paid)
    add_up(city.tally, jobs, spells)
    found = claims(wanted, chunk, jobs, people, firms, paid)
    state = status(wanted, chunk, people, jobs, drawing(found, jobs, people))
    asked = benefit_applications(rng, jobs, found)
    post = public_posts(rng, jobs, firms)
    tied = ties(rng, jobs, len(people), asked, owner, post)
    awards, counted = people_awards(wanted, chunk, people, jobs, firms, owner, state.difficulty)
    benefit_awards(wanted, chunk, found, jobs, people, awards)
    state.difficulty |= (tied.welfare < OPEN) & (people.died == OPEN) & (people.role == NONE)
    tables["persons"].add(person_rows(wanted, chunk, people, state, city.numbers, tied))
    drew = np.zeros(len(jobs), dtype=np.bool_)
    drew[found.job] = True
    first = tables["employments"].add(
        {
            "person_id": people.first + jobs.person,
            "employer_id": 1 + jobs.employer,
            "start": jobs.start,
            "end": jobs.end,
            **contracts(wanted, chunk, jobs),
            **_posts(rng, jobs, firms, owner, post),
            **job_facets(wanted, chunk, jobs, people, firms, spells, asked, drew, counted, post),
        }
    )
    assert first == jobs.first, "the employments' ids must be those that other tables point to"
    tables["contributions"].add(contribution_rows(wanted, chunk, jobs, spells))
    tables["benefit_claims"].add(claim_rows(wanted, chunk, jobs, people, found))
    tables["deferred_premiums"].add(deferred_premiums(wanted, chunk, jobs, spells, city.deferred))
    tables["programme_spells"].add(programme_rows(wanted, chunk, people, firms))
    tables["unemployment_registrations"].add(
        registrations(wanted, chunk, people, jobs, found, state.registered)
    )
    flexible(wanted, chunk, people, state.works, state.difficulty, tables)
    ventures(wanted, chunk, people, jobs, firms, owner, tables, awards)
    personal_loans(wanted, chunk, people, jobs, firms, owner, tables, awards)
    certificates(wanted, chunk, people, tables, awards)
    students(wanted, chunk, people, len(SCHOOLS), tables, awards)
    labour_transfers(wanted, chunk, people, jobs, firms, city.agencies, tables, awards)
    tables["tenants"].add(tenants(wanted, chunk, people, jobs, firms, owner, len(BASES), TENANTS))
    tables["awards"].add(awards.rows())
    return {**wrong, "works-and-registered-unemployed": state.contradicts}


def _owners(rng: np.random.Generator, jobs: Jobs, firms: Firms) -> Flags:
    """Whose business it is: in the smallest, most of those who have stayed."""
    market = firms.kind[jobs.employer] < code("employer_kind", "social-organisation")
    share = np.minimum(0.6, 0.9 / np.maximum(firms.jobs[jobs.employer], 1))
    owns: Flags = market & ~jobs.sure & (jobs.end == OPEN) & (rng.random(len(jobs)) < share)
    return owns


def _posts(
    rng: np.random.Generator, jobs: Jobs, firms: Firms, owner: Flags, post: Codes
) -> dict[str, Values]:
    """The columns of an employment that say what kind of post it is."""
    public = firms.kind[jobs.employer] >= code("employer_kind", "government-body")
    ordinary = post != code("post_kind", "grassroots-public")
    established = public & ordinary & (rng.random(len(jobs)) < 0.65)
    return {
        "post_kind": lose(rng, post, a.MISSING, jobs.sure),
        "on_establishment": lose(rng, established, np.where(public, 0.03, 0.002), jobs.sure),
        "owner": lose(rng, owner, a.MISSING / 2, jobs.sure),
    }
