"""Transparency that works on each ink by itself, and what does not."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from pikepdf import Array, Dictionary

from vdp.preflight.plates.colours import PROCESS
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.opened import Shared

_SEPARABLE = frozenset(
    {"Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn"}
    | {"HardLight", "SoftLight", "Difference", "Exclusion"}
)
_PLAIN = frozenset({"Normal", "Compatible"})
_FROM_NOTHING = frozenset({"Difference", "Exclusion", "ColorDodge"})
"""These may make ink where neither has any. Spot colours do not blend by them (ISO 32000-1, 11.7.4.2)."""


def check_group(shared: Shared, group: Any, owner: Any) -> None:
    """Raise Doubt for a transparency group that is not blended ink by ink. `owner` has the resources."""
    if group.get("/K", False):
        raise Doubt("a knockout group")
    value = group.get("/CS")
    if value is None:
        return
    space = shared.reader.read(value, (owner.get("/Resources") or Dictionary()).get("/ColorSpace"))
    if space.doubt or space.plates != PROCESS:
        raise Doubt("a transparency group in a space that is not that of the inks")


def check_blend(shared: Shared, state: Any, plate: str) -> None:
    """Raise Doubt for a graphics state whose blend mode or soft mask is not known to this model."""
    modes = state.get("/BM")
    if modes is not None:
        names = [str(mode)[1:] for mode in (modes if isinstance(modes, Array) else [modes])]
        allowed = _SEPARABLE if plate in PROCESS else _SEPARABLE - _FROM_NOTHING
        for mode in names:
            if mode not in allowed:
                raise Doubt(f"the blend mode {mode}")
        shared.modes.update({*names} - _PLAIN)
    mask = state.get("/SMask")
    if isinstance(mask, Dictionary):
        space = mask.get("/G", Dictionary()).get("/Group", Dictionary()).get("/CS")
        if "/TR" in mask and str(mask.TR) != "/Identity":
            raise Doubt("a soft mask with a transfer function")
        if str(mask.get("/S")) == "/Luminosity" and str(space) != "/DeviceGray":
            raise Doubt("a soft mask by luminosity of colours")


def bound_blended(most: float, modes: AbstractSet[str], plate: str) -> float:
    """Return the most ink on a plate where nothing brings more than `most` and some of it blends by `modes`.

    Half a tint multiplied by half a tint is three quarters.
    """
    if not modes:
        return most
    return 1.0 if most > 0 or (modes & _FROM_NOTHING and plate in PROCESS) else 0.0


def darkens_only(modes: AbstractSet[str]) -> bool:
    """Return whether less ink below or above can only make less ink of both."""
    return modes <= {"Multiply"}
