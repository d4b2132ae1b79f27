"""Build the slots that are barcodes of zint's symbologies."""

from __future__ import annotations

from dataclasses import replace

from vdp.layout.context import Context
from vdp.layout.expression import Expression
from vdp.layout.reader import Node
from vdp.layout.values import offset_of, points, text_of, written
from vdp.slots.symbol.device_grid import whole_dots, whole_dots_above
from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_fix import fix_static
from vdp.slots.symbol.zint_size import box_of, usual_height, usual_text_size
from vdp.slots.symbol.zint_table import LINEAR, MATRIX, RMQR_CHAINS, STACKED, SYMBOLOGIES, Symbology
from vdp.units import MM, UM_PER_MM

_SLACK = 1e-6
_COLUMNS = 6
"""Of data in a PDF417 whose layout says nothing."""
_MOST_COLUMNS = 30  # ISO/IEC 15438, 5.1.1
_DPI = (200, 9600)


def build_barcode(node: Node, name: str, context: Context) -> tuple[BarcodeSpec, Expression] | None:
    """Return spec and value of a barcode element; None where it has mistakes."""
    value = context.template(node, "value")
    row = SYMBOLOGIES[text_of(node, "symbology")]
    mistakes = [*_choice_mistakes(node, row), *_length_mistakes(node, row, context)]
    for attribute, text, cure in mistakes:
        context.mistakes.add(offset_of(node, attribute), "layout.value", text, cure=cure)
    if mistakes or not value:
        return None
    spec = _spec(node, name, row, context)
    spec = replace(spec, along=_along(spec, context), across=_across(spec, context))
    _check_place(node, spec, context)
    return fix_static(spec, value.evaluate({}, 1)[0]) if value.is_static else spec, value


def _spec(node: Node, name: str, row: Symbology, context: Context) -> BarcodeSpec:
    symbology, dpi = text_of(node, "symbology"), int(written(node, "dpi") or context.device.dpi or 0)
    width, module = _length(node, "width", context), _module(node, row, dpi)
    text = text_of(node, "text")
    size = points(text_of(node, "text-size")) if "text-size" in node.attributes else 0.0
    return BarcodeSpec(
        name,
        symbology,
        context.x(node),
        context.top(node),
        along=0.0,
        across=0.0,
        module=module,
        height=_length(node, "height", context) or (usual_height(symbology, module) if module else 0.0),
        width=width,
        align=text_of(node, "align"),
        check=written(node, "check") or row.checks[0],
        text=text,
        text_size=size or (usual_text_size(symbology, module) if text != "none" else 0.0),
        rotate=int(text_of(node, "rotate")),
        reduction=int(text_of(node, "reduction")) / UM_PER_MM * MM,
        ratio=int(text_of(node, "ratio")),
        level=written(node, "level") or "",
        version=written(node, "version") or "",
        columns=int(written(node, "columns") or _COLUMNS) if row.kind == STACKED else 0,
        dpi=dpi,
    )


def _module(node: Node, row: Symbology, dpi: int) -> float:
    """Return the x-dimension on the press's grid; 0 where the width of the box decides."""
    if "module" not in node.attributes and "width" in node.attributes:
        return 0.0
    wanted = points(text_of(node, "module")) if "module" in node.attributes else row.module[1] * MM
    module = whole_dots(wanted, dpi)
    return module if module >= row.module[0] * MM - _SLACK else whole_dots_above(row.module[0] * MM, dpi)


def _length(node: Node, attribute: str, context: Context) -> float:
    if attribute not in node.attributes:
        return 0.0
    frame = context.frame
    return points(text_of(node, attribute), of=frame.width if attribute == "width" else frame.height)


def _choice_mistakes(node: Node, row: Symbology) -> list[tuple[str, str, str]]:
    """Return what is chosen that the symbology does not have: attribute, text, cure."""
    found = []
    versions = [*row.versions, *(RMQR_CHAINS if row.reader == "RMQRCode" else ())]
    lists = (("check", list(row.checks)), ("version", versions), ("level", list(row.levels)))
    for attribute, known in lists:
        if attribute in node.attributes and text_of(node, attribute) not in known:
            cure = f"one of {', '.join(known)}" if known else "leave it out"
            found.append((attribute, f"{row.title} has no {attribute} of this name", cure))
    linear = row.kind == LINEAR
    only_of = (
        ("text", text_of(node, "text") != "none" and not linear, "only linear symbols have a text"),
        ("height", "height" in node.attributes and not row.height[1], "its height follows from the modules"),
        ("columns", "columns" in node.attributes and row.kind != STACKED, "only PDF417 has columns"),
        ("reduction", text_of(node, "reduction") != "0" and row.kind in {MATRIX, STACKED}, "only bars are reduced"),
        ("ratio", "ratio" in node.attributes and not row.wide, f"{row.title} has one ratio only"),
    )
    found += [(attribute, text, "leave it out") for attribute, wrong, text in only_of if wrong]
    if row.kind == STACKED and not 1 <= int(written(node, "columns") or _COLUMNS) <= _MOST_COLUMNS:
        found.append(("columns", "a PDF417 has 1 to 30 columns", "choose one in this range"))
    dpi = int(written(node, "dpi") or 0)
    if dpi and not _DPI[0] <= dpi <= _DPI[1]:
        found.append(("dpi", "a press has 200 to 9600 dots an inch", "write the press's own, such as 1200"))
    return found


def _length_mistakes(node: Node, row: Symbology, context: Context) -> list[tuple[str, str, str]]:
    """Return the lengths that the standard does not allow: attribute, text, cure."""
    found = []
    for attribute, (least, _, most) in (("module", row.module), ("height", row.height)):
        length = _length(node, attribute, context) / MM
        if attribute in node.attributes and most and not least - _SLACK <= length <= most + _SLACK:
            text = f"{row.title} has a {attribute} of {least:g} mm to {most:g} mm"
            found.append((attribute, text, f"{row.source}: keep to it"))
    if "width" in node.attributes and _length(node, "width", context) <= 0:
        found.append(("width", "the width is 0", "write more than 0"))
    module = _length(node, "module", context) or row.module[0] * MM
    if int(text_of(node, "reduction")) / UM_PER_MM * MM > module / 2:
        found.append(("reduction", "it takes more than half of the narrowest bar", "write less"))
    return found


def _along(spec: BarcodeSpec, context: Context) -> float:
    """Return the room along the bars: the box, or as far as the quiet zone at the trim."""
    if spec.width:
        return spec.width
    _, bottom, right, _ = spec.quiet
    return context.size.width - spec.x - right if spec.rotate % 180 == 0 else spec.top - bottom


def _across(spec: BarcodeSpec, context: Context) -> float:
    _, bottom, right, _ = spec.quiet
    return spec.top - bottom if spec.rotate % 180 == 0 else context.size.width - spec.x - right


def _check_place(node: Node, spec: BarcodeSpec, context: Context) -> None:
    """Note a box that, with its quiet zone, reaches over the trim, as far as its size is known without records."""
    module = spec.module or SYMBOLOGIES[spec.symbology].module[0] * MM
    known = replace(spec, module=module, modules=1, height=spec.height or module, text_size=spec.text_size or module)
    whole = spec.quiet.around(box_of(known))
    cure = "leave the quiet zone free between symbol and trim"
    context.check_inside(node, whole, margin=0.0, code="layout.quiet-zone", cure=cure)
