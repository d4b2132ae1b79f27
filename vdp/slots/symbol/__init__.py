"""Symbols: how does a value become a code that machines read?

In: QrSpec or CustomerBarcodeSpec, a list of values per batch; for the barcode also its font's name on the page.
Out: image masks or barcode text as PDF content, or faults; the barcode font.
Invariant: a QR code decodes to its value, a barcode follows the manual; what cannot is a fault.
"""

from vdp.slots.symbol.customer_barcode import (
    CustomerBarcodeKernel,
    encode_customer_barcode,
    read_customer_barcode,
)
from vdp.slots.symbol.customer_barcode_font import customer_barcode_font
from vdp.slots.symbol.qr import QrKernel, qr_versions

__all__ = [
    "CustomerBarcodeKernel",
    "QrKernel",
    "customer_barcode_font",
    "encode_customer_barcode",
    "qr_versions",
    "read_customer_barcode",
]
