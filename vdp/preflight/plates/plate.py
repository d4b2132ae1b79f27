"""PlateWriter: the content of a page written again as one of its plates, in shades of gray.

Every colour becomes the light of one plate: 1 minus its ink. What overprints without touching the plate is left out;
what knocks out paints white. Fonts, clips, opacity, blend modes and soft masks stay as they are, so any renderer of
gray pages shows the plate. Separable blend modes work on each ink by itself (ISO 32000-1, 11.3.5), so they do the same
here.
"""

from __future__ import annotations

from math import hypot
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from vdp.preflight.limits import DEEPEST_FORM
from vdp.preflight.plates.colours import PROCESS, Space
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.images import ImageInks
from vdp.preflight.plates.opened import Shared
from vdp.preflight.plates.output import Output
from vdp.preflight.plates.paths import PAINTS, SEGMENTS, soften
from vdp.preflight.plates.setting import set_colour
from vdp.preflight.plates.shadings import shade_plate
from vdp.preflight.plates.states import UNIT, Colour, Matrix, Paint, Pattern, multiply
from vdp.preflight.plates.streams import Copier, Step
from vdp.preflight.plates.transparency import check_blend, check_group

DPI = 144.0
_MOST_STEPS = 1_000_000  # written for one plate
_LEAST_TILE = 0.25  # points
_LEAST_DASH = 0.01  # of the line's own units: a renderer draws each
_KEPT_OF_STATES = ("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/CA", "/ca", "/BM", "/SMask", "/AIS", "/TK", "/SA")
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_PASSED = frozenset({"BT", "ET", "Tc", "Tw", "Tz", "TL", "Td", "TD", "Tm", "T*", "Ts", "w", "J", "j", "M", "EMC"})


class _Form(NamedTuple):
    """A form on a plate: most ink, doubts, colorants and blend modes of everything that it paints."""

    made: Any
    most: float
    lower: frozenset[str]
    names: frozenset[str]
    modes: frozenset[str]
    cost: int  # instructions that a renderer works off, those of inner forms as often as they are painted


