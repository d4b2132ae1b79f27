"""Stream filters, within limits of what may come out (ISO 32000-1, 7.4)."""

from __future__ import annotations

import re
import zlib

import numpy as np

from vdp.preflight.file.syntax import Name, PdfFault, Value

NAMES = {
    "Fl": "FlateDecode",
    "LZW": "LZWDecode",
    "AHx": "ASCIIHexDecode",
    "A85": "ASCII85Decode",
    "RL": "RunLengthDecode",
    "CCF": "CCITTFaxDecode",
    "DCT": "DCTDecode",
}
"""Short names, which inline images may use (ISO 32000-1, table 94)."""

PIXELS = frozenset({"DCTDecode", "JPXDecode", "CCITTFaxDecode", "JBIG2Decode"})
"""Filters whose output are the samples of an image; they are not decoded here."""

_PIECE = 1 << 20
_PARTIAL_ROW = "a row of predicted data is cut short"


class TooLarge(PdfFault):
    """More bytes than the limit would come out of a filter."""


class Undecoded(PdfFault):
    """A filter that this reader does not decode."""


def filter_chain(dictionary: dict[str, Value]) -> list[tuple[str, dict[str, Value]]]:
    """Return names and parameters of a stream's filters, all direct, in the order of decoding. Raises PdfFault."""
    filters = dictionary.get("Filter", dictionary.get("F"))
    parameters = dictionary.get("DecodeParms", dictionary.get("DP"))
    names = filters if isinstance(filters, list) else [] if filters is None else [filters]
    rows = parameters if isinstance(parameters, list) else [parameters]
    if not all(isinstance(name, Name) for name in names):
        raise PdfFault("a filter is not a name")
    chain: list[tuple[str, dict[str, Value]]] = []
    for index, name in enumerate(names):
        row = rows[index] if index < len(rows) else None
        chain.append((NAMES.get(str(name), str(name)), row if isinstance(row, dict) else {}))
    return chain


def decode(data: bytes, chain: list[tuple[str, dict[str, Value]]], *, limit: int) -> bytes:
    """Return `data` decoded by its filters up to the first that yields pixels. Raises TooLarge, Undecoded, PdfFault."""
    for name, parameters in chain:
        if name == "FlateDecode":
            data = _unpredict(inflate(data, limit=limit), parameters, limit=limit)
        elif name == "ASCIIHexDecode":
            data = _ascii_hex(data)
        elif name == "ASCII85Decode":
            data = _ascii_85(data, limit=limit)
        elif name == "RunLengthDecode":
            data = _run_length(data, limit=limit)
        elif name in PIXELS:
            return data
        else:
            raise Undecoded(f"the filter {name} is not decoded here")
    return data


def inflate(data: bytes, *, limit: int) -> bytes:
    """Return inflated bytes; a stream that is cut short or damaged is a fault. Raises TooLarge, PdfFault."""
    if not data:  # a stream of no bytes: some writers state the filter all the same
        return b""
    worker = zlib.decompressobj()
    try:
        out = worker.decompress(data, limit + 1)
    except zlib.error as fault:
        raise PdfFault(f"deflated data is damaged ({str(fault).split(':')[-1].strip()})") from None
    if len(out) > limit:
        raise TooLarge(f"a stream inflates to more than {limit} bytes")
    if not worker.eof:
        raise PdfFault("deflated data is cut short")
    return out


def count_inflated(data: bytes, *, limit: int) -> int:
    """Return how many bytes come out of deflated data, without keeping them. Raises TooLarge, PdfFault."""
    if not data:
        return 0
    worker = zlib.decompressobj()
    count = at = 0
    piece = b""
    try:
        while not worker.eof:
            if not piece:  # what is left of the data is copied at each call: little at a time, not all of it
                piece = data[at : at + _PIECE]
                at += _PIECE
            out = worker.decompress(piece, _PIECE)
            count += len(out)
            if count > limit:
                raise TooLarge(f"a stream inflates to more than {limit} bytes")
            piece = worker.unconsumed_tail
            if not out and not piece and at >= len(data) and not worker.eof:
                raise PdfFault("deflated data is cut short")
    except zlib.error as fault:
        raise PdfFault(f"deflated data is damaged ({str(fault).split(':')[-1].strip()})") from None
    return count


def _ascii_hex(data: bytes) -> bytes:
    digits = data.split(b">", 1)[0].translate(None, b"\x00\t\n\f\r ")
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError:
        raise PdfFault("hexadecimal data has other characters") from None


