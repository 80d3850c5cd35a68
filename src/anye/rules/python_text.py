"""Pieces of generated Python text: guards, exact divisions, and taking a record's tuple apart."""

from __future__ import annotations

from . import ir
from .closed import mul_div_factors
from .shape import Shape


def divided(name: str, by: str, how: str) -> str:
    """`exact.divide` written out for a number that can't be negative."""
    if how in ("round_half_up", "mul_div_round"):
        return f"(2 * ({name}) + ({by})) // (2 * ({by}))"
    if how in ("round_down", "mul_div_down"):
        return f"({name}) // ({by})"
    return f"-(-({name}) // ({by}))"


def quotient(node: ir.Call, a: str, b: str, c: str) -> str:
    """`exact.mul_div` written out; raises where it is undefined."""
    up, down = mul_div_factors(node)
    return divided(f"{a} * {b} * {up}", f"{c} * {down}", node.function)


def known(*parts: tuple[str, bool]) -> str:
    return " and ".join(f"{name} is not None" for name, null in parts if null)


def both(guard: str, test: str) -> str:
    return f"({guard} and {test})" if guard else f"({test})"


def indent(lines: list[str], depth: int) -> list[str]:
    return ["    " * depth + line for line in lines]


def unpack(shape: Shape, name: str) -> list[str]:
    """Lines that take a record's tuple apart, linked records included; an unknown one is all unknown."""
    lines = []
    if shape.width():
        lines.append(f"{', '.join(shape.names())}, = {name}")
    for one in shape.ones.values():
        nothing = f"({'None, ' * one.width()})"
        lines += unpack(one, f"{one.prefix} if {one.prefix} is not None else {nothing}")
    return lines
