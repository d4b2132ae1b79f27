"""Which plate a slot is printed on, and the order that plates ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vdp.layout.inks import InkTable
from vdp.layout.plan import SlotPlan, Spec
from vdp.layout.source import Mistakes
from vdp.pdf.inks import Ink
from vdp.slots.image.spec import ImageSpec
from vdp.slots.shape.chart_spec import BarSpec, GaugeSpec, StampCardSpec
from vdp.slots.shape.spec import BLACK, BoxSpec, RuleSpec
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec, TextSpec


def find_plate(spec: Spec, table: InkTable, *, offset: int, mistakes: Mistakes) -> Ink | None:
    """Return the special ink that a slot is printed in, None for colours; both in one slot are noted as a mistake."""
    inks = {_special(operator, table) for operator in _colors(spec)}
    special = [ink for ink in inks if ink is not None]
    if len(inks) > 1 and special:
        text = f'the slot is printed in "{min(ink.id for ink in special)}" and in other colours'
        mistakes.add(offset, "layout.plate", text, cure="print what is on a plate of its own by a slot of its own")
    return special[0] if len(inks) == 1 and special else None


def plates_last(slots: Sequence[SlotPlan]) -> tuple[SlotPlan, ...]:
    """Return slots in painting order: colours, then plate by plate, which nothing printed later may cut holes into."""
    return tuple(sorted(slots, key=lambda slot: slot.plate.name if slot.plate else ""))


def _special(operator: bytes, table: InkTable) -> Ink | None:
    tint = table.tint_of(operator)
    return next((ink for ink in tint.paint.inks if ink.is_special), None) if tint else None


def _colors(spec: Spec) -> Iterable[bytes]:
    """Return the colours that a slot paints with."""
    match spec:
        case TextSpec():
            return (spec.color, *(span.color for span in spec.spans))
        case FlowSpec():
            return _colors(spec.text)
        case PostalCodeSpec() | RuleSpec():
            return (spec.color,)
        case ImageSpec():
            return (spec.color or BLACK,)
        case BoxSpec():
            return _written((spec.fill, bool(spec.fill)), (spec.color, bool(spec.line)))
        case BarSpec() | GaugeSpec():
            marks = (spec.marks.color, bool(spec.marks.count))
            return _written((spec.fill, True), (spec.track, bool(spec.track)), marks)
        case StampCardSpec():
            artwork = (BLACK, bool(spec.stamp or spec.empty))
            return _written((spec.fill, not spec.stamp), (spec.color, bool(spec.line and not spec.empty)), artwork)
    return (BLACK,)


def _written(*colors: tuple[bytes, bool]) -> Iterator[bytes]:
    return (color for color, is_painted in colors if is_painted)
