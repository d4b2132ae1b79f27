"""The account of fitted texts on its way from the workers to report and ledger."""

from __future__ import annotations

import numpy as np
import pytest

from vdp.run.fitted import FITTED, FittedTexts, fitted_rows
from vdp.slots.text.fitted import Fitted


def fitted(*indices, scale=0.9):
    count = len(indices)
    return Fitted(np.array(indices), np.full(count, scale), np.full(count, 9.25), np.full(count, -20.0))


def test_rows_come_by_record_and_slot_without_held_records():
    rows = fitted_rows([("b", fitted(0, 2)), ("a", fitted(0, 1))], ["a", "b"], records=[7, 8, 9], held={8})
    assert rows[["record", "slot"]].tolist() == [(7, 0), (7, 1), (9, 1)]
    assert rows["scale"].tolist() == [9000] * 3
    assert rows["size"].tolist() == [9250] * 3


def test_a_batch_without_fitted_texts_has_no_rows():
    assert len(fitted_rows([], ["a"], records=[1], held=set())) == 0
    assert FITTED.itemsize <= 24


def test_only_printed_records_are_counted_and_listed(tmp_path):
    texts = FittedTexts(tmp_path / "fitted.bin", ["a", "b"])
    texts.add(
        fitted_rows([("a", fitted(0, 1, 2)), ("b", fitted(0, scale=0.7))], ["a", "b"], records=[1, 2, 3], held=set())
    )
    texts.add(fitted_rows([("a", fitted(0, scale=0.5))], ["a", "b"], records=[4], held=set()))
    texts.count(np.array([3, 1, 9]))
    assert texts.records == 2
    assert {name: (slot.count, slot.smallest_scale) for name, slot in texts.slots.items()} == {
        "a": (2, 0.9),
        "b": (1, 0.7),
    }
    assert list(texts.ledger_rows()) == [(1, "a", 0.9, 9.25, -20), (1, "b", 0.7, 9.25, -20), (3, "a", 0.9, 9.25, -20)]


def test_a_record_in_two_blocks_counts_once(tmp_path, monkeypatch):
    monkeypatch.setattr("vdp.run.fitted._ROWS", 1)
    texts = FittedTexts(tmp_path / "fitted.bin", ["a", "b"])
    texts.add(fitted_rows([("a", fitted(0)), ("b", fitted(0))], ["a", "b"], records=[1], held=set()))
    texts.count(np.array([1]))
    assert texts.records == 1
    assert sum(slot.count for slot in texts.slots.values()) == 2


@pytest.mark.parametrize("printed", [[], [5]])
def test_nothing_fitted_is_nothing(tmp_path, printed):
    texts = FittedTexts(tmp_path / "fitted.bin", ["a"])
    texts.count(np.array(printed, dtype=np.int64))
    assert (texts.records, texts.slots, list(texts.ledger_rows())) == (0, {}, [])