class PlateWriter:
    """Writes one plate of pages into `pdf`. `most`: the most ink that anything puts on it, 0 to 1."""

    def __init__(self, pdf: pikepdf.Pdf, plate: str, shared: Shared) -> None:
        self.pdf, self.plate, self.shared = pdf, plate, shared
        self.copy = Copier(shared.source, pdf).copy
        self.most = 0.0
        self._forms: dict[object, _Form] = {}
        self._steps = 0

    def write_page(self, content: Any, resources: Any) -> tuple[bytes, Dictionary]:
        """Return the content of a plate and its resources; `most` is then this page's. Raises Doubt."""
        self.most, self._steps = 0.0, 0
        out = Output(resources, 0, isolated=False)
        group = content.get("/Group")
        if group is not None:
            check_group(self.shared, group, Dictionary(Resources=resources) if resources is not None else Dictionary())
        self._write(self.shared.parse(content), out, Paint())
        return b"\n".join(out.parts), out.dictionary()

    def _write(self, steps: list[Step], out: Output, paint: Paint) -> None:
        self._spend(len(steps))
        if out.depth > DEEPEST_FORM:
            raise Doubt("forms nested too deep")
        stack: list[Paint] = []
        path: list[Step] = []
        clip = b""
        for step in steps:
            operator, operands = step.operator, step.operands
            if operator in SEGMENTS:
                path.append(step)
            elif operator in PAINTS:
                self._paint_path(operator, path, clip, out, paint)
                path, clip = [], b""
            elif operator in _SHOWS:
                self._show(step, out, paint)
            elif operator in _PASSED:
                out.parts.append(step.raw)
            elif operator == "d":
                if 0 < sum(float(each) for each in operands[0]) < _LEAST_DASH:
                    raise Doubt("a line of very short dashes")
                out.parts.append(step.raw)
            elif operator in {"W", "W*"}:
                clip = step.raw
            elif operator == "q":
                stack.append(paint.copy())
                out.parts.append(b"q")
            elif operator == "Q":
                if stack:
                    paint = stack.pop()
                    out.parts.append(b"Q")
            elif operator == "cm":
                paint.ctm = multiply(_matrix(operands), paint.ctm)
                out.parts.append(step.raw)
            elif operator == "Tf":
                self._set_font(operands, out, paint)
            elif operator == "Tr":
                paint.render = int(operands[0])
            elif operator == "gs":
                self._set_state(operands[0], out, paint)
            elif operator == "Do":
                self._do(operands[0], out, paint)
            elif operator == "sh":
                self._shade(operands[0], out, paint)
            elif operator == "BI":
                self._inline(step, out, paint)
            elif operator in {"BDC", "BMC"}:
                self._begin_marked(step, out)
            else:
                set_colour(self.shared, operator, operands, out, paint)
        out.parts.extend([b"Q"] * len(stack))

    def _spend(self, steps: int) -> None:
        """Count what a renderer will have to work off; forms within forms can make much of little."""
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise Doubt("more content than is painted here")

    # colours

    def _colour(self, colour: Colour, out: Output, paint: Paint, *, fill: bool) -> bytes | None:
        """Return the operators that set a colour on this plate; None where the plate is left as it is."""
        overprint = paint.over_fill if fill else paint.over_stroke
        if isinstance(colour, Pattern):
            return self._pattern(colour, out, paint, overprint=overprint, fill=fill)
        ink = colour.on(self.plate, overprint=overprint, mode=paint.mode)
        if ink is None:
            out.leave()
            return None
        self.most = max(self.most, ink)
        return f"{1 - ink:.5f} {'g' if fill else 'G'}".encode("ascii")

    def _pattern(self, pattern: Pattern, out: Output, paint: Paint, *, overprint: bool, fill: bool) -> bytes | None:
        value = pattern.value
        words = (b"cs", b"scn") if fill else (b"CS", b"SCN")
        if int(value.get("/PatternType", 0)) == 2:
            space = self._shading_space(value.Shading, out)
            if overprint and not space.covers(self.plate):
                out.leave()
                return None
            name = out.name("Pattern", pattern.key, lambda: self._shading_pattern(value, space))
            return b"/Pattern " + words[0] + b" " + name + b" " + words[1]
        if int(value.get("/PaintType", 1)) == 1:
            name = out.name("Pattern", pattern.key, lambda: self._tile(value, out))
            return b"/Pattern " + words[0] + b" " + name + b" " + words[1]
        if pattern.tint is None:
            raise Doubt("a pattern without a colour")
        ink = pattern.tint.on(self.plate, overprint=overprint, mode=paint.mode)
        if ink is None:
            out.leave()
            return None
        self.most = max(self.most, ink)
        name = out.name("Pattern", value.objgen, lambda: self.copy(value))
        space_name = out.name("ColorSpace", "uncoloured", lambda: Array([Name.Pattern, Name.DeviceGray]))
        return space_name + b" " + words[0] + f" {1 - ink:.5f} ".encode("ascii") + name + b" " + words[1]

    def _tile(self, value: Any, out: Output) -> Any:
        matrix = _matrix(tuple(value.Matrix)) if "/Matrix" in value else UNIT
        scale = min(hypot(matrix[0], matrix[1]), hypot(matrix[2], matrix[3]))
        if scale * min(abs(float(value.XStep)), abs(float(value.YStep))) < _LEAST_TILE:
            raise Doubt("a pattern of very small tiles")
        inner = Output(value.get("/Resources", out.source), out.depth + 1, isolated=False)
        self._write(self.shared.parse(value), inner, Paint())
        return self._stream(value, inner, ("/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep"))

    def _shading_pattern(self, value: Any, space: Space) -> Any:
        made = Dictionary(Type=Name.Pattern, PatternType=2, Shading=self._shading(value.Shading, space))
        if "/Matrix" in value:
            made["/Matrix"] = self.copy(value.Matrix)
        return self.pdf.make_indirect(made)

    def _shading_space(self, shading: Any, out: Output) -> Space:
        named = out.spaces()
        space = self.shared.reader.read(shading.get("/ColorSpace"), named)
        self.shared.note(space)
        return space

    def _shading(self, shading: Any, space: Space) -> Any:
        if space.doubt:
            raise Doubt(f"a shading with {space.doubt}")
        made, most = shade_plate(self.pdf, shading, space, self.plate, self.copy)
        self.most = max(self.most, most)
        return made

    def _shade(self, name: Any, out: Output, paint: Paint) -> None:
        shading = out.original("Shading", name)
        space = self._shading_space(shading, out)
        if paint.over_fill and not space.covers(self.plate):
            out.leave()
            return
        written = out.name("Shading", str(name), lambda: self._shading(shading, space))
        out.parts.append(written + b" sh")

    # paints

    def _paint_path(self, operator: str, path: list[Step], clip: bytes, out: Output, paint: Paint) -> None:
        filled, stroked, even_odd, closed = PAINTS[operator]
        if not path:
            return
        fill = self._colour(paint.fill, out, paint, fill=True) if filled else None
        stroke = self._colour(paint.stroke, out, paint, fill=False) if stroked else None
        if fill is None and stroke is None and not clip:
            return
        if fill is not None:
            self._set_out_fill(fill, out, paint)
        if stroke is not None:
            self._set_out_stroke(stroke, out, paint)
        out.parts.extend([step.raw for step in path] if clip or fill is None else soften(path, paint.ctm))
        if closed:
            out.parts.append(b"h")
        if clip:
            out.parts.append(clip)
        if fill is not None:
            out.parts.append((b"B" if stroke is not None else b"f") + even_odd)
        else:
            out.parts.append(b"S" if stroke is not None else b"n")

    def _set_out_fill(self, colour: bytes, out: Output, paint: Paint) -> None:
        if paint.out_fill != colour:
            out.parts.append(colour)
            paint.out_fill = colour

    def _set_out_stroke(self, colour: bytes, out: Output, paint: Paint) -> None:
        if paint.out_stroke != colour:
            out.parts.append(colour)
            paint.out_stroke = colour

    def _show(self, step: Step, out: Output, paint: Paint) -> None:
        mode = paint.render
        fill = stroke = None
        if paint.type3 and mode != 3:
            raise Doubt("text in a Type 3 font")
        if mode % 4 in {0, 2}:
            fill = self._colour(paint.fill, out, paint, fill=True)
        if mode % 4 in {1, 2}:
            stroke = self._colour(paint.stroke, out, paint, fill=False)
        if fill is not None:
            self._set_out_fill(fill, out, paint)
        if stroke is not None:
            self._set_out_stroke(stroke, out, paint)
        written = {(True, True): 2, (True, False): 0, (False, True): 1, (False, False): 3}[
            fill is not None, stroke is not None
        ] + (4 if mode >= 4 else 0)
        if paint.out_render != written:
            out.parts.append(b"%d Tr" % written)
            paint.out_render = written
        out.parts.append(step.raw)

    def _set_font(self, operands: tuple[Any, ...], out: Output, paint: Paint) -> None:
        font = out.original("Font", operands[0])
        paint.type3 = str(font.get("/Subtype")) == "/Type3"
        name = out.name("Font", str(operands[0]), lambda: self.copy(font))
        out.parts.append(b"%b %s Tf" % (name, str(operands[1]).encode("ascii")))

    def _do(self, name: Any, out: Output, paint: Paint) -> None:
        value = out.original("XObject", name)
        kind = str(value.get("/Subtype"))
        if kind == "/Form":
            key = (str(name), paint.key())
            before = self._steps
            out.parts.append(out.name("XObject", key, lambda: self._form(value, out, paint)) + b" Do")
            if key in out.costs:
                self._spend(out.costs[key])
            else:
                out.costs[key] = self._steps - before
        elif kind == "/Image":
            self._image(value, str(name), out, paint)

    def _form(self, value: Any, out: Output, paint: Paint) -> Any:
        own = value.get("/Resources")
        isolated = out.isolated
        group = value.get("/Group")
        if group is not None and str(group.get("/S")) == "/Transparency":
            isolated = isolated or bool(group.get("/I", False))
            check_group(self.shared, group, value)
        lender = own if own is not None else out.source
        key = (value.objgen, paint.key(), isolated, None if own is not None else getattr(lender, "objgen", None))
        found = self._forms.get(key) if (0, 0) not in {key[0], key[3]} else None
        if found is None:
            found = self._forms[key] = self._write_form(value, lender, out.depth + 1, paint, isolated=isolated)
        else:
            self._spend(found.cost)
        self.most = max(self.most, found.most)
        self.shared.lower |= found.lower
        self.shared.names |= found.names
        self.shared.modes |= found.modes
        return found.made

    def _write_form(self, value: Any, resources: Any, depth: int, paint: Paint, *, isolated: bool) -> _Form:
        """Write a form, and tell what is to be known of it wherever it is painted."""
        shared = self.shared
        before, spent = (self.most, shared.lower, shared.names, shared.modes), self._steps
        self.most, shared.lower, shared.names, shared.modes = 0.0, set(), set(), set()
        inner, state = Output(resources, depth, isolated=isolated), paint.inside()
        if "/Matrix" in value:
            state.ctm = multiply(_matrix(tuple(value.Matrix)), state.ctm)
        try:
            self._write(shared.parse(value), inner, state)
            made = self._stream(value, inner, ("/OC",))
            lower, names, modes = frozenset(shared.lower), frozenset(shared.names), frozenset(shared.modes)
            return _Form(made, self.most, lower, names, modes, self._steps - spent)
        finally:
            self.most, shared.lower, shared.names, shared.modes = before

    def _stream(self, value: Any, inner: Output, keys: tuple[str, ...]) -> Any:
        made = pikepdf.Stream(self.pdf, b"\n".join(inner.parts))
        for key in ("/Type", "/Subtype", "/BBox", "/Matrix", *keys):
            if key in value:
                made[key] = self.copy(value[key])
        group = value.get("/Group")
        if group is not None:
            made["/Group"] = Dictionary(S=Name.Transparency, I=bool(group.get("/I", False)), CS=Name.DeviceGray)
        made["/Resources"] = inner.dictionary()
        return self.pdf.make_indirect(made)

    def _image(self, value: Any, name: str, out: Output, paint: Paint) -> None:
        image = self._open_image(value, out)
        if image.is_mask:
            colour = self._colour(paint.fill, out, paint, fill=True)
            if colour is not None:
                self._set_out_fill(colour, out, paint)
                out.parts.append(out.name("XObject", name, lambda: self.copy(value)) + b" Do")
            return
        space = image.space
        assert space is not None  # noqa: S101 - _open_image saw to it
        self.shared.note(space)
        if paint.over_fill and not space.covers(self.plate):
            out.leave()
            return
        factor = max(1, min(_reduction(value.Width, paint.ctm[:2]), _reduction(value.Height, paint.ctm[2:4])))

        def make() -> Any:
            made, most = image.plate(self.pdf, self.plate, self.copy, factor=factor)
            self.most = max(self.most, most)
            return made

        out.parts.append(out.name("XObject", (name, factor), make) + b" Do")

    def _open_image(self, value: Any, out: Output) -> ImageInks:
        key = value.objgen
        if key not in self.shared.images:
            space = None
            if not value.get("/ImageMask", False):
                named = out.spaces()
                if "/ColorSpace" not in value:
                    raise Doubt("an image without a colour space")
                space = self.shared.reader.read(value.ColorSpace, named)
            self.shared.images[key] = ImageInks(value, space)
        return self.shared.images[key]

    def _inline(self, step: Step, out: Output, paint: Paint) -> None:
        image = step.operands[0]
        if image.image_mask:
            colour = self._colour(paint.fill, out, paint, fill=True)
            if colour is not None:
                self._set_out_fill(colour, out, paint)
                out.parts.append(step.raw)
        elif image.colorspace == "/DeviceGray":
            if self.plate == "Black":
                self.most = 1.0
                out.parts.append(step.raw)
            elif self.plate in PROCESS or not paint.over_fill:
                raise Doubt("a gray inline image that knocks out")
        else:
            raise Doubt("an inline image in colour")

    # states

    def _set_state(self, name: Any, out: Output, paint: Paint) -> None:
        state = out.original("ExtGState", name)
        over = state.get("/OP")
        below = state.get("/op", over)
        paint.over_stroke = paint.over_stroke if over is None else bool(over)
        paint.over_fill = paint.over_fill if below is None else bool(below)
        paint.mode = int(state.get("/OPM", paint.mode))
        check_blend(self.shared, state, self.plate)
        kept = [key for key in _KEPT_OF_STATES if key in state]
        font = state.get("/Font")
        if kept or font is not None:
            written = out.name("ExtGState", str(name), lambda: self._copy_state(state, kept, font))
            out.parts.append(written + b" gs")
        if font is not None:
            paint.type3 = str(font[0].get("/Subtype")) == "/Type3"

    def _copy_state(self, state: Any, kept: list[str], font: Any) -> Any:
        made = Dictionary()
        for key in kept:
            made[key] = self.copy(state[key])
        if font is not None:
            made["/Font"] = Array([self.copy(font[0]), font[1]])
        return self.pdf.make_indirect(made)

    def _begin_marked(self, step: Step, out: Output) -> None:
        if step.operator == "BDC" and str(step.operands[0]) == "/OC":
            value = out.original("Properties", step.operands[1])
            name = out.name("Properties", str(step.operands[1]), lambda: self.copy(value))
            out.parts.append(b"/OC " + name + b" BDC")
        else:
            out.parts.append(b"/Span BMC")


def _reduction(pixels: Any, side: tuple[float, ...]) -> int:
    """Return by how much an image may be reduced in one direction so as to be still as fine as what is rendered."""
    length = hypot(side[0], side[1]) * DPI / 72
    return int(int(pixels) / length) if length > 0 else 1


def _matrix(operands: tuple[Any, ...]) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in operands)
    return (a, b, c, d, e, f)
