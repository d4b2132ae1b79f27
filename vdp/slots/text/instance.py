"""A variable font at one place of its axes: HarfBuzz reads its metrics there and cuts its outlines there.

Nothing is instanced ahead and nothing is cached: metrics come from the variations, outlines are pinned while the font
is subset. Oracle: tests/slots/text/test_instance.py compares with fontTools' instancer.
"""

from __future__ import annotations

import re
from typing import Final

import uharfbuzz as hb

from vdp.errors import JobError, Place
from vdp.slots.text.catalogue import FaceFile

Location = tuple[tuple[str, float], ...]
"""A value for every axis of a font, () for a font without axes."""

WEIGHT: Final = "wght"

_FAMILY_NAMES = (25, 16, 1)  # OpenType 1.9, name table: variations PostScript prefix, typographic family, family


def locate_axes(file: FaceFile, program: hb.Face) -> Location:
    """Return where on its axes a face lies: the row's axes, `wght` at the face's weight, the rest at their defaults.

    Raises JobError for an axis that the font does not have and for a value outside its range.
    """
    ranges = {axis.tag: axis for axis in program.axis_infos} if program.has_var_data else {}
    asked = ({WEIGHT: float(file.weight)} if WEIGHT in ranges else {}) | dict(file.axes)
    for tag, value in asked.items():
        axis = ranges.get(tag)
        if axis is None or not axis.min_value <= value <= axis.max_value:
            raise JobError(
                "text.font-axis",
                f'the font of "{file.key}" cannot be set at {tag} {value:g}',
                where=Place(file.path.name),
                cure=_describe_axes(program) if ranges else "It is not a variable font; remove axes from its row.",
            )
    return tuple(sorted((tag, asked.get(tag, float(axis.default_value))) for tag, axis in ranges.items()))


def _describe_axes(program: hb.Face) -> str:
    axes = (f"{axis.tag} from {axis.min_value:g} to {axis.max_value:g}" for axis in program.axis_infos)
    return f"It has {', '.join(axes)}."


def open_font(program: hb.Face, location: Location) -> hb.Font:
    """Return the font for metrics and shaping, in font units."""
    font = hb.Font(program)
    if location:
        font.set_variations(dict(location))
    return font


def pin_axes(request: hb.SubsetInput, program: hb.Face, location: Location) -> None:
    """Make a subset a static font."""
    for tag, value in location:
        request.pin_axis_location(program, tag, value)


def postscript_name(program: hb.Face, location: Location) -> str:
    """Return the PostScript name, that of an instance as Adobe Technical Note 5902 forms it; "" when there is none."""
    if not location:
        return program.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or ""
    family = next(filter(None, (program.get_name(number) for number in _FAMILY_NAMES)), "")
    prefix = re.sub(r"[^A-Za-z0-9]", "", family)
    values = [dict(location)[axis.tag] for axis in program.axis_infos]
    for instance in program.named_instances:
        if list(instance.design_coords) == values:
            own = program.get_name(instance.postscript_name_id)
            style = re.sub(r"[^A-Za-z0-9]", "", program.get_name(instance.subfamily_name_id) or "")
            return own or f"{prefix}-{style}"
    return prefix + "".join(f"_{value:g}{tag.strip()}" for tag, value in location)
