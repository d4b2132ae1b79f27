"""Jobs whose records have photos of their own: streamed, the same for any number of workers, held when damaged."""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageCms

from vdp.errors import LayoutError
from vdp.job import read_job
from vdp.pdf import open_condition
from vdp.run.chunk import ComposeTask
from vdp.run.pipeline import produce
from vdp.run.progress import SilentProgress
from vdp.run.selection import Selection
from vdp.run.verify import verify_output
from vdp.slots.image import Library
from vdp.workers import open_executor
from vdp.workers.executor import SerialExecutor

LAYOUT = """\
<layout xmlns="urn:vdp:layout:1" name="photos">
  <fields><field name="name" type="text" required="yes"/><field name="photo" type="image" required="yes"/></fields>
  <font id="sans" family="Noto Sans JP"/>
  <piece size="100mm 148mm">
    <page side="front">
      <image name="logo" src="logo.png" x="5mm" y="5mm" width="20mm" height="10mm"/>
      <image name="photo" src="{photo}" x="10mm" y="20mm" width="30mm" height="20mm" fit="cover" clip="round(2mm)"/>
      <text x="5mm" y="120mm" width="90mm" height="6mm">{name}</text>
    </page>
    <page side="back"> <image name="small" src="{photo}" x="10mm" y="20mm" width="10mm" height="10mm"/> </page>
  </piece>
</layout>
"""
JOB = """\
job = { name = "photos", layout = "layout.xml" }
records = { source = "records.csv", profile = "crm-utf8", max-held = 0.5 }
postal = { authority = "none", date = 2026-12-01 }
assets = { folder = "photos" }
"""
COUNT = 40
DAMAGED, MISSING, SHARED = 7, 11, (3, 19)
"""Records with a photo cut short, with none, and two that have the same content under different names."""


def write_job(folder: Path, layout: str = LAYOUT) -> Path:
    (folder / "photos").mkdir(parents=True)
    Image.new("RGBA", (240, 120), (200, 0, 0, 90)).save(folder / "logo.png")
    for number in range(1, COUNT + 1):
        (folder / f"photos/{number:03d}.jpg").write_bytes(photo(SHARED[0] if number in SHARED else number))
    cut = folder / f"photos/{DAMAGED:03d}.jpg"
    cut.write_bytes(cut.read_bytes()[:-200])
    (folder / f"photos/{MISSING:03d}.jpg").unlink()
    rows = "".join(f"person {number},{number:03d}.jpg\n" for number in range(1, COUNT + 1))
    (folder / "records.csv").write_text(f"name,photo\n{rows}")
    (folder / "layout.xml").write_text(layout)
    (folder / "job.toml").write_text(JOB)
    return folder / "job.toml"


def photo(number: int) -> bytes:
    """Return a picture of one colour that tells its number, with some noise: 300 by 200 pixels."""
    noise = np.random.default_rng(number).integers(0, 20, (200, 300, 3))
    out = io.BytesIO()
    Image.fromarray((noise + colour_of(number)).astype(np.uint8)).save(out, "JPEG", quality=90)
    return out.getvalue()


