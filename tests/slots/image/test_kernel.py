from __future__ import annotations

import pickle
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError
from vdp.slots import Fault
from vdp.slots.image import ImageKernel
from vdp.slots.image.geometry import effective_ppi, place_image
from vdp.slots.image.spec import ImageSpec
from vdp.units import Box

BOX = Box(10, 20, 72, 36)
ASSETS = {
    "a.jpg": ("I0", 400, 400),
    "がく.png": ("I1", 400, 200),
    "small.png": ("I2", 100, 100),
    "broken.jpg": ("I3", 0, 0),
}


def kernel(**changes) -> ImageKernel:
    return ImageKernel(ImageSpec(**{"name": "photo", "box": BOX, "folder": Path("photos"), **changes}), ASSETS)


def numbers(fragment: bytes) -> list[float]:
    return [
        float(word) for word in fragment.replace(b"/", b" ").split() if word.replace(b".", b"").lstrip(b"-").isdigit()
    ]


@pytest.mark.parametrize(
    ("fit", "content"),
    [
        ("contain", b"q /N gs 36 0 0 36 28 20 cm /I0 Do Q"),
        ("cover", b"q /N gs 10 20 72 36 re W n 72 0 0 72 10 2 cm /I0 Do Q"),
        ("fill", b"q /N gs 72 0 0 36 10 20 cm /I0 Do Q"),
    ],
)
def test_a_square_image_in_a_slot_of_two_to_one(fit, content):
    assert kernel(fit=fit).compose(["a.jpg"]) == [content + b"\n"]


@pytest.mark.parametrize(("anchor", "left"), [((0, 0), 10), ((0.5, 0.5), 28), ((1, 1), 46)])
def test_the_anchor_decides_where_the_free_space_lies(anchor, left):
    assert numbers(kernel(anchor=anchor).compose(["a.jpg"])[0])[4] == left


@given(
    size=st.tuples(st.integers(1, 5000), st.integers(1, 5000)),
    box=st.tuples(st.floats(1, 900), st.floats(1, 900)),
    anchor=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(deadline=None)
def test_contain_stays_inside_cover_leaves_nothing_bare_and_both_keep_the_shape(size, box, anchor):
    slot = Box(5, 7, *box)
    for fit in ("contain", "cover"):
        painted = place_image(ImageSpec("s", slot, Path(), fit, anchor), *size)
        inner, outer = (painted, slot) if fit == "contain" else (slot, painted)
        assert painted.width / painted.height == pytest.approx(size[0] / size[1])
        assert outer.x - 1e-6 <= inner.x
        assert outer.y - 1e-6 <= inner.y
        assert inner.x + inner.width <= outer.x + outer.width + 1e-6
        assert inner.y + inner.height <= outer.y + outer.height + 1e-6


def test_the_effective_resolution_is_the_lower_of_both_directions():
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), "fill"), 300, 300) == 300
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), "cover"), 300, 300) == 300
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), "contain"), 300, 300) == 600


def test_a_decomposed_name_finds_its_composed_file():
    decomposed = unicodedata.normalize("NFD", "がく.png")
    assert kernel().measure([decomposed]) == []
    assert b"/I1 Do" in kernel().compose([decomposed])[0]


@pytest.mark.parametrize("missing", ["hold", "fail"])
def test_a_missing_image_is_a_fault_of_the_slot_s_policy(missing):
    (fault,) = kernel(missing=missing).measure(["a.jpg", "none.jpg"])
    assert fault == Fault(1, "image.missing", missing, "no image has this name")


def test_an_image_named_in_another_case_or_width_is_reported_not_guessed():
    faults = kernel().measure(["A.JPG", "ａ.jpg"])
    assert [fault.code for fault in faults] == ["image.missing"] * 2
    assert all("case or width" in fault.text for fault in faults)


def test_a_missing_image_that_the_layout_skips_paints_nothing():
    slot = kernel(missing="skip")
    assert slot.measure(["none.jpg", ""]) == []
    assert slot.compose(["none.jpg", ""]) == [b"", b""]


@pytest.mark.parametrize("value", ["../a.jpg", "/etc/passwd", "x\\a.jpg", "C:a.jpg", "..", "a.jpg\0", "a\n.jpg"])
@pytest.mark.parametrize("missing", ["hold", "skip"])
def test_a_value_that_is_no_file_name_is_held(value, missing):
    (fault,) = kernel(missing=missing).measure([value])
    assert (fault.code, fault.severity) == ("image.bad-name", "hold")


def test_no_fault_quotes_the_value():
    values = ["secret.jpg", "../secret.jpg", "BROKEN.jpg", "broken.jpg"]
    assert not any("secret" in fault.text or "roken" in fault.text.lower() for fault in kernel().measure(values))


def test_a_file_that_is_no_image_is_held_even_where_missing_ones_are_skipped():
    assert [(f.code, f.severity) for f in kernel(missing="skip").measure(["broken.jpg"])] == [
        ("image.unreadable", "hold")
    ]


def test_a_coarse_image_is_a_warning():
    (fault,) = kernel(fit="cover").measure(["small.png", "a.jpg"])
    assert fault == Fault(0, "image.resolution", "warn", "100 ppi in this slot, less than 150")


def test_composing_what_was_never_measured_is_a_defect():
    with pytest.raises(DefectError):
        kernel().compose(["none.jpg"])


def test_the_kernel_goes_to_workers_by_pickle():
    assert pickle.loads(pickle.dumps(kernel())).compose(["a.jpg"]) == kernel().compose(["a.jpg"])  # noqa: S301
