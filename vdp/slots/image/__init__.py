"""Images: how do a picture file and a static page become ink?

In: a folder of JPEG, PNG, TIFF or WebP files and a slot's spec; one page of a PDF.
Out: image XObjects in the inks of the output condition, content per value, a form of neutral objects.
Invariant: each file is converted once; nothing in RGB, unembedded or guessed passes.
"""

from vdp.slots.image.artwork import ImportedForm, import_artwork
from vdp.slots.image.assets import Asset, load_asset, scan_assets
from vdp.slots.image.kernel import ImageKernel

__all__ = ["Asset", "ImageKernel", "ImportedForm", "import_artwork", "load_asset", "scan_assets"]
