"""What the builders of slots share: the piece, the definitions, and the reading of boxes and expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from vdp.layout.definitions import Definitions
from vdp.layout.expression import Expression, read_condition, read_template
from vdp.layout.reader import Node
from vdp.layout.source import Mistakes, Passage
from vdp.layout.syntax import ExpressionFault
from vdp.layout.values import Size, offset_of, points, text_of, written
from vdp.records import Field
from vdp.units import MM, Box

_SLACK = 0.01
"""Points by which rounded lengths may disagree; a twentieth of what a cutter can hold."""


@dataclass(frozen=True, slots=True)
class Device:
    """What codes must know of the press."""

    dpi: float = 0.0  # dots per inch; 0: not known
    reduction: int = 0  # micrometres that bars are drawn narrower


@dataclass(frozen=True, slots=True)
class Context:
    """One piece being compiled. Lengths in points."""

    mistakes: Mistakes
    definitions: Definitions
    folder: Path
    size: Size
    bleed: float
    overflow: str
    missing_glyph: str
    missing_image: str
    job_assets: bool = False  # whether the job says where the images of records are
    device: Device = Device()
    type_scale: float = 1.0  # of sizes of type, where the layout takes the size of another's piece
    row: Box | None = None  # the first row of the repeat that is being compiled: what places and percentages refer to

    @property
    def frame(self) -> Box:
        """What places and percentages refer to: the piece, or the row."""
        return self.row or Box(0.0, 0.0, self.size.width, self.size.height)

    def type_points(self, text: str, *, of: float | None = None) -> float:
        """Return a length of type: absolute ones are scaled, percentages are of something that is scaled."""
        return points(text, of=of) if text.endswith("%") else points(text) * self.type_scale

    def x(self, node: Node) -> float:
        """Return the slot's left edge."""
        return self.frame.x + points(text_of(node, "x"), of=self.frame.width)

    def top(self, node: Node) -> float:
        """Return the slot's top edge, measured upwards from the lower trim edge."""
        return self.frame.y + self.frame.height - points(text_of(node, "y"), of=self.frame.height)

    def in_row(self, row: Box, fields: Mapping[str, Field]) -> Context:
        """Return the context of the slots of a row; `fields` are known there beside those of the record."""
        known = replace(self.definitions, fields={**self.definitions.fields, **fields})
        return replace(self, row=row, definitions=known)

    def box(self, node: Node) -> Box | None:
        """Return the slot's box; None, and a mistake, where it has no area."""
        width = points(text_of(node, "width"), of=self.frame.width)
        height = points(text_of(node, "height"), of=self.frame.height)
        for name, length in (("width", width), ("height", height)):
            if length <= 0:
                self.mistakes.add(offset_of(node, name), "layout.value", f"the {name} is 0", cure="write more than 0")
        if width <= 0 or height <= 0:
            return None
        return Box(self.x(node), self.top(node) - height, width, height)

    def check_inside(self, node: Node, box: Box, *, margin: float, code: str, cure: str) -> None:
        """Note each edge of a box that comes nearer than `margin` to the trim; a negative margin reaches over it."""
        frame, edge_of = self.frame, "trim edge"
        if self.row:
            margin, code, cure, edge_of = 0.0, "layout.outside", "keep it inside the row", "edge of the row"
        edges = (
            ("x", "left", box.x - frame.x),
            ("y", "top", frame.y + frame.height - box.y - box.height),
            ("width", "right", frame.x + frame.width - box.x - box.width),
            ("height", "bottom", box.y - frame.y),
        )
        for name, edge, distance in edges:
            if distance < margin - _SLACK:
                far = f"{abs(distance) / MM:.2f} mm {'over' if distance < 0 else 'from'} the {edge} {edge_of}"
                at = name if name in node.attributes else {"width": "x", "height": "y"}.get(name, name)
                self.mistakes.add(offset_of(node, at), code, f"{node.name} reaches {far}", cure=cure)

    def color(self, node: Node, name: str) -> bytes:
        """Return the operators of an attribute that is a colour; b"" where it is not written and has no default."""
        text = written(node, name)
        return b"" if text is None else self.ink(text, offset_of(node, name))

    def ink(self, text: str, offset: int) -> bytes:
        """Return the operators that set a fill colour; `offset` is where it is written."""
        return self.definitions.inks.operator(text, offset, self.mistakes)

    def box_in_bleed(self, node: Node, what: str) -> Box | None:
        """Return the slot's box and note where it reaches over the bleed; None, and a mistake, where it has no area."""
        box = self.box(node)
        if box is not None:
            cure = f"{what} may reach into the bleed, no further"
            self.check_inside(node, box, margin=-self.bleed, code="layout.outside", cure=cure)
        return box

    def note_faults(
        self, node: Node, faults: Iterable[tuple[str, bool, str, str]], *, code: str = "layout.value"
    ) -> bool:
        """Note each fault that was found: attribute, whether found, text, cure. Return whether any was."""
        found = [(attribute, text, cure) for attribute, is_found, text, cure in faults if is_found]
        for attribute, text, cure in found:
            self.mistakes.add(offset_of(node, attribute), code, text, cure=cure)
        return bool(found)

    def template(self, node: Node, name: str) -> Expression | None:
        """Return the template of an attribute; None, and a mistake, where it cannot be read."""
        return self._read(node, name, read_template)

    def condition(self, node: Node, name: str) -> Expression | None:
        """Return the condition of an attribute; None, and a mistake, where it cannot be read."""
        return self._read(node, name, read_condition)

    def _read(self, node: Node, name: str, read: Callable[[str, Mapping[str, Field]], Expression]) -> Expression | None:
        attribute = node.attributes.get(name)
        text = text_of(node, name)
        passage = attribute.value if attribute else Passage(text, (node.offset,) * (len(text) + 1))
        try:
            return read(passage.text, self.definitions.fields)
        except ExpressionFault as fault:
            self.add_fault(fault, passage)
            return None

    def add_fault(self, fault: ExpressionFault, passage: Passage) -> None:
        """Note a fault of an expression at its place in the file."""
        self.mistakes.add(passage.offsets[fault.index], fault.code, fault.text, cure=fault.cure)
