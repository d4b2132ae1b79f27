"""Time per string of the text kernels, PDF content included, beside HarfBuzz and ReportLab with the same strings.

HarfBuzz shapes and its glyphs and advances are read: no fitting, no breaking, no PDF. ReportLab cannot open CFF fonts,
so it gets a TrueType font without outlines but with the same characters and advances; its time is that of the drawing
calls, with the measuring that centring and condensing need, and of `Paragraph` with CJK breaking. Each batch is 1,000
different strings; figures are medians of processor time.
"""

from __future__ import annotations

import io
import os
import random  # noqa: TID251 -- seeded, and of the benchmark only
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import process_time
from typing import NamedTuple

import numpy as np
import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from vdp.slots.base import Kernel
from vdp.slots.text import FaceChain, PostalCodeKernel, TextKernel, open_face, read_catalogue
from vdp.slots.text.face import Face
from vdp.slots.text.spec import PostalCodeSpec, Span, TextSpec, span_marker
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

BATCH, ROUNDS, TURNS = 1000, 9, 101
MAIN, SECOND = "Noto Sans JP/400", "Noto Sans CJK JP/700"
SIZE, WIDTH, LENGTH, PARAGRAPH = 10.0, 150.0, 12, 200
NARROW = 100.0  # twelve full-width characters at 83 %
STAND_IN = "stand-in"
COMMON = "東京都千代田区丸の内大阪市北梅田山田太郎佐藤花子様一二三四五六七八九十123-45アパートコーポハイツ号室"
KANJI = "東京都千代田区丸の内大阪市北梅田山田太郎佐藤花子様一二三四五六七八九十"
LATIN = "ABCDEFGHabcdefgh"
PROSE = "春のご優待です。いつもありがとうございます、本券で1,500ポイントを差し上げます。「ぜひお越しください」店主"
PLAIN = TextSpec("plain", Box(20.0, 20.0, WIDTH, 12.0), (MAIN,), SIZE, 14.0)
DIGIT_CENTRES = tuple(7.0 + 20.0 * place for place in range(7))


class Case(NamedTuple):
    """One kind of slot, its strings, and how ReportLab does the same."""

    name: str
    kernel: Kernel
    values: list[str]
    draw: Callable[[Canvas, str], None]


def main() -> None:
    catalogue = read_catalogue()
    face, second = open_face(catalogue[MAIN], "F0"), open_face(catalogue[SECOND], "F1")
    pdfmetrics.registerFont(TTFont(STAND_IN, io.BytesIO(stand_in_font(face))))
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(catalogue[MAIN].path))))
    print(f"us per string, medians of {ROUNDS} batches of {BATCH:,}; load average {os.getloadavg()[0]:.2f}")
    print(f"{'':<28}{'compose':>9}{'measure':>9}{'HarfBuzz':>10}{'ratio':>7}{'ReportLab':>11}{'ratio':>7}")
    chain = FaceChain([face])
    for case in make_cases(chain, FaceChain([face, second])):
        assert not case.kernel.measure(case.values), case.name
        compose = time_batch(lambda case=case: case.kernel.compose(case.values))
        measure = time_batch(lambda case=case: case.kernel.measure(case.values))
        shaped = time_batch(lambda case=case: shape(font, case.values))
        drawn = time_batch(lambda case=case: draw(case))
        print(
            f"{case.name:<28}{compose:9.2f}{measure:9.2f}{shaped:10.2f}{shaped / compose:7.1f}"
            f"{drawn:11.2f}{drawn / compose:7.1f}"
        )
    print(f"vertical slots beside horizontal ones with the same strings, {TURNS} rounds of each in turns")
    pairs = list(vertical_cases(PLAIN, chain))
    for across, down in zip(pairs[::2], pairs[1::2], strict=True):
        one, other = time_in_turns(across, down)
        print(f"{down.name:<36}{other:9.2f} beside {one:.2f}: {other / one:.2f} times")


