"""Bundle slips take the size of the pieces: smaller ones are set smaller, too small ones are refused beforehand."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from vdp.errors import JobError, read_explanations
from vdp.job import PostalSettings, RecordsSettings
from vdp.postal import slip_fields
from vdp.postal.base import Bundle
from vdp.run.slips import compile_slips, slip_scale
from vdp.slots.text import FaceChain, TextKernel, open_face, read_catalogue
from vdp.units import MM

BUNDLES = (Bundle(1, 5, "10000", 100, 0, 1, 12), Bundle(559, 0, "雑", 7, 9_843, 1, 1))


def _compile(tmp_path, width, height, authority="japan"):
    job = SimpleNamespace(
        path=tmp_path / "job.toml",
        records=RecordsSettings(tmp_path / "people.csv", "crm-utf8"),
        postal=PostalSettings(date=date(2026, 12, 1), authority=authority),
    )
    plan = SimpleNamespace(width=width * MM, height=height * MM, bleed=3 * MM, safe=4 * MM)
    return compile_slips(job, plan)


@pytest.mark.parametrize(
    "size", [(100, 148), (91, 55), (55, 91), (210, 90), (148, 45), (45, 200), (45, 45), (300, 148)]
)
def test_every_text_of_a_slip_is_printed_whole(tmp_path, size):
    plan = _compile(tmp_path, *size)
    assert (plan.width / MM, plan.height / MM) == pytest.approx(size)
    columns = slip_fields(BUNDLES, job="spring-sale")
    catalogue, opened = read_catalogue(), {}
    for slot in plan.pages[0].slots:
        faces = [opened.setdefault(key, open_face(catalogue[key], f"F{key}")) for key in slot.spec.faces]
        values = slot.value.evaluate(columns, len(BUNDLES))
        assert TextKernel(slot.spec, FaceChain(faces)).measure(values) == [], slot.spec.name


def test_a_postcard_has_the_sizes_that_the_layout_writes(tmp_path):
    sizes = {slot.spec.name: slot.spec.size for slot in _compile(tmp_path, 100, 148).pages[0].slots}
    assert (sizes["code"], sizes["count"], sizes["kind"]) == (88, 40, 8)


def test_type_shrinks_with_the_shorter_measure(tmp_path):
    small = {slot.spec.name: slot.spec for slot in _compile(tmp_path, 91, 55).pages[0].slots}
    assert small["kind"].size == pytest.approx(8 * 0.6)
    assert small["code"].min_size == pytest.approx(40 * 0.6)
    assert slip_scale(91 * MM, 55 * MM) == slip_scale(55 * MM, 91 * MM) - 0.05 == pytest.approx(0.6)


@pytest.mark.parametrize("size", [(30, 20), (148, 44), (40, 200)])
def test_a_piece_too_small_for_a_slip_is_refused_with_the_least_size(tmp_path, size):
    with pytest.raises(JobError) as caught:
        _compile(tmp_path, *size)
    assert caught.value.code == "run.slip-size" in read_explanations()
    assert "40.5 x 44.5 mm" in caught.value.text
    assert 'authority = "none"' in caught.value.cure


def test_a_job_that_ties_no_bundles_has_no_slip_to_fit(tmp_path):
    plan = _compile(tmp_path, 30, 20, authority="none")
    assert [page.slots for page in plan.pages] == [()]
    assert plan.faces == ()
