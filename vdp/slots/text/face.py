"""A face: characters to glyphs, metrics in 1/1000 em, and its program cut down to the glyphs used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from vdp.errors import JobError, Place
from vdp.pdf import FontProgram
from vdp.slots.text.catalogue import FaceFile
from vdp.slots.text.descriptor import describe_program, read_number
from vdp.slots.text.instance import Location, locate_axes, open_font, pin_axes, postscript_name
from vdp.slots.text.metrics import (
    Proportional,
    Vertical,
    feature_tags,
    on_grid,
    read_kern_pairs,
    read_proportional,
    read_vertical,
    read_vertical_proportional,
    shape_cluster,
    split_vertical,
    substitute_alone,
    substitute_vertical,
)

UNICODE_SIZE = 0x110000

# OpenType 1.9, OS/2 table, fsType: bits 0 to 3 say what a document may do with the font, the others how.
_USAGE = 0x000E
_RESTRICTED = 0x0002
_NO_SUBSETTING = 0x0100
_BITMAP_ONLY = 0x0200

_OUTLINES = ("glyf", "CFF ", "CFF2")

_FLAGS = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.CFF_IDENTITY_CHARSET | hb.SubsetFlags.DOWNGRADE_CFF2
"""Content streams carry glyph ids before the subset exists, so glyph ids and CIDs must survive it. PDF has no CFF2."""

_SUBSET_FLAGS = _FLAGS | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE

# Nothing in a PDF reads these; ISO 32000-1, 9.9 lists what a TrueType font program needs.
_UNREAD = "BASE DSIG GDEF GPOS GSUB JSTF STAT VORG kern vhea vmtx"


@dataclass(frozen=True, eq=False)
class Face:
    """One opened font face. `glyphs` maps code points to glyph ids, 0 where there is none.

    `font` shapes and measures at the face's place on its axes; a `hb.Font(program)` of one's own would not. What is
    not needed by every text is read when first asked for, and kept.
    """

    key: str
    resource: str  # name in the page resources, such as "F0"
    file: FaceFile
    program: hb.Face
    font: hb.Font
    location: Location  # () unless the program is a variable font
    codepoints: NDArray[np.int64]  # every code point of the cmap, ascending
    glyphs: NDArray[np.int64]  # their glyph ids
    advances: NDArray[np.float64]  # by glyph id, 1/1000 em

    def vertical_codes(self) -> NDArray[np.int64]:
        """Return the glyph ids of `codepoints` in vertical text, after the font's `vert` feature."""
        return self._vertical_glyphs

    @property
    def vertical_advances(self) -> NDArray[np.float64]:
        """By glyph id, down the line and positive, 1/1000 em (vmtx; 1000 without)."""
        return self._vertical.advances

    @property
    def vertical_origins(self) -> NDArray[np.float64]:
        """By glyph id, x and y of the vertical origin from the horizontal one, 1/1000 em (VORG, vmtx; the em box)."""
        return self._vertical.origins

    def variation_glyph(self, base: int, selector: int) -> int:
        """Return the glyph of an ideographic or standardised variation sequence, 0 when the font does not list it."""
        glyph = self.font.get_variation_glyph(base, selector) or 0
        return glyph if glyph < len(self.advances) else 0

    def kern_pairs(self) -> NDArray[np.int16]:
        """Return the kerning of printable ASCII: [first - 0x20][second - 0x20], 1/1000 em."""
        return self._kern_pairs

    def proportional(self) -> Proportional:
        """Return advances and ink offsets by glyph id under the `palt` feature, 1/1000 em."""
        return self._proportional

    def vertical_proportional(self) -> Proportional:
        """Return advances down the line and ink offsets by glyph id under the `vpal` feature, 1/1000 em."""
        return self._vertical_proportional

    def shape_cluster(self, text: str, *, vertical: bool = False) -> tuple[int, ...]:
        """Return the glyph ids of a base with its combining marks; several: the font draws them one over another."""
        return shape_cluster(self.font, text, vertical=vertical)

    @cached_property
    def features(self) -> frozenset[str]:
        """The tags of the font's OpenType features."""
        try:
            return feature_tags(self.program)
        except UnicodeDecodeError as error:
            raise _broken(self.file, "its layout tables are damaged") from error

    @cached_property
    def fs_type(self) -> int:
        """The embedding permissions as the font states them."""
        return read_number(self.program, "OS/2", 8, ">H")

    @cached_property
    def _vertical_glyphs(self) -> NDArray[np.int64]:
        return substitute_vertical(self.font, self.codepoints, self.glyphs)

    @cached_property
    def _vertical(self) -> Vertical:
        return read_vertical(self.font, self.advances)

    @cached_property
    def _kern_pairs(self) -> NDArray[np.int16]:
        return read_kern_pairs(self.font, self.advances)

    @cached_property
    def _proportional(self) -> Proportional:
        return read_proportional(self.font, self.codepoints, self.advances)

    @cached_property
    def _vertical_proportional(self) -> Proportional:
        return read_vertical_proportional(self.font, self.codepoints, self.vertical_advances)

    def subset(self, glyphs: Iterable[int]) -> FontProgram:
        """Return the font program with `glyphs` alone; glyph ids stay what they were.

        A font that forbids subsetting (fsType bit 8) comes whole. Raises JobError when its outlines are broken.
        """
        kept = sorted({0, *glyphs})
        cut = _cut(self.file, self.program, self.location, kept)
        is_cff = "CFF " in cut.table_tags
        data = bytes(cut.reference_table("CFF ").data) if is_cff else bytes(cut.blob.data)
        widths = {glyph: float(self.advances[glyph]) for glyph in kept}
        return describe_program(
            data,
            widths,
            kind="cff" if is_cff else "truetype",
            name=postscript_name(self.program, self.location) or re.sub("[ /]+", "-", self.key),
            tables=cut if self.location else self.program,  # a subset's own tables describe the subset alone
        )

    def with_vertical(self, program: FontProgram) -> FontProgram:
        """Return a subset of this face with what a PDF must know of its glyphs in vertical writing."""
        default, odd = split_vertical(self._vertical, program.widths)
        return replace(program, vertical_default=default, vertical=odd)


