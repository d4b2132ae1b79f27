"""Compile flows: texts whose lines fill frames over the pages of the piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from vdp.layout.context import Context
from vdp.layout.expression import Expression
from vdp.layout.markup import Content
from vdp.layout.plan import PagePlan, SlotPlan
from vdp.layout.reader import Node
from vdp.layout.source import suggest
from vdp.layout.typeset import Settings, read_content, read_spec, read_value
from vdp.layout.values import offset_of, text_of
from vdp.slots.text.spec import FlowSpec, TextSpec
from vdp.units import Box

_SLACK = 0.01  # points
_OF_A_FRAME = frozenset({"flow", "name", "x", "y", "width", "height"})


@dataclass(slots=True)
class Flow:
    """One flow while the layout is compiled: its text, and the frames found so far."""

    node: Node
    value: Expression
    settings: Settings
    content: Content
    frames: list[Box] = field(default_factory=list)


def read_flows(body: Node, context: Context) -> dict[str, Flow]:
    """Return the flows of a piece by name."""
    flows: dict[str, Flow] = {}
    for node in (child for child in body.children if child.name == "flow" and not child.broken):
        name, settings = text_of(node, "name"), Settings(node, context)
        faces = settings.faces()
        content = read_content(node, settings, context, faces)
        value = read_value(node, content, context)
        if content.by_phrase:
            text, cure = "a flow is not broken by phrases", "delete word-break, which is for headlines"
            context.mistakes.add(settings.offset("word-break"), "layout.flow", text, cure=cure)
        if name in flows:
            text = f'another flow has the name "{name}"'
            context.mistakes.add(offset_of(node, "name"), "layout.duplicate", text, cure="choose another")
        elif value is not None and faces:
            flows[name] = Flow(node, value, settings, content)
    return flows


def build_frame(
    node: Node, name: str, context: Context, flows: Mapping[str, Flow]
) -> tuple[FlowSpec, Expression] | None:
    """Return spec and value of a frame; None where it has mistakes. Its flow learns of it."""
    mistakes, wanted = context.mistakes, text_of(node, "flow")
    for attribute in node.attributes.values():
        if attribute.name not in _OF_A_FRAME:
            text, cure = "the frame of a flow is set as the flow says", f"write {attribute.name} in the flow"
            mistakes.add(attribute.offset, "layout.flow", text, cure=cure)
    if any(not isinstance(part, Node) and part.text.strip() for part in node.content) or node.children:
        text, cure = "the frame of a flow has no text of its own", "write the text in the flow"
        mistakes.add(node.offset, "layout.flow", text, cure=cure)
    if context.row is not None:
        mistakes.add(node.offset, "layout.flow", "a flow cannot stand in a row", cure="move it out of the repeat")
        return None
    box, flow = context.box(node), flows.get(wanted)
    if flow is None:
        known = suggest(wanted, flows)
        mistakes.add(offset_of(node, "flow"), "layout.flow", f'there is no flow "{wanted}"', cure=known)
    if flow is None or box is None:
        return None
    context.check_inside(node, box, margin=0.0, code="layout.outside", cure="keep text inside the trim")
    spec = read_spec(name, box, flow.content, settings=flow.settings, context=context)
    _check_frame(node, spec, context)
    flow.frames.append(box)
    return FlowSpec(name, spec, (), len(flow.frames) - 1), flow.value


def _check_frame(node: Node, spec: TextSpec, context: Context) -> None:
    across = ("height", spec.box.height) if spec.writing == "horizontal" else ("width", spec.box.width)
    if spec.size > across[1] + _SLACK:
        text, cure = f"the {across[0]} of the frame has no room for a line", "make the frame larger"
        context.mistakes.add(offset_of(node, across[0]), "layout.flow", text, cure=cure)


def join_frames(pages: Sequence[PagePlan], flows: Mapping[str, Flow], context: Context) -> tuple[PagePlan, ...]:
    """Return the pages with every frame knowing the others of its flow; note flows without a frame."""
    for name, flow in flows.items():
        if not flow.frames:
            cure = f'write <text flow="{name}" …/> on a page'
            context.mistakes.add(flow.node.offset, "layout.flow", f'the flow "{name}" has no frame', cure=cure)
    frames = {id(flow.value): tuple(flow.frames) for flow in flows.values()}
    return tuple(replace(page, slots=tuple(_joined(slot, frames) for slot in page.slots)) for page in pages)


def _joined(slot: SlotPlan, frames: Mapping[int, tuple[Box, ...]]) -> SlotPlan:
    if not isinstance(slot.spec, FlowSpec):
        return slot
    return replace(slot, spec=replace(slot.spec, frames=frames[id(slot.value)]))
