"""What of an artwork file does not come into the press file: for the report."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary

from vdp.units import MM

_SLACK = 0.1 * MM


def find_notes(pdf: pikepdf.Pdf, page: Dictionary) -> tuple[str, ...]:
    """Return what is left behind: annotations of the page, scripts and attachments of the file."""
    notes = []
    count = len(page.get("/Annots", Array()))
    if count:
        notes.append(f"{count} annotations or form fields left out")
    names = pdf.Root.get("/Names", Dictionary())
    if "/JavaScript" in names or "/OpenAction" in pdf.Root or "/AA" in pdf.Root or "/AA" in page:
        notes.append("actions or JavaScript left out")
    if "/EmbeddedFiles" in names or "/AF" in pdf.Root or "/AF" in page:
        notes.append("attached files left out")
    return tuple(notes)


def note_layers(hidden: tuple[str, ...]) -> tuple[str, ...]:
    """Return a note of layers that are off by default."""
    return (f"{len(hidden)} hidden layers left out: {', '.join(hidden)}",) if hidden else ()


def note_bleed(real: float, *, wanted: float) -> tuple[str, ...]:
    """Return a note of missing bleed; lengths in points."""
    if real >= wanted - _SLACK:
        return ()
    return (f"bleed of {real / MM:.1f} mm, the piece has {wanted / MM:.1f} mm",)
