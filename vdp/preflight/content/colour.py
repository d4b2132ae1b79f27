"""Colour spaces, and what is allowed of them (ISO 32000-1, 8.6)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream, Value
from vdp.preflight.report import FAIL, WARN, Mark
from vdp.preflight.terms import Terms

_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
DEVICE = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}
_DEFAULTS = {"DeviceGray": "DefaultGray", "DeviceRGB": "DefaultRGB", "DeviceCMYK": "DefaultCMYK"}
_CIE = {"CalGray": 1, "CalRGB": 3, "Lab": 3}
_DEEPEST = 6
_LARGEST_TINT = 20_000  # values in the definition of a spot colour


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


GRAY, RGB, CMYK = (Space(name, parts) for name, parts in DEVICE.items())
PATTERN = Space("Pattern", 0)


def read_space(source: PdfSource, value: Value | Stream, named: dict[str, Value], *, depth: int = 0) -> Space:
    """Return a colour space; `named` are the ColorSpace resources, for names and defaults. Raises PdfFault."""
    if depth > _DEEPEST:
        raise PdfFault("colour spaces are nested too deep")
    value = source.resolve(value)
    if isinstance(value, Name):
        return _by_name(source, _SHORT.get(value, str(value)), named, depth=depth)
    if not isinstance(value, list) or not value:
        raise PdfFault("a colour space is neither name nor array")
    head = source.resolve(value[0])
    family = _SHORT.get(head, str(head)) if isinstance(head, Name) else ""
    if len(value) == 1:
        return _by_name(source, family, named, depth=depth)
    if family in _CIE:
        return Space(family, _CIE[family])
    if family == "ICCBased":
        return _icc(source, value[1])
    if family == "Pattern":
        return Space(family, 0, read_space(source, value[1], named, depth=depth + 1))
    if family == "Indexed":
        return Space(family, 1, read_space(source, value[1], named, depth=depth + 1))
    if family in {"Separation", "DeviceN"} and len(value) >= 4:
        base = read_space(source, value[2], named, depth=depth + 1)
        raw = source.resolve(value[1])
        colorants = [source.resolve(each) for each in (raw if isinstance(raw, list) else [raw])]
        names = tuple(str(each) if isinstance(each, Name) else "" for each in colorants)
        inks = _colorants(source, value, named, depth=depth) if family == "DeviceN" else ()
        return Space(family, len(names), base, names, _tint_digest(source, value), inks=inks)
    raise PdfFault(f"a colour space of the unknown family {family}")


def _by_name(source: PdfSource, name: str, named: dict[str, Value], *, depth: int) -> Space:
    if name == "Pattern":
        return PATTERN
    if name in DEVICE:
        default = named.get(_DEFAULTS[name])
        if default is not None:
            return read_space(source, default, {}, depth=depth + 1)
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
    digest = hashlib.sha256(source.data(stream)).digest()
    return Space("ICCBased", parts, number=number, digest=digest)


def _tint_digest(source: PdfSource, value: list[Value]) -> bytes:
    """Return a digest of alternate space and tint transform, equal for equal definitions wherever they lie."""
    return hashlib.sha256(repr(_expanded(source, [value[2], value[3]], [_LARGEST_TINT])).encode()).digest()


def _expanded(source: PdfSource, value: Value | Stream, left: list[int]) -> object:
    """Return a value with all that it refers to; `left` counts how many values more may come."""
    left[0] -= 1
    if left[0] < 0:
        return "..."
    value = source.resolve(value)
    if isinstance(value, Stream):
        plain = {key: each for key, each in value.dictionary.items() if key not in {"Length", "Filter", "DecodeParms"}}
        return _expanded(source, plain, left), source.data(value)
    if isinstance(value, dict):
        return sorted((key, _expanded(source, each, left)) for key, each in value.items())
    if isinstance(value, list):
        return [_expanded(source, each, left) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def judge_space(space: Space, terms: Terms, *, number: int, what: str) -> list[Mark]:
    """Return what CO-01 and CO-02 say of painting in a space."""
    if space.family in {"Indexed", "Pattern"}:
        return judge_space(space.base, terms, number=number, what=what) if space.base is not None else []
    if space.family in {"Separation", "DeviceN"}:
        if space.base is None:
            return []
        label = ", ".join(space.names)
        return [
            Mark("CO-02", f"the spot colour {label} has the alternate space: {text}", number, outcome)
            for text, outcome in _faults(space.base, terms)
        ]
    return [Mark("CO-01", f"{what} in {text}", number, outcome) for text, outcome in _faults(space, terms)]


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
