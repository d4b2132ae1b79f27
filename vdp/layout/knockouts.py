"""Special inks that do not overprint are printed last and take away what lies below them: texts must not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vdp.layout.context import Context
from vdp.layout.keepouts import Origin, meets, slot_inks
from vdp.layout.plan import SlotPlan
from vdp.layout.plates import plates_last
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec, TextSpec

_TYPE = (TextSpec, FlowSpec, PostalCodeSpec)


def check_knockouts(slots: Sequence[SlotPlan], origins: Mapping[str, Origin], context: Context) -> None:
    """Note every slot of a page in a special ink that knocks out, and that may stand over type of another plate.

    Pictures and areas may be meant to have the hole. Codes keep their quiet zones, and artwork is not looked at.
    """
    painted: list[SlotPlan] = []
    for slot in plates_last(slots):
        if slot.plate and not slot.plate.overprint:
            below = next((other for other in painted if _takes_away(slot, other, origins)), None)
            if below is not None:
                _note(slot, below, origins, context)
        painted.append(slot)


def _takes_away(slot: SlotPlan, other: SlotPlan, origins: Mapping[str, Origin]) -> bool:
    if not isinstance(other.spec, _TYPE) or other.plate == slot.plate:
        return False
    if origins[slot.spec.name].excludes(origins[other.spec.name]):
        return False
    return any(meets(one, two) for one in slot_inks(slot, None) for two in slot_inks(other, None))


def _note(slot: SlotPlan, below: SlotPlan, origins: Mapping[str, Origin], context: Context) -> None:
    assert slot.plate is not None  # noqa: S101 - callers have looked
    origin, other = origins[slot.spec.name], origins[below.spec.name]
    line = context.mistakes.source.place(other.offset).line
    text = (
        f'{origin.element}: the ink "{slot.plate.id}" does not overprint and is printed last: it takes away what '
        f'"{below.spec.name}" ({other.element}, line {line}) prints there'
    )
    cure = 'delete overprint="no", or move one of them; slots of which a piece has only one belong in a choose'
    context.mistakes.add(origin.offset, "layout.knock-out", text, cure=cure)
