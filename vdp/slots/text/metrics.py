"""What HarfBuzz knows of a face beyond its cmap, asked once for all characters and kept as arrays.

Every code point stands alone: features that make one glyph of several characters, or change a glyph by its language
or its neighbours, are off, so that a table look-up per character gives what shaping that character gives. The locale
of the process is never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EM_ASCENT = 880.0
"""Top of the em box above the baseline (1/1000 em) where a font has no vertical metrics of its own."""

ASCII = range(0x20, 0x7F)
"""The characters of kern_pairs, U+0020 to U+007E."""

_LANGUAGE = "ja"

_ALONE: Mapping[str, bool] = dict.fromkeys(
    ("calt", "ccmp", "clig", "curs", "dist", "kern", "liga", "locl", "mark", "mkmk", "rclt", "rlig", "vkrn"), False
)


_HALVED = 1.0  # 1/1000 em

GRID = 65_536.0
"""Parts of 1/1000 em that lengths along a line are multiples of."""


def on_grid(lengths: Floats) -> Floats:
    """Return lengths on the grid: sums are exact in float64, so a place never depends on what stands before it."""
    return np.asarray(np.rint(lengths * GRID) / GRID, dtype=np.float64)


class Proportional(NamedTuple):
    """Proportional metrics (`palt`, in vertical writing `vpal`; プロポーショナル詰め) by glyph id, 1/1000 em."""

    advances: Floats
    offsets: Floats  # the glyph's ink moves by this along the line


class Vertical(NamedTuple):
    """Vertical metrics by glyph id, 1/1000 em."""

    advances: Floats  # down the line, positive
    origins: Floats  # n x 2: the vertical origin seen from the horizontal one; PDF's position vector


def substitute_alone(font: hb.Font, codepoints: Ints, glyphs: Ints) -> Ints:
    """Return the glyph of each code point alone after what a font always applies (`rvrn`).

    `glyphs` stands where the rules would give none or several.
    """
    found = _glyph_alone(font, codepoints, "ltr", _ALONE)
    return np.where(found > 0, found, glyphs)


def substitute_vertical(font: hb.Font, codepoints: Ints, glyphs: Ints) -> Ints:
    """Return the glyph of each code point alone where vertical text has a form of its own (`vert`), else `glyphs`.

    Japanese forms (`locl`) come first: in Noto U+2014 has its vertical form only there.
    """
    features = {**_ALONE, "locl": True}
    across, down = (_glyph_alone(font, codepoints, direction, features) for direction in ("ltr", "ttb"))
    return np.where((down != across) & (down > 0), down, glyphs)


def read_vertical(font: hb.Font, advances: Floats) -> Vertical:
    """Return vertical metrics (vmtx, VORG); from the em box, never from hhea, where the font has none."""
    count, scale = font.face.glyph_count, 1000.0 / font.face.upem
    if "vmtx" not in font.face.table_tags:
        return Vertical(np.full(count, 1000.0), np.column_stack((advances / 2.0, np.full(count, EM_ASCENT))))
    down = np.fromiter((-font.get_glyph_v_advance(glyph) for glyph in range(count)), dtype=np.float64, count=count)
    origins = np.array([font.get_glyph_v_origin(glyph) for glyph in range(count)], dtype=np.float64)
    return Vertical(on_grid(down * scale), origins * scale)


def split_vertical(
    vertical: Vertical, widths: Mapping[int, float]
) -> tuple[tuple[float, float], dict[int, tuple[float, float, float]]]:
    """Return height of the origin and advance (negative) of most glyphs; advance and origin of the others, by glyph id.

    `widths`: of the glyphs that are asked for. HarfBuzz halves widths in whole units: what is off by less than one
    counts as half a width.
    """
    glyphs = np.array(sorted(widths), dtype=np.int64)
    origins, down = vertical.origins[glyphs], vertical.advances[glyphs]
    rows = np.round(np.column_stack((origins[:, 1], -down)), 3)
    kinds, which = np.unique(rows, axis=0, return_inverse=True)
    common = int(np.bincount(which.ravel()).argmax())
    beside = np.abs(origins[:, 0] - np.array([widths[glyph] for glyph in glyphs.tolist()]) / 2.0) > _HALVED
    odd = np.flatnonzero((which.ravel() != common) | beside)
    columns = (glyphs[odd], rows[odd, 1], np.round(origins[odd, 0], 3), rows[odd, 0])
    found = {glyph: (advance, x, y) for glyph, advance, x, y in zip(*(c.tolist() for c in columns), strict=True)}
    return (float(kinds[common, 0]), float(kinds[common, 1])), found


def read_kern_pairs(font: hb.Font, advances: Floats) -> NDArray[np.int16]:
    """Return the kerning of all pairs of printable ASCII as int16[95][95], first character first, 1/1000 em.

    The 9,025 pairs are shaped as one text in which each of them occurs once.
    """
    order = _every_pair(len(ASCII))
    buffer = hb.Buffer()
    buffer.add_codepoints([ASCII[at] for at in order])
    buffer.direction, buffer.script, buffer.language = "ltr", "Latn", _LANGUAGE
    hb.shape(font, buffer, {**_ALONE, "kern": True})
    pairs = np.zeros((len(ASCII), len(ASCII)), dtype=np.int16)
    if len(buffer.glyph_infos) != len(order):
        return pairs
    glyphs = _glyphs(buffer, font)
    units = np.fromiter((p.x_advance for p in buffer.glyph_positions), dtype=np.float64, count=len(order))
    kern = np.rint(units * (1000.0 / font.face.upem) - advances[glyphs])
    kern[glyphs == 0] = 0
    pairs[order[:-1], order[1:]] = kern[:-1]
    return pairs


def _every_pair(count: int) -> Ints:
    """Return a sequence of 0 … count - 1 in which every ordered pair of neighbours occurs exactly once."""
    order = [at for first in range(count) for at in (first, *_after(first, count))]
    return np.array([*order, 0], dtype=np.int64)


def _after(first: int, count: int) -> Sequence[int]:
    return [at for second in range(first + 1, count) for at in (first, second)]


def read_proportional(font: hb.Font, codepoints: Ints, advances: Floats) -> Proportional:
    """Return advances and ink offsets under `palt`; plain advances and zeros for what the font leaves alone."""
    plain = _shape_alone(font, codepoints, "ltr", _ALONE)
    buffer = _shape_alone(font, codepoints, "ltr", {**_ALONE, "palt": True})
    # The difference of two shapings: HarfBuzz also moves combining marks, which is not the feature's doing.
    change = on_grid((_placements(buffer) - _placements(plain)) * (1000.0 / font.face.upem))
    glyphs = _glyphs(buffer, font)
    found = Proportional(advances.copy(), np.zeros(len(advances)))
    found.advances[glyphs] = advances[glyphs] + change[:, 0]
    found.offsets[glyphs] = change[:, 1]
    return found


def read_vertical_proportional(font: hb.Font, codepoints: Ints, advances: Floats) -> Proportional:
    """Return advances down the line and ink offsets under `vpal`; `advances` and zeros for what it leaves alone."""
    features = {**_ALONE, "locl": True}  # of the glyphs that substitute_vertical finds
    plain = _shape_alone(font, codepoints, "ttb", features)
    buffer = _shape_alone(font, codepoints, "ttb", {**features, "vpal": True})
    up = on_grid(1000.0 / font.face.upem * (_placements_down(buffer) - _placements_down(plain)))
    glyphs = _glyphs(buffer, font)
    found = Proportional(advances.copy(), np.zeros(len(advances)))
    found.advances[glyphs] = advances[glyphs] - up[:, 0]  # OpenType counts upwards
    found.offsets[glyphs] = -up[:, 1]
    return found


def shape_cluster(font: hb.Font, text: str, *, vertical: bool = False) -> tuple[int, ...]:
    """Return the glyphs of a base with its marks, ligatures made; several: the font has no glyph for the whole."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction, buffer.language = "ttb" if vertical else "ltr", _LANGUAGE  # the guess would ask the locale
    hb.shape(font, buffer, {"kern": False, "locl": False})
    return tuple(_glyphs(buffer, font).tolist())


