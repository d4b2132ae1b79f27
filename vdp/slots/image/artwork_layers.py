"""Layers (optional content, ISO 32000-1, 8.11) resolved to what is seen by default; the press file has none."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, ContentStreamInstruction, Dictionary, Name, Object, Operator

from vdp.slots.image.artwork_streams import ArtworkFault, spell_name, walk_streams

_PAINT_PATH = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}
_SHOW = {"Tj", "TJ", "'", '"'}
_CURE = "Delete the hidden layers where the page was made, then export it again."


def resolve_layers(pdf: pikepdf.Pdf, content: Object, resources: Object) -> tuple[str, ...]:
    """Take out what is hidden by default, and every mark of layers; return the names of hidden ones, sorted.

    Raises ArtworkFault for what cannot be resolved.
    """
    properties = pdf.Root.get("/OCProperties")
    if properties is None:
        return ()
    layers = _Layers(properties)
    for holder in list(walk_streams(content, resources)):
        _resolve_stream(holder.stream, holder.resources, layers)
    return layers.hidden_names


class _Layers:
    """The default state of all layers of a document."""

    def __init__(self, properties: Object) -> None:
        default = properties.get("/D", Dictionary())
        on = {layer.objgen for layer in default.get("/ON", Array()).as_list()}
        off = {layer.objgen for layer in default.get("/OFF", Array()).as_list()}
        base = default.get("/BaseState", Name.ON)
        groups = properties.get("/OCGs", Array()).as_list()
        everything = {layer.objgen for layer in groups}
        self._hidden = (everything - on) | off if base == Name.OFF else off
        names = [str(layer.get("/Name", "")) for layer in groups if layer.objgen in self._hidden]
        self.hidden_names = tuple(sorted(names))

    def hides(self, membership: Object) -> bool:
        """Return whether content of a layer, or of a membership of layers, is hidden by default."""
        if membership.get("/Type") != Name.OCMD:
            return membership.is_indirect and membership.objgen in self._hidden
        if "/VE" in membership:
            raise ArtworkFault("artwork.layers", "layers are combined by an expression (VE)", _CURE)
        groups = membership.get("/OCGs", Array())
        layers = groups.as_list() if isinstance(groups, Array) else [groups]
        states = [layer.objgen not in self._hidden for layer in layers if isinstance(layer, Dictionary)]
        if not states:
            return False
        policy = spell_name(membership.get("/P", Name.AnyOn))
        seen = {"/AllOn": all(states), "/AnyOff": not all(states), "/AllOff": not any(states)}
        return not seen.get(policy, any(states))


def _resolve_stream(stream: Object, resources: Object, layers: _Layers) -> None:
    instructions = list(pikepdf.parse_content_stream(stream))
    written = list(_resolve(instructions, resources, layers))
    if len(written) != len(instructions) or any(a is not b for a, b in zip(written, instructions, strict=True)):
        stream.write(pikepdf.unparse_content_stream(written))


def _resolve(instructions: list[Any], resources: Object, layers: _Layers) -> list[Any]:
    properties = resources.get("/Properties", Dictionary())
    objects = resources.get("/XObject", Dictionary())
    written: list[Any] = []
    marks: list[tuple[bool, bool]] = []  # of each open mark: is it a layer's, does it hide
    in_text = False
    for instruction in instructions:
        hidden = any(hides for _, hides in marks)
        if isinstance(instruction, ContentStreamInlineImage):
            written += [] if hidden else [instruction]
            continue
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            layer = _layer_of(instruction, properties) if operator == "BDC" else None
            marks.append((layer is not None, layer is not None and layers.hides(layer)))
            if marks[-1][1] and in_text:
                raise ArtworkFault("artwork.layers", "a hidden layer begins within a text", _CURE)
            written += [] if layer is not None else [instruction]
        elif operator == "EMC":
            is_layer = marks.pop()[0] if marks else False
            written += [] if is_layer else [instruction]
        elif operator == "Do" and (hidden or _is_hidden(instruction, objects, layers)):
            continue
        elif hidden:
            written += _hide(instruction, operator)
        else:
            written.append(instruction)
        in_text = operator == "BT" or (in_text and operator != "ET")
    return written


def _layer_of(instruction: ContentStreamInstruction, properties: Object) -> Object | None:
    """Return the layer or membership that a mark names; None for a mark of another kind."""
    tag, value = instruction.operands[0], instruction.operands[1]
    if tag != Name.OC:
        return None
    found = properties.get(spell_name(value)) if isinstance(value, Name) else value
    if not isinstance(found, Dictionary):
        raise ArtworkFault("artwork.layers", "content belongs to a layer that the file does not have", _CURE)
    return found


def _is_hidden(instruction: ContentStreamInstruction, objects: Object, layers: _Layers) -> bool:
    found = objects.get(spell_name(instruction.operands[0]), Dictionary())
    return "/OC" in found and layers.hides(found["/OC"])


def _hide(instruction: ContentStreamInstruction, operator: str) -> list[ContentStreamInstruction]:
    """Return what of a hidden instruction remains: it paints nothing, but states and clips count (8.11.3.1)."""
    if operator in _PAINT_PATH:
        return [ContentStreamInstruction([], Operator("n"))]
    return [] if operator in _SHOW or operator == "sh" else [instruction]
