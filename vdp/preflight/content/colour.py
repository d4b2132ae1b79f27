"""Colour spaces, and what is allowed of them (ISO 32000-1, 8.6)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream, Value, readable
from vdp.preflight.report import FAIL, WARN, Mark
from vdp.preflight.terms import Terms

_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
DEVICE = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}
_DEFAULTS = {"DeviceGray": "DefaultGray", "DeviceRGB": "DefaultRGB", "DeviceCMYK": "DefaultCMYK"}
_CIE = {"CalGray": 1, "CalRGB": 3, "Lab": 3}
_DEEPEST = 6
_INDEXED, _LAST_COLOUR = 4, 255
_ICC_HEAD = 128
_ICC_PARTS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}  # ISO 32000-1, table 67
_ICC_CLASSES = frozenset({b"scnr", b"mntr", b"prtr", b"spac"})
_MOST_PROFILES = 10_000
_LARGEST_TINT = 20_000  # values in the definition of a spot colour
_DEEPEST_TINT = 40


class Space(NamedTuple):
    """A colour space as rules see it."""

    family: str
    parts: int
    base: Space | None = None  # of Indexed and Pattern the base, of Separation and DeviceN the alternate
    names: tuple[str, ...] = ()  # colorants
    tint: bytes = b""  # digest of alternate space and tint transform
    number: int = 0  # ICC profile's object
    digest: bytes = b""  # of the ICC profile
    inks: tuple[Space, ...] = ()  # of DeviceN: the colorants that it defines by themselves
    fault: str = ""  # what is wrong with its profile or tint transform


GRAY, RGB, CMYK = (Space(name, parts) for name, parts in DEVICE.items())
PATTERN = Space("Pattern", 0)


def read_space(source: PdfSource, value: Value | Stream, named: dict[str, Value], *, depth: int = 0) -> Space:
    """Return a colour space; `named` are the ColorSpace resources, for names and defaults. Raises PdfFault."""
    if depth > _DEEPEST:
        raise PdfFault("colour spaces are nested too deep")
    value = source.resolve(value)
    if isinstance(value, Name):
        return _by_name(source, str(value), named, depth=depth)
    if not isinstance(value, list) or not value:
        raise PdfFault("a colour space is neither name nor array")
    head = source.resolve(value[0])
    family = str(head) if isinstance(head, Name) else ""
    if len(value) == 1:
        return _by_name(source, family, named, depth=depth)
    if family in _CIE:
        return Space(family, _CIE[family])
    if family == "ICCBased":
        return _icc(source, value[1])
    if family == "Pattern":
        return Space(family, 0, read_space(source, value[1], named, depth=depth + 1))
    if family == "Indexed":
        base = read_space(source, value[1], named, depth=depth + 1)
        return Space(family, 1, base, fault=_palette_fault(source, value, base.parts))
    if family in {"Separation", "DeviceN"} and len(value) >= 4:
        base = read_space(source, value[2], named, depth=depth + 1)
        raw = source.resolve(value[1])
        colorants = [source.resolve(each) for each in (raw if isinstance(raw, list) else [raw])]
        names = tuple(readable(each) if isinstance(each, Name) else "" for each in colorants)
        fault = _tint_fault(source, value[3], ", ".join(names)[:60], len(names), base.parts)
        inks = _colorants(source, value, named, depth=depth) if family == "DeviceN" else ()
        return Space(family, len(names), base, names, _tint_digest(source, value), inks=inks, fault=fault)
    raise PdfFault(f"a colour space of the unknown family {family}")


def spell_out(value: Value) -> Value:
    """Return the colour space of an inline image without the abbreviations that only these know (table 93)."""
    if isinstance(value, Name):
        return Name(_SHORT.get(value, value))
    return [spell_out(each) for each in value] if isinstance(value, list) else value


def _by_name(source: PdfSource, name: str, named: dict[str, Value], *, depth: int) -> Space:
    if name == "Pattern":
        return PATTERN
    if name in DEVICE:
        default = named.get(_DEFAULTS[name])
        if default is not None:
            space = read_space(source, default, {}, depth=depth + 1)
            if space.parts != DEVICE[name]:
                raise PdfFault(f"{_DEFAULTS[name]} has {space.parts} components")
            return space
        return Space(name, DEVICE[name])
    if name in named:
        return read_space(
            source, named[name], {key: each for key, each in named.items() if key != name}, depth=depth + 1
        )
    raise PdfFault(f"the colour space {name} is not among the resources")


def _colorants(source: PdfSource, value: list[Value], named: dict[str, Value], *, depth: int) -> tuple[Space, ...]:
    """Return the spaces of single inks that the attributes of a DeviceN space hold (ISO 32000-1, table 71)."""
    attributes = source.dictionary(value[4]) if len(value) > 4 else {}
    spaces = source.dictionary(attributes.get("Colorants")).values()
    return tuple(read_space(source, each, named, depth=depth + 1) for each in spaces)


def _icc(source: PdfSource, value: Value) -> Space:
    number = value.number if isinstance(value, Ref) else 0
    stream = source.resolve(value)
    if not isinstance(stream, Stream):
        raise PdfFault("an ICCBased colour space has no profile")
    parts = source.resolve(stream.dictionary.get("N"))
    if not isinstance(parts, int) or parts not in {1, 3, 4}:
        raise PdfFault("the profile of an ICCBased colour space has a wrong /N")
    known = source.profiles.get(stream.number)
    if known is None:
        data = source.data(stream)
        known = hashlib.sha256(data).digest(), _profile_fault(data, parts)
        if len(source.profiles) < _MOST_PROFILES:
            source.profiles[stream.number] = known
    digest, fault = known
    return Space("ICCBased", parts, number=number, digest=digest, fault=fault)


def _profile_fault(data: bytes, parts: int) -> str:
    """Return why a profile cannot serve a colour space of so many components (ICC.1:2004-10, 7.2); "" if it can."""
    if len(data) < _ICC_HEAD or data[36:40] != b"acsp":
        return "the profile of an ICCBased colour space is not an ICC profile"
    if _ICC_PARTS.get(data[16:20]) != parts:
        return f"the profile of an ICCBased colour space is not of {parts} components, as its /N says"
    if data[12:16] not in _ICC_CLASSES:
        return "the profile of an ICCBased colour space is of a class that PDF does not take"
    return ""


def _palette_fault(source: PdfSource, value: list[Value], parts: int) -> str:
    """Return what is wrong with the palette of an Indexed space (ISO 32000-1, 8.6.6.3); "" where it is right."""
    top = source.resolve(value[2]) if len(value) == _INDEXED else None
    if not isinstance(top, int) or not 0 <= top <= _LAST_COLOUR:
        return "an Indexed space does not say how many colours it has, at most 256"
    table = source.resolve(value[3])
    raw = source.data(table) if isinstance(table, Stream) else table
    if not isinstance(raw, bytes) or len(raw) < (top + 1) * parts:
        return f"the palette of an Indexed space has less than its {top + 1} colours"
    return ""


def _tint_fault(source: PdfSource, value: Value, label: str, ins: int, outs: int) -> str:
    """Return where a tint transform does not suit the spaces around it; "" where it does."""
    what = f"the tint transform of the spot colour {label}"
    function = source.dictionary(value)
    if source.resolve(function.get("FunctionType")) not in (0, 2, 3, 4):
        return f"{what} is not a function"
    taken, given = len(source.array(function.get("Domain"))) // 2, len(source.array(function.get("Range"))) // 2
    if not given and "C1" in function:
        given = len(source.array(function["C1"]))
    if taken and taken != ins:
        return f"{what} takes {taken} values, not {ins}"
    if given and given != outs:
        return f"{what} gives {given} values, its alternate space takes {outs}"
    return ""


def _tint_digest(source: PdfSource, value: list[Value]) -> bytes:
    """Return a digest of alternate space and tint transform, equal for equal definitions wherever they lie."""
    return hashlib.sha256(repr(_expanded(source, [value[2], value[3]], [_LARGEST_TINT])).encode()).digest()


def _expanded(source: PdfSource, value: Value | Stream, left: list[int], depth: int = 0) -> object:
    """Return a value with all that it refers to; `left` counts how many values more may come. Raises PdfFault."""
    if depth > _DEEPEST_TINT:
        raise PdfFault("the tint transform of a spot colour is nested too deep, or holds itself")
    left[0] -= 1
    if left[0] < 0:
        return "..."
    value = source.resolve(value)
    if isinstance(value, Stream):
        plain = {key: each for key, each in value.dictionary.items() if key not in {"Length", "Filter", "DecodeParms"}}
        return _expanded(source, plain, left, depth + 1), source.data(value)
    if isinstance(value, dict):
        return sorted((key, _expanded(source, each, left, depth + 1)) for key, each in value.items())
    if isinstance(value, list):
        return [_expanded(source, each, left, depth + 1) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def judge_space(space: Space, terms: Terms, *, number: int, what: str) -> list[Mark]:
    """Return what CO-01 and CO-02 say of painting in a space."""
    if space.family in {"Indexed", "Pattern"}:
        marks = judge_space(space.base, terms, number=number, what=what) if space.base is not None else []
        return [*marks, Mark("GX-05", space.fault, number)] if space.fault else marks
    if space.family in {"Separation", "DeviceN"}:
        if space.base is None:
            return []
        label = ", ".join(space.names)
        marks = [
            Mark("CO-02", f"the spot colour {label} has the alternate space: {text}", number, outcome)
            for text, outcome in _faults(space.base, terms)
        ]
        marks += [mark for ink in space.inks for mark in judge_space(ink, terms, number=number, what=what)]
        return marks + [Mark("GX-05", each.fault, number) for each in (space, space.base) if each.fault]
    marks = [Mark("CO-01", f"{what} in {text}", number, outcome) for text, outcome in _faults(space, terms)]
    return [*marks, Mark("GX-05", space.fault, number)] if space.fault else marks


def _faults(space: Space, terms: Terms) -> list[tuple[str, str]]:
    if space.family in {"Separation", "DeviceN", "Indexed", "Pattern"}:  # as alternate: not allowed by PDF at all
        return [(f"{space.family}, which cannot be an alternate space", FAIL)]
    if terms.is_x1a:  # ISO 15930-4:2003, 6.2: nothing that needs a profile
        return [] if space.family in {"DeviceCMYK", "DeviceGray"} else [(space.family, FAIL)]
    if space.family == "ICCBased" and space.digest and space.digest == terms.icc_digest:
        return [("ICCBased with the very profile of the output intent, where DeviceCMYK is meant", WARN)]
    if space.family not in DEVICE or (space.family in {terms.intent, "DeviceGray"} and terms.intent):
        return []
    condition = terms.intent.removeprefix("Device") if terms.intent else "no"
    return [(f"{space.family} under {condition} output intent", FAIL)]


def ink_of(space: Space, parts: tuple[float, ...]) -> dict[str, float] | None:
    """Return the nominal inks of a colour by name, 0 to 1; None where a conversion decides."""
    if len(parts) != space.parts:
        return None
    if space.family == "DeviceCMYK":
        return dict(zip("CMYK", parts, strict=True))
    if space.family == "DeviceGray":
        return {"K": 1 - parts[0]}
    if space.family in {"Separation", "DeviceN"}:
        process = {"Cyan": "C", "Magenta": "M", "Yellow": "Y", "Black": "K"}
        if "All" in space.names:
            return dict.fromkeys("CMYK", parts[0])
        return {process.get(name, name): part for name, part in zip(space.names, parts, strict=True) if name != "None"}
    return None
