"""What the parts that write a plate have in common: the plate, what was made for it, and how its content is written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Dictionary, Name

from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.opened import Shared
from vdp.preflight.plates.output import Output
from vdp.preflight.plates.states import Matrix, Paint
from vdp.preflight.plates.streams import Copier, Step

DPI = 144.0
_MOST_STEPS = 1_000_000  # written for one plate


class FormInks(NamedTuple):
    """A form on a plate: most ink, doubts, colorants and blend modes of everything that it paints."""

    made: Any
    most: float
    lower: frozenset[str]
    names: frozenset[str]
    modes: frozenset[str]
    cost: int  # instructions that a renderer works off, those of inner forms as often as they are painted


class PlateWork(ABC):
    """One plate in the making, in `pdf`. `most`: the most ink that anything puts on it, 0 to 1."""

    def __init__(self, pdf: pikepdf.Pdf, plate: str, shared: Shared) -> None:
        self.pdf, self.plate, self.shared = pdf, plate, shared
        self.copy = Copier(shared.source, pdf).copy
        self.most = 0.0
        self.forms: dict[object, FormInks] = {}
        self.steps = 0  # that a renderer will have to work off

    @abstractmethod
    def write(self, steps: list[Step], out: Output, paint: Paint) -> None:
        """Write instructions as they are on this plate. Raises Doubt."""

    def spend(self, steps: int) -> None:
        """Count what a renderer will have to work off; forms within forms can make much of little."""
        self.steps += steps
        if self.steps > _MOST_STEPS:
            raise Doubt("more content than is painted here")

    def stream(self, value: Any, inner: Output, keys: tuple[str, ...]) -> Any:
        """Return a form or tile of the original as it is on this plate, with the original's `keys` and common ones."""
        made = pikepdf.Stream(self.pdf, b"\n".join(inner.parts))
        for key in ("/Type", "/Subtype", "/BBox", "/Matrix", *keys):
            if key in value:
                made[key] = self.copy(value[key])
        group = value.get("/Group")
        if group is not None:
            made["/Group"] = Dictionary(S=Name.Transparency, I=bool(group.get("/I", False)), CS=Name.DeviceGray)
        made["/Resources"] = inner.dictionary()
        return self.pdf.make_indirect(made)


def matrix_of(operands: tuple[Any, ...]) -> Matrix:
    """Return six operands as a matrix."""
    a, b, c, d, e, f = (float(each) for each in operands)
    return (a, b, c, d, e, f)
