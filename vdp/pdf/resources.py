"""Shared resources as objects: form and image XObjects, graphics states, the resource dictionary."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping

from vdp.pdf.objects import Name, PdfObject, Ref, Stream, deflated_stream
from vdp.units import Box, Matrix

BLACK_OVERPRINTS = b"/K gs 0 0 0 1 k\n"
"""Content that what records bring begins with: overprint_state under its name, and black."""


def form_stream(
    bbox: Box,
    content: bytes,
    *,
    resources: PdfObject,
    matrix: Matrix | None = None,
    group: PdfObject = None,
    layer: Ref | None = None,
    shared: bool = False,
) -> Stream:
    """Return plain `content` as a form XObject (ISO 32000-1, 8.10); `shared` tells a RIP that it comes again.

    No form is marked as encapsulated: that asks for an isolated transparency group, and ours are painted without one.

    `layer`: the optional content group that all of it belongs to.
    """
    dictionary: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [bbox.x, bbox.y, bbox.x + bbox.width, bbox.y + bbox.height],
        "Resources": resources,
    }
    if matrix is not None and matrix != Matrix():
        dictionary["Matrix"] = list(matrix)
    if group is not None:
        dictionary["Group"] = group
    if layer is not None:
        dictionary["OC"] = layer
    if shared:
        dictionary["GTS_Scope"] = Name("File")  # ISO 16612-2:2010, 6.7
    return deflated_stream(dictionary, content)


def image_stream(
    width: int,
    height: int,
    *,
    space: str,
    bits: int,
    data: bytes | memoryview,
    coding: str,
    inverted: bool = False,
    identifier: str = "",
    scope: str = "File",
) -> Stream:
    """Return encoded pixels as an image XObject (ISO 32000-1, 8.9), with hints for the caches of a RIP.

    `space` DeviceCMYK, DeviceGray or what stands for an ink of one component, `coding` FlateDecode or DCTDecode;
    `inverted` for what stores 255 - ink. `identifier`: content_identifier of the data where it is known.
    `scope`: File; Record, where one record of a file with document parts shows it; "" for no hints: a soft mask, an
    image that is not opaque.
    """
    dictionary: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": width,
        "Height": height,
        "ColorSpace": Name(space),
        "BitsPerComponent": bits,
        "Filter": Name(coding),
    }
    if scope:
        # ISO 16612-2:2010, 6.7: hints that some RIPs use in any PDF. True for every opaque image with its own intent.
        dictionary["Intent"] = Name("RelativeColorimetric")
        dictionary["GTS_Scope"] = Name(scope)
        dictionary["GTS_Encapsulated"] = True
        dictionary["GTS_XID"] = identifier or content_identifier(data)
    if inverted:
        dictionary["Decode"] = [1, 0] * (4 if space == "DeviceCMYK" else 1)
    return Stream(dictionary, bytes(data) if isinstance(data, memoryview) else data)


def content_identifier(data: bytes | memoryview) -> str:
    """Return an identifier that follows from the bytes, in the form that GTS_XID takes."""
    return uuid.UUID(bytes=hashlib.sha256(data).digest()[:16], version=5).urn.removeprefix("urn:")


def overprint_state() -> dict[str, PdfObject]:
    """Return /K: black text and codes overprint, other inks of 0 leave what lies below (ISO 32000-1, 8.6.7)."""
    return {"Type": Name("ExtGState"), "OP": True, "op": True, "OPM": 1}


def knockout_state() -> dict[str, PdfObject]:
    """Return /N: overprint off, for what is painted after /K and must knock out."""
    return {"Type": Name("ExtGState"), "OP": False, "op": False, "OPM": 0}


def cmyk_group() -> dict[str, PdfObject]:
    """Return the transparency group of a page that shows transparent artwork (ISO 15930-7:2010, 6.20)."""
    return {"Type": Name("Group"), "S": Name("Transparency"), "CS": Name("DeviceCMYK")}


def resource_dictionary(
    *,
    fonts: Mapping[str, Ref] | Ref,
    xobjects: Mapping[str, Ref],
    states: Mapping[str, Ref] | Ref,
    spaces: Mapping[str, Ref] | Ref | None = None,
    layers: Mapping[str, Ref] | Ref | None = None,
) -> dict[str, PdfObject]:
    """Return a resource dictionary; keys are resource names without slash (F0, S0, K). Parts may be objects apart."""
    parts: dict[str, Mapping[str, PdfObject] | Ref] = {"Font": fonts, "XObject": xobjects, "ExtGState": states}
    parts |= {"ColorSpace": spaces or {}, "Properties": layers or {}}
    return {key: part if isinstance(part, Ref) else dict(part) for key, part in parts.items() if part}
