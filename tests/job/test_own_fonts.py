"""[fonts] catalogue: a second catalogue of fonts, inside the job folder."""

from __future__ import annotations

import pytest

from vdp.errors import JobError
from vdp.job import read_job


@pytest.fixture
def write(folder, write_job):
    for path in (folder / "fonts.toml", folder.parent / "fonts.toml"):
        path.touch()
    return write_job


def test_a_job_without_fonts_has_no_catalogue_of_its_own(write):
    assert read_job(write()).fonts.catalogue is None


def test_the_catalogue_is_a_path_from_the_job_folder(write):
    path = write('[fonts]\ncatalogue = "fonts.toml"\n')
    assert read_job(path).fonts.catalogue == path.parent.resolve() / "fonts.toml"


@pytest.mark.parametrize("name", ["../fonts.toml", "link.toml"])
def test_a_catalogue_outside_the_job_folder_is_refused(write, name):
    path = write(f'[fonts]\ncatalogue = "{name}"\n')
    (path.parent / "link.toml").symlink_to(path.parent.parent / "fonts.toml")
    with pytest.raises(JobError) as caught:
        read_job(path)
    assert caught.value.code == "job.bad-value"
    assert caught.value.where.line == 10
