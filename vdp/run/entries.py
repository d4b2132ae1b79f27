"""Entries of the ledger: one per leaf of a finished chunk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vdp.run.chunk import Chunk, ChunkReceipt, number_cells
from vdp.run.ledger import PieceRow
from vdp.run.order import JobOrder


def piece_rows(order: JobOrder, chunk: Chunk, receipt: ChunkReceipt) -> Iterator[PieceRow]:
    """Yield one row per leaf of a chunk."""
    sheets, slots = np.nonzero(chunk.leaves != -1)
    values = chunk.leaves[sheets, slots]
    is_piece = values >= 0
    index = number_cells(values, receipt.sequences, receipt.bundles)
    bundle = np.where(is_piece, order.mail.bundle[np.where(is_piece, values, 0)], -2 - values) + 1
    leaf = chunk.places[sheets, slots]
    numbers = np.asarray(chunk.sheets)[sheets]
    columns = (leaf, values, bundle, numbers, slots, index)
    for leaf_, value, bundle_, sheet, slot, at in zip(*(column.tolist() for column in columns), strict=True):
        record, sequence = (receipt.records[at], value) if value >= 0 else (None, None)
        yield (
            leaf_,
            "piece" if value >= 0 else "slip",
            record,
            sequence,
            bundle_,
            chunk.lift,
            sheet,
            slot,
            0,
            "printed",
            receipt.contents[at],
            receipt.texts[at],
            receipt.codes[at],
        )
