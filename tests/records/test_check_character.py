"""Check characters, against python-stdnum and the examples of the standards, and every error that they must catch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm
from stdnum.iso7064 import mod_37_2

from vdp.job.codes import DIGITS, LETTERS
from vdp.records.check_character import check_digits

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def check_of(text, alphabet):
    digits = np.array([[alphabet.index(character) for character in text]])
    return alphabet[int(check_digits(digits, len(alphabet))[0])]


@given(st.text(alphabet=LETTERS, min_size=1, max_size=24))
def test_letters_follow_iso_7064_with_radix_2(text):
    assert check_of(text, LETTERS) == mod_37_2.calc_check_digit(text, LETTERS)


@given(st.text(alphabet=DIGITS, min_size=1, max_size=24))
def test_digits_follow_damm(text):
    assert check_of(text, DIGITS) == damm.calc_check_digit(text)


def test_published_examples():
    assert check_of("079", "0123456789X") == "X"  # ISO 7064, MOD 11-2
    assert check_of("G123498654321", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*") == "H"  # ISBT 128, MOD 37-2
    assert check_of("572", DIGITS) == "4"  # Damm


@pytest.mark.parametrize("size", [3, 5, 9, 10, 15, 21, 27, 31, 33, 35, 45, 61])
def test_every_wrong_character_and_every_swap_of_neighbours_is_caught(size):
    """Primes, and odd numbers that are none; swaps with the check character and wrong check characters among them."""
    rows = np.random.default_rng(size).integers(0, size, (12, 9))
    codes = np.column_stack((rows, check_digits(rows, size)))
    for code in codes:
        spoilt = [np.concatenate((code[:at], [other], code[at + 1 :])) for at in range(10) for other in range(size)]
        spoilt += [np.concatenate((code[:at], code[at : at + 2][::-1], code[at + 2 :])) for at in range(9)]
        wrong = np.array([each for each in spoilt if (each != code).any()])
        assert len(wrong) >= 10 * (size - 1)
        assert (check_digits(wrong[:, :-1], size) != wrong[:, -1]).all()


def test_every_code_has_one_check_character():
    rows = np.array([[a, b, c] for a in range(31) for b in range(31) for c in range(31)])
    checks = check_digits(rows, 31)
    assert checks.min() == 0
    assert checks.max() == 30
    assert np.bincount(checks).tolist() == [31 * 31] * 31
