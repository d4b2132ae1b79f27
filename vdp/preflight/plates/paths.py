"""Paths: which operators draw them, and how they are written so that they are drawn as they are."""

from __future__ import annotations

from math import hypot

from vdp.preflight.plates.states import Matrix
from vdp.preflight.plates.streams import Step

_BESIDE = 0.01
"""Points that a corner is added beside a straight edge: else pdfium draws rectangles on whole pixels."""

SEGMENTS = frozenset({"m", "l", "c", "v", "y", "h", "re"})
PAINTS: dict[str, tuple[bool, bool, bytes, bool]] = {  # filled, stroked, even-odd mark, closed before
    "f": (True, False, b"", False),
    "F": (True, False, b"", False),
    "f*": (True, False, b"*", False),
    "B": (True, True, b"", False),
    "B*": (True, True, b"*", False),
    "b": (True, True, b"", True),
    "b*": (True, True, b"*", True),
    "S": (False, True, b"", False),
    "s": (False, True, b"", True),
    "n": (False, False, b"", False),
}


def soften(path: list[Step], ctm: Matrix) -> list[bytes]:
    """Return a path with a corner a hair beside its first edges, so that no renderer takes it for a rectangle."""
    scale = (hypot(ctm[0], ctm[1]) + hypot(ctm[2], ctm[3])) / 2
    beside = _BESIDE / scale if scale > 0 else 0.0
    found: list[bytes] = []
    start: tuple[float, float] | None = None
    for step in path:
        if step.operator == "re":
            x, y, width, height = (float(each) for each in step.operands)
            found.append(
                f"{x:f} {y:f} m {x + width / 2:f} {y - beside:f} l {x + width:f} {y:f} l "
                f"{x + width:f} {y + height:f} l {x:f} {y + height:f} l h".encode("ascii")
            )
            start = None
            continue
        if step.operator == "l" and start is not None:
            x, y = (float(each) for each in step.operands)
            across, up = x - start[0], y - start[1]
            length = hypot(across, up)
            if length > 0:
                middle = (start[0] + x) / 2 - up / length * beside, (start[1] + y) / 2 + across / length * beside
                found.append(f"{middle[0]:f} {middle[1]:f} l".encode("ascii"))
        start = (float(step.operands[0]), float(step.operands[1])) if step.operator == "m" else None
        found.append(step.raw)
    return found
