"""Charts: what is painted is as long, as far round, as many as the value says; judged on pdfium's raster."""

from __future__ import annotations

import io
import math

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vdp.slots.forms import FormRow
from vdp.slots.shape import ChartKernel, draw_bar, draw_gauge
from vdp.slots.shape.chart_spec import SEPARATOR, BarSpec, GaugeSpec, Marks, Scale, StampCardSpec
from vdp.slots.shape.gauge import place_dial
from vdp.slots.shape.stamps import draw_stamps, place_stamps
from vdp.units import Box

CYAN, TRACK = b"1 0 0 0 k", b"0 0 0 0.2 k"
LIE, STAND = Box(10, 20, 100, 10), Box(20, 10, 10, 100)
SIZE = 120
numbers = st.floats(-1e6, 1e6, allow_nan=False)


def kernel(spec, draw, **options):
    return ChartKernel(spec.scale, *draw(spec), **options)


def bar(scale=None, **options):
    return kernel(BarSpec("b", options.pop("box", LIE), scale or Scale(100.0), CYAN, **options), draw_bar)


def gauge(**options):
    spec = GaugeSpec("g", Box(10, 10, 100, 100), Scale(100.0), CYAN, options.pop("line", 10.0), **options)
    return spec, kernel(spec, draw_gauge)


def paint(content, *, scale=4):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(SIZE, SIZE))
    states = {"/K": {"/op": True, "/OPM": 1}, "/N": {"/op": False, "/OPM": 0}}
    page.Resources = pikepdf.Dictionary({"/ExtGState": pikepdf.Dictionary(states)})
    page.Contents = pdf.make_stream(b"/K gs 0 0 0 1 k\n" + content)
    data = io.BytesIO()
    pdf.save(data)
    with pypdfium2.PdfDocument(data.getvalue()) as document:
        return document[0].render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].astype(int).copy()


def cyan(content, *, scale=4):
    """Return where the fill colour lies; rows from the top."""
    pixels = paint(content, scale=scale)
    return (pixels[..., 2] - pixels[..., 0]) > 100


@pytest.mark.parametrize("value", ["0", "1", "37.5", "50", "100"])
@pytest.mark.parametrize(("box", "upright", "axis"), [(LIE, False, 0), (STAND, True, 1)])
def test_a_bar_is_filled_as_far_as_its_value(value, box, upright, axis):
    [ink] = bar(box=box, upright=upright, track=TRACK).compose([value])
    found = cyan(ink)
    assert found.sum() / 16 == pytest.approx(float(value) * 10, abs=12)
    if found.any():
        rows, columns = np.nonzero(found)
        assert (columns.min() / 4, SIZE - (rows.max() + 1) / 4) == pytest.approx((box.x, box.y), abs=0.3)
        reached = columns.max() / 4 - 10 if axis == 0 else SIZE - rows.min() / 4 - 10
        assert reached == pytest.approx(float(value), abs=0.5)


@pytest.mark.parametrize("value", [2, 5, 30, 97, 100])
def test_round_ends_stay_inside_the_track_and_reach_the_value(value):
    made = bar(round_ends=True, track=TRACK)
    full, found = cyan(made.compose(["100"])[0]), cyan(made.compose([str(value)])[0])
    assert not (found & ~full).any()
    columns = np.nonzero(found.any(axis=0))[0]
    assert columns.max() / 4 - 10 == pytest.approx(value, abs=0.5)
    assert found.sum() < 16 * (value * 10 + 5)


def test_marks_divide_the_scale_outside_the_bar():
    content = bar(track=TRACK, marks=Marks(4, 3.0, 1.0)).compose(["50"])[0]
    dark = paint(content).max(axis=2) < 80
    row = dark[round((SIZE - 21.5) * 4)]
    starts = np.nonzero(np.diff(row.astype(int)) == 1)[0] + 1
    assert starts / 4 == pytest.approx([10, 34.75, 59.5, 84.25, 109], abs=0.3)
    assert not dark[: round((SIZE - 23) * 4) - 1].any()