def colour_of(number: int) -> list[int]:
    return [20 + 50 * (number % 5), 20 + 25 * (number // 5), 120]


def run(job: Path, out: Path, executor) -> Path:
    produce(read_job(job), out, executor=executor, progress=SilentProgress(), selection=Selection())
    return out


def hashes(out: Path) -> dict[str, str]:
    paths = [
        path
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in {"ledger.sqlite", "manifest.json"}
    ]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A finished job of own photos. Not to be changed."""
    folder = tmp_path_factory.mktemp("photos")
    return run(write_job(folder / "job"), folder / "out", open_executor("serial"))


def images_of(page: pikepdf.Page) -> dict[str, pikepdf.Object]:
    return {name: image for name, image in page.Resources.XObject.items() if image.Subtype == "/Image"}


@pytest.mark.parametrize("workers", [1, 3])
def test_the_output_is_the_same_for_any_number_of_workers_and_any_size_of_chunks(
    printed, tmp_path, workers, monkeypatch
):
    monkeypatch.setattr("vdp.run.print_sheets.LEAVES_WITH_IMAGES", 8 * workers)
    out = run(write_job(tmp_path / "job"), tmp_path / "out", open_executor("process", workers=workers))
    assert hashes(out) == hashes(printed)


def test_a_damaged_and_a_missing_photo_hold_their_records_and_no_more(printed):
    with sqlite3.connect(printed / "ledger.sqlite") as ledger:
        refused = set(ledger.execute("SELECT record, code FROM refused"))
        pieces = ledger.execute("SELECT count(*) FROM pieces WHERE kind = 'piece'").fetchone()[0]
    ledger.close()
    assert refused == {(DAMAGED, "image.unreadable"), (MISSING, "image.missing")}
    assert pieces == COUNT - 2


def test_every_piece_shows_the_photo_of_its_own_record(printed):
    """On both sides: the image that stands at a piece's place is that of the record which the ledger has there."""
    expected = {number: inks_of(number) for number in range(1, COUNT + 1)}
    compared = 0
    with pikepdf.open(printed / "print/sheets-0001.pdf") as pdf:
        for sheet in range(len(pdf.pages) // 2):
            for side in (0, 1):
                page = pdf.pages[2 * sheet + side]
                images = images_of(page)
                painted = [str(op.operands[0]) for op in pikepdf.parse_content_stream(page) if str(op.operator) == "Do"]
                painted = [name for name in painted if name in images]
                records = records_on(printed, sheet)
                assert len(painted) == len(records)
                for record, name in zip(records, painted, strict=True):
                    shown = mean_inks(images[name])
                    nearest = min(expected, key=lambda number: np.abs(expected[number] - shown).sum())
                    assert nearest == (SHARED[0] if record in SHARED else record)
                    compared += 1
    assert compared == 2 * (COUNT - 2)


def records_on(out: Path, sheet: int) -> list[int]:
    with sqlite3.connect(out / "ledger.sqlite") as ledger:
        query = "SELECT record FROM pieces WHERE kind = 'piece' AND sheet = ? ORDER BY slot"
        found = [row[0] for row in ledger.execute(query, (sheet,))]
    ledger.close()
    return found


def mean_inks(image: pikepdf.Object) -> np.ndarray:
    """Return the mean of the stored samples of a CMYK JPEG, which are 255 - ink."""
    assert image.Filter == "/DCTDecode"
    assert list(image.Decode) == [1, 0] * 4
    return np.asarray(Image.open(io.BytesIO(image.read_raw_bytes()))).reshape(-1, 4).mean(axis=0)


def inks_of(number: int) -> np.ndarray:
    """Convert the photo of a record by a transform of our own making."""
    target = ImageCms.ImageCmsProfile(io.BytesIO(open_condition("FOGRA39").profile))
    with Image.open(io.BytesIO(photo(SHARED[0] if number in SHARED else number))) as image:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.createProfile("sRGB"),
            target,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="CMYK",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    return np.asarray(converted).reshape(-1, 4).mean(axis=0)


def test_a_picture_that_several_records_share_is_stored_once(printed):
    with pikepdf.open(printed / "print/sheets-0001.pdf") as pdf:
        stored = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        photos = [image for image in stored if image.get("/Filter") == "/DCTDecode"]
        shared = [image for image in photos if image.get("/GTS_Scope") == "/File"]
    # A content is stored once per treatment: the front's crop and the back's whole.
    assert len(photos) == 2 * (COUNT - 3)
    assert len(shared) == 2


def test_photos_of_one_use_are_written_into_their_chunk_and_named_on_their_page_only(tmp_path):
    layout = LAYOUT[: LAYOUT.index('    <page side="back">')] + "  </piece>\n</layout>\n"
    out = run(write_job(tmp_path / "job", layout), tmp_path / "out", open_executor("serial"))
    with pikepdf.open(out / "print/sheets-0001.pdf") as pdf:
        fronts = [images_of(page) for page in list(pdf.pages)[::2]]
        scopes = [str(image.get("/GTS_Scope")) for images in fronts for image in images.values()]
        assert all(len(images) <= 8 for images in fronts)
        assert sum(len(images) for images in fronts) == COUNT - 2
    assert scopes.count("None") == COUNT - 4
    assert scopes.count("/File") == len(SHARED)


def test_a_page_whose_static_content_is_transparent_states_its_blending_space(printed):
    with pikepdf.open(printed / "print/sheets-0001.pdf") as pdf:
        assert all(page.Group.CS == "/DeviceCMYK" for page in pdf.pages)


def test_the_finished_job_is_verified(printed):
    report = verify_output(printed, sample=4, executor=open_executor("serial"))
    assert report.verdict == "pass"


@pytest.mark.parametrize("profile", ["pdf/x-1a", "pdf/vt-1"])
def test_single_pieces_show_their_own_photos_beside_the_sheets_and_alone(tmp_path, profile):
    job = write_job(tmp_path / "job")
    both = f'output = {{ profile = "{profile}", files = ["pieces", "imposed"] }}\n'
    job.write_text(JOB + both)
    out = run(job, tmp_path / "out", open_executor("serial"))
    expected = {number: inks_of(number) for number in range(1, COUNT + 1)}
    with pikepdf.open(out / "print/pieces-0001.pdf") as pdf:
        records = in_order(out)
        assert len(pdf.pages) == 2 * len(records)
        for number, page in enumerate(pdf.pages):
            images = images_of(page)
            (name,) = [
                str(op.operands[0])
                for op in pikepdf.parse_content_stream(page)
                if str(op.operator) == "Do" and str(op.operands[0]) in images
            ]
            record = records[number // 2]
            far = {one: np.abs(inks - mean_inks(images[name])).sum() for one, inks in expected.items()}
            nearest = min(far, key=far.__getitem__)
            assert nearest == (SHARED[0] if record in SHARED else record)
            assert ("/Group" in page) == (profile == "pdf/vt-1")  # the logo is transparent
        masks = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/SMask" in o]
        assert bool(masks) == (profile == "pdf/vt-1")
        check_hints(pdf, parts=profile == "pdf/vt-1")
    assert verify_output(out, sample=4, executor=open_executor("serial")).verdict == "pass"


def check_hints(pdf: pikepdf.Pdf, *, parts: bool) -> None:
    """Compare what a RIP is told of each image and form with how the pages show it."""
    records: dict[tuple[int, int], set[int]] = {}
    for number, page in enumerate(pdf.pages):
        named = page.Resources.XObject
        for op in pikepdf.parse_content_stream(page):
            if str(op.operator) == "Do":
                records.setdefault(named[str(op.operands[0])].objgen, set()).add(number // 2)
    told = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and any("/GTS_" in key for key in o)]
    scopes = [str(one.GTS_Scope) for one in told]
    assert ("/Record" in scopes) == parts
    assert "/File" in scopes
    for one, scope in zip(told, scopes, strict=True):
        if scope == "/Record":
            assert len(records[one.objgen]) == 1
        if one.Subtype == "/Image":
            assert one.GTS_Encapsulated is True
            assert one.Intent == "/RelativeColorimetric"
            assert "/SMask" not in one
            assert "/Mask" not in one
            data = hashlib.sha256(one.read_raw_bytes()).digest()[:16]
            assert str(one.GTS_XID) == f"uuid:{uuid.UUID(bytes=data, version=5)}"
        else:
            assert "/GTS_Encapsulated" not in one
            assert "/GTS_XID" not in one


def in_order(out: Path) -> list[int]:
    with sqlite3.connect(out / "ledger.sqlite") as ledger:
        found = [row[0] for row in ledger.execute("SELECT record FROM pieces WHERE kind = 'piece' ORDER BY leaf")]
    ledger.close()
    return found


def test_a_file_of_single_pieces_is_full_when_its_images_are_as_many_as_a_dictionary_takes(tmp_path, monkeypatch):
    monkeypatch.setattr("vdp.run.piece_files.IMAGES_PER_FILE", 30)
    job = write_job(tmp_path / "job")
    job.write_text(JOB + 'output = { files = ["pieces"] }\n')
    out = run(job, tmp_path / "out", open_executor("serial"))
    paths = sorted((out / "print").iterdir())
    counts = []
    for path in paths:
        with pikepdf.open(path) as pdf:
            counts.append(len(images_of(pdf.pages[0])))
    assert len(counts) == 3, counts
    assert all(25 <= count <= 30 for count in counts[:-1])  # a piece brings two, and forms are in the dictionary too


class Meddler(SerialExecutor):
    """Does something between measuring and composing."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        self._meddle = meddle

    def map_ordered(self, build, arguments, items):
        if build is ComposeTask:
            self._meddle()
        return super().map_ordered(build, arguments, items)


@pytest.mark.parametrize("change", ["another", "gone"])
def test_a_photo_that_changes_while_the_job_runs_stops_it(tmp_path, change):
    job = write_job(tmp_path / "job")
    path = tmp_path / "job/photos/002.jpg"
    meddle = path.unlink if change == "gone" else lambda: path.write_bytes(photo(5))
    with pytest.raises(LayoutError) as caught:
        run(job, tmp_path / "out", Meddler(meddle))
    assert caught.value.code == "image.changed"
    assert "002" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_manifest_and_a_url_give_the_same_pages_as_the_folder(printed, tmp_path):
    job = write_job(tmp_path / "job")
    photos = tmp_path / "job/photos"
    with (tmp_path / "job/photos.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "sha256"])
        rows.writerows((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(photos.iterdir()))
    url = f'assets = {{ url = "{photos.as_uri()}", manifest = "photos.csv" }}'
    job.write_text(JOB.replace('assets = { folder = "photos" }', url))
    out = run(job, tmp_path / "out", open_executor("serial"))
    with pikepdf.open(out / "print/sheets-0001.pdf") as ours, pikepdf.open(printed / "print/sheets-0001.pdf") as theirs:
        for one, other in zip(ours.pages, theirs.pages, strict=True):
            assert one.Contents.read_bytes() == other.Contents.read_bytes()


def test_memory_does_not_grow_with_the_photos_of_a_chunk(tmp_path, monkeypatch):
    """A picture is prepared, written and forgotten before the next: at no time do two of them live."""
    alive, most = 0, 0

    def prepare(library, recipe):
        nonlocal alive, most
        picture = real(library, recipe)
        alive += 1
        most = max(most, alive)
        return picture._replace(data=Bytes(picture.data))

    def gone():
        nonlocal alive
        alive -= 1

    class Bytes(bytes):
        __slots__ = ()

        def __del__(self):
            gone()

    real = Library.prepare
    monkeypatch.setattr(Library, "prepare", prepare)
    layout = LAYOUT[: LAYOUT.index('    <page side="back">')] + "  </piece>\n</layout>\n"
    run(write_job(tmp_path / "job", layout), tmp_path / "out", open_executor("serial"))
    assert 1 <= most <= 2
