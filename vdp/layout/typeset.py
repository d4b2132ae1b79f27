"""Build the slots that are set in type: text and postal code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

from vdp.layout.context import Context
from vdp.layout.definitions import attribute_of, check_style
from vdp.layout.expression import Expression
from vdp.layout.japan import read_rules
from vdp.layout.markup import Content
from vdp.layout.phrases import mark_phrases
from vdp.layout.reader import Node
from vdp.layout.source import Passage
from vdp.layout.template import as_template, join_lines, without_markup
from vdp.layout.values import em, offset_of, points, share
from vdp.layout.vocabulary import STYLE_ATTRIBUTES
from vdp.slots.text.characters import CharacterRules, Digits, Hyphen, Kana, Width
from vdp.slots.text.spec import PostalCodeSpec, Span, TextSpec
from vdp.units import Box

_DEFAULTS = {rule.name: rule.default for rule in STYLE_ATTRIBUTES}


class Settings:
    """The type settings of a slot: its own attributes over its style's over the defaults."""

    def __init__(self, node: Node, context: Context) -> None:
        self._node = node
        self._context = context
        check_style(node, context.definitions, context.mistakes)

    def __getitem__(self, name: str) -> str:
        attribute = attribute_of(self._node, name, self._context.definitions.styles)
        return attribute.value.text if attribute else _DEFAULTS[name] or ""

    def get(self, name: str, default: str) -> str:
        """Return a setting, or what the job says."""
        return self[name] or default

    def color(self) -> bytes:
        """Return the operators that set the colour of the type."""
        return self._context.ink(self["color"], self.offset("color"))

    def offset(self, name: str) -> int:
        """Return where the slot itself writes a setting, else where the slot begins."""
        return offset_of(self._node, name)

    def faces(self) -> tuple[str, ...]:
        """Return the face keys; () and a mistake where the layout has no font."""
        fonts, name = self._context.definitions.fonts, self["font"]
        if not fonts:
            cure = 'write <font id="gothic" family="Noto Sans JP"/> in the layout'
            self._context.mistakes.add(self._node.offset, "layout.unknown-font", "the layout has no font", cure=cure)
            return ()
        return fonts.get(name, ()) if name else next(iter(fonts.values()))


def build_text(node: Node, name: str, context: Context) -> tuple[TextSpec, Expression] | None:
    """Return spec and value of a text element; None where it has mistakes."""
    settings = Settings(node, context)
    faces = settings.faces()
    content = read_content(node, settings, context, faces)
    value, box = read_value(node, content, context), context.box(node)
    if box is None or value is None or not faces:
        return None
    context.check_inside(node, box, margin=0.0, code="layout.outside", cure="keep text inside the trim")
    spec = read_spec(name, box, content, settings=settings, context=context)
    _check_text(node, spec, settings, context, breaks=content.breaks)
    return spec, value


def read_spec(name: str, box: Box, content: Content, *, settings: Settings, context: Context) -> TextSpec:
    """Return how a text is set in a box."""
    size = context.type_points(settings["size"])
    over, under = content.room_beside()
    fit = () if settings["fit"] == "none" else tuple(settings["fit"].split(" "))
    return TextSpec(
        name=name,
        box=box,
        faces=settings.faces(),
        size=size,
        leading=context.type_points(settings["leading"], of=size),
        writing=settings["writing-mode"],
        align=settings["align"],
        valign=settings["valign"],
        lines=int(settings["lines"]),
        fit=fit,
        min_scale=share(settings["min-scale"]) if "condense" in fit or settings["fit-width"] == "exact" else 1.0,
        min_size=context.type_points(settings["min-size"]) if "shrink" in fit else size,
        min_tracking=min(0.0, em(settings["min-tracking"]) * 1000.0) if "track" in fit else 0.0,
        width=settings["fit-width"],
        tracking=context.type_points(settings["tracking"]),
        indent=em(settings["indent"]),
        cells=int(settings["cells"]),
        spacing=settings["spacing"],
        strict=settings["line-break"] == "strict",
        phrases=settings["word-break"] == "auto-phrase",
        whole_numbers=settings["kanji-numbers"] == "keep",
        hang=settings["hang"] == "yes",
        proportional=settings["proportional"] == "yes",
        upright_digits=int(settings["upright-digits"]),
        characters=_character_rules(settings),
        link=settings["link"],
        color=settings.color(),
        overflow=settings.get("overflow", context.overflow),
        missing_glyph=settings.get("missing-glyph", context.missing_glyph),
        spans=content.spans,
        over=over,
        under=under,
    )


def _character_rules(settings: Settings) -> CharacterRules:
    """Return the rules of a slot; the vocabulary has let pass only words that the rules know."""
    return CharacterRules(
        width=cast("Width", settings["letters"]),
        digits=cast("Digits", settings["digits"]),
        hyphen=cast("Hyphen", settings["hyphens"]),
        kana=cast("Kana", settings["kana"]),
    )


