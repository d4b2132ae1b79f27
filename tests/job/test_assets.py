"""[assets]: where the images are that records name."""

from __future__ import annotations

import pytest

from vdp.errors import JobError
from vdp.job import read_job


@pytest.fixture
def read(folder, write_job):
    (folder / "photos").mkdir()
    (folder.parent / "outside").mkdir()
    (folder / "link").symlink_to(folder.parent / "outside")
    for path in (folder / "photos.csv", folder.parent / "photos.csv"):
        path.touch()

    def read_lines(*lines):
        return read_job(write_job("\n".join(("[assets]", *lines, ""))))

    return read_lines


def test_a_folder_inside_the_job_folder_with_or_without_a_manifest(read):
    found = read('folder = "photos"').assets
    assert (found.folder.name, found.manifest, found.network) == ("photos", None, False)
    assert read('folder = "photos"', 'manifest = "photos.csv"').assets.manifest.name == "photos.csv"


def test_a_url_with_its_manifest(read):
    found = read('url = "s3://bucket/photos"', 'manifest = "photos.csv"', "network = true").assets
    assert (found.folder, found.url, found.network) == (None, "s3://bucket/photos", True)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (['folder = "../outside"'], "job.bad-value"),
        (['folder = "link"'], "job.bad-value"),
        (['folder = "nowhere"'], "job.missing-file"),
        (['folder = "photos"', 'manifest = "../photos.csv"'], "job.bad-value"),
        (['url = "photos"', 'manifest = "photos.csv"'], "job.bad-value"),
        (['url = "file:///a::s3://b"', 'manifest = "photos.csv"'], "job.bad-value"),
        (['folder = "photos"', "network = 1"], "job.bad-value"),
        (['folder = "photos"', 'network = "yes"'], "job.bad-value"),
        (['url = "s3://bucket/photos"'], "job.missing-key"),
        (['manifest = "photos.csv"'], "job.missing-key"),
        (['folder = "photos"', 'url = "file:///a"', 'manifest = "photos.csv"'], "job.missing-key"),
    ],
)
def test_what_leads_elsewhere_or_says_too_little_or_too_much_is_refused(read, lines, code):
    with pytest.raises(JobError) as caught:
        read(*lines)
    assert caught.value.code == code
