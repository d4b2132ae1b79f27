"""Parameter dictionaries of the graphics state (ISO 32000-1, 8.4.5) on one plate."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary

from vdp.preflight.plates.output import Output
from vdp.preflight.plates.states import Paint
from vdp.preflight.plates.transparency import check_blend
from vdp.preflight.plates.work import PlateWork

_KEPT_OF_STATES = ("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/CA", "/ca", "/BM", "/SMask", "/AIS", "/TK", "/SA")


def set_state(work: PlateWork, name: Any, out: Output, paint: Paint) -> None:
    """Write the operator gs: what of it plates know, and what overprint it asks for. Raises Doubt."""
    state = out.original("ExtGState", name)
    over = state.get("/OP")
    below = state.get("/op", over)
    paint.over_stroke = paint.over_stroke if over is None else bool(over)
    paint.over_fill = paint.over_fill if below is None else bool(below)
    paint.mode = int(state.get("/OPM", paint.mode))
    check_blend(work.shared, state, work.plate)
    kept = [key for key in _KEPT_OF_STATES if key in state]
    font = state.get("/Font")
    if kept or font is not None:
        written = out.name("ExtGState", str(name), lambda: _copy_state(work, state, kept, font))
        out.parts.append(written + b" gs")
    if font is not None:
        paint.type3 = str(font[0].get("/Subtype")) == "/Type3"


def _copy_state(work: PlateWork, state: Any, kept: list[str], font: Any) -> Any:
    made = Dictionary()
    for key in kept:
        made[key] = work.copy(state[key])
    if font is not None:
        made["/Font"] = Array([work.copy(font[0]), font[1]])
    return work.pdf.make_indirect(made)
