"""What rules say of images: spaces, masks, resolution, ink, place on the page."""

from __future__ import annotations

from typing import Any

from vdp.preflight.content.colour import judge_space, read_space, spell_out
from vdp.preflight.content.ink import most_ink
from vdp.preflight.content.lexer import inline_dictionary
from vdp.preflight.content.paint import judge_code, judge_colour, judge_resolution, read_colour, resolution
from vdp.preflight.content.samples import SampleRules
from vdp.preflight.content.state import Matrix
from vdp.preflight.content.things import Image, judge_mask_image
from vdp.preflight.file.bits import Bits
from vdp.preflight.file.filters import NAMES, PIXELS
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Stream, Value
from vdp.preflight.report import NOT_CHECKED, WARN, Mark
from vdp.preflight.terms import Terms

_BEYOND = 1.2  # an image so much larger than the media is seen in part only
_BITS = (1, 2, 4, 8, 16, None)  # ISO 32000-1, table 89; that the entry is missing is not judged
_DEEP = 16
_LONG = {
    "W": "Width",
    "H": "Height",
    "CS": "ColorSpace",
    "BPC": "BitsPerComponent",
    "IM": "ImageMask",
    "I": "Interpolate",
}


class ImageRules:
    """The rules for images of one file."""

    def __init__(self, source: PdfSource, terms: Terms) -> None:
        self._source, self._terms = source, terms
        self._inks: dict[int, list[Mark]] = {}
        self._samples = SampleRules(source)
        self._decoded = Bits(len(source.backend.used()))  # images whose data were looked at

    def forget(self) -> None:
        """Forget the inks of the images."""
        self._inks.clear()

    def judge(self, image: Image, ctm: Matrix, media: tuple[float, float]) -> list[Mark]:
        """Return what rules say of an image XObject painted with a matrix."""
        if image.marks is None:
            image.marks = tuple(self._judge_itself(image))
        marks = list(image.marks)
        marks += judge_resolution(
            image.width, image.height, ctm, self._terms, is_mask=image.is_mask or image.bits == 1, number=image.number
        )
        across, up = abs(ctm[0]) + abs(ctm[2]), abs(ctm[1]) + abs(ctm[3])
        if across > _BEYOND * media[0] or up > _BEYOND * media[1]:
            text = f"an image of {across:.0f} by {up:.0f} pt on a page of {media[0]:.0f} by {media[1]:.0f}"
            marks.append(Mark("RC-05", text, image.number))
        if image.number not in self._inks:
            self._inks[image.number] = self._judge_ink(image, ctm)
        return marks + self._inks[image.number]

    def _judge_itself(self, image: Image) -> list[Mark]:
        marks = judge_mask_image(self._source, image, self._terms)
        if image.fault:
            marks.append(Mark("GX-05", f"the colour space of an image cannot be read: {image.fault}", image.number))
        elif image.space is not None:
            marks += judge_space(image.space, self._terms, number=image.number, what="an image")
        elif not image.is_mask:
            marks.append(self._judge_without_space(image))
        if image.width <= 0 or image.height <= 0:
            marks.append(Mark("GX-05", "an image has no width or height", image.number))
        bits = self._source.resolve(image.dictionary.get("BitsPerComponent"))
        if isinstance(bits, bool) or bits not in _BITS:
            marks.append(Mark("GX-05", "the bits per component of an image are not 1, 2, 4, 8 or 16", image.number))
        elif bits == _DEEP and self._terms.is_x1a:
            marks.append(Mark("GX-05", "an image has 16 bits per component, which PDF 1.4 does not know", image.number))
        if image.is_mask and bits not in (1, None):
            marks.append(Mark("GX-05", "an image mask has more than one bit for a pixel", image.number))
        decode = self._source.array(image.dictionary.get("Decode"))
        parts = 1 if image.is_mask else image.space.parts if image.space is not None else 0
        if decode and parts and len(decode) != 2 * parts:
            text = f"/Decode of an image has {len(decode)} numbers; its space takes {2 * parts}"
            marks.append(Mark("GX-05", text, image.number))
        if self._decoded.add(image.number):
            masks = (self._source.resolve(image.dictionary.get(key)) for key in ("SMask", "Mask"))
            fresh = [mask for mask in masks if isinstance(mask, Stream) and self._decoded.add(mask.number)]
            planes = [Image(self._source, mask, {}) for mask in fresh]
            marks += [mark for each in (image, *planes) for mark in self._samples.judge(each)]
        return marks

    def _judge_without_space(self, image: Image) -> Mark:
        if any(name == "JPXDecode" for name, _ in self._source.chain(image.dictionary)):
            text = "the colour space of a JPEG 2000 image stands in its own data, which was not read"
            return Mark("CO-01", text, image.number, NOT_CHECKED)
        return Mark("GX-05", "an image has no colour space", image.number)

    def _judge_ink(self, image: Image, ctm: Matrix) -> list[Mark]:
        limit = self._terms.house.ink_limit
        ppi = resolution(image.width, image.height, ctm)
        if limit is None or ppi is None or image.space is None:
            return []
        if image.space.family in {"DeviceGray", "Separation"} and limit >= 100:
            return []
        ink = most_ink(self._source, image, ppi)
        if ink is not None and ink > limit + 0.5:
            text = f"an image has {ink:.0f} % of ink on average of 15 mm2; the house allows {limit:g} %"
            return [Mark("CO-05", text, image.number, WARN)]  # what is clipped or covered does not print: plates tell
        return []

    def judge_mask(self, image: Image, fill: Any, *, overprint: bool) -> list[Mark]:
        """Return what rules say of the colour that an image mask is painted in."""
        return self._judge_stencil(image.width, image.height, fill, number=image.number, overprint=overprint)

    def _judge_stencil(self, width: int, height: int, fill: Any, *, number: int, overprint: bool) -> list[Mark]:
        try:
            space, parts = read_colour(fill)
        except PdfFault as fault:
            return [Mark("GX-05", str(fault), number)]
        marks = judge_colour(space, parts, self._terms, overprint=overprint, number=number, what="an image mask")
        return marks + judge_code(width, height, space, parts, number=number)

    def judge_inline(
        self,
        raw: bytes,
        ctm: Matrix,
        fill: Any,
        named: dict[str, Value],
        *,
        number: int,
        overprint: bool,
    ) -> list[Mark]:
        """Return what rules say of an inline image. Raises PdfFault."""
        short, _ = inline_dictionary(raw)
        table = {_LONG.get(key, key): value for key, value in short.items()}
        marks: list[Mark] = []
        filters = table.get("F", table.get("Filter"))
        for each in filters if isinstance(filters, list) else [filters]:
            name = NAMES.get(str(each), str(each)) if isinstance(each, Name) else ""
            if name == "LZWDecode":
                marks.append(Mark("FS-07", "an inline image is coded as LZW", number))
            elif name in PIXELS - {"DCTDecode", "CCITTFaxDecode"}:
                marks.append(Mark("FS-07", f"an inline image is coded as {name}", number))
        if table.get("Interpolate") is True:
            marks.append(Mark("GX-03", "an inline image asks for interpolation", number))
        width, height = table.get("Width"), table.get("Height")
        if not isinstance(width, int) or not isinstance(height, int):
            raise PdfFault("an inline image has no width or height")
        if table.get("ImageMask") is True:
            return marks + self._judge_stencil(width, height, fill, number=number, overprint=overprint)
        space = read_space(self._source, spell_out(table.get("ColorSpace")), named)
        marks += judge_space(space, self._terms, number=number, what="an inline image")
        bits = table.get("BitsPerComponent")
        return marks + judge_resolution(width, height, ctm, self._terms, is_mask=bits == 1, number=number)
