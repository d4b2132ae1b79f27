"""The QR slot: a column of values becomes a column of inline image masks."""

from __future__ import annotations

import binascii
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vdp.errors import DefectError
from vdp.pdf.content import num
from vdp.slots.base import Fault
from vdp.slots.symbol.kernel import QrEncoder
from vdp.slots.symbol.qr_modes import BYTE, MODES, NEVER, VERSION_CLASSES, class_of, costs
from vdp.slots.symbol.qr_segments import (
    Kinds,
    best_modes,
    bits_in_one_mode,
    fewest_bits,
    find_patterns,
    split_texts,
)
from vdp.slots.symbol.qr_stream import pack_data
from vdp.slots.symbol.qr_tables import VERSIONS, capacity, division_of
from vdp.slots.symbol.spec import QrSpec

TOO_LONG = VERSIONS[-1] + 1
NOT_IN_MODE = TOO_LONG + 1
"""What qr_versions returns for values that no symbol holds."""

_LONGEST = 7089  # characters that a QR code can hold at all: digits in 40-L (table 7)


def qr_versions(values: Sequence[str], level: str, mode: str = "auto") -> NDArray[np.int64]:
    """Return the smallest version that holds each value, 0 for an empty one, else TOO_LONG or NOT_IN_MODE."""
    versions = np.zeros(len(values), dtype=np.int64)
    versions[[index for index, value in enumerate(values) if len(value) > _LONGEST]] = TOO_LONG
    some = [index for index, value in enumerate(values) if 0 < len(value) <= _LONGEST]
    if some:
        table, numbers = find_patterns(split_texts([values[index] for index in some]))
        found = _best_versions(table, level) if mode == "auto" else _one_mode_versions(table, level, MODES[mode])
        versions[some] = found[numbers]
    return versions


def _one_mode_versions(table: Kinds, level: str, mode: int) -> NDArray[np.int64]:
    """Return the smallest version that holds each pattern as one segment."""
    found = np.full(len(table), TOO_LONG)
    for number in (2, 1, 0):
        bits = bits_in_one_mode(table, mode, number)
        found = _at_most(found, bits, level, number)
    return np.where(bits >= NEVER, NOT_IN_MODE, found)


def _best_versions(table: Kinds, level: str) -> NDArray[np.int64]:
    """Return the smallest version that holds each pattern in any segments. As bytes it is never smaller."""
    found = _one_mode_versions(table, level, BYTE)
    for number in (2, 1, 0):
        versions = VERSION_CLASSES[number]
        near = np.flatnonzero((found >= versions[0]) & (found <= versions[-1] + 1))
        if len(near):
            found[near] = _at_most(found[near], fewest_bits(table[near], number), level, number)
    return found


def _at_most(found: NDArray[np.int64], bits: NDArray[np.int64], level: str, number: int) -> NDArray[np.int64]:
    """Return the smaller one of the versions found and those that hold some bits in a class of versions.

    A version counts only if all above it hold the text too. Character counts of the next class take more bits; so
    that class, found before, must hold it from its first version on.
    """
    versions = VERSION_CLASSES[number]
    room = np.array([8 * division_of(version, level).data for version in versions])
    place = np.searchsorted(room, bits)
    return np.where((place < len(room)) & (found <= versions[-1] + 1), np.minimum(found, versions[0] + place), found)


