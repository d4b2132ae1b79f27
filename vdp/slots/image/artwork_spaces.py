"""Colour spaces of a foreign PDF: which are inks, which are not."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object

from vdp.slots.image.artwork_functions import numbers
from vdp.slots.image.artwork_inks import Source
from vdp.slots.image.artwork_streams import ArtworkFault, readable, spell_name

_DEFAULTS = {"/DeviceRGB": "/DefaultRGB", "/RGB": "/DefaultRGB"}
_SHORT = {"/G": "/DeviceGray", "/CMYK": "/DeviceCMYK", "/RGB": "/DeviceRGB"}
_INKS = {"/DeviceGray", "/DeviceCMYK", "/Pattern"}
_COMPONENTS = {1: "gray", 3: "rgb", 4: "cmyk"}
_CURE = "Export the page in CMYK and spot colours."


def foreign_names(space: Object | None) -> Iterator[str]:
    """Yield the names of everything in a space that is not inks, bases and alternates included."""
    if isinstance(space, Name):
        name = spell_name(space)
        if name in {"/DeviceRGB", "/RGB", "/CalRGB", "/CalGray", "/Lab"}:
            yield name[1:]
    elif isinstance(space, Array) and len(space):
        family = spell_name(space[0])
        if family in {"/Indexed", "/I", "/Pattern"} and len(space) > 1:
            yield from foreign_names(space[1])
        elif family in {"/Separation", "/DeviceN"}:
            yield from foreign_names(space[2])
        elif family == "/ICCBased":
            yield f"ICCBased {_COMPONENTS.get(int(space[1].get('/N', 0)), '')}".strip()
        elif family in {"/CalRGB", "/CalGray", "/Lab", "/DeviceRGB", "/RGB"}:
            yield family[1:]


def find_source(space: Object, resources: Object) -> Source | None:
    """Return how a space is converted that is not inks; None for one that is, or that is made of another one.

    Raises ArtworkFault for a space that cannot be converted correctly.
    """
    space = named_space(space, resources)
    name = spell_name(space) if isinstance(space, Name) else spell_name(space[0])
    if name in _INKS or name in {"/Indexed", "/I", "/Separation", "/DeviceN"}:
        return None
    if name == "/DeviceRGB":
        return Source("rgb")
    if name == "/ICCBased":
        kind = _COMPONENTS.get(int(space[1].get("/N", 0)))
        if kind is None:
            raise ArtworkFault("artwork.convert", "an ICC-based space has no known number of components", _CURE)
        return Source(kind, space[1].read_bytes())
    if name == "/Lab" and isinstance(space, Array):
        low_a, high_a, low_b, high_b = numbers(space[1].get("/Range", Array([-100, 100, -100, 100])))
        return Source("lab", b"", (low_a, high_a, low_b, high_b))
    raise ArtworkFault("artwork.convert", f"colours in {name[1:]} cannot be converted", _CURE)


def named_space(space: Object, resources: Object) -> Object:
    """Return the space that a name stands for: one of the resources, or what they put in place of a device space."""
    table = resources.get("/ColorSpace", Dictionary())
    if not isinstance(space, Name):
        return space
    name = spell_name(space)
    default = table.get(_DEFAULTS.get(name, "/"), None)
    if default is not None:
        return default
    name = _SHORT.get(name, name)
    if name in _INKS or name == "/DeviceRGB":
        return Name(name)
    if name not in table:
        text = f"a colour space {readable(space)} is used that the page does not have"
        raise ArtworkFault("artwork.convert", text, _CURE)
    return table[name]
