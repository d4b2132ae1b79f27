"""What rules say of one paint: a colour with its overprint, a text size, a line width, a resolution."""

from __future__ import annotations

from math import hypot, sqrt
from typing import Any

from vdp.preflight.content.colour import Space, ink_of, judge_space
from vdp.preflight.content.state import Matrix
from vdp.preflight.file.syntax import PdfFault
from vdp.preflight.report import FAIL, WARN, Mark
from vdp.preflight.terms import Terms

_PLAIN = {
    b"g": Space("DeviceGray", 1),
    b"rg": Space("DeviceRGB", 3),
    b"k": Space("DeviceCMYK", 4),
}
_BLACK = 0.85
_CODE_SIDES = range(21, 186)  # modules of a QR code with its quiet zone


def numbers_of(operands: bytes) -> tuple[float, ...]:
    """Return numeric operands. Raises PdfFault."""
    try:
        return tuple(float(word) for word in operands.split())
    except ValueError:
        raise PdfFault("an operand that should be a number is not") from None


def read_colour(fill: Any) -> tuple[Space, tuple[float, ...]]:
    """Return space and components of a colour as the kernel keeps it. Raises PdfFault."""
    if isinstance(fill, Space):
        return fill, _initial(fill)
    first, second = fill[0], fill[1]
    if isinstance(first, Space):
        return first, () if first.family == "Pattern" else numbers_of(second)
    return _PLAIN[second.lower()], numbers_of(first)


def _initial(space: Space) -> tuple[float, ...]:
    """Return the colour that an operator cs sets (ISO 32000-1, 8.6.8)."""
    if space.family == "DeviceCMYK":
        return (0.0, 0.0, 0.0, 1.0)
    if space.family in {"Separation", "DeviceN"}:
        return (1.0,) * space.parts
    return (0.0,) * space.parts


def judge_colour(
    space: Space, parts: tuple[float, ...], terms: Terms, *, overprint: bool, number: int, what: str
) -> list[Mark]:
    """Return what rules of colour and overprint say of painting in a colour."""
    marks = judge_space(space, terms, number=number, what=what)
    if space.family == "Pattern":
        return marks
    if len(parts) != space.parts:
        marks.append(Mark("GX-05", f"a colour in {space.family} has {len(parts)} components", number))
        return marks
    inks = ink_of(space, parts)
    if inks is None:
        return marks
    total = sum(inks.values())
    limit = terms.house.ink_limit
    if limit is not None and total * 100 > limit + 0.5:  # however small it is: the mean is measured on plates
        text = f"{what} in a colour of {total * 100:.0f} % of ink; the house allows {limit:g} %"
        marks.append(Mark("CO-05", text, number, WARN))
    rich = terms.house.rich_black_limit
    if rich is not None and inks.get("K", 0) >= _BLACK and total > inks["K"] and total * 100 > rich + 0.5:
        marks.append(
            Mark("CO-08", f"{what} in black of {total * 100:.0f} %; the house allows {rich:g} %", number, FAIL)
        )
    if overprint:
        marks.extend(_judge_overprint(inks, number, what))
    return marks


def _judge_overprint(inks: dict[str, float], number: int, what: str) -> list[Mark]:
    if not any(inks.values()):
        return [Mark("CO-06", f"{what} in white is set to overprint: it would vanish", number)]
    coloured = [name for name in "CMY" if inks.get(name, 0) > 0]
    if coloured:
        return [Mark("CO-07", f"{what} with the inks {', '.join(coloured)} is set to overprint", number)]
    return []


def judge_size(size: float, inks: dict[str, float] | None, terms: Terms, *, number: int) -> list[Mark]:
    """Return what GX-07 and CO-08 say of text of an effective size in points."""
    marks = []
    least = terms.house.min_text
    if least is not None and size < least - 0.005:
        marks.append(Mark("GX-07", f"text of {size:.2f} pt; the house asks for {least:g} pt", number))
    if inks is not None and size < terms.house.rich_text and inks.get("K", 0) >= _BLACK:
        others = [name for name in inks if name != "K" and inks[name] > 0]
        if others:
            marks.append(Mark("CO-08", f"text of {size:.1f} pt in black with {', '.join(others)}", number))
    return marks


def judge_line(width: float, terms: Terms, *, number: int) -> list[Mark]:
    """Return what GX-06 says of an effective line width in points."""
    least = terms.house.min_line
    outcome = "" if least is None else FAIL
    if width <= 0:
        return [Mark("GX-06", "a line of width 0: as thin as the device can draw", number, outcome)]
    if least is not None and width < least - 0.0005:
        return [Mark("GX-06", f"a line of {width:.3f} pt; the house asks for {least:.3f} pt", number, outcome)]
    return []


def judge_code(width: int, height: int, space: Space, parts: tuple[float, ...], *, number: int) -> list[Mark]:
    """Return what CO-09 says of a mask: square and of the size of a QR code, so it should be 100 K."""
    if width != height or width not in _CODE_SIDES or ((width - 17) % 4 and (width - 25) % 4):
        return []
    inks = ink_of(space, parts)
    if inks is not None and inks.get("K", 0) >= 1 and sum(inks.values()) == inks["K"]:
        return []
    return [Mark("CO-09", f"a mask of {width} by {height} modules is not painted in 100 K", number)]


def judge_resolution(width: int, height: int, ctm: Matrix, terms: Terms, *, is_mask: bool, number: int) -> list[Mark]:
    """Return what GX-08 says of an image by its pixels and the matrix that it is painted with."""
    least = terms.house.min_ppi
    ppi = resolution(width, height, ctm)
    if least is None or ppi is None or is_mask or max(width, height) <= 16:  # GWG 2015 leaves images so small out
        return []
    if round(ppi) < least:
        return [Mark("GX-08", f"an image at {ppi:.0f} pixels per inch; the house asks for {least:g}", number)]
    return []


def resolution(width: int, height: int, ctm: Matrix) -> float | None:
    """Return the lower of an image's resolutions in pixels per inch; None for one without extent."""
    across, down = hypot(ctm[0], ctm[1]), hypot(ctm[2], ctm[3])
    if across <= 0 or down <= 0 or not width or not height:
        return None
    return min(width / across, height / down) * 72


def effective_size(size: float, text: bytes, ctm: Matrix) -> float:
    """Return the height of an em on the page in points. Raises PdfFault."""
    matrix = numbers_of(text)
    if len(matrix) != 4:
        raise PdfFault("Tm does not have six operands")
    c, d = matrix[2], matrix[3]
    return abs(size) * hypot(c * ctm[0] + d * ctm[2], c * ctm[1] + d * ctm[3])


def effective_width(width: bytes, ctm: Matrix) -> float:
    """Return a line's width on the page in points. Raises PdfFault."""
    values = numbers_of(width)
    if len(values) != 1:
        raise PdfFault("w does not have one operand")
    return values[0] * sqrt(abs(ctm[0] * ctm[3] - ctm[1] * ctm[2]))
