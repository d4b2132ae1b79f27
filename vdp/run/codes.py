"""Where the codes of a piece lie: what verify must scan."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from vdp.layout import Plan
from vdp.slots.symbol.spec import BarcodeSpec, CustomerBarcodeSpec, QrSpec
from vdp.slots.symbol.zint_size import box_of
from vdp.units import MM

_QUIET_MODULES = 4  # ISO/IEC 18004:2015, 6.3.8
_BARS_LENGTH = 7.98 * MM  # of 67 bars and 66 spaces, per point of size (郵便番号・バーコードマニュアル p12)
_BARS_HEIGHT = 0.36 * MM
_BARS_QUIET = 2.0 * MM  # the same manual, p13


class CodePlace(TypedDict):
    """A code slot with a value per record. `box`: x, y, width, height in points from the piece's lower left trim."""

    side: str
    slot: str
    kind: str  # qr | customer-barcode | the symbology of a barcode
    turn: NotRequired[int]  # of a barcode on the piece, degrees counterclockwise
    box: list[float]


def code_places(plan: Plan) -> list[CodePlace]:
    """Return the code slots in the order in which a piece's code fingerprints stand in the ledger."""
    return [
        _describe(page.side, slot.spec)
        for page in plan.pages
        for slot in page.slots
        if isinstance(slot.spec, QrSpec | CustomerBarcodeSpec | BarcodeSpec) and not slot.is_static
    ]


def _describe(side: str, spec: QrSpec | CustomerBarcodeSpec | BarcodeSpec) -> CodePlace:
    if isinstance(spec, BarcodeSpec):
        (x, y, width, height), (left, right, above, below) = box_of(spec), (zone * MM for zone in spec.quiet)
        box = [x - left, y - below, width + left + right, height + above + below]
        return CodePlace(side=side, slot=spec.name, kind=spec.symbology, box=box, turn=spec.rotate)
    if isinstance(spec, QrSpec):
        size, quiet = (17 + 4 * spec.version) * spec.module, _QUIET_MODULES * spec.module
        box = [spec.x - quiet, spec.top - size - quiet, size + 2 * quiet, size + 2 * quiet]
        return CodePlace(side=side, slot=spec.name, kind="qr", box=box)
    length, height = _BARS_LENGTH * spec.size, _BARS_HEIGHT * spec.size
    box = [spec.x - _BARS_QUIET, spec.y - _BARS_QUIET, length + 2 * _BARS_QUIET, height + 2 * _BARS_QUIET]
    return CodePlace(side=side, slot=spec.name, kind="customer-barcode", box=box)
