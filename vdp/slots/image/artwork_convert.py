"""Colours of a page that are no inks, turned into inks where they stand: operators, images, shadings, spot colours.

The document is changed in memory. What is left that is not in inks is found by the check that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

import numpy as np
import pikepdf
from pikepdf import Array, ContentStreamInlineImage, ContentStreamInstruction, Dictionary, Name, Object, Operator

from vdp.slots.image.artwork_functions import convert_function, numbers
from vdp.slots.image.artwork_images import convert_image, convert_palette
from vdp.slots.image.artwork_inks import Colors, InkConverter, Source, luminosity
from vdp.slots.image.artwork_spaces import find_source, foreign_names, named_space
from vdp.slots.image.artwork_streams import ArtworkFault, Holder, spell_name, table, walk_streams

_CURE = "Export the page in CMYK and spot colours."
_MESH = {4, 5, 6, 7}
_FIXED = {"g": "/DeviceGray", "k": "/DeviceCMYK", "rg": "/DeviceRGB"}


class _Paint(NamedTuple):
    """What sc and scn mean. `source`: how their numbers are converted, None: not; `known` False: from the caller."""

    source: Source | None = None
    known: bool = True


class _State(NamedTuple):
    """The current colour spaces of a content stream."""

    fill: _Paint
    stroke: _Paint


def convert_colors(pdf: pikepdf.Pdf, page: Dictionary, content: Object, resources: Object, inks: InkConverter) -> None:
    """Convert a page and everything that it paints with. Raises ArtworkFault for what cannot be converted."""
    _ColorPass(pdf, inks).run(page, content, resources)


class _ColorPass:
    def __init__(self, pdf: pikepdf.Pdf, inks: InkConverter) -> None:
        self._pdf = pdf
        self._inks = inks
        self._done: dict[tuple[int, int], bool] = {}  # streams and images, and whether for a mask
        self._scratch = pikepdf.new()  # inline images on their way to objects; must live as long as the document
        self._known: dict[tuple[tuple[float, ...], Source, bool], list[Decimal]] = {}

    def run(self, page: Dictionary, content: Object, resources: Object) -> None:
        holders = list(walk_streams(content, resources))
        self._convert_group(page, mask=False)
        for holder in holders:
            if not self._first(holder.stream, mask=holder.mask):
                continue
            if holder.stream.get("/Subtype") == Name.Form:
                self._convert_group(holder.stream, mask=holder.mask)
            self._convert_resources(holder)
            self._convert_content(holder)
        for holder in holders:
            self._drop_spaces(holder.resources)

    def _first(self, value: Object, *, mask: bool) -> bool:
        """Return whether an object is met for the first time; refuse one that is painted and also a mask's."""
        if not value.is_indirect:
            return True
        if value.objgen in self._done:
            if self._done[value.objgen] != mask:
                text = "an object is painted and used in a mask as well"
                raise ArtworkFault("artwork.convert", text, _CURE)
            return False
        self._done[value.objgen] = mask
        return True

    def _colors(self, source: Source, *, mask: bool, lines: bool) -> Callable[[Colors], Colors]:
        if mask:
            return lambda colors: luminosity(colors, source)
        return (
            (lambda colors: self._inks.lines(colors, source))
            if lines
            else (lambda colors: self._inks.shades(colors, source))
        )

    def _target(self, source: Source, *, mask: bool) -> Object:
        return Name.DeviceGray if mask or source.kind == "gray" else Name.DeviceCMYK

    def _convert_group(self, holder: Object, *, mask: bool) -> None:
        """State the blending space of a group in inks: nothing is left in it that could be blended otherwise."""
        group = holder.get("/Group")
        if isinstance(group, Dictionary) and any(foreign_names(group.get("/CS"))):
            group["/CS"] = Name.DeviceGray if mask else Name.DeviceCMYK

    def _convert_resources(self, holder: Holder) -> None:
        resources = holder.resources
        spaces = resources.get("/ColorSpace", Dictionary())
        if "/DefaultCMYK" in spaces or "/DefaultGray" in spaces:
            text = "the page gives DeviceCMYK or DeviceGray a profile of its own (DefaultCMYK, DefaultGray)"
            raise ArtworkFault("artwork.convert", text, _CURE)
        for name in sorted(str(key) for key in spaces.keys()):  # noqa: SIM118 - a pikepdf object, not a dict
            spaces[name] = self._convert_space(spaces[name], resources, mask=holder.mask)
        for form in table(resources, "/XObject"):
            if form.get("/Subtype") == Name.Image and self._first(form, mask=holder.mask):
                self._convert_image(form, resources, mask=holder.mask)
        for shading in table(resources, "/Shading"):
            self._convert_shading(shading, resources, mask=holder.mask)
        for pattern in table(resources, "/Pattern"):
            if pattern.get("/PatternType") == 2:
                self._convert_shading(pattern["/Shading"], resources, mask=holder.mask)

    def _convert_space(self, space: Object, resources: Object, *, mask: bool) -> Object:
        """Return a space whose base or alternate is inks; one that is no inks itself as it is."""
        if not isinstance(space, Array) or not len(space) or not any(foreign_names(space)):
            return space
        family = spell_name(space[0])
        if family in {"/Indexed", "/I"}:
            base = self._convert_space(space[1], resources, mask=mask)
            source = find_source(base, resources)
            if source is None:
                return Array([Name.Indexed, base, space[2], space[3]])
            few = int(space[2]) < 2  # line art: its black is a line's
            palette = convert_palette(space, source, self._colors(source, mask=mask, lines=few))
            return Array([Name.Indexed, self._target(source, mask=mask), space[2], pikepdf.String(palette)])
        if family == "/Pattern":
            return Array([Name.Pattern, Name.DeviceGray if mask else Name.DeviceCMYK])
        if family in {"/Separation", "/DeviceN"}:
            if family == "/DeviceN" and len(space[1]) > 1:
                text = "a DeviceN of several inks has an alternate space that is no inks"
                raise ArtworkFault("artwork.convert", text, _CURE)
            source = find_source(space[2], resources)
            if source is not None:
                tint = convert_function(self._pdf, space[3], self._colors(source, mask=False, lines=False))
                target = self._target(source, mask=False)
                return Array([space[0], space[1], target, tint, *space.as_list()[4:5]])
        return space

    def _convert_image(self, image: Object, resources: Object, *, mask: bool) -> None:
        space = image.get("/ColorSpace")
        if space is None or image.get("/ImageMask", False):
            return
        converted = self._convert_space(named_space(space, resources), resources, mask=mask)
        source = find_source(converted, resources)
        if source is None:
            if any(foreign_names(space)):
                image["/ColorSpace"] = converted
        elif mask or self._inks.keeps(source):
            self._keep_or_gray(image, source, mask=mask)
        else:
            convert_image(image, source, self._inks)
        soft = image.get("/SMask")
        if soft is not None and any(foreign_names(soft.get("/ColorSpace"))):
            soft["/ColorSpace"] = Name.DeviceGray

    def _keep_or_gray(self, image: Object, source: Source, *, mask: bool) -> None:
        if mask and source.kind != "gray":
            convert_image(image, source, None)
            return
        image["/ColorSpace"] = self._target(source, mask=mask)

    def _convert_shading(self, shading: Object, resources: Object, *, mask: bool) -> None:
        space = named_space(shading["/ColorSpace"], resources)
        source = find_source(space, resources)
        if source is None:
            if any(foreign_names(space)):
                shading["/ColorSpace"] = self._convert_space(space, resources, mask=mask)
            return
        if not mask and self._inks.keeps(source):
            shading["/ColorSpace"] = self._target(source, mask=mask)
            return
        kind = int(shading["/ShadingType"])
        if "/Function" not in shading or kind not in {2, 3, *_MESH}:
            what = {1: "a shading by a function of place", 4: "a mesh", 5: "a mesh", 6: "a mesh", 7: "a mesh"}
            text = f"{what.get(kind, 'a shading')} of colours that are no inks cannot be converted"
            raise ArtworkFault("artwork.convert", text, _CURE)
        convert = self._colors(source, mask=mask, lines=False)
        shading["/Function"] = convert_function(self._pdf, shading["/Function"], convert)
        if "/Background" in shading:
            shading["/Background"] = Array(_numbers(convert(np.array([numbers(shading["/Background"])]))[0]))
        shading["/ColorSpace"] = self._target(source, mask=mask)

    def _convert_content(self, holder: Holder) -> None:
        rewriter = _ContentRewriter(self, holder)
        written = rewriter.run()
        if rewriter.changed:
            holder.stream.write(pikepdf.unparse_content_stream(written))

    def _drop_spaces(self, resources: Object) -> None:
        """Take out of the resources the spaces that no operator names any more."""
        spaces = resources.get("/ColorSpace", Dictionary())
        for name in [str(key) for key in spaces.keys()]:  # noqa: SIM118 - a pikepdf object, not a dict
            if any(foreign_names(spaces[name])):
                del spaces[name]

    def inline_image(self, image: ContentStreamInlineImage, holder: Holder) -> Name | None:
        """Return the resource name of an image object in the place of an inline image; None: that is in inks."""
        space = image.iimage.obj.get("/ColorSpace", Name.DeviceGray)
        if image.iimage.image_mask or not any(foreign_names(named_space(space, holder.resources))):
            return None
        made = self._as_object(image)
        made["/ColorSpace"] = named_space(space, holder.resources)
        self._convert_image(made, holder.resources, mask=holder.mask)
        if "/XObject" not in holder.resources:
            holder.resources["/XObject"] = Dictionary()
        objects = holder.resources["/XObject"]
        name = Name(next(key for number in count() if (key := f"/Inline{number}") not in objects))
        objects[name] = made
        return name

    def _as_object(self, image: ContentStreamInlineImage) -> Object:
        """Return an inline image as an object of the document; qpdf does it, but for whole pages only."""
        scratch = self._scratch
        scratch.add_blank_page(page_size=(72, 72))
        page = scratch.pages[-1]
        page.Contents = scratch.make_stream(image.iimage.unparse())
        page.externalize_inline_images(min_size=0)
        [made] = page.Resources.XObject.values()
        return self._pdf.copy_foreign(made)

    def numbers(self, values: Sequence[Any], source: Source, *, mask: bool) -> list[Decimal]:
        """Return the operands of one colour."""
        if len(values) != source.components:
            raise ArtworkFault("artwork.content", "a colour has too many or too few components", _CURE)
        key = (tuple(map(float, values)), source, mask)
        if key not in self._known:
            self._known[key] = _numbers(self._colors(source, mask=mask, lines=True)(np.array([key[0]]))[0])
        return self._known[key]

    def source(self, space: Object, resources: Object) -> Source | None:
        """Return how the colours of a space are converted; an uncoloured pattern's are those of its base."""
        named = named_space(space, resources)
        if isinstance(named, Array) and spell_name(named[0]) == "/Pattern" and len(named) > 1:
            return find_source(named[1], resources)
        return find_source(named, resources)


