"""Read the content of a text element: passages, forced line ends, spans, ruby, emphasis dots and underlines.

Markup becomes markers among the constants of the template, so that a record's value stays one string. Each way in which
some characters are set is one span of the spec; a marker begins it, and another goes back to what it stands in.
"""

from __future__ import annotations

from dataclasses import replace

from vdp.layout.context import Context
from vdp.layout.definitions import attribute_of, check_style
from vdp.layout.reader import Node
from vdp.layout.source import Passage
from vdp.layout.syntax import ExpressionFault
from vdp.layout.template import Part, has_markers, read_parts
from vdp.layout.values import offset_of, points, text_of, written
from vdp.slots.text.spec import (
    EM_ASCENT,
    GROUP_RUBY,
    JUKUGO_RUBY,
    MOST_SPANS,
    READING,
    RUBY,
    RUBY_END,
    RUBY_SIZE,
    UNDERLINE_ROOM,
    Span,
    span_marker,
)

_RUBIES = {"mono": RUBY, "group": GROUP_RUBY, "jukugo": JUKUGO_RUBY}


class Content:
    """The content of one text element as it is read. `own`: how the slot itself is set; `size` in points.

    `by_phrase`: its phrases will be marked, so that its values hold markers even without other markup.
    """

    def __init__(self, context: Context, own: Span, *, size: float, writing: str, by_phrase: bool) -> None:
        self.lines: list[list[Part]] = [[]]
        self.breaks: list[Node] = []
        self.sound = True
        self.by_phrase = by_phrase
        self._context = context
        self._size = size
        self._writing = writing
        self._spans = [own]
        self._with_ruby: set[Span] = set()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans of the spec; () where the text has no markup."""
        return tuple(self._spans) if len(self._spans) > 1 or self._with_ruby or self.by_phrase else ()

    def read(self, node: Node) -> None:
        """Read the content of an element; what cannot be read is noted."""
        self._read(node, self._spans[0])
        if len(self._spans) > MOST_SPANS:
            text = f"the text is set in {len(self._spans)} ways, {MOST_SPANS} are possible"
            self._refuse(node.offset, text, "split the text")

    def _read(self, node: Node, span: Span) -> None:
        for part in node.content:
            if isinstance(part, Passage):
                self._read_passage(part)
            elif part.name == "br":
                self.breaks.append(part)
                self.lines.append([])
            elif part.name == "ruby":
                self._read_ruby(part, span)
            elif part.name in {"span", "em", "u"}:
                inner = span if part.broken else self._turn(part, span)
                self._mark(self._marker(inner))
                self._read(part, inner)
                self._mark(self._marker(span))

    def _read_passage(self, passage: Passage) -> None:
        if has_markers(passage.text):
            at = next(index for index, character in enumerate(passage.text) if has_markers(character))
            text = f"the text holds the noncharacter U+{ord(passage.text[at]):04X}"
            self._refuse(passage.offsets[at], text, "delete it")
            return
        try:
            self.lines[-1] += read_parts(passage.text, self._context.definitions.fields)
        except ExpressionFault as fault:
            self._context.add_fault(fault, passage)
            self.sound = False

    def _read_ruby(self, node: Node, span: Span) -> None:
        """Read a base, then its reading."""
        self._with_ruby.add(span)
        self._mark(_RUBIES.get(text_of(node, "kind"), RUBY))
        reading: Node | None = None
        for part in node.content:
            if isinstance(part, Node):
                reading = reading or part
            elif reading is None:
                self._read_passage(part)
            elif part.text.strip():
                start = len(part.text) - len(part.text.lstrip())
                self._refuse(part.offsets[start], "text stands after rt", "write the base before rt")
        self._mark(READING)
        for part in reading.content if reading else ():
            if isinstance(part, Passage):
                self._read_passage(part)
        self._mark(RUBY_END)

    def _turn(self, node: Node, outer: Span) -> Span:
        """Return how the characters of an element are set."""
        if node.name == "u":
            return replace(outer, underline=True)
        if node.name == "em":
            return replace(outer, emphasis=written(node, "mark") or _usual_mark(self._writing))
        definitions = self._context.definitions
        check_style(node, definitions, self._context.mistakes)
        found = {name: attribute_of(node, name, definitions.styles) for name in ("font", "size", "color", "tracking")}
        texts = {name: attribute.value.text for name, attribute in found.items() if attribute}
        inner = outer
        if "font" in texts:
            inner = replace(inner, faces=definitions.fonts.get(texts["font"], inner.faces))
        if "size" in texts:
            size = points(texts["size"], of=self._size)
            if size <= 0:
                self._refuse(offset_of(node, "size"), "the size is 0", "write a size such as 10pt")
            inner = replace(inner, size=size / self._size if self._size else 1.0)
        if "color" in texts:
            inner = replace(inner, color=self._context.ink(texts["color"], offset_of(node, "color")))
        if "tracking" in texts:
            inner = replace(inner, tracking=points(texts["tracking"]))
        return inner

    def _marker(self, span: Span) -> str:
        if span not in self._spans:
            self._spans.append(span)
        return span_marker(min(self._spans.index(span), MOST_SPANS - 1))

    def _mark(self, marker: str) -> None:
        self.lines[-1].append(marker)

    def _refuse(self, offset: int, text: str, cure: str) -> None:
        self._context.mistakes.add(offset, "layout.markup", text, cure=cure)
        self.sound = False

    def room_beside(self) -> tuple[float, float]:
        """Return how far lines reach beyond their em boxes, first the side of ruby, in em of the slot's size."""
        if not self.spans:
            return 0.0, 0.0
        upright = self._writing == "vertical"
        high, low = (0.5, 0.5) if upright else (EM_ASCENT, 1.0 - EM_ASCENT)
        has_line = [span.underline for span in self._spans]
        has_marks = [bool(span.emphasis) or span in self._with_ruby for span in self._spans]
        over, under = high, low
        for span, line, marks in zip(self._spans, has_line, has_marks, strict=True):
            beside = UNDERLINE_ROOM if line else 0.0
            over = max(over, (high + RUBY_SIZE * marks) * span.size + (beside if upright else 0.0))
            under = max(under, low * span.size + (0.0 if upright else beside))
        return over - high, under - low


def _usual_mark(writing: str) -> str:
    """Return the emphasis mark of a writing direction (JLREQ, 3.3.9)."""
    return "sesame" if writing == "vertical" else "dot"
