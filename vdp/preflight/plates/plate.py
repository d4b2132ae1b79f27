"""PlateWriter: the content of a page written again as one of its plates, in shades of gray.

Every colour becomes the light of one plate: 1 minus its ink. What overprints without touching the plate is left out;
what knocks out paints white. Fonts, clips, opacity, blend modes and soft masks stay as they are, so any renderer of
gray pages shows the plate. Separable blend modes work on each ink by itself (ISO 32000-1, 11.3.5), so they do the same
here.
"""

from __future__ import annotations

from typing import Any

from pikepdf import Dictionary

from vdp.preflight.limits import DEEPEST_FORM
from vdp.preflight.plates.colouring import paint_shading
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.extgstate import set_state
from vdp.preflight.plates.output import Output
from vdp.preflight.plates.painting import paint_path, set_font, show_text
from vdp.preflight.plates.paths import PAINTS, SEGMENTS
from vdp.preflight.plates.setting import set_colour
from vdp.preflight.plates.states import Paint, multiply
from vdp.preflight.plates.streams import Step
from vdp.preflight.plates.transparency import check_group
from vdp.preflight.plates.work import PlateWork, matrix_of
from vdp.preflight.plates.xobjects import paint_inline, paint_object

_LEAST_DASH = 0.01  # of the line's own units: a renderer draws each
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})
_PASSED = frozenset({"BT", "ET", "Tc", "Tw", "Tz", "TL", "Td", "TD", "Tm", "T*", "Ts", "w", "J", "j", "M", "EMC"})


class PlateWriter(PlateWork):
    """Writes one plate of pages, instruction by instruction."""

    def write_page(self, content: Any, resources: Any) -> tuple[bytes, Dictionary]:
        """Return the content of a plate and its resources; `most` is then this page's. Raises Doubt."""
        self.most, self.steps = 0.0, 0
        out = Output(resources, 0, isolated=False)
        group = content.get("/Group")
        if group is not None:
            check_group(self.shared, group, Dictionary(Resources=resources) if resources is not None else Dictionary())
        self.write(self.shared.parse(content), out, Paint())
        return b"\n".join(out.parts), out.dictionary()

    def write(self, steps: list[Step], out: Output, paint: Paint) -> None:
        """Write instructions as they are on this plate; what is left open is closed. Raises Doubt."""
        self.spend(len(steps))
        if out.depth > DEEPEST_FORM:
            raise Doubt("forms nested too deep")
        stack: list[Paint] = []
        path: list[Step] = []
        clip = b""
        for step in steps:
            operator, operands = step.operator, step.operands
            if operator in SEGMENTS:
                path.append(step)
            elif operator in PAINTS:
                paint_path(self, operator, path, clip, out, paint)
                path, clip = [], b""
            elif operator in _SHOWS:
                show_text(self, step, out, paint)
            elif operator in _PASSED:
                out.parts.append(step.raw)
            elif operator == "d":
                if 0 < sum(float(each) for each in operands[0]) < _LEAST_DASH:
                    raise Doubt("a line of very short dashes")
                out.parts.append(step.raw)
            elif operator in {"W", "W*"}:
                clip = step.raw
            elif operator == "q":
                stack.append(paint.copy())
                out.parts.append(b"q")
            elif operator == "Q":
                if stack:
                    paint = stack.pop()
                    out.parts.append(b"Q")
            elif operator == "cm":
                paint.ctm = multiply(matrix_of(operands), paint.ctm)
                out.parts.append(step.raw)
            elif operator == "Tf":
                set_font(self, operands, out, paint)
            elif operator == "Tr":
                paint.render = int(operands[0])
            elif operator == "gs":
                set_state(self, operands[0], out, paint)
            elif operator == "Do":
                paint_object(self, operands[0], out, paint)
            elif operator == "sh":
                paint_shading(self, operands[0], out, paint)
            elif operator == "BI":
                paint_inline(self, step, out, paint)
            elif operator in {"BDC", "BMC"}:
                _begin_marked(self, step, out)
            else:
                set_colour(self.shared, operator, operands, out, paint)
        out.parts.extend([b"Q"] * len(stack))


def _begin_marked(work: PlateWork, step: Step, out: Output) -> None:
    if step.operator == "BDC" and str(step.operands[0]) == "/OC":
        value = out.original("Properties", step.operands[1])
        name = out.name("Properties", str(step.operands[1]), lambda: work.copy(value))
        out.parts.append(b"/OC " + name + b" BDC")
    else:
        out.parts.append(b"/Span BMC")