def read_content(node: Node, settings: Settings, context: Context, faces: tuple[str, ...]) -> Content:
    """Return what an element says, markup included."""
    size, writing = context.type_points(settings["size"]), settings["writing-mode"]
    own = Span(faces, 1.0, context.type_points(settings["tracking"]), settings.color())
    by_phrase = settings["word-break"] == "auto-phrase"
    content = Content(context, own, size=size, writing=writing, by_phrase=by_phrase)
    content.read(node)
    return content


def read_value(node: Node, content: Content, context: Context) -> Expression | None:
    """Return the template of a text element; None, and a mistake, where it prints nothing."""
    parts = join_lines(content.lines, lang=context.definitions.lang)
    template = as_template(mark_phrases(parts, context.definitions.fields) if content.by_phrase else parts)
    prints = any(not isinstance(part, str) or without_markup(part) for part in template.parts)
    if content.sound and not prints:
        context.mistakes.add(node.offset, "layout.empty-text", "the text is empty", cure="write its text, or delete it")
    return Expression(_source(node).strip(), template) if content.sound and prints else None


def _source(node: Node) -> str:
    """Return the text of an element without its markup, for messages."""
    return "".join(
        part.text if isinstance(part, Passage) else "\n" if part.name == "br" else _source(part)
        for part in node.content
    )


def _check_text(node: Node, spec: TextSpec, settings: Settings, context: Context, *, breaks: Sequence[Node]) -> None:
    """Note settings that no record could be set with."""
    least = max(spec.lines, 1)
    high = spec.size * (1.0 + spec.over + spec.under)
    beside = " with what stands beside them" if high > spec.size else ""
    needed = (least - 1) * spec.leading + high
    room, extent = ("height", spec.box.height) if spec.writing == "horizontal" else ("width", spec.box.width)
    faults = (
        (spec.size <= 0, settings.offset("size"), "the size is 0", "write a size such as 10pt"),
        (spec.leading <= 0, settings.offset("leading"), "the leading is 0", "write a leading such as 150%"),
        (spec.min_scale <= 0, settings.offset("min-scale"), "the least scale is 0%", "write a scale such as 60%"),
        (len(set(spec.fit)) != len(spec.fit), settings.offset("fit"), "a step of fit stands twice", "delete one"),
        (
            "wrap" in spec.fit and spec.lines == 1,
            settings.offset("fit"),
            "fit says wrap, but lines=1",
            "write how many lines there may be",
        ),
        (
            spec.width == "exact" and spec.lines != 1,
            settings.offset("fit-width"),
            "only a text of one line can be fitted exactly",
            'write lines="1"',
        ),
        (
            bool(spec.link) and spec.width == "exact",
            settings.offset("link"),
            "a text fitted exactly cannot be condensed like others",
            "delete link, or fit-width",
        ),
        (
            spec.lines != 1 and 0 < spec.leading < high - 0.01 and high > spec.size,
            settings.offset("leading"),
            f"the leading is {spec.leading:g} pt; ruby, dots, lines or larger type need {high:.1f} pt",
            f'write leading="{math.ceil(high / spec.size * 100 - 1e-6)}%"' if spec.size else "",
        ),
        (spec.min_size > spec.size, settings.offset("min-size"), "the least size is above the size", "exchange them"),
        (
            needed > extent + 0.01,
            offset_of(node, room),
            f"lines={least} of size {spec.size:g} pt{beside} need {needed:.1f} pt, the {room} is {extent:.1f} pt",
            f"make the {room} larger, or the type, leading or number of lines smaller",
        ),
        (
            0 < spec.lines <= len(breaks),
            breaks[spec.lines - 1].offset if 0 < spec.lines <= len(breaks) else 0,
            f"the text has {len(breaks) + 1} lines by itself, but lines={spec.lines}",
            f'write lines="{len(breaks) + 1}"',
        ),
    )
    for found, offset, text, cure in faults:
        if found:
            context.mistakes.add(offset, "layout.value", text, cure=cure)


def build_postal_code(node: Node, name: str, context: Context) -> tuple[PostalCodeSpec, Expression] | None:
    """Return spec and value of a postal-code element; None where it has mistakes."""
    settings = Settings(node, context)
    value, faces = context.template(node, "value"), settings.faces()
    if value is None or not faces:
        return None
    frame, _ = read_rules()
    size, left, top = points(settings["size"]), context.x(node), context.top(node)
    box = Box(left, top - frame.height, frame.width, frame.height)
    cure = "move the frame inside the trim"
    context.check_inside(node, box, margin=0.0, code="layout.outside", cure=cure)
    if not 0 < size <= min(frame.height / frame.figure_height, frame.box_width / frame.figure_width):
        text = f"figures of {size:g} pt do not fit the boxes of the frame"
        context.mistakes.add(settings.offset("size"), "layout.value", text, cure="write a size such as 14pt")
    spec = PostalCodeSpec(
        name=name,
        left=left,
        baseline=box.y + (frame.height - frame.figure_height * size) / 2,
        centres=frame.centres,
        face=faces[0],
        size=size,
        color=settings.color(),
    )
    return spec, value
