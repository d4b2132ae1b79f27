"""What no object of a level may hold: asked of every dictionary before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from vdp.errors import DefectError
from vdp.pdf.objects import Name, PdfObject
from vdp.pdf.profiles import Profile

_FORBIDDEN_KEYS: Final = {
    "TR": "a transfer function",
    "HTP": "a halftone phase",
    "OPI": "an OPI comment",
    "Alternates": "alternate images",
    "FFilter": "data in another file",
    "AA": "an action",
    "OpenAction": "an action",
    "JS": "JavaScript",
    "JavaScript": "JavaScript",
    "AcroForm": "a form to fill in",
    "EmbeddedFiles": "an embedded file",
    "AlternatePresentations": "an alternate presentation",
}
_FORBIDDEN_FILTERS: Final = {"LZWDecode", "Crypt"}
_FILTERS_SINCE_1_5: Final = {"JBIG2Decode", "JPXDecode"}
_SPACES_OF_OTHERS: Final = {"DeviceRGB", "CalRGB"}
"""A press file of ours has a CMYK output intent; what is measured in other ways has been converted."""
_SPACES_OF_X4: Final = {"ICCBased", "Lab", "CalGray"}
_BASE: Final = {"Indexed": 1, "Pattern": 1, "Separation": 2, "DeviceN": 2}
"""Where an array that is a colour space names the one that it rests on."""
_OPAQUE: Final[dict[str, Callable[[PdfObject], bool]]] = {
    "SMask": lambda value: value == "None",
    "CA": lambda value: value == 1,
    "ca": lambda value: value == 1,
    "BM": lambda value: value in {"Normal", "Compatible"},
    "Group": lambda value: not (isinstance(value, Mapping) and value.get("S") == "Transparency"),
    "OC": lambda _: False,
    "OCProperties": lambda _: False,
}
"""Keys of PDF/X-1a that may hold the value of an opaque page only (ISO 15930-4:2003, 6.16), and layers (PDF 1.5)."""


_SINCE_1_6: Final[dict[str, Callable[[PdfObject], bool]]] = {
    "Type": lambda value: isinstance(value, Name) and value in {"OCG", "OCMD"},
    "Subtype": lambda value: value == "NChannel",
    "GTS_Metadata": lambda _: True,
    "Process": lambda value: isinstance(value, Mapping),
    "MixingHints": lambda _: True,
}
"""Layers, processing steps and parts of DeviceN that a level without layers does not know."""


def check_object(value: PdfObject, profile: Profile) -> None:
    """Raise DefectError for what a level forbids anywhere in a value."""
    fault = _find_fault(value, profile)
    if fault:
        raise DefectError("pdf.forbidden", f"{profile.name} forbids {fault}", cure="Report this as a defect of vdp.")


def _find_fault(value: PdfObject, profile: Profile) -> str:
    if isinstance(value, Mapping):
        return next((fault for key, item in value.items() if (fault := _find_in_entry(key, item, profile))), "")
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        head = value[0] if value else None
        at = _BASE.get(head, len(value)) if isinstance(head, Name) else len(value)
        bases = [head, *value[at : at + 1]]
        base = next((fault for space in bases if (fault := _space_fault(space, profile))), "")
        return base or next((fault for item in value if (fault := _find_fault(item, profile))), "")
    return ""


def _find_in_entry(key: str, value: PdfObject, profile: Profile) -> str:
    if key in _FORBIDDEN_KEYS:
        return f"{_FORBIDDEN_KEYS[key]} (/{key})"
    if key == "TR2" and value != "Default":
        return "a transfer function (/TR2)"
    if key == "Interpolate" and value is True:
        return "interpolated images"
    if key in {"Subtype", "Subtype2"} and value == "PS":
        return "PostScript"
    if key == "Filter":
        return _filter_fault(value, profile)
    if key in {"ColorSpace", "CS"}:
        spaces = list(value.values()) if isinstance(value, Mapping) else [value]
        fault = next((fault for space in spaces if (fault := _space_fault(space, profile))), "")
        return fault or _find_fault(value, profile)
    if not profile.layers and key in _SINCE_1_6 and _SINCE_1_6[key](value):
        return f"layers and DeviceN of PDF 1.6 (/{key})"
    if key == "OCProperties" and profile.layers:
        return _layers_fault(value)
    if not profile.transparency and key in _OPAQUE and not _OPAQUE[key](value):
        return f"transparency or layers (/{key})"
    return _find_fault(value, profile)


def _layers_fault(value: PdfObject) -> str:
    """ISO 15930-7:2010, 6.24: every configuration has a name, and none changes by itself."""
    layers = value if isinstance(value, Mapping) else {}
    more = layers.get("Configs")
    for configuration in (layers.get("D"), *(more if isinstance(more, Sequence) else ())):
        if not isinstance(configuration, Mapping) or not configuration.get("Name") or "AS" in configuration:
            return "a configuration of layers without name, or with /AS"
    return ""


def _filter_fault(value: PdfObject, profile: Profile) -> str:
    names = [value] if isinstance(value, Name) else list(value) if isinstance(value, Sequence) else []
    forbidden = _FORBIDDEN_FILTERS | (_FILTERS_SINCE_1_5 if profile.header < b"1.5" else set())
    return next((f"the filter {name}" for name in names if name in forbidden), "")


def _space_fault(value: PdfObject, profile: Profile) -> str:
    forbidden = _SPACES_OF_OTHERS | (set() if profile.transparency else _SPACES_OF_X4)
    return f"the colour space {value}" if isinstance(value, Name) and value in forbidden else ""
