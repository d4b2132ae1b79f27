import pytest

from vdp.errors import JobError
from vdp.impose import read_press
from vdp.impose.press import press_names

GOOD = """
title = "t"
sheet = [320, 450]
loss = { left = 1, bottom = 2, right = 3, top = 4.2 }
source = "measured"
as-of = 2026-11-21
verified = true
"""


def test_every_shipped_profile_reads_and_names_its_source():
    for name in press_names():
        press = read_press(name)
        assert press.source
        assert press.as_of == "2026-11-21"


def test_sra3_loses_4_2_mm_on_each_side():
    press = read_press("sra3-toner")
    assert (press.width, press.height) == (320_000, 450_000)
    assert {press.left, press.bottom, press.right, press.top} == {4_200}


def test_dots_and_reduction_of_a_press_are_read_and_may_be_left_out(tmp_path):
    keys = 'dpi = 812.8\ndpi-source = "data sheet"\nbar-width-reduction = 35\n'
    (tmp_path / "own.toml").write_text(keys + GOOD, encoding="utf-8")
    press = read_press("own", folder=tmp_path)
    assert (press.dpi, press.dpi_source, press.bar_width_reduction) == (812.8, "data sheet", 35)
    (tmp_path / "own.toml").write_text(GOOD, encoding="utf-8")
    assert read_press("own", folder=tmp_path).dpi == 0


def test_the_shops_own_profile_goes_before_ours(tmp_path):
    (tmp_path / "sra3-toner.toml").write_text(GOOD, encoding="utf-8")
    assert read_press("sra3-toner", folder=tmp_path).title == "t"


@pytest.mark.parametrize("name", ["no-such-press", "../sra3-toner", "", "SRA3"])
def test_an_unknown_press_is_refused_with_the_names_that_exist(name):
    with pytest.raises(JobError, match="sra3-toner") as caught:
        read_press(name)
    assert caught.value.code == "impose.unknown-press"


def test_the_name_of_a_press_has_no_suffix(tmp_path):
    (tmp_path / "own.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(JobError) as caught:
        read_press("own.toml", folder=tmp_path)
    assert caught.value.cure.endswith('own.toml for press = "own"')


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title", "titel", "unknown key titel"),
        ('source = "measured"', "", "missing key source"),
        ("bottom = 2,", "", "loss needs exactly"),
        ("[320, 450]", "[3, 450]", "leave nothing"),
        ("[320, 450]", '["320", 450]', "sheet takes millimetres"),
        ("[320, 450]", "[320]", "a list of width and height"),
        ("[320, 450]", "[1, 2, 3]", "a list of width and height"),
        ("loss = {", "loss = 5 # {", "loss needs exactly"),
        ("verified = true", 'verified = "no"', "verified is true or false"),
        ("sheet", 'delivery = "up"\nsheet', "delivery is one of"),
        ("title", "=", "cannot be used"),
        ("sheet", 'dpi = "600"\nsheet', "dpi takes dots per inch"),
        ("sheet", "dpi = 600\nsheet", "dpi needs dpi-source"),
        ("sheet", "bar-width-reduction = 200\nsheet", "bar-width-reduction takes micrometres"),
    ],
)
def test_a_malformed_profile_is_refused_with_its_place(tmp_path, old, new, says):
    (tmp_path / "own.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(JobError, match=says.replace("(", r"\(")) as caught:
        read_press("own", folder=tmp_path)
    assert caught.value.code == "impose.bad-press"
    assert caught.value.where.file.endswith("own.toml")
