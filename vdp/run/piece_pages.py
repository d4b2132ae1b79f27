"""Single pieces as pages: what workers know of their files, and the segments that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.layout import Plan
from vdp.pdf.content import concat
from vdp.pdf.document_parts import part_metadata
from vdp.pdf.flate import deflate_content
from vdp.pdf.resources import BLACK_OVERPRINTS
from vdp.pdf.writer import format_boxes
from vdp.run.part_fields import PartFields
from vdp.run.segment import write_segment
from vdp.units import Box, Matrix, to_um

SLIP = part_metadata("bundle slip")


class PieceSize(NamedTuple):
    """A page of one piece, in points: the bleed box is the medium."""

    width: float
    height: float
    bleed: float
    sides: int

    @property
    def media(self) -> tuple[float, float]:
        """Width and height with bleed."""
        return self.width + 2 * self.bleed, self.height + 2 * self.bleed

    def face(self) -> list[int]:
        """Return bleed and trim as corners in micrometres and the turn, 0: as the ledger keeps slots."""
        bleed, width, height = to_um(self.bleed), to_um(self.width), to_um(self.height)
        return [0, 0, width + 2 * bleed, height + 2 * bleed, bleed, bleed, bleed + width, bleed + height, 0]

    @property
    def trim(self) -> Box:
        """The piece as it is cut."""
        return Box(self.bleed, self.bleed, self.width, self.height)


def piece_size(plan: Plan, slip_plan: Plan) -> PieceSize:
    """Return the page of a plan's pieces; slips have the same."""
    return PieceSize(plan.width, plan.height, plan.bleed, max(len(plan.pages), len(slip_plan.pages)))


class PieceSegment(NamedTuple):
    """A segment file of composed pieces: for each in turn its deflated sides, then the metadata of its part."""

    path: Path
    sha256: str
    leaves: NDArray[np.int64]  # through the whole job, ascending
    lengths: NDArray[np.int64]  # (leaves, sides + 1)
    images: list[tuple[str, ...]]  # per leaf, resource names of the images on it


@dataclass(frozen=True, slots=True)
class PieceOutput:
    """What all files of single pieces have in common."""

    size: PieceSize
    transparent: bool
    told: PartFields | None  # what the document parts tell of recipients; None when these are no parts

    @property
    def parts(self) -> bool:
        """Whether recipients are document parts."""
        return self.told is not None

    @property
    def boxes(self) -> bytes:
        """What every page dictionary ends with."""
        size = self.size
        return format_boxes(size.media, trim=size.trim, bleed=Box(0, 0, *size.media), transparent=self.transparent)


class PageWriter:
    """Writes composed pieces as pages."""

    def __init__(self, output: PieceOutput, *, forms: Sequence[Sequence[str]]) -> None:
        """`forms`: per kind of leaf (piece, slip) and side, the static form, "" for none."""
        self._output = output
        size = output.size
        origin = concat(Matrix(1, 0, 0, 1, size.bleed, size.bleed)) + b"\n"
        self._heads = [[_head(origin, name) for name in names] for names in forms]

    def write(
        self,
        path: Path,
        leaves: NDArray[np.int64],
        kinds: NDArray[np.int64],
        contents: Sequence[Sequence[bytes]],
        metadata: Sequence[bytes],
        *,
        images: Sequence[tuple[str, ...]],
    ) -> PieceSegment:
        """Write leaves into a segment file.

        `leaves`: ascending, through the whole job. `kinds`: 0 piece, 1 slip. `contents`: per side and leaf, what is
        painted over the static form. `metadata`: per leaf, of its document part. `images`: per leaf, the images on it.
        """
        rows = [
            [
                deflate_content(self._heads[kind][side] + content)
                for kind, content in zip(kinds, side_contents, strict=True)
            ]
            for side, side_contents in enumerate(contents[: self._output.size.sides])
        ]
        rows.append(list(metadata))
        lengths = np.array([[len(data) for data in row] for row in rows], dtype=np.int64).T
        digest = write_segment(path, [data for leaf in zip(*rows, strict=True) for data in leaf])
        return PieceSegment(path, digest, leaves, lengths, list(images))


def _head(origin: bytes, form: str) -> bytes:
    return origin + (b"/%b Do\n" % form.encode("ascii") if form else b"") + BLACK_OVERPRINTS
