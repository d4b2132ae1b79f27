"""Colours as inks on plates (ISO 32000-1, 8.6 and 8.6.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pikepdf
from numpy.typing import NDArray

from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.streams import read_data

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
ALL = "All"
_FULL = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
_DEFAULTS = {"DeviceGray": "/DefaultGray", "DeviceCMYK": "/DefaultCMYK"}
_DEEPEST = 4
_LARGEST_PALETTE = 1 << 16
_LARGEST_PROFILE = 16 << 20


class Tint(NamedTuple):
    """A colour: ink by plate, 0 to 1. Plates that are not named get none, unless they are overprinted."""

    inks: Mapping[str, float]
    nonzero: bool = False  # whether overprint mode 1 leaves plates alone that get no ink: DeviceCMYK stated directly
    nothing: bool = False  # the colorant None: nothing is painted, nothing knocked out

    def on(self, plate: str, *, overprint: bool, mode: int) -> float | None:
        """Return the ink on a plate, None where the plate is left as it is (ISO 32000-1, table 148)."""
        if self.nothing:
            return None
        ink = self.inks.get(plate, self.inks.get(ALL))
        if ink is None:
            return None if overprint else 0.0
        if overprint and mode == 1 and self.nonzero and ink == 0:
            return None
        return ink


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space as inks. `plates` by component; `light`: components say light, not ink (DeviceGray)."""

    plates: tuple[str, ...]
    light: bool = False
    process: bool = False  # the plates of the process colours that it does not name get no ink
    direct: bool = False  # DeviceCMYK itself
    palette: NDArray[np.float64] | None = None  # of Indexed: inks of each entry, (entries, plates)
    doubt: str = ""  # why its inks are not known; it is then taken as no ink
    parts: int = 0  # components of a space whose inks are not known

    @property
    def components(self) -> int:
        """Number of components of a colour."""
        if self.palette is not None:
            return 1
        return self.parts if self.doubt else len(self.plates)

    def covers(self, plate: str) -> bool:
        """Tell whether painting in this space says what becomes of a plate, overprint or not."""
        return plate in self.plates or ALL in self.plates or (self.process and plate in PROCESS)

    def channel(self, plate: str) -> int | None:
        """Return the component that is a plate's ink; None where it gets none."""
        if plate in self.plates:
            return self.plates.index(plate)
        return self.plates.index(ALL) if ALL in self.plates else None

    def tint(self, components: Sequence[float]) -> Tint:
        """Return a colour of this space. Raises Doubt for another number of components."""
        if len(components) != self.components:
            raise Doubt("a colour with another number of components than its space")
        if self.palette is not None:
            row = min(max(int(components[0]), 0), len(self.palette) - 1)
            values = [float(ink) for ink in self.palette[row]]
        else:
            values = [min(max(float(part), 0.0), 1.0) for part in components]
            values = [1 - value for value in values] if self.light else values
        inks = dict.fromkeys(PROCESS, 0.0) if self.process else {}
        inks.update(zip(self.plates, values, strict=False))
        inks.pop("None", None)
        return Tint(inks, self.direct, nothing=set(self.plates) == {"None"})

    def initial(self) -> Tint:
        """Return the colour that cs sets (ISO 32000-1, 8.6.8)."""
        if self.doubt or self.light or self.palette is not None:
            return self.tint([0.0] * self.components)
        return self.tint([0.0, 0.0, 0.0, 1.0] if self.process else [1.0] * self.components)


GRAY = Space(("Black",), light=True, process=True)
CMYK = Space(PROCESS, process=True, direct=True)
IMAGE_CMYK = Space(PROCESS, process=True)


def unknown(name: str, parts: int) -> Space:
    """Return a space whose inks a conversion decides: at least none on all process plates."""
    return Space((), process=True, doubt=f"colours in {name}: a conversion decides what inks they become", parts=parts)


class SpaceReader:
    """Reads the colour spaces of one file. `intent`: the bytes of its CMYK output profile, b"" for none."""

    def __init__(self, intent: bytes) -> None:
        self._intent = intent

    def read(self, value: Any, named: Any, *, depth: int = 0) -> Space:
        """Return a colour space; `named` are the ColorSpace resources. Raises Doubt."""
        if depth > _DEEPEST:
            raise Doubt("colour spaces nested too deep")
        if isinstance(value, pikepdf.Name):
            return self._by_name(str(value)[1:], named, depth)
        if not isinstance(value, pikepdf.Array) or not len(value):
            raise Doubt("a colour space that cannot be read")
        family = str(value[0])[1:]
        family = _FULL.get(family, family)
        if len(value) == 1:
            return self._by_name(family, named, depth)
        if family == "ICCBased":
            return self._icc(value[1])
        if family == "Separation":
            return self._separation((str(value[1])[1:],))
        if family == "DeviceN":
            return self._separation(tuple(str(name)[1:] for name in value[1]))
        if family == "Indexed":
            return self._indexed(value, named, depth)
        if family in {"CalRGB", "Lab"}:
            return unknown(family, 3)
        if family == "CalGray":
            return unknown(family, 1)
        raise Doubt(f"the colour space {family}")

    def _by_name(self, name: str, named: Any, depth: int) -> Space:
        if named is None or f"/{name}" not in named:  # only inline images abbreviate; a resource may have such a name
            name = _FULL.get(name, name)
        if name in _DEFAULTS:
            if named is not None and _DEFAULTS[name] in named:
                return self.read(named[_DEFAULTS[name]], None, depth=depth + 1)
            return GRAY if name == "DeviceGray" else CMYK
        if name == "DeviceRGB":
            return unknown(name, 3)
        if named is not None and f"/{name}" in named:
            return self.read(named[f"/{name}"], named, depth=depth + 1)
        raise Doubt(f"the colour space {name}, which is not among the resources")

    def _icc(self, profile: Any) -> Space:
        parts = int(profile.get("/N", 0))
        if parts == 4 and self._intent and read_data(profile, _LARGEST_PROFILE) == self._intent:
            return IMAGE_CMYK
        return unknown("ICCBased", parts)

    @staticmethod
    def _separation(names: tuple[str, ...]) -> Space:
        if len(set(names)) != len(names) and set(names) != {"None"}:
            raise Doubt("a DeviceN space that names an ink twice")
        return Space(names)

    def _indexed(self, value: Any, named: Any, depth: int) -> Space:
        base = self.read(value[1], named, depth=depth + 1)
        if base.doubt:
            return unknown("Indexed", 1)
        if base.palette is not None:
            raise Doubt("a palette of a palette")
        table = value[3]
        raw = read_data(table, _LARGEST_PALETTE) if isinstance(table, pikepdf.Stream) else bytes(table)
        count = min(int(value[2]) + 1, len(raw) // base.components)
        if count < 1:
            raise Doubt("a palette without colours")
        rows = np.frombuffer(raw[: count * base.components], dtype=np.uint8).reshape(count, base.components) / 255
        return Space(base.plates, process=base.process, palette=1 - rows if base.light else rows)
