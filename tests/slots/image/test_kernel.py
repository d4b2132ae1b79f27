from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vdp.errors import DefectError, LayoutError
from vdp.slots import Fault
from vdp.slots.image import ImageKernel
from vdp.slots.image.geometry import MAX_PPI, Size, effective_ppi, place_image, plan_placement
from vdp.slots.image.sources import list_folder
from vdp.slots.image.spec import Clip, ImageSpec
from vdp.units import Box, Matrix

BOX = Box(10, 20, 72, 36)
FILES = {"a.jpg": (400, 400), "がく.png": (400, 200), "small.png": (100, 100)}
RESOURCE = "I" + "0" * 24


@pytest.fixture
def kernel(tmp_path: Path, library) -> Callable[..., ImageKernel]:
    for name, size in FILES.items():
        Image.new("RGB", size, "red").save(tmp_path / name)

    def make(**changes) -> ImageKernel:
        return ImageKernel(ImageSpec(**{"name": "photo", "box": BOX, "folder": tmp_path, **changes}), library())

    return make


def ink(kernel: ImageKernel, name: str) -> str:
    """Return what measuring and composing one file gives, the resource's name left out."""
    assert [fault for fault in kernel.measure([name]) if fault.severity != "warn"] == []
    text = kernel.compose([name])[0].decode()
    at = text.index("/I")
    return text[:at] + text[at + len(RESOURCE) + 1 :]


@pytest.mark.parametrize(
    ("fit", "content"),
    [
        ("contain", "q /N gs 36 0 0 36 28 20 cm  Do Q\n"),
        ("cover", "q /N gs 10 20 72 36 re W n 72 0 0 36 10 20 cm  Do Q\n"),
        ("fill", "q /N gs 72 0 0 36 10 20 cm  Do Q\n"),
        ("none", "q /N gs 10 20 72 36 re W n 72 0 0 36 10 20 cm  Do Q\n"),
    ],
)
def test_a_square_image_in_a_slot_of_two_to_one(kernel, fit, content):
    """With cover its middle 400 by 200 pixels are stored; with none it is 96 pt wide and 300 by 150 of them are."""
    assert ink(kernel(fit=fit), "a.jpg") == content


@pytest.mark.parametrize(("anchor", "left"), [((0, 0), "10"), ((0.5, 0.5), "28"), ((1, 1), "46")])
def test_the_anchor_decides_where_the_free_space_lies(kernel, anchor, left):
    assert ink(kernel(anchor=anchor), "a.jpg").split()[7] == left


@pytest.mark.parametrize(
    ("rotate", "matrix"),
    [(0, (72, 0, 0, 36, 10, 20)), (90, (0, -36, 18, 0, 37, 56)), (180, (-72, 0, 0, -36, 82, 56))],
)
def test_a_turned_image_lies_in_the_middle_of_its_slot(rotate, matrix):
    spec = ImageSpec("s", BOX, Path(), rotate=rotate)
    assert plan_placement(spec, Size(400, 200)).matrix == pytest.approx(matrix)


@given(
    size=st.tuples(st.integers(1, 5000), st.integers(1, 5000)),
    box=st.tuples(st.floats(1, 900), st.floats(1, 900)),
    anchor=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(deadline=None)
def test_contain_stays_inside_cover_leaves_nothing_bare_and_both_keep_the_shape(size, box, anchor):
    slot = Box(0, 0, *box)
    for fit in ("contain", "cover"):
        painted = place_image(ImageSpec("s", slot, Path(), fit, anchor), Size(*size))
        inner, outer = (painted, slot) if fit == "contain" else (slot, painted)
        assert painted.width / painted.height == pytest.approx(size[0] / size[1])
        assert outer.x - 1e-6 <= inner.x
        assert outer.y - 1e-6 <= inner.y
        assert inner.x + inner.width <= outer.x + outer.width + 1e-6
        assert inner.y + inner.height <= outer.y + outer.height + 1e-6


@given(
    size=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    box=st.tuples(st.floats(5, 900), st.floats(5, 900)),
    anchor=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    fit=st.sampled_from(["contain", "cover", "fill", "none"]),
    rotate=st.sampled_from([0, 90, 180, 270]),
)
@settings(deadline=None)
def test_what_is_stored_lies_where_the_whole_image_would(size, box, anchor, fit, rotate):
    """Each corner of the crop, taken through the matrix, is where the uncropped image has that pixel."""
    spec = ImageSpec("s", Box(5, 7, *box), Path(), fit, anchor, rotate=rotate)
    placed = plan_placement(spec, Size(*size))
    left, top, right, bottom = placed.crop
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    whole = corners_of_whole(spec, Size(*size))
    for across, down, point in ((left, bottom, (0, 0)), (right, bottom, (1, 0)), (left, top, (0, 1))):
        share = (across / size[0], 1 - down / size[1])
        assert apply(placed.matrix, point) == pytest.approx(apply(whole, share), abs=1e-6 * max(*box, *size))
    assert placed.size[0] <= right - left
    stored = min(placed.size[0] / (right - left), placed.size[1] / (bottom - top)) * placed.ppi
    assert stored <= MAX_PPI * 1.5 or 1 in placed.size


def corners_of_whole(spec: ImageSpec, size: Size) -> Matrix:
    """Place the whole image by turning its upright box about the slot's middle, another way than the code does."""
    painted, box = place_image(spec, size), spec.box
    upright = (box.height, box.width) if spec.rotate in {90, 270} else (box.width, box.height)
    cos, sin = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}[spec.rotate]

    def turn(x: float, y: float) -> tuple[float, float]:
        x, y = x - upright[0] / 2, y - upright[1] / 2
        return (box.x + box.width / 2 + cos * x - sin * y, box.y + box.height / 2 + sin * x + cos * y)

    origin = turn(painted.x, painted.y)
    right = turn(painted.x + painted.width, painted.y)
    top = turn(painted.x, painted.y + painted.height)
    return Matrix(
        right[0] - origin[0], right[1] - origin[1], top[0] - origin[0], top[1] - origin[1], origin[0], origin[1]
    )


