"""Inspect sheets: what stands in each slot, compared with what the ledger says must stand there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Self, cast

from vdp.compose import Fingerprints
from vdp.compose.fingerprint import HASH_BYTES, TEXT_BYTES, hash_value
from vdp.errors import VerifyError
from vdp.proof import SheetReader
from vdp.run.codes import CodePlace
from vdp.run.ledger import Expected, LedgerReader
from vdp.slots.symbol import read_customer_barcode
from vdp.units import Box, to_points

Rotation = Literal[0, 90, 180, 270]

SIDES = ("front", "back")


class SheetRun(NamedTuple):
    """Consecutive sheets, or single pieces, of one file; `first_page` is the page index of the first one's front."""

    path: Path
    first_page: int
    sheets: range  # numbers of sheets; of leaves where every page is a piece
    single: bool = False


class Difference(NamedTuple):
    """A slot that does not hold what it must. `found`: fingerprint of the text that is there, b"" for none.

    Of single pieces, `sheet` is the leaf and `slot` 0.
    """

    sheet: int
    slot: int
    side: int
    expected: Expected | None
    text: str
    found: bytes


class SheetReceipt(NamedTuple):
    """What a run of sheets told. `unreadable`: sheets that could not be read, with the reason."""

    run: SheetRun
    compared: int
    codes_read: int
    differences: list[Difference]
    unreadable: list[tuple[int, str]]


class SlotFace(NamedTuple):
    """One side of a slot on the sheet, in points: bleed and trim as x0, y0, x1, y1, and the piece's turn."""

    bleed: tuple[float, float, float, float]
    trim: tuple[float, float, float, float]
    rotate: Rotation


Faces = tuple[tuple[SlotFace, ...], ...]
"""Per side, the slots that are on it."""


@dataclass(frozen=True, slots=True)
class PageOrder:
    """What an inspector needs to know of the job."""

    ledger: Path
    sides: Faces  # of a sheet; empty when none were printed
    pages: Faces  # of a single piece; empty when none were written
    twins: Mapping[int, int]
    codes: tuple[CodePlace, ...]
    every: int  # codes are scanned on every so many sheets; 0: never
    plates: Mapping[str, bool]  # those that lie over the colours: whether they leave them

    @classmethod
    def from_facts(cls, ledger: Path, facts: Mapping[str, str], *, every: int) -> Self:
        """Read the job's facts from its ledger."""
        sides, pages = (
            tuple(tuple(_face(numbers) for numbers in side) for side in json.loads(facts[name]))
            for name in ("sides", "pages")
        )
        twins = {int(one, 16): int(other, 16) for one, other in json.loads(facts["twins"]).items()}
        plates = dict(json.loads(facts.get("plates", "{}")))
        return cls(ledger, sides, pages, twins, tuple(json.loads(facts["codes"])), every, plates)


