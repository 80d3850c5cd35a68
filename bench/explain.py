"""A full explanation: all measures of the notice in words for one subject, from its facts.

`python -m bench.explain` prints the section by itself.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from anye.rules.explain import Teller
from anye.rules.facts import Reader
from anye.rules.program import compile_rules
from anye.screening.gather import gather
from anye.screening.tables import Remembered

from .section import Section, at_most, table
from .timing import microseconds
from .world import city, connect, law

SUBJECTS = 40
LOOPS = 5
LANGUAGES = ("zh-Hans", "en")


@dataclass(frozen=True)
class Explained:
    """Milliseconds for one record of each unit, all 44 measures, a mean over records of each unit."""

    lang: str
    measures: int
    milliseconds: float


def measure_explanations(folder: Path, loops: int = LOOPS) -> list[Explained]:
    dictionary = law().policy.dictionary
    units = sorted({rule.measure.unit for rule in law().rules.values()})
    found = dict.fromkeys(LANGUAGES, 0.0)
    with connect(folder) as connection:
        source = Remembered(connection, dictionary)
        for unit in units:
            table = dictionary.records[unit].table
            query = f"SELECT id FROM {table} ORDER BY hash(id) LIMIT {SUBJECTS}"
            keys = [row[0] for row in connection.execute(query).fetchall()]
            program = compile_rules(law(), unit, detailed=True)
            reader = Reader(dictionary, program.shape)
            records = [reader.read(gather(source, dictionary, program.shape, key)) for key in keys]
            for lang in LANGUAGES:
                teller = Teller(program, lang)

                def tell(teller: Teller = teller, records: list[tuple[object, ...]] = records) -> None:
                    for record in records:
                        teller.tell(record)

                tell()
                found[lang] += microseconds(tell, loops) / len(records) / 1e3
    return [Explained(lang, len(law().rules), value) for lang, value in found.items()]


def explain_section(found: list[Explained]) -> Section:
    rows = [[item.lang, str(item.measures), f"{item.milliseconds:.2f}"] for item in found]
    text = f"""## A full explanation

One record of each unit, {SUBJECTS} of each drawn from a made-up city: evaluated, and every measure put into words: each \
condition with its sentence and the facts it read, what would have to be otherwise, the arithmetic with its values, what is \
missing and whom to ask, the days to apply on. Facts already gathered; the words that are the same for everybody are kept \
from one subject to the next.

{table(["language", "measures", "ms"], rows)}"""
    worst = max(item.milliseconds for item in found)
    return Section(
        text, (at_most(f"a full explanation of {found[0].measures} measures", worst, 5, "{:.2f} ms"),)
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(explain_section(measure_explanations(city(Path(temporary), 5_000))).text)
