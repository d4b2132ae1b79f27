"""What artwork may contain: inks, embedded fonts, visible layers. One walk over content and resources."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from vdp.pdf.inks import Ink
from vdp.slots.image.artwork_functions import evaluate
from vdp.slots.image.artwork_spaces import foreign_names
from vdp.slots.image.artwork_streams import (
    ArtworkFault,
    inner_streams,
    readable,
    spell_name,
    table,
)

_PROCESS_INKS = {"/Cyan", "/Magenta", "/Yellow", "/Black", "/None"}
_SHOW = {"Tj", "TJ", "'", '"'}
_OPAQUE_BLENDS = {"/Normal", "/Compatible"}
_CURE_CMYK = (
    'Convert the artwork to CMYK and spot colours where it was made, or write artwork-rgb = "convert" in [policy].'
)
_CURE_EXPORT = "Export the page as PDF/X-4."


class PageCheck:
    """Walks a page at once when made. Then: `content`, `resources`, `spots`, `transparent`, `clean_content(stream)`.

    `inks`: those of the layout. A spot colour that is one of them looks as the layout says, whatever the page says.
    `nchannel`: whether the level knows that kind of DeviceN, which is of PDF 1.6.
    """

    def __init__(
        self, page: Dictionary, contents: Object, resources: Object, *, inks: Sequence[Ink] = (), nchannel: bool = True
    ) -> None:
        self.nchannel = nchannel
        self.inks = {ink.name: ink for ink in inks}
        self.redefined: set[str] = set()  # spot colours that looked otherwise on the page
        self.spots: set[str] = set()
        self.tints: set[tuple[str, str]] = set()
        self.transparent = False
        self._fonts: set[tuple[int, int]] = set()
        self._seen: set[tuple[int, int]] = set()
        self.resources = resources
        self._check_space(page.get("/Group", Dictionary()).get("/CS"))
        unrestored = self._walk_content(contents, self.resources)
        self.content = self.clean_content(contents, self.resources) + b"\nQ" * unrestored

    def keeps_font(self, font: Object) -> bool:
        """Return whether text is shown in a font; fonts that are only named are left behind."""
        return not font.is_indirect or font.objgen in self._fonts

    def clean_content(self, holder: Object, resources: Object) -> bytes:
        """Return the content of a page or form without the selection of fonts that are left behind."""
        instructions = list(pikepdf.parse_content_stream(holder))
        fonts = resources.get("/Font", Dictionary())
        kept = [one for one in instructions if not self._selects_unused(one, fonts)]
        return holder.read_bytes() if len(kept) == len(instructions) else pikepdf.unparse_content_stream(kept)

    def check_dictionary(self, value: Object) -> None:
        """Check what a dictionary, or a stream's dictionary, says of colour and of content elsewhere."""
        if value.get("/Subtype") == Name.Image:
            self._check_space(value.get("/ColorSpace"))
            self.transparent |= "/SMask" in value
        if "/ShadingType" in value:
            self._check_space(value.get("/ColorSpace"))
        if value.get("/S") == Name.Transparency:
            self._check_space(value.get("/CS"))
            self.transparent = True
        if value.get("/PatternType") == 2 and "/ExtGState" in value:
            self._check_state(value["/ExtGState"])
        for key, text in _ELSEWHERE.items():
            if isinstance(value, Stream) and key in value:
                raise ArtworkFault("artwork.external", text, _CURE_EXPORT)

    def _walk_content(self, holder: Object, resources: Object) -> int:
        """Check a content stream and those that its resources hold; return how many q lack their Q."""
        if holder.is_indirect:
            if holder.objgen in self._seen:
                return 0
            self._seen.add(holder.objgen)
        unrestored = self._read_operators(holder, resources)
        for space in table(resources, "/ColorSpace"):
            self._check_space(space)
        for state in table(resources, "/ExtGState"):
            self._check_state(state)
        for inner, _ in inner_streams(resources):
            self._walk_content(inner, inner.get("/Resources", resources))
        return unrestored

    def _read_operators(self, holder: Object, resources: Object) -> int:
        fonts = resources.get("/Font", Dictionary())
        stack: list[Object | None] = []
        font: Object | None = None
        for instruction in pikepdf.parse_content_stream(holder):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._check_inline_image(instruction.iimage)
                continue
            match str(instruction.operator):
                case "q":
                    stack.append(font)
                case "Q":
                    font = _pop(stack)
                case "Tf":
                    font = fonts.get(spell_name(instruction.operands[0]))
                case "gs":
                    font = _font_of_state(resources, spell_name(instruction.operands[0])) or font
                case "rg" | "RG":
                    raise _rgb("rg")
                case "cs" | "CS":
                    self._check_space(instruction.operands[0])
                case operator if operator in _SHOW:
                    self._use_font(font)
        return len(stack)

    def _check_inline_image(self, image: pikepdf.PdfInlineImage) -> None:
        self._check_space(image.obj.get("/ColorSpace"))
        if "/LZWDecode" in image.filters:
            raise ArtworkFault("artwork.filter", "an inline image is compressed by LZW", _CURE_EXPORT)

    def _use_font(self, font: Object | None) -> None:
        if font is None:
            raise ArtworkFault("artwork.font", "text is set in a font that the page does not have", _CURE_EXPORT)
        if font.is_indirect:
            if font.objgen in self._fonts:
                return
            self._fonts.add(font.objgen)
        _check_embedded(font)

    def _selects_unused(self, instruction: object, fonts: Object) -> bool:
        if not isinstance(instruction, pikepdf.ContentStreamInstruction) or str(instruction.operator) != "Tf":
            return False
        font = fonts.get(spell_name(instruction.operands[0]))
        return font is None or not self.keeps_font(font)

    def known_ink(self, space: Object | None) -> Ink | None:
        """Return the ink of the layout that a space is, None for any other space."""
        if not isinstance(space, Array) or len(space) < 4 or space[0] != Name.Separation:
            return None
        return self.inks.get(readable(space[1]))

    def _check_space(self, space: Object | None) -> None:
        ink = self.known_ink(space)
        if ink is not None and space is not None:
            self.spots.add(ink.name)
            self.tints.add((ink.name, _digest_of(ink)))
            if _digest(space) != _digest_of(ink):
                self.redefined.add(ink.name)
            return
        for name in foreign_names(space):
            raise _rgb(name)
        if not isinstance(space, Array) or not len(space):
            return
        family = spell_name(space[0])
        if family in {"/Indexed", "/I", "/Pattern"} and len(space) > 1:
            self._check_space(space[1])
        elif family == "/Separation":
            self._add_spots([space[1]])
            if spell_name(space[1]) not in _PROCESS_INKS:
                self.tints.add((readable(space[1]), _digest(space)))
        elif family == "/DeviceN":
            self._add_spots(list(space[1].as_list()))

    def _add_spots(self, names: list[Object]) -> None:
        self.spots.update(readable(name) for name in names if spell_name(name) not in _PROCESS_INKS)

    def _check_state(self, value: Object) -> None:
        if "/TR" in value or value.get("/TR2", Name.Default) != Name.Default:
            raise ArtworkFault("artwork.transfer", "a graphics state has a transfer function", _CURE_EXPORT)
        mask, blend = value.get("/SMask"), value.get("/BM", Name.Normal)
        modes = {spell_name(mode) for mode in blend.as_list()} if isinstance(blend, Array) else {spell_name(blend)}
        alphas = [value[key] for key in ("/ca", "/CA") if key in value]
        masked = isinstance(mask, Dictionary) and not isinstance(mask, Stream)
        if masked or not modes <= _OPAQUE_BLENDS or any(float(alpha) < 1 for alpha in alphas):
            self.transparent = True


