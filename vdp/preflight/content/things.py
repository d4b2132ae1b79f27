"""What resources name: graphics states, images and forms, read once each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import NoneType
from typing import Any

from vdp.preflight.content.colour import Space, read_space
from vdp.preflight.content.layers import step_of
from vdp.preflight.content.state import UNIT, Matrix, Overprint
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Stream, Value
from vdp.preflight.report import Mark
from vdp.preflight.terms import Terms

# ISO 32000-1, tables 136 and 137; PDF 1.4 has the same.
BLEND_MODES = frozenset(
    {"Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn"}
    | {"HardLight", "SoftLight", "Difference", "Exclusion", "Hue", "Saturation", "Color", "Luminosity"}
)
INTENTS = frozenset({"AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"})
_PROCESS = frozenset({"", "Default", "Cyan", "Magenta", "Yellow", "Black", "Gray", "Red", "Green", "Blue"})
_OPAQUE = frozenset({"Normal", "Compatible"})

ELSEWHERE = 0
"""Stands for an earlier page, in the pages of a form."""


class StateChange:
    """What a graphics state dictionary changes, and what rules say of it."""

    __slots__ = ("font", "marks", "mask", "overprint", "transparent", "width")

    def __init__(self, source: PdfSource, dictionary: dict[str, Value], number: int, terms: Terms) -> None:
        plain = {key: source.resolve(value) for key, value in dictionary.items()}
        stroking = plain.get("OP")
        filling = plain.get("op", stroking)  # ISO 32000-1, table 58: op follows OP where it is absent
        mode = plain.get("OPM")
        self.overprint = (
            stroking if isinstance(stroking, bool) else None,
            filling if isinstance(filling, bool) else None,
            mode if isinstance(mode, int) else None,
        )
        self.font: Any = None
        width = plain.get("LW")
        self.width = str(width).encode("ascii") if isinstance(width, (int, float)) else b""
        self.mask = plain.get("SMask")
        self.transparent = False
        self.marks: tuple[Mark, ...] = (
            *judge_transfer(source, plain, number),
            *judge_values(plain, number),
            *self._judge_transparency(source, plain, number, terms),
        )

    def apply_overprint(self, before: Overprint) -> Overprint:
        """Return OP, op and OPM after this change."""
        stroking, filling, mode = self.overprint
        return (
            before[0] if stroking is None else stroking,
            before[1] if filling is None else filling,
            before[2] if mode is None else mode,
            before[3],
        )

    def _judge_transparency(
        self, source: PdfSource, plain: dict[str, Value | Stream], number: int, terms: Terms
    ) -> list[Mark]:
        modes: Sequence[Value | Stream] = source.array(plain.get("BM")) or [plain.get("BM", Name("Normal"))]
        named = [str(source.resolve(mode)) for mode in modes]
        alpha = [plain[key] for key in ("CA", "ca") if key in plain]
        marks = [
            Mark("CO-11", f"the blend mode {mode} is not one of PDF's", number)
            for mode in named
            if mode not in BLEND_MODES
        ]
        used = [f"/BM /{mode}" for mode in named if mode not in _OPAQUE]
        used += [
            f"/{key} below 1" for key in ("CA", "ca") if isinstance(plain.get(key), (int, float)) and plain[key] != 1
        ]
        if self.mask is not None and self.mask != "None":
            used.append("a soft mask")
        self.transparent = bool(used)
        if any(not isinstance(value, (int, float)) for value in alpha):
            marks.append(Mark("GX-05", "the opacity of a graphics state is not a number", number))
        if used and terms.is_x1a:
            marks.append(Mark("CO-11", f"a graphics state has {', '.join(used)}", number))
        return marks


def judge_transfer(source: PdfSource, plain: dict[str, Value | Stream], number: int) -> list[Mark]:
    """Return what GX-01 and GX-05 say of a graphics state."""
    marks = []
    if "TR" in plain and plain["TR"] != "Identity":
        marks.append(Mark("GX-01", "a graphics state has /TR", number))
    if "TR2" in plain and plain["TR2"] != "Default":
        marks.append(Mark("GX-01", "a graphics state has /TR2 other than Default", number))
    if "HTP" in plain:
        marks.append(Mark("GX-01", "a graphics state has /HTP", number))
    halftone = plain.get("HT")
    if halftone is not None and halftone != "Default":
        marks += [Mark("GX-01", text, number) for text in _halftone_faults(source, source.dictionary(halftone), "")]
    intent = plain.get("RI")
    if intent is not None and not (isinstance(intent, Name) and intent in INTENTS):
        marks.append(Mark("GX-05", f"the rendering intent {_named(intent)} is not one of PDF's four", number))
    return marks


def _halftone_faults(source: PdfSource, table: dict[str, Value], plate: str) -> Iterator[str]:
    """Yield what is wrong with a halftone, or with the one of a plate within a halftone of type 5."""
    kind = source.resolve(table.get("HalftoneType"))
    if kind not in ((1,) if plate else (1, 5)) or isinstance(kind, bool):
        yield f"a halftone is of type {kind if isinstance(kind, int) else None}, not 1 or 5"
    if "HalftoneName" in table:
        yield "a halftone has a name"
    # ISO 32000-1, table 130: asked for on plates of no process colour; elsewhere it would change what prints.
    if "TransferFunction" in table and plate in _PROCESS:
        yield "a halftone has a /TransferFunction"
    if kind == 5 and not plate:
        for name, value in table.items():
            if name not in {"Type", "HalftoneType", "HalftoneName"}:
                yield from _halftone_faults(source, source.dictionary(value), name)


def judge_values(plain: dict[str, Value | Stream], number: int) -> list[Mark]:
    """Return what GX-05 says of entries whose value is of no kind that ISO 32000-1, table 58 allows."""
    wrong = [key for key in ("OP", "op") if not isinstance(plain.get(key), (bool, NoneType))]
    wrong += [key for key in ("OPM", "LW") if isinstance(plain.get(key), bool)]
    wrong += ["OPM"] if plain.get("OPM") not in (None, 0, 1) else []
    wrong += ["LW"] if not isinstance(plain.get("LW"), (int, float, NoneType)) else []
    return [Mark("GX-05", f"/{key} of a graphics state has a value that PDF does not know", number) for key in wrong]


def _named(value: Value | Stream) -> str:
    return str(value)[:40] if isinstance(value, Name) else "of no name"


def _whole(value: object, otherwise: int) -> int:
    """Return an integer; true and false are none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


