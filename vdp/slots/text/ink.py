"""From a setting to ink: what horizontal and vertical writing share."""

from __future__ import annotations

import binascii
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.pdf.content import num
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Setting, line_length
from vdp.slots.text.kernel import Bools, Characters, Floats, Ints, Lines
from vdp.slots.text.metrics import on_grid
from vdp.slots.text.spec import PostalCodeSpec, TextSpec

BLACK = b"0 0 0 1 k"


class Spread(NamedTuple):
    """What justification adds."""

    each: Floats  # per line, after each of its characters, 1/1000 em
    places: Floats  # per character, what is added less what `each` says of its line: 0 wherever a line may stretch
    widths: Floats  # per line, with what was added


class Run(NamedTuple):
    """The glyph strings of a batch, ready to be cut: four hexadecimal digits per character."""

    digits: bytes
    faces: NDArray[np.int64] | None  # of each character; None: all in the first face
    cuts: Ints  # characters after which the place of the next is corrected, ascending
    corrections: Floats  # at the cuts, 1/1000 em


def make_run(codes: NDArray[np.int32], adjust: Floats, chain: FaceChain) -> Run:
    """Look up the glyph strings of codes, none a group. `adjust`: what corrects each next place, 1/1000 em."""
    if chain.vertical and codes.max(initial=0) >= chain.total:
        codes = np.where(codes >= chain.total, codes - chain.total, codes)
    faces = None
    if len(chain.offsets) > 1 and codes.max(initial=0) >= chain.offsets[1]:
        found = np.searchsorted(chain.offsets, codes, side="right") - 1
        codes = codes - chain.offsets[found]
        faces = found
    cuts = np.flatnonzero(np.abs(adjust) > 0.04)
    return Run(binascii.hexlify(codes.astype(">u2").tobytes()), faces, cuts, adjust[cuts])


def adjusted(characters: Characters, spread: Spread | None) -> Floats:
    """Return by what the place of each next character is corrected, justification included."""
    return characters.adjust if spread is None else characters.adjust + spread.places


def spread_lines(spec: TextSpec, characters: Characters, setting: Setting, composition: Composition) -> Spread | None:
    """Return what justification adds, None where the slot asks for none."""
    if spec.align not in {"justify", "distribute"} and not spec.cells:
        return None
    lines = setting.lines
    room = line_length(spec) * 1000.0 / (setting.size * setting.scale)[lines.owner]
    room = room - np.where(lines.first, spec.indent * 1000.0, 0.0)
    if spec.cells:
        room = np.minimum(room, spec.cells * 1000.0)
    free = np.maximum(room - setting.widths, 0.0)
    if spec.align == "justify" and not spec.cells:
        free = np.where(lines.last, 0.0, free)
        final = np.maximum(lines.ends - 1, 0)
        if len(characters.codes):
            free = np.maximum(free - composition.line_end(characters, final), 0.0)
    places = composition.stretchable(characters)
    counted = np.concatenate(([0], np.cumsum(places)))
    inner = np.maximum(lines.ends - 1, lines.starts)
    gaps = counted[inner] - counted[lines.starts]
    each = on_grid(np.where(gaps > 0, free / np.maximum(gaps, 1), 0.0))
    lengths = inner - lines.starts
    added = np.zeros(len(characters.codes))
    if lengths.sum():
        first = np.repeat(lines.starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        inside = np.arange(int(lengths.sum())) + first
        added[inside] = np.where(places[inside], 0.0, -np.repeat(each, lengths))
    return Spread(each, added, setting.widths + each * gaps)


def line_starts(spec: TextSpec, characters: Characters, setting: Setting, spread: Spread | None) -> Floats:
    """Return where the first character's cell of each line begins, in points from the begin of the box."""
    lines, widths = setting.lines, setting.widths if spread is None else spread.widths
    unit = (setting.size * setting.scale)[lines.owner] / 1000.0
    indent = np.where(lines.first, spec.indent * 1000.0, 0.0)
    free = line_length(spec) - (widths + indent) * unit
    share = {"center": 0.5, "right": 1.0}.get(spec.align, 0.0)
    begin = indent - setting.heads
    if characters.offsets is not None and len(characters.offsets):
        first = characters.offsets[np.minimum(lines.starts, len(characters.offsets) - 1)]
        begin = begin + np.where(lines.ends > lines.starts, first, 0.0)
    return free * share + begin * unit


def cut_lines(lines: Lines, change: Bools) -> tuple[Ints, Ints, Ints]:
    """Cut every line where a character differs from the one before it: line, start and end of each piece.

    `change`: by character but the first.
    """
    count = len(change) + 1
    if is_seamless(lines, count):
        is_begin = np.append(False, change)
        is_begin[lines.starts] = True
        begins = np.flatnonzero(is_begin)
        firsts = np.cumsum(is_begin)[lines.starts] - 1
        pieces = np.diff(np.append(firsts, len(begins)))
        return np.repeat(np.arange(len(firsts)), pieces), begins, np.append(begins[1:], count)
    edges = np.flatnonzero(change) + 1
    of_line = np.searchsorted(lines.starts, edges, side="right") - 1
    inside = (of_line >= 0) & (edges < lines.ends[of_line]) & (edges > lines.starts[of_line])
    begins = np.sort(np.concatenate((lines.starts, edges[inside])), kind="stable")
    line = np.sort(np.concatenate((np.arange(len(lines.starts)), of_line[inside])), kind="stable")
    ends = np.where(np.append(line[1:] == line[:-1], False), np.append(begins[1:], 0), lines.ends[line])
    return line, begins, ends


def is_seamless(lines: Lines, count: int) -> bool:
    """Return whether every one of `count` characters stands in a line, and something in every line."""
    starts, ends = lines.starts, lines.ends
    if not count or not len(starts) or starts[0] or ends[-1] != count:
        return False
    return bool((starts[1:] == ends[:-1]).all()) and bool((ends > starts).all())


def find_kept(lines: Lines, count: int) -> Bools:
    """Return which of `count` characters stand in a line."""
    begins, ends = (np.bincount(edges, minlength=count + 1) for edges in (lines.starts, lines.ends))
    kept: Bools = np.cumsum(begins - ends)[:count] > 0
    return kept


def color_of(spec: TextSpec | PostalCodeSpec) -> tuple[bytes, bytes]:
    """Return what sets the slot's colour and what puts black back."""
    if spec.color == BLACK:
        return b"", b"\n"
    return set_ink(spec.color) + b" ", b" " + set_ink(BLACK) + b"\n"


def set_ink(color: bytes) -> bytes:
    """Return what sets a colour and its state: 100 K overprints, other inks and white knock out what lies below.

    A colour that names an ink begins with the state that it needs.
    """
    if color.startswith(b"/"):
        return color
    return (b"/K gs " if color == BLACK else b"/N gs ") + color


def font_operator(resource: str, size: float) -> bytes:
    """Return the operator that chooses a font."""
    return b"/%b %b Tf" % (resource.encode("ascii"), num(size))
