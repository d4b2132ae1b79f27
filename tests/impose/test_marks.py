from hypothesis import given, settings

from tests.impose.test_grid import grids
from vdp.impose import fit_grid, read_press, sheet_marks
from vdp.impose.paper import Rect, flip_rect


def ink_of(segment, line):
    """Return the area that a line with butt ends covers."""
    half = line // 2
    if segment.y0 == segment.y1:
        return Rect(segment.x0, segment.y0 - half, segment.x1, segment.y0 + half)
    return Rect(segment.x0 - half, segment.y0, segment.x0 + half, segment.y1)


def postcards():
    return fit_grid(read_press("sra3-toner"), (100_000, 148_000), bleed=3_000)


@settings(deadline=None, max_examples=80)
@given(grids())
def test_no_mark_enters_a_trim_or_the_bleed_of_two_slots(grid):
    if grid is None:
        return
    marks = sheet_marks(grid)
    behind = flip_rect(grid.imageable, width=grid.press.width, height=grid.press.height, flip=grid.flip)
    for side, segments, area in (
        (grid.front, marks.front, grid.imageable),
        (grid.back, marks.back, behind),
    ):
        for segment in segments:
            ink = ink_of(segment, marks.line)
            touched = [face for face in side if ink.overlaps(face.bleed)]
            # A slot's own bleed line runs along its own bleed edge, so half of the line lies in waste of that slot.
            assert all(min(abs(a - b) for a, b in edges(ink, face.bleed)) <= marks.line for face in touched)
            if grid.bleed >= marks.line:
                assert not any(ink.overlaps(face.trim) for face in side)
            assert area.holds(ink)


def edges(ink, box):
    middle = ((ink.x0 + ink.x1) // 2, (ink.y0 + ink.y1) // 2)
    return [(middle[0], box.x0), (middle[0], box.x1), (middle[1], box.y0), (middle[1], box.y1)]


@settings(deadline=None, max_examples=60)
@given(grids())
def test_the_marks_of_the_back_are_those_of_the_front_through_the_paper(grid):
    if grid is None:
        return
    marks = sheet_marks(grid)
    through = [
        flip_rect(Rect(*segment), width=grid.press.width, height=grid.press.height, flip=grid.flip)
        for segment in marks.front
    ]
    assert sorted(through) == sorted(Rect(*segment) for segment in marks.back)


def test_every_cut_has_a_mark_in_line_with_it_on_both_sides_of_the_block():
    grid = postcards()
    segments = sheet_marks(grid).front
    block = grid.block
    for cut in grid.cuts():
        if cut.axis == "x":
            on_line = [s for s in segments if s.x0 == s.x1 == cut.position]
            assert any(s.y1 <= block.y0 for s in on_line)
            assert any(s.y0 >= block.y1 for s in on_line)
        else:
            on_line = [s for s in segments if s.y0 == s.y1 == cut.position]
            assert any(s.x1 <= block.x0 for s in on_line)
            assert any(s.x0 >= block.x1 for s in on_line)


def test_the_outer_line_of_a_corner_stands_one_bleed_outside_the_inner():
    grid = postcards()
    below = [s for s in sheet_marks(grid).front if s.x0 == s.x1 and s.y1 <= grid.block.y0]
    assert {9_000, 157_000, 163_000, 311_000} <= {s.x0 for s in below}  # trim
    assert 160_000 in {s.x0 for s in below}  # the common bleed line in the gutter


def test_a_wide_gutter_carries_marks_inside_the_block():
    grid = fit_grid(read_press("sra3-toner"), (91_000, 55_000), bleed=3_000, gutter=12_000)
    block = grid.block
    inner = Rect(block.x0 + 20_000, block.y0 + 20_000, block.x1 - 20_000, block.y1 - 20_000)
    assert any(inner.holds(Rect(*segment)) for segment in sheet_marks(grid).front)


def test_the_sheet_text_has_a_box_clear_of_marks_and_bleed_on_both_sides():
    grid = postcards()
    marks = sheet_marks(grid)
    for slug, segments, faces in (
        (marks.front_slug, marks.front, grid.front),
        (marks.back_slug, marks.back, grid.back),
    ):
        assert slug.box.width >= 100_000
        assert slug.box.height == 4_000
        assert not any(slug.box.overlaps(ink_of(segment, marks.line)) for segment in segments)
        assert not any(slug.box.overlaps(face.bleed) for face in faces)


@settings(deadline=None, max_examples=80)
@given(grids())
def test_a_sheet_text_never_meets_a_mark_or_leaves_the_imageable_area(grid):
    if grid is None:
        return
    marks = sheet_marks(grid)
    if marks.front_slug is None:
        return
    box = marks.front_slug.box
    assert grid.imageable.holds(box)
    assert not any(box.overlaps(ink_of(segment, marks.line)) for segment in marks.front)
    assert not any(box.overlaps(face.bleed) for face in grid.front)


def test_common_marks_of_neighbours_are_drawn_once():
    segments = sheet_marks(postcards()).front
    assert len(set(segments)) == len(segments)
