"""ContentWalk: pages, and everything that they paint through forms, patterns, masks and glyphs."""

from __future__ import annotations

from typing import Any

from vdp.preflight.content.colour import Space
from vdp.preflight.content.fonts import FontUse
from vdp.preflight.content.kernel import run_operators
from vdp.preflight.content.layers import layer_of, open_layer
from vdp.preflight.content.lexer import Pair, read_operators
from vdp.preflight.content.opening import Things
from vdp.preflight.content.paint_rules import PaintRules
from vdp.preflight.content.resources import ResourceCache, Resources
from vdp.preflight.content.scope import HERE, Scope
from vdp.preflight.content.shading import read_shading
from vdp.preflight.content.spots import Spots
from vdp.preflight.content.state import Matrices, State, multiply
from vdp.preflight.content.stream_rules import judge_unread
from vdp.preflight.content.things import Form, StateChange, judge_group
from vdp.preflight.file.bits import Bits
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Ref, Stream, Value
from vdp.preflight.limits import DEEPEST_FORM, MOST_STATES_OF_A_FORM
from vdp.preflight.report import NOT_CHECKED, Mark
from vdp.preflight.terms import Terms

_MOST_PAIRS = 20_000  # operators of a form that are kept
_MOST_KEPT = 4096
_MOST_LATE = 20_000
_DEVICES = {b"g": b"/DeviceGray", b"rg": b"/DeviceRGB", b"k": b"/DeviceCMYK"}
_LOSES = ("GX-06", "GX-07", "GX-08", "CO-06")  # rules that need every state of a form


