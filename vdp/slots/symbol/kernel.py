"""QR Code Model 2 (ISO/IEC 18004:2015): a whole batch of symbols at once, in numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vdp.slots.symbol.qr_frame import build_frame
from vdp.slots.symbol.qr_penalty import penalties
from vdp.slots.symbol.qr_tables import MASKS, capacity, count_bytes, division_of

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]

_WORD = np.dtype("<u8")  # little-endian on any machine: byte k of a word is symbols 8·k to 8·k + 7
_LANES = 64  # symbols in a word
_SLICE_BYTES = 1 << 19  # modules of all masks of one slice; the working set of a few such arrays stays in the cache
_FIELD_POLYNOMIAL = 0x11D  # x^8 + x^4 + x^3 + x^2 + 1 (7.5.2)


class QrEncoder:
    """Encodes payloads as symbols of one version and level. `mask` -1 takes the mask of the lowest penalty."""

    def __init__(self, version: int, level: str, *, mask: int = -1) -> None:
        self.version = version
        self.capacity = capacity(version, level)  # bytes in one segment
        self._mask = mask
        self._division = division_of(version, level)
        self._heads, self._tails = _segment_parts(version, self._division.data, self.capacity)
        self._cut, order = _interleaving(self._division.blocks, self._division.data, self._division.parity)
        self._parity_steps = _parity_steps(self._cut.shape[1], self._division.parity)
        frame = build_frame(version, level)
        self.side = frame.side
        self.row_bytes = (frame.side + 7) // 8
        self._source = self._module_sources(frame.path, order)
        self._drafts = _planes_of(frame.drafts)
        padding = ((0, 0), (0, 0), (0, 8 * self.row_bytes - self.side))
        self._finals = np.packbits(np.pad(frame.finals, padding), axis=-1).reshape(len(MASKS), -1)

    @property
    def codewords(self) -> int:
        """Data codewords of a symbol."""
        return self._division.data

    def encode(self, payloads: Sequence[bytes]) -> Bytes:
        """Return the symbols of payloads in byte mode, as `draw` does."""
        return self.draw(self.byte_data(payloads))

    def draw(self, data: Bytes) -> Bytes:
        """Return the symbols of data codewords (symbols, codewords) as packed rows: (symbols, side, row bytes).

        The first module is in the highest bit, 1 is dark.
        """
        count = len(data)
        if not count:
            return np.zeros((0, self.side, self.row_bytes), dtype=np.uint8)
        planes = self._data_planes(self._all_codewords(data))
        rows = _pack_rows(planes)[:count]
        rows ^= self._finals[self._mask] if self._mask >= 0 else self._finals[self._best_masks(planes)[:count]]
        return rows.reshape(count, self.side, self.row_bytes)

    def byte_data(self, payloads: Sequence[bytes]) -> Bytes:
        """Return the data codewords of payloads in byte mode, each one segment: (payloads, codewords)."""
        heads, tails = self._heads, self._tails
        stream = b"".join([b"%b%b%b" % (heads[len(data)], data, tails[len(data)]) for data in payloads])
        # Mode indicator 0100 takes half a byte, so every codeword straddles two bytes of count and data (7.4.1).
        whole = np.frombuffer(stream, dtype=np.uint8).reshape(len(payloads), self._division.data + 1)
        data: Bytes = np.bitwise_or(whole[:, :-1] << 4, whole[:, 1:] >> 4, dtype=np.uint8)
        return data

    def _all_codewords(self, data: Bytes) -> Bytes:
        """Return data codewords, then those for error correction: (codewords, symbols), symbols in whole words."""
        planes = np.zeros((self._division.data + 1, -len(data) % _LANES + len(data)), dtype=np.uint8)
        planes[:-1, : len(data)] = data.T
        return np.concatenate((planes, self._parity(planes)))

    def _parity(self, data: Bytes) -> Bytes:
        """Return error correction codewords block by block (7.5.2): (blocks · parity, symbols)."""
        blocks = data[self._cut]  # (blocks, data codewords, symbols)
        count, length, symbols = blocks.shape
        words = self._parity_steps.shape[-1]
        sums = np.zeros((count * symbols, words), dtype=_WORD)
        columns = np.ascontiguousarray(blocks.swapaxes(0, 1)).reshape(length, -1)
        for steps, column in zip(self._parity_steps, columns, strict=True):
            sums ^= steps[column]
        parity = sums.view(np.uint8).reshape(count, symbols, 8 * words)[..., : self._division.parity]
        return parity.swapaxes(1, 2).reshape(-1, symbols)

    def _data_planes(self, codewords: Bytes) -> Words:
        """Return the data bit of each module: (side, 8 · row bytes, words); 0 where a module has none."""
        count, symbols = codewords.shape
        # Byte k of an eight symbols' word becomes bit 7 - k of the codeword: reverse to have the highest bit first.
        turned = _transpose_bits(codewords.view(_WORD)).view(np.uint8).reshape(count, symbols // 8, 8)[..., ::-1]
        planes = np.zeros((count * 8 + 1, symbols // 8), dtype=np.uint8)
        planes[:-1].reshape(count, 8, -1)[...] = turned.swapaxes(1, 2)
        return planes.view(_WORD)[self._source]

    def _best_masks(self, planes: Words) -> NDArray[np.intp]:
        """Return the mask of the lowest penalty of each symbol, the first of equals (7.8.3).

        The symbol is judged before format and version information are drawn, the order of steps 6 and 7 of clause 7.1
        and what the `qrcode` package does. Clause 7.8.3.1 also says that the complete symbol is judged; encoders that
        draw the information first (Nayuki's qrcodegen) often choose another mask. Either mask is valid: a reader
        takes it from the format information.
        """
        area = self.side * self.side
        step = max(1, _SLICE_BYTES // (area * len(MASKS) * _WORD.itemsize))
        best = []
        for start in range(0, planes.shape[-1], step):
            part = planes[:, : self.side, None, start : start + step]
            masked = np.bitwise_xor(part, self._drafts, order="C").reshape(self.side, self.side, -1)
            best.append(penalties(masked).reshape(len(MASKS), -1).argmin(axis=0))
        return np.concatenate(best)

    def _module_sources(self, path: NDArray[np.intp], order: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return which bit of the codewords each module shows; the bit after the last is always 0."""
        bits = (order[:, None] * 8 + np.arange(8)).ravel()
        none = (self._division.data + 1 + self._division.blocks * self._division.parity) * 8
        sources = np.full(self.side * self.side, none, dtype=np.intp)
        sources[path[: len(bits)]] = bits
        padding = ((0, 0), (0, 8 * self.row_bytes - self.side))
        return np.pad(sources.reshape(self.side, self.side), padding, constant_values=none)


def _segment_parts(version: int, data: int, most: int) -> tuple[list[bytes], list[bytes]]:
    """Return, by payload length, what stands before and after the payload in the bit stream (7.4.2, 7.4.10)."""
    size = count_bytes(version)
    # Nibbles: mode indicator 4 before, terminator 0 after, then pad codewords EC and 11; the last nibble is cut off.
    pads = bytes.fromhex("0" + "EC11" * (data // 2 + 1) + "0")
    heads = [b"\x04" + length.to_bytes(size, "big") for length in range(most + 1)]
    tails = [pads[: data - size - length] for length in range(most + 1)]
    return heads, tails


def _interleaving(count: int, data: int, parity: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return how data codewords are cut into blocks, and the order of all codewords in the symbol (7.6).

    The cut is (blocks, length) of indices into the data codewords; short blocks begin with index `data`, a zero, which
    leaves their error correction codewords as they are. Error correction codewords are counted from data + 1.
    """
    short, longer = divmod(data, count)
    length = short + bool(longer)
    sizes = [short + (block >= count - longer) for block in range(count)]
    starts = np.cumsum([0, *sizes[:-1]])
    rows = [
        [data] * (length - size) + list(range(start, start + size)) for size, start in zip(sizes, starts, strict=True)
    ]
    column_wise = [starts[b] + i for i in range(length) for b in range(count) if i < sizes[b]]
    checks = [data + 1 + b * parity + i for i in range(parity) for b in range(count)]
    return np.array(rows, dtype=np.intp), np.array(column_wise + checks, dtype=np.intp)


def _parity_steps(length: int, parity: int) -> Words:
    """Return what a data codeword at each place of a block adds to the parity: (length, 256, words of 8 codewords)."""
    multiples = _products(_generator(parity))  # (256, parity)
    steps = np.zeros((length, 256, -(-parity // 8) * 8), dtype=np.uint8)
    state = multiples
    for place in range(length - 1, -1, -1):
        steps[place, :, :parity] = state
        state = np.pad(state[:, 1:], ((0, 0), (0, 1))) ^ multiples[state[:, 0]]
    return steps.view(_WORD)


def _generator(degree: int) -> Bytes:
    """Return the generator polynomial without its leading 1, highest power first (annex A)."""
    polynomial = np.array([1], dtype=np.uint8)
    root = 1
    for _ in range(degree):
        raised = np.append(polynomial, np.uint8(0))
        raised[1:] ^= _products(polynomial)[root]
        polynomial, root = raised, _double(root)
    return polynomial[1:]


def _products(factors: Bytes) -> Bytes:
    """Return all 256 multiples of the factors in the field: (256, factors)."""
    multiples = np.zeros((256, len(factors)), dtype=np.uint8)
    power = [int(factor) for factor in factors]
    for bit in range(8):
        multiples[1 << bit : 2 << bit] = multiples[: 1 << bit] ^ np.array(power, dtype=np.uint8)
        power = [_double(value) for value in power]
    return multiples


def _double(value: int) -> int:
    return value << 1 if value < 128 else value << 1 ^ _FIELD_POLYNOMIAL


def _planes_of(drafts: NDArray[np.bool_]) -> Words:
    """Return (side, side, masks, 1) words of all ones or none."""
    ones = np.moveaxis(drafts, 0, -1)[..., None]
    return np.where(ones, np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0)).astype(_WORD)


def _pack_rows(planes: Words) -> Bytes:
    """Turn module planes into (symbols, side · row bytes)."""
    side, columns, words = planes.shape
    octets = planes.view(np.uint8).reshape(side * columns // 8, 8, words * 8)[:, ::-1]
    blocks = np.ascontiguousarray(octets.swapaxes(1, 2)).view(_WORD)[..., 0]
    return np.ascontiguousarray(_transpose_bits(blocks).view(np.uint8).T)


def _transpose_bits(blocks: Words) -> Words:
    """Transpose every word as 8 × 8 bits: bit c of byte r becomes bit r of byte c (Warren, Hacker's Delight, 7-3)."""
    for shift, pattern in ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0)):
        distance = np.uint64(shift)
        swapped = (blocks ^ blocks >> distance) & np.uint64(pattern)
        blocks = blocks ^ swapped ^ swapped << distance
    return blocks