def _ascii_85(data: bytes, *, limit: int) -> bytes:
    digits = data.translate(None, b"\x00\t\n\f\r ").removeprefix(b"<~").split(b"~", 1)[0]
    digits = digits.replace(b"z", b"!!!!!")
    if len(digits) // 5 * 4 > limit:
        raise TooLarge(f"a stream of base 85 has more than {limit} bytes")
    pad = -len(digits) % 5
    digits += b"u" * pad
    out = b"".join(_groups_of_85(digits[at : at + _PIECE * 5]) for at in range(0, len(digits), _PIECE * 5))
    return out[: len(out) - pad] if pad else out


def _groups_of_85(digits: bytes) -> bytes:
    """Return what groups of five digits stand for. Raises PdfFault."""
    codes = np.frombuffer(digits, dtype=np.uint8).astype(np.int64) - 33
    if codes.min() < 0 or codes.max() > 84:
        raise PdfFault("data in base 85 has other characters")
    words = codes.reshape(-1, 5) @ np.array([85**4, 85**3, 85**2, 85, 1])
    if words.max() >= 2**32:
        raise PdfFault("data in base 85 has a group beyond 32 bits")
    return bytes(words.astype(">u4").tobytes())


def _run_length(data: bytes, *, limit: int) -> bytes:
    out = bytearray()
    at = 0
    while at < len(data) and data[at] != 128:
        length = data[at]
        if length < 128:
            out += data[at + 1 : at + 2 + length]
            at += length + 2
        else:
            out += data[at + 1 : at + 2] * (257 - length)
            at += 2
        if len(out) > limit:
            raise TooLarge(f"a run-length stream has more than {limit} bytes")
    return bytes(out)


def _whole(parameters: dict[str, Value], key: str, default: int) -> int:
    value = parameters.get(key, default)
    if not isinstance(value, int) or not 0 < value < 1 << 24:
        raise PdfFault(f"the filter's {key} is not a number in range")
    return int(value)


def _unpredict(data: bytes, parameters: dict[str, Value], *, limit: int) -> bytes:
    predictor = parameters.get("Predictor", 1)
    if predictor == 1:
        return data
    colors, bits, columns = (
        _whole(parameters, key, low) for key, low in (("Colors", 1), ("BitsPerComponent", 8), ("Columns", 1))
    )
    size = (colors * bits * columns + 7) // 8
    step = max(1, colors * bits // 8)
    if size > limit:
        raise TooLarge("a row of predicted data is larger than its limit")
    if predictor == 2:
        if bits != 8 or len(data) % size:
            raise Undecoded("TIFF prediction is decoded for 8 bits and whole rows only")
        rows = np.frombuffer(data, dtype=np.uint8).reshape(-1, columns, colors)
        return bytes(np.cumsum(rows, axis=1, dtype=np.uint8).tobytes())
    if len(data) % (size + 1):
        raise PdfFault(_PARTIAL_ROW)
    lines = np.frombuffer(data, dtype=np.uint8).reshape(-1, size + 1)
    kinds = lines[:, 0]
    if not lines.size or kinds.max() > 4:
        raise PdfFault("predicted data names an unknown kind of row")
    if (kinds == 2).all():  # the usual case of cross-reference streams
        return bytes(np.cumsum(lines[:, 1:], axis=0, dtype=np.uint8).tobytes())
    if (kinds == 0).all():
        return bytes(lines[:, 1:].tobytes())
    return _png_rows(lines, step)


def _png_rows(lines: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], step: int) -> bytes:
    """Undo PNG prediction row by row (PNG, 9.2)."""
    size = lines.shape[1] - 1
    above = np.zeros(size, dtype=np.uint8)
    out = bytearray()
    for line in lines:
        kind, row = int(line[0]), line[1:]
        if kind == 2:
            row = row + above
        elif kind == 1:
            padded = np.concatenate((row, np.zeros(-size % step, dtype=np.uint8))).reshape(-1, step)
            row = np.cumsum(padded, axis=0, dtype=np.uint8).reshape(-1)[:size]
        elif kind in {3, 4}:
            row = np.frombuffer(_png_serial(kind, bytes(row), bytes(above), step), dtype=np.uint8)
        out += row.tobytes()
        above = row
    return bytes(out)


def _png_serial(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    out = bytearray(len(row))
    for index, byte in enumerate(row):
        left = out[index - step] if index >= step else 0
        up = above[index]
        if kind == 3:
            guess = (left + up) // 2
        else:
            corner = above[index - step] if index >= step else 0
            estimate = left + up - corner
            distances = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
            guess = (left, up, corner)[distances.index(min(distances))]
        out[index] = (byte + guess) & 255
    return bytes(out)


_END_OF_STREAM = re.compile(rb"(?:\r\n|\n|\r)?endstream")


def ends_stream(tail: bytes) -> bool:
    """Tell whether these bytes, which follow the data of a stream, close it."""
    return _END_OF_STREAM.match(tail) is not None
