"""ContentWalk: pages, and everything that they paint through forms, patterns, masks and glyphs."""

from __future__ import annotations

from typing import Any

from vdp.preflight.content.colour import Space, ink_of
from vdp.preflight.content.fonts import FontUse
from vdp.preflight.content.images import ImageRules
from vdp.preflight.content.kernel import UNIT, Matrix, State, run_operators
from vdp.preflight.content.lexer import read_operators
from vdp.preflight.content.paint import (
    effective_size,
    effective_width,
    judge_colour,
    judge_line,
    judge_size,
    read_colour,
)
from vdp.preflight.content.resources import ResourceCache, Resources
from vdp.preflight.content.shading import read_shading
from vdp.preflight.content.things import INTENTS, Form, Image, Missing, StateChange, judge_group
from vdp.preflight.file.filters import TooLarge, Undecoded
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream, Value
from vdp.preflight.limits import DEEPEST_FORM, LARGEST_CONTENT, MAX_STATES, MOST_STATES_OF_A_FORM
from vdp.preflight.report import NOT_CHECKED, Mark
from vdp.preflight.terms import Terms

HERE = 0
"""Object number of a mark about the very stream that is walked; whoever walks it puts the number in."""

_MOST_SEEN = 200_000
_MOST_STATES = 5_000
_KEPT_PAIRS = 20_000
_LOSES = ("CO-01", "CO-05", "CO-06", "CO-07", "FO-01", "FO-03", "GX-05")  # rules that need every content stream


class Scope:
    """One content stream being walked: its resources, the object it is, what rules said so far."""

    __slots__ = ("depth", "marks", "media", "number", "resources")

    def __init__(self, resources: Resources, number: int, *, depth: int, media: tuple[float, float]) -> None:
        self.resources = resources
        self.number = number
        self.depth = depth
        self.media = media
        self.marks: dict[Mark, int] = {}

    def add(self, *marks: Mark) -> None:
        """Enter marks."""
        for mark in marks:
            self.marks[mark] = self.marks.get(mark, 0) + 1


