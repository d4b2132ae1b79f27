"""One page measured: its plates written, rendered and summed."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray

from vdp.preflight.plates.colours import ALL, PROCESS
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.opened import Opened, Shared
from vdp.preflight.plates.plate import PlateWriter
from vdp.preflight.plates.streams import Copier
from vdp.preflight.plates.transparency import bound_blended, darkens_only
from vdp.preflight.plates.window import SQUARE, Peak, find_peak
from vdp.preflight.plates.work import DPI

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


class _Written(NamedTuple):
    """The plates of one page: by name the most ink on each, and the index of the page that shows it."""

    content: PageContent
    plates: dict[str, tuple[float, int]]
    doubts: tuple[str, ...]

    @property
    def bound(self) -> float:
        return 100 * sum(most for most, _ in self.plates.values())


def measure_pages(
    contents: Sequence[PageContent],
    opened: Opened,
    *,
    window: float = SQUARE,
    uncounted: frozenset[str] = frozenset(),
    limit: float = 0.0,
) -> list[PageInk]:
    """Return the greatest mean of inks of some pages. Of one that stays below `limit` in any case, nothing is rendered.

    A page with something that this model does not know has no peak, or one that may be too low, with the reasons.
    """
    found: dict[int, PageInk] = {}
    waiting: dict[int, _Written] = {}
    with pikepdf.Pdf.new() as pdf:
        plates = _Plates(pdf, opened)
        for index, content in enumerate(contents):
            written = _write(plates, content, uncounted)
            if isinstance(written, PageInk):
                found[index] = written
            elif written.bound <= limit or not written.plates:
                found[index] = PageInk(None, written.bound, written.doubts)
            else:
                waiting[index] = written
        opened.forget()
        if waiting:
            with pypdfium2.PdfDocument(_save(pdf)) as document:
                found.update({index: _measure(document, each, window) for index, each in waiting.items()})
    return [found[index] for index in range(len(contents))]


def render_plates(content: PageContent, opened: Opened) -> dict[str, NDArray[np.uint8]]:
    """Return all plates of a page that have ink, 255 for full ink, at DPI. Raises Doubt."""
    with pikepdf.Pdf.new() as pdf:
        written = _Plates(pdf, opened).write(content, frozenset())
        with pypdfium2.PdfDocument(_save(pdf)) as document:
            return {name: pixels for name, pixels in _render(document, written) if pixels.any()}


def _write(plates: _Plates, content: PageContent, uncounted: frozenset[str]) -> _Written | PageInk:
    try:
        return plates.write(content, uncounted)
    except Doubt as doubt:
        return PageInk(None, 0.0, (str(doubt),))
    except _MALFORMED as fault:
        return PageInk(None, 0.0, (f"content that cannot be read ({type(fault).__name__})",))


class _Plates:
    """Pages of plates in the making: one writer for each plate, who knows the forms of earlier pages."""

    def __init__(self, pdf: pikepdf.Pdf, opened: Opened) -> None:
        self._pdf = pdf
        self._shared = Shared(opened)
        self._writers: dict[str, PlateWriter] = {}
        layers = opened.file.Root.get("/OCProperties")
        if layers is not None:  # which layers are seen
            pdf.Root.OCProperties = Copier(opened.file, pdf).copy(layers)

    def write(self, content: PageContent, uncounted: frozenset[str]) -> _Written:
        """Write the plates of a page. Raises Doubt."""
        left, bottom, right, top = content.area
        if (right - left) * (top - bottom) * (DPI / 72 * content.unit) ** 2 > _MOST_PIXELS:
            raise Doubt(f"more than {_MOST_PIXELS} pixels at {DPI:g} dpi")
        shared = self._shared
        shared.lower, shared.names, shared.modes = set(), set(), set()
        found: dict[str, tuple[float, int]] = {}
        waiting = list(PROCESS)
        while waiting:
            name = waiting.pop(0)
            writer = self._writers.get(name) or PlateWriter(self._pdf, name, shared)
            self._writers[name] = writer
            stream, resources = writer.write_page(content.page, content.resources)
            most = bound_blended(writer.most, shared.modes, name)
            found[name] = (most, len(self._pdf.pages))
            if most > 0:
                _add_page(self._pdf, stream, resources, content)
            waiting += sorted(shared.names - {*found, *waiting, ALL, "None"})
        if shared.lower and not darkens_only(shared.modes):
            raise Doubt(f"{min(shared.lower)}, and blend modes")
        counted = {name: row for name, row in found.items() if row[0] > 0 and name not in uncounted}
        return _Written(content, counted, tuple(sorted(shared.lower)))


def _add_page(pdf: pikepdf.Pdf, stream: bytes, resources: Any, content: PageContent) -> None:
    left, bottom, right, top = content.area
    step = 72 / DPI / content.unit  # whole pixels: pdfium stretches a page to them
    wide, tall = (math.ceil(round(side / step, 3)) * step for side in (right - left, top - bottom))
    page = pdf.add_blank_page(page_size=(wide, tall)).obj
    page.MediaBox = pikepdf.Array([left, top - tall, left + wide, top])
    page.Contents = pdf.make_indirect(pikepdf.Stream(pdf, stream))
    page.Resources = resources
    if content.page.get("/Group") is not None:
        page.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray, I=True)


def _save(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _measure(document: pypdfium2.PdfDocument, written: _Written, window: float) -> PageInk:
    total: NDArray[np.int32] | None = None
    try:
        for _, pixels in _render(document, written):
            quarter = _halve(pixels)
            total = quarter if total is None else total + quarter
    except _MALFORMED as fault:
        return PageInk(None, 0.0, (f"content that cannot be rendered ({type(fault).__name__})",))
    assert total is not None  # noqa: S101 - a page without plates is not rendered
    peak = find_peak(total, dpi=DPI / 2, window=window, full=4 * 255)
    return PageInk(peak, written.bound, written.doubts, rendered=True)


def _render(document: pypdfium2.PdfDocument, written: _Written) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    for name, (_, index) in written.plates.items():
        page = document[index]
        bitmap = page.render(scale=DPI / 72 * written.content.unit, grayscale=True)
        pixels = bitmap.to_numpy()
        yield name, _BLANK - (pixels[:, :, 0] if pixels.ndim == 3 else pixels)
        bitmap.close()
        page.close()


def _halve(pixels: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return the sums of two by two pixels."""
    even = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2].astype(np.uint16)
    rows = even[0::2] + even[1::2]
    return (rows[:, 0::2] + rows[:, 1::2]).astype(np.int32)
