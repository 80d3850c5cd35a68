"""The policy pack: everything under policy/, read and checked as a whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import ir
from .conflict import Resolution, read_resolutions, settle_values, unneeded
from .departments import read_departments
from .derived import Definition, DerivedFacts
from .dictionary import Dictionary, read_dictionary
from .enactment import Enactment, read_enactment
from .errors import Place, PolicyError, Problem, Problems
from .exclusion_file import read_exclusions
from .exclusion_groups import Exclusions
from .measure import Measure
from .measure_files import MeasureFiles, stands_beside
from .parameter_files import read_parameters
from .parameters import Dated, Parameter
from .parts import merge_facts, read_parts
from .strict_yaml import Map
from .temporal import check_times
from .types import Words
from .versions import Version, Versions


@dataclass(frozen=True)
class Policy:
    """A checked pack. `amendments` holds, by parameter, the values other enactments set for it.

    `measures` are as they were issued; `versions` has them in every text that amendments give them. `resolutions`
    say which of two texts prevails where an earlier superior one says otherwise.
    """

    root: Path
    dictionary: Dictionary
    enactments: dict[str, Enactment]
    parameters: dict[str, Parameter]
    amendments: dict[str, tuple[Dated, ...]]
    derived: dict[tuple[str, str], Definition]
    measures: dict[str, Measure]
    versions: dict[str, Versions]
    resolutions: tuple[Resolution, ...]
    departments: dict[str, Words]
    digest: str
    exclusions: Exclusions = field(default_factory=Exclusions)
    laws: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What `resolve` has worked out before, by the values that hold: days on which the same holds share it."""

    def department(self, name: str) -> Words:
        """A department's name in three languages; as the enactment writes it where the pack has no other."""
        return self.departments.get(name) or Words(name, name, name)

    def with_measures(self, measures: dict[str, Measure]) -> Policy:
        """The pack with other measures, made rather than read: each in one text for all time."""
        versions = {name: Versions(Version(item, Map({}, {}, item.at))) for name, item in measures.items()}
        return replace(self, measures=measures, versions=versions)

    def definition(self, record: str, name: str) -> ir.Expr:
        return self.derived[record, name].expr


def load_policy(root: Path) -> Policy:
    """The pack at `root`; raises PolicyError with every problem of it."""
    problems = Problems()
    if not (root / "facts.yaml").is_file():
        raise PolicyError(
            [
                Problem(
                    Place(str(root)),
                    "no-policy",
                    "这里没有政策文件（缺少 facts.yaml）。",
                    "there is no policy here (facts.yaml is missing).",
                    "用 --policy 指明目录。",
                    "give the folder with --policy.",
                )
            ]
        )
    dictionary = read_dictionary(merge_facts(read_parts(root, "facts", root, problems), problems), problems)
    if dictionary is None:
        raise PolicyError(problems.found)
    enactments = _enactments(root, problems)
    resolutions = [
        item
        for enactment in enactments.values()
        for item in read_resolutions(enactment, root, enactments, problems)
    ]
    parameters, all_amending = read_parameters(root, dictionary, enactments, problems)
    amendments, used = settle_values(parameters, all_amending, enactments, resolutions, problems)
    text = {clause: words for item in enactments.values() for clause, words in item.text.items()}
    derived = DerivedFacts(dictionary, parameters, problems, text, amendments)
    derived.read(read_parts(root, "derived", root, problems))
    departments = read_departments(root, problems)
    files = MeasureFiles(root, enactments, derived, departments, problems)
    versions, needed = files.read(resolutions)
    unneeded(resolutions, used | needed, problems)
    measures = {name: one.home.measure for name, one in versions.items()}
    definitions = {key: value for key, value in derived.done.items() if value is not None}
    exclusions = read_exclusions(root, enactments, versions, dictionary, problems)
    policy = Policy(
        root,
        dictionary,
        enactments,
        parameters,
        amendments,
        definitions,
        measures,
        versions,
        tuple(resolutions),
        departments,
        digest(root),
        exclusions,
    )
    if not problems.found:
        check_times(policy.versions, policy.parameters, amendments, enactments, policy.definition, problems)
    problems.raise_if_any()
    return policy


def digest(root: Path) -> str:
    """sha256 over every policy file's path and content, cases and lists of mutants left out: the name of exactly these rules."""
    total = hashlib.sha256()
    for path in sorted(path for pattern in ("*.yaml", "*.md") for path in root.rglob(pattern)):
        if not stands_beside(path):
            total.update(path.relative_to(root).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return "sha256:" + total.hexdigest()


def title_of(policy: Policy, measure: str) -> Words:
    """The title of a measure, or what awards of that name are called where the pack has no such measure."""
    if measure in policy.measures:
        return policy.measures[measure].title
    awards = policy.exclusions.awards
    if awards:
        words = policy.dictionary.enums[policy.dictionary.fact(awards, "measure").type.name]  # type: ignore[union-attr]
        if measure in words:
            return words[measure]
    return Words(measure, measure, measure)


def _enactments(root: Path, problems: Problems) -> dict[str, Enactment]:
    found = {}
    for path in sorted(root.rglob("enactment.yaml")):
        enactment = read_enactment(path.parent, root, problems)
        if enactment is not None:
            found[enactment.id] = enactment
    for enactment in found.values():
        for target in enactment.amends + enactment.implements:
            if target not in found:
                problems.add(
                    enactment.at,
                    "unknown-enactment",
                    f"没有文件“{target}”。",
                    f"there is no enactment {target!r}.",
                )
    return found