class _ContentRewriter:
    """Rewrites the colour operators of one content stream."""

    def __init__(self, colors: _ColorPass, holder: Holder) -> None:
        self._colors = colors
        self._holder = holder
        outermost = holder.stream.get("/Subtype") != Name.Form and holder.stream.get("/PatternType") is None
        start = _Paint(known=outermost)
        self._state = _State(start, start)
        self._stack: list[_State] = []
        self.changed = False

    def run(self) -> list[Any]:
        written: list[Any] = []
        for instruction in pikepdf.parse_content_stream(self._holder.stream):
            if isinstance(instruction, ContentStreamInlineImage):
                name = self._colors.inline_image(instruction, self._holder)
                self.changed |= name is not None
                written.append(ContentStreamInstruction([name], Operator("Do")) if name else instruction)
                continue
            found = self._convert(str(instruction.operator), list(instruction.operands))
            if found is None:
                written.append(instruction)
            else:
                self.changed = True
                written += found
        return written

    def _convert(self, operator: str, operands: list[Any]) -> list[ContentStreamInstruction] | None:
        """Return what stands in an instruction's place; None: it stays."""
        stroke = operator.isupper()
        match operator.lower() if operator not in {"q", "Q"} else operator:
            case "q":
                self._stack.append(self._state)
            case "Q" if self._stack:
                self._state = self._stack.pop()
            case "g" | "k":
                self._set(_Paint(), stroke=stroke)
            case "rg":
                source = self._colors.source(Name.DeviceRGB, self._holder.resources)
                self._set(_Paint(source), stroke=stroke)
                return self._paint(operands, source, stroke=stroke) if source else None
            case "cs":
                return self._select(operands[0], stroke=stroke)
            case "sc" | "scn":
                return self._color(operator, operands, stroke=stroke)
        return None

    def _set(self, paint: _Paint, *, stroke: bool) -> None:
        self._state = self._state._replace(**{"stroke" if stroke else "fill": paint})

    def _select(self, space: Object, *, stroke: bool) -> list[ContentStreamInstruction] | None:
        source = self._colors.source(space, self._holder.resources)
        self._set(_Paint(source), stroke=stroke)
        if source is None or self._is_pattern(space):
            return None
        target = self._colors._target(source, mask=self._holder.mask)  # noqa: SLF001 - two classes of one pass
        chosen = [ContentStreamInstruction([target], Operator("CS" if stroke else "cs"))]
        first = [0.0] * source.components
        if source.kind == "cmyk":
            first[3] = 1.0
        operator = Operator("SC" if stroke else "sc")
        return [*chosen, ContentStreamInstruction(self._numbers(first, source), operator)]

    def _is_pattern(self, space: Object) -> bool:
        named = named_space(space, self._holder.resources)
        return isinstance(named, Array) and spell_name(named[0]) == "/Pattern"

    def _color(self, operator: str, operands: list[Any], *, stroke: bool) -> list[ContentStreamInstruction] | None:
        paint = self._state.stroke if stroke else self._state.fill
        values = [value for value in operands if not isinstance(value, Name)]
        if not paint.known and len(values) == 3:
            text = "a form sets a colour in a space that its caller has chosen"
            raise ArtworkFault("artwork.convert", text, _CURE)
        if paint.source is None or not values:
            return None
        names = [value for value in operands if isinstance(value, Name)]
        return [ContentStreamInstruction([*self._numbers(values, paint.source), *names], Operator(operator))]

    def _paint(self, operands: list[Any], source: Source, *, stroke: bool) -> list[ContentStreamInstruction]:
        operator = "g" if self._holder.mask else "k"
        return [
            ContentStreamInstruction(
                self._numbers(operands, source), Operator(operator.upper() if stroke else operator)
            )
        ]

    def _numbers(self, values: Sequence[Any], source: Source) -> list[Decimal]:
        return self._colors.numbers(values, source, mask=self._holder.mask)


def _numbers(values: Sequence[float]) -> list[Decimal]:
    return [Decimal(f"{value:.5f}").normalize() + 0 for value in values]
