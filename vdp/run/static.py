"""What all pieces share: artwork and static slots as forms, marks; composed once by the parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vdp.compose import Composer, Resources
from vdp.compose.resources import Use
from vdp.compose.sheets import marks_content
from vdp.impose import Grid
from vdp.layout import Plan
from vdp.slots.image import ImportedForm
from vdp.slots.image.spec import ArtworkSpec
from vdp.units import Box


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
    used: Use
    sheet: tuple[float, float]  # width and height in points

    def names(self, first: int, count: int) -> tuple[str, ...]:
        """Return the resource names of the forms numbered from `first`, "" where a side has nothing static."""
        known = {form.name for form in self.forms}
        return tuple(name if (name := f"S{index}") in known else "" for index in range(first, first + count))

    @property
    def transparent(self) -> bool:
        """Whether some artwork is transparent, so that pages must state a blending space."""
        return any(form.artwork is not None and form.artwork.transparent for form in self.forms)

    @property
    def spots(self) -> tuple[str, ...]:
        """The spot colours of all artwork: the plates that the press needs beside CMYK."""
        return tuple(sorted({spot for form in self.forms if form.artwork is not None for spot in form.artwork.spots}))


def compose_static(
    plans: tuple[Plan, ...],
    resources: Resources,
    grid: Grid | None,
    *,
    artworks: Mapping[ArtworkSpec, ImportedForm],
) -> StaticContent:
    """Compose the static sides of some plans (two numbers each: S0 S1, S2 S3)."""
    forms = [form for index, plan in enumerate(plans) for form in _forms(plan, resources, artworks, first=2 * index)]
    marks = dict(zip(("M0", "M1"), marks_content(grid), strict=True)) if grid else {}
    sheet = (grid.press.width / 1000 * 72 / 25.4, grid.press.height / 1000 * 72 / 25.4) if grid else (0.0, 0.0)
    return StaticContent(
        forms=tuple(forms),
        marks=marks,
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
