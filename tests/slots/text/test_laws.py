"""Laws of every setting: ink stays in its box, no character is lost, no line begins or ends with what must not."""

from __future__ import annotations

from operator import and_

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

# Of JLREQ, appendix C, by hand: what a line must not begin with, what it must not end with.
NEVER_FIRST = set("、。，．）」』】・：；！？ー々ゝっゃゅょァィッャュョヶ％℃")
NEVER_LAST = set("（「『【￥＄")
ONLY_FALLBACK = "们这"
OVERHANG = 0.13
"""Em by which ink may leave its cell: Latin letters, accents, and slanting strokes of kana."""

HEADS = st.sampled_from(["", "", "", "「", "（", "『（", "￥"])
BODIES = st.sampled_from(
    ["春の", "ご優待", "髙橋", "キャッチ", "ラーメン", "人々", "ABC", "12", "3-4", "们", "这様", "ヶ丘"]
)
TAILS = st.sampled_from(["", "", "", "。", "、", "」", "）。", "！？", "・", "％", "ー"])
PHRASES = st.lists(st.tuples(HEADS, BODIES, TAILS).map("".join), min_size=1, max_size=30).map("".join)
ALPHABET = "東京都髙﨑辻邉々（）「」『』、。・！？ー％￥…―ーッャョっゃょABCgjy019-.,/ 　们这\U000e0101\U000e0100"
ANYTHING = st.text(alphabet=ALPHABET, max_size=60)
WITH_FEEDS = st.text(alphabet=ALPHABET + "\n\n\n", max_size=60)
STEPS = st.lists(st.sampled_from(["condense", "shrink", "track", "wrap"]), unique=True).map(tuple)


@pytest.fixture(scope="session")
def chains(faces):
    horizontal = FaceChain(faces)
    return {"horizontal": horizontal, "vertical": VerticalChain(faces, horizontal)}


@pytest.fixture(scope="session")
def setter(spec, chains):
    def make(writing, **changes):
        slot = spec(writing=writing, min_scale=0.6, min_size=5.0, min_tracking=-60.0, **changes)
        return TextKernel(slot, chains[writing])

    return make


def lines_of(glyphs, faces, writing):
    """Return runs of glyphs of one line, told apart by where their middles lie across it: lines are an em apart."""
    advances = {face.resource: face.advances for face in faces}

    def across(glyph):
        if writing == "horizontal":
            return glyph.y
        if glyph.matrix[1] < 0:
            return glyph.x + 0.38 * glyph.size
        return glyph.x + advances[glyph.face.removesuffix("V")][glyph.glyph] / 2000 * glyph.size

    lines = []
    for glyph in glyphs:
        if lines and abs(across(glyph) - across(lines[-1][-1])) < glyph.size / 3:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


@given(
    value=ANYTHING,
    writing=st.sampled_from(["horizontal", "vertical"]),
    steps=STEPS,
    align=st.sampled_from(["left", "center", "right", "justify", "distribute"]),
    width=st.sampled_from(["max", "exact"]),
    lines=st.sampled_from([0, 1, 3]),
    tracking=st.sampled_from([0.0, 1.5]),
    indent=st.sampled_from([0.0, 0.0, 2.0]),
)
@example(  # widened with its indent
    value="東京都ABC",
    writing="vertical",
    steps=(),
    align="left",
    width="exact",
    lines=1,
    tracking=0.0,
    indent=2.0,
)
@settings(max_examples=400, deadline=None)
def test_whatever_is_fitted_stays_in_its_box(
    value, writing, steps, align, width, lines, tracking, indent, setter, read, ink
):
    box = Box(50, 70, 120, 60) if writing == "horizontal" else Box(50, 70, 60, 120)
    changes = {"fit": steps, "align": align, "width": width if lines == 1 else "max", "lines": lines}
    kernel = setter(writing, box=box, tracking=tracking, indent=indent, **changes)
    assume(not kernel.measure([value]))
    for glyph in read(kernel.compose([value])[0]):
        found = ink(glyph)
        slack = OVERHANG * glyph.size
        if found:
            assert found[0] >= box.x - slack
            assert found[1] >= box.y - slack
            assert found[2] <= box.x + box.width + slack
            assert found[3] <= box.y + box.height + slack


@given(
    value=PHRASES,
    writing=st.sampled_from(["horizontal", "vertical"]),
    steps=STEPS,
    align=st.sampled_from(["left", "right", "justify"]),
    hang=st.booleans(),
)
@example(
    value="春の春のご優待ABC。「春の「ご優待",
    writing="vertical",
    steps=("shrink", "condense", "track", "wrap"),
    align="left",
    hang=False,
)
@settings(max_examples=300, deadline=None)
def test_no_line_begins_or_ends_with_what_must_not_and_no_character_is_lost(
    value, writing, steps, align, hang, setter, read, faces
):
    length = Box(0, 0, 150, 300) if writing == "horizontal" else Box(0, 0, 300, 150)
    kernel = setter(writing, box=length, lines=0, fit=steps, align=align, hang=hang, upright_digits=0)
    assume(not kernel.measure([value]))
    runs = lines_of(read(kernel.compose([value])[0]), faces, writing)
    assert sum(map(len, runs)) == len(value)
    at = 0
    for number, run in enumerate(runs):
        text, at = value[at : at + len(run)], at + len(run)
        if number:
            assert text[0] not in NEVER_FIRST
        if at < len(value):
            assert text[-1] not in NEVER_LAST