class ContentWalk:
    """Walks content streams; each form once for each graphics state that it is painted in."""

    def __init__(self, source: PdfSource, terms: Terms) -> None:
        self._source, self._terms = source, terms
        self.cache = ResourceCache(source)
        top = len(source.backend.used())
        self.things = Things(source, top)
        self.spots = Spots()
        self.rules = PaintRules(source, terms, self.spots)
        self.matrices = Matrices()
        self.late_forms: dict[int, int] = {}  # forms painted after a page's own ink, and the first such page
        self._path: set[int] = set()  # forms that are being walked
        self._kept: dict[tuple[object, ...], tuple[int, dict[Mark, int]]] = {}
        self._once = Bits(top)  # content streams that were walked, to notice shared ones

    def walk_page(
        self, page: int, contents: list[int], resources: Resources, *, number: int, media: tuple[float, float]
    ) -> tuple[int, dict[Mark, int]]:
        """Walk a page (from 1) and return its bytes of content and its marks with their counts."""
        key = (resources.key, *contents)
        if key in self._kept:  # content that several pages share
            return self._kept[key]
        scope = Scope(resources, contents[0] if len(contents) == 1 else number, page=page, media=media)
        size = 0
        try:
            content = b"\n".join([self.things.read_content(self._source.parse(each)) for each in contents])
            size = len(content)
            run_operators(read_operators(content), self, scope, self._initial(scope))
        except PdfFault as fault:
            judge_unread(fault, scope)
        self.rules.trim()
        if len(contents) > 1 or (len(contents) == 1 and self._is_shared(contents[0])):
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (size, scope.marks)
        return size, scope.marks

    def _initial(self, scope: Scope) -> State:
        """Return the graphics state in which a page begins: black in DeviceGray, or what stands for it."""
        if not scope.resources.has_defaults:
            return State()
        fill, stroke = (self.plain_colour((b"0", operator), scope) for operator in (b"g", b"G"))
        return State(fill=fill, stroke=stroke)

    def _is_shared(self, number: int) -> bool:
        """Tell whether a content stream was walked for another page before, so that keeping its marks pays."""
        return not self._once.add(number)

    def note_late(self, number: int, page: int) -> None:
        """Remember a form that is painted after ink of the page itself, and the first such page."""
        if len(self.late_forms) < _MOST_LATE:
            self.late_forms.setdefault(number, page)

    def forget(self) -> list[FontUse]:
        """Let go of what was opened, between two pages; return the fonts that are to be judged now."""
        gone = self.things.forget()
        self.cache.forget()
        self.rules.forget()
        self._kept.clear()
        return gone

    def walk_form(
        self, value: Value | Stream, resources: Resources, *, page: int, media: tuple[float, float]
    ) -> dict[Mark, int]:
        """Walk a form that no content stream paints, such as the appearance of an annotation."""
        scope = Scope(resources, 0, page=page, media=media)
        self._paint_stream(value, State(), scope)
        return scope.marks

    def paint_form(self, form: Form, state: State, scope: Scope) -> None:
        """Walk a form in a state; what it leads to is entered in the scope that paints it."""
        if not scope.depth and len(form.pages) < 2:
            form.pages.add(scope.page)
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
                scope.add(*(Mark(rule, text, form.number, NOT_CHECKED) for rule in _LOSES))
                found = next(iter(form.states.values()))
            else:
                found = form.states[key] = self._walk(form, state, scope)
        for mark, count in found.items():
            scope.marks[mark] = scope.marks.get(mark, 0) + count

    def _walk(self, form: Form, state: State, scope: Scope) -> dict[Mark, int]:
        resources = scope.resources if form.resources is None else self.cache.open(form.resources)
        inner = scope.inside(resources, form.number)
        inner.add(*judge_group(self._source, form.group, resources.part("ColorSpace"), self._terms, number=form.number))
        self._path.add(form.number)
        try:
            if form.pairs is None:
                pairs = read_operators(self.things.read_content(form.stream))
                form.pairs = pairs if len(pairs) < _MOST_PAIRS else None
            else:
                pairs = form.pairs
            overprint = (*state.overprint[:3], form.layer) if form.layer else state.overprint
            ctm = multiply(form.matrix, state.ctm)
            run_operators(pairs, self, inner, state._replace(ctm=ctm, overprint=overprint))
        except PdfFault as fault:
            judge_unread(fault, inner)
        finally:
            self._path.discard(form.number)
        return {
            mark if mark.number else mark._replace(number=form.number): count for mark, count in inner.marks.items()
        }

    def _paint_stream(self, value: Value | Stream, state: State, scope: Scope) -> None:
        stream = self._source.resolve(value)
        if isinstance(stream, Stream):
            self.paint_form(self.things.open_form(stream), state, scope)

    # what the kernel opens; where that is content as well, it is walked at once

    def open_font(self, operands: bytes, scope: Scope) -> Any:
        """Return font and size that Tf selects, None if it names none."""
        try:
            name, size = operands.removeprefix(b"BT").split()
            value, _ = scope.resources.find("Font", name)
            font = (self._font(value, scope), float(size))
        except (PdfFault, ValueError) as fault:
            scope.fault(str(fault) if isinstance(fault, PdfFault) else "Tf does not have its two operands")
            return None
        scope.resources.fonts[operands] = font
        return font

    def open_state(self, operands: bytes, scope: Scope) -> StateChange:
        """Return what the graphics state that gs names changes."""
        known: StateChange | None = scope.resources.states.get(operands)
        if known is not None:
            return known
        value: Value = None
        try:
            value, _ = scope.resources.find("ExtGState", operands)
        except PdfFault as fault:
            scope.fault(str(fault))
        number = value.number if isinstance(value, Ref) else HERE
        dictionary = self._source.dictionary(value)
        change = self._change(dictionary, number, scope)
        font = self._source.array(dictionary.get("Font"))
        if len(font) == 2 and isinstance(font[1], (int, float)):
            change.font = (self._font(font[0], scope), float(font[1]))
        scope.resources.states[operands] = change
        return change

    def _change(self, dictionary: dict[str, Value], number: int, scope: Scope) -> StateChange:
        """Return what a graphics state dictionary changes, with what is to be said of its soft mask."""
        change = StateChange(self._source, dictionary, number, self._terms)
        inner = scope.inside(scope.resources, number)
        self._paint_stream(self._source.dictionary(change.mask).get("G"), State(), inner)
        change.marks = (*change.marks, *inner.marks)
        return change

    def open_layer(self, operands: bytes, scope: Scope) -> str:
        """Return the processing step of content that BDC begins; "" for any other."""
        if operands not in scope.resources.layers:
            scope.add(*self.things.layers.judge(layer_of(operands, scope.resources)))
        return open_layer(self._source, operands, scope.resources)

    def open_space(self, operands: bytes, scope: Scope) -> Space:
        """Return the colour space that cs or CS names."""
        try:
            space = scope.resources.space(operands)
        except PdfFault as fault:
            scope.fault(str(fault))
            return Space("DeviceGray", 1)
        self.spots.note(space, scope.number, scope.page)
        return space

    def plain_colour(self, pair: Pair, scope: Scope) -> Any:
        """Return the colour that g, rg or k sets where the resources have default spaces."""
        operands, operator = pair
        name = _DEVICES[operator.lower()]
        try:
            space = scope.resources.space(name)
        except PdfFault as fault:
            scope.fault(str(fault))
            return pair
        return pair if space.family == name[1:].decode() else (space, operands)

    def set_colour(self, space: Space | None, operands: bytes, scope: Scope) -> Any:
        """Return the colour that sc or scn sets."""
        if space is None:  # ISO 32000-1, 8.6.8: the initial space is DeviceGray
            space = Space("DeviceGray", 1)
        if space.family != "Pattern":
            return space, operands
        try:
            self._pattern(space, operands, scope)
        except PdfFault as fault:
            scope.fault(str(fault))
        return space, operands, scope.resources.key

    def _pattern(self, space: Space, operands: bytes, scope: Scope) -> None:
        words = operands.split()
        value, name = scope.resources.find("Pattern", words[-1] if words else b"")
        pattern = self._source.resolve(value)
        dictionary = self._source.dictionary(pattern)
        if self._source.resolve(dictionary.get("PatternType")) == 2:
            named, number = scope.resources.part("ColorSpace"), scope.number
            shade, marks = read_shading(self._source, dictionary.get("Shading"), named, self._terms, number=number)
            self.spots.note(shade, number, scope.page)
            scope.add(*marks)
            change = dictionary.get("ExtGState")
            if change is not None:
                number = change.number if isinstance(change, Ref) else HERE
                scope.add(*self._change(self._source.dictionary(change), number, scope).marks)
        elif isinstance(pattern, Stream):
            if not all(self._source.resolve(dictionary.get(key)) for key in ("BBox", "XStep", "YStep")):
                scope.fault(f"the pattern {name} has no box, or no step from tile to tile")
            state = State() if space.base is None else State(fill=(space.base, b" ".join(words[:-1])))
            self._paint_stream(pattern, state, scope)
        else:
            raise PdfFault(f"the pattern {name} is neither tiling nor shading")

    def _font(self, value: Value | Stream, scope: Scope) -> FontUse:
        font, has_content = self.things.open_font(value, scope)
        if has_content:
            self._glyphs(self._source.dictionary(value), font.number, scope)
        return font

    def _glyphs(self, dictionary: dict[str, Value], number: int, scope: Scope) -> None:
        """Walk the glyphs of a Type 3 font."""
        resources = self.cache.open(dictionary["Resources"]) if "Resources" in dictionary else scope.resources
        inner = scope.inside(resources, number)
        for value in self._source.dictionary(dictionary.get("CharProcs")).values():
            self._paint_stream(value, State(), inner)
        scope.add(*inner.marks)
