from __future__ import annotations

import re
import zlib
from pathlib import Path

import numpy as np
import pytest

from vdp.compose import Resources, SheetComposer, take_inventory
from vdp.compose.sheets import BLANK, Stock, marks_content
from vdp.impose import fit_grid, read_press

POSTCARD = (100_000, 148_000)
FACE = "Noto Sans JP/400"


@pytest.fixture(scope="module")
def grid():
    return fit_grid(read_press("sra3-toner", folder=Path()), POSTCARD, bleed=3000)


@pytest.fixture(scope="module")
def sheets(grid):
    return SheetComposer(grid, Resources(take_inventory([], faces=(FACE,))), slug_face=FACE, marks=("M0", "M1"))


def stock(kind, count, *, forms=("", "")):
    return Stock(forms, [[b"(%b%d%b)" % (kind, index, side) for index in range(count)] for side in (b"f", b"b")])


def compose(sheets, cells, *stocks):
    """Return the inflated content of both sides of each sheet."""
    cells = np.array(cells, dtype=np.int64)
    slugs = [["slug"] * len(cells)] * 2
    return [
        [zlib.decompress(content).decode("latin-1") for content in side]
        for side in sheets.compose(cells, stocks, slugs)
    ]


def placed(content):
    """Return what each `q matrix cm … Q` group of a piece paints, by its matrix."""
    found = re.findall(r"q ([-\d. ]+) cm\s+(\(\w+\))Q", content)
    return {tuple(map(float, matrix.split())): ink for matrix, ink in found}


def matrices(grid, side):
    faces = (grid.front, grid.back)[side]
    return [(*face.placement[:4], *(number / 1000 * 72 / 25.4 for number in face.placement[4:])) for face in faces]


def test_each_piece_lies_on_the_slot_of_its_cell(sheets, grid):
    cells = [[3, 1, 4, 0, 5, 7, 2, 6]]
    for side, content in enumerate(compose(sheets, cells, stock(b"p", 8), stock(b"s", 0))):
        inks = placed(content[0])
        wanted = [f"(p{cell}{'fb'[side]})" for cell in cells[0]]
        assert list(inks.values()) == wanted
        for found, matrix in zip(inks, matrices(grid, side), strict=True):
            assert found == pytest.approx(matrix, abs=0.01)


def test_pieces_of_several_stocks_share_a_sheet(sheets):
    (front, *_), _ = compose(sheets, [[0, 1, 2, 3, 4, BLANK, BLANK, BLANK]], stock(b"p", 3), stock(b"s", 2))
    assert list(placed(front).values()) == ["(p0f)", "(p1f)", "(p2f)", "(s0f)", "(s1f)"]


def test_a_blank_has_neither_ink_nor_artwork(sheets):
    pieces = stock(b"p", 1, forms=("S0", "S1"))
    front, back = compose(sheets, [[BLANK, 0, *[BLANK] * 6]], pieces, stock(b"s", 0))
    assert front[0].count("/S0 Do") == 1
    assert back[0].count("/S1 Do") == 1
    assert list(placed(front[0]).values()) == ["(p0f)"]


def test_artwork_lies_under_all_pieces_and_is_that_of_their_stock(sheets):
    pieces, slips = stock(b"p", 2, forms=("S0", "S1")), stock(b"s", 1, forms=("S2", ""))
    front, back = compose(sheets, [[0, 1, 2, *[BLANK] * 5]], pieces, slips)
    assert [front[0].count(f"/S{number} Do") for number in range(4)] == [2, 0, 1, 0]
    assert [back[0].count(f"/S{number} Do") for number in range(4)] == [0, 2, 0, 0]
    assert front[0].rindex("Do") < front[0].index("(p0f)")


def test_ink_of_pieces_starts_as_overprinting_black(sheets):
    (front,), _ = compose(sheets, [[0, *[BLANK] * 7]], stock(b"p", 1), stock(b"s", 0))
    assert re.search(r"/K gs 0 0 0 1 k\s+q [-\d. ]+ cm\s+\(p0f\)Q", front)


def test_marks_and_sheet_text_are_on_both_sides(sheets):
    front, back = compose(sheets, [[0, *[BLANK] * 7]], stock(b"p", 1), stock(b"s", 0))
    assert front[0].startswith("/M0 Do")
    assert back[0].startswith("/M1 Do")
    assert front[0].rstrip().endswith("Q")
    assert "BT" in front[0][front[0].index("(p0f)") :]


def test_sheets_come_in_the_order_of_their_rows(sheets):
    rows = [[index, *[BLANK] * 7] for index in (2, 0, 1)]
    front, _ = compose(sheets, rows, stock(b"p", 3), stock(b"s", 0))
    assert [list(placed(content).values()) for content in front] == [["(p2f)"], ["(p0f)"], ["(p1f)"]]


def test_groups_are_balanced(sheets):
    for side in compose(sheets, [[0, 1, 2, *[BLANK] * 5]], stock(b"p", 2, forms=("S0", "S1")), stock(b"s", 1)):
        operators = re.findall(r"(?<![\w/(])[qQ](?![\w)])", side[0])
        depth = np.cumsum([1 if operator == "q" else -1 for operator in operators])
        assert depth[-1] == 0
        assert depth.min() >= 0


def test_marks_are_hairlines_in_black_alone(grid):
    for content in marks_content(grid):
        text = content.decode("ascii")
        assert text.startswith("0 0 0 1 K ")
        assert not re.search(r"\b(rg|RG|g|G|k)\b", text)
        assert text.count(" S\n") > 8
