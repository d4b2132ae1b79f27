"""The layout of bundle slips, compiled at the size of the job's pieces."""

from __future__ import annotations

import math
from pathlib import Path

import vdp
from vdp.errors import JobError, Place
from vdp.job import Job
from vdp.layout import Plan, compile_layout
from vdp.layout.plan import PagePlan
from vdp.postal import open_authority
from vdp.units import MM

SLIP_LAYOUT = Path("layouts") / "bundle-slip" / "layout.xml"

_FULL = (81.0 * MM, 89.0 * MM)
"""Width and height from which a slip is set at the sizes that its layout writes.

The notice then fits across, the code down.
"""
_STEPS = 20  # smaller ones: in steps of five per cent
_LEAST = 0.5  # the labels have 4 pt there


def compile_slips(job: Job, plan: Plan) -> Plan:
    """Return the plan of the slips, as large as the pieces of `plan`; an empty page where the job ties no bundles.

    On small pieces the type is smaller. Raises JobError where it would be too small to be read.
    """
    if not open_authority(job.postal.authority, date=job.postal.date).bundles:
        page = PagePlan("front", None, ())
        return Plan("no-slip", find_slip_layout(), (), plan.width, plan.height, plan.bleed, plan.safe, (page,))
    scale = slip_scale(plan.width, plan.height)
    if scale < _LEAST:
        width, height = (length * _LEAST / MM for length in _FULL)
        raise JobError(
            "run.slip-size",
            f"pieces of {plan.width / MM:g} x {plan.height / MM:g} mm are too small for bundle slips, which are as "
            f"large as the pieces: {width:.1f} x {height:.1f} mm is the least",
            where=Place(job.path.name),
            cure='Make the piece larger, or write authority = "none" in [postal]: the order of the list, no slips.',
        )
    return compile_layout(
        find_slip_layout(),
        piece=(plan.width, plan.height),
        type_scale=scale,
        overflow="clip",
        missing_glyph="geta",
    )


def slip_scale(width: float, height: float) -> float:
    """Return what the type of a slip of so many points is multiplied by: 1, or less on small ones."""
    share = min(width / _FULL[0], height / _FULL[1])
    return min(1.0, math.floor(share * _STEPS + 1e-9) / _STEPS)


def find_slip_layout() -> Path:
    """Return the layout of bundle slips: beside the package in a wheel, above it in the source tree."""
    package = Path(vdp.__file__).parent
    for folder in (package, package.parent):
        if (folder / SLIP_LAYOUT).is_file():
            return folder / SLIP_LAYOUT
    raise JobError("run.no-slip-layout", "the layout of bundle slips is missing", cure="Install vdp again.")
