import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import JobError
from vdp.impose import fit_grid, read_press
from vdp.impose.paper import Rect, flip_rect
from vdp.impose.press import Press

HAGAKI = (100_000, 148_000)

mm = st.integers(0, 15_000)
lengths = st.integers(60_000, 320_000)


@st.composite
def presses(draw):
    losses = [draw(mm) for _ in range(4)]
    width, height = draw(st.integers(200_000, 760_000)), draw(st.integers(200_000, 760_000))
    return Press("p", "p", width, height, *losses, "same-order-face-down", "test", "", True)  # noqa: FBT003


@st.composite
def grids(draw):
    try:
        return fit_grid(
            draw(presses()),
            (draw(lengths), draw(lengths)),
            bleed=draw(st.integers(0, 5_000)),
            gutter=draw(st.none() | st.integers(0, 20_000)),
            flip=draw(st.sampled_from(["turn", "tumble"])),
        )
    except JobError:
        return None


def test_eight_postcards_lie_on_sra3_in_two_columns_of_four():
    grid = fit_grid(read_press("sra3-toner"), HAGAKI, bleed=3_000)
    assert (grid.up, grid.columns, grid.rows, grid.rotate) == (8, 2, 4, 90)


# Counts found by an independent calculation of the industry's common sizes: 4.2 mm lost on toner sheets, 9 and 6.5 on
# Indigo 7K, 10 and 5 on B2; 3 mm bleed; gutter of two bleeds, then a common cut.
@pytest.mark.parametrize(
    ("sheet", "loss", "piece", "gutter", "up"),
    [
        ((297, 420), (4.2, 4.2), (100, 148), 6, 4),
        ((297, 420), (4.2, 4.2), (100, 148), 0, 4),
        ((320, 450), (4.2, 4.2), (100, 148), 0, 8),
        ((320, 450), (4.2, 4.2), (200, 148), 6, 4),
        ((320, 450), (4.2, 4.2), (300, 148), 6, 2),
        ((320, 450), (4.2, 4.2), (210, 297), 6, 2),
        ((320, 450), (4.2, 4.2), (148, 210), 6, 4),
        ((318, 468), (4.2, 4.2), (100, 148), 6, 8),
        ((318, 468), (4.2, 4.2), (100, 148), 0, 9),
        ((318, 468), (4.2, 4.2), (300, 148), 6, 2),
        ((318, 468), (4.2, 4.2), (300, 148), 0, 3),
        ((329, 483), (4.2, 4.2), (100, 148), 6, 9),
        ((329, 483), (4.2, 4.2), (300, 148), 6, 3),
        ((330, 482), (6.5, 9), (100, 148), 6, 8),
        ((330, 482), (6.5, 9), (100, 148), 0, 9),
        ((750, 530), (5, 10), (100, 148), 6, 18),
        ((750, 530), (5, 10), (100, 148), 0, 21),
        ((750, 530), (5, 10), (300, 148), 6, 6),
    ],
)
def test_pieces_per_sheet_agree_with_the_table_of_common_sizes(sheet, loss, piece, gutter, up):
    x, y = (round(edge * 1000) for edge in loss)
    press = Press("p", "p", sheet[0] * 1000, sheet[1] * 1000, x, y, x, y, "same-order-face-down", "test", "", True)  # noqa: FBT003
    grid = fit_grid(press, (piece[0] * 1000, piece[1] * 1000), bleed=3_000, gutter=gutter * 1000)
    assert grid.up == up


def test_positions_read_left_to_right_and_top_to_bottom_on_the_front():
    grid = fit_grid(read_press("sra3-toner"), HAGAKI, bleed=3_000)
    corners = [(-face.trim.y0, face.trim.x0) for face in grid.front]
    assert corners == sorted(corners)


@settings(deadline=None, max_examples=150)
@given(grids())
def test_bleeds_lie_in_the_imageable_area_of_both_sides_and_overlap_nothing(grid):
    if grid is None:
        return
    press = grid.press
    area = Rect(press.left, press.bottom, press.width - press.right, press.height - press.top)
    for side in (grid.front, grid.back):
        assert all(area.holds(face.bleed) and face.bleed.holds(face.trim) for face in side)
        for index, face in enumerate(side):
            assert not any(face.bleed.overlaps(other.bleed) for other in side[index + 1 :])


