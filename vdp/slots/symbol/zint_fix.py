"""Fix the size of a barcode whose value is the same on every piece."""

from __future__ import annotations

from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_kernel import BarcodeKernel
from vdp.slots.symbol.zint_size import fix_barcode


def fix_static(spec: BarcodeSpec, value: str) -> BarcodeSpec:
    """Return the spec with the size of its one value; of a value with a fault, with the smallest."""
    kernel = BarcodeKernel(spec, None)
    return fix_barcode(spec, kernel.longest([value]))
