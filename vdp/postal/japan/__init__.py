"""Japan Post: what does it want of codes, addresses, order and bundles?

In: postal codes and addresses; the mailing date.
Out: an Authority backed by the compiled town table and the bundling rules of that date.
Invariant: everything it knows of towns and rates is data shipped with the package, read once per process.
"""

from __future__ import annotations

from vdp.postal.japan.authority import open_japan
from vdp.postal.japan.display_number import display_number
from vdp.postal.japan.towns import Towns, load_towns

__all__ = ["Towns", "display_number", "load_towns", "open_japan"]
