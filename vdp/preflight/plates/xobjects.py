"""Forms and images on one plate."""

from __future__ import annotations

from math import hypot
from typing import Any

from vdp.preflight.plates.colouring import colour_operators
from vdp.preflight.plates.colours import PROCESS
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.images import ImageInks
from vdp.preflight.plates.output import Output
from vdp.preflight.plates.painting import set_fill
from vdp.preflight.plates.states import Paint, multiply
from vdp.preflight.plates.streams import Step
from vdp.preflight.plates.transparency import check_group
from vdp.preflight.plates.work import DPI, FormInks, PlateWork, matrix_of


def paint_object(work: PlateWork, name: Any, out: Output, paint: Paint) -> None:
    """Write the operator Do. Raises Doubt."""
    value = out.original("XObject", name)
    kind = str(value.get("/Subtype"))
    if kind == "/Form":
        key = (str(name), paint.key())
        before = work.steps
        out.parts.append(out.name("XObject", key, lambda: _form(work, value, out, paint)) + b" Do")
        if key in out.costs:
            work.spend(out.costs[key])
        else:
            out.costs[key] = work.steps - before
    elif kind == "/Image":
        _image(work, value, str(name), out, paint)


def paint_inline(work: PlateWork, step: Step, out: Output, paint: Paint) -> None:
    """Write an inline image. Raises Doubt."""
    image = step.operands[0]
    if image.image_mask:
        colour = colour_operators(work, paint.fill, out, paint, fill=True)
        if colour is not None:
            set_fill(colour, out, paint)
            out.parts.append(step.raw)
    elif image.colorspace == "/DeviceGray":
        if work.plate == "Black":
            work.most = 1.0
            out.parts.append(step.raw)
        elif work.plate in PROCESS or not paint.over_fill:
            raise Doubt("a gray inline image that knocks out")
    else:
        raise Doubt("an inline image in colour")


def _form(work: PlateWork, value: Any, out: Output, paint: Paint) -> Any:
    own = value.get("/Resources")
    isolated = out.isolated
    group = value.get("/Group")
    if group is not None and str(group.get("/S")) == "/Transparency":
        isolated = isolated or bool(group.get("/I", False))
        check_group(work.shared, group, value)
    lender = own if own is not None else out.source
    key = (value.objgen, paint.key(), isolated, None if own is not None else getattr(lender, "objgen", None))
    found = work.forms.get(key) if (0, 0) not in {key[0], key[3]} else None
    if found is None:
        found = work.forms[key] = _write_form(work, value, lender, out.depth + 1, paint, isolated=isolated)
    else:
        work.spend(found.cost)
    work.most = max(work.most, found.most)
    work.shared.lower |= found.lower
    work.shared.names |= found.names
    work.shared.modes |= found.modes
    return found.made


def _write_form(work: PlateWork, value: Any, resources: Any, depth: int, paint: Paint, *, isolated: bool) -> FormInks:
    """Write a form, and tell what is to be known of it wherever it is painted."""
    shared = work.shared
    before, spent = (work.most, shared.lower, shared.names, shared.modes), work.steps
    work.most, shared.lower, shared.names, shared.modes = 0.0, set(), set(), set()
    inner, state = Output(resources, depth, isolated=isolated), paint.inside()
    if "/Matrix" in value:
        state.ctm = multiply(matrix_of(tuple(value.Matrix)), state.ctm)
    try:
        work.write(shared.parse(value), inner, state)
        made = work.stream(value, inner, ("/OC",))
        lower, names, modes = frozenset(shared.lower), frozenset(shared.names), frozenset(shared.modes)
        return FormInks(made, work.most, lower, names, modes, work.steps - spent)
    finally:
        work.most, shared.lower, shared.names, shared.modes = before


def _image(work: PlateWork, value: Any, name: str, out: Output, paint: Paint) -> None:
    image = _open_image(work, value, out)
    if image.is_mask:
        colour = colour_operators(work, paint.fill, out, paint, fill=True)
        if colour is not None:
            set_fill(colour, out, paint)
            out.parts.append(out.name("XObject", name, lambda: work.copy(value)) + b" Do")
        return
    space = image.space
    assert space is not None  # noqa: S101 - _open_image saw to it
    work.shared.note(space)
    if paint.over_fill and not space.covers(work.plate):
        out.leave()
        return
    factor = max(1, min(_reduction(value.Width, paint.ctm[:2]), _reduction(value.Height, paint.ctm[2:4])))

    def make() -> Any:
        made, most = image.plate(work.pdf, work.plate, work.copy, factor=factor)
        work.most = max(work.most, most)
        return made

    out.parts.append(out.name("XObject", (name, factor), make) + b" Do")


def _open_image(work: PlateWork, value: Any, out: Output) -> ImageInks:
    key = value.objgen
    if key not in work.shared.images:
        space = None
        if not value.get("/ImageMask", False):
            named = out.spaces()
            if "/ColorSpace" not in value:
                raise Doubt("an image without a colour space")
            space = work.shared.reader.read(value.ColorSpace, named)
        work.shared.images[key] = ImageInks(value, space)
    return work.shared.images[key]


def _reduction(pixels: Any, side: tuple[float, ...]) -> int:
    """Return by how much an image may be reduced in one direction so as to be still as fine as what is rendered."""
    length = hypot(side[0], side[1]) * DPI / 72
    return int(int(pixels) / length) if length > 0 else 1
