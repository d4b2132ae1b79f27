"""Layers (optional content, ISO 32000-1, 8.11): which are processing steps, and what is painted on these."""

from __future__ import annotations

from vdp.preflight.content.colour import Space
from vdp.preflight.content.resources import Resources
from vdp.preflight.content.scope import HERE
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Value
from vdp.preflight.report import Mark


def step_of(source: PdfSource, layer: Value) -> str:
    """Return how the processing step of a layer is called, such as Structural Cutting; "" where it is none."""
    metadata = source.dictionary(source.dictionary(layer).get("GTS_Metadata"))
    found = [source.resolve(metadata.get(key)) for key in ("GTS_ProcStepsGroup", "GTS_ProcStepsType")]
    return " ".join(str(name) for name in found if isinstance(name, Name))


def open_layer(source: PdfSource, operands: bytes, resources: Resources) -> str:
    """Return the processing step of content that BDC begins; "" for any other content."""
    known = resources.layers.get(operands)
    if known is None:
        known = ""
        words = operands.split()
        if len(words) == 2 and words[0] == b"/OC":
            try:
                known = step_of(source, resources.find("Properties", words[1])[0])
            except PdfFault:
                known = ""
        resources.layers[operands] = known
    return known


def judge_plate(space: Space, layer: str, *, overprint: bool, what: str) -> list[Mark]:
    """Return what AN-08 says of a paint on the layer of a processing step."""
    if not layer or space.family == "Pattern":
        return []
    if space.family not in {"Separation", "DeviceN"}:
        text = f"{what} of the processing step {layer[:60]} in {space.family}, not in an ink of its own"
        return [Mark("AN-08", text, HERE)]
    return [] if overprint else [Mark("AN-08", f"{what} of the processing step {layer[:60]} knocks out", HERE)]
