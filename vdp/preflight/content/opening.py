"""Things: fonts, forms and images that resources name, each opened once."""

from __future__ import annotations

from typing import Any

from vdp.preflight.content.fonts import FontUse
from vdp.preflight.content.layers import ListedLayers
from vdp.preflight.content.scope import Scope
from vdp.preflight.content.things import ELSEWHERE, Form, Image, Missing
from vdp.preflight.file.bits import Bits
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream, Value
from vdp.preflight.limits import LARGEST_CONTENT

_MOST_THINGS = 4000  # forms and images that are kept at a time
_MOST_FONTS = 128  # of a composite font 64 kB are kept: one byte for each code
_MOST_SHARED = 64
_MANY_PAGES = 16
_CORNERS = 4


class Things:
    """The fonts, forms and images of one file that content uses."""

    def __init__(self, source: PdfSource, top: int) -> None:
        self._source = source
        self.layers = ListedLayers(source)
        self.fonts: dict[object, FontUse] = {}
        self.forms: dict[int, Form] = {}
        self.images: dict[object, Image] = {}  # by number; where resources have default spaces, by these as well
        self._painted = Bits(top)  # forms that were painted by some page and are forgotten
        self._selected = Bits(top)  # fonts that are forgotten

    @property
    def are_many(self) -> bool:
        """Tell whether it is time to forget some."""
        return len(self.fonts) > _MOST_FONTS or len(self.forms) + len(self.images) > _MOST_THINGS

    def forget(self) -> list[FontUse]:
        """Let go of all but fonts that the file shares; return the fonts that are gone.

        A font is shared if it is on many pages, or was forgotten before.
        """
        for form in self.forms.values():
            if form.pages:
                self._painted.add(form.number)
        shared = [
            key for key, font in self.fonts.items() if font.used_on >= _MANY_PAGES or font.number in self._selected
        ]
        kept = set(shared[:_MOST_SHARED])
        gone = [font for key, font in self.fonts.items() if key not in kept]
        for font in gone:
            self._selected.add(font.number)
        self.fonts = {key: font for key, font in self.fonts.items() if key in kept}
        self.forms, self.images = {}, {}
        return gone

    def open_xobject(self, operands: bytes, scope: Scope) -> Any:
        """Return the image or form that Do names."""
        thing: Any = Missing()
        try:
            value, name = scope.resources.find("XObject", operands)
            stream = self._source.resolve(value)
            if not isinstance(stream, Stream):
                raise PdfFault(f"the XObject {name} is not a stream")
            kind = self._source.resolve(stream.dictionary.get("Subtype"))
            if kind == "Form":
                thing = self.open_form(stream)
                if len(self._source.array(stream.dictionary.get("BBox"))) != _CORNERS:
                    raise PdfFault(f"the form {name} has no /BBox of four numbers")
            elif kind == "Image":
                thing = self._open_image(stream, scope)
            elif kind != "PS":  # GX-02 says what is to be said of it
                raise PdfFault(f"an XObject of the unknown kind {kind if isinstance(kind, Name) else None}")
            scope.add(*self.layers.judge(stream.dictionary.get("OC")))
        except PdfFault as fault:
            scope.fault(str(fault))
        scope.resources.xobjects[operands] = thing
        return thing

    def _open_image(self, stream: Stream, scope: Scope) -> Image:
        resources = scope.resources
        key = (stream.number, resources.key) if resources.has_defaults else stream.number
        if key not in self.images:
            self.images[key] = Image(self._source, stream, resources.part("ColorSpace"))
        return self.images[key]

    def open_form(self, stream: Stream) -> Form:
        """Return the form that a stream is."""
        if stream.number not in self.forms:
            form = self.forms[stream.number] = Form(self._source, stream)
            if stream.number in self._painted:
                form.pages.add(ELSEWHERE)
        return self.forms[stream.number]

    def open_font(self, value: Value | Stream, scope: Scope) -> tuple[FontUse, bool]:
        """Return a font, and whether its glyphs are content that is still to be walked (Type 3, opened first)."""
        key: object = value.number if isinstance(value, Ref) else repr(value)
        if key in self.fonts:
            return self.fonts[key], False
        dictionary = self._source.dictionary(value)
        kind = self._source.resolve(dictionary.get("Subtype"))
        number = value.number if isinstance(value, Ref) else scope.number
        font = self.fonts[key] = FontUse(number, dict(dictionary), wide=kind == "Type0")
        return font, kind == "Type3"

    def read_content(self, stream: Value | Stream) -> bytes:
        """Return the bytes of a content stream after its filters. Raises PdfFault."""
        if isinstance(stream, Stream):
            return self._source.data(stream, limit=LARGEST_CONTENT)
        if stream is None:
            return b""
        raise PdfFault("content is not a stream")
