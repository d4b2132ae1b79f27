"""What the job asks of artwork: the answers to content that is not in inks."""

from __future__ import annotations

from dataclasses import dataclass

from vdp.pdf import OutputCondition
from vdp.pdf.inks import Ink


@dataclass(frozen=True, slots=True)
class ImportRules:
    """Rules of one job. Without `condition` nothing can be converted, and SVG is refused."""

    rgb: str = "refuse"  # refuse | convert: colours that are no inks (RGB, Lab, ICC-based) in PDF; SVG is converted
    black: str = "k"  # k: black becomes 100 K; gray: all neutral colours become K; profile: they go by the profile
    transparency: bool = True  # whether the PDF/X level of the job has it
    condition: OutputCondition | None = None
    inks: tuple[Ink, ...] = ()  # of the layout: artwork that names one gets its definition
