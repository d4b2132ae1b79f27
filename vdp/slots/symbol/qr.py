"""The QR slot: a column of values becomes a column of inline image masks."""

from __future__ import annotations

import binascii
from collections.abc import Sequence

from vdp.errors import DefectError
from vdp.pdf.content import num
from vdp.slots.base import Fault
from vdp.slots.symbol.kernel import QrEncoder
from vdp.slots.symbol.qr_tables import VERSIONS, capacity
from vdp.slots.symbol.spec import QrSpec

_LARGEST = VERSIONS[-1]


def qr_version(longest: int, level: str) -> int:
    """Return the smallest version that holds `longest` bytes in byte mode; raise DefectError when none does."""
    for version in VERSIONS:
        if longest <= capacity(version, level):
            return version
    raise DefectError("symbol.qr-capacity", f"no QR code of level {level} holds {longest} bytes")


class QrKernel:
    """Sets values as QR codes of one version, dark modules painted in the current fill colour."""

    def __init__(self, spec: QrSpec) -> None:
        self.spec = spec
        self._most = capacity(spec.version or _LARGEST, spec.level)
        self._encoder = QrEncoder(spec.version, spec.level, mask=spec.mask) if spec.version else None

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return a fault for every value that is empty or too long; a spec of version 0 allows the largest version."""
        faults = []
        for index, data in enumerate(_payloads(values)):
            if not data:
                faults.append(Fault(index, "symbol.empty", "hold", "there is nothing to encode"))
            elif len(data) > self._most:
                faults.append(Fault(index, "symbol.qr-capacity", "hold", self._excess(len(data))))
        return faults

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return no text: a reader of the page finds none here."""
        return [""] * len(values)

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one image mask per value, b"" for an empty value."""
        encoder = self._encoder
        if encoder is None:
            raise DefectError("symbol.qr-version", f'the version of the QR code "{self.spec.name}" is not fixed')
        payloads = _payloads(values)
        present = [data for data in payloads if data]
        longest = max(map(len, present), default=0)
        if longest > self._most:
            raise DefectError("symbol.qr-capacity", self._excess(longest))
        digits = binascii.hexlify(encoder.encode(present).data)
        size = 2 * encoder.side * encoder.row_bytes
        head, tail = self._head(encoder), b">\nEI Q\n"
        images = (b"%b%b%b" % (head, digits[at : at + size], tail) for at in range(0, len(digits), size))
        return [next(images) if data else b"" for data in payloads]

    def _head(self, encoder: QrEncoder) -> bytes:
        """Return what precedes the rows: placing, and an image dictionary (ISO 32000-1, 8.9.6.2 and 8.9.7).

        Hexadecimal data cannot hold the bytes "EI" between blanks; a mask is not interpolated unless it asks for it.
        """
        width = self.spec.module * encoder.side
        place = b" ".join((num(width), b"0 0", num(width), num(self.spec.x), num(self.spec.top - width)))
        return b"q %b cm BI /IM true /W %d /H %d /BPC 1 /D [1 0] /F /AHx ID " % (place, encoder.side, encoder.side)

    def _excess(self, length: int) -> str:
        version = self.spec.version or _LARGEST
        return f"{length} bytes are more than the {self._most} of a QR code {version}-{self.spec.level}"


def _payloads(values: Sequence[str]) -> list[bytes]:
    # Byte mode without ECI means ISO/IEC 8859-1 (7.3.5), with which UTF-8 agrees for ASCII, hence for every URL. Other
    # text is left as UTF-8 unmarked: phones and scanners detect it, and many of them stumble over an ECI header.
    return [value.encode() for value in values]