class Image:
    """An image XObject."""

    is_form = False
    __slots__ = ("bits", "dictionary", "fault", "height", "is_mask", "marks", "number", "space", "stream", "width")

    def __init__(self, source: PdfSource, stream: Stream, named: dict[str, Value]) -> None:
        self.stream, self.number, self.dictionary = stream, stream.number, stream.dictionary
        get = source.resolve
        width, height = get(self.dictionary.get("Width")), get(self.dictionary.get("Height"))
        self.width, self.height = (_whole(side, 0) for side in (width, height))
        self.is_mask = get(self.dictionary.get("ImageMask")) is True
        bits = get(self.dictionary.get("BitsPerComponent"))
        self.bits = _whole(bits, 1)
        self.space: Space | None = None
        self.fault = ""
        self.marks: tuple[Mark, ...] | None = None
        value = self.dictionary.get("ColorSpace")
        try:
            if not self.is_mask and value is not None:
                self.space = read_space(source, value, named)
        except PdfFault as fault:
            self.fault = str(fault)


class Form:
    """A form XObject, a tiling pattern or a glyph of a Type 3 font: content with a matrix and resources of its own."""

    is_form = True
    is_mask = False
    __slots__ = (
        *(
            "dictionary",
            "group",
            "layer",
            "marks",
            "matrix",
            "number",
            "pages",
            "pairs",
            "resources",
            "states",
            "stream",
        ),
    )

    def __init__(self, source: PdfSource, stream: Stream) -> None:
        self.stream, self.number, self.dictionary = stream, stream.number, stream.dictionary
        matrix = [source.resolve(each) for each in source.array(self.dictionary.get("Matrix"))]
        numbers = [float(each) for each in matrix if isinstance(each, (int, float))]
        self.matrix: Matrix = (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 6 else UNIT
        self.resources: Value = self.dictionary.get("Resources")
        self.group = source.dictionary(self.dictionary.get("Group"))
        self.layer = step_of(source, self.dictionary.get("OC"))  # the processing step that all of it belongs to
        self.states: dict[Any, dict[Mark, int]] = {}
        self.pages: set[int] = set()  # at most two, to tell shared ones
        self.pairs: Any = None
        self.marks: tuple[Mark, ...] = ()


class Missing:
    """Stands for an XObject that cannot be read."""

    is_form = False
    is_mask = False
    number = 0
    marks: tuple[Mark, ...] = ()


def judge_group(
    source: PdfSource, group: dict[str, Value], named: dict[str, Value], terms: Terms, *, number: int
) -> list[Mark]:
    """Return what CO-10 and CO-11 say of a transparency group."""
    if source.resolve(group.get("S")) != "Transparency":
        return []
    if terms.is_x1a:
        return [Mark("CO-11", "a transparency group", number)]
    value = group.get("CS")
    if value is None:
        return []
    try:
        space = read_space(source, value, named)
    except PdfFault as fault:
        return [Mark("CO-10", f"the space of a transparency group cannot be read: {fault}", number)]
    if space.family in {"DeviceGray", "DeviceRGB", "DeviceCMYK"}:
        if space.family in {terms.intent, "DeviceGray"} and terms.intent:
            return []
        condition = "another" if terms.intent else "no"
        return [Mark("CO-10", f"a transparency group in {space.family} under {condition} output intent", number)]
    if space.fault:
        return [Mark("CO-10", f"the space of a transparency group: {space.fault}", number)]
    if space.family in {"ICCBased", "CalGray", "CalRGB"}:
        return []
    return [Mark("CO-10", f"a transparency group in {space.family}", number)]


def judge_mask_image(source: PdfSource, image: Image, terms: Terms) -> list[Mark]:
    """Return what rules say of the soft mask of an image."""
    mask = source.resolve(image.dictionary.get("SMask"))
    marks: list[Mark] = []
    inside = source.resolve(image.dictionary.get("SMaskInData"))
    if terms.is_x1a and (mask is not None or (isinstance(inside, int) and inside)):
        marks.append(Mark("CO-11", "an image has a soft mask", image.number))
    if isinstance(mask, Stream) and source.resolve(mask.dictionary.get("ColorSpace")) != "DeviceGray":
        marks.append(Mark("CO-01", "the soft mask of an image is not in DeviceGray", mask.number))
    return marks