def _digest(space: Object) -> str:
    """Return a hash of how a spot colour looks without its ink: alternate space and tint transform."""
    try:
        tint = evaluate(space[3], np.linspace(0, 1, 5)).round(3).tobytes()
    except ArtworkFault:  # a calculated tint: equal programs give equal tints
        tint = space[3].read_bytes() if isinstance(space[3], Stream) else b""
    return hashlib.sha256(space[2].unparse(resolved=True) + b"\0" + tint).hexdigest()


def _digest_of(ink: Ink) -> str:
    tint = (np.linspace(0, 1, 5)[:, None] * np.array(ink.alternate)).round(3).tobytes()
    return hashlib.sha256(b"/DeviceCMYK\0" + tint).hexdigest()


def _font_of_state(resources: Object, name: str) -> Object | None:
    state = resources.get("/ExtGState", Dictionary()).get(name, Dictionary())
    return state["/Font"][0] if "/Font" in state else None


def _pop(stack: list[Object | None]) -> Object | None:
    if not stack:
        raise ArtworkFault("artwork.content", "a graphics state is restored that was not saved (Q)", _CURE_EXPORT)
    return stack.pop()


def _check_embedded(font: Object) -> None:
    name = readable(font.get("/BaseFont", Name.unnamed))
    if font.get("/Subtype") == Name.Type3:
        raise ArtworkFault("artwork.font", "text is set in a Type 3 font", "Convert this text to outlines.")
    holder = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
    descriptor = holder.get("/FontDescriptor", Dictionary())
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        raise ArtworkFault("artwork.font", f"the font {name} is not embedded", "Export the page with all fonts.")


def _rgb(what: str) -> ArtworkFault:
    return ArtworkFault("artwork.rgb", f"the page has colours that are no inks ({what})", _CURE_CMYK)


_ELSEWHERE = {
    "/F": "a stream lies in another file",
    "/Ref": "a form refers to another file",
    "/OPI": "an image is a placeholder for another file (OPI)",
    "/PS": "a form has PostScript",
    "/Alternates": "an image has alternate images",
}
