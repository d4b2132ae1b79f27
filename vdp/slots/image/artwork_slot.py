"""Artwork as a slot: a page of a PDF, or an SVG, laid into a box; each imported once a job, whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vdp.errors import DefectError, LayoutError, Place
from vdp.pdf.content import clip, concat
from vdp.slots.base import Fault
from vdp.slots.forms import ArtworkPages, FormRow, place_form
from vdp.slots.image.artwork import import_overlay, measure_overlay
from vdp.slots.image.artwork_rules import ImportRules
from vdp.slots.image.names import fold_name, is_plain_name, normalize_name
from vdp.units import Box

SUFFIXES = (".pdf", ".svg")

_Verdict = tuple[str, str, str]  # code, severity, text


@dataclass(frozen=True, slots=True)
class ArtworkSlotSpec:
    """An artwork slot. `box` in points from the piece's lower left trim corner."""

    name: str
    box: Box
    pages: ArtworkPages
    fit: str = "contain"  # contain | cover | fill
    anchor: tuple[float, float] = (0.5, 0.5)  # 0,0 left bottom; 1,1 right top
    rotate: int = 0  # degrees clockwise: 0 | 90 | 180 | 270
    missing: str = "hold"  # hold | fail | skip


def list_artwork(pages: ArtworkPages) -> dict[str, FormRow]:
    """Return the artwork of a slot by name in NFC, without resource names; sizes 0 for a file that is unusable.

    Raises LayoutError if there is no such folder, or for names that differ only in case, width or Unicode form.
    """
    found: dict[str, FormRow] = {}
    for path in _paths(pages):
        try:
            size = measure_overlay(path, page=pages.page, box=pages.box)
        except LayoutError:
            size = (0.0, 0.0)
        found[normalize_name(path.name)] = FormRow(path, "", *size)
    twins = len(found) - len({fold_name(name) for name in found})
    if twins:
        text = f"{twins} artwork files have names that differ from others only in case, width or Unicode form"
        raise LayoutError("image.ambiguous", text, where=Place(str(pages.folder)), cure="Rename them.")
    return found


def _paths(pages: ArtworkPages) -> list[Path]:
    if pages.names:
        return [pages.folder / name for name in pages.names]
    try:
        files = sorted(pages.folder.iterdir())
    except OSError as error:
        text = f"the folder of artwork cannot be read: {error.strerror}"
        where, cure = Place(str(pages.folder)), "Correct the folder in the layout."
        raise LayoutError("image.folder", text, where=where, cure=cure) from error
    root = pages.folder.resolve()
    return [
        path
        for path in files
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith(".")
        and is_plain_name(path.name)
        and path.is_file()
        and path.resolve().is_relative_to(root)
    ]


class ArtworkKernel:
    """Bound to a slot and to the artwork that was found for it: name -> FormRow.

    A file is imported when it is first measured in a process: what the press file cannot carry holds its records.
    """

    def __init__(self, spec: ArtworkSlotSpec, found: Mapping[str, FormRow], rules: ImportRules) -> None:
        self._spec = spec
        self._found = found
        self._rules = rules
        self._fragments: dict[str, bytes] = {}
        self._verdicts: dict[str, _Verdict | None] = {}

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return missing artwork and artwork that cannot be carried."""
        known = self._verdicts
        for value in set(values) - known.keys():
            known[value] = self._judge(value)
        verdicts = [known[value] for value in values]
        return [Fault(index, *verdict) for index, verdict in enumerate(verdicts) if verdict]

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return the operators that paint each value's form; b"" for missing artwork that the layout skips."""
        known = self._fragments
        for value in set(values) - known.keys():
            known[value] = self._paint(value)
        return [known[value] for value in values]

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return no text: what forms show is the same for all, and is not read."""
        return [""] * len(values)

    def _judge(self, value: str) -> _Verdict | None:
        spec, severity = self._spec, self._spec.missing
        hold = "hold" if severity == "skip" else severity
        if not is_plain_name(value):
            return "image.bad-name", hold, "the value is a path or has control characters; write a file name only"
        row = self._find(value)
        if row is None:
            return None if severity == "skip" else ("image.missing", hold, "no artwork of the folder has this name")
        try:
            import_overlay(row.path, page=spec.pages.page, box=spec.pages.box, rules=self._rules)
        except LayoutError as error:
            return error.code, hold, error.text
        return None

    def _find(self, value: str) -> FormRow | None:
        return self._found.get(value) or self._found.get(normalize_name(value))

    def _paint(self, value: str) -> bytes:
        row = self._find(value) if is_plain_name(value) else None
        if row is None and self._spec.missing == "skip":
            return b""
        if row is None or not row.width:
            text = f"the slot {self._spec.name} composes artwork it never measured"
            raise DefectError("image.not-measured", text)
        return paint_form(row, self._spec)


def paint_form(row: FormRow, spec: ArtworkSlotSpec) -> bytes:
    """Return the operators that lay a form into its slot. What reaches over it with `cover` is clipped."""
    matrix = place_form(row, spec.box, fit=spec.fit, anchor=spec.anchor, rotate=spec.rotate)
    window = [clip(spec.box)] if spec.fit == "cover" else []
    return b" ".join([b"q /N gs", *window, concat(matrix), b"/%s Do Q\n" % row.resource.encode("ascii")])
