"""Operators that set colours (ISO 32000-1, 8.6.8): what they make of the graphics state, whatever the plate."""

from __future__ import annotations

from typing import Any

from pikepdf import Array

from vdp.preflight.plates.colours import CMYK, GRAY, Space, Tint, unknown
from vdp.preflight.plates.opened import Shared
from vdp.preflight.plates.output import Output
from vdp.preflight.plates.states import Paint, Pattern

_DEVICE = {"g": GRAY, "k": CMYK, "rg": unknown("DeviceRGB", 3)}
_DEFAULT = {"g": "/DefaultGray", "k": "/DefaultCMYK", "rg": "/DefaultRGB"}


def set_colour(shared: Shared, operator: str, operands: tuple[Any, ...], out: Output, paint: Paint) -> None:
    """Work off one operator; another than one of colour changes nothing. Raises Doubt."""
    low = operator.lower()
    fill = operator == low
    named = out.spaces()
    if low in _DEVICE:
        space = _DEVICE[low]
        if named is not None and _DEFAULT[low] in named:
            space = shared.reader.read(named[_DEFAULT[low]], None)
        _remember(shared, paint, space, space.tint(operands), fill=fill)
    elif low == "cs":
        _set_space(shared, operands[0], named, paint, fill=fill)
    elif low in {"sc", "scn"}:
        space_now = paint.fill_space if fill else paint.stroke_space
        if space_now is not None:
            _remember(shared, paint, space_now, space_now.tint(operands), fill=fill)
            return
        base = paint.fill_base if fill else paint.stroke_base
        colours = operands[:-1]
        tint = base.tint(colours) if base is not None and colours else None
        if base is not None and colours:
            shared.note(base)
        pattern = Pattern(out.original("Pattern", operands[-1]), tint)
        if fill:
            paint.fill = pattern
        else:
            paint.stroke = pattern


def _set_space(shared: Shared, name: Any, named: Any, paint: Paint, *, fill: bool) -> None:
    value = named.get(str(name)) if named is not None else None
    base: Space | None = None
    space: Space | None
    if str(name) == "/Pattern" or (isinstance(value, Array) and len(value) and str(value[0]) == "/Pattern"):
        space = None
        if isinstance(value, Array) and len(value) > 1:
            base = shared.reader.read(value[1], named)
    else:
        space = shared.reader.read(name, named)
    if fill:
        paint.fill_base = base
    else:
        paint.stroke_base = base
    if space is not None:
        _remember(shared, paint, space, space.initial(), fill=fill)
    elif fill:
        paint.fill_space = None
    else:
        paint.stroke_space = None


def _remember(shared: Shared, paint: Paint, space: Space, tint: Tint, *, fill: bool) -> None:
    shared.note(space)
    if fill:
        paint.fill_space, paint.fill = space, tint
    else:
        paint.stroke_space, paint.stroke = space, tint
