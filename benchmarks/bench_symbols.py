"""Time per symbol of our kernels, PDF content included, beside other encoders, which stop at the matrix or the bars.

One row of CASES is one line of the table: a kernel with its values, and the encoders that make the same symbol.
All make it in the same version and level and choose the mask themselves. Processor time, the best of some rounds;
slow encoders get fewer symbols.
"""

from __future__ import annotations

import logging
import string
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import qrcode
import segno
import zint
import zxingcpp
from fastest import fastest
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData

from vdp.slots import Kernel
from vdp.slots.symbol import CustomerBarcodeKernel, QrKernel
from vdp.slots.symbol.qr_tables import LEVELS, capacity
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec

BATCH = 1000
ROUNDS = 9
SLOW = 1e-3  # seconds a symbol: above it one round of some symbols is enough
SOME = 10
KANJI = "東京都渋谷区恵比寿南一丁目春夏秋冬山川"
QRCODE_MODES = {"numeric": MODE_NUMBER, "alphanumeric": MODE_ALPHA_NUM, "byte": MODE_8BIT_BYTE}
QRCODE_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}

Encode = Callable[[str], object]


@dataclass(frozen=True)
class Case:
    """One symbol: our kernel and its values, and the rivals by name."""

    name: str
    kernel: Kernel
    values: Sequence[str]
    rivals: dict[str, Encode] = field(default_factory=dict)


def by_qrcode(value: str, *, version: int, level: str, mode: str) -> object:
    code = qrcode.QRCode(version, QRCODE_LEVELS[level], border=0)
    code.add_data(QRData(value, mode=QRCODE_MODES[mode]), optimize=0)
    code.make(fit=False)
    return code.modules


def by_segno(value: str, *, version: int, level: str, mode: str | None) -> object:
    return segno.make(value, error=level, version=version, mode=mode, micro=False, boost_error=False).matrix


def by_zint(value: str, *, version: int, level: str) -> object:
    symbol = zint.Symbol()
    symbol.symbology, symbol.input_mode = zint.Symbology.QRCODE, zint.InputMode.UNICODE
    symbol.option_1, symbol.option_2 = LEVELS.index(level) + 1, version
    symbol.encode(value)
    return symbol.encoded_data


def bars_by_zint(value: str) -> object:
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.JAPANPOST
    symbol.encode(value)
    return symbol.encoded_data


def by_zxing(value: str, *, version: int, level: str) -> object:
    options = f"ecLevel={level},version={version}"
    return zxingcpp.create_barcode(value, zxingcpp.BarcodeFormat.QRCode, options=options)


def qr_case(name: str, version: int, values: Sequence[str], mode: str = "auto", *, rivals_mode: str = "byte") -> Case:
    """Return a case at level M; `mode` is ours, `rivals_mode` theirs ("" where they choose)."""
    same = {"version": version, "level": "M"}
    rivals: dict[str, Encode] = {}
    if rivals_mode in QRCODE_MODES:
        rivals["qrcode"] = partial(by_qrcode, mode=rivals_mode, **same)
    rivals["segno"] = partial(by_segno, mode=rivals_mode or None, **same)
    rivals |= {"zint": partial(by_zint, **same), "zxing-cpp": partial(by_zxing, **same)}
    return Case(name, QrKernel(QrSpec("qr", 20.0, 200.0, 1.417, version, "M", mode=mode)), values, rivals)


def cases() -> Iterable[Case]:
    chance = np.random.default_rng(4)
    for version in (2, 5, 10):
        values = [f"https://a.jp/{number:09d}".ljust(capacity(version, "M"), "x") for number in range(BATCH)]
        yield qr_case(f"QR {version}-M bytes", version, values)
    yield qr_case("QR 2-M 40 digits", 2, [f"{number * 7919:040d}" for number in range(BATCH)], rivals_mode="numeric")
    kanji = ["".join(row) for row in chance.choice(list(KANJI), (BATCH, 22))]
    yield qr_case("QR 3-M 22 kanji", 3, kanji, rivals_mode="kanji")
    tokens = ["".join(row) for row in chance.choice(list(string.ascii_uppercase + string.digits), (BATCH, 34))]
    yield qr_case("QR 3-M mixed URL", 3, [f"https://a.jp/c/{token}" for token in tokens], rivals_mode="")
    codes = [
        f"{number * 7919 % 10**5:05d}{number % 99 + 1:02d}{number % 40 + 1}-{number % 17 + 1}-A{number % 90}"
        for number in range(BATCH)
    ]
    barcode = CustomerBarcodeKernel(CustomerBarcodeSpec("barcode", 20.0, 20.0, 9.0), "F3")
    yield Case("customer barcode", barcode, codes, {"zint": bars_by_zint})


def per_symbol(task: Callable[[], object], symbols: int, rounds: int) -> float:
    """Return the processor time of the fastest round in microseconds a symbol."""
    return fastest(task, rounds=rounds) * 1e6 / symbols


def time_rival(encode: Encode, values: Sequence[str]) -> float | None:
    """Return microseconds a symbol; None where the encoder refuses a value."""
    try:
        first = per_symbol(lambda: encode(values[0]), 1, 2)
    except (ValueError, RuntimeError, segno.DataOverflowError):
        return None
    count, rounds = (SOME, 1) if first > SLOW * 1e6 else (len(values) // 4, 3)
    return per_symbol(lambda: [encode(value) for value in values[:count]], count, rounds)


def main() -> None:
    logging.getLogger("zint").setLevel(logging.ERROR)
    names = ("qrcode", "segno", "zint", "zxing-cpp")
    print(f"{'µs a symbol':<20}{'vdp':>8}" + "".join(f"{name:>12}" for name in names))
    for case in cases():
        assert case.kernel.measure(case.values) == []
        ours = per_symbol(partial(case.kernel.compose, case.values), len(case.values), ROUNDS)
        found = [time_rival(case.rivals[name], case.values) if name in case.rivals else None for name in names]
        print(f"{case.name:<20}{ours:>8.1f}" + "".join(f"{'-' if t is None else f'{t:.0f}':>12}" for t in found))


if __name__ == "__main__":
    main()