@given(value=numbers, most=st.floats(0.5, 1e6), least=st.floats(-1e6, 0))
@settings(deadline=None, max_examples=100)
def test_a_clamped_value_is_drawn_as_the_nearer_end_of_the_scale(value, most, least):
    made = bar(Scale(most, least))
    [drawn], [low], [high] = (made.compose([repr(one)]) for one in (value, least, most))
    assert made.measure([repr(value)]) == []
    if value <= least:
        assert drawn == low
    if value >= most:
        assert drawn == high
    path = drawn.split(b"k ")[-1].split(b" re")[0].split() if b" re f" in drawn else [b"0"] * 4
    assert 0 <= float(path[2]) <= LIE.width + 1e-6
    share = min(1.0, max(0.0, (value - least) / (most - least)))
    assert float(path[2]) == pytest.approx(share * LIE.width, abs=0.06)


@given(value=numbers)
@example(value=-5e-324)
@example(value=math.nextafter(100.0, 101.0))
@settings(deadline=None, max_examples=100)
def test_a_value_is_held_exactly_where_it_is_beyond_the_scale(value):
    faults = bar(Scale(100.0, outside="hold")).measure([repr(value)])
    assert [fault.code for fault in faults] == ([] if 0 <= value <= 100 else ["shape.range"])


@given(values=st.lists(numbers, min_size=2, max_size=20))
@settings(deadline=None, max_examples=50)
def test_more_is_never_drawn_shorter(values):
    values = sorted(values)
    inks = bar(Scale(1e6, -1e6)).compose(list(map(repr, values)))
    lengths = [float(ink.split()[-5]) if b" re f" in ink else 0.0 for ink in inks]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize(
    ("scale", "value", "expected"),
    [
        (Scale(100.0), "", ("shape.missing", "hold")),
        (Scale(100.0, missing="fail"), "", ("shape.missing", "fail")),
        (Scale(100.0, missing="zero"), "", None),
        (Scale(100.0, missing="skip"), "", None),
        (Scale(100.0), "1,200", ("shape.number", "hold")),
        (Scale(100.0), "nan", ("shape.number", "hold")),
        (Scale(100.0), "inf", ("shape.number", "hold")),
        (Scale(100.0, outside="fail"), "101", ("shape.range", "fail")),
        (Scale(100.0), "101", None),
        (Scale(None), f"5{SEPARATOR}10", None),
        (Scale(None), f"5{SEPARATOR}0", ("shape.scale", "hold")),
        (Scale(None), f"5{SEPARATOR}", ("shape.scale", "hold")),
        (Scale(None), f"{SEPARATOR}10", ("shape.missing", "hold")),
        (Scale(None), f"x{SEPARATOR}10", ("shape.number", "hold")),
    ],
)
def test_faults_of_values(scale, value, expected):
    faults = bar(scale).measure([f"1{SEPARATOR}10" if scale.most is None else "1", value])
    assert [(fault.index, fault.code, fault.severity) for fault in faults] == ([(1, *expected)] if expected else [])


def test_a_missing_value_is_left_out_or_drawn_as_none():
    assert bar(Scale(100.0, missing="skip"), track=TRACK).compose([""]) == [b""]
    zero = bar(Scale(100.0, missing="zero"), track=TRACK)
    assert zero.compose([""]) == zero.compose(["0"])


def test_the_maximum_may_come_from_the_record():
    made = bar(Scale(None))
    assert made.compose([f"5{SEPARATOR}10", f"50{SEPARATOR}100"])[0] == bar().compose(["50"])[0]
    assert made.shown(["5"]) == [""]


@pytest.mark.parametrize("sweep", [90, 180, 270, 360])
@pytest.mark.parametrize("value", [10, 25, 50, 100])
def test_an_arc_covers_its_share_of_the_dial(sweep, value):
    spec, made = gauge(sweep=float(sweep), track=TRACK)
    found, dial = cyan(made.compose([str(value)])[0]), place_dial(spec)
    area = np.pi * (dial.outer**2 - dial.inner**2) * sweep / 360 * value / 100
    assert found.sum() / 16 == pytest.approx(area, rel=0.03)
    rows, columns = np.nonzero(found)
    x, y = columns / 4 + 0.125 - dial.x, SIZE - rows / 4 - 0.125 - dial.y
    clockwise = (dial.start - np.degrees(np.arctan2(y, x))) % 360
    assert np.percentile(clockwise, 99) <= sweep * value / 100 + 2
    assert (np.hypot(x, y) <= dial.outer + 0.4).all()
    assert (np.hypot(x, y) >= dial.inner - 0.4).all()


