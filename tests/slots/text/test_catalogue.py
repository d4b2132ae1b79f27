"""The catalogues of fonts: what a job may add, what it may replace, and where its files may lie."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vdp.errors import JobError
from vdp.slots.text import open_face, read_catalogue

ROW = 'family = "Shop Gothic"\nweight = 500\nfile = "made.otf"\n'


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a job's catalogue."""

    def write_rows(*rows):
        path = tmp_path / "fonts.toml"
        path.write_text("".join(f"[[face]]\n{row}\n" for row in rows), encoding="utf-8")
        return path

    return write_rows


def refusal(path):
    with pytest.raises(JobError) as caught:
        read_catalogue(path)
    return caught.value


def test_shipped_faces_are_the_files_that_the_catalogue_names():
    faces = read_catalogue()
    assert len(faces) >= 3
    for key, face in faces.items():
        face.check()
        assert (face.key, face.licence) == (key, "public domain" if key == "OCR-B/400" else "OFL-1.1")


def test_a_job_adds_its_own_face_beside_the_shipped_ones(write, make_font):
    path = make_font()
    faces = read_catalogue(write(ROW))
    assert set(faces) - set(read_catalogue()) == {"Shop Gothic/500"}
    face = faces["Shop Gothic/500"]
    assert face.path == path
    assert face.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    face.check()
    assert open_face(face, "F0").glyphs.all()


def test_a_face_travels_to_another_process(write, make_font):
    make_font()
    face = read_catalogue(write(ROW))["Shop Gothic/500"]
    assert pickle.loads(pickle.dumps(face)) == face  # noqa: S301 - our own bytes


def test_a_file_that_differs_from_its_fingerprint_is_refused(write, make_font):
    make_font()
    face = read_catalogue(write(ROW + f'sha256 = "{"0" * 64}"'))["Shop Gothic/500"]
    with pytest.raises(JobError) as caught:
        face.check()
    assert caught.value.code == "text.font-changed"


def test_a_range_of_weights_gives_a_face_for_every_hundred(write, make_font):
    make_font("variable")
    faces = read_catalogue(write('family = "Shop"\nweights = [300, 600]\nfile = "made.otf"'))
    own = sorted(set(faces) - set(read_catalogue()))
    assert own == ["Shop/300", "Shop/400", "Shop/500", "Shop/600"]
    assert [dict(open_face(faces[key], "F0").location)["wght"] for key in own] == [300, 400, 500, 600]


def test_a_face_in_a_folder_below_the_catalogue_is_found(write, make_font):
    path = make_font(name="fonts/deep/made.otf")
    face = read_catalogue(write(ROW.replace("made.otf", "fonts/deep/made.otf")))["Shop Gothic/500"]
    assert face.path == path


def test_everything_that_changes_ink_changes_the_identity(write, make_font):
    make_font()
    face = read_catalogue(write(ROW))["Shop Gothic/500"]
    changed = [{"key": "Shop/400"}, {"index": 1}, {"sha256": "0" * 64}, {"axes": (("wdth", 75.0),)}]
    identities = {face.identity, *(replace(face, **change).identity for change in changed)}
    assert len(identities) == 5
    assert replace(face, path=face.path.with_name("x"), licence="x").identity == face.identity


NOTO = 'family = "Noto Sans JP"\nweight = 400\nfile = "made.otf"\n'


def test_a_shipped_face_is_replaced_only_when_the_row_says_so(write, make_font):
    path = make_font()
    error = refusal(write(NOTO))
    assert (error.code, str(error.where)) == ("text.font-override", "fonts.toml:1")
    assert refusal(write(NOTO + "override = false")).code == "text.font-override"
    assert read_catalogue(write(NOTO + "override = true"))["Noto Sans JP/400"].path == path


def test_an_override_of_nothing_is_a_mistake(write, make_font):
    make_font()
    error = refusal(write(ROW + "override = true"))
    assert error.code == "text.font-override"
    assert "Noto Sans JP/400" in error.cure


@pytest.mark.parametrize(
    "name",
    ["../made.otf", "a/../../made.otf", "a/../made.otf", "/made.otf", "C:\\\\made.otf", "C:made.otf", "a\\\\b.otf"],
)
def test_a_path_that_could_leave_the_folder_is_refused(write, make_font, name):
    make_font()
    assert refusal(write(ROW.replace("made.otf", name))).code == "text.font-path"


