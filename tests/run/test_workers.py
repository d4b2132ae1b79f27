from __future__ import annotations

import functools
import importlib
import os
import sys
import threading
from pathlib import Path

import pytest

from vdp.errors import DefectError, OutputError, SourceError
from vdp.workers import ProcessExecutor, open_executor, storage_error
from vdp.workers.executor import SerialExecutor
from vdp.workers.processes import ATTEMPTS, WINDOW_PER_WORKER


@pytest.fixture(scope="module", autouse=True)
def tasks():
    """The module of tasks, on the path that worker processes inherit."""
    folder = str(Path(__file__).parent)
    sys.path.insert(0, folder)
    yield importlib.import_module("tasks")
    sys.path.remove(folder)


@pytest.fixture(params=["serial", "process"])
def executor(request):
    with open_executor(request.param, workers=2) as opened:
        yield opened


def test_receipts_come_in_the_order_of_the_items(executor, tasks):
    assert list(executor.map_ordered(tasks.Double, (3,), range(50))) == [3 * n for n in range(50)]


def test_an_executor_takes_task_after_task(executor, tasks):
    assert list(executor.map_ordered(tasks.Double, (), range(5))) == [0, 2, 4, 6, 8]
    assert list(executor.map_ordered(tasks.Double, (5,), range(3))) == [0, 5, 10]


def test_no_items_are_no_receipts(executor, tasks):
    assert list(executor.map_ordered(tasks.Double, (), [])) == []


def test_items_are_drawn_as_they_are_needed(tasks):
    with SerialExecutor() as executor:
        receipts = executor.map_ordered(tasks.Double, (), iter([1, 2, 3]))
        assert next(receipts) == 2


def test_processes_do_the_work(tasks):
    with ProcessExecutor(2) as executor:
        pids = set(executor.map_ordered(tasks.Pid, (), range(40)))
    assert os.getpid() not in pids
    assert 1 <= len(pids) <= 2


def test_the_name_decides_who_works():
    assert isinstance(open_executor("serial"), SerialExecutor)
    assert isinstance(open_executor("process"), ProcessExecutor)


@pytest.mark.parametrize("half", [False, True], ids=["before its answer", "in the middle of its answer"])
@pytest.mark.parametrize("deadly", [0, 4, 9])
def test_a_worker_that_dies_loses_nothing(tasks, tmp_path, deadly, half):
    with ProcessExecutor(2) as executor:
        build = functools.partial(tasks.DieOnce, half=half)
        receipts = list(executor.map_ordered(build, (str(tmp_path / "flag"), deadly), range(10)))
    assert receipts == [2 * n for n in range(10)]
    assert (tmp_path / "flag").exists()


def test_a_worker_killed_from_outside_while_idle_is_replaced(tasks):
    with ProcessExecutor(2) as executor:
        assert list(executor.map_ordered(tasks.Double, (), range(4))) == [0, 2, 4, 6]
        for worker in executor.workers:
            worker.process.kill()
            worker.process.join()
        assert list(executor.map_ordered(tasks.Double, (), range(4))) == [0, 2, 4, 6]


def test_an_item_that_always_kills_stops_the_job_and_is_named(tasks):
    with ProcessExecutor(2) as executor, pytest.raises(DefectError) as caught:
        list(executor.map_ordered(tasks.DieAlways, (3,), range(10)))
    assert caught.value.code == "run.worker-lost"
    assert "chunk 3" in caught.value.text
    assert f"{ATTEMPTS} times" in caught.value.text
    assert "-9" in caught.value.text


def test_an_error_reaches_the_parent_with_code_place_and_cure(executor, tasks):
    with pytest.raises(SourceError) as caught:
        list(executor.map_ordered(tasks.Fail, ("vdp",), range(10)))
    assert str(caught.value) == "a.csv:7:1: a byte [records.encoding]\n  Export again."


def test_an_error_while_the_task_is_built_reaches_the_parent(tasks):
    with ProcessExecutor(2) as executor, pytest.raises(SourceError):
        list(executor.map_ordered(functools.partial(tasks.Fail, at_start=True), ("vdp",), range(10)))


def test_receipts_before_an_error_are_kept(executor, tasks):
    got = []
    with pytest.raises(SourceError):
        got.extend(executor.map_ordered(tasks.Fail, ("vdp",), range(10)))
    assert got == sorted(got)


def test_an_error_of_the_system_becomes_ours_and_names_the_file_without_its_folder(tasks):
    with ProcessExecutor(1) as executor, pytest.raises(OutputError) as caught:
        list(executor.map_ordered(tasks.Fail, ("system",), range(10)))
    assert caught.value.code == "run.storage"
    assert "No space left" in caught.value.text
    assert "x.arrow" in caught.value.text
    assert "secret" not in str(caught.value)


def test_a_defect_is_told_by_kind_and_place_and_never_by_its_words(tasks):
    with ProcessExecutor(1) as executor, pytest.raises(DefectError) as caught:
        list(executor.map_ordered(tasks.Fail, ("defect",), range(10)))
    assert caught.value.code == "run.defect"
    assert "ValueError" in caught.value.text
    assert "tasks.py" in caught.value.text
    assert tasks.CANARY not in str(caught.value)
    assert caught.value.__cause__ is None or tasks.CANARY not in str(caught.value.__cause__)


@pytest.mark.parametrize("workers", [1, 2])
def test_work_never_runs_further_ahead_than_the_window(tasks, tmp_path, workers):
    window, release = WINDOW_PER_WORKER * workers, tmp_path / "release"
    drawn, taken, ahead = 0, 0, []

    def items():
        nonlocal drawn
        for item in range(5 * window):
            drawn += 1
            ahead.append(drawn - taken)
            if drawn == window or workers == 1:  # time enough for a worker without bounds to take everything
                threading.Timer(0.2, release.touch).start()
            yield item

    with ProcessExecutor(workers) as executor:
        for receipt in executor.map_ordered(tasks.WaitForFirst, (str(release),), items()):
            assert receipt == taken
            taken += 1
    assert taken == 5 * window
    assert max(ahead) <= window + 1  # the one that is being handed over
    assert workers == 1 or max(ahead) >= window


def test_no_process_outlives_the_executor(tasks):
    with ProcessExecutor(2) as executor:
        pids = set(executor.map_ordered(tasks.Pid, (), range(20)))
        processes = [worker.process for worker in executor.workers]
    assert pids
    assert all(process.exitcode is not None for process in processes)


def test_an_error_of_the_system_without_a_file_is_told_as_well():
    assert "No space" in storage_error(OSError(28, "No space left on device")).text