def feature_tags(program: hb.Face) -> frozenset[str]:
    """Return the OpenType features of a font, whatever their script and language."""
    found: set[str] = set()
    for table in ("GSUB", "GPOS"):
        for script in range(len(program.get_table_script_tags(table))):
            languages = len(program.get_script_language_tags(table, script))
            for language in (_DEFAULT_LANGUAGE, *range(languages)):
                found.update(program.get_language_feature_tags(table, script, language))
    return frozenset(found)


_DEFAULT_LANGUAGE = 0xFFFF


def _glyph_alone(font: hb.Font, codepoints: Ints, direction: str, features: Mapping[str, bool]) -> Ints:
    """Return the one glyph that shaping gives each code point, 0 where it gives none or several."""
    buffer = _shape_alone(font, codepoints, direction, features)
    infos = buffer.glyph_infos
    clusters = np.fromiter((info.cluster for info in infos), dtype=np.int64, count=len(infos))
    single = np.bincount(clusters, minlength=len(codepoints))[clusters] == 1
    result = np.zeros(len(codepoints), dtype=np.int64)
    result[clusters[single]] = _glyphs(buffer, font)[single]
    return result


def _shape_alone(font: hb.Font, codepoints: Ints, direction: str, features: Mapping[str, bool]) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_codepoints(codepoints.tolist())
    buffer.direction, buffer.script, buffer.language = direction, "Hani", _LANGUAGE
    buffer.cluster_level = hb.BufferClusterLevel.CHARACTERS
    buffer.flags = hb.BufferFlags.PRESERVE_DEFAULT_IGNORABLES
    hb.shape(font, buffer, dict(features))
    return buffer


def _glyphs(buffer: hb.Buffer, font: hb.Font) -> Ints:
    """Return the glyph ids of a shaped text; 0 for those that a careless font makes up."""
    infos = buffer.glyph_infos
    glyphs = np.fromiter((info.codepoint for info in infos), dtype=np.int64, count=len(infos))
    return np.where(glyphs < font.face.glyph_count, glyphs, 0)


def _placements(buffer: hb.Buffer) -> Floats:
    """Return advance and offset along the line of each glyph, in font units."""
    return np.array([(at.x_advance, at.x_offset) for at in buffer.glyph_positions], dtype=np.float64)


def _placements_down(buffer: hb.Buffer) -> Floats:
    """Return advance and offset of each glyph of vertical text, upwards, in font units."""
    return np.array([(at.y_advance, at.y_offset) for at in buffer.glyph_positions], dtype=np.float64)
