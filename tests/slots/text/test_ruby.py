"""Jukugo ruby (熟語ルビ): a part over each character, leaning over the others of its compound where it is too long."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.ruby import lean, pair_readings
from vdp.slots.text.spec import GROUP_RUBY, JUKUGO_RUBY, READING, RUBY, RUBY_END, Span
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

OWN = Span(("Noto Sans JP/400",), 1.0, 0.0, b"0 0 0 1 k")
PAGE = Box(100, 50, 120, 140)


def with_ruby(base, reading, *, kind=JUKUGO_RUBY):
    return f"{kind}{base}{READING}{reading}{RUBY_END}"


@pytest.fixture(scope="session")
def jukugo(spec, faces, read):
    """Return base and ruby of a text as (line, place, size) in em of 10 pt along the line, from the page's edge."""

    def set_(text, *, writing="horizontal", **changes):
        flat = FaceChain(faces[:1])
        chain = flat if writing == "horizontal" else VerticalChain(faces[:1], flat)
        slot = {"box": PAGE, "size": 10.0, "leading": 20.0, "lines": 0, "over": 0.5, "writing": writing, **changes}
        kernel = TextKernel(spec(**slot, spans=(OWN,)), chain, [chain])
        assert kernel.measure([text]) == []
        glyphs = read(kernel.compose([text])[0])
        if writing == "horizontal":
            places = [((glyph.x - PAGE.x) / 10, glyph.size) for glyph in glyphs]
        else:  # an upright glyph's own origin is 0.88 of its size below the top of its cell
            top = PAGE.y + PAGE.height
            places = [((top - glyph.y - 0.88 * glyph.size) / 10, glyph.size) for glyph in glyphs]
        base = [round(place, 2) for place, size in places if size == 10]
        return base, [round(place, 2) for place, size in places if size == 5]

    return set_


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_short_readings_stand_over_their_characters_as_mono_ruby(jukugo, writing):
    assert jukugo(with_ruby("東京", "ひ きょ"), writing=writing) == ([0, 1], [0.25, 1, 1.5])


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_a_long_reading_leans_over_its_neighbour(jukugo, writing):
    base, ruby = jukugo("。" + with_ruby("凝視", "ぎょう し") + "す", writing=writing)
    assert base == [0, 1, 2, 3]  # mono ruby would have parted the characters
    assert ruby == [1, 1.5, 2, 2.5]


def test_a_long_reading_in_the_middle_leans_to_both_sides(jukugo):
    base, ruby = jukugo(with_ruby("流行語", "る こうこ ご"))
    assert base == [0, 1, 2]
    assert ruby == [0.25, 0.75, 1.25, 1.75, 2.25]


def test_a_compound_shorter_than_its_readings_becomes_wider(jukugo):
    base, ruby = jukugo("。" + with_ruby("橋頭", "きょう とう") + "東")
    assert ruby == [1, 1.5, 2, 2.5, 3]
    assert base == [0, 1.12, 2.38, 3.5]
    assert jukugo("の" + with_ruby("橋頭", "きょう とう") + "の")[0] == [0, 1, 2, 3]  # over kana on either side


def test_a_line_breaks_within_a_compound_where_both_sides_have_room(jukugo):
    text = "東" * 11 + with_ruby("上級者", "じょ きゅう し")
    base, ruby = jukugo(text)
    assert base[-3:] == [11, 0, 1]
    assert ruby == [11, 11.5, 0, 0.5, 1, 1.5]
    base, ruby = jukugo("東" * 11 + with_ruby("凝視", "ぎょう し"))  # 3 over 1 has no room alone
    assert base[-2:] == [0, 1]
    assert ruby == [0, 0.5, 1, 1.5]


def test_a_compound_is_not_stretched(jukugo):
    base, _ = jukugo("東東" + with_ruby("凝視", "ぎょう し") + "東", align="distribute")
    assert base[3] - base[2] == pytest.approx(1, abs=0.01)
    assert base[1] - base[0] > 2


@pytest.mark.parametrize(("base", "reading"), [("", ""), ("", "とう"), ("東", ""), ("　", "　")])
def test_a_compound_or_a_reading_of_nothing_has_no_ruby(jukugo, base, reading):
    """Both may be fields of the record, and empty."""
    found = jukugo("春" + with_ruby(base, reading) + "の")
    assert found == ([0, *range(1, len(base) + 2)], [])


def test_parts_that_do_not_match_the_characters_are_paired_as_in_mono_ruby():
    assert pair_readings("東京", "とうきょう", kind=JUKUGO_RUBY) == pair_readings("東京", "とうきょう", kind=RUBY)
    assert len(pair_readings("東京", "とう きょう", kind=GROUP_RUBY)) == 1


CELLS = st.lists(st.floats(0.5, 4), min_size=1, max_size=6)


@settings(deadline=None)
@given(CELLS, st.data())
def test_parts_stay_in_order_in_the_compound_and_near_their_characters(widths, data):
    room = sum(widths) * data.draw(st.floats(1, 2))
    middles = sorted(data.draw(st.lists(st.floats(0, room), min_size=len(widths), max_size=len(widths))))
    begins = lean(middles, widths, 0.0, room)
    ends = [begin + width for begin, width in zip(begins, widths, strict=True)]
    assert begins[0] >= 0
    assert ends[-1] <= room + 1e-9
    assert all(end <= begin + 1e-9 for end, begin in zip(ends, begins[1:], strict=False))

    def strain(places):
        rows = zip(places, widths, middles, strict=True)
        return sum((place + width / 2 - middle) ** 2 for place, width, middle in rows)

    # No other order-keeping placement is nearer: try moving every run of parts a little either way.
    for first in range(len(widths)):
        for last in range(first, len(widths)):
            for step in (-0.01, 0.01):
                moved = [b + step * (first <= i <= last) for i, b in enumerate(begins)]
                stops = [b + w for b, w in zip(moved, widths, strict=True)]
                allowed = moved[0] >= 0 and stops[-1] <= room
                allowed &= all(end <= begin for end, begin in zip(stops, moved[1:], strict=False))
                assert not allowed or strain(moved) >= strain(begins) - 1e-9
