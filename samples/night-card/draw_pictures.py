"""Draw the picture of README.md from a finished output: both sides on dark stock, and the plates of the back.

    python draw_pictures.py [--out ../../out/night-card] [--folder pictures] [--piece 2]

Ghostscript separates the page; here the plates are laid on the paper in the order of the press: white, colours, an
opaque gold, varnish. A picture of how it will look, no measurement of colour.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

DPI, SHRINK = 288, 2
PAPER = np.array([27, 33, 58]) / 255
WHITE, GOLD = np.array([236, 236, 232]) / 255, np.array([176, 141, 79]) / 255
COVER, GLOSS = 0.92, 0.16
LINE = np.array([120, 170, 120]) / 255
COLOURS = 128
PLATES = ("White", "Black", "PANTONE 871 C", "Spot Varnish", "Perforate")

Plates = dict[str, NDArray[np.float64]]


def separate(path: Path, page: int, folder: Path) -> Plates:
    """Return the plates of a page (from 1), as shares of ink, rows from the top."""
    words = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{DPI}", f"-dFirstPage={page}"]
    subprocess.run(
        [*words, f"-dLastPage={page}", f"-sOutputFile={folder}/p%d.tif", path], check=True, capture_output=True
    )
    found = {}
    for file in folder.glob("p1(*).tif"):
        plate = Image.open(file).convert("L")
        plate = plate.resize((plate.width // SHRINK, plate.height // SHRINK), Image.Resampling.BOX)
        found[file.stem[3:-1]] = 1 - np.asarray(plate) / 255
        file.unlink()
    return found


def print_plates(plates: Plates) -> NDArray[np.float64]:
    """Return the sheet in RGB."""
    sheet = np.broadcast_to(PAPER, (*plates["Black"].shape, 3)).copy()
    sheet = _cover(sheet, plates["White"] * COVER if "White" in plates else None, WHITE)
    for number, name in enumerate(("Cyan", "Magenta", "Yellow")):
        sheet[..., number] *= 1 - plates[name]
    sheet *= 1 - plates["Black"][..., None]
    sheet = _cover(sheet, plates.get("PANTONE 871 C"), GOLD)
    sheet = _cover(sheet, plates["Spot Varnish"] * GLOSS if "Spot Varnish" in plates else None, np.ones(3))
    return _cover(sheet, plates.get("Perforate"), LINE)


def _cover(
    sheet: NDArray[np.float64], plate: NDArray[np.float64] | None, ink: NDArray[np.float64]
) -> NDArray[np.float64]:
    if plate is None:
        return sheet
    share = plate[..., None]
    covered: NDArray[np.float64] = sheet * (1 - share) + ink * share
    return covered


def draw_picture(path: Path, page: int) -> Image.Image:
    """Return both sides of a piece whose front is a page, cut to the trim, and its plates in small."""
    with tempfile.TemporaryDirectory() as name:
        sides = [separate(path, page + number, Path(name)) for number in (0, 1)]
    bleed = round(3 / 25.4 * DPI / SHRINK)
    cut = (slice(bleed, -bleed), slice(bleed, -bleed))
    cards = [_image(print_plates(side)[cut]) for side in sides]
    width, height = cards[0].size
    small = [_image(np.repeat(1 - sides[1][name][cut][..., None], 3, axis=2)) for name in PLATES if name in sides[1]]
    gap = 24
    row = (height - 2 * gap) // 3
    small = [each.resize((row * width // height, row), Image.Resampling.LANCZOS) for each in small]
    columns = -(-len(small) // 3)
    size = (2 * width + columns * (small[0].width + gap) + 3 * gap, height + 2 * gap)
    board = Image.new("RGB", size, (214, 212, 206))
    for number, card in enumerate(cards):
        board.paste(card, (gap + number * (width + gap), gap))
    for number, each in enumerate(small):
        across, down = divmod(number, 3)
        board.paste(each, (3 * gap + 2 * width + across * (each.width + gap), gap + down * (row + gap)))
    return board


def _image(values: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8))


def main() -> None:
    """Draw it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).parent
    parser.add_argument("--out", type=Path, default=here.parents[1] / "out/night-card", help="a finished output")
    parser.add_argument("--folder", type=Path, default=here / "pictures", help="where the picture goes")
    parser.add_argument("--piece", type=int, default=2, help="number of the page of its front, by twos")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    path = wanted.folder / "plates.png"
    picture = draw_picture(wanted.out / "print/pieces-0001.pdf", 2 * wanted.piece - 1)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}  {picture.width} x {picture.height}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
