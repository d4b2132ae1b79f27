"""What measuring accepts can be printed: files damaged at random are refused when they are looked at, or come out."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from vdp.pdf import open_condition
from vdp.slots.image.flaw import FlawError
from vdp.slots.image.look import look_at_image
from vdp.slots.image.picture import Treatment, prepare_picture

CONDITION = open_condition("FOGRA39")
FORMS = {
    "JPEG": ("RGB", {}),
    "JPEG, progressive": ("RGB", {"progressive": True}),
    "JPEG, CMYK": ("CMYK", {}),
    "PNG": ("RGBA", {}),
    "TIFF": ("RGB", {}),
    "TIFF, LZW": ("CMYK", {"compression": "tiff_lzw"}),
    "TIFF, JPEG": ("RGB", {"compression": "jpeg"}),
    "WEBP": ("RGB", {}),
}
MUTANTS = 60


def mutants(raw: bytes):
    """Yield copies with some bytes changed, cut out or cut off; half of them near the beginning."""
    rng = np.random.default_rng(len(raw))
    for number in range(MUTANTS):
        damaged = bytearray(raw)
        reach = min(len(raw), 300) if number % 2 else len(raw)
        for at in rng.integers(2, reach, 1 + number % 4).tolist():
            if number % 5 == 0:
                del damaged[at : at + 1 + number % 7]
            elif at < len(damaged):
                damaged[at] = int(rng.integers(0, 256))
        yield bytes(damaged[: len(damaged) - (number % 3) * 5])


@pytest.mark.parametrize("name", FORMS)
def test_what_is_accepted_can_be_printed(name):
    mode, options = FORMS[name]
    bands = len(Image.new(mode, (1, 1)).getbands())
    raw = np.random.default_rng(1).integers(0, 255, 48 * 40 * bands, dtype=np.uint8).tobytes()
    out = io.BytesIO()
    Image.frombytes(mode, (48, 40), raw).save(out, name.split(",")[0], **options)
    refused = 0
    for damaged in mutants(out.getvalue()):
        try:
            size = look_at_image(damaged, name="a", condition=CONDITION).size
        except FlawError:
            refused += 1
            continue
        whole = (0, 0, size.width, size.height)
        for stored in (size[:2], (max(1, size.width // 5), max(1, size.height // 5))):
            found = prepare_picture(damaged, Treatment(whole, stored), condition=CONDITION, transparency=True)
            assert (found.plane.width, found.plane.height) == stored
    assert refused > 0  # all of them where the format has check sums
