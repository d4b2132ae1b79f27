"""Compile a layout file into a Plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from vdp.layout.barcodes import build_barcode
from vdp.layout.charts import build_bar, build_gauge, build_stamp_card
from vdp.layout.check import check_tree
from vdp.layout.context import Context, Device
from vdp.layout.definitions import read_definitions
from vdp.layout.expression import Expression, all_of, opposite
from vdp.layout.flows import Flow, build_frame, join_frames, read_flows
from vdp.layout.keepouts import Origin, clear_zones
from vdp.layout.knockouts import check_knockouts
from vdp.layout.pictures import build_artwork, build_artwork_slot, build_image
from vdp.layout.plan import PagePlan, Plan, SlotPlan, Spec
from vdp.layout.plates import find_plate, plates_last
from vdp.layout.reader import Node, read_source, read_tree
from vdp.layout.repeats import check_continued, read_repeat
from vdp.layout.shapes import build_box, build_rule
from vdp.layout.source import Mistakes
from vdp.layout.symbols import build_customer_barcode, build_qr
from vdp.layout.tables import expand_table
from vdp.layout.typeset import build_postal_code, build_text
from vdp.layout.values import Size, offset_of, points, text_of, written
from vdp.layout.vocabulary import ROW_SLOTS

_Build = Callable[[Node, str, Context], tuple[Spec, Expression] | None]

_BUILDERS: dict[str, _Build] = {
    "text": build_text,
    "postal-code": build_postal_code,
    "customer-barcode": build_customer_barcode,
    "image": build_image,
    "artwork": build_artwork_slot,
    "qr": build_qr,
    "barcode": build_barcode,
    "rule": build_rule,
    "box": build_box,
    "bar": build_bar,
    "gauge": build_gauge,
    "stamp-card": build_stamp_card,
    "more": build_text,
    "empty": build_text,
}
_REPEATING = ("repeat", "table")


def compile_layout(
    path: Path,
    *,
    piece: tuple[float, float] | None = None,
    type_scale: float = 1.0,
    overflow: str = "hold",
    missing_glyph: str = "hold",
    missing_image: str = "hold",
    job_assets: bool = False,
    dpi: float = 0.0,
    bar_width_reduction: int = 0,
) -> Plan:
    """Return the Plan of a layout file.

    `piece` is the size in points that percentages in the piece's size refer to (a bundle slip is as large as the
    pieces of its job), `type_scale` what sizes of its texts are multiplied by. Then come the job's policies, for slots
    that do not say otherwise; `job_assets`: whether the job says where the images of records are. The last two are of
    the press: dots per inch (0: not known) and the micrometres that bars are drawn narrower. Raises LayoutError at the
    first mistake in reading order; its text lists the others.
    """
    source = read_source(path, file=str(path))
    mistakes = Mistakes(source)
    root = read_tree(source)
    check_tree(root, mistakes)
    definitions = read_definitions(root, mistakes)
    body = next((node for node in root.children if node.name == "piece" and not node.broken), None)
    size = _piece_size(body, piece, mistakes) if body else None
    if body is None or size is None:
        mistakes.stop()
    bleed, safe = points(text_of(body, "bleed")), points(text_of(body, "safe"))
    device = Device(dpi, bar_width_reduction)
    context = Context(
        mistakes,
        definitions,
        path.parent,
        size,
        bleed,
        overflow,
        missing_glyph,
        missing_image,
        job_assets,
        device,
        type_scale,
    )
    pages = _compile_pages(body, context)
    mistakes.stop_if_any()
    fields = tuple(field for field in definitions.fields.values() if not field.name.startswith("_"))
    inks = tuple(definitions.inks.inks.values())
    paints = tuple(paint for _, paint in sorted(definitions.inks.paints.items()))
    return Plan(text_of(root, "name"), path, fields, size.width, size.height, bleed, safe, pages, inks, paints)


def _piece_size(body: Node, piece: tuple[float, float] | None, mistakes: Mistakes) -> Size | None:
    width, height = text_of(body, "size").split(" ")
    try:
        size = Size(
            points(width, of=piece[0] if piece else None),
            points(height, of=piece[1] if piece else None),
        )
    except ValueError:
        text, cure = "the size is a percentage of nothing", "write it in mm, or give the size of the job's pieces"
        mistakes.add(offset_of(body, "size"), "layout.piece-size", text, cure=cure)
        return None
    if min(size.width, size.height) <= 0:
        mistakes.add(offset_of(body, "size"), "layout.piece-size", "the piece has no area", cure="write its size")
        return None
    return size


def _compile_pages(body: Node, context: Context) -> tuple[PagePlan, ...]:
    names = _SlotNames(context.mistakes, read_flows(body, context))
    pages: dict[str, PagePlan] = {}
    nodes = [node for node in body.children if node.name == "page" and not node.broken]
    for node in nodes:
        side = text_of(node, "side")
        if side in pages:
            text = f"there is a {side} page already"
            context.mistakes.add(offset_of(node, "side"), "layout.page-side", text, cure="each side has one page")
        slots = clear_zones(tuple(_compile_slots(node, side, context=context, names=names)), names.origins, context)
        check_knockouts(slots, names.origins, context)
        pages[side] = PagePlan(side, build_artwork(node, context), plates_last(slots))
    if nodes and "front" not in pages:
        offset = offset_of(nodes[0], "side")
        context.mistakes.add(offset, "layout.page-side", "the piece has no front", cure="a single page is the front")
    found = join_frames([pages[side] for side in ("front", "back") if side in pages], names.flows, context)
    check_continued(found, names.places, context)
    return found


class _Conditions:
    """The conditions around a slot. Slots of one branch share one Expression."""

    def __init__(self, parts: tuple[Expression, ...] = (), branches: Mapping[int, int] | None = None) -> None:
        self._parts = parts
        self.when = all_of(parts)
        self.branches = branches or {}  # by the offset of each choose around it: the number of its branch

    def also(self, condition: Expression | None) -> _Conditions:
        """Return these and one more."""
        return _Conditions((*self._parts, condition), self.branches) if condition else self

    def in_branch(self, choose: int, number: int) -> _Conditions:
        """Return these in one branch of a choose."""
        return _Conditions(self._parts, {**self.branches, choose: number})


def _compile_slots(page: Node, side: str, *, context: Context, names: _SlotNames) -> Iterator[SlotPlan]:
    for node, conditions in _walk(page.children, _Conditions(), context):
        name = names.take(node, side, conditions.branches)
        if node.broken:
            continue
        if node.name == "table":
            for part in expand_table(node, name, context):
                if part.name == "repeat":
                    yield from _compile_rows(part, name, side, conditions, context=context, names=names)
                else:
                    inner = names.take(part, side, conditions.branches)
                    yield from _compile_slot(part, inner, conditions, context)
        elif node.name == "repeat":
            yield from _compile_rows(node, name, side, conditions, context=context, names=names)
        elif "flow" in node.attributes:
            yield from _as_slot(build_frame(node, name, context, names.flows), node, conditions, context)
        else:
            yield from _compile_slot(node, name, conditions, context)


def _compile_slot(node: Node, name: str, conditions: _Conditions, context: Context) -> Iterator[SlotPlan]:
    yield from _as_slot(_BUILDERS[node.name](node, name, context), node, conditions, context)


def _as_slot(
    built: tuple[Spec, Expression] | None, node: Node, conditions: _Conditions, context: Context
) -> Iterator[SlotPlan]:
    if built:
        spec, value = built
        plate = find_plate(spec, context.definitions.inks, offset=node.offset, mistakes=context.mistakes)
        yield SlotPlan(spec, value, conditions.when, context.mistakes.source.place(node.offset), plate=plate)


def _compile_rows(
    node: Node,
    name: str,
    side: str,
    conditions: _Conditions,
    *,
    context: Context,
    names: _SlotNames,
) -> Iterator[SlotPlan]:
    """Yield the slots of a repeat, those of each role together."""
    frame = read_repeat(node, name, context)
    if frame is None:
        return
    names.places[name] = offset_of(node, "over")
    for part in frame.parts:
        for inner, held in _walk(part.nodes, conditions, part.context):
            if inner.name not in (*ROW_SLOTS, "more", "empty"):
                text, cure = f"{inner.name} cannot stand in a row", "move it out of the repeat"
                context.mistakes.add(inner.offset, "layout.repeat", text, cure=cure)
            elif not inner.broken:
                taken = names.take(inner, side, held.branches)
                for slot in _compile_slot(inner, taken, held, part.context):
                    yield replace(slot, repeat=frame.repeat, role=part.role)


def _walk(nodes: list[Node], conditions: _Conditions, context: Context) -> Iterator[tuple[Node, _Conditions]]:
    """Yield every slot in painting order with its conditions."""
    for node in nodes:
        if node.name == "block":
            held = None if node.broken else context.condition(node, "when")
            yield from _walk(node.children, conditions.also(held), context)
        elif node.name == "choose":
            yield from _walk_branches(node, conditions, context)
        elif node.name in _BUILDERS or node.name in _REPEATING:
            yield node, conditions


def _walk_branches(choose: Node, conditions: _Conditions, context: Context) -> Iterator[tuple[Node, _Conditions]]:
    """Yield the slots of all branches: each holds where its test does and no earlier test did."""
    for number, branch in enumerate(choose.children):
        test = None if branch.name != "when" or branch.broken else context.condition(branch, "test")
        yield from _walk(branch.children, conditions.also(test).in_branch(choose.offset, number), context)
        conditions = conditions.also(opposite(test) if test else None)


class _SlotNames:
    """Gives every slot its name: the written one, or side, element and number such as front.text3."""

    def __init__(self, mistakes: Mistakes, flows: dict[str, Flow]) -> None:
        self.flows = flows
        self._mistakes = mistakes
        self._counts: Counter[str] = Counter()
        self._taken: set[str] = set()
        self.places: dict[str, int] = {}  # of repeats: where a message about the rows left over points
        self.origins: dict[str, Origin] = {}

    def take(self, node: Node, side: str, branches: Mapping[int, int]) -> str:
        """Return the name of the next slot in painting order; `branches` as in Origin."""
        kind = f"{side}.{node.name}"
        self._counts[kind] += 1
        name = written(node, "name") or f"{kind}{self._counts[kind]}"
        if name in self._taken:
            text = f'another slot has the name "{name}"'
            self._mistakes.add(offset_of(node, "name"), "layout.duplicate", text, cure="choose another")
        self._taken.add(name)
        self.origins[name] = Origin(offset_of(node, "x"), node.name, branches, written(node, "quiet") != "ignore")
        return name
