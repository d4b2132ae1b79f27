from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.records.identity import find_identities


def identity(*values: object) -> str:
    return find_identities([[value] for value in values], count=1)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("山田 太郎", "100-0001", "東京都1-2"), ("山田　太郎", "1000001", "東京都１－２")),
        (("山田太郎", "〒100-0001", "東京都", "港区1-2"), ("山田太郎", "１００－０００１", "東京都港区", "1−2")),
        (("ﾔﾏﾀﾞ", "", "ﾋﾞﾙ"), ("ヤマダ", "", "ビル")),
        (("SMITH", "1", "Ａ"), ("smith", "1", "a")),
        (("\u304b\u3099", "1"), ("\u304c", "1")),
    ],
)
def test_the_same_recipient_typed_otherwise_has_the_same_identity(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert identity(*one) == identity(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("山田太郎", "1000001", "1-23"), ("山田太郎", "1000001", "12-3")),
        (("山田太郎", "1000001", "1-2"), ("山田花子", "1000001", "1-2")),
        (("\u9ad9橋", "1000001"), ("高橋", "1000001")),
        (("山田", "100-0001", "1"), ("山田", "100-0002", "1")),
    ],
)
def test_other_recipients_have_other_identities(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert identity(*one) != identity(*other)


def test_nobody_has_no_identity() -> None:
    assert find_identities([["", "　"], ["", " "]], count=2) == ["", ""]
    assert find_identities([], count=2) == ["", ""]
    assert find_identities([[], []], count=0) == []


def test_an_identity_is_128_bits_of_hex() -> None:
    assert len(identity("a")) == 32
    assert int(identity("a"), 16)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=6))
def test_a_batch_gives_what_each_record_alone_gives(rows: list[tuple[str, str]]) -> None:
    columns = [[a for a, _ in rows], [b for _, b in rows]]
    rows = [tuple(v.encode("utf-8", "ignore").decode() for v in row) for row in rows]
    assert find_identities(columns, count=len(rows)) == [identity(*row) for row in rows]
