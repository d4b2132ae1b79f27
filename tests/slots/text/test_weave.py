"""Short texts between the characters of a glyph string, and what a batch says more than once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.equal import find_equal, find_repeats
from vdp.slots.text.texts import read_texts
from vdp.slots.text.vertical import VerticalChain, group_digits, stand_digits
from vdp.slots.text.weave import weave

TEXTS = [b">-250<", b">1<", b"", b"> Tj", b">] TJ 0123456789"]
ADDRESSES = st.lists(st.text(alphabet="東京丁目0123456789Aa.,/:+- ０", max_size=14), max_size=6)


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.lists(st.integers(0, 4), max_size=3)), min_size=1, max_size=40))
def test_weaving_is_the_same_as_joining_one_after_the_other(cells):
    cells = [*cells, (None, [0, 3])]  # what stands at the end
    digits = b"".join(b"%04x" % code for code, _ in cells if code is not None)
    at = np.array([place for place, (_, texts) in enumerate(cells) for _ in texts], dtype=np.int64)
    which = np.array([text for _, texts in cells for text in texts], dtype=np.int64)
    woven, taken = weave(digits, at, which, TEXTS)
    glyphs = [(b"" if code is None else b"%04x" % code, texts) for code, texts in cells]
    assert woven == b"".join(b"".join(TEXTS[text] for text in texts) + glyph for glyph, texts in glyphs)
    assert taken.tolist() == [0, *np.cumsum([len(TEXTS[text]) for text in which.tolist()]).tolist()]


@pytest.fixture(scope="module")
def column(faces):
    return VerticalChain(faces[:1], FaceChain(faces[:1]))


@given(ADDRESSES, st.integers(0, 4))
@settings(deadline=None)
def test_digits_of_a_batch_stand_upright_where_those_of_each_text_do(column, values, longest):
    together = stand_digits(read_texts(values), column, longest=longest).strings
    assert together == group_digits(values, column, longest=longest)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 1.5, 2.5]), st.booleans()), min_size=1, max_size=30))
def test_equal_rows_are_found_whatever_their_columns(rows):
    first, which = find_equal([np.array(column) for column in zip(*rows, strict=True)])
    assert [rows[first[lot]] for lot in which.tolist()] == rows
    assert len(first) == len(set(rows))


def test_texts_that_a_batch_repeats_are_set_once_and_painted_everywhere(spec, chain):
    kernel = TextKernel(spec(fit=("condense",), min_scale=0.5), chain)
    values = ["東京都千代田区丸の内一丁目", "大阪", ""] * 100
    assert find_repeats(values) == (values[:3], [0, 1, 2] * 100)
    assert kernel.compose(values) == [kernel.compose([value])[0] for value in values[:3]] * 100
    survey, alone = kernel.survey(values), kernel.survey(values[:3])
    assert survey.fitted.indices.tolist() == [at for at in range(300) if at % 3 in alone.fitted.indices.tolist()]
    assert set(survey.fitted.scale.tolist()) == set(alone.fitted.scale.tolist())


def test_a_repeated_text_that_does_not_fit_is_a_fault_wherever_it_occurs(spec, chain):
    values = ["東京都千代田区丸の内一丁目", "大阪"] * 100
    faults = TextKernel(spec(), chain).measure(values)
    assert [(fault.index, fault.code) for fault in faults] == [(at, "text.overflow") for at in range(0, 200, 2)]


def test_mostly_different_texts_are_no_repeats():
    assert find_repeats([str(number) for number in range(500)]) is None
    assert find_repeats(["同じ"] * 10) is None


def test_private_characters_of_a_record_never_become_the_cluster_that_they_number(spec, chain):
    kernel = TextKernel(spec(missing_glyph="geta"), chain)
    kernel.compose(["邉\U000e0100"])
    standing = next(iter(chain._clusters.values()))
    assert kernel.shown(["東" + standing]) == ["東\u3013"]
