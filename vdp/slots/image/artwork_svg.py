"""SVG made into PDF by svg2pdf, which draws it with resvg's reader: static SVG only.

Before that the file is read once by expat and refused for all that reaches outside it, moves, or would be printed
otherwise than it looks: document types, scripts, references to files or the network, text, filters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from vdp.slots.image.artwork_streams import ArtworkFault

MAX_BYTES = 16_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 200_000
"""Elements drawn, those of every use counted again."""

_SVG = "http://www.w3.org/2000/svg"
_REFUSED = {
    "script": "a script",
    "foreignObject": "foreign content (foreignObject)",
    "text": "text",
    "filter": "a filter, which would become pixels",
    "animate": "an animation",
    "animateTransform": "an animation",
    "animateMotion": "an animation",
    "set": "an animation",
}
_CURES = {
    "text": "Convert the text to outlines where the drawing was made.",
    "filter": "Draw the effect without a filter, or place the drawing as an image.",
}
_CURE = "Export the drawing as plain SVG, everything embedded."
_URL = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]*)", re.IGNORECASE)
_IMPORT = re.compile(r"@(import|font-face)", re.IGNORECASE)
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg|jpg);base64,", re.IGNORECASE)


def convert_svg(data: bytes) -> bytes:
    """Return a PDF of one page as large as the drawing, a unit of it a pixel of 1/96 inch. Raises ArtworkFault."""
    if len(data) > MAX_BYTES:
        raise ArtworkFault("artwork.limit", f"the SVG is larger than {MAX_BYTES // 1_000_000} MB", "Simplify it.")
    _Screening().read(data)
    import svg2pdf_py  # noqa: PLC0415 - few jobs have SVG, and loading it takes 14 ms of every process

    try:
        # An empty list of fonts: whatever text is left would be missing, never set in another font.
        drawn: bytes = svg2pdf_py.svg_to_pdf(data.decode("utf-8-sig"), svg2pdf_py.FontDatabase())
    except (RuntimeError, ValueError) as error:
        raise ArtworkFault("artwork.svg", "the SVG cannot be drawn", _CURE) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a fault in the library's Rust code arrives
            raise
        raise ArtworkFault("artwork.svg", "the SVG cannot be drawn", _CURE) from error
    return drawn


class _Screening:
    """Reads an SVG once and refuses what must not be drawn; counts what it would draw."""

    def __init__(self) -> None:
        self._path: list[int] = []  # numbers of the open elements
        self._names: list[str] = []
        self._parents: list[int] = []
        self._uses: list[list[str]] = []
        self._ids: dict[str, int] = {}
        self._style: list[str] = []

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate("utf-8", "\n")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            data.decode("utf-8")
            parser.Parse(data, True)  # noqa: FBT003 - the library's own
        except (expat.ExpatError, UnicodeDecodeError) as error:
            raise ArtworkFault("artwork.svg", "the file is no well-formed SVG in UTF-8", _CURE) from error
        self._count()

    def _doctype(self, *_: object) -> None:
        raise ArtworkFault("artwork.svg", "the SVG has a document type, which may hold entities", _CURE)

    def _instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            raise _outside("a style sheet")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition("\n")
        if not self._names and (space, local) != (_SVG, "svg"):
            raise ArtworkFault("artwork.svg", "the root element is not svg", _CURE)
        if local in _REFUSED and space == _SVG:
            raise ArtworkFault("artwork.svg", f"the SVG has {_REFUSED[local]}", _CURES.get(local, _CURE))
        self._path.append(len(self._names))
        if len(self._path) > MAX_DEPTH or len(self._names) >= MAX_ELEMENTS:
            raise ArtworkFault("artwork.limit", "the SVG has too many elements, or too deep ones", "Simplify it.")
        self._parents.append(self._path[-2] if len(self._path) > 1 else -1)
        self._names.append(local)
        self._uses.append(list(self._read_attributes(local, attributes)))
        self._ids.setdefault(attributes.get("id", ""), self._path[-1])

    def _read_attributes(self, element: str, attributes: dict[str, str]) -> Iterator[str]:
        """Yield the ids that an element refers to."""
        for name, value in attributes.items():
            local = name.rpartition("\n")[2]
            if local.startswith("on"):
                raise ArtworkFault("artwork.svg", "the SVG has a script (an event)", _CURE)
            if local == "filter" or (local == "style" and re.search(r"(^|;)\s*filter\s*:", value)):
                raise ArtworkFault("artwork.svg", "the SVG has a filter, which would become pixels", _CURES["filter"])
            if local in {"href", "src"} and element != "a":
                yield from _inside(value.strip(), image=element in {"image", "feImage"})
            else:
                yield from _style_references(value)

    def _characters(self, text: str) -> None:
        if self._path and self._names[self._path[-1]] == "style":
            self._style.append(text)

    def _end(self, _name: str) -> None:
        if self._names[self._path.pop()] == "style":
            # References of a style sheet may apply to any element: they count for the root.
            self._uses[0] += _style_references("".join(self._style))
            self._style.clear()

    def _count(self) -> None:
        """Refuse drawings whose references go in circles, or multiply beyond the limit."""
        own: list[list[int]] = [[] for _ in self._names]
        for number, parent in enumerate(self._parents):
            if parent >= 0:
                own[parent].append(number)
        targets = [[self._ids[name] for name in uses if name in self._ids] for uses in self._uses]
        weights: dict[int, int] = {}
        stack, open_ = [(0, False)], set[int]()
        while stack:
            number, done = stack.pop()
            if done:
                open_.discard(number)
                weights[number] = 1 + sum(weights.get(one, 1) for one in (*own[number], *targets[number]))
                if weights[number] > MAX_ELEMENTS:
                    raise ArtworkFault("artwork.limit", "the SVG draws too many elements", "Simplify it.")
                continue
            if number in weights:
                continue
            if number in open_:
                raise ArtworkFault("artwork.svg", "references of the SVG go in a circle", _CURE)
            open_.add(number)
            stack.append((number, True))
            stack += [(one, False) for one in (*own[number], *targets[number]) if one not in weights]


def _style_references(text: str) -> list[str]:
    if _IMPORT.search(text) or "\\" in text:
        raise _outside("a style sheet or a font")
    return [name for target in _URL.findall(text) for name in _inside(target, image=False)]


def _inside(target: str, *, image: bool) -> list[str]:
    """Return the id of a reference within the file; refuse one that leads out of it."""
    if target.startswith("#"):
        return [target[1:]]
    if image and _DATA_IMAGE.match(target):
        return []
    raise _outside("another file")


def _outside(what: str) -> ArtworkFault:
    return ArtworkFault("artwork.external", f"the SVG refers to {what} outside it", _CURE)
