"""The dimensions of japan.toml in points."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from vdp.units import MM

_TABLE = Path(__file__).with_name("japan.toml")


@dataclass(frozen=True, slots=True)
class PostalCodeFrame:
    """The printed frame of a postcard. `centres` are the boxes' centres from the first box's left edge."""

    width: float
    box_width: float
    height: float
    centres: tuple[float, ...]
    figure_height: float  # em
    figure_width: float  # em


@dataclass(frozen=True, slots=True)
class BarcodeRules:
    """The customer barcode: sizes in points, and the distance from every edge of the piece."""

    least_size: float
    most_size: float
    margin: float


@lru_cache(maxsize=1)
def read_rules() -> tuple[PostalCodeFrame, BarcodeRules]:
    """Return the frame and the barcode's rules."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    frame, barcode = table["postal-code-frame"], table["customer-barcode"]
    lefts = list(accumulate((frame["box-width"] + gap for gap in frame["gaps"]), initial=0.0))
    return (
        PostalCodeFrame(
            width=(lefts[-1] + frame["box-width"]) * MM,
            box_width=frame["box-width"] * MM,
            height=frame["box-height"] * MM,
            centres=tuple((left + frame["box-width"] / 2) * MM for left in lefts),
            figure_height=frame["figure-height-em"],
            figure_width=frame["figure-width-em"],
        ),
        BarcodeRules(
            least_size=barcode["least-size-pt"],
            most_size=barcode["most-size-pt"],
            margin=barcode["margin"] * MM,
        ),
    )
