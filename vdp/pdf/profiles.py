"""The PDF/X and PDF/VT levels that the writer can keep: one row per level."""

from __future__ import annotations

from typing import NamedTuple

from vdp.errors import JobError

X_IDENTIFIER = ("pdfxid", "http://www.npes.org/pdfx/ns/id/")
"""Where XMP names the level since PDF/X-4 (ISO 15930-7:2010, 6.11)."""
X_NAMESPACE = ("pdfx", "http://ns.adobe.com/pdfx/1.3/")
"""Where writers of earlier levels repeat the Info entry; the Info entry is what counts (ISO 15930-4:2003, 6.7)."""


class Profile(NamedTuple):
    """What a level asks of the file as a whole."""

    name: str
    header: bytes  # version in the first line
    version: str  # GTS_PDFXVersion in Info and XMP
    namespace: tuple[str, str]  # prefix and URI of GTS_PDFXVersion in XMP
    transparency: bool
    layers: bool  # whether it has optional content, and DeviceN of the kind NChannel
    newest_icc: tuple[int, int]  # newest version of an ICC profile that this version of PDF knows
    parts: str = ""  # GTS_PDFVTVersion; "" where the level has no tree of document parts
    sheets: str = ""  # level of imposed sheets, where it is another one


PROFILES: dict[str, Profile] = {
    # ISO 15930-4:2003: PDF 1.4, whose readers know ICC profiles of version 2 alone.
    "pdf/x-1a": Profile(
        "pdf/x-1a", b"1.4", "PDF/X-1a:2003", X_NAMESPACE, transparency=False, layers=False, newest_icc=(2, 15)
    ),
    # ISO 15930-7:2010, 6.10 and 6.11: XMP identifies the level; the Info entry is for readers that know no XMP.
    "pdf/x-4": Profile("pdf/x-4", b"1.6", "PDF/X-4", X_IDENTIFIER, transparency=True, layers=True, newest_icc=(4, 2)),
    # ISO 16612-2:2010, 6.2.1: a PDF/X-4 file with document parts. Parts are recipients; a sheet holds many of them.
    "pdf/vt-1": Profile(
        "pdf/vt-1",
        b"1.6",
        "PDF/X-4",
        X_IDENTIFIER,
        transparency=True,
        layers=True,
        newest_icc=(4, 2),
        parts="PDF/VT-1",
        sheets="pdf/x-4",
    ),
}


def find_profile(name: str) -> Profile:
    """Return a level's row; raise JobError for a level that cannot be written."""
    if name not in PROFILES:
        raise JobError(
            "pdf.unknown-profile",
            f'"{name}" is not a PDF level that can be written',
            cure=f"Write profile = one of {', '.join(PROFILES)} in [output].",
        )
    return PROFILES[name]


def sheet_profile(name: str) -> str:
    """Return the level of imposed sheets of a job that asks for a level."""
    return find_profile(name).sheets or name
