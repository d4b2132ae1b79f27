"""Processing steps: groups and types of ISO 19593-1, tables 2 and 3, as Arlington's PDF model lists them."""

from __future__ import annotations

# fmt: off
TYPES = {
    "Structural": frozenset(
        {
            "Cutting", "PartialCutting", "ReversePartialCutting", "Creasing", "ReverseCreasing",
            "CuttingCreasing", "ReverseCuttingCreasing", "PartialCuttingCreasing",
            "ReversePartialCuttingCreasing", "Drilling", "Gluing", "FoilStamping",
            "ColdFoilStamping", "Embossing", "Debossing", "Perforating", "Bleed", "VarnishFree",
            "InkFree", "InkVarnishFree", "Folding", "Punching", "Stapling"
        }
    ),
    "Positions": frozenset(
        {
            "Hologram", "Barcode", "ContentArea", "CodingMarking", "Imprinting"
        }
    ),
    "PlateMaking": frozenset(
        {
            "StationInfo", "PlateStamping", "OverstepArea", "Cutting", "Bleed", "NoMark"
        }
    ),
}
"""Types of the groups that need one."""
# fmt: on

UNTYPED = frozenset({"Dimensions", "Braille", "Legend", "White", "Varnish", "Primer"})
"""Groups that have no types."""
