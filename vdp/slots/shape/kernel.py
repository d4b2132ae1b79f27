"""ShapeKernel: the same rectangles for every value of a batch."""

from __future__ import annotations

from collections.abc import Sequence

from vdp.pdf.content import rectangle
from vdp.slots.base import Fault
from vdp.slots.shape.spec import BLACK, BoxSpec, RuleSpec
from vdp.units import Box


class ShapeKernel:
    """Bound to one rule or box."""

    def __init__(self, spec: RuleSpec | BoxSpec) -> None:
        if isinstance(spec, RuleSpec):
            self._ink = _paint(rectangle(spec.box), spec.color)
            return
        filled = _paint(rectangle(spec.box), spec.fill) if spec.fill else b""
        frame = b" ".join(map(rectangle, _frame(spec.box, spec.line))) if spec.line else b""
        self._ink = filled + (_paint(frame, spec.color) if frame else b"")

    def measure(self, values: Sequence[str]) -> list[Fault]:  # noqa: ARG002 - the port
        """Return no fault: the layout was checked."""
        return []

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return the ink, once per value."""
        return [self._ink] * len(values)

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return no text: a reader of the page finds none here."""
        return [""] * len(values)


def _paint(path: bytes, color: bytes) -> bytes:
    """Fill a path; black is the state that all ink of a piece starts from, and overprints."""
    if color == BLACK:
        return path + b" f\n"
    state = b"" if color.startswith(b"/") else b"/N gs "
    return b"q %b%b %b f Q\n" % (state, color, path)


def _frame(box: Box, line: float) -> tuple[Box, ...]:
    """Return the four sides of a frame as rectangles that do not overlap.

    A stroke would need a stroke colour, which nothing else of a piece sets.
    """
    line = min(line, box.width / 2, box.height / 2)
    inner = box.height - 2 * line
    sides = (
        Box(box.x, box.y, box.width, line),
        Box(box.x, box.y + box.height - line, box.width, line),
        Box(box.x, box.y + line, line, inner),
        Box(box.x + box.width - line, box.y + line, line, inner),
    )
    return tuple(side for side in sides if min(side.width, side.height) > 0)