class SheetInspector:
    """Inspects runs of sheets in one process."""

    def __init__(self, order: PageOrder) -> None:
        self._order = order
        self._ledger = LedgerReader(order.ledger)
        self._fingerprints = Fingerprints(order.twins)
        self._reader: SheetReader | None = None

    def run(self, item: SheetRun) -> SheetReceipt:
        """Compare the text of every slot; scan the codes of the sampled sheets."""
        compared, codes_read, differences, unreadable = 0, 0, [], []
        rows: dict[int, list[Expected]] = {}
        ask = self._ledger.expected_leaves if item.single else self._ledger.expected
        faces = self._order.pages if item.single else self._order.sides
        for row in ask(min(item.sheets), max(item.sheets) + 1):
            rows.setdefault(row.sheet, []).append(row)
        for index, sheet in enumerate(item.sheets):
            front = item.first_page + len(faces) * index
            try:
                good, read, found = self._inspect(self._open(item.path), front, sheet, rows.get(sheet, []), faces)
            except VerifyError as error:
                unreadable.append((sheet, error.text))
                continue
            compared += good
            codes_read += read
            differences += found
        return SheetReceipt(item, compared, codes_read, differences, unreadable)

    def _open(self, path: Path) -> SheetReader:
        if self._reader is None or self._reader.path != path:
            if self._reader is not None:
                self._reader.close()
            self._reader = None
            self._reader = SheetReader(path, plates=self._order.plates)
        return self._reader

    def _inspect(
        self, reader: SheetReader, front: int, sheet: int, rows: Sequence[Expected], faces: Faces
    ) -> tuple[int, int, list[Difference]]:
        """Return how many pieces of a sheet have their texts, how many codes were read, and what differs."""
        different = [
            difference
            for side, slots in enumerate(faces)
            for difference in self._compare(
                sheet, side, rows, reader.texts(front + side, [slot.bleed for slot in slots])
            )
        ]
        wrong = {difference.slot for difference in different}
        good = [row for row in rows if row.kind == "piece" and row.slot not in wrong]
        if not self._order.every or sheet % self._order.every:
            return len(good), 0, different
        read, unread = self._scan(reader, front, good, faces)
        return len(good), read, different + unread

    def _compare(self, sheet: int, side: int, rows: Sequence[Expected], texts: Sequence[str]) -> Iterator[Difference]:
        """Yield the slots of one side whose text is not that of the ledger, to the last character."""
        expected = {row.slot: row for row in rows}
        for slot, (text, found) in enumerate(zip(texts, self._fingerprints.take(texts), strict=True)):
            row = expected.get(slot)
            if row is None and text:
                yield Difference(sheet, slot, side, None, f"the {SIDES[side]} of a blank holds text", found)
            elif row is not None and row.texts[TEXT_BYTES * side : TEXT_BYTES * (side + 1)] != found:
                yield Difference(sheet, slot, side, row, _describe(row, side), found if text else b"")

    def _scan(
        self, reader: SheetReader, front: int, rows: Sequence[Expected], faces: Faces
    ) -> tuple[int, list[Difference]]:
        """Read the codes of some pieces of one sheet from the raster."""
        read, wrong = 0, []
        for index, code in enumerate(self._order.codes):
            side = SIDES.index(code["side"])
            coded = [(row, row.codes[HASH_BYTES * index : HASH_BYTES * (index + 1)]) for row in rows]
            coded = [(row, wanted) for row, wanted in coded if any(wanted)]
            slots = [faces[side][row.slot] for row, _ in coded]
            for (row, wanted), values in zip(coded, _read_codes(reader, front + side, code, slots), strict=True):
                if wanted in map(hash_value, values):
                    read += 1
                    continue
                what = "says something else" if values else "cannot be read"
                text = f'the code "{code["slot"]}" of {name_leaf(row)} {what}'
                wrong.append(Difference(row.sheet, row.slot, side, row, text, b""))
        return read, wrong


def _read_codes(reader: SheetReader, page: int, code: CodePlace, faces: Sequence[SlotFace]) -> list[list[str]]:
    """Return the values of one code slot on some pieces of a page."""
    boxes = [place_box(Box(*code["box"]), face) for face in faces]
    if code["kind"] == "qr":
        return reader.codes(page, boxes)
    turns = [cast("Rotation", (face.rotate + code["turn"]) % 360) for face in faces]
    if code["kind"] != "customer-barcode":
        return reader.barcodes(page, boxes, turns, symbology=code["kind"])
    symbols = map(read_customer_barcode, reader.bars(page, boxes, turns))
    return [[value] if value else [] for value in symbols]


def place_box(box: Box, face: SlotFace) -> tuple[float, float, float, float]:
    """Return a box of the piece (from its lower left trim corner) as corners on the sheet."""
    x0, y0, x1, y1 = face.trim
    left, bottom, right, top = box.x, box.y, box.x + box.width, box.y + box.height
    match face.rotate:
        case 0:
            return x0 + left, y0 + bottom, x0 + right, y0 + top
        case 90:
            return x1 - top, y0 + left, x1 - bottom, y0 + right
        case 180:
            return x1 - right, y1 - top, x1 - left, y1 - bottom
        case _:
            return x0 + bottom, y1 - right, x0 + top, y1 - left


def _face(numbers: Sequence[int]) -> SlotFace:
    x0, y0, x1, y1, left, bottom, right, top = (to_points(number) for number in numbers[:8])
    return SlotFace((x0, y0, x1, y1), (left, bottom, right, top), cast("Rotation", numbers[8]))


def _describe(row: Expected, side: int) -> str:
    return f"the {SIDES[side]} is not that of {name_leaf(row)}"


def name_leaf(row: Expected) -> str:
    """Return how reports call a leaf."""
    if row.kind == "slip":
        return f"the slip at leaf {row.leaf + 1}"
    return f"piece {(row.sequence or 0) + 1} (record {row.record})"
