"""The postal code in the printed frame of a postcard: one digit centred in each of seven boxes."""

from __future__ import annotations

from collections.abc import Sequence

from vdp.pdf.content import num
from vdp.slots.base import Fault
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.ink import color_of
from vdp.slots.text.spec import PostalCodeSpec

_DIGITS = "0123456789"
_LENGTH = 7


class PostalCodeKernel:
    """Sets postal codes of seven digits; every other value is a fault."""

    def __init__(self, spec: PostalCodeSpec, chain: FaceChain) -> None:
        self.spec = spec
        self.chain = chain
        codes = chain.codes[[ord(digit) for digit in _DIGITS]]
        self._missing = [f"U+{ord(digit):04X}" for digit, code in zip(_DIGITS, codes.tolist(), strict=True) if not code]
        advances = chain.advances[codes] * spec.size / 1000.0
        face = chain.faces[0].resource.encode("ascii")
        color, after = color_of(spec)
        self._head = b"%bBT /%b %b Tf " % (color, face, num(spec.size))
        self._tail = b"ET" + after
        # One ready piece of content per box and digit: a kernel of string look-ups.
        self._boxes = [
            {
                digit: b"1 0 0 1 %b %b Tm <%04x> Tj "
                % (num(spec.left + centre - advance / 2), num(spec.baseline), code)
                for digit, code, advance in zip(_DIGITS, codes.tolist(), advances.tolist(), strict=True)
            }
            for centre in spec.centres
        ]

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return a fault for every value that is not seven digits; for every value where the font lacks digits."""
        if self._missing:
            text = f"no glyph for {', '.join(self._missing)} in {self.chain.faces[0].key}"
            return [Fault(index, "text.missing-glyph", "hold", text) for index in range(len(values))]
        return [
            Fault(index, "text.postal-code", "hold", "the postal code is not seven digits")
            for index, value in enumerate(values)
            if not _is_code(value)
        ]

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one fragment per code."""
        self.chain.used[[ord(digit) for digit in _DIGITS]] = True
        boxes = self._boxes
        return [
            self._head + b"".join([box[d] for box, d in zip(boxes, value, strict=True)]) + self._tail if value else b""
            for value in values
        ]

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return the texts that a reader of the page finds."""
        return list(values)


def _is_code(value: str) -> bool:
    return len(value) == _LENGTH and value.isascii() and value.isdigit()
