"""PlateWriter: the content of a page written again as one of its plates, in shades of gray.

Every colour becomes the light of one plate: 1 minus its ink. What overprints without touching the plate is left out;
what knocks out paints white. Fonts, clips, opacity, blend modes and soft masks stay as they are, so any renderer of
gray pages shows the plate. Separable blend modes work on each ink by itself (ISO 32000-1, 11.3.5), so they do the same
here.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from vdp.preflight.limits import DEEPEST_FORM
from vdp.preflight.plates.colours import CMYK, GRAY, PROCESS, Space, SpaceReader, Tint, unknown
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.images import ImageInks
from vdp.preflight.plates.shadings import shade_plate
from vdp.preflight.plates.states import UNIT, Colour, Matrix, Paint, Pattern, multiply
from vdp.preflight.plates.streams import Copier, Step, read_steps

DPI = 144.0
_BESIDE = 0.01
"""Points that a corner is added beside a straight edge: else pdfium draws rectangles on whole pixels."""
_MOST_STEPS = 1_000_000  # written for one plate
_LEAST_TILE = 0.25  # points
_LEAST_DASH = 0.01  # of the line's own units: a renderer draws each
_MOST_KEPT = 200_000  # instructions kept from page to page
_MOST_IMAGES = 8
_SEPARABLE = frozenset(
    {"Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn"}
    | {"HardLight", "SoftLight", "Difference", "Exclusion"}
)
_KEEPS_WHITE = _SEPARABLE - {
    "Difference",
    "Exclusion",
    "ColorDodge",
}  # ISO 32000-1, 11.7.4.2: spot colours blend by these
_LESS_IS_LESS = frozenset({"Normal", "Compatible", "Multiply"})
_KEPT_OF_STATES = ("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/CA", "/ca", "/BM", "/SMask", "/AIS", "/TK", "/SA")
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_PASSED = frozenset({"BT", "ET", "Tc", "Tw", "Tz", "TL", "Td", "TD", "Tm", "T*", "Ts", "w", "J", "j", "M", "EMC"})
_SEGMENTS = frozenset({"m", "l", "c", "v", "y", "h", "re"})
_PAINTS: dict[str, tuple[bool, bool, bytes, bool]] = {  # filled, stroked, even-odd mark, closed before
    "f": (True, False, b"", False),
    "F": (True, False, b"", False),
    "f*": (True, False, b"*", False),
    "B": (True, True, b"", False),
    "B*": (True, True, b"*", False),
    "b": (True, True, b"", True),
    "b*": (True, True, b"*", True),
    "S": (False, True, b"", False),
    "s": (False, True, b"", True),
    "n": (False, False, b"", False),
}
_DEVICE = {"g": GRAY, "k": CMYK, "rg": unknown("DeviceRGB", 3)}
_DEFAULT = {"g": "/DefaultGray", "k": "/DefaultCMYK", "rg": "/DefaultRGB"}


class Opened:
    """What pages of one file have in common: parsed forms, decoded images."""

    def __init__(self, file: pikepdf.Pdf, reader: SpaceReader) -> None:
        self.file, self.reader = file, reader
        self.steps: dict[tuple[int, int], list[Step]] = {}
        self.images: dict[tuple[int, int], ImageInks] = {}

    def forget(self) -> None:
        """Forget most of it, once it is much."""
        if sum(map(len, self.steps.values())) > _MOST_KEPT:
            self.steps.clear()
        if len(self.images) > _MOST_IMAGES:
            self.images.clear()


class Shared:
    """What the plates of one page have in common: its instructions, doubts."""

    def __init__(self, opened: Opened) -> None:
        self.source, self.reader = opened.file, opened.reader
        self.steps, self.images = opened.steps, opened.images
        self.lower: set[str] = set()  # reasons why there may be more ink than was measured
        self.names: set[str] = set()  # all colorants met
        self.blends = False  # whether some blend mode can make ink of the lack of ink

    def parse(self, stream: Any) -> list[Step]:
        """Return the instructions of a stream."""
        key = stream.objgen
        if key not in self.steps or key == (0, 0):
            self.steps[key] = read_steps(stream)
        return self.steps[key]

    def note(self, space: Space) -> None:
        """Remember a space that paints."""
        self.names.update(space.plates)
        if space.doubt:
            self.lower.add(space.doubt)


class _Output:
    """One content stream in the making, with its resources."""

    def __init__(self, source: Any, depth: int, *, isolated: bool) -> None:
        self.parts: list[bytes] = []
        self.source = source  # resources that the original names
        self.depth = depth
        self.isolated = isolated
        self.resources: dict[str, dict[str, Any]] = {}
        self.costs: dict[object, int] = {}  # of forms, as often as they are painted
        self._named: dict[tuple[str, object], bytes] = {}

    def original(self, category: str, name: Any) -> Any:
        """Return what the original resources call by a name. Raises Doubt."""
        part = self.source.get(f"/{category}") if self.source is not None else None
        value = part.get(str(name)) if part is not None else None
        if value is None:
            raise Doubt(f"a name without a resource ({category})")
        return value

    def name(self, category: str, key: object, make: Callable[[], Any]) -> bytes:
        """Return the name of a resource, made when it is first asked for."""
        found = self._named.get((category, key))
        if found is None:
            part = self.resources.setdefault(category, {})
            found = self._named[category, key] = f"/{category[0]}{len(part)}".encode("ascii")
            part[found.decode("ascii")] = make()
        return found

    def dictionary(self) -> Dictionary:
        """Return the resources."""
        return Dictionary({f"/{category}": Dictionary(part) for category, part in self.resources.items()})


class _Form(NamedTuple):
    """A form on a plate: most ink, doubts and blend modes of everything that it paints."""

    made: Any
    most: float
    lower: frozenset[str]
    blends: bool
    cost: int  # instructions that a renderer works off, those of inner forms as often as they are painted


class PlateWriter:
    """Writes one plate of pages into `pdf`. `most`: the most ink that anything puts on it, 0 to 1."""

    def __init__(self, pdf: pikepdf.Pdf, plate: str, shared: Shared) -> None:
        self.pdf, self.plate, self.shared = pdf, plate, shared
        self.copy = Copier(shared.source, pdf).copy
        self.most = 0.0
        self._forms: dict[object, _Form] = {}
        self._fonts: dict[tuple[int, int], Any] = {}
        self._steps = 0

    def write_page(self, content: Any, resources: Any) -> tuple[bytes, Dictionary]:
        """Return the content of a plate and its resources; `most` is then this page's. Raises Doubt."""
        self.most, self._steps = 0.0, 0
        out = _Output(resources, 0, isolated=False)
        group = content.get("/Group")
        if group is not None:
            self._check_group(group, Dictionary(Resources=resources) if resources is not None else Dictionary())
        self._write(self.shared.parse(content), out, Paint())
        return b"\n".join(out.parts), out.dictionary()

    def _write(self, steps: list[Step], out: _Output, paint: Paint) -> None:
        self._spend(len(steps))
        if out.depth > DEEPEST_FORM:
            raise Doubt("forms nested too deep")
        stack: list[Paint] = []
        path: list[Step] = []
        clip = b""
        for step in steps:
            operator, operands = step.operator, step.operands
            if operator in _SEGMENTS:
                path.append(step)
            elif operator in _PAINTS:
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
                self._set_colour(operator, operands, out, paint)
        out.parts.extend([b"Q"] * len(stack))

    def _spend(self, steps: int) -> None:
        """Count what a renderer will have to work off; forms within forms can make much of little."""
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise Doubt("more content than is painted here")

    # colours

    def _set_colour(self, operator: str, operands: tuple[Any, ...], out: _Output, paint: Paint) -> None:
        low = operator.lower()
        fill = operator == low
        named = out.source.get("/ColorSpace") if out.source is not None else None
        if low in _DEVICE:
            space = _DEVICE[low]
            if named is not None and _DEFAULT[low] in named:
                space = self.shared.reader.read(named[_DEFAULT[low]], None)
            self._remember(paint, space, space.tint(operands), fill=fill)
        elif low == "cs":
            self._set_space(operands[0], named, paint, fill=fill)
        elif low in {"sc", "scn"}:
            space_now = paint.fill_space if fill else paint.stroke_space
            if space_now is not None:
                self._remember(paint, space_now, space_now.tint(operands), fill=fill)
                return
            base = paint.fill_base if fill else paint.stroke_base
            colours = operands[:-1]
            tint = base.tint(colours) if base is not None and colours else None
            if base is not None and colours:
                self.shared.note(base)
            pattern = Pattern(out.original("Pattern", operands[-1]), tint)
            if fill:
                paint.fill = pattern
            else:
                paint.stroke = pattern

    def _set_space(self, name: Any, named: Any, paint: Paint, *, fill: bool) -> None:
        value = named.get(str(name)) if named is not None else None
        base: Space | None = None
        space: Space | None
        if str(name) == "/Pattern" or (isinstance(value, Array) and len(value) and str(value[0]) == "/Pattern"):
            space = None
            if isinstance(value, Array) and len(value) > 1:
                base = self.shared.reader.read(value[1], named)
        else:
            space = self.shared.reader.read(name, named)
        if fill:
            paint.fill_base = base
        else:
            paint.stroke_base = base
        if space is not None:
            self._remember(paint, space, space.initial(), fill=fill)
        elif fill:
            paint.fill_space = None
        else:
            paint.stroke_space = None

    def _remember(self, paint: Paint, space: Space, tint: Tint, *, fill: bool) -> None:
        self.shared.note(space)
        if fill:
            paint.fill_space, paint.fill = space, tint
        else:
            paint.stroke_space, paint.stroke = space, tint

    def _colour(self, colour: Colour, out: _Output, paint: Paint, *, fill: bool) -> bytes | None:
        """Return the operators that set a colour on this plate; None where the plate is left as it is."""
        overprint = paint.over_fill if fill else paint.over_stroke
        if isinstance(colour, Pattern):
            return self._pattern(colour, out, paint, overprint=overprint, fill=fill)
        ink = colour.on(self.plate, overprint=overprint, mode=paint.mode)
        if ink is None:
            if out.isolated:
                raise Doubt("overprint within an isolated transparency group")
            return None
        self.most = max(self.most, ink)
        return f"{1 - ink:.5f} {'g' if fill else 'G'}".encode("ascii")

    def _pattern(self, pattern: Pattern, out: _Output, paint: Paint, *, overprint: bool, fill: bool) -> bytes | None:
        value = pattern.value
        words = (b"cs", b"scn") if fill else (b"CS", b"SCN")
        if int(value.get("/PatternType", 0)) == 2:
            space = self._shading_space(value.Shading, out)
            if overprint and not space.covers(self.plate):
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
            return None
        self.most = max(self.most, ink)
        name = out.name("Pattern", value.objgen, lambda: self.copy(value))
        space_name = out.name("ColorSpace", "uncoloured", lambda: Array([Name.Pattern, Name.DeviceGray]))
        return space_name + b" " + words[0] + f" {1 - ink:.5f} ".encode("ascii") + name + b" " + words[1]

    def _tile(self, value: Any, out: _Output) -> Any:
        matrix = _matrix(tuple(value.Matrix)) if "/Matrix" in value else UNIT
        scale = min(hypot(matrix[0], matrix[1]), hypot(matrix[2], matrix[3]))
        if scale * min(abs(float(value.XStep)), abs(float(value.YStep))) < _LEAST_TILE:
            raise Doubt("a pattern of very small tiles")
        inner = _Output(value.get("/Resources", out.source), out.depth + 1, isolated=False)
        self._write(self.shared.parse(value), inner, Paint())
        return self._stream(value, inner, ("/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep"))

    def _shading_pattern(self, value: Any, space: Space) -> Any:
        made = Dictionary(Type=Name.Pattern, PatternType=2, Shading=self._shading(value.Shading, space))
        if "/Matrix" in value:
            made["/Matrix"] = self.copy(value.Matrix)
        return self.pdf.make_indirect(made)

    def _shading_space(self, shading: Any, out: _Output) -> Space:
        named = out.source.get("/ColorSpace") if out.source is not None else None
        space = self.shared.reader.read(shading.get("/ColorSpace"), named)
        self.shared.note(space)
        return space

    def _shading(self, shading: Any, space: Space) -> Any:
        if space.doubt:
            raise Doubt(f"a shading with {space.doubt}")
        made, most = shade_plate(self.pdf, shading, space, self.plate, self.copy)
        self.most = max(self.most, most)
        return made

    def _shade(self, name: Any, out: _Output, paint: Paint) -> None:
        shading = out.original("Shading", name)
        space = self._shading_space(shading, out)
        if not (paint.over_fill and not space.covers(self.plate)):
            written = out.name("Shading", str(name), lambda: self._shading(shading, space))
            out.parts.append(written + b" sh")

    # paints

    def _paint_path(self, operator: str, path: list[Step], clip: bytes, out: _Output, paint: Paint) -> None:
        filled, stroked, even_odd, closed = _PAINTS[operator]
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
        out.parts.extend([step.raw for step in path] if clip or fill is None else _softened(path, paint.ctm))
        if closed:
            out.parts.append(b"h")
        if clip:
            out.parts.append(clip)
        if fill is not None:
            out.parts.append((b"B" if stroke is not None else b"f") + even_odd)
        else:
            out.parts.append(b"S" if stroke is not None else b"n")

    def _set_out_fill(self, colour: bytes, out: _Output, paint: Paint) -> None:
        if paint.out_fill != colour:
            out.parts.append(colour)
            paint.out_fill = colour

    def _set_out_stroke(self, colour: bytes, out: _Output, paint: Paint) -> None:
        if paint.out_stroke != colour:
            out.parts.append(colour)
            paint.out_stroke = colour

    def _show(self, step: Step, out: _Output, paint: Paint) -> None:
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

    def _set_font(self, operands: tuple[Any, ...], out: _Output, paint: Paint) -> None:
        font = out.original("Font", operands[0])
        paint.type3 = str(font.get("/Subtype")) == "/Type3"
        name = out.name("Font", str(operands[0]), lambda: self._copy_font(font))
        out.parts.append(b"%b %s Tf" % (name, str(operands[1]).encode("ascii")))

    def _copy_font(self, font: Any) -> Any:
        return self.copy(font)

    def _do(self, name: Any, out: _Output, paint: Paint) -> None:
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

    def _form(self, value: Any, out: _Output, paint: Paint) -> Any:
        own = value.get("/Resources")
        isolated = out.isolated
        group = value.get("/Group")
        if group is not None and str(group.get("/S")) == "/Transparency":
            isolated = bool(group.get("/I", False))
            self._check_group(group, value)
        key = (value.objgen, paint.key(), isolated, None if own is not None else id(out.source))
        found = self._forms.get(key) if value.objgen != (0, 0) else None
        if found is None:
            resources = own if own is not None else out.source
            found = self._forms[key] = self._write_form(value, resources, out.depth + 1, paint, isolated=isolated)
        else:
            self._spend(found.cost)
        self.most = max(self.most, found.most)
        self.shared.lower |= found.lower
        self.shared.blends |= found.blends
        return found.made

    def _write_form(self, value: Any, resources: Any, depth: int, paint: Paint, *, isolated: bool) -> _Form:
        """Write a form, and tell what is to be known of it wherever it is painted."""
        shared = self.shared
        before, spent = (self.most, shared.lower, shared.blends), self._steps
        self.most, shared.lower, shared.blends = 0.0, set(), False
        inner, state = _Output(resources, depth, isolated=isolated), paint.inside()
        if "/Matrix" in value:
            state.ctm = multiply(_matrix(tuple(value.Matrix)), state.ctm)
        try:
            self._write(shared.parse(value), inner, state)
            made = self._stream(value, inner, ("/OC",))
            return _Form(made, self.most, frozenset(shared.lower), shared.blends, self._steps - spent)
        finally:
            self.most, shared.lower, shared.blends = before

    def _check_group(self, group: Any, owner: Any) -> None:
        if group.get("/K", False):
            raise Doubt("a knockout group")
        value = group.get("/CS")
        if value is None:
            return
        space = self.shared.reader.read(value, (owner.get("/Resources") or Dictionary()).get("/ColorSpace"))
        if space.doubt or space.plates != PROCESS:
            raise Doubt("a transparency group in a space that is not that of the inks")

    def _stream(self, value: Any, inner: _Output, keys: tuple[str, ...]) -> Any:
        made = pikepdf.Stream(self.pdf, b"\n".join(inner.parts))
        for key in ("/Type", "/Subtype", "/BBox", "/Matrix", *keys):
            if key in value:
                made[key] = self.copy(value[key])
        group = value.get("/Group")
        if group is not None:
            made["/Group"] = Dictionary(S=Name.Transparency, I=bool(group.get("/I", False)), CS=Name.DeviceGray)
        made["/Resources"] = inner.dictionary()
        return self.pdf.make_indirect(made)

    def _image(self, value: Any, name: str, out: _Output, paint: Paint) -> None:
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
            return
        factor = max(1, min(_reduction(value.Width, paint.ctm[:2]), _reduction(value.Height, paint.ctm[2:4])))

        def make() -> Any:
            made, most = image.plate(self.pdf, self.plate, self.copy, factor=factor)
            self.most = max(self.most, most)
            return made

        out.parts.append(out.name("XObject", (name, factor), make) + b" Do")

    def _open_image(self, value: Any, out: _Output) -> ImageInks:
        key = value.objgen
        if key not in self.shared.images:
            space = None
            if not value.get("/ImageMask", False):
                named = out.source.get("/ColorSpace") if out.source is not None else None
                if "/ColorSpace" not in value:
                    raise Doubt("an image without a colour space")
                space = self.shared.reader.read(value.ColorSpace, named)
            self.shared.images[key] = ImageInks(value, space)
        return self.shared.images[key]

    def _inline(self, step: Step, out: _Output, paint: Paint) -> None:
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

    def _set_state(self, name: Any, out: _Output, paint: Paint) -> None:
        state = out.original("ExtGState", name)
        over = state.get("/OP")
        below = state.get("/op", over)
        paint.over_stroke = paint.over_stroke if over is None else bool(over)
        paint.over_fill = paint.over_fill if below is None else bool(below)
        paint.mode = int(state.get("/OPM", paint.mode))
        self._check_blend(state)
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
            made["/Font"] = Array([self._copy_font(font[0]), font[1]])
        return self.pdf.make_indirect(made)

    def _check_blend(self, state: Any) -> None:
        modes = state.get("/BM")
        if modes is not None:
            names = [str(mode)[1:] for mode in (modes if isinstance(modes, Array) else [modes])]
            allowed = _SEPARABLE if self.plate in PROCESS else _KEEPS_WHITE
            for mode in names:
                if mode not in allowed:
                    raise Doubt(f"the blend mode {mode}")
            self.shared.blends |= not _LESS_IS_LESS.issuperset(names)
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary):
            space = mask.get("/G", Dictionary()).get("/Group", Dictionary()).get("/CS")
            if "/TR" in mask and str(mask.TR) != "/Identity":
                raise Doubt("a soft mask with a transfer function")
            if str(mask.get("/S")) == "/Luminosity" and str(space) != "/DeviceGray":
                raise Doubt("a soft mask by luminosity of colours")

    def _begin_marked(self, step: Step, out: _Output) -> None:
        if step.operator == "BDC" and str(step.operands[0]) == "/OC":
            value = out.original("Properties", step.operands[1])
            name = out.name("Properties", str(step.operands[1]), lambda: self.copy(value))
            out.parts.append(b"/OC " + name + b" BDC")
        else:
            out.parts.append(b"/Span BMC")


