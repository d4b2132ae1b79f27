"""One page measured: its plates written, rendered and summed."""

from __future__ import annotations

import io
import math
from typing import Any, NamedTuple

import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray

from vdp.preflight.plates.colours import ALL, PROCESS
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.plate import DPI, Opened, PlateWriter, Shared
from vdp.preflight.plates.window import SQUARE, Peak, find_peak

_MOST_PIXELS = 60_000_000
_BLANK = 255
# Content of foreign files may have any kind of object in any place; what pikepdf then raises is the file's fault.
_MALFORMED = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    OSError,
    RecursionError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    SyntaxError,
)
Area = tuple[float, float, float, float]


class PageInk(NamedTuple):
    """What was measured. `bound`: nowhere is more, where nothing was rendered. `doubts`: why there may be more."""

    peak: Peak | None
    bound: float  # per cent
    doubts: tuple[str, ...] = ()
    rendered: bool = False


class PageContent(NamedTuple):
    """A page of a file opened by pikepdf. `area`: what is measured, in its user space."""

    page: Any
    resources: Any
    area: Area
    unit: float = 1.0


def measure_page(
    content: PageContent,
    opened: Opened,
    *,
    window: float = SQUARE,
    uncounted: frozenset[str] = frozenset(),
    limit: float = 0.0,
) -> PageInk:
    """Return the greatest mean of inks of a page. Below `limit` in any case, nothing is rendered.

    A page with something that this model does not know has no peak, or one that may be too low, with the reasons.
    """
    try:
        return _measure(content, opened, window=window, uncounted=uncounted, limit=limit)
    except Doubt as doubt:
        return PageInk(None, 0.0, (str(doubt),))
    except _MALFORMED as fault:
        return PageInk(None, 0.0, (f"content that cannot be read ({type(fault).__name__})",))


def render_plates(content: PageContent, opened: Opened) -> dict[str, NDArray[np.uint8]]:
    """Return all plates of a page that have ink, 255 for full ink, at DPI. Raises Doubt."""
    with pikepdf.Pdf.new() as pdf:
        return _render(pdf, content, _write_plates(pdf, content, Shared(opened)))


def _measure(
    content: PageContent, opened: Opened, *, window: float, uncounted: frozenset[str], limit: float
) -> PageInk:
    with pikepdf.Pdf.new() as pdf:
        shared = Shared(opened)
        plates = {name: most for name, most in _write_plates(pdf, content, shared).items() if name not in uncounted}
        bound = 100 * sum(most for most, _ in plates.values())
        doubts = tuple(sorted(shared.lower))
        if doubts and shared.blends:
            raise Doubt(f"{doubts[0]}, and blend modes")
        if bound <= limit or not plates:
            return PageInk(None, bound, doubts)
        total: NDArray[np.int32] | None = None
        for pixels in _render(pdf, content, plates).values():
            quarter = _halve(pixels)
            total = quarter if total is None else total + quarter
        opened.forget()
        if total is None:
            return PageInk(None, 0.0, doubts)
        peak = find_peak(total, dpi=DPI / 2, window=window, full=4 * 255)
    return PageInk(peak, bound, doubts, rendered=True)


def _halve(pixels: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return the sums of two by two pixels."""
    even = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2].astype(np.uint16)
    rows = even[0::2] + even[1::2]
    return (rows[:, 0::2] + rows[:, 1::2]).astype(np.int32)


def _write_plates(pdf: pikepdf.Pdf, content: PageContent, shared: Shared) -> dict[str, tuple[float, int]]:
    """Write the plates as pages; return by name the most ink on each, and the page's index."""
    found: dict[str, tuple[float, int]] = {}
    waiting = list(PROCESS)
    while waiting:
        name = waiting.pop(0)
        writer = PlateWriter(pdf, name, shared)
        stream, resources = writer.write_page(content.page, content.resources)
        if writer.most > 0:
            found[name] = (writer.most, len(pdf.pages))
            _add_page(pdf, stream, resources, content)
        else:
            found[name] = (0.0, -1)
        known = {*found, *waiting, ALL, "None"}
        waiting += sorted(shared.names - known)
    return {name: row for name, row in found.items() if row[0] > 0}


def _add_page(pdf: pikepdf.Pdf, stream: bytes, resources: Any, content: PageContent) -> None:
    left, bottom, right, top = content.area
    step = 72 / DPI / content.unit  # whole pixels: pdfium stretches a page to them
    wide, tall = (math.ceil(round(side / step, 3)) * step for side in (right - left, top - bottom))
    page = pdf.add_blank_page(page_size=(wide, tall)).obj
    page.MediaBox = pikepdf.Array([left, top - tall, left + wide, top])
    page.Contents = pdf.make_indirect(pikepdf.Stream(pdf, stream))
    page.Resources = resources
    group = content.page.get("/Group")
    if group is not None:
        page.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray, I=True)


def _render(
    pdf: pikepdf.Pdf, content: PageContent, plates: dict[str, tuple[float, int]]
) -> dict[str, NDArray[np.uint8]]:
    left, bottom, right, top = content.area
    scale = DPI / 72 * content.unit
    if (right - left) * (top - bottom) * scale * scale > _MOST_PIXELS:
        raise Doubt(f"more than {_MOST_PIXELS} pixels at {DPI:g} dpi")
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    found: dict[str, NDArray[np.uint8]] = {}
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        for name, (_, index) in plates.items():
            page = document[index]
            bitmap = page.render(scale=scale, grayscale=True)
            pixels = bitmap.to_numpy()
            found[name] = _BLANK - (pixels[:, :, 0] if pixels.ndim == 3 else pixels)
            bitmap.close()
            page.close()
    return found
