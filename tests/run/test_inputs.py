"""What a job reads must stay as it was."""

from __future__ import annotations

import os

import pytest

from vdp.errors import DefectError, SourceError, read_explanations
from vdp.run.inputs import Inputs


def _replace(path):
    other = path.with_name("other")
    other.write_text("b")
    other.replace(path)


CHANGES = {
    "longer": lambda path: path.write_text("ab"),
    "as long": lambda path: (path.write_text("b"), os.utime(path, ns=(1, 1))),
    "replaced": _replace,
    "removed": lambda path: path.unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("error", [None, DefectError("records.refused", "rows are missing")])
def test_a_file_that_changes_meanwhile_stops_the_job(tmp_path, change, error):
    path = tmp_path / "list.csv"
    path.write_text("a")

    def work():
        with Inputs([path, tmp_path]).steady():
            CHANGES[change](path)
            if error:
                raise error

    with pytest.raises(SourceError, match="changed while") as caught:
        work()
    assert caught.value.code == "run.input-changed" in read_explanations()
    assert caught.value.__cause__ is error


def test_files_that_stay_let_errors_and_work_pass(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("a")
    inputs = Inputs([path, tmp_path])
    with inputs.steady():
        (tmp_path / "out").mkdir()
        path.read_text()
    with pytest.raises(ZeroDivisionError), inputs.steady():
        raise ZeroDivisionError


def _touch(path):
    os.utime(path)


def _mount_anew(path):
    """The same file, length and time under another number, as network storage gives after a new mount."""
    found, other = path.stat(), path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def test_a_file_that_is_touched_between_stages_is_the_same(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("a")
    inputs = Inputs([path])
    for change in (_touch, _mount_anew):
        change(path)
        with inputs.steady():
            path.read_text()


def test_a_file_under_another_number_is_the_same_if_it_holds_the_same(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("a")
    with Inputs([path]).steady():
        _mount_anew(path)


def test_another_file_of_the_same_length_and_time_is_told(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("a")
    found = path.stat()

    def work():
        with Inputs([path]).steady():
            _replace(path)
            os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))

    with pytest.raises(SourceError, match="changed while"):
        work()


def test_a_file_that_is_touched_while_it_is_read_may_have_been_empty_for_a_moment(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("a")

    def work():
        with Inputs([path]).steady():
            path.write_text("")
            path.write_text("a")
            os.utime(path, ns=(1, 1))

    with pytest.raises(SourceError, match="changed while"):
        work()


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_between_stages_is_told_by_the_stage_that_reads_it(tmp_path, change):
    path, layout = tmp_path / "list.csv", tmp_path / "layout.xml"
    path.write_text("a")
    layout.write_text("<layout/>")
    inputs = Inputs([path, layout])
    layout.write_text("the next job's")
    with inputs.steady([path]):
        path.read_text()
    CHANGES[change](path)
    with pytest.raises(SourceError, match=r"list\.csv"), inputs.steady([path]):
        pass
