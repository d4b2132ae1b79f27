"""Build the slots that are symbols: customer barcode and QR code."""

from __future__ import annotations

from dataclasses import replace

from vdp.layout.context import Context
from vdp.layout.expression import Expression
from vdp.layout.japan import read_rules
from vdp.layout.reader import Node
from vdp.layout.values import offset_of, points, text_of, written
from vdp.slots.symbol import qr_versions
from vdp.slots.symbol.device_grid import POINTS_PER_INCH, dots_within
from vdp.slots.symbol.qr_tables import VERSIONS
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.units import MM

_LEAST_MODULE, _MOST_MODULE = 0.25 * MM, 5 * MM
_LEAST_DOTS = 4
_SLACK = 1e-6


def build_customer_barcode(node: Node, name: str, context: Context) -> tuple[CustomerBarcodeSpec, Expression] | None:
    """Return spec and value of a customer-barcode element; None where it has mistakes."""
    value = context.template(node, "value")
    _, rules = read_rules()
    size = points(text_of(node, "size"))
    if not rules.least_size - _SLACK <= size <= rules.most_size + _SLACK:
        text = f"the customer barcode has a size of {rules.least_size:g} to {rules.most_size:g} pt, not {size:g} pt"
        context.mistakes.add(offset_of(node, "size"), "layout.barcode-size", text, cure="write a size such as 9pt")
        return None
    vertical = text_of(node, "direction") == "vertical"
    spec = CustomerBarcodeSpec(name, context.x(node), 0.0, size, vertical, context.device.reduction)
    spec = replace(spec, y=context.top(node) - spec.box.height)
    cure = "keep it 10 mm from every edge, or make it smaller"
    context.check_inside(node, spec.box, margin=rules.margin, code="layout.barcode-margin", cure=cure)
    return (spec, value) if value else None


def build_qr(node: Node, name: str, context: Context) -> tuple[QrSpec, Expression] | None:
    """Return spec and value of a qr element; None where it has mistakes."""
    value = context.template(node, "value")
    asked = points(text_of(node, "module"))
    version, mask = int(written(node, "version") or 0), text_of(node, "mask")
    least, most, cure = _LEAST_MODULE - _SLACK, _MOST_MODULE + _SLACK, "choose one in this range"
    faults = (
        ("module", not least <= asked <= most, "a module is 0.25mm to 5mm wide", cure),
        ("version", "version" in node.attributes and not 1 <= version <= 40, "a version is 1 to 40", cure),
    )
    if context.note_faults(node, faults):
        return None
    module, dots = _snap_module(node, asked, context)
    spec = QrSpec(
        name,
        context.x(node),
        context.top(node),
        module,
        version=version,
        level=text_of(node, "level"),
        mask=-1 if mask == "auto" else int(mask),
        mode=text_of(node, "mode"),
        dots=dots,
        asked=asked,
    )
    if value and value.is_static and not version:
        needed = int(qr_versions(value.evaluate({}, 1), spec.level, spec.mode)[0])
        spec = replace(spec, version=needed if needed in VERSIONS else 0)
    # Until the measuring pass has fixed the version, the smallest one is what must have room.
    cure = "leave four modules free between symbol and trim"
    context.check_inside(node, spec.box, margin=spec.quiet.left, code="layout.quiet-zone", cure=cure)
    return (spec, value) if value else None


def _snap_module(node: Node, asked: float, context: Context) -> tuple[float, int]:
    """Return the module as a whole number of the device's dots, never wider than asked, and that number.

    Then every module gets as many dots as the others, wherever the symbol lies. Note one that is too fine.
    """
    device = context.device
    if not device.dpi:
        return asked, 0
    dots = dots_within(asked, device.dpi)
    module = dots * POINTS_PER_INCH / device.dpi
    if module < _LEAST_MODULE and dots < _LEAST_DOTS:
        finer = f"{_LEAST_DOTS * 25.4 / device.dpi + 0.0005:.3f}"
        text = f"a module of {asked / MM:g} mm is {dots} dots of {device.dpi:g} dpi, too few to be read"
        cure = f'write module="{finer}mm" ({_LEAST_DOTS} dots) or more'
        context.mistakes.add(offset_of(node, "module"), "layout.qr-module", text, cure=cure)
        return asked, 0
    return module, dots