def test_an_absolute_path_into_the_folder_is_refused_too(write, make_font):
    path = make_font()
    assert refusal(write(ROW.replace("made.otf", str(path)))).code == "text.font-path"


def test_links_are_refused_wherever_they_stand_in_the_path(write, make_font, tmp_path):
    path = make_font(name="real/made.otf")
    (tmp_path / "link.otf").symlink_to(path)
    (tmp_path / "linked").symlink_to(path.parent, target_is_directory=True)
    for name in ("link.otf", "linked/made.otf"):
        assert refusal(write(ROW.replace("made.otf", name))).code == "text.font-path"


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["..", ".", "", "fonts", "made.otf", "outside.otf", "~", "\\", "C:", "\0"])))
def test_no_path_reaches_a_file_outside_the_folder(tmp_path, steps):
    folder = tmp_path / "job"
    for file in (tmp_path / "outside.otf", folder / "made.otf", folder / "fonts" / "made.otf"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"font")
    name = "/".join(steps).replace("\\", "\\\\").replace("\0", "\\u0000")
    catalogue = folder / "fonts.toml"
    catalogue.write_text(f"[[face]]\n{ROW.replace('made.otf', name)}", encoding="utf-8")
    try:
        face = read_catalogue(catalogue)["Shop Gothic/500"]
    except JobError as error:
        assert error.code in ("text.font-path", "text.font-missing", "text.catalogue")  # noqa: PT017 - either outcome
    else:
        assert face.path.resolve().is_relative_to(folder.resolve())


def test_a_missing_file_is_named_with_the_line_of_its_row(write, make_font):
    make_font()
    error = refusal(write(ROW, ROW.replace("500", "600").replace("made.otf", "none.otf")))
    assert error.code == "text.font-missing"
    assert (error.where.file, error.where.line) == ("fonts.toml", 6)
    assert '"none.otf"' in error.text


def test_a_folder_is_no_font(write, tmp_path):
    (tmp_path / "made.otf").mkdir()
    assert refusal(write(ROW)).code == "text.font-missing"


def test_a_job_cannot_name_python_packages(write):
    error = refusal(write(ROW + 'package = "pylopdf_fonts_jp"'))
    assert error.code == "text.catalogue"


def test_a_misspelt_key_gets_the_nearest_one(write, make_font):
    make_font()
    error = refusal(write(ROW + 'license = "OFL-1.1"'))
    assert (error.code, error.cure) == ("text.catalogue", 'Did you mean "licence"?')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Shop Gothic"', '""'),
        ('"Shop Gothic"', '"Shop, Gothic"'),
        ('"Shop Gothic"', "7"),
        ("weight = 500", 'weight = "500"'),
        ("weight = 500", "weight = 0"),
        ("weight = 500", "weight = true"),
        ("weight = 500", ""),
        ("weight = 500", "weight = 500\nweights = [100, 900]"),
        ("weight = 500", "weights = [900, 100]"),
        ("weight = 500", "weights = [150, 250]"),
        ("weight = 500", "weights = [100]"),
        ('file = "made.otf"', ""),
        ('"made.otf"', "3"),
        ('"made.otf"\n', '"made.otf"\nindex = -1'),
        ('"made.otf"\n', '"made.otf"\nindex = true'),
        ('"made.otf"\n', '"made.otf"\naxes = { weight = 3 }'),
        ('"made.otf"\n', '"made.otf"\naxes = { wdth = "75" }'),
        ('"made.otf"\n', '"made.otf"\nsha256 = "abc"'),
        ('"made.otf"\n', '"made.otf"\noverride = 1'),
    ],
)
def test_a_wrong_value_is_refused(write, make_font, old, new):
    make_font()
    assert old in ROW
    assert refusal(write(ROW.replace(old, new))).code == "text.catalogue"


def test_a_face_listed_twice_is_refused(write, make_font):
    make_font("variable")
    twice = ROW.replace("weight = 500", "weights = [400, 600]")
    assert "listed twice" in refusal(write(ROW, twice)).text


@pytest.mark.parametrize("content", [b"[[face]", b"\xff\xfe", b"face = 3", b"[faces]\nx = 1", b"face = [1]"])
def test_what_is_no_catalogue_is_refused(tmp_path, content):
    path = tmp_path / "fonts.toml"
    path.write_bytes(content)
    assert refusal(path).code == "text.catalogue"


def test_a_catalogue_that_is_not_there_is_refused(tmp_path):
    assert refusal(tmp_path / "none.toml").code == "text.catalogue"