class ContentWalk:
    """Walks content streams; each form once for each graphics state that it is painted in."""

    def __init__(self, source: PdfSource, terms: Terms) -> None:
        self.source, self.terms = source, terms
        self.cache = ResourceCache(source)
        self.page = 0  # from 1, of the page that is walked
        self.seen: dict[Any, tuple[Mark, ...]] = {}
        self.shown: dict[Any, dict[Any, tuple[Mark, ...]]] = {}  # by state, then by font and text matrix
        self.late_forms: dict[int, int] = {}  # forms painted after a page's own ink, and the first such page
        self.fonts: dict[object, FontUse] = {}
        self.forms: dict[int, Form] = {}
        self.images: dict[int, Image] = {}
        self.spots: dict[str, dict[bytes, tuple[int, int]]] = {}  # name to definitions: object and page of first use
        self._image_rules = ImageRules(source, terms)
        self._matrices: dict[tuple[Matrix, bytes], Matrix] = {}
        self._path: set[int] = set()
        self._plain: dict[object, dict[bytes, Space]] = {}
        self._kept: dict[tuple[object, ...], tuple[int, dict[Mark, int]]] = {}
        self._texts = 0  # kept in shown
        self._once: set[int] = set()  # content streams that were walked, to notice shared ones

    def walk_page(
        self, page: int, contents: list[int], resources: Resources, *, number: int, media: tuple[float, float]
    ) -> tuple[int, dict[Mark, int]]:
        """Walk a page (from 1) and return its bytes of content and its marks with their counts."""
        self.page = page
        key = (resources.key, *contents)
        if key in self._kept:  # content that several pages share
            return self._kept[key]
        scope = Scope(resources, contents[0] if len(contents) == 1 else number, depth=0, media=media)
        size = 0
        try:
            content = b"\n".join([self._content(self.source.parse(each)) for each in contents])
            size = len(content)
            run_operators(read_operators(content), self, scope, State())
        except PdfFault as fault:
            self._unread(fault, scope)
        if len(self.seen) > _MOST_SEEN:
            self.seen.clear()
        if len(self.shown) > _MOST_STATES or self._texts > _MOST_SEEN:
            self.shown.clear()
            self._texts = 0
        if len(contents) > 1 or (len(contents) == 1 and self._is_shared(contents[0])):
            self._kept[key] = (size, scope.marks)
        return size, scope.marks

    def _is_shared(self, number: int) -> bool:
        """Tell whether a content stream was walked for another page before, so that keeping its marks pays."""
        if number in self._once:
            return True
        if len(self._once) < 100_000:
            self._once.add(number)
        return False

    def walk_form(
        self, value: Value | Stream, resources: Resources, *, page: int, media: tuple[float, float]
    ) -> dict[Mark, int]:
        """Walk a form that no content stream paints, such as the appearance of an annotation."""
        self.page = page
        scope = Scope(resources, 0, depth=0, media=media)
        stream = self.source.resolve(value)
        if isinstance(stream, Stream):
            self.paint_form(self._form(stream), State(), scope)
        return scope.marks

    # what the kernel asks for

    def open_font(self, operands: bytes, scope: Scope) -> Any:
        """Return font and size that Tf selects, None if it names none."""
        try:
            name, size = operands.removeprefix(b"BT").split()
            value, _ = scope.resources.find("Font", name)
            font = (self._font(value, scope), float(size))
        except (PdfFault, ValueError) as fault:
            self.fault(str(fault) if isinstance(fault, PdfFault) else "Tf does not have its two operands", scope)
            return None
        scope.resources.fonts[operands] = font
        return font

    def open_xobject(self, operands: bytes, scope: Scope) -> Any:
        """Return the image or form that Do names."""
        thing: Any = Missing()
        try:
            value, name = scope.resources.find("XObject", operands)
            stream = self.source.resolve(value)
            if not isinstance(stream, Stream):
                raise PdfFault(f"the XObject {name} is not a stream")
            kind = self.source.resolve(stream.dictionary.get("Subtype"))
            if kind == "Form":
                thing = self._form(stream)
            elif kind == "Image":
                thing = self.images.setdefault(
                    stream.number, Image(self.source, stream, scope.resources.part("ColorSpace"))
                )
            elif kind != "PS":  # GX-02 says what is to be said of it
                raise PdfFault(f"an XObject of the unknown kind {kind if isinstance(kind, Name) else None}")
        except PdfFault as fault:
            self.fault(str(fault), scope)
        scope.resources.xobjects[operands] = thing
        return thing

    def open_state(self, operands: bytes, scope: Scope) -> StateChange:
        """Return what the graphics state that gs names changes."""
        change = scope.resources.states.get(operands)
        if change is not None:
            found: StateChange = change
            return found
        value: Value = None
        try:
            value, _ = scope.resources.find("ExtGState", operands)
        except PdfFault as fault:
            self.fault(str(fault), scope)
        number = value.number if isinstance(value, Ref) else HERE
        dictionary = self.source.dictionary(value)
        change = StateChange(self.source, dictionary, number, self.terms)
        font = self.source.array(dictionary.get("Font"))
        if len(font) == 2 and isinstance(font[1], (int, float)):
            change.font = (self._font(font[0], scope), float(font[1]))
        group = self.source.dictionary(change.mask).get("G")
        stream = self.source.resolve(group)
        if isinstance(stream, Stream):
            inner = Scope(scope.resources, number, depth=scope.depth + 1, media=scope.media)
            self.paint_form(self._form(stream), State(), inner)
            change.marks = (*change.marks, *inner.marks)
        scope.resources.states[operands] = change
        return change

    def open_space(self, operands: bytes, scope: Scope) -> Any:
        """Return the colour space that cs or CS names."""
        try:
            space = scope.resources.space(operands)
        except PdfFault as fault:
            self.fault(str(fault), scope)
            return Space("DeviceGray", 1)
        self.note_spots(space, scope.number)
        return space

    def set_colour(self, space: Space | None, operands: bytes, scope: Scope) -> Any:
        """Return the colour that sc or scn sets; what a pattern paints is walked at once."""
        if space is None:  # ISO 32000-1, 8.6.8: the initial space is DeviceGray
            space = Space("DeviceGray", 1)
        if space.family != "Pattern":
            return space, operands
        try:
            self._pattern(space, operands, scope)
        except PdfFault as fault:
            self.fault(str(fault), scope)
        return space, operands, scope.resources.key

    def concatenate(self, ctm: Matrix, operands: bytes, scope: Scope) -> Matrix:
        """Return the matrix after cm."""
        linear = operands.rsplit(None, 2)[0] if operands.strip() else b""
        found = self._matrices.get((ctm, linear))
        if found is not None:
            return found
        try:
            a, b, c, d = (float(word) for word in linear.split())
        except ValueError:
            self.fault("cm does not have six operands", scope)
            return ctm
        product = multiply((a, b, c, d), ctm)
        if len(self._matrices) > _KEPT_PAIRS:
            self._matrices.clear()
        self._matrices[ctm, linear] = product
        return product

    def judge_text(
        self,
        font: Any,
        text: bytes,
        ctm: Matrix,
        fill: Any,
        stroke: Any,
        overprint: Any,
        render: bytes,
        scope: Scope,
    ) -> tuple[Mark, ...]:
        """Judge text shown in a state that was not seen before."""
        self._texts += 1
        marks: list[Mark] = []
        try:
            mode = int(render)
            if font is None:
                raise PdfFault("text is shown without a font")
            if mode != 3:
                font[0].invisible_only = False
                inks = None
                if mode % 4 in {0, 2}:
                    space, parts = read_colour(fill, self._defaults(scope))
                    marks += judge_colour(space, parts, self.terms, overprint=overprint[1], number=HERE, what="text")
                    inks = ink_of(space, parts)
                if mode % 4 in {1, 2}:
                    space, parts = read_colour(stroke, self._defaults(scope))
                    marks += judge_colour(
                        space, parts, self.terms, overprint=overprint[0], number=HERE, what="outlined text"
                    )
                marks += judge_size(effective_size(font[1], text, ctm), inks, self.terms, number=HERE)
        except (PdfFault, ValueError) as fault:
            marks.append(Mark("GX-05", str(fault)))
        return tuple(marks)

    def judge_fill(self, key: Any, fill: Any, overprint: Any, scope: Scope) -> tuple[Mark, ...]:
        """Judge an area filled in a state that was not seen before."""
        if key in self.seen:
            return self.seen[key]
        try:
            space, parts = read_colour(fill, self._defaults(scope))
            marks = judge_colour(space, parts, self.terms, overprint=overprint[1], number=HERE, what="an area")
        except PdfFault as fault:
            marks = [Mark("GX-05", str(fault))]
        return self._remember(key, marks)

    def judge_stroke(
        self, key: Any, stroke: Any, width: bytes, ctm: Matrix, overprint: Any, scope: Scope
    ) -> tuple[Mark, ...]:
        """Judge a line drawn in a state that was not seen before."""
        if key in self.seen:
            return self.seen[key]
        try:
            space, parts = read_colour(stroke, self._defaults(scope))
            marks = judge_colour(space, parts, self.terms, overprint=overprint[0], number=HERE, what="a line")
            marks += judge_line(effective_width(width, ctm), self.terms, number=HERE)
        except PdfFault as fault:
            marks = [Mark("GX-05", str(fault))]
        return self._remember(key, marks)

    def judge_image(
        self, key: Any, image: Any, ctm: Matrix, fill: Any, overprint: Any, scope: Scope
    ) -> tuple[Mark, ...]:
        """Judge an image painted in a state that was not seen before."""
        if isinstance(image, Missing):
            return ()
        if image.space is not None:
            self.note_spots(image.space, image.number)
        marks = list(self._image_rules.judge(image, ctm, scope.media))
        if image.is_mask:
            marks += self._image_rules.judge_mask(image, fill, self._defaults(scope), overprint=overprint[1])
        return self._remember(key, marks)

    def judge_inline(self, image: bytes, ctm: Matrix, fill: Any, overprint: Any, scope: Scope) -> tuple[Mark, ...]:
        """Judge an inline image."""
        head = image[: image.find(b"ID")]
        key = (2, head, ctm, fill, overprint)
        if key in self.seen:
            return self.seen[key]
        try:
            marks = self._image_rules.judge_inline(
                image,
                ctm,
                fill,
                scope.resources.part("ColorSpace"),
                self._defaults(scope),
                number=HERE,
                overprint=overprint[1],
            )
        except PdfFault as fault:
            marks = [Mark("GX-05", str(fault))]
        return self._remember(key, marks)

    def judge_shading(self, operands: bytes, scope: Scope) -> tuple[Mark, ...]:
        """Judge what sh paints."""
        try:
            value, _ = scope.resources.find("Shading", operands)
            space, marks = read_shading(self.source, value, scope.resources.part("ColorSpace"), self.terms, number=HERE)
        except PdfFault as fault:
            return (Mark("GX-05", str(fault)),)
        self.note_spots(space, scope.number)
        return tuple(marks)

    def judge_intent(self, operands: bytes, scope: Scope) -> None:
        """Judge the operand of ri."""
        name = operands.strip().removeprefix(b"/").decode("latin-1")
        if name not in INTENTS:
            scope.add(Mark("GX-05", f"the rendering intent {name[:40]} is not one of PDF's four"))

    def judge_odd(self, operator: bytes, scope: Scope) -> None:
        """Judge an operator that content of print files should not have."""
        if operator in {b"BX", b"EX"}:
            scope.add(Mark("GX-04", "a compatibility section (BX, EX)"))
        elif operator == b"PS":
            scope.add(Mark("GX-02", "the operator PS"))
        else:
            self.fault(f"the unknown operator {operator[:20].decode('latin-1')}", scope)

    def fault(self, text: str, scope: Scope) -> None:
        """Enter a fault of content."""
        scope.add(Mark("GX-05", text))

    def end_stream(self, scope: Scope, *, open_states: int, deepest: int) -> None:
        """Judge what is known at the end of a stream."""
        if open_states:
            self.fault(f"{open_states} q without Q", scope)
        if deepest > MAX_STATES:
            scope.add(Mark("FS-09", f"{deepest} graphics states within one another; the limit is {MAX_STATES}"))

    def paint_form(self, form: Form, state: State, scope: Scope) -> None:
        """Walk a form in a state; what it leads to is entered in the scope that paints it."""
        if not scope.depth and len(form.pages) < 2:
            form.pages.add(self.page)
        if form.number in self._path:
            scope.add(Mark("FS-12", "a form paints itself", form.number))
            return
        if scope.depth >= DEEPEST_FORM:
            scope.add(Mark("FS-09", f"forms are nested deeper than {DEEPEST_FORM}", form.number))
            return
        key = state if form.resources is not None else (state, scope.resources.key)
        found = form.states.get(key)
        if found is None:
            if len(form.states) >= MOST_STATES_OF_A_FORM:
                text = f"a form is painted in more than {MOST_STATES_OF_A_FORM} states; in the others it was not walked"
                scope.add(
                    *(Mark(rule, text, form.number, NOT_CHECKED) for rule in ("GX-06", "GX-07", "GX-08", "CO-06"))
                )
                found = next(iter(form.states.values()))
            else:
                found = form.states[key] = self._walk_form(form, state, scope)
        for mark, count in found.items():
            scope.marks[mark] = scope.marks.get(mark, 0) + count

    def _walk_form(self, form: Form, state: State, scope: Scope) -> dict[Mark, int]:
        resources = scope.resources if form.resources is None else self.cache.open(form.resources)
        inner = Scope(resources, form.number, depth=scope.depth + 1, media=scope.media)
        inner.add(*judge_group(self.source, form.group, resources.part("ColorSpace"), self.terms, number=form.number))
        self._path.add(form.number)
        try:
            if form.pairs is None:
                pairs = read_operators(self._content(form.stream))
                form.pairs = pairs if len(pairs) < _KEPT_PAIRS else None
            else:
                pairs = form.pairs
            ctm = multiply(form.matrix, state.ctm)  # type: ignore[arg-type]
            run_operators(pairs, self, inner, state._replace(ctm=ctm))
        except PdfFault as fault:
            self._unread(fault, inner)
        finally:
            self._path.discard(form.number)
        return {
            mark if mark.number else mark._replace(number=form.number): count for mark, count in inner.marks.items()
        }

    def note_spots(self, space: Space, number: int) -> None:
        """Remember spot colours by name and definition."""
        if space.family in {"Indexed", "Pattern"} and space.base is not None:
            self.note_spots(space.base, number)
        elif space.family == "Separation":
            self.spots.setdefault(space.names[0], {}).setdefault(space.tint, (number, self.page))
        elif space.family == "DeviceN":
            for name in space.names:
                self.spots.setdefault(name, {})

    def _pattern(self, space: Space, operands: bytes, scope: Scope) -> None:
        words = operands.split()
        value, name = scope.resources.find("Pattern", words[-1] if words else b"")
        pattern = self.source.resolve(value)
        dictionary = self.source.dictionary(pattern)
        if self.source.resolve(dictionary.get("PatternType")) == 2:
            shade, marks = read_shading(
                self.source,
                dictionary.get("Shading"),
                scope.resources.part("ColorSpace"),
                self.terms,
                number=scope.number,
            )
            self.note_spots(shade, scope.number)
            scope.add(*marks)
        elif isinstance(pattern, Stream):
            state = State() if space.base is None else State(fill=(space.base, b" ".join(words[:-1])))
            self.paint_form(self._form(pattern), state, scope)
        else:
            raise PdfFault(f"the pattern {name} is neither tiling nor shading")

    def _font(self, value: Value | Stream, scope: Scope) -> FontUse:
        key: object = value.number if isinstance(value, Ref) else repr(value)
        if key not in self.fonts:
            dictionary = self.source.dictionary(value)
            kind = self.source.resolve(dictionary.get("Subtype"))
            number = value.number if isinstance(value, Ref) else scope.number
            self.fonts[key] = FontUse(number, dict(dictionary), wide=kind == "Type0")
            if kind == "Type3":
                self._glyphs(dictionary, number, scope)
        return self.fonts[key]

    def _glyphs(self, dictionary: dict[str, Value], number: int, scope: Scope) -> None:
        """Walk the glyphs of a Type 3 font, which are content like any other."""
        resources = self.cache.open(dictionary["Resources"]) if "Resources" in dictionary else scope.resources
        inner = Scope(resources, number, depth=scope.depth + 1, media=scope.media)
        for value in self.source.dictionary(dictionary.get("CharProcs")).values():
            stream = self.source.resolve(value)
            if isinstance(stream, Stream):
                self.paint_form(self._form(stream), State(), inner)
        scope.add(*inner.marks)

    def _form(self, stream: Stream) -> Form:
        if stream.number not in self.forms:
            self.forms[stream.number] = Form(self.source, stream)
        return self.forms[stream.number]

    def _content(self, stream: Value | Stream) -> bytes:
        if isinstance(stream, Stream):
            return self.source.data(stream, limit=LARGEST_CONTENT)
        if stream is None:
            return b""
        raise PdfFault("content is not a stream")

    def _defaults(self, scope: Scope) -> dict[bytes, Space]:
        """Return the spaces that stand for g, rg and k where the resources have defaults."""
        found = self._plain.get(scope.resources.key)
        if found is None:
            found = {}
            for operator, name in ((b"g", b"/DeviceGray"), (b"rg", b"/DeviceRGB"), (b"k", b"/DeviceCMYK")):
                try:
                    space = scope.resources.space(name)
                except PdfFault as fault:
                    self.fault(str(fault), scope)
                    continue
                found[operator] = space
            self._plain[scope.resources.key] = found
        return found

    def _remember(self, key: Any, marks: list[Mark]) -> tuple[Mark, ...]:
        found = self.seen[key] = tuple(marks)
        return found

    def _unread(self, fault: PdfFault, scope: Scope) -> None:
        """Enter that a content stream could not be read."""
        if isinstance(fault, TooLarge):
            scope.add(Mark("FS-09", str(fault)))
        elif not isinstance(fault, Undecoded):
            scope.add(Mark("FS-06", f"a content stream cannot be read: {fault}"))
        text = f"a content stream was not walked: {fault}"
        scope.add(*(Mark(rule, text, HERE, NOT_CHECKED) for rule in _LOSES))


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Return the product of two matrices without translation, rounded so that equal places stay equal."""
    a, b, c, d = first
    e, f, g, h = second
    if second == UNIT:
        return first
    return (
        round(a * e + b * g, 6),
        round(a * f + b * h, 6),
        round(c * e + d * g, 6),
        round(c * f + d * h, 6),
    )
