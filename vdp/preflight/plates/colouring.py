"""Colours, patterns and shadings as operators that set or paint them on one plate."""

from __future__ import annotations

from math import hypot
from typing import Any

from pikepdf import Array, Dictionary, Name

from vdp.preflight.plates.colours import Space
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.output import Output
from vdp.preflight.plates.shadings import shade_plate
from vdp.preflight.plates.states import UNIT, Colour, Paint, Pattern
from vdp.preflight.plates.work import PlateWork, matrix_of

_LEAST_TILE = 0.25  # points


def colour_operators(work: PlateWork, colour: Colour, out: Output, paint: Paint, *, fill: bool) -> bytes | None:
    """Return the operators that set a colour on this plate; None where the plate is left as it is."""
    overprint = paint.over_fill if fill else paint.over_stroke
    if isinstance(colour, Pattern):
        return _pattern(work, colour, out, paint, overprint=overprint, fill=fill)
    ink = colour.on(work.plate, overprint=overprint, mode=paint.mode)
    if ink is None:
        out.leave()
        return None
    work.most = max(work.most, ink)
    return f"{1 - ink:.5f} {'g' if fill else 'G'}".encode("ascii")


def paint_shading(work: PlateWork, name: Any, out: Output, paint: Paint) -> None:
    """Write the operator sh. Raises Doubt."""
    shading = out.original("Shading", name)
    space = _shading_space(work, shading, out)
    if paint.over_fill and not space.covers(work.plate):
        out.leave()
        return
    written = out.name("Shading", str(name), lambda: _shading(work, shading, space))
    out.parts.append(written + b" sh")


def _pattern(
    work: PlateWork, pattern: Pattern, out: Output, paint: Paint, *, overprint: bool, fill: bool
) -> bytes | None:
    value = pattern.value
    words = (b"cs", b"scn") if fill else (b"CS", b"SCN")
    if int(value.get("/PatternType", 0)) == 2:
        space = _shading_space(work, value.Shading, out)
        if overprint and not space.covers(work.plate):
            out.leave()
            return None
        name = out.name("Pattern", pattern.key, lambda: _shading_pattern(work, value, space))
        return b"/Pattern " + words[0] + b" " + name + b" " + words[1]
    if int(value.get("/PaintType", 1)) == 1:
        name = out.name("Pattern", pattern.key, lambda: _tile(work, value, out))
        return b"/Pattern " + words[0] + b" " + name + b" " + words[1]
    if pattern.tint is None:
        raise Doubt("a pattern without a colour")
    ink = pattern.tint.on(work.plate, overprint=overprint, mode=paint.mode)
    if ink is None:
        out.leave()
        return None
    work.most = max(work.most, ink)
    name = out.name("Pattern", value.objgen, lambda: work.copy(value))
    space_name = out.name("ColorSpace", "uncoloured", lambda: Array([Name.Pattern, Name.DeviceGray]))
    return space_name + b" " + words[0] + f" {1 - ink:.5f} ".encode("ascii") + name + b" " + words[1]


def _tile(work: PlateWork, value: Any, out: Output) -> Any:
    matrix = matrix_of(tuple(value.Matrix)) if "/Matrix" in value else UNIT
    scale = min(hypot(matrix[0], matrix[1]), hypot(matrix[2], matrix[3]))
    if scale * min(abs(float(value.XStep)), abs(float(value.YStep))) < _LEAST_TILE:
        raise Doubt("a pattern of very small tiles")
    inner = Output(value.get("/Resources", out.source), out.depth + 1, isolated=False)
    work.write(work.shared.parse(value), inner, Paint())
    return work.stream(value, inner, ("/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep"))


def _shading_pattern(work: PlateWork, value: Any, space: Space) -> Any:
    made = Dictionary(Type=Name.Pattern, PatternType=2, Shading=_shading(work, value.Shading, space))
    if "/Matrix" in value:
        made["/Matrix"] = work.copy(value.Matrix)
    return work.pdf.make_indirect(made)


def _shading_space(work: PlateWork, shading: Any, out: Output) -> Space:
    named = out.spaces()
    space = work.shared.reader.read(shading.get("/ColorSpace"), named)
    work.shared.note(space)
    return space


def _shading(work: PlateWork, shading: Any, space: Space) -> Any:
    if space.doubt:
        raise Doubt(f"a shading with {space.doubt}")
    made, most = shade_plate(work.pdf, shading, space, work.plate, work.copy)
    work.most = max(work.most, most)
    return made
