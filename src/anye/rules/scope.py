"""What a name in an expression can stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import ir
from .dictionary import Dictionary
from .parameters import Parameter
from .types import Type

DAYS = ("on", "period_start", "period_end")
RESERVED = frozenset(
    "and or not in if else for is True False None count sum any all min max year date months days persons yuan "
    "classify as_of latest earliest on period_start period_end".split()
)


@dataclass(frozen=True)
class Rec:
    """A record where an expression was parsed; only its facts can be used further."""

    ref: ir.Ref


@dataclass(frozen=True)
class Items:
    """A list of records, to be counted, summed or asked of."""

    owner: ir.Ref
    link: str
    record: str


@dataclass
class Scope:
    """The names visible in one expression: a record, loop variables, days, parameters and a measure's steps.

    `derived` gives the type of a derived fact (parsing it on demand) or None; `period` is empty where the
    expression belongs to no measure, so that only `on` is a day.
    """

    dictionary: Dictionary
    parameters: Mapping[str, Parameter]
    derived: Callable[[str, str], Type | None]
    record: str
    period: str = ""
    steps: dict[str, ir.Step] = field(default_factory=dict)
    elements: dict[str, ir.Var] = field(default_factory=dict)
    owners: tuple[ir.Ref, ...] = ()  # of the lists being gone through, outermost first

    def member(self, ref: ir.Ref, name: str) -> ir.Expr | Rec | Items | None:
        """A fact, derived fact, linked record or list of `ref`; None when it has no such thing."""
        record = self.dictionary.records[ref.record]
        if name in record.facts:
            return ir.Fact(ref, name, record.facts[name].type)
        if name in record.links:
            link = record.links[name]
            return Items(ref, name, link.to) if link.many else Rec(ir.Via(ref, name, link.to))
        derived = self.derived(ref.record, name)
        return ir.Derived(ref, name, derived) if derived is not None else None

    def name(self, name: str) -> ir.Expr | Rec | Items | None:
        """What a bare word stands for."""
        if name in self.elements:
            return Rec(self.elements[name])
        if name in self.steps:
            return self.steps[name]
        if name == "on" or (name in DAYS and self.period):
            return ir.Day(name, self.period if name != "on" else "")  # type: ignore[arg-type]
        found = self.member(self.owners[-1] if self.owners else ir.Self(self.record), name)
        if found is None and self.owners:
            found = self.member(ir.Self(self.record), name)
        if found is None and name in self.parameters:
            parameter = self.parameters[name]
            return None if parameter.key else ir.Param(name, parameter.type)
        return found

    def known(self) -> list[str]:
        """Words that could have been meant, for hints."""
        record = self.dictionary.records[self.record]
        return [*self.elements, *self.steps, *record.facts, *record.links, *self.parameters, *DAYS]

    def inside(self, name: str, items: Items) -> tuple[Scope, ir.Var]:
        """The scope within `… for name in items`."""
        variable = ir.Var(len(self.owners), items.record)
        inner = Scope(self.dictionary, self.parameters, self.derived, self.record, self.period, self.steps)
        inner.elements = {**self.elements, name: variable}
        inner.owners = (*self.owners, items.owner)
        return inner, variable
