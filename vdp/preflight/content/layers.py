"""Layers (optional content, ISO 32000-1, 8.11): which are processing steps, and what is painted on these."""

from __future__ import annotations

from vdp.preflight.content.colour import Space
from vdp.preflight.content.resources import Resources
from vdp.preflight.content.scope import HERE
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Value, decode_name
from vdp.preflight.report import FAIL, WARN, Mark


def step_of(source: PdfSource, layer: Value) -> str:
    """Return how the processing step of a layer is called, such as Structural Cutting; "" where it is none."""
    metadata = source.dictionary(source.dictionary(layer).get("GTS_Metadata"))
    found = [source.resolve(metadata.get(key)) for key in ("GTS_ProcStepsGroup", "GTS_ProcStepsType")]
    return " ".join(str(name) for name in found if isinstance(name, Name))


class ListedLayers:
    """The layers that the catalog lists, to tell content on others, which no viewer and no RIP could switch."""

    def __init__(self, source: PdfSource) -> None:
        self._source = source
        catalog = source.dictionary(source.trailer.get("Root"))
        properties = source.dictionary(catalog.get("OCProperties"))
        self._listed = {value.number for value in source.array(properties.get("OCGs")) if isinstance(value, Ref)}
        self._outcome = FAIL if properties else WARN  # where no layer is listed, all readers paint all of them

    def judge(self, value: Value) -> list[Mark]:
        """Return what AN-05 says of a layer that something is on, or of those of a membership dictionary."""
        dictionary = self._source.dictionary(value)
        kind = self._source.resolve(dictionary.get("Type"))
        if kind == "OCMD":
            groups = dictionary.get("OCGs")
            several = self._source.resolve(groups)
            single: list[Value] = [] if groups is None else [groups]
            layers = several if isinstance(several, list) else single
        else:
            layers = [value] if kind == "OCG" else []
        there = [layer for layer in layers if self._source.resolve(layer) is not None]  # table 99: null is no layer
        numbers = [layer.number if isinstance(layer, Ref) else 0 for layer in there]
        text = "something is on a layer that the catalog does not list in /OCGs"
        return [Mark("AN-05", text, number, self._outcome) for number in numbers if number not in self._listed]


def open_layer(source: PdfSource, operands: bytes, resources: Resources) -> str:
    """Return the processing step of content that BDC begins; "" for any other content."""
    known = resources.layers.get(operands)
    if known is None:
        known = ""
        value = layer_of(operands, resources)
        known = step_of(source, value) if value is not None else ""
        resources.layers[operands] = known
    return known


def layer_of(operands: bytes, resources: Resources) -> Value:
    """Return the layer that BDC names, None where it names none."""
    words = operands.split()
    if len(words) != 2 or decode_name(words[0][1:]) != "OC":
        return None
    try:
        return resources.find("Properties", words[1])[0]
    except PdfFault:
        return None


def judge_plate(space: Space, layer: str, *, overprint: bool, what: str) -> list[Mark]:
    """Return what AN-08 says of a paint on the layer of a processing step."""
    if not layer or space.family == "Pattern":
        return []
    if space.family not in {"Separation", "DeviceN"}:
        text = f"{what} of the processing step {layer[:60]} in {space.family}, not in an ink of its own"
        return [Mark("AN-08", text, HERE)]
    return [] if overprint else [Mark("AN-08", f"{what} of the processing step {layer[:60]} knocks out", HERE)]
