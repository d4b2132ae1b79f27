from __future__ import annotations

import sqlite3

import pytest

from vdp.run.ledger import Expected, Ledger, LedgerReader


def texts(front, back):
    return front.ljust(14, b"\0") + back.ljust(14, b"\0")


def row(leaf, sheet, slot, *, lift=0, kind="piece", record=None, front=b"f", back=b"b"):
    sequence = leaf if kind == "piece" else None
    record = record or (leaf + 101 if kind == "piece" else None)
    front, back = front + bytes([leaf]), back + bytes([leaf])
    return (leaf, kind, record, sequence, 1, lift, sheet, slot, 0, "printed", b"content", texts(front, back), b"codes")


@pytest.fixture
def ledger(tmp_path):
    """A finished ledger: two sheets of two slots, then a lift of one sheet; leaf 2 is a slip."""
    opened = Ledger(tmp_path / "a ?#%41.sqlite")
    opened.add_facts({"job": "test", "up": "2"})
    opened.add_pieces([row(0, 0, 0), row(2, 0, 1, kind="slip")])
    opened.add_pieces([row(1, 1, 0), row(3, 1, 1), row(4, 2, 0, lift=1)])
    opened.add_refused([(7, "held", "records.date", "expires", "no date"), (7, "held", "text.overflow", "a", "long")])
    opened.add_refused([(9, "duplicate", "run.duplicate", "", "the same as 8")])
    opened.add_bundles([(1, 5, "10000", 4, 0, 1, 1)])
    opened.close()
    reader = LedgerReader(tmp_path / "a ?#%41.sqlite")
    yield reader
    reader.close()


def test_what_was_written_is_read(ledger):
    assert ledger.facts() == {"job": "test", "up": "2"}
    (first, *_) = ledger.expected(0, 1)
    assert first == Expected(0, "piece", 101, 0, 0, 0, texts(b"f\0", b"b\0"), b"codes")


def test_leaves_of_some_sheets_come_by_sheet_and_slot(ledger):
    assert [(one.sheet, one.slot) for one in ledger.expected(0, 2)] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [one.leaf for one in ledger.expected(2, 9)] == [4]
    assert [one.leaf for one in ledger.all_expected()] == [0, 1, 2, 3, 4]


def test_kinds_and_refused_records_are_counted_each_record_once(ledger):
    assert ledger.counts() == {"piece": 4, "slip": 1, "held": 1, "duplicate": 1}
    assert ledger.printed_records() == 4


def test_stacks_piled_in_order_of_position_give_the_leaves(ledger):
    assert list(ledger.restacked()) == [0, 1, 2, 3, 4]


def test_a_side_is_found_by_its_fingerprint(ledger):
    assert (
        ledger.leaf_of_side(texts(b"f\1", b"")[:14], side=0) == "piece 2 (record 102), which belongs to sheet 2, slot 1"
    )
    assert ledger.leaf_of_side(texts(b"f\2", b"")[:14], side=0).startswith("the slip at leaf 3")
    assert ledger.leaf_of_side(texts(b"f\1", b"")[:14], side=1) == ""
    assert ledger.leaf_of_side(texts(b"b\3", b"")[:14], side=1).startswith("piece 4 (record 104)")


def test_a_reader_cannot_change_the_ledger(ledger):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        ledger._connection.execute("DELETE FROM pieces")


def test_a_closed_ledger_is_one_plain_file(ledger, tmp_path):
    assert [path.name for path in tmp_path.iterdir()] == ["a ?#%41.sqlite"]


def test_a_chunk_is_entered_whole_or_not_at_all(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite")
    ledger.add_pieces([row(0, 0, 0)])
    with pytest.raises(sqlite3.IntegrityError):
        ledger.add_pieces([row(1, 0, 1), row(0, 1, 0)])
    ledger.close()
    reader = LedgerReader(tmp_path / "l.sqlite")
    assert reader.counts() == {"piece": 1}
    reader.close()