@pytest.mark.parametrize("sweep", [30, 120, 180, 200, 270, 360])
def test_a_dial_is_as_large_as_its_box_lets_it_be(sweep):
    spec, made = gauge(sweep=float(sweep), marks=Marks(5, 4.0, 0.5))
    found = paint(made.compose(["100"])[0])[:, :, 0] < 200
    rows, columns = np.nonzero(found)
    low, high = np.array([columns.min(), rows.min()]) / 4, np.array([columns.max(), rows.max()]) / 4
    assert (low >= 9.5).all()
    assert (high <= 110.5).all()
    assert (low - 10).min() < 1.5
    assert place_dial(spec).outer > 0


@pytest.mark.parametrize(("value", "angle"), [(0, 180), (25, 135), (50, 90), (100, 0)])
def test_a_needle_points_to_its_value(value, angle):
    spec, made = gauge(needle=True, line=4.0)
    found, dial = cyan(made.compose([str(value)])[0]), place_dial(spec)
    rows, columns = np.nonzero(found)
    x, y = columns / 4 + 0.125 - dial.x, SIZE - rows / 4 - 0.125 - dial.y
    tip = np.argmax(np.hypot(x, y))
    assert np.degrees(np.arctan2(y[tip], x[tip])) == pytest.approx(angle, abs=2)
    assert np.hypot(x, y)[tip] == pytest.approx(dial.outer, abs=3)


def card(**options):
    options = {"scale": Scale(10.0), "columns": 5, "line": 1.0, "gap": 4.0, **options}
    return StampCardSpec("s", Box(10, 40, 100, 40), fill=CYAN, **options)


def stamps(spec, **forms):
    return ChartKernel(spec.scale, *draw_stamps(spec, stamp=forms.get("stamp"), empty=forms.get("empty")), offset=0.0)


@pytest.mark.parametrize("form", ["circle", "square"])
@pytest.mark.parametrize(("value", "filled"), [("0", 0), ("3", 3), ("3.9", 3), ("10", 10), ("12", 10), ("-1", 0)])
def test_as_many_stamps_are_filled_as_the_value_has_reached(form, value, filled):
    spec = card(form=form)
    pixels = cyan(stamps(spec).compose([value])[0])
    middles = [(box.x + box.width / 2, box.y + box.height / 2) for box in place_stamps(spec)]
    assert [bool(pixels[round((SIZE - y) * 4), round(x * 4)]) for x, y in middles] == [n < filled for n in range(10)]


@given(count=st.integers(1, 40), columns=st.integers(1, 12), gap=st.floats(0, 2))
@settings(deadline=None, max_examples=60)
def test_stamps_lie_in_their_box_and_apart(count, columns, gap):
    spec = card(scale=Scale(float(count)), columns=columns, gap=gap)
    cells = place_stamps(spec)
    assert len(cells) == count
    for index, (x, y, width, height) in enumerate(cells):
        assert x >= 10 - 1e-6
        assert x + width <= 110 + 1e-6
        assert y >= 40 - 1e-6
        assert y + height <= 80 + 1e-6
        for other in cells[index + 1 :]:
            apart = max(
                other.x - x - width, x - other.x - other.width, other.y - y - height, y - other.y - other.height
            )
            assert apart >= gap - 1e-6


def test_artwork_may_stand_for_stamps():
    row = FormRow(None, "B7", 10.0, 10.0)
    [ink] = stamps(card(), stamp=row, empty=row._replace(resource="B8")).compose(["4"])
    assert (ink.count(b"/B7 Do"), ink.count(b"/B8 Do")) == (4, 6)


def test_empty_stamps_without_a_line_paint_nothing():
    assert stamps(card(line=0.0)).compose(["0"]) == [b"q /N gs\nQ\n"]


@pytest.mark.parametrize("made", [bar(track=TRACK), gauge()[1], stamps(card())])
def test_charts_leave_the_state_as_they_find_it_and_knock_out(made):
    for ink in made.compose(["0", "55", "100"]):
        words = ink.split()
        assert words.count(b"q") == words.count(b"Q")
        assert words[:3] == [b"q", b"/N", b"gs"]
        assert words[-1] == b"Q"
