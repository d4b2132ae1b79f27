"""Build rules and boxes."""

from __future__ import annotations

from vdp.layout.context import Context
from vdp.layout.expression import Expression, static_text
from vdp.layout.reader import Node
from vdp.layout.values import points, text_of, written
from vdp.slots.shape.spec import BoxSpec, RuleSpec

_WHAT = "rules and boxes"


def build_rule(node: Node, name: str, context: Context) -> tuple[RuleSpec, Expression] | None:
    """Return spec and value of a rule element; None where it has mistakes."""
    box = context.box_in_bleed(node, _WHAT)
    if box is None:
        return None
    return RuleSpec(name, box, context.color(node, "color")), static_text("")


def build_box(node: Node, name: str, context: Context) -> tuple[BoxSpec, Expression] | None:
    """Return spec and value of a box element; None where it has mistakes."""
    box, line, fill = context.box_in_bleed(node, _WHAT), points(text_of(node, "line")), written(node, "fill")
    if box is None:
        return None
    if not line and fill is None:
        cure = 'write line="0.25pt", or fill="K"'
        context.mistakes.add(node.offset, "layout.value", "the box has neither a line nor a filling", cure=cure)
    return BoxSpec(name, box, line, context.color(node, "color"), context.color(node, "fill")), static_text("")
