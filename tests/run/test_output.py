from __future__ import annotations

import json
from pathlib import Path

import pytest

from vdp.errors import JobError, OutputError
from vdp.run.output import OutputFolder


def write(folder, name, text=""):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def finish(path, text="new"):
    with OutputFolder(path) as folder:
        write(folder.part, "manifest.json", json.dumps({"job_hash": text}))
        write(folder.work, "spool", "personal")
        folder.publish()


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_nothing_bears_the_name_before_everything_is_there(tmp_path):
    with OutputFolder(tmp_path / "out") as folder:
        assert folder.work.is_dir()
        assert not folder.path.exists()
        folder.publish()
        assert folder.path.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_working_files_are_gone_in_the_end(tmp_path):
    finish(tmp_path / "out")
    assert names(tmp_path) == {"out/manifest.json"}


def test_an_error_leaves_nothing(tmp_path):
    def fail():
        with OutputFolder(tmp_path / "out") as folder:
            write(folder.part, "print/sheets.pdf")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_output_gives_way_to_the_new_one_only(tmp_path):
    finish(tmp_path / "out", "old")
    with OutputFolder(tmp_path / "out"):
        assert json.loads((tmp_path / "out/manifest.json").read_text()) == {"job_hash": "old"}
    assert json.loads((tmp_path / "out/manifest.json").read_text()) == {"job_hash": "old"}
    finish(tmp_path / "out", "new")
    assert json.loads((tmp_path / "out/manifest.json").read_text()) == {"job_hash": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_earlier_output_stays_when_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    finish(tmp_path / "out", "old")
    real = Path.replace

    def replace(path, target):
        if path.name == "out.part":
            raise OSError(5, "refused")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="refused"):
        finish(tmp_path / "out", "new")
    assert json.loads((tmp_path / "out/manifest.json").read_text()) == {"job_hash": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_link_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    finish(tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert names(tmp_path / "real") == {"manifest.json"}


@pytest.mark.parametrize("name", ["out", "out.part", "out.refused", "out.old"])
def test_a_foreign_folder_is_neither_taken_nor_removed(tmp_path, name):
    write(tmp_path, f"{name}/mine.txt", "mine")
    with pytest.raises(JobError) as caught, OutputFolder(tmp_path / "out"):
        pass
    assert caught.value.code == "run.foreign-folder"
    assert names(tmp_path) == {f"{name}/mine.txt"}


def test_what_a_killed_run_left_is_cleared(tmp_path):
    write(tmp_path / "out.part", "work/spool", "personal")
    write(tmp_path, "out.part/print/sheets-0001.pdf")
    with OutputFolder(tmp_path / "out") as folder:
        assert names(folder.part) == {"work/lock"}
        assert folder.cleared
    with OutputFolder(tmp_path / "out") as folder:
        assert not folder.cleared


def test_a_second_run_is_told_that_the_folder_is_in_use(tmp_path):
    with OutputFolder(tmp_path / "out") as first:
        write(first.work, "spool")
        with pytest.raises(JobError) as caught, OutputFolder(tmp_path / "out"):
            pass
        assert caught.value.code == "run.in-use"
        assert (first.work / "spool").exists()


def test_refusals_are_kept_without_anything_that_looks_printed(tmp_path):
    for _ in range(2):
        with OutputFolder(tmp_path / "out") as folder:
            for name in (
                "held.csv",
                "orphans.csv",
                "print/sheets-0001.pdf",
                "postal/bundles.csv",
                "ledger.sqlite",
                "manifest.json",
            ):
                write(folder.part, name)
            assert folder.publish_refusals() == tmp_path / "out.refused"
    assert names(tmp_path) == {"out.refused/held.csv", "out.refused/orphans.csv"}


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as caught, OutputFolder(tmp_path / "file" / "deeper" / "out"):
        pass
    assert caught.value.code == "run.storage"


@pytest.mark.parametrize("place", ["out/held.csv", "out.refused/held.csv", "out.part/x.csv", "out"])
def test_what_is_read_is_never_replaced(tmp_path, place):
    """The corrected list of a job is the source of a second one; it may still lie in the first one's output."""
    finish(tmp_path / "out", "old")
    before = names(tmp_path)
    opened = OutputFolder(tmp_path / "out", inputs=[tmp_path / "job.toml", tmp_path / place])
    with pytest.raises(JobError, match="which the job reads") as caught, opened:
        pass
    assert caught.value.code == "run.input-in-output"
    assert names(tmp_path) == before


def test_a_source_beside_the_output_is_no_part_of_it(tmp_path):
    with OutputFolder(tmp_path / "out", inputs=[tmp_path / "outer.csv", tmp_path / "out.csv"]) as folder:
        folder.publish()


@pytest.mark.parametrize("path", ["/", "circle"])
def test_a_place_that_cannot_be_a_folder_is_refused(tmp_path, path):
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(JobError, match="cannot be an output folder"):
        OutputFolder(tmp_path / path)
