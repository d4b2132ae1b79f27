"""Time per symbol of the QR and customer barcode kernels, PDF content included, beside the `qrcode` package."""

from __future__ import annotations

import time
from collections.abc import Callable

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from vdp.slots.symbol import CustomerBarcodeKernel, QrKernel
from vdp.slots.symbol.qr_tables import capacity
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec

BATCH = 1000
ROUNDS = 7
VERSIONS = (2, 3, 5, 10)
REFERENCES = 5  # symbols of the slow package: one round is enough
FIXED_MASK = 2


def main() -> None:
    print(f"{'symbol':<12}{'mask':<8}{'us':>8}{'qrcode us':>12}{'ratio':>8}")
    for version in VERSIONS:
        values = [f"https://a.jp/{number:09d}".ljust(capacity(version, "M"), "x") for number in range(BATCH)]
        for mask in (-1, FIXED_MASK):
            kernel = QrKernel(QrSpec("qr", 20.0, 200.0, 1.417, version, "M", mask))
            ours = best(lambda kernel=kernel, values=values: kernel.compose(values), ROUNDS) / BATCH
            some = values[:REFERENCES]
            theirs = best(lambda some=some, v=version, m=mask: reference(some, version=v, mask=m), 1) / REFERENCES
            name = "auto" if mask < 0 else str(mask)
            print(f"{f'QR {version}-M':<12}{name:<8}{ours:8.1f}{theirs:12.0f}{theirs / ours:8.0f}")
    barcode = CustomerBarcodeKernel(CustomerBarcodeSpec("barcode", 20.0, 20.0, 9.0), "F3")
    values = [
        f"{number * 7919 % 10**7:07d}{number % 40 + 1}-{number % 17 + 1}-A{number % 900}" for number in range(BATCH)
    ]
    print(f"{'barcode':<20}{best(lambda: barcode.compose(values), ROUNDS) / BATCH:8.1f}")


def reference(values: list[str], *, version: int, mask: int) -> None:
    for value in values:
        code = qrcode.QRCode(version, ERROR_CORRECT_M, border=0, mask_pattern=None if mask < 0 else mask)
        code.add_data(QRData(value, mode=MODE_8BIT_BYTE), optimize=0)
        code.make(fit=False)


def best(task: Callable[[], object], rounds: int) -> float:
    """Return the processor time of the fastest round in microseconds, after one round to warm up."""
    task()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return min(times) * 1e6


if __name__ == "__main__":
    main()
