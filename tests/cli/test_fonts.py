"""`vdp fonts` as operators and other programs see it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from vdp.cli.fonts import fonts
from vdp.errors import JobError, SourceError
from vdp.slots.text import open_face, read_catalogue

NAMES = "会員番号,氏名\r\n1,\u9ad9\u6a4b\r\n2,\U00020bb7田\ue001\r\n\r\n3,\u8fbb\U000e01ef \u2252\u2252\r\n"
NOTO = "Noto Sans JP/400"


def run(*words):
    return CliRunner().invoke(fonts, [str(word) for word in words])


@pytest.fixture
def write(tmp_path):
    def write_names(text, encoding="utf-8"):
        path = tmp_path / "names.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write_names


@pytest.fixture
def catalogue(tmp_path):
    """A job's catalogue whose one face is a copy of a shipped one."""
    (tmp_path / "shop.otf").write_bytes(read_catalogue()["Noto Serif JP/400"].path.read_bytes())
    path = tmp_path / "fonts.toml"
    path.write_text('[[face]]\nfamily = "Shop"\nweight = 500\nfile = "shop.otf"\n', encoding="utf-8")
    return path


def test_list_tells_what_each_face_holds():
    faces = {face["face"]: face for face in json.loads(run("list", "--json").stdout)["faces"]}
    noto = faces[NOTO]
    assert (noto["licence"], noto["embedding"], noto["index"], noto["axes"]) == ("OFL-1.1", "installable", 0, {})
    assert (noto["glyphs"], noto["characters"], noto["variations"]) == (17_936, 16_732, 14_787)
    assert noto["features"] == {"vert": True, "palt": True, "kern": True}


def test_list_names_the_faces_of_a_job_and_what_their_rows_leave_open(catalogue):
    result = run("list", "--catalogue", catalogue)
    assert result.exit_code == 0
    assert "Shop/500  (shop.otf)\n  licence not stated; embedding: installable" in result.stdout


def test_check_exits_with_0_when_all_prints(write):
    result = run("check", write("氏名\n\u9ad9\u6a4b\n"), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "records": 1,
        "encoding": "utf-8-sig",
        "faces": [NOTO],
        "prints": True,
        "gaps": [],
    }


def test_check_exits_with_4_and_names_code_points_and_records(write):
    result = run("check", write(NAMES), "--json")
    assert result.exit_code == 4
    document = json.loads(result.stdout)
    assert (document["records"], document["prints"]) == (3, False)
    rows = [(gap["codepoints"], gap["kind"], gap["count"], gap["records"]) for gap in document["gaps"]]
    assert rows == [
        (["U+2252"], "missing", 2, [3]),
        (["U+8FBB", "U+E01EF"], "variation", 1, [3]),
        (["U+E001"], "private", 1, [2]),
    ]


def test_check_prints_code_points_and_never_the_names(write):
    result = run("check", write(NAMES))
    assert result.exit_code == 4
    assert (
        "U+2252\tAPPROXIMATELY EQUAL TO OR THE IMAGE OF (missing)\t2 times\trecords 3\tDOES NOT PRINT" in result.output
    )
    assert (result.output + str(result.exception)).isascii()


def test_a_fallback_that_prints_it_is_named_and_the_exit_is_0(write, catalogue):
    sans, serif = (set(open_face(file, "F0").codepoints.tolist()) for file in two_faces())
    codepoint = min(sans - serif)
    words = ("--catalogue", catalogue, "--face", "Shop/500", "--json")
    path = write(f"x\n{chr(codepoint)}\n")
    alone, helped = run("check", path, *words), run("check", path, *words, "--fallback", NOTO)
    assert (alone.exit_code, helped.exit_code) == (4, 0)
    (gap,) = json.loads(helped.stdout)["gaps"]
    assert (gap["codepoints"], gap["supplied_by"]) == ([f"U+{codepoint:04X}"], NOTO)


def two_faces():
    faces = read_catalogue()
    return faces[NOTO], faces["Noto Serif JP/400"]


def test_a_fallback_without_weight_has_the_weight_of_the_first_face(write):
    document = json.loads(run("check", write("x\nA\n"), "--fallback", "Noto Serif JP", "--json").stdout)
    assert document["faces"] == [NOTO, "Noto Serif JP/400"]


def test_an_unknown_face_is_an_error(write):
    result = run("check", write("x\nA\n"), "--face", "Noto Sanz JP/400")
    assert isinstance(result.exception, JobError)
    assert result.exception.code == "text.font-missing"


def test_only_the_named_columns_are_read(write):
    path = write("氏名,備考\n\u9ad9\u6a4b,\u2252\n")
    assert run("check", path, "--column", "氏名").exit_code == 0
    assert run("check", path, "--column", "備考").exit_code == 4
    assert run("check", path).exit_code == 4


def test_a_missing_column_is_an_error_that_does_not_quote_the_first_row(write):
    result = run("check", write("\u9ad9\u6a4b\n"), "--column", "氏名")
    assert result.exit_code == 2
    assert "\u9ad9\u6a4b" not in result.output


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("cp932", "cp932"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_found_by_strict_decoding(write, encoding, found):
    document = json.loads(run("check", write("氏名\n\u9ad9\u6a4b\ue001\n", encoding), "--json").stdout)
    assert document["encoding"] == found
    assert [gap["codepoints"] for gap in document["gaps"]] == [["U+E001"]]


def test_an_encoding_that_does_not_fit_is_an_error(write):
    path = write("氏名\n\u9ad9\u6a4b\n", "cp932")
    result = run("check", path, "--encoding", "utf-8")
    assert isinstance(result.exception, SourceError)
    assert result.exception.code == "records.encoding"
    assert run("check", path, "--encoding", "nonsense").exit_code == 2


def test_a_profile_says_how_to_read_the_file(write):
    document = json.loads(
        run(
            "check",
            write(NAMES.replace("\U000e01ef", "").replace("\U00020bb7", ""), "cp932"),
            "--profile",
            "shop-cp932",
            "--json",
        ).stdout
    )
    assert (document["encoding"], document["records"]) == ("cp932", 3)
    wrong = run("check", write(NAMES), "--profile", "shop-cp932")
    assert isinstance(wrong.exception, SourceError)


def test_profile_and_encoding_exclude_each_other(write):
    assert run("check", write(NAMES), "--profile", "shop-cp932", "--encoding", "cp932").exit_code == 2
