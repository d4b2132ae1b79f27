"""One card with everything on it, printed at each level, as sheets and as single pieces: what readers judge."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from tests.preflight.base import make_base, save

HERE = Path(__file__).parent
LAYOUTS = HERE.parents[2] / "layouts"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="20mm">
<rect width="50" height="50" fill="#c03"/><circle cx="30" cy="30" r="20" fill="#046" opacity="{}"/></svg>"""


class Print(NamedTuple):
    """A print file of ours: the level that its job asks for, and what is in it."""

    profile: str
    kind: str  # "pieces" or "sheets"

    @property
    def level(self) -> str:
        """Sheets of a PDF/VT-1 job are PDF/X-4: their pages are no records."""
        return "pdf/x-4" if self == ("pdf/vt-1", "sheets") else self.profile

    def __str__(self) -> str:
        return f"{self.profile.replace('/', '-')}-{self.kind}"


PRINTS = [Print(profile, kind) for profile in ("pdf/x-1a", "pdf/x-4", "pdf/vt-1") for kind in ("pieces", "sheets")]


def pytest_generate_tests(metafunc):
    """Ask every reader about every print file, where a test does not name one."""
    named = any(mark.args[0] == "printed" for mark in metafunc.definition.iter_markers("parametrize"))
    if "printed" in metafunc.fixturenames and not named:
        metafunc.parametrize("printed", PRINTS, ids=str)


@pytest.fixture(scope="session")
def path_of(shared, vdp):
    """Return the path of a print file; each job is run once. Not to be changed."""

    def path(printed: Print) -> Path:
        def build(folder):
            write_job(folder, printed.profile)
            done = vdp("run", folder / "job.toml", "--out", folder / "out", "--executor", "serial")
            assert done.returncode == 0, done.stderr
            assert "5 printed, 0 held" in done.stdout

        name = f"evidence-{printed.profile.replace('/', '-')}"
        return shared(name, build) / f"out/print/{printed.kind}-0001.pdf"

    return path


@pytest.fixture
def path(path_of, printed):
    return path_of(printed)


def write_job(folder: Path, profile: str) -> None:
    """Write the job into a folder. Artwork of PDF/X-1a is opaque; elsewhere a badge is half transparent."""
    shutil.copytree(HERE / "job", folder)
    (folder / "photos").mkdir()
    (folder / "badges").mkdir()
    shutil.copy(LAYOUTS / "hagaki-tategaki/front.pdf", folder)
    shutil.copy(LAYOUTS / "hagaki-coupon/products/tea.jpg", folder / "photos")
    gray = Image.linear_gradient("L").resize((600, 500))
    gray.save(folder / "photos/gray.png")
    gray.point(lambda value: 255 * (value > 99)).convert("1").save(folder / "photos/line.png")
    opacity = 1 if profile == "pdf/x-1a" else 0.5
    (folder / "badges/star.svg").write_text(SVG.format(opacity), encoding="utf-8")
    write_card(folder / "card.pdf")
    told = f'"{profile}"' + ('\nexternal-id = "customer_id"' if profile == "pdf/vt-1" else "")
    job = folder / "job.toml"
    job.write_text(job.read_text(encoding="utf-8").replace('"pdf/x-4"', told), encoding="utf-8")


def write_card(path: Path) -> None:
    """Write artwork that brings a TrueType font, an image and a spot colour of its own."""
    pdf = make_base("pdf/x-1a", pages=1)
    page = pdf.pages[0].obj
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([0, 1, 1, 0]), N=1)
    page.Resources.ColorSpace = Dictionary(
        S0=Array([Name.Separation, Name("/Festival Red"), Name.DeviceCMYK, pdf.make_indirect(tint)])
    )
    spot = b"q /S0 cs 1 scn 200 200 50 50 re f Q\n"
    page.Contents = pdf.make_indirect(Stream(pdf, spot + page.Contents.read_bytes()))
    save(pdf, path, "pdf/x-1a")
