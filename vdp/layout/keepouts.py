"""Quiet zones: nothing else is printed within the margins of a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeGuard

from vdp.layout.context import Context
from vdp.layout.japan import read_rules
from vdp.layout.plan import SlotPlan, Spec
from vdp.slots.shape.spec import BoxSpec
from vdp.slots.symbol.qr_tables import VERSIONS
from vdp.slots.symbol.spec import Margins, QrSpec
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec
from vdp.units import MM, Box

_SLACK = 0.01  # points
_NO_INK = frozenset({"white", "varnish", "clear"})
_PALE = 0.3
"""Sum of the four inks of a ground that codes may stand on: the manual of the customer barcode says white or pale."""


class Code(Protocol):
    """The spec of a code that machines read."""

    @property
    def box(self) -> Box:
        """Where its ink lies."""

    @property
    def quiet(self) -> Margins:
        """What stays free around it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a slot while its layout is compiled."""

    offset: int  # in the source
    element: str
    branches: Mapping[int, int]  # by choose element around it: the number of its branch
    is_checked: bool = True  # whether other slots keep off its quiet zone

    def excludes(self, other: Origin) -> bool:
        """Tell whether the two stand in different branches of one choose, so that no piece has both."""
        return any(other.branches.get(choose, branch) != branch for choose, branch in self.branches.items())


class _Place(NamedTuple):
    """A slot of a page with its number in painting order."""

    number: int
    slot: SlotPlan
    origin: Origin
    pale: bool = False  # whether codes may stand on its filling


def clear_zones(slots: Sequence[SlotPlan], origins: Mapping[str, Origin], context: Context) -> tuple[SlotPlan, ...]:
    """Note every slot that prints within the quiet zone of a code of the same page.

    Returns the slots, QR codes without a version limited to the largest that has room between the others. Artwork is
    not looked at. The margins of codes towards the trim are checked where these are built.
    """
    places = [_Place(number, slot, origins[slot.spec.name]) for number, slot in enumerate(slots)]
    places = [place._replace(pale=_is_pale(place.slot.spec, context)) for place in places]
    checked = [place for place in places if _is_code(place.slot.spec) and place.origin.is_checked]
    for place in checked:
        spec = place.slot.spec
        if _is_code(spec) and (other := _find_intruder(place, spec.quiet.around(spec.box), places)):
            _note(place, other, context)
    most = _most_versions([place for place in checked if _grows(place.slot.spec)], places, context)
    return tuple(_limit(slot, most[slot.spec.name]) if slot.spec.name in most else slot for slot in slots)


def _is_code(spec: object) -> TypeGuard[Code]:
    return hasattr(spec, "quiet")


def _grows(spec: Spec) -> bool:
    return isinstance(spec, QrSpec) and not spec.version


def _limit(slot: SlotPlan, most: int) -> SlotPlan:
    return replace(slot, spec=replace(slot.spec, most=most)) if isinstance(slot.spec, QrSpec) else slot


def _most_versions(growing: Sequence[_Place], places: Sequence[_Place], context: Context) -> dict[str, int]:
    """Return the largest version that each growing QR code has room for: one step each in turn, until it meets others.

    All of them may be as large as that together.
    """
    most = {place.slot.spec.name: 1 for place in growing}
    piece = Box(0.0, 0.0, context.size.width, context.size.height)
    active = list(most)
    for version in VERSIONS[1:]:
        for name in tuple(active):
            trial = most | {name: version}
            grown = [
                place._replace(slot=_at_version(place.slot, trial.get(place.slot.spec.name, 0))) for place in places
            ]
            if all(_has_room(grown[place.number], grown, piece) for place in growing):
                most = trial
            else:
                active.remove(name)
    return most


def _has_room(place: _Place, places: Sequence[_Place], piece: Box) -> bool:
    spec = place.slot.spec
    if not isinstance(spec, QrSpec):
        return False
    zone = spec.quiet.around(spec.box)
    return _contains(piece, zone) and _find_intruder(place, zone, places) is None


def _at_version(slot: SlotPlan, version: int) -> SlotPlan:
    if not version or not isinstance(slot.spec, QrSpec):
        return slot
    return replace(slot, spec=replace(slot.spec, version=version))


def _find_intruder(place: _Place, zone: Box, places: Iterable[_Place]) -> _Place | None:
    """Return the first other slot that may print within a zone."""
    for other in places:
        if other.number == place.number or place.origin.excludes(other.origin):
            continue
        under = other.number < place.number
        if any(meets(zone, ink) for ink in slot_inks(other.slot, zone if under and other.pale else None)):
            return other
    return None


def _note(place: _Place, other: _Place, context: Context) -> None:
    code, mistakes = place.slot.spec, context.mistakes
    if not _is_code(code):
        return
    free = ", ".join(dict.fromkeys(f"{margin / MM:.2f} mm" for margin in code.quiet))
    where = mistakes.source.place(other.origin.offset)
    text = f'"{other.slot.spec.name}" ({other.origin.element}, line {where.line}) reaches within {free} of it'
    cure = 'move one of them; slots of which a piece has only one belong in a choose; quiet="ignore" does not look'
    mistakes.add(place.origin.offset, "layout.quiet-zone", f"{place.origin.element}: {text}", cure=cure)


def slot_inks(slot: SlotPlan, above: Box | None) -> list[Box]:
    """Return where a slot may print, over all rows of its list. A pale filling does not count under a whole zone."""
    spec = slot.spec
    boxes = _box_inks(spec, above) if isinstance(spec, BoxSpec) else [_outline(spec)]
    if slot.repeat is None:
        return boxes
    down = slot.repeat.step * (slot.repeat.rows - (slot.role != "foot"))
    return [Box(box.x, box.y - down, box.width, box.height + down) for box in boxes]


def _outline(spec: Spec) -> Box:
    if isinstance(spec, FlowSpec):
        return spec.text.box
    if isinstance(spec, PostalCodeSpec):
        frame, _ = read_rules()
        below = (frame.height - frame.figure_height * spec.size) / 2
        return Box(spec.left, spec.baseline - below, frame.width, frame.height)
    return spec.box


def _box_inks(spec: BoxSpec, above: Box | None) -> list[Box]:
    """Return filling and line of a box; of one without a filling, or with a pale one under a whole zone, the line."""
    box, line = spec.box, spec.line
    is_ground = above is not None and _contains(box, above)
    if spec.fill and not is_ground:
        return [box]
    if not line:
        return []
    return [
        Box(box.x, box.y, box.width, line),
        Box(box.x, box.y + box.height - line, box.width, line),
        Box(box.x, box.y, line, box.height),
        Box(box.x + box.width - line, box.y, line, box.height),
    ]


def _is_pale(spec: Spec, context: Context) -> bool:
    """Tell whether codes may stand on a box; not if it is printed last and leaves nothing of what is below it."""
    if not isinstance(spec, BoxSpec) or not spec.fill:
        return False
    tint = context.definitions.inks.tint_of(spec.fill)
    hides = tint is not None and any(ink.is_special and not ink.overprint for ink in tint.paint.inks)
    return not hides and _inks_of(spec.fill, context) <= _PALE


def _inks_of(operator: bytes, context: Context) -> float:
    """Return the sum of the inks that an operator sets: of a spot colour those that stand for it; white is none."""
    tint = context.definitions.inks.tint_of(operator)
    if tint is None:
        return sum(map(float, operator.split()[:-1]))
    inks = [0.0 if ink.kind in _NO_INK else sum(ink.alternate) for ink in tint.paint.inks]
    inks += [1.0] * len(tint.paint.process)
    return sum(share * amount for share, amount in zip(tint.tints, inks, strict=True))


def _contains(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x + _SLACK
        and outer.y <= inner.y + _SLACK
        and inner.x + inner.width <= outer.x + outer.width + _SLACK
        and inner.y + inner.height <= outer.y + outer.height + _SLACK
    )


def meets(one: Box, other: Box) -> bool:
    """Tell whether two boxes have more in common than an edge."""
    return (
        one.x < other.x + other.width - _SLACK
        and other.x < one.x + one.width - _SLACK
        and one.y < other.y + other.height - _SLACK
        and other.y < one.y + one.height - _SLACK
    )
