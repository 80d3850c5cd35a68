"""Measures of all enactments read, each in every text that amendments give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from .amendment import FILE as AMENDMENTS
from .amendment import Amendment, check_target, read_amendments, targets, whole_version
from .conflict import Resolution, settle_amendments
from .departments import FILE, listed_departments
from .derived import DerivedFacts
from .enactment import Enactment
from .errors import Place, Problems, Stop
from .measure import Measure
from .measure_file import MeasureReader
from .scope import Scope
from .strict_yaml import Map, Reader, read_yaml
from .types import Words
from .versions import Version, Versions, check_amendments, versions_of


class MeasureFiles:
    """Reads what stands in the measures' and amendments' files; what is wrong is recorded, and left out."""

    def __init__(
        self,
        root: Path,
        enactments: Mapping[str, Enactment],
        derived: DerivedFacts,
        departments: Mapping[str, Words],
        problems: Problems,
    ):
        self.root, self.enactments, self.derived, self.problems = root, enactments, derived, problems
        self.reader = Reader(problems)
        self.lists = {item.id: self._departments(item, departments) for item in enactments.values()}
        self.homes: dict[str, tuple[Enactment, Map]] = {}
        self.wholes: list[tuple[Enactment, str, Map]] = []
        self._find()

    def read(self, resolutions: list[Resolution]) -> tuple[dict[str, Versions], set[Resolution]]:
        """Every measure in all its texts, by id, and the resolutions that were needed."""
        found: dict[str, Versions] = {}
        used: set[Resolution] = set()
        amendments = self._amendments()
        for name, (enactment, tree) in self.homes.items():
            measure = self._measure(name, enactment, tree)
            if measure is None:
                continue
            kept, aside, needed = settle_amendments(
                amendments.get(name, []), enactment, self.enactments, resolutions, self.problems
            )
            used |= needed

            def read(merged: Map, name: str = name, enactment: Enactment = enactment) -> Measure | None:
                return self._measure(name, enactment, merged)

            one = versions_of(Version(measure, tree), tuple(kept), self.enactments, read)
            others = {key: _named(item) for key, item in one.others.items()}
            found[name] = replace(one, aside=tuple(aside), others=others)
        check_amendments(found, self.enactments, self.problems)
        return found, used

    # --- finding -------------------------------------------------------------------------------------
    def _find(self) -> None:
        """The files: a measure's name that another enactment has too is a whole new version of that one's."""
        trees = [
            (enactment, path.stem, top)
            for enactment in self.enactments.values()
            for path in sorted((enactment.folder / "measures").glob("*.yaml"))
            if not stands_beside(path)
            and (top := read_yaml(path, path.relative_to(self.root).as_posix(), self.problems)) is not None
        ]
        stands = {(enactment.id, name) for enactment, name, _ in trees}
        for enactment, name, tree in trees:
            others = targets(enactment, self.enactments) - {enactment.id}
            if any((other, name) in stands for other in others):
                self.wholes.append((enactment, name, tree))
            elif name in self.homes:
                self.problems.add(
                    tree.at,
                    "duplicate-name",
                    f"措施 {name} 写了两次（另见 {self.homes[name][1].at.file}）。",
                    f"{name} stands twice (see {self.homes[name][1].at.file}).",
                    (
                        "改用另一个名称；若是修改，在 enactment.yaml 写明 amends 或 implements。",
                        "give it another name; if it amends the other, say so in enactment.yaml.",
                    ),
                )
            else:
                self.homes[name] = enactment, tree

    def _amendments(self) -> dict[str, list[Amendment]]:
        """All amendments by measure, in order of enactment and file."""
        found: dict[str, list[Amendment]] = {}
        trees = {name: tree for name, (_, tree) in self.homes.items()}
        for enactment in self.enactments.values():
            allowed = targets(enactment, self.enactments)
            refused = {name: "" if home.id in allowed else home.id for name, (home, _) in self.homes.items()}
            shown = (enactment.folder / AMENDMENTS).relative_to(self.root).as_posix()
            for item in read_amendments(enactment, shown, trees, refused, self.problems):
                found.setdefault(item.measure, []).append(item)
        for enactment, name, tree in self.wholes:
            try:
                check_target(self.reader, name, tree.at, dict.fromkeys(self.homes, ""), enactment)
                force = self.reader.mapping(tree.entries["force"]) if "force" in tree.entries else None
                found.setdefault(name, []).append(whole_version(enactment, name, tree, force, self.reader))
            except Stop:
                continue
        return found

    def _departments(self, enactment: Enactment, departments: Mapping[str, Words]) -> frozenset[str]:
        path = enactment.folder / "clauses.yaml"
        shown = path.relative_to(self.root).as_posix()
        top = read_yaml(path, shown, self.problems) if path.is_file() else None
        return listed_departments(top, departments, (self.root / FILE).is_file(), self.problems)

    # --- reading -------------------------------------------------------------------------------------
    def _measure(self, name: str, enactment: Enactment, tree: Map) -> Measure | None:
        derived = self.derived
        scope = Scope(derived.dictionary, derived.parameters, derived.type_of, "")
        one = MeasureReader(
            self.reader,
            derived.dictionary,
            derived.parameters,
            scope,
            derived.ranges,
            enactment,
            self.lists[enactment.id],
            self._text_at(enactment),
        )
        try:
            return one.read(name, tree)
        except Stop:
            return None

    def _text_at(self, home: Enactment) -> Callable[[Place], dict[str, str]]:
        """Sentences of the enactment in whose folder a part is written, and those of the measure's own."""
        folders = {
            item.folder.relative_to(self.root).as_posix() + "/": item.text
            for item in self.enactments.values()
        }

        def text_at(at: Place) -> dict[str, str]:
            own = next((text for folder, text in folders.items() if at.file.startswith(folder)), home.text)
            return own or home.text

        return text_at


def stands_beside(path: Path) -> bool:
    """Whether a file tells of rules rather than makes them: `<id>.cases.yaml`, `<id>.mutants.yaml`."""
    return path.name.endswith((".cases.yaml", ".mutants.yaml"))


def _named(version: Version) -> Version:
    """The version's measure with the names of what amended it."""
    names = tuple(item.written for item in version.amendments)
    return replace(version, measure=replace(version.measure, amended=names))
