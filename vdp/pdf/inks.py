"""Inks beside CMYK as objects: spot colours, their mixtures, and layers for plates that are processing steps."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vdp.errors import Place
from vdp.pdf.base import ObjectSink
from vdp.pdf.objects import Name, PdfObject, Ref, deflated_stream
from vdp.pdf.plates import PLATES, PROCESS, Inks

_FULL = 65535


@dataclass(frozen=True, slots=True)
class Ink:
    """An ink of a layout. `alternate`: the inks that stand for it where it is missing."""

    id: str
    name: str  # of its plate
    kind: str  # a key of PLATES
    alternate: Inks
    overprint: bool
    layered: bool  # whether what it prints is marked as a processing step
    place: Place

    @property
    def is_special(self) -> bool:
        """Whether it is no colour of the print."""
        return PLATES[self.kind].is_special

    @property
    def property_list(self) -> str:
        """The resource name of what its marked content refers to: its layer, or a dictionary with its name."""
        return f"L.{self.id}" if self.layered else f"P.{self.id}"

    @property
    def mark(self) -> bytes:
        """What begins content of its plate: as content of its layer (ISO 32000-1, 8.11.3.2), else by name alone."""
        tag = b"OC" if self.layered else b"Plate"
        return b"/%b /%b BDC\n" % (tag, self.property_list.encode("ascii"))


class Paint(NamedTuple):
    """A colour space that content names: one ink, or a mixture of inks and process colours."""

    inks: tuple[Ink, ...]
    process: tuple[str, ...] = ()  # some of PROCESS

    @property
    def resource(self) -> str:
        """The resource name of the space; ids have no dots, so that no two spaces share one."""
        letters = ["".join("K" if name == "Black" else name[0] for name in self.process)] if self.process else []
        return ".".join(["I", *(ink.id for ink in self.inks), *letters])


def separation(ink: Ink) -> list[PdfObject]:
    """Return the colour space of an ink (ISO 32000-1, 8.6.6.4): its tint is a share of the alternate."""
    tint: dict[str, PdfObject] = {
        "FunctionType": 2,
        "Domain": [0, 1],
        "C0": [0, 0, 0, 0],
        "C1": list(ink.alternate),
        "N": 1,
    }
    return [Name("Separation"), Name(ink.name), Name("DeviceCMYK"), tint]


def write_paints(file: ObjectSink, paints: Iterable[Paint], *, nchannel: bool) -> dict[str, Ref]:
    """Write each ink once, and mixtures of them; return the colour spaces by resource name.

    `nchannel`: whether the PDF version knows NChannel (1.6).
    """
    paints = tuple(paints)
    inks = {ink.id: Ref(file.reserve()) for ink in sorted_inks(paints)}
    for ink in sorted_inks(paints):
        file.write_object(inks[ink.id].number, separation(ink))
    spaces: dict[str, Ref] = {}
    for paint in paints:
        if len(paint.inks) == 1 and not paint.process:
            spaces[paint.resource] = inks[paint.inks[0].id]
        else:
            spaces[paint.resource] = _write_mixture(file, paint, inks, nchannel=nchannel)
    return dict(sorted(spaces.items()))


def sorted_inks(paints: Iterable[Paint]) -> list[Ink]:
    """Return the inks of some paints by name, each once."""
    return sorted({ink for paint in paints for ink in paint.inks}, key=lambda ink: ink.name)


def _write_mixture(file: ObjectSink, paint: Paint, inks: Mapping[str, Ref], *, nchannel: bool) -> Ref:
    """Write a DeviceN space (ISO 32000-1, 8.6.6.5) whose Colorants say what each ink is by itself."""
    attributes: dict[str, PdfObject] = {"Colorants": {ink.name: inks[ink.id] for ink in paint.inks}}
    if nchannel:
        attributes["Subtype"] = Name("NChannel")
        components: list[PdfObject] = [Name(name) for name in PROCESS]
        attributes["Process"] = {"ColorSpace": Name("DeviceCMYK"), "Components": components}
    tint, space = file.reserve(), file.reserve()
    file.write_object(tint, deflated_stream(*_overlay(paint)))
    names: list[PdfObject] = [Name(name) for name in (*(ink.name for ink in paint.inks), *paint.process)]
    file.write_object(space, [Name("DeviceN"), names, Name("DeviceCMYK"), Ref(tint), attributes])
    return Ref(space)


def _overlay(paint: Paint) -> tuple[dict[str, PdfObject], bytes]:
    """Return a sampled function (ISO 32000-1, 7.10.2) that lays the inks over one another: 1 - (1 - a)(1 - b)...

    That product is linear in every tint, so the corners of the cube of tints say it all.
    """
    columns: list[tuple[float, ...]] = [ink.alternate for ink in paint.inks]
    columns += [tuple(float(one == name) for one in PROCESS) for name in paint.process]
    count = len(columns)
    corners = np.array([corner[::-1] for corner in itertools.product((0, 1), repeat=count)])  # the first runs first
    missing = np.prod(1.0 - corners[:, :, None] * np.array(columns)[None], axis=1)
    samples = np.rint((1.0 - missing) * _FULL).astype(">u2")
    dictionary: dict[str, PdfObject] = {
        "FunctionType": 0,
        "Domain": [0, 1] * count,
        "Range": [0, 1] * 4,
        "Size": [2] * count,
        "BitsPerSample": 16,
    }
    return dictionary, samples.tobytes()


def write_layers(file: ObjectSink, inks: Sequence[Ink]) -> tuple[dict[str, Ref], dict[str, PdfObject]]:
    """Write a layer for each ink that is a processing step, and a mere name for other special inks.

    Returns them as property lists by resource name, and the catalog's OCProperties: one configuration with a name, all
    layers on and listed in Order, nothing that changes by itself (ISO 15930-7:2010, 6.24). Empty where no ink has one.
    """
    properties: dict[str, Ref] = {}
    groups: list[PdfObject] = []
    for ink in (ink for ink in inks if ink.is_special):
        made = properties[ink.property_list] = Ref(file.reserve())
        file.write_object(made.number, _layer(ink) if ink.layered else {"Name": ink.name})
        groups += [made] if ink.layered else []
    default: dict[str, PdfObject] = {"Name": "Default", "BaseState": Name("ON"), "Order": groups}
    return properties, {"OCGs": groups, "D": default} if groups else {}


def _layer(ink: Ink) -> dict[str, PdfObject]:
    """Return an optional content group that ISO 19593-1:2018, 6.1 makes a processing step."""
    group, kind = PLATES[ink.kind].step
    step: dict[str, PdfObject] = {"GTS_ProcStepsGroup": Name(group)}
    if kind:
        step["GTS_ProcStepsType"] = Name(kind)
    return {"Type": Name("OCG"), "Name": ink.name, "GTS_Metadata": step}