def make_cases(chain: FaceChain, mixed: FaceChain) -> Iterator[Case]:
    choice = random.Random(2026)
    lines = ["".join(choice.choices(COMMON, k=LENGTH)) for _ in range(BATCH)]
    rare = foreign_characters(mixed)
    strange = [line[:4] + choice.choice(rare) + line[5:9] + choice.choice(rare) + line[10:] for line in lines]
    prose = ["".join(choice.choices(PROSE, k=PARAGRAPH)) for _ in range(BATCH)]
    codes = [f"{choice.randrange(10**7):07d}" for _ in range(BATCH)]
    plain = PLAIN
    yield Case("plain, 12 characters", TextKernel(plain, chain), lines, draw_plain)
    centred = TextSpec("centred", plain.box, (MAIN,), SIZE, 14.0, align="center")
    yield Case("centred", TextKernel(centred, chain), lines, draw_centred)
    narrow = TextSpec("narrow", Box(20.0, 20.0, NARROW, 12.0), (MAIN,), SIZE, 14.0, fit=("condense",), min_scale=0.5)
    wide = [line.translate(FULL_WIDTH) for line in lines]
    yield Case("condensed", TextKernel(narrow, chain), wide, draw_condensed)
    yield Case("two faces", TextKernel(plain, mixed), strange, draw_plain)
    yield from vertical_cases(plain, chain)
    block = TextSpec("block", Box(20.0, 20.0, 200.0, 280.0), (MAIN,), SIZE, 14.0, lines=0)
    yield Case(f"paragraph, {PARAGRAPH} characters", TextKernel(block, chain), prose, draw_paragraph)
    justified = TextKernel(replace(block, align="justify"), chain)
    yield Case(f"{PARAGRAPH} characters, justified", justified, prose, draw_paragraph)
    yield Case(f"{PARAGRAPH} characters, 3 spans", *marked_paragraphs(block, chain, mixed, prose), draw_paragraph)
    frame = PostalCodeSpec("code", 20.0, 20.0, DIGIT_CENTRES, MAIN, SIZE)
    yield Case("postal code", PostalCodeKernel(frame, chain), codes, draw_code)


def vertical_cases(plain: TextSpec, chain: FaceChain) -> Iterator[Case]:
    """Yield the same strings set in both directions: kanji alone, with groups of digits (縦中横), with a Latin word."""
    choice = random.Random(2027)
    kanji = ["".join(choice.choices(KANJI, k=LENGTH)) for _ in range(BATCH)]
    numbers = ((choice.randrange(1, 99), choice.randrange(1, 30), choice.randrange(1, 150)) for _ in range(BATCH))
    digits = ["{}{}丁目{}番{}".format("".join(choice.choices(KANJI, k=5)), *row) for row in numbers]
    words = [f"{line[:5]}{''.join(choice.choices(LATIN, k=4))}{line[5:8]}" for line in kanji]
    column = replace(plain, box=Box(20.0, 20.0, 12.0, WIDTH), writing="vertical")
    for name, values in (("kanji", kanji), ("three groups of digits", digits), ("a Latin word", words)):
        yield Case(f"{name}, across", TextKernel(plain, chain), values, draw_plain)
        yield Case(f"{name}, down", TextKernel(column, VerticalChain(chain.faces, chain)), values, draw_plain)


def marked_paragraphs(
    block: TextSpec, chain: FaceChain, other: FaceChain, prose: Sequence[str]
) -> tuple[TextKernel, list[str]]:
    """Return a kernel and paragraphs with larger, dotted and underlined words."""
    own = Span((MAIN,), 1.0, 0.0, block.color)
    larger = replace(own, size=1.5, color=b"0 1 1 0 k")
    spans = (own, larger, replace(own, emphasis="dot"), replace(own, underline=True))
    tall = Box(20.0, 20.0, 200.0, 400.0)
    spec = replace(block, box=tall, leading=20.0, spans=spans, over=0.5, under=0.1)
    marks = [span_marker(index) for index in range(4)]
    values = [
        f"{text[:50]}{marks[1]}{text[50:60]}{marks[0]}{text[60:100]}{marks[2]}{text[100:104]}{marks[0]}"
        f"{text[104:150]}{marks[3]}{text[150:160]}{marks[0]}{text[160:]}"
        for text in prose
    ]
    return TextKernel(spec, chain, [chain, other, chain, chain]), values


FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"}


def foreign_characters(chain: FaceChain) -> list[str]:
    """Return characters that only the second face has."""
    first, second = (face.codepoints[face.glyphs > 0] for face in chain.faces)
    found = np.setdiff1d(second, first)
    return [chr(codepoint) for codepoint in found.tolist() if 0x3400 <= codepoint < 0x10000][:500]


def shape(font: hb.Font, values: Sequence[str]) -> list[list[tuple[int, int]]]:
    found = []
    for value in values:
        buffer = hb.Buffer()
        buffer.add_str(value)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        pairs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        found.append([(info.codepoint, position.x_advance) for info, position in pairs])
    return found


def draw(case: Case) -> None:
    canvas = Canvas(io.BytesIO())
    canvas.setFont(STAND_IN, SIZE)
    for value in case.values:
        case.draw(canvas, value)


def draw_plain(canvas: Canvas, value: str) -> None:
    canvas.drawString(20.0, 20.0, value)


def draw_centred(canvas: Canvas, value: str) -> None:
    canvas.drawCentredString(20.0 + WIDTH / 2, 20.0, value)


def draw_condensed(canvas: Canvas, value: str) -> None:
    scale = min(1.0, NARROW / pdfmetrics.stringWidth(value, STAND_IN, SIZE))
    line = canvas.beginText(20.0, 20.0)
    line.setFont(STAND_IN, SIZE)
    line.setHorizScale(scale * 100.0)
    line.textOut(value)
    canvas.drawText(line)


def draw_paragraph(canvas: Canvas, value: str) -> None:
    style = ParagraphStyle("block", fontName=STAND_IN, fontSize=SIZE, leading=14.0, wordWrap="CJK")
    paragraph = Paragraph(value, style)
    paragraph.wrapOn(canvas, 200.0, 280.0)
    paragraph.drawOn(canvas, 20.0, 20.0)


def draw_code(canvas: Canvas, value: str) -> None:
    for centre, digit in zip(DIGIT_CENTRES, value, strict=True):
        canvas.drawCentredString(20.0 + centre, 20.0, digit)


def stand_in_font(face: Face) -> bytes:
    """Return a TrueType font with the characters and advances of a face and empty glyphs."""
    known = [
        (codepoint, glyph)
        for codepoint, glyph in zip(face.codepoints.tolist(), face.glyphs.tolist(), strict=True)
        if glyph and codepoint < 0x10000
    ]
    names = {codepoint: f"u{codepoint:04X}" for codepoint, _ in known}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: Glyph() for name in order})
    advances = {names[codepoint]: (round(face.advances[glyph]), 0) for codepoint, glyph in known}
    builder.setupHorizontalMetrics({".notdef": (1000, 0)} | advances)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Stand-in", "styleName": "Regular", "psName": "StandIn"})
    builder.setupOS2()
    builder.setupPost()
    target = io.BytesIO()
    builder.save(target)
    return target.getvalue()


def time_batch(task: Callable[[], object]) -> float:
    """Return the median processor time per string in microseconds, after one round to warm up."""
    task()
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        task()
        times.append(process_time() - start)
    return statistics.median(times) / BATCH * 1e6


def time_in_turns(one: Case, other: Case) -> tuple[float, float]:
    """Return the medians of two cases, timed in turns so that the machine's moods meet both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for case, found in zip((one, other), times, strict=True):
            start = process_time()
            case.kernel.compose(case.values)
            found.append(process_time() - start)
    first, second = (statistics.median(found) / BATCH * 1e6 for found in times)
    return first, second


if __name__ == "__main__":
    main()