@settings(deadline=None, max_examples=150)
@given(grids())
def test_no_further_column_or_row_would_fit(grid):
    if grid is None:
        return
    block, area, step = grid.block, grid.imageable, grid.gutter
    width, height = grid.front[0].trim.width, grid.front[0].trim.height
    assert block.width + step + width > area.width
    assert block.height + step + height > area.height


@settings(deadline=None, max_examples=100)
@given(grids())
def test_gutters_of_less_than_two_bleeds_are_flagged(grid):
    if grid is None:
        return
    xs = sorted({(face.trim.x0, face.trim.x1) for face in grid.front})
    ys = sorted({(face.trim.y0, face.trim.y1) for face in grid.front})
    gaps = [after[0] - before[1] for spans in (xs, ys) for before, after in itertools.pairwise(spans)]
    assert grid.shares_bleed == any(gap < 2 * grid.bleed for gap in gaps)


@settings(deadline=None, max_examples=100)
@given(presses(), st.sampled_from(["turn", "tumble"]), st.tuples(mm, mm, mm, mm))
def test_turning_and_tumbling_are_involutions(press, flip, corners):
    box = Rect(*corners)
    there = flip_rect(box, width=press.width, height=press.height, flip=flip)
    assert flip_rect(there, width=press.width, height=press.height, flip=flip) == box


def see_from_behind(point, press, flip):
    """Return where a needle through the front at `point` comes out on the back, as one looks at the back."""
    x, y = point
    return (press.width - x, y) if flip == "turn" else (x, press.height - y)


@settings(deadline=None, max_examples=150)
@given(grids(), st.tuples(st.integers(0, 30_000), st.integers(0, 30_000)))
def test_a_needle_through_the_piece_meets_the_same_point_of_its_back(grid, inside):
    """The piece in the hand is turned on its vertical axis: (x, y) of its front is (width - x, y) of its back."""
    if grid is None:
        return
    width, height = grid.piece
    points = [(0, 0), (width, 0), (0, height), (width, height), inside]
    for front, back in zip(grid.front, grid.back, strict=True):
        for x, y in points:
            needle = see_from_behind(front.placement.apply(x, y), grid.press, grid.flip)
            assert back.placement.apply(width - x, y) == needle


@settings(deadline=None, max_examples=100)
@given(grids())
def test_a_placed_piece_fills_its_trim_without_being_mirrored(grid):
    if grid is None:
        return
    width, height = grid.piece
    for face in (*grid.front, *grid.back):
        a, b, c, d, *_ = face.placement
        assert a * d - b * c == 1
        corners = [face.placement.apply(0, 0), face.placement.apply(width, height)]
        assert Rect(*map(min, *corners), *map(max, *corners)) == face.trim


def test_rotated_postcards_turn_clockwise_on_the_back():
    grid = fit_grid(read_press("sra3-toner"), HAGAKI, bleed=3_000)
    assert ({face.rotate for face in grid.front}, {face.rotate for face in grid.back}) == ({90}, {270})


def test_upright_pieces_stand_on_their_heads_when_the_sheet_is_tumbled():
    grid = fit_grid(read_press("a3nobi-toner"), HAGAKI, bleed=3_000, flip="tumble")
    assert ({face.rotate for face in grid.front}, {face.rotate for face in grid.back}) == ({0}, {180})


def test_a_piece_larger_than_the_sheet_is_refused():
    with pytest.raises(JobError, match="420 x 600 mm") as caught:
        fit_grid(read_press("sra3-toner"), (420_000, 600_000), bleed=3_000)
    assert caught.value.code == "impose.piece-too-large"


@pytest.mark.parametrize(("trim", "bleed", "gutter"), [((0, 1), 0, 0), ((9, 9), -1, 0), ((9, 9), 0, -1)])
def test_lengths_below_zero_are_refused(trim, bleed, gutter):
    with pytest.raises(JobError) as caught:
        fit_grid(read_press("sra3-toner"), trim, bleed=bleed, gutter=gutter)
    assert caught.value.code == "impose.bad-length"
