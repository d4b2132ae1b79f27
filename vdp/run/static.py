"""What all pieces share: artwork and static slots as forms, marks; composed once by the parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vdp.compose import Composer, Resources
from vdp.compose.composer import cover_name
from vdp.compose.resources import Use, artwork_of
from vdp.compose.sheets import marks_content
from vdp.errors import LayoutError
from vdp.impose import Grid
from vdp.layout import Plan
from vdp.layout.inks import fold_name
from vdp.pdf.inks import Ink, Paint, sorted_inks
from vdp.pdf.plates import PLATES
from vdp.slots.forms import ArtworkPages
from vdp.slots.image import ImportedForm
from vdp.slots.image.artwork import import_overlay
from vdp.slots.image.names import normalize_name
from vdp.slots.image.spec import ArtworkSpec
from vdp.units import Box, to_points


@dataclass(frozen=True, slots=True, eq=False)
class StaticForm:
    """One side of a piece without anything personal."""

    name: str  # resource name: S0 under everything, T0.varnish over all colours
    box: Box  # bleed box
    artwork: ImportedForm | None
    content: bytes  # static slots over the artwork
    plate: Ink | None = None  # the special ink that it is printed in, over all colours


@dataclass(frozen=True, slots=True, eq=False)
class StaticContent:
    """Everything that is written once per file."""

    forms: tuple[StaticForm, ...]
    marks: Mapping[str, bytes]
    artworks: Mapping[str, ImportedForm]  # of slots, by resource name; used ones only
    used: Use
    sheet: tuple[float, float]  # width and height in points
    paints: tuple[Paint, ...] = ()  # colour spaces of the layouts' own inks

    def names(self, first: int, count: int) -> tuple[str, ...]:
        """Return the resource names of the forms numbered from `first`, "" where a side has nothing static."""
        known = {form.name for form in self.forms}
        return tuple(name if (name := f"S{index}") in known else "" for index in range(first, first + count))

    @property
    def inks(self) -> tuple[Ink, ...]:
        """The inks of the layouts' own, as the press lays them: white, colours, and what covers them."""
        order = list(PLATES)
        return tuple(sorted(sorted_inks(self.paints), key=lambda ink: (ink.kind != "white", order.index(ink.kind))))

    @property
    def transparent(self) -> bool:
        """Whether some artwork is transparent, so that pages must state a blending space."""
        return any(artwork.transparent for artwork in self._imported)

    @property
    def spots(self) -> tuple[str, ...]:
        """The spot colours of inks and artwork: the plates that the press needs beside CMYK."""
        return tuple(sorted({*(ink.name for ink in self.inks), *self.foreign_spots}))

    @property
    def foreign_spots(self) -> tuple[str, ...]:
        """The spot colours that artwork brings."""
        return tuple(sorted({spot for artwork in self._imported for spot in artwork.spots}))

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the artwork was left behind, or is not as it should be."""
        looks = Counter(name for name, _ in {tint for artwork in self._imported for tint in artwork.tints})
        unlike = [
            f"the spot colour {name} is defined in {n} ways; an ink of that name in the layout decides"
            for name, n in sorted(looks.items())
            if n > 1
        ]
        names: dict[str, str] = {}
        for name in self.spots:
            first = names.setdefault(fold_name(name), name)
            if first != name:
                unlike.append(f"the spot colours {first} and {name} differ in case, blanks or signs alone")
        return (*dict.fromkeys(note for artwork in self._imported for note in artwork.notes), *unlike)

    @property
    def _imported(self) -> list[ImportedForm]:
        return [form.artwork for form in self.forms if form.artwork is not None] + list(self.artworks.values())


def compose_static(
    plans: tuple[Plan, ...],
    resources: Resources,
    grid: Grid | None,
    *,
    artworks: Mapping[ArtworkSpec, ImportedForm],
    used: Mapping[str, set[str]],
) -> StaticContent:
    """Compose the static sides of some plans (two numbers each: S0 S1, S2 S3) and import the artwork of slots.

    `used`: per artwork slot, the names that the records use.
    """
    forms = [form for index, plan in enumerate(plans) for form in _forms(plan, resources, artworks, first=2 * index)]
    marks = dict(zip(("M0", "M1"), marks_content(grid), strict=True)) if grid else {}
    sheet = (to_points(grid.press.width), to_points(grid.press.height)) if grid else (0.0, 0.0)
    return StaticContent(
        forms=tuple(forms),
        marks=marks,
        artworks=_load_artworks(plans, resources, used),
        used=resources.take_used(),
        sheet=sheet,
        paints=join_paints(plans),
    )


def join_paints(plans: Iterable[Plan]) -> tuple[Paint, ...]:
    """Return the colour spaces of some plans; raise LayoutError where an ink of one is another ink of the next."""
    paints: dict[str, Paint] = {}
    for paint in (paint for plan in plans for paint in plan.paints):
        if paints.setdefault(paint.resource, paint) != paint:
            text = f"the layouts of pieces and slips define {', '.join(ink.id for ink in paint.inks)} in two ways"
            raise LayoutError("layout.ink", text, where=paint.inks[0].place, cure="Give the inks of one another id.")
    return tuple(paint for _, paint in sorted(paints.items()))


def _forms(
    plan: Plan, resources: Resources, artworks: Mapping[ArtworkSpec, ImportedForm], *, first: int
) -> list[StaticForm]:
    composer = Composer(plan, resources, first=first)
    box = Box(-plan.bleed, -plan.bleed, plan.width + 2 * plan.bleed, plan.height + 2 * plan.bleed)
    found: list[StaticForm] = []
    for index, (page, content) in enumerate(zip(plan.pages, composer.static, strict=True), start=first):
        artwork = artworks[page.artwork] if page.artwork is not None else None
        if artwork is not None or content:
            found.append(StaticForm(f"S{index}", box, artwork, content))
        covers = composer.covers[index - first].items()
        found += [StaticForm(cover_name(index, ink), box, None, content, ink) for ink, content in covers]
    return found


def _load_artworks(
    plans: tuple[Plan, ...], resources: Resources, used: Mapping[str, set[str]]
) -> dict[str, ImportedForm]:
    """Import the artwork that slots show: what the records name, and all that is constant."""
    inventory = resources.inventory
    wanted: dict[str, tuple[ArtworkPages, str]] = {}
    for spec in (slot.spec for plan in plans for page in plan.pages for slot in page.slots):
        for pages in artwork_of(spec):
            for name in pages.names or sorted(used.get(spec.name, ())):
                row = inventory.forms[pages].get(normalize_name(name))
                if row is not None:
                    wanted[row.resource] = (pages, normalize_name(name))
    return {
        resource: import_overlay(
            inventory.forms[pages][name].path, page=pages.page, box=pages.box, rules=inventory.rules
        )
        for resource, (pages, name) in sorted(wanted.items(), key=lambda item: int(item[0][1:]))
    }
