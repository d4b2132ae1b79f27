"""What report.json says that a RIP has to read for a piece, counted again with pikepdf."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pikepdf
import pytest


@pytest.fixture(scope="module")
def both(shared, tmp_path_factory):
    """A small job with sheets and pieces, finished."""
    from tests.whole.conftest import write_job  # noqa: PLC0415 - shared with the other jobs of this folder

    def build(folder):
        job = write_job(folder, range(1, 61))
        job.edit('profile = "pdf/x-4"', 'profile = "pdf/vt-1"\nfiles = ["pieces", "imposed"]')
        done = job.run("--workers", 2)
        assert done.returncode == 0, done.stderr

    return shared("reuse", build) / "out"


def count(path):
    """Return bytes, objects, and the bytes of pages, their contents and document parts of single records."""
    raw = path.read_bytes()
    size = int(re.search(rb"/Size (\d+)", raw[raw.rindex(b"trailer") :])[1])
    table = raw[raw.rindex(b"\nxref\n") :].split(b"\n")[3 : size + 2]
    offsets = [*sorted(int(line[:10]) for line in table), raw.rindex(b"\nxref\n") + 1]
    lengths = dict(zip(offsets[:-1], (b - a for a, b in pairwise(offsets)), strict=True))
    own = set()
    with pikepdf.open(path) as pdf:
        assert len(pdf.objects) == size - 1 == len(table)
        for page in pdf.pages:
            own |= {page.obj.objgen[0], page.Contents.objgen[0]}
            if "/DPart" in page.obj:
                own.add(page.obj.DPart.objgen[0])
    mine = sum(lengths[int(table[number - 1][:10])] for number in own)
    return len(raw), size - 1, mine


@pytest.mark.parametrize("kind", ["pieces", "sheets"])
def test_bytes_objects_and_the_share_of_what_all_have_in_common_are_those_of_the_file(both, kind):
    (path,) = (both / "print").glob(f"{kind}-*.pdf")
    size, objects, own = count(path)
    facts = json.loads((both / "report.json").read_text())["facts"]
    counts = json.loads((both / "manifest.json").read_text())["counts"]
    leaves = counts["printed"] + counts["tags"]
    assert facts[f"{kind}: objects a leaf"] == f"{objects / leaves:.2f}"
    said = re.fullmatch(r"(\d+), of them shared ([\d.]+)%", facts[f"{kind}: bytes a leaf"])
    assert said[1] == f"{size / leaves:.0f}"
    assert float(said[2]) == pytest.approx(100 * (size - own) / size, abs=0.06)
