"""Compare our QR codes with the `qrcode` package bit by bit: every version, level and mask, in byte mode. Slow.

python tests/slots/symbol/prove_every_qr.py
"""

from __future__ import annotations

import sys
import time

import numpy as np
import qrcode
from qrcode import util

from vdp.slots.symbol.kernel import QrEncoder
from vdp.slots.symbol.qr_tables import LEVELS, MASKS, VERSIONS

QRCODE_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}


def reference(payload: bytes, version: int, level: str, mask: int) -> np.ndarray:
    code = qrcode.QRCode(version, QRCODE_LEVELS[level], mask_pattern=mask, border=0)
    code.add_data(util.QRData(payload, mode=util.MODE_8BIT_BYTE, check_data=False), optimize=0)
    code.make(fit=False)
    return np.array(code.get_matrix(), dtype=np.uint8)


def main() -> int:
    start, compared, different = time.perf_counter(), 0, []
    for version in VERSIONS:
        for level in LEVELS:
            for mask in MASKS:
                encoder = QrEncoder(version, level, mask=mask)
                payload = np.random.default_rng(version).bytes(encoder.capacity - mask % 3)
                ours = np.unpackbits(encoder.encode([payload]), axis=-1)[0, :, : encoder.side]
                compared += 1
                if (ours != reference(payload, version, level, mask)).any():
                    different.append((version, level, mask))
    sys.stdout.write(f"{compared} symbols, {len(different)} differ {different}, {time.perf_counter() - start:.0f} s\n")
    return bool(different)


if __name__ == "__main__":
    sys.exit(main())
