"""Turn checked attribute values into numbers and operators."""

from __future__ import annotations

from dataclasses import dataclass

from vdp.layout.reader import Attribute, Node
from vdp.layout.vocabulary import ELEMENTS
from vdp.slots.image.spec import Clip
from vdp.units import parse_length

_ANCHORS = {"left": 0.0, "center": 0.5, "right": 1.0, "bottom": 0.0, "middle": 0.5, "top": 1.0}


def written(node: Node, name: str) -> str | None:
    """Return an attribute's text as written, else its default, else None."""
    if name in node.attributes:
        return node.attributes[name].value.text
    return next((rule.default for rule in ELEMENTS[node.name].attributes if rule.name == name), None)


def text_of(node: Node, name: str) -> str:
    """Return the text of an attribute that is required or has a default."""
    return written(node, name) or ""


def offset_of(node: Node, name: str) -> int:
    """Return where an attribute's value begins; of one not written, where the element begins."""
    attribute = node.attributes.get(name)
    return attribute.value.offsets[0] if isinstance(attribute, Attribute) else node.offset


def points(text: str, *, of: float | None = None) -> float:
    """Return a length that the vocabulary has let pass, in points."""
    return parse_length(text, of=of)


def share(text: str) -> float:
    """Return `60%` as 0.6."""
    return float(text.removesuffix("%")) / 100


def em(text: str) -> float:
    """Return `-0.05em` as -0.05."""
    return float(text.removesuffix("em"))


def cmyk_operator(text: str) -> bytes:
    """Return `K` or `cmyk(0 90 80 0)` as the PDF operator that sets the fill colour."""
    if text == "K":
        return b"0 0 0 1 k"
    inks = [f"{float(ink) / 100:.5f}".rstrip("0").rstrip(".") for ink in text[5:-1].split(" ")]
    return f"{' '.join(inks)} k".encode()


def anchor_point(text: str) -> tuple[float, float]:
    """Return `left top` as the share of width and height from the lower left."""
    across, down = text.split(" ")
    return _ANCHORS[across], _ANCHORS[down]


def clip_shape(text: str | None) -> Clip | None:
    """Return `ellipse`, `round(3mm)` or `polygon(0% 0%, 100% 0%, 50% 100%)`; its points count from the upper left."""
    if text is None or text == "none":
        return None
    kind, _, inside = text.rstrip(")").partition("(")
    if kind == "round":
        return Clip(kind, radius=points(inside))
    corners = [corner.split() for corner in inside.split(",")] if inside else []
    return Clip(kind, points=tuple((share(across), 1 - share(down)) for across, down in corners))


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in points."""

    width: float
    height: float
