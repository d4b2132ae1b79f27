"""Where the codes of a piece lie: what verify must scan."""

from __future__ import annotations

from typing import TypedDict

from vdp.layout import Plan
from vdp.slots.symbol.spec import BarcodeSpec, CustomerBarcodeSpec, QrSpec
from vdp.slots.symbol.zint_size import box_of
from vdp.units import MM


class CodePlace(TypedDict):
    """A code slot with a value per record.

    `box`: x, y, width, height in points from the piece's lower left trim, quiet zone included. `turn`: of the symbol on
    the piece, degrees counterclockwise.
    """

    side: str
    slot: str
    kind: str  # qr | customer-barcode | the symbology of a barcode
    box: list[float]
    turn: int


def code_places(plan: Plan) -> list[CodePlace]:
    """Return the code slots in the order in which a piece's code fingerprints stand in the ledger."""
    return [
        _describe(page.side, slot.spec)
        for page in plan.pages
        for slot in page.slots
        if isinstance(slot.spec, QrSpec | CustomerBarcodeSpec | BarcodeSpec) and not slot.is_static
    ]


def _describe(side: str, spec: QrSpec | CustomerBarcodeSpec | BarcodeSpec) -> CodePlace:
    box = list(spec.quiet.around(box_of(spec) if isinstance(spec, BarcodeSpec) else spec.box))
    if isinstance(spec, BarcodeSpec):
        return CodePlace(side=side, slot=spec.name, kind=spec.symbology, box=box, turn=spec.rotate)
    if isinstance(spec, QrSpec):
        return CodePlace(side=side, slot=spec.name, kind="qr", box=box, turn=0)
    return CodePlace(side=side, slot=spec.name, kind="customer-barcode", box=box, turn=270 if spec.vertical else 0)


def module_facts(plan: Plan) -> dict[str, str]:
    """Return how large the modules of the QR codes are printed, for the report; by slot."""
    specs = [slot.spec for page in plan.pages for slot in page.slots if isinstance(slot.spec, QrSpec)]
    return {f"QR code {spec.name}": _describe_module(spec) for spec in specs}


def _describe_module(spec: QrSpec) -> str:
    size = f"version {spec.version}, modules of {spec.module / MM:.3f} mm"
    if not spec.dots:
        return f"{size}, dpi of the press not known"
    return f"{size}, {spec.dots} dots of {spec.dots * 72 / spec.module:g} dpi, {spec.asked / MM:.3f} mm asked for"
