"""Single pieces leave in the order of the mail, whichever chunk comes first."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError
from vdp.run.pictures import OwnPictures
from vdp.run.piece_order import PieceChunk, PieceOrder
from vdp.run.piece_pages import PieceSegment
from vdp.run.segment import write_segment


def make_chunk(folder: Path, leaves: list[int]) -> PieceChunk:
    """Write a segment whose pieces tell their leaf on both sides, and in their metadata."""
    rows = [[b"front %d" % leaf, b"back %d" % leaf * (leaf % 3), b"part %d" % leaf] for leaf in leaves]
    path = folder / f"{leaves[0]}.bin"
    digest = write_segment(path, [part for row in rows for part in row])
    lengths = np.array([[len(part) for part in row] for row in rows], dtype=np.int64)
    segment = PieceSegment(path, digest, np.array(leaves), lengths, [()] * len(leaves))
    return PieceChunk(segment, {}, OwnPictures(None))


@st.composite
def mails(draw):
    """Return bundles, and chunks of leaves in some order: each leaf in one of them."""
    bundles = draw(st.lists(st.integers(1, 30), max_size=12))
    count = sum(bundles) if bundles else draw(st.integers(1, 90))
    owner = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    chunks = [[leaf for leaf in range(count) if owner[leaf] == one] for one in range(6)]
    return bundles, draw(st.permutations([chunk for chunk in chunks if chunk]))


@settings(deadline=None, max_examples=60)
@given(mails())
def test_every_piece_comes_once_in_order_and_in_whole_units(mail):
    bundles, chunks = mail
    slips = np.cumsum([0, *bundles])[:-1] if bundles else np.array([], dtype=np.int64)
    count = sum(map(len, chunks))
    order, units = PieceOrder(count, slips.astype(np.int64)), []
    with TemporaryDirectory() as name:
        for leaves in chunks:
            chunk = make_chunk(Path(name), leaves)
            for unit in order.add(chunk):
                units.append([[bytes(part) for part in row] for run in unit for row in run.chunk.read(run.at)])
                for run in unit:
                    run.chunk.release(len(run.at))
            chunk.rest()
        order.finish()
        assert not list(Path(name).iterdir()), "segments are gone once their pieces are in files"
    rows = [row for unit in units for row in unit]
    expected = [[b"front %d" % n, b"back %d" % n * (n % 3), b"part %d" % n] for n in range(count)]
    assert rows == expected
    if bundles:
        assert [len(unit) for unit in units] == bundles


def test_a_piece_that_never_comes_is_a_defect(tmp_path):
    order = PieceOrder(5, np.array([0], dtype=np.int64))
    assert list(order.add(make_chunk(tmp_path, [0, 1, 3, 4]))) == []
    with pytest.raises(DefectError, match="3 pieces never came"):
        order.finish()


def test_a_segment_that_changed_on_the_disk_is_a_defect(tmp_path):
    chunk = make_chunk(tmp_path, [0, 1])
    chunk.rest()
    path = tmp_path / "0.bin"
    assert next(bytes(part) for row in chunk.read(range(2)) for part in row) == b"front 0"
    path.write_bytes(b"x" + path.read_bytes()[1:])
    with pytest.raises(DefectError, match="changed after it was written"):
        PieceChunk(chunk._segment, {}, OwnPictures(None))
