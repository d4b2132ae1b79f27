"""Lines of horizontal writing in several faces: what changes the font stands between the glyph strings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text.equal import find_distinct
from vdp.slots.text.ink import Run, font_operator
from vdp.slots.text.kernel import Bools, Floats, Ints, Lines
from vdp.slots.text.pieces import tenths_of
from vdp.slots.text.weave import weave


class _Pieces(NamedTuple):
    """Lines cut where their face changes."""

    line: Ints
    begins: Ints
    stops: Ints
    faces: Ints
    is_first: Bools  # of its line
    is_cut: Bools  # whether it is shown with numbers between its glyphs


def show_lines(run: Run, lines: Lines, sizes: Floats, resources: list[str]) -> list[bytes]:
    """Return the operators that show each line; a line begins and ends in the first face. `sizes`: of the lines."""
    pieces = _cut(run, lines)
    kinds, size_of = np.unique(sizes, return_inverse=True)
    fonts = [[font_operator(name, size) for name in resources] for size in kinds.tolist()]
    text, at, lengths = _weave(run, pieces, fonts, size_of)
    heads = np.flatnonzero(pieces.is_first)
    tails = np.append(heads[1:], len(pieces.line)) - 1
    begins, stops = pieces.begins[heads], pieces.stops[tails]
    begins = 4 * begins + lengths[np.searchsorted(at, begins, side="right")]
    stops = np.maximum(4 * stops + lengths[np.searchsorted(at, stops)], begins)
    line = pieces.line[heads]
    columns = (line, size_of[line], pieces.faces[heads], pieces.is_cut[heads], pieces.is_cut[tails], tails > heads)
    rows = zip(*(column.tolist() for column in columns), begins.tolist(), stops.tolist(), strict=True)
    found = [b"<> Tj"] * len(sizes)
    for number, size, face, opens, closes, turns, start, stop in rows:
        before = fonts[size][face] + b" " if face else b""
        after = b" " + fonts[size][0] if face or turns else b""
        shown = (b"[<" if opens else b"<", text[start:stop], b">] TJ" if closes else b"> Tj")
        found[number] = b"%b%b%b%b%b" % (before, *shown, after)
    return found


def _cut(run: Run, lines: Lines) -> _Pieces:
    assert run.faces is not None  # noqa: S101 - the caller has looked
    starts, ends = lines.starts, lines.ends
    begins = np.union1d(starts, np.flatnonzero(np.diff(run.faces)) + 1)
    line = np.searchsorted(starts, begins, side="right") - 1
    inside = (line >= 0) & ((begins < ends[line]) | (begins == starts[line]))
    begins, line = begins[inside], line[inside]
    is_first = np.append(True, line[1:] != line[:-1])
    stops = np.where(np.append(is_first[1:], True), ends[line], np.append(begins[1:], 0))
    faces = run.faces[np.minimum(begins, len(run.faces) - 1)]
    is_cut = np.searchsorted(run.cuts, stops - 1) > np.searchsorted(run.cuts, begins)
    return _Pieces(line, begins, stops, faces, is_first, is_cut)


def _weave(run: Run, pieces: _Pieces, fonts: list[list[bytes]], size_of: Ints) -> tuple[bytes, Ints, Ints]:
    """Put numbers and fonts between the glyphs: the text, the characters before which something stands, the lengths."""
    turns = np.flatnonzero(~pieces.is_first)
    edges = pieces.begins[turns]
    after = run.cuts + 1
    kept = ~np.isin(after, edges)
    tenths, number = find_distinct(np.rint(run.corrections[kept] * -10.0).astype(np.int64))
    texts = [b">%b<" % tenths_of(tenth) for tenth in tenths.tolist()]
    lost = np.zeros(len(turns))
    where = np.searchsorted(run.cuts, edges - 1)
    some = np.append(run.cuts, -1)[where] == edges - 1
    lost[some] = run.corrections[where[some]]
    losses, loss = np.unique(lost, return_inverse=True)
    keys = (size_of[pieces.line[turns]] * len(fonts[0]) + pieces.faces[turns]) * len(losses) + loss
    keys = keys * 4 + 2 * pieces.is_cut[turns - 1] + pieces.is_cut[turns]
    kinds, kind = find_distinct(keys)
    for key in kinds.tolist():
        rest, closes, opens = key // 4, key & 2, key & 1
        rest, value = divmod(rest, len(losses))
        size, face = divmod(rest, len(fonts[0]))
        moved = b" [%b] TJ " % num(-losses[value]) if losses[value] else b" "
        texts.append((b">] TJ" if closes else b"> Tj") + moved + fonts[size][face] + (b" [<" if opens else b" <"))
    at = np.concatenate((after[kept], edges))
    order = np.argsort(at)
    at = at[order]
    text, lengths = weave(run.digits, at, np.concatenate((number, kind + len(tenths)))[order], texts)
    return text, at, lengths
