from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vdp.compose import Fingerprints
from vdp.compose.fingerprint import HASH_BYTES, TEXT_BYTES, hash_value

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
