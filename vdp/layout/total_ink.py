"""Inks of the layout's own colours: too much in one colour, too many in small text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from vdp.errors import LayoutError, Place
from vdp.layout.inks import tint_of
from vdp.layout.plan import Plan, SlotPlan, Spec
from vdp.pdf.inks import Paint
from vdp.pdf.plates import PROCESS
from vdp.slots.shape.chart_spec import BarSpec, GaugeSpec, StampCardSpec
from vdp.slots.shape.spec import BoxSpec, RuleSpec
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec, TextSpec

_TABLE = Path(__file__).with_name("total_ink.toml")
_SLACK = 0.05  # per cent, points: what rounding may add

TOO_MUCH, RICH_BLACK, MANY_INKS = "layout.ink-limit", "layout.rich-black", "layout.small-text-inks"


class InkNote(NamedTuple):
    """One colour of a slot, and what is to be said of it."""

    code: str
    place: Place
    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class TextRules:
    """Below which size in points text should have how many inks."""

    black: float  # ink of K, 0 to 1, from which a colour is black
    black_below: float
    most: int
    below: float


@cache
def read_text_rules() -> TextRules:
    """Return the rules of total_ink.toml."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return TextRules(table["black"], table["black-below-pt"], table["most-inks"], table["inks-below-pt"])


def judge_inks(plan: Plan, limit: float | None) -> list[InkNote]:
    """Return what is to be said of the colours that a layout states. `limit`: of all inks together, in per cent."""
    found: dict[InkNote, None] = {}
    paints = {paint.resource: paint for paint in plan.paints}
    for slot in (slot for page in plan.pages for slot in page.slots):
        for color in _areas(slot.spec):
            found.update(dict.fromkeys(_judge_total(slot, inks_of(color, paints), limit)))
        for color, size in _texts(slot.spec):
            inks = inks_of(color, paints)
            found.update(dict.fromkeys((*_judge_total(slot, inks, limit), *_judge_text(slot, inks, size))))
    return list(found)


def stop_for_inks(plan: Plan, limit: float | None) -> None:
    """Raise LayoutError for the first of what judge_inks finds; its text names the others."""
    found = judge_inks(plan, limit)
    if found:
        first, *others = found
        lines = [f'the slot "{first.slot}": {first.text}']
        lines += [f'  {note.place}: the slot "{note.slot}": {note.text} [{note.code}]' for note in others]
        cure = 'Change the colour, or write ink = "warn" under [policy].'
        raise LayoutError(first.code, "\n".join(lines), where=first.place, cure=cure)


def _judge_total(slot: SlotPlan, inks: Mapping[str, float], limit: float | None) -> Iterator[InkNote]:
    total = 100 * sum(inks.values())
    if limit is not None and total > limit + _SLACK:
        text = f"a colour of {total:.0f} % of ink; the paper takes {limit:g} %"
        yield InkNote(TOO_MUCH, slot.place, slot.spec.name, text)


def _judge_text(slot: SlotPlan, inks: Mapping[str, float], size: float) -> Iterator[InkNote]:
    rules, used = read_text_rules(), [name for name, ink in inks.items() if ink > 0]
    if inks.get("Black", 0.0) >= rules.black and len(used) > 1:
        if size < rules.black_below - _SLACK:
            others = ", ".join(name for name in used if name != "Black")
            text = f"text of {size:.1f} pt in black with {others}; below {rules.black_below:g} pt in K alone"
            yield InkNote(RICH_BLACK, slot.place, slot.spec.name, text)
    elif len(used) > rules.most and size < rules.below - _SLACK:
        text = f"text of {size:.1f} pt in {len(used)} inks; below {rules.below:g} pt in {rules.most} at most"
        yield InkNote(MANY_INKS, slot.place, slot.spec.name, text)


def inks_of(color: bytes, paints: Mapping[str, Paint]) -> dict[str, float]:
    """Return the inks of the operators that set a fill colour, 0 to 1 by plate; special plates are no ink."""
    tint = tint_of(color, paints)
    if tint is None:
        return dict(zip(PROCESS, map(float, color.split()[-5:-1]), strict=True))
    inks, process = tint.paint
    rows = zip((*(None if ink.is_special else ink.name for ink in inks), *process), tint.tints, strict=True)
    return {name: share for name, share in rows if name is not None}


def _areas(spec: Spec) -> Iterator[bytes]:
    """Yield the colours of lines and areas that a slot may paint."""
    if isinstance(spec, RuleSpec):
        yield spec.color
    elif isinstance(spec, BoxSpec):
        yield from [color for color in (spec.fill, spec.color if spec.line else b"") if color]
    elif isinstance(spec, (BarSpec, GaugeSpec)):
        marks = spec.marks.color if spec.marks.count else b""
        yield from [color for color in (spec.fill, spec.track, marks) if color]
    elif isinstance(spec, StampCardSpec):
        drawn = (b"" if spec.stamp else spec.fill, spec.color if spec.line and not spec.empty else b"")
        yield from [color for color in drawn if color]


def _texts(spec: Spec) -> Iterator[tuple[bytes, float]]:
    """Yield the colours of text with the smallest size that each may have, ruby not included."""
    if isinstance(spec, FlowSpec):
        spec = spec.text
    if isinstance(spec, PostalCodeSpec):
        yield spec.color, spec.size
    elif isinstance(spec, TextSpec):
        share = min(1.0, spec.min_size / spec.size) if "shrink" in spec.fit and spec.min_size > 0 else 1.0
        yield spec.color, spec.size * share
        for span in spec.spans:
            yield span.color, spec.size * span.size * share
