"""The inner loop of the content walk: operators in, marks and shown codes out.

Every paint is looked up by all that rules ask of it (font, matrices, colour, overprint); only one that was never seen
is judged. So the loop does little more than keep the graphics state.
"""

from __future__ import annotations

from typing import Any, Protocol

from vdp.preflight.content.colour import Space
from vdp.preflight.content.lexer import Pair
from vdp.preflight.content.opening import Things
from vdp.preflight.content.paint_rules import PaintRules
from vdp.preflight.content.scope import Scope
from vdp.preflight.content.state import Matrices, State
from vdp.preflight.content.stream_rules import judge_end, judge_intent, judge_odd
from vdp.preflight.content.things import Form, StateChange

_UNIT_TEXT = b"1 0 0 1"
_PLUS, _NINE, _T = b"+9T"
_SHOW = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLS = frozenset({b"f", b"F", b"f*"})
_STROKES = frozenset({b"S", b"s"})
_BOTH = frozenset({b"B", b"B*", b"b", b"b*"})
_PLAIN_FILL = frozenset({b"g", b"rg", b"k"})
_PLAIN_STROKE = frozenset({b"G", b"RG", b"K"})
# What changes nothing that rules ask for (ISO 32000-1, annex A).
_INERT = frozenset({b"MP", b"DP", b"d", b"d0", b"d1"})
_MARKS = frozenset({b"BMC", b"BDC", b"EMC"})
_NUMERIC = frozenset(b"ET Td TD T* Tc Tw Tz TL Ts m l c v y h re W W* n i j J M".split())
"""Operators that the lexer leaves out, but for those whose operands are not numbers."""


class Walker(Protocol):
    """Who opens what operands name, and walks what is content as well."""

    rules: PaintRules
    things: Things
    matrices: Matrices

    def open_font(self, operands: bytes, scope: Scope) -> Any:
        """Return font and size that Tf selects, None if it names none."""

    def open_state(self, operands: bytes, scope: Scope) -> StateChange:
        """Return what the graphics state that gs names changes."""

    def open_layer(self, operands: bytes, scope: Scope) -> str:
        """Return the processing step of content that BDC begins; "" for any other."""

    def open_space(self, operands: bytes, scope: Scope) -> Space:
        """Return the colour space that cs or CS names."""

    def plain_colour(self, pair: Pair, scope: Scope) -> Any:
        """Return the colour that g, rg or k sets where the resources have default spaces."""

    def set_colour(self, space: Space | None, operands: bytes, scope: Scope) -> Any:
        """Return the colour that sc or scn sets."""

    def paint_form(self, form: Form, state: State, scope: Scope) -> None:
        """Walk a form in a state."""

    def note_late(self, number: int, page: int) -> None:
        """Remember a form that is painted after ink of the page itself."""


