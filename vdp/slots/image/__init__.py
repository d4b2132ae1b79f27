"""Images: how do a picture file and a static page become ink?

In: files of a folder or of the job's assets, and a slot's spec; one page of a PDF.
Out: image XObjects in the inks of the output condition, content per value, a form of neutral objects.
Invariant: what measuring accepted is what is printed, each content once; nothing in RGB, unembedded or guessed passes.
"""

from vdp.slots.image.artwork import ImportedForm, import_artwork
from vdp.slots.image.kernel import ImageKernel
from vdp.slots.image.library import ImageSettings, Library

__all__ = ["ImageKernel", "ImageSettings", "ImportedForm", "Library", "import_artwork"]
