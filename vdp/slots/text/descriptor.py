"""The facts that a PDF states about an embedded font, read from the tables of OpenType 1.9."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping

import uharfbuzz as hb

from vdp.pdf import FontProgram

# The em box of a Japanese face, for fonts that do not state it.
_EM_ASCENT, _EM_DESCENT = 0.88, -0.12


def describe_program(data: bytes, widths: Mapping[int, float], *, kind: str, name: str, tables: hb.Face) -> FontProgram:
    """Return embeddable `data` with its font descriptor (ISO 32000-1, table 122) from head, OS/2 and post."""
    upem = tables.upem
    scale = 1000.0 / upem
    ascent = read_number(tables, "OS/2", 68, ">h") or _EM_ASCENT * upem
    box = [read_number(tables, "head", offset, ">h") for offset in (36, 38, 40, 42)]
    return FontProgram(
        name=unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode(),
        kind=kind,
        data=data,
        upem=upem,
        ascent=round(ascent * scale),
        descent=round((read_number(tables, "OS/2", 70, ">h") or _EM_DESCENT * upem) * scale),
        cap_height=round((read_number(tables, "OS/2", 88, ">h") or ascent) * scale),
        italic_angle=read_number(tables, "post", 4, ">i") / 65536.0,
        bbox=(round(box[0] * scale), round(box[1] * scale), round(box[2] * scale), round(box[3] * scale)),
        flags=4,  # symbolic: a character set beyond Adobe standard Latin (table 123)
        # The usual estimate from usWeightClass; no source states the stem itself.
        stem_v=50 + int((read_number(tables, "OS/2", 4, ">H") / 65) ** 2),
        widths=widths,
    )


def read_number(program: hb.Face, table: str, offset: int, form: str) -> int:
    """Return a number of a table, 0 where the table is missing or too short (older versions end early)."""
    data = program.reference_table(table).data
    return int(struct.unpack_from(form, data, offset)[0]) if len(data) >= offset + struct.calcsize(form) else 0