def open_face(file: FaceFile, resource: str) -> Face:
    """Open a face of the catalogue; raise JobError when the file is broken or forbids embedding."""
    program, location = _open_program(file)
    font = open_font(program, location)
    codepoints = np.fromiter(sorted(program.unicodes), dtype=np.int64)
    glyphs = np.fromiter((font.get_nominal_glyph(c) or 0 for c in codepoints.tolist()), dtype=np.int64)
    glyphs[glyphs >= program.glyph_count] = 0  # careless fonts name glyphs that they do not have
    if not glyphs.any():
        raise _broken(file, "it has no glyph for any character")
    if location:
        glyphs = substitute_alone(font, codepoints, glyphs)  # rvrn: other forms at heavy weights
    units = np.fromiter((font.get_glyph_h_advance(g) for g in range(program.glyph_count)), dtype=np.float64)
    advances = on_grid(units * (1000.0 / program.upem))
    return Face(file.key, resource, file, program, font, location, codepoints, glyphs, advances)


def check_face(file: FaceFile) -> None:
    """Find what would stop a run at this face: a changed file, a forbidden or broken font, unreadable outlines."""
    file.check()
    program, location = _open_program(file)
    _cut(file, program, location, [0])


def _open_program(file: FaceFile) -> tuple[hb.Face, Location]:
    """Return a font that may be embedded, and the face's place on its axes."""
    try:
        program = _read_program(file)
        _check_embedding(file, program)
        return program, locate_axes(file, program)
    except UnicodeDecodeError as error:  # HarfBuzz hands tags over as text
        raise _broken(file, "its tables are damaged") from error


def _read_program(file: FaceFile) -> hb.Face:
    try:
        program = hb.Face(hb.Blob.from_file_path(str(file.path)), file.index)
    except (OSError, hb.HarfBuzzError) as error:
        raise _broken(file, f"the font cannot be read: {error}") from error
    if file.index and file.index >= program.count:
        cure = f"It holds {program.count}; the first has index 0."
        text = f'"{file.key}" asks for font {file.index} of the file'
        raise JobError("text.font-index", text, where=Place(file.path.name), cure=cure)
    if not program.glyph_count:
        raise _broken(file, "it is no OpenType font, or a damaged one")
    if not any(tag in program.table_tags for tag in _OUTLINES):
        raise JobError(
            "text.font-outlines",
            f'the font of "{file.key}" has no outlines, only bitmaps or drawings',
            where=Place(file.path.name),
            cure="Use a font with TrueType or CFF outlines.",
        )
    return program


def _check_embedding(file: FaceFile, program: hb.Face) -> None:
    permission = read_number(program, "OS/2", 8, ">H")
    # Fonts of old versions set several usage bits; the least restrictive of them holds.
    if permission & _USAGE == _RESTRICTED or permission & _BITMAP_ONLY:
        raise JobError(
            "text.font-embedding",
            f'the font "{file.key}" forbids embedding (fsType {permission:#06x})',
            where=Place(file.path.name),
            cure="Use another font, or ask its maker for a licence that allows embedding.",
        )


def _cut(file: FaceFile, program: hb.Face, location: Location, kept: list[int]) -> hb.Face:
    """Return the font with the kept glyphs alone, or whole where it forbids subsetting; static in either case."""
    request = hb.SubsetInput()
    if read_number(program, "OS/2", 8, ">H") & _NO_SUBSETTING:
        request.keep_everything()
        request.flags |= _FLAGS
    else:
        request.glyph_set.update(kept)
        request.flags = _SUBSET_FLAGS
        request.drop_table_tag_set.update(_tags(_UNREAD))
    pin_axes(request, program, location)
    try:
        return hb.subset(program, request)
    except (RuntimeError, hb.HarfBuzzError) as error:
        raise _broken(file, f'the outlines of "{file.key}" cannot be read') from error


def _broken(file: FaceFile, text: str) -> JobError:
    cure = "Replace the file; web fonts (WOFF) and Type 1 must be converted to OTF or TTF first."
    return JobError("text.font-broken", text, where=Place(file.path.name), cure=cure)


def _tags(names: str) -> list[int]:
    return [int.from_bytes(name.ljust(4).encode(), "big") for name in names.split()]
