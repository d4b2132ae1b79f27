"""The PDF/X levels that the writer can keep: one row per level."""

from __future__ import annotations

from typing import NamedTuple

from vdp.errors import JobError


class Profile(NamedTuple):
    """What a level asks of the file as a whole."""

    name: str
    header: bytes  # version in the first line
    version: str  # GTS_PDFXVersion in Info and XMP
    transparency: bool


PROFILES: dict[str, Profile] = {
    # ISO 15930-7:2010, 6.10 and 6.11: XMP identifies the level; the Info entry is for readers that know no XMP.
    "pdf/x-4": Profile("pdf/x-4", b"1.6", "PDF/X-4", transparency=True),
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
