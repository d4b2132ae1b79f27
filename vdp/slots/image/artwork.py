"""Artwork: one page of a PDF, or an SVG, as a form XObject that the press file can carry."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from vdp.errors import DefectError, LayoutError, Place
from vdp.pdf.objects import PdfObject, Stream, serialize
from vdp.pdf.resources import form_stream
from vdp.slots.image.artwork_check import PageCheck
from vdp.slots.image.artwork_convert import convert_colors
from vdp.slots.image.artwork_copy import ObjectCopier
from vdp.slots.image.artwork_inks import InkConverter
from vdp.slots.image.artwork_layers import resolve_layers
from vdp.slots.image.artwork_notes import find_notes, note_bleed, note_layers
from vdp.slots.image.artwork_page import (
    clip_to_bleed,
    fit_trim,
    lay_upright,
    read_frame,
    real_bleed,
    upright_size,
)
from vdp.slots.image.artwork_rules import ImportRules
from vdp.slots.image.artwork_streams import ArtworkFault, find_resources, join_contents
from vdp.slots.image.artwork_svg import convert_svg
from vdp.slots.image.spec import ArtworkSpec
from vdp.units import Box, Matrix

MAX_FILE = 256_000_000
"""Bytes of an artwork file."""
MAX_OBJECTS = 100_000
"""Objects that one page may bring into every print file."""

_SVG_UNIT = 0.75  # CSS Values 4, 6.2: 96 px are an inch
# A foreign file may have any kind of object in any place: what pikepdf then raises or warns of is the file's fault.
_MALFORMED = (
    pikepdf.PdfError,
    OSError,
    RecursionError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    UserWarning,
)


@dataclass(frozen=True, slots=True)
class ImportedForm:
    """A page as neutral objects: references in them are indices into `objects`; `root` is the form's index.

    The form's space has its origin at the lower left corner of the placed box, seen upright, in points. `bleed` is what
    the page really has on its poorest edge. A `transparent` form needs a page group. `notes` say what was left behind.
    `tints`: spot colours with a hash of how each looks where its ink is missing.
    """

    objects: tuple[PdfObject | Stream, ...]
    root: int
    spots: tuple[str, ...]
    transparent: bool
    bleed: float
    notes: tuple[str, ...] = ()
    tints: tuple[tuple[str, str], ...] = ()


def import_artwork(
    spec: ArtworkSpec, *, width: float, height: float, bleed: float, rules: ImportRules | None = None
) -> ImportedForm:
    """Return the page with its trim box laid on the piece's; sizes of the piece in points.

    Raises LayoutError for a file that is damaged or encrypted, a page of another size, and for everything that a
    CMYK press file must not carry: RGB that may not be converted, fonts that are not embedded, external content.
    """
    rules = rules or ImportRules()
    with _refusals(spec.path, spec.page), open_artwork(spec.path) as pdf:
        page = _find_page(pdf, spec.page)
        frame = read_frame(page, unit=_unit(spec.path))
        trim = fit_trim(frame, width=width, height=height, bleed=bleed)
        seen = clip_to_bleed(frame, trim, bleed=bleed)
        real = real_bleed(frame, trim, seen)
        notes = note_bleed(real, wanted=bleed)
        return _import_page(
            pdf, page, spec.path, box=seen, matrix=lay_upright(trim, frame), rules=rules, real=real, notes=notes
        )


def import_overlay(path: Path, *, page: int, box: str, rules: ImportRules) -> ImportedForm:
    """Return one box of a page (trim, bleed, crop or media) at its true size. Raises LayoutError as import_artwork."""
    with _refusals(path, page), open_artwork(path) as pdf:
        found = _find_page(pdf, page)
        frame = read_frame(found, unit=_unit(path))
        seen = frame.box(box)
        return _import_page(pdf, found, path, box=seen, matrix=lay_upright(seen, frame), rules=rules, real=0.0)


def measure_overlay(path: Path, *, page: int, box: str) -> tuple[float, float]:
    """Return width and height in points of one box of a page, as it is seen. Raises LayoutError as import_overlay."""
    with _refusals(path, page), open_artwork(path) as pdf:
        frame = read_frame(_find_page(pdf, page), unit=_unit(path))
        return upright_size(frame.box(box), frame)


def _import_page(
    pdf: pikepdf.Pdf,
    page: pikepdf.Dictionary,
    path: Path,
    *,
    box: Box,
    matrix: Matrix,
    rules: ImportRules,
    real: float,
    notes: tuple[str, ...] = (),
) -> ImportedForm:
    notes += find_notes(pdf, page)
    content, resources = join_contents(pdf, page), find_resources(page)
    notes += note_layers(resolve_layers(pdf, content, resources))
    if rules.rgb == "convert" or _is_svg(path):
        convert_colors(pdf, page, content, resources, InkConverter(rules))
    check = PageCheck(page, content, resources, inks=rules.inks, nchannel=rules.transparency)
    copier = ObjectCopier(check)
    copied = copier.copy(check.resources)
    copier.finish()
    if check.transparent and not rules.transparency:
        cure = "Flatten the page where it was made (PDF/X-1a), or write a profile with transparency in [output]."
        raise ArtworkFault(
            "artwork.transparency", "the page is transparent, which the PDF level of the job forbids", cure
        )
    group = copier.copy_page_group(page) if check.transparent else None
    root = copier.add(form_stream(box, check.content, resources=copied, matrix=matrix, group=group))
    objects = copier.finish()
    _check_warnings(pdf)
    _check_limits(objects)
    spots, tints = tuple(sorted(check.spots)), tuple(sorted(check.tints))
    notes += tuple(f"the spot colour {name} looks as the layout says" for name in sorted(check.redefined))
    return ImportedForm(objects, root, spots, check.transparent, real, notes, tints)


@contextmanager
def _refusals(path: Path, page: int) -> Iterator[None]:
    where = Place(f"{path} page {page}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # such as content that ends in the middle of an operator
            yield
    except ArtworkFault as fault:
        raise LayoutError(fault.code, fault.text, where=where, cure=fault.cure) from fault
    except _MALFORMED as error:
        cure = "Export the page again, or save it with another program."
        text = "the artwork is not a PDF that can be read whole"
        raise LayoutError("artwork.damaged", text, where=where, cure=cure) from error
    except DefectError as error:
        cure = "Export the page as PDF/X-4."
        raise LayoutError("artwork.limit", f"the artwork has {error.text}", where=where, cure=cure) from error


def open_artwork(path: Path) -> pikepdf.Pdf:
    """Return an artwork file, SVG made into PDF; raise ArtworkFault for one that is missing, encrypted or damaged."""
    if not path.is_file():
        raise ArtworkFault("artwork.missing", "there is no such file", "Correct artwork in the layout.")
    if path.stat().st_size > MAX_FILE:
        text = f"the file is larger than {MAX_FILE // 1_000_000} MB"
        raise ArtworkFault("artwork.limit", text, "Export the page alone.")
    try:
        source = io.BytesIO(convert_svg(path.read_bytes())) if _is_svg(path) else path
        pdf = pikepdf.open(source, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    _check_warnings(pdf)
    if pdf.is_encrypted:
        raise _encrypted()
    return pdf


def _is_svg(path: Path) -> bool:
    return path.suffix.lower() == ".svg"


def _unit(path: Path) -> float:
    return _SVG_UNIT if _is_svg(path) else 1.0


def _encrypted() -> ArtworkFault:
    return ArtworkFault("artwork.encrypted", "the file is encrypted", "Export it without password and restrictions.")


def _check_warnings(pdf: pikepdf.Pdf) -> None:
    # qpdf repairs what it can and says so; a repaired file may have lost what nobody will notice before the press run.
    if pdf.get_warnings():
        raise ArtworkFault("artwork.damaged", "the file is damaged; qpdf had to repair it", "Export the page again.")


def _find_page(pdf: pikepdf.Pdf, number: int) -> pikepdf.Dictionary:
    if not 1 <= number <= len(pdf.pages):
        text = f"the file has {len(pdf.pages)} pages, page {number} is asked for"
        raise ArtworkFault("artwork.page", text, "Correct the page in the layout.")
    return pdf.pages[number - 1].obj


def _check_limits(objects: Sequence[PdfObject | Stream]) -> None:
    if len(objects) > MAX_OBJECTS:
        text = f"more than {MAX_OBJECTS} objects"
        raise DefectError("artwork.limit", text)
    for value in objects:
        serialize(value.dictionary if isinstance(value, Stream) else value)
