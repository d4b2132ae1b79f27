"""Characters that nobody can tell apart on paper, nor any reader in the file."""

from __future__ import annotations

import pytest

from vdp.slots.text import glyph_twins, open_face, read_catalogue

DASHES = [(0x2014, 0x2015), (0x301E, 0x301F)]
"""Dash and horizontal bar, closing quotes high and low: one glyph each in vertical writing (feature vert)."""


@pytest.fixture(scope="module")
def face():
    return open_face(read_catalogue()["Noto Sans JP/400"], "F1")


@pytest.mark.parametrize(("one", "other"), DASHES)
def test_what_vertical_writing_sets_alike_is_told_apart_across_only(face, one, other):
    across, down = glyph_twins([face]), glyph_twins([face], [face.key])
    assert across.get(one, one) != across.get(other, other)
    assert down.get(one, one) == down.get(other, other)


def test_twins_share_a_glyph_in_one_of_the_directions(face):
    pairs = zip(face.glyphs.tolist(), face.vertical_codes().tolist(), strict=True)
    glyphs = dict(zip(face.codepoints.tolist(), map(set, pairs), strict=True))
    groups = {}
    for codepoint, root in glyph_twins([face], [face.key]).items():
        if codepoint in glyphs:  # no variation sequence
            groups.setdefault(root, {root}).add(codepoint)
    assert len(groups) > 300
    for group in groups.values():
        for codepoint in group:
            assert any(glyphs[codepoint] & glyphs[other] for other in group - {codepoint})
