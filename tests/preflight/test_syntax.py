"""Objects are read as pikepdf reads them; what is no object is a fault."""

from __future__ import annotations

import base64
import hashlib
import zlib

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.preflight.file import filters
from vdp.preflight.file.filters import TooLarge, count_inflated, decode, inflate
from vdp.preflight.file.syntax import Name, PdfFault, Ref, parse_value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"12 0 R", Ref(12, 0)),
        (b"[1 2 0 R 3]", [1, Ref(2, 0), 3]),
        (b"(a\\(b(c)d\\053\\\nz)", b"a(b(c)d+z"),
        (b"<4a4B5>", b"JKP"),
        (b"<</A/B/C[null true -1.5]>>", {"A": Name("B"), "C": [None, True, -1.5]}),
        (b"/A#20B", Name("A B")),
        (b"% note\n +7", 7),
    ],
)
def test_values(raw: bytes, value: object) -> None:
    assert parse_value(raw)[0] == value


@pytest.mark.parametrize(
    "raw", [b"", b"<<", b"[1", b"]", b"<</A>>", b"<<1 2>>", b"(a", b"foo", b"[" * 500, b"9" * 30, b"[>>"]
)
def test_faults(raw: bytes) -> None:
    with pytest.raises(PdfFault):
        parse_value(raw)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**31), 2**31 - 1), st.binary(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("ABC"), inner, max_size=3)),
    max_leaves=12,
)


def to_pikepdf(value: object) -> object:
    if isinstance(value, list):
        return pikepdf.Array([to_pikepdf(each) for each in value])
    if isinstance(value, dict):
        return pikepdf.Dictionary({f"/{key}": to_pikepdf(each) for key, each in value.items()})
    return pikepdf.String(value) if isinstance(value, bytes) else value


@settings(max_examples=100, deadline=None)
@given(VALUES.filter(lambda value: isinstance(value, (list, dict))))
def test_what_pikepdf_writes_is_read_back(value: object) -> None:
    def without_null(item: object) -> object:  # a null in a dictionary means no entry (ISO 32000-1, 7.3.7)
        if isinstance(item, dict):
            return {key: without_null(each) for key, each in item.items() if each is not None}
        return [without_null(each) for each in item] if isinstance(item, list) else item

    raw = to_pikepdf(without_null(value)).unparse()
    assert parse_value(raw)[0] == without_null(value)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_png_prediction_is_undone_as_pikepdf_undoes_it(kind: int) -> None:
    rows = bytes(range(40))
    raw = b"".join(bytes([kind]) + rows[at : at + 8] for at in range(0, 40, 8))
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, __import__("zlib").compress(raw))
    parameters = {"Predictor": 15, "Columns": 4, "Colors": 2}
    stream["/Filter"], stream["/DecodeParms"] = pikepdf.Name.FlateDecode, pikepdf.Dictionary(**parameters)
    ours = decode(stream.read_raw_bytes(), [("FlateDecode", dict(parameters))], limit=1000)
    assert ours == stream.read_bytes()


def test_base_85_and_runs_are_decoded_as_pikepdf_decodes_them() -> None:
    data = b"some data, z and \0\0\0\0 more"
    coded = base64.a85encode(data) + b"~>"
    assert decode(coded, [("ASCII85Decode", {})], limit=100) == data
    assert decode(b"<~" + coded, [("ASCII85Decode", {})], limit=100) == data
    assert decode(b"\x02abc\xfed\x80", [("RunLengthDecode", {})], limit=100) == b"abcddd"


def test_a_bomb_is_stopped_at_its_limit() -> None:
    bomb = __import__("zlib").compress(b"\0" * 10_000_000)
    with pytest.raises(TooLarge):
        inflate(bomb, limit=1_000_000)


def noise(size: int) -> bytes:
    """Return bytes that deflate cannot shrink."""
    return b"".join(hashlib.sha256(b"%d" % at).digest() for at in range(size // 32 + 1))[:size]


@pytest.mark.parametrize("piece", [1, 7, 64, 1 << 20])
def test_inflated_bytes_are_counted_by_pieces_of_any_size(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "_PIECE", piece)
    for data in (b"a", bytes(3000), noise(500)):
        packed = zlib.compress(data)
        assert count_inflated(packed, limit=3000) == count_inflated(packed + b"\n", limit=3000) == len(data)
        for cut in (1, 4, len(packed) // 2, len(packed) - 1):
            with pytest.raises(PdfFault, match="cut short"):
                count_inflated(packed[:-cut], limit=3000)
    with pytest.raises(TooLarge):
        count_inflated(zlib.compress(bytes(3001)), limit=3000)


def test_counting_does_not_copy_what_is_left_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """An image of 200 million bytes took twelve seconds, one of half the size three."""
    taken: list[int] = []

    class Worker:
        def __init__(self) -> None:
            self._inner = zlib_worker()

        def decompress(self, data: bytes, limit: int) -> bytes:
            taken.append(len(data))
            return self._inner.decompress(data, limit)

        def __getattr__(self, name: str) -> object:
            return getattr(self._inner, name)

    packed, zlib_worker = zlib.compress(noise(1 << 20)), zlib.decompressobj
    monkeypatch.setattr(filters, "_PIECE", 1 << 12)
    monkeypatch.setattr(filters.zlib, "decompressobj", Worker)
    assert count_inflated(packed, limit=1 << 20) == 1 << 20
    assert sum(taken) < 3 * len(packed)


def test_base_85_is_decoded_by_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "_PIECE", 2)
    for size in range(60):
        data = noise(size) + bytes(size % 9)
        assert decode(base64.a85encode(data) + b"~>", [("ASCII85Decode", {})], limit=100) == data
