"""Vertical ink beside an obvious twin that sets one character at a time: every glyph, its face, place and matrix."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.composition import Composition
from vdp.slots.text.ink import line_starts, spread_lines
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

EM = 1000.0
MIDDLE = 0.38  # em above the baseline: (0.88 - 0.12) / 2
PIECES = ["東", "京都", "、", "「", "」。", "・", "っ", "ー", "1", "25", "123", "2034", "12345", "A", "Abc", "3F"]
PIECES += ["1.5", " ", "\u3000", "-", "\uff11", "only2nd", "10", "7"]
PLAIN = ["東", "京都", "、", "「", "」。", "・", "っ", " ", "\u3000"]  # a batch of these alone takes a short way
TEXTS = st.sampled_from([PIECES, PLAIN]).flatmap(
    lambda pieces: st.lists(st.lists(st.sampled_from(pieces), max_size=9), min_size=1, max_size=6)
)
SLOTS = [
    {},
    {"tracking": 0.7},
    {"tracking": -0.3, "spacing": "solid"},
    {"proportional": True},
    {"proportional": True, "align": "distribute"},
    {"align": "justify", "lines": 0, "indent": 1.0},
    {"align": "distribute", "tracking": 0.4},
    {"align": "center"},
    {"align": "right", "upright_digits": 4},
    {"cells": 9},
    {"fit": ("condense",), "min_scale": 0.3},
    {"fit": ("condense",), "min_scale": 0.3, "tracking": 0.5, "align": "center"},
    {"fit": ("shrink",), "min_size": 3.0, "tracking": 0.5},
    {"fit": ("track", "condense", "shrink"), "min_tracking": -80.0, "min_scale": 0.6, "min_size": 4.0},
    {"lines": 0, "align": "justify", "hang": True, "fit": ("shrink",), "min_size": 4.0},
    {"lines": 0, "valign": "bottom", "upright_digits": 2, "color": b"0 1 0 0 k"},
]


@pytest.fixture(scope="module")
def second(faces):
    """Return some characters that only the second face has."""
    first, other = (set(face.codepoints.tolist()) for face in faces)
    return [chr(c) for c in sorted(other - first) if 0x4E00 <= c <= 0x9FFF][:3]


@pytest.fixture(scope="module")
def upright(faces):
    return VerticalChain(faces, FaceChain(faces))


def set_singly(kernel, values):
    """Return per text what a reader should find of every glyph: font, glyph, x and y of its origin, matrix, size."""
    spec, chain = kernel.spec, kernel.chain
    _, characters, setting = kernel.set(values)
    spread = spread_lines(spec, characters, setting, Composition(spec, chain))
    heads = line_starts(spec, characters, setting, spread)
    nominal = spec.tracking / spec.size * EM
    found = [[] for _ in values]
    numbers = [0] * len(values)
    totals = np.bincount(setting.lines.owner, minlength=len(values))
    for at, owner in enumerate(setting.lines.owner.tolist()):
        size, scale = float(setting.size[owner]), float(setting.scale[owner])
        leading = spec.leading * size / spec.size
        free = spec.box.width - size - (int(totals[owner]) - 1) * leading
        inward = free * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[spec.valign]
        x = spec.box.x + spec.box.width - inward - size / 2 - numbers[owner] * leading
        numbers[owner] += 1
        pen = 0.0  # along the line, 1/1000 em
        start, end = int(setting.lines.starts[at]), int(setting.lines.ends[at])
        for index in range(start, end):
            shift = 0.0
            if characters.offsets is not None:
                shift = float(characters.offsets[index] - characters.offsets[start])
            y = spec.box.y + spec.box.height - float(heads[at]) - (pen + shift) * size * scale / EM
            found[owner] += set_one(chain, int(characters.codes[index]), x=x, y=y, size=size, scale=scale)
            pen += float(characters.cumulative[index + 1] - characters.cumulative[index])
            pen += float(setting.tracking[owner]) - nominal
            if spread is not None:
                pen += float(spread.each[at] + spread.places[index])
    return found


def set_one(chain, code, *, x, y, size, scale):
    if code < chain.total:
        face, glyph = face_of(chain, code)
        width = face.advances[glyph] * size / EM
        return [(face.resource + "V", glyph, x - width / 2, y - 0.88 * size * scale, (1, 0, 0, scale), size)]
    horizontal = chain.horizontal
    if code < 2 * chain.total:
        face, glyph = face_of(horizontal, code - chain.total)
        return [(face.resource, glyph, x - MIDDLE * size, y, (0, -scale, 1, 0), size)]
    glyphs = [face_of(horizontal, int(horizontal.codes[ord(c)])) for c in chain.group_text(code - 2 * chain.total)]
    width = sum(float(face.advances[glyph]) for face, glyph in glyphs)
    narrow = min(1.0, EM / width)
    left, found = x - width * narrow * size / EM / 2, []
    for face, glyph in glyphs:
        matrix = (narrow, 0, 0, scale)
        found.append((face.resource, glyph, left, y - (0.5 + MIDDLE) * size * scale, matrix, size))
        left += face.advances[glyph] * narrow * size / EM
    return found


def face_of(chain, code):
    at = max(i for i, offset in enumerate(chain.offsets.tolist()) if offset <= code)
    return chain.faces[at], code - int(chain.offsets[at])


def check(kernel, values, read):
    faulty = {fault.index for fault in kernel.measure(values)}
    values = [value for at, value in enumerate(values) if at not in faulty]
    if not values:
        return 0
    for value, fragment, expected in zip(values, kernel.compose(values), set_singly(kernel, values), strict=True):
        if fragment:
            state = fragment.rpartition(b"Tz")[0].rpartition(b" ")[0].rpartition(b" ")
            assert not state[2] or float(state[2]) == 100, "Tz goes back"
        glyphs = read(fragment)
        assert [(g.face, g.glyph) for g in glyphs] == [row[:2] for row in expected], value
        for glyph, (*_, x, y, matrix, size) in zip(glyphs, expected, strict=True):
            assert math.dist((glyph.x, glyph.y), (x, y)) < 0.06, (value, glyph, x, y)
            assert glyph.matrix == pytest.approx(matrix, abs=1e-3), (value, glyph)
            assert glyph.size == pytest.approx(size, abs=1e-3)
        assert kernel.compose([value]) == [fragment], "alone as in its batch"
    return len(values)


def make(spec, chain, changes):
    box = Box(100, 50, 60 if changes.get("lines") == 0 else 12, 130)
    base = {
        "writing": "vertical",
        "box": box,
        "size": 10.0,
        "leading": 15.0,
        "faces": tuple(f.key for f in chain.faces),
    }
    return TextKernel(spec(**base | changes), chain)


@pytest.mark.parametrize("changes", SLOTS, ids=str)
@given(values=TEXTS)
@settings(max_examples=15, deadline=None)
def test_every_glyph_stands_where_its_twin_does(values, changes, spec, upright, second, read):
    check(make(spec, upright, changes), spelled(values, second), read)


@pytest.mark.parametrize("changes", SLOTS, ids=str)
def test_so_it_is_in_a_batch_of_many_heights(changes, spec, upright, second, read):
    count = len(PIECES)
    values = [[PIECES[(i * 7 + j * 11 + i * j // 3) % count] for j in range(i % 9)] for i in range(150)]
    assert check(make(spec, upright, changes), spelled(values, second), read) > 75


def spelled(values, second):
    return ["".join(value).replace("only2nd", "".join(second)) for value in values]