def apply(matrix: Matrix, point: tuple[float, float]) -> tuple[float, float]:
    x, y = point
    return (matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f)


def test_the_effective_resolution_is_the_lower_of_both_directions():
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), "fill"), Size(300, 300)) == 300
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), "cover"), Size(300, 300)) == 300
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), "contain"), Size(300, 300)) == 600
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), "none"), Size(300, 300, (200, 400))) == 200
    assert effective_ppi(ImageSpec("s", Box(0, 0, 72, 36), Path(), rotate=90), Size(300, 600)) == 600


@pytest.mark.parametrize(("pixel_count", "kept"), [(450, 450), (451, 450), (900, 450)])
def test_pixels_finer_than_450_ppi_are_thinned_out(pixel_count, kept):
    placed = plan_placement(ImageSpec("s", Box(0, 0, 72, 72), Path(), "fill"), Size(pixel_count, pixel_count))
    assert placed.size == (kept, kept)


def test_the_same_picture_treated_alike_has_one_name_and_another_size_another(kernel, tmp_path):
    (tmp_path / "twin.jpg").write_bytes((tmp_path / "a.jpg").read_bytes())
    one, larger = kernel(), kernel(box=Box(0, 0, 20, 20))
    assert one.measure(["a.jpg", "twin.jpg"]) == []
    first, second = one.compose(["a.jpg", "twin.jpg"])
    assert first == second
    larger.measure(["a.jpg"])
    assert larger.compose(["a.jpg"])[0].split(b"/I")[1] != first.split(b"/I")[1]


def test_a_decomposed_name_finds_its_composed_file_and_the_other_way_round(kernel, tmp_path):
    decomposed = unicodedata.normalize("NFD", "がく.png")
    assert kernel().measure([decomposed]) == []
    (tmp_path / "がく.png").rename(tmp_path / decomposed)
    assert kernel().measure(["がく.png"]) == []


@pytest.mark.parametrize("missing", ["hold", "fail"])
def test_a_missing_image_is_a_fault_of_the_slot_s_policy(kernel, missing):
    (fault,) = kernel(missing=missing).measure(["a.jpg", "none.jpg"])
    assert fault == Fault(1, "image.missing", missing, "no image has this name")


def test_an_image_named_in_another_case_or_width_is_reported_not_guessed(kernel):
    faults = kernel().measure(["A.JPG", "ａ.jpg"])
    assert [fault.code for fault in faults] == ["image.missing"] * 2
    assert all("case or width" in fault.text for fault in faults)


def test_a_missing_image_that_the_layout_skips_paints_nothing(kernel):
    slot = kernel(missing="skip")
    assert slot.measure(["none.jpg", ""]) == []
    assert slot.compose(["none.jpg", ""]) == [b"", b""]


def test_no_fault_quotes_the_value(kernel):
    values = ["secret.jpg", "../secret.jpg", "SMALL.png", "small.png"]
    assert not any("secret" in f.text or "small" in f.text.lower() for f in kernel(fit="cover").measure(values))


def test_a_coarse_image_is_a_warning_or_held_as_the_slot_says(kernel):
    (fault,) = kernel(fit="cover").measure(["small.png", "a.jpg"])
    assert fault == Fault(0, "image.resolution", "warn", "100 ppi in this slot, less than 150")
    assert kernel(fit="cover", min_ppi=100.0).measure(["small.png"]) == []
    (fault,) = kernel(fit="cover", min_ppi=401.0, coarse="hold").measure(["a.jpg"])
    assert (fault.code, fault.severity) == ("image.resolution", "hold")


def test_composing_what_was_never_measured_is_a_defect(kernel):
    for name in ("a.jpg", "none.jpg", "../a.jpg"):
        with pytest.raises(DefectError):
            kernel().compose([name])


def test_a_slot_s_spec_goes_to_workers_by_pickle():
    spec = ImageSpec("s", BOX, None, clip=Clip("polygon", points=((0, 0), (1, 0), (0.5, 1))))
    assert pickle.loads(pickle.dumps(spec)) == spec  # noqa: S301


def test_more_values_than_are_remembered_are_composed_all_the_same(kernel, monkeypatch):
    monkeypatch.setattr("vdp.slots.image.kernel._REMEMBERED", 1)
    slot = kernel()
    for _ in range(3):
        slot.measure(list(FILES))
        assert len(set(slot.compose(list(FILES)))) == len(FILES)


@pytest.mark.parametrize("twin", ["A.PNG", "ａ.png"])
def test_names_that_differ_only_in_case_or_width_are_refused(tmp_path, twin):
    for name in ("a.png", twin):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(LayoutError) as caught:
        list_folder(tmp_path)
    assert caught.value.code == "image.ambiguous"


def test_a_missing_folder_is_a_layout_error(tmp_path):
    with pytest.raises(LayoutError) as caught:
        list_folder(tmp_path / "none")
    assert caught.value.code == "image.folder"
