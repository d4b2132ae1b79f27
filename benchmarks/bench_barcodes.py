"""Time per symbol of the barcode kernel, PDF content included, beside zint's own vector and raster read-out."""

from __future__ import annotations

from collections.abc import Callable

import zint
from fastest import fastest

from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_kernel import BarcodeKernel
from vdp.slots.symbol.zint_size import fix_barcode, usual_height
from vdp.slots.symbol.zint_table import SYMBOLOGIES
from vdp.units import MM

BATCH = 1000
ROUNDS = 7
OWN = 50  # symbols whose vectors zint writes: the slow way
BUDGET = 60.0  # microseconds a symbol

VALUES: dict[str, Callable[[int], str]] = {
    "code128": lambda n: f"COUPON-{n:08d}",
    "gs1-128": lambda n: f"(91)912345{n:08d}{n:08d}0126033100123456789",
    "nw-7": lambda n: f"A{n:010d}A",
    "code39": lambda n: f"MEMBER{n:06d}",
    "jan-13": lambda n: f"4901234{n:05d}",
    "jan-8": lambda n: f"49{n:05d}",
    "upc-a": lambda n: f"012345{n:05d}",
    "itf": lambda n: f"{n:013d}",
    "itf-14": lambda n: f"14901234{n:05d}",
    "data-matrix": lambda n: f"https://example.jp/c/{n:09d}",
    "gs1-data-matrix": lambda n: f"(01)04912345123459(10)LOT{n:06d}",
    "pdf417": lambda n: f"https://example.jp/c/{n:09d}?from=card",
    "micro-qr": lambda n: f"{n:08d}",
    "rmqr": lambda n: f"https://example.jp/c/{n:09d}",
    "imb": lambda n: f"01234567{n:012d}-01234567891",
    "mailmark-4s": lambda n: f"410384224{n:08d}EF61AH8T ",
    "mailmark-2d": lambda n: f"JGB 0121001234{n:08d}AB19XY1A 0",
}


def main() -> None:
    print(f"{'symbology':<18}{'measure us':>11}{'compose us':>11}{'vectors us':>11}{'ratio':>7}{'bytes':>7}")
    for symbology, make in VALUES.items():
        row = SYMBOLOGIES[symbology]
        values = [make(number) for number in range(BATCH)]
        module = row.module[1] * MM
        check = "add" if "add" in row.checks else row.checks[0]
        height, columns = usual_height(symbology, module), 6 if symbology == "pdf417" else 0
        spec = BarcodeSpec("code", symbology, 20, 400, 500, 300, module, height, check=check, columns=columns)
        kernel = BarcodeKernel(spec, None)
        assert kernel.measure(values) == []
        measured = micros(lambda kernel=kernel, values=values: kernel.measure(values)) / BATCH
        fixed = BarcodeKernel(fix_barcode(spec, kernel.longest(values)), None)
        composed = micros(lambda fixed=fixed, values=values: fixed.compose(values)) / BATCH
        data = [fixed._values.encoded(fixed._whole(value)) for value in values[:OWN]]  # noqa: SLF001 - the same input
        own = micros(lambda symbology=symbology, data=data: vectors(symbology, data)) / OWN
        over = "" if composed < BUDGET else "  over the budget"
        size = len(fixed.compose(values[:1])[0])
        print(f"{symbology:<18}{measured:11.1f}{composed:11.1f}{own:11.0f}{own / composed:7.0f}{size:7d}{over}")


def vectors(symbology: str, values: list[bytes]) -> None:
    """Read zint's rectangles, the plain way to draw its symbols."""
    row = SYMBOLOGIES[symbology]
    for value in values:
        symbol = zint.Symbol()
        symbol.symbology = zint.Symbology(row.number)
        symbol.show_text = False
        if row.gs1:
            symbol.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1PARENS
        symbol.encode(value)
        symbol.buffer_vector()
        b"".join([b"%.3f %.3f %.3f %.3f re\n" % (r.x, r.y, r.width, r.height) for r in symbol.vector.rectangles])


def micros(task: Callable[[], object]) -> float:
    """Return the microseconds of the fastest round, after one to warm up."""
    task()
    return fastest(task, rounds=ROUNDS) * 1e6


if __name__ == "__main__":
    main()
