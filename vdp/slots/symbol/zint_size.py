"""How large the symbols of a slot are: one size for all of a job."""

from __future__ import annotations

from dataclasses import replace

from vdp.slots.symbol.device_grid import whole_dots_above, whole_dots_below
from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_table import FOUR_STATE, LINEAR, RMQR_CHAINS, STACKED, SYMBOLOGIES
from vdp.units import MM, Box

STACKED_ROW = 3
"""Modules that a row of a PDF417 is high (ISO/IEC 15438, 5.8.2: at least three)."""

TEXT_ADVANCE = 0.723
"""Of an em: the one width of all characters of OCR-B."""

_TEXT_SIZE = 8.0  # points

_PDF417_FRAME = 69
"""Modules of start, stop and both row indicators; a column of data has 17."""

GUARDS = 5
"""Modules by which guard bars of EAN and UPC reach below the others (GS1 General Specifications 5.2.3)."""

BEARER = 2
"""Modules that a bearer bar is thick where no printing plate asks for more (the same, 5.3.2.4)."""


def version_chain(spec: BarcodeSpec) -> tuple[int, ...]:
    """Return zint's versions that a slot may have, from small to large; () for linear and four-state symbols."""
    row = SYMBOLOGIES[spec.symbology]
    if row.kind in {LINEAR, FOUR_STATE}:
        return ()
    if spec.version in row.versions:
        return (row.versions[spec.version],)
    return RMQR_CHAINS.get(spec.version, row.chain)


def dimensions(spec: BarcodeSpec, version: int) -> tuple[int, int]:
    """Return the columns and rows in modules of a matrix or stacked symbol."""
    row = SYMBOLOGIES[spec.symbology]
    if row.kind == STACKED:
        return _PDF417_FRAME + 17 * spec.columns, STACKED_ROW * version
    name = next(name for name, number in row.versions.items() if number == version)
    if name.startswith("M"):
        return 9 + 2 * version, 9 + 2 * version  # 11 × 11 to 17 × 17
    rows, columns = map(int, name.removeprefix("R").split("x"))
    return columns, rows


def least_module(spec: BarcodeSpec) -> float:
    """Return the module that a symbol of the slot has at least, in points."""
    return spec.module or whole_dots_above(SYMBOLOGIES[spec.symbology].module[0] * MM, spec.dpi)


def usual_height(symbology: str, module: float) -> float:
    """Return the height of the bars that the standard asks at a module, both in points."""
    row = SYMBOLOGIES[symbology]
    usual = row.height[1] * MM
    return usual * module / (row.module[1] * MM) if row.scaled else usual


def usual_text_size(symbology: str, module: float) -> float:
    """Return the size of the text: of EAN and UPC such that a digit is as wide as its seven modules."""
    return 7 * module / TEXT_ADVANCE if SYMBOLOGIES[symbology].scaled else _TEXT_SIZE


def fix_barcode(spec: BarcodeSpec, longest: int) -> BarcodeSpec:
    """Return the spec with the size that BarcodeKernel.longest has found for all values of a job."""
    chain = version_chain(spec)
    number = spec.number or (chain[max(longest, 1) - 1] if chain else 0)
    modules, rows = dimensions(spec, number) if chain else (max(longest, 1), 0)
    most = SYMBOLOGIES[spec.symbology].module[2] * MM
    module = spec.module or min(whole_dots_below(spec.width / modules, spec.dpi), whole_dots_below(most, spec.dpi))
    return replace(
        spec,
        modules=modules,
        number=number,
        module=module,
        height=rows * module or spec.height or usual_height(spec.symbology, module),
        text_size=spec.text_size or usual_text_size(spec.symbology, module),
    )


def bars_height(spec: BarcodeSpec) -> float:
    """Return the height of the symbol without its text, bearer bars included; the size must be fixed."""
    return spec.height + 2 * bearer(spec)


def bearer(spec: BarcodeSpec) -> float:
    """Return the thickness of the bars along both ends of an ITF-14 (GS1 General Specifications 5.3.2.4)."""
    return BEARER * spec.module if spec.symbology == "itf-14" else 0.0


def text_height(spec: BarcodeSpec) -> float:
    """Return the height that the text and its distance take beside the bars."""
    if spec.text == "none":
        return 0.0
    guards = GUARDS * spec.module if has_guards(spec) else 0.0
    return max(spec.text_size + spec.module, guards)


def has_guards(spec: BarcodeSpec) -> bool:
    """Tell whether digits stand between long guard bars, as below EAN and UPC symbols."""
    return SYMBOLOGIES[spec.symbology].scaled and spec.text == "below"


def outline(spec: BarcodeSpec) -> tuple[float, float]:
    """Return length and height of bars and text as an unturned symbol has them, without quiet zones."""
    return max(spec.width, spec.modules * spec.module), bars_height(spec) + text_height(spec)


def box_of(spec: BarcodeSpec) -> Box:
    """Return the box of bars and text on the piece, without quiet zones; the size must be fixed."""
    length, height = outline(spec)
    width, depth = (length, height) if spec.rotate % 180 == 0 else (height, length)
    return Box(spec.x, spec.top - depth, width, depth)
