"""ImageKernel: a column of file names to a column of ink. One dictionary look-up a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vdp.errors import DefectError
from vdp.pdf.content import clip, num
from vdp.slots.base import Fault
from vdp.slots.image.geometry import effective_ppi, place_image
from vdp.slots.image.names import fold_name, is_plain_name, normalize_name
from vdp.slots.image.spec import ImageSpec

MIN_PPI = 150.0
"""Warn below; Ghent Workgroup 2015 calls 149 an error for magazine work."""

_Verdict = tuple[str, str, str]  # code, severity, text


class ImageKernel:
    """Bound to a slot and to what is known of the images: name -> (resource, width, height in pixels).

    Resources may be empty while only measuring. A width of 0 marks a file that is no image.
    """

    def __init__(self, spec: ImageSpec, assets: Mapping[str, tuple[str, int, int]]) -> None:
        self._spec = spec
        self._assets = assets
        self._fragments: dict[str, bytes] = {}
        self._verdicts: dict[str, _Verdict | None] = {}
        self._folded: frozenset[str] | None = None

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return missing, unreadable and coarse images."""
        known = self._verdicts
        for value in set(values) - known.keys():
            known[value] = self._judge(value)
        verdicts = [known[value] for value in values]
        return [Fault(index, *verdict) for index, verdict in enumerate(verdicts) if verdict]

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return no text: a reader of the page finds none here."""
        return [""] * len(values)

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return the operators that paint each value's image; b"" for a missing one that the layout skips."""
        known = self._fragments
        for value in set(values) - known.keys():
            known[value] = self._paint(value)
        return [known[value] for value in values]

    def _judge(self, value: str) -> _Verdict | None:
        severity = "hold" if self._spec.missing == "skip" else self._spec.missing
        if not is_plain_name(value):
            return "image.bad-name", severity, "the value is a path or has control characters; write a file name only"
        found = self._find(value)
        if found is None:
            return None if self._spec.missing == "skip" else ("image.missing", severity, self._explain_missing(value))
        if not found[1]:
            return "image.unreadable", severity, "the file that the value names is not an image that can be printed"
        ppi = effective_ppi(self._spec, found[1], found[2])
        if round(ppi) < MIN_PPI:
            return "image.resolution", "warn", f"{ppi:.0f} ppi in this slot, less than {MIN_PPI:.0f}"
        return None

    def _explain_missing(self, value: str) -> str:
        if not value:
            return "no image is named"
        if self._folded is None:
            self._folded = frozenset(fold_name(name) for name in self._assets)
        if fold_name(value) in self._folded:
            return "no image has this name; one differs only in case or width"
        return "no image has this name"

    def _find(self, value: str) -> tuple[str, int, int] | None:
        return self._assets.get(value) or self._assets.get(normalize_name(value))

    def _paint(self, value: str) -> bytes:
        found = self._find(value) if is_plain_name(value) else None
        if found is None and self._spec.missing == "skip":
            return b""
        if found is None or not found[1] or not found[0]:
            raise DefectError("image.not-measured", f"the slot {self._spec.name} composes an image it never measured")
        resource, width, height = found
        box = place_image(self._spec, width, height)
        window = [clip(self._spec.box)] if self._spec.fit == "cover" else []
        matrix = b"%s 0 0 %s %s %s cm" % (num(box.width), num(box.height), num(box.x), num(box.y))
        return b" ".join([b"q /N gs", *window, matrix, b"/%s Do Q\n" % resource.encode("ascii")])
