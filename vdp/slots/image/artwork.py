"""Static artwork: one page of a PDF as a form XObject that the press file can carry."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf

from vdp.errors import DefectError, LayoutError, Place
from vdp.pdf.objects import PdfObject, Stream, serialize
from vdp.pdf.resources import form_stream
from vdp.slots.image.artwork_check import ArtworkFault, PageCheck
from vdp.slots.image.artwork_copy import ObjectCopier
from vdp.slots.image.spec import ArtworkSpec
from vdp.units import MM, Box, Matrix

SIZE_TOLERANCE = 0.5 * MM
"""A trim box that is off by more was made for another piece."""

_QUARTER_TURNS = (0, 90, 180, 270)
# A foreign file may have any kind of object in any place: what pikepdf then raises or warns of is the file's fault.
_MALFORMED = (
    pikepdf.PdfError,
    OSError,
    RecursionError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    UserWarning,
)


@dataclass(frozen=True, slots=True)
class ImportedForm:
    """A page as neutral objects: references in them are indices into `objects`; `root` is the form's index.

    The form's space is the piece's: points from the lower left trim corner. `bleed` is what the page really has on its
    poorest edge. A `transparent` form needs a page group.
    """

    objects: tuple[PdfObject | Stream, ...]
    root: int
    spots: tuple[str, ...]
    transparent: bool
    bleed: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page's boxes in its own space, and its place on the piece."""

    trim: Box
    media: Box
    matrix: Matrix


def import_artwork(spec: ArtworkSpec, *, width: float, height: float, bleed: float) -> ImportedForm:
    """Return the page with its trim box laid on the piece's; sizes of the piece in points.

    Raises LayoutError for a file that is damaged or encrypted, a page of another size, and for everything that a
    CMYK press file must not carry: RGB, fonts that are not embedded, hidden layers, external content.
    """
    with _refusals(spec), _open(spec) as pdf:
        page = _find_page(pdf, spec.page)
        frame = _frame_page(page, width=width, height=height, bleed=bleed)
        check = PageCheck(pdf, page)
        copier = ObjectCopier(check)
        resources = copier.copy(check.resources)
        copier.finish()
        group = copier.copy_page_group(page) if check.transparent else None
        box = _clip_box(frame, bleed=bleed)
        root = copier.add(form_stream(box, check.content, resources=resources, matrix=frame.matrix, group=group))
        objects = copier.finish()
        _check_warnings(pdf)
    _check_limits(objects)
    real_bleed = _real_bleed(frame, box)
    return ImportedForm(objects, root, tuple(sorted(check.spots)), check.transparent, real_bleed)


@contextmanager
def _refusals(spec: ArtworkSpec) -> Iterator[None]:
    where = Place(f"{spec.path} page {spec.page}")
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


def _open(spec: ArtworkSpec) -> pikepdf.Pdf:
    if not spec.path.is_file():
        raise ArtworkFault("artwork.missing", "there is no such file", "Correct artwork in the layout.")
    try:
        pdf = pikepdf.open(spec.path, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    _check_warnings(pdf)
    if pdf.is_encrypted:
        raise _encrypted()
    return pdf


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


def _frame_page(page: pikepdf.Dictionary, *, width: float, height: float, bleed: float) -> _Frame:
    if float(inherited(page, "/UserUnit") or 1) != 1:
        raise ArtworkFault("artwork.size", "the page has a unit of its own (UserUnit)", "Export it at true size.")
    media = _read_box(inherited(page, "/MediaBox"))
    turn = int(inherited(page, "/Rotate") or 0) % 360
    if turn not in _QUARTER_TURNS:
        raise ArtworkFault("artwork.size", "the page is rotated by no quarter turn", "Export it upright.")
    piece = (width, height) if turn in {0, 180} else (height, width)
    trim = _find_trim(page, media, piece=piece, bleed=bleed)
    off = (trim.width - piece[0], trim.height - piece[1])
    if max(abs(off[0]), abs(off[1])) > SIZE_TOLERANCE:
        text = f"the page is {trim.width / MM:.1f} x {trim.height / MM:.1f} mm, the piece {piece[0] / MM:.1f} x "
        text += f"{piece[1] / MM:.1f} mm" + (f" (the page is turned by {turn} degrees)" if turn else "")
        raise ArtworkFault("artwork.size", text, "Export it with a TrimBox of the piece's size, or correct the piece.")
    exact = Box(trim.x + off[0] / 2, trim.y + off[1] / 2, *piece)
    return _Frame(exact, media, _lay_upright(exact, turn))


def inherited(page: pikepdf.Dictionary, key: str) -> pikepdf.Object | None:
    """Return a page attribute, from the page or a node above it (ISO 32000-1, 7.7.3.4)."""
    node: pikepdf.Object | None = page
    for _ in range(50):
        if node is None or key in node:
            break
        node = node.get("/Parent")
    return None if node is None else node.get(key)


def _read_box(value: pikepdf.Object | None) -> Box:
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        raise ArtworkFault("artwork.size", "the page has no usable MediaBox", "Export the page again.")
    x0, y0, x1, y1 = (float(number) for number in value.as_list())
    return Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))


def _find_trim(page: pikepdf.Dictionary, media: Box, *, piece: Sequence[float], bleed: float) -> Box:
    """Return the trim box; for a page without one, its media less the bleed if that is the piece's size."""
    for key in ("/TrimBox", "/ArtBox"):
        if key in page:
            return _read_box(page[key])
    with_bleed = all(
        abs(side - other - 2 * bleed) <= SIZE_TOLERANCE for side, other in zip(media[2:], piece, strict=True)
    )
    edge = bleed if with_bleed else 0.0
    return Box(media.x + edge, media.y + edge, media.width - 2 * edge, media.height - 2 * edge)


def _lay_upright(trim: Box, turn: int) -> Matrix:
    """Return the matrix that turns the page clockwise by `turn` and lays its trim's lower left corner on 0, 0."""
    left, bottom, right, top = trim.x, trim.y, trim.x + trim.width, trim.y + trim.height
    return {
        0: Matrix(1, 0, 0, 1, -left, -bottom),
        90: Matrix(0, -1, 1, 0, -bottom, right),
        180: Matrix(-1, 0, 0, -1, right, top),
        270: Matrix(0, 1, -1, 0, top, -left),
    }[turn]


def _clip_box(frame: _Frame, *, bleed: float) -> Box:
    left = max(frame.trim.x - bleed, frame.media.x)
    bottom = max(frame.trim.y - bleed, frame.media.y)
    right = min(frame.trim.x + frame.trim.width + bleed, frame.media.x + frame.media.width)
    top = min(frame.trim.y + frame.trim.height + bleed, frame.media.y + frame.media.height)
    return Box(left, bottom, right - left, top - bottom)


def _real_bleed(frame: _Frame, box: Box) -> float:
    left, bottom = frame.trim.x - box.x, frame.trim.y - box.y
    edges = (left, bottom, box.width - frame.trim.width - left, box.height - frame.trim.height - bottom)
    return max(0.0, min(edges))


def _check_limits(objects: Sequence[PdfObject | Stream]) -> None:
    for value in objects:
        serialize(value.dictionary if isinstance(value, Stream) else value)
