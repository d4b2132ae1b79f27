from hypothesis import given, settings

from tests.impose.test_grid import grids
from vdp.impose import fit_grid, read_press
from vdp.impose.paper import Rect


def cut_pile(sheet, cuts):
    """Cut a pile as a guillotine does: measured from the edge of the block that lies at the back gauge.

    The first two cuts across each axis trim the block; what is left stays together at the gauge for the others.
    """
    papers, block = [sheet], sheet
    trims = {"x": 0, "y": 0}
    for cut in cuts:
        low, high = (0, 2) if cut.axis == "x" else (1, 3)
        far_is_high = cut.against in ("left", "bottom")
        knife = block[low] + cut.gauge if far_is_high else block[high] - cut.gauge
        papers = [part for paper in papers for part in split(paper, low, high, knife)]
        if trims[cut.axis] < 2:
            block = block._replace(**{block._fields[high if far_is_high else low]: knife})
            trims[cut.axis] += 1
    return papers


def split(paper, low, high, knife):
    if not paper[low] < knife < paper[high]:
        return [paper]
    return [paper._replace(**{paper._fields[high]: knife}), paper._replace(**{paper._fields[low]: knife})]


def test_a_double_cut_needs_two_cuts_per_row_and_column():
    grid = fit_grid(read_press("sra3-toner"), (100_000, 148_000), bleed=3_000)
    assert len(grid.cuts()) == 2 * grid.columns + 2 * grid.rows


def test_a_common_cut_serves_both_neighbours():
    grid = fit_grid(read_press("sra3-toner"), (100_000, 148_000), bleed=3_000, gutter=0)
    assert len(grid.cuts()) == grid.columns + 1 + grid.rows + 1


@settings(deadline=None, max_examples=100)
@given(grids())
def test_the_cuts_free_exactly_the_trims_and_touch_none(grid):
    if grid is None:
        return
    sheet = Rect(0, 0, grid.press.width, grid.press.height)
    papers = cut_pile(sheet, grid.cuts())
    assert {face.trim for face in grid.front} <= set(papers)
    assert [cut.number for cut in grid.cuts()] == list(range(1, len(grid.cuts()) + 1))
