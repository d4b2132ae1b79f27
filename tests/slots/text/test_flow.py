"""A text through frames: each line stands in one frame, in order, as it would in one frame long enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import TextKernel
from vdp.slots.text.flow import FlowKernel
from vdp.slots.text.spec import FlowSpec
from vdp.units import Box

SIZE, LEADING, WIDTH = 10.0, 15.0, 100.0  # ten characters a line
FRAMES = (Box(20, 200, WIDTH, 3 * LEADING), Box(30, 50, WIDTH, 2 * LEADING), Box(40, 10, WIDTH, SIZE))
COUNTS = (3, 2, 1)
TEXT = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよ"


@pytest.fixture(scope="module")
def flow(spec, chain):
    """Return the kernels of the frames, and that of one frame with room for all lines."""

    def make(**changes):
        text = spec(**{"box": FRAMES[0], "size": SIZE, "leading": LEADING, "lines": 0, "spacing": "solid", **changes})
        whole = TextKernel(replace(text, box=Box(0, 0, WIDTH, 1000)), chain)
        return [FlowKernel(FlowSpec("f", text, FRAMES, index), chain) for index in range(3)], whole

    return make


def lines(glyphs):
    """Return the lines as rows of (place from the first glyph's frame edge, glyph)."""
    rows: dict[float, list[tuple[float, int]]] = {}
    for glyph in glyphs:
        rows.setdefault(round(glyph.y, 2), []).append((round(glyph.x, 2), glyph.glyph))
    return [rows[y] for y in sorted(rows, reverse=True)]


texts = st.text("あいう、。「」AB \n亜", max_size=55)
laws = settings(deadline=None, max_examples=60)


def test_lines_fill_the_frames_in_order(flow, read):
    frames, _ = flow()
    found = [kernel.compose([TEXT])[0] for kernel in frames]
    assert [kernel.shown([TEXT])[0] for kernel in frames] == [TEXT[:30], TEXT[30:], ""]
    glyphs = read(found[1])
    assert found[2] == b""
    assert (glyphs[0].x, glyphs[0].y) == pytest.approx((30, 50 + 2 * LEADING - 0.88 * SIZE))


def test_a_paragraph_that_goes_on_keeps_its_measure_and_has_no_indent(flow, read):
    frames, _ = flow(align="justify", indent=1.0)
    text = TEXT[:28].replace("い", "AB") + TEXT[28:]
    rows = [lines(read(kernel.compose([text])[0])) for kernel in frames[:2]]
    assert [row[0][0] for row in rows[0]] == pytest.approx([20 + SIZE, 20, 20])
    assert rows[1][0][0][0] == pytest.approx(30)
    last = read(frames[0].compose([text])[0])[-1]
    assert last.x + last.advance == pytest.approx(20 + WIDTH, abs=0.1)


@laws
@given(st.lists(texts, min_size=1, max_size=4), st.sampled_from(["left", "justify", "right"]))
def test_frames_hold_the_lines_of_one_long_frame(flow, read, values, align):
    frames, whole = flow(align=align)
    expected = [lines(read(ink)) if ink else [] for ink in whole.compose(values)]
    for index, wanted in enumerate(expected):
        found = []
        for kernel, box in zip(frames, FRAMES, strict=True):
            ink = kernel.compose(values)[index]
            part = lines(read(ink)) if ink else []
            assert len(part) <= COUNTS[frames.index(kernel)]
            found += [[(round(x - box.x, 1), glyph) for x, glyph in row] for row in part]
        held = {fault.index for fault in frames[0].measure(values) if fault.code == "text.overflow"}
        places = [[(round(x, 1), glyph) for x, glyph in row] for row in wanted]
        if index not in held:
            assert [[g for _, g in row] for row in found] == [[g for _, g in row] for row in places]
            flat, other = [x for row in found for x, _ in row], [x for row in places for x, _ in row]
            assert flat == pytest.approx(other, abs=0.11)


@laws
@given(st.lists(texts, min_size=1, max_size=4))
def test_frames_show_every_character_once(flow, values):
    frames, _ = flow()
    held = {fault.index for fault in frames[0].measure(values) if fault.code == "text.overflow"}
    shown = ["".join(parts) for parts in zip(*(kernel.shown(values) for kernel in frames), strict=True)]
    reached = [kernel.reaches(values) for kernel in frames]
    for index, value in enumerate(values):
        if index not in held:
            assert "".join(shown[index].split()) == "".join(value.split())
        for kernel, there in zip(frames, reached, strict=True):
            assert not kernel.compose(values)[index] or there[index]


def test_what_fits_nowhere_is_a_fault_of_the_first_frame_only(flow):
    frames, _ = flow()
    long = TEXT * 2
    assert [[fault.code for fault in kernel.measure([TEXT, long])] for kernel in frames] == [["text.overflow"], [], []]
    assert frames[0].measure([TEXT, long])[0].index == 1


def test_a_flow_that_is_clipped_shows_what_it_prints(flow, read):
    frames, _ = flow(overflow="clip")
    long = TEXT * 2
    assert "".join(kernel.shown([long])[0] for kernel in frames) == long[:60]
    assert sum(len(read(kernel.compose([long])[0])) for kernel in frames) == 60


NARROW_FIRST = (Box(20, 200, 60.0, 2 * LEADING), Box(30, 50, 100.0, 2 * LEADING), Box(40, 10, 80.0, 3 * LEADING))


@pytest.fixture(scope="module")
def uneven(spec, chain):
    def make(**changes):
        text = spec(box=NARROW_FIRST[0], size=SIZE, leading=LEADING, lines=0, **{"spacing": "solid", **changes})
        return [FlowKernel(FlowSpec("f", text, NARROW_FIRST, index), chain) for index in range(3)]

    return make


def test_each_line_is_as_long_as_the_frame_it_falls_into(uneven, read):
    frames = uneven()
    shown = [kernel.shown([TEXT])[0] for kernel in frames]
    assert shown == [TEXT[:12], TEXT[12:32], TEXT[32:]]
    rows = [[len(row) for row in lines(read(kernel.compose([TEXT])[0]))] for kernel in frames]
    assert rows == [[6, 6], [10, 10], [6]]
    assert frames[0].measure([TEXT]) == []


def set_line_by_line(spec, chain, text):
    """Return the lines of a text as single frames set them, each given what the one before has left."""
    found, rest = [], text
    for frame, count in zip(NARROW_FIRST, (2, 2, 3), strict=True):
        for _ in range(count):
            paragraph = rest.split("\n", 1)[0]
            one = replace(spec, box=Box(0, 0, frame.width, SIZE), lines=1, overflow="clip")
            block = TextKernel(replace(one, lines=0, box=Box(0, 0, frame.width, 1000)), chain)
            _, _, setting = block.set([paragraph])
            end = int(setting.lines.ends[0])
            found.append(paragraph[:end])
            if len(setting.lines.owner) > 1:
                rest = rest[int(setting.lines.starts[1]) :]
            elif "\n" in rest:
                rest = rest[len(paragraph) + 1 :]
            else:
                return found
    return [*found, rest]


@laws
@given(st.lists(texts, min_size=1, max_size=4))
def test_lines_of_frames_of_several_widths_are_those_set_one_after_another(uneven, spec, chain, values):
    frames = uneven(spacing="japanese")
    held = {fault.index for fault in frames[0].measure(values)}
    text = spec(box=NARROW_FIRST[0], size=SIZE, leading=LEADING, lines=0)
    for index, value in enumerate(values):
        expected = set_line_by_line(text, chain, value)
        assert (index in held) == (len(expected) > 7)
        if index not in held:
            shown = [kernel.shown([value])[0] for kernel in frames]
            assert shown == ["".join(expected[:2]), "".join(expected[2:4]), "".join(expected[4:])]


def test_a_justified_flow_fills_each_frame_to_its_own_edge(uneven, read):
    frames = uneven(align="justify")
    text = TEXT.replace("う", "AB")
    for kernel, frame in zip(frames[:2], NARROW_FIRST, strict=False):
        for row in lines(read(kernel.compose([text])[0])):
            assert row[0][0] == pytest.approx(frame.x)
            assert row[-1][0] + SIZE == pytest.approx(frame.x + frame.width, abs=0.05)
