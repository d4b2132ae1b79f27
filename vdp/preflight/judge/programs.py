"""Font programs as fontTools reads them: which glyphs, how wide, with which licence bits."""

from __future__ import annotations

import io
from typing import Any, Protocol

from fontTools.cffLib import CFFFontSet
from fontTools.misc.psCharStrings import T2WidthExtractor
from fontTools.ttLib import TTFont

_THOUSAND = 1000.0
_WIDTH_ALONE = 4  # bytes of a charstring: a number of up to three bytes and endchar


class Program(Protocol):
    """A font program asked by CID."""

    glyphs: int
    silent: str  # why licence() may give None

    def cids(self) -> set[int]:
        """Return all CIDs that it has."""

    def has(self, cid: int) -> bool:
        """Tell whether it has a glyph of its own for a CID."""

    def is_empty(self, cid: int) -> bool:
        """Tell whether the glyph has no outline at all, not even a width of its own."""

    def is_blank(self, cid: int) -> bool:
        """Tell whether the glyph has no outline."""

    def width(self, cid: int) -> float:
        """Return the advance in thousandths of an em."""

    def licence(self) -> int | None:
        """Return the fsType bits, None where the program has none."""


class CffProgram:
    """A bare CFF table (FontFile3, CIDFontType0C or Type1C), or the one of an OpenType font."""

    silent = "a font program that is a bare CFF table has no place for licence bits"

    def __init__(self, data: bytes, *, table: Any = None, bits: int | None = None) -> None:
        if table is None:
            table = CFFFontSet()
            table.decompile(io.BytesIO(data), None, isCFF2=False)
        self._top = table[0]
        self._strings = self._top.CharStrings
        self._charset = list(self._top.charset)
        self._keyed = hasattr(self._top, "ROS")
        self.glyphs = len(self._charset)
        self._names = {int(name[3:]): name for name in self._charset if name.startswith("cid")} if self._keyed else {}
        if self._keyed:
            self._names.setdefault(0, self._charset[0])
        self._bits = bits
        self._scale = _THOUSAND * float(getattr(self._top, "FontMatrix", [0.001])[0])

    def _name(self, cid: int) -> str:
        return str(self._names[cid] if self._keyed else self._charset[cid])

    def cids(self) -> set[int]:
        """Return all CIDs."""
        return set(self._names) if self._keyed else set(range(self.glyphs))

    def has(self, cid: int) -> bool:
        """Tell whether there is a glyph."""
        return cid in self._names if self._keyed else cid < self.glyphs

    def is_empty(self, cid: int) -> bool:
        """Tell whether the charstring is endchar alone."""
        return bytes(self._strings[self._name(cid)].bytecode) == b"\x0e"

    def is_blank(self, cid: int) -> bool:
        """Tell whether the charstring has no more than a width."""
        return len(self._strings[self._name(cid)].bytecode) <= _WIDTH_ALONE

    def width(self, cid: int) -> float:
        """Return the advance."""
        string = self._strings[self._name(cid)]
        private = string.private
        subrs = getattr(private, "Subrs", [])
        worker = T2WidthExtractor(subrs, string.globalSubrs, private.nominalWidthX, private.defaultWidthX)
        worker.execute(string)
        return float(worker.width) * self._scale

    def licence(self) -> int | None:
        """Return fsType."""
        return self._bits


class TrueTypeProgram:
    """A TrueType font (FontFile2), asked through its CIDToGIDMap."""

    silent = "a TrueType program without an OS/2 table, which PDF does not ask for, has no licence bits"

    def __init__(self, font: TTFont, to_gid: bytes | None) -> None:
        self._font = font
        self._to_gid = to_gid
        self.glyphs = int(font["maxp"].numGlyphs)
        self._em = float(font["head"].unitsPerEm)
        self._places = font["loca"].locations if "loca" in font else []
        self._metrics = font["hmtx"].metrics
        self._order = font.getGlyphOrder()

    def gid(self, cid: int) -> int:
        """Return the glyph of a CID."""
        if self._to_gid is None:
            return cid
        return int.from_bytes(self._to_gid[2 * cid : 2 * cid + 2]) if 2 * cid + 2 <= len(self._to_gid) else 0

    def cids(self) -> set[int]:
        """Return all CIDs."""
        if self._to_gid is None:
            return set(range(self.glyphs))
        return {cid for cid in range(len(self._to_gid) // 2) if 0 < self.gid(cid) < self.glyphs}

    def has(self, cid: int) -> bool:
        """Tell whether there is a glyph."""
        gid = self.gid(cid)
        return gid < self.glyphs and (gid != 0 or cid == 0)

    def is_empty(self, cid: int) -> bool:
        """Tell whether there is neither outline nor width."""
        return self.is_blank(cid) and self.width(cid) == 0

    def is_blank(self, cid: int) -> bool:
        """Tell whether there is no outline."""
        gid = self.gid(cid)
        return gid + 1 < len(self._places) and self._places[gid] == self._places[gid + 1]

    def width(self, cid: int) -> float:
        """Return the advance."""
        return float(self._metrics[self._order[self.gid(cid)]][0]) * _THOUSAND / self._em

    def licence(self) -> int | None:
        """Return fsType."""
        return int(self._font["OS/2"].fsType) if "OS/2" in self._font else None


def open_program(data: bytes, *, kind: str, to_gid: bytes | None) -> Program:
    """Read a font program; `kind` is FontFile2, CIDFontType0C, Type1C or OpenType. Raises whatever fontTools raises."""
    if kind in {"CIDFontType0C", "Type1C"}:
        return CffProgram(data)
    font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
    if "CFF " in font:
        bits = int(font["OS/2"].fsType) if "OS/2" in font else None
        return CffProgram(b"", table=font["CFF "].cff, bits=bits)
    return TrueTypeProgram(font, to_gid)