def _softened(path: list[Step], ctm: Matrix) -> list[bytes]:
    """Return a path with a corner a hair beside its first edges, so that no renderer takes it for a rectangle."""
    scale = (hypot(ctm[0], ctm[1]) + hypot(ctm[2], ctm[3])) / 2
    beside = _BESIDE / scale if scale > 0 else 0.0
    found: list[bytes] = []
    start: tuple[float, float] | None = None
    for step in path:
        if step.operator == "re":
            x, y, width, height = (float(each) for each in step.operands)
            found.append(
                f"{x:f} {y:f} m {x + width / 2:f} {y - beside:f} l {x + width:f} {y:f} l "
                f"{x + width:f} {y + height:f} l {x:f} {y + height:f} l h".encode("ascii")
            )
            start = None
            continue
        if step.operator == "l" and start is not None:
            x, y = (float(each) for each in step.operands)
            across, up = x - start[0], y - start[1]
            length = hypot(across, up)
            if length > 0:
                middle = (start[0] + x) / 2 - up / length * beside, (start[1] + y) / 2 + across / length * beside
                found.append(f"{middle[0]:f} {middle[1]:f} l".encode("ascii"))
        start = (float(step.operands[0]), float(step.operands[1])) if step.operator == "m" else None
        found.append(step.raw)
    return found


def _reduction(pixels: Any, side: tuple[float, ...]) -> int:
    """Return by how much an image may be reduced in one direction so as to be still as fine as what is rendered."""
    length = hypot(side[0], side[1]) * DPI / 72
    return int(int(pixels) / length) if length > 0 else 1


def _matrix(operands: tuple[Any, ...]) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in operands)
    return (a, b, c, d, e, f)
