"""ImageKernel: a column of file names to a column of ink. One dictionary look-up a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from vdp.pdf.content import num
from vdp.slots.base import Fault
from vdp.slots.image.clipping import clip_path
from vdp.slots.image.flaw import FlawError
from vdp.slots.image.geometry import MAX_PPI, NO_LIMIT, effective_ppi, plan_placement
from vdp.slots.image.library import Facts, Library, not_measured
from vdp.slots.image.names import is_plain_name
from vdp.slots.image.picture import Treatment
from vdp.slots.image.spec import ImageSpec

T = TypeVar("T")

_REMEMBERED = 10_000
"""Values whose ink or verdict is kept: pictures that many records share, not those of one record each."""

_Verdict = tuple[str, str, str]  # code, severity, text


class ImageKernel:
    """Bound to a slot and to the library of this process."""

    def __init__(self, spec: ImageSpec, library: Library) -> None:
        self._spec = spec
        self._library = library
        self._fragments: dict[str, bytes] = {}
        self._verdicts: dict[str, tuple[_Verdict, ...]] = {}

    @property
    def spec(self) -> ImageSpec:
        """The slot."""
        return self._spec

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return missing, unusable, coarse and misnamed images."""
        known = _room(self._verdicts)
        for value in sorted(set(values) - known.keys()):
            known[value] = tuple(self._judge(value))
        return [Fault(index, *verdict) for index, value in enumerate(values) for verdict in known[value]]

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return no text: a reader of the page finds none here."""
        return [""] * len(values)

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return the operators that paint each value's image; b"" for a missing one that the layout skips."""
        known = _room(self._fragments)
        for value in sorted(set(values) - known.keys()):
            known[value] = self._paint(value)
        return [known[value] for value in values]

    def _judge(self, value: str) -> list[_Verdict]:
        spec = self._spec
        severity = "hold" if spec.missing == "skip" else spec.missing
        if not is_plain_name(value):
            text = "the value is a path, too long, or has control characters; write a file name only"
            return [("image.bad-name", severity, text)]
        try:
            facts = self._library.look(spec.folder, value) if value else None
        except FlawError as flaw:
            return [(flaw.code, severity, flaw.text)]
        if facts is None:
            return [] if spec.missing == "skip" else [("image.missing", severity, self._explain_missing(value))]
        return list(self._warnings(facts))

    def _warnings(self, facts: Facts) -> Sequence[_Verdict]:
        spec, found = self._spec, []
        ppi = effective_ppi(spec, facts.size)
        if round(ppi) < spec.min_ppi:
            text = f"{ppi:.0f} ppi in this slot, less than {spec.min_ppi:.0f}"
            found.append(("image.resolution", spec.coarse, text))
        if facts.misnamed:
            found.append(("image.misnamed", "warn", "the file is of another format than the end of its name says"))
        return found

    def _explain_missing(self, value: str) -> str:
        if not value:
            return "no image is named"
        if self._library.has_variant(self._spec.folder, value):
            return "no image has this name; one differs only in case or width"
        return "no image has this name"

    def _paint(self, value: str) -> bytes:
        spec = self._spec
        facts = self._library.recall(spec.folder, value) if value and is_plain_name(value) else None
        if facts is None:
            if spec.missing == "skip":
                return b""
            raise not_measured(spec.name)
        placed = plan_placement(spec, facts.size, most_ppi=NO_LIMIT if facts.bilevel else MAX_PPI)
        treatment = Treatment(placed.crop, placed.size, spec.space)
        resource = self._library.want(spec.folder, value, facts, treatment)
        window = [clip_path(spec.clip, placed.window)] if placed.cut or spec.clip else []
        matrix = b" ".join([*map(num, placed.matrix), b"cm"])
        return b" ".join([b"q", spec.color or b"/N gs", *window, matrix, b"/%s Do Q\n" % resource.encode("ascii")])


def _room(cache: dict[str, T]) -> dict[str, T]:
    """Return a cache, emptied if it has grown beyond what is worth keeping."""
    if len(cache) > _REMEMBERED:
        cache.clear()
    return cache
