"""What all pieces share: artwork and static slots as forms, marks; composed once by the parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from vdp.compose import Composer, Resources
from vdp.compose.resources import Use, artwork_of
from vdp.compose.sheets import marks_content
from vdp.impose import Grid
from vdp.layout import Plan
from vdp.slots.forms import ArtworkPages
from vdp.slots.image import ImportedForm
from vdp.slots.image.artwork import import_overlay
from vdp.slots.image.names import normalize_name
from vdp.slots.image.spec import ArtworkSpec
from vdp.units import Box, to_points


@dataclass(frozen=True, slots=True, eq=False)
class StaticForm:
    """One side of a piece without anything personal."""

    name: str  # resource name, such as S0
    box: Box  # bleed box
    artwork: ImportedForm | None
    content: bytes  # static slots over the artwork


@dataclass(frozen=True, slots=True, eq=False)
class StaticContent:
    """Everything that is written once per file."""

    forms: tuple[StaticForm, ...]
    marks: Mapping[str, bytes]
    artworks: Mapping[str, ImportedForm]  # of slots, by resource name; used ones only
    used: Use
    sheet: tuple[float, float]  # width and height in points

    def names(self, first: int, count: int) -> tuple[str, ...]:
        """Return the resource names of the forms numbered from `first`, "" where a side has nothing static."""
        known = {form.name for form in self.forms}
        return tuple(name if (name := f"S{index}") in known else "" for index in range(first, first + count))

    @property
    def transparent(self) -> bool:
        """Whether some artwork is transparent, so that pages must state a blending space."""
        return any(artwork.transparent for artwork in self._imported)

    @property
    def spots(self) -> tuple[str, ...]:
        """The spot colours of all artwork: the plates that the press needs beside CMYK."""
        return tuple(sorted({spot for artwork in self._imported for spot in artwork.spots}))

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the artwork was left behind, or is not as it should be."""
        looks = Counter(name for name, _ in {tint for artwork in self._imported for tint in artwork.tints})
        unlike = [f"the spot colour {name} is defined in {n} ways" for name, n in sorted(looks.items()) if n > 1]
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
    )


def _forms(
    plan: Plan, resources: Resources, artworks: Mapping[ArtworkSpec, ImportedForm], *, first: int
) -> list[StaticForm]:
    composer = Composer(plan, resources)
    box = Box(-plan.bleed, -plan.bleed, plan.width + 2 * plan.bleed, plan.height + 2 * plan.bleed)
    found: list[StaticForm] = []
    for index, (page, content) in enumerate(zip(plan.pages, composer.static, strict=True), start=first):
        artwork = artworks[page.artwork] if page.artwork is not None else None
        if artwork is not None or content:
            found.append(StaticForm(f"S{index}", box, artwork, content))
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
