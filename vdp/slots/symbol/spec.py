"""What the layout asks of a symbol slot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QrSpec:
    """A QR code (Model 2). Lengths in points; x, top is the upper left corner of the symbol without its quiet zone.

    `top` is measured upwards from the piece's lower trim edge. The symbol is (17 + 4·version) modules wide.
    """

    name: str
    x: float
    top: float
    module: float
    version: int = 0  # 0 until the measuring pass has fixed the smallest version that holds every value of the job
    level: str = "M"  # L | M | Q | H
    mask: int = -1  # -1: lowest penalty of all eight; 0 to 7: fixed


@dataclass(frozen=True, slots=True)
class CustomerBarcodeSpec:
    """Japan Post customer barcode (カスタマバーコード). `size` a in points, 8 to 11.5; x, y lower left of the bars."""

    name: str
    x: float
    y: float
    size: float
