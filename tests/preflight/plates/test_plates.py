"""Plates agree with Ghostscript's, window by window; sums are those that can be counted on one's fingers."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.preflight.plates.pages import SHEETS, Sheet, write_sheets
from vdp.preflight.plates import Opened, PageContent, SpaceReader, measure_pages, render_plates

SIDE = 22  # pixels of 144 dpi: 11 points
DPI = 144


def content(file: pikepdf.Pdf, number: int) -> PageContent:
    page = file.pages[number].obj
    return PageContent(page, page.Resources, (0.0, 0.0, 300.0, 300.0))


def total(plates: Mapping[str, np.ndarray]) -> np.ndarray:
    return sum((plate.astype(np.int64) for plate in plates.values()), np.zeros((600, 600), dtype=np.int64))


def window_means(inks: np.ndarray) -> np.ndarray:
    """Return the mean of each window the slow way: by adding shifted copies."""
    rows = sum(inks[row : inks.shape[0] - SIDE + row + 1] for row in range(SIDE))
    both = sum(rows[:, column : rows.shape[1] - SIDE + column + 1] for column in range(SIDE))
    return both * 100 / (255 * SIDE * SIDE)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sheets(tmp_path_factory.mktemp("plates") / "sheets.pdf", list(SHEETS.values()))


@pytest.fixture(scope="module")
def separations(sheets: Path, tool: Callable[[str], str]) -> list[dict[str, np.ndarray]]:
    """Return Ghostscript's plates of each page."""
    out = sheets.parent / "p%d.tif"
    options = ["-sDEVICE=tiffsep", f"-r{2 * DPI}", "-dGraphicsAlphaBits=4", "-dTextAlphaBits=4", f"-sOutputFile={out}"]
    subprocess.run([tool("gs"), "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", *options, str(sheets)], check=True)
    found: list[dict[str, np.ndarray]] = []
    for number in range(1, len(SHEETS) + 1):
        files = {path.stem[path.stem.index("(") + 1 : -1]: path for path in sheets.parent.glob(f"p{number}(*).tif")}
        found.append({name: 255 - np.asarray(Image.open(path).convert("L").reduce(2)) for name, path in files.items()})
    return found


@pytest.mark.parametrize("name", SHEETS)
def test_every_window_has_the_ink_that_ghostscript_puts_there(
    name: str, sheets: Path, separations: list[dict[str, np.ndarray]]
) -> None:
    number = list(SHEETS).index(name)
    with pikepdf.open(sheets) as file:
        ours = render_plates(content(file, number), Opened(file, SpaceReader(b"")))
    theirs = {plate: pixels for plate, pixels in separations[number].items() if pixels.max() > 0}
    assert ours.keys() == theirs.keys()
    apart = np.abs(window_means(total(ours)) - window_means(total(theirs)))
    assert apart.max() <= SHEETS[name].tolerance
    peaks = window_means(total(ours)).max(), window_means(total(theirs)).max()
    assert abs(peaks[0] - peaks[1]) <= min(3.0, SHEETS[name].tolerance)


def measure(tmp_path: Path, sheet: Sheet, *, limit: float = 0.0, window: float = 15.0, **more):
    with pikepdf.open(write_sheets(tmp_path / "page.pdf", [sheet])) as file:
        return measure_pages([content(file, 0)], Opened(file, SpaceReader(b"")), limit=limit, window=window, **more)[0]


@pytest.mark.parametrize(
    ("name", "percent"),
    [
        ("overprinted patches", 380),  # C 100 + M 100 + Y 80 + K 100
        ("overprint mode 0", 100),  # M knocks C out
        ("knock-out", 200),
        ("gray overprints no plate but black", 200),  # K 80 alone
        ("spot", 250),  # C 100, M 100 and Gold 50
        ("spot knocked out", 100),
        ("spot under black", 150),
        ("All", 400),
        ("None", 100),
        ("opacity", 200),
        ("multiply", 275),  # C 1, M .75, Y 1
        ("form in the colour of the page", 300),
    ],
)
def test_known_sums_are_measured(name: str, percent: float, tmp_path: Path) -> None:
    found = measure(tmp_path, SHEETS[name])
    assert found.peak is not None
    assert found.doubts == ()
    assert found.peak.percent == pytest.approx(percent, abs=1.0)


def test_the_peak_is_where_the_inks_overlap(tmp_path: Path) -> None:
    found = measure(tmp_path, SHEETS["overprinted patches"])
    assert found.peak is not None
    assert 100 <= found.peak.x <= 130  # the four patches share 100 to 130 points, from the left and from below
    assert 170 <= found.peak.y <= 200


def test_a_spot_of_ink_smaller_than_the_window_counts_by_its_share(tmp_path: Path) -> None:
    sheet = Sheet(b"1 1 1 1 k 100 100 5.5 5.5 re f")  # a quarter of 11 by 11 points
    found = measure(tmp_path, sheet)
    assert found.peak is not None
    assert found.peak.percent == pytest.approx(100, abs=2)
    small = measure(tmp_path, sheet, window=3.0)
    assert small.peak is not None
    assert small.peak.percent > 350


def test_plates_that_are_no_ink_are_not_counted(tmp_path: Path) -> None:
    found = measure(tmp_path, SHEETS["spot"], uncounted=frozenset({"Gold"}))
    assert found.peak is not None
    assert found.peak.percent == pytest.approx(200, abs=1)


def test_no_page_has_more_ink_than_its_bound(sheets: Path) -> None:
    """Pages whose bound stays below the limit are not rendered."""
    with pikepdf.open(sheets) as file:
        pages = [content(file, number) for number in range(len(SHEETS))]
        for name, found in zip(SHEETS, measure_pages(pages, Opened(file, SpaceReader(b""))), strict=True):
            if found.peak is not None:
                assert found.peak.percent <= found.bound + 1.0, name


def test_a_page_whose_colours_cannot_reach_the_limit_is_not_rendered(tmp_path: Path) -> None:
    found = measure(tmp_path, SHEETS["knock-out"], limit=350)
    assert (found.rendered, found.peak) == (False, None)
    assert found.bound == pytest.approx(350, abs=0.01)
    assert measure(tmp_path, SHEETS["knock-out"], limit=349).rendered


@pytest.mark.parametrize(("hidden", "percent"), [(True, 100), (False, 400)])
def test_layers_that_are_hidden_have_no_ink(hidden: bool, percent: float, tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "page.pdf",
        [Sheet(b"1 0 0 0 k 20 20 200 200 re f /OC /L0 BDC 1 1 1 1 k 50 50 99 99 re f EMC")],
    )
    with pikepdf.open(path) as file:
        layer = file.make_indirect(Dictionary(Type=Name.OCG, Name="die line"))
        order = {"BaseState": Name.ON, "OFF": Array([layer] if hidden else [])}
        file.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(**order))
        page = file.pages[0].obj
        page.Resources.Properties = Dictionary(L0=layer)
        [found] = measure_pages([content(file, 0)], Opened(file, SpaceReader(b"")))
    assert found.peak is not None
    assert found.peak.percent == pytest.approx(percent, abs=1)


def test_pages_measured_together_are_as_pages_measured_alone(sheets: Path) -> None:
    with pikepdf.open(sheets) as file:
        pages = [content(file, number) for number in range(len(SHEETS))]
        together = measure_pages(pages, Opened(file, SpaceReader(b"")))
        alone = [measure_pages([page], Opened(file, SpaceReader(b"")))[0] for page in pages]
    assert together == alone
