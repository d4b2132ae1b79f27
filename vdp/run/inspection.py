"""Inspect sheets: what stands in each slot, compared with what the ledger says must stand there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Self, cast

from vdp.compose import Fingerprints
from vdp.compose.fingerprint import HASH_BYTES, TEXT_BYTES, hash_value
from vdp.proof import decode_codes, read_bars, read_sheet_texts
from vdp.run.codes import CodePlace
from vdp.run.ledger import Expected, LedgerReader
from vdp.slots.symbol import read_customer_barcode
from vdp.units import Box, to_points

Rotation = Literal[0, 90, 180, 270]

SIDES = ("front", "back")


class SheetRun(NamedTuple):
    """Consecutive sheets of one file; `first_page` is the page index of the first sheet's front."""

    path: Path
    first_page: int
    sheets: range


class Difference(NamedTuple):
    """A slot that does not hold what it must. `found`: fingerprint of the text that is there, b"" for none."""

    sheet: int
    slot: int
    side: int
    expected: Expected | None
    text: str
    found: bytes


class SheetReceipt(NamedTuple):
    """What a run of sheets told."""

    compared: int
    codes_read: int
    differences: list[Difference]


class SlotFace(NamedTuple):
    """One side of a slot on the sheet, in points: bleed and trim as x0, y0, x1, y1, and the piece's turn."""

    bleed: tuple[float, float, float, float]
    trim: tuple[float, float, float, float]
    rotate: Rotation


@dataclass(frozen=True, slots=True)
class PageOrder:
    """What an inspector needs to know of the job."""

    ledger: Path
    sides: tuple[tuple[SlotFace, ...], ...]
    twins: Mapping[int, int]
    codes: tuple[CodePlace, ...]
    every: int  # codes are scanned on every so many leaves; 0: never

    @classmethod
    def from_facts(cls, ledger: Path, facts: Mapping[str, str], *, every: int) -> Self:
        """Read the job's facts from its ledger."""
        sides = tuple(tuple(_face(numbers) for numbers in side) for side in json.loads(facts["sides"]))
        twins = {int(one, 16): int(other, 16) for one, other in json.loads(facts["twins"]).items()}
        return cls(ledger, sides, twins, tuple(json.loads(facts["codes"])), every)


class SheetInspector:
    """Inspects runs of sheets in one process."""

    def __init__(self, order: PageOrder) -> None:
        self._order = order
        self._ledger = LedgerReader(order.ledger)
        self._fingerprints = Fingerprints(order.twins)
        self._static: dict[tuple[str, int], bytes] = {}  # text of artwork and static slots, by kind and side

    def run(self, item: SheetRun) -> SheetReceipt:
        """Compare the text of every slot; scan the codes of the sampled leaves."""
        pages = range(item.first_page, item.first_page + 2 * len(item.sheets))
        boxes = [[face.bleed for face in self._order.sides[page % 2]] for page in range(len(pages))]
        texts = list(read_sheet_texts(item.path, pages, boxes))
        compared, codes_read, differences = 0, 0, []
        for index, sheet in enumerate(item.sheets):
            expected = {row.slot: row for row in self._ledger.expected(sheet, sheet + 1)}
            for slot in range(len(self._order.sides[0])):
                row = expected.get(slot)
                sides = (texts[2 * index][slot], texts[2 * index + 1][slot])
                found = self._compare(sheet, slot, row, sides)
                differences.extend(found)
                if row is not None and row.kind == "piece" and not found:
                    compared += 1
                    if self._order.every and row.leaf % self._order.every == 0:
                        read, wrong = self._scan(item.path, item.first_page + 2 * index, row)
                        codes_read += read
                        differences.extend(wrong)
        return SheetReceipt(compared, codes_read, differences)

    def _compare(self, sheet: int, slot: int, row: Expected | None, sides: Sequence[str]) -> list[Difference]:
        if row is None:
            return [
                Difference(sheet, slot, side, None, f"the {SIDES[side]} of a blank holds text", b"")
                for side, text in enumerate(sides)
                if text
            ]
        found: list[Difference] = []
        for side, text in enumerate(sides):
            wanted = row.texts[TEXT_BYTES * side : TEXT_BYTES * (side + 1)]
            static = self._fingerprints.rest(text, wanted)
            matches = self._fingerprints.matches(text, wanted)
            if matches and self._static.setdefault((row.kind, side), static) == static:
                continue
            known = self._static.get((row.kind, side))
            found.append(Difference(sheet, slot, side, row, _describe(row, side), self._personal(text, known)))
        return found

    def _personal(self, text: str, static: bytes | None) -> bytes:
        """Return the fingerprint of what follows the static text of a side."""
        return self._fingerprints.after(text, static or b"")

    def _scan(self, path: Path, front: int, row: Expected) -> tuple[int, list[Difference]]:
        """Read the codes of one piece from the raster."""
        read, wrong = 0, []
        for index, code in enumerate(self._order.codes):
            wanted = row.codes[HASH_BYTES * index : HASH_BYTES * (index + 1)]
            if not any(wanted):
                continue
            side = SIDES.index(code["side"])
            face = self._order.sides[side][row.slot]
            values = _read_code(path, front + side, code, face)
            if wanted in map(hash_value, values):
                read += 1
            else:
                text = (
                    f'the code "{code["slot"]}" of {_name(row)} {"says something else" if values else "cannot be read"}'
                )
                wrong.append(Difference(row.sheet, row.slot, side, row, text, b""))
        return read, wrong


def _read_code(path: Path, page: int, code: CodePlace, face: SlotFace) -> list[str]:
    box = place_box(Box(*code["box"]), face)
    if code["kind"] == "qr":
        return decode_codes(path, page, [box])[0]
    bars = read_bars(path, page, box, face.rotate)
    value = read_customer_barcode(bars) if bars else ""
    return [value] if value else []


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
    return f"the {SIDES[side]} is not that of {_name(row)}"


def _name(row: Expected) -> str:
    if row.kind == "slip":
        return f"the slip at leaf {row.leaf + 1}"
    return f"piece {(row.sequence or 0) + 1} (record {row.record})"
