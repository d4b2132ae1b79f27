"""Open the print files of a job: sheets, single pieces, or both."""

from __future__ import annotations

from pathlib import Path

from vdp.pdf.profiles import find_profile, sheet_profile
from vdp.run.files import PressFiles, PrintFiles
from vdp.run.order import JobOrder
from vdp.run.part_fields import part_fields
from vdp.run.pictures import Shelf
from vdp.run.piece_files import PieceFiles
from vdp.run.piece_pages import PieceOutput, piece_size
from vdp.run.prepare import Prepared
from vdp.run.static import StaticContent


def plan_piece_files(prepared: Prepared, static: StaticContent, *, transparent: bool) -> PieceOutput | None:
    """Return what all files of single pieces have in common; None when none are asked for.

    `transparent`: whether an image of some record is.
    """
    output = prepared.job.output
    if not output.pieces:
        return None
    profile = find_profile(output.profile)
    return PieceOutput(
        piece_size(prepared.plan, prepared.slip_plan),
        transparent=static.transparent or (transparent and profile.transparency),
        told=part_fields(prepared.job),
    )


def open_press_files(
    prepared: Prepared,
    order: JobOrder,
    static: StaticContent,
    *,
    pieces: PieceOutput | None,
    folder: Path,
    shelf: Shelf,
) -> PressFiles:
    """Return the files that the job asks for, nothing written yet."""
    return PressFiles(
        _open_sheets(prepared, static, folder, shelf) if prepared.grid else None,
        _open_pieces(prepared, order, pieces, static, folder=folder, shelf=shelf) if pieces else None,
    )


def _open_sheets(prepared: Prepared, static: StaticContent, folder: Path, shelf: Shelf) -> PrintFiles:
    output = prepared.job.output
    return PrintFiles(
        folder,
        static,
        prepared.resources,
        info=prepared.info,
        condition=prepared.condition,
        profile=sheet_profile(output.profile),
        split=output.split,
        shelf=shelf,
    )


def _open_pieces(
    prepared: Prepared, order: JobOrder, pieces: PieceOutput, static: StaticContent, *, folder: Path, shelf: Shelf
) -> PieceFiles:
    return PieceFiles(
        folder,
        pieces,
        static,
        prepared.resources,
        info=prepared.info,
        condition=prepared.condition,
        profile=prepared.job.output.profile,
        mail=order.mail,
        leaves=len(order.leaves),
        split=prepared.job.output.split,
        shelf=shelf,
    )
