"""A face: characters to glyphs, advances in 1/1000 em, and its program cut down to the glyphs used."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from vdp.errors import JobError, Place
from vdp.pdf import FontProgram
from vdp.slots.text.catalogue import FaceFile

UNICODE_SIZE = 0x110000

# OpenType 1.9, OS/2 table, fsType: bits that forbid what we do with a font.
_RESTRICTED = 0x0002
_NO_SUBSETTING = 0x0100
_BITMAP_ONLY = 0x0200

_SUBSET_FLAGS = (
    hb.SubsetFlags.RETAIN_GIDS
    | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    | hb.SubsetFlags.NO_HINTING
    | hb.SubsetFlags.NOTDEF_OUTLINE
    | hb.SubsetFlags.CFF_IDENTITY_CHARSET
)
"""Content streams carry glyph ids before the subset exists, so glyph ids and CIDs must survive it."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One opened font face. `glyphs` maps code points to glyph ids, 0 where there is none."""

    key: str
    resource: str  # name in the page resources, such as "F0"
    file: FaceFile
    program: hb.Face
    codepoints: NDArray[np.int64]  # every code point of the cmap, ascending
    glyphs: NDArray[np.int64]  # their glyph ids
    advances: NDArray[np.float64]  # by glyph id, 1/1000 em

    def subset(self, glyphs: Iterable[int]) -> FontProgram:
        """Return the font program with `glyphs` alone; glyph ids stay what they were."""
        kept = sorted({0, *glyphs})
        request = hb.SubsetInput()
        request.glyph_set.update(kept)
        request.flags = _SUBSET_FLAGS
        subset = hb.subset(self.program, request)
        is_cff = "CFF " in subset.table_tags
        data = bytes(subset.reference_table("CFF ").data) if is_cff else bytes(subset.blob.data)
        widths = {glyph: float(self.advances[glyph]) for glyph in kept}
        return _describe(self, data, widths, kind="cff" if is_cff else "truetype")


def open_face(file: FaceFile, resource: str) -> Face:
    """Open a face of the catalogue; raise JobError when the file is broken or forbids embedding."""
    try:
        program = hb.Face(hb.Blob.from_file_path(str(file.path)), file.index)
    except (OSError, hb.HarfBuzzError) as error:
        raise JobError("text.font-broken", f"the font cannot be read: {error}", where=Place(str(file.path))) from error
    if not program.glyph_count:
        raise JobError("text.font-broken", "the font has no glyphs", where=Place(str(file.path)))
    _check_embedding(file, program)
    font = hb.Font(program)
    codepoints = np.fromiter(sorted(program.unicodes), dtype=np.int64)
    glyphs = np.fromiter((font.get_nominal_glyph(c) or 0 for c in codepoints.tolist()), dtype=np.int64)
    units = np.fromiter((font.get_glyph_h_advance(g) for g in range(program.glyph_count)), dtype=np.float64)
    return Face(file.key, resource, file, program, codepoints, glyphs, units * (1000.0 / program.upem))


def _check_embedding(file: FaceFile, program: hb.Face) -> None:
    os2 = program.reference_table("OS/2").data
    permission = int.from_bytes(os2[8:10], "big") if len(os2) >= 10 else 0
    if permission & (_RESTRICTED | _NO_SUBSETTING | _BITMAP_ONLY):
        raise JobError(
            "text.font-embedding",
            f'the font "{file.key}" forbids embedding or subsetting (fsType {permission:#06x})',
            where=Place(file.path.name),
            cure="Use another font, or ask its maker for a licence that allows embedding.",
        )


def _describe(face: Face, data: bytes, widths: dict[int, float], *, kind: str) -> FontProgram:
    """Fill the font descriptor (ISO 32000-1, table 122) from head, hhea, OS/2 and post."""
    with TTFont(io.BytesIO(face.program.blob.data), fontNumber=face.file.index, lazy=True) as font:
        scale = 1000.0 / font["head"].unitsPerEm
        head, os2, post = font["head"], font["OS/2"], font["post"]
        name = font["name"].getDebugName(6) or face.key.replace(" ", "").replace("/", "-")
        return FontProgram(
            name=unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode(),
            kind=kind,
            data=data,
            upem=head.unitsPerEm,
            ascent=round(os2.sTypoAscender * scale),
            descent=round(os2.sTypoDescender * scale),
            cap_height=round(getattr(os2, "sCapHeight", os2.sTypoAscender) * scale),
            italic_angle=float(post.italicAngle),
            bbox=(
                round(head.xMin * scale),
                round(head.yMin * scale),
                round(head.xMax * scale),
                round(head.yMax * scale),
            ),
            flags=4,  # symbolic: a character set beyond Adobe standard Latin (table 123)
            stem_v=50 + int((os2.usWeightClass / 65) ** 2),  # the usual estimate; no source states the stem itself
            widths=widths,
        )
