from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vdp.compose import Fingerprints
from vdp.compose.fingerprint import HASH_BYTES, TEXT_BYTES, hash_value
from vdp.slots.text import FaceChain, TextKernel, glyph_twins, open_face, read_catalogue
from vdp.slots.text.chain import SEQUENCE_SHIFT
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

SPACES = "\t\n\r \u00a0\u3000"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0" + SPACES), max_size=40)
SPACED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


def bare(text):
    return "".join(character for character in text if character not in SPACES)


def by_hand(text):
    """The slow twin: count of characters, then their hash."""
    characters = bare(text)
    digest = hashlib.blake2b(characters.encode("utf-32-le"), digest_size=HASH_BYTES).digest()
    return len(characters).to_bytes(2, "big") + digest


@given(st.lists(SPACED, max_size=6))
def test_a_fingerprint_is_count_and_hash_of_the_characters_that_are_no_spaces(texts):
    assert Fingerprints({}).take(texts) == [by_hand(text) for text in texts]


@given(TEXT, st.lists(st.tuples(st.integers(0, 40), st.sampled_from(SPACES))))
def test_spaces_do_not_matter(text, inserted):
    spaced = text
    for place, space in inserted:
        spaced = spaced[:place] + space + spaced[place:]
    assert Fingerprints({}).take([spaced]) == Fingerprints({}).take([text])


@given(TEXT, TEXT)
def test_other_texts_differ(one, other):
    first, second = Fingerprints({}).take([one, other])
    assert (first == second) == (one == other)


@given(st.lists(TEXT, min_size=2, max_size=6))
def test_neighbours_in_a_batch_do_not_run_into_one_another(texts):
    together = Fingerprints({}).take(texts)
    assert together == [Fingerprints({}).take([text])[0] for text in texts]


def test_characters_that_share_a_glyph_are_one():
    fingerprints = Fingerprints({0x2F00: 0x4E00, 0x2F52: 0x65E5})
    one, other = fingerprints.take(["\u2f00日", "一日"])
    assert one == other
    assert Fingerprints({}).take(["\u2f00日"]) != Fingerprints({}).take(["一日"])


def test_a_twin_of_a_space_is_a_space():
    one, other = Fingerprints({0xA0: 0x20}).take(["a\u00a0b", "ab"])
    assert one == other


def test_no_texts_are_no_fingerprints():
    assert Fingerprints({}).take([]) == []


@pytest.mark.parametrize("text", ["", "a", "日本" * 100, "\U00020b9f田", "が"])
def test_every_fingerprint_has_one_length(text):
    assert [len(found) for found in Fingerprints({}).take([text])] == [TEXT_BYTES]


def test_a_text_beyond_the_count_still_has_a_fingerprint():
    one, other = Fingerprints({}).take(["a" * 70_000, "a" * 69_999])
    assert one != other


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_values_of_codes_are_told_apart_to_the_bit(one, other):
    assert (hash_value(one) == hash_value(other)) == (one == other)


def test_no_code_is_no_hash():
    assert hash_value("") == bytes(HASH_BYTES)
    assert hash_value("x") != bytes(HASH_BYTES)


NAMES = (
    "辻 辻\U000e0100 辻\U000e0101 葛 葛\U000e0100 葛\U000e0101 邉 邉\U000e0100 邉\U000e0105 "
    "\ufa19 神 神\ufe00 A—B 東―京 …"
)


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_what_a_reader_finds_of_glyphs_that_several_characters_share_is_what_was_asked_for(writing):
    """The file has one text for each glyph, whichever of its characters a record asks for."""
    face = open_face(read_catalogue()["Noto Sans JP/400"], "F0")
    chain = FaceChain([face])
    if writing == "vertical":
        chain = VerticalChain([face], chain)
    texts = NAMES.split()
    box = Box(0, 0, 200, 200)
    kernel = TextKernel(TextSpec("slot", box, (face.key,), 10.0, 15.0, lines=0, writing=writing), chain)
    assert kernel.measure(texts) == []
    printed = [re.findall("<([0-9a-f]*)>", ink.decode()) for ink in kernel.compose(texts)]
    used = chain.take_used()
    spelled = {**(chain.horizontal.glyphs_of(chain.horizontal.take_used())[0] if writing == "vertical" else {})}
    spelled |= chain.glyphs_of(used)[0]
    read = ["".join(spelled[int(g, 16)] for part in parts for g in re.findall("....", part)) for parts in printed]
    assert read != texts  # some glyphs are shared
    fingerprints = Fingerprints(glyph_twins([face], [face.key] if writing == "vertical" else ()))
    assert fingerprints.take(read) == fingerprints.take(kernel.shown(texts))
    plain, other = fingerprints.take(["葛", "葛\U000e0100"])  # the font draws them differently
    assert plain != other


def test_sequences_are_twins_of_what_has_their_glyph_and_of_nothing_else():
    face = open_face(read_catalogue()["Noto Sans JP/400"], "F0")
    twins = glyph_twins([face])
    plain = dict(zip(face.codepoints.tolist(), face.glyphs.tolist(), strict=True))
    for base in map(ord, "辻葛邉辺斎高崎吉"):
        for selector in range(0xE0100, 0xE0110):
            glyph = face.variation_glyph(base, selector)
            stands_for = twins.get(base | (selector << SEQUENCE_SHIFT))
            if glyph and glyph == plain[base]:
                assert stands_for in {base, twins.get(base)}
            elif stands_for is not None:
                assert plain.get(stands_for) == glyph
