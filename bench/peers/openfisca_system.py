"""OpenFisca's side: entities, variables and parameters, and a simulation filled from columns.

OpenFisca has one entity of members and groups of members. The finest record is the employment: it is the member;
person, employer and contest award are groups. Facts of linked records stand in the facts tables as columns and are
handed over so: nothing has to be projected from a group to its members, which spares OpenFisca time and set-up.
Variables are of a day, since the notice comes into force in mid-month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import duckdb
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.model_api import ParameterNode, Variable
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from bench.world import ON

from .figures import READ, history
from .handed import LONG_AGO, NEVER, OPEN_ENDED, UNKNOWN, Given
from .openfisca_measures import MEASURES, Formula

PERIOD = str(ON)


class KaipingSystem(TaxBenefitSystem):
    """An input variable for each fact handed over, an outcome and an amount for each measure."""

    def __init__(self, given: dict[str, tuple[Given, ...]]):
        kinds = {
            "employment": build_entity("employment", "employments", "An employment", is_person=True),
            "person": build_entity("person", "persons", "A person", roles=[{"key": "job"}]),
            "employer": build_entity("employer", "employers", "An employer", roles=[{"key": "worker"}]),
            "contest_award": build_entity(
                "contest_award", "contest_awards", "An award", roles=[{"key": "hire"}]
            ),
        }
        super().__init__(list(kinds.values()))
        self.parameters = _parameters()
        enums = _enums(given)
        for unit, facts in given.items():
            for fact in facts:
                self.add_variable(_input(kinds[unit], fact, enums))
            for outcome, amount in MEASURES[unit]:
                self.add_variable(_computed(kinds[unit], outcome, bool))
                self.add_variable(_computed(kinds[unit], amount, float))


def results() -> dict[str, list[str]]:
    """The names of the outcomes, by unit; an amount's ends in _amount."""
    return {unit: [outcome.__name__ for outcome, _ in pairs] for unit, pairs in MEASURES.items()}


def _parameters() -> ParameterNode:
    """The pack's figures with their days; a day as yyyymmdd, since a parameter can be no date."""
    data: dict[str, Any] = {}
    for name in READ:
        spans = history(name)
        if isinstance(spans[0][2], dict):
            data[name] = {key: _values((a, b, table[key]) for a, b, table in spans) for key in spans[0][2]}
        else:
            data[name] = _values(spans)
    return ParameterNode("", data=data)


def _values(spans: Iterable[tuple[dt.date, dt.date | None, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for first, last, value in spans:
        if isinstance(value, dt.date):
            value = int(f"{value:%Y%m%d}")
        elif not isinstance(value, bool | int | list):
            value = float(value)
        found[str(first)] = {"value": value}
        if last is not None:
            found.setdefault(str(last + dt.timedelta(days=1)), {"value": None})
    return {"values": found}


def _enums(given: dict[str, tuple[Given, ...]]) -> dict[tuple[str, ...], Any]:
    """One enumeration for each set of words; "unknown" comes first and is the default."""
    found: dict[tuple[str, ...], Any] = {}
    for facts in given.values():
        for fact in facts:
            if fact.kind == "enum" and fact.words not in found:
                members = [(word.replace("-", "_"), word) for word in (UNKNOWN, *fact.words)]
                found[fact.words] = Enum(f"Words{len(found)}", members)  # type: ignore[arg-type]
    return found


def _input(entity: Any, fact: Given, enums: dict[tuple[str, ...], Any]) -> type[Variable]:
    rest: dict[str, Any]
    match fact.kind:
        case "enum":
            words = enums[fact.words]
            rest = {"value_type": Enum, "possible_values": words, "default_value": words[UNKNOWN]}
        case "date":
            default = NEVER if fact.name.endswith(OPEN_ENDED) else LONG_AGO
            rest = {"value_type": dt.date, "default_value": dt.date.fromisoformat(default)}
        case "int":
            rest = {"value_type": float if fact.places else int}
        case _:
            rest = {"value_type": bool}
    of = {"entity": entity, "definition_period": DateUnit.DAY, "label": fact.name}
    return type(fact.name, (Variable,), rest | of)


def _computed(entity: Any, formula: Formula, kind: type) -> type[Variable]:
    of = {"entity": entity, "definition_period": DateUnit.DAY, "value_type": kind, "label": formula.__name__}
    return type(formula.__name__, (Variable,), of | {"formula": formula})


def columns(fact: Given) -> str:
    """SQL for a fact as OpenFisca stores it: days since 1970, the number of a word, numbers in their unit."""
    match fact.kind:
        case "date":
            return f"({fact.value} - DATE '{LONG_AGO}')::INTEGER"
        case "enum":
            words = ", ".join(f"'{word}'" for word in (UNKNOWN, *fact.words))
            return f"enum_code({fact.value}::ENUM({words}))::SMALLINT"
        case "int":
            return f"({fact.value} / {10**fact.places})::FLOAT" if fact.places else f"{fact.value}::INTEGER"
    return fact.value


def simulate(
    system: TaxBenefitSystem,
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, str],
    given: dict[str, tuple[Given, ...]],
) -> Simulation:
    """A simulation over tables of facts: columns read by DuckDB in one query a unit, handed over without a copy."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    simulation = builder.build(system)
    for unit, table in tables.items():
        items = ", ".join(f'{columns(fact)} AS "{fact.name}"' for fact in given[unit])
        arrays = connection.execute(f"SELECT id, {items} FROM {table}").fetchnumpy()
        population = builder.populations[unit]
        population.ids, population.count = arrays["id"], len(arrays["id"])
        for fact in given[unit]:
            simulation.set_input(fact.name, PERIOD, _typed(system, fact, arrays.pop(fact.name)))
    return simulation


def _typed(system: TaxBenefitSystem, fact: Given, values: Any) -> Any:
    values = np.ma.getdata(values)
    if fact.kind == "date":
        return values.astype("int64").view("datetime64[D]")
    if fact.kind == "enum":
        words = system.get_variable(fact.name).possible_values
        return EnumArray(values.astype(np.int16, copy=False), words)
    return values


def compute(simulation: Simulation) -> None:
    """All outcomes and amounts, anew: what was computed before is dropped, what was set stays."""
    names = [name for of in results().values() for outcome in of for name in (outcome, f"{outcome}_amount")]
    for name in names:
        simulation.delete_arrays(name)
    for name in names:
        simulation.calculate(name, PERIOD)
