"""Terms: what one preflight judges by, and the house profile that a shop adds to the standard."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from vdp.errors import JobError, Place
from vdp.preflight.rules import read_rules

_POINTS_PER_MM = 72 / 25.4
_LARGEST_WINDOW = 10_000
_KINDS = {str: "a text in quotes", int: "a whole number", float: "a number", list: "a list in brackets"}


@dataclass(frozen=True, slots=True)
class House:
    """What a shop asks for beyond the standard; None or empty asks for nothing. Lengths in points."""

    name: str = ""
    source: str = ""
    min_text: float | None = None
    min_line: float | None = None
    min_ppi: float | None = None
    bleed: float | None = None
    trim: tuple[float, float] | None = None
    ink_limit: float | None = None  # per cent
    ink_window: float = 15.0  # mm2 over which inks are averaged
    ink_pages: int = 24  # most pages that are measured; 0: all
    uncounted_inks: frozenset[str] = frozenset()  # plates that are no ink, such as White or Varnish
    rich_text: float = 12.0  # points below which text in black should have no other inks
    rich_black_limit: float | None = None  # per cent
    spots: frozenset[str] | None = None
    pages: int | None = None
    records: int | None = None
    metadata: frozenset[str] | None = None  # keys of part metadata that are allowed beside those of CIP4
    condition: str = ""
    fail: frozenset[str] = frozenset()  # rules whose warnings count as failures


@dataclass(frozen=True, slots=True)
class Terms:
    """Level, house, and the output intent of the file as it was read."""

    profile: str
    house: House = field(default_factory=House)
    intent: str = ""  # DeviceCMYK, DeviceGray, DeviceRGB; "" when there is none that can be read
    icc: int = 0  # object number of the output intent's profile
    icc_digest: bytes = b""

    @property
    def is_x1a(self) -> bool:
        """Tell whether the level is PDF/X-1a."""
        return self.profile == "pdf/x-1a"


def read_house(path: Path) -> House:
    """Read a house profile. Raises JobError `preflight.house`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        text = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise _refused(path, f"it cannot be read: {text}") from fault
    known = {each.name.replace("_", "-") for each in fields(House)}
    for key in table:
        if key not in known:
            raise _refused(path, f'the key "{key}" is not known; known are {", ".join(sorted(known))}')
    return House(**{key.replace("-", "_"): _convert(path, key, value) for key, value in table.items()})


def _convert(path: Path, key: str, value: Any) -> Any:
    if key in {"name", "source", "condition"}:
        return _expect(path, key, value, str)
    if key in {"pages", "records", "ink-pages"}:
        return _expect(path, key, value, int)
    if key in {"ink-limit", "rich-black-limit", "min-ppi", "ink-window"}:
        return _positive(path, key, value) if key == "ink-window" else float(_expect(path, key, value, float, int))
    if key in {"min-text", "min-line", "rich-text"}:
        return _length(path, key, value)
    if key == "bleed":
        return _length(path, key, value)
    if key == "trim":
        sides = _expect(path, key, value, str).split()
        if len(sides) != 2:
            raise _refused(path, 'trim is a width and a height, such as "100mm 148mm"')
        return _length(path, key, sides[0]), _length(path, key, sides[1])
    names = frozenset(_expect(path, f"each of {key}", each, str) for each in _expect(path, key, value, list))
    if key == "fail" and not names <= read_rules().keys():
        raise _refused(path, f"fail names rules that do not exist: {', '.join(sorted(names - read_rules().keys()))}")
    return names


def _expect(path: Path, key: str, value: Any, *kinds: type) -> Any:
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise _refused(path, f"{key} should be {_KINDS[kinds[0]]}, not {value!r}")
    if isinstance(value, (int, float)) and value < 0:
        raise _refused(path, f"{key} is negative")
    return value


def _positive(path: Path, key: str, value: Any) -> float:
    number = float(_expect(path, key, value, float, int))
    if not 0 < number <= _LARGEST_WINDOW:
        raise _refused(path, f"{key} is an area above 0 and up to {_LARGEST_WINDOW} mm2")
    return number


def _length(path: Path, key: str, value: Any) -> float:
    text = value if isinstance(value, str) else ""
    for unit, scale in (("mm", _POINTS_PER_MM), ("pt", 1.0)):
        if text.endswith(unit):
            try:
                number = float(text[: -len(unit)])
            except ValueError:
                break
            if 0 <= number < 1e6:
                return number * scale
    raise _refused(path, f'{key} = {value!r} is not a length in quotes such as "3mm" or "0.25pt"')


def _refused(path: Path, text: str) -> JobError:
    return JobError(
        "preflight.house",
        f"the house profile cannot be used: {text}",
        where=Place(str(path)),
        cure="Correct the file; vdp/preflight/houses has an example.",
    )
