"""Press profiles: sheet, lost edges and delivery of a device, as dated data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from vdp.errors import JobError, Place

PRESSES_FOLDER = Path(__file__).parent / "presses"
DELIVERIES = ("same-order-face-down", "reverse-order-face-up")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_KEYS = {
    "title",
    "sheet",
    "loss",
    "delivery",
    "dpi",
    "dpi-source",
    "bar-width-reduction",
    "source",
    "as-of",
    "verified",
    "note",
}
_OPTIONAL = {"delivery", "dpi", "dpi-source", "bar-width-reduction", "note"}
_EDGES = ("left", "bottom", "right", "top")

Delivery = Literal["same-order-face-down", "reverse-order-face-up"]


@dataclass(frozen=True, slots=True)
class Press:
    """A press with one sheet size. Lengths in micrometres; edges as seen on the side being printed."""

    name: str
    title: str
    width: int
    height: int
    left: int
    bottom: int
    right: int
    top: int
    delivery: Delivery
    source: str
    as_of: str
    verified: bool
    note: str = ""
    dpi: float = 0.0  # dots per inch that codes keep to; 0: not known
    dpi_source: str = ""
    bar_width_reduction: int = 0  # micrometres that bars are drawn narrower, because ink or toner makes them wider


def press_names() -> tuple[str, ...]:
    """Return the names of the profiles that come with vdp, sorted."""
    return tuple(sorted(path.stem for path in PRESSES_FOLDER.glob("*.toml")))


def read_press(name: str, *, folder: Path | None = None) -> Press:
    """Return the profile called `name`; the shop's own in `folder` goes before ours.

    Raises JobError `impose.unknown-press` and `impose.bad-press`.
    """
    homes = [home for home in (folder, PRESSES_FOLDER) if home is not None]
    paths = [home / f"{name}.toml" for home in homes] if _NAME.fullmatch(name) else []
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        plain = Path(name).stem if name.endswith(".toml") else name
        raise JobError(
            "impose.unknown-press",
            f'there is no press profile called "{name}"',
            cure=f"use one of {', '.join(press_names())}, or put a profile of your own beside the job file: "
            + (f'{plain}.toml for press = "{plain}"' if _NAME.fullmatch(plain) else 'our-press.toml for "our-press"'),
        )
    try:
        return _build_press(name, tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as fault:
        raise JobError(
            "impose.bad-press",
            f"the press profile cannot be used: {fault}",
            where=Place(str(path)),
            cure=f"give {', '.join(sorted(_KEYS - _OPTIONAL))}; sheet and loss in millimetres",
        ) from fault


def _build_press(name: str, table: dict[str, Any]) -> Press:
    if unknown := sorted(set(table) - _KEYS):
        message = f"unknown key {', '.join(unknown)}"
        raise ValueError(message)
    if missing := sorted(_KEYS - _OPTIONAL - set(table)):
        message = f"missing key {', '.join(missing)}"
        raise ValueError(message)
    if not isinstance(table["sheet"], list) or len(table["sheet"]) != 2:
        message = "sheet is a list of width and height"
        raise ValueError(message)
    width, height = (_read_mm(value, "sheet") for value in table["sheet"])
    if not isinstance(table["loss"], dict) or set(table["loss"]) != set(_EDGES):
        message = f"loss needs exactly {', '.join(_EDGES)}"
        raise ValueError(message)
    left, bottom, right, top = (_read_mm(table["loss"][edge], f"loss.{edge}") for edge in _EDGES)
    if width <= left + right or height <= bottom + top:
        message = "the lost edges leave nothing of the sheet"
        raise ValueError(message)
    delivery = table.get("delivery", DELIVERIES[0])
    if delivery not in DELIVERIES:
        message = f"delivery is one of {', '.join(DELIVERIES)}"
        raise ValueError(message)
    if not isinstance(table["verified"], bool):
        message = "verified is true or false, without quotes"
        raise ValueError(message)  # noqa: TRY004 - as of all keys
    dpi = _read_number(table.get("dpi", 0), "dpi", "dots per inch", most=9600)
    if ("dpi" in table) != ("dpi-source" in table):
        message = "dpi needs dpi-source, which says where the number is from"
        raise ValueError(message)
    return Press(
        name=name,
        title=str(table["title"]),
        width=width,
        height=height,
        left=left,
        bottom=bottom,
        right=right,
        top=top,
        delivery=delivery,
        source=str(table["source"]),
        as_of=str(table["as-of"]),
        verified=bool(table["verified"]),
        note=str(table.get("note", "")),
        dpi=dpi,
        dpi_source=str(table.get("dpi-source", "")),
        bar_width_reduction=round(
            _read_number(table.get("bar-width-reduction", 0), "bar-width-reduction", "micrometres", most=100)
        ),
    )


def _read_mm(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10_000:
        message = f"{key} takes millimetres from 0 to 10000"
        raise ValueError(message)
    return round(value * 1000)


def _read_number(value: object, key: str, unit: str, *, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        message = f"{key} takes {unit} from 0 to {most}"
        raise ValueError(message)
    return float(value)