# Long on purpose. The loop runs for every operator of every page; a function for each operator would add a call, and an
# object for the graphics state instead of local names, to steps that are a few comparisons. So it stays one function of
# one short branch for each operator, and calls only what is rare or new to the rules.
def run_operators(pairs: list[Pair], walk: Walker, scope: Scope, state: State) -> None:
    """Walk one content stream. What rules say goes to `scope`, what fonts show to the fonts."""
    ctm, fill, stroke, width, overprint, font, render, fill_space, stroke_space = state
    resources = scope.resources
    fonts, xobjects = resources.fonts, resources.xobjects
    rules, marks, page = walk.rules, scope.marks, scope.page
    seen = rules.seen
    as_is = not resources.has_defaults
    text = _UNIT_TEXT
    stack: list[State] = []
    layers = [overprint[3]]  # the processing step that each open mark leaves content on
    deepest = 0
    painted = False
    shown: dict[Any, tuple[Any, ...]] | None = None  # texts judged in the present state; None when that has changed
    key: Any
    for pair in pairs:
        operands, operator = pair
        if operator in _SHOW:
            painted = True
            if operands and _PLUS <= operands[0] <= _NINE and operator[0] == _T:  # joined with its Tm
                if operands.startswith(b"1 0 0 1 "):
                    text = _UNIT_TEXT
                else:
                    text = (operands[: operands.find(b"Tm")].rsplit(None, 2) or [b""])[0]
            if shown is None:
                state_key = (ctm, fill, overprint, render, None if render == b"0" else stroke)
                shown = rules.shown.setdefault(state_key, {})
            found = shown.get((font, text))
            if found is None:
                found = rules.judge_text(font, text, ctm, fill, stroke, overprint, render)
                shown[font, text] = found
            if found:
                for mark in found:
                    marks[mark] = marks.get(mark, 0) + 1
            if font is not None:
                font[0].pending.append(operands)
        elif operator == b"Tm":
            text = operands.rsplit(None, 2)[0] if operands.strip() else b""
        elif operator == b"BT":
            text = _UNIT_TEXT
        elif operator == b"Tf":
            if operands[:2] == b"BT":  # joined with its BT
                text = _UNIT_TEXT
            font = fonts.get(operands)
            if font is None:
                font = walk.open_font(operands, scope)
            if font is not None and font[0].page != page:
                font[0].begin(page)
        elif operator == b"q":
            stack.append(State(ctm, fill, stroke, width, overprint, font, render, fill_space, stroke_space))
        elif operator == b"Q":
            shown = None
            deepest = max(deepest, len(stack))
            if stack:
                ctm, fill, stroke, width, overprint, font, render, fill_space, stroke_space = stack.pop()
                if overprint[3] != layers[-1]:  # marks need not nest with states
                    overprint = (*overprint[:3], layers[-1])
                if font is not None and font[0].page != page:
                    font[0].begin(page)
            else:
                scope.fault("Q without q")
        elif operator == b"cm":
            shown = None
            ctm = walk.matrices.concatenate(ctm, operands, scope)
        elif operator in _PLAIN_FILL:
            shown = None
            fill = pair if as_is else walk.plain_colour(pair, scope)
        elif operator == b"Do":
            thing = xobjects.get(operands)
            if thing is None:
                thing = walk.things.open_xobject(operands, scope)
            if thing.is_form:
                if painted and not scope.depth:
                    walk.note_late(thing.number, page)
                walk.paint_form(
                    thing, State(ctm, fill, stroke, width, overprint, font, render, fill_space, stroke_space), scope
                )
                if font is not None and font[0].page != page:
                    font[0].begin(page)
            else:
                key = (thing, ctm, fill if thing.is_mask else None, overprint)
                found = seen.get(key)
                if found is None:
                    found = rules.judge_image(key, thing, ctm, fill, overprint, scope)
                for mark in found:
                    marks[mark] = marks.get(mark, 0) + 1
        elif operator in _FILLS:
            painted = True
            key = (0, fill, overprint)
            found = seen.get(key)
            if found is None:
                found = rules.judge_fill(key, fill, overprint)
            for mark in found:
                marks[mark] = marks.get(mark, 0) + 1
        elif operator in _STROKES:
            painted = True
            key = (1, stroke, width, ctm, overprint)
            found = seen.get(key)
            if found is None:
                found = rules.judge_stroke(key, stroke, width, ctm, overprint)
            for mark in found:
                marks[mark] = marks.get(mark, 0) + 1
        elif operator in _BOTH:
            painted = True
            for mark in (
                *rules.judge_fill((0, fill, overprint), fill, overprint),
                *rules.judge_stroke((1, stroke, width, ctm, overprint), stroke, width, ctm, overprint),
            ):
                marks[mark] = marks.get(mark, 0) + 1
        elif operator in _PLAIN_STROKE:
            shown = None
            stroke = pair if as_is else walk.plain_colour(pair, scope)
        elif operator == b"w":
            width = operands
        elif operator == b"gs":
            shown = None
            change = walk.open_state(operands, scope)
            overprint = change.apply_overprint(overprint)
            width = change.width or width
            for mark in change.marks:
                marks[mark] = marks.get(mark, 0) + 1
            if change.font is not None:
                font = change.font
                font[0].begin(page)
        elif operator == b"cs":
            shown = None
            fill = fill_space = walk.open_space(operands, scope)
        elif operator == b"CS":
            shown = None
            stroke = stroke_space = walk.open_space(operands, scope)
        elif operator in {b"sc", b"scn"}:
            shown = None
            fill = walk.set_colour(fill_space, operands, scope)
        elif operator in {b"SC", b"SCN"}:
            shown = None
            stroke = walk.set_colour(stroke_space, operands, scope)
        elif operator == b"Tr":
            shown = None
            render = operands.strip()
        elif operator == b"sh":
            for mark in rules.judge_shading(operands, scope):
                marks[mark] = marks.get(mark, 0) + 1
            painted = True
        elif operator[:2] == b"BI" and len(operator) > 2:
            painted = True
            for mark in rules.judge_inline(operator, ctm, fill, overprint, scope):
                marks[mark] = marks.get(mark, 0) + 1
        elif operator in _MARKS:
            if operator != b"EMC":
                layers.append((walk.open_layer(operands, scope) if operator == b"BDC" else "") or layers[-1])
            elif len(layers) > 1:
                layers.pop()
            if overprint[3] != layers[-1]:
                shown = None
                overprint = (*overprint[:3], layers[-1])
        elif operator not in _INERT:
            if operator == b"ri":
                judge_intent(operands, scope)
            elif operator in _NUMERIC:
                scope.fault(f"{operator.decode()} has an operand that is not a number")
            else:
                judge_odd(operator, scope)
    judge_end(scope, open_states=len(stack), deepest=max(deepest, len(stack)))
