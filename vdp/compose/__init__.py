"""Compose: how do a Plan and a batch of records become ink?

In: Plans, the resources that their slots name, columns of values.
Out: content per piece and side with hashes of what a reader must find, and sheets of such pieces.
Invariant: a piece's ink depends on its own record alone; faults are values with the slot's name.
"""

from vdp.compose.composer import Composer
from vdp.compose.fingerprint import Fingerprints
from vdp.compose.resources import Inventory, Resources, take_inventory
from vdp.compose.sheets import SheetComposer

__all__ = ["Composer", "Fingerprints", "Inventory", "Resources", "SheetComposer", "take_inventory"]
