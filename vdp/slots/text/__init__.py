"""Text: how does a string become ink?

In: TextSpec or PostalCodeSpec, a chain of faces, a list of strings per batch.
Out: `BT … ET` fragments, or faults; the code points that were set; font programs cut down to the glyphs used.
Invariant: what the faces lack or the box does not take is a fault, never a blank box and never a silent overflow.
"""

from vdp.slots.text.catalogue import read_catalogue
from vdp.slots.text.chain import FaceChain, glyph_twins
from vdp.slots.text.face import open_face
from vdp.slots.text.postal_code import PostalCodeKernel
from vdp.slots.text.text import TextKernel

__all__ = ["FaceChain", "PostalCodeKernel", "TextKernel", "glyph_twins", "open_face", "read_catalogue"]
