"""Paths and text on one plate."""

from __future__ import annotations

from typing import Any

from vdp.preflight.plates.colouring import colour_operators
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.output import Output
from vdp.preflight.plates.paths import PAINTS, soften
from vdp.preflight.plates.states import Paint
from vdp.preflight.plates.streams import Step
from vdp.preflight.plates.work import PlateWork


def paint_path(work: PlateWork, operator: str, path: list[Step], clip: bytes, out: Output, paint: Paint) -> None:
    """Write a path that `operator` fills or strokes, and what clips to it (`clip`, b"" for none). Raises Doubt."""
    filled, stroked, even_odd, closed = PAINTS[operator]
    if not path:
        return
    fill = colour_operators(work, paint.fill, out, paint, fill=True) if filled else None
    stroke = colour_operators(work, paint.stroke, out, paint, fill=False) if stroked else None
    if fill is None and stroke is None and not clip:
        return
    if fill is not None:
        set_fill(fill, out, paint)
    if stroke is not None:
        _set_stroke(stroke, out, paint)
    out.parts.extend([step.raw for step in path] if clip or fill is None else soften(path, paint.ctm))
    if closed:
        out.parts.append(b"h")
    if clip:
        out.parts.append(clip)
    if fill is not None:
        out.parts.append((b"B" if stroke is not None else b"f") + even_odd)
    else:
        out.parts.append(b"S" if stroke is not None else b"n")


def show_text(work: PlateWork, step: Step, out: Output, paint: Paint) -> None:
    """Write an operator that shows text; where nothing falls on the plate the text is invisible. Raises Doubt."""
    mode = paint.render
    fill = stroke = None
    if paint.type3 and mode != 3:
        raise Doubt("text in a Type 3 font")
    if mode % 4 in {0, 2}:
        fill = colour_operators(work, paint.fill, out, paint, fill=True)
    if mode % 4 in {1, 2}:
        stroke = colour_operators(work, paint.stroke, out, paint, fill=False)
    if fill is not None:
        set_fill(fill, out, paint)
    if stroke is not None:
        _set_stroke(stroke, out, paint)
    written = {(True, True): 2, (True, False): 0, (False, True): 1, (False, False): 3}[
        fill is not None, stroke is not None
    ] + (4 if mode >= 4 else 0)
    if paint.out_render != written:
        out.parts.append(b"%d Tr" % written)
        paint.out_render = written
    out.parts.append(step.raw)


def set_font(work: PlateWork, operands: tuple[Any, ...], out: Output, paint: Paint) -> None:
    """Write the operator Tf. Raises Doubt."""
    font = out.original("Font", operands[0])
    paint.type3 = str(font.get("/Subtype")) == "/Type3"
    name = out.name("Font", str(operands[0]), lambda: work.copy(font))
    out.parts.append(b"%b %s Tf" % (name, str(operands[1]).encode("ascii")))


def set_fill(colour: bytes, out: Output, paint: Paint) -> None:
    """Write the operators of a fill colour where they are not in force."""
    if paint.out_fill != colour:
        out.parts.append(colour)
        paint.out_fill = colour


def _set_stroke(colour: bytes, out: Output, paint: Paint) -> None:
    if paint.out_stroke != colour:
        out.parts.append(colour)
        paint.out_stroke = colour