class QrKernel:
    """Sets values as QR codes of one version, dark modules painted in the current fill colour.

    In mode auto a value is bytes where these fit; else it is cut into the segments that take the fewest bits.
    """

    def __init__(self, spec: QrSpec) -> None:
        self.spec = spec
        self._encoder = QrEncoder(spec.version, spec.level, mask=spec.mask) if spec.version else None
        self._bytes = capacity(spec.version, spec.level) if spec.version and spec.mode in {"auto", "byte"} else 0

    def versions(self, values: Sequence[str]) -> NDArray[np.int64]:
        """Return the smallest version that holds each value, see qr_versions."""
        return qr_versions(values, self.spec.level, self.spec.mode)

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return a fault for every value that is empty, too long, or has characters that the mode lacks.

        A spec of version 0 allows the largest version that has room.
        """
        faults = [
            Fault(index, "symbol.empty", "hold", "there is nothing to encode")
            for index, value in enumerate(values)
            if not value
        ]
        doubtful = [index for index, value in enumerate(values) if value and not self._fits_as_bytes(value)]
        versions = self.versions([values[index] for index in doubtful]).tolist() if doubtful else []
        for index, version in zip(doubtful, versions, strict=True):
            if fault := self._fault(index, version):
                faults.append(fault)
        return sorted(faults, key=lambda fault: fault.index)

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return no text: a reader of the page finds none here."""
        return [""] * len(values)

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one image mask per value, b"" for an empty value."""
        encoder = self._encoder
        if encoder is None:
            raise DefectError("symbol.qr-version", f'the version of the QR code "{self.spec.name}" is not fixed')
        data = self._data([value for value in values if value], encoder)
        digits = binascii.hexlify(encoder.draw(data).data)
        size = 2 * encoder.side * encoder.row_bytes
        head, tail = self._head(encoder), b">\nEI Q\n"
        images = (b"%b%b%b" % (head, digits[at : at + size], tail) for at in range(0, len(digits), size))
        return [next(images) if value else b"" for value in values]

    def _data(self, values: Sequence[str], encoder: QrEncoder) -> NDArray[np.uint8]:
        """Return the data codewords of some values: (values, codewords)."""
        # Byte mode without ECI means ISO/IEC 8859-1 (7.3.5), with which UTF-8 agrees for ASCII, hence for every URL.
        # Other text is left as UTF-8 unmarked: phones and scanners detect it, and many stumble over an ECI header.
        payloads = [value.encode() for value in values]
        longer = [index for index, data in enumerate(payloads) if len(data) > self._bytes]
        if not longer:
            return encoder.byte_data(payloads)
        data = np.empty((len(values), encoder.codewords), dtype=np.uint8)
        shorter = [index for index, octets in enumerate(payloads) if len(octets) <= self._bytes]
        data[shorter] = encoder.byte_data([payloads[index] for index in shorter])
        data[longer] = self._segments([values[index] for index in longer], encoder)
        return data

    def _segments(self, values: Sequence[str], encoder: QrEncoder) -> NDArray[np.uint8]:
        if max(map(len, values)) > _LONGEST:
            raise DefectError("symbol.qr-capacity", self._excess())
        texts, number = split_texts(values), class_of(encoder.version)
        if self.spec.mode == "auto":
            modes = best_modes(texts, number)
        elif costs()[texts.kinds, MODES[self.spec.mode]].max() < NEVER:
            modes = np.full(len(texts.points), MODES[self.spec.mode], dtype=np.uint8)
        else:
            raise DefectError("symbol.qr-mode", f"a value has characters that mode {self.spec.mode} does not hold")
        data, used = pack_data(texts, modes, version_class=number, codewords=encoder.codewords)
        if used.max() > 8 * encoder.codewords:
            raise DefectError("symbol.qr-capacity", self._excess())
        return data

    def _fits_as_bytes(self, value: str) -> bool:
        return len(value) <= self._bytes and (value.isascii() or len(value.encode()) <= self._bytes)

    def _fault(self, index: int, version: int) -> Fault | None:
        """Return the fault of a value that needs a version, None if it may have it."""
        most, spec = self.spec.version or VERSIONS[-1], self.spec
        if version == NOT_IN_MODE:
            text = f"the value has characters that a QR code in mode {spec.mode} does not hold"
            return Fault(index, "symbol.qr-mode", "hold", text)
        if version > most:
            return Fault(index, "symbol.qr-capacity", "hold", self._excess())
        if version > spec.most and not spec.version:
            text = f"the value needs a QR code of version {version}, which has no room on the piece"
            return Fault(index, "symbol.qr-room", "hold", text)
        return None

    def _excess(self) -> str:
        version, level = self.spec.version or VERSIONS[-1], self.spec.level
        return f"the value is longer than a QR code {version}-{level} in mode {self.spec.mode} holds"

    def _head(self, encoder: QrEncoder) -> bytes:
        """Return what precedes the rows: placing, and an image dictionary (ISO 32000-1, 8.9.6.2 and 8.9.7).

        Hexadecimal data cannot hold the bytes "EI" between blanks.
        """
        width = self.spec.module * encoder.side
        place = b" ".join((num(width), b"0 0", num(width), num(self.spec.x), num(self.spec.top - width)))
        return b"q %b cm BI /IM true /W %d /H %d /BPC 1 /D [1 0] /I false /F /AHx ID " % (
            place,
            encoder.side,
            encoder.side,
        )
