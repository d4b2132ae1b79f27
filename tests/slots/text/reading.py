"""Read text fragments as a PDF reader does (ISO 32000-1, 9.4): where every glyph stands. Shares no code with vdp."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(rb"<[0-9a-fA-F]*>|\[|\]|[^\s\[\]<]+")


@dataclass
class Glyph:
    face: str
    glyph: int
    x: float  # of the glyph's own origin on the page
    y: float
    size: float
    matrix: tuple[float, float, float, float]
    advance: float  # cell along the line in points, tracking and corrections not counted
    line: int
    color: str = ""


class Reader:
    """`shapes` of the last fragment: left, bottom, right and top of what was filled beside the text."""

    def __init__(self, faces):
        self.faces = {face.resource: face for face in faces}

    def read(self, fragment: bytes) -> list[Glyph]:
        self.glyphs, self.line, self.color = [], -1, ""
        self.shapes, self.path, self.origin = [], [], (0.0, 0.0)
        self.tz, self.tc, self.font, self.size = 1.0, 0.0, "", 0.0
        self.matrix = self.start = (1, 0, 0, 1, 0, 0)
        stack, array, inside = [], [], False
        for token in _TOKEN.findall(fragment):
            if token == b"[":
                array, inside = [], True
            elif token == b"]":
                inside = False
            elif inside:
                array.append(token)
            elif re.fullmatch(rb"[-+]?[\d.]+|<[0-9a-fA-F]*>|/\S+", token):
                stack.append(token)
            else:
                self.operate(token.decode(), stack, array)
                stack, array = [], []
        return self.glyphs

    def operate(self, name, stack, array):
        numbers = [float(t) for t in stack if not t.startswith((b"/", b"<"))]
        match name:
            case "Tf":
                self.font, self.size = stack[0][1:].decode(), numbers[-1]
            case "Tz":
                self.tz = numbers[-1] / 100
            case "Tc":
                self.tc = numbers[-1]
            case "Tm":
                self.matrix = self.start = tuple(numbers)
                self.line += 1
            case "Td":
                a, b, c, d, e, f = self.start
                tx, ty = numbers[-2:]
                self.matrix = self.start = (a, b, c, d, a * tx + c * ty + e, b * tx + d * ty + f)
                self.line += 1
            case "Tj":
                self.show(stack[-1])
            case "TJ":
                for item in array:
                    if item.startswith(b"<"):
                        self.show(item)
                    else:
                        self.move(-float(item) / 1000 * self.size)
            case "k":
                self.color = " ".join(token.decode() for token in stack)
            case "cm":
                assert numbers[:4] == [1, 0, 0, 1]
                self.origin = numbers[4], numbers[5]
            case "Q":
                self.origin = (0.0, 0.0)
            case "m" | "c":
                self.path += zip(numbers[::2], numbers[1::2], strict=True)
            case "re":
                x, y, width, height = numbers
                self.path += [(x, y), (x + width, y + height)]
            case "f":
                xs, ys = ([point[axis] + self.origin[axis] for point in self.path] for axis in (0, 1))
                self.shapes.append((min(xs), min(ys), max(xs), max(ys)))
                self.path = []
            case "BT" | "ET" | "gs" | "q":
                pass
            case _:
                raise AssertionError(name)

    @property
    def vertical(self) -> bool:
        return self.font.endswith("V")

    def move(self, along: float):
        a, b, c, d, e, f = self.matrix
        tx, ty = (0.0, along) if self.vertical else (along * self.tz, 0.0)
        self.matrix = (a, b, c, d, a * tx + c * ty + e, b * tx + d * ty + f)

    def show(self, token: bytes):
        digits = token.strip(b"<>")
        face = self.faces[self.font.removesuffix("V")]
        for at in range(0, len(digits), 4):
            glyph = int(digits[at : at + 4], 16)
            width = face.advances[glyph] / 1000 * self.size
            along = -self.size if self.vertical else width  # /DW2 [880 -1000]
            a, b, c, d, e, f = self.matrix
            left, up = (-width / 2, -0.88 * self.size) if self.vertical else (0.0, 0.0)
            x, y = a * left * self.tz + c * up + e, b * left * self.tz + d * up + f
            self.glyphs.append(
                Glyph(self.font, glyph, x, y, self.size, (a * self.tz, b, c, d), along, self.line, self.color)
            )
            self.move(along + self.tc)


def ink_box(glyph: Glyph, face, font) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right and top of a glyph's ink on the page; None for a space."""
    extents = font.get_glyph_extents(glyph.glyph)
    if extents is None or not extents.width:
        return None
    scale = glyph.size / face.program.upem
    xs = (extents.x_bearing * scale, (extents.x_bearing + extents.width) * scale)
    ys = (extents.y_bearing * scale, (extents.y_bearing + extents.height) * scale)
    a, b, c, d = glyph.matrix
    corners = [(a * x + c * y + glyph.x, b * x + d * y + glyph.y) for x in xs for y in ys]
    return (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )
