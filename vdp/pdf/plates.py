"""Kinds of inks beside CMYK: what each means on the press, and the processing step that says so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Inks = tuple[float, float, float, float]
"""Cyan, magenta, yellow, black from 0 to 1."""


class PlateKind(NamedTuple):
    """One kind. `step`: group and type of ISO 19593-1:2018, tables 2 and 3; ("", "") of a printed colour."""

    name: str  # of the plate, unless the layout gives another
    step: tuple[str, str]
    alternate: Inks | None  # how screens show it; None: the layout must say
    overprint: bool
    doc: str

    @property
    def is_special(self) -> bool:
        """Whether it is no colour of the print: it lies on top of everything and takes no colour away."""
        return self.step != ("", "")


PLATES: Mapping[str, PlateKind] = MappingProxyType(
    {
        "spot": PlateKind("", ("", ""), None, overprint=False, doc="a printed spot colour (特色)"),
        "white": PlateKind("White", ("White", ""), (0.12, 0.0, 0.0, 0.0), overprint=True, doc="white ink (白)"),
        "varnish": PlateKind("Varnish", ("Varnish", ""), (0.0, 0.0, 0.3, 0.0), overprint=True, doc="varnish (ニス)"),
        # ISO 19593-1 has no group for clear toner; what it does to the sheet is what a varnish does.
        "clear": PlateKind("Clear", ("Varnish", ""), (0.0, 0.0, 0.2, 0.0), overprint=True, doc="clear toner (クリア)"),
        "foil": PlateKind(
            "Foil", ("Structural", "FoilStamping"), (0.0, 0.2, 0.6, 0.2), overprint=True, doc="foil (箔)"
        ),
        "emboss": PlateKind("Emboss", ("Structural", "Embossing"), (0.3, 0.0, 0.3, 0.0), overprint=True, doc="relief"),
        "cut": PlateKind("Cut", ("Structural", "Cutting"), (0.0, 1.0, 0.0, 0.0), overprint=True, doc="die line (抜き)"),
        "half-cut": PlateKind(
            "HalfCut", ("Structural", "PartialCutting"), (0.0, 0.6, 1.0, 0.0), overprint=True, doc="kiss cut"
        ),
        "crease": PlateKind(
            "Crease", ("Structural", "Creasing"), (1.0, 0.0, 0.0, 0.0), overprint=True, doc="crease (筋押し)"
        ),
        "perforate": PlateKind(
            "Perforate",
            ("Structural", "Perforating"),
            (1.0, 0.0, 1.0, 0.0),
            overprint=True,
            doc="perforation (ミシン目)",
        ),
        "glue": PlateKind("Glue", ("Structural", "Gluing"), (0.0, 0.0, 1.0, 0.2), overprint=True, doc="glue (糊)"),
    }
)
"""Alternates of special kinds are seen on screens only: pale for what covers areas, loud for lines."""

RESERVED = frozenset({"all", "none", "cyan", "magenta", "yellow", "black"})
"""Names that PDF gives a meaning of their own (ISO 32000-1, 8.6.6.4 and 8.6.6.5), in lower case."""

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
