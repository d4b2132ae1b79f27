"""Resource dictionaries, each name looked up once (ISO 32000-1, 7.8.3)."""

from __future__ import annotations

import zlib
from typing import Any

from vdp.preflight.content.colour import Space, read_space
from vdp.preflight.file.bits import Bits
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Ref, Stream, Value, decode_name

_MOST = 2000
DEFAULTS = frozenset({"DefaultGray", "DefaultRGB", "DefaultCMYK"})
_TEXTS = 1 << 22


class Resources:
    """One resource dictionary, and what the walk remembers of its names."""

    def __init__(self, source: PdfSource, value: Value | Stream, key: object) -> None:
        self.key = key
        self._source = source
        self._table = source.dictionary(value)
        self._parts: dict[str, dict[str, Value]] = {}
        self._spaces: dict[bytes, Space] = {}
        self.fonts: dict[bytes, Any] = {}  # operands of Tf to font and size
        self.xobjects: dict[bytes, Any] = {}  # operands of Do to image or form
        self.states: dict[bytes, Any] = {}  # operands of gs to graphics state
        self.layers: dict[bytes, str] = {}  # operands of BDC to processing step

    def part(self, name: str) -> dict[str, Value]:
        """Return one category, such as Font; empty if there is none."""
        if name not in self._parts:
            self._parts[name] = self._source.dictionary(self._table.get(name))
        return self._parts[name]

    def find(self, category: str, operands: bytes) -> tuple[Value, str]:
        """Return what a raw name operand stands for, and the name. Raises PdfFault."""
        raw = operands.strip(b"\x00\t\n\f\r ")
        if raw[:1] != b"/":
            raise PdfFault(f"an operand should be the name of a resource ({category})")
        name = decode_name(raw[1:])
        if name not in self.part(category):
            raise PdfFault(f"the resource {name} of {category} is missing")
        return self.part(category)[name], name

    @property
    def has_defaults(self) -> bool:
        """Tell whether other spaces stand for DeviceGray, DeviceRGB or DeviceCMYK (ISO 32000-1, 8.6.5.6)."""
        return not DEFAULTS.isdisjoint(self.part("ColorSpace"))

    def space(self, operands: bytes) -> Space:
        """Return the colour space that a raw name operand stands for. Raises PdfFault."""
        space = self._spaces.get(operands)
        if space is None:
            raw = operands.strip(b"\x00\t\n\f\r ")
            if raw[:1] != b"/":
                raise PdfFault("the operand of a colour space operator is not a name")
            space = self._spaces[operands] = read_space(self._source, decode_name(raw[1:]), self.part("ColorSpace"))
        return space


class ResourceCache:
    """Resource dictionaries by object number, or by content where they are direct."""

    def __init__(self, source: PdfSource) -> None:
        self._source = source
        self._known: dict[object, Resources] = {}
        self._by_number = Bits(len(source.backend.used()))
        self._by_text = Bits(_TEXTS)

    @property
    def distinct(self) -> int:
        """Count of different dictionaries; of direct ones a few may count as one."""
        return len(self._by_number) + len(self._by_text)

    def forget(self) -> None:
        """Let go of all dictionaries, and of what they hold."""
        self._known.clear()

    def open(self, value: Value | Stream) -> Resources:
        """Return the resources that a value stands for."""
        key: object = value.number if isinstance(value, Ref) else repr(value)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = self._known[key] = Resources(self._source, value, key)
            if isinstance(value, Ref):
                self._by_number.add(value.number)
            else:
                self._by_text.add(zlib.crc32(repr(value).encode()) % _TEXTS)
        return found
