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
