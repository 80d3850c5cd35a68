"""Lists in generated Python: counts, totals, "is there one" and extreme days as loops over the elements."""

from __future__ import annotations

from abc import abstractmethod

from . import ir
from .python_blocks import Block, Ground, Point, Wide
from .shape import Shape
from .types import FOREVER, NEVER


class Lists(Ground):
    """Emits the loops; what is worked out of an element is the generator's."""

    @abstractmethod
    def point(self, node: ir.Expr) -> Point:
        """The variable of a value."""

    @abstractmethod
    def wide(self, node: ir.Expr) -> Wide:
        """The variables of a number's bounds."""

    def _any(self, node: ir.Agg, block: Block) -> Point:
        _, open_, body, element = self._loop(node, block)
        where = self.point(node.where)
        result = self._name()
        block.lines.append(f"{result} = False" if self.certain else f"{result} = None if {open_} else False")
        body.lines.append(f"if {where.name}: {result} = True; break")
        if where.null:
            body.lines.append(f"if {where.name} is None: {result} = None")
        self._close(block, element)
        return Point(result, not self.certain)

    def _extreme_day(self, node: ir.Agg, block: Block) -> Point:
        """The latest (earliest) day of those taken in; unknown while what is open could be later (earlier)."""
        _, open_, body, element = self._loop(node, block)
        assert node.value is not None
        where = self.point(node.where)
        before = len(body.lines)
        day = self.point(node.value)
        found, possible, doubt = self._name(), self._name(), self._name()
        none, later = (NEVER, ">") if node.kind == "latest" else (FOREVER, "<")
        take = f"if {day.name} {later} {found}: {found} = {day.name}"
        if self.certain:
            _only_where(where, body, before, take)
            block.lines.append(f"{found} = {self.literal(none)}")
            self._close(block, element)
            return Point(found, False)
        block.lines.append(f"{found} = {possible} = {self.literal(none)}; {doubt} = {open_}")
        again = "if"
        if day.null:
            body.lines.append(f"if {where.name} is not False and {day.name} is None: {doubt} = True")
            again = "elif"
        body.lines.append(
            f"{again} {where.name} is True and {day.name} {later} {found}: {found} = {day.name}"
        )
        if where.null:
            guard = f"{day.name} is not None and " if day.null else ""
            body.lines.append(
                f"if {where.name} is None and {guard}{day.name} {later} {possible}: {possible} = {day.name}"
            )
        self._close(block, element)
        text = f"None if {doubt} or {possible} {later} {found} else {found}"
        return Point(self._new(block, text), True)

    def _count(self, node: ir.Agg, block: Block) -> Wide:
        _, open_, body, element = self._loop(node, block)
        where = self.point(node.where)
        low, extra = self._name(), self._name()
        if self.certain:
            return self._total(block, body, element, low, f"if {where.name}: {low} += 1")
        block.lines.append(f"{low} = {extra} = 0")
        body.lines.append(f"if {where.name}: {low} += 1")
        if where.null:
            body.lines.append(f"elif {where.name} is None: {extra} += 1")
        self._close(block, element)
        return Wide(low, False, self._new(block, f"None if {open_} else {low} + {extra}"), True)

    def _sum(self, node: ir.Agg, block: Block) -> Wide:
        _, open_, body, element = self._loop(node, block)
        assert node.value is not None
        where = self.point(node.where)
        before = len(body.lines)
        value = self.wide(node.value)
        low, high, bound = self._name(), self._name(), self._name()
        if self.certain:
            _only_where(where, body, before, f"{low} += {value.low}")
            return self._total(block, body, element, low)
        block.lines.append(f"{low} = {high} = 0; {bound} = {open_}")
        guard = f"{value.low} is not None and " if value.low_null else ""
        body.lines.append(f"if {guard}{where.name}: {low} += {value.low}")
        possible, again = f"{where.name} is not False", "if"
        if value.high_null:
            body.lines.append(f"if {possible} and {value.high} is None: {bound} = True")
            again = "elif"
        body.lines.append(f"{again} {possible}: {high} += {value.high}")
        self._close(block, element)
        return Wide(low, False, self._new(block, f"None if {bound} else {high}"), True)

    def _total(self, block: Block, body: Block, element: Shape, name: str, *lines: str) -> Wide:
        """Closes a loop that adds to one certain number."""
        block.lines.append(f"{name} = 0")
        body.lines.extend(lines)
        self._close(block, element)
        return self._same(name)


def _only_where(where: Point, body: Block, before: int, line: str) -> None:
    """Puts what a loop's body has worked out since `before`, and a line, under the test."""
    body.lines[before:] = [(f"if {where.name}:", None, Block([*body.lines[before:], line]))]
