"""Shadings as one plate of theirs: the same geometry, the ink of the plate as light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pikepdf

from vdp.preflight.plates.colours import Space
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.functions import evaluate

_STEPS = 256
"""pdfium draws a shading in so many steps: a pixel at share s of the way has the colour of step floor(255 s), which is
that of the function at step / 256. The function is sampled so that each step has the colour of its own middle.
"""
_KINDS = {2: "axial", 3: "radial"}


def shade_plate(
    pdf: pikepdf.Pdf, shading: Any, space: Space, plate: str, copy: Callable[[Any], Any]
) -> tuple[Any, float]:
    """Return an axial or radial shading on a plate, in DeviceGray, and the most ink it has there. Raises Doubt."""
    kind = int(shading.get("/ShadingType", 0))
    if kind not in _KINDS:
        raise Doubt(f"a shading of type {kind}")
    if space.palette is not None:
        raise Doubt("a shading in a palette")
    domain = [float(each) for each in shading.get("/Domain", [0, 1])]
    middles = np.clip((np.arange(_STEPS + 1) + 0.5) / (_STEPS - 1), 0, 1)
    inks = _inks(shading, space, plate, domain[0] + middles * (domain[1] - domain[0]))
    levels = np.rint(255 * (1 - inks)).astype(np.uint8)
    function = pikepdf.Stream(pdf, levels.tobytes())
    function["/FunctionType"], function["/BitsPerSample"] = 0, 8
    function["/Domain"], function["/Size"] = pikepdf.Array(domain), pikepdf.Array([_STEPS + 1])
    function["/Range"] = pikepdf.Array([0, 1])
    made = pikepdf.Dictionary(
        ShadingType=kind, ColorSpace=pikepdf.Name.DeviceGray, Function=pdf.make_indirect(function)
    )
    for key in ("/Coords", "/Domain", "/Extend", "/BBox", "/AntiAlias"):
        if key in shading:
            made[key] = copy(shading[key])
    most = float(inks.max())
    if "/Background" in shading:
        ground = space.tint([float(each) for each in shading.Background]).on(plate, overprint=False, mode=0) or 0.0
        made["/Background"] = pikepdf.Array([1 - ground])
        most = max(most, ground)
    return pdf.make_indirect(made), most


def _inks(shading: Any, space: Space, plate: str, at: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
    channel = space.channel(plate)
    if channel is None:
        return np.zeros(len(at))
    with np.errstate(all="ignore"):  # what has no value is looked for below
        values = evaluate(shading["/Function"], at)
    if values.shape[1] != space.components:
        raise Doubt("a shading whose function does not suit its colour space")
    if not np.isfinite(values).all():
        raise Doubt("a shading whose function has no value somewhere")
    inks = np.clip(values[:, channel], 0, 1)
    return 1 - inks if space.light else inks
