"""Which pages are measured, what is said of the others, and where a finding says that the ink is."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.preflight.base import make_base, save
from tests.preflight.plates.pages import SHEETS, Sheet, write_sheets
from vdp.errors import JobError
from vdp.preflight import check_pdf, read_house
from vdp.preflight.plates.sample import choose_pages
from vdp.preflight.terms import House

PAGES = st.integers(1, 500)


@given(PAGES, st.lists(PAGES, max_size=40), st.lists(PAGES, max_size=40), st.integers(0, 30))
def test_pages_are_chosen_once_each_within_file_and_limit(count, hot, forms, most):
    hot, forms = ([page for page in pages if page <= count] for pages in (hot, forms))
    chosen = choose_pages(count, hot=hot, forms=forms, most=most)
    assert chosen == sorted(set(chosen))
    assert all(1 <= page <= count for page in chosen)
    assert len(chosen) == (min(count, most) if most else count)


def test_suspect_pages_and_first_uses_of_forms_come_first():
    chosen = choose_pages(1000, hot=[777], forms=[500, 3], most=8)
    assert {777, 500, 3, 1} <= set(chosen)
    assert 1000 in choose_pages(1000, hot=[], forms=[], most=4)


def check(path: Path, **house):
    return check_pdf(path, profile="pdf/x-4", house=House(ink_limit=300, **house))


def test_pages_that_are_left_are_told(tmp_path):
    path = write_sheets(tmp_path / "a.pdf", [SHEETS["knock-out"]] * 5)
    report = check(path, ink_pages=2)
    assert report.outcome("CO-05") == "not-checked"
    assert report.facts["pages whose ink was measured"] == "2 of 5"
    [found] = [found for found in report.findings if found.rule == "CO-05"]
    assert found.text.startswith("the ink of 3 of 5 pages was not measured")
    assert check(path, ink_pages=0).outcome("CO-05") == "pass"


def test_the_page_with_too_much_is_named_though_all_are_alike_to_look_at(tmp_path):
    path = write_sheets(tmp_path / "a.pdf", [SHEETS["knock-out"], SHEETS["overprinted patches"], SHEETS["knock-out"]])
    found = [found for found in check(path).findings if found.rule == "CO-05"]
    assert [(each.page, each.outcome) for each in found] == [(2, "fail")]
    assert "380 % of ink on average of 15 mm2" in found[0].text


@pytest.mark.parametrize(("turn", "place"), [(0, (16, 76)), (90, (16, 16)), (180, (76, 16)), (270, (76, 76))])
def test_the_place_is_told_as_the_page_is_seen(turn, place, tmp_path):
    # 10 points square at 60, 60 of a page of 300; the trim begins at 20, 20 and ends at 280, 280
    path = write_sheets(tmp_path / "a.pdf", [Sheet(b"1 1 1 1 k 59.5 59.5 11 11 re f")])
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.pages[0].obj.Rotate = turn
        save(file, path, "pdf/x-4")
    [found] = [found for found in check(path).findings if found.outcome == "fail" and found.rule == "CO-05"]
    words = found.text.split()
    at = [int(words[index - 1]) for index, word in enumerate(words) if word == "mm"]
    assert at == pytest.approx(place, abs=1)


def test_ink_in_user_units_covers_as_much_paper_as_it_does(tmp_path):
    """A square of 3 points, which UserUnit makes 12: more than the window."""
    path = write_sheets(tmp_path / "a.pdf", [Sheet(b"1 1 1 1 k 100 100 3 3 re f")])
    assert check(path).outcome("CO-05") == "warn"
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.pages[0].obj.UserUnit = 4
        save(file, path, "pdf/x-4")
    assert check(path).outcome("CO-05") == "fail"


def test_inherited_boxes_and_resources_count(tmp_path):
    pdf = make_base("pdf/x-4", pages=1)
    page = pdf.pages[0].obj
    page.Contents = pdf.make_indirect(pikepdf.Stream(pdf, SHEETS["overprinted patches"].content))
    for key in ("/Resources", "/MediaBox"):
        pdf.Root.Pages[key] = page[key]
        del page[key]
    report = check(save(pdf, tmp_path / "a.pdf", "pdf/x-4"))
    assert report.outcome("CO-05") == "fail"


@pytest.mark.parametrize("line", ["ink-window = 0", "ink-window = -3", 'ink-window = "15"', "ink-pages = 2.5"])
def test_a_house_profile_with_other_values_is_refused(line, tmp_path):
    path = tmp_path / "house.toml"
    path.write_text(f"ink-limit = 300\n{line}\n", encoding="utf-8")
    with pytest.raises(JobError) as caught:
        read_house(path)
    assert caught.value.code == "preflight.house"


def test_a_house_profile_names_window_pages_and_plates_that_are_no_ink(tmp_path):
    path = tmp_path / "house.toml"
    path.write_text('ink-window = 10\nink-pages = 3\nuncounted-inks = ["Varnish"]\nrich-text = "9pt"\n')
    house = read_house(path)
    assert (house.ink_window, house.ink_pages, house.uncounted_inks, house.rich_text) == (10, 3, {"Varnish"}, 9)
