"""A Type0 font of one subset: character code = glyph id, Identity-H (ISO 32000-1, 9.7)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from vdp.pdf.base import ObjectSink
from vdp.pdf.font_program import FontProgram
from vdp.pdf.objects import Name, PdfObject, Ref, Stream, deflated_stream

_DEFAULT_WIDTH = 1000
_DEFAULT_VERTICAL = (880.0, -1000.0)  # /DW2: height of the origin, advance
_BFCHAR_BLOCK = 100  # most entries of one bfchar block (Adobe Technical Note 5014, 4)


def write_font(
    file: ObjectSink,
    number: int,
    program: FontProgram,
    *,
    unicode: Mapping[int, str],
    vertical: int | None = None,
) -> None:
    """Write a font as object `number`; `unicode` gives the text that each glyph id was set for.

    `vertical`: number of a second font of the same program for vertical writing, which shares everything else.
    """
    descendant, descriptor, data, to_unicode = (Ref(n) for n in _numbers(file, 4))
    base = f"{subset_tag(program)}+{program.name}"
    encodings = [(number, "Identity-H")] + ([(vertical, "Identity-V")] if vertical is not None else [])
    for own, encoding in encodings:
        file.write_object(
            own,
            {
                "Type": Name("Font"),
                "Subtype": Name("Type0"),
                "BaseFont": Name(f"{base}-{encoding}" if program.kind == "cff" else base),
                "Encoding": Name(encoding),
                "DescendantFonts": [descendant],
                "ToUnicode": to_unicode,
            },
        )
    file.write_object(descendant.number, _cid_font(program, base=base, descriptor=descriptor))
    file.write_object(descriptor.number, _descriptor(program, base=base, data=data))
    file.write_object(data.number, _font_file(program))
    file.write_object(to_unicode.number, deflated_stream({}, to_unicode_cmap(unicode)))


def subset_tag(program: FontProgram) -> str:
    """Return six capitals that follow from the font's program and its glyph set (ISO 32000-1, 9.6.4)."""
    glyphs = ",".join(str(glyph) for glyph in sorted(program.widths))
    digest = int.from_bytes(hashlib.sha256(f"{program.name}:{glyphs}:".encode() + program.data).digest())
    letters = []
    for _ in range(6):
        digest, letter = divmod(digest, 26)
        letters.append(chr(ord("A") + letter))
    return "".join(letters)


def width_array(widths: Mapping[int, int | float]) -> list[PdfObject]:
    """Return /W (ISO 32000-1, 9.7.4.3): runs of neighbours, glyphs of the default width left out."""
    odd = sorted((glyph, width) for glyph, width in widths.items() if width != _DEFAULT_WIDTH)
    array: list[PdfObject] = []
    for run in _runs(odd):
        values = [width for _, width in run]
        if len(run) > 2 and len(set(values)) == 1:
            array += [run[0][0], run[-1][0], values[0]]
        else:
            array += [run[0][0], values]
    return array


def to_unicode_cmap(unicode: Mapping[int, str]) -> bytes:
    """Return the CMap that turns glyph ids back into text (ISO 32000-1, 9.10.3); empty texts are left out."""
    rows = [
        b"<%04X> <%s>" % (glyph, text.encode("utf-16-be").hex().upper().encode("ascii"))
        for glyph, text in sorted(unicode.items())
        if text
    ]
    blocks = [rows[at : at + _BFCHAR_BLOCK] for at in range(0, len(rows), _BFCHAR_BLOCK)]
    body = [b"\n".join((b"%d beginbfchar" % len(block), *block, b"endbfchar")) for block in blocks]
    return b"\n".join((_CMAP_HEAD, *body, _CMAP_TAIL))


def _numbers(file: ObjectSink, count: int) -> range:
    first = file.reserve(count)
    return range(first, first + count)


def _cid_font(program: FontProgram, *, base: str, descriptor: Ref) -> dict[str, PdfObject]:
    font: dict[str, PdfObject] = {
        "Type": Name("Font"),
        "Subtype": Name("CIDFontType0" if program.kind == "cff" else "CIDFontType2"),
        "BaseFont": Name(base),
        "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
        "FontDescriptor": descriptor,
        "DW": _DEFAULT_WIDTH,
    }
    widths = width_array(program.widths)
    if widths:
        font["W"] = widths
    if program.vertical_default != _DEFAULT_VERTICAL:
        font["DW2"] = list(program.vertical_default)
    if program.vertical:
        # ISO 32000-1, 9.7.4.3: glyph, advance, origin.
        font["W2"] = [item for glyph, metrics in sorted(program.vertical.items()) for item in (glyph, list(metrics))]
    if program.kind == "truetype":
        font["CIDToGIDMap"] = Name("Identity")
    return font


def _descriptor(program: FontProgram, *, base: str, data: Ref) -> dict[str, PdfObject]:
    return {
        "Type": Name("FontDescriptor"),
        "FontName": Name(base),
        "Flags": program.flags,
        "FontBBox": list(program.bbox),
        "ItalicAngle": program.italic_angle,
        "Ascent": program.ascent,
        "Descent": program.descent,
        "CapHeight": program.cap_height,
        "StemV": program.stem_v,
        "FontFile3" if program.kind == "cff" else "FontFile2": data,
    }


def _font_file(program: FontProgram) -> Stream:
    if program.kind == "cff":
        return deflated_stream({"Subtype": Name("CIDFontType0C")}, program.data)
    return deflated_stream({"Length1": len(program.data)}, program.data)


def _runs(odd: Sequence[tuple[int, int | float]]) -> Iterable[Sequence[tuple[int, int | float]]]:
    breaks = [at for at, (one, two) in enumerate(pairwise(odd), start=1) if two[0] != one[0] + 1]
    edges = [0, *breaks, len(odd)]
    return (odd[start:stop] for start, stop in pairwise(edges) if start < stop)


_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange"""

_CMAP_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
