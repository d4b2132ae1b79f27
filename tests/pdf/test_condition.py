from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from PIL import ImageCms

from vdp.errors import JobError
from vdp.pdf import condition as condition_module
from vdp.pdf import open_condition
from vdp.pdf.registry import REGISTRY

SHIPPED = Path(condition_module.__file__).parent / "conditions" / "FOGRA39L_coated.icc"


@pytest.fixture
def profile(tmp_path):
    """Return a function that writes the shipped profile with some bytes replaced."""

    def write(changes: dict[int, bytes], *, cut: int = 0) -> Path:
        raw = bytearray(SHIPPED.read_bytes())
        for at, new in changes.items():
            raw[at : at + len(new)] = new
        path = tmp_path / "shop.icc"
        path.write_bytes(bytes(raw[: len(raw) - cut]))
        return path

    return write


def test_the_shipped_profile_is_what_lcms_takes_it_for():
    condition = open_condition("FOGRA39")
    lcms = ImageCms.ImageCmsProfile(io.BytesIO(condition.profile)).profile
    assert (lcms.device_class, lcms.xcolor_space.strip()) == ("prtr", "CMYK")
    assert condition.profile_name == lcms.profile_description == "FOGRA39L Coated"
    assert "free of known copyright restrictions" in lcms.copyright


def test_the_readme_states_the_hash_of_the_shipped_profile():
    readme = (SHIPPED.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(SHIPPED.read_bytes()).hexdigest() in readme


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(JobError, match="JC200103") as caught:
        open_condition("JC201103")
    assert caught.value.code == "pdf.unknown-condition"


@pytest.mark.parametrize("name", [*(name for name in REGISTRY if name != "FOGRA39"), "Custom"])
def test_a_condition_without_a_shipped_profile_asks_for_one(name):
    with pytest.raises(JobError) as caught:
        open_condition(name)
    assert caught.value.code == "pdf.profile-needed"


def test_a_registered_condition_takes_the_shop_s_profile(profile):
    condition = open_condition("JC200103", icc=profile({}))
    assert (condition.identifier, condition.registry) == ("JC200103", "http://www.color.org")


def test_a_condition_of_the_shop_s_own_names_no_registry(profile):
    condition = open_condition("Custom", icc=profile({}))
    assert (condition.registry, condition.profile_name) == ("", "FOGRA39L Coated")


@pytest.mark.parametrize(
    ("changes", "cut", "reason"),
    [
        ({36: b"xxxx"}, 0, "not an ICC profile"),
        ({}, 1, "size field"),
        ({12: b"mntr"}, 0, "not prtr"),
        ({16: b"RGB "}, 0, "not CMYK"),
        ({20: b"CMYK"}, 0, "neither Lab nor XYZ"),
        ({8: b"\x05"}, 0, "version"),
        ({8: b"\x04\x30"}, 0, "4.3"),
        ({132 + 12 * 8: b"junk", 132 + 12 * 9: b"junk"}, 0, "B2A0"),
    ],
)
def test_a_profile_that_a_cmyk_file_cannot_carry_is_refused(profile, changes, cut, reason):
    with pytest.raises(JobError, match=reason) as caught:
        open_condition("Custom", icc=profile(changes, cut=cut))
    assert caught.value.code == "pdf.bad-profile"


def test_a_profile_of_version_4_2_is_taken(profile):
    assert open_condition("Custom", icc=profile({8: b"\x04\x20"})).components == 4


def test_a_missing_profile_is_a_job_error(tmp_path):
    with pytest.raises(JobError, match="cannot be read"):
        open_condition("Custom", icc=tmp_path / "none.icc")
