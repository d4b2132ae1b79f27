"""PDF objects as plain Python values, and their bytes.

None, bool, int, float, str (text string), bytes (byte string), Sequence (array), Mapping (dictionary) and the types
below.
The limits are those of ISO 32000-1, table C.1: a value beyond them is refused, not written and hoped for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from vdp.errors import DefectError
from vdp.pdf.flate import deflate_shared

MAX_ARRAY = 8191
MAX_NAME = 127
MAX_STRING = 32767
MAX_INTEGER = 2**31 - 1
MAX_REAL = 32767.0
MAX_OBJECTS = 8_388_607


class Name(str):
    """A PDF name without its slash."""

    __slots__ = ()


class HexString(bytes):
    """A byte string written in hexadecimal."""

    __slots__ = ()


class Raw(bytes):
    """Bytes that are PDF syntax already."""

    __slots__ = ()


class Ref(NamedTuple):
    """A reference to an indirect object of generation 0."""

    number: int


PdfObject: TypeAlias = "bool | int | float | str | bytes | Ref | Sequence[PdfObject] | Mapping[str, PdfObject] | None"


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream object. `data` is encoded as the dictionary's /Filter says; /Length is added when it is written."""

    dictionary: Mapping[str, PdfObject]
    data: bytes


def deflated_stream(dictionary: Mapping[str, PdfObject], data: bytes) -> Stream:
    """Return plain `data` as a Flate stream."""
    return Stream({**dictionary, "Filter": Name("FlateDecode")}, deflate_shared(data))


def serialize(value: PdfObject) -> bytes:
    """Return the PDF syntax of a value that is not a stream."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, Mapping):
        return _dictionary(value)
    if isinstance(value, Sequence):
        return _array(value)
    raise DefectError("pdf.object", f"no PDF form for a {type(value).__name__}")


def serialize_stream_head(dictionary: Mapping[str, PdfObject], length: int) -> bytes:
    """Return a stream's bytes up to its data."""
    return _dictionary({**dictionary, "Length": length}) + b"\nstream\n"


def renumber(value: PdfObject, base: int) -> PdfObject:
    """Return `value` with `base` added to every reference in it."""
    if isinstance(value, Ref):
        return Ref(value.number + base)
    if isinstance(value, Mapping):
        return {key: renumber(item, base) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [renumber(item, base) for item in value]
    return value


def format_real(value: float, *, decimals: int = 4) -> bytes:
    """Return a number in PDF syntax: no exponent, no trailing zeros, at most `decimals` decimals."""
    if not -MAX_REAL <= value <= MAX_REAL:
        raise DefectError("pdf.limit", f"the number {value} is beyond the limit of {MAX_REAL:g}")
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return b"0" if text in {"-0", ""} else text.encode("ascii")


def encode_text(text: str) -> bytes:
    """Return a text string's bytes: PDFDocEncoding where it agrees with Latin-1, else UTF-16BE with its mark."""
    if all(" " <= char <= "~" or "\u00a1" <= char <= "\u00ff" for char in text) and "\u00ad" not in text:
        return text.encode("latin-1")
    return b"\xfe\xff" + text.encode("utf-16-be")


def _boolean(value: object) -> bytes:
    return b"true" if value else b"false"


def _integer(value: int) -> bytes:
    if not -MAX_INTEGER - 1 <= value <= MAX_INTEGER:
        raise DefectError("pdf.limit", f"the integer {value} does not fit into 32 bits")
    return b"%d" % value


def _name(value: str) -> bytes:
    raw = value.encode("utf-8", "surrogateescape")  # foreign names need not be UTF-8; their bytes are kept
    if not 0 < len(raw) <= MAX_NAME:
        raise DefectError("pdf.limit", f"a name of {len(raw)} bytes; PDF allows 1 to {MAX_NAME}")
    # ISO 32000-1, 7.3.5: everything but regular printable characters is written #xx.
    return b"/" + b"".join(bytes((b,)) if b in _REGULAR else b"#%02X" % b for b in raw)


def _byte_string(value: bytes) -> bytes:
    if len(value) > MAX_STRING:
        raise DefectError("pdf.limit", f"a string of {len(value)} bytes; PDF allows {MAX_STRING}")
    if isinstance(value, HexString) or not value.isascii() or any(byte < 0x20 for byte in value):
        return b"<" + value.hex().upper().encode("ascii") + b">"
    return b"(" + value.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def _array(value: Sequence[PdfObject]) -> bytes:
    if len(value) > MAX_ARRAY:
        raise DefectError("pdf.limit", f"an array of {len(value)} elements; PDF allows {MAX_ARRAY}")
    return b"[" + b" ".join([serialize(item) for item in value]) + b"]"


def _dictionary(value: Mapping[str, PdfObject]) -> bytes:
    return b"<<" + b" ".join([_name(key) + b" " + serialize(item) for key, item in value.items()]) + b">>"


_REGULAR = frozenset(range(0x21, 0x7F)) - frozenset(b"#()<>[]{}/%")

_WRITERS: dict[type, Callable[..., bytes]] = {
    type(None): lambda _: b"null",
    bool: _boolean,
    int: _integer,
    float: format_real,
    Name: _name,
    str: lambda value: _byte_string(encode_text(value)),
    bytes: _byte_string,
    HexString: _byte_string,
    Raw: bytes,
    Ref: lambda value: b"%d 0 R" % value.number,
    list: _array,
    tuple: _array,
    dict: _dictionary,
}
