"""Build the slots that are symbols: customer barcode and QR code."""

from __future__ import annotations

from vdp.layout.context import Context
from vdp.layout.expression import Expression
from vdp.layout.japan import read_rules
from vdp.layout.reader import Node
from vdp.layout.values import offset_of, points, text_of, written
from vdp.slots.symbol import qr_version
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.units import MM, Box

_QUIET_MODULES = 4  # ISO/IEC 18004:2015, 6.3.8
_LEAST_MODULE, _MOST_MODULE = 0.25 * MM, 5 * MM
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
    height = rules.height * size
    box = Box(context.x(node), context.top(node) - height, rules.length * size, height)
    cure = "keep it 10 mm from every edge, or make it smaller"
    context.check_inside(node, box, margin=rules.margin, code="layout.barcode-margin", cure=cure)
    return (CustomerBarcodeSpec(name, box.x, box.y, size), value) if value else None


def build_qr(node: Node, name: str, context: Context) -> tuple[QrSpec, Expression] | None:
    """Return spec and value of a qr element; None where it has mistakes."""
    value = context.template(node, "value")
    module = points(text_of(node, "module"))
    version, mask = int(written(node, "version") or 0), int(written(node, "mask") or -1)
    faults = (
        ("module", not _LEAST_MODULE - _SLACK <= module <= _MOST_MODULE + _SLACK, "a module is 0.25mm to 5mm wide"),
        ("version", "version" in node.attributes and not 1 <= version <= 40, "a version is 1 to 40"),
        ("mask", mask > 7, "a mask is 0 to 7"),
    )
    for attribute, found, text in faults:
        if found:
            context.mistakes.add(offset_of(node, attribute), "layout.value", text, cure="choose one in this range")
    if any(found for _, found, _ in faults):
        return None
    level = text_of(node, "level")
    if value and value.is_static and not version:
        version = qr_version(len(value.evaluate({}, 1)[0].encode()), level)
    # Until the measuring pass has fixed the version, the smallest one is what must have room.
    side = (17 + 4 * max(version, 1)) * module
    spec = QrSpec(name, context.x(node), context.top(node), module, version, level, mask)
    cure = "leave four modules free between symbol and trim"
    box = Box(spec.x, spec.top - side, side, side)
    context.check_inside(node, box, margin=_QUIET_MODULES * module, code="layout.quiet-zone", cure=cure)
    return (spec, value) if value else None