@given(value=PHRASES, writing=st.sampled_from(["horizontal", "vertical"]))
@example(
    value="春の春の春の春の春の春の！？ご優待！？キャッチ！？春の春の。キャッチ！？『（们ABC。『（春の！？",
    writing="horizontal",
)
@settings(max_examples=100, deadline=None)
def test_a_justified_line_ends_where_its_box_ends_unless_it_is_the_last(value, writing, setter, read, faces):
    box = Box(0, 0, 150, 300) if writing == "horizontal" else Box(0, 0, 300, 150)
    kernel = setter(writing, box=box, lines=0, align="justify", upright_digits=0)
    assume(not kernel.measure([value]))
    runs, at = lines_of(read(kernel.compose([value])[0]), faces, writing), 0
    for run in runs[:-1]:
        text, at, last = value[at : at + len(run)], at + len(run), run[-1]
        plain = [c >= "ぁ" and c not in NEVER_FIRST | NEVER_LAST for c in text]
        if not any(map(and_, plain, plain[1:])):
            continue  # no place to stretch: two plain characters side by side
        # By its cell the line is full, or half an em too long where that half is the blank of a closing mark.
        end = last.x + last.advance if writing == "horizontal" else 150 - _foot(last)
        assert 149.9 <= end <= 150.1 + (0.5 * last.size if text[-1] in "、。，．）」』】" else 0.0)


def _foot(glyph):
    """Return where the cell of a vertical glyph ends."""
    return glyph.y - glyph.advance if glyph.matrix[1] < 0 else glyph.y + 0.88 * glyph.size - glyph.size


PLAIN = {
    "writing": "horizontal",
    "align": "left",
    "tracking": 0.0,
    "repeat": 1,
    "steps": (),
    "lines": 0,
    "hang": False,
    "proportional": False,
}


@given(
    value=WITH_FEEDS,
    before=st.lists(WITH_FEEDS, max_size=8),
    writing=st.sampled_from(["horizontal", "vertical"]),
    align=st.sampled_from(["left", "right", "justify", "distribute"]),
    tracking=st.sampled_from([0.0, 0.37, 1.0 / 3.0, -3.0]),
    repeat=st.sampled_from([1, 40]),
    steps=STEPS,
    lines=st.sampled_from([0, 1, 3]),
    hang=st.booleans(),
    proportional=st.booleans(),
)
# blanks that a line loses, among plain texts and among turned ones
@example(**PLAIN | {"value": "春の　", "before": ["、　", "東京 ", "", "辻  邉。「"], "writing": "vertical"})
@example(**PLAIN | {"value": "12", "before": ["、　", "東京12 ", "", "AB  邉。「"], "writing": "vertical", "lines": 3})
# a line of nothing has no ink that the next text's would move
@example(**PLAIN | {"value": "東京\n", "before": ["。", "」東"], "proportional": True})
# beside a text that ends with a blank
@example(**PLAIN | {"value": "東jjjjj", "before": ["東 "], "align": "right", "tracking": -3.0, "lines": 1})
# nothing but a blank
@example(**PLAIN | {"value": "　", "before": ["東"], "align": "right", "tracking": -3.0, "lines": 1})
# a line feed takes less than no room
@example(
    **PLAIN
    | {
        "value": "\n東東東東東東東東東東東東東東東東東東東東東東東",
        "before": ["\n東", "\n", "東京"],
        "tracking": -3.0,
        "repeat": 40,
        "steps": ("condense", "track"),
    }
)
# commas that hang, and stand closer: a line with one reaches less far than without
@example(
    **PLAIN
    | {
        "value": "東東東東東東東東東東東東東東東東東東東東東東東東、、東",
        "before": ["、東、東、東" * 9, "", "東京"],
        "tracking": -3.0,
        "hang": True,
    }
)
@settings(max_examples=400, deadline=None)
def test_what_is_written_of_a_text_does_not_depend_on_what_is_set_with_it(
    value, before, writing, align, tracking, repeat, steps, lines, hang, proportional, setter
):
    """Another chunk, or a reprint, has other neighbours: the bytes are the same, and so is the hash in the ledger."""
    box = Box(0, 0, 150, 300) if writing == "horizontal" else Box(0, 0, 300, 150)
    changes = {
        "lines": lines,
        "align": align,
        "tracking": tracking,
        "fit": steps,
        "hang": hang,
        "proportional": proportional,
    }
    kernel = setter(writing, box=box, size=8.7, overflow="clip", **changes)
    alone = kernel.compose([value])[0]
    assert kernel.compose([*before * repeat, value, *before])[len(before) * repeat] == alone
