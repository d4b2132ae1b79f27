"""The samples of an image: do they decode, are there enough, does a JPEG hold what the dictionary says."""

from __future__ import annotations

import re

from vdp.preflight.content.things import Image
from vdp.preflight.file.filters import PIXELS, TooLarge, Undecoded, count_inflated
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Value
from vdp.preflight.limits import LARGEST_STREAM, SAMPLES_FLOOR, SAMPLES_RATIO
from vdp.preflight.report import NOT_CHECKED, WARN, Mark

_ROW_BEGINS = 10  # predictors from here on put a byte before every row (PNG)
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # ITU-T T.81, table B.1: SOF0 to SOF15
_SCAN, _END = 0xDA, b"\xff\xd9"
_MARKER = re.compile(rb"\xff+([^\x00\xff])")


class SampleRules:
    """FS-06 and GX-05 for the data of images. Deflated data are counted, not kept, up to a sum for the whole file."""

    def __init__(self, source: PdfSource) -> None:
        self._source = source
        self._left = max(SAMPLES_FLOOR, SAMPLES_RATIO * source.backend.size)

    def judge(self, image: Image) -> list[Mark]:
        """Return what the rules say of the data of an image."""
        source, number = self._source, image.number
        try:
            chain = source.chain(image.dictionary)
            last = chain[-1][0] if chain else ""
            if last == "DCTDecode":
                return _judge_jpeg(source.data(image.stream), image)
            if last in PIXELS or image.fault or (image.space is None and not image.is_mask):
                return []
            parts = image.space.parts if image.space is not None else 1
            bits = 1 if image.is_mask else image.bits
            needed = (image.width * parts * bits + 7) // 8 * image.height
            if needed > min(LARGEST_STREAM, self._left):
                text = f"the {needed} bytes of an image were not counted: they are more than are read"
                return [Mark("FS-06", text, number, NOT_CHECKED)]
            there = self._count(image, chain)
        except Undecoded as fault:
            return [Mark("FS-06", f"the data of an image were not decoded: {fault}", number, NOT_CHECKED)]
        except TooLarge as fault:
            return [Mark("FS-09", f"the data of an image: {fault}", number)]
        except PdfFault as fault:
            return [Mark("FS-06", f"the data of an image cannot be read: {fault}", number)]
        if there < needed:
            text = f"an image of {image.width} by {image.height} pixels needs {needed} bytes and has {there}"
            return [Mark("GX-05", text, number)]
        return []

    def _count(self, image: Image, chain: list[tuple[str, dict[str, Value]]]) -> int:
        """Return how many bytes of samples there are. Raises PdfFault."""
        if [name for name, _ in chain] != ["FlateDecode"]:
            return len(self._source.data(image.stream))
        count = count_inflated(self._source.raw(image.stream), limit=LARGEST_STREAM)
        self._left -= count
        parameters = chain[0][1]
        predictor = parameters.get("Predictor", 1)
        if isinstance(predictor, int) and predictor >= _ROW_BEGINS:
            colors, bits, columns = (
                value if isinstance(value := parameters.get(key, low), int) else low
                for key, low in (("Colors", 1), ("BitsPerComponent", 8), ("Columns", 1))
            )
            row = (colors * bits * columns + 7) // 8
            return count * row // (row + 1) if row > 0 else 0
        return count


def _judge_jpeg(data: bytes, image: Image) -> list[Mark]:
    """Compare the frame of a JPEG (ITU-T T.81, B.2.2) with the dictionary, and look for its end."""
    number = image.number
    if data[:2] != b"\xff\xd8":
        return [Mark("FS-06", "an image coded as JPEG does not begin as one", number)]
    frame: tuple[int, int, int] | None = None
    at = 2
    while (match := _MARKER.search(data, at)) is not None:  # some writers pad between segments
        kind, at = match[1][0], match.end()
        size = int.from_bytes(data[at : at + 2])
        if kind in _FRAMES and len(data) >= at + 8:
            frame = int.from_bytes(data[at + 5 : at + 7]), int.from_bytes(data[at + 3 : at + 5]), data[at + 7]
        if kind == _SCAN:
            break
        at += size
    else:
        return [Mark("FS-06", "a JPEG has no scan", number)]
    if frame is None:
        return [Mark("FS-06", "a JPEG has no frame", number)]
    marks = []
    if data.rfind(_END, at) < 0:
        marks.append(Mark("FS-06", "a JPEG is cut short: it has no end", number))
    width, height, parts = frame
    if image.space is not None and parts != image.space.parts:
        text = f"a JPEG of {parts} components is said to be in {image.space.family}, which has {image.space.parts}"
        marks.append(Mark("GX-05", text, number))
    if height and (width, height) != (image.width, image.height):
        text = f"a JPEG of {width} by {height} pixels is said to have {image.width} by {image.height}"
        marks.append(Mark("GX-05", text, number, WARN))
    return marks
